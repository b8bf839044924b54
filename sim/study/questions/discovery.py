"""Scenario discovery: where failures are dense, chosen on the trajectory, narrowed to what counts, and checked.

A box is chosen on the trajectory of `peeling`, pasted, and narrowed: an input whose restriction could be chance, or
that is more than the reader wants, is left out and the rest is peeled again [BryantLempert2010]. What is found on some
points of a design is then held against points that were not peeled, and against resamples.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from sim.study.questions.boxes import BoolArray, Bound, Box, rounded
from sim.study.questions.peeling import ALPHA, GRAIN, LEAST_MASS, Step, Tally, in_grains, measured, paste, peel
from sim.world import FloatArray

CHANCE = 0.05
"""Probability above which a difference passes for chance."""


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
    resamples: int = 50
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


def quasi_p(box: Box, looser: Box, tally: Tally) -> float:
    """Return how likely chance makes a box as dense as it is, were what parts it from a looser one of no account.

    The binomial probability of as many failures or more among its points, at the density of the looser box
    [BryantLempert2010]. A point whose runs fail in some share counts for as many trials as its share varies less than
    that of a point that fails or not.
    """
    masks = np.array([looser.holds(tally.values)])
    return float(_chances(tally.shares, box.holds(tally.values), masks)[0])


def _chances(shares: FloatArray, inside: BoolArray, wider: BoolArray) -> FloatArray:
    """Return the quasi-p of the points inside against each of some wider sets, shape (sets, points)."""
    from scipy.special import betainc

    masks, count = wider.astype(float), float(inside.sum())
    sizes = masks.sum(axis=1)
    rates = masks @ shares / sizes
    spreads = masks @ in_grains(shares**2) / sizes - rates**2
    mean = float(shares[inside].sum()) / count if count else 0.0
    varied = spreads > GRAIN
    trials = count * rates * (1.0 - rates) / np.where(varied, spreads, 1.0)
    hits = mean * trials
    counted = varied & (hits > 0.0)
    found: FloatArray = betainc(np.where(counted, hits, 1.0), np.where(counted, trials - hits, 0.0) + 1.0, rates)
    return np.where(counted, found, 1.0)


def pruned(box: Box, tally: Tally, max_dims: int) -> Box:
    """Return a box without the limits that could be chance, the likeliest first, and with no more inputs than wanted.

    Of inputs that are all of account, the one goes without which the box has the largest gain.
    """
    while box.bounds:
        parts = [(place, part) for place in box.restricted for part in _parts(box.bounds[place])]
        missed = ~np.array([part.holds(tally.values[:, place]) for place, part in parts])
        misses = missed.sum(axis=0)
        chances = _chances(tally.shares, misses == 0, misses - missed == 0)
        worst = int(np.argmax(chances))
        if chances[worst] > CHANCE:
            place, part = parts[worst]
            box = _loosened(box, place, part)
        elif len(box.bounds) > max_dims:
            box = max((box.without(place) for place in box.restricted), key=lambda less: measured(less, tally).gain)
        else:
            break
    return box


def _parts(bound: Bound) -> list[Bound]:
    """Return a bound as limits that can be left out one by one."""
    if bound.levels is not None or math.inf in (-bound.low, bound.high):
        return [bound]
    return [Bound(low=bound.low), Bound(high=bound.high)]


def _loosened(box: Box, place: int, part: Bound) -> Box:
    """Return a box without a part of one of its bounds."""
    now = box.bounds[place]
    left = [each for each in _parts(now) if each != part]
    return box.with_bound(place, left[0]) if left else box.without(place)


def find(tally: Tally, wish: Wish | None = None) -> Found:
    """Return the box in which failures are dense; it is the whole space where no restriction counts."""
    wish = wish or Wish()
    first = narrowed = peel(tally, alpha=wish.alpha, least_mass=wish.least_mass)
    best = _best(first, tally, wish)
    if 0 < best.dims < len(tally.inputs):
        narrowed = peel(tally, best.box.restricted, alpha=wish.alpha, least_mass=wish.least_mass)
        best = choose([best, _best(narrowed, tally, wish)], wish.min_density)
    step = _finished(best, tally, wish)
    chances = {place: quasi_p(step.box, step.box.without(place), tally) for place in step.box.restricted}
    return Found(step, first, narrowed, chances)


def _best(steps: Sequence[Step], tally: Tally, wish: Wish) -> Step:
    """Return the best of some boxes once each is pruned."""
    boxes = [pruned(step.box, tally, wish.max_dims) for step in steps]
    return choose([measured(box, tally) for box in boxes], wish.min_density)


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
