"""Which conclusions depend on which coding of a disputed question: verdicts and key outcomes under each rival one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scenarios import load
from sim.ensemble import worker_pool
from sim.mends import default
from sim.progress import Progress
from sim.propositions import propositions
from sim.study.rivals import compared, decidable
from sim.study.verdicts import SEED, sample

SETS, RUNS = 100, 40
"""Parameter sets, and runs of each set in every cell: on two idle cores all codings take about five minutes."""
WORKERS = 2


def gather(
    progress: Callable[[str | Progress], None],
    sets: int = SETS,
    runs: int = RUNS,
    codings: Sequence[tuple[str, str]] | None = None,
    only: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Return verdicts and key outcomes under each rival coding; `codings` and ids of propositions `only` for a part."""
    chosen = [row for row in decidable(propositions(load)) if only is None or row.id in only]
    with worker_pool(WORKERS) as pool:
        how = {"executor": pool, "progress": progress}
        found = compared(chosen, sample(sets), runs, load=load, codings=codings, **how)
    about = {"sets": sets, "runs": runs, "seed": SEED, "mends": list(default()), "propositions": len(chosen)}
    return {"about": about, **found}
