"""The fan chart, cell by cell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from rich.segment import Segment

from tests.screens.piloted import OneWidget, piloted
from tui import themes
from tui.text import title_of
from tui.themes import Palette
from tui.widgets.fan import Fan, Line
from tui.widgets.fan_cells import ASCII, INNER, NOTHING, OUTER, SHADED, Frame, covered, draw, majority
from tui.widgets.fan_chart import FanChart

Numbers = NDArray[np.float64]


def spread(n: int = 20, middle: float = 50.0) -> Numbers:
    """Return quantiles that open evenly to both sides."""
    width = np.linspace(0.0, 20.0, n)
    return middle + np.outer([-1.0, -0.5, 0.0, 0.5, 1.0], width)


def fan(**more: Any) -> Fan:
    given: dict[str, Any] = {
        "title": "Escalation",
        "past": [48.0, 49.0, 50.0],
        "quantiles": spread(),
        "labels": [f"Q{number}" for number in range(23)],
    }
    return Fan(**(given | more))


def drawn(chart: FanChart) -> list[list[Segment]]:
    """Return the chart's rows as single cells."""
    rows = []
    for y in range(chart.size.height):
        strip = chart.render_line(y)
        assert strip.cell_length == chart.size.width
        rows.append([Segment(sign, segment.style) for segment in strip for sign in segment.text])
    return rows


def colour(segment: Segment, part: str) -> str:
    found = getattr(segment.style, part, None)
    return found.get_truecolor().hex if found is not None else ""


def on_chart(look: Any, shown: Fan | None = None, theme: str = "", *, ascii_only: bool = False) -> None:
    chart = FanChart(shown or fan())

    async def script(app: OneWidget, pilot: Any) -> None:
        result = look(app, chart)
        if result is not None:
            await result

    piloted(OneWidget(chart, theme, ascii_only=ascii_only), script, (60, 20))


def test_there_are_exactly_three_grounds_and_the_median_is_braille_on_the_inner_one() -> None:
    def look(app: OneWidget, chart: FanChart) -> None:
        rows = drawn(chart)
        colours = themes.palette(app)
        cells = [cell for row in rows for cell in row]
        assert {colour(cell, "bgcolor") for cell in cells} == {colours.ground, colours.outer, colours.inner}
        dotted = [cell for cell in cells if 0x2800 < ord(cell.text) <= 0x28FF]
        assert dotted
        assert {colour(cell, "color") for cell in dotted} == {colours.median}
        last = [row[-1] for row in rows[:-1]]
        assert [cell.text for cell in last if colour(cell, "color") == colours.median] != []
        median = next(cell for cell in last if 0x2800 < ord(cell.text) <= 0x28FF)
        assert colour(median, "bgcolor") == colours.inner

    on_chart(look)


def test_a_band_is_as_high_as_the_numbers_say_to_an_eighth_of_a_cell() -> None:
    frame = Frame(fan(low=0.0, high=100.0), 40, 10)
    last = covered(frame)[:, -1]
    low90, low50, _median, high50, high90 = spread()[:, -1]
    assert (last != NOTHING).sum() == round((high90 - low90) / 100 * 80)
    assert (last == INNER).sum() == round((high50 - low50) / 100 * 80)
    assert last[: round(low90 / 100 * 80)].sum() == NOTHING


def test_an_even_fan_is_drawn_evenly() -> None:
    cells = majority(covered(Frame(fan(low=0.0, high=100.0), 40, 11)))
    assert (cells == cells[::-1]).all()


quantiles = st.lists(st.lists(st.floats(-1e6, 1e6), min_size=5, max_size=5), min_size=1, max_size=30)


@given(quantiles, st.integers(2, 60), st.integers(2, 20), st.lists(st.floats(-1e6, 1e6), max_size=5))
def test_the_inner_band_lies_inside_the_outer_whatever_the_numbers(
    rows: list[list[float]], width: int, height: int, past: list[float]
) -> None:
    shown = Fan("x", quantiles=np.array(rows).T, past=past)
    for column in covered(Frame(shown, width, height)).T:
        inner = np.flatnonzero(column == INNER)
        if len(inner):
            assert (np.diff(inner) == 1).all()
            filled = np.flatnonzero(column != NOTHING)
            assert filled[0] <= inner[0] <= inner[-1] <= filled[-1]
            assert (np.diff(filled) == 1).all()
    for mode in ("coloured", SHADED, ASCII):
        grid = draw(shown, width, height, Palette("#000000", "#111111", "#222222", "#333333"), mode)
        assert grid.signs.shape == (height, width)


def test_quantiles_in_a_wrong_order_or_shape_are_put_right_or_refused() -> None:
    assert (np.diff(Fan("x", quantiles=spread()[::-1]).quantiles, axis=0) >= 0).all()
    with pytest.raises(ValueError, match="quantiles"):
        Fan("x", quantiles=np.zeros((3, 4)))


def test_history_now_and_fan_stand_beside_each_other() -> None:
    def look(_app: OneWidget, chart: FanChart) -> None:
        rows = ["".join(cell.text for cell in row) for row in drawn(chart)]
        assert "now" in rows[-1]
        assert rows[-1].index("Q0") < rows[-1].index("now") < rows[-1].index("Q22")
        now = rows[-1].index("now") + 1
        assert any("┊" in row[now - 2 : now + 3] for row in rows)
        ground = [row[now - 3] for row in drawn(chart)[:-1]]
        assert len({colour(cell, "bgcolor") for cell in ground}) == 1

    on_chart(look)


def test_a_level_is_drawn_across_and_named_in_words() -> None:
    def look(app: OneWidget, chart: FanChart) -> None:
        dashed = [row for row in drawn(chart) if sum(cell.text == "╌" for cell in row) > 20]
        assert len(dashed) == 1
        assert colour(next(c for c in dashed[0] if c.text == "╌"), "color") == themes.palette(app).limit
        assert "line at 65.0: limit" in chart.twin()

    on_chart(look, fan(lines=(Line(65.0, "limit"),)))


def test_the_words_say_the_end_and_grow_shorter_with_the_room() -> None:
    shown = fan()
    assert shown.describe() == "end: median 50.0, 50% 40.0 to 60.0, 90% 30.0 to 70.0"
    assert shown.describe(40) == "end: median 50.0, 90% 30.0 to 70.0"
    assert shown.describe(24) == "end: 50.0 (30.0 to 70.0)"
    assert shown.describe(3) == ""


def test_the_title_and_the_words_stand_in_the_border() -> None:
    def look(_app: OneWidget, chart: FanChart) -> None:
        assert title_of(chart) == ("Escalation (points)", "end: median 50.0, 50% 40.0 to 60.0, 90% 30.0 to 70.0")

    on_chart(look, fan(unit="points"))


def test_the_table_holds_every_point() -> None:
    shown = fan(second=np.linspace(50, 40, 20), second_name="last order")
    assert shown.columns() == ["time", "5 %", "25 %", "median", "75 %", "95 %", "last order"]
    rows = shown.values()
    assert len(rows) == 23
    assert all(len(row) == len(shown.columns()) for row in rows)
    assert rows[0] == ["Q0", "", "", "48.0", "", "", ""]
    assert rows[-1] == ["Q22", "30.0", "40.0", "50.0", "60.0", "70.0", "40.0"]


def test_a_second_course_is_told_from_the_median_without_colour() -> None:
    shown = fan(second=np.linspace(50, 35, 20), second_name="last order", low=0.0, high=100.0)
    grid = draw(shown, 40, 12, Palette("g", "o", "i", "m", "l", "s", "a"))
    bits = {kind: {ord(sign) - 0x2800 for sign in grid.signs[grid.colours == kind]} for kind in ("m", "s")}
    assert bits["s"]
    assert all(bit & 0xB8 == 0 for bit in bits["s"])
    assert any(bit & 0xB8 for bit in bits["m"])


@pytest.mark.parametrize("theme", ["ansi-dark", "fournos-dark"])
def test_without_colours_bands_are_shades(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if theme == "fournos-dark":
        monkeypatch.setenv("NO_COLOR", "1")

    def look(_app: OneWidget, chart: FanChart) -> None:
        text = "".join(cell.text for row in drawn(chart) for cell in row)
        assert "░" in text
        assert "▒" in text
        assert not {"▁", "▄", "▇"} & set(text)

    on_chart(look, theme=theme)


def test_in_ascii_every_sign_is_ascii() -> None:
    def look(_app: OneWidget, chart: FanChart) -> None:
        text = "".join(cell.text for row in drawn(chart) for cell in row)
        assert text.isascii()
        assert {"#", "=", ".", "*", "-"} <= set(text)

    on_chart(look, fan(lines=(Line(68.0, "limit"),)), ascii_only=True)


def test_it_is_drawn_anew_for_data_size_and_theme_and_not_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look(app: OneWidget, chart: FanChart) -> None:
        count: list[int] = []
        made = chart._drawn
        monkeypatch.setattr(chart, "_drawn", lambda: count.append(1) or made())
        chart._key = ()
        for _time in range(3):
            drawn(chart)
        assert len(count) == 1
        chart.show(fan(title="Other"))
        drawn(chart)
        assert len(count) == 2
        app.theme = "fournos-light"
        drawn(chart)
        assert len(count) == 3

    on_chart(look)


@pytest.mark.parametrize("points", [0, 1, 2])
def test_few_points_are_drawn_or_left_out(points: int) -> None:
    def look(_app: OneWidget, chart: FanChart) -> None:
        drawn(chart)
        chart.show(Fan("x", past=[1.0] * points))
        drawn(chart)
        assert chart.twin()

    on_chart(look, Fan("x", quantiles=spread(points)))


def test_values_that_are_missing_leave_a_gap() -> None:
    rows = spread()
    rows[:, 5:9] = np.nan
    cells = covered(Frame(Fan("x", quantiles=rows), 20, 8))
    assert not cells[:, 5:9].any()
    assert cells[:, 15:].any()
    assert {NOTHING, OUTER, INNER} == set(np.unique(cells))


def test_where_there_is_no_room_to_draw_words_stand() -> None:
    chart = FanChart(fan())

    async def look(_app: OneWidget, pilot: Any) -> None:
        await pilot.resize_terminal(16, 5)
        await pilot.pause()
        assert "50.0" in chart.render_line(0).text

    piloted(OneWidget(chart), look)
