"""The curtain: blank but for whose turn it is; nothing of the seat before shows through or can be called up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.screens.games import EVERYBODY, on_screen, session_of
from tests.screens.piloted import pressed, seen, sizes
from tui.app import FourNosApp
from tui.screens.curtain import CurtainScreen


@pytest.mark.parametrize("size", sizes())
def test_nothing_of_the_other_seat_is_on_the_curtain(size: tuple[int, int]) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        session = app.session
        assert session is not None
        session.sit_down("vietnam")
        offered = next(each.choice for each in session.view.choices.moves if each.legal)
        session.write(offered.id)
        session.seal()
        app.changed()
        app.push_screen(CurtainScreen("china"))
        await pilot.pause()
        text = seen(app)
        assert "It is the turn of China." in text
        words = {word for word in text.split() if word.strip("╭╮╰╯│─▸")}
        said = "It is the turn of China. 2024Q1, turn 1 Press Enter when only its player looks at the screen."
        assert words <= set(said.split()), words
        for secret in (offered.id, offered.title, "Legitimacy", "Vietnam"):
            assert secret not in text
        keys = ("1", "2", "4", "5", "6", "e", "v", "m", "n", "ctrl+p", "y", "escape", "tab", "space")
        for key in keys if size == sizes()[0] else keys[:2]:
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, CurtainScreen), key
            assert offered.title not in seen(app)
        assert app.clipboard == ""
        await pressed(app, pilot, "enter")
        assert not isinstance(app.screen, CurtainScreen)

    with session_of(turns=0, players=EVERYBODY) as session:
        on_screen(session, "log", script, size)


def test_between_seats_the_curtain_stands_and_the_next_seat_sees_its_own_screen() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        session = app.session
        assert session is not None
        session.sit_down("vietnam")
        await pilot.press("e")
        for _time in range(100):
            await pilot.pause(0.02)
            if app.screen.is_modal:
                break
        await pilot.press("y")
        for _time in range(100):
            await pilot.pause(0.02)
            if isinstance(app.screen, CurtainScreen):
                break
        assert isinstance(app.screen, CurtainScreen)
        assert app.screen.seat == session.table.waiting()[0]
        assert session.seat == "vietnam"
        await pilot.press("enter")
        for _time in range(100):
            await pilot.pause(0.02)
            if session.seat != "vietnam":
                break
        assert session.seat == session.table.waiting()[0]

    with session_of(turns=0, players=EVERYBODY) as session:
        on_screen(session, "log", script)


def test_no_frame_between_two_seats_shows_the_order_of_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    frames: list[str] = []
    display = FourNosApp._display

    def kept(app: FourNosApp, screen: Any, renderable: Any) -> None:
        frames.append("\n".join(strip.text for strip in screen._compositor.render_strips()))
        display(app, screen, renderable)

    monkeypatch.setattr(FourNosApp, "_display", kept)

    async def script(app: FourNosApp, pilot: Any) -> None:
        session = app.session
        assert session is not None
        offered = next(each.choice for each in session.view.choices.moves if each.legal and "us" in each.choice.id)
        session.write(offered.id)
        app.changed()
        await pilot.pause(0.2)
        await pilot.press("e")
        for _time in range(200):
            await pilot.pause(0.02)
            if app.screen.is_modal:
                break
        assert any(offered.title in frame or offered.id in frame for frame in frames)
        await pilot.press("y")
        for _time in range(200):
            await pilot.pause(0.02)
            if isinstance(app.screen, CurtainScreen):
                break
        frames.clear()
        assert session.seat == "vietnam"
        await pilot.press("enter")
        for _time in range(200):
            await pilot.pause(0.02)
            if session.seat != "vietnam" and not app.screen.is_modal:
                break
        await pilot.pause(0.3)
        assert frames
        assert not [frame for frame in frames if offered.id in frame]

    with session_of("bleeding-white", 0, players=EVERYBODY) as session:
        on_screen(session, "decide", script)
