"""A case: everything that fixes the outcomes of its runs, checked before the first of them starts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, OutOfRange, UnknownName, WrongType
from sim.language import _
from sim.mends import DEFAULT, chosen
from sim.opening import TYPES
from sim.parameters import Value, parameter
from sim.plans import plans_of
from sim.policy import policies
from sim.randomness import checked_seed
from sim.scenario import Scenario
from sim.setting import opening_value
from sim.theories import checked, coded
from sim.world import World

Held = TypeVar("Held")
Kind = TypeVar("Kind", Value, Value | str)

MOVES = ("off", "on")
MOST_QUARTERS = 400
MOST_RUNS = 10_000_000
"""Runs of one ensemble: their outcomes take 1.7 GB."""


@dataclass(frozen=True, eq=False)
class Start:
    """A state that runs go on from instead of their scenario's opening.

    Attributes
    ----------
    world : the state, of one run.
    namespace : the key of the luck that they meet from there on, as in `sim.randomness`.
    source : where the state comes from, as texts by name: of a game, its title, scenario, seed and the head of its
        journal.
    game : the game that led there, as plain data (`sim.game.history`); nothing if it cannot be played again.
    """

    world: World
    namespace: str
    source: Mapping[str, str] = field(default_factory=dict)
    game: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Case:
    """One scenario under one policy of each seat.

    Attributes
    ----------
    scenario : what the world opens with.
    doctrines : policy of every seat, in text notation, in the order of the roles.
    parameters, opening : overrides by name; numbers, or arrays with one value a run. The rung is a name.
    seed, quarters, types, moves, mends, theories, plans : as for `prepare`; of the theories, those that are not the
        usual.
    start : a state to go on from; None for the scenario's opening.
    """

    scenario: Scenario
    doctrines: dict[str, str]
    parameters: dict[str, Value]
    seed: int
    quarters: int
    types: str
    moves: str
    opening: dict[str, Value | str]
    mends: tuple[str, ...]
    theories: dict[str, str]
    plans: dict[str, str]
    start: Start | None = None

    @property
    def policy(self) -> str:
        """The policies of all seats on one line: `vietnam=four-nos; china=bleed-white; us=limited; russia=supplier`."""
        return "; ".join(f"{seat}={text}" for seat, text in self.doctrines.items())

    @property
    def each_run(self) -> dict[str, NDArray[np.float64]]:
        """The overrides that differ from run to run, by name."""
        both: dict[str, Value | str] = {**self.parameters, **self.opening}
        return {name: value for name, value in both.items() if isinstance(value, np.ndarray)}

    def part(self, start: int, stop: int) -> Case:
        """Return the case of some of its runs: values that differ from run to run are cut."""
        if not self.each_run:
            return self
        parameters = {name: _cut(value, start, stop) for name, value in self.parameters.items()}
        opening = {name: _cut(value, start, stop) for name, value in self.opening.items()}
        return replace(self, parameters=parameters, opening=opening)

    def check_length(self, runs: int) -> None:
        """Check that values which differ from run to run are as many as the runs.

        Raises
        ------
        InputError
            If some are fewer or more.
        """
        for name, values in self.each_run.items():
            if len(values) != runs:
                message = _("{name} has {count} values, one a run, but {runs} runs are asked for.")
                text = message.format(name=name, count=len(values), runs=runs)
                raise InputError(text, field=name, got=len(values), allowed=str(runs))


def prepare(
    scenario: Scenario,
    doctrines: Mapping[str, str] | None = None,
    parameters: Mapping[str, object] | None = None,
    seed: int = 1,
    quarters: int | None = None,
    types: str = "doctrine",
    moves: str = "off",
    opening: Mapping[str, object] | None = None,
    *,
    mends: str | Iterable[str] = DEFAULT,
    theories: Mapping[str, str] | None = None,
    plans: Mapping[str, str] | None = None,
) -> Case:
    """Return a case, with everything checked that can be wrong with it.

    Parameters
    ----------
    scenario : as `scenarios.load` gives it.
    doctrines : doctrine or schedule of doctrines by seat; the scenario's defaults for the others.
    parameters, opening : overrides by name, each a number or one number a run.
    seed : whole number, 0 to 2**63 - 1; the same seed is the same luck.
    quarters : how long each run lasts, 1 to MOST_QUARTERS; the scenario's horizon if None.
    types : "doctrine" (the central type of each seat's doctrine) or "prior" (drawn, one a run).
    moves : "on" lets seats make moves, give answers and take up cards, by their doctrines' plans; or "off".
    mends : which mends the rules use (`sim.mends.chosen`).
    theories : coding by question (`sim.theories`); the usual coding for the others.
    plans : lines of a plan by seat (`sim.plans`), instead of its doctrine's own.

    Raises
    ------
    UnknownName, WrongType, OutOfRange, InputError
        If a name is unknown, or a value is not allowed.
    """
    if not isinstance(scenario, Scenario):
        raise WrongType("scenario", scenario, _("a scenario, as scenarios.load(NAME) gives it"))
    held = policies(scenario, _mapping("doctrines", doctrines))
    coded(theories).opened(scenario)  # two codings that set one value, or one too far, are refused before any run
    values = {name: parameter(name).check(value) for name, value in _mapping("parameters", parameters).items()}
    opened = {name: opening_value(scenario, name, value) for name, value in _mapping("opening", opening).items()}
    return Case(
        scenario,
        {seat: str(held[seat]) for seat in scenario.by_role().values()},
        {name: _each(f"parameter {name}", value) for name, value in values.items()},
        checked_seed(seed),
        scenario.quarters if quarters is None else whole("quarters", quarters, 1, MOST_QUARTERS),
        _one_of("source of types", types, TYPES),
        _one_of("choice of moves", moves, MOVES),
        {name: _each(f"opening value {name}", value) for name, value in opened.items()},
        chosen(mends),
        checked(theories),
        {seat: str(plan) for seat, plan in plans_of(scenario, _mapping("plans", plans), held, moves).items()},
    )


def whole(field: str, got: object, low: int, high: int) -> int:
    """Return a whole number inside its limits.

    Raises
    ------
    WrongType, OutOfRange
        If it is no whole number, or outside the limits.
    """
    if isinstance(got, bool) or not isinstance(got, (int, np.integer)):
        raise WrongType(field, got, _("a whole number"))
    if not low <= got <= high:
        raise OutOfRange(field, int(got), low, high)
    return int(got)


def _each(name: str, value: Kind) -> Kind:
    """Return a copy of a value; an array must hold one value a run."""
    if isinstance(value, np.ndarray):
        if value.ndim != 1 or value.size == 0:
            raise WrongType(name, value.shape, _("a number, or a list with one number for each run"))
        return value.copy()
    return value


def _cut(value: Kind, start: int, stop: int) -> Kind:
    return value[start:stop] if isinstance(value, np.ndarray) else value


def _mapping(field: str, got: Mapping[str, Held] | None) -> dict[str, Held]:
    if got is not None and not isinstance(got, Mapping):
        raise WrongType(field, got, _("values by name, such as {'name': value}"))
    return dict(got or {})


def _one_of(kind: str, got: object, known: tuple[str, ...]) -> str:
    if not isinstance(got, str) or got not in known:
        raise UnknownName(kind, got, known)
    return got
