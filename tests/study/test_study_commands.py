"""`fournos study run`, `status`, `resume`: what they print, how they end, and what they refuse."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from sim.study.results import open_results
from sim.study.running import How, carry_out, run
from sim.study.store import Store
from tests.command_line import answer, refused, typed
from tests.small_studies import OUTCOMES, bytes_in, design, spec, text, with_bad_points


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("made")
    (base / "study.toml").write_text(text())
    return run(base / "study", spec()).path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "study.toml").write_text(text())
    return tmp_path / "study.toml"


# ---------------------------------------------------------------- what they do


def test_run_makes_the_study_and_again_only_what_is_missing(file: Path, made: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "study")
    first = typed("study", "run", str(file), "-o", out)
    assert (first.exit_code, first.stdout) == (0, "64 of 64 runs are there.\n")
    assert first.stderr == f"The study is in {out}\n"
    assert bytes_in(tmp_path / "study") == bytes_in(made)
    again = answer("study", "run", str(file), "-o", out, "--replications", "5")
    assert (again["done"], again["planned"], again["status"], again["replications"]) == (80, 80, "complete", 5)
    resumed = answer("study", "resume", out)
    assert resumed == again


def test_status_tells_what_is_there(folder: Path) -> None:
    found = answer("study", "status", str(folder))
    assert {
        "planned": 64,
        "done": 64,
        "failed": 0,
        "missing": 0,
        "points": 8,
        "replications": 4,
    }.items() <= found.items()
    assert [row["runs"] for row in found["cells"]] == [32, 32]
    words = typed("study", "status", str(folder)).stdout
    assert "complete: 64 of 64 runs are there, 0 failed, 0 are missing" in words and "resume" not in words


def test_status_of_a_study_that_was_stopped_says_how_it_goes_on(tmp_path: Path) -> None:
    store = with_bad_points(tmp_path / "study", [], points=4, replications=2, trajectories=0)
    with store.held():
        pass
    words = typed("study", "status", str(tmp_path / "study")).stdout
    assert "not finished: 0 of 8 runs" in words and f"fournos study resume {tmp_path / 'study'}" in words
    assert answer("study", "resume", str(tmp_path / "study"))["status"] == "complete"


def test_a_study_with_runs_that_failed_ends_with_1_and_tells_them(tmp_path: Path) -> None:
    store = with_bad_points(tmp_path / "study", [2], points=4, replications=2, trajectories=0)
    with store.held():
        carry_out(store, How())
    result = typed("study", "resume", str(tmp_path / "study"))
    assert result.exit_code == 1 and result.stdout == "6 of 8 runs are there.\n"
    assert (
        "Error: 2 runs failed and are missing; see failures.jsonl. The first error: parameter psi is nan"
        in result.stderr
    )
    words = typed("study", "status", str(tmp_path / "study")).stdout
    assert "2 failed" in words and words.count("fournos study replay study --run ") == 2
    assert answer("study", "status", str(tmp_path / "study"))["failed"] == 2


def test_a_dry_run_writes_nothing_and_tells_the_cost(file: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "new")
    words = typed("study", "run", str(file), "-o", out, "--dry-run").stdout
    assert "64 runs would be made; 0 of 64 are there." in words
    assert all(part in words for part in ("Time: about", "Disk: about", "0.250 at one point", "0.0884 over all points"))
    assert not Path(out).exists()
    found = answer("study", "run", str(file), "-o", out, "--dry-run", "--replications", "16")
    assert (found["missing"], found["error_point"]) == (256, 0.125)


def test_a_dry_run_over_a_study_counts_only_what_is_missing(folder: Path, file: Path) -> None:
    before = bytes_in(folder, apart=())
    found = answer("study", "run", str(file), "-o", str(folder), "--dry-run", "--replications", "6")
    assert (found["runs"], found["there"], found["missing"]) == (96, 64, 32)
    assert answer("study", "run", str(file), "-o", str(folder), "--dry-run")["seconds"] == 0
    assert bytes_in(folder, apart=()) == before


def test_what_a_dry_run_foretells_is_near_what_it_costs(tmp_path: Path) -> None:
    from sim.study.costs import foreseen
    from sim.study.growing import begin

    asked = spec(quarters=12, design=design(points=32, replications=250, trajectories=100))
    cost = foreseen(begin(tmp_path / "study", asked))
    started = time.process_time()
    run(tmp_path / "study", asked)
    took = time.process_time() - started
    weight = sum(path.stat().st_size for path in (tmp_path / "study").rglob("*") if path.is_file())
    assert 1 / 1.7 < cost.seconds / took < 1.7, "times on a busy machine differ; on a quiet one within 1.5"
    assert 1 / 1.5 < cost.bytes / weight < 1.5


# ---------------------------------------------------------------- what they refuse

SLIPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "unknown command": (("study", "rnu"), ("Did you mean 'run'",)),
    "no study": (("study", "run"), ("STUDY.toml", "--help")),
    "no folder": (("study", "run", "{file}"), ("-o",)),
    "unknown study": (("study", "run", "bleding-white", "-o", "{new}"), ("Did you mean 'bleeding-white'",)),
    "no file": (("study", "run", "no/such.toml", "-o", "{new}"), ("There is no file no/such.toml",)),
    "no worker": (("study", "run", "{file}", "-o", "{new}", "--workers", "0"), ("--workers",)),
    "no replication": (("study", "run", "{file}", "-o", "{new}", "--replications", "0"), ("--replications",)),
    "replications in words": (("study", "run", "{file}", "-o", "{new}", "--replications", "x"), ("'x'",)),
    "a cluster without address": (("study", "run", "{file}", "-o", "{new}", "--executor", "dask"), ("--address",)),
    "an address alone": (("study", "run", "{file}", "-o", "{new}", "--address", "a:1"), ("--executor",)),
    "unknown executor": (("study", "run", "{file}", "-o", "{new}", "--executor", "dusk"), ("'dask'",)),
    "no name of a folder": (("study", "run", "{file}", "-o", ""), ("no name of a folder",)),
    "folder of other things": (("study", "run", "{file}", "-o", "{here}"), ("holds something else",)),
    "file instead of a folder": (("study", "run", "{file}", "-o", "{file}"), ("a file is in the way",)),
    "folder of a device": (("study", "run", "{file}", "-o", "/dev/full/x"), ("cannot be written",)),
    "status of nothing": (("study", "status", "{new}"), ("There is no folder",)),
    "status of a file": (("study", "status", "{file}"), ("is no folder",)),
    "status of another folder": (("study", "status", "{here}"), ("holds no study",)),
    "resume of nothing": (("study", "resume", "{new}"), ("There is no folder",)),
    "resume of another folder": (("study", "resume", "{here}"), ("no study",)),
    "resume with a wish too many": (("study", "resume", "{new}", "--replications", "3"), ("--replications",)),
    "control signs": (("study", "status", "\x1b[31mred"), ("?[31mred",)),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_one_line_and_nothing_is_written(slip: str, file: Path, tmp_path: Path) -> None:
    words, expected = SLIPS[slip]
    known = {"file": str(file), "new": str(tmp_path / "new"), "here": str(tmp_path)}
    before = bytes_in(tmp_path, apart=())
    result = typed(*(word.format(**known) for word in words))
    message = refused(result.exit_code, result.stdout, result.stderr)
    assert message.count("\n") == 1 and all(part in message for part in expected), message
    assert bytes_in(tmp_path, apart=()) == before and not (tmp_path / "new").exists()


@pytest.mark.parametrize("held", [b"name = ", b"\0\1\2", b"", b"x = " + b"[" * 5000, b"[project]\nname = 1\n"])
def test_a_hostile_file_is_refused_with_its_faults(held: bytes, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(held)
    result = typed("study", "run", str(tmp_path / "mine.toml"), "-o", str(tmp_path / "new"))
    assert refused(result.exit_code, result.stdout, result.stderr).startswith(f"Error: {tmp_path / 'mine.toml'}: ")
    assert not (tmp_path / "new").exists()


def test_another_study_in_the_folder_is_refused_by_name_and_nothing_is_lost(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(text(seed=2))
    before = bytes_in(folder, apart=())
    result = typed("study", "run", str(tmp_path / "other.toml"), "-o", str(folder))
    assert "its seed was 1 and is 2" in refused(result.exit_code, result.stdout, result.stderr)
    assert bytes_in(folder, apart=()) == before


def test_a_study_file_that_was_changed_in_the_folder_is_told_with_the_way_out(folder: Path) -> None:
    (folder / "study.toml").write_text(text(title="Mine"))
    for name in ("status", "resume"):
        result = typed("study", name, str(folder))
        message = refused(result.exit_code, result.stdout, result.stderr)
        assert "study.toml is not as it was written" in message and "fournos study run FILE.toml -o" in message


def test_titles_are_text_and_never_markup(tmp_path: Path) -> None:
    title = "[@click=app.bell]A\\u001b[31m <b>study</b>[/]"
    (tmp_path / "study.toml").write_text(text(design=design(points=1, replications=1)).replace("A small study", title))
    out = str(tmp_path / "out")
    assert typed("study", "run", str(tmp_path / "study.toml"), "-o", out).exit_code == 0
    words = typed("study", "status", out).stdout
    assert "[@click=app.bell]A" in words and "<b>study</b>[/]" in words and "\x1b" not in words


@pytest.mark.parametrize("name", ["with space", "Việt Nam"])
def test_a_folder_may_have_any_name(folder: Path, tmp_path: Path, name: str) -> None:
    where = tmp_path / name
    folder.rename(where)
    for words in (("status",), ("resume",)):
        assert typed("study", *words, str(where)).exit_code == 0
    found: Any = open_results(where)
    assert found.array("lost").shape == (2, 1, 8, 4) and set(found.outcomes) == set(OUTCOMES)


def test_a_folder_inside_the_one_we_stand_in(made: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert answer("study", "status", ".")["done"] == 64
    monkeypatch.chdir(folder.parent)
    assert answer("study", "resume", f".{os.sep}study{os.sep}")["done"] == 64
    assert Store.open("study").path == folder.resolve() and bytes_in(folder) == bytes_in(made)
