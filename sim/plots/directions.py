"""How the endings of the bleed move with aid, with the bleeding and with posture, over calibrated parameter sets.

It shows what `sim.study.effects` found and no study folder: a bar of mean shares each, and under it the interval of
each ending over the sets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec

from sim.language import _
from sim.outcome import ENDINGS
from sim.plots.sheet import Sheet, settled
from sim.plots.stacked import Look, stack
from sim.plots.style import ENDING_FILLS, INK, NORMAL, SMALL, SOFT, area, line, look
from sim.plots.tables import table
from sim.plots.words import ending_texts, percent
from sim.scenario import Scenario

Found = Mapping[str, Any]

ROW, GAP = 0.47, 0.62
"""Height of a bar with its intervals, and of a panel's title and axis, inches."""
TOP, DEEP = -0.46, 0.40
"""Where a bar begins in its row, and its height, rows; its intervals follow below."""
FIRST, STEP = 0.03, 0.09
"""Where the first interval lies in its row, and how far apart they are, rows."""
BAR = Look(height=DEEP, size=SMALL, pad=1.0, rim=0.8, rimmed=0.0, labelled=0.075)
RARE = 0.1
"""An ending whose interval stays below this share is not marked."""


def draw(found: Found, scenario: Scenario) -> Figure:
    """Draw the panels of what was found.

    Parameters
    ----------
    found : `about` and `panels`, as `sim.study.effects.gathered` and the proof of docs/proofs have them.
    scenario : the scenario of all bars.
    """
    with look():
        return settled(_drawn(found, scenario))


def _drawn(found: Found, scenario: Scenario) -> Figure:
    panels, texts = list(found["panels"]), ending_texts(scenario)
    aside, below = panels[:-1], panels[-1]
    heights = [max(len(panel["bars"]) for panel in aside) * ROW + GAP, len(below["bars"]) * ROW + GAP]
    sheet = Sheet(
        scenario.title,
        _("How endings move with aid, with the bleeding and with posture"),
        body=sum(heights),
        details=[ran(found, scenario)],
        legend=[
            *(area(ENDING_FILLS[name], texts[name]) for name in met(panels)),
            line(SOFT, _("where nine tenths of the parameter sets lie; tick: mean"), width=2.0),
        ],
        notes=[*(f"{panel['title']}. {panel['note']}" for panel in panels), _unmarked()],
    )
    grid = GridSpec(2, len(aside), figure=sheet.figure, height_ratios=heights)
    for place, panel in enumerate(aside):
        _panel(sheet.figure.add_subplot(grid[0, place]), panel, met(panels))
    _panel(sheet.figure.add_subplot(grid[1, :]), below, met(panels))
    return sheet.figure


def _unmarked() -> str:
    return _("An ending that stays below {share} in 19 of 20 sets has no line.").format(share=percent(RARE))


def met(panels: Sequence[Found]) -> list[str]:
    """Return the endings that any bar has, in their published order."""
    shares = [bar["endings"] for panel in panels for bar in panel["bars"]]
    return [name for name in ENDINGS if any(each[name]["mean"] > 0 for each in shares)]


def ran(found: Found, scenario: Scenario) -> str:
    """Return how it was run, in a line."""
    about = found["about"]
    text = _("{sets:,} calibrated parameter sets, {repeats:,} runs of {quarters} quarters each; seed {seed}; {seats}.")
    seats = ", ".join(f"{seat.label} {seat.doctrine}" for seat in scenario.seats.values())
    numbers = {name: about[name] for name in ("sets", "repeats", "seed")}
    return text.format(quarters=scenario.quarters, seats=seats, **numbers)


def _panel(axes: Axes, panel: Found, names: Sequence[str]) -> None:
    bars = panel["bars"]
    for place, bar in enumerate(bars):
        means = {name: bar["endings"][name]["mean"] for name in ENDINGS}
        stack(axes, place + TOP + DEEP / 2, means, BAR)
        _intervals(axes, place, bar["endings"], names)
    axes.set_title(panel["title"], fontsize=NORMAL)
    axes.set_yticks(range(len(bars)), [bar["title"] for bar in bars], size=NORMAL)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100"])
    axes.set_xlabel(_("per cent of runs"))
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _intervals(axes: Axes, place: int, endings: Found, names: Sequence[str]) -> None:
    """Draw under a bar where each ending's share lies over the sets, with a tick at its mean."""
    for number, name in enumerate(names):
        share, height = endings[name], place + FIRST + STEP * number
        if share["high"] < RARE:
            continue
        colour = ENDING_FILLS[name].colour
        axes.plot([share["low"], share["high"]], [height, height], color=colour, linewidth=2.2, solid_capstyle="butt")
        axes.plot([share["mean"]], [height], color=INK, marker="|", markersize=4.0, markeredgewidth=0.9, clip_on=False)


def describe(found: Found, scenario: Scenario) -> str:
    """Return the shares behind the picture, each with its interval over the sets."""
    texts, names = ending_texts(scenario), met(found["panels"])
    lines = [_("How endings move with aid, with the bleeding and with posture"), ran(found, scenario)]
    for panel in found["panels"]:
        rows = [[bar["title"], *(spread(bar["endings"][name]) for name in names)] for bar in panel["bars"]]
        lines += ["", f"{panel['title']}. {panel['note']}", *table([panel["title"], *(texts[n] for n in names)], rows)]
    return "\n".join(lines)


def spread(share: Mapping[str, float]) -> str:
    """Return a share and its interval: `42 % (3 to 87)`."""
    return f"{percent(share['mean'])} ({100 * share['low']:.0f} to {100 * share['high']:.0f})"
