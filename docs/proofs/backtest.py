"""The back-test: every target of the record before and after the mends, the wars it counts, and the two histories."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from scenarios import load
from sim.ensemble import worker_pool
from sim.mends import default
from sim.posterior import posterior
from sim.progress import Progress
from sim.record import target
from sim.study.backtest import SEED, Backtest, mean_share, run_backtest
from sim.study.courses import COURSES, bands, beside, wanted
from sim.study.reductions import SHARES, Counts, gap_depth, gap_length, imposed, longer_than_a_year, yearly_end
from sim.study.targets import Row, summary, told

FIGURES = Path(__file__).resolve().parents[2] / "docs" / "figures"
SETS, REPEATS, WORKERS = 200, 20, 2
SMALL_SETS, SMALL_REPEATS = 4, 5
"""Size of a small back-test, which a test works out again."""
RUNS: dict[str, tuple[str, str]] = {
    "reference": ("none", "none"),
    "rules": ("default", "none"),
    "model": ("default", "default"),
}
"""What is run: mends, and the calibration whose sets it takes."""
THRESHOLDS = (0.7, 0.8, 0.9)
"""Shares of the demands from which a settlement might be called imposed."""
HALF = -50.0
"""Per cent: a fall of aid that counts as a gap."""
Tell = Callable[[str | Progress], None]


def gather(progress: Tell, sets: int = SETS, repeats: int = REPEATS, figures: Path | None = FIGURES) -> dict[str, Any]:
    """Return the back-test of the reference model, of the mends on its sets, and of the model as it is used."""
    with worker_pool(WORKERS) as pool:
        held = {name: _run(name, sets, repeats, progress, pool, drawn=name == "model") for name in RUNS}
        small = _run("model", SMALL_SETS, SMALL_REPEATS, progress, pool)
    rows = {name: {row.target.id: row for row in found.rows()} for name, found in held.items()}
    return {
        "about": {"sets": sets, "repeats": repeats, "seed": SEED, "mends": list(default()), "runs": dict(RUNS)},
        "targets": [_target(identity, rows) for identity in rows["model"]],
        "summaries": {name: summary(list(each.values())) for name, each in rows.items()},
        "wars": {name: _wars(found) for name, found in held.items()},
        "gaps": {name: _gaps(found) for name, found in held.items()},
        "courses": _courses(held["model"]),
        "small": {row.target.id: number(row.model) for row in small.rows()},
        "figures": _draw(held["model"], figures) if figures else {},
    }


def _run(
    name: str, sets: int, repeats: int, progress: Tell, pool: Executor | None = None, *, drawn: bool = False
) -> Backtest:
    mends, calibration = RUNS[name]
    values = posterior(calibration).sample(sets)
    paths = wanted(default()) if drawn else None
    progress(f"back-test of the {name}")
    return run_backtest(
        values,
        repeats,
        load=load,
        mends=mends,
        drawn=paths,
        calibration=calibration,
        workers=WORKERS if pool else 1,
        executor=pool,
        progress=progress,
    )


def number(value: float) -> float | str | None:
    """Return a number as the data keep it: a date beyond the runs, or before any, as a word."""
    if np.isinf(value):
        return "later" if value > 0 else "earlier"
    return None if np.isnan(value) else round(float(value), 6) + 0.0


def _target(identity: str, rows: Mapping[str, Mapping[str, Row]]) -> dict[str, Any]:
    """Return one target of the record with what each run makes of it."""
    held = target(identity)
    return {
        "id": identity,
        "text": held.title,
        "value": held.value,
        "low": held.low,
        "high": held.high,
        "unit": held.unit,
        "source": held.source,
        "cases": held.cases,
        "formula": held.formula,
        "results": {name: _result(each[identity]) for name, each in rows.items()},
    }


def _result(row: Row) -> dict[str, Any]:
    return {
        "status": row.status,
        "model": number(row.model),
        "p05": number(row.p05),
        "p95": number(row.p95),
        "hit": row.hit,
        "n": row.n,
        "sets_hit": row.sets_hit,
        "aimed": list(row.aimed),
        "note": told(row),
    }


def _wars(found: Backtest) -> dict[str, Any]:
    """Return the shares behind R10 and R11 by scenario, and how they hang on what is called imposed."""
    shares = {
        identity: {name: _share(counts) for name, counts in found.counts(target(identity)).items()}
        for identity in ("R10a", "R10b", "R10c", "R10d", "R10e", "R11a", "R11b")
    }
    by_threshold = {
        f"{least:g}": _mean(found.counts(target("R10d"), partial(imposed, least=least))) for least in THRESHOLDS
    }
    open_only = {
        "R10a": found.counts(target("R10a"), partial(longer_than_a_year, static=False)),
        "R10b": found.counts(target("R10b"), partial(yearly_end, static=False)),
    }
    cells_of = {
        name: _share(SHARES[rule](found.read(name, target(identity))))
        for identity, rule in (("R10a", "longer_than_a_year"), ("R11a", "fights"), ("R11b", "fights"))
        for name in target(identity).cells
    }
    return {
        "shares": shares,
        "imposed_from": by_threshold,
        "open_only": {identity: _mean(counts) for identity, counts in open_only.items()},
        "cells": cells_of,
    }


def _mean(counts: Mapping[str, Counts]) -> dict[str, Any]:
    """Return the mean over scenarios of a share, and the number of cases."""
    held = list(counts.values())
    weights = np.ones((1, len(held[0][0])))
    return {"share": float(mean_share(held, weights)[0]), "n": int(sum(of.sum() for _one, of in held))}


def _share(counts: Counts) -> dict[str, Any]:
    happened, possible = float(counts[0].sum()), float(counts[1].sum())
    return {"share": happened / possible if possible else None, "n": int(possible)}


def _gaps(found: Backtest) -> dict[str, Any]:
    """Return how many runs have a gap in American aid in 2022-24, and how deep and long it is where there is one."""
    read = found.read("ukraine", target("R7a"))
    depth, length = gap_depth(read), gap_length(read)
    deep = depth <= HALF
    known = np.isfinite(depth)
    return {
        "share": float(deep[known].mean()),
        "depth": float(np.median(depth[deep])) if deep.any() else None,
        "length": float(np.median(length[deep])) if deep.any() else None,
    }


def _courses(found: Backtest) -> list[dict[str, Any]]:
    """Return the model's bands at the dates of the record's series."""
    rows = []
    for course in COURSES.values():
        if course.name in ("deals", "exits") or not course.represented(found.mends):
            continue
        quantiles = bands(course, found)
        for name in course.beside:
            quarters, held = beside(course, name)
            for place, quarter in enumerate(quarters.astype(int)):
                if 0 <= quarter < quantiles.shape[1]:
                    figures = [held.values[place], held.low[place], held.high[place]]
                    model = quantiles[[0, 2, 4], quarter]
                    rows.append(
                        {
                            "course": course.name,
                            "series": name,
                            "date": held.dates[place],
                            "record": figures,
                            "model": model,
                        }
                    )
    return rows


def _draw(found: Backtest, to: Path) -> dict[str, str]:
    """Draw the pictures of the page, and return a hash of each."""
    from sim.plots import save
    from sim.plots.backtest import PICTURES, draw

    to.mkdir(exist_ok=True)
    hashes = {}
    for name in PICTURES:
        path = to / f"backtest-{name}.png"
        save(draw(name, found), path)
        hashes[path.name] = hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()
    return hashes
