"""Luck or conditions: an outcome's variance over the runs of a study, split by the law of total variance.

Luck is what differs between runs of one policy at one point; conditions are what differs between points; policies what
differs between them. Estimates from few replications are too large by the luck that is left in a mean; that is taken
off, so that every part is unbiased with two replications and more ([Searle1992]).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.language import _, plural
from sim.study.questions.samples import CONFIDENCE, Finding, Row, doubts, few, generator, refused
from sim.study.standing import LEAST_POINTS, Standing, few_points, wide
from sim.world import FloatArray

RESAMPLES = 200
LEAST_REPLICATIONS = {False: 2, True: LEAST_POINTS}
"""Replications, fewer than which tell nothing of luck: of luck of its own at each point, and of luck that all share."""
KEYS = ("share", "share_low", "share_high", "variance")
PARTS = {
    "luck": _("luck"),
    "conditions": _("conditions"),
    "policy": _("policy"),
    "policy_by_conditions": _("policy by conditions"),
}


@dataclass(frozen=True)
class Split:
    """An outcome's variance in parts; a part that is nought may come out a little below it.

    Attributes
    ----------
    luck : within the runs of a policy at a point, on average.
    conditions : between points, of the mean over policies.
    policy : between policies, of the mean over points.
    policy_by_conditions : what policies differ by at some points and not at others.
    """

    luck: float
    conditions: float
    policy: float
    policy_by_conditions: float

    @property
    def total(self) -> float:
        """The whole variance."""
        return self.luck + self.conditions + self.policy + self.policy_by_conditions


def split(values: FloatArray, *, common: bool = False) -> Split:
    """Return the parts of an outcome's variance.

    Policies count alike and are all there are; points are a sample of conditions, replications one of luck. The
    policies meet the same luck in a replication.

    Parameters
    ----------
    values : finite, shape (policies, points, replications), two points and two replications at least.
    common : whether a replication has the same luck at all points.
    """
    policies, points, replications = values.shape
    means = values.mean(axis=2)
    between = _covariance(means)
    noise, shared = _noise(values, means, common=common)
    each, over = np.eye(policies) - 1.0 / policies, np.full(policies, 1.0 / policies)
    centre = means.mean(axis=1)
    kept = between / points + shared / replications  # of the mean over points, as an estimate
    return Split(
        luck=float(np.trace(noise + shared)) / policies,
        conditions=float(over @ (between - noise / replications) @ over),
        policy=float(centre.var() - np.trace(each @ kept) / policies),
        policy_by_conditions=float(np.trace(each @ (between - noise / replications))) / policies,
    )


def _noise(values: FloatArray, means: FloatArray, *, common: bool) -> tuple[FloatArray, FloatArray]:
    """Return the covariances over policies of luck: of what it does at a point, and of what it does at all alike.

    With luck of its own at each point there is none of the second kind.
    """
    policies, points, replications = values.shape
    left = values - means[:, :, None]
    if not common:
        flat = left.reshape(policies, -1)
        return flat @ flat.T / (points * (replications - 1)), np.zeros((policies, policies))
    alike = left.mean(axis=1)
    flat = (left - alike[:, None, :]).reshape(policies, -1)
    noise = flat @ flat.T / ((points - 1) * (replications - 1))
    return noise, alike @ alike.T / (replications - 1) - noise / points


def _covariance(means: FloatArray) -> FloatArray:
    """Return the covariance over policies between points, shape (policies, policies)."""
    left = means - means.mean(axis=1, keepdims=True)
    found: FloatArray = left @ left.T / (means.shape[1] - 1)
    return found


def finding(values: FloatArray, outcome: str, seed: int, *, common: bool = False) -> Finding:
    """Return the shares of an outcome's variance that are luck, conditions and policy, with intervals over points.

    Row numbers: `share` of the whole with its interval, and the `variance` itself.

    Parameters
    ----------
    values : shape (policies, points, replications), of one scenario.
    outcome : its name for people.
    common : as for `split`.
    """
    policies, points, replications = values.shape
    named = list(PARTS.items())[: 4 if policies > 1 else 2]
    about = {"policies": policies, "points": points, "replications": replications, "runs": values.size}
    text = plural(
        "there is {count} replication, and {least} are the least",
        "there are {count} replications, and {least} are the least",
        replications,
    )
    if common:
        text = _("all points share the luck of {count} replications, and {least} are the least")
    against = doubts(values, outcome, few_points(points), few(replications, LEAST_REPLICATIONS[common], text))
    if not against.established:
        return refused("split", named, KEYS, against, about)
    found = split(values, common=common)
    chance = generator(seed, "luck bootstrap")
    again = [_resampled(values, chance, common=common) for _again in range(RESAMPLES)]
    rows = [_row(name, title, found, again) for name, title in named]
    return Finding("split", tuple(sorted(rows, key=lambda row: -row.numbers["share"])), Standing(), about)


def _resampled(values: FloatArray, chance: np.random.Generator, *, common: bool) -> Split:
    """Return the split of points drawn anew; of luck too, where all points share so much of it that it is a sample."""
    _policies, points, replications = values.shape
    drawn = values[:, chance.integers(points, size=points)]
    if common:
        drawn = drawn[:, :, chance.integers(replications, size=replications)]
    return split(drawn, common=common)


def _row(name: str, title: str, found: Split, again: list[Split]) -> Row:
    tail = (1.0 - CONFIDENCE) / 2.0
    share = getattr(found, name) / found.total
    low, high = (float(x) for x in np.quantile([getattr(s, name) / s.total for s in again], [tail, 1.0 - tail]))
    numbers = {"share": share, "share_low": low, "share_high": high, "variance": getattr(found, name)}
    return Row(name, title, numbers, Standing.of(wide(low, high, share, _("the share"))))
