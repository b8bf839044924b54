"""The white cell: all seats on one page; events, overrides, steps back and the clock; all of it on record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Static

from sim.game.table import Table
from sim.orders import Order
from tests.screens.games import EVERYBODY, on_screen, session_of
from tests.screens.piloted import pressed, seen, settled, sizes, until
from tui.app import FourNosApp
from tui.telling.white_cell import page
from tui.widgets.choice_list import ChoiceList
from tui.widgets.prompt import Prompt

HOSTILE = "[@click=app.quit]x[/] [[ [bold]"


async def tool(app: FourNosApp, pilot: Any, name: str) -> None:
    """Use a tool by the name of its row, and wait for what it asks."""
    await until(app, pilot, lambda: not app.screen.is_modal)
    app.screen.query_one("#tools", ChoiceList).point(name)
    await pilot.press("enter")
    await pilot.pause(0.05)


async def picked(app: FourNosApp, pilot: Any, row: str) -> None:
    """Pick a row of the dialog that is open."""
    await until(app, pilot, lambda: app.screen.is_modal and app.screen.query(ChoiceList))
    app.screen.query_one(ChoiceList).point(row)
    shown = app.screen
    await pilot.press("enter")
    await until(app, pilot, lambda: app.screen is not shown)


async def typed(app: FourNosApp, pilot: Any, text: str) -> None:
    """Answer the question that is open."""
    await until(app, pilot, lambda: isinstance(app.screen, Prompt))
    shown = app.screen
    shown.query_one(Input).value = text
    await pilot.press("enter")
    await until(app, pilot, lambda: app.screen is not shown)


def text_of(app: FourNosApp, name: str) -> str:
    return str(app.screen.query_one(name, Static).render())


@pytest.mark.parametrize("size", sizes())
def test_all_seats_are_on_one_page_and_drafts_are_not(size: tuple[int, int]) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        told = text_of(app, "#seats")
        assert "[x] Vietnam" in told
        assert "[ ] China" in told
        assert "A step closer to the United States" in told
        assert "secret draft" not in app.screen.twin()
        assert "Tools" in seen(app)
        assert "Seats" in seen(app)

    with session_of("four-nos", 1, players=EVERYBODY) as session:
        while session.table.turn().phase not in ("order", "answer"):
            session.close_phase()
        session.table.seal("vietnam", Order(("upgrade-us",)))
        session.sit_down("us")
        session.draft.order = Order(("secret draft",))
        on_screen(session, "white_cell", script, size, white_cell=True)


def test_at_a_players_machine_it_opens_only_on_record() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert app.session is not None
        assert "what every seat hides" in text_of(app, "#seats")
        assert text_of(app, "#meters") == ""
        await pressed(app, pilot, "e", "p")
        assert not app.session.table.record.notes
        await pressed(app, pilot, "enter")
        assert "[ ] Vietnam" in text_of(app, "#seats")
        assert app.session.table.record.notes[0][0] == "facilitator"

    with session_of(turns=1) as session:
        on_screen(session, "white_cell", script)


def test_an_event_is_put_in_now_or_prepared_or_written_by_hand(tmp_path: Path) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert app.session is not None
        record = app.session.table.record
        await tool(app, pilot, "inject:typhoon")
        await picked(app, pilot, "now")
        await until(app, pilot, lambda: record.interventions)
        assert record.interventions[0].text.startswith("A typhoon crosses Vietnam.")
        await tool(app, pilot, "hand")
        await typed(app, pilot, HOSTILE)
        await typed(app, pilot, "trust -0.05, stocks 0.2")
        await picked(app, pilot, "3")
        await until(app, pilot, lambda: record.scheduled)
        assert record.scheduled["1"].inject.changes == {"trust": -0.05, "stocks": 0.2}
        app.screen.query_one("#tools", ChoiceList).point("waiting:1")
        await pilot.pause()
        assert HOSTILE in "\n".join(row.text for row in app.screen.query_one("#tools", ChoiceList).rows)
        assert app.return_value is None
        await tool(app, pilot, "waiting:1")
        await until(app, pilot, lambda: not record.scheduled)

    path = tmp_path / "g.fournos"
    with session_of(turns=1, path=path) as session:
        on_screen(session, "white_cell", script, white_cell=True)
    with Table.open(path) as again:
        assert [row.kind for row in again.record.interventions] == ["injected"]
        assert not again.record.scheduled


def test_an_override_keeps_both_values_and_reaches_the_record(tmp_path: Path) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert app.session is not None
        await tool(app, pilot, "override")
        await picked(app, pilot, "trust")
        await typed(app, pilot, "0.5")
        await typed(app, pilot, f"misjudged {HOSTILE}")
        await until(app, pilot, lambda: app.session.table.record.interventions)
        assert "the model's own result" in text_of(app, "#done")
        assert "in its place 0.5" in text_of(app, "#done")
        assert HOSTILE in text_of(app, "#done")

    path = tmp_path / "g.fournos"
    with session_of(path=path) as session:
        own = float(session.table.played.model.world.trust[0])
        on_screen(session, "white_cell", script, (160, 50), white_cell=True)
    with Table.open(path) as again:
        (row,) = again.record.interventions
        assert (row.kind, row.text) == ("overridden", f"misjudged {HOSTILE}")
        assert row.rows == (("trust", own, 0.5),)
        assert again.played.model.world.trust[0] == 0.5
        assert again.record.quarters[-1].after.trust[0] == own


def test_a_wrong_value_is_refused_in_the_dialog_and_esc_changes_nothing() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert app.session is not None
        await tool(app, pilot, "override")
        await picked(app, pilot, "trust")
        await until(app, pilot, lambda: isinstance(app.screen, Prompt))
        app.screen.query_one(Input).value = "9"
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert isinstance(app.screen, Prompt)
        assert "allowed is" in seen(app)
        await pilot.press("escape")
        await until(app, pilot, lambda: not app.screen.is_modal)
        assert not app.session.table.record.interventions

    with session_of() as session:
        on_screen(session, "white_cell", script, white_cell=True)


def test_the_phase_is_closed_after_saying_who_is_not_in(tmp_path: Path) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert app.session is not None
        turn = app.session.table.turn().number
        await pilot.press("e")
        await until(app, pilot, lambda: app.screen.is_modal)
        assert "Not in yet: Vietnam." in seen(app)
        await pilot.press("y")
        await until(app, pilot, lambda: app.session.table.turn().number == turn + 1)
        await until(app, pilot, lambda: f"turn {turn + 2}" in seen(app))
        assert app.current_mode == "white_cell"
        await tool(app, pilot, "back")
        await picked(app, pilot, "0")
        await typed(app, pilot, "again")
        await until(app, pilot, lambda: app.session.table.turn().number == 0)
        assert "Stepped back from turn 3 to turn 1. again" in text_of(app, "#done")

    path = tmp_path / "g.fournos"
    with session_of(turns=1, path=path) as session:
        on_screen(session, "white_cell", script, white_cell=True)
    with Table.open(path) as again:
        assert again.turn().number == 0
        assert again.record.undone == [(0, 2, "again")]


def test_the_clock_runs_stops_and_is_given_more() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        session = app.session
        assert session is not None
        await pressed(app, pilot, "plus")
        assert session.clock.budget is None
        await tool(app, pilot, "limit")
        await typed(app, pilot, "10")
        await until(app, pilot, lambda: session.clock.running)
        assert "of 10:00, running." in text_of(app, "#clock")
        await pressed(app, pilot, "plus")
        assert session.clock.budget == 720.0
        await pressed(app, pilot, "p")
        assert session.table.played.paused
        assert not session.clock.running
        assert "stopped." in text_of(app, "#clock")
        await pressed(app, pilot, "p")
        assert not session.table.played.paused
        turns = len(session.table.record.turns)
        session.clock.spent = 720.0
        await until(app, pilot, lambda: len(session.table.record.turns) > turns and not app.screen.is_modal)
        await settled(app, pilot)

    with session_of(turns=1) as session:
        on_screen(session, "white_cell", script, white_cell=True)
        kinds = [event.kind for event in session.table.journal.events()]
        assert kinds[-4:] == ["extended", "paused", "resumed", "closed"]


def test_the_page_as_text_has_all_of_it() -> None:
    with session_of(turns=1, players=EVERYBODY) as session:
        session.table.override({"trust": 0.4}, "why")
        told = "\n".join(page(session, session.clock))
        for word in ("turn 2", "No time limit", "[ ] Russia", "Legitimacy", "in its place 0.4"):
            assert word in told
