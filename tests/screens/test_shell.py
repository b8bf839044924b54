"""The app around the screens: help, palette, dialogs, sizes, leaving, and what happens when something breaks."""

from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import DataTable, Input

from tests.screens.games import session_of
from tests.screens.piloted import piloted, pressed, seen, settled
from tests.screens.starting import in_app
from tui import themes
from tui.app import FourNosApp
from tui.play_options import PlayOptions
from tui.screens.help import HelpScreen
from tui.screens.start import StartScreen
from tui.text import use_ascii
from tui.widgets.choice_list import ChoiceList
from tui.widgets.confirm import Confirm
from tui.widgets.prompt import Prompt
from tui.widgets.too_small import TooSmall
from tui.widgets.values_table import ValuesTable

# ---------------------------------------------------------------- keys of the app


def test_help_explains_what_is_in_focus_and_has_every_page() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "f1")
        assert isinstance(app.screen, HelpScreen)
        assert "Choose a scenario with the arrows" in seen(app)
        assert "A list of choices" in seen(app)
        for title, words in (
            ("keys", "end the turn"),
            ("words", "Political capital"),
            ("model", "Four seats"),
            ("limits", "forecasts nothing"),
            ("sources", "Essay A"),
        ):
            app.screen.query_one(ChoiceList).point(title)
            await settled(app, pilot)
            assert words in seen(app)
        await pressed(app, pilot, "escape")
        assert isinstance(app.screen, StartScreen)

    in_app(script, (100, 40))


def test_every_action_is_in_the_palette() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        titles = [command.title for command in app.get_system_commands(app.screen)]
        for word in ("Help", "Copy", "Leave", "Next theme", "Values", "Theme: fournos-hc", "Theme: nord", "Choose"):
            assert any(word in title for title in titles), word
        await pressed(app, pilot, "ctrl+p")
        assert "Search for commands" in seen(app)
        await pressed(app, pilot, *"high", "enter")

    in_app(script)


def test_the_theme_changes_with_a_key_and_is_remembered() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        before = app.theme
        await pressed(app, pilot, "t")
        assert app.theme == themes.following(before)
        assert themes.remembered() == app.theme

    in_app(script)


def test_letters_do_nothing_while_a_field_is_written_in() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        theme = app.theme
        app.push_screen(Prompt("Name"))
        await pressed(app, pilot, *"tqe2")
        assert app.screen.query_one(Input).value == "tqe2"
        assert app.theme == theme

    in_app(script)


def test_a_number_is_typed_in_place_of_the_one_that_stands_and_words_go_on_behind_those_that_stand() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        for value, typed in (("10", "5"), ("-0.25", "5"), ("my game", "my game5")):
            app.push_screen(Prompt("Name", value=value))
            await pressed(app, pilot, "5")
            assert app.screen.query_one(Input).value == typed
            await pressed(app, pilot, "escape")

    in_app(script)


def test_behind_a_dialog_nothing_happens() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        theme = app.theme
        app.push_screen(Confirm("Sure?", ["a [b] line"]))
        await pressed(app, pilot, "t", "2", "e")
        assert isinstance(app.screen, Confirm)
        assert app.theme == theme
        assert "a [b] line" in seen(app)

    in_app(script)


def test_a_terminal_that_is_too_small_says_so_until_it_is_larger() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pilot.resize_terminal(59, 24)
        await settled(app, pilot)
        assert isinstance(app.screen, TooSmall)
        assert "80x24" in seen(app)
        await pressed(app, pilot, "t", "f1", "enter")
        assert isinstance(app.screen, TooSmall)
        await pilot.resize_terminal(80, 19)
        await settled(app, pilot)
        await pilot.resize_terminal(80, 24)
        await settled(app, pilot)
        assert isinstance(app.screen, StartScreen)

    in_app(script)


@pytest.mark.parametrize(
    ("size", "classes"),
    [
        ((80, 24), {"-narrow", "-low"}),
        ((96, 28), {"-medium", "-middle"}),
        ((140, 44), {"-wide", "-high"}),
    ],
)
def test_the_size_is_known_to_the_style_sheets(size: tuple[int, int], classes: set[str]) -> None:
    async def script(app: FourNosApp, _pilot: Any) -> None:
        assert classes <= set(app.screen.classes)

    in_app(script, size)


def test_values_are_shown_as_a_table_of_plain_cells() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        table = ValuesTable("[x]", ["time", "[median]"], [["Q1", "[bold]3[/bold]"]])
        app.push_screen(table)
        await settled(app, pilot)
        assert "[bold]3[/bold]" in seen(app)
        assert "[median]" in seen(app)
        await pressed(app, pilot, "y")
        assert app.clipboard == "time\t[median]\nQ1\t[bold]3[/bold]"
        assert app.screen.query_one(DataTable).row_count == 1
        await pressed(app, pilot, "escape")
        assert isinstance(app.screen, StartScreen)

    in_app(script)


def test_hostile_text_in_a_message_does_nothing() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        app.tell("[@click=app.quit]x[/] \x1b[2J[", "warning")
        await settled(app, pilot)
        assert "[@click=app.quit]x[/]" in seen(app)

    in_app(script)


def test_leaving_without_a_game_needs_no_question() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pilot.press("q")
        await pilot.pause()

    assert in_app(script).return_value == 0


def test_a_fault_ends_the_app_without_a_traceback() -> None:
    app = FourNosApp()

    async def script(app: FourNosApp, pilot: Any) -> None:
        app.call_later(lambda: 1 / 0)
        await pilot.pause()
        await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        piloted(app, script)
    assert isinstance(app.fault, ZeroDivisionError)
    assert app._exit_renderables == []
    assert app.return_code == 1


def test_in_ascii_mode_every_screen_is_ascii() -> None:
    with session_of(turns=1) as session:

        async def script(app: FourNosApp, pilot: Any) -> None:
            for keys in (
                "1",
                "2",
                "3",
                "4",
                "5",
                "6",
                "e",
                "escape",
                "f1",
                "escape",
                "ctrl+p",
                "escape",
                "s",
                "escape",
            ):
                await pilot.press(keys)
                await settled(app, pilot)
                assert seen(app).isascii(), keys
            for name in ("white_cell", "start"):
                app.go(name)  # type: ignore[arg-type]
                await settled(app, pilot)
                assert seen(app).isascii(), name

        piloted(FourNosApp(session, PlayOptions(ascii=True)), script, (100, 30))
    use_ascii(False)


def test_a_screen_that_comes_back_has_the_colours_chosen_meanwhile() -> None:
    with session_of(turns=0) as session:

        async def script(app: FourNosApp, pilot: Any) -> None:
            await pressed(app, pilot, "5", "6")
            app.choose_theme("fournos-light")
            await pressed(app, pilot, "5")
            assert app.screen.styles.background.hex == app.theme_variables["background"].upper()
            await pressed(app, pilot, "6")
            assert app.screen.styles.background.hex == app.theme_variables["background"].upper()

        piloted(FourNosApp(session), script, (100, 30))
