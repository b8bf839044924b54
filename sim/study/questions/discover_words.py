"""What a discovery comes to in words, tables and plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.language import _, plural
from sim.study.answers import Answer, Table
from sim.study.questions.asked import answer_name
from sim.study.questions.boxes import Box, Input
from sim.study.questions.confirming import Fresh, Share
from sim.study.questions.discover import QUESTION, Asked, Checked, Discovery
from sim.study.questions.failing import Failure
from sim.study.questions.peeling import Step
from sim.study.standing import Standing

LINES = 600
"""Points that an answer keeps for its picture."""
SHAKY = 0.5
"""Share of the resamples below which a restriction is told to be unsure."""
USUAL = {"min_density": None, "max_dims": 3, "boxes": 1, "scenario": None, "fail": None, "outcome": None, "seed": 1}


def answer(
    found: Discovery, asked: Asked, failure: Failure, *, lacking: int = 0, command: Sequence[str] = ()
) -> Answer:
    """Return the answer that a discovery is."""
    wish = asked.wish
    name = {"policy": asked.policy, "scenario": asked.scenario, "fail": asked.fail, "outcome": asked.outcome}
    wanted = {"min_density": wish.min_density, "max_dims": wish.max_dims, "boxes": wish.boxes, "seed": asked.seed}
    settings = {**name, **wanted}
    return Answer(
        QUESTION,
        answer_name(QUESTION, settings, USUAL),
        _("When {policy} fails").format(policy=asked.policy),
        tuple(sentences(found, asked, failure, lacking)),
        found.standing,
        {**settings, "fresh": asked.fresh, "failure": failure.text, "resamples": wish.resamples},
        tables(found),
        data(found, asked, failure),
        tuple(command),
    )


def percent(share: float) -> str:
    """Return a share as per cent; what is rare never looks like never."""
    if not math.isfinite(share):
        return "–"
    if 0.0 < share < 0.01 or 0.99 < share < 1.0:
        return f"{100.0 * share:.2g}\u00a0%" if share < 0.5 else ">99\u00a0%"
    return f"{100.0 * share:.0f}\u00a0%"


def _between(low: float, high: float) -> str:
    return f"[{100.0 * low:.0f}, {100.0 * high:.0f}]"


# ---------------------------------------------------------------- sentences


def sentences(found: Discovery, asked: Asked, failure: Failure, lacking: int = 0) -> list[str]:
    """Return what was found: a sentence for each box that stands, else that nothing is established; and how."""
    told = [_sentence(found, place, asked) for place, box in enumerate(found.boxes) if not box.reasons]
    if not told or found.reasons:
        text = _("When {policy} fails is {reasons}.")
        told = [text.format(policy=asked.policy, reasons=found.standing.text())]
    told.append(_("A run fails where {failure}.").format(failure=failure.text))
    if lacking:
        text = plural("{n:,} run without it is left out.", "{n:,} runs without it are left out.", lacking)
        told.append(text.format(n=lacking))
    if found.boxes:
        told.append(_looked(found))
        told += [text for box in found.boxes for text in _shaky(box, found.tally.inputs)]
    return told


def _sentence(found: Discovery, place: int, asked: Asked) -> str:
    """Return what is established of a box."""
    box = found.boxes[place]
    words = {"policy": asked.policy, "box": box.found.box.text(found.tally.inputs)}
    fresh = found.fresh
    if fresh is None:
        text = _(
            "In these simulated runs {policy} fails in {inside} of futures where {box}, against {rate} of all; the box "
            "holds {coverage} of its failures. These figures are of points that were not peeled; no fresh runs were "
            "made."
        )
        held = box.held
        shares = {"inside": held.step.density, "rate": held.rate, "coverage": held.step.coverage}
        return text.format(**words, **{name: percent(share) for name, share in shares.items()})
    text = _(
        "In these simulated runs {policy} fails in {inside} {in_range} of futures where {box}, against {outside} "
        "{out_range} elsewhere; the box holds {coverage} {coverage_range} of its failures."
    )
    if place:
        text = _(
            "Beside that it fails in {inside} {in_range} of futures where {box}, against {outside} {out_range} outside "
            "all boxes; this box holds {coverage} {coverage_range} of its failures more."
        )
    coverage, low, high = fresh.coverage(place)
    inside, outside = fresh.inside[place], fresh.outside
    return text.format(
        **words,
        inside=percent(inside.share),
        in_range=_between(*inside.interval),
        outside=percent(outside.share),
        out_range=_between(*outside.interval),
        coverage=percent(coverage),
        coverage_range=_between(low, high),
    )


def _looked(found: Discovery) -> str:
    """Return how it was looked for."""
    held, fresh = found.boxes[0].held, found.fresh
    text = _(
        "Looked for in {peeled:,} of {points:,} points; on the {held:,} held out {inside} of the runs in the box fail, "
        "of all {rate} (p = {chance:.2g})."
    )
    told = text.format(
        peeled=found.peeled,
        points=len(found.tally),
        held=len(found.tally) - found.peeled,
        inside=percent(held.step.density),
        rate=percent(held.rate),
        chance=held.chance,
    )
    if fresh is None:
        return told
    text = _("The shares are of {inside:,} fresh runs inside and {outside:,} outside, with 95 % intervals.")
    return f"{told} {text.format(inside=sum(s.runs for s in fresh.inside), outside=fresh.outside.runs)}"


def _shaky(box: Checked, inputs: Sequence[Input]) -> list[str]:
    """Return which restrictions most resamples do not make."""
    if box.reasons:
        return []
    text = _("Only {share} of the resamples restrict {name}.")
    rows = [(again.share, inputs[place].name) for place, again in box.again.items() if again.share < SHAKY]
    return [text.format(share=percent(share), name=name) for share, name in rows]


# ---------------------------------------------------------------- tables


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
    first = found.boxes[0].found
    told["trajectory"] = Table.of([_step(step) for step in first.trajectory], _("Peeling: every input"))
    return told


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
        kept = "" if bound.levels is None else " ".join(of.levels[level] for level in sorted(bound.levels))
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
        "policy": asked.policy,
        "scenario": asked.scenario,
        "failure": failure.text,
        "rate": tally.rate if len(tally) else None,
        "points": len(tally),
        "peeled": found.peeled,
        "inputs": [of.row() for of in tally.inputs],
        "boxes": [_drawn(box, tally.inputs) for box in found.boxes],
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


def _lines(found: Discovery) -> dict[str, Any]:
    """Return points for parallel coordinates, evenly chosen if there are many."""
    tally = found.tally
    chosen = np.unique(np.linspace(0, len(tally) - 1, min(len(tally), LINES)).round().astype(np.int64))
    part = tally.part(chosen) if len(tally) else tally
    return {"values": part.values, "shares": part.shares}


def box_of(row: dict[str, Any]) -> Box:
    """Return the box that an answer keeps."""
    from sim.study.questions.boxes import Bound

    bounds = {}
    for kept in row["bounds"]:
        low, high = kept["low"], kept["high"]
        levels = None if kept["levels"] is None else frozenset(kept["levels"])
        bounds[int(kept["input"])] = Bound(
            -math.inf if low is None else low, math.inf if high is None else high, levels
        )
    return Box(bounds)
