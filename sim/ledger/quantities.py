"""Quantities that the ledger can account for: the five meters, and the named variables of the state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.errors import UnknownName
from sim.language import _
from sim.outcome import outcomes
from sim.parameters import Values
from sim.rules.economy import gdp
from sim.seats import PATRONS, SIDES
from sim.world import World

FloatArray = NDArray[np.float64]
Reading = Callable[[World, Values], FloatArray]
PEOPLE = 1000.0
"""People in the unit in which the state counts the dead."""


@dataclass(frozen=True)
class Quantity:
    """A quantity of the ledger.

    Attributes
    ----------
    name, title, unit : its name, its name for people (with places for the seats, by role), its unit.
    read : how it is read from a world and the parameters, shape (runs,).
    own : rows that it is read from, as (name, which of a pair or None): they stand in every replay of its account, so
        that each replay begins where the quarter began.
    bounds : rows of the state whose bounds bear on it: name, which of a pair, and by what they are multiplied.
    meter : whether it is one of the five meters.
    on_agenda : whether it stands on the agenda of moves, which a run without moves does not have.
    """

    name: str
    title: str
    unit: str
    read: Reading
    own: tuple[tuple[str, int | None], ...] = ()
    bounds: tuple[tuple[str, int, float], ...] = ()
    meter: bool = False
    on_agenda: bool = False

    def cut(self, cut: dict[str, FloatArray], runs: int) -> FloatArray:
        """Return what bounds have cut off it, shape (runs,), from what they have cut off rows of the state."""
        found = np.zeros(runs)
        for row, place, times in self.bounds:
            if row in cut:
                found += times * cut[row][place]
        return found


def _row(
    name: str, title: str, unit: str = "share", place: int | None = None, row: str = "", times: float = 1.0
) -> Quantity:
    """Return a quantity that is one row of the state, or one of a pair."""
    source = row or name

    def read(world: World, _p: Values) -> FloatArray:
        held: FloatArray = getattr(world, source)
        return times * (held if place is None else held[place])

    return Quantity(name, title, unit, read, ((source, place),), ((source, place or 0, times),))


def _sides(row: str, title: str, unit: str = "share") -> tuple[Quantity, Quantity]:
    target, challenger = (title.replace("{side}", f"{{{side.value}}}") for side in SIDES)
    return _row(f"target_{row}", target, unit, 0, row), _row(f"challenger_{row}", challenger, unit, 1, row)


def _patrons(row: str, title: str) -> tuple[Quantity, Quantity]:
    first, second = (title.replace("{patron}", f"{{{patron.value}}}") for patron in PATRONS)
    return _row(f"{row}_a", first, place=0, row=row), _row(f"{row}_b", second, place=1, row=row)


def _measured(name: str) -> Reading:
    """Return how an outcome measure is read: as `sim.outcome` defines it."""
    return lambda world, p: outcomes(world, p)[name]


def _of_agenda(name: str, title: str, row: str, place: int | None = None, unit: str = "share") -> Quantity:
    """Return a quantity that stands on the agenda of moves."""

    def read(world: World, _p: Values) -> FloatArray:
        held: FloatArray = getattr(world.agenda, row)
        return held if place is None else held[place]

    return Quantity(name, title, unit, read, ((row, place),), ((row, place or 0, 1.0),), on_agenda=True)


LEVELS = (("level", 0), ("level", 1))
METERS = (
    Quantity(
        "territory",
        _("territory"),
        "share",
        _measured("territory"),
        (("land_held", None), ("land_ceded", None)),
        (("land_held", 0, -1.0), ("land_ceded", 0, -1.0)),
        meter=True,
    ),
    Quantity(
        "autonomy",
        _("autonomy"),
        "share",
        _measured("autonomy"),
        (("conceded", None), ("tie", None), *LEVELS),
        (("conceded", 0, -1.0),),
        meter=True,
    ),
    Quantity(
        "prosperity",
        _("prosperity: GDP"),
        "index",
        lambda world, _p: gdp(world),
        (("gdp_path", None), ("output_loss", None), ("scar", None)),
        meter=True,
    ),
    Quantity(
        "lives",
        _("lives: {target}'s dead"),
        "people",
        lambda world, _p: PEOPLE * world.dead[0],
        (("dead", 0),),
        meter=True,
    ),
    replace(_row("legitimacy", _("legitimacy")), meter=True),
)
"""The five meters."""

STATE = (
    _row("rung", _("rung of the ladder"), "rung"),
    _row("grievance", _("grievance of {challenger}")),
    _row("trust", _("trust between {target} and {challenger}")),
    _row("tie", _("tie with {challenger}")),
    _row("conceded", _("policy conceded")),
    _row("trade_dependence", _("trade dependence")),
    _row("breach", _("memory of a broken pledge")),
    *_patrons("level", _("partnership with {patron}")),
    *_patrons("credibility", _("how far the partnership with {patron} is believed")),
    *_patrons("reliability", _("faith of {target} in {patron}")),
    *_patrons("support", _("support of {patron}")),
    *_patrons("fatigue", _("fatigue of {patron} with aiding")),
    *_patrons("mood", _("mood of {patron} after elections and successions")),
    *_patrons("distraction", _("pull of another theatre on {patron}")),
    *_patrons("rivalry", _("rivalry of {patron} with {challenger}")),
    *_sides("force", _("forces of {side}"), "100 000 troops"),
    *_sides("dead", _("dead of {side}"), "thousand"),
    *_sides("burden", _("burden of war on {side}"), "years of GDP"),
    *_sides("weariness", _("weariness of {side}")),
    *_sides("optimism", _("optimism of {side} about the war")),
    _row("stocks", _("munitions of {target}"), "quarters"),
    _row("output", _("munitions output of {target}"), "need a quarter"),
    _row("land_held", _("land held by {challenger}")),
    _row("land_ceded", _("land lost for good")),
    _row("output_loss", _("GDP now lost to war")),
    _row("scar", _("GDP lost for long")),
)
"""Named variables of the state."""

AGENDA = (
    _of_agenda("cohesion", _("cohesion of ASEAN"), "cohesion"),
    _of_agenda("belief_greed", _("how greedy all take {challenger} to be"), "belief", 0),
    _of_agenda("belief_resolve_a", _("how resolute all take {patron_a} to be"), "belief", 1, "logit"),
    _of_agenda("belief_resolve_b", _("how resolute all take {patron_b} to be"), "belief", 2, "logit"),
)
"""What stands on the agenda, where seats make moves."""

QUANTITIES = {row.name: row for row in (*METERS, *STATE, *AGENDA)}
"""All quantities by name, the meters first."""


def quantity(name: str) -> Quantity:
    """Return a quantity by name.

    Raises
    ------
    UnknownName
        If there is none of that name; the nearest is offered.
    """
    if name not in QUANTITIES:
        raise UnknownName("quantity", name, QUANTITIES)
    return QUANTITIES[name]
