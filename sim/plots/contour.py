"""Endings over intensity and aid: a grid of fresh simulations around the study's own case, on common luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.errors import InputError, UnknownName
from sim.language import _
from sim.outcome import ENDINGS
from sim.parameters import Value, parameter
from sim.plots.paths import FloatArray, IntArray
from sim.plots.reading import Reading
from sim.plots.sheet import Sheet, entitle, mark_edges, rows_for
from sim.plots.style import INK, PAPER, SMALL
from sim.plots.tables import table
from sim.plots.words import ending_texts, named, percent

if TYPE_CHECKING:
    from sim.case import Case

POINTS, RUNS, WIDEST = 9, 400, 2.0
"""Points along each axis, runs at each of them, and the largest multiple."""
INTENSITY = "u_lo"
CAPACITIES = ("patron_a.capacity", "patron_b.capacity")
COARSE = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
FINE = (
    0.02,
    0.04,
    0.06,
    0.08,
    0.1,
    0.15,
    0.2,
    0.25,
    0.3,
    0.35,
    0.4,
    0.45,
    0.5,
    0.55,
    0.6,
    0.65,
    0.7,
    0.75,
    0.8,
    0.85,
    0.9,
    0.95,
)
"""Shares that have a line: where they differ by more than 20 points over the grid, and where by less."""
TICKS = (0.0, 0.5, 1.0, 1.5, 2.0)
FLAT = 0.05
"""An ending whose share varies by less than this over the grid is told in a note."""
SHADES = ("#ffffff", "#0b4a75")


@dataclass(frozen=True)
class Grid:
    """Shares of the endings over the grid, shape (6, aid, intensity); `multiples` are of the case's own values."""

    multiples: FloatArray
    shares: FloatArray
    runs: int
    plausible: tuple[float, float]


def sample(case: Case, points: int = POINTS, runs: int = RUNS) -> Grid:
    """Run the case over the grid in one batch; every point of the grid meets the same luck.

    Parameters
    ----------
    case : what the study ran under one policy.
    points : points along each axis, from none to twice the case's own intensity and aid.
    runs : runs at each point.

    Raises
    ------
    InputError
        If the study's runs go on from a game: those of the grid would begin at the scenario's opening.
    """
    from sim.model import CrisisModel

    if case.start is not None:
        message = _("This study goes on from a game; no grid of fresh runs can be drawn of it.")
        raise InputError(message, field="--kind", got="contour")
    multiples = np.linspace(0.0, WIDEST, points)
    aid, intensity = (np.repeat(side.ravel(), runs) for side in np.meshgrid(multiples, multiples, indexing="ij"))
    numbers = np.tile(np.arange(runs), points * points)
    parameters = {name: _of_runs(value, numbers) for name, value in case.parameters.items()}
    opening: dict[str, object] = {name: _of_runs(value, numbers) for name, value in case.opening.items()}
    own, row = np.asarray(parameters.get(INTENSITY, _own(case)), float), parameter(INTENSITY)
    for name in CAPACITIES:
        opening[name] = aid * np.asarray(opening.get(name, _capacity(case, name)), float)
    model = CrisisModel(
        case.scenario,
        doctrines=case.doctrines,
        parameters={**parameters, INTENSITY: np.minimum(intensity * own, row.maximum)},
        opening=opening,
        seed=case.seed,
        runs=numbers.tolist(),
        types=case.types,
        mends=case.mends,
        theories=case.theories,
    )
    try:
        ends = model.run(case.quarters)["ending"].reshape(points, points, runs)
    finally:
        model.close()
    shares = np.stack([(ends == code).mean(axis=-1) for code in range(len(ENDINGS))])
    middle = float(own.mean()) or 1.0
    return Grid(multiples, shares, runs, (row.low / middle, row.high / middle))


def _of_runs(value: Value | str, numbers: IntArray) -> Value | str:
    """Return a value for each run of the grid: a number as it is, an array by the number of the run."""
    return value[numbers % len(value)] if isinstance(value, np.ndarray) else value


def _own(case: Case) -> float:
    given = case.scenario.parameters.get(INTENSITY)
    return given.value if given is not None else parameter(INTENSITY).central


def _capacity(case: Case, name: str) -> float:
    patron, _dot, field = name.partition(".")
    return float(getattr(getattr(case.scenario.opening, patron), field).value)


def panels(reading: Reading, grid: Grid, measure: str | None) -> tuple[list[int], list[str]]:
    """Return the endings that are drawn, and a note on those that hardly vary.

    Raises
    ------
    UnknownName
        If `measure` is no ending.
    """
    if measure is not None:
        if measure not in ENDINGS:
            raise UnknownName(_("ending"), measure, ENDINGS)
        return [ENDINGS.index(measure)], []
    texts, lows, highs = ending_texts(reading.scenario), grid.shares.min(axis=(1, 2)), grid.shares.max(axis=(1, 2))
    met = [code for code in range(len(ENDINGS)) if highs[code] > 0]
    drawn = [code for code in met if highs[code] - lows[code] >= FLAT]
    drawn = drawn or [int(grid.shares.mean(axis=(1, 2)).argmax())]
    spans = {
        code: sorted({percent(float(lows[code])), percent(float(highs[code]))}) for code in met if code not in drawn
    }
    flat = [f"{texts[ENDINGS[code]]} {_(' to ').join(span)}" for code, span in spans.items()]
    return drawn, [_("Nearly the same over the whole grid: {list}.").format(list="; ".join(flat))] if flat else []


def draw(reading: Reading, *, measure: str | None, policy: str | None, runs: int) -> Figure:
    """Draw one panel an ending."""
    chosen = reading.chosen(policy)
    if measure is not None and measure not in ENDINGS:
        raise UnknownName(_("ending"), measure, ENDINGS)
    grid = sample(reading.case(chosen))
    drawn, notes = panels(reading, grid, measure)
    columns = 1 if len(drawn) == 1 else 2
    sheet = Sheet(
        reading,
        _headline(reading, chosen),
        body=0.3 + (3.9 if columns == 1 else 3.0) * rows_for(len(drawn), columns),
        details=[_how(reading, chosen, grid)],
        legend=_legend(),
        notes=[*notes, _error(grid), _meaning()],
    )
    texts = ending_texts(reading.scenario)
    every = sheet.grid(len(drawn), columns, sharex=True, sharey=True)
    for axes, code in zip(every, drawn, strict=True):
        _panel(axes, grid, grid.shares[code])
        entitle(axes, texts[ENDINGS[code]], 6.4 / columns)
    for axes in every[::columns]:
        axes.set_ylabel(_("aid that both patrons can give,\nmultiple of the case's own"))
    mark_edges(every, columns, _("intensity of the bleed, multiple of the case's own"))
    return sheet.figure


def _headline(reading: Reading, policy: str) -> str:
    return reading.of_policy(_("How the endings shift with intensity and aid"), policy)


def _how(reading: Reading, policy: str, grid: Grid) -> str:
    number = grid.multiples.size**2
    text = _("{points} points of {runs} runs each, run for this picture on the same luck, seed {seed}; {others}")
    return text.format(points=number, runs=grid.runs, seed=reading.case(policy).seed, others=reading.others())


def _error(grid: Grid) -> str:
    points = 100.0 * 1.96 * (0.25 / grid.runs) ** 0.5
    return _("Chance alone moves a share by up to about {points:.0f} points.").format(points=points)


def _meaning() -> str:
    return _(
        "Intensity multiplies the parameter {name}, how hard a static border front is fought; aid multiplies what the"
        " patrons' industry and stocks can carry, not what they choose to send."
    ).format(name=INTENSITY)


def _legend() -> list[Line2D | Patch]:
    own = Line2D([], [], color=INK, marker="X", markersize=7, linestyle="none", label=_("the study's own case"))
    lines = Line2D([], [], color=INK, linewidth=0.9, label=_("lines of equal share of runs"))
    beyond = Patch(
        facecolor=PAPER,
        edgecolor="#777777",
        hatch="////",
        linewidth=0,
        label=_("beyond the plausible range of intensity"),
    )
    return [own, lines, beyond]


def _panel(axes: Axes, grid: Grid, shares: FloatArray) -> None:
    """Draw one ending: shades and labelled lines of equal share, the plausible range, and the case itself."""
    from matplotlib.colors import LinearSegmentedColormap

    shades = LinearSegmentedColormap.from_list("share", SHADES)
    steps = COARSE if np.ptp(shares) > 0.2 else FINE
    axes.contourf(grid.multiples, grid.multiples, shares, (0.0, *steps, 1.0), cmap=shades, vmin=0.0, vmax=1.4)
    levels = [level for level in steps if shares.min() < level < shares.max()]
    if levels:
        lines = axes.contour(grid.multiples, grid.multiples, shares, levels, colors=INK, linewidths=0.9)
        for text in axes.clabel(lines, fmt=percent, fontsize=SMALL, manual=_places(lines), inline_spacing=3):
            text.set_bbox({"facecolor": PAPER, "edgecolor": "none", "alpha": 0.75, "pad": 0.4})
    else:
        axes.text(0.5, 0.75, percent(float(shares.mean())), transform=axes.transAxes, ha="center")
    for left, right in ((0.0, grid.plausible[0]), (grid.plausible[1], WIDEST)):
        if right > left:
            axes.axvspan(left, right, facecolor="none", edgecolor="#777777", hatch="////", linewidth=0, alpha=0.55)
    axes.plot(1.0, 1.0, marker="X", color=INK, markeredgecolor=PAPER, markersize=8)
    axes.set(xlim=(0.0, WIDEST), ylim=(0.0, WIDEST), xticks=TICKS, yticks=TICKS)
    axes.grid(visible=False)


def _places(lines: QuadContourSet) -> list[tuple[float, float]]:
    """Return a place for the label of each line: off the case's own mark, and neighbours at different heights."""
    places = []
    for number, path in enumerate(lines.get_paths()):
        points = np.concatenate(
            [_dense(np.asarray(part)) for part in path.to_polygons(closed_only=False)] or [np.empty((0, 2))]
        )
        inside = points[((points > 0.12) & (points < WIDEST - 0.12)).all(axis=1)]
        if not len(inside):
            continue
        along = int(np.ptp(inside[:, 1]) >= np.ptp(inside[:, 0]))
        goal = (1.5, 0.5, 1.7, 0.7)[number % 4] * WIDEST / 2.0
        x, y = inside[np.abs(inside[:, along] - goal).argmin()]
        places.append((float(x), float(y)))
    return places


def _dense(points: FloatArray) -> FloatArray:
    """Return a line with ten points for each of its stretches."""
    steps = np.linspace(0, len(points) - 1, 10 * len(points))
    return np.stack([np.interp(steps, np.arange(len(points)), points[:, axis]) for axis in (0, 1)], axis=1)


def describe(reading: Reading, *, measure: str | None, policy: str | None) -> str:
    """Return the share of each ending at the corners of the grid, on its axes and at the case itself."""
    chosen = reading.chosen(policy)
    grid = sample(reading.case(chosen))
    texts, last = ending_texts(reading.scenario), grid.multiples.size - 1
    picks = [(aid, intensity) for aid in (0, last // 2, last) for intensity in (0, last // 2, last)]
    met = [code for code in range(len(ENDINGS)) if grid.shares[code].any()]
    rows = [
        [f"{grid.multiples[x]:g}", f"{grid.multiples[y]:g}", *(percent(float(grid.shares[code, y, x])) for code in met)]
        for y, x in picks
    ]
    head = [_("intensity"), _("aid"), *(texts[ENDINGS[code]] for code in met)]
    lines = [_headline(reading, chosen), _how(reading, chosen, grid), "", *table(head, rows), _error(grid), _meaning()]
    return "\n".join(named(text, reading.scenario) for text in lines)
