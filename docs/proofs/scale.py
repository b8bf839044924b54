"""What a study moves, stores and costs a run: measured on jobs, batches and parts as they are.

Time is processor time of one process, so that other work on the machine counts little; it is of this machine all the
same, and everything that is worked out from it is an estimate for cores like these.
"""

from __future__ import annotations

import json
import pickle
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scenarios import load
from sim.batch import Batch, Job, run_batch
from sim.case import Case, prepare
from sim.ensemble import WIDTH
from sim.posterior import posterior
from sim.progress import Progress
from sim.study.parts import ROWS
from sim.study.results import open_results
from sim.study.running import run
from sim.study.spec_file import parse

SCENARIO = "bleeding-white"
REPEATS = 3
"""Times that a batch is timed; the least counts."""
POINTS, REPLICATIONS, RECORDED = 512, 512, 400
"""The study that is written: its points, runs of each, and how many of them are recorded every quarter."""
STUDY = f"""
name = "scale"
title = "What a study weighs"
question = "How many bytes is a run?"
scenarios = ["{SCENARIO}"]
[policies.bleed]
doctrines = {{ china = "bleed-white" }}
[design]
kind = "posterior"
points = {POINTS}
replications = {REPLICATIONS}
trajectories = {RECORDED}
[outcomes.autonomy]
better = "more"
[outcomes.held]
when = "land_held@16 > 0.1"
better = "less"
"""
Tell = Callable[[str | Progress], None]


def gather(progress: Tell) -> dict[str, Any]:
    """Return what was measured, as plain data."""
    progress("jobs and batches")
    sets = posterior()
    own = sets.parameters(sets.sample(WIDTH), 1)
    cases = {
        "one point": prepare(load(SCENARIO)),
        "a set a run": prepare(load(SCENARIO), parameters=own),
        "a set a run, with moves": prepare(load(SCENARIO), parameters=own, moves="on"),
    }
    jobs = [{"name": name, **_job(case)} for name, case in cases.items()]
    progress("a study in its folder")
    with tempfile.TemporaryDirectory() as folder:
        study = _study(Path(folder), progress)
    return {"scenario": SCENARIO, "width": WIDTH, "rows": ROWS, "jobs": jobs, "study": study}


def _job(case: Case) -> dict[str, Any]:
    """Return the bytes of a job out and back, and how fast it is run."""
    job, seconds, batch = Job(case, 0, WIDTH), [], Batch(0, 0)
    for _time in range(REPEATS):
        started = time.process_time()
        batch = run_batch(job)
        seconds.append(time.process_time() - started)
    assert batch.outcomes is not None
    return {
        "runs": WIDTH,
        "quarters": case.quarters,
        "out": len(pickle.dumps(job, 5)),
        "back": len(pickle.dumps(batch, 5)),
        "runs_per_second": WIDTH / min(seconds),
    }


def _study(folder: Path, progress: Tell) -> dict[str, Any]:
    """Return what a study weighs in its folder, and how fast an outcome is read from it."""
    started = time.process_time()
    run(folder / "study", parse(STUDY, "the study of docs/proofs/scale.py", load))
    written = time.process_time() - started
    progress("reading")
    results = open_results(folder / "study", checked=False)
    started = time.process_time()
    values = results.array("held")
    read = time.process_time() - started
    runs = POINTS * REPLICATIONS
    assert values.size == runs
    weights = {name: _bytes(folder / "study", name) for name in ("runs", "trajectories")}
    return {
        "runs": runs,
        "points": POINTS,
        "columns": len(results.manifest["columns"]),
        "parts": len(results.manifest["parts"]),
        "bytes_runs": weights["runs"],
        "recorded_rows": RECORDED * (load(SCENARIO).quarters + 1),
        "bytes_trajectories": weights["trajectories"],
        "bytes_manifest": (folder / "study" / "manifest.json").stat().st_size,
        "bytes_part": len(json.dumps(results.manifest["parts"][0], indent=1)),
        "bytes_design": (folder / "study" / "design.csv").stat().st_size,
        "seconds_written": written,
        "seconds_read": read,
    }


def _bytes(folder: Path, table: str) -> int:
    return sum(path.stat().st_size for path in (folder / table).glob("*.parquet"))
