"""Stopping: a wish to stop, Ctrl+C, and a kill; promptly, with nothing half-written and no process left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.ensemble import Progress, run_case, worker_pool
from sim.errors import Cancelled, RunError
from sim.study import parts
from sim.study.folder import open_study, write
from tests.processes import Start, is_alive, members, programs, within
from tests.studies import case, made_up, same

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")

RUN = """
import sys, time
from tests.studies import case
from sim.ensemble import run_case
from sim.errors import Cancelled

def told(state):
    print(state.done, flush=True)

if __name__ == "__main__":
    try:
        run_case(case(40), 4_000_000, workers=int(sys.argv[1]), progress=told)
    except Cancelled as stopped:
        sys.exit(f"cancelled: {stopped}")
"""


@pytest.fixture
def start() -> Iterator[Start]:
    """Start programs, and leave none behind."""
    with programs() as starting:
        yield starting


# ---------------------------------------------------------------- a wish to stop


def test_a_wish_before_the_start_is_heeded() -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        run_case(case(), 10, cancel=cancel)


@pytest.mark.parametrize("where", ["here", "threads", "workers"])
def test_a_wish_is_heeded_within_a_moment(where: str) -> None:
    cancel = threading.Event()
    asked: list[float] = []

    def ask(state: Progress) -> None:
        if (state.done if where == "workers" else state.seconds > 0.2) and not asked:
            asked.append(time.monotonic())
            cancel.set()

    with ThreadPoolExecutor(2) as threads, pytest.raises(Cancelled):
        executor, workers = (threads if where == "threads" else None), (2 if where == "workers" else 1)
        run_case(case(40), 2_000_000, executor=executor, workers=workers, progress=ask, cancel=cancel)
    assert time.monotonic() - asked[0] < 5.0
    assert within(10, lambda: not multiprocessing.active_children())


def test_a_lent_pool_goes_on_after_a_wish_to_stop() -> None:
    cancel = threading.Event()
    with worker_pool(1) as pool:
        with pytest.raises(Cancelled):
            run_case(case(40), 100_000, batch=500, executor=pool, progress=lambda state: cancel.set(), cancel=cancel)
        assert same(run_case(case(), 20, executor=pool), run_case(case(), 20))


# ---------------------------------------------------------------- Ctrl+C


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_the_run_and_its_workers(start: Start, workers: str) -> None:
    process = start(RUN, workers)
    assert process.stdout is not None
    while not int(process.stdout.readline() or 1):
        pass
    os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it: to all of them
    _out, fault = process.communicate(timeout=10)
    assert (process.returncode, fault) == (1, "cancelled: The run was stopped.\n")
    assert within(2, lambda: not [one for one in members(process.pid) if is_alive(one)])


def test_ctrl_c_while_workers_start_is_as_quiet(start: Start) -> None:
    process = start(RUN, "2")
    assert within(20, lambda: len(members(process.pid)) >= 3), "two workers and Python's own resource tracker"
    os.killpg(process.pid, signal.SIGINT)
    _out, fault = process.communicate(timeout=20)
    assert (process.returncode, fault) == (1, "cancelled: The run was stopped.\n")


def test_ctrl_c_inside_duckdb_is_an_interrupt() -> None:
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt), parts.connection() as database:
        database.execute("SELECT sum(sqrt(a.range + b.range)) FROM range(100000) a, range(1000000) b").fetchall()


@pytest.mark.parametrize("before", ["nothing", "empty", "a study"])
def test_ctrl_c_while_writing_leaves_the_folder_as_it_was(tmp_path: Path, before: str) -> None:
    def interrupted(state: Progress) -> None:
        if state.done:
            raise KeyboardInterrupt

    folder = tmp_path / "study"
    if before == "empty":
        folder.mkdir()
    if before == "a study":
        write(folder, [made_up(30, "bamboo")], ["first"])
    with pytest.raises(Cancelled, match="was not written"):
        write(folder, [made_up(70_000, recorded=10)], ["second"], overwrite=True, progress=interrupted)
    assert [path.name for path in tmp_path.iterdir()] == ([] if before == "nothing" else ["study"])
    if before == "empty":
        assert not list(folder.iterdir())
    if before == "a study":
        assert open_study(folder).manifest["command"] == ["first"]
        assert [path.name for path in (folder / "runs").iterdir()] == ["part-00000.parquet"]


# ---------------------------------------------------------------- kill -9


def test_workers_do_not_outlive_a_killed_parent(start: Start) -> None:
    process = start(RUN, "2")
    assert process.stdout is not None
    while not int(process.stdout.readline() or 1):
        pass
    workers = members(process.pid)
    process.kill()
    process.wait()
    assert len(workers) >= 2
    assert within(5, lambda: not any(map(is_alive, workers)))


def die_answering() -> None:
    """End this worker in the middle of its answer: half of it is sent, and nobody else can answer any more."""
    import gc
    from multiprocessing.queues import SimpleQueue

    for queue in [held for held in gc.get_objects() if isinstance(held, SimpleQueue)]:
        queue._wlock.acquire()  # type: ignore[attr-defined]
        os.write(queue._writer.fileno(), b"\0\0\1\0half")  # type: ignore[attr-defined]
    os.kill(os.getpid(), signal.SIGKILL)


class Answering(np.ndarray):
    """Parameter values whose receiver dies as it answers."""

    def __reduce__(self) -> Any:
        return (die_answering, ())


def test_a_worker_killed_in_the_middle_of_its_answer_does_not_hold_the_others_up() -> None:
    last = replace(case(), parameters={"psi": np.full(2_000, 0.3).view(Answering)})
    with pytest.raises(RunError, match="died"):
        run_case(last, 2_000, workers=2, batch=2_000)
    assert within(10, lambda: not multiprocessing.active_children())


def test_a_killed_worker_costs_nothing() -> None:
    killed: list[int] = []

    def kill_one(state: Progress) -> None:
        children = [child.pid for child in multiprocessing.active_children() if child.pid]
        if state.done and children and not killed:
            killed.append(children[0])
            os.kill(children[0], signal.SIGKILL)

    found = run_case(case(), 10_000, workers=2, batch=250, progress=kill_one)
    assert killed and not found.failures
    assert same(found, run_case(case(), 10_000))
