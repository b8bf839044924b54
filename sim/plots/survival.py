"""Survival of wars: the share that is not yet settled, quarter by quarter, under each policy.

It shows an answer of the question `survival`, which says what the clock is. Policies differ by colour and dash; where
there are many, each has a panel with the first. What is not established is drawn in grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.language import _
from sim.plots.paths import FloatArray
from sim.plots.sheet import Sheet, entitle, rows_for, settled
from sim.plots.style import (
    BLUE,
    CHALLENGER,
    DASHED,
    DOTTED,
    PATRON_A,
    PATRON_B,
    SOFT,
    SOLID,
    TARGET,
    Dash,
    band,
    line,
    look,
)
from sim.plots.tables import at, table
from sim.study.answers import Answer

TOGETHER = 4
"""Curves up to which all stand in one panel; more have a panel each, together with the first policy's."""
LOOKS: tuple[tuple[str, Dash], ...] = (
    (TARGET, SOLID),
    (CHALLENGER, DASHED),
    (PATRON_A, (0, (6.0, 1.5, 1.0, 1.5))),
    (PATRON_B, DOTTED),
)
BAND = 0.16
TEXTS = ("wars", "settled", "left_without_a_deal", "general_war", "median", "median_low", "median_high")


def draw(answer: Answer) -> Figure:
    """Draw an answer of the question `survival`."""
    with look():
        return settled(_drawn(answer))


def _drawn(answer: Answer) -> Figure:
    curves: Mapping[str, Any] = answer.data["curves"]
    names = list(curves)
    panels = [names] if len(names) <= TOGETHER else [[names[0], name] for name in names[1:]]
    columns = 1 if len(panels) == 1 else 3
    looks = _looks(names, answer.data["stands"])
    sheet = Sheet(
        answer.title,
        headline(),
        body=3.4 if columns == 1 else 0.4 + 1.7 * rows_for(len(panels), columns),
        details=[*watched(answer), answer.standing.text()],
        legend=_legend(names, looks),
        notes=notes(answer),
    )
    every = sheet.grid(max(len(panels), 1), columns, sharex=True, sharey=True)
    for axes, shown in zip(every, panels, strict=True):
        for name in shown:
            _curve(axes, curves[name], *looks[name])
        if len(panels) > 1:
            entitle(axes, shown[-1], 6.0 / columns)
        _frame(axes, int(answer.data["quarters"]))
    if not names:
        every[0].text(0.5, 0.5, _("no run comes to a war"), transform=every[0].transAxes, ha="center", color=SOFT)
    for axes in every[::columns]:
        axes.set_ylabel(_("per cent of wars not yet settled"))
    for axes in every[max(len(every) - columns, 0) :]:
        axes.set_xlabel(_("quarters since the war began"))
    return sheet.figure


def _looks(names: Sequence[str], stands: Sequence[str]) -> dict[str, tuple[str, Dash]]:
    """Return colour and dash of each policy; with many the first is solid and every other one dashed against it."""
    if len(names) <= TOGETHER:
        found = dict(zip(names, LOOKS, strict=False))
    else:
        found = dict.fromkeys(names, (CHALLENGER, DASHED)) | {names[0]: (BLUE, SOLID)}
    return {name: (colour if name in stands else SOFT, dash) for name, (colour, dash) in found.items()}


def _legend(names: Sequence[str], looks: Mapping[str, tuple[str, Dash]]) -> list[Any]:
    if not names:
        return []
    if len(names) <= TOGETHER:
        lines = [line(looks[name][0], name, looks[name][1]) for name in names]
    else:
        lines = [line(*looks[names[0]][:1], names[0]), line(looks[names[1]][0], _("the policy named"), DASHED)]
    return [*lines, band(SOFT, _("95 % of the samples"), 2 * BAND)]


def headline() -> str:
    """Return what the picture shows."""
    return _("How many wars are not yet settled, by the quarters since they began")


def watched(answer: Answer) -> list[str]:
    """Return how many wars under each policy are shown."""
    rows = answer.tables["medians"].records()
    if len(rows) > TOGETHER:
        text = _("Watched for {quarters} quarters: {least:,} to {most:,} wars under each policy.")
        wars = [int(str(row["wars"])) for row in rows]
        return [text.format(quarters=answer.data["quarters"], least=min(wars), most=max(wars))]
    text = _("{policy} {wars:,} wars of {runs:,} runs")
    counts = (text.format(policy=row["policy"], wars=row["wars"], runs=row["runs"]) for row in rows)
    return [
        _("Watched for {quarters} quarters: {counts}.").format(
            quarters=answer.data["quarters"], counts="; ".join(counts)
        )
    ]


def notes(answer: Answer) -> list[str]:
    """Return what the clock is, what the band is, and what does not stand."""
    rows = answer.tables["medians"].records()
    found = [
        _(
            "The clock runs from the first quarter of war to the first settlement (Kaplan-Meier). A war without one "
            "counts as unsettled to the end of the run, also where the fighting has stopped without a deal."
        ),
        _("The band holds at each quarter by itself, over points of the design, or over runs at a single point."),
    ]
    if any(row["wars"] != row["runs"] for row in rows):
        found.append(_("Runs without a war are left out, so that the wars under two policies need not be the same."))
    if answer.standing.established:
        thin = [f"{row['policy']} ({row['standing']})" for row in rows if row["policy"] not in answer.data["stands"]]
        found += [_("In grey: {policies}.").format(policies="; ".join(thin))] if thin else []
    return found


def _curve(axes: Axes, drawn: Mapping[str, Any], colour: str, dash: Dash) -> None:
    share, low, high = (100.0 * _numbers(drawn[key]) for key in ("unsettled", "low", "high"))
    quarters = np.arange(len(share))
    axes.fill_between(quarters, low, high, step="post", color=colour, alpha=BAND, linewidth=0)
    axes.step(quarters, share, where="post", color=colour, linestyle=dash, linewidth=1.8)


def _frame(axes: Axes, quarters: int) -> None:
    axes.set_xlim(0, quarters)
    axes.set_ylim(0, 101)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.axhline(50, color=SOFT, linewidth=0.6, linestyle=DOTTED)


def _numbers(values: Sequence[float | None]) -> FloatArray:
    return np.array([np.nan if value is None else value for value in values], float)


def describe(answer: Answer) -> str:
    """Return the medians behind the picture, and the share not yet settled year by year, as a text."""
    rows = answer.tables["medians"].records()
    head = [_("policy"), _("wars"), _("settled"), _("left"), _("general war"), _("median"), _("low"), _("high")]
    cells = [[str(row["policy"]), *(_cell(key, row[key]) for key in TEXTS)] for row in rows]
    quarters = range(0, int(answer.data["quarters"]) + 1, 4)
    curves: Mapping[str, Any] = answer.data["curves"]
    shares = [
        [name, *(at(_numbers(each["unsettled"])[quarter]) for quarter in quarters)] for name, each in curves.items()
    ]
    parts = [answer.title, headline(), *watched(answer), answer.standing.text(), "", *table(head, cells), ""]
    parts += table([_("not yet settled after quarter"), *map(str, quarters)], shares)
    return "\n".join([*parts, *notes(answer)])


def _cell(key: str, value: object) -> str:
    if key.startswith("median"):
        return _("not reached") if value is None else f"{value:.0f}"
    return "-" if value is None else at(float(str(value))) if key != "wars" else str(value)
