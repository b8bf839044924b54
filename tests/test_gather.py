"""Slow proofs are gathered whole or not at all, rounded and with a manifest; what is kept says how it was made."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from docs import gather
from sim.errors import Cancelled
from sim.progress import Progress
from tests.pages import ROOT

PRIVATE = re.compile(r"/(tmp|home|root|work|Users|mnt)\b|https?://")


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Callable[..., Any]], Path]:
    """Return a function that puts one proof, called `toy`, in the place of all."""

    def put(function: Callable[..., Any]) -> Path:
        module = ModuleType("toy")
        module.gather = function  # type: ignore[attr-defined]
        monkeypatch.setattr(gather, "names", lambda: ["toy"])
        monkeypatch.setattr(gather.importlib, "import_module", lambda _name: module)
        monkeypatch.setattr(gather, "EVIDENCE", tmp_path / "docs" / "evidence")
        (tmp_path / "docs").mkdir(exist_ok=True)
        return tmp_path / "docs" / "evidence" / "toy.json"

    return put


def test_results_are_kept_with_a_manifest(
    place: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def toy(progress: gather.Tell) -> dict[str, Any]:
        progress("cell 1 of 2")
        progress(Progress(10, 20, 1.0, 61.4, "runs"))
        return {"manifest": {"seed": np.int64(3)}, "share": np.float64(1 / 3), "rows": np.array([[0.1, np.nan]])}

    monkeypatch.setattr(gather, "PAUSE", -1.0)
    path = place(toy)
    assert gather.main(["toy"]) == 0
    found = json.loads(path.read_text("utf-8"))
    assert found["share"] == 0.333333 and found["rows"] == [[0.1, None]]
    manifest = found["manifest"]
    assert manifest["command"] == "python -m docs.gather toy" and manifest["seed"] == 3
    assert set(manifest["software"]) == {"python", *gather.SOFTWARE}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", manifest["date"]) and manifest["seconds"] == 0
    assert not PRIVATE.search(path.read_text("utf-8"))
    told = capsys.readouterr()
    assert told.out.startswith("docs/evidence/toy.json: written after ")
    assert told.err == "toy: cell 1 of 2\ntoy: runs: 10 of 20, about 61 s left\n"
    assert gather.read("toy") == found and gather.read("none-such") is None


def test_progress_is_told_at_a_bearable_pace(place: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    place(lambda progress: [progress(f"cell {number}") for number in range(1000)] and {})
    assert gather.main([]) == 0
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("fault", [Cancelled("stopped"), KeyboardInterrupt(), ValueError("a fault")])
def test_a_proof_that_does_not_end_leaves_the_old_results(
    place: Callable[..., Path], fault: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_progress: gather.Tell) -> dict[str, Any]:
        raise fault

    path = place(lambda _progress: {"share": 1.0})
    assert gather.main([]) == 0
    before = path.read_bytes()
    place(broken)
    if isinstance(fault, ValueError):
        with pytest.raises(ValueError, match="a fault"):
            gather.main([])
    else:
        assert gather.main([]) == 1
        assert "its file is as it was" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert [found.name for found in path.parent.iterdir()] == ["toy.json"]


def test_what_cannot_be_kept_leaves_nothing(place: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = place(lambda _progress: {"share": 1.0})
    monkeypatch.setattr(gather.os, "replace", lambda *_names: (_ for _ in ()).throw(OSError("the disk is full")))
    with pytest.raises(OSError, match="the disk is full"):
        gather.main([])
    assert not list(path.parent.iterdir())


def test_a_proof_that_nobody_knows_is_refused_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        gather.main(["oracel"])
    assert end.value.code == 2 and "did you mean oracle?" in capsys.readouterr().err


def test_names_are_listed_those_first_on_which_others_rest(capsys: pytest.CaptureFixture[str]) -> None:
    assert gather.main(["--list"]) == 0
    listed = capsys.readouterr().out.split()
    assert sorted(listed) == sorted(path.stem for path in gather.PROOFS.glob("[a-z]*.py"))
    assert [name for name in listed if name in gather.FIRST] == listed[: len(set(listed) & set(gather.FIRST))]


@pytest.mark.parametrize("name", gather.names())
def test_a_proof_says_what_it_asks_and_can_be_gathered(name: str) -> None:
    tree = ast.parse((gather.PROOFS / f"{name}.py").read_text("utf-8"))
    assert ast.get_docstring(tree)
    assert "gather" in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_proof_has_been_gathered() -> None:
    late = [name for name in gather.names() if gather.read(name) is None]
    assert not late, f"run: python -m docs.gather {' '.join(late)}"


@pytest.mark.parametrize("path", sorted(gather.EVIDENCE.glob("*")), ids=lambda path: path.name)
def test_what_is_kept_says_how_it_was_made(path: Path) -> None:
    text = path.read_text("utf-8")
    found = json.loads(text)
    assert path.suffix == ".json" and path.stem in gather.names()
    assert found["manifest"]["command"] == f"python -m docs.gather {path.stem}"
    assert not PRIVATE.search(text)
    assert gather.rounded(found) == found
    assert path.is_relative_to(ROOT / "docs")
