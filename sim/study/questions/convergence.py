"""Convergence: how well means and paired differences are known, and how many replications they need.

Luck alone can be averaged away by more replications. What is left between points is not luck: it is what the study
asks about, and only more points narrow a mean over them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import OutOfRange
from sim.language import _
from sim.study.answers import Answer, Table
from sim.study.questions.asked import answer_name, chosen, figures, standing_text
from sim.study.questions.clusters import average, mean_of, student
from sim.study.standing import FLAT, Reason, Standing, constant, few_runs, missing
from sim.world import FloatArray

if TYPE_CHECKING:
    from sim.study.results import Results

LEAST_RUNS = 8
"""Replications, fewer than which tell nothing of how much luck there is."""
OF_SHARE, OF_SCALE = 0.01, 0.05
"""Half-width that is wanted if none is given: of a share this, of anything else this part of its mean."""
MOST = 10**9
"""Replications, more than which are told as none that help."""
QUESTION = "converge"
SHARE = "share"
INNER = ("luck", "reasons")
"""Entries of a row that no table shows."""
CURVE = ("outcome", "scenario", "policy", "of", "replications", "half_point", "half_luck")


@dataclass(frozen=True)
class Luck:
    """How much luck moves a mean, by standard deviations over replications.

    Attributes
    ----------
    point : of one run at a point, root mean square over the points.
    worst : of one run at the point where it is largest.
    overall : of the mean over the points in one replication: luck alone, the points held.
    half : half the 95 % interval of the mean over points with the points as a sample; NaN with one point.
    replications, points : how many there are.
    common : whether all points share their luck.
    """

    point: float
    worst: float
    overall: float
    half: float
    replications: int
    points: int
    common: bool

    def at_point(self, replications: int) -> float:
        """Return half the 95 % interval of the mean at a point."""
        return half_width(self.point, replications, self.points)

    def over_points(self, replications: int) -> float:
        """Return half the 95 % interval of the mean over the points that were run, luck alone."""
        return half_width(self.overall, replications, 1 if self.common else self.points)


def luck_of(values: FloatArray, *, common: bool = False) -> Luck:
    """Return how much luck moves the mean of some values of shape (points, replications), NaN where there is none."""
    points, replications = values.shape
    counts = np.isfinite(values).sum(axis=1)
    spare = values - average(values, 1)[:, None]
    squares, free = np.nansum(spare**2, axis=1), np.maximum(counts - 1, 0)
    known = free > 0
    variances = squares[known] / free[known]
    pooled = float(squares[known].sum() / free[known].sum()) if known.any() else np.nan
    if common:
        shared = average(values, 0)
        shared = shared[np.isfinite(shared)]
        overall = float(shared.var(ddof=1)) if shared.size > 1 else np.nan
    else:
        overall = float(variances.mean()) / len(variances) if known.any() else np.nan
    found = mean_of(values, common=common, samples=0)
    half = (found.high - found.low) / 2.0 if points > 1 else np.nan
    worst = float(np.sqrt(variances.max())) if known.any() else np.nan
    return Luck(math.sqrt(pooled), worst, math.sqrt(overall), half, replications, points, common)


def half_width(deviation: float, replications: int, groups: int = 1) -> float:
    """Return half the 95 % interval of a mean of replications, after Student.

    Parameters
    ----------
    deviation : standard deviation of one.
    groups : in how many groups of so many replications it was measured.
    """
    return student(groups * (replications - 1)) * deviation / math.sqrt(replications)


def needed(deviation: float, precision: float, groups: int = 1) -> int | None:
    """Return the fewest replications, 2 at least, whose mean is known to +- `precision`; None if beyond MOST.

    Parameters
    ----------
    deviation, groups : as for `half_width`; NaN gives None.
    """
    if not np.isfinite(deviation) or half_width(deviation, MOST, groups) > precision:
        return None
    low, high = 1, 2
    while half_width(deviation, high, groups) > precision:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if half_width(deviation, middle, groups) <= precision else (middle, high)
    return high


def usual_precision(values: FloatArray, unit: str) -> float:
    """Return the half-width that is wanted if none is given: a hundredth of a share, or 5 % of the mean of sizes.

    The size of a mean is its absolute value, policy by policy, so that gains and losses do not cancel; of means that
    are all 0 it is their spread.
    """
    if unit.startswith(SHARE):
        return OF_SHARE
    known = values[np.isfinite(values)]
    means = average(values, (1, 2, 3))
    size = float(np.abs(means[np.isfinite(means)]).mean()) if known.size else np.nan
    return OF_SCALE * (size or float(known.std()))


def ask(
    results: Results,
    *,
    precision: float | None = None,
    outcomes: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    reference: str | None = None,
    command: Sequence[str] = (),
) -> Answer:
    """Ask how many replications every outcome needs, for means and for paired differences.

    Parameters
    ----------
    precision : half-width that is wanted, in the outcome's unit; `usual_precision` if None.
    outcomes, scenarios : all if none.
    reference : policy to which differences are taken, the first if None.

    Raises
    ------
    UnknownName
        If something is not in the study.
    OutOfRange
        If the precision is not above 0.
    """
    if precision is not None and not 0.0 < precision < math.inf:
        raise OutOfRange("precision", precision, 0.0, math.inf)
    wanted = chosen(_("outcome of this study"), outcomes, tuple(results.outcomes))
    scenes = chosen(_("scenario of this study"), scenarios, results.scenarios)
    base = results.policy(reference or results.policies[0])
    rows, said = [], []
    for name in wanted:
        values = results.array(name)[:, [results.scenarios.index(scene) for scene in scenes]]
        row = results.outcome(name)
        goal = precision if precision is not None else usual_precision(values, row.unit)
        found = [
            {"outcome": name, "scenario": scene, **each}
            for place, scene in enumerate(scenes)
            for each in _quantities(values[:, place], results, base, row.title, goal)
        ]
        said.append(_sentence(row.title, found, goal, results.replications))
        rows += found
    asked = {"precision": precision, "outcomes": tuple(outcomes), "scenarios": tuple(scenarios)}
    held = {**asked, "reference": results.policies[base]}
    usual = {"precision": None, "outcomes": (), "scenarios": (), "reference": results.policies[0]}
    stands = any(not each["reasons"] for each in rows)
    shown = [{key: value for key, value in each.items() if key not in INNER} for each in rows]
    curves = [point for each in rows for point in _curve(each)]
    return Answer(
        QUESTION,
        answer_name(QUESTION, held, usual),
        _("How many replications the outcomes need"),
        tuple(said),
        Standing() if stands else Standing.of(*(each["reasons"] for each in rows)),
        held,
        {
            "replications": Table.of(shown, _("Half-widths of 95 % intervals, and the replications that they need")),
            "curve": Table.of(curves, _("Half-width by replications"), CURVE),
        },
        {"replications": results.replications, "points": len(results.points)},
        tuple(command),
    )


def _quantities(values: FloatArray, results: Results, base: int, title: str, goal: float) -> list[dict[str, Any]]:
    """Return the rows of one outcome in one scenario: every policy's mean, then every difference to the reference."""
    found = [("mean", place, values[place]) for place in range(len(values))]
    found += [("difference", place, values[place] - values[base]) for place in range(len(values)) if place != base]
    common = results.spec.design.luck == "common"
    return [_quantity(kind, results.policies[place], part, common, title, goal) for kind, place, part in found]


def _quantity(kind: str, policy: str, values: FloatArray, common: bool, title: str, goal: float) -> dict[str, Any]:
    reasons = [*few_runs(values.shape[1], LEAST_RUNS), *missing(values, title), *constant(values, title)]
    luck = luck_of(values, common=common)
    if not reasons and luck.point <= FLAT * max(float(np.abs(values).max()), 1.0):
        reasons = [Reason("no-luck", _("luck does not move {name}").format(name=title))]
    now, groups = luck.replications, 1 if common else luck.points
    stands = not reasons
    return {
        "of": kind,
        "policy": policy,
        "sd": luck.point,
        "half_point": luck.at_point(now),
        "half_luck": luck.over_points(now),
        "half": luck.half,
        "wanted": goal,
        "needed_point": needed(luck.point, goal, luck.points) if stands else None,
        "needed_worst": needed(luck.worst, goal) if stands else None,
        "needed_luck": needed(luck.overall, goal, groups) if stands else None,
        "points_needed": math.ceil(luck.points * (luck.half / goal) ** 2) if stands and luck.half > goal else None,
        "standing": standing_text(reasons),
        "luck": luck,
        "reasons": tuple(reasons),
    }


def _curve(row: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the half-width at more and more replications, doubling, and at those there are; none if it stands not."""
    if row["reasons"]:
        return []
    luck: Luck = row["luck"]
    last = max(4 * luck.replications, row["needed_point"] or 0)
    steps = sorted({luck.replications, *(2**k for k in range(1, last.bit_length() + 1))})
    named = {key: row[key] for key in ("outcome", "scenario", "policy", "of")}
    return [
        {**named, "replications": n, "half_point": luck.at_point(n), "half_luck": luck.over_points(n)} for n in steps
    ]


def _sentence(title: str, rows: Sequence[dict[str, Any]], goal: float, replications: int) -> str:
    """Return how well an outcome is known under the policy that luck moves most, and what it would take."""
    standing = Standing.of(*(row["reasons"] for row in rows if row["of"] == "mean"))
    known = [row for row in rows if not row["reasons"] and row["of"] == "mean"]
    if not known:
        return _("{title}: {standing}.").format(title=title, standing=standing.text())
    text = _(
        "{title}: with {now:,} replications the mean of the policy that luck moves most is known to ±{half} at a "
        "point, and over all points to ±{luck} as far as luck goes; ±{goal} takes {point} at a point, {whole} over all "
        "points{paired}."
    )
    pairs = [row for row in rows if not row["reasons"] and row["of"] == "difference"]
    paired = _(", {point} and {whole} for a paired difference").format(**_most(pairs)) if pairs else ""
    widest = {key: max(row[key] for row in known) for key in ("half_point", "half_luck")}
    return text.format(
        title=title,
        now=replications,
        half=figures(widest["half_point"]),
        luck=figures(widest["half_luck"]),
        goal=figures(goal),
        paired=paired,
        **_most(known),
    )


def _most(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return the most replications that any of some rows needs, at a point and over all points, in words."""
    found = {}
    for name, key in (("point", "needed_point"), ("whole", "needed_luck")):
        counts = [row[key] for row in rows]
        found[name] = _("more than any study has") if None in counts else f"{max(counts):,}"
    return found
