"""What is found of the directions in `directions.toml`, over calibrated sets and on the same luck in every bar."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.outcome import ENDINGS
from sim.study.cells import evaluate
from sim.study.directions import PEACE, Direction, Found, Panel, SeatEffect, table
from sim.study.findings import NOT_SUPPORTED, SUPPORTED, verdict
from sim.world import FloatArray

SEED = 21
LOW, HIGH = 5.0, 95.0
"""Percentiles over the sets between which an interval runs."""
BEYOND = 3.0
"""Standard errors by which a mean effect has to leave zero to count as more than noise."""
AGREE = {SUPPORTED: "yes", NOT_SUPPORTED: "no"}
"""What a verdict of the battery says of a direction; the others leave it undecided."""


def gathered(
    sets: FloatArray, repeats: int, peace_repeats: int, *, mends: str = "default", **options: Any
) -> dict[str, Any]:
    """Return the endings of every bar, and every direction as it is found, as plain data.

    Parameters
    ----------
    sets : calibrated parameter sets, shape (sets, parameters).
    repeats, peace_repeats : runs of each set in the bleed, and in peace, where war is rare.
    mends : as for `sim.case.prepare`.
    options : as for `sim.study.cells.evaluate`, `load` among them; errors likewise.
    """
    held = table()
    quiet = {bar.cell for bar in held.panel(PEACE).bars}
    under = {cell: cell.under(mends) for cell in held.wanted()}
    run = evaluate(
        {under[cell]: probes for cell, probes in held.wanted().items()},
        sets,
        {under[cell]: peace_repeats if cell in quiet else repeats for cell in under},
        **{"seed": SEED, **options},
    )
    found = {cell: run[under[cell]] for cell in under}
    return {
        "panels": [_drawn(panel, found) for panel in held.panels if panel.name != PEACE],
        "directions": [{**_words(each), **judged(each, each.effects(found))} for each in held.directions],
        "seats": [_effects(seat, found) for seat in held.seats],
    }


def _drawn(panel: Panel, found: Found) -> dict[str, Any]:
    bars = [{"name": bar.name, "title": bar.title, "endings": endings(found[bar.cell]["ending"])} for bar in panel.bars]
    return {"name": panel.name, "title": panel.title, "note": panel.note, "bars": bars}


def endings(codes: FloatArray) -> dict[str, dict[str, float]]:
    """Return the share of each ending: mean over the sets, and the interval over them.

    Parameters
    ----------
    codes : ending of every run, shape (sets, repeats).
    """
    shares = {name: (codes == code).mean(axis=1) for code, name in enumerate(ENDINGS)}
    return {name: {"mean": float(share.mean()), **interval(share)} for name, share in shares.items()}


def interval(values: FloatArray) -> dict[str, float]:
    """Return the interval of some numbers over the sets that have one."""
    known = values[np.isfinite(values)]
    if not known.size:
        return {"low": float("nan"), "high": float("nan")}
    low, high = np.percentile(known, (LOW, HIGH))
    return {"low": float(low), "high": float(high)}


def judged(direction: Direction, effects: FloatArray) -> dict[str, Any]:
    """Return what was found of a direction: effect, interval, its standard error, share of sets, and what that makes.

    The standard error is that of the mean over sets and luck. `found` is "up" or "down" where the mean leaves zero by
    BEYOND of it, else "none"; `agree` is "yes" or "no" where as many or as few of the sets are as expected as a claim
    needs to be supported, or not to be (`sim.study.findings`), else "undecided".
    """
    known = effects[np.isfinite(effects)]
    if known.size < 2:
        empty = dict.fromkeys(("effect", "low", "high", "error", "share"), float("nan"))
        return {**empty, "sets": int(known.size), "found": "none", "agree": "undecided"}
    mean, error = float(known.mean()), float(known.std(ddof=1) / np.sqrt(known.size))
    beyond = abs(mean) > BEYOND * error
    share = float(direction.holds.support(known).mean())
    return {
        "effect": mean,
        **interval(known),
        "error": error,
        "share": share,
        "sets": int(known.size),
        "found": ("up" if mean > 0 else "down") if beyond else "none",
        "agree": AGREE.get(verdict(share), "undecided"),
    }


def _words(direction: Direction) -> dict[str, Any]:
    return {
        "id": direction.id,
        "claims": direction.claims,
        "text": direction.text,
        "cells": direction.names,
        "of": direction.of,
        "expected": direction.expected,
    }


def _effects(seat: SeatEffect, found: Found) -> dict[str, Any]:
    measures = [
        {"measure": each.id, "expected": each.expected, **judged(each, each.effects(found))} for each in seat.directions
    ]
    return {"seat": seat.seat, "cells": seat.names, "claims": seat.claims, "why": seat.why, "measures": measures}
