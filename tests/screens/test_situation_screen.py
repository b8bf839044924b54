"""The situation: what stands there at each size, what a seat may not know, and charts whose futures come later."""

from __future__ import annotations

from typing import Any

import pytest

from tests.screens.games import on_screen, session_of
from tests.screens.piloted import pressed, seen, settled, sizes
from tui import forecasting
from tui.app import FourNosApp
from tui.screens.situation import SituationScreen
from tui.telling.charts import CHARTED
from tui.widgets.fan_chart import FanChart
from tui.widgets.ladder_bar import LadderBar
from tui.widgets.meter_bar import MeterBar
from tui.widgets.relations_diagram import RelationsDiagram
from tui.widgets.text_panel import TextPanel


@pytest.fixture(autouse=True)
def few_futures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer futures than in a game."""
    monkeypatch.setattr(forecasting, "COUNT", 20)


@pytest.mark.parametrize("size", sizes())
def test_the_situation_shows_meters_ladder_questions_and_a_fan_at_every_size(size: tuple[int, int]) -> None:
    async def script(app: FourNosApp, _pilot: Any) -> None:
        text = seen(app)
        for words in ("territory", "autonomy", "prosperity", "lives lost", "legitimacy", "Static front", "end: median"):
            assert words in text
        assert "What asks for an answer" in text
        assert not [line for line in text.splitlines() if len(line) > size[0]]

    with session_of(turns=2) as session:
        on_screen(session, "situation", script, size)


def test_a_small_screen_says_how_much_text_is_below_and_a_large_one_has_room_for_the_diagram() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert "more lines below" in seen(app)
        assert not app.screen.query_one(RelationsDiagram).display
        await pilot.resize_terminal(160, 50)
        await settled(app, pilot)
        assert app.screen.query_one(RelationsDiagram).display
        assert len([chart for chart in app.screen.query(FanChart) if chart.display]) == 3
        text = seen(app)
        assert "Relations: level/belief" in text
        assert "partnership with Vietnam" in text
        await pilot.resize_terminal(80, 24)
        await settled(app, pilot)
        assert len([chart for chart in app.screen.query(FanChart) if chart.display]) == 1

    with session_of("four-nos", 0) as session:
        on_screen(session, "situation", script, (80, 24))


def test_a_patron_is_told_an_estimate_of_what_the_target_does_not_publish() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        twin = app.screen.query_one(MeterBar).twin()
        assert "legitimacy: 0.60 of 1 (estimate)" in twin
        assert "territory: 1.00 of 1" in twin
        assert "not published; estimated, 9 in 10 from" in app.screen.twin()  # type: ignore[attr-defined]

    with session_of("four-nos", 0, {"us": "person"}) as session:
        on_screen(session, "situation", script)


def test_n_goes_through_the_quantities_and_v_shows_every_value() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        chart = app.screen.query_one("#chart0", FanChart)
        first = chart.caption()
        await pressed(app, pilot, "n")
        assert chart.caption() != first
        await pressed(app, pilot, "N")
        assert chart.caption() == first
        for _name in CHARTED:
            await pressed(app, pilot, "n")
        assert chart.caption() == first
        await pressed(app, pilot, "v")
        assert "5 %" in seen(app)
        assert "2024Q1" in seen(app)

    with session_of("four-nos", 0) as session:
        on_screen(session, "situation", script)


def test_the_ladder_is_marked_and_the_text_scrolls_while_it_is_in_focus() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert app.screen.query_one(LadderBar).twin() == "rung 4 of 7: Border war"
        panel = app.screen.query_one("#now", TextPanel)
        panel.focus()
        await pressed(app, pilot, "pagedown")
        assert panel.scroll_y > 0
        assert "more above" in seen(app)
        assert isinstance(app.screen, SituationScreen)
        assert "War: dig in, strike back, or offer talks?" in app.screen.twin()

    with session_of("tutorial", 0) as session:
        on_screen(session, "situation", script, (80, 24))


def test_a_hostile_title_is_plain_characters_on_the_screen() -> None:
    title = "[bold]x[/] [@click=app.bell]y[/] \x1b[31mred\u202e"

    async def script(app: FourNosApp, _pilot: Any) -> None:
        text = seen(app)
        assert "[bold]x[/] [@click=app.bell]y" in text
        assert "\x1b" not in text
        assert "\u202e" not in text

    with session_of("tutorial", 0, title=title) as session:
        on_screen(session, "situation", script, (160, 50))
