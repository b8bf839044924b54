"""Scenario discovery: where failures are dense, chosen on the trajectory, narrowed to what counts, and checked.

A box is chosen on the trajectory of `peeling`, pasted, and narrowed: an input whose restriction could be chance, or
that is more than the reader wants, is left out and the rest is peeled again [BryantLempert2010]. What is found on some
points of a design is then held against points that were not peeled, and against resamples.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.study.questions.boxes import BoolArray, Box, rounded
from sim.study.questions.peeling import ALPHA, GRAIN, LEAST_MASS, Step, Tally, measured, paste, peel
from sim.study.questions.pruning import Pruning, quasi_p
from sim.world import FloatArray

COARSE = 2
"""Steps from one box to the next that is pruned, while it is sought which inputs count."""


@dataclass(frozen=True)
class Wish:
    """What kind of box is wanted.

    Attributes
    ----------
    min_density : share of the runs in it that fail, at least; None takes the box with the largest gain.
    max_dims : inputs that it restricts, at most.
    boxes : how many boxes, each on what the ones before it leave.
    resamples : how often the search is repeated on resampled points.
    alpha, least_mass : as in `peel`.
    """

    min_density: float | None = None
    max_dims: int = 3
    boxes: int = 1
    resamples: int = 40
    alpha: float = ALPHA
    least_mass: float = LEAST_MASS


@dataclass(frozen=True)
class Found:
    """A box that was found on some points.

    Attributes
    ----------
    step : the box with what it holds of the points that were peeled; it restricts nothing where nothing was found.
    trajectory : of all inputs.
    narrowed : of the inputs that were left, on which the box was chosen; the same where none was left out.
    quasi_p : by input, how likely chance alone makes the box so dense for its restriction.
    """

    step: Step
    trajectory: tuple[Step, ...]
    narrowed: tuple[Step, ...]
    quasi_p: Mapping[int, float] = field(default_factory=dict)

    @property
    def box(self) -> Box:
        """The box."""
        return self.step.box


def choose(steps: Sequence[Step], min_density: float | None = None) -> Step:
    """Return the box with the largest gain; or of those dense enough the one that covers most.

    Where none is dense enough it is the densest. Among equals it is the first.
    """
    if min_density is None:
        return max(steps, key=lambda step: -math.inf if math.isnan(step.gain) else step.gain)
    dense = [step for step in steps if step.density >= min_density]
    return max(dense, key=lambda step: step.coverage) if dense else max(steps, key=lambda step: step.density)


def find(tally: Tally, wish: Wish | None = None) -> Found:
    """Return the box in which failures are dense; it is the whole space where no restriction counts.

    Beside all inputs ever fewer are peeled, those with the largest gain by themselves, since among many inputs that do
    not matter the first slices are chance; and in the end those that the best box restricts.
    """
    wish = wish or Wish()
    pruning, peeled = Pruning(tally, wish.max_dims), []
    for columns in _ever_fewer(alone(tally), wish.max_dims):
        peeled.append(_peeled(tally, columns, wish, pruning, COARSE))
    best = choose([step for step, _steps in peeled], wish.min_density)
    if best.box.bounds:
        peeled.append(_peeled(tally, best.box.restricted, wish, pruning, 1))
        best = choose([best, peeled[-1][0]], wish.min_density)
    step = _finished(best, tally, wish)
    chances = {place: quasi_p(step.box, step.box.without(place), tally) for place in step.box.restricted}
    return Found(step, peeled[0][1], peeled[-1][1], chances)


def _peeled(
    tally: Tally, columns: Sequence[int], wish: Wish, pruning: Pruning, stride: int
) -> tuple[Step, tuple[Step, ...]]:
    """Return the best box of a peeling once each, or each so many steps, is pruned; and the boxes as they were."""
    steps = peel(tally, sorted(columns), alpha=wish.alpha, least_mass=wish.least_mass)
    boxes = dict.fromkeys(map(pruning.pruned, (step.box for step in steps[::stride])))
    return choose([measured(box, tally) for box in boxes], wish.min_density), steps


def _ever_fewer(order: Sequence[int], least: int) -> Iterator[Sequence[int]]:
    """Yield all, then half of them, and so on, the first in order staying, down to the least that is of use."""
    count = len(order)
    while True:
        yield order[:count]
        if count <= least:
            return
        count = max(-(-count // 2), least)


def alone(tally: Tally) -> tuple[int, ...]:
    """Return the inputs in the order of how much gain the best box of each alone has, the largest first."""
    failing = tally.failures / max(float(tally.failures.sum()), GRAIN)
    passing = (tally.runs - tally.failures) / max(float((tally.runs - tally.failures).sum()), GRAIN)
    apart = failing - passing
    gains = [_gain_alone(tally.values[:, place], apart, of.kind) for place, of in enumerate(tally.inputs)]
    return tuple(sorted(range(len(gains)), key=lambda place: -gains[place]))


def _gain_alone(values: FloatArray, apart: FloatArray, kind: str) -> float:
    """Return the largest gain of an interval of one number, or of some levels of a category."""
    if kind == "category":
        return round(float(np.bincount(values.astype(np.int64), weights=apart).clip(0.0).sum()), 9)
    if not values.size:
        return 0.0
    order = np.argsort(values, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(values[order])), len(order) - 1)  # equal values stay together
    run = np.append(0.0, np.cumsum(apart[order])[ends])
    return round(float((run - np.minimum.accumulate(run)).max()), 9)


def _finished(step: Step, tally: Tally, wish: Wish) -> Step:
    """Return a box pasted, with limits that can be read."""
    step = paste(step, tally, alpha=wish.alpha)
    plain = measured(rounded(step.box, tally.inputs, tally.values), tally)
    return step if wish.min_density and plain.density < wish.min_density <= step.density else plain


def cover(tally: Tally, wish: Wish) -> tuple[Found, ...]:
    """Return boxes in turn, each found on the points that those before it leave; at least one."""
    found: list[Found] = []
    while len(found) < wish.boxes:
        next_one = find(tally, wish)
        if found and not next_one.box.bounds:
            break
        found.append(next_one)
        tally = tally.part(~next_one.box.holds(tally.values))
        if len(tally) == 0 or not 0.0 < tally.rate < 1.0:
            break
    return tuple(found)


def beyond(tally: Tally, boxes: Sequence[Box]) -> Tally:
    """Return the tally of the points that lie in none of some boxes."""
    return tally.part(~within(tally.values, boxes))


def within(values: FloatArray, boxes: Sequence[Box]) -> BoolArray:
    """Return which points lie in one of some boxes."""
    found = np.zeros(len(values), bool)
    for box in boxes:
        found |= box.holds(values)
    return found
