"""Any run of a study is a game: the same run to the last bit, to be looked at or to be taken over."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from scenarios import load
from sim import Study
from sim.ensemble import Ensemble, Failure, run_case
from sim.errors import InputError, RunError
from sim.game import saves
from sim.game.debrief import debrief
from sim.game.origin import Origin
from sim.game.postcards import postcard
from sim.game.replay import replayed
from sim.game.runs import setup_of, table_of, told
from sim.game.setup import Setup
from sim.game.study_runs import origin_of
from sim.game.table import Table
from sim.outcome import ENDINGS
from sim.study.folder import write
from sim.study.results import Results, open_results
from tests.command_line import refused, typed
from tests.game.opened_runs import KINDS, STUDY, given_in, stepped, worlds
from tests.studies import case
from tui.session import Session

RUNS = (0, 7, 16, 23)
"""Of each policy, and of different points: two are looked at with each check."""


@pytest.fixture(autouse=True)
def own_games(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(saves.VARIABLE, str(tmp_path / "data"))


@pytest.fixture(scope="module", params=KINDS)
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("study") / "small"
    return Study.parse(STUDY.format(**KINDS[request.param]), load).run(folder)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("still") / "small"
    return Study.parse(STUDY.format(**KINDS["without moves"]), load).run(folder)


# ---------------------------------------------------------------- the same run


@pytest.mark.parametrize("run", RUNS)
def test_a_run_opened_as_a_game_is_the_same_run_to_the_last_bit(results: Results, run: int) -> None:
    saved = results.runs().iloc[run]
    with table_of(origin_of(results, run)) as table:
        assert table.over
        assert not table.persons
        assert worlds(table) == list(stepped(results, run))
        found = table.played.model.outcomes()
        assert ENDINGS[int(found.pop("ending")[0])] == saved["ending"]
        for name, value in found.items():
            assert np.array(saved[name], float).tobytes() == value.tobytes(), name


@pytest.mark.parametrize("run", RUNS[:2])
def test_a_game_says_of_itself_which_run_it_is(results: Results, run: int) -> None:
    origin = origin_of(results, run, 4)
    setup = setup_of(origin, "vietnam")
    data = json.loads(json.dumps(setup.to_data()))
    again = Setup.from_data(data)
    assert again.to_data() == setup.to_data()
    assert isinstance(again.origin, Origin)
    assert again.origin.case.each_run.keys() == origin.case.each_run.keys()
    assert [value.tobytes() for value in again.origin.case.each_run.values()] == [
        value.tobytes() for value in origin.case.each_run.values()
    ]
    words = " ".join(told(again))
    assert f"run {run} of the study small" in words
    assert "psi" in words
    assert origin.policy in words


def test_a_finished_run_can_be_looked_at_from_every_seat(results: Results) -> None:
    with table_of(origin_of(results, 16)) as table:
        for seat in table.setup.scenario.seats:
            view = table.view(seat)
            assert len(view.past) == table.setup.scenario.quarters
            assert view.tobytes()
        found = debrief(table, "vietnam")
        assert found.ending
        assert found.luck
        assert found.turning
        assert found.postcard == ""
        assert any("study small" in line for line in found.run)


# ---------------------------------------------------------------- taking over


@pytest.mark.parametrize("run", RUNS[1:3])
def test_up_to_where_a_person_takes_over_the_run_is_as_it_was(results: Results, run: int, tmp_path: Path) -> None:
    path = tmp_path / "taken.fournos"
    with table_of(origin_of(results, run, 7), "vietnam", path) as table:
        assert (table.turn().quarter, table.persons, table.over) == (6, ("vietnam",), False)
        assert worlds(table) == list(stepped(results, run))[:7]
        assert table.waiting() == ("vietnam",) or table.turn().phase == "act"
        offered = [row for row in table.view("vietnam").choices.moves if row.legal]
        assert offered  # whether the study's seats made moves or not
        given_in(table)
        ended = worlds(table)
    with Table.open(path) as again:
        assert not again.deviations
        assert worlds(again) == ended
    assert replayed(path).sound


def test_another_posture_than_the_run_held_makes_another_end(still: Results) -> None:
    ends = []
    for order in ("", "", "posture bamboo"):
        with table_of(origin_of(still, 0, 3), "vietnam") as table:
            while "vietnam" not in table.turn().acting or table.turn().phase == "signal":
                table.close_phase()
            table.seal("vietnam", order)
            given_in(table)
            ends.append(worlds(table)[-1])
    assert ends[0] == ends[1] != ends[2]


def test_a_run_that_is_taken_over_goes_on_on_its_own_luck(results: Results) -> None:
    with table_of(origin_of(results, 9, 11), "us") as table:
        draws = table.played.model.draws
        assert draws.runs.tolist() == [results.find(9).luck]
        assert (draws.seed, draws.namespace) == (results.spec.seed, "study")


def test_moves_taken_up_in_a_run_without_are_told(still: Results) -> None:
    words = " ".join(told(setup_of(origin_of(still, 3, 5), "vietnam")))
    assert "In the study seats made no moves" in words
    assert "even if you order nothing" in words
    whole = " ".join(told(setup_of(origin_of(still, 3))))
    assert "Seats make no moves in it" in whole


def test_a_forecast_and_a_debrief_follow_from_a_run_that_was_taken_over(still: Results) -> None:
    session = Session(table_of(origin_of(still, 7, 10), "vietnam"))
    try:
        job = session.forecasts.begin()
        assert session.forecasts.run(job, 2)[0].count > 100
        while not session.table.over:
            session.close_phase()
        found = debrief(session.table, "vietnam")
        assert found.luck
        assert [road.name for road in found.roads]
        assert found.wanted
    finally:
        session.close()


def test_a_step_back_past_the_taking_over_leaves_the_run_as_it_was(still: Results) -> None:
    with table_of(origin_of(still, 7, 9), "vietnam") as table:
        before = worlds(table)
        table.undo(max(table.turn().number - 2, 0))
        assert not table.waiting()
        while table.turn().quarter < 8:
            table.close_phase()
        assert worlds(table) == before


# ---------------------------------------------------------------- what cannot be


def test_no_postcard_holds_a_run_of_a_study(still: Results) -> None:
    with (
        table_of(origin_of(still, 1)) as table,
        pytest.raises(InputError, match="no postcard holds"),
    ):
        postcard(table)


def test_a_run_that_comes_out_otherwise_is_no_game(still: Results, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.game.study_runs.differs", lambda saved, found: "autonomy")
    with pytest.raises(RunError, match="autonomy"):
        origin_of(still, 0)


def test_a_game_whose_origin_was_broken_is_refused(still: Results) -> None:
    data = setup_of(origin_of(still, 0)).to_data()
    broken: list[dict[str, object]] = [{"case": 1}, {"case": {}}, {"until": -1}, {"run": "x"}]
    for wrong in broken:
        with pytest.raises(InputError):
            Setup.from_data({**data, "origin": wrong if "case" in wrong else {**data["origin"], **wrong}})


# ---------------------------------------------------------------- the command


def fault(*words: str, expected: int = 2) -> str:
    found = typed("study", "replay", *words)
    return refused(found.exit_code, found.stdout, found.stderr, expected=expected)


def test_the_command_opens_a_run_in_plain_text(still: Results, tmp_path: Path) -> None:
    whole = typed("study", "replay", str(still.path), "--run", "4", "--plain")
    assert whole.exit_code == 0, whole.stderr
    assert "run 4 of the study small" in whole.stdout
    assert "The game is over" in whole.stdout
    path = tmp_path / "mine.fournos"
    taken = typed("study", "replay", str(still.path), "--run", "4", "--quarter", "12", "--plain", "--save", str(path))
    assert taken.exit_code == 0, taken.stderr
    assert "In the study seats made no moves" in taken.stdout.replace("\n  ", " ")
    with Table.open(path) as table:
        assert table.persons == ("vietnam",)
        assert table.setup.origin is not None
        assert table.setup.origin.row == 4


def test_runs_of_fournos_run_are_games_too(tmp_path: Path) -> None:
    folder = str(tmp_path / "compared")
    words = ("compare", "rig-crisis", "--runs", "3", "--quarters", "3", "-o", folder)
    assert typed(*words).exit_code == 0
    results = open_results(folder)
    run = 3 * len(results.policies) - 2
    origin = origin_of(results, run)
    assert (origin.policy, origin.run) == (results.policies[-1], 1)
    found = typed("study", "replay", folder, "--run", str(run), "--plain")
    assert found.exit_code == 0, found.stderr
    assert results.policies[-1] in found.stdout


def test_a_run_that_failed_is_no_game_and_the_others_are(tmp_path: Path) -> None:
    whole = run_case(case(), 6)
    kept = np.array([0, 1, 2, 4, 5])
    outcomes = {name: values[kept] for name, values in whole.outcomes.items()}
    made = Ensemble(whole.case, 6, 0, outcomes, kept, failures=[Failure(3, 1, "it broke", "")])
    folder = str(write(tmp_path / "some", [made]))
    assert "Run 3 failed" in fault(folder, "--run", "3", "--plain", expected=1)
    assert typed("study", "replay", folder, "--run", "4", "--plain").exit_code == 0


def test_wrong_input_is_one_clear_message(still: Results, tmp_path: Path) -> None:
    folder = str(still.path)
    assert "runs 0 to 23" in fault(folder, "--run", "24", "--plain")
    assert "12" in fault(folder, "--run", "1", "--quarter", "13", "--plain")
    assert "japan" in fault(folder, "--run", "1", "--quarter", "3", "--seat", "japan", "--plain")
    assert "--quarter" in fault(folder, "--run", "1", "--seat", "vietnam", "--plain")
    assert "no folder" in fault(str(tmp_path / "none"), "--run", "1", "--plain")
    copy = tmp_path / "changed"
    shutil.copytree(still.path, copy)
    part = next((copy / "runs").iterdir())
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    assert part.name in fault(str(copy), "--run", "1", "--plain")
    assert not saves.folder().exists()
