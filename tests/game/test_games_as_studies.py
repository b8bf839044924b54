"""Any game is a study: runs go on from one of its quarters, and each of those runs is a game again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from scenarios import load
from sim import Study
from sim.batch import Job
from sim.errors import InputError
from sim.game import saves
from sim.game.onward import cases_of, onward
from sim.game.record import Inject
from sim.game.replay import replayed
from sim.game.runs import setup_of, table_of, told
from sim.game.setup import Setup
from sim.game.study_runs import origin_of
from sim.game.table import Table
from sim.study.folder import write
from sim.study.results import open_results
from tests.command_line import refused, typed
from tests.game.opened_runs import KINDS, STUDY, given_in


@pytest.fixture(autouse=True)
def own_games(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(saves.VARIABLE, str(tmp_path / "data"))


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


def test_a_study_of_a_study_is_no_game(tmp_path: Path) -> None:
    results = Study.parse(STUDY.format(**KINDS["without moves"]), load).run(tmp_path / "small")
    with table_of(origin_of(results, 2, 6), "vietnam") as table:
        events = table.journal.events()
        cases = cases_of(table.played, table.journal.snapshots(), 5, 1, policies=["held"], events=events)
        assert cases[0].moves == "on"
    folder = write(tmp_path / "onward", onward(cases, 2, "vietnam").ensembles)
    assert typed("study", "status", str(folder)).exit_code == 0
    found = typed("study", "replay", str(folder), "--run", "1", "--plain")
    assert "cannot be opened as games" in refused(found.exit_code, found.stdout, found.stderr, expected=2)


def test_what_would_need_fresh_runs_is_not_asked_of_a_study_that_goes_on_from_a_game(forked: Path) -> None:
    found = typed("study", "search", str(forked), "--seat", "vietnam")
    assert "goes on from a game" in refused(found.exit_code, found.stdout, found.stderr, expected=2)
    for words in (("status",), ("compare",), ("robustness", "--outcome", "autonomy"), ("converge",)):
        assert typed("study", words[0], str(forked), *words[1:]).exit_code == 0, words
