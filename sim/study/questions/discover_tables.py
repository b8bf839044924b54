"""What a discovery comes to in numbers: its tables, and plain data for its pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.language import _
from sim.study.answers import Table
from sim.study.questions.boxes import Bound, Box, Input
from sim.study.questions.checking import Asked, Checked, Discovery
from sim.study.questions.confirming import Fresh, Share
from sim.study.questions.discovery import alone
from sim.study.questions.failing import Failure
from sim.study.questions.peeling import Step
from sim.study.standing import Standing

LINES = 600
"""Points that an answer keeps for its picture."""
STEPS = 12
"""Boxes of the trajectory that its table shows."""


def tables(found: Discovery) -> dict[str, Table]:
    """Return the numbers: the boxes, their limits, the fresh runs and the trajectory."""
    if not found.boxes:
        return {"points": Table.of([_points(found)], _("What there was to look at"))}
    told = {
        "boxes": Table.of([_box(found, place) for place in range(len(found.boxes))], _("Boxes")),
        "limits": Table.of([row for place in range(len(found.boxes)) for row in _limits(found, place)], _("Limits")),
    }
    if found.fresh is not None:
        told["fresh"] = Table.of(_fresh(found.fresh), _("Fresh runs"))
    steps = found.boxes[0].found.trajectory
    told["trajectory"] = Table.of([_step(steps[place]) for place in _spread(len(steps), STEPS)], _("Peeling"))
    return told


def _spread(count: int, most: int) -> list[int]:
    """Return places from the first to the last of so many, evenly spread if there are more than `most`."""
    return [int(place) for place in np.unique(np.linspace(0, count - 1, min(count, most)).round())] if count else []


def _points(found: Discovery) -> dict[str, Any]:
    tally = found.tally
    return {"points": len(tally), "runs": int(tally.runs.sum()), "failures": round(float(tally.failures.sum()), 3)}


def _box(found: Discovery, place: int) -> dict[str, Any]:
    box = found.boxes[place]
    step, held = box.found.step, box.held
    fresh = found.fresh
    told = {
        "box": place + 1,
        "conditions": step.box.text(found.tally.inputs),
        "standing": Standing.of(box.reasons).text() or _("established"),
        "dims": step.dims,
        "points": step.points,
        "mass": step.mass,
        "density": step.density,
        "coverage": step.coverage,
        "held_density": held.step.density,
        "held_coverage": held.step.coverage,
        "held_p": held.chance,
    }
    if fresh is not None:
        coverage, low, high = fresh.coverage(place)
        told |= {"fresh_coverage": coverage, "fresh_coverage_low": low, "fresh_coverage_high": high}
    return told


def _limits(found: Discovery, place: int) -> list[dict[str, Any]]:
    box, rows = found.boxes[place], []
    for column in box.found.box.restricted:
        of, bound, again = found.tally.inputs[column], box.found.box.bounds[column], box.again[column]
        kept = "" if bound.levels is None else ", ".join(of.levels[level] for level in sorted(bound.levels))
        rows.append(
            {
                "box": place + 1,
                "input": of.name,
                "title": of.title,
                "low": bound.low if bound.levels is None else None,
                "high": bound.high if bound.levels is None else None,
                "levels": kept,
                "quasi_p": box.found.quasi_p[column],
                "resamples": again.share,
                "low_from": again.low[0],
                "low_to": again.low[1],
                "high_from": again.high[0],
                "high_to": again.high[1],
            }
        )
    return rows


def _fresh(fresh: Fresh) -> list[dict[str, Any]]:
    names = [_("box {number}").format(number=place + 1) for place in range(len(fresh.inside))]
    sizes = [*fresh.volumes, 1.0 - sum(fresh.volumes)]
    parts: list[Share] = [*fresh.inside, fresh.outside]
    rows = zip([*names, _("outside")], parts, sizes, strict=True)
    return [{"part": name, "space": size, **part.row()} for name, part, size in rows]


def _step(step: Step) -> dict[str, Any]:
    return {
        "dims": step.dims,
        "points": step.points,
        "mass": step.mass,
        "density": step.density,
        "coverage": step.coverage,
        "gain": step.gain,
    }


# ---------------------------------------------------------------- data for pictures


def data(found: Discovery, asked: Asked, failure: Failure) -> dict[str, Any]:
    """Return what the pictures need."""
    tally = found.tally
    return {
        "policy": asked.policy or _("all"),
        "scenario": asked.scenario,
        "failure": failure.text,
        "rate": tally.rate if len(tally) else None,
        "points": len(tally),
        "peeled": found.peeled,
        "inputs": [of.row() for of in tally.inputs],
        "order": alone(tally),
        "boxes": [_drawn(box, tally.inputs) | _fresh_coverage(found, place) for place, box in enumerate(found.boxes)],
        "fresh": _fresh(found.fresh) if found.fresh is not None else [],
        "lines": _lines(found),
    }


def _drawn(box: Checked, inputs: Sequence[Input]) -> dict[str, Any]:
    found = box.found
    bounds = []
    for place in found.box.restricted:
        bound, again = found.box.bounds[place], box.again[place]
        levels = None if bound.levels is None else sorted(bound.levels)
        more = {"quasi_p": found.quasi_p[place], "share": again.share, "kept": again.levels}
        bounds.append(
            {"input": place, "low": bound.low, "high": bound.high, "levels": levels, **more, "lows": again.low}
            | {"highs": again.high}
        )
    return {
        "text": found.box.text(inputs),
        "standing": Standing.of(box.reasons).text(),
        "bounds": bounds,
        "chosen": _step(found.step),
        "trajectory": [_step(step) for step in found.trajectory],
        "narrowed": [_step(step) for step in found.narrowed] if found.narrowed is not found.trajectory else [],
    }


def _fresh_coverage(found: Discovery, place: int) -> dict[str, Any]:
    return {} if found.fresh is None else {"fresh_coverage": found.fresh.coverage(place)[0]}


def _lines(found: Discovery) -> dict[str, Any]:
    """Return points for parallel coordinates, evenly chosen if there are many."""
    tally = found.tally
    part = tally.part(np.array(_spread(len(tally), LINES), np.int64))
    return {"values": part.values, "shares": part.shares}


def box_of(row: Mapping[str, Any]) -> Box:
    """Return the box that an answer keeps."""
    bounds = {}
    for kept in row["bounds"]:
        low, high = kept["low"], kept["high"]
        levels = None if kept["levels"] is None else frozenset(kept["levels"])
        bounds[int(kept["input"])] = Bound(
            -math.inf if low is None else low, math.inf if high is None else high, levels
        )
    return Box(bounds)
