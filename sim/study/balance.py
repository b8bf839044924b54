"""Balance: every posture of a seat against every doctrine of its opponent, over types drawn from the prior.

Postures are held against each other on five meters of the target, run by run on the same luck, and never by one sum:
which of them no other posture dominates, which is the best reply to each doctrine of the opponent, and in what share of
random weights each comes out best. All seats make moves, by the plans of their doctrines.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from sim.errors import UnknownName
from sim.outcome import FloatArray
from sim.scenario import Scenario
from sim.seats import Role
from sim.study.arms import Arm, Ground, How, run_arms
from sim.study.choices import ERRORS, Effect, effect
from sim.study.meters import METERS, Meter

BoolArray = NDArray[np.bool_]
DRAWS, WEIGHTS_SEED = 10_000, 7
"""How often weights are drawn, and the seed of those draws."""
TYPES = ("low", "middle", "high")
"""Thirds of the challenger's drawn greed."""
GREED = "greed"


@dataclass(frozen=True, eq=False)
class Balance:
    """Postures of a seat against doctrines of its opponent in a scenario.

    Attributes
    ----------
    scenario, seat, opponent : where, whose postures, and against whom; the other seats hold their defaults.
    postures, replies : the postures, and the doctrines of the opponent, in their published order.
    values : by meter, shape (postures, replies, runs).
    greed : the challenger's greed in each run, shape (runs,).
    """

    scenario: Scenario
    seat: str
    opponent: str
    postures: tuple[str, ...]
    replies: tuple[str, ...]
    values: Mapping[str, FloatArray]
    greed: FloatArray

    @property
    def usual(self) -> int:
        """Place of the opponent's default doctrine among the replies."""
        return self.replies.index(self.scenario.seats[self.opponent].doctrine)

    def bounds(self) -> tuple[float, float]:
        """Return the greed that parts low from middle, and middle from high."""
        low, high = np.quantile(self.greed, (1 / 3, 2 / 3))
        return float(low), float(high)

    def of_type(self, name: str) -> BoolArray:
        """Return in which runs the challenger is of a type of TYPES, shape (runs,)."""
        low, high = self.bounds()
        place = (self.greed > low).astype(int) + (self.greed > high)
        found: BoolArray = place == TYPES.index(name)
        return found

    def profile(self, reply: int | None = None, where: BoolArray | None = None) -> Profile:
        """Return the postures against one doctrine, or all of them alike (None), in all runs or in some."""
        chosen = slice(None) if reply is None else slice(reply, reply + 1)
        kept = slice(None) if where is None else where
        pooled = {
            name: held[:, chosen][..., kept].reshape(len(self.postures), -1) for name, held in self.values.items()
        }
        return Profile(self.postures, pooled)


@dataclass(frozen=True, eq=False)
class Profile:
    """Postures on the same runs: `values` by meter, shape (postures, runs)."""

    postures: tuple[str, ...]
    values: Mapping[str, FloatArray]

    def means(self) -> dict[str, FloatArray]:
        """Return the mean of each meter, shape (postures,)."""
        return {name: held.mean(1) for name, held in self.values.items()}

    def spread(self, meter: Meter) -> list[tuple[float, float, float]]:
        """Return the mean of each posture on a meter, and the 5th and 95th percentile of its runs."""
        held = self.values[meter.name]
        low, high = np.percentile(held, (5, 95), axis=1)
        return [(float(a), float(b), float(c)) for a, b, c in zip(held.mean(1), low, high, strict=True)]

    def gap(self, meter: Meter, one: int, other: int) -> Effect:
        """Return by how much better a posture is than another on a meter."""
        held = meter.sign * self.values[meter.name]
        return effect(held[one], held[other])

    def gaps(self, meter: Meter) -> tuple[FloatArray, FloatArray]:
        """Return by how much each posture is better than each other, and the paired error: (postures, postures)."""
        count = len(self.postures)
        means, errors = np.zeros((count, count)), np.zeros((count, count))
        for one, other in itertools.combinations(range(count), 2):
            found = self.gap(meter, one, other)
            means[one, other], means[other, one] = found.mean, -found.mean
            errors[one, other] = errors[other, one] = found.se
        return means, errors

    def best(self, meter: Meter) -> list[str]:
        """Return the postures that none is better than on a meter, beyond three paired standard errors."""
        means, errors = self.gaps(meter)
        beaten: BoolArray = np.any(means < -ERRORS * errors, axis=1)
        return [name for number, name in enumerate(self.postures) if not beaten[number]]

    def undominated(self) -> list[str]:
        """Return the postures that no other dominates: better on one meter beyond noise, and worse on none."""
        held = [self.gaps(meter) for meter in METERS]
        worse = np.any([means < -ERRORS * errors for means, errors in held], 0)
        better = np.any([means > ERRORS * errors for means, errors in held], 0)
        beaten = (better & ~worse).any(0)
        return [name for number, name in enumerate(self.postures) if not beaten[number]]

    def weights(self, draws: int = DRAWS) -> dict[str, float]:
        """Return in what share of random weights each posture comes out best.

        Weights are drawn evenly from all that sum to one. A meter runs from the worst posture (0) to the best (1); one
        on which no posture differs from another beyond noise says nothing.
        """
        drawn = np.random.default_rng(WEIGHTS_SEED).dirichlet(np.ones(len(METERS)), draws)
        scores = drawn @ np.array([self._scaled(meter) for meter in METERS])
        best = np.isclose(scores, scores.max(1, keepdims=True), rtol=0, atol=1e-12)
        shares = (best / best.sum(1, keepdims=True)).mean(0)
        return {name: float(share) for name, share in zip(self.postures, shares, strict=True)}

    def _scaled(self, meter: Meter) -> FloatArray:
        means, errors = self.gaps(meter)
        if not (np.abs(means) > ERRORS * errors).any():
            return np.zeros(len(self.postures))
        level = meter.sign * self.values[meter.name].mean(1)
        scaled: FloatArray = (level - level.min()) / (level.max() - level.min())
        return scaled


def play(scenario: Scenario, seat: str | None = None, *, runs: int = 500, seed: int = 1, **how: Unpack[How]) -> Balance:
    """Return every posture of a seat against every doctrine of its opponent, on the same luck.

    Parameters
    ----------
    seat : whose postures; the target's if None. Its opponent is the challenger, or the target for any other seat.
    runs : runs of each pair; types are drawn from the scenario's prior, the same in every pair.
    how : as for `sim.study.arms.run_arms`.

    Raises
    ------
    UnknownName
        If the scenario has no such seat.
    RunError, Cancelled
        If runs failed, or the work was stopped.
    """
    return play_all([scenario], seat, runs=runs, seed=seed, **how)[0]


def play_all(
    scenarios: Sequence[Scenario], seat: str | None = None, *, runs: int = 500, seed: int = 1, **how: Unpack[How]
) -> list[Balance]:
    """Return the balance of several scenarios, all of them in one go; otherwise as `play`."""
    by_name = {scenario.name: scenario for scenario in scenarios}
    tables = [_table(scenario, seat) for scenario in scenarios]
    probes = tuple(dict.fromkeys([*(meter.probe for meter in METERS), GREED]))
    wanted = {arm: probes for arms in tables for row in arms.arms for arm in row}
    found = run_arms(wanted, runs, load=by_name.__getitem__, seed=seed, **how)
    return [arms.balance(found) for arms in tables]


@dataclass(frozen=True)
class _Table:
    """The arms of one scenario: `arms` has a row a posture and a column a reply."""

    scenario: Scenario
    seat: str
    opponent: str
    arms: tuple[tuple[Arm, ...], ...]

    def balance(self, found: Mapping[Arm, Mapping[str, FloatArray]]) -> Balance:
        seats = self.scenario.seats
        values = {
            meter.name: np.array(
                [[meter.of(found[arm][meter.probe], self.scenario) for arm in row] for row in self.arms]
            )
            for meter in METERS
        }
        names = tuple(seats[self.seat].doctrines), tuple(seats[self.opponent].doctrines)
        return Balance(self.scenario, self.seat, self.opponent, *names, values, found[self.arms[0][0]][GREED])


def _table(scenario: Scenario, seat: str | None) -> _Table:
    if seat is not None and seat not in scenario.seats:
        raise UnknownName(f"seat of {scenario.name}", seat, scenario.seats)
    target, challenger = scenario.seat_of(Role.TARGET), scenario.seat_of(Role.CHALLENGER)
    seat = seat or target
    opponent = challenger if seat == target else target
    role = Role(scenario.seats[seat].role)
    arms = tuple(
        tuple(
            Arm(Ground(scenario.name, ((seat, posture), (opponent, reply)), types="prior"), role)
            for reply in scenario.seats[opponent].doctrines
        )
        for posture in scenario.seats[seat].doctrines
    )
    return _Table(scenario, seat, opponent, arms)
