"""Which way aid, bleeding, postures and patrons move what comes of it, and whether the essays expect that way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenarios import load
from sim.mends import default
from sim.posterior import posterior
from sim.progress import Progress
from sim.study.effects import SEED, gathered

SETS, REPEATS, PEACE_REPEATS = 200, 100, 300
"""Parameter sets; runs of each in the bleed, and in peace, where war is rare."""
WORKERS = 2


def gather(
    progress: Callable[[str | Progress], None],
    sets: int = SETS,
    repeats: int = REPEATS,
    peace_repeats: int = PEACE_REPEATS,
    workers: int = WORKERS,
) -> dict[str, Any]:
    """Return the endings of every bar and every direction as it is found, over the sets of the default mends."""
    chosen = posterior().sample(sets)
    found = gathered(chosen, repeats, peace_repeats, load=load, workers=workers, progress=progress)
    about = {"sets": sets, "repeats": repeats, "peace_repeats": peace_repeats, "seed": SEED, "mends": list(default())}
    return {"about": about, **found}
