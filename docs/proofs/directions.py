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
SMALL = (6, 10, 5)
WORKERS = 2


def gather(progress: Callable[[str | Progress], None]) -> dict[str, Any]:
    """Return the endings of every bar and every direction as it is found, over the sets of the default mends."""
    about = {"sets": SETS, "repeats": REPEATS, "peace_repeats": PEACE_REPEATS, "seed": SEED, "mends": list(default())}
    found = made(SETS, REPEATS, PEACE_REPEATS, progress, WORKERS)
    return {"about": about, **found, "small": small(progress)}


def small(progress: Callable[[str | Progress], None]) -> dict[str, Any]:
    """Return the directions as a few runs have them, which a test makes again to the last digit."""
    found = made(*SMALL, progress)
    return {row["id"]: row["effect"] for row in found["directions"]}


def made(
    sets: int, repeats: int, peace_repeats: int, progress: Callable[[str | Progress], None], workers: int = 1
) -> dict[str, Any]:
    """Return what so many sets and runs come to."""
    chosen = posterior().sample(sets)
    return gathered(chosen, repeats, peace_repeats, load=load, workers=workers, progress=progress)
