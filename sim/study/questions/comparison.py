"""Comparison: by how much policies differ, run by run on the same luck and at the same points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.language import _, in_words, plural
from sim.study.answers import Answer, Table
from sim.study.questions.asked import answer_name, chosen, figures, standing_text
from sim.study.questions.clusters import POINT, SAMPLES, SEED, Mean, average, holm, mean_of
from sim.study.standing import FLAT, Reason, Standing, constant, few_points, few_runs, missing, wide
from sim.world import FloatArray

if TYPE_CHECKING:
    from sim.study.results import Results

LEAST_RUNS = 30
"""Pairs, fewer than which tell nothing at a design of one point."""
ERROR_RATE = 0.05
"""Share of false findings that is allowed over all comparisons of an answer together."""
ALL = ""
"""In the place of a scenario: all scenarios, each counting alike."""
EVERY = "all"
"""All scenarios, in a table."""
QUESTION = "compare"


@dataclass(frozen=True)
class Difference:
    """By how much an outcome is higher under a policy than under the reference.

    Attributes
    ----------
    gap : the mean difference with its intervals.
    value, base : the outcome itself under the policy and under the reference.
    saved : how many times larger the variance of the difference would be on other points and other luck; NaN if the
        difference does not vary.
    holm : p of the difference, adjusted for all comparisons of the answer.
    reasons : why it does not stand, if so.
    """

    outcome: str
    scenario: str
    policy: str
    reference: str
    gap: Mean
    value: float
    base: float
    saved: float
    holm: float
    reasons: tuple[Reason, ...]

    def named(self) -> dict[str, str]:
        """Return what it is of, as entries of a table."""
        scenario = self.scenario or EVERY
        return {"outcome": self.outcome, "scenario": scenario, "policy": self.policy, "reference": self.reference}

    def row(self) -> dict[str, Any]:
        """Return the difference as a row of a table."""
        gap = self.gap
        return {
            **self.named(),
            "difference": gap.mean,
            "low": gap.low,
            "high": gap.high,
            "p": gap.p,
            "holm_p": self.holm,
            "variance_saved": self.saved,
            "units": gap.units,
            "standing": standing_text(self.reasons),
        }

    def values(self) -> dict[str, Any]:
        """Return what it is a difference of, as a row of a table."""
        gap = self.gap
        return {
            **self.named(),
            "value": self.value,
            "reference_value": self.base,
            "se": gap.error,
            "bootstrap_low": gap.boot_low,
            "bootstrap_high": gap.boot_high,
            "unit": gap.unit,
            "units": gap.units,
            "pairs": gap.values,
        }


def pooled(values: FloatArray) -> FloatArray:
    """Return values of shape (scenarios, points, replications) as means over the scenarios that have all, NaN else."""
    found: FloatArray = values.mean(axis=0)
    return found


def difference(
    one: FloatArray, other: FloatArray, *, common: bool = False, samples: int = SAMPLES, seed: int = SEED
) -> tuple[Mean, float]:
    """Return the paired difference of two policies, and the variance that pairing saves.

    Parameters
    ----------
    one, other : an outcome under each, shape (points, replications): same place, same point and luck.
    common, samples, seed : as for `sim.study.questions.clusters.mean_of`.

    Returns
    -------
    the mean of `one` less `other`; and the sum of both variances over that of the difference, which is what other
    points and luck for each policy would have cost: so many times as many runs. NaN if the difference does not vary.
    """
    known = np.isfinite(one) & np.isfinite(other)
    left, right = np.where(known, one, np.nan), np.where(known, other, np.nan)
    gap = mean_of(left - right, common=common, samples=samples, seed=seed)
    apart = sum(mean_of(side, common=common, samples=0).error ** 2 for side in (left, right))
    return gap, float(apart / gap.error**2) if gap.error > 0.0 else np.nan


def weaknesses(one: FloatArray, other: FloatArray, gap: Mean, points: int, title: str) -> list[Reason]:
    """Return the reasons against a difference between two policies, both of shape (points, replications)."""
    both = np.stack([one, other])
    found = [*missing(both, title), *constant(both, title)]
    if not found and max(abs(gap.low), abs(gap.high)) <= FLAT * max(float(np.abs(both).max()), 1.0):
        found.append(Reason("same", _("{title} is the same under both on average").format(title=title)))
    found += few_points(points) if points > 1 else few_runs(gap.values, LEAST_RUNS)
    return [*found, *wide(gap.low, gap.high, gap.mean, _("the difference in {title}").format(title=title))]


def many(adjusted: float, count: int) -> list[Reason]:
    """Return the reason against a difference whose p is too large beside how many were asked for at once."""
    if not np.isfinite(adjusted) or adjusted < ERROR_RATE:
        return []
    text = _("of {count} comparisons at once one this large may be chance (Holm's p {p:.2g})")
    return [Reason("many", text.format(count=count, p=adjusted))]


def ask(
    results: Results,
    policies: Sequence[str] = (),
    *,
    outcomes: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    reference: str | None = None,
    samples: int = SAMPLES,
    command: Sequence[str] = (),
) -> Answer:
    """Compare policies with a reference, on the same luck, by outcome and scenario.

    Parameters
    ----------
    policies : those to compare, all but the reference if none; with two and no reference the first is compared with
        the second.
    outcomes, scenarios : all if none. Where there are several scenarios, all of them together are a row, too.
    reference : the study's first policy if None.
    samples : of the bootstrap.

    Raises
    ------
    UnknownName
        If something is not in the study.
    InputError
        If there is nothing to compare.
    """
    names = tuple(results.policies)
    picked = chosen(_("policy"), policies, names)
    if reference is None:
        reference = picked.pop() if len(policies) == 2 and len(picked) == 2 else names[0]
    (reference,) = chosen(_("policy"), [reference], names)
    picked = [name for name in picked if name != reference]
    if not picked:
        raise InputError(_("A comparison takes two policies."), field="policy", got=reference)
    scenes = chosen(_("scenario"), scenarios, tuple(results.scenarios))
    wanted = chosen(_("outcome"), outcomes, tuple(results.outcomes))
    rows = adjusted([row for name in wanted for row in _rows(results, name, scenes, picked, reference, samples)])
    settings = {"policies": tuple(policies), "outcomes": tuple(outcomes), "scenarios": tuple(scenarios)}
    usual = dict.fromkeys(settings, ())
    held = {**settings, "reference": reference}
    return Answer(
        QUESTION,
        answer_name(QUESTION, held, {**usual, "reference": names[0]}),
        _("Differences to {reference} on the same luck").format(reference=reference),
        tuple(sentences(rows, results)),
        standing(rows),
        {**held, "samples": samples, "comparisons": len(rows)},
        {
            "differences": Table.of([row.row() for row in rows], _("Differences on the same luck")),
            "values": Table.of(
                [row.values() for row in rows],
                _("What they are differences of, and intervals of the differences by bootstrap"),
            ),
        },
        {"luck": _luck(results)},
        tuple(command),
    )


def _luck(results: Results) -> str:
    return str(results.spec.design.luck)


def _rows(
    results: Results, outcome: str, scenarios: Sequence[str], policies: Sequence[str], reference: str, samples: int
) -> list[Difference]:
    """Return the differences in one outcome: in each scenario, and in all together."""
    order = [tuple(results.scenarios).index(name) for name in scenarios]
    values = results.array(outcome)[:, order]
    places = {name: place for place, name in enumerate(results.policies)}
    parts = [(name, values[:, place]) for place, name in enumerate(scenarios)]
    if len(scenarios) > 1:
        parts.insert(0, (ALL, np.stack([pooled(each) for each in values])))
    title, found = results.outcomes[outcome].title, []
    for scenario, part in parts:
        base = part[places[reference]]
        for policy in policies:
            mine = part[places[policy]]
            gap, saved = difference(mine, base, common=_luck(results) == "common", samples=samples)
            reasons = weaknesses(mine, base, gap, len(results.points), title)
            one, other = (float(average(average(side, 1), 0)) for side in (mine, base))
            found.append(
                Difference(outcome, scenario, policy, reference, gap, one, other, saved, np.nan, tuple(reasons))
            )
    return found


def adjusted(rows: Sequence[Difference]) -> list[Difference]:
    """Return differences with p adjusted for how many they are, and what that says against those that else stand."""
    found = zip(rows, holm([row.gap.p for row in rows]), strict=True)
    return [replace(row, holm=p, reasons=row.reasons or tuple(many(p, len(rows)))) for row, p in found]


def standing(rows: Sequence[Difference]) -> Standing:
    """Return the standing of a comparison: that of its rows if none of them is established."""
    if any(not row.reasons for row in rows):
        return Standing()
    return Standing.of(*(row.reasons for row in rows))


def sentences(rows: Sequence[Difference], results: Results) -> list[str]:
    """Return what stands, a sentence a difference, and how many do not; of several scenarios those of all together."""
    together = [row for row in rows if row.scenario == ALL] or rows
    found = [_sentence(row, results) for row in together if not row.reasons]
    lost = sum(1 for row in rows if row.reasons)
    if len(together) < len(rows):
        found.append(_("Each scenario by itself stands in the table."))
    if lost:
        text = plural(
            "{count} of {all} differences is not established; the table says why.",
            "{count} of {all} differences are not established; the table says why.",
            lost,
        )
        found.append(text.format(count=lost, all=len(rows)))
    text = plural(
        "Its p is not adjusted: it is the only comparison.",
        "Holm's p is adjusted for all {count} comparisons of this answer.",
        len(rows),
    )
    return [*found, text.format(count=len(rows))]


def _sentence(row: Difference, results: Results) -> str:
    text = _(
        "{title}: {gap} {more} under {policy} than under {reference} in these simulated runs, {scenario} "
        "(95 % interval {low} to {high}, over {units})."
    )
    gap = row.gap
    points = gap.unit == POINT
    counted = (
        plural("{count} point", "{count} points", gap.units)
        if points
        else plural("{count} run of each at one point", "{count} runs of each at one point", gap.units)
    )
    return text.format(
        title=results.outcomes[row.outcome].title,
        gap=_sized(abs(gap.mean), results.outcomes[row.outcome].unit),
        more=_("higher") if gap.mean > 0 else _("lower"),
        policy=row.policy,
        reference=row.reference,
        scenario=_("in {name}").format(name=row.scenario) if row.scenario else _("over the scenarios"),
        low=figures(min(abs(gap.low), abs(gap.high))),
        high=figures(max(abs(gap.low), abs(gap.high))),
        units=counted.format(count=gap.units),
    )


def _sized(value: float, unit: str) -> str:
    """Return a number with its unit; a share needs none."""
    return figures(value) if not unit or unit.startswith("share") else f"{figures(value)} {in_words(unit)}"
