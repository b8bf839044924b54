from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scenarios import load
from sim.game import chain
from sim.game.damage import COLUMNS
from sim.game.events import Event
from sim.game.journal import Journal
from sim.game.predictions import Prediction
from sim.game.receipts import GameError, Stored
from sim.game.record import Inject
from sim.game.replay import replay_of, replayed
from sim.game.setup import Setup
from sim.game.table import Table


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a whole game with everything in it that a game can hold."""
    path = tmp_path_factory.mktemp("played") / "game.fournos"
    setup = Setup.of(load("rig-crisis"), {"vietnam": "person", "us": "person"}, seed=3)
    with Table.create(setup, path) as table:
        while not table.over:
            now = table.turn()
            for seat in table.waiting():
                offers = [offer.id for offer in table.sitting.choices(seat).moves if offer.legal]
                table.seal(seat, "say firm" if now.phase == "signal" else ", ".join(offers[:1]), req=f"{seat} {now}")
            if now.number == 4 and not table.record.interventions:
                table.predict("vietnam", Prediction("crisis", 0.4, "we hope not"))
                table.inject(Inject("", "a storm", {"trust": -0.1}))
                table.close_phase()
                table.override({"grievance": 0.6}, "the patrol was seen")
                table.close_phase()
                table.undo(5, "one turn too far")
            table.close_phase()
        table.note("well played by all")
    return path


@pytest.fixture
def path(played: Path, tmp_path: Path) -> Path:
    """Return a copy that a test may spoil."""
    copy = tmp_path / "game.fournos"
    copy.write_bytes(played.read_bytes())
    return copy


def forged(path: Path, target: Path, change: Any) -> Path:
    """Write a game anew with changed events or states, its chain made whole again: as an older release might have."""
    with Journal.open(path) as journal:
        first = [(each.event, journal.snapshots(each.seq)) for each in journal.events()]
        before = chain.canonical([state.state for _event, states in first for state in states])
        for event, states in first:
            change(event, [each.state for each in states])
        if chain.canonical([state.state for _event, states in first for state in states]) != before:
            first = [(event, [replace(state, digest="another") for state in states]) for event, states in first]
        Journal.create(target, journal.meta, first).close()
    return target


def test_a_game_plays_again_to_the_same_hashes_taken_back_turns_included(path: Path) -> None:
    before = path.read_bytes()
    found = replayed(path)
    assert found.sound, found
    with Journal.open(path, readonly=True) as journal:
        states = journal.snapshots()
        assert found.head == journal.head
        assert any(each.kind == "undone" for each in journal.events())
    assert found.quarters == len(states) > load("rig-crisis").quarters
    assert path.read_bytes() == before


def test_a_mismatch_names_quarter_and_row_once_and_the_stored_state_stands(path: Path, tmp_path: Path) -> None:
    def change(event: Event, states: list[dict[str, Any]]) -> None:
        for state in states:
            if state["quarter"] == 3:
                state["world"]["trust"][0] += 0.125

    target = forged(path, tmp_path / "other.fournos", change)
    found = replayed(target)
    assert not found.sound
    assert found.damage == ()
    assert found.stopped == ""
    rows = [row for row in found.mismatches if row.quarter == 2]
    assert [(row.field, row.date) for row in rows] == [("trust", load("rig-crisis").date(2))]
    assert float(rows[0].stored) == float(rows[0].found) + 0.125
    with Table.open(target) as table:
        assert float(table.record.quarters[2].after.trust[0]) == float(rows[0].stored)
        assert table.deviations


def test_a_policy_that_differs_is_a_mismatch(path: Path, tmp_path: Path) -> None:
    def change(event: Event, states: list[dict[str, Any]]) -> None:
        for state in states:
            state["policies"]["china"] = "bleed-white"

    found = replayed(forged(path, tmp_path / "other.fournos", change))
    assert {row.field for row in found.mismatches} == {"policy.china"}


def test_an_event_that_this_release_cannot_play_ends_the_replay_there_and_is_named(path: Path, tmp_path: Path) -> None:
    def unknown(event: Event, states: list[dict[str, Any]]) -> None:
        if event.kind == "closed" and event.turn == 3:
            event.body["given"]["vietnam"] = "a-move-of-another-release"

    found = replayed(forged(path, tmp_path / "a.fournos", unknown))
    with Journal.open(path) as journal:
        seq = next(each.seq for each in journal.events() if each.kind == "closed" and each.turn == 3)
    assert found.stopped.startswith(f"event {seq}: ")
    assert "a-move-of-another-release" in found.stopped
    assert found.quarters == 3

    def broken(event: Event, states: list[dict[str, Any]]) -> None:
        if event.kind == "closed" and event.turn == 3:
            event.body.clear()

    found = replayed(forged(path, tmp_path / "b.fournos", broken))
    assert found.stopped == f"event {seq}: it cannot be read"


def test_a_damaged_file_is_played_as_far_as_it_can_be_read(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        sql = db.execute("SELECT sql FROM sqlite_master WHERE name = 'ev_update'").fetchone()[0]
        db.execute("DROP TRIGGER ev_update")
        db.execute("UPDATE ev SET at = 'yesterday' WHERE seq = 4")
        db.execute(sql)
        db.commit()
    found = replayed(path)
    assert [each.seq for each in found.damage] == [4]
    assert not found.sound
    assert found.mismatches == ()
    assert found.quarters > 10
    with pytest.raises(GameError, match="event 4"):
        Table.open(path)


def test_a_game_in_play_can_be_checked_from_within(path: Path) -> None:
    with Table.open(path) as table:
        assert replay_of(table.journal).sound


def test_a_game_that_has_just_been_opened_is_sound(tmp_path: Path) -> None:
    with Table.create(Setup.of(load("tutorial"), {}, 5), tmp_path / "new.fournos") as table:
        found = replay_of(table.journal)
    assert found.sound
    assert found.quarters == 0


def test_what_is_no_game_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GameError):
        replayed(tmp_path / "none.fournos")


def test_the_hash_of_an_event_can_be_worked_out_from_what_is_exported(path: Path) -> None:
    with Journal.open(path) as journal:
        event = journal.events()[-1]
    assert isinstance(event, Stored)
    row = {name: getattr(event, name) for name in COLUMNS}
    row["body"] = chain.canonical(event.body)
    row["states"] = json.dumps([list(each) for each in event.states], separators=(",", ":"))
    assert chain.digest(event.prev, *row.values()) == event.hash
