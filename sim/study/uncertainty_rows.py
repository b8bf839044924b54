"""From a table of a study file to an uncertainty, with everything checked that can be told from it alone."""

from __future__ import annotations

import re

from sim.errors import InputError, OutOfRange, UnknownName
from sim.language import _
from sim.parameters import parameter
from sim.parameters import table as parameters
from sim.scenario import Scenario
from sim.setting import RUNG, opening_names, usual_opening
from sim.study.schema import UncertaintyRow
from sim.study.uncertainties import DOCTRINE, OPENING, PARAMETER, SET, TARGETS, THEORY, Uncertainty
from sim.theories import question

RESERVED = ("design_id", SET)
"""Columns of a design that are no uncertainty of the study's own."""

BREAK = re.compile(r"[:;,] ")
"""Where the meaning of a parameter goes into detail; what stands before is its title."""


def uncertainty(name: str, row: UncertaintyRow, scenario: Scenario) -> Uncertainty:
    """Return the uncertainty of a table.

    Raises
    ------
    UnknownName, OutOfRange, InputError
        If what it sets is unknown, or its range or its levels are not allowed.
    """
    if name in RESERVED:
        raise InputError(_("is a name that the design needs itself; choose another."), field=name, got=name)
    target, of = _target(name, row)
    title = row.title or _title(target, of)
    levels = tuple(row.levels or ())
    if target in (DOCTRINE, THEORY) or of == RUNG:
        return Uncertainty(name, target, of, levels=_texts(name, levels, row, target, of, scenario), title=title)
    if levels:
        numbers = tuple(sorted(float(level) for level in levels if not isinstance(level, str)))
        if len(set(numbers)) < len(levels):
            raise InputError(_("levels has to be a list of numbers, each once."), field="levels", got=levels)
        _refuse_range(row)
        return Uncertainty(name, target, of, numbers[0], numbers[-1], levels=numbers, title=title)
    low, high, mode = _range(row, target, of, scenario)
    return Uncertainty(name, target, of, low, high, row.dist, (), mode, title)


def _target(name: str, row: UncertaintyRow) -> tuple[str, str]:
    given = [(target, getattr(row, target)) for target in TARGETS if getattr(row, target)]
    if len(given) > 1:
        message = _("says more than one of {names}; keep one.")
        raise InputError(message.format(names=", ".join(TARGETS)), field=name)
    if given:
        return given[0]
    if name not in parameters():
        raise UnknownName("parameter", name, parameters())
    return PARAMETER, name


def _title(target: str, of: str) -> str:
    if target == PARAMETER:
        return BREAK.split(parameter(of).meaning)[0] if of in parameters() else of
    words = {OPENING: _("opening: {of}"), DOCTRINE: _("doctrine of {of}"), THEORY: _("coding of {of}")}
    return words[target].format(of=of)


def _texts(
    name: str, levels: tuple[object, ...], row: UncertaintyRow, target: str, of: str, scenario: Scenario
) -> tuple[str, ...]:
    """Return the levels of a category: those listed; of a question all its codings if none are listed."""
    _refuse_range(row)
    if target == DOCTRINE and of not in scenario.seats:
        raise UnknownName(f"seat of {scenario.name}", of, scenario.seats)
    if target == THEORY and not levels:
        return tuple(question(of).codings)
    if not levels:
        raise InputError(_("needs levels: a list of at least two texts."), field=name, allowed="levels")
    texts = tuple(level.strip() for level in levels if isinstance(level, str))
    if len(set(texts)) < len(levels):
        raise InputError(_("levels has to be a list of texts, each once."), field="levels", got=levels)
    return texts


def _refuse_range(row: UncertaintyRow) -> None:
    if row.low is not None or row.high is not None or row.dist != "uniform":
        raise InputError(_("has levels, so that low, high and dist do not go with it."), field="levels")


def _range(row: UncertaintyRow, target: str, of: str, scenario: Scenario) -> tuple[float, float, float]:
    """Return the ends of a range and its middle, checked; of a parameter its own where they are left out."""
    low, high = row.low, row.high
    if target == PARAMETER:
        about = parameter(of)
        low, high = about.low if low is None else low, about.high if high is None else high
        for end in (low, high):
            if not about.minimum <= end <= about.maximum:
                raise OutOfRange(f"parameter {of}", end, about.minimum, about.maximum)
        middle = about.central
    elif of not in opening_names(scenario):
        raise UnknownName("opening value", of, [*opening_names(scenario), RUNG])
    else:
        middle = usual_opening(scenario, of)
    if low is None or high is None:
        raise InputError(_("needs low and high, or levels."), field=of, allowed="low, high, levels")
    if not low < high:
        message = _("has a range from {low:g} to {high:g}; low must be below high.")
        raise InputError(message.format(low=low, high=high), field="low", got=low)
    if row.dist == "loguniform" and low <= 0:
        raise InputError(_("is loguniform, so that low must be above 0."), field="low", got=low)
    return float(low), float(high), float(min(max(middle, low), high))
