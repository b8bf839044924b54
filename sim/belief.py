"""Belief: what one seat may hold of the hidden types, by Bayes, and worlds drawn from it.

It is built from the seat's observations alone, quarter after quarter, and never from the true state. Signals are
weighed exactly. What the challenger does on the ladder, and how its grievance moves, is weighed by worlds that are
carried along (`sim.particles`): a type under which more of them did what was seen becomes likelier. The types are held
to be independent of one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import UnknownName
from sim.likelihoods import Likelihoods
from sim.observation import Observation
from sim.opening import triangular
from sim.orders import Order
from sim.particles import Particles, check_quarter, overlay
from sim.randomness import Draws
from sim.scenario import Prior, Scenario
from sim.seats import BORDER_WAR, Role
from sim.world import World

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

TYPES = ("greed", "resolve_a", "resolve_b")
"""The hidden types: the challenger's, and the patrons'."""
OWN = {Role.CHALLENGER: 0, Role.PATRON_A: 1, Role.PATRON_B: 2}
"""Whose they are: nobody has to guess its own."""
CELLS = 40
"""Cells into which each prior is cut, alike in width."""
NODES, LUCKS = 9, 40
"""Values of greed that particles stand for, as many quantiles of its prior; and particles of each."""
POINTS = 1024
"""Draws from the belief by which a probability of several types together is worked out."""


@dataclass(frozen=True)
class Types:
    """Values of the hidden types, arrays of one shape."""

    greed: FloatArray
    resolve_a: FloatArray
    resolve_b: FloatArray


class Belief:
    """What a seat believes in one game, or in several side by side.

    Parameters
    ----------
    scenario : what is played.
    role : whose belief it is.
    games, first : how many games, and the number of the first; or their numbers.
    seed : the game's seed; the belief has chance of its own (namespace `forecast`), so that it never shares the game's.
    options : doctrines and plans that the seats are known to hold, and parameters, opening, mends and theories that are
        not the usual ones (`sim.model.CrisisModel`).
    """

    def __init__(
        self,
        scenario: Scenario,
        role: Role,
        *,
        games: int | Sequence[int] = 1,
        first: int = 0,
        seed: int = 1,
        **options: Any,
    ) -> None:
        priors = [scenario.priors.greed, scenario.priors.resolve_a, scenario.priors.resolve_b]
        self.role = role
        self.edges = np.stack([np.linspace(prior.low, prior.high, CELLS + 1) for prior in priors])
        self.middles = 0.5 * (self.edges[:, 1:] + self.edges[:, :-1])
        nodes = triangular(priors[0], (np.arange(NODES) + 0.5) / NODES)
        self.particles = Particles(scenario, role, nodes, LUCKS, games, first, seed, **options)
        self.likelihoods = Likelihoods(self.particles, nodes, self.middles)
        mass = np.stack([np.diff(_below(prior, edges)) for prior, edges in zip(priors, self.edges, strict=True)])
        self.log = np.repeat(np.log(np.maximum(mass, 1e-300))[:, None], self.games, axis=1)
        self.known: dict[int, FloatArray] = {}
        self._rung = self.particles.world.rung[:: self.particles.shape.each].copy()

    @property
    def games(self) -> int:
        """Number of games."""
        return self.particles.shape.games

    @property
    def quarter(self) -> int:
        """The quarter about to be resolved when it was updated last."""
        return self.particles.world.quarter

    # ------------------------------------------------------------------------------------------------------ updating

    def update(self, sees: Observation, given: Mapping[str, Order] | None = None, *, heard: bool = True) -> None:
        """Take in what the seat observes now; of the opening first, then of every quarter.

        Parameters
        ----------
        given : what is known to have been ordered in the quarter that led here, by seat: one's own orders, and new
            postures of the others. Moves that were seen need not be given.
        heard : whether there were signals in that quarter; there are none where seats make no moves.

        Raises
        ------
        InputError
            If a quarter is left out.
        """
        cloud = self.particles
        if check_quarter(sees, cloud.world.quarter):
            cloud.step(sees, given or {})
            took = cloud.took(sees)
            fit = took & cloud.agree(sees)
            self.log[0] += self.likelihoods.of_steps(took) + self.likelihoods.of_quarrel(sees, fit)
            self.log[1:] += self.likelihoods.of_fights(sees, self._asked(sees), took)
            if heard:
                self.log += self.likelihoods.of_signals(sees)
            cloud.choose(np.where(fit.any((1, 2), keepdims=True), fit, took))
        cloud.see(sees)
        if self.role in OWN:
            self.known = {OWN[self.role]: np.array(sees["greed" if self.role is Role.CHALLENGER else "resolve"])}
        self._rung = np.array(sees.rung)

    def _asked(self, sees: Observation) -> BoolArray:
        """Return in which games patrons were asked to fight in the quarter that led to an observation."""
        newly = (self._rung < BORDER_WAR) | self.particles.model.setting.patrons_asked
        asked: BoolArray = (sees.war_spell == 1) & newly
        return asked

    # ------------------------------------------------------------------------------------------------------- reading

    def weights(self, name: str) -> FloatArray:
        """Return the probability of each cell of a type, shape (games, cells)."""
        log = self.log[_row(name)]
        weights = np.exp(log - log.max(1, keepdims=True))
        found: FloatArray = weights / weights.sum(1, keepdims=True)
        return found

    def mean(self, name: str) -> FloatArray:
        """Return the mean of a type, shape (games,); one's own is known."""
        row = _row(name)
        if row in self.known:
            return self.known[row]
        found: FloatArray = (self.weights(name) * self.middles[row]).sum(1)
        return found

    def spread(self, name: str) -> FloatArray:
        """Return the standard deviation of what is believed of a type, shape (games,); 0 for one's own."""
        row = _row(name)
        if row in self.known:
            return np.zeros(self.games)
        off = (self.middles[row] - self.mean(name)[:, None]) ** 2
        found: FloatArray = np.sqrt((self.weights(name) * off).sum(1))
        return found

    def above(self, name: str, threshold: float) -> FloatArray:
        """Return the probability that a type is above a threshold, shape (games,)."""
        row = _row(name)
        if row in self.known:
            return (self.known[row] > threshold).astype(float)
        low, high = self.edges[row, :-1], self.edges[row, 1:]
        part = np.clip((high - threshold) / (high - low), 0.0, 1.0)
        found: FloatArray = (self.weights(name) * part).sum(1)
        return found

    def greedy(self, threshold: float) -> FloatArray:
        """Return the probability that the challenger's greed is above a threshold, shape (games,)."""
        return self.above("greed", threshold)

    def probability(self, holds: Callable[[Types], BoolArray]) -> FloatArray:
        """Return the probability that something holds of the types together, shape (games,).

        Parameters
        ----------
        holds : says of types, arrays of shape (games, points), where it does: `lambda t: t.greed > 0.5`.
        """
        steps = np.arange(1, POINTS + 1)
        spread = [(0.5 + steps * step) % 1.0 for step in (0.8191725134, 0.6710436067, 0.5497004779)]
        found: FloatArray = np.asarray(holds(self._drawn([np.tile(row, (self.games, 1)) for row in spread]))).mean(1)
        return found

    def _drawn(self, lucks: Sequence[FloatArray]) -> Types:
        """Return types from uniforms of shape (games, draws), one array a type."""
        return Types(*(self._inverted(row, luck) for row, luck in enumerate(lucks)))

    def _inverted(self, row: int, luck: FloatArray) -> FloatArray:
        if row in self.known:
            return np.broadcast_to(self.known[row][:, None], luck.shape)
        mass = self.weights(TYPES[row])
        upto = np.cumsum(mass, axis=1)
        cell = np.stack([np.searchsorted(line[:-1], u, side="right") for line, u in zip(upto, luck, strict=True)])
        before = np.take_along_axis(upto - mass, cell, 1)
        inside = np.clip((luck - before) / np.maximum(np.take_along_axis(mass, cell, 1), 1e-300), 0.0, 1.0)
        found: FloatArray = self.edges[row][cell] + inside * (self.edges[row][cell + 1] - self.edges[row][cell])
        return found

    # ------------------------------------------------------------------------------------------------------- drawing

    def sample(self, sees: Observation, count: int) -> World:
        """Return worlds drawn from the belief, `count` a game, in which the seat sees exactly what it sees.

        Types come from the belief, and what is hidden otherwise from particles of like greed. A forecast is run from
        them: `CrisisModel(..., world=worlds, namespace="forecast", moves="on")`.

        Raises
        ------
        InputError
            If the belief has not been updated with this observation.
        """
        cloud = self.particles
        if check_quarter(sees, cloud.world.quarter):
            self.update(sees)
        numbers = (cloud.numbers[:, None] * count + np.arange(count)).ravel()
        draws = Draws(cloud.model.draws.seed, numbers.tolist(), namespace="forecast")
        luck = [draws.uniform(f"belief/{name}", sees.quarter).reshape(-1, count) for name in (*TYPES, "particle")]
        types = self._drawn(luck[:3])
        worlds = cloud.world.part(cloud.like(types.greed, luck[3]))
        worlds.greed = types.greed.ravel()
        worlds.resolve[0], worlds.resolve[1] = types.resolve_a.ravel(), types.resolve_b.ravel()
        overlay(worlds, sees, self.role, count)
        return worlds

    def close(self) -> None:
        """Free the particles' model."""
        self.particles.close()


def _row(name: str) -> int:
    if name not in TYPES:
        raise UnknownName("hidden type", name, TYPES)
    return TYPES.index(name)


def _below(prior: Prior, values: FloatArray) -> FloatArray:
    """Return the share of a triangular prior below each value."""
    low, mode, high = prior.low, prior.mode, prior.high
    left = (values - low) ** 2 / ((high - low) * max(mode - low, 1e-12))
    right = 1.0 - (high - values) ** 2 / ((high - low) * max(high - mode, 1e-12))
    return np.clip(np.where(values < mode, left, right), 0.0, 1.0)
