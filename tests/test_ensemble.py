"""Ensembles: the same runs however they are cut and wherever they run, and no fault of a few that loses the rest."""

from __future__ import annotations

import gc
import math
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from sim.ensemble import (
    WIDTH,
    Ensemble,
    Progress,
    batch_width,
    prepare,
    run_case,
    run_cases,
    simulate,
    worker_pool,
)
from sim.errors import InputError, OutOfRange, RunError, UnknownName, WrongType
from tests.studies import case, deadly, faulty, part_of, same, scenario

MANY = 5_000


@pytest.fixture(scope="module")
def many() -> Ensemble:
    return run_case(case(types="prior"), MANY, trajectories=300)


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with worker_pool(2) as opened:
        yield opened


# ---------------------------------------------------------------- how the runs are cut


@pytest.mark.parametrize(("first", "runs"), [(0, 1), (7, 1), (4_999, 1), (0, 10), (1_234, 77)])
def test_a_run_is_the_same_alone_in_ten_and_from_an_offset(many: Ensemble, first: int, runs: int) -> None:
    few = run_case(case(types="prior"), runs, first=first)
    assert few.replications.tolist() == list(range(first, first + runs))
    assert part_of(many, few)


@pytest.mark.parametrize("batch", [613, 1_024, 4_999])
def test_a_run_is_the_same_in_a_batch_of_any_width(many: Ensemble, batch: int) -> None:
    assert same(many, run_case(case(types="prior"), MANY, batch=batch))


def test_a_run_is_the_same_in_batches_of_one() -> None:
    assert same(run_case(case(), 12), run_case(case(), 12, batch=1))


def test_a_run_is_the_same_on_two_workers_of_ours(many: Ensemble) -> None:
    assert same(many, run_case(case(types="prior"), MANY, workers=2))


def test_a_run_is_the_same_on_a_lent_pool_and_on_threads(many: Ensemble, pool: ProcessPoolExecutor) -> None:
    lent = run_case(case(types="prior"), MANY, executor=pool, batch=700, trajectories=300)
    with ThreadPoolExecutor(3) as threads:
        threaded = run_case(case(types="prior"), MANY, executor=threads, batch=700)
        assert threads.submit(int).result() == 0, "a lent executor stays open"
    assert same(many, lent)
    assert same(many, threaded)
    assert many.trajectories is not None and lent.trajectories is not None
    for name, values in many.trajectories.values.items():
        assert values.tobytes() == lent.trajectories.values[name].tobytes()


class Unpunctual(ThreadPoolExecutor):
    """Holds work back at random, so that batches come back in an order of their own."""

    def __init__(self) -> None:
        super().__init__(4)
        self.order: list[int] = []
        self.most = self.under_way = 0

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        wait = random.Random(arguments[0].first).random() / 20
        return super().submit(self._late, wait, work, *arguments, **named)

    def _late(self, wait: float, work: Callable[..., Any], *arguments: Any) -> Any:
        time.sleep(wait)
        done = work(*arguments)
        self.order.append(done.first)
        self.under_way -= 1
        return done


def test_the_order_in_which_batches_come_back_does_not_matter(many: Ensemble) -> None:
    with Unpunctual() as executor:
        late = run_case(case(types="prior"), MANY, executor=executor, batch=200, trajectories=300)
    assert executor.order != sorted(executor.order)
    assert same(many, late)
    assert late.trajectories is not None
    assert late.trajectories.replications.tolist() == list(range(300))
    assert executor.most <= 8, "no more batches on their way than two a worker"


@pytest.mark.parametrize("runs", [1, 3, 1_000, 20_000, 1_000_000])
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_every_worker_gets_as_many_batches(runs: int, workers: int) -> None:
    width = batch_width(runs, workers)
    batches = math.ceil(runs / width)
    assert width <= WIDTH
    assert batches % workers == 0 or batches == runs < workers or runs - width * (batches - 1) > 0
    assert batches >= min(runs, workers)


def test_values_that_differ_by_run_stay_with_their_run() -> None:
    values = np.linspace(0.1, 0.9, 40)
    forces = np.linspace(2.0, 4.0, 40)
    each = case(parameters={"psi": values}, opening={"challenger.force": forces})
    whole = run_case(each, 40, first=100, batch=7)
    for index in (0, 6, 7, 39):
        alone = case(parameters={"psi": values[index]}, opening={"challenger.force": float(forces[index])})
        assert part_of(whole, run_case(alone, 1, first=100 + index))
    assert not same(whole, run_case(case(), 40, first=100)), "the values have no effect at all"


@pytest.mark.parametrize("quarters", [1, 5, 45])
def test_a_case_may_be_shorter_or_longer_than_its_scenario(quarters: int) -> None:
    found = run_case(case(quarters), 3, trajectories=9)
    assert found.trajectories is not None
    assert found.trajectories.quarters.tolist() == list(range(quarters + 1))
    assert found.trajectories.values["rung"].shape == (quarters + 1, 3)
    assert np.isfinite(found.trajectories.values["gdp"]).all()
    assert found.outcomes["war_quarters"].max() <= quarters


def test_models_are_freed() -> None:
    from sim.model import CrisisModel

    gc.collect()
    before = {id(thing) for thing in gc.get_objects() if isinstance(thing, CrisisModel)}  # other tests may hold some
    run_case(case(), 20, batch=5)
    run_case(faulty(range(5), 20), 20, batch=5)
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, CrisisModel) and id(thing) not in before]


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize("where", ["here", "threads", "processes"])
def test_a_failing_batch_does_not_lose_the_rest(where: str, pool: ProcessPoolExecutor) -> None:
    executors: dict[str, Executor | None] = {"here": None, "threads": ThreadPoolExecutor(2), "processes": pool}
    found = run_case(faulty(range(23, 24), 100), 100, batch=10, trajectories=50, executor=executors[where])
    whole = run_case(case(parameters={"psi": 0.3}), 100)
    assert found.replications.tolist() == [*range(20), *range(30, 100)]
    assert part_of(whole, found)
    (failure,) = found.failures
    assert (failure.first, failure.count) == (20, 10)
    assert failure.error.startswith("parameter psi is nan")
    assert "Traceback" in failure.traceback and "OutOfRange" in failure.traceback
    assert found.summary()["war"]["n"] == 90
    assert found.trajectories is not None and found.trajectories.replications.size == 40


def test_if_every_batch_fails_the_first_cause_is_told() -> None:
    with pytest.raises(RunError, match=r"All 20 runs failed.*parameter psi is nan"):
        run_case(faulty(range(20), 20), 20, batch=10)


def test_a_batch_that_kills_its_worker_does_not_lose_the_rest() -> None:
    found = run_case(deadly(range(41, 42), 60), 60, batch=20, workers=2)
    assert found.replications.tolist() == list(range(40))
    assert part_of(run_case(case(parameters={"psi": 0.3}), 60), found)
    (failure,) = found.failures
    assert (failure.first, failure.count) == (40, 20)
    assert failure.error.startswith("The process that ran these runs died")


def test_a_lent_pool_that_breaks_loses_what_it_had_not_done() -> None:
    with worker_pool(1) as broken:
        found = run_case(deadly(range(41, 42), 60), 60, batch=10, executor=broken)
    assert set(found.replications) <= set(range(40))
    assert sum(failure.count for failure in found.failures) + found.replications.size == 60


def test_an_executor_that_is_shut_is_told() -> None:
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    with pytest.raises(RunError, match="takes no work"):
        run_case(case(), 10, executor=threads)


def test_a_fault_of_the_progress_callback_is_its_own() -> None:
    def wrong(state: Progress) -> None:
        if state.done:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_case(case(), 10, progress=wrong)


# ---------------------------------------------------------------- progress


def test_progress_is_told_several_times_a_second(pool: ProcessPoolExecutor) -> None:
    for options in ({}, {"executor": pool}):
        seen: list[Progress] = []
        run_case(case(40), 8_000, progress=seen.append, **options)  # type: ignore[arg-type]
        assert [state.done for state in seen] == sorted(state.done for state in seen)
        assert (seen[0].done, seen[0].left_seconds) == (0, None)
        assert (seen[-1].done, seen[-1].total, seen[-1].left_seconds) == (8_000, 8_000, 0.0)
        assert seen[-1].label.startswith("vietnam=four-nos; ")
        assert len(seen) >= 2 + seen[-1].seconds / 0.4


def test_progress_of_several_cases_counts_them_all() -> None:
    seen: list[Progress] = []
    run_cases([case(2), case(2, doctrines={"vietnam": "bamboo"})], 50, progress=seen.append)
    assert seen[-1].done == seen[-1].total == 100
    assert {state.label.split(";")[0] for state in seen} == {"vietnam=four-nos", "vietnam=bamboo"}


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"doctrines": {"vietnm": "bamboo"}}, UnknownName, "Did you mean 'vietnam'"),
        ({"doctrines": {"vietnam": "bambo"}}, UnknownName, "Did you mean 'bamboo'"),
        ({"doctrines": {"vietnam": None}}, WrongType, "doctrine of vietnam"),
        ({"doctrines": {"vietnam": "as-history"}}, InputError, "no history"),
        ({"doctrines": {"vietnam": "bamboo,ally-us@x"}}, InputError, "cannot be read"),
        ({"doctrines": ["bamboo"]}, WrongType, "by name"),
        ({"parameters": {"pssi": 0.3}}, UnknownName, "Did you mean 'psi'"),
        ({"parameters": {"psi": math.nan}}, OutOfRange, "psi is nan"),
        ({"parameters": {"psi": [0.3, math.inf]}}, OutOfRange, "psi is inf"),
        ({"parameters": {"psi": "much"}}, WrongType, "psi"),
        ({"parameters": {"psi": [[0.3]]}}, WrongType, "one number for each run"),
        ({"parameters": {"psi": []}}, WrongType, "one number for each run"),
        ({"opening": {"challenger.forces": 3.0}}, UnknownName, "Did you mean 'challenger.force'"),
        ({"opening": {"challenger.force": 0.0}}, InputError, "above 0"),
        ({"opening": {"quarrel.trust": [0.5, 1.5]}}, InputError, "at least 0 and at most 1"),
        ({"opening": {"quarrel.rung": "war"}}, UnknownName, "rung"),
        ({"seed": -1}, OutOfRange, "seed"),
        ({"seed": 1.5}, WrongType, "seed"),
        ({"quarters": 0}, OutOfRange, "quarters is 0"),
        ({"quarters": 401}, OutOfRange, "from 1 to 400"),
        ({"types": "posterior"}, UnknownName, "source of types"),
        ({"moves": "sometimes"}, UnknownName, "choice of moves"),
        ({"moves": "maybe"}, UnknownName, "moves"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else None,
)
def test_a_case_refuses_what_is_wrong(options: dict[str, Any], error: type[InputError], words: str) -> None:
    with pytest.raises(error, match=words):
        prepare(scenario(), **options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"runs": 0}, "runs is 0"),
        ({"runs": 10_000_001}, "from 1 to 10,000,000"),
        ({"runs": 10.0}, "runs"),
        ({"runs": True}, "runs"),
        ({"runs": 10, "first": -1}, "first run"),
        ({"runs": 10, "trajectories": -1}, "trajectories"),
        ({"runs": 10, "workers": 0}, "workers"),
        ({"runs": 10, "batch": 0}, "batch"),
        ({"runs": 10, "executor": "threads"}, "executor"),
    ],
)
def test_a_run_refuses_what_is_wrong(options: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        run_case(case(), **options)


def test_values_by_run_must_be_as_many_as_the_runs() -> None:
    with pytest.raises(InputError, match="psi has 3 values, one a run, but 4 runs are asked for"):
        run_case(case(parameters={"psi": [0.1, 0.2, 0.3]}), 4)


def test_a_name_is_no_scenario_and_a_wrong_option_is_python_s_to_refuse() -> None:
    with pytest.raises(WrongType, match=r"scenarios\.load"):
        simulate("bleeding-white", runs=1)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="wokers"):
        simulate(scenario(), runs=1, wokers=2)  # type: ignore[call-arg]
