"""Stopping: a wish to stop, Ctrl+C, and kill -9; promptly, with nothing half-written and no process left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sim.ensemble import Progress, run_case, worker_pool
from sim.errors import Cancelled, StoreError
from sim.study import parts
from sim.study.folder import open_study, write
from tests.studies import case, made_up, python, same

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
WRITE = """
import sys
from tests.studies import made_up
from sim.study.folder import write

ensemble = made_up(200_000, sys.argv[3], recorded=3_000)
print("writing", flush=True)
write(sys.argv[1], [ensemble], ["killed"], overwrite=sys.argv[2] == "over")
print("written", flush=True)
"""


def is_alive(process: int) -> bool:
    """Return whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def family(process: int) -> list[int]:
    """Return all processes of a group but its leader."""
    found = subprocess.run(["ps", "-eo", "pid,pgid"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in found.splitlines()[1:]]
    return [int(pid) for pid, group in rows if int(group) == process != int(pid)]


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Return whether something comes to hold in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return holds()


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start programs, and leave none behind."""
    running: list[subprocess.Popen[str]] = []

    def start(program: str, *arguments: str) -> subprocess.Popen[str]:
        running.append(python(program, *arguments))
        return running[-1]

    yield start
    for process in running:
        for one in (*family(process.pid), process.pid):
            if is_alive(one):
                os.kill(one, signal.SIGKILL)
        process.communicate()


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
def test_ctrl_c_ends_the_run_and_its_workers(started: Callable[..., subprocess.Popen[str]], workers: str) -> None:
    process = started(RUN, workers)
    assert process.stdout is not None
    while not int(process.stdout.readline() or 1):
        pass
    os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it: to all of them
    _out, fault = process.communicate(timeout=10)
    assert (process.returncode, fault) == (1, "cancelled: The run was stopped.\n")
    assert within(2, lambda: not [one for one in family(process.pid) if is_alive(one)])


def test_ctrl_c_while_workers_start_is_as_quiet(started: Callable[..., subprocess.Popen[str]]) -> None:
    process = started(RUN, "2")
    assert within(20, lambda: len(family(process.pid)) >= 3), "two workers and Python's own resource tracker"
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


def test_workers_do_not_outlive_a_killed_parent(started: Callable[..., subprocess.Popen[str]]) -> None:
    process = started(RUN, "2")
    assert process.stdout is not None
    while not int(process.stdout.readline() or 1):
        pass
    workers = family(process.pid)
    process.kill()
    process.wait()
    assert len(workers) >= 2
    assert within(5, lambda: not any(map(is_alive, workers)))


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


def killed_while_writing(start: Callable[..., subprocess.Popen[str]], folder: Path, delay: float, *how: str) -> bool:
    """Kill a writer some time after it has begun; return whether it had finished."""
    process = start(WRITE, str(folder), *how)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    time.sleep(delay)
    process.kill()
    process.wait()
    return "written" in process.stdout.read()


DELAYS = [0.0, 0.2, 0.4, 0.7]


def test_a_new_study_is_whole_or_absent_after_a_kill(
    started: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    check_new(started, tmp_path, DELAYS)


def test_a_study_that_is_replaced_is_the_old_or_the_new_after_a_kill(
    started: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    check_replaced(started, tmp_path, DELAYS)


@pytest.mark.soak
def test_many_kills_while_writing(started: Callable[..., subprocess.Popen[str]], tmp_path: Path) -> None:
    delays = [0.012 * step for step in range(100)]
    check_new(started, tmp_path / "new", delays)
    check_replaced(started, tmp_path / "old", delays)


def check_new(start: Callable[..., subprocess.Popen[str]], place: Path, delays: list[float]) -> None:
    for number, delay in enumerate(delays):
        folder = place / str(number) / "study"
        finished = killed_while_writing(start, folder, delay, "new", "four-nos")
        if folder.exists():
            assert len(open_study(folder).runs(["replication"])) == 200_000
        else:
            assert not finished
            with pytest.raises(StoreError, match="There is no folder"):
                open_study(folder)
        write(folder, [made_up(10)], ["again"], overwrite=True)
        assert [path.name for path in folder.parent.iterdir()] == ["study"], "what was left has gone"
        check_clean(folder)


def check_replaced(start: Callable[..., subprocess.Popen[str]], place: Path, delays: list[float]) -> None:
    folder = place / "study"
    write(folder, [made_up(10)], ["first"])
    (folder / "figures" / "mine.png").write_bytes(b"picture")
    expected = ["first"]
    for delay in delays:
        finished = killed_while_writing(start, folder, delay, "over", "bamboo")
        study = open_study(folder)
        assert study.manifest["command"] in (["killed"], expected)
        assert study.manifest["command"] == ["killed"] or not finished
        assert len(study.runs()) == study.manifest["cells"][0]["runs_done"]
        write(folder, [made_up(10)], ["again"], overwrite=True)
        expected = ["again"]
        check_clean(folder)
        assert (folder / "figures" / "mine.png").read_bytes() == b"picture"


def check_clean(folder: Path) -> None:
    """Assert that a folder holds what its manifest lists, and nothing that a writer left."""
    study = open_study(folder)
    assert study.manifest["command"] == ["again"]
    names = ["design.csv", "failures.jsonl", "figures", "manifest.json", "runs", "timings.jsonl", "trajectories"]
    assert sorted(path.name for path in folder.iterdir()) == names
    held = [
        path.relative_to(folder).as_posix() for table in ("runs", "trajectories") for path in (folder / table).iterdir()
    ]
    assert held == [row["file"] for row in study.manifest["parts"]]


def test_an_empty_folder_in_which_a_writer_was_killed_can_be_written(tmp_path: Path) -> None:
    dead = python("pass")
    dead.communicate()
    from sim.study import place

    mark = place.mark().split("-")
    (tmp_path / place.LOCK).write_text(f"{mark[0]}-{dead.pid}-{mark[2]}")
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "part-00000.parquet").write_bytes(b"half")
    (tmp_path / f".design.csv.part-{mark[0]}-{dead.pid}-{mark[2]}").write_text("half")
    write(tmp_path, [made_up(10)], ["again"])
    check_clean(tmp_path)


def test_a_folder_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    from sim.study import place

    write(tmp_path / "study", [made_up(10)], ["first"])
    with place.inside(tmp_path / "study"), pytest.raises(StoreError, match="being written by another process"):
        write(tmp_path / "study", [made_up(10)], ["second"], overwrite=True)
    assert open_study(tmp_path / "study").manifest["command"] == ["first"]
