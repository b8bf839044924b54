"""Which way aid, bleeding, postures and patrons move what comes of it, and whether the essays expect that way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenarios import load
from sim.mends import default
from sim.posterior import posterior
from sim.progress import Progress
from sim.study.cells import evaluate
from sim.study.directions import table
from sim.study.effects import SEED, endings, gathered

SETS, REPEATS, PEACE_REPEATS = 200, 100, 300
"""Parameter sets; runs of each in the bleed, and in peace, where war is rare."""
SMALL = (6, 10)
"""Sets and runs of a part that is quick to make again."""
WORKERS = 2


def gather(progress: Callable[[str | Progress], None]) -> dict[str, Any]:
    """Return the endings of every bar and every direction as it is found, over the sets of the default mends."""
    about = {"sets": SETS, "repeats": REPEATS, "peace_repeats": PEACE_REPEATS, "seed": SEED, "mends": list(default())}
    sets = posterior().sample(SETS)
    found = gathered(sets, REPEATS, PEACE_REPEATS, load=load, workers=WORKERS, progress=progress)
    return {"about": about, **found, "small": small()}


def small() -> dict[str, Any]:
    """Return how the bars of the first panel end in a few runs, which a test makes again to the last digit."""
    sets, repeats = SMALL
    bars = table().panels[0].bars
    found = evaluate({bar.cell: ["ending"] for bar in bars}, posterior().sample(sets), repeats, load=load, seed=SEED)
    return {bar.name: endings(found[bar.cell]["ending"]) for bar in bars}
