"""The mends judged: the record with none of them and with the usual ones, and each of them off and on.

What is asked of a mend was written down before any was judged (`docs/pages/mends.py` prints it): that the targets it
was written for come nearer, that no other target leaves its band, and that the frozen windows hold about as often.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from concurrent.futures import Executor
from typing import Any

import numpy as np

from docs.gather import Tell
from scenarios import load
from sim.ensemble import worker_pool
from sim.mends import Mend, default, table, text
from sim.posterior import posterior
from sim.randomness import FloatArray
from sim.study.backtest import Row, run_backtest
from sim.study.calibration import calibrate
from sim.study.cells import Cell, evaluate

SETS, REPEATS, SEED, WORKERS, DRAWS = 100, 20, 21, 2, 61_440
CASES = (
    ("border-war-1979", {}),
    ("ukraine-analogue", {}),
    ("bleeding-white", {}),
    ("four-nos", {}),
    ("four-nos", {"vietnam": "ally-us", "us": "full"}),
)
"""Scenarios and doctrines in which it is noted what a mend moves besides the record."""
WATCHED = (
    *("war", "crises", "general_war", "settled", "challenger_terms", "settlement_terms", "war_quarters"),
    *("target_dead_thousand", "challenger_dead_thousand", "peak_land_lost", "autonomy", "growth_pct", "legitimacy"),
)
NOTICED = 4.0
"""Standard errors of the paired difference from which an effect is told."""


def gather(progress: Tell) -> dict[str, Any]:
    """Return the record before and after, and what each mend does to record, windows and outcomes."""
    before, after = (posterior(name).sample(SETS) for name in ("none", "default"))
    with worker_pool(WORKERS) as pool:
        progress("the record without mends, and with the usual ones")
        old, new = (_record(sets, choice, pool) for sets, choice in ((before, "none"), (after, "default")))
        usual = _passing("default", pool, progress)
        rows = [_judged(mend, after, new, usual, pool, progress) for mend in table().values()]
    about = {"sets": SETS, "repeats": REPEATS, "seed": SEED, "draws": DRAWS, "noticed": NOTICED, "mends": default()}
    return {"about": about, "targets": _before_and_after(old, new), "usual": usual, "mends": rows}


def _record(sets: FloatArray, mends: str, pool: Executor) -> dict[str, Row]:
    rows = run_backtest(sets, REPEATS, load=load, mends=mends, seed=SEED, executor=pool).rows()
    return {row.target.id: row for row in rows}


def _before_and_after(old: Mapping[str, Row], new: Mapping[str, Row]) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "text": row.target.title,
            "low": row.target.low,
            "high": row.target.high,
            "unit": row.target.unit,
            "status": row.status,
            "status_before": old[name].status,
            "before": old[name].model,
            "after": row.model,
            "hit_before": old[name].hit,
            "hit_after": row.hit,
        }
        for name, row in new.items()
    ]


def other(mend: Mend) -> str:
    """Return the choice of mends that differs from the usual one in this mend alone."""
    return text(name for name in table() if (name in default()) != (name == mend.name))


def _judged(
    mend: Mend, sets: FloatArray, usual: Mapping[str, Row], passing: Mapping[str, Any], pool: Executor, progress: Tell
) -> dict[str, Any]:
    """Return what one mend does, all else as usual."""
    progress(f"mend {mend.name}")
    choice = other(mend)
    changed = _record(sets, choice, pool)
    off, on = (changed, usual) if mend.default else (usual, changed)
    held = _passing(choice, pool, progress)
    return {
        "name": mend.name,
        "default": mend.default,
        "targets": {name: _both(off[name], on[name]) for name in usual if _told(mend, off[name], on[name])},
        "passing": {"off": held, "on": passing} if mend.default else {"off": passing, "on": held},
        "effects": _effects(mend, choice, sets, pool),
    }


def _told(mend: Mend, off: Row, on: Row) -> bool:
    """Whether a target is told of under a mend: it was written for it, or it enters or leaves a band."""
    parts = {off.target.id, off.target.id.rstrip("abcdefgh")}
    return bool(parts & set(mend.targets)) or off.hit != on.hit


def _both(off: Row, on: Row) -> dict[str, Any]:
    target = on.target
    return {"off": off.model, "on": on.model, "low": target.low, "high": target.high, "status": on.status}


def _passing(choice: str, pool: Executor, progress: Tell) -> dict[str, int]:
    """Return how many draws of the prior pass the windows of both histories under a choice of mends."""
    with tempfile.TemporaryDirectory() as folder:
        made = calibrate(
            folder, load=load, draws=DRAWS, mends=choice, executor=pool, workers=WORKERS, progress=progress
        )
    stages = made.findings["stages"]
    return {"draws": DRAWS, "first": stages[0]["left"], "both": stages[1]["left"], "accepted": stages[-1]["left"]}


def _effects(mend: Mend, choice: str, sets: FloatArray, pool: Executor) -> list[dict[str, Any]]:
    """Return the outcomes that a mend moves by more than noise: on less off, on the same luck."""
    rows = []
    for scenario, doctrines in CASES:
        with_it, without = ("default", choice) if mend.default else (choice, "default")
        on, off = (
            Cell.of({"scenario": scenario, "doctrines": doctrines, "mends": mends}) for mends in (with_it, without)
        )
        found = evaluate({on: WATCHED, off: WATCHED}, sets, REPEATS, load=load, seed=SEED, executor=pool)
        for measure in WATCHED:
            change = _change(found[off][measure], found[on][measure])
            if abs(change["effect"]) > NOTICED * change["se"]:
                rows.append({"scenario": scenario, "doctrines": doctrines, "measure": measure, **change})
    return rows


def _change(off: FloatArray, on: FloatArray) -> dict[str, float]:
    """Return the mean of a measure without and with a mend, and the paired effect with its error over sets."""
    both = np.isfinite(off) & np.isfinite(on)
    enough = both.sum(axis=1) > 0
    gap = np.where(both, on - off, 0.0).sum(axis=1)[enough] / both.sum(axis=1)[enough]
    error = gap.std(ddof=1) / np.sqrt(gap.size) if gap.size > 1 else np.inf
    return {
        "off": float(np.nanmean(off)),
        "on": float(np.nanmean(on)),
        "effect": float(gap.mean()) if gap.size else 0.0,
        "se": float(error),
    }
