"""Any run of a study is a game: the same run to the last bit, to be looked at or to be taken over."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from scenarios import load
from sim import Study
from sim.batch import Job
from sim.errors import InputError, RunError
from sim.game import saves
from sim.game.debrief import debrief
from sim.game.onward import cases_of, onward
from sim.game.origin import Origin
from sim.game.postcards import postcard
from sim.game.record import Inject
from sim.game.replay import replayed
from sim.game.runs import setup_of, table_of, told
from sim.game.setup import Setup
from sim.game.table import Table
from sim.outcome import ENDINGS
from sim.study.folder import write
from sim.study.opening_run import origin_of
from sim.study.results import Results, open_results
from tests.command_line import refused, typed
from tui.session import Session

STUDY = """
name = "small"
title = "A small study"
question = "Is a run a game?"
seed = 11
scenarios = ["rig-crisis"]
types = "{types}"
moves = "{moves}"
mends = "{mends}"
[policies.hold]
doctrines = {{ vietnam = "four-nos", china = "bleed-white" }}
[policies.bend]
doctrines = {{ vietnam = "four-nos,bamboo@5" }}
parameters = {{ threat_grievance = 0.5 }}
[uncertainties.psi]
[uncertainties.aid]
doctrine = "us"
levels = ["full", "offshore"]
[uncertainties.calm]
opening = "quarrel.trust"
low = 0.0
high = 0.6
[design]
kind = "lhs"
points = 6
replications = 2
"""
KINDS = {
    "with moves": {"types": "prior", "moves": "on", "mends": "default"},
    "without moves": {"types": "doctrine", "moves": "off", "mends": "all"},
}
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


def stepped(results: Results, run: int) -> Iterator[str]:
    """Yield the hash of the world at the opening and after each quarter, as the study's own job steps it."""
    at = results.find(run)
    job = Job(results.case(at), run, 1, luck=np.array([at.luck]))
    with closing(job.model()) as model:
        yield model.world.digest()
        for _quarter in range(job.case.quarters):
            model.step()
            yield model.world.digest()


def worlds(table: Table) -> list[str]:
    rows = table.record.quarters
    return [rows[0].before.digest(), *(row.after.digest() for row in rows)]


def given_in(table: Table) -> None:
    """Play a game to its end; persons hand in nothing."""
    while not table.over:
        table.close_phase()


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
    monkeypatch.setattr("sim.study.opening_run.differs", lambda saved, found: "autonomy")
    with pytest.raises(RunError, match="autonomy"):
        origin_of(still, 0)


def test_a_game_whose_origin_was_broken_is_refused(still: Results) -> None:
    data = setup_of(origin_of(still, 0)).to_data()
    for wrong in ({}, {"case": {}}, {**data["origin"], "until": -1}, {**data["origin"], "run": "x"}):
        with pytest.raises(InputError):
            Setup.from_data({**data, "origin": wrong or {"case": 1}})


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


# ---------------------------------------------------------------- a game as a study, and its runs as games


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a study that goes on from a game, with orders and an inject before."""
    folder = tmp_path_factory.mktemp("forked")
    setup = Setup.of(load("rig-crisis"), {"vietnam": "person"}, seed=4, title="A rig")
    with Table.create(setup) as table:
        table.inject(Inject("", "A storm.", {"trust": -0.05}))
        while table.turn().quarter < 5:
            if "vietnam" in table.waiting():
                table.seal("vietnam", "say firm" if table.turn().phase == "signal" else "")
            table.close_phase()
        states, events = table.journal.snapshots(), table.journal.events()
        cases = cases_of(table.played, states, 3, 9, policies=["held", "porcupine"], events=events)
    return write(folder / "onward", onward(cases, 6, "vietnam").ensembles, ["fournos", "fork"])


@pytest.mark.parametrize("run", [1, 8])
def test_a_run_that_goes_on_from_a_game_is_a_game_with_that_game_before_it(forked: Path, run: int) -> None:
    results = open_results(forked)
    at = results.find(run)
    origin = origin_of(results, run)
    with table_of(origin) as table, closing(Job(results.case(at), 0, 1, luck=np.array([at.luck])).model()) as model:
        rows = table.record.quarters
        assert [row.quarter for row in rows] == list(range(12))
        assert rows[0].before.trust[0] != rows[0].after.trust[0]
        assert rows[3].before.digest() == model.world.digest()
        for row in rows[3:]:
            model.step()
            assert row.after.digest() == model.world.digest(), row.quarter
        assert table.record.interventions[0].text == "A storm."
        ledger = table.played.model.ledger
        assert ledger is not None
        for quarter in ledger.quarters:
            ledger.account(quarter, "autonomy")  # it refuses lines that do not add up
    assert "goes on from the game" in " ".join(told(setup_of(origin)))
    with pytest.raises(InputError, match="4 to 12"):
        origin_of(results, run, 3)


def test_a_run_that_goes_on_from_a_game_can_be_taken_over_and_kept(forked: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.fournos"
    with table_of(origin_of(open_results(forked), 7, 8), "china", path) as table:
        assert (table.turn().quarter, table.persons) == (7, ("china",))
        given_in(table)
    assert replayed(path).sound


def test_a_study_of_a_study_is_no_game(results: Results, tmp_path: Path) -> None:
    with table_of(origin_of(results, 2, 6), "vietnam") as table:
        events = table.journal.events()
        cases = cases_of(table.played, table.journal.snapshots(), 5, 1, policies=["held"], events=events)
        assert cases[0].moves == "on"
    folder = write(tmp_path / "onward", onward(cases, 2, "vietnam").ensembles)
    assert typed("study", "status", str(folder)).exit_code == 0
    assert "cannot be opened as games" in fault(str(folder), "--run", "1", "--plain")
