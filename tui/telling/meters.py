"""The five meters as a seat knows them: its own and public values, or an estimate of what is not published.

They are never added up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np

from sim.game.losses import counted
from sim.game.notes import pace_of, standing
from sim.game.views import SeenQuarter, View
from sim.language import _
from sim.observation import Observation
from sim.outcome import autonomy, territory
from sim.parameters import Values
from sim.rules.economy import gdp
from sim.scenario import Scenario
from sim.seats import Role
from sim.study.meters import METERS, PEOPLE, Meter
from sim.world import World
from tui.telling.amounts import moved, people, plain, share
from tui.telling.figures import signed

PUBLISHED, OWN, ESTIMATED, HIDDEN = "published", "own", "estimated", "hidden"
"""How a value is known."""
Spread = tuple[float, float, float]
"""The 5th percentile, the median and the 95th of an estimate."""
TOP = {"territory": 1.0, "autonomy": 1.0, "prosperity": 2.0, "legitimacy": 1.0}
"""Where the bar of a meter ends; lives have none."""


@dataclass(frozen=True)
class MeterRow:
    """One meter.

    Attributes
    ----------
    name, title : its name, and what it is called.
    value : its value, NaN where nothing is known of it.
    amount : the value with its scale in words.
    change : since the last turn, in words; "" before there was one.
    known : PUBLISHED, OWN, ESTIMATED or HIDDEN; `note` says the last two in words.
    part : how full a bar is, 0-1; None for lives, which have no top.
    text : what it is.
    gap : change since the last turn as a number, NaN if unknown.
    """

    name: str
    title: str
    value: float
    amount: str
    change: str
    known: str
    note: str
    part: float | None
    text: str
    gap: float

    @property
    def short(self) -> str:
        """The value with its scale, in as few words as will do."""
        if not math.isfinite(self.value):
            return self.note or self.amount
        if self.name == "prosperity":
            value = _("{value} of usual").format(value=plain(self.value))
        else:
            value = counted(self.value) if self.name == "lives" else self.amount
        return _("{value} (estimate)").format(value=value) if self.known == ESTIMATED else value

    @property
    def short_change(self) -> str:
        """The change since the last turn in as few words as will do: "+0.03"; "" before there was one."""
        if math.isnan(self.gap):
            return ""
        return signed(self.gap, 0 if self.name == "lives" else 2)

    @property
    def line(self) -> str:
        """The meter as one line of text."""
        rest = "; ".join(part for part in (self.change, self.note) if part)
        return f"{self.title}: {self.amount}" + (f" ({rest})" if rest else "")


def meters(
    view: View, scenario: Scenario, p: Values, estimates: Mapping[str, Spread] | None = None
) -> tuple[MeterRow, ...]:
    """Return the five meters as the seat knows them now.

    Parameters
    ----------
    p : the parameters in force.
    estimates : what is estimated of meters that the seat does not see (`estimated`); None before it has been worked
        out.
    """
    now, before = of_seat(view.sees, scenario, p), _before(view)
    then = of_seat(before.before, scenario, p) if before else {}
    return tuple(_row(meter, now, then, view.role, (estimates or {}).get(meter.name)) for meter in METERS)


def of_seat(sees: Observation, scenario: Scenario, p: Values) -> dict[str, float]:
    """Return the meters that can be worked out from what a seat observes; those of the other seats' books are NaN."""
    world = cast(World, sees)  # an observation holds the rows that it may under the same names
    found = {
        "territory": float(territory(world)[0]),
        "autonomy": float(autonomy(world, p)[0]),
        "lives": PEOPLE * float(world.dead[0, 0]),
        "prosperity": math.nan,
        "legitimacy": math.nan,
    }
    if "legitimacy" in sees:
        found["prosperity"] = float(gdp(world)[0]) / pace_of(scenario) ** sees.quarter
        found["legitimacy"] = float(world.legitimacy[0])
    return found


def history(view: View, scenario: Scenario, p: Values) -> dict[str, list[float]]:
    """Return each meter's course as the seat saw it, from the opening to now; empty where it was never seen."""
    seen = [row.before for row in view.past] + [view.sees]
    rows = [of_seat(each, scenario, p) for each in seen]
    courses = {meter.name: [row[meter.name] for row in rows] for meter in METERS}
    return {name: [] if math.isnan(course[-1]) else course for name, course in courses.items()}


def estimated(worlds: World, scenario: Scenario, p: Values) -> dict[str, Spread]:
    """Return what worlds drawn from a seat's belief say of the meters: 5th percentile, median, 95th."""
    found = standing(worlds, p, pace_of(scenario))
    return {name: _spread(values) for name, values in found.items()}


def _spread(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Spread:
    low, middle, high = (float(value) for value in np.percentile(values, (5, 50, 95)))
    return low, middle, high


def _before(view: View) -> SeenQuarter | None:
    """Return the first quarter of the last turn that was resolved."""
    if not view.past:
        return None
    last = view.past[-1].turn
    return next(row for row in view.past if row.turn == last)


def _row(
    meter: Meter, now: Mapping[str, float], then: Mapping[str, float], role: Role, estimate: Spread | None
) -> MeterRow:
    value, known, note = now[meter.name], PUBLISHED, ""
    if role is Role.TARGET:
        known = OWN
    elif math.isnan(value):
        known, note = HIDDEN, _("not published")
        if estimate is not None:
            low, value, high = estimate
            known = ESTIMATED
            note = _("not published; estimated, 9 in 10 from {low} to {high}").format(low=plain(low), high=plain(high))
    gap = now[meter.name] - then[meter.name] if then else math.nan
    part = value / TOP[meter.name] if meter.name in TOP and math.isfinite(value) else None
    return MeterRow(
        meter.name,
        meter.title,
        value,
        amount(meter.name, value),
        _change(meter.name, gap),
        known,
        note,
        None if part is None else min(max(part, 0.0), 1.0),
        meter.text,
        gap,
    )


def amount(name: str, value: float) -> str:
    """Return a meter's value with its scale in words."""
    if math.isnan(value):
        return _("not known")
    if name == "lives":
        return people(value)
    if name == "prosperity":
        return _("{value} (1 is the usual path)").format(value=plain(value))
    return share(value)


def _change(name: str, gap: float) -> str:
    if math.isnan(gap):
        return ""
    if name == "lives":
        more = _("{people} since last turn").format(people=people(gap))
        return more if gap >= 1.0 else _("nobody since last turn")
    return _("{change} since last turn").format(change=moved(gap))
