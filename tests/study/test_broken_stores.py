"""Folders of studies that are broken: one clear message, and the folder is left as it was."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.errors import FournosError, InputError, StoreError
from sim.study.results import open_results
from sim.study.running import run
from sim.study.store import Store
from tests.small_studies import (
    bytes_in,
    change,
    spec,
    text,
)

ROWS = 24


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("made") / "study", spec(), rows=ROWS).path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


# ---------------------------------------------------------------- folders that are broken


def change_in(*keys: Any, to: Any) -> Callable[[Path], None]:
    """Return a fault that changes one value deep in the manifest."""

    def apply(folder: Path) -> None:
        path = folder / "manifest.json"
        found = held = json.loads(path.read_text())
        for key in keys[:-1]:
            held = held[key]
        held[keys[-1]] = to
        path.write_text(json.dumps(found), "utf-8")

    return apply


def raw(name: str, held: bytes) -> Callable[[Path], Any]:
    """Return a fault that replaces a file."""
    return lambda folder: (folder / name).write_bytes(held)


def damage(name: str) -> Callable[[Path], None]:
    """Return a fault that changes one byte of a file."""

    def apply(folder: Path) -> None:
        held = bytearray((folder / name).read_bytes())
        held[len(held) // 2] ^= 1
        (folder / name).write_bytes(held)

    return apply


def longer(name: str, held: str) -> Callable[[Path], Any]:
    """Return a fault that adds text at the end of a file."""
    return lambda folder: (folder / name).write_text((folder / name).read_text() + held)


PART = "runs/part-00001.parquet"
FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "holds no study"),
    "empty manifest": (raw("manifest.json", b""), "no JSON"),
    "half a manifest": (raw("manifest.json", b'{"format": "fournos-study", "kind": "pla'), "no JSON"),
    "deep manifest": (raw("manifest.json", b"[" * 100_000), "no JSON"),
    "binary manifest": (raw("manifest.json", b"\xff\xfe\0"), "no JSON"),
    "newer": (change(format_version=3), "newer release"),
    "no stages": (change(stages=[]), "stages do not fit"),
    "stage without end": (change_in("stages", 0, "replications", to=[0, 10**30]), "manifest.json cannot be used"),
    "stage of many": (change_in("stages", 0, "replications", to=[0, 10**12]), "stages do not fit"),
    "stage beyond the points": (change_in("stages", 0, "points", to=[0, 99]), "stages do not fit"),
    "stage backwards": (change_in("stages", 0, "points", to=[5, 2]), "stages do not fit"),
    "stage of another policy": (change_in("stages", 0, "policies", to=["bleed", "x"]), "stages do not fit"),
    "stage of the same policy": (change_in("stages", 0, "policies", to=["bleed"] * 2), "stages do not fit"),
    "stage that begins later": (change_in("stages", 0, "first", to=7), "stages do not fit"),
    "stage of text": (change_in("stages", 0, "points", to="ab"), "not the manifest"),
    "way out": (change_in("parts", 0, "files", 0, "file", to="../../etc/passwd"), "not the manifest"),
    "way out of runs": (change_in("parts", 0, "files", 0, "file", to="runs/../../x.parquet"), "not the manifest"),
    "absolute path": (change_in("parts", 0, "files", 0, "file", to="/etc/passwd"), "not the manifest"),
    "part of another": (change_in("parts", 0, "files", 0, "file", to=PART), "parts do not fit"),
    "part of other runs": (change_in("parts", 0, "stop", to=9), "parts do not fit"),
    "part with a number of its own": (change_in("parts", 0, "number", to=10**9), "parts do not fit"),
    "part that lost more than it has": (change_in("parts", 0, "lost", to=99), "parts do not fit"),
    "parts without rows": (change(rows_of_a_part=0), "manifest.json cannot be used"),
    "columns of nobody's": (change(columns=["run"]), "columns"),
    "design of a wrong kind": (change_in("design", "luck", to=3), "not the manifest"),
    "scenario with another text": (change_in("scenarios", 0, "text", to="name = 'x'"), "as it was run"),
    "no scenario": (change(scenarios=[]), "as it was run"),
    "study of another text": (change_in("study", "text", to="x = 1"), "study.toml is not as it was written"),
    "missing part": (lambda f: (f / PART).unlink(), "missing"),
    "damaged part": (damage(PART), "not as it was written"),
    "cut part": (lambda f: os.truncate(f / "trajectories/part-00000.parquet", 99), "not as it was written"),
    "damaged design": (damage("design.csv"), "design.csv cannot be used: it is not as it was written"),
    "longer design": (longer("design.csv", "8,0.3,full,0.1\n"), "not as it was written"),
    "binary design": (raw("design.csv", b"\xff\xff"), "not as it was written"),
    "no design": (lambda f: (f / "design.csv").unlink(), "cannot be read"),
    "damaged study": (damage("study.toml"), "study.toml is not as it was written"),
    "other study": (raw("study.toml", text(seed=2).encode()), "study.toml is not as it was written"),
    "no study": (lambda f: (f / "study.toml").unlink(), "cannot be read"),
    "binary study": (raw("study.toml", b"\xff\0"), "study.toml"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_study_is_told_in_one_message_and_left_alone(folder: Path, fault: str) -> None:
    apply, words = FAULTS[fault]
    apply(folder)
    for call in (open_results, Store.open):
        with pytest.raises(InputError) as caught:
            call(folder)
        message = str(caught.value)
        assert words in message and "Errno" not in message and "Traceback" not in message, message
    if "damaged part" not in fault and fault not in ("cut part", "missing part", "no manifest"):
        before = bytes_in(folder, apart=())
        with pytest.raises(FournosError):
            run(folder, spec(), replications=5)
        assert bytes_in(folder, apart=()) == before


@pytest.mark.parametrize("held", [b"{", b"[]\n", b'{"run": "x"}\n', b"\xff\n", b"[" * 100_000])
def test_failures_that_cannot_be_read_are_told(made: Path, tmp_path: Path, held: bytes) -> None:
    from tests.small_studies import with_bad_points

    store = with_bad_points(tmp_path / "study", [0], points=2, replications=1, trajectories=0)
    from sim.study.running import How, carry_out

    with store.held():
        carry_out(store, How())
    (tmp_path / "study" / "failures.jsonl").write_bytes(held)
    with pytest.raises(StoreError, match=r"failures\.jsonl cannot be"):
        Store.open(tmp_path / "study").failures()
