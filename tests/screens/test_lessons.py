"""What the tutorial says to somebody who plays it without any instruction, and what the screens say when it is over."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input

from sim.study.meters import METERS
from tests.screens.games import on_screen, session_of
from tests.screens.piloted import lines, pressed, seen, settled
from tui.app import FourNosApp
from tui.screens.lessons import lesson, opening
from tui.widgets.choice_list import ChoiceList


def choices(app: FourNosApp) -> ChoiceList:
    return app.screen.query_one("#choices", ChoiceList)


def line(app: FourNosApp) -> str:
    return app.screen.query_one("#line", Input).value


def test_the_tutorial_opens_at_five_in_the_morning_on_the_smallest_screen() -> None:
    async def script(app: FourNosApp, _pilot: Any) -> None:
        assert "17 February 1979, 05:00. Guns open fire" in seen(app)
        assert "War: dig in, strike back, or offer talks?" in seen(app)

    with session_of("tutorial", 0) as session:
        on_screen(session, "situation", script, (80, 24))


def test_each_of_the_first_turns_of_the_tutorial_has_something_to_try_and_fits_80_by_24() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert "To try: choose a row with Space" in seen(app)
        await pressed(app, pilot, "x")
        assert "only Vietnam has pledges" in seen(app)
        await pressed(app, pilot, "e", "y")
        text = seen(app)
        assert "To try: take one of the three orders with Enter" in text
        for title in ("Dig in, and put what there is", "Man the line, strike back", "Offer talks on even terms"):
            assert title in text
        assert lines(app)[-1].strip().startswith("1 Situation")

    with session_of("tutorial", 0) as session:
        on_screen(session, "decide", script, (80, 24))


def test_signals_ask_for_words_alone_and_the_next_phase_for_the_order() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert "Phase 1 of 3, signals" in seen(app)
        assert [row.id for row in choices(app).rows if row.kind != "head"] == ["say:", "say:calm", "say:firm"]
        assert app.session is not None
        app.session.close_phase()
        app.changed()
        await settled(app, pilot)
        assert "Phase 2 of 3" in seen(app)
        ids = [row.id for row in choices(app).rows]
        assert "answer:war=dig-in" in ids
        assert not [name for name in ids if name.startswith("say:")]
        assert ids[1].startswith("begin:denial")
        await pressed(app, pilot, "enter")
        assert line(app) == "denial; answer war=dig-in"
        app.session.close_phase()
        app.changed()
        await settled(app, pilot)
        assert "Give your order for this turn" in seen(app)

    with session_of("tutorial", 0) as session:
        on_screen(session, "decide", script)


def test_later_turns_teach_expectations_plans_and_forks_and_then_nothing() -> None:
    with session_of("tutorial", 1) as session:
        told = []
        while not session.table.over:
            told.append(lesson(session.view, session.table.setup.scenario))
            session.close_phase()
        assert [text.partition(";")[0][:12] for text in told[:3]] == ["To try: p wr", "To try: a pi", "To try: afte"]
        assert "6 is the debrief" in told[3]
        assert set(told[4:]) == {""}


def test_other_scenarios_and_seats_get_no_lesson_and_no_hour() -> None:
    with session_of("bleeding-white", 0) as session:
        assert lesson(session.view, session.table.setup.scenario) == ""
        assert opening(session.view, session.table.setup.scenario) == ""
    with session_of("tutorial", 0, {"china": "person"}) as session:
        assert opening(session.view, session.table.setup.scenario) == ""


def test_after_the_last_turn_it_is_said_where_the_debrief_is() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "e", "y")
        assert "The game is over: 6 opens its debrief" in seen(app)
        await pressed(app, pilot, "6", "down")
        assert "row 2 of 1" in seen(app)  # fewer are in sight

    with session_of("tutorial", 7) as session:
        on_screen(session, "decide", script, (80, 24))


def test_a_new_result_begins_among_the_meters_with_marks_that_are_no_signs() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "end")
        await pressed(app, pilot, "2", "e", "y")
        changes = app.screen.query_one("#changes", ChoiceList)
        assert changes.row is not None
        assert changes.row.id in {f"change:{meter.name}" for meter in METERS}
        assert changes.row.text.startswith("[+] ")

    with session_of("tutorial", 1) as session:
        on_screen(session, "result", script, (80, 24))


def test_what_fills_the_screen_says_how_it_gives_way_and_values_close_with_the_key_that_opened_them() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        below = app.screen
        await pressed(app, pilot, "v")
        assert app.screen is not below
        await pressed(app, pilot, "v")
        assert app.screen is below
        app.set_focus(app.screen.query_one("#chart0"))
        await pressed(app, pilot, "m")
        assert "m or Esc gives it its place back." in seen(app)
        await pressed(app, pilot, "escape")
        assert app.screen.maximized is None

    with session_of("tutorial", 1) as session:
        on_screen(session, "situation", script, (80, 24))
