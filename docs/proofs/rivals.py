"""Which conclusions depend on which coding of a disputed question: verdicts and key outcomes under each rival one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scenarios import load
from sim.ensemble import worker_pool
from sim.mends import default
from sim.progress import Progress
from sim.propositions import Proposition, propositions
from sim.study.rivals import compared, decidable
from sim.study.verdicts import SEED, sample

SETS, RUNS = 100, 40
"""Parameter sets, and runs of each set in every cell: on two idle cores all codings take about five minutes."""
SMALL = (6, 10, (("bleeding", "hardens"),))
"""Sets, runs and codings of a part that is quick to make again, with the claims in it."""
SMALL_CLAIMS = {"A5", "A7", "A26"}
WORKERS = 2


def gather(progress: Callable[[str | Progress], None]) -> dict[str, Any]:
    """Return verdicts and key outcomes under each rival coding, over the sets of the default mends."""
    chosen = decidable(propositions(load))
    about = {"sets": SETS, "runs": RUNS, "seed": SEED, "mends": list(default()), "propositions": len(chosen)}
    with worker_pool(WORKERS) as pool:
        found = made(chosen, SETS, RUNS, None, progress, executor=pool)
    return {"about": about, **found, "small": small(progress)}


def small(progress: Callable[[str | Progress], None]) -> dict[str, Any]:
    """Return a few claims under one coding as a few runs have them, which a test makes again to the last digit."""
    chosen = [row for row in propositions(load) if set(row.claims) & SMALL_CLAIMS]
    return made(chosen, *SMALL, progress)["codings"][0]


def made(
    chosen: Sequence[Proposition],
    sets: int,
    runs: int,
    codings: Sequence[tuple[str, str]] | None,
    progress: Callable[[str | Progress], None],
    **how: Any,
) -> dict[str, Any]:
    """Return what some propositions come to under some codings."""
    return compared(chosen, sample(sets), runs, load=load, codings=codings, progress=progress, **how)
