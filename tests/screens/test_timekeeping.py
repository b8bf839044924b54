"""The clock of a turn: it is seen on every screen, and when time is up the phase is closed with what was handed in."""

from __future__ import annotations

import time
from typing import Any

from tests.screens.games import on_screen, session_of
from tests.screens.piloted import seen, settled, until
from tui.app import FourNosApp
from tui.session import Session


def set_going(session: Session, seconds: float) -> None:
    session.clock.next_turn(seconds)
    session.clock.start(time.monotonic())


def test_what_is_left_is_seen_while_deciding() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert app.session is not None
        set_going(app.session, 90)
        await until(app, pilot, lambda: "1:2" in seen(app) and "left" in seen(app).splitlines()[0])

    with session_of(turns=1) as session:
        on_screen(session, "decide", script)


def test_when_time_is_up_what_was_sealed_counts_and_a_draft_does_not() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        session = app.session
        assert session is not None
        session.write("denial")
        assert str(session.draft) == "denial"
        turns = len(session.table.record.turns)
        set_going(session, 1.0)
        await until(app, pilot, lambda: len(session.table.record.turns) > turns and not app.busy)
        await settled(app, pilot)
        assert session.table.record.turns[-1].absent == ("vietnam",)
        assert session.clock.remaining == 1.0 or session.clock.spent < 1.0  # the next turn has its own time

    with session_of(turns=1) as session:
        on_screen(session, "decide", script)
        closed = [event for event in session.table.journal.events() if event.kind == "closed"]
        assert "clock" in [event.actor for event in closed]


def test_a_paused_game_loses_no_time() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        session = app.session
        assert session is not None
        session.table.pause("questions")
        set_going(session, 0.5)
        turns = len(session.table.record.turns)
        for _time in range(80):
            await pilot.pause(0.02)
        assert len(session.table.record.turns) == turns
        assert not session.clock.out

    with session_of(turns=1) as session:
        on_screen(session, "decide", script)


def test_a_question_that_nobody_answers_does_not_hold_the_phase_open() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        session = app.session
        assert session is not None
        turns = len(session.table.record.turns)
        set_going(session, 1.5)
        await pilot.press("e")
        await until(app, pilot, lambda: "End the turn with this order?" in seen(app))
        await until(app, pilot, lambda: len(session.table.record.turns) > turns and not app.busy)
        await settled(app, pilot)
        assert session.table.record.turns[-1].absent == ("vietnam",)
        assert not app.busy

    with session_of(turns=1) as session:
        on_screen(session, "decide", script)


def test_time_that_runs_out_behind_a_curtain_closes_the_phase_when_it_is_drawn() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        session = app.session
        assert session is not None
        turns = len(session.table.record.turns)
        await pilot.press("e")
        await until(app, pilot, lambda: "End the turn with this order?" in seen(app))
        await pilot.press("enter")
        await until(app, pilot, lambda: "It is the turn of" in seen(app))
        set_going(session, 0.5)
        await until(app, pilot, lambda: session.clock.out)
        await pilot.pause(1.5)
        assert len(session.table.record.turns) == turns
        await pilot.press("enter")
        await until(app, pilot, lambda: len(session.table.record.turns) > turns)
        await until(app, pilot, lambda: "It is the turn of" in seen(app))

    with session_of(turns=1, players={"vietnam": "person", "china": "person"}) as session:
        on_screen(session, "decide", script)
