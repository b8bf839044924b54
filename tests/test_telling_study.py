"""What the Study screen tells: regret, runs and courses are those of the results, in words and numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.study.questions.regret import regret, states
from sim.study.questions.scores import weaknesses
from sim.study.results import Results, open_results
from sim.study.standing import Standing
from tests import browsing
from tests.command_line import typed
from tui.telling.study import browsed, pages, table_lines
from tui.telling.study_charts import courses, heat, quantities
from tui.telling.study_runs import Wish as Order
from tui.telling.study_runs import runs as listed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return browsing.made(tmp_path_factory.mktemp("study") / "small")


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return open_results(folder)


def test_regret_on_the_screen_is_that_of_the_questions(results: Results) -> None:
    found = heat(results, "autonomy")
    held = states(results.array("autonomy"), 1)
    assert found.policies == results.policies
    assert sorted(found.regret.ravel()) == pytest.approx(sorted(regret(held.performance).ravel()))
    assert (found.regret.min(axis=0) == 0).all()
    assert {*found.points} == {*range(16)}
    assert len(found.values()) == 16
    assert found.standing == Standing.of(weaknesses(results.array("autonomy"), 16, "autonomy at the end")).text()
    assert found.standing in found.details(0)
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
