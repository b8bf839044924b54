"""Regret as a heat map, policies over states of the world, and the rank of each policy under each metric.

It shows an answer of the question `robustness`. Darker is worse, in colour and in grey; numbers stand in the cells
where there is room. What is not established is drawn in grey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.figure import Figure

from sim.language import _, plural
from sim.plots.paths import FloatArray
from sim.plots.sheet import Sheet, fitted, settled
from sim.plots.style import BLUE, INK, NORMAL, PAPER, SMALL, SOFT, look
from sim.plots.tables import at, table
from sim.study.answers import Answer
from sim.study.questions.metrics import METRICS
from sim.study.questions.robustness import RANK

ROW, RANK_ROW, AROUND = 0.3, 0.2, 0.75
"""Height of a policy, of a metric, and of what stands around a map, inches."""
NUMBERED = 12
"""Columns up to which a cell holds its number."""
LEFT, RIGHT = 1.45, 1.5
"""Width of the names on the left and of the words on the right, inches."""
WIDTH = 6.9
STANDING, UNSURE = ("#e8f0f6", BLUE), ("#efefef", "#5a5a5a")
"""The two ends of the scale: of what is established, and of what is not."""
HALF = 0.55
"""Part of the scale from which a number on it is white."""


def draw(answer: Answer) -> Figure:
    """Draw an answer of the question `robustness`."""
    with look():
        return settled(_drawn(answer))


def _drawn(answer: Answer) -> Figure:
    policies, heat = list(answer.data["policies"]), answer.data["heat"]
    ranked = answer.tables["ranks"].records()
    heights = (ROW * len(policies) + AROUND, RANK_ROW * len(ranked) + AROUND)
    sheet = Sheet(
        answer.title,
        headline(),
        body=sum(heights),
        details=[asked(answer), answer.standing.text()],
        notes=notes(answer),
    )
    above, below = sheet.grid(2, 1, height_ratios=heights)
    ends = STANDING if answer.standing.established else UNSURE
    shades = LinearSegmentedColormap.from_list("regret", ends)
    if heat["states"]:
        _states(above, policies, answer, shades)
    else:
        above.set_axis_off()
        above.text(0.5, 0.5, _("no state has a value under every policy"), ha="center", color=SOFT)
    _ranks(below, policies, ranked, shades)
    return sheet.figure


def headline() -> str:
    """Return what the picture shows."""
    return _("Regret against the best tested policy in each state of the world, and ranks under each metric")


def asked(answer: Answer) -> str:
    """Return of what it tells, in a line."""
    text = plural(
        "Outcome {outcome}, {better} is better; {states:,} states of the world in the scenario {scenarios}.",
        "Outcome {outcome}, {better} is better; {states:,} states of the world in the scenarios {scenarios}.",
        len(answer.data["scenarios"]),
    )
    better = {"more": _("more"), "less": _("less")}[str(answer.settings["better"])]
    scenarios = ", ".join(answer.data["scenarios"])
    return text.format(
        outcome=answer.settings["outcome"], better=better, states=answer.data["states"], scenarios=scenarios
    )


def notes(answer: Answer) -> list[str]:
    """Return how states stand in the map, and what to beware of."""
    heat, found = answer.data["heat"], []
    most = max(heat["states"], default=1)
    found.append(
        _("From left to right the states go from where the best tested policy does best to where it does worst.")
    )
    if most > 1:
        text = _("A column is the mean over up to {most} states beside each other in that order.")
        found.append(text.format(most=most))
    if answer.data["dropped"]:
        text = _("{count:,} states without a value under some policy are left out.")
        found.append(text.format(count=answer.data["dropped"]))
    found.append(_("Regret against the best of several noisy means is too large; the answer's table has split regret."))
    found.append(_("A rank in bold: first place is established."))
    return found


def _states(axes: Axes, policies: Sequence[str], answer: Answer, shades: LinearSegmentedColormap) -> None:
    """Draw the heat map of regret, scenarios side by side."""
    heat = answer.data["heat"]
    values = np.array(heat["regret"], float)
    top = float(values.max()) or 1.0
    picture = axes.imshow(values, cmap=shades, norm=Normalize(0.0, top), aspect="auto", interpolation="nearest")
    _names(axes, policies)
    _scenarios(axes, heat["scenario"])
    if values.shape[1] <= NUMBERED:
        _numbers(axes, values, top)
    bar = axes.figure.colorbar(picture, ax=axes, fraction=0.03, pad=0.01)
    bar.outline.set_visible(False)
    unit = answer.data["unit"]
    bar.set_label(fitted(_("regret ({unit})").format(unit=unit) if unit else _("regret"), 1.2, SMALL, lines=2))


def _names(axes: Axes, policies: Sequence[str]) -> None:
    axes.set_yticks(range(len(policies)), [fitted(name, LEFT, NORMAL, lines=2) for name in policies], size=NORMAL)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for place in range(1, len(policies)):
        axes.axhline(place - 0.5, color=PAPER, linewidth=1.0)


def _scenarios(axes: Axes, names: Sequence[str]) -> None:
    """Name the scenarios below their columns, and part them."""
    ticks, labels, start = [], [], 0
    for name, group in groupby(names):
        width = len(list(group))
        ticks.append(start + (width - 1) / 2)
        labels.append(fitted(name, (WIDTH - LEFT - 1.0) * width / len(names) - 0.1, SMALL))
        start += width
        if start < len(names):
            axes.axvline(start - 0.5, color=INK, linewidth=1.0)
    axes.set_xticks(ticks, labels)


def _numbers(axes: Axes, values: FloatArray, top: float) -> None:
    for (row, column), value in np.ndenumerate(values):
        ink = PAPER if value > HALF * top else INK
        axes.text(column, row, f"{value:.2g}", ha="center", va="center", size=SMALL, color=ink)


def _ranks(
    axes: Axes, policies: Sequence[str], ranked: Sequence[Mapping[str, Any]], shades: LinearSegmentedColormap
) -> None:
    """Draw the rank of each policy under each metric, a metric a row."""
    ranks = np.array([[_number(row[RANK + name]) for name in policies] for row in ranked])
    shade = np.where(np.isnan(ranks), 0.0, 0.5 * (ranks - 1.0) / max(len(policies) - 1, 1))
    axes.imshow(shade, cmap=shades, norm=Normalize(0.0, 1.0), aspect="auto", interpolation="nearest")
    titles = {metric.name: metric.title for metric in METRICS}
    _names(axes, [titles.get(str(row["metric"]), str(row["metric"])) for row in ranked])
    axes.tick_params(axis="y", labelsize=SMALL)
    room = (WIDTH - LEFT - RIGHT) / len(policies) - 0.08
    axes.set_xticks(range(len(policies)), [fitted(name, room, SMALL, lines=2) for name in policies])
    for place, row in enumerate(ranked):
        stands = row["first_place"] == _("established")
        for column, name in enumerate(policies):
            rank = row[RANK + name]
            text, weight = ("–" if rank is None else str(rank)), ("bold" if stands and rank == 1 else "normal")
            axes.text(column, place, text, ha="center", va="center", size=SMALL, color=INK, weight=weight)
        words = str(row["leader"]) if stands else _("not established")
        axes.annotate(
            fitted(words, RIGHT - 0.1, SMALL),
            (1.0, place),
            (5, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            size=SMALL,
            color=INK if stands else SOFT,
            annotation_clip=False,
        )
    axes.annotate(
        _("first place"),
        (1.0, -0.85),
        (5, 0),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        va="center",
        size=SMALL,
        color=SOFT,
        annotation_clip=False,
    )


def describe(answer: Answer) -> str:
    """Return the numbers behind the picture as a text."""
    policies = list(answer.data["policies"])
    regrets = [
        [str(row["policy"]), str(row["scenario"]), *(at(_number(row[key])) for key in REGRETS)]
        for row in answer.tables["regret"].records()
    ]
    ranks = [
        [
            str(row["metric"]),
            *("-" if row[RANK + name] is None else str(row[RANK + name]) for name in policies),
            str(row["first_place"]),
        ]
        for row in answer.tables["ranks"].records()
    ]
    head = [_("policy"), _("scenario"), _("mean"), _("90 %"), _("most"), _("split mean"), _("low"), _("high")]
    parts = [answer.title, headline(), asked(answer), answer.standing.text(), "", *table(head, regrets), ""]
    parts += [*table([_("metric"), *policies, _("first place")], ranks), *notes(answer)]
    return "\n".join(parts)


REGRETS = ("mean", "regret_90", "most", "split_mean", "split_low", "split_high")


def _number(value: object) -> float:
    return float(str(value)) if value is not None else float("nan")
