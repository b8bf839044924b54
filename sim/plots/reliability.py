"""How reliable a belief is: of the games in which it said so much, in how many it was so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.language import _
from sim.plots.sheet import Sheet, entitle, settled
from sim.plots.style import BLUE, FAINT, INK, SOFT, band, line, look

Found = Mapping[str, Any]
WIDE = 2.1
"""Width of a panel, inches."""


def draw(found: Found) -> Figure:
    """Draw the bins of each type after each number of quarters, over all scenarios.

    Parameters
    ----------
    found : `about` and `together`, as the proof of docs/proofs/belief.py has them.
    """
    with look():
        about, rows = found["about"], found["together"]
        sheet = Sheet(
            _("What Vietnam believes of the hidden types"),
            _("Of the games in which the belief said so much, the share in which it was so"),
            body=2.5 * len(about["after"]),
            details=[_details(about)],
            legend=[
                Line2D([], [], color=BLUE, marker="o", markersize=4, linestyle="none", label=_("share of the games")),
                line(BLUE, _("95 % interval"), width=1.2),
                line(SOFT, _("as said"), width=0.8),
                band(FAINT, _("how many games are in the bin")),
            ],
            notes=[_("Each bin is a tenth wide, and shown at the mean of what was said in it.")],
        )
        every = sheet.grid(len(rows), len(rows) // len(about["after"]), sharex=True, sharey=True)
        for axes, row in zip(every, rows, strict=True):
            _panel(axes, row)
        for axes in every[-(len(rows) // len(about["after"])) :]:
            axes.set_xlabel(_("said, per cent"))
        for axes in every[:: len(rows) // len(about["after"])]:
            axes.set_ylabel(_("was so, per cent"))
        return settled(sheet.figure)


def _details(about: Found) -> str:
    text = _("{games} games of each of {scenarios}; moves on, types from the prior, seed {seed}.")
    return text.format(games=about["games"], scenarios=", ".join(about["scenarios"]), seed=about["seed"])


def titles() -> dict[str, str]:
    """Return in plain words what is asked of each type."""
    return {
        "greed": _("China's greed above its median"),
        "resolve_a": _("US resolve above its median"),
        "resolve_b": _("Russia's resolve above its median"),
    }


def _panel(axes: Axes, row: Found) -> None:
    bins: Sequence[Found] = [each for each in row["bins"] if each["count"]]
    fullest = max(each["count"] for each in bins)
    for each in bins:
        height = 30.0 * each["count"] / fullest
        axes.bar(100 * each["low"], height, 10.0, align="edge", color=FAINT, linewidth=0.4, edgecolor="white", zorder=0)
    axes.plot((0, 100), (0, 100), color=SOFT, linewidth=0.8, zorder=1)
    said = [100 * each["said"] for each in bins]
    for place, each in zip(said, bins, strict=True):
        axes.plot((place, place), (100 * each["least"], 100 * each["most"]), color=BLUE, linewidth=1.2, zorder=2)
    shares = [100 * each["share"] for each in bins]
    axes.plot(said, shares, color=BLUE, marker="o", markersize=4, linestyle="none", zorder=3)
    axes.set_xlim(0, 100)
    axes.set_ylim(0, 100)
    axes.set_xticks((0, 25, 50, 75, 100))
    axes.set_yticks((0, 25, 50, 75, 100))
    entitle(
        axes, _("{what}, after {quarters} quarters").format(what=titles()[row["type"]], quarters=row["quarter"]), WIDE
    )
    axes.tick_params(colors=INK)
