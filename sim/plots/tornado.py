"""What an outcome depends on: the tornado beside Sobol's shares of the variance, and Morris and PAWN if they are there.

Luck has a colour of its own; what is not established is grey and hatched. It shows an answer of the question
`sensitivity`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.language import _
from sim.plots.sheet import Sheet, fitted, rows_for, settled
from sim.plots.style import BLUE, BLUE_MID, INK, PAPER, SMALL, SOFT, Dash, Fill, area, edge, line, look
from sim.plots.tables import at, table
from sim.study.answers import Answer
from sim.study.questions.samples import LUCK
from sim.study.questions.sensitivity_words import label, method_titles

Row = Mapping[str, Any]

ORDER = ("tornado", "sobol", "morris", "pawn")
MOST = 16
"""Inputs that are drawn; of more, those with the largest effects."""
ROW, AROUND = 0.36, 0.72
"""Height of an input and of a panel's title and axis, inches."""
NAMES, WIDE = 1.35, 2.2
"""Width of the names beside the bars, and of a panel, inches."""
TOTAL, ALONE = Fill(BLUE), Fill(BLUE_MID)
AT_LOW, AT_HIGH = Fill("#8cc7b3"), Fill("#007a5a")
LUCK_TOTAL, LUCK_ALONE = Fill("#d55e00"), Fill("#f3b27c")
CHANCE: Dash = (0, (1.5, 1.0))
UNSURE = Fill("#eeeeee", "//////")


def draw(answer: Answer) -> Figure:
    """Draw an answer of the question `sensitivity`."""
    with look():
        return settled(_drawn(answer))


def _drawn(answer: Answer) -> Figure:
    methods, names = _methods(answer), order(answer)
    columns = min(len(methods), 2)
    every = {row["input"] for each in methods.values() for row in each["rows"]}
    left_out = len(every) - len(names)
    notes = [str(answer.data["warning"]), _("Lines across the ends of bars are 95 % intervals.")]
    if "tornado" in methods:
        notes.append(_("Of levels, the low and the high end are those with the least and the greatest mean."))
    if "pawn" in answer.data["methods"] and "pawn" not in methods:
        notes.append(_("PAWN looked at the parameters one by one; it is in the table."))
    if left_out:
        notes.append(_("{count} more inputs, with smaller effects, are in the table.").format(count=left_out))
    sheet = Sheet(
        answer.title,
        headline(),
        body=rows_for(len(methods), columns) * (len(names) * ROW + AROUND),
        details=[asked(answer)],
        legend=_legend(methods),
        notes=notes,
    )
    axes = sheet.grid(len(methods), columns, sharey=True)
    for place, (each, (method, found)) in enumerate(zip(axes, methods.items(), strict=True)):
        _panel(each, method, found, names)
        if place % columns == 0:
            texts = [fitted(text, NAMES, SMALL, lines=2) for text in _texts(methods, names)]
            each.set_yticks(range(len(names)), texts, size=SMALL)
    return sheet.figure


def headline() -> str:
    """Return what the picture shows."""
    return _("What moves the outcome: single inputs, and shares of its variance with luck as one more input")


def asked(answer: Answer) -> str:
    """Return of what runs it tells, in a line."""
    runs = sum(int(each["about"].get("runs", 0)) for each in _methods(answer).values())
    text = _("Policy {policy}, scenario {scenario}, outcome {outcome}; {runs:,} runs read.")
    return text.format(**{name: answer.data[name] for name in ("policy", "scenario", "outcome")}, runs=runs)


def _methods(answer: Answer) -> dict[str, Any]:
    """Return the findings that are drawn, in the order of the panels.

    PAWN is left to the table where it looked at other inputs, as at the parameters of calibrated sets.
    """
    held = {name: found for name, found in answer.data["methods"].items() if name in ORDER}
    inputs = {name: {row["input"] for row in found["rows"]} for name, found in held.items()}
    others = set[str]().union(*(names for name, names in inputs.items() if name != "pawn"))
    apart = bool(others) and not inputs.get("pawn", set()) <= others
    return {name: held[name] for name in ORDER if name in held and not (apart and name == "pawn")}


def order(answer: Answer) -> list[str]:
    """Return the inputs as they are drawn: by the first method's effect, the largest first, luck last."""
    every = [row["input"] for found in _methods(answer).values() for row in found["rows"]]
    conditions = [name for name in dict.fromkeys(every) if name != LUCK]
    return [*conditions[:MOST], *([LUCK] if LUCK in every else [])]


def _texts(methods: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    titles = {row["input"]: label(row["input"], row["title"]) for found in methods.values() for row in found["rows"]}
    return [titles[name] for name in names]


def _panel(axes: Axes, method: str, found: Mapping[str, Any], names: Sequence[str]) -> None:
    """Draw one method: its bars, or why it has none."""
    title, unit = _titles()[method]
    axes.set_title(fitted(title, WIDE, SMALL + 1.0, lines=2, weight="bold"), fontsize=SMALL + 1.0)
    axes.set_xlabel(unit)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.axvline(0.0, color=SOFT, linewidth=0.6)
    if not found["standing"]["established"]:
        axes.set_xticks([])
        reasons = "; ".join(reason["text"] for reason in found["standing"]["reasons"])
        text = _("not established: {reasons}").format(reasons=reasons)
        words = fitted(text, WIDE, SMALL, lines=6)
        axes.text(0.03, 0.5, words, transform=axes.transAxes, size=SMALL, color=SOFT, va="center")
        return
    axes.xaxis.set_major_locator(MaxNLocator(5))
    rows = {row["input"]: row for row in found["rows"]}
    for place, name in enumerate(names):
        if name in rows:
            _BARS[method](axes, place, rows[name])
        elif name == LUCK:
            text = _("averaged out") if method == "tornado" else _("in every run")
            axes.text(0.0, place, f" {text}", size=SMALL, color=SOFT, va="center")


def _titles() -> dict[str, tuple[str, str]]:
    """Return the title of each panel, and its unit."""
    return {
        "tornado": (_("One at a time, from the middle"), _("change of the outcome's mean")),
        "sobol": (_("Shares of the variance (Sobol)"), _("share of the variance")),
        "morris": (_("Mean change for one step (Morris)"), _("change of the outcome")),
        "pawn": (_("Shift of the distribution (PAWN)"), _("distance, 0 none, 1 complete")),
    }


def _tornado(axes: Axes, place: int, row: Row) -> None:
    sure = row["standing"]["established"]
    for end, fill, height in (("low", AT_LOW, place - 0.19), ("high", AT_HIGH, place + 0.19)):
        _bar(axes, height, float(row[end]), fill if sure else UNSURE)
        _end(axes, height, float(row[end]), str(row[f"{end}_at"]))


def _sobol(axes: Axes, place: int, row: Row) -> None:
    lucky = row["input"] == LUCK
    whole, alone = (LUCK_TOTAL, LUCK_ALONE) if lucky else (TOTAL, ALONE)
    sure = {"total": row["standing"]["established"], "first": row["first_established"]}
    for key, fill, height in (("total", whole, place - 0.19), ("first", alone, place + 0.19)):
        _bar(axes, height, float(row[key]), fill if sure[key] else UNSURE)
        _interval(axes, height, row, key)


def _morris(axes: Axes, place: int, row: Row) -> None:
    fill = LUCK_TOTAL if row["input"] == LUCK else TOTAL
    _bar(axes, place, float(row["size"]), fill if row["standing"]["established"] else UNSURE, 0.5)
    _interval(axes, place, row, "size")


def _pawn(axes: Axes, place: int, row: Row) -> None:
    _bar(axes, place, float(row["median"]), TOTAL if row["standing"]["established"] else UNSURE, 0.5)
    _interval(axes, place, row, "median")
    chance, ends = [float(row["chance"])] * 2, [place - 0.38, place + 0.38]
    axes.plot(chance, ends, color=PAPER, linewidth=1.6)
    axes.plot(chance, ends, color=INK, linestyle=CHANCE, linewidth=1.0)


_BARS: Mapping[str, Callable[[Axes, int, Row], None]] = {
    "tornado": _tornado,
    "sobol": _sobol,
    "morris": _morris,
    "pawn": _pawn,
}


def _bar(axes: Axes, height: float, value: float, fill: Fill, thick: float = 0.36) -> None:
    rim = edge(fill) if fill.hatch else INK
    axes.barh(height, value, thick, color=fill.colour, edgecolor=rim, hatch=fill.hatch, linewidth=0.3)


def _interval(axes: Axes, height: float, row: Row, key: str) -> None:
    ends = [float(row[f"{key}_low"]), float(row[f"{key}_high"])]
    axes.plot(ends, [height, height], color=INK, linewidth=0.9, marker="|", markersize=3.5, solid_capstyle="butt")


def _end(axes: Axes, height: float, value: float, text: str) -> None:
    """Write the value of the input that a bar stands for beside its end."""
    right = value >= 0.0
    axes.annotate(
        fitted(text, 0.75, SMALL - 1.5),
        (value, height),
        (2.0 if right else -2.0, 0.0),
        textcoords="offset points",
        size=SMALL - 1.5,
        color=SOFT,
        va="center",
        ha="left" if right else "right",
    )
    axes.margins(x=0.32)


def _legend(methods: Mapping[str, Any]) -> list[Artist]:
    """Return the legend of the panels that are there."""
    items: list[Artist] = []
    if "tornado" in methods:
        items += [area(AT_LOW, _("at the low end")), area(AT_HIGH, _("at the high end"))]
    if "sobol" in methods:
        items += [area(TOTAL, _("with all interactions")), area(ALONE, _("alone"))]
        items += [area(LUCK_TOTAL, _("luck, with all interactions")), area(LUCK_ALONE, _("luck alone"))]
    elif "morris" in methods:
        items += [area(LUCK_TOTAL, _("luck"))]
    if "pawn" in methods:
        items.append(line(INK, _("what a shuffled input reaches"), CHANCE, 1.0))
    return [*items, area(UNSURE, _("not established"))]


def describe(answer: Answer) -> str:
    """Return the numbers behind the picture, with what is not established and why."""
    lines = [answer.title, headline(), asked(answer)]
    for method, found in _methods(answer).items():
        lines += ["", method_titles()[method]]
        if not found["standing"]["established"]:
            lines.append(_not_established(found))
            continue
        head, cells = _columns(method)
        rows = [[label(row["input"], row["title"]), *cells(row), _not_established(row)] for row in found["rows"]]
        lines += table([_("input"), *head, _("standing")], rows)
    warning = str(answer.data["warning"])
    return "\n".join([*lines, *(["", warning] if warning else [])])


def _not_established(found: Row) -> str:
    reasons = "; ".join(reason["text"] for reason in found["standing"]["reasons"])
    return _("not established: {reasons}").format(reasons=reasons) if reasons else _("established")


def _columns(method: str) -> tuple[list[str], Callable[[Row], list[str]]]:
    """Return the heads of a method's table, and what makes the cells of a row."""
    if method == "tornado":
        heads = [_("low end"), _("change"), _("high end"), _("change"), _("swing"), _("95 % interval")]
        return heads, lambda row: [
            str(row["low_at"]),
            at(row["low"]),
            str(row["high_at"]),
            at(row["high"]),
            *_ranged(row, "swing"),
        ]
    keys = {"sobol": ("total", "first"), "morris": ("size",), "pawn": ("median",)}[method]
    texts = {
        "total": _("with interactions"),
        "first": _("alone"),
        "size": _("mean change"),
        "median": _("distance"),
    }
    heads = [text for key in keys for text in (texts[key], _("95 % interval"))]
    return heads, lambda row: [cell for key in keys for cell in _ranged(row, key)]


def _ranged(row: Row, key: str) -> list[str]:
    low, high = at(float(row[f"{key}_low"])), at(float(row[f"{key}_high"]))
    return [at(float(row[key])), _("{low} to {high}").format(low=low, high=high)]
