"""Runs that fail: they alone are missing, each is told with the command that tries it again, on any workers."""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.batch import Job, run_batch
from sim.ensemble import run_case
from sim.errors import InputError, RunError
from sim.study.results import open_results
from sim.study.running import How, carry_out, resume, run
from sim.study.store import Store
from sim.study.work import case_at
from tests.small_studies import bytes_in, spec, with_bad_points

BAD = [3, 250, 499]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = with_bad_points(tmp_path_factory.mktemp("broken") / "study", BAD, replications=2, trajectories=0)
    with store.held():
        carry_out(store, How())
    return store


def test_three_bad_points_among_five_hundred_cost_nothing_else(broken: Store) -> None:
    results = open_results(broken.path)
    assert (results.manifest["status"], results.manifest["runs"]["failed"]) == ("failed", 6)
    missing = ~results.present[0, 0]
    assert sorted(set(np.argwhere(missing)[:, 0].tolist())) == BAD and missing.sum() == 6
    assert len(results.runs()) == 994
    good = results.runs().iloc[700]
    case = case_at(results.spec, results.points, "bleeding-white", "bleed", np.array([good.design_id]))
    assert run_case(case, 1, first=int(good.luck)).outcomes["territory"][0] == good.territory


def test_every_run_that_failed_has_a_row_with_the_command_that_tries_it_again(broken: Store) -> None:
    rows = open_results(broken.path).failures()
    assert [row["run"] for row in rows] == sorted(row["run"] for row in rows) and len(rows) == 6
    assert {row["design_id"] for row in rows} == set(BAD)
    assert all(row["replay"] == f"fournos study replay study --run {row['run']}" for row in rows)
    assert all("psi is nan" in row["error"] for row in rows)
    at = open_results(broken.path).find(rows[0]["run"])
    with pytest.raises(InputError, match="psi is nan"):
        open_results(broken.path).case(at)


def test_what_failed_is_the_same_on_two_workers(broken: Store, tmp_path: Path) -> None:
    store = with_bad_points(tmp_path / "study", BAD, replications=2, trajectories=0)
    with store.held():
        carry_out(store, How(workers=2))
    assert bytes_in(store.path) == bytes_in(broken.path)


def test_a_study_that_has_failed_in_part_can_grow(broken: Store, tmp_path: Path) -> None:
    store = with_bad_points(tmp_path / "study", [1], points=4, replications=1, trajectories=0)
    with store.held():
        carry_out(store, How())
    again = Store.open(store.path)
    more = run(again.path, again.spec, replications=3)
    assert (more.manifest.done, more.manifest.lost, len(more.failures())) == (12, 3, 3)


def refuses(job: Job) -> bool:
    """Whether some workers refuse a batch: a low psi is in it."""
    return bool((np.asarray(job.case.parameters["psi"]) < 0.22).any())


def run_or_refuse(job: Job, *more: Any) -> Any:
    """Run a batch, or fail at it."""
    if refuses(job):
        raise ValueError("no run with so low a psi")
    return run_batch(job, *more)


class Choosy(ThreadPoolExecutor):
    """Threads that fail at batches with certain points in them."""

    def submit(self, fn: Any, job: Job, *more: Any) -> Future[Any]:  # type: ignore[override]
        return super().submit(run_or_refuse, job, *more)


def test_a_batch_that_fails_is_halved_until_what_fails_is_alone(tmp_path: Path) -> None:
    found = []
    for threads in (1, 2):
        with Choosy(threads) as pool:
            found.append(run(tmp_path / str(threads) / "study", spec(), How(executor=pool), rows=24))
    one, two = found
    low = np.flatnonzero(one.points.values["psi"] < 0.22)
    assert 0 < len(low) < 8
    assert one.manifest.lost == len(low) * 2 * 4
    assert {row["design_id"] for row in one.failures()} == set(low.tolist())
    assert "no run with so low a psi" in one.failures()[0]["traceback"]
    assert bytes_in(one.path) == bytes_in(two.path)


def test_if_every_run_fails_that_is_an_error(tmp_path: Path) -> None:
    store = with_bad_points(tmp_path / "study", list(range(6)), points=6, replications=2, trajectories=3)
    with store.held(), pytest.raises(RunError, match=r"All 12 runs failed\. The first error: parameter psi is nan"):
        carry_out(store, How())
    assert len(open_results(tmp_path / "study").failures()) == 12


class Dying(Executor):
    """A pool whose processes die with the first batch."""

    def __init__(self) -> None:
        self.pool = ProcessPoolExecutor(1)

    def submit(self, fn: Any, /, *call: Any, **more: Any) -> Future[Any]:
        return self.pool.submit(os._exit, 3)


def test_workers_that_die_beyond_repair_stop_the_study_and_no_run_counts_as_failed(tmp_path: Path) -> None:
    dying = Dying()
    with dying.pool, pytest.raises(RunError, match="The process that ran these runs died"):
        run(tmp_path / "study", spec(), How(executor=dying), rows=24)
    left = Store.open(tmp_path / "study")
    assert (left.manifest.status, left.manifest.lost, left.failures()) == ("running", 0, [])
    resume(tmp_path / "study")
    assert bytes_in(tmp_path / "study") == bytes_in(run(tmp_path / "whole" / "study", spec(), rows=24).path)
