"""The Study screen: results are browsed by keyboard, at every size and without colour, and any run opens as a game."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import load
from sim import Study
from sim.study.answers import Answer
from sim.study.questions import robustness
from sim.study.questions.checking import Asked, discover
from sim.study.questions.discover_words import answer as discovery
from sim.study.questions.discovery import Wish
from sim.study.questions.failing import parse
from sim.study.questions.regret import regret, states
from sim.study.results import Results, open_results
from sim.study.standing import Reason, Standing
from tests.command_line import refused, typed
from tests.screens.piloted import lines, piloted, pressed, seen, settled, sizes, until
from tests.study.planted import INPUTS, by_aid, design, runs
from tui.app import FourNosApp
from tui.play_options import PlayOptions
from tui.telling.study import browsed, pages, table_lines
from tui.telling.study_charts import courses, heat, quantities
from tui.telling.study_runs import Wish as Order
from tui.telling.study_runs import runs as listed
from tui.widgets.choice_list import ChoiceList
from tui.widgets.fan_chart import FanChart
from tui.widgets.heat_map import HeatMap
from tui.widgets.values_table import ValuesTable

STUDY = """
name = "small"
title = "A [small] study"
question = "Does it hold?"
limits = ["It shows what follows from the rules."]
seed = 5
scenarios = ["rig-crisis"]
quarters = 6
types = "prior"
moves = "on"
[policies.hold]
doctrines = { vietnam = "four-nos" }
[policies.bend]
doctrines = { vietnam = "bamboo" }
[uncertainties.psi]
[design]
kind = "lhs"
points = 16
replications = 3
trajectories = 48
[outcomes.autonomy]
better = "more"
threshold = 0.7
title = "autonomy at the end"
[outcomes.tense]
when = "crises > 0"
better = "less"
"""
TROUBLE = re.compile(r"Traceback|Exception|NoneType|nan\b|\binf\b|\{[a-z_]+\}")
Script = Callable[[FourNosApp, Any], Awaitable[None]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a study with answers of three kinds: one that stands, one that does not, and boxes."""
    path = tmp_path_factory.mktemp("study") / "small"
    results = Study.parse(STUDY, load).run(path)
    robustness.ask(results, "autonomy", samples=20).save(path)
    values, asked = design(200, 1), Asked("bend", "rig-crisis", wish=Wish(resamples=4), seed=1)
    discovery(discover(INPUTS, values, runs(by_aid, values, 4, 1), asked), asked, parse("tense > 0", ["tense"])).save(
        path
    )
    thin = Standing((Reason("few-points", "8 points are too few"),))
    Answer("converge", "converge", "How many runs", ("Nothing is established.",), thin).save(path)
    return path


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return open_results(folder)


def browse(folder: Path, script: Script, size: tuple[int, int] = (100, 30), *, ascii: bool = False) -> FourNosApp:
    """Open the screen on a study and run a script on it."""
    app = FourNosApp(options=PlayOptions(study=str(folder), ascii=ascii))

    async def run(app: FourNosApp, pilot: Any) -> None:
        await until(app, pilot, lambda: "Overview" in seen(app))
        await script(app, pilot)
        if app.session is not None:
            app.session.close()

    return piloted(app, run, size)


async def turn_to(app: FourNosApp, pilot: Any, words: str) -> None:
    """Go down the list to the page with these words."""
    choices = app.screen.query_one("#pages", ChoiceList)
    choices.point(next(row.id for row in choices.rows if words in row.text))
    await settled(app, pilot)


# ---------------------------------------------------------------- what it tells


def test_regret_on_the_screen_is_that_of_the_questions(results: Results) -> None:
    found = heat(results, "autonomy")
    held = states(results.array("autonomy"), 1)
    assert found.policies == results.policies
    assert sorted(found.regret.ravel()) == pytest.approx(sorted(regret(held.performance).ravel()))
    assert (found.regret.min(axis=0) == 0).all()
    assert sorted(found.points) == list(range(16))
    assert len(found.values()) == 16
    cell = np.unravel_index(found.regret.argmax(), found.regret.shape)
    assert found.policies[cell[0]] in found.words(*map(int, cell))


def test_runs_are_listed_by_an_outcome_and_by_where_they_stand(results: Results) -> None:
    every = listed(results, Order())
    assert (every.count, [row.run for row in every.rows[:3]]) == (96, [0, 1, 2])
    values = results.array("autonomy").ravel()
    for falling, best in ((True, values.max()), (False, values.min())):
        found = listed(results, Order("autonomy", falling))
        assert found.names[0] == "autonomy"
        assert found.rows[0].outcomes[0] == best
    some = listed(results, Order(policy="bend", point=3))
    assert some.count == 3
    assert {(row.policy, row.point) for row in some.rows} == {("bend", 3)}
    assert "policy" not in some.columns()
    assert all(results.find(row.run).point == 3 for row in some.rows)


def test_a_fan_is_made_of_the_recorded_runs_and_shows_a_real_one(results: Results) -> None:
    found = courses(results, "hold", "rig-crisis", "legitimacy")
    assert found is not None
    frame = results.trajectories(policy="hold", scenario="rig-crisis")
    last = frame[frame["quarter"] == 6]["legitimacy"].to_numpy(float)
    fan = found.fan(2)
    assert fan.quantiles[:, -1] == pytest.approx(np.percentile(last, [5, 25, 50, 75, 95]))
    mine = frame[frame["run"] == found.runs[2]].sort_values("quarter")["legitimacy"].to_numpy(float)
    assert fan.second is not None
    assert fan.second.tolist() == pytest.approx(mine.tolist())
    assert str(found.runs[2]) in fan.title
    assert {"legitimacy", "grievance", "gdp"} <= set(quantities())


def test_a_study_without_answers_or_records_has_the_pages_that_it_can_have(tmp_path: Path) -> None:
    folder = str(tmp_path / "runs")
    assert (
        typed("run", "rig-crisis", "--runs", "5", "--quarters", "2", "-o", folder, "--trajectories", "0").exit_code == 0
    )
    kinds = [page.kind for page in pages(browsed(folder))]
    assert kinds == ["overview", "runs"]


def test_a_wide_table_is_told_row_by_row(results: Results, folder: Path) -> None:
    table = next(each for each in browsed(folder).answers if each.question == "robustness").tables["metrics"]
    told = table_lines(table, 60)
    assert any(line.startswith("metric ") and "; policy " in line for line in told)
    assert max(map(len, table_lines(table, 400))) < 400


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
        assert app.focused is grid
        before = grid.describe()
        await pressed(app, pilot, "down", "right", "right")
        assert grid.describe() != before
        assert "bend" in grid.describe()
        assert "psi" in seen(app)
        await pressed(app, pilot, "enter")
        choices = app.screen.query_one("#runs", ChoiceList)
        assert app.focused is choices
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
        for key in ("4", "space", *"china"):
            await pilot.press(key)
        field = app.screen.query_one("Input")
        field.value = "4 china"  # type: ignore[attr-defined]
        await pressed(app, pilot, "enter")
        await until(app, pilot, lambda: app.session is not None and app.current_mode == "situation")
        assert app.session is not None
        assert app.session.table.persons == ("china",)
        assert app.session.table.turn().quarter == 3
        assert "goes as in the study" in " ".join(seen(app).replace("│", " ").split())

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
        await pressed(app, pilot, "y")
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
