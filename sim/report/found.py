"""What a study came to: how the runs end, and every outcome with its interval and its spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.outcome import ENDING_TEXTS, ENDINGS
from sim.plots.words import short_endings
from sim.report.blocks import Block, Grid, Picture, Text
from sim.report.numbers import NONE, between, figure, percent
from sim.study.arrays import endings
from sim.study.questions.asked import standing_text
from sim.study.questions.clusters import Mean, mean_of
from sim.study.questions.comparison import LEAST_RUNS
from sim.study.reliability import wilson
from sim.study.results import Results
from sim.study.standing import Reason, constant, few_points, few_runs, missing
from sim.world import FloatArray

BoolArray = NDArray[np.bool_]

SPREAD = (5.0, 50.0, 95.0)
"""Percentiles of the runs that stand beside a mean."""


@dataclass(frozen=True)
class Row:
    """An outcome of a policy in a scenario: its mean, its spread over the runs, and why it does not stand, if so."""

    outcome: str
    scenario: str
    policy: str
    mean: Mean
    spread: tuple[float, ...]
    success: Mean | None
    runs: int
    reasons: tuple[Reason, ...]


def rows_of(results: Results, name: str) -> list[Row]:
    """Return an outcome under each policy in each scenario."""
    outcome, values = results.outcomes[name], results.array(name)
    common = results.spec.design.luck == "common"
    found = []
    for place, scenario in enumerate(results.scenarios):
        for number, policy in enumerate(results.policies):
            part = values[number, place]
            known = part[np.isfinite(part)]
            there = results.present[number, place]
            success = None
            if outcome.threshold is not None and outcome.better:
                share = np.where(np.isfinite(part), outcome.succeeds(part), np.nan)
                success = mean_of(share, common=common, samples=0)
            spread = tuple(np.percentile(known, SPREAD).tolist()) if known.size else (np.nan,) * len(SPREAD)
            mean = mean_of(part, common=common, samples=0)
            reasons = weaknesses(part, there, outcome.title, given=bool(outcome.given.text))
            found.append(Row(name, scenario, policy, mean, spread, success, int(known.size), reasons))
    return found


def weaknesses(values: FloatArray, there: BoolArray, title: str, *, given: bool) -> tuple[Reason, ...]:
    """Return the reasons against the mean of an outcome, values of shape (points, replications).

    Parameters
    ----------
    there : which runs are there.
    given : whether the outcome exists in some runs alone, so that its absence elsewhere says nothing against it.
    """
    points, known = len(values), values[np.isfinite(values)]
    found = [*(few_points(points) if points > 1 else few_runs(int(known.size), LEAST_RUNS))]
    if not found and known.size < LEAST_RUNS:
        found += few_runs(int(known.size), LEAST_RUNS)
    lost = ~there if given else ~np.isfinite(values)
    if lost.any():
        found += missing(np.where(lost, np.nan, 0.0), title)
    return (*found, *constant(values, title))


def outcomes(results: Results) -> Iterator[Block]:
    """Yield a table of every outcome that any run knows."""
    told = False
    for name in results.outcomes:
        rows = rows_of(results, name)
        if any(row.runs for row in rows):
            if not told:
                yield Text(_meaning(results), small=True)
                told = True
            yield _table(results, name, rows)


def unsettled(results: Results) -> Iterator[tuple[str, list[str]]]:
    """Yield the means that are not established, each with its reasons."""
    for name in results.outcomes:
        for row in rows_of(results, name):
            if row.reasons:
                label = _("mean of {outcome}: {policy}, {scenario}")
                words = label.format(outcome=name, policy=row.policy, scenario=row.scenario)
                yield words, [reason.text for reason in row.reasons]


def _meaning(results: Results) -> str:
    unit = _("points of the design") if len(results.points) > 1 else _("runs")
    return _(
        "Each mean stands with its 95 % interval after Student over the {unit}, and with the spread of single runs: 5, "
        "50 and 95 in 100 of them lie below the figures given. Outcomes fall into a few endings, so that a mean by "
        "itself may describe no run. Success is the share of the runs with this outcome that meet "
        "the threshold."
    ).format(unit=unit)


def _table(results: Results, name: str, rows: list[Row]) -> Grid:
    outcome = results.outcomes[name]
    several, judged = len(results.scenarios) > 1, rows[0].success is not None
    head = [*([_("scenario")] if several else []), _("policy"), _("mean"), _("95 % interval"), "5 %", "50 %", "95 %"]
    head += [_("success"), _("95 % interval")] if judged else []
    head += [_("runs"), _("standing")]
    shown = [_cells(row, several, judged) for row in rows]
    caption = f"{outcome.title} ({outcome.unit})" if outcome.unit else outcome.title
    first = 2 if several else 1
    return Grid(tuple(head), tuple(shown), tuple(range(first, len(head) - 1)), f"{name}: {caption}")


def _cells(row: Row, several: bool, judged: bool) -> tuple[str, ...]:
    binary = set(row.spread) <= {0.0, 1.0}
    spread = [NONE if binary else figure(value) for value in row.spread]
    cells = [*([row.scenario] if several else []), row.policy, figure(row.mean.mean)]
    cells += [between(row.mean.low, row.mean.high), *spread]
    if judged:
        assert row.success is not None
        cells += [percent(row.success.mean), _shares(row.success)]
    return (*cells, f"{row.runs:,}", standing_text(row.reasons))


def _share(mean: Mean) -> str:
    """Return a share with its interval, as short as can be."""
    low, high = share_interval(mean)
    if not np.isfinite(low):
        return percent(mean.mean)
    return f"{percent(mean.mean)} ({100.0 * low:.0f}–{100.0 * high:.0f})"


def _shares(mean: Mean) -> str:
    """Return the interval of a share."""
    low, high = share_interval(mean)
    if not np.isfinite(low):
        return NONE
    return _("{low} to {high}").format(low=percent(low), high=percent(high))


def share_interval(mean: Mean) -> tuple[float, float]:
    """Return the interval of a share: never narrower than Wilson's over its runs, since what was not seen may be."""
    if not mean.values:
        return np.nan, np.nan
    least, most = wilson(mean.mean, mean.values)
    low, high = np.fmin(mean.low, least), np.fmax(mean.high, most)
    return float(max(low, 0.0)), float(min(high, 1.0))


def ends(results: Results, pictures: Sequence[Picture]) -> Iterator[Block]:
    """Yield how the runs end: shares with intervals, and the pictures that there are of them.

    Parameters
    ----------
    pictures : of the runs, already drawn.
    """
    codes = endings(results)
    known = codes >= 0
    if not known.any():
        return
    met = [code for code in range(len(ENDINGS)) if (codes == code).any()]
    several, common = len(results.scenarios) > 1, results.spec.design.luck == "common"
    rows = []
    for place, scenario in enumerate(results.scenarios):
        for number, policy in enumerate(results.policies):
            there, part = known[number, place], codes[number, place]
            shares = [mean_of(np.where(there, part == code, np.nan), common=common, samples=0) for code in met]
            cells = [_share(share) for share in shares]
            rows.append((*([scenario] if several else []), policy, *cells, f"{int(there.sum()):,}"))
    short = ENDING_TEXTS if several else short_endings(results.world())
    head = (*([_("scenario")] if several else []), _("policy"), *(short[ENDINGS[code]] for code in met), _("runs"))
    first = 2 if several else 1
    caption = _("Shares of the runs, with 95 % intervals")
    yield Grid(head, tuple(rows), tuple(range(first, len(head))), caption)
    yield from pictures
