"""Prepared injects: each fits somewhere, says what it moves, and moves it; and the calendar keeps what was prepared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scenarios
from sim.errors import InputError, OutOfRange, UnknownName
from sim.game.changes import add_to, names, value
from sim.game.injects import LARGEST, Prepared, by_hand, catalogue, offered, prepared, text_of
from sim.game.record import Inject
from sim.game.setup import Setup
from sim.game.table import Table
from sim.model import CrisisModel
from sim.situations import holds

PLACES = re.compile(r"\{(\w+)\}")


def world_for(row: Prepared) -> CrisisModel:
    """Return a model that stands where an inject fits, two quarters after an opening."""
    model = CrisisModel(scenarios.load("bleeding-white" if "war" in row.when else "four-nos"), seed=3, moves="on")
    model.step()
    model.step()
    return model


@pytest.mark.parametrize("row", catalogue().values(), ids=lambda row: row.id)
def test_an_inject_moves_what_it_says_and_it_is_still_there_after_a_quarter(row: Prepared) -> None:
    without = world_for(row)
    with_it = CrisisModel(without.crisis, seed=3, moves="on", world=without.world.fork())
    assert holds(row.when, without.world, without.setting.facts_in(without.world.quarter))[0]
    done = add_to(with_it.world, row.changes)
    assert [name for name, _was, _now in done] == list(row.changes)
    without.step()
    with_it.step()
    for name, change in row.changes.items():
        assert (value(with_it.world, name) - value(without.world, name)) * change > 0, name
    without.close()
    with_it.close()


def test_the_catalogue_has_enough_sober_texts_that_name_seats_by_their_places() -> None:
    rows = catalogue().values()
    assert 15 <= len(rows) <= 25
    for row in rows:
        assert set(PLACES.findall(row.text)) <= {"target", "challenger", "patron_a", "patron_b"}
        assert "!" not in row.text
        assert row.source
        assert set(row.changes) <= set(names())
        assert all(abs(change) <= LARGEST for change in row.changes.values())


@pytest.mark.parametrize("name", scenarios.names())
def test_every_scenario_has_injects_that_fit_it_as_it_opens(name: str) -> None:
    scenario = scenarios.load(name)
    model = CrisisModel(scenario, seed=1, moves="on")
    found = offered(scenario, model.world, model.setting.facts_in(0))
    model.close()
    assert len(found) >= 10
    assert all("{" not in each.told(scenario) for each in found)


def test_what_is_written_for_vietnam_is_not_offered_elsewhere() -> None:
    assert not prepared("boat-sunk").fits(scenarios.load("ukraine-analogue"))
    assert prepared("boat-sunk").fits(scenarios.load("four-nos"))
    assert not prepared("shots-at-the-post").fits(scenarios.load("rig-crisis"))


def test_an_unknown_inject_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownName, match="typhoon"):
        prepared("typhon")


def test_the_text_of_the_catalogue_is_read_anew_and_own_words_stay() -> None:
    scenario = scenarios.load("four-nos")
    assert text_of("typhoon", "", scenario).startswith("A typhoon crosses Vietnam.")
    assert text_of("typhoon", "A storm.", scenario) == "A storm."
    assert text_of("", "", scenario) == ""


@pytest.mark.parametrize("text", ["trust", "trust much", "trust nan", "trust -0.1, trust 0.2", "trust 1e400"])
def test_changes_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(InputError):
        by_hand(text)


def test_changes_by_hand_are_read_with_signs_and_places() -> None:
    assert by_hand("trust -0.05, support.0 = 0.1,") == {"trust": -0.05, "support.0": 0.1}
    with pytest.raises(UnknownName, match="trust"):
        by_hand("trst 0.1")


def game(path: Path) -> Table:
    return Table.create(Setup.of(scenarios.load("bleeding-white"), {"vietnam": "person"}, 7), path)


def test_a_scheduled_inject_comes_at_its_turn_and_once(tmp_path: Path) -> None:
    with game(tmp_path / "g.fournos") as table:
        table.schedule(prepared("typhoon").inject, 2)
        table.close_phase()
        assert not table.record.interventions
        table.close_phase()
        (came,) = table.record.interventions
        assert (came.turn, came.text[:9], [row[0] for row in came.rows]) == (2, "A typhoon", ["scar", "legitimacy"])
        assert not table.record.scheduled
        body = next(each.body for each in table.journal.events() if each.kind == "injected")
        assert body["text"] == ""
        assert body["id"] == "typhoon"
        table.close_phase()
        assert len(table.record.interventions) == 1


def test_a_step_back_puts_the_calendar_back_and_it_comes_again(tmp_path: Path) -> None:
    path = tmp_path / "g.fournos"
    with game(path) as table:
        table.schedule(Inject("", "Storm", {"trust": -0.1}), 2)
        for _turn in range(3):
            table.close_phase()
        table.undo(1)
        assert list(table.record.scheduled) == ["1"]
        table.close_phase()
        assert [row.text for row in table.record.interventions] == ["Storm"]
        table.undo(2)
        assert [row.text for row in table.record.interventions] == ["Storm"]
        state = table.sitting.model.world.digest()
    with Table.open(path) as again:
        assert again.sitting.model.world.digest() == state
        assert not again.deviations


def test_a_fork_takes_what_was_prepared_with_it(tmp_path: Path) -> None:
    with game(tmp_path / "g.fournos") as table:
        table.schedule(Inject("", "Storm", {"trust": -0.1}), 2)
        table.close_phase()
        table.close_phase()
        with table.fork(1) as early, table.fork(2) as late:
            assert list(early.record.scheduled) == ["1"]
            assert [row.text for row in late.record.interventions] == ["Storm"]


def test_what_was_prepared_can_be_withdrawn_but_not_for_a_turn_that_has_begun(tmp_path: Path) -> None:
    with game(tmp_path / "g.fournos") as table:
        with pytest.raises(OutOfRange):
            table.schedule(prepared("typhoon").inject, 0)
        with pytest.raises(UnknownName):
            table.schedule(Inject("", "x", {"greed": 1.0}), 3)
        table.schedule(prepared("typhoon").inject, 1)
        table.withdraw("1")
        with pytest.raises(UnknownName):
            table.withdraw("1")
        table.close_phase()
        assert not table.record.interventions
