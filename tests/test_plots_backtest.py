"""Pictures of the back-test: they hold what they promise, say what is missing, and nothing is cut or overlaps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from scenarios import load
from sim.errors import UnknownName
from sim.mends import table as mends_table
from sim.plots import save
from sim.plots.backtest import LEAST, MOST, PICTURES, draw
from sim.posterior import posterior
from sim.record import targets
from sim.study.backtest import Backtest, run_backtest
from sim.study.courses import COURSES, wanted

EVERY = tuple(mends_table())


def read(mends: str, names: tuple[str, ...]) -> Backtest:
    values = posterior("none").sample(5)
    return run_backtest(values, 6, load=load, mends=mends, drawn=wanted(names))


@pytest.fixture(scope="module")
def plain() -> Backtest:
    return read("none", ())


@pytest.fixture(scope="module")
def mended() -> Backtest:
    return read("all", EVERY)


def texts(figure: Figure) -> str:
    """Return all texts of a figure as one line."""
    return " ".join(" ".join(text.get_text().split()) for text in figure.findobj(Text))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_what_was_run_and_is_no_forecast(name: str, plain: Backtest) -> None:
    said = texts(draw(name, plain))
    assert "5 sets of the calibration 'none' x 6 runs, seed 21; mends: none" in said
    assert "not a forecast" in said


def test_every_target_is_drawn_or_listed(plain: Backtest, mended: Backtest) -> None:
    for found in (plain, mended):
        said = texts(draw("targets", found))
        assert [identity for identity in targets() if identity not in said] == []


def test_hit_and_miss_differ_by_shape_and_a_fit_is_hollow(plain: Backtest) -> None:
    axes = draw("targets", plain).axes[0]
    marks = {}
    for line in axes.lines:
        if line.get_marker() in ("o", "X"):
            marks[int(line.get_ydata()[0])] = line  # type: ignore[arg-type,index]
    shown = [row for row in plain.rows() if row.model == row.model and row.target.low is not None]
    assert len(marks) == len(shown)
    for place, row in enumerate(shown):
        assert marks[place].get_marker() == ("o" if row.hit else "X")
        hollow = marks[place].get_markerfacecolor() == "#ffffff"
        assert hollow == (row.status == "fitted")


def test_a_number_far_outside_its_band_has_an_arrow(plain: Backtest) -> None:
    axes = draw("targets", plain).axes[0]
    spots = [float(line.get_xdata()[0]) for line in axes.lines if line.get_marker() in ("o", "X")]  # type: ignore[arg-type,index]
    arrows = sum(line.get_marker() in ("<", ">") for line in axes.lines)
    assert all(LEAST <= spot <= MOST for spot in spots)
    assert arrows >= sum(spot in (LEAST, MOST) for spot in spots) > 0


@pytest.mark.parametrize(("name", "cell"), [("1979", "1979"), ("ukraine", "ukraine")])
def test_a_panel_whose_state_is_missing_says_so_in_its_place(
    name: str, cell: str, plain: Backtest, mended: Backtest
) -> None:
    before, after = texts(draw(name, plain)), texts(draw(name, mended))
    missing = [course for course in COURSES.values() if course.cell == cell and course.needs]
    assert missing
    assert all(course.absent in before for course in missing if course.title in before)
    assert "Not represented" not in after


@pytest.mark.parametrize("name", ["1979", "ukraine"])
def test_a_history_shows_the_record_and_names_its_sources(name: str, mended: Backtest) -> None:
    figure = draw(name, mended)
    said = texts(figure)
    assert "Sources of the record: [" in said
    marks = [line for axes in figure.axes for line in axes.lines if line.get_marker() in ("D", "s", "v")]
    assert sum(len(line.get_xdata()) for line in marks) > 20  # type: ignore[arg-type]
    for axes in figure.axes:
        low, high = axes.get_ylim()
        assert low == 0.0
        for line in axes.lines:
            known = np.asarray(line.get_ydata(), float)
            assert np.nanmax(known[np.isfinite(known)], initial=0.0) <= high


@pytest.mark.parametrize("name", PICTURES)
def test_no_text_leaves_the_sheet(name: str, plain: Backtest, mended: Backtest) -> None:
    for found in (plain, mended):
        figure = draw(name, found)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        sheet = figure.bbox
        for text in figure.findobj(Text):
            if text.get_text().strip() and text.get_visible():
                box = text.get_window_extent(canvas.get_renderer())
                assert box.x0 >= sheet.x0 - 1 and box.x1 <= sheet.x1 + 1, text.get_text()
                assert box.y0 >= sheet.y0 - 1 and box.y1 <= sheet.y1 + 1, text.get_text()


@pytest.mark.parametrize("name", ["targets", "1979"])
def test_the_same_runs_give_the_same_bytes(name: str, plain: Backtest, tmp_path: Path) -> None:
    for file in ("one.png", "two.png"):
        save(draw(name, plain), tmp_path / file)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_an_unknown_picture_is_refused(plain: Backtest) -> None:
    with pytest.raises(UnknownName, match="1979"):
        draw("1978", plain)
