"""Calibration of the sets that come with the project: with no mends, and with those that are on by default."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scenarios import load
from sim.posterior import Posterior, posterior, write
from sim.progress import Progress
from sim.study.calibration import SEED, calibrate

ROOT = Path(__file__).resolve().parents[2]
CALIBRATED, FIGURES = ROOT / "sim" / "calibrated", ROOT / "docs" / "figures"
DRAWS = {"none": 1_000_000, "default": 1_500_000}
"""Draws by the name of the sets, which is also the choice of mends."""
WORKERS = 2


def gather(
    progress: Callable[[str | Progress], None], draws: dict[str, int] | None = None, to: Path = CALIBRATED
) -> dict[str, Any]:
    """Calibrate anew, put the sets where the project reads them, and return what was found, by the name of the sets."""
    found = {}
    for name, count in (draws or DRAWS).items():
        progress(f"calibrating with the mends: {name}")
        with tempfile.TemporaryDirectory() as folder:
            made = calibrate(folder, load=load, draws=count, seed=SEED, mends=name, workers=WORKERS, progress=progress)
        install(name, made.posterior, to)
        found[name] = made.findings
    posterior.cache_clear()
    if to == CALIBRATED:
        draw(posterior())
    return {"sets": found}


def draw(sets: Posterior) -> None:
    """Draw the pictures of the page anew."""
    from sim.plots import save
    from sim.plots.calibration import pictures

    FIGURES.mkdir(exist_ok=True)
    for name, drawn in pictures(sets).items():
        save(drawn(sets), FIGURES / f"calibration-{name}.png")


def install(name: str, sets: Posterior, to: Path = CALIBRATED) -> None:
    """Write sets under a name, with their manifest; of the machine nothing but the versions of what ran."""
    to.mkdir(exist_ok=True)
    about = {key: value for key, value in sets.manifest.items() if key != "command"}
    write(to / f"{name}.npz", sets.values)
    (to / f"{name}.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", "utf-8")
