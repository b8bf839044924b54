"""The Study screen: results are browsed by keyboard, at every size and without colour, and any run opens as a game."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests import browsing
from tests.command_line import refused, typed
from tests.screens.piloted import lines, piloted, pressed, seen, settled, sizes, until
from tui.app import FourNosApp
from tui.play_options import PlayOptions
from tui.widgets.choice_list import ChoiceList
from tui.widgets.fan_chart import FanChart
from tui.widgets.heat_map import HeatMap
from tui.widgets.values_table import ValuesTable

TROUBLE = re.compile(r"Traceback|Exception|NoneType|nan\b|\binf\b|\{[a-z_]+\}")
Script = Callable[[FourNosApp, Any], Awaitable[None]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return browsing.made(tmp_path_factory.mktemp("study") / "small")


def browse(folder: Path, script: Script, size: tuple[int, int] = (100, 30), *, ascii: bool = False) -> FourNosApp:
    """Open the screen on a study and run a script on it."""
    app = FourNosApp(options=PlayOptions(study=str(folder), ascii=ascii))

    async def run(app: FourNosApp, pilot: Any) -> None:
        await until(app, pilot, lambda: "Overview" in seen(app))
        await script(app, pilot)

    try:
        return piloted(app, run, size)
    finally:
        if app.session is not None:
            app.session.close()


async def turn_to(app: FourNosApp, pilot: Any, words: str) -> None:
    """Go down the list to the page with these words."""
    choices = app.screen.query_one("#pages", ChoiceList)
    choices.point(next(row.id for row in choices.rows if words in row.text))
    await settled(app, pilot)


# ---------------------------------------------------------------- the screen


@pytest.mark.parametrize(("size", "ascii"), [(size, place == 0) for place, size in enumerate(sizes())])
def test_every_page_is_painted_whole(folder: Path, size: tuple[int, int], ascii: bool) -> None:
    async def look(app: FourNosApp, pilot: Any) -> None:
        choices = app.screen.query_one("#pages", ChoiceList)
        wanted = [row.id for row in choices.rows if row.kind == "text"]
        assert len(wanted) == 9
        for name in wanted:
            choices.point(name)
            await settled(app, pilot)
            text = seen(app)
            assert not TROUBLE.search(text), (name, text)
            assert [len(line) for line in lines(app)] == [size[0]] * size[1]
            if ascii:
                assert text.isascii() or not set(text) & set("│─╭╰▸█░…"), text
        assert app.fault is None

    browse(folder, look, size, ascii=ascii)


def test_the_pages_say_what_they_should(folder: Path) -> None:
    async def look(app: FourNosApp, pilot: Any) -> None:
        assert "A [small] study" in seen(app)
        assert "96 of 96 runs are there" in seen(app)
        await turn_to(app, pilot, "Ranges")
        assert "[offshore]" in seen(app)
        assert "█" in seen(app)
        await turn_to(app, pilot, "How many runs")
        assert "not established: 8 points are too few" in seen(app)
        await turn_to(app, pilot, "Robustness")
        assert "In these simulated runs" in seen(app) or "not established" in seen(app)

    browse(folder, look, (160, 50))


def test_a_cell_of_the_grid_leads_to_its_runs_and_a_run_to_a_game(folder: Path) -> None:
    async def look(app: FourNosApp, pilot: Any) -> None:
        await turn_to(app, pilot, "Regret: autonomy")
        await pressed(app, pilot, "enter")
        grid = app.screen.query_one(HeatMap)
        assert grid.has_focus
        before = grid.describe()
        await pressed(app, pilot, "down", "right", "right")
        assert grid.describe() != before
        assert "bend" in grid.describe()
        assert "psi" in seen(app)
        await pressed(app, pilot, "enter")
        choices = app.screen.query_one("#runs", ChoiceList)
        assert choices.has_focus
        assert len(choices.rows) == 4  # a heading and three runs of one policy at one point
        run = choices.row
        assert run is not None
        await pressed(app, pilot, "enter")
        await until(app, pilot, lambda: app.session is not None and app.current_mode == "debrief")
        assert app.session is not None
        origin = app.session.table.setup.origin
        assert origin is not None
        assert run.id == f"run:{origin.row}"
        assert app.session.table.over
        await pressed(app, pilot, "7")
        assert app.current_mode == "study"
        assert choices.row == run
        assert "7 Study" in seen(app)
        await pressed(app, pilot, "1")
        assert "A run of a study" in seen(app)

    browse(folder, look)


def test_a_run_is_taken_over_from_the_table(folder: Path) -> None:
    async def look(app: FourNosApp, pilot: Any) -> None:
        await turn_to(app, pilot, "Table of runs")
        await pressed(app, pilot, "u", "d", "w")
        assert "hold, by autonomy, largest first" in seen(app)
        await pressed(app, pilot, "p")
        assert "Take over run" in seen(app)
        await pressed(app, pilot, "home", "9", "enter")
        assert "1 to 6" in seen(app)
        await pressed(app, pilot, "escape", "p")
        field = app.screen.query_one("Input")
        field.value = "4 china"  # type: ignore[attr-defined]
        await pressed(app, pilot, "enter")
        await until(app, pilot, lambda: app.session is not None and app.current_mode == "situation")
        assert app.session is not None
        assert app.session.table.persons == ("china",)
        assert app.session.table.turn().quarter == 3
        await until(app, pilot, lambda: "goes as in the study" in " ".join(seen(app).replace("│", " ").split()))

    browse(folder, look)


def test_charts_change_with_keys_and_every_number_is_a_table_too(folder: Path) -> None:
    async def look(app: FourNosApp, pilot: Any) -> None:
        await turn_to(app, pilot, "Courses")
        chart = app.screen.query_one(FanChart)
        await until(app, pilot, lambda: chart.fan is not None)
        assert "legitimacy under hold" in chart.caption()
        await pressed(app, pilot, "n", "w", "r")
        assert "grievance under bend" in chart.caption()
        assert "run" in chart.caption()
        for words in ("Courses", "Regret: autonomy", "Table of runs", "Robustness", "Overview"):
            await turn_to(app, pilot, words)
            await pressed(app, pilot, "v")
            assert isinstance(app.screen, ValuesTable), words
            assert len(app.screen.twin().splitlines()) > 3
            await pressed(app, pilot, "escape")
        await pressed(app, pilot, "tab", "y")
        assert "A [small] study" in app.clipboard

    browse(folder, look)


def test_a_folder_that_is_no_study_is_told_and_the_game_goes_on(tmp_path: Path) -> None:
    app = FourNosApp(options=PlayOptions(study=str(tmp_path)))

    async def look(app: FourNosApp, pilot: Any) -> None:
        await until(app, pilot, lambda: "holds no study" in seen(app).replace("\n", " "))
        await pressed(app, pilot, "w", "n", "u", "d", "p", "r", "v", "enter", "o")
        assert app.current_mode == "start"
        assert app.fault is None

    piloted(app, look, (100, 30))


def test_a_study_is_opened_from_the_start_screen_by_its_folder(folder: Path, tmp_path: Path) -> None:
    async def look(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "7")
        assert "Open a study" in seen(app)
        field = app.screen.query_one("Input")
        field.value = str(tmp_path)  # type: ignore[attr-defined]
        await pressed(app, pilot, "enter")
        assert "holds no study" in " ".join(seen(app).replace("│", " ").split())
        field.value = str(folder)  # type: ignore[attr-defined]
        await pressed(app, pilot, "enter")
        await until(app, pilot, lambda: "Does it hold?" in seen(app))
        assert app.current_mode == "study"

    piloted(FourNosApp(), look, (100, 30))


def test_the_command_refuses_what_is_no_study(tmp_path: Path) -> None:
    found = typed("study", "show", str(tmp_path / "none"))
    assert "no folder" in refused(found.exit_code, found.stdout, found.stderr, expected=2)
