"""The log: every quarter, one seat at a time; a jump to its result; and a fork that leaves the old game as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.game import saves
from tests.screens.games import EVERYBODY, on_screen, session_of
from tests.screens.piloted import pressed, seen, settled, sizes
from tui.app import FourNosApp
from tui.screens.log import LogScreen
from tui.screens.result import ResultScreen
from tui.telling.log import entries, whole
from tui.widgets.choice_list import ChoiceList


@pytest.mark.parametrize("size", sizes())
def test_every_quarter_is_listed_and_the_one_at_the_cursor_is_told(size: tuple[int, int]) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert "2024Q1" in seen(app)
        assert "2024Q3" in seen(app)
        assert "Soldiers dead" in seen(app)
        await pressed(app, pilot, "home")
        assert "2024Q1, turn 1" in seen(app)

    with session_of(turns=3) as session:
        on_screen(session, "log", script, size)


def test_w_shows_one_seat_at_a_time() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "w", "w")
        assert "Log: China" in seen(app)
        assert "China: Warn in public" in seen(app)
        assert "United States: " not in "\n".join(row.text for row in app.screen.query_one(ChoiceList).rows)
        await pressed(app, pilot, "w", "w", "w")
        assert "Log: all seats" in seen(app)

    with session_of(turns=3) as session:
        on_screen(session, "log", script, (160, 50))


def test_enter_jumps_to_the_result_of_the_quarter() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        app.screen.query_one(ChoiceList).point("quarter:1")
        await pressed(app, pilot, "enter")
        assert isinstance(app.screen, ResultScreen)
        assert "turn 2: 2024Q2" in seen(app)
        await pressed(app, pilot, "5")
        app.screen.query_one(ChoiceList).point("quarter:0")
        await pressed(app, pilot, "enter")
        assert "turn 1: 2024Q1" in seen(app)

    with session_of(turns=3) as session:
        on_screen(session, "log", script)


def test_a_fork_goes_on_from_there_and_leaves_the_old_games_bytes_alone(tmp_path: Path) -> None:
    path = tmp_path / "old.fournos"

    async def script(app: FourNosApp, pilot: Any) -> None:
        old = app.session
        before = path.read_bytes()
        app.screen.query_one(ChoiceList).point("quarter:1")
        await pilot.press("f")
        await pilot.pause(0.1)
        await pilot.press("enter")
        for _time in range(100):
            await pilot.pause(0.05)
            if app.session is not old:
                break
        await settled(app, pilot)
        assert app.session is not None
        assert app.session is not old
        assert app.session.table.turn().number == 1
        assert app.current_mode == "situation"
        app.session.close_phase()
        made = saves.listed()
        assert len(made) == 1
        assert "from turn 2" in made[0].title
        assert path.read_bytes() == before
        app.session.close()

    with session_of(turns=3, path=path) as session:
        on_screen(session, "log", script)


def test_a_game_in_memory_is_kept_in_a_file_before_it_is_forked() -> None:
    from tui.screens.log import fork

    with session_of(turns=2) as session:
        made = fork(session, 1, saves.new_path("new"))
        kept = [each for each in saves.listed() if each.title != "new"]
        assert [each.turn for each in kept] == [2]
        assert made.table.turn().number == 1
        made.close()


def test_nothing_to_fork_is_said_and_hostile_reasons_are_plain(tmp_path: Path) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert "No quarter has been played yet." in seen(app)
        assert "[bold]why[/] [[" in seen(app)
        await pressed(app, pilot, "f", "enter")
        assert isinstance(app.screen, LogScreen)

    with session_of(turns=1) as session:
        session.table.undo(0, "[bold]why[/] [[\x1b[31m")
        on_screen(session, "log", script, (160, 50))


def test_the_log_of_a_seat_holds_no_secret_move_of_another() -> None:
    with session_of(turns=0, players=EVERYBODY) as session:
        from sim.moves import table as moves

        hidden = next(row for row in moves().values() if row.seen == "own" and row.role == "challenger")
        offered = {each.id: each for each in session.table.view("china").choices.moves}
        if not offered[hidden.id].legal:
            pytest.skip("the secret move is not legal at this opening")
        session.table.seal("china", hidden.id)
        session.close_phase()
        session.sit_down("china")
        assert hidden.title in "\n".join(whole(session))
        session.sit_down("vietnam")
        assert hidden.title not in "\n".join(whole(session))
        assert len(entries(session)) == len(session.table.record.quarters)


def test_another_game_on_the_same_screens_shows_nothing_of_the_one_before() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "w", "w", "4", "5")
        with session_of("ukraine-analogue", 1, players={"ukraine": "person"}) as other:
            app.use(other)
            await settled(app, pilot)
            assert "Log: all seats" in seen(app)
            assert "China" not in seen(app)
            await pressed(app, pilot, "4")
            assert "Vietnam" not in seen(app)
            assert "Ukraine" in seen(app)
            app.session = None

    with session_of(turns=1) as session:
        on_screen(session, "log", script)
