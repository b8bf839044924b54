"""The debrief: made in the background, read section by section, and written as a page or as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from tests.screens.games import on_screen, session_of
from tests.screens.piloted import pressed, seen, sizes
from tui.app import FourNosApp
from tui.screens.debrief import DebriefScreen
from tui.widgets.choice_list import ChoiceList
from tui.widgets.fan_chart import FanChart


async def made(app: FourNosApp, pilot: Any) -> DebriefScreen:
    """Wait until the debrief is there."""
    screen = app.screen
    assert isinstance(screen, DebriefScreen)
    for _time in range(400):
        if len(screen.query_one(ChoiceList).rows) > 1:
            await pilot.pause(0.05)
            return screen
        await pilot.pause(0.05)
    raise AssertionError(seen(app))


@pytest.mark.parametrize("size", sizes())
def test_sections_are_listed_and_read(size: tuple[int, int]) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        screen = await made(app, pilot)
        assert "How it went" in seen(app)
        assert "Soldiers dead" in seen(app)
        ids = [row.id for row in screen.query_one(ChoiceList).rows]
        for name in ids if size == sizes()[0] else ids[:2]:
            screen.query_one(ChoiceList).point(name)
            await pilot.pause(0.02)
        screen.query_one(ChoiceList).point("meters")
        await pilot.pause(0.1)
        charts = list(screen.query(FanChart))
        assert len(charts) >= 5
        assert all(chart.twin() for chart in charts)
        await pressed(app, pilot, "enter")
        assert app.focused is not None
        assert app.focused.id == "section"
        assert "How it went" in screen.twin()

    with session_of("tutorial", 2) as session:
        on_screen(session, "debrief", script, size)


@pytest.mark.parametrize(("name", "first"), [("mine.html", "<!DOCTYPE html>"), ("mine.txt", "Tutorial")])
def test_it_is_written_where_the_player_says(tmp_path: Path, name: str, first: str) -> None:
    goal = tmp_path / name

    async def script(app: FourNosApp, pilot: Any) -> None:
        await made(app, pilot)
        await pilot.press("x")
        await pilot.pause(0.1)
        app.screen.query_one(Input).value = str(tmp_path / "mine.pdf")
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert "must end in" in seen(app)
        app.screen.query_one(Input).value = str(goal)
        await pilot.press("enter")
        for _time in range(400):
            await pilot.pause(0.05)
            if goal.exists():
                break
        await pilot.pause(0.1)

    with session_of("tutorial", 1) as session:
        on_screen(session, "debrief", script)
    assert goal.read_text("utf-8").lower().startswith(first.lower())


def test_w_goes_to_another_seat_only_when_nobody_is_left_to_be_spied_on() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await made(app, pilot)
        await pressed(app, pilot, "w")
        await made(app, pilot)
        assert "Debrief: Vietnam" in seen(app)

    with session_of("tutorial", 1) as session:
        on_screen(session, "debrief", script)

    async def watching(app: FourNosApp, pilot: Any) -> None:
        await made(app, pilot)
        await pressed(app, pilot, "w")
        await made(app, pilot)
        assert "Debrief: China" in seen(app)

    with session_of("tutorial", 1, players={}) as session:
        on_screen(session, "debrief", watching)
