"""Particles: worlds that could be the true one, carried along with a game by the same rules, under luck of their own.

For each game they stand on a grid of the challenger's greed, as many at each of its nodes; the same luck meets each
node, so that nodes differ by the type alone. What a seat observes is written over them quarter by quarter; what it does
not see they work out for themselves. They are built from observations alone, and never see the true state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.acts import SEATS, Acts
from sim.errors import InputError
from sim.language import _
from sim.model import CrisisModel
from sim.moves import table as moves
from sim.observation import ALLOWED, Observation, secret_of
from sim.orders import Order
from sim.randomness import run_numbers
from sim.scenario import Scenario
from sim.seats import PATRONS, Role
from sim.world import World

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
Index = NDArray[np.int64]

HEARD = ("cohesion", "card", "dealt_in", "signal", "belief", "doubt", "thought", "staged", "said", "word")
"""Rows of the agenda that every seat sees."""
LADDER = ("rung", "coerced", "crises", "concessions")
"""Public rows of the ladder: what its steps say of the challenger is read from how many particles took them, too."""


@dataclass(frozen=True)
class Shape:
    """How many games there are, nodes of greed a game, and particles a node; they lie in this order."""

    games: int
    nodes: int
    lucks: int

    @property
    def each(self) -> int:
        """Particles of a game."""
        return self.nodes * self.lucks

    def over(self, row: FloatArray) -> FloatArray:
        """Lay values of the games, shape (..., games), over their particles."""
        return np.repeat(row, self.each, axis=-1)

    def apart(self, row: NDArray[Any]) -> NDArray[Any]:
        """Return a row of the particles by game, node and luck, shape (games, nodes, lucks)."""
        return row.reshape(self.games, self.nodes, self.lucks)


class Particles:
    """Particles of some games.

    Parameters
    ----------
    scenario : what the games are of.
    role : whose observations they follow.
    greed : (nodes,) greed of each node; a seat that knows its own greed overwrites it.
    lucks : particles a node.
    games, first : how many games, and the number of the first; or their numbers.
    seed : the games' seed; the namespace of the draws is that of forecasts.
    options : doctrines and plans that the seats are known to hold, parameters, opening, mends and theories, as for
        `sim.model.CrisisModel`.

    Attributes
    ----------
    numbers : numbers of the games.
    shape : how they lie.
    model : the model that carries them.
    """

    def __init__(
        self,
        scenario: Scenario,
        role: Role,
        greed: FloatArray,
        lucks: int,
        games: int | Sequence[int],
        first: int,
        seed: int,
        **options: Any,
    ) -> None:
        self.numbers = run_numbers(games, first)
        self.role, self.seat = role, scenario.seat_of(role)
        self.shape = Shape(self.numbers.size, greed.size, lucks)
        runs = (self.numbers[:, None, None] * lucks + np.arange(lucks)).repeat(greed.size, 1).ravel()
        options |= {"runs": runs, "seed": seed}
        self.model = CrisisModel(scenario, namespace="forecast", moves="on", **options)
        self.nodes = np.tile(greed.repeat(lucks), self.numbers.size)
        self.model.world.greed = self.nodes

    @property
    def world(self) -> World:
        """Their state."""
        return self.model.world

    def step(self, sees: Observation, given: Mapping[str, Order]) -> None:
        """Resolve the quarter that led to an observation, with the moves that were seen in it.

        Parameters
        ----------
        given : orders of seats as far as they are known, such as one's own; the others follow their plans.
        """
        model = self.model
        model.given, model.acts = given, Acts.none(model.runs)
        model.agents.do("decide")
        self._as_seen(model.acts, sees)
        model.resolve(model.orders)

    def _as_seen(self, acts: Acts, sees: Observation) -> None:
        """Let the particles' seats order what was seen to be ordered, and afford it."""
        ordered = sees.agenda.ordered_in == sees.quarter - 1
        secret = secret_of(self.role)
        acts.moves[~secret] = self.shape.over(ordered[~secret])
        changed = self.shape.over(sees.pledged) - self.world.pledged
        acts.pledges[changed != 0] = np.sign(changed[changed != 0])
        needs = np.zeros((len(SEATS), self.model.runs))
        for row in moves().values():
            needs[SEATS[row.role]] += row.cost * acts.moves[row.number]
        capital = self.world.agenda.capital
        np.maximum(capital, needs, out=capital)

    def took(self, sees: Observation) -> BoolArray:
        """Return which particles took the steps on the ladder that were observed, shape (games, nodes, lucks)."""
        rows = [getattr(self.world, name) == self.shape.over(sees[name]) for name in LADDER]
        found: BoolArray = self.shape.apart(np.all(rows, axis=0))
        return found

    def agree(self, sees: Observation) -> BoolArray:
        """Return in which particles patrons left and moves were refused as was observed, same shape."""
        gone = (self.world.gone == self.shape.over(sees.gone)).all(0)
        refused = self.world.agenda.refused == self.shape.over(sees.agenda.refused)
        now = (self.world.agenda.ordered_in == sees.quarter - 1) & ~secret_of(self.role)[:, None]
        found: BoolArray = self.shape.apart(gone & (refused | ~now).all(0))
        return found

    def choose(self, fit: BoolArray) -> None:
        """Let particles that fit take the place of those that do not: of the same node, or of another if none fits.

        Where none of a game fits, they stay as they are.
        """
        shape = self.shape
        within, found = _heirs(fit)
        across, any_found = _heirs(fit.reshape(shape.games, 1, shape.each))
        start = np.arange(shape.games)[:, None, None] * shape.each
        node = np.arange(shape.nodes)[None, :, None] * shape.lucks
        own = start + node + within
        borrowed = start + across.reshape(shape.games, shape.nodes, shape.lucks)
        index = np.where(found, own, np.where(any_found, borrowed, start + node + np.arange(shape.lucks))).ravel()
        if (index != np.arange(index.size)).any():
            world = self.world
            world.block[...] = world.block[:, index]
            world.agenda.block[...] = world.agenda.block[:, index]
            world.greed = self.nodes

    def see(self, sees: Observation) -> None:
        """Write what was observed over the particles, and let what follows from it alone follow."""
        self._infer_moods(sees)
        overlay(self.world, sees, self.role, self.shape.each)
        if "greed" in sees:
            self.nodes = self.shape.over(sees.greed)

    def _infer_moods(self, sees: Observation) -> None:
        """Shift other patrons' moods so that support comes out as it was observed, where no bound hides it."""
        world = self.world
        for number, role in enumerate(PATRONS):
            if role is not self.role:
                seen, mine = self.shape.over(sees.support[number]), world.support[number]
                open_ = (seen > 0) & (seen < 1) & (mine > 0) & (mine < 1)
                world.mood[number] += np.where(open_, seen - mine, 0.0)

    def like(self, greed: FloatArray, luck: FloatArray) -> Index:
        """Return a particle of the nearest node for each draw of greed, both of shape (games, draws), in one line."""
        shape = self.shape
        own = shape.apart(self.nodes)[:, :, 0]
        node = np.abs(greed[:, :, None] - own[:, None, :]).argmin(2)
        start = np.arange(shape.games)[:, None] * shape.each
        chosen: Index = start + node * shape.lucks + np.minimum((luck * shape.lucks).astype(np.int64), shape.lucks - 1)
        return chosen.ravel()

    def close(self) -> None:
        """Free the model."""
        self.model.close()


def _heirs(fit: BoolArray) -> tuple[Index, BoolArray]:
    """Return for each place of the last axis one that fits: itself, or those that fit in turn; and whether any does."""
    order = np.argsort(~fit, axis=-1, kind="stable")
    count = fit.sum(-1, keepdims=True)
    turn = np.take_along_axis(order, np.arange(fit.shape[-1]) % np.maximum(count, 1), -1)
    return np.where(fit, np.arange(fit.shape[-1]), turn), count > 0


def overlay(world: World, sees: Observation, role: Role, each: int) -> None:
    """Write all that a seat in a role observes over a world with `each` runs a game."""

    def over(row: FloatArray) -> FloatArray:
        return np.repeat(row, each, axis=-1)

    for name, place in ALLOWED[role].items():
        row = getattr(world, name)
        row[... if place is None else place] = over(sees[name])
    for name, row in sees.history.items():
        setattr(world, name, over(row))
    agenda, mine = sees.agenda, world.agenda
    for name in HEARD:
        setattr(mine, name, over(getattr(agenda, name)))
    known = ~secret_of(role)
    mine.ordered_in[known] = over(agenda.ordered_in[known])
    mine.refused[known] = over(agenda.refused[known])
    mine.capital[SEATS[role]] = over(agenda.capital)
    world.quarter = sees.quarter


def check_quarter(sees: Observation, quarter: int) -> bool:
    """Return whether an observation is of the quarter after this one; false if it is of this quarter.

    Raises
    ------
    InputError
        If a quarter is missing in between.
    """
    if sees.quarter not in (quarter, quarter + 1):
        message = _("A belief is updated quarter by quarter: it stands at {quarter}, and this is of {got}.")
        raise InputError(message.format(quarter=quarter, got=sees.quarter), field="observation", got=sees.quarter)
    return sees.quarter > quarter
