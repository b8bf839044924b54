"""Ending a turn from any screen: asked, sealed, closed, and shown; between seats only behind a curtain."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from tests.screens.games import on_screen, session_of
from tests.screens.piloted import seen, until
from tui.app import FourNosApp
from tui.screens.curtain import CurtainScreen
from tui.screens.game_screen import GameScreen
from tui.widgets.confirm import Confirm


async def ended(app: FourNosApp, pilot: Any) -> None:
    """End the turn, and wait until it has been dealt with."""
    await pilot.press("e")
    await until(app, pilot, lambda: isinstance(app.screen, Confirm))
    await pilot.press("y")
    await until(app, pilot, lambda: not app.busy or isinstance(app.screen, CurtainScreen))


def where(app: FourNosApp) -> str:
    return app.screen.NAME if isinstance(app.screen, GameScreen) else type(app.screen).__name__


def test_an_order_is_shown_confirmed_sealed_and_its_result_shown() -> None:
    with session_of(turns=0) as session:

        async def script(app: FourNosApp, pilot: Any) -> None:
            await pilot.press("e")
            await until(app, pilot, lambda: isinstance(app.screen, Confirm))
            assert "Vietnam:" in seen(app)
            assert "political capital" in seen(app)
            await pilot.press("y")
            await until(app, pilot, lambda: where(app) == "result")
            assert len(session.table.record.turns) == 1
            assert not app.busy

        on_screen(session, "situation", script)


def test_no_means_that_nothing_was_handed_in() -> None:
    with session_of(turns=0) as session:

        async def script(app: FourNosApp, pilot: Any) -> None:
            for key in ("n", "escape"):
                await pilot.press("e")
                await until(app, pilot, lambda: isinstance(app.screen, Confirm))
                await pilot.press(key)
                await until(app, pilot, lambda: where(app) == "situation" and not app.busy)
            assert session.table.waiting() == ("vietnam",)

        on_screen(session, "situation", script)


def test_an_order_that_cannot_be_given_is_refused_with_its_reason() -> None:
    with session_of(turns=0) as session:

        async def script(app: FourNosApp, pilot: Any) -> None:
            row = next(each for each in session.view.choices.moves if not each.legal)
            session.draft.toggle_move(row.id)
            await pilot.press("e")
            await until(app, pilot, lambda: not app.busy and "Toast" in str(app.screen.query("Toast")))
            assert where(app) == "situation"
            assert session.table.waiting() == ("vietnam",)

        on_screen(session, "situation", script)


def test_what_cannot_be_committed_is_told_and_the_draft_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    with session_of(turns=0) as session:
        session.write("denial")

        def full(*_given: object) -> None:
            raise InputError("Not sealed: the disk is full.", field="game")

        async def script(app: FourNosApp, pilot: Any) -> None:
            monkeypatch.setattr(session, "seal", full)
            await ended(app, pilot)
            await until(app, pilot, lambda: "the disk is full" in seen(app))
            assert str(session.draft) == "denial"
            monkeypatch.undo()
            monkeypatch.setattr(session, "close_phase", full)
            await ended(app, pilot)
            await until(app, pilot, lambda: not app.busy)
            assert where(app) == "situation"
            assert len(session.table.record.turns) == 0

        on_screen(session, "situation", script)


def test_each_seat_is_asked_behind_a_curtain_and_sees_the_last_result_first() -> None:
    with session_of(turns=0, players={"vietnam": "person", "china": "person"}) as session:

        async def script(app: FourNosApp, pilot: Any) -> None:
            for turn in (0, 1):
                for seat in ("vietnam", "china"):
                    assert session.seat == seat
                    assert where(app) in ("situation", "decide") if not turn else where(app) == "result"
                    await ended(app, pilot)
                    assert isinstance(app.screen, CurtainScreen)
                    assert session.seat == seat
                    assert set(app._modes) == {"blank"}
                    await pilot.press("enter")
                    await until(app, pilot, lambda: not app.busy)
            assert len(session.table.record.turns) == 2

        on_screen(session, "situation", script)


def test_who_only_looks_on_goes_on_turn_by_turn() -> None:
    with session_of("tutorial", turns=0, players={}) as session:

        async def script(app: FourNosApp, pilot: Any) -> None:
            await pilot.press("e")
            await until(app, pilot, lambda: where(app) == "result" and not app.busy)
            assert len(session.table.record.quarters) == 1

        on_screen(session, "situation", script)


def test_after_the_last_turn_the_debrief_stands() -> None:
    with session_of("tutorial", turns=8) as session:
        assert session.table.over

        async def script(app: FourNosApp, pilot: Any) -> None:
            await pilot.press("e")
            await until(app, pilot, lambda: where(app) == "debrief")

        on_screen(session, "situation", script)


def test_leaving_a_game_is_asked_and_says_where_it_is_kept() -> None:
    with session_of(turns=0) as session:

        async def script(app: FourNosApp, pilot: Any) -> None:
            await pilot.press("q")
            await until(app, pilot, lambda: isinstance(app.screen, Confirm))
            assert "in memory only" in seen(app)
            await pilot.press("n")
            await until(app, pilot, lambda: where(app) == "situation")
            await pilot.press("q")
            await until(app, pilot, lambda: isinstance(app.screen, Confirm))
            await pilot.press("y")
            await pilot.pause(0.2)

        assert on_screen(session, "situation", script).return_value == 0
