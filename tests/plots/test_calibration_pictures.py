"""Pictures of calibrated sets: what they show is what the manifest holds, and every text can be read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.plots import style
from sim.plots.calibration import describe, pictures
from sim.plots.saving import rendered
from sim.posterior import Posterior, posterior
from sim.study.moved import IDENTIFIED
from sim.study.windows import windows

NAMES = tuple(pictures(posterior()))


def drawn(name: str, sets: Posterior) -> Figure:
    return pictures(sets)[name](sets)


@cache
def picture(name: str) -> Figure:
    """Return a picture for all tests that only look at it."""
    return drawn(name, posterior())


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_there_are_pictures_of_windows_intervals_marginals_and_pairs() -> None:
    assert NAMES == ("windows", "intervals", "marginals", "pairs")


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_says_what_it_shows_and_where_the_sets_come_from(name: str) -> None:
    whole = "\n".join(texts(picture(name)))
    assert f"{len(posterior()):,} sets of" in whole
    assert "mends" in whole
    assert "A simulation to think with, not a forecast." in whole
    assert "{" not in whole


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_cut_off_or_written_over_another(name: str) -> None:
    figure = picture(name)
    with style.look():
        FigureCanvasAgg(figure).draw()
    page, beyond = figure.bbox.padded(1), set(_undrawn(figure))
    shown = (text for text in figure.findobj(Text) if text.get_text() and text.get_visible() and text not in beyond)
    boxes = {text: text.get_window_extent() for text in shown}
    for text, box in boxes.items():
        assert all(page.contains(*corner) for corner in box.corners()), text.get_text()
    named = [*figure.texts, *(axes._left_title for axes in figure.axes)]  # type: ignore[attr-defined]
    named += [label for axes in figure.axes for label in (axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels())]
    named += [label for axes in figure.axes for label in axes.get_yticklabels()]
    fixed = [text for text in named if text in boxes]
    for one, other in combinations(fixed, 2):
        assert not boxes[one].padded(-1).overlaps(boxes[other].padded(-1)), (one.get_text(), other.get_text())


def _undrawn(figure: Figure) -> Iterator[Text]:
    """Yield the labels of marks outside their axis: they exist, but are not drawn."""
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)


@pytest.mark.parametrize("name", ["windows", "pairs"])
def test_the_same_sets_give_the_same_bytes(name: str) -> None:
    assert rendered(drawn(name, posterior()), "png") == rendered(drawn(name, posterior()), "png")


def test_the_intervals_stand_at_their_quantiles() -> None:
    axes = picture("intervals").axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert len(names) == 67
    sets, free = posterior(), {row["name"]: row for row in posterior().manifest["findings"]["parameters"]}
    lines = [line for line in axes.lines if len(line.get_xdata()) == 2]
    for place in (0, 30, 66):
        low, high = np.quantile(sets.column(names[place]), (0.16, 0.84))
        assert free[names[place]]["low"] == pytest.approx(low)
        ends = np.asarray(lines[place].get_xdata(), float)
        share = (ends[1] - ends[0]) / 0.68
        assert free[names[place]]["width"] == pytest.approx(share)
        assert high > low


def test_a_panel_for_every_parameter_and_a_point_for_every_window() -> None:
    assert len(picture("marginals").axes) == 67
    labels = [label.get_text() for label in picture("windows").axes[0].get_yticklabels()]
    assert labels == [window.words for window in windows().histories]


def test_the_numbers_behind_the_pictures_are_told_in_words() -> None:
    text = describe(posterior())
    identified = [row for row in posterior().manifest["findings"]["parameters"] if row["standing"] == IDENTIFIED]
    assert text.count("  identified") == len(identified) > 5
    assert "nan" not in text
