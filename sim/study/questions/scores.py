"""Scores of policies under every metric of robustness, with intervals and with how firm the ranks are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import OutOfRange
from sim.language import _
from sim.study.questions.clusters import AT_ONCE, SEED, average, interval
from sim.study.questions.metrics import METRICS, Metric, Terms, from_best
from sim.study.questions.ranks import SURE, Stability, ranks, stability
from sim.study.questions.regret import SAMPLES, Redrawn, States, regret
from sim.study.standing import Reason, constant, few_points, few_runs, missing
from sim.world import FloatArray

LEAST_RUNS = 8
"""Replications, fewer than which tell nothing of an expected outcome."""
MOST_LUCK = 0.5
"""Share of the spread between states that may be luck: beyond it no correction brings the other metrics back."""
LEAST_KNOWN = 0.99
"""Share of samples in which a metric has to exist."""


@dataclass(frozen=True)
class Judged:
    """What one metric says of all policies.

    Attributes
    ----------
    metric : which.
    score : of each policy, the more the better, shape (policies,).
    low, high : its 95 % interval, as `judged` says.
    bias : by how much luck alone moves the score on average, in the sense of the score: what a bootstrap over
        replications adds to it. Worst states, best states and regrets are picked by luck, too.
    stability : how firm the ranks are.
    corrected : share of samples in which each policy is first, once the bias of luck is taken off.
    reasons : why the metric says nothing, if so.
    noise : why its values do not stand although it exists: luck.
    """

    metric: Metric
    score: FloatArray
    low: FloatArray
    high: FloatArray
    bias: FloatArray
    stability: Stability
    corrected: FloatArray
    reasons: tuple[Reason, ...]
    noise: tuple[Reason, ...] = ()

    @property
    def ranks(self) -> FloatArray:
        """Rank of each policy, 1 the best."""
        return ranks(self.score)

    @property
    def leaders(self) -> list[int]:
        """Places of the policies that are first; none under a metric that says nothing."""
        return [] if self.reasons else [int(place) for place in np.flatnonzero(self.ranks == 1.0)]

    @property
    def sure(self) -> float:
        """Share of samples in which the policy that is first is first, with the bias of luck or without: the less."""
        place = self.leaders[0]
        return float(min(self.stability.first[place], self.corrected[place]))

    def first(self) -> list[Reason]:
        """Return the reasons against its first place: the metric's own, a shared place, or one that samples move.

        Luck speaks against first place under a metric of spread. Under the others first place may stand although the
        values do not, if samples agree on it with the bias of luck and without.
        """
        found = [*self.reasons, *(self.noise if self.metric.of_spread else ())]
        if len(self.leaders) > 1:
            found.append(Reason("tie", _("first place is shared")))
        elif self.leaders and not self.sure >= SURE:
            share = self.sure
            text = _("it is first in {share:.0%} of the samples, and {least:.0%} are the least")
            found.append(Reason("unstable", text.format(share=share, least=SURE)))
        return found


def judged(held: States, terms: Terms, *, samples: int = SAMPLES, seed: int = SEED) -> list[Judged]:
    """Return what every metric says of the policies.

    Intervals and ranks come from a bootstrap that draws points (each with all its scenarios) and, within every state,
    replications, the same for all policies. Luck does not average out of every metric: it makes the worst state
    worse, spread wider and regret larger, in the runs and in the samples once more. An interval therefore reaches
    from the percentiles of the samples to those without the two shares of luck (`bias`), whichever is farther.
    A bootstrap of an extreme (maximin, maximax, Hurwicz, minimax regret) cannot go beyond the most extreme state that
    was run: of states that were not run these intervals say nothing.

    Parameters
    ----------
    held : the states of the world.
    terms : coefficient, threshold and direction.
    samples, seed : of the bootstrap.

    Raises
    ------
    OutOfRange
        If Hurwicz's coefficient is not from 0 to 1.
    """
    if not 0.0 <= terms.hurwicz <= 1.0:
        raise OutOfRange("hurwicz", terms.hurwicz, 0.0, 1.0)
    every = METRICS
    if held.size == 0:
        nothing = np.full(held.runs.shape[0], np.nan)
        empty = Stability(nothing, nothing, 0.0)
        none = (Reason("missing", _("no state of the world has a value under every policy")),)
        return [Judged(metric, nothing, nothing, nothing, nothing, empty, nothing, none) for metric in every]
    scores = [metric.score(held.performance, terms) for metric in every]
    luck, both, noise = _drawn(held, terms, every, samples, seed)
    found = []
    for place, (metric, score) in enumerate(zip(every, scores, strict=True)):
        bias = average(luck[:, place], 0) - score
        reasons = tuple(_reasons(metric, score, terms, both[:, place]))
        luckless = stability(score - bias, both[:, place] - 2.0 * bias).first
        unsure = () if reasons else tuple(noisy(metric, noise[metric.transform is from_best]))
        low, high = _reaching(interval(both[:, place]), bias, metric.bounds(held.runs))
        firm = stability(score, both[:, place])
        found.append(Judged(metric, score, low, high, bias, firm, luckless, reasons, unsure))
    return found


def luck_share(drawn: FloatArray, measured: FloatArray) -> float:
    """Return how much of the variance between states is luck that is left in a mean, 0-1; NaN if nothing varies.

    Parameters
    ----------
    drawn : variance over samples of luck, of every policy in every state, shape (policies, states).
    measured : what was measured there, likewise.
    """
    spread = float(measured.var(axis=1).mean())
    return min(float(drawn.mean()) / spread, 1.0) if spread > 0.0 else np.nan


def noisy(metric: Metric, share: float) -> list[Reason]:
    """Return the reason against a metric that luck distorts where much of the spread between states is luck."""
    if metric.name == "laplace" or not share > MOST_LUCK:
        return []
    return [Reason("noise", _("{share:.0%} of the spread between states is luck").format(share=share))]


def _reaching(ends: FloatArray, bias: FloatArray, bounds: tuple[float, float]) -> tuple[FloatArray, FloatArray]:
    """Return an interval with and without the bias of luck, inside what the score can be."""
    low, high = np.minimum(ends[0], ends[0] - 2.0 * bias), np.maximum(ends[1], ends[1] - 2.0 * bias)
    least, most = bounds
    return np.clip(low, least, most), np.clip(high, least, most)


def _drawn(
    held: States, terms: Terms, every: Sequence[Metric], samples: int, seed: int
) -> tuple[FloatArray, FloatArray, dict[bool, float]]:
    """Return scores in samples of luck, and of luck and points, each (samples, metrics, policies), and shares of luck.

    The shares are those of the spread of performance (False) and of regret (True).
    """
    redrawn, found = Redrawn(held, seed), held.performance
    measured = (found, regret(found))
    squares = [np.zeros_like(found), np.zeros_like(found)]
    luck, both = [], []
    step = max(AT_ONCE // found.size, 1) if redrawn.even else 1
    for start in range(0, samples, step):
        count = min(step, samples - start)
        performance = np.array([redrawn.luck() for _sample in range(count)])
        places = np.array([redrawn.places() for _sample in range(count)])
        squares[0] += ((performance - measured[0]) ** 2).sum(axis=0)
        squares[1] += ((regret(performance) - measured[1]) ** 2).sum(axis=0)
        luck.append([metric.score(performance, terms) for metric in every])
        performance = np.take_along_axis(performance, places[:, None, :], axis=2)
        both.append([metric.score(performance, terms) for metric in every])
    shares = {of_regret: luck_share(squares[of_regret] / samples, measured[of_regret]) for of_regret in (False, True)}
    return _in_order(luck), _in_order(both), shares


def _in_order(parts: list[list[FloatArray]]) -> FloatArray:
    """Return scores that were worked out in parts, each metric by metric, as (samples, metrics, policies)."""
    return np.concatenate([np.moveaxis(np.array(part), 0, 1) for part in parts])


def _reasons(metric: Metric, score: FloatArray, terms: Terms, drawn: FloatArray) -> list[Reason]:
    """Return why one metric says nothing."""
    if metric.name == "starr" and terms.threshold is None:
        return [Reason("no-threshold", _("it needs a threshold, and none is set"))]
    if not np.isfinite(score).all():
        return [Reason("undefined", _("it does not exist for every policy"))]
    known = float(np.isfinite(drawn).all(axis=1).mean())
    if known < LEAST_KNOWN:
        return [Reason("undefined", _("it does not exist in {lost:.0%} of the samples").format(lost=1.0 - known))]
    return []


def weaknesses(values: FloatArray, points: int, title: str) -> list[Reason]:
    """Return what speaks against all metrics of an outcome.

    Parameters
    ----------
    values : of its runs, shape (policies, scenarios, points, replications).
    points : how many the design has.
    """
    found = [*few_points(points), *few_runs(values.shape[-1], LEAST_RUNS)]
    found += [*missing(values, title), *constant(values, title)]
    if values.shape[0] < 2:
        found.append(Reason("one-policy", _("there is one policy, and nothing to rank it against")))
    return found
