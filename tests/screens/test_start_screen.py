"""The start screen: scenarios, seats, openings, saved games, and the seat that may be declined."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.game import saves
from tests.screens.piloted import pressed, seen, settled, sizes, until
from tests.screens.starting import chosen, in_app, on_start
from tui.app import FourNosApp
from tui.play_options import PlayOptions
from tui.widgets.choice_list import ChoiceList
from tui.widgets.confirm import Confirm
from tui.widgets.prompt import Prompt
from tui.widgets.text_panel import TextPanel


@pytest.mark.parametrize("size", sizes())
def test_the_start_screen_shows_every_scenario_with_its_text_and_the_content_note(size: tuple[int, int]) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert "Tutorial: the first hour" in seen(app)
        assert "Mature ally" in seen(app)
        text = on_start(app).query_one(TextPanel).twin()
        assert "Guns open fire" in text
        assert "people have died" in text
        await pressed(app, pilot, "down")
        assert "Guns open fire" not in on_start(app).query_one(TextPanel).twin()

    in_app(script, size)


def test_a_game_is_set_up_and_begun_with_the_keys_alone() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await chosen(app, pilot, "scenario:four-nos")
        assert "Begin the game" in seen(app)
        assert "(•) Vietnam" in seen(app)
        await chosen(app, pilot, "player:china")
        app.screen.query_one(ChoiceList).point("planner:2")
        await pressed(app, pilot, "enter")
        await chosen(app, pilot, "seed")
        await pressed(app, pilot, "4", "2", "enter")
        await chosen(app, pilot, "skin:country-t")
        options = on_start(app)._chosen.options(on_start(app)._scenario, PlayOptions())  # type: ignore[arg-type]
        assert (options.scenario, options.seats, options.seed, options.skin) == (
            "four-nos",
            ("vietnam",),
            42,
            "country-t",
        )
        assert options.players == {"china": "planner:2"}
        await pressed(app, pilot, "b")
        await until(app, pilot, lambda: app.session is not None)
        assert app.session is not None
        assert str(app.session.table.setup.players["china"]) == "planner:2"
        assert app.session.table.setup.seed == 42
        assert Path(app.session.table.journal.path).parent == saves.folder()
        app.session.close()

    in_app(script)


def test_a_seed_that_is_none_is_refused_and_asked_for_again() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await chosen(app, pilot, "scenario:tutorial")
        await chosen(app, pilot, "seed")
        await pressed(app, pilot, "x", "enter")
        assert isinstance(app.screen, Prompt)
        assert "whole number" in seen(app)
        await pressed(app, pilot, "escape")
        assert on_start(app)._chosen.seed is None

    in_app(script)


def test_the_seat_of_the_challenger_may_be_declined() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await chosen(app, pilot, "scenario:border-war-1979")
        await chosen(app, pilot, "seat:china")
        assert isinstance(app.screen, Confirm)
        assert "You may decline this seat" in seen(app)
        await pressed(app, pilot, "n")
        assert on_start(app)._chosen.persons == ("vietnam",)
        assert on_start(app)._chosen.declined == ("china",)
        await chosen(app, pilot, "seat:china")
        await pressed(app, pilot, "y")
        assert on_start(app)._chosen.persons == ("china",)
        assert "Vietnam: computer" in seen(app)

    in_app(script, (100, 30))


def test_a_second_person_is_asked_before_the_seat_of_the_challenger_as_well() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await chosen(app, pilot, "scenario:border-war-1979")
        for answer, persons in (("n", ("vietnam",)), ("y", ("vietnam", "china"))):
            await chosen(app, pilot, "player:china")
            app.screen.query_one(ChoiceList).point("person")
            await pressed(app, pilot, "enter")
            assert "You may decline this seat" in seen(app)
            await pressed(app, pilot, answer)
            assert on_start(app)._chosen.persons == persons

    in_app(script)


def test_several_persons_nobody_and_another_opening_can_be_chosen() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await chosen(app, pilot, "scenario:four-nos")
        await chosen(app, pilot, "player:us")
        app.screen.query_one(ChoiceList).point("person")
        await pressed(app, pilot, "enter")
        assert on_start(app)._chosen.persons == ("vietnam", "us")
        await chosen(app, pilot, "white_cell")
        assert on_start(app)._chosen.white_cell
        await chosen(app, pilot, "start:crisis")
        assert on_start(app)._chosen.start == "crisis"
        await chosen(app, pilot, "seat:")
        assert on_start(app)._chosen.options(on_start(app)._scenario, PlayOptions()).observe  # type: ignore[arg-type]
        await pressed(app, pilot, "escape")
        assert "Mature ally" in seen(app)

    in_app(script, (100, 40))


def test_a_saved_game_is_listed_and_gone_on_with() -> None:
    async def first(app: FourNosApp, pilot: Any) -> None:
        await until(app, pilot, lambda: app.session is not None)
        assert app.session is not None
        app.session.close()

    in_app(first, options=PlayOptions(scenario="tutorial", seed=3, title="My [b]game"))

    async def second(app: FourNosApp, pilot: Any) -> None:
        assert "My [b]game: turn 1" in seen(app)
        await chosen(app, pilot, "saved:0")
        await until(app, pilot, lambda: app.session is not None)
        assert app.session is not None
        assert app.session.table.setup.seed == 3
        app.session.close()

    in_app(second)


def test_a_saved_game_is_renamed_and_deleted_after_asking() -> None:
    async def first(app: FourNosApp, pilot: Any) -> None:
        await until(app, pilot, lambda: app.session is not None)
        assert app.session is not None
        app.session.close()

    in_app(first, options=PlayOptions(scenario="tutorial", seed=3, title="One"))

    async def second(app: FourNosApp, pilot: Any) -> None:
        app.screen.query_one(ChoiceList).point("saved:0")
        await settled(app, pilot)
        assert "x Delete" in seen(app)
        await pressed(app, pilot, "r", "end", "2", "enter")
        assert [save.title for save in saves.listed()] == ["One2"]
        assert "One2: turn 1" in seen(app)
        app.screen.query_one(ChoiceList).point("saved:0")
        await pressed(app, pilot, "x", "n")
        assert saves.listed()
        await pressed(app, pilot, "x", "y")
        assert not saves.listed()
        assert "One2" not in seen(app)

    in_app(second)


def test_a_damaged_save_is_listed_with_its_fault_and_opens_nothing() -> None:
    saves.folder().mkdir(parents=True)
    (saves.folder() / "broken.fournos").write_bytes(b"no game at all")

    async def script(app: FourNosApp, pilot: Any) -> None:
        assert "broken" in seen(app)
        await chosen(app, pilot, "saved:0")
        assert app.session is None

    in_app(script)


def test_what_cannot_be_opened_is_told_in_one_message() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await until(app, pilot, lambda: "Unknown seat" in seen(app))
        assert app.session is None

    in_app(script, options=PlayOptions(scenario="tutorial", seats=("mars",)))
