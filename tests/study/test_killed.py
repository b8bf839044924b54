"""Kill -9 and Ctrl+C while a study runs: it goes on, and ends with the same bytes as one that was never stopped."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scenarios import load
from sim.study.results import open_results
from sim.study.running import How, resume, run
from sim.study.spec_file import parse
from sim.study.store import Store
from tests.processes import Start, is_alive, members, programs, within
from tests.small_studies import UNCERTAINTIES, bytes_in, design, spec, text

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")

RUN = """
import json, resource, sys, time
from pathlib import Path
from scenarios import load
from sim.study.running import How, run
from sim.study.spec_file import parse

if __name__ == "__main__":
    asked = parse(Path(sys.argv[2]).read_text(), "study.toml", load)
    print("running", flush=True)
    started = time.perf_counter()
    run(sys.argv[1], asked, How(workers=int(sys.argv[3])), rows=int(sys.argv[4]))
    seconds = time.perf_counter() - started
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"seconds": seconds, "peaks": peaks}), flush=True)
"""
SEVERAL = {"design": design(points=16, replications=40), "quarters": 8}
ROWS = 160


@pytest.fixture
def start() -> Iterator[Start]:
    """Start programs, and leave none behind."""
    with programs() as starting:
        yield starting


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("whole") / "study", spec(**SEVERAL), rows=ROWS).path


def parts_there(folder: Path) -> int:
    """Return how many parts of runs a folder holds."""
    return len(list((folder / "runs").glob("part-*"))) if (folder / "runs").exists() else 0


def killed(start: Start, *words: str, parts: int, delay: float) -> bool:
    """Kill a runner and its workers once parts have come and a moment has passed; return whether it had finished."""
    process = start(RUN, *words)
    assert process.stdout is not None and process.stdout.readline() == "running\n"
    within(300, lambda: parts_there(Path(words[0])) >= parts or process.poll() is not None)
    time.sleep(delay)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert within(5, lambda: not any(map(is_alive, members(process.pid))))
    return bool(process.stdout.read())


def test_a_study_that_is_killed_at_any_moment_goes_on_to_the_same_bytes(
    start: Start, undisturbed: Path, tmp_path: Path
) -> None:
    folder, file = tmp_path / "study", tmp_path / "study.toml"
    file.write_text(text(**SEVERAL))
    moments = [(0, 0.0), (1, 0.03), (4, 0.01)]
    finished = [killed(start, str(folder), str(file), "1", str(ROWS), parts=n, delay=s) for n, s in moments]
    assert not all(finished)
    if (folder / "manifest.json").exists():
        found = open_results(folder)
        assert len(found.runs()) == found.manifest["runs"]["done"]
    run(folder, spec(**SEVERAL), rows=ROWS)
    assert bytes_in(folder) == bytes_in(undisturbed)
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in undisturbed.iterdir())


def test_ctrl_c_leaves_a_folder_that_goes_on(start: Start, tmp_path: Path) -> None:
    file, folder = tmp_path / "study.toml", tmp_path / "study"
    file.write_text(text(design=design(points=200, replications=1000), quarters=40))
    program = "import sys; from tui.cli import main; sys.argv = ['fournos', *sys.argv[1:]]; main()"
    process = start(program, "study", "run", str(file), "-o", str(folder))
    assert within(60, (folder / "manifest.json").exists)
    time.sleep(1.0)
    os.killpg(process.pid, signal.SIGINT)
    out, fault = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert fault.startswith("Stopped; ") and "of 400,000 runs are kept" in fault
    assert f"Go on with: fournos study resume {folder}" in fault
    assert Store.open(folder).manifest.status == "running"
    assert not list(folder.rglob(".*"))


# ---------------------------------------------------------------- a million runs

MILLION = {
    "quarters": 40,
    "uncertainties": {**UNCERTAINTIES, "aid": {"doctrine": "us", "levels": ["full", "limited", "offshore"]}},
    "design": {"kind": "sobol", "points": 500, "replications": 1000},
}
KILLS = 10


@pytest.mark.soak
def test_a_million_runs_of_a_study_survive_ten_kills_with_the_same_bytes(
    start: Start, tmp_path: Path, record_property: Any
) -> None:
    file, whole, stopped = tmp_path / "study.toml", tmp_path / "whole" / "study", tmp_path / "stopped" / "study"
    file.write_text(text(**MILLION))
    process = start(RUN, str(whole), str(file), "2", "65536")
    out, fault = process.communicate()
    assert not fault, fault
    told = json.loads(out.splitlines()[-1])
    parent, worker = (peak / 1024 for peak in told["peaks"])
    asked = parse(text(**MILLION), "study.toml", load)
    store = Store.open(whole)
    assert (store.manifest.status, store.manifest.done) == ("complete", 1_000_000)
    weight = sum(path.stat().st_size for path in whole.rglob("*") if path.is_file())
    chance = random.Random(20)
    share = told["seconds"] / KILLS
    finished = [
        killed(start, str(stopped), str(file), "2", "65536", parts=0, delay=chance.uniform(0.0, 2.0 * share))
        for _kill in range(KILLS)
    ]
    survived = parts_there(stopped)
    resume(stopped, How(workers=2)) if (stopped / "manifest.json").exists() else run(stopped, asked, How(workers=2))
    assert bytes_in(stopped) == bytes_in(whole)
    assert parent < 700 and worker < 500
    words = (
        f"{1e6 / told['seconds']:,.0f} runs a second on two workers, {parent:.0f} MB at most in the program and "
        f"{worker:.0f} MB in a worker, {weight / 1e6:.1f} bytes a run on disk; {KILLS - sum(finished)} kills, after "
        f"which {survived} of 16 parts stood, and the same {len(bytes_in(whole))} files"
    )
    record_property("measured", words)
