"""`fournos calibrate`: a search from the command line, its folder, and what it tells of finished sets."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.posterior import posterior, read
from sim.study.search import CHUNK
from sim.study.windows import windows
from tests.command_line import JARGON, ROOT, answer, command, environment, strict, typed

DRAWS = str(CHUNK)
FIGURES = ["windows.png"]
"""What is drawn of sets that are too few to say anything about parameters."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("calibrate") / "sets"
    result = typed("calibrate", "-o", str(path), "--draws", DRAWS, "--mends", "none", "--json")
    assert result.exit_code == 0, result.stderr
    assert f"The sets are in {path}" in result.stderr
    assert strict(result.stdout) == json.loads((path / "manifest.json").read_text("utf-8"))
    return path


def test_the_folder_holds_sets_report_and_pictures(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [
        "chunks", "figures", "manifest.json", "plan.json", "report.md", "sets.npz",
    ]  # fmt: skip
    assert [path.name for path in (folder / "figures").iterdir()] == FIGURES
    text = (folder / "report.md").read_text("utf-8")
    assert text.startswith("# Calibrated parameter sets\n")
    assert all(window.words in text for window in windows().histories)


def test_the_manifest_says_how_to_make_the_sets_again(folder: Path) -> None:
    about = read(folder).manifest
    assert about["command"][:2] == ["fournos", "calibrate"]
    assert (about["draws"], about["seed"], about["choice"]) == (CHUNK, 3, "none")
    assert about["windows"] == windows().digest
    assert about["sets"] == len(read(folder))


def test_show_tells_of_a_folder_and_runs_nothing(folder: Path) -> None:
    before = sorted(path.stat().st_mtime_ns for path in folder.rglob("*"))
    result = typed("calibrate", "--show", str(folder))
    assert result.exit_code == 0, result.stderr
    assert f"of {CHUNK:,} drawn from the whole prior (mends: none; seed 3)" in result.stdout.replace("\n", " ")
    assert sorted(path.stat().st_mtime_ns for path in folder.rglob("*")) == before


@pytest.mark.parametrize(("words", "name"), [((), "default"), (("none",), "none")])
def test_show_tells_of_the_sets_that_come_with_the_program(words: tuple[str, ...], name: str) -> None:
    text = " ".join(typed("calibrate", "--show", *words).stdout.split())
    found = posterior(name).manifest["findings"]
    assert text.startswith(f"{len(posterior(name)):,} sets are left of {found['draws']:,} drawn")
    assert "of 67 parameters are identified" in text
    assert f"{found['stages'][0]['left']:,}" in text
    assert "* changed after results had been seen" in text


def test_show_in_json_is_the_manifest() -> None:
    assert answer("calibrate", "--show") == json.loads(json.dumps(posterior().manifest))


def test_a_window_can_be_left_out_of_work_that_is_done(folder: Path) -> None:
    words = ("calibrate", "-o", str(folder), "--draws", DRAWS, "--mends", "none", "--resume")
    ours = answer(*words)
    without = answer(*words, "--without", "anchor")
    assert without["without"] == ["anchor"]
    assert without["sets"] >= ours["sets"]
    assert len(read(folder)) == without["sets"]
    assert answer(*words)["findings"] == ours["findings"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "-o DIR"),
        (("--show", "--output", "x"), "leave -o away"),
        (("--show", "defautl"), "Did you mean 'default'"),
        (("--show", "no/such/folder"), "holds no calibrated sets"),
        (("-o", "x", "--without", "anker"), "Did you mean 'anchor'"),
        (("-o", "x", "--mends", "scra"), "mend"),
        (("-o", "x", "--draws", "0"), "--draws"),
        (("-o", "x", "--workers", "many"), "--workers"),
    ],
)
def test_what_is_wrong_is_told_in_one_message(
    words: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = typed("calibrate", *words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""
    assert not JARGON.search(result.stderr)
    assert not list(tmp_path.iterdir())


def test_a_folder_in_use_is_refused_before_anything_is_run(folder: Path) -> None:
    before = (folder / "sets.npz").read_bytes()
    result = typed("calibrate", "-o", str(folder), "--draws", DRAWS, "--mends", "none")
    assert result.exit_code == 2
    assert "holds a calibration already" in result.stderr
    other = typed("calibrate", "-o", str(folder), "--draws", DRAWS, "--mends", "none", "--seed", "9", "--resume")
    assert "begun with another seed" in other.stderr
    assert (folder / "sets.npz").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_is_done_is_kept_when_the_search_is_stopped(tmp_path: Path) -> None:
    words = ("calibrate", "-o", str(tmp_path / "sets"), "--mends", "none", "--draws", "9000000")
    with subprocess.Popen(
        command(*words), cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        end = time.monotonic() + 60
        while not list(tmp_path.glob("sets/chunks/0*.npz")):
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        out, told = process.communicate(timeout=30)
    assert process.returncode == 1
    assert (out, told) == ("", "Stopped; what had been saved is kept.\n")
    left = {path.name for path in (tmp_path / "sets").iterdir()}
    assert left == {"chunks", "plan.json"}
    assert all(path.suffix == ".npz" for path in (tmp_path / "sets" / "chunks").iterdir())


def test_draws_without_a_single_set_are_a_failure_in_words(tmp_path: Path) -> None:
    result = typed("calibrate", "-o", str(tmp_path), "--draws", "5", "--mends", "none")
    assert result.exit_code == 1
    assert "None of 5 draws passed every window" in result.stderr
