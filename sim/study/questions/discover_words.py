"""What a discovery comes to in words, tables and plain data."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.language import _, plural
from sim.study.answers import Answer
from sim.study.questions.asked import answer_name
from sim.study.questions.boxes import Input
from sim.study.questions.checking import Asked, Checked, Discovery
from sim.study.questions.discover_tables import data, tables
from sim.study.questions.failing import Failure

QUESTION = "discover"
SHAKY = 0.5
"""Share of the resamples below which a restriction is told to be unsure."""
SIGNS = {"<=": "to", ">=": "from", "<": "below", ">": "above"}
USUAL = {"policy": None, "min_density": None, "max_dims": 3, "boxes": 1, "fail": None, "outcome": None, "seed": 1}


def answer(
    found: Discovery,
    asked: Asked,
    failure: Failure,
    *,
    lacking: int = 0,
    first: str | None = None,
    command: Sequence[str] = (),
) -> Answer:
    """Return the answer that a discovery is.

    Parameters
    ----------
    found, asked, failure : what was found, what was asked, and what failing means.
    lacking : runs that were left out because they rightly lack the outcome.
    first : the study's first scenario, which the answer's name leaves away.
    command : the words that asked.
    """
    wish = asked.wish
    name = {"policy": asked.policy, "scenario": asked.scenario, "fail": asked.fail, "outcome": asked.outcome}
    wanted = {"min_density": wish.min_density, "max_dims": wish.max_dims, "boxes": wish.boxes, "seed": asked.seed}
    settings = {**name, **wanted, **({"pooled": True} if asked.pooled else {})}
    return Answer(
        QUESTION,
        answer_name(QUESTION, {**settings, "fail": _as_name(asked.fail)}, {**USUAL, "scenario": first}),
        _("When {policy} fails").format(policy=_who(asked)),
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
        return f"{100.0 * share:.2g} %" if share < 0.5 else ">99 %"
    return f"{100.0 * share:.0f} %"


def _between(low: float, high: float) -> str:
    return f"[{100.0 * low:.0f}, {100.0 * high:.0f}]"


def _as_name(fail: str | None) -> str | None:
    """Return a condition with words for its signs, which no file's name may have."""
    for sign, word in SIGNS.items():
        fail = fail and fail.replace(sign, f" {word} ")
    return fail


def _who(asked: Asked) -> str:
    """Return who fails."""
    return asked.policy or _("a policy")


# ---------------------------------------------------------------- sentences


def sentences(found: Discovery, asked: Asked, failure: Failure, lacking: int = 0) -> list[str]:
    """Return what was found: a sentence for each box that stands, else that nothing is established; and how."""
    told = [_sentence(found, place, asked) for place, box in enumerate(found.boxes) if not box.reasons]
    if not told or found.reasons:
        told = [_("Under which conditions {policy} fails is not established.").format(policy=_who(asked))]
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
    words = {"policy": _who(asked), "box": box.found.box.text(found.tally.inputs)}
    fresh = found.fresh
    if fresh is None:
        text = _(
            "In these simulated runs {policy} fails in {inside} of futures where {box}, against {rate} of all; the box "
            "holds {coverage} of its failures. These figures are of points that were not peeled; no fresh runs were "
            "made."
        )
        if place:
            text = _(
                "Beside that it fails in {inside} of futures where {box}, against {rate} of all outside the boxes "
                "before; this box holds {coverage} of the failures there."
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
            "all boxes; this box holds another {coverage} {coverage_range} of its failures."
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
    text = _("Only {share} of the resamples restrict {name}: other conditions may serve about as well.")
    rows = [(again.share, inputs[place].name) for place, again in box.again.items() if again.share < SHAKY]
    return [text.format(share=percent(share), name=name) for share, name in rows]
