"""Metrics of robustness: what is looked at in each state, in which states, and what is made of them.

The eleven of [McPhail2018], each as transform x subset x aggregation. The formulas were checked against the first
author's own package (RAPID, read for facts) and a port by other hands; where the two differ or the paper leaves a
choice, the metric says what was chosen. Every function takes performance turned so that more is better, of shape
(..., policies, states), and every score is better the larger it is; `Metric.shown` turns it back to the outcome's own
sense.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.language import _
from sim.study.questions.regret import regret
from sim.world import FloatArray

LIKE, LESS, MORE = "outcome", "less", "more"
ROUNDING = 1e-12
"""By how much a mean may miss a threshold through rounding alone, over the threshold's size."""


@dataclass(frozen=True)
class Terms:
    """What metrics need beside performance.

    Attributes
    ----------
    sign : 1, or -1 where less of the outcome is better.
    hurwicz : weight of the worst state in Hurwicz's rule, 0-1; the best state has the rest.
    threshold : where success begins, in the outcome's own sense; None if none is set.
    """

    sign: int = 1
    hurwicz: float = 0.5
    threshold: float | None = None


Part = Callable[[FloatArray, Terms], FloatArray]


def identity(values: FloatArray, terms: Terms) -> FloatArray:
    """Return performance as it is."""
    return values


def from_best(values: FloatArray, terms: Terms) -> FloatArray:
    """Return less the regret against the best tested policy in each state."""
    return -regret(values)


def from_median(values: FloatArray, terms: Terms) -> FloatArray:
    """Return performance less the policy's own median over all states."""
    found: FloatArray = values - np.median(values, axis=-1, keepdims=True)
    return found


def satisfied(values: FloatArray, terms: Terms) -> FloatArray:
    """Return 1 where performance is at least as good as the threshold, else 0; NaN without a threshold."""
    if terms.threshold is None:
        return np.full(values.shape, np.nan)
    return (values >= terms.sign * terms.threshold - ROUNDING * max(1.0, abs(terms.threshold))).astype(float)


def every(values: FloatArray, terms: Terms) -> FloatArray:
    """Return all states."""
    return values


def worst(values: FloatArray, terms: Terms) -> FloatArray:
    """Return the worst state."""
    found: FloatArray = values.min(axis=-1, keepdims=True)
    return found


def best(values: FloatArray, terms: Terms) -> FloatArray:
    """Return the best state."""
    found: FloatArray = values.max(axis=-1, keepdims=True)
    return found


def worst_and_best(values: FloatArray, terms: Terms) -> FloatArray:
    """Return the worst and the best state."""
    return np.concatenate([worst(values, terms), best(values, terms)], axis=-1)


def worst_half(values: FloatArray, terms: Terms) -> FloatArray:
    """Return the worse half of the states, the middle one of an odd number with it."""
    return np.sort(values, axis=-1)[..., : -(-values.shape[-1] // 2)]


def percentiles(*wanted: float) -> Part:
    """Return what takes some percentiles of the states, straight between the two nearest states."""

    def taken(values: FloatArray, terms: Terms) -> FloatArray:
        return np.moveaxis(np.percentile(values, wanted, axis=-1), 0, -1)

    return taken


def mean(values: FloatArray, terms: Terms) -> FloatArray:
    """Return the mean of the states that are left.

    Of undesirable deviations the paper's table names the sum; the author's package divides it by their number, as is
    done here, so that it stays in the outcome's unit. Ranks are the same.
    """
    found: FloatArray = values.mean(axis=-1)
    return found


def weighted(values: FloatArray, terms: Terms) -> FloatArray:
    """Return the worst and the best state with Hurwicz's weights."""
    return terms.hurwicz * values[..., 0] + (1.0 - terms.hurwicz) * values[..., 1]


def mean_variance(values: FloatArray, terms: Terms) -> FloatArray:
    """Return (mean + 1) / (sd + 1), or less (mean + 1) x (sd + 1) of the outcome itself where less is better.

    It depends on the outcome's unit, as its authors say. Where less is better the author's package turns the values
    round and divides, which prefers more spread once the turned mean is below -1; the product is the form of the
    ports for that case. NaN where a mean is below -1, for the same reason, and with a single state. The standard
    deviation is the sample's (n - 1).
    """
    if values.shape[-1] < 2:
        return np.full(values.shape[:-1], np.nan)
    spread = values.std(axis=-1, ddof=1) + 1.0
    middle = terms.sign * values.mean(axis=-1) + 1.0
    found: FloatArray = np.where(middle < 0.0, np.nan, middle / spread if terms.sign > 0 else -middle * spread)
    return found


def skewness(values: FloatArray, terms: Terms) -> FloatArray:
    """Return by how much the median lies above the middle of the 10th and 90th percentile, in half their distance.

    NaN where the two percentiles are one. The sign is that of the author's package, which prefers most states toward
    the better end with a tail toward the worse; another port has the opposite sign under the same name.
    """
    low, middle, high = values[..., 0], values[..., 1], values[..., 2]
    return _ratio(middle - (high + low) / 2.0, (high - low) / 2.0)


def peakedness(values: FloatArray, terms: Terms) -> FloatArray:
    """Return the distance of the 10th and 90th percentile over that of the 25th and 75th; NaN where those are one."""
    return _ratio(values[..., 3] - values[..., 0], values[..., 2] - values[..., 1])


def _ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    some = below > 1e-12
    found: FloatArray = np.where(some, above / np.where(some, below, 1.0), np.nan)
    return found


@dataclass(frozen=True)
class Metric:
    """A metric of robustness.

    Attributes
    ----------
    name, title : its name, and what it is called.
    text : what it asks, one sentence.
    transform, subset, aggregation : its three parts.
    sense : "outcome" if its value reads as the outcome does, "less" if less of it is better, "more" if more is.
    form : whether it is about the form of the spread alone, however good or bad the outcomes are.
    """

    name: str
    title: str
    text: str
    transform: Part
    subset: Part
    aggregation: Part
    sense: str = LIKE
    form: bool = False

    @property
    def of_spread(self) -> bool:
        """Whether it measures spread, which luck adds to, rather than a place."""
        return self.form or self.transform is from_median or self.aggregation is mean_variance

    def bounds(self, runs: FloatArray) -> tuple[float, float]:
        """Return the least and the most that a score can be, given all runs turned so that more is better.

        A mean of outcomes lies between the least and the greatest that any run came to.
        """
        if self.sense == LESS:
            return -np.inf, 0.0
        if self.transform is satisfied:
            return 0.0, 1.0
        if self.transform is identity and self.aggregation in (mean, weighted):
            return float(np.nanmin(runs)), float(np.nanmax(runs))
        return -np.inf, np.inf

    def score(self, performance: FloatArray, terms: Terms) -> FloatArray:
        """Return the score of each policy, the more the better; NaN where it does not exist.

        Parameters
        ----------
        performance : shape (..., policies, states), more being better, none NaN.
        """
        return self.aggregation(self.subset(self.transform(performance, terms), terms), terms)

    def shown(self, score: FloatArray, terms: Terms) -> FloatArray:
        """Return a score in its own sense: a regret above 0, and the worst deaths as deaths."""
        return score * {LIKE: terms.sign, LESS: -1, MORE: 1}[self.sense] + 0.0


METRICS: tuple[Metric, ...] = (
    Metric(
        "maximin",
        _("Maximin"),
        _("the outcome in the worst state"),
        identity, worst, mean,
    ),
    Metric(
        "maximax",
        _("Maximax"),
        _("the outcome in the best state"),
        identity, best, mean,
    ),
    Metric(
        "hurwicz",
        _("Hurwicz"),
        _("worst and best state, weighted by the coefficient of pessimism"),
        identity, worst_and_best, weighted,
    ),
    Metric(
        "laplace",
        _("Laplace"),
        _("the mean, every state counting alike (insufficient reason)"),
        identity, every, mean,
    ),
    Metric(
        "minimax-regret",
        _("Minimax regret"),
        _("the largest regret in any state"),
        from_best, worst, mean, LESS,
    ),
    Metric(
        "regret-90",
        _("90th percentile regret"),
        _("the regret that nine states in ten do not exceed"),
        from_best, percentiles(10.0), mean, LESS,
    ),
    Metric(
        "mean-variance",
        _("Mean-variance"),
        _("a good mean with little spread: (mean + 1) over (sd + 1); times it where less is better"),
        identity, every, mean_variance,
    ),
    Metric(
        "undesirable-deviations",
        _("Undesirable deviations"),
        _("how far the worse half of the states lies from the policy's median, on average"),
        from_median, worst_half, mean, LESS,
    ),
    Metric(
        "percentile-skewness",
        _("Percentile skewness"),
        _("whether most states lie toward the better end (10th, 50th and 90th percentile)"),
        identity, percentiles(10.0, 50.0, 90.0), skewness, MORE, True,
    ),
    Metric(
        "percentile-peakedness",
        _("Percentile peakedness"),
        _("how closely the middle half of the states lies together beside the tails"),
        identity, percentiles(10.0, 25.0, 75.0, 90.0), peakedness, MORE, True,
    ),
    Metric(
        "starr",
        _("Starr's domain criterion"),
        _("the share of states in which the expected outcome meets the threshold"),
        satisfied, every, mean, MORE,
    ),
)  # fmt: skip
"""The eleven metrics in their published order."""
