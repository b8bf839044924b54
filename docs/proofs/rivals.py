"""Which conclusions depend on which coding of a disputed question: verdicts and key outcomes under each rival one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from scenarios import load
from sim.ensemble import worker_pool
from sim.mends import default
from sim.progress import Progress
from sim.propositions import propositions
from sim.study import fits
from sim.study.rivals import compared, decidable, verdicts
from sim.study.verdicts import SEED, sample
from sim.theories import rivals

SETS, RUNS = 100, 30
"""Parameter sets, and runs of each set in every cell: on two idle cores the whole proof takes some four minutes."""
SMALL = ("bleeding", "hardens", 6, 10)
"""Question, coding, sets and runs of a part that is quick to make again, with the claims in it."""
SMALL_CLAIMS = {"A5", "A7", "A26"}
DRAWS = 60_000
"""Prior draws that are held against the two histories under each coding."""
WORKERS = 2


def gather(progress: Callable[[str | Progress], None]) -> dict[str, Any]:
    """Return verdicts and key outcomes under each rival coding, over the sets of the default mends."""
    chosen = decidable(propositions(load))
    about = {"sets": SETS, "runs": RUNS, "seed": SEED, "mends": list(default()), "propositions": len(chosen)}
    with worker_pool(WORKERS) as pool:
        found = compared(chosen, sample(SETS), RUNS, load=load, executor=pool, progress=progress)
        passed = [_passed({name: coding}, pool, progress) for name, coding in rivals()]
        usual = _passed({}, pool, progress)
    about |= {"draws": DRAWS, "fit_seed": fits.SEED}
    return {"about": about, **found, "fits": {"usual": usual, "codings": passed}, "small": small()}


def _passed(theories: dict[str, str], pool: Executor, progress: Callable[[str | Progress], None]) -> dict[str, Any]:
    return fits.fit(DRAWS, theories, load=load, executor=pool, progress=progress)


def small() -> dict[str, Any]:
    """Return a few claims under one coding in a few runs, which a test makes again to the last digit."""
    question, coding, sets, runs = SMALL
    chosen = [row for row in decidable(propositions(load)) if set(row.claims) & SMALL_CLAIMS]
    told = verdicts(chosen, sample(sets), {question: coding}, load=load, runs=runs, seed=SEED)
    return {"claims": told, "fit": fits.fit(200, {question: coding}, load=load)}
