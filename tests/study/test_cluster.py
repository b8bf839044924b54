"""A study on a cluster: a real dask scheduler with worker processes of its own, one of which is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scenarios import load
from sim.ensemble import Progress, prepare, run_case
from sim.errors import Cancelled, InputError, RunError
from sim.executors import Unfit
from sim.posterior import posterior
from sim.seats import Role
from sim.study import running as study
from sim.study.arms import Arm, Ground, run_arms
from sim.study.cluster import Cluster, cluster, identity, read_address
from sim.study.spec_file import parse
from tests.processes import within
from tests.studies import case, same, scenario

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them"),
    pytest.mark.xdist_group("cluster"),
]
RUNS, BATCH = 6_000, 300
STUDY_RUNS = 8_000
STUDY = """
name = "fatigue"
title = "Fatigue"
question = "Who tires first?"
scenarios = ["bleeding-white"]
quarters = 8
[policies.bleed]
doctrines = { china = "bleed-white" }
[policies.leave]
doctrines = { china = "charm" }
[uncertainties.psi]
[design]
points = 40
replications = 100
trajectories = 20
[outcomes.autonomy]
better = "more"
"""
IDENTITY = identity()
ROOT = Path(__file__).resolve().parents[2]


class Processes:
    """A scheduler and its workers, each a process of its own on this machine, with the engine as it is found here."""

    def __init__(self, folder: Path, here: Path, workers: int) -> None:
        self.folder, self.engine = folder, here
        self.running: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self._start(self.engine, "scheduler", "--port", "0", "--no-show", "--scheduler-file", str(told))
        self.scheduler = self.running[0]
        assert within(20, lambda: told.is_file() and told.read_text("utf-8").endswith("}"))
        self.address = str(json.loads(told.read_text("utf-8"))["address"])
        self.workers = [self.worker() for _number in range(workers)]

    def worker(self, path: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a worker that finds the engine in a folder, and wait until the scheduler knows it."""
        words = (self.address, "--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder))
        log = self._start(path or self.engine, "worker", *words)
        assert within(20, lambda: b"Registered to" in log.read_bytes()), log.read_text("utf-8")
        return self.running[-1]

    def _start(self, path: Path, kind: str, *words: str) -> Path:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words]
        command += ["--no-dashboard", "--host", "127.0.0.1"]
        log = self.folder / f"{kind}-{len(self.running)}.log"
        around = {**os.environ, "PYTHONPATH": str(path)}
        with log.open("wb") as out:
            self.running.append(subprocess.Popen(command, env=around, cwd=path, stdout=out, stderr=out))
        return log

    def end(self) -> None:
        """Kill everything."""
        for process in self.running:
            process.kill()
            process.wait()


def engine(folder: Path, *more: str) -> Path:
    """Copy the engine into a folder, with some lines more than it has here."""
    shutil.copytree(ROOT / "sim", folder / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    with (folder / "sim" / "outcome.py").open("a", encoding="utf-8") as file:
        file.writelines(more)
    return folder


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the engine."""
    return engine(tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory, here: Path) -> Iterator[Processes]:
    """A scheduler with two workers."""
    found = Processes(tmp_path_factory.mktemp("cluster"), here, 2)
    yield found
    found.end()


@pytest.fixture
def opened(processes: Processes) -> Iterator[Cluster]:
    with cluster(processes.address) as found:
        assert found.count() == 2
        yield found


# ---------------------------------------------------------------- the same runs


def test_runs_are_the_same_on_a_cluster_to_the_last_bit(opened: Cluster) -> None:
    here = run_case(case(types="prior"), RUNS, trajectories=50)
    there = run_case(case(types="prior"), RUNS, trajectories=50, executor=opened, batch=BATCH)
    assert same(here, there) and not there.failures
    assert here.trajectories is not None and there.trajectories is not None
    for name, values in here.trajectories.values.items():
        assert values.tobytes() == there.trajectories.values[name].tobytes()
    sets = posterior()
    heavy = prepare(scenario(), parameters=sets.parameters(sets.sample(20_000), 1), quarters=1)
    assert same(run_case(heavy, 20_000, executor=opened, batch=20_000), run_case(heavy, 20_000)), "a batch of 11 MB"
    ground = Ground("bleeding-white", quarters=6)
    arms = {Arm(ground, Role.TARGET, plan): ("territory", "land_held") for plan in (None, "war: answer war=dig-in")}
    alone, shared = (
        run_arms(arms, 200, load=scenario, executor=None),
        run_arms(arms, 200, load=scenario, executor=opened),
    )
    assert all(alone[arm][name].tobytes() == shared[arm][name].tobytes() for arm in arms for name in arms[arm])


def test_a_study_keeps_the_same_bytes_though_a_worker_is_killed_in_the_middle(
    processes: Processes, opened: Cluster, tmp_path: Path
) -> None:
    victim = processes.workers.pop()

    def kill(state: Progress) -> None:
        if state.done >= STUDY_RUNS // 4 and victim.returncode is None:
            victim.send_signal(signal.SIGKILL)
            victim.wait()

    spec = parse(STUDY, "fatigue", load)
    study.run(tmp_path / "there", spec, study.How(1, opened, kill), rows=1_000)
    assert victim.returncode == -signal.SIGKILL, "nothing was killed"
    study.run(tmp_path / "here", spec, rows=1_000)
    one, other = (_bytes(tmp_path / name) for name in ("here", "there"))
    assert one == other and sum(name.startswith("runs/") for name in one) == STUDY_RUNS // 1_000
    processes.workers.append(processes.worker())


def _bytes(folder: Path) -> dict[str, bytes]:
    """Return what a study's folder holds, but for how long it took."""
    files = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name != "timings.jsonl"}


# ---------------------------------------------------------------- stopping


def test_a_wish_and_an_interrupt_stop_the_work_and_leave_the_cluster_usable(opened: Cluster) -> None:
    cancel = threading.Event()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run_case(case(40), 400_000, executor=opened, batch=500, progress=lambda _state: cancel.set(), cancel=cancel)

    def interrupt(state: Progress) -> None:
        if state.done:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Cancelled):
        run_case(case(40), 400_000, executor=opened, batch=500, progress=interrupt)
    assert time.monotonic() - started < 20.0
    assert same(run_case(case(), 100, executor=opened, batch=20), run_case(case(), 100))


def test_a_cluster_that_goes_away_ends_the_work_in_words(tmp_path: Path, here: Path) -> None:
    mine = Processes(tmp_path, here, 1)

    def kill(state: Progress) -> None:
        if state.done:
            mine.scheduler.kill()

    try:
        with cluster(mine.address, 2.0) as found, pytest.raises(Unfit, match="does not answer any more"):
            run_case(case(), RUNS, executor=found, batch=100, progress=kill)
    finally:
        mine.end()


# ---------------------------------------------------------------- refusals


def test_workers_of_another_engine_or_with_none_are_refused(
    processes: Processes, opened: Cluster, tmp_path: Path
) -> None:
    engine(tmp_path / "other", "# of another release\n")
    (tmp_path / "none" / "sim").mkdir(parents=True)
    (tmp_path / "none" / "sim" / "__init__.py").write_text("raise ImportError('no engine here')\n", "utf-8")
    for folder, words in (("other", f"engine [0-9a-f]+ .{IDENTITY['engine']}."), ("none", "cannot run this engine")):
        stranger = processes.worker(tmp_path / folder)
        assert opened.count() == 3
        with pytest.raises(RunError, match=words), cluster(processes.address):
            pass
        if folder == "other":  # it joined a cluster that was open already
            with pytest.raises(Unfit, match=words):
                run_case(case(), 300, executor=opened, batch=10)
        stranger.kill()
        stranger.wait()
        assert within(20, lambda: opened.count() == 2)


def test_an_address_where_nobody_listens_is_told_within_seconds(tmp_path: Path, here: Path) -> None:
    started = time.monotonic()
    with (
        pytest.raises(RunError, match=r"No scheduler answers at tcp://127.0.0.1:1 within 1 s"),
        cluster("127.0.0.1:1", 1),
    ):
        pass
    assert time.monotonic() - started < 5.0
    bare = Processes(tmp_path, here, 0)
    try:
        with pytest.raises(RunError, match=r"has no workers: none came within 0\.5 s"), cluster(bare.address, 0.5):
            pass
    finally:
        bare.end()


@pytest.mark.parametrize(
    "text", ["", "host", "host:", "host:0", "host:99999", "ws://host:1", "a b:1", "\x1b[31mhost:1x", "tcp://:8786"]
)
def test_an_address_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no address of a scheduler: write HOST:PORT") as caught:
        read_address(text)
    assert "\x1b" not in str(caught.value)


def test_addresses_are_completed() -> None:
    assert read_address(" localhost:8786 ") == "tcp://localhost:8786"
    assert read_address("tls://head.cluster:8786") == "tls://head.cluster:8786"
    assert read_address("[::1]:8786") == "tcp://[::1]:8786"


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'fournos\[cluster\]'"), cluster("localhost:1"):
        pass
