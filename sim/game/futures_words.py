"""Forecasts in words: the text twin of every chart of futures, and of the comparison of two."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.game.futures import Comparison, Futures
from sim.language import _
from sim.ledger.quantities import PEOPLE, QUANTITIES
from sim.outcome import ENDING_TEXTS, ENDINGS
from sim.scenario import Scenario
from sim.study.choices import Effect
from sim.study.meters import METERS

WHOLE = frozenset({"lives"})
"""Quantities that are counted in people."""
TOLD = tuple(meter.name for meter in METERS)
"""Quantities of a comparison."""
ERRORS = 2.0
"""A difference of fewer standard errors is not told from luck."""


def labels(scenario: Scenario) -> dict[str, str]:
    """Return what the seat of each role is called."""
    return {role.value: scenario.seats[seat].label for role, seat in scenario.by_role().items()}


def title(scenario: Scenario, name: str) -> str:
    """Return what a quantity is called, with the seats' own names."""
    return QUANTITIES[name].title.format(**labels(scenario))


def number(name: str, value: float) -> str:
    """Return a value of a quantity as it is written for people: people in tens, shares to two places."""
    if name in WHOLE:
        return f"{round(value, -1):,.0f}"
    if name.endswith("_dead"):  # the state counts the dead in thousands
        return f"{round(PEOPLE * value, -1):,.0f}"
    return f"{value + 0.0:,.2f}"


def describe(found: Futures, name: str) -> str:
    """Return the text twin of one fan: where a quantity stands now, and where it ends in the futures.

    Raises
    ------
    UnknownName
        If the futures have no such quantity.
    """
    low, quarter, median, upper, high = (number(name, value) for value in found.quantiles(name)[:, -1])
    words = _(
        "{title}: now {now}; after {quarters} quarters median {median}, half of the futures from {quarter} to {upper},"
        " nine in ten from {low} to {high}"
    )
    return words.format(
        title=title(found.scenario, name),
        now=number(name, float(np.median(found.path(name)[0]))),
        quarters=found.quarters,
        median=median,
        quarter=quarter,
        upper=upper,
        low=low,
        high=high,
    )


def endings(found: Futures) -> list[str]:
    """Return the endings that occur in the futures, the commonest first, each with its share."""
    rows = sorted(found.endings.items(), key=lambda row: -row[1])
    line = _("{ending}: {share} of {count} simulated futures")
    return [
        line.format(ending=ENDING_TEXTS[name], share=round(share * found.count), count=found.count)
        for name, share in rows
        if share > 0
    ]


def assumed(found: Futures) -> list[str]:
    """Return what the futures take for granted, a sentence each."""
    own = _("{seat} gives this order for the turn, then keeps the posture {posture} and follows its plan.")
    other = _("{seat} is taken to keep the posture {posture} and to follow the plan that goes with it.")
    rows = [
        (own if each.own else other).format(seat=found.scenario.seats[each.seat].label, posture=each.doctrine)
        for each in found.assumed
    ]
    drawn = _(
        "What this seat cannot see is drawn from what it may believe; neither the hidden truth nor the game's own luck"
        " enters."
    )
    far = _("The futures go to the end of the scenario.")
    short = _("The futures go {quarters} quarters, and not to the end of the scenario.").format(quarters=found.quarters)
    return [*rows, drawn, far if found.complete else short]


def differences(found: Comparison) -> list[str]:
    """Return by how much the first plan differs from the second, meter by meter and ending by ending."""
    scenario = found.first.scenario
    meters = [difference(title(scenario, name), name, found.ends[name]) for name in TOLD]
    shares = [
        difference(
            _("share of futures that end so: {ending}").format(ending=ENDING_TEXTS[name]), name, found.endings[name]
        )
        for name in ENDINGS
        if found.endings[name].mean != 0
    ]
    return meters + shares


def difference(what: str, name: str, found: Effect) -> str:
    """Return a paired difference in words, with its standard error, and whether it can be told from luck."""
    if not np.isfinite(found.mean):
        return _("{what}: not to be told").format(what=what)
    if abs(found.errors) < ERRORS:
        line = _("{what}: {mean} (standard error {se}), not to be told from luck")
    else:
        line = _("{what}: {mean} (standard error {se})")
    sign = "" if found.mean < 0 else "+"
    return line.format(what=what, mean=f"{sign}{small(name, found.mean)}", se=small(name, found.se))


def small(name: str, value: float) -> str:
    """Return a difference as it is written: people as they are, shares to three places."""
    return f"{value:,.0f}" if name in WHOLE else f"{value:.3f}"


def table(found: Futures, name: str) -> list[tuple[str, ...]]:
    """Return the values behind a fan, a row a quarter: its date and the five quantiles, as text."""
    dates = (found.scenario.date(found.quarter + row) for row in range(found.quarters + 1))
    values = found.quantiles(name).T
    return [(date, *(number(name, value) for value in row)) for date, row in zip(dates, values, strict=True)]


def shares(found: Mapping[str, float]) -> list[str]:
    """Return shares of endings in words, the commonest first."""
    rows = sorted(found.items(), key=lambda row: -row[1])
    return [f"{ENDING_TEXTS[name]}: {100 * share:.0f} %" for name, share in rows if share > 0]
