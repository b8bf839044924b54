"""Deciding: list and order line say the same, futures come in the background, and what is sealed is the draft."""

from __future__ import annotations

import time
from typing import Any

import pytest
from textual.widgets import Input

from sim.errors import Cancelled
from sim.orders import Order, Reply
from tests.screens.games import on_screen, session_of
from tests.screens.piloted import lines, pressed, seen, settled, sizes
from tui import forecasting
from tui.app import FourNosApp
from tui.forecasting import Stopped, Told
from tui.screens.break_a_no import BreakANo
from tui.screens.decide import DELAY, DecideScreen
from tui.widgets.choice_list import ChoiceList
from tui.widgets.text_panel import TextPanel

KEYS = {
    " ": "space",
    ";": "semicolon",
    "-": "minus",
    "=": "equals_sign",
    ",": "comma",
    ".": "full_stop",
    "[": "left_square_bracket",
}


@pytest.fixture(autouse=True)
def few_futures(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer futures than in a game, where the test is not about them."""
    if "forecast_of_the_draft" not in request.node.name:
        monkeypatch.setattr(forecasting, "COUNT", 20)


def typed(text: str) -> list[str]:
    """Return the keys that write a text."""
    return [KEYS.get(sign, sign) for sign in text]


def decide(app: FourNosApp) -> DecideScreen:
    assert isinstance(app.screen, DecideScreen)
    return app.screen


def choices(app: FourNosApp) -> ChoiceList:
    return app.screen.query_one("#choices", ChoiceList)


def line(app: FourNosApp) -> str:
    return str(app.screen.query_one("#line").value)  # type: ignore[attr-defined]


def endless(stopped: Stopped, tell: Told, _part: object) -> None:
    """Work that goes on until it is stopped."""
    while not stopped():
        tell(0.5)
        time.sleep(0.005)
    raise Cancelled


async def write(app: FourNosApp, pilot: Any, text: str) -> None:
    """Put a text on the order line, as pasting it does."""
    field = app.screen.query_one("#line", Input)
    field.focus()
    field.value = text
    await settled(app, pilot)


async def quiet(app: FourNosApp, pilot: Any) -> None:
    """Wait until the forecast that begins by itself has been made."""
    await pilot.pause(DELAY + 0.1)
    await settled(app, pilot)


async def press_all(pilot: Any, keys: list[str]) -> None:
    for key in keys:
        await pilot.press(key)


@pytest.mark.parametrize("size", sizes())
def test_the_phase_the_list_the_bill_and_the_line_stand_there_at_every_size(size: tuple[int, int]) -> None:
    async def script(app: FourNosApp, _pilot: Any) -> None:
        text = seen(app)
        for words in ("Give your order", "On the table: A survey ship", "row 1 of", "Order:", "political capital"):
            assert words in text
        assert "2 Decide" in text
        assert not [row for row in lines(app) if len(row.rstrip()) > size[0]]

    with session_of("four-nos", 0) as session:
        on_screen(session, "decide", script, size)


def test_a_row_writes_the_line_and_the_line_takes_the_row() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        choices(app).point("move:denial")
        await pressed(app, pilot, "space")
        assert line(app) == "denial"
        assert "costs 2 of 2" in seen(app)
        await pilot.press("l")
        await press_all(pilot, typed("; say"))
        assert line(app) == "denial; say"
        await write(app, pilot, "denial; say firm")
        assert app.session is not None
        assert app.session.draft.order == Order(moves=("denial",), says="firm")
        assert {"move:denial", "say:firm"} <= choices(app).taken
        await pressed(app, pilot, "enter")
        choices(app).point("move:denial")
        await pressed(app, pilot, "space")
        assert line(app) == "say firm"

    with session_of("four-nos", 0) as session:
        on_screen(session, "decide", script)


def test_a_wrong_line_names_the_nearest_and_loses_nothing() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        choices(app).point("move:denial")
        await pressed(app, pilot, "space")
        await write(app, pilot, "denial, man-the-boarder")
        assert "Did you mean 'man-the-border'?" in " ".join(seen(app).split())
        assert line(app) == "denial, man-the-boarder"
        assert app.session is not None
        assert app.session.draft.order.moves == ("denial",)
        assert "move:denial" in choices(app).taken
        await write(app, pilot, "denial, [@click=app.bell]")
        assert "[@click" in seen(app)

    with session_of("four-nos", 0) as session:
        on_screen(session, "decide", script)


def test_what_cannot_be_paid_for_says_so_under_the_line_and_in_the_row() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await write(app, pilot, "leap-us")
        assert "Not so: leap-us: costs 3 of political capital" in " ".join(seen(app).split())
        row = next(row for row in choices(app).rows if row.id == "move:open-cam-ranh")
        assert "costs 3" in row.hindrance

    with session_of("bleeding-white", 0) as session:
        on_screen(session, "decide", script)


def test_the_forecast_of_the_draft_comes_beside_the_last_order_on_the_same_luck() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        choices(app).point("move:denial")
        await pressed(app, pilot, "space")
        await pressed(app, pilot, "r")
        text = app.screen.query_one("#outlook", TextPanel).twin()
        assert "In 500 simulated futures over 8 quarters" in text
        assert "Still fighting" in text
        assert "Differences are to: no order; on the same worlds and the same luck." in text
        assert "A simulation under these assumptions; it does not say what will happen." in text
        assert "China is taken to keep the posture bleed-white" in text
        assert "Futures of: denial" in seen(app)  # r turns the page to them

    with session_of("tutorial", 0) as session:
        session.close_phase()
        on_screen(session, "decide", script, (80, 24))


def test_a_key_during_a_forecast_is_answered_and_c_stops_it() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        screen = decide(app)
        await quiet(app, pilot)
        screen.run_job(screen.forecasts.begin(), endless)
        await pilot.pause(0.3)
        assert "forecast 50 %" in seen(app)
        began = time.perf_counter()
        await pilot.press("down")
        assert time.perf_counter() - began < 0.5
        assert choices(app).row is not None
        await pilot.resize_terminal(80, 24)
        await pilot.press("c")
        assert not screen.job
        await settled(app, pilot)
        assert "forecast cancelled" in seen(app)

    with session_of("four-nos", 0) as session:
        on_screen(session, "decide", script)


def test_a_result_that_comes_too_late_is_dropped() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        screen = decide(app)
        await quiet(app, pilot)
        screen.doing("as it was")
        screen.post_message(DecideScreen.Made(screen.forecasts.latest - 1, last=True))
        screen.post_message(DecideScreen.Failed(-5, "too late"))
        await pilot.pause()
        assert "as it was" in seen(app)
        assert "too late" not in seen(app)

    with session_of("tutorial", 1) as session:
        on_screen(session, "decide", script)


def test_breaking_a_no_shows_price_and_futures_and_writes_the_order() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "x")
        assert isinstance(app.screen, BreakANo)
        text = app.screen.query_one(TextPanel).twin()
        assert "alignment that is feared: +0.225" in text
        assert "Seek a treaty with the United States" in text
        assert "broken now and not given again, beside kept" in text
        assert "autonomy: " in text
        await pressed(app, pilot, "down", "down", "enter")
        assert app.session is not None
        assert app.session.draft.order.breaks == ("no-alliance",)
        assert line(app) == "break no-alliance"
        assert "no-alliance: [!] broken by this order" in choices(app).twin()

    with session_of("bleeding-white", 0) as session:
        on_screen(session, "decide", script)


def test_talks_ask_for_their_terms() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        choices(app).point("answer:war=offer-talks")
        await pressed(app, pilot, "enter")
        assert "Terms of the settlement" in seen(app)
        await press_all(pilot, ["backspace"] * 3 + typed("2"))
        await pressed(app, pilot, "enter")
        assert "write a number from 0 to 1" in seen(app)
        await press_all(pilot, ["backspace", *typed("0.35")])
        await pressed(app, pilot, "enter")
        assert app.session is not None
        assert app.session.draft.order.answers == (Reply("war", "offer-talks", 0.35),)

    with session_of("bleeding-white", 0) as session:
        on_screen(session, "decide", script)


def test_an_expectation_is_written_down_in_plain_characters() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "p", "down", "enter")
        await press_all(pilot, typed("0.7 [b]x"))
        await pressed(app, pilot, "enter")
        assert app.session is not None
        given = app.session.draft.prediction
        assert given is not None
        assert (given.about, given.probability, given.text) == ("climbs", 0.7, "[b]x")
        assert "the conflict climbs the ladder: 0.70 of 1, likely. [b]x" in choices(app).twin()

    with session_of("bleeding-white", 0) as session:
        on_screen(session, "decide", script)


def test_the_order_is_sealed_after_a_question_that_shows_it_and_its_cost() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        choices(app).point("move:denial")
        await pressed(app, pilot, "space", "e")
        text = seen(app)
        assert "Vietnam: denial" in text
        assert "+ Missiles, mines and stocks (denial)" in text
        assert "This costs 2 of 2 political capital" in text
        await pressed(app, pilot, "n")
        assert app.session is not None
        assert app.session.view.sealed == ""
        await pressed(app, pilot, "e", "y")
        for _time in range(200):
            await pilot.pause(0.02)
            if app.session.table.record.turns:
                break
        assert app.session.table.record.turns[0].sealed["vietnam"] == {"order": "denial"}
        assert app.session.earlier == Order(moves=("denial",))

    with session_of("bleeding-white", 0) as session:
        on_screen(session, "decide", script)


def test_left_and_right_go_from_heading_to_heading() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert choices(app).row is not None
        first = choices(app).row
        await pressed(app, pilot, "right")
        assert choices(app).row == next(row for row in choices(app).rows if row.id == "answer:war=")
        await pressed(app, pilot, "right", "left", "left")
        assert choices(app).row == first

    with session_of("bleeding-white", 0) as session:
        on_screen(session, "decide", script, (80, 24))
