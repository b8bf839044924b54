"""The endings of the runs under each policy, as shares of one bar a policy."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.language import _
from sim.outcome import ENDINGS
from sim.plots.paths import FloatArray
from sim.plots.reading import Reading
from sim.plots.sheet import Sheet, fitted, wrapped
from sim.plots.stacked import Look, stack
from sim.plots.style import ENDING_FILLS, NORMAL, SMALL, SOFT, area
from sim.plots.tables import table
from sim.plots.words import ending_texts, percent, runs_text, short_endings

ROW = 0.34
LABELLED = 0.045
"""A part narrower than this share of the bar is named beside it instead of on it."""
BAR = Look(height=0.78, size=NORMAL, pad=1.2, rim=1.0, rimmed=0.02, labelled=LABELLED)
LABEL_WIDTH, REST_WIDTH = 1.6, 1.9


def draw(reading: Reading, *, measure: str | None, policy: str | None, runs: int) -> Figure:
    """Draw the endings of every policy."""
    texts, shares = ending_texts(reading.scenario), [reading.shares(row) for row in reading.policies]
    met = [name for code, name in enumerate(ENDINGS) if any(share[code] > 0 for share in shares)]
    sheet = Sheet(
        reading,
        _headline(reading),
        body=0.45 + ROW * len(reading.policies),
        details=[reading.run_text()],
        legend=[area(ENDING_FILLS[name], texts[name]) for name in met],
        notes=[_precision(reading)],
    )
    (axes,) = sheet.grid(1, 1)
    for place, share in enumerate(shares):
        stack(axes, place, dict(zip(ENDINGS, share.tolist(), strict=True)), BAR)
    _frame(axes, reading)
    _rest(axes, reading, shares)
    return sheet.figure


def _headline(reading: Reading) -> str:
    return reading.over_policies(_("How the runs end"))


def _precision(reading: Reading) -> str:
    """Return how far a share can be off by the number of runs alone."""
    least = max(min(int(reading.counts(policy).sum()) for policy in reading.policies), 1)
    points = max(100.0 * 1.96 * math.sqrt(0.25 / least), 1.0)
    text = _("With {runs} a bar, chance alone moves a share by up to about {points:.0f} points.")
    if len(reading.policies) > 1 and reading.frame["seed"].nunique() == 1:
        text += " " + _("All bars meet the same luck, so differences between them are surer than that.")
    return text.format(runs=runs_text(least), points=min(points, 100.0))


def _frame(axes: Axes, reading: Reading) -> None:
    """Set the policies on the left, per cent below, the first policy on top."""
    labels = [fitted(reading.label(policy), LABEL_WIDTH, NORMAL, lines=2) for policy in reading.policies]
    axes.set_yticks(range(len(labels)), labels, size=NORMAL)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100"])
    axes.set_xlabel(_("per cent of runs"))
    axes.grid(visible=False)
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _rest(axes: Axes, reading: Reading, shares: list[FloatArray]) -> None:
    """Name beside each bar the parts that are too narrow for a label."""
    short = short_endings(reading.scenario)
    for place, row in enumerate(shares):
        pairs = zip(ENDINGS, row, strict=True)
        narrow = [
            f"{short[name]} {percent(share)}".replace(" ", "\u00a0") for name, share in pairs if 0 < share < LABELLED
        ]
        lines = narrow if len(narrow) < 3 else wrapped(", ".join(narrow), REST_WIDTH, SMALL)
        text = "\n".join(lines)
        axes.annotate(
            text,
            (1.0, place),
            (4, 0),
            textcoords="offset points",
            va="center",
            size=SMALL,
            color=SOFT,
            annotation_clip=False,
        )


def describe(reading: Reading, *, measure: str | None, policy: str | None) -> str:
    """Return the share of each ending under each policy."""
    texts = ending_texts(reading.scenario)
    met = [code for code in range(len(ENDINGS)) if any(reading.counts(policy)[code] for policy in reading.policies)]
    head = [reading.varied_seats(), *(texts[ENDINGS[code]] for code in met), _("runs")]
    rows = [
        [
            reading.label(row),
            *(percent(float(reading.shares(row)[code])) for code in met),
            f"{int(reading.counts(row).sum()):,}",
        ]
        for row in reading.policies
    ]
    return "\n".join([_headline(reading), reading.run_text(), "", *table(head, rows), _precision(reading)])
