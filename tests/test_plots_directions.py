"""The picture of how endings move: what it shows is what was found, and nothing is cut, hidden or drawn twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scenarios import load
from sim.outcome import ENDINGS
from sim.plots import directions, save
from sim.plots.directions import BAR, RARE
from sim.plots.words import percent

BLEED = load("bleeding-white")
SHAPE = {"aid": 3, "intensity": 3, "posture": 9}


def shares(seed: int) -> dict[str, dict[str, float]]:
    """Return made-up shares of all endings that can come in the bleed, with intervals round them."""
    drawn = np.random.default_rng(seed).dirichlet([4.0, 1.0, 2.0, 5.0, 0.3])
    means = dict(zip(ENDINGS, [0.0, *drawn], strict=True))
    return {name: {"mean": m, "low": 0.5 * m, "high": min(1.6 * m, 1.0)} for name, m in means.items()}


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    panels = [
        {
            "name": name,
            "title": name.title(),
            "note": f"About {name}.",
            "bars": [{"name": f"{name}-{k}", "title": f"{name} {k}", "endings": shares(10 * k)} for k in range(bars)],
        }
        for name, bars in SHAPE.items()
    ]
    return {"about": {"sets": 40, "repeats": 50, "seed": 21}, "panels": panels}


@pytest.fixture(scope="module")
def figure(found: dict[str, Any]) -> Figure:
    return directions.draw(found, BLEED)


def test_there_is_one_panel_each_with_its_bars_from_the_top(found: dict[str, Any], figure: Figure) -> None:
    assert [axes.get_title(loc="left") for axes in figure.axes] == [panel["title"] for panel in found["panels"]]
    for axes, panel in zip(figure.axes, found["panels"], strict=True):
        labels = [label.get_text() for label in axes.get_yticklabels()]
        assert labels == [bar["title"] for bar in panel["bars"]]
        assert axes.yaxis_inverted() and axes.get_xlim() == (0.0, 1.0)


def test_the_parts_of_a_bar_are_the_shares_end_to_end(found: dict[str, Any], figure: Figure) -> None:
    for axes, panel in zip(figure.axes, found["panels"], strict=True):
        filled = [patch for patch in axes.patches if patch.get_facecolor()[3] > 0]
        wanted = [bar["endings"][name]["mean"] for bar in panel["bars"] for name in ENDINGS[1:]]
        assert [patch.get_width() for patch in filled] == pytest.approx(wanted)
        left = [patch.get_x() for patch in filled]
        assert left == pytest.approx([sum(wanted[5 * (k // 5) : k]) for k in range(len(wanted))])


def test_lines_under_a_bar_are_the_intervals_of_endings_that_matter(found: dict[str, Any], figure: Figure) -> None:
    for axes, panel in zip(figure.axes, found["panels"], strict=True):
        told = [bar["endings"][name] for bar in panel["bars"] for name in ENDINGS[1:]]
        marked = [share for share in told if share["high"] >= RARE]
        lines, ticks = axes.lines[0::2], axes.lines[1::2]
        assert [list(line.get_xdata()) for line in lines] == [
            pytest.approx([share["low"], share["high"]]) for share in marked
        ]
        assert [tick.get_xdata()[0] for tick in ticks] == pytest.approx([share["mean"] for share in marked])
        assert len(marked) < len(told)


def test_lines_stay_between_their_bar_and_the_next(figure: Figure) -> None:
    for axes in figure.axes:
        bars = sorted({round(patch.get_y(), 6) for patch in axes.patches})
        deep = axes.patches[0].get_height()
        for line in axes.lines[0::2]:
            height = line.get_ydata()[0]
            above = max(bar for bar in bars if bar < height)
            below = min((bar for bar in bars if bar > height), default=axes.get_ylim()[0])
            assert above + deep < height < below


def test_numbers_stand_on_the_parts_with_room_for_them(found: dict[str, Any], figure: Figure) -> None:
    for axes, panel in zip(figure.axes, found["panels"], strict=True):
        told = [bar["endings"][name]["mean"] for bar in panel["bars"] for name in ENDINGS[1:]]
        assert [text.get_text() for text in axes.texts] == [percent(share) for share in told if share >= BAR.labelled]


def test_no_text_leaves_the_sheet(figure: Figure) -> None:
    renderer = FigureCanvasAgg(figure).get_renderer()
    width, height = figure.bbox.size
    every = [*figure.texts, *(text for axes in figure.axes for text in [*axes.texts, *axes.get_yticklabels()])]
    for text in every:
        box = text.get_window_extent(renderer)
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text.get_text()


def test_the_same_numbers_give_the_same_file(found: dict[str, Any], tmp_path: Path) -> None:
    for name in ("one.svg", "two.svg"):
        save(directions.draw(found, BLEED), tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_the_description_has_every_share_with_its_interval(found: dict[str, Any]) -> None:
    text = directions.describe(found, BLEED)
    assert "40 calibrated parameter sets, 50 runs of 40 quarters each; seed 21; Vietnam four-nos" in text
    for panel in found["panels"]:
        assert panel["note"] in text
        for bar in panel["bars"]:
            line = next(line for line in text.splitlines() if line.startswith(f"{bar['title']} "))
            assert all(directions.spread(bar["endings"][name]) in line for name in ENDINGS[1:])
    assert "No war" not in text
