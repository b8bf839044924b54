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

CALIBRATED = Path(__file__).resolve().parents[2] / "sim" / "calibrated"
DRAWS = {"none": 1_000_000, "default": 1_000_000}
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
    return {"sets": found}


def install(name: str, sets: Posterior, to: Path = CALIBRATED) -> None:
    """Write sets under a name, with their manifest; of the machine nothing but the versions of what ran."""
    to.mkdir(exist_ok=True)
    about = {key: value for key, value in sets.manifest.items() if key != "command"}
    write(to / f"{name}.npz", sets.values)
    (to / f"{name}.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", "utf-8")
