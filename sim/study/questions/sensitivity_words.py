"""What a sensitivity analysis says, in sentences with their numbers; what does not stand is named and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.language import _
from sim.study.questions.asked import figures, listed
from sim.study.questions.samples import LUCK, Finding, Row
from sim.study.questions.tornado import WARNING

MOST_NAMED = 6
"""Inputs that a sentence names with numbers."""
LONGEST = 32
"""Letters of a title that a sentence takes."""


def label(name: str, title: str) -> str:
    """Return what an input is called in a sentence or beside a bar: its title, or its name if that is long."""
    return title if len(title) <= LONGEST else name


def method_titles() -> dict[str, str]:
    """Return the title of each method's table."""
    return {
        "sobol": _("Shares of the variance: of each input alone, and with all its interactions (Sobol)"),
        "morris": _("Mean change of the outcome when an input takes a step, all over the space (Morris)"),
        "pawn": _("How far the outcome's distribution moves when an input is known (PAWN)"),
        "tornado": _("One input at a time from the middle: change of the mean at its low and high end (tornado)"),
        "split": _("The study's own runs: how much of the variance is luck, and how much conditions"),
    }


def sentences(found: Mapping[str, Finding], settings: Mapping[str, Any]) -> list[str]:
    """Return what the findings say of an outcome, by method; `settings` names outcome, policy and scenario."""
    place = _("This is about simulated runs of {policy} in {scenario} and forecasts nothing.")
    said = [place.format(policy=settings["policy"], scenario=settings["scenario"])]
    for method, finding in found.items():
        if finding.standing.established:
            said += [text for text in _SAID[method](finding, str(settings["outcome"])) if text]
            said += unsure(finding)
        else:
            text = _("{method}: {reasons}.")
            said.append(text.format(method=method_titles()[method], reasons=finding.standing.text()))
        if method == "tornado":
            said.append(WARNING)
    return said


def _sobol(found: Finding, outcome: str) -> list[str]:
    whole = _("With all its interactions, each of these makes up a share of the variance of {outcome}: {shares}.")
    alone = _("Alone, without interactions: {shares}.")
    firsts = [row for row in found.rows if row.numbers["first_established"]]
    firsts.sort(key=lambda row: -float(row.numbers["first"]))
    return [
        _numbered(whole, found.findings, "total", outcome),
        _numbered(alone, firsts, "first", outcome),
        _without(found, "total", outcome),
        _small(found),
    ]


def _morris(found: Finding, outcome: str) -> list[str]:
    text = _(
        "On average over the space {outcome} changes by so much when a number moves by two thirds of its range, a "
        "level to another, and luck is drawn anew: {shares}."
    )
    return [_numbered(text, found.findings, "size", outcome), _without(found, "size", outcome)]


def _pawn(found: Finding, outcome: str) -> list[str]:
    text = _("Of 1, the distribution of {outcome} moves by so much when an input is known: {shares}.")
    return [_numbered(text, found.findings, "median", outcome)]


def _tornado(found: Finding, outcome: str) -> list[str]:
    text = _("One at a time from the middle, with luck averaged out, the mean of {outcome} swings by: {shares}.")
    middle = list(found.about["middle"].items())
    values = [_("{name} {value}").format(name=name, value=value) for name, value in middle[:MOST_NAMED]]
    if len(middle) > MOST_NAMED:
        values.append(_("{count} more").format(count=len(middle) - MOST_NAMED))
    place = _("That middle is one point: {values}.").format(values=listed(values))
    return [_numbered(text, found.findings, "swing", outcome), _without(found, "swing", outcome), place]


def _split(found: Finding, outcome: str) -> list[str]:
    text = _("Of the variance of {outcome} over the study's own runs ({runs}) these are the shares: {shares}.")
    runs = _("{points:,} points, {replications:,} replications").format(**found.about)
    return [_numbered(text, found.findings, "share", outcome, runs=runs)]


_SAID: Mapping[str, Callable[[Finding, str], list[str]]] = {
    "sobol": _sobol,
    "morris": _morris,
    "pawn": _pawn,
    "tornado": _tornado,
    "split": _split,
}


def _numbered(text: str, rows: Sequence[Row], key: str, outcome: str, **more: str) -> str:
    """Return a sentence over some rows with their numbers and intervals; nothing if there is no row."""
    forms = [_("{name} {value} (95 % interval {low} to {high})"), _("{name} {value} ({low} to {high})")]
    named = [
        forms[bool(place)].format(
            name=label(row.name, row.title),
            value=figures(row.numbers[key]),
            low=figures(row.numbers[f"{key}_low"]),
            high=figures(row.numbers[f"{key}_high"]),
        )
        for place, row in enumerate(rows[:MOST_NAMED])
    ]
    if len(rows) > MOST_NAMED:
        named.append(_("{count} more in the table").format(count=len(rows) - MOST_NAMED))
    return text.format(outcome=outcome, shares=listed(named), **more) if named else ""


def _without(found: Finding, key: str, outcome: str) -> str:
    """Return which inputs changed nothing in any run."""
    names = _names([row for row in found.rows if float(row.numbers[key]) == 0.0])
    text = _("In none of these runs does {outcome} change with {names}.")
    return text.format(outcome=outcome, names=names) if names else ""


def _names(rows: Sequence[Row]) -> str:
    """Return the names of some inputs, of many the first."""
    names = [label(row.name, row.title) for row in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        names.append(_("{count} more in the table").format(count=len(rows) - MOST_NAMED))
    return listed(names)


def _small(found: Finding, limit: float = 0.05) -> str:
    """Return which inputs make up little at most, interactions and all, though how little does not stand."""
    unsure = [row for row in found.rows if not row.established and row.name != LUCK]
    rows = [row for row in unsure if 0.0 < float(row.numbers["total_high"]) <= limit]
    names = _names(rows)
    text = _("No more than {limit:.0f} % each, by the upper ends of their intervals: {names}.")
    return text.format(limit=100 * limit, names=names) if names else ""


def unsure(found: Finding) -> list[str]:
    """Return which rows of a finding do not stand, and why."""
    return [_("{reasons}.").format(reasons=_capital(text)) for text in _grouped(found)]


def _grouped(found: Finding) -> list[str]:
    """Return reasons, those of one kind in one text with all their inputs."""
    kinds = {
        "wide": _("not established, since their intervals are wider than they are: {names}"),
        "chance": _("not established, since they come no farther than when shuffled: {names}"),
    }
    texts, named = [], set[str]()
    for code in ("chance", "wide"):
        every = [row for row in found.rows if any(reason.code == code for reason in row.standing.reasons)]
        rows = [row for row in every if row.name not in named]
        named |= {row.name for row in rows}
        if rows:
            texts.append(kinds[code].format(names=_names(rows)))
    return texts


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
