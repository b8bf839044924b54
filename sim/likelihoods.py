"""Likelihoods: what a quarter that was observed says of each value of the hidden types.

Signals and patrons' answers to a war are weighed by their own rules. What the challenger does on the ladder, and how
its grievance moves, is read from particles (`sim.particles`), which stand on a grid of greed and meet the same luck at
each of its nodes, so that they differ by the type alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from sim.observation import Observation
from sim.particles import Particles
from sim.rules import ladder, signals
from sim.rules.few import Supposed
from sim.world import World

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]

STEEP = 1.0
"""How steeply a step's log-likelihood is expected to run over greed, standard deviation per unit."""
LEANS = 10.0
"""Particles' worth of trust in the rule's own noise, against the spread that is seen."""
FAR = 3.0
"""Standard deviations at most by which an odd move of the quarrel counts against a type."""


@dataclass(frozen=True)
class Likelihoods:
    """What observations say of types, on cells of their priors.

    Attributes
    ----------
    particles : the particles of the games, after they have resolved the quarter that led to an observation.
    nodes : (nodes,) greed of their nodes.
    cells : (3, cells) values of each type: greed, and both patrons' resolve.
    """

    particles: Particles
    nodes: FloatArray
    cells: FloatArray

    def of_steps(self, took: BoolArray) -> FloatArray:
        """Return what the steps on the ladder say of greed, log-likelihoods of shape (games, cells).

        The shares of particles that took them give a slope over greed, drawn to none as far as so few can be trusted.

        Parameters
        ----------
        took : which particles took them, shape (games, nodes, lucks).
        """
        counts, lucks = took.sum(2).astype(float), took.shape[2]
        share = (counts.sum(1) + 0.5) / (lucks * took.shape[1] + 1.0)
        away = self.nodes - self.nodes.mean()
        weight = (away**2).sum()
        slope = (counts * away).sum(1) / (lucks * weight * share)
        error = (1.0 - share) / (share * lucks * weight)
        held = slope * STEEP**2 / (STEEP**2 + error)
        found: FloatArray = held[:, None] * (self.cells[0] - self.nodes.mean())
        return found

    def of_quarrel(self, sees: Observation, fit: BoolArray) -> FloatArray:
        """Return what the grievance observed says of greed, log-likelihoods of shape (games, cells).

        A synthetic likelihood [Wood2010]: normal, with the mean of the node's particles that came the same way, as a
        parabola over greed, and the spread within nodes; where few came, the noise of the rule stands in.

        Parameters
        ----------
        fit : which particles came the same way, shape (games, nodes, lucks).
        """
        values = self.particles.shape.apart(self.particles.world.grievance)
        least = fit.sum(2).min(1).astype(float)
        means = (values * fit).sum(2) / np.maximum(fit.sum(2), 1)
        apart = (((values - means[:, :, None]) ** 2) * fit).sum(2).sum(1) / fit.shape[1]
        noise = np.square(self.particles.model.p.grievance_noise) / 12.0
        variance = (apart + LEANS * noise) / (np.maximum(least - 1.0, 0.0) + LEANS)
        away = (sees.grievance[:, None] - self._parabola(means)) ** 2
        away /= (variance * (1.0 + 1.0 / np.maximum(least, 1.0)))[:, None]
        found: FloatArray = np.where(least[:, None] >= 2, -0.5 * np.minimum(away, FAR**2), 0.0)
        return found

    def _parabola(self, nodes: FloatArray) -> FloatArray:
        """Return values at the nodes of greed, shape (games, nodes), as a parabola over its cells (games, cells).

        Summed node by node, so that a game gives the same alone as among others.
        """
        bend = _bending(self.nodes, self.cells[0])
        curve: FloatArray = nodes[:, :1] * bend[0]
        for number in range(1, len(bend)):
            curve = curve + nodes[:, number : number + 1] * bend[number]
        return curve

    def of_signals(self, sees: Observation) -> FloatArray:
        """Return what the quarter's signals say of each type, log-likelihoods of shape (3, games, cells); exact.

        Whether a statement was made on purpose is known, and what that adds to it is taken off.
        """
        p, prior, agenda = self.particles.model.p, self.particles.model.setting.priors, sees.agenda
        said = agenda.signal[[signals.STATEMENT, 2, 3]] - p.statement_shift * prior.spread * agenda.staged
        off = said[:, :, None] - self.cells[:, None, :]
        found: FloatArray = -0.5 * (off / (p.statement_noise * prior.spread[:, :, None])) ** 2
        busy = signals.activity(sees.rung, p)[:, None]
        off = agenda.signal[signals.PATROLS][:, None] - busy * self.cells[0]
        found[0] -= 0.5 * (off / (p.patrol_noise * prior.spread[0])) ** 2
        return found

    def of_fights(self, sees: Observation, asked: BoolArray, took: BoolArray) -> FloatArray:
        """Return what each patron's answer to a war says of its resolve, log-likelihoods of shape (2, games, cells).

        By the rule itself, over the particles in which that war came, with what all saw of the patrons that quarter.

        Parameters
        ----------
        asked : in which games patrons were asked to fight, shape (games,).
        took : which particles took the steps that were observed, shape (games, nodes, lucks).
        """
        model, shape = self.particles.model, self.particles.shape
        found = np.zeros((2, shape.games, self.cells.shape[1]))
        if not asked.any():
            return found
        assert model.turn is not None
        weight = np.where(took.any((1, 2), keepdims=True), took, True).reshape(shape.games, shape.each).astype(float)
        weight /= weight.sum(1, keepdims=True)
        public = {name: shape.over(sees[name]) for name in ("rivalry", "distraction")}
        seen = cast(World, Supposed(model.world, **public))
        for cell in range(self.cells.shape[1]):
            resolve = np.broadcast_to(self.cells[1:, cell, None], (2, model.runs))
            each = ladder.joining_chance(seen, model.turn, resolve).reshape(2, shape.games, shape.each)
            chance = (each * weight).sum(2)
            done = np.where(sees.fighting > 0, chance, 1.0 - chance)
            found[:, :, cell] = np.where(asked, np.log(np.maximum(done, 1e-12)), 0.0)
        return found


def _bending(nodes: FloatArray, cells: FloatArray) -> FloatArray:
    """Return by what each node's value counts at each cell in a parabola through all of them, shape (nodes, cells)."""
    there, here = (np.stack([np.ones_like(x), x, x * x], axis=1) for x in (cells, nodes))
    found: FloatArray = (there @ np.linalg.pinv(here)).T
    return found
