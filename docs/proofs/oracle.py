"""The reference table before and after the mends: which measures of which rows they move, and by how much."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios import load
from sim.ensemble import Ensemble, prepare, run_cases, worker_pool
from sim.mends import default
from sim.outcome import ENDINGS

TABLE = Path(__file__).resolve().parents[2] / "tests" / "reference" / "oracle.json"
RUNS, SEED, WORKERS = 4_000, 7, 2
APART = 4.0
"""Standard errors of the paired difference from which a measure counts as moved: the measure of the oracle test."""
DIGITS = 6


def gather(progress: Callable[[str], None], runs: int = RUNS, rows: slice = slice(None)) -> dict[str, Any]:
    """Return every measure of the reference table that the default mends move, with its old and its new value.

    Both are run on the same luck; a measure is listed if the paired difference is more than `APART` standard errors.
    """
    table = json.loads(TABLE.read_text("utf-8"))["rows"]
    chosen = table[rows]
    moved, judged = [], 0
    with worker_pool(WORKERS) as pool:
        for place, row in enumerate(chosen, start=1):
            progress(f"reference row {place} of {len(chosen)}")
            cases = [
                prepare(load(row["scenario"]), row["doctrines"], seed=SEED, quarters=row["quarters"], mends=mends)
                for mends in ("none", "default")
            ]
            before, after = run_cases(cases, runs, executor=pool)
            for line in compared(before, after):
                judged += 1
                if abs(line["after"] - line["before"]) > APART * line["se"]:
                    told = row["measures"][line["measure"]]["mean"]
                    moved.append(
                        {"scenario": row["scenario"], "doctrines": row["doctrines"], "reference": told, **line}
                    )
    about = {"runs": runs, "seed": SEED, "rows": len(chosen), "judged": judged, "apart": APART}
    return {"about": about | {"mends": list(default())}, "moved": moved}


def compared(before: Ensemble, after: Ensemble) -> Iterator[dict[str, Any]]:
    """Yield each measure's mean before and after, and the standard error of the difference.

    Paired by run where the measure is defined in every run; else the two means' errors add up.
    """
    for (name, old), (_name, new) in zip(columns(before.outcomes), columns(after.outcomes), strict=True):
        here, there = np.isfinite(old), np.isfinite(new)
        if min(here.sum(), there.sum()) < 30:
            continue
        if here.all() and there.all():
            error = (new - old).std(ddof=1) / np.sqrt(len(old))
        else:
            error = np.hypot(*(x[ok].std(ddof=1) / np.sqrt(ok.sum()) for x, ok in ((old, here), (new, there))))
        yield {
            "measure": name,
            "before": round(float(old[here].mean()), DIGITS),
            "after": round(float(new[there].mean()), DIGITS),
            "se": round(float(error), DIGITS),
        }


def columns(outcomes: dict[str, NDArray[np.float64]]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Yield the measures as the reference table names them: each ending is a share of its own."""
    for code, name in enumerate(ENDINGS):
        yield f"ending_{name}", (outcomes["ending"] == code).astype(float)
    for name, values in outcomes.items():
        if name != "ending":
            yield name, values
