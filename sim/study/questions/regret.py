"""Regret: how much worse a policy does in a state of the world than the best tested policy does there.

A state of the world is a scenario at a point of the design. Regret is of expected outcomes, means over replications:
what luck does to a single run is nobody's mistake. It is a difference, never divided by a baseline.

**Bias.** The best of several noisy means is better than the mean of the best policy, so that regret against it is too
large, most where policies are alike and replications few. Beside it stands the *split* regret: one half of the
replications picks the best policy, the other half measures, in turn and over several halvings. What it measures is
the true regret against the policy picked, which is never better than the best: it errs to the other side, and the
truth lies between the two on average. A split regret of one state may be negative.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.study.questions.clusters import SEED, average
from sim.world import FloatArray

HALVINGS = 10
"""Times that the replications are halved at random for split regret."""
BATCHES = 40
"""Batches of replications that a bootstrap draws from; so many or fewer replications are drawn singly."""
SAMPLES = 500
"""Samples that a bootstrap draws."""


@dataclass(frozen=True)
class States:
    """An outcome in states of the world, turned so that more is better.

    Attributes
    ----------
    runs : shape (policies, states, replications), NaN where there is no value.
    points : number of the design's point of each state, shape (states,).
    scenarios : place of each state's scenario, shape (states,).
    sign : 1, or -1 where less of the outcome is better and all was turned round.
    common : whether a replication has the same luck in all states.
    dropped : states without a value under some policy, which were left out.
    """

    runs: FloatArray
    points: np.ndarray[tuple[int], np.dtype[np.int64]]
    scenarios: np.ndarray[tuple[int], np.dtype[np.int64]]
    sign: int
    common: bool = False
    dropped: int = 0

    @property
    def size(self) -> int:
        """How many states there are."""
        return len(self.points)

    @property
    def performance(self) -> FloatArray:
        """The expected outcome, turned, shape (policies, states): means over the replications that have a value."""
        return average(self.runs, 2)


def states(values: FloatArray, sign: int, *, common: bool = False) -> States:
    """Return the states of the world of some values; one without a value under some policy is left out.

    Parameters
    ----------
    values : shape (policies, scenarios, points, replications).
    sign : 1 if more is better, -1 if less is.
    """
    policies, scenarios, points, replications = values.shape
    runs = sign * values.reshape(policies, scenarios * points, replications)
    kept = np.isfinite(runs).any(axis=2).all(axis=0)
    place = np.arange(scenarios * points)
    return States(
        runs[:, kept],
        place[kept] % points,
        place[kept] // points,
        sign,
        common,
        int(kept.size - np.count_nonzero(kept)),
    )


def regret(performance: FloatArray) -> FloatArray:
    """Return the regret of each policy in each state, 0 or more.

    Parameters
    ----------
    performance : shape (..., policies, states), more being better.
    """
    best: FloatArray = performance.max(axis=-2, keepdims=True)
    return best - performance


def split_regret(runs: FloatArray, *, halvings: int = HALVINGS, seed: int = SEED) -> FloatArray:
    """Return the regret against a best policy that other replications picked, shape (policies, states).

    Parameters
    ----------
    runs : shape (policies, states, replications), more being better.
    halvings : how often the replications are halved at random; each half picks and measures once.

    Returns
    -------
    NaN everywhere with a single replication, and in a state where a half has no value under some policy.
    """
    replications = runs.shape[2]
    if replications < 2:
        return np.full(runs.shape[:2], np.nan)
    chance, found = np.random.default_rng(seed), []
    for _halving in range(halvings):
        order = chance.permutation(replications)
        halves = [average(runs[:, :, part], 2) for part in np.array_split(order, 2)]
        found += [_against_picked(*halves), _against_picked(*reversed(halves))]
    return average(np.array(found), 0)


def _against_picked(picking: FloatArray, measuring: FloatArray) -> FloatArray:
    """Return regret in one half against the policy that is best in the other."""
    known = np.isfinite(picking).all(axis=0) & np.isfinite(measuring).all(axis=0)
    best = np.where(known, picking, 0.0).argmax(axis=0)
    against = np.take_along_axis(measuring, best[None], axis=0) - measuring
    found: FloatArray = np.where(known, against, np.nan)
    return found


class Redrawn:
    """Draws expected outcomes again from the runs: luck paired over policies, and states by their points.

    Parameters
    ----------
    held : the states.
    seed : of the bootstrap.
    """

    def __init__(self, held: States, seed: int = SEED) -> None:
        self.states, self.chance = held, np.random.default_rng(seed)
        self.sums, self.counts = _batched(held.runs)
        numbers = np.unique(held.points)
        self.members = [np.flatnonzero(held.points == number) for number in numbers]

    @property
    def even(self) -> bool:
        """Whether every point comes with as many states."""
        return len({len(states_of) for states_of in self.members}) <= 1

    def luck(self) -> FloatArray:
        """Return the performance in one sample of the replications, shape (policies, states)."""
        _policies, size, batches = self.sums.shape
        rows = 1 if self.states.common else size
        picked = np.broadcast_to(self.chance.integers(0, batches, size=(1, rows, batches)), (1, size, batches))
        sums = np.take_along_axis(self.sums, picked, axis=2).sum(axis=2)
        counts = np.take_along_axis(self.counts, picked, axis=2).sum(axis=2)
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn: FloatArray = sums / counts
        lost = ~np.isfinite(drawn)
        if lost.any():
            drawn[lost] = self.states.performance[lost]  # none of the few values was drawn: its own mean stands in
        return drawn

    def places(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return places of the states of points drawn with replacement: a point comes with all its scenarios."""
        drawn = self.chance.integers(0, len(self.members), size=len(self.members))
        return np.concatenate([self.members[number] for number in drawn])


def _batched(runs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return sums and counts of the runs of each batch of replications, both (policies, states, batches)."""
    replications = runs.shape[2]
    starts = np.unique(np.linspace(0, replications, min(replications, BATCHES), endpoint=False).astype(int))
    known = np.isfinite(runs)
    sums: FloatArray = np.add.reduceat(np.where(known, runs, 0.0), starts, axis=2)
    counts: FloatArray = np.add.reduceat(known.astype(float), starts, axis=2)
    return sums, counts


def intervals(held: States, *, samples: int = SAMPLES, seed: int = SEED) -> tuple[FloatArray, FloatArray]:
    """Return the 95 % interval of every regret over luck, each (policies, states): a paired bootstrap.

    A percentile interval of the regret itself would share the bias of the best of noisy means, and hold the truth too
    seldom where policies are nearly alike. So the differences of a policy to every other are bounded at once, by how
    far they stray together in the samples; its regret is the largest of them or 0, and lies between the largest of
    the lower bounds and the largest of the upper ones (multiple comparisons with the best [Hsu1984]).
    """
    redrawn, found = Redrawn(held, seed), held.performance
    drawn = np.array([redrawn.luck() for _sample in range(samples)])
    batches = redrawn.counts.shape[2]
    small = np.sqrt(batches / max(batches - 1.0, 1.0))  # a bootstrap of few spreads less than what it is drawn from
    low, high = np.zeros_like(found), np.zeros_like(found)
    for policy in range(len(found)):
        gaps = found - found[policy]
        stray = drawn - drawn[:, policy : policy + 1] - gaps
        errors = stray.std(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            farthest = np.where(errors > 0.0, np.abs(stray) / errors, 0.0).max(axis=1)
        half = np.percentile(farthest, 95.0, axis=0) * errors * small
        low[policy] = np.maximum((gaps - half).max(axis=0), 0.0)
        high[policy] = np.maximum((gaps + half).max(axis=0), 0.0)
    return low, high
