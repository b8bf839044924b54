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
from sim.observation import Observation
from sim.opening import triangular
from sim.orders import Order
from sim.particles import Particles, check_quarter, overlay
from sim.randomness import Draws
from sim.rules import ladder, signals
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
STEEP = 1.0
"""How steeply a step's log-likelihood is expected to run over greed, standard deviation per unit."""
LEANS = 10.0
"""Particles' worth of trust in the rule's own noise, against the spread that is seen."""
FAR = 3.0
"""Standard deviations at most by which an odd move of the quarrel counts against a type."""
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
        self.nodes, self._bend = nodes, _bending(nodes, self.middles[0])
        self.particles = Particles(scenario, role, nodes, LUCKS, games, first, seed, **options)
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

    def update(self, sees: Observation, given: Mapping[str, Order] | None = None) -> None:
        """Take in what the seat observes now; of the opening first, then of every quarter.

        Parameters
        ----------
        given : what is known to have been ordered in the quarter that led here, by seat: one's own orders, and new
            postures of the others. Moves that were seen need not be given.

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
            self.log[0] += self._of_steps(took) + self._of_quarrel(sees, fit)
            self.log[1:] += self._of_fights(sees, took)
            self.log += self._of_signals(sees)
            cloud.choose(np.where(fit.any((1, 2), keepdims=True), fit, took))
        cloud.see(sees)
        if self.role in OWN:
            self.known = {OWN[self.role]: np.array(sees["greed" if self.role is Role.CHALLENGER else "resolve"])}
        self._rung = np.array(sees.rung)

    def _of_steps(self, took: BoolArray) -> FloatArray:
        """Return what the steps on the ladder say of greed, log-likelihoods of shape (games, cells).

        The shares of particles that took them give a slope over greed, drawn to none as far as so few can be trusted.
        """
        counts, lucks = took.sum(2).astype(float), took.shape[2]
        share = (counts.sum(1) + 0.5) / (lucks * took.shape[1] + 1.0)
        away = self.nodes - self.nodes.mean()
        weight = (away**2).sum()
        slope = (counts * away).sum(1) / (lucks * weight * share)
        error = (1.0 - share) / (share * lucks * weight)
        held = slope * STEEP**2 / (STEEP**2 + error)
        return held[:, None] * (self.middles[0] - self.nodes.mean())

    def _of_quarrel(self, sees: Observation, fit: BoolArray) -> FloatArray:
        """Return what the grievance observed says of greed, log-likelihoods of shape (games, cells).

        A synthetic likelihood [Wood2010]: normal, with the mean of the node's particles that came the same way, as a
        parabola over greed, and the spread within nodes; where few came, the noise of the rule stands in.
        """
        values = self.particles.shape.apart(self.particles.world.grievance)
        least = fit.sum(2).min(1).astype(float)
        seen = np.maximum(fit.sum(2), 1)
        means = (values * fit).sum(2) / seen
        apart = (((values - means[:, :, None]) ** 2) * fit).sum((2, 1)) / fit.shape[1]
        noise = self.particles.model.p.grievance_noise ** 2 / 12.0
        variance = (apart + LEANS * noise) / (np.maximum(least - 1.0, 0.0) + LEANS)
        away = (sees.grievance[:, None] - self._parabola(means)) ** 2
        away /= (variance * (1.0 + 1.0 / np.maximum(least, 1.0)))[:, None]
        return np.where(least[:, None] >= 2, -0.5 * np.minimum(away, FAR**2), 0.0)

    def _parabola(self, nodes: FloatArray) -> FloatArray:
        """Return values at the nodes of greed, shape (games, nodes), as a parabola over its cells."""
        curve = nodes[:, :1] * self._bend[0]
        for number in range(1, len(self._bend)):
            curve = curve + nodes[:, number : number + 1] * self._bend[number]
        return curve

    def _of_signals(self, sees: Observation) -> FloatArray:
        """Return what the quarter's signals say of each type, log-likelihoods of shape (3, games, cells); exact.

        A statement made on purpose is known for one, and what it adds is taken off.
        """
        p, prior, agenda = self.particles.model.p, self.particles.model.setting.priors, sees.agenda
        staged = p.statement_shift * prior.spread * agenda.staged
        said = agenda.signal[[signals.STATEMENT, 2, 3]] - staged
        off = said[:, :, None] - self.middles[:, None, :]
        found: FloatArray = -0.5 * (off / (p.statement_noise * prior.spread[:, :, None])) ** 2
        busy = signals.activity(sees.rung, p)[:, None]
        off = agenda.signal[signals.PATROLS][:, None] - busy * self.middles[0]
        found[0] -= 0.5 * (off / (p.patrol_noise * prior.spread[0])) ** 2
        return found

    def _of_fights(self, sees: Observation, took: BoolArray) -> FloatArray:
        """Return what each patron's answer to a war says of its resolve, log-likelihoods of shape (2, games, cells).

        By the rule itself, over the particles in which that war came.
        """
        model, shape = self.particles.model, self.particles.shape
        assert model.turn is not None
        asked = (sees.war_spell == 1) & ((self._rung < BORDER_WAR) | model.setting.patrons_asked)
        found = np.zeros((2, self.games, CELLS))
        if not asked.any():
            return found
        weight = np.where(took.any((1, 2), keepdims=True), took, True).reshape(shape.games, shape.each).astype(float)
        weight /= weight.sum(1, keepdims=True)
        for cell in range(CELLS):
            resolve = np.broadcast_to(self.middles[1:, cell, None], (2, model.runs))
            each = ladder.joining_chance(model.world, model.turn, resolve).reshape(2, shape.games, shape.each)
            chance = (each * weight).sum(2)
            done = np.where(sees.fighting > 0, chance, 1.0 - chance)
            found[:, :, cell] = np.where(asked, np.log(np.maximum(done, 1e-12)), 0.0)
        return found

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
        draws = Draws(cloud.model.draws.seed, numbers, namespace="forecast")
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


def _bending(nodes: FloatArray, cells: FloatArray) -> FloatArray:
    """Return by what each node's value counts at each cell in a parabola through all of them, shape (nodes, cells)."""
    powers = lambda x: np.stack([np.ones_like(x), x, x * x], axis=1)  # noqa: E731
    found: FloatArray = (powers(cells) @ np.linalg.pinv(powers(nodes))).T
    return found
