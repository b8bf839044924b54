"""A scenario's opening as plain numbers for the rules: floats, arrays of shape (2, 1) for patrons, or per-run arrays.

An opening value can be overridden for a study: `{"challenger.force": 3.0}` or an array of shape (runs,).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, UnknownName, WrongType
from sim.postures import Value, paired
from sim.scenario import Event, Opening, Scenario
from sim.seats import PATRONS, PUNISH, RUNGS, SEIZE
from sim.sourced import Sourced, Table

FloatArray = NDArray[np.float64]
GROUPS = ("quarrel", "target", "challenger", "patron_a", "patron_b")
RUNG = "quarrel.rung"
"""The one opening value that is a name."""
SOVIET_UNTIL, UKRAINE_FROM = 1992, 2022
"""Years until which the Soviet Union stands, and from which the war in Ukraine goes on elsewhere."""
VOTE_SEASON = 3
"""The quarter of the year, from 0, in which the General Assembly votes."""
BOUNDS = {"ge": (np.less, "at least"), "gt": (np.less_equal, "above"), "le": (np.greater, "at most")}
"""Limits of a field of the schema: what is outside them, and their words."""


@dataclass(frozen=True)
class Priors:
    """What is thought of the hidden types at the opening: greed, and both patrons' resolve; each of shape (3, 1).

    Attributes
    ----------
    low, high : the range of each.
    mean, variance, spread : mean, variance and standard deviation of its triangular prior.
    """

    low: FloatArray
    high: FloatArray
    mean: FloatArray
    variance: FloatArray

    @property
    def spread(self) -> FloatArray:
        """The standard deviation of each prior."""
        return np.sqrt(self.variance)


@dataclass(frozen=True)
class Setting:
    """What a scenario fixes for a whole run. Units as in `sim.scenario`; a patrons' array has patron A first."""

    scenario: str
    start: tuple[int, int]
    quarters: int
    sea: bool
    patrons_asked: bool
    far_east: bool
    taiwan: bool
    rung: int
    aim: int | None
    guiding_rules: bool
    pledges: frozenset[str]
    facts: frozenset[str]
    calendar: tuple[tuple[Event, int | None], ...]
    effort: tuple[float, float]
    switches: frozenset[str]
    values: Mapping[str, Value]
    priors: Priors

    def __getattr__(self, name: str) -> Value:
        values: Mapping[str, Value] = self.__dict__.get("values", {})  # copying asks before there are any
        if name not in values:
            raise AttributeError(name)
        return values[name]

    def facts_in(self, quarter: int) -> frozenset[str]:
        """Return the facts of a quarter (`sim.situations`): those of the whole scenario, and what the calendar says."""
        found = set(self.facts)
        season = (self.start[1] - 1 + quarter) % 4
        if season == VOTE_SEASON and "ukraine-war" in found:
            found.add("vote-due")
        if any(
            event.kind == "election" and patron == 0 and (event.falls_in(quarter) or event.falls_in(quarter + 1))
            for event, patron in self.calendar
        ):
            found.add("election-near")
        return frozenset(found)

    def guiding_in(self, quarter: int) -> bool:
        """Return whether the pledges have become guiding rules by a quarter, so that breaking one costs more."""
        dated = (event.quarter <= quarter for event, _ in self.calendar if event.kind == "guiding-rules")
        return self.guiding_rules or any(dated)

    def pair(self, name: str) -> FloatArray:
        """Return a patrons' value, shape (2, 1) or (2, runs)."""
        pair: FloatArray = self.values[name]  # type: ignore[assignment]
        return pair


@lru_cache(maxsize=1)
def known_openings() -> tuple[str, ...]:
    """Return the names of the opening values that every scenario has, such as `challenger.force`."""
    return tuple(
        f"{group}.{name}"
        for group in GROUPS
        for name, field in _table(Opening, group).model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Sourced)
    )


def opening_names(scenario: Scenario) -> list[str]:
    """Return the names of the opening values that can be overridden, such as `challenger.force`."""
    return [f"{group}.{name}" for group in GROUPS for name in _numbers(scenario.opening, group)]


def usual_opening(scenario: Scenario, name: str) -> float:
    """Return an opening value as the scenario has it.

    Raises
    ------
    UnknownName
        If there is no such value.
    """
    if name not in known_openings():
        raise UnknownName("opening value", name, known_openings())
    group, _, field = name.partition(".")
    value: float = getattr(getattr(scenario.opening, group), field).value
    return value


def setting(scenario: Scenario, overrides: Mapping[str, object] | None = None, switches: Iterable[str] = ()) -> Setting:
    """Return the setting of a scenario.

    Parameters
    ----------
    overrides : opening values by name (`opening_names`), each a finite number or an array of shape (runs,);
        `quarrel.rung` takes the name of a rung.
    switches : mends, and switches of rival codings, that the rules are to use.

    Raises
    ------
    UnknownName, WrongType, InputError
        If an override names no opening value, is no number, or lies outside the limits of the scenario's schema.
    """
    chosen = {name: opening_value(scenario, name, value) for name, value in (overrides or {}).items()}
    rung = chosen.pop(RUNG, scenario.opening.quarrel.rung)
    groups = {group: _numbers(scenario.opening, group) for group in GROUPS}
    for name, value in chosen.items():
        group, _, field = name.partition(".")
        groups[group][field] = value  # type: ignore[assignment]
    quarrel = scenario.opening.quarrel
    roles = [scenario.seat_of(role) for role in PATRONS]
    history = scenario.history
    return Setting(
        scenario=scenario.name,
        start=(int(scenario.start[:4]), int(scenario.start[5])),
        quarters=scenario.quarters,
        sea=scenario.theatre == "sea",
        patrons_asked=quarrel.patrons_asked,
        far_east=scenario.chance.far_east,
        taiwan=scenario.chance.taiwan,
        rung=RUNGS.index(str(rung)),
        aim=None if quarrel.aim is None else {"punish": PUNISH, "seize": SEIZE}[quarrel.aim],
        guiding_rules=quarrel.guiding_rules,
        pledges=frozenset(quarrel.pledges),
        facts=standing_facts(scenario),
        calendar=tuple(
            (event, roles.index(event.seat) if event.seat in roles else None) for event in scenario.calendar
        ),
        effort=(history.effort_early, history.effort_late) if history else (1.0, 1.0),
        switches=frozenset(switches),
        values=_flat(groups),
        priors=priors(scenario),
    )


def priors(scenario: Scenario) -> Priors:
    """Return the moments of a scenario's priors over types."""
    rows = (scenario.priors.greed, scenario.priors.resolve_a, scenario.priors.resolve_b)
    low, mode, high = (np.array([[getattr(row, name)] for row in rows]) for name in ("low", "mode", "high"))
    mean = (low + mode + high) / 3.0
    variance = (low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18.0
    return Priors(low, high, mean, variance)


def standing_facts(scenario: Scenario) -> frozenset[str]:
    """Return the facts that hold for a whole scenario (`sim.situations`)."""
    year = int(scenario.start[:4])
    facts: set[str] = {scenario.theatre}
    if year < SOVIET_UNTIL:
        facts.add("soviet-era")
    if year >= UKRAINE_FROM and "ukraine" not in scenario.seats:
        facts.add("ukraine-war")
    return frozenset(facts)


def opening_value(scenario: Scenario, name: str, value: object) -> Value | str:
    """Return an opening value as it will be used: a float, an array of floats, or the name of a rung.

    Raises
    ------
    UnknownName, WrongType, InputError
        If there is no such value, or it is not allowed.
    """
    if name == RUNG:
        if not isinstance(value, str) or value not in RUNGS:
            raise UnknownName("rung", value, RUNGS)
        return value
    known = opening_names(scenario)
    if name not in known:
        raise UnknownName("opening value", name, [*known, RUNG])
    number = _number(name, value)
    group, _, field = name.partition(".")
    _check_bounds(name, number, type(getattr(getattr(scenario.opening, group), field)))
    return number


def _check_bounds(name: str, value: Value, kind: type[Sourced]) -> None:
    """Refuse a value outside the limits that the scenario's schema sets for it."""
    bounds = kind.model_fields["value"].metadata
    limits = [(sign, getattr(bound, sign)) for bound in bounds for sign in BOUNDS if hasattr(bound, sign)]
    words = " and ".join(f"{BOUNDS[sign][1]} {limit:g}" for sign, limit in limits)
    for sign, limit in limits:
        outside = BOUNDS[sign][0](value, limit)
        if np.any(outside):
            worst = float(np.asarray(value)[outside].flat[0])
            message = f"opening value {name} is {worst:g}; allowed is a number {words}."
            raise InputError(message, field=name, got=worst, allowed=f"a number {words}")


def _numbers(opening: Opening, group: str) -> dict[str, Value]:
    """Return the sourced numbers of one table of the opening."""
    table = getattr(opening, group)
    return {
        name: getattr(table, name).value for name in type(table).model_fields if hasattr(getattr(table, name), "value")
    }


def _table(schema: type[Table], group: str) -> type[Table]:
    """Return the schema of one table of the opening."""
    found = schema.model_fields[group].annotation
    assert isinstance(found, type) and issubclass(found, Table)
    return found


def _number(name: str, value: object) -> Value:
    try:
        array = np.asarray(value, float)
    except (TypeError, ValueError):
        raise WrongType(f"opening value {name}", value, "a number") from None
    if isinstance(value, bool) or not np.isfinite(array).all():
        raise WrongType(f"opening value {name}", value, "a finite number")
    return float(array) if array.ndim == 0 else array


def _flat(groups: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    """Lay the groups out under one set of names: `target_force`, `challenger_force`, patrons' pairs by plain name."""
    flat: dict[str, Value] = dict(groups["quarrel"])
    for side in ("target", "challenger"):
        flat.update({f"{side}_{name}": value for name, value in groups[side].items()})
    first, second = groups["patron_a"], groups["patron_b"]  # what is asked of one of them alone is 0 for the other
    pairs = {name: paired(first.get(name, 0.0), second.get(name, 0.0)) for name in {**first, **second}}
    pairs["patron_market"] = pairs.pop("market")
    return flat | pairs
