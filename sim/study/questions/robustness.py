"""Robustness: which policy does well in many states of the world, by eleven metrics that need not agree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.language import _, plural
from sim.study.answers import Answer, Table
from sim.study.questions import regrets
from sim.study.questions.asked import answer_name, chosen, direction, listed, standing_text
from sim.study.questions.metrics import Terms
from sim.study.questions.ranks import disagreements, kendall
from sim.study.questions.regret import SAMPLES, States, states
from sim.study.questions.scores import Judged, judged, weaknesses
from sim.study.standing import Standing

if TYPE_CHECKING:
    from sim.study.measured import Outcome
    from sim.study.results import Results

QUESTION = "robustness"
RANK = "rank_"
"""Before a policy's name, the column of its ranks."""


def ask(
    results: Results,
    outcome: str,
    *,
    threshold: float | None = None,
    hurwicz: float = 0.5,
    scenarios: Sequence[str] = (),
    samples: int = SAMPLES,
    command: Sequence[str] = (),
) -> Answer:
    """Ask which policy is robust, by the eleven metrics, and how much is regretted under each.

    Parameters
    ----------
    outcome : name of one whose better direction the study gives.
    threshold : for Starr's domain criterion; that of the study if None.
    hurwicz : weight of the worst state in Hurwicz's rule, 0-1.
    scenarios : whose states count; all if none.
    samples : of the bootstrap.

    Raises
    ------
    UnknownName
        If the outcome or a scenario is not in the study.
    InputError
        If the study does not say whether more or less of the outcome is better.
    OutOfRange
        If the coefficient is not from 0 to 1.
    """
    row, sign = results.outcome(outcome), direction(results, outcome)
    scenes = chosen(_("scenario of this study"), scenarios, results.scenarios)
    values = results.array(outcome)[:, [results.scenarios.index(name) for name in scenes]]
    terms = Terms(sign, hurwicz, row.threshold if threshold is None else threshold)
    held = states(values, sign, common=results.spec.design.luck == "common")
    found = judged(held, terms, samples=samples)
    standing = Standing.of(weaknesses(values, len(results.points), row.title))
    asked = {"outcome": outcome, "threshold": terms.threshold, "hurwicz": hurwicz, "scenarios": tuple(scenarios)}
    usual = {"threshold": row.threshold, "hurwicz": 0.5, "scenarios": ()}
    summary = regrets.summary(held, results.policies, scenes)
    return Answer(
        QUESTION,
        answer_name(f"{QUESTION}-{outcome}", asked, {**usual, "outcome": outcome}),
        _("Robustness of {title}").format(title=row.title),
        tuple(sentences(found, results.policies, summary, standing)),
        standing,
        {**asked, "better": row.better, "samples": samples},
        {
            **tables(found, results.policies, terms, standing),
            "regret": Table.of(summary, _("Regret against the best tested policy")),
            **regrets.by_state(held, results.policies, scenes, samples=samples),
        },
        {"policies": results.policies, "scenarios": scenes, **_pictured(row, held, scenes, found)},
        tuple(command),
    )


def _pictured(row: Outcome, held: States, scenes: Sequence[str], found: Sequence[Judged]) -> dict[str, Any]:
    """Return what pictures need beside the tables, as plain data."""
    return {
        "unit": row.unit,
        "outcome_title": row.title,
        "states": held.size,
        "dropped": held.dropped,
        "heat": regrets.heat(held, scenes),
        "metrics": {each.metric.name: {"title": each.metric.title, "text": each.metric.text} for each in found},
    }


def tables(found: Sequence[Judged], policies: Sequence[str], terms: Terms, standing: Standing) -> dict[str, Table]:
    """Return who is first, every score, the pairs on which metrics disagree, and how alike their rankings are."""
    rows = [entry for each in found for entry in _scores(each, policies, terms, standing)]
    pairs = disagreements(policies, {each.metric.name: each.score for each in found})
    split = [
        {"one": row.one, "other": row.other, "for_one": listed(row.for_one), "for_other": listed(row.for_other),
         "ties": listed(row.ties)}
        for row in pairs
    ]  # fmt: skip
    alike = [
        {"metric": one.metric.name, **{other.metric.name: kendall(one.score, other.score) for other in found}}
        for one in found
    ]
    return {
        "ranks": Table.of(
            [_ranked(each, policies, standing) for each in found],
            _("Rank of each policy under each metric, and whether first place stands"),
        ),
        "first": Table.of(
            _firsts(found, policies, standing),
            _("Under how many metrics each policy is first"),
            ("policy", "first_under", "established_under"),
        ),
        "metrics": Table.of(rows, _("Every metric, with 95 % intervals and ranks")),
        "disagreements": Table.of(
            split,
            _("Pairs of policies on which metrics disagree"),
            ("one", "other", "for_one", "for_other", "ties"),
        ),
        "agreement": Table.of(alike, _("Kendall's tau between the rankings")),
    }


def _scores(each: Judged, policies: Sequence[str], terms: Terms, standing: Standing) -> list[dict[str, Any]]:
    """Return one row a policy under one metric, in the metric's own sense."""
    shown = each.metric.shown
    ends = np.sort(np.array([shown(each.low, terms), shown(each.high, terms)]), axis=0)
    value, bias = shown(each.score, terms), shown(each.bias, terms)
    return [
        {
            "metric": each.metric.name,
            "policy": policy,
            "value": value[place],
            "low": ends[0, place],
            "high": ends[1, place],
            "rank": None if np.isnan(each.ranks[place]) else int(each.ranks[place]),
            "same_rank": each.stability.same[place],
            "first": each.stability.first[place],
            "luck_bias": bias[place],
            "standing": standing_text([*standing.reasons, *each.reasons, *each.noise]),
        }
        for place, policy in enumerate(policies)
    ]


def _firsts(found: Sequence[Judged], policies: Sequence[str], standing: Standing) -> list[dict[str, Any]]:
    rows = []
    for place, policy in enumerate(policies):
        leads = [each for each in found if place in each.leaders and len(each.leaders) < len(policies)]
        sure = [each for each in leads if not each.first() and standing.established]
        rows.append(
            {
                "policy": policy,
                "first_under": len(leads),
                "established_under": len(sure),
                "metrics": listed([each.metric.name for each in leads]),
                "established": listed([each.metric.name for each in sure]),
            }
        )
    return rows


def _ranked(each: Judged, policies: Sequence[str], standing: Standing) -> dict[str, Any]:
    """Return the ranks of all policies under one metric, and whether first place stands."""
    found = zip(policies, each.ranks, strict=True)
    ranks = {f"{RANK}{policy}": None if np.isnan(rank) else int(rank) for policy, rank in found}
    leaders = listed([policies[place] for place in each.leaders])
    words = standing_text([*standing.reasons, *each.first()])
    return {"metric": each.metric.name, **ranks, "leader": leaders, "first_place": words}


def sentences(
    found: Sequence[Judged], policies: Sequence[str], summary: Sequence[dict[str, Any]], standing: Standing
) -> list[str]:
    """Return who is first under how many metrics and whether that stands, where they disagree, and what is missing."""
    said = []
    if standing.established:
        count = sum(1 for each in found if each.leaders)
        rows = sorted(
            _firsts(found, policies, standing), key=lambda row: (-row["established_under"], -row["first_under"])
        )
        said += [_leading(row, count) for row in rows if row["first_under"]]
        equal = [each.metric.name for each in found if len(each.leaders) == len(policies)]
        said += [_("Under {metrics} all policies come out equal.").format(metrics=listed(equal))] if equal else []
        said += [_split(found, policies), *_regretted(summary)]
    else:
        said.append(_("That one of these policies is more robust than another is not established."))
    left = [f"{each.metric.title} ({standing_text(each.reasons)})" for each in found if each.reasons]
    said.append(_("Percentile skewness and peakedness judge the form of the spread alone, however bad its middle is."))
    if left:
        said.append(_("Left out: {metrics}.").format(metrics="; ".join(left)))
    return said


def _leading(row: dict[str, Any], count: int) -> str:
    text = plural(
        "In these simulated runs {policy} is first under {first} of {count} metric ({metrics}); {sure}.",
        "In these simulated runs {policy} is first under {first} of {count} metrics ({metrics}); {sure}.",
        count,
    )
    sure = (
        _("first place is established under {sure} ({names})").format(
            sure=row["established_under"], names=row["established"]
        )
        if row["established_under"]
        else _("first place is established under none")
    )
    return text.format(policy=row["policy"], first=row["first_under"], count=count, metrics=row["metrics"], sure=sure)


def _split(found: Sequence[Judged], policies: Sequence[str]) -> str:
    pairs = disagreements(policies, {each.metric.name: each.score for each in found})
    count = len(list(combinations(policies, 2)))
    if not pairs:
        return _("No two metrics put any two policies in opposite order.")
    text = _(
        "The metrics disagree on {split} of {count} pairs of policies, most evenly on {one} ({for_one}) against "
        "{other} ({for_other})."
    )
    row = pairs[0]
    return text.format(
        split=len(pairs), count=count, one=row.one, for_one=listed(row.for_one), other=row.other,
        for_other=listed(row.for_other),
    )  # fmt: skip


def _regretted(summary: Sequence[dict[str, Any]]) -> list[str]:
    """Return which policy is regretted least on average, if the intervals of its regret and of the next are apart."""
    whole = [row for row in summary if row["scenario"] == summary[0]["scenario"] and np.isfinite(row["split_high"])]
    if len(whole) < 2:
        return []
    least, following = sorted(whole, key=lambda row: float(row["split_mean"]))[:2]
    if not least["split_high"] < following["split_low"]:
        return [_("Which policy is regretted least on average is not established: the intervals meet.")]
    text = _(
        "{policy} is regretted least on average over the states: {mean:.3g} as measured, which luck makes too much, "
        "and {split:.3g} on other luck than what picks the best policy, which is too little; {next} follows with "
        "{next_mean:.3g} and {next_split:.3g}."
    )
    return [
        text.format(
            policy=least["policy"],
            mean=least["mean"],
            split=least["split_mean"],
            next=following["policy"],
            next_mean=following["mean"],
            next_split=following["split_mean"],
        )
    ]
