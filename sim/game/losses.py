"""Deaths as people: the soldiers whom the model counts, and civilians and displaced people with wide ranges.

The model counts soldiers. What it does to civilians is not in its rules, so their numbers are ratios from other wars,
kept with their sources in `losses.toml`; they say how wide the not-knowing is, and no meter is worked out from them.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from sim.language import _
from sim.scenario import Scenario
from sim.seats import Role

PEOPLE = 1000.0
"""People in a unit of the dead."""
MILLION = 1e6
FEW = 100
"""Fewer people than these are told as such, and no number is made up."""

Range = tuple[float, float]


@dataclass(frozen=True)
class Losses:
    """Who died and who lost home, in people; a range is (low, high).

    Attributes
    ----------
    target, challenger : soldiers dead of the two sides, by their labels in `names`.
    abroad : soldiers of the target dead in a third country; 0 where the seat may not know, or the model has none.
    civilians, displaced : of the target's people; ratios from other wars.
    names : labels of target and challenger.
    """

    target: float
    challenger: float
    abroad: float
    civilians: Range
    displaced: Range
    names: tuple[str, str]

    @property
    def any(self) -> bool:
        """Whether anybody died or had to leave."""
        return bool(self.target or self.challenger or self.abroad or self.civilians[1] or self.displaced[1])

    @property
    def lines(self) -> tuple[str, ...]:
        """The losses as sentences, each of which stands by itself; the last says what the ranges are."""
        if not self.any:
            return (_("Nobody has died."),)
        return (*self._soldiers(), *self._others())

    @property
    def wording(self) -> str:
        """The losses as one paragraph."""
        return " ".join(self.lines)

    def _soldiers(self) -> tuple[str, ...]:
        said = []
        if self.target or self.challenger:
            words = _("Soldiers dead: {first} of {target}, {second} of {challenger}.")
            first, second = counted(self.target), counted(self.challenger)
            said.append(words.format(first=first, target=self.names[0], second=second, challenger=self.names[1]))
        if self.abroad:
            said.append(
                _("Soldiers of {target} dead in a third country: {number}.").format(
                    target=self.names[0], number=counted(self.abroad)
                )
            )
        return tuple(said)

    def _others(self) -> tuple[str, ...]:
        said = [_("Civilians dead: {range}.").format(range=ranged(self.civilians))] if self.civilians[1] else []
        if self.displaced[1]:
            said.append(_("Driven from their homes: {range}.").format(range=ranged(self.displaced)))
        if said:
            said.append(_("The model counts soldiers only; the wide ranges come from other wars."))
        return tuple(said)


def people(world: Any, scenario: Scenario, run: int = 0) -> Losses:
    """Return the losses of one run, up to now.

    Parameters
    ----------
    world : a world, or what a seat sees of one: anything with the rows `dead`, `land_held` and `land_ceded`.
    run : which run of a batch.
    """
    dead = world.dead
    abroad = getattr(world, "dead_abroad", None)
    return losses(
        scenario,
        float(dead[0][run]),
        float(dead[1][run]),
        worst_land(world, run),
        0.0 if abroad is None else float(abroad[run]),
    )


def between(before: Any, after: Any, scenario: Scenario, run: int = 0) -> Losses:
    """Return the losses that came between two moments of one run; people who went home again are not taken off."""
    early, late = people(before, scenario, run), people(after, scenario, run)
    return Losses(
        max(late.target - early.target, 0.0),
        max(late.challenger - early.challenger, 0.0),
        max(late.abroad - early.abroad, 0.0),
        _more(early.civilians, late.civilians),
        _more(early.displaced, late.displaced),
        late.names,
    )


def losses(scenario: Scenario, target: float, challenger: float, land: float, abroad: float = 0.0) -> Losses:
    """Return the losses behind numbers of the model.

    Parameters
    ----------
    target, challenger, abroad : military dead, thousand, as the world holds them.
    land : largest share of the border region that was lost, 0-1.
    """
    by_role = {scenario.role_of(seat): (seat, row) for seat, row in scenario.seats.items()}
    seat, own = by_role[Role.TARGET]
    soldiers = PEOPLE * target
    ratio = _range(table()["civilians"], scenario.theatre)
    people_at_home = MILLION * float(scenario.opening.target.population.value)
    fought = soldiers > 0.0 or challenger > 0.0
    return Losses(
        soldiers,
        PEOPLE * challenger,
        PEOPLE * abroad,
        (ratio[0] * soldiers, ratio[1] * soldiers),
        driven(seat, scenario.theatre, people_at_home, land, fought),
        (own.label, by_role[Role.CHALLENGER][1].label),
    )


def driven(seat: str, theatre: str, people_at_home: float, land: float, fought: bool) -> Range:
    """Return how many people of the border region had to leave home, low and high.

    Parameters
    ----------
    people_at_home : people of the whole country.
    land : largest share of the region that was lost, 0-1; `fought` whether there was fighting at all.
    """
    if theatre == "sea" or not (fought or land > 0.0):
        return 0.0, 0.0
    region = _range(table()["region"], seat if seat in table()["region"] else "other")
    taken, fire = _range(table()["displaced"], "for_land_lost"), _range(table()["displaced"], "under_fire")
    low, high = (min(part * land + floor, 1.0) for part, floor in zip(taken, fire, strict=True))
    return people_at_home * region[0] * low, people_at_home * region[1] * high


def worst_land(world: Any, run: int = 0) -> float:
    """Return the largest share of the region lost so far, which is public, in a world or a seat's view."""
    peak = getattr(world, "history", vars(world)).get("peak_land_lost")
    now = float(world.land_held[run] + world.land_ceded[run])
    return min(now if peak is None else max(now, float(peak[run])), 1.0)


def counted(number: float) -> str:
    """Return a number of people to two figures, in words where it is small: the model knows it no better."""
    if number < 1.0:
        return _("none")
    if number < FEW:
        return _("fewer than {number}").format(number=FEW)
    return _("about {number}").format(number=f"{_rounded(number):,}")


def ranged(numbers: Range) -> str:
    """Return a range of people to two figures, said to be wide."""
    low, high = numbers
    if high < FEW:
        return _("fewer than {number}").format(number=FEW)
    if low < FEW:
        return _("up to {high}").format(high=f"{_rounded(high):,}")
    return _("{low} to {high}").format(low=f"{_rounded(low):,}", high=f"{_rounded(high):,}")


def _rounded(number: float) -> int:
    """Return a positive number rounded to two figures."""
    return int(round(number, 1 - math.floor(math.log10(number))))


def _more(early: Range, late: Range) -> Range:
    return max(late[0] - early[0], 0.0), max(late[1] - early[1], 0.0)


def _range(rows: Mapping[str, Any], name: str) -> Range:
    return float(rows[name]["low"]), float(rows[name]["high"])


@lru_cache(maxsize=1)
def table() -> Mapping[str, Any]:
    """Return the ratios with their sources, as `losses.toml` holds them."""
    return tomllib.loads(resources.files("sim.game").joinpath("losses.toml").read_text("utf-8"))
