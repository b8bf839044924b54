"""How a scenario ends under each plan of each seat: one bar a plan, one panel a seat.

It shows what `sim.study.plan_trials` found and no study folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.language import _
from sim.outcome import ENDINGS
from sim.plots.sheet import Sheet, settled
from sim.plots.stacked import Look, stack
from sim.plots.style import ENDING_FILLS, NORMAL, SMALL, area, look
from sim.plots.tables import table
from sim.plots.words import ending_texts, percent
from sim.scenario import Scenario

Found = Mapping[str, Any]

ROW, GAP = 0.30, 0.46
"""Height of a bar, and of a panel's title, inches."""
BAR = Look(height=0.74, size=SMALL, pad=1.0, rim=0.8, rimmed=0.0, labelled=0.06)


def draw(seats: Sequence[Found], scenario: Scenario, runs: int, seed: int) -> Figure:
    """Draw the endings of every plan.

    Parameters
    ----------
    seats : one entry a seat with `seat` and `plans`, each plan with `policy` and `endings` (docs/proofs/balance.py).
    """
    with look():
        return settled(_drawn(seats, scenario, runs, seed))


def _drawn(seats: Sequence[Found], scenario: Scenario, runs: int, seed: int) -> Figure:
    texts, heights = ending_texts(scenario), [ROW * len(seat["plans"]) + GAP for seat in seats]
    sheet = Sheet(
        scenario.title,
        headline(),
        body=sum(heights) + 0.2,
        details=[ran(scenario, runs, seed)],
        legend=[area(ENDING_FILLS[name], texts[name]) for name in met(seats)],
        notes=[_("All plans meet the same luck; the other seats hold the scenario's defaults.")],
    )
    every = sheet.figure.subplots(len(seats), 1, squeeze=False, sharex=True, height_ratios=heights)
    for axes, seat in zip(every.flat, seats, strict=True):
        _panel(axes, seat, scenario)
    for axes in every.flat[:-1]:
        axes.tick_params(axis="x", length=0)
    every.flat[-1].set_xlabel(_("per cent of runs"))
    return sheet.figure


def headline() -> str:
    """Return what the picture shows."""
    return _("How it ends under each plan of each seat")


def ran(scenario: Scenario, runs: int, seed: int) -> str:
    """Return how it was run, in a line."""
    words = _("{runs:,} runs of {quarters} quarters for each plan, moves on; seed {seed}.")
    return words.format(runs=runs, quarters=scenario.quarters, seed=seed)


def met(seats: Sequence[Found]) -> list[str]:
    """Return the endings that any plan has, in their published order."""
    return [name for name in ENDINGS if any(row["endings"][name] > 0 for seat in seats for row in seat["plans"])]


def _panel(axes: Axes, seat: Found, scenario: Scenario) -> None:
    plans = seat["plans"]
    for place, row in enumerate(plans):
        stack(axes, place, row["endings"], BAR)
    axes.set_title(scenario.seats[seat["seat"]].label, fontsize=NORMAL)
    axes.set_yticks(range(len(plans)), [row["policy"] for row in plans], size=NORMAL)
    axes.set_ylim(len(plans) - 0.5, -0.5)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100"])
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def describe(seats: Sequence[Found], scenario: Scenario, runs: int, seed: int) -> str:
    """Return the shares behind the picture."""
    texts, names = ending_texts(scenario), met(seats)
    lines = [headline(), ran(scenario, runs, seed)]
    for seat in seats:
        rows = [[row["policy"], *(percent(row["endings"][name]) for name in names)] for row in seat["plans"]]
        lines += ["", *table([scenario.seats[seat["seat"]].label, *(texts[name] for name in names)], rows)]
    return "\n".join(lines)
