"""What the bench measures: each figure with its target, and whether it is met; times are the least of several."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

REFERENCE = Path(__file__).resolve().parents[1] / "reference" / "prototype.py"
CASES = {
    "bleeding-white": ("bleed", {"tpol": "four_nos", "cdoc": "bleed", "adoc": "limited", "bdoc": "supplier"}),
    "four-nos": ("present", {"tpol": "four_nos", "cdoc": "adaptive", "adoc": "limited", "bdoc": "supplier"}),
    "border-war-1979": ("c1979", {"tpol": "case", "cdoc": "bleed", "adoc": "burden", "bdoc": "patron"}),
    "ukraine-analogue": ("ukraine", {"tpol": "case", "cdoc": "seize", "adoc": "limited", "bdoc": "patron"}),
}
"""Our scenario under its default doctrines, and the same case of the reference prototype."""


@dataclass(frozen=True)
class Figure:
    """One measured figure: what it is, its target in words, the value, and whether the target is met."""

    what: str
    target: str
    measured: str
    met: bool


def reference() -> ModuleType:
    """Return the reference prototype as a module."""
    spec = importlib.util.spec_from_file_location("prototype", REFERENCE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def in_turn(repeats: int, *tasks: Callable[[], object]) -> list[float]:
    """Return the least wall time of each task, run in turn so that a busy moment of the machine strikes all alike."""
    least = [float("inf")] * len(tasks)
    for _repeat in range(repeats):
        for place, task in enumerate(tasks):
            start = time.perf_counter()
            task()
            least[place] = min(least[place], time.perf_counter() - start)
    return least


def throughput(runs: int, repeats: int) -> list[Figure]:
    """Measure an ensemble in one process, on one thread, against the prototype on the same case and runs.

    Without mends, since the prototype has none; and what the usual mends cost on top.
    """
    from scenarios import load
    from sim.ensemble import simulate

    prototype, figures = reference(), []
    for name, (case, policy) in CASES.items():
        scenario = load(name)
        ours, mended, theirs = in_turn(
            repeats,
            lambda scenario=scenario: simulate(scenario, runs=runs, mends="none"),  # type: ignore[misc]
            lambda scenario=scenario: simulate(scenario, runs=runs),  # type: ignore[misc]
            lambda case=case, policy=policy: prototype.simulate(case, R=runs, seed=1, **policy),  # type: ignore[misc]
        )
        ratio = theirs / ours
        what = f"Ensemble throughput over the prototype's, same rules, one process: {name}, {runs:,} runs"
        figures.append(Figure(what, "at least 2.0", f"{ratio:.2f}", ratio >= 2.0))
        more = mended / ours
        what = f"Time with the usual mends over that without: {name}"
        figures.append(Figure(what, "at most 1.5", f"{more:.2f}", more <= 1.5))
    return figures


def one_game(repeats: int) -> list[Figure]:
    """Measure one game of 60 quarters through Mesa, and the engine's part of a forecast and of all postures."""
    from scenarios import load
    from sim.ensemble import compare, simulate
    from sim.model import CrisisModel

    scenario = load("four-nos")

    def play() -> None:
        model = CrisisModel(scenario)
        model.run()
        model.close()

    game, forecast, postures = in_turn(
        repeats, play, lambda: simulate(scenario, runs=500), lambda: compare(scenario, runs=500)
    )
    rows = (
        ("One game through Mesa, 60 quarters", 100, game),
        ("Engine's part of a forecast: 500 futures, 60 quarters", 150, forecast),
        ("Engine's part of all postures of Vietnam, 500 futures each", 1000, postures),
    )
    return [Figure(w, f"at most {limit} ms", f"{1e3 * t:.0f} ms", 1e3 * t <= limit) for w, limit, t in rows]


def with_moves(repeats: int) -> list[Figure]:
    """Measure what moves, answers, cards and signals add: one game, a turn of it, and 500 futures."""
    from scenarios import load
    from sim.ensemble import simulate
    from sim.model import CrisisModel

    scenario = load("bleeding-white")

    def play() -> None:
        model = CrisisModel(scenario, moves="on")
        model.run()
        model.close()

    game, off, on = in_turn(
        repeats,
        play,
        lambda: simulate(scenario, runs=500),
        lambda: simulate(scenario, runs=500, moves="on"),
    )
    turn, quarters = game / scenario.quarters, scenario.quarters
    return [
        Figure("A quarter of one game, with moves", "at most 30 ms", f"{1e3 * turn:.1f} ms", turn <= 0.030),
        Figure(
            f"Engine's part of a forecast with moves: 500 futures, {quarters} quarters",
            "at most 150 ms",
            f"{1e3 * on:.0f} ms",
            on <= 0.150,
        ),
        Figure("Time of those futures with moves over that without", "at most 3.0", f"{on / off:.2f}", on <= 3.0 * off),
    ]


def two_workers(runs: int, repeats: int) -> list[Figure]:
    """Measure two workers against one, both on a warm pool, on a job of five seconds and more."""
    import numpy as np

    from scenarios import load
    from sim.ensemble import simulate

    scenario, context = load("four-nos"), get_context("spawn")
    with ProcessPoolExecutor(1, context) as one, ProcessPoolExecutor(2, context) as two:
        for pool in (one, two):
            simulate(scenario, runs=40_000, executor=pool)
        alone, together = in_turn(
            repeats,
            lambda: simulate(scenario, runs=runs, executor=one),
            lambda: simulate(scenario, runs=runs, executor=two),
        )
        parts = [simulate(scenario, runs=40_000, executor=pool).outcomes for pool in (one, two)]
    same = all(np.array_equal(parts[0][name], parts[1][name], equal_nan=True) for name in parts[0])
    ratio = alone / together
    what = f"Two workers over one, {alone:.1f} s of work, pool warm"
    return [
        Figure(what, "at least 1.8", f"{ratio:.2f}", ratio >= 1.8),
        Figure("Results of one and two workers", "bit-identical", "bit-identical" if same else "differ", same),
    ]


def cost(repeats: int) -> list[Figure]:
    """Measure how the cost of a run grows when runs or quarters double, past 2,000 runs."""
    from scenarios import load
    from sim.ensemble import simulate

    scenario = load("bleeding-white")
    sizes = (16_384, 32_768, 65_536)
    times = in_turn(repeats, *(lambda n=n: simulate(scenario, runs=n) for n in sizes))  # type: ignore[misc]
    growth = [times[i + 1] / times[i] / 2 for i in range(len(sizes) - 1)]
    short, long = in_turn(
        repeats,
        lambda: simulate(scenario, runs=16_384, quarters=20),
        lambda: simulate(scenario, runs=16_384, quarters=40),
    )
    figures = [
        Figure(f"Cost of a run when runs double to {n:,}", "at most 1.15", f"{g:.2f}", g <= 1.15)
        for n, g in zip(sizes[1:], growth, strict=True)
    ]
    quarters = long / short / 2
    return [
        *figures,
        Figure("Cost of a quarter when quarters double", "at most 1.15", f"{quarters:.2f}", quarters <= 1.15),
    ]


def verdicts(sets: int, runs: int) -> list[Figure]:
    """Measure the whole battery of claims, and one claim, as typed, on two workers."""

    def typed(*words: str) -> Callable[[], object]:
        command = [sys.executable, "-m", "tui.cli", "claims", *words, "--check", "--json", "--workers", "2"]
        command += ["--sets", str(sets), "--runs", str(runs)]
        return lambda: subprocess.run(command, capture_output=True, check=True)

    every, one = in_turn(1, typed(), typed("A5"))
    what = f"over {sets} sets x {runs} runs, two workers"
    return [
        Figure(f"All verdicts on the claims {what}", "at most 120 s", f"{every:.0f} s", every <= 120),
        Figure(f"One of them, A5, {what}", "at most 10 s", f"{one:.1f} s", one <= 10),
    ]


def memory(runs: int) -> list[Figure]:
    """Measure the peak memory of a process that holds the outcomes of many runs and their summary."""
    code = (
        "import resource, sys; from scenarios import load; from sim import simulate;"
        f"simulate(load('bleeding-white'), runs={runs}, quarters=4).summary();"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = int(done.stdout) * unit / 1e9
    return [Figure(f"Peak memory with the outcomes of {runs:,} runs", "under 1 GB", f"{peak:.2f} GB", peak < 1.0)]


def start_up(repeats: int) -> list[Figure]:
    """Measure `fournos --help`, warm."""
    command = [sys.executable, "-m", "tui.cli", "--help"]
    quiet = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    (least,) = in_turn(repeats, lambda: subprocess.run(command, capture_output=True, check=True, env=quiet))
    return [Figure("fournos --help", "at most 0.25 s", f"{least:.2f} s", least <= 0.25)]
