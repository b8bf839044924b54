"""docs/rivals.md: which conclusions depend on which answer to a disputed question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docs.gather import read
from docs.pages.markdown import NONE, claim, claims, link, not_gathered, page, table
from sim.claims import claims as every_claim
from sim.study.fits import BOTH, WINDOWS, asked
from sim.study.rivals import SHIFT, outcomes
from sim.study.windows import windows

NAME, SOURCE = "rivals", "sim/theories.toml, sim/rivals.toml and docs/evidence/rivals.json"
INTRODUCTION = """The [claims](claims.md) of the essays are held against the model once more, under each rival coding
of each [disputed question](theories.md), one at a time: the same parameter sets, the same luck, another rule or
another number. A claim whose verdict stays whatever the coding rests on what the codings share. A claim whose verdict
moves is only as good as the answer to the question, and on these writers differ.

The sets were calibrated under the usual codings. A coding that is far from them may fit the two histories badly, and
its verdicts then speak for a model that the record does not bear out; so the fit comes first."""
FIT = """From the whole of the parameters' ranges {draws:,} sets are drawn, each runs both histories once under each
coding, and those are counted in which every window of the [calibration](calibration.md) holds, but for windows that
contradict the record. *Times the usual* compares the draws that pass both: how much better or worse the two histories
bear a coding out than the usual ones, with a standard error. *Misses most* is the window that holds less often by the
largest factor, with its share of the draws and that under the usual codings.

The usual coding of `client-fear` and `treaty` is a whole range of values, of which the rivals are the ends. Two
histories and {windows} windows are little to go by: a ratio between a half and two decides nothing."""
READING = """A verdict can change because a share of sets that lies near a threshold is carried over it. So changes in
which the share moves by more than {shift:.0f} points in a hundred stand apart from smaller ones. {luck} Claim C1,
which compares every posture against every pair of opponents, is not among them: it would take three quarters of the
runs."""
HEADS = {
    "bleed": (
        "How the bleed ends",
        "Shares of runs, per cent, in [`bleeding-white`](scenarios.md#bleeding-white) under the four no's.",
    ),
    "peace": (
        "War in fifteen years that open in peace",
        "Per cent of runs with a war under some postures of Vietnam in [`four-nos`](scenarios.md#four-nos), and the "
        "mean number of crises under the four no's.",
    ),
    "1979": (
        "1979 and after",
        "[`border-war-1979`](scenarios.md#border-war-1979): war in per cent of runs; what follows in per cent of wars; "
        "the mean terms of settlements (1 is China's), and the quarters from war to settlement.",
    ),
}
NOTED = 0.9
"""A window that holds so many times as often as usually, or oftener, is not told as missed."""
HISTORIES = {"china-1979": "1979-91", "ukraine": "Ukraine"}
WHOLE = {"crises-four-nos": 2, "1979-terms": 2, "1979-quarters": 0}
"""Outcomes that are no shares, with the decimals that they are told with."""


def render() -> str:
    """Return the page."""
    found = read(NAME)
    title = "Which conclusions depend on which coding"
    if found is None:
        return page(title, SOURCE, [INTRODUCTION, not_gathered(NAME)])
    return page(
        title,
        SOURCE,
        [
            INTRODUCTION,
            _about(found),
            "## What the two histories say of the codings",
            FIT.format(draws=found["about"]["draws"], windows=sum(len(asked(name)) for name in windows().told)),
            _fits(found),
            "## Verdicts that change",
            READING.format(shift=100 * SHIFT, luck=_luck(found)),
            _overview(found["codings"]),
            "## Claims that depend on a coding",
            _dependent(found),
            _steady(found),
            "## Key outcomes",
            "Means over the parameter sets; in brackets where nine tenths of the sets lie.",
            *(_outcomes(name, found) for name in HEADS),
        ],
    )


def _about(found: Mapping[str, Any]) -> str:
    about = found["about"]
    return (
        f"Made with {about['sets']:,} parameter sets, {about['runs']:,} runs of each in every cell, seed "
        f"{about['seed']}, the usual mends; {about['propositions']} propositions on "
        f"{len(found['usual']['claims'])} claims. "
        f"`python -m docs.gather {NAME}` makes them again."
    )


def _fits(found: Mapping[str, Any]) -> str:
    draws, usual = found["about"]["draws"], found["fits"]["usual"]
    told = [("usual", usual), *zip(map(_coding, found["codings"]), found["fits"]["codings"], strict=True)]
    head = [
        "coding",
        *(f"{HISTORIES[name]}, per thousand:" for name in windows().told),
        "both:",
        "times the usual:",
        "misses most",
    ]
    body = (
        [
            label,
            *(f"{1000 * counts[name] / draws:.1f}" for name in windows().told),
            f"{counts[BOTH]:,}",
            "1" if counts is usual else times(counts[BOTH], usual[BOTH]),
            _missed(counts[WINDOWS], usual[WINDOWS], draws),
        ]
        for label, counts in told
    )
    return table(head, body)


def _missed(counts: Mapping[str, int], usual: Mapping[str, int], draws: int) -> str:
    """Return the window that holds less often than usually, by the largest factor, with both shares."""
    factors = {name: counts[name] / max(held, 1) for name, held in usual.items()}
    name = min(factors, key=lambda each: factors[each])
    if factors[name] > NOTED:
        return ""
    window = next(each for history in windows().told for each in asked(history) if each.name == name)
    shares = " for ".join(f"{100 * each[name] / draws:.0f}" for each in (counts, usual))
    return f"{window.words} ({shares} %)"


def times(count: int, usual: int) -> str:
    """Return the ratio of two counts with its standard error; where nothing passed, what the ratio is below."""
    if not usual:
        return NONE
    if not count:
        return f"below {3 / usual:.2f}"  # a rate that is no longer likely to show nothing: 3 expected
    ratio = count / usual
    return f"{ratio:.2f} ± {ratio * math.sqrt(1 / count + 1 / usual):.2f}"


def _luck(found: Mapping[str, Any]) -> str:
    """Return in words how many verdicts change by luck alone."""
    changes, tested = found["luck"], len(found["usual"]["claims"])
    large = sum(row["beyond"] for row in changes.values())
    return (
        f"By other luck alone, all else the same, {len(changes)} of {tested} verdicts change, {large} of them with "
        "such a move of the share."
    )


def _coding(row: Mapping[str, Any]) -> str:
    name = f"{row['question']}={row['coding']}"
    return link(f"`{name}`", "theories.md", f"{row['question']}-{row['coding']}")


def _overview(codings: Sequence[Mapping[str, Any]]) -> str:
    head = ["coding", "changed:", "of these turned:", "the share moves", "a step over a threshold"]
    body = (
        [
            _coding(row),
            len(row["changed"]),
            sum(each["turned"] for each in row["changed"].values()),
            claims(name for name, each in row["changed"].items() if each["beyond"]),
            claims(name for name, each in row["changed"].items() if not each["beyond"]),
        ]
        for row in codings
    )
    words = "*Turned*: from supported to not supported, or the other way."
    return f"{words}\n\n{table(head, body)}"


def _dependent(found: Mapping[str, Any]) -> str:
    """Return the claims whose verdict some coding changes beyond a step, with the codings that do."""
    head = ["claim", "what it says", "usually", "under"]
    usual = found["usual"]["claims"]
    body = (
        [claim(name), every_claim()[name].paraphrase, _verdict(row), moved]
        for name, row in usual.items()
        if (moved := "; ".join(_moves(name, row, found["codings"])))
    )
    return table(head, body)


def _moves(name: str, usual: Mapping[str, Any], codings: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for row in codings:
        change = row["changed"].get(name)
        if change and change["beyond"]:
            yield f"{_coding(row)}: {_verdict(row['claims'][name])}"


def _verdict(row: Mapping[str, Any]) -> str:
    share = "no number" if row["share"] is None else f"{100 * row['share']:.0f} %"
    return f"{row['verdict']} ({share})"


def _steady(found: Mapping[str, Any]) -> str:
    """Return the claims that no coding moves, by verdict."""
    usual = found["usual"]["claims"]
    moved = {name for row in found["codings"] for name, each in row["changed"].items() if each["beyond"]}
    kept: dict[str, list[str]] = {}
    for name, row in usual.items():
        if name not in moved:
            kept.setdefault(row["verdict"], []).append(name)
    lines = "\n".join(f"- {verdict}: {claims(names)}" for verdict, names in kept.items())
    return f"No coding moves the others by more than a step over a threshold:\n\n{lines}"


def _outcomes(name: str, found: Mapping[str, Any]) -> str:
    title, words = HEADS[name]
    told = [row for row in outcomes() if row.table == name]
    rows = [["usual", found["usual"]["outcomes"]], *([_coding(row), row["outcomes"]] for row in found["codings"])]
    head = ["coding", *(f"{row.title}:" for row in told)]
    body = ([label, *(_level(row.name, levels[row.name]) for row in told)] for label, levels in rows)
    return f"### {title}\n\n{words}\n\n{table(head, body)}"


def _level(name: str, level: Mapping[str, float | None]) -> str:
    places, times = WHOLE.get(name, 0), 1.0 if name in WHOLE else 100.0
    mean, low, high = (level[key] for key in ("mean", "low", "high"))
    if mean is None or low is None or high is None:
        return NONE
    return f"{times * mean:.{places}f} ({times * low:.{places}f} to {times * high:.{places}f})"
