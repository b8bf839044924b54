"""Checks of the game that take a moment each: what its seeded faults (test_mutations_game.py) must fail."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scenarios
from sim.errors import FournosError
from sim.game import futures, luck, planner, replay
from sim.game.journal import Journal
from sim.game.outlook import Outlook
from sim.game.postcards import postcard, read, replayed
from sim.game.predictions import Prediction
from sim.game.receipts import NotSealed
from sim.game.record import Inject
from sim.game.setup import Setup
from sim.game.table import Table
from sim.seats import Role
from tests.game import test_views
from tests.game.hostile import ALL, harmless
from tests.game.offered import everybody
from tests.hidden import corrupt

SEATS = ("vietnam", "china", "us", "russia")


def a_game(play: Callable[[Table], None]) -> None:
    """Play something with a table in memory."""
    with Table.create(everybody("rig-crisis")) as table:
        play(table)


def sealed_is_on_the_disk() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game.fournos"
        with Table.create(everybody("rig-crisis"), path) as table:
            table.close_phase()
            table.seal("vietnam", "denial")
        with Table.open(path) as table:
            assert table.played.sealed == {"vietnam": "denial"}
            assert table.turn().phase == "answer"


def what_the_disk_refuses_has_not_been_done() -> None:
    def play(table: Table) -> None:
        before = table.played.model.world.digest(), table.turn()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Journal, "append", _full)
            for command in (table.close_phase, lambda: table.seal("vietnam", "say calm")):
                with suppress(NotSealed):
                    command()
        assert (table.played.model.world.digest(), table.turn()) == before
        assert table.played.sealed == {}

    a_game(play)


def _full(*_arguments: object) -> None:
    raise NotSealed("NOT sealed: the disk is full.")


def a_wish_sent_twice_counts_once() -> None:
    def play(table: Table) -> None:
        first = table.seal("vietnam", "say calm", "1")
        assert table.seal("vietnam", "say calm", "1") == first
        assert len(table.journal.events()) == 2

    a_game(play)


def an_override_is_on_record() -> None:
    def play(table: Table) -> None:
        own = float(table.played.model.world.trust[0])
        table.override({"trust": 0.25}, "so ruled")
        assert [row.rows for row in table.record.interventions] == [(("trust", own, 0.25),)]
        with pytest.raises(FournosError):
            table.override({"trust": 0.25}, " ")

    a_game(play)


def a_step_back_takes_back_its_turn() -> None:
    def play(table: Table) -> None:
        start = table.played.model.world.digest()
        table.predict("vietnam", Prediction("crisis", 0.5))
        table.extend(60.0)
        table.inject(Inject("", "An envoy.", {"trust": 0.1}))
        table.seal("vietnam", "say calm")
        table.undo(0)
        assert (table.record.expected, table.record.interventions, table.played.sealed) == ([], [], {})
        assert table.played.extended == 0.0
        assert table.played.model.world.digest() == start
        assert len(table.record.undone) == 1

    a_game(play)


def a_new_phase_begins_with_nothing_handed_in() -> None:
    def play(table: Table) -> None:
        table.seal("vietnam", "say calm")
        table.close_phase()
        assert table.played.sealed == {}
        assert "vietnam" in table.waiting()
        assert table.view("vietnam").sealed == ""

    a_game(play)


def who_hands_in_nothing_makes_no_move() -> None:
    def play(table: Table) -> None:
        while len(table.record.quarters) < 2:
            table.close_phase()
        assert not any(order.moves for row in table.record.quarters for order in row.did.values())
        assert set(table.record.turns[0].absent) == set(SEATS)

    a_game(play)


def a_fork_stands_at_its_turn() -> None:
    def play(table: Table) -> None:
        while table.turn().number < 2:
            table.close_phase()
        with table.fork(1) as fork:
            assert fork.turn().number == 1
            assert fork.played.model.world.digest() == table.record.quarters[0].after.digest()
        assert table.turn().number == 2

    a_game(play)


def a_state_that_differs_is_a_mismatch() -> None:
    with tempfile.TemporaryDirectory() as folder, Table.create(everybody("rig-crisis")) as table:
        while not table.record.quarters:
            table.close_phase()
        rows = [(each.event, table.journal.snapshots(each.seq)) for each in table.journal.events()]
        states = next(found for _event, found in rows if found)
        states[0].state["world"]["trust"][0] = 0.75
        states[0] = replace(states[0], digest="another")
        path = Path(folder) / "other.fournos"
        Journal.create(path, table.journal.meta, rows).close()
        found = replay.replayed(path)
        assert [row.field for row in found.mismatches] == ["trust"]
        assert not found.sound


def a_changed_event_is_found() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game.fournos"
        with Table.create(everybody("rig-crisis"), path) as table:
            table.seal("vietnam", "say calm")
        db = sqlite3.connect(path)
        (guard,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'ev_update'").fetchone()
        db.execute("DROP TRIGGER ev_update")
        db.execute("UPDATE ev SET body = replace(body, 'calm', 'firm')")
        db.execute(guard)
        db.commit()
        db.close()
        with pytest.raises(FournosError, match="damaged"):
            Table.open(path).close()


def words_are_clean_on_entry() -> None:
    def play(table: Table) -> None:
        table.note(ALL)
        table.predict("vietnam", Prediction("crisis", 0.5, ALL))
        table.inject(Inject("", ALL, {"trust": 0.1}))
        table.override({"trust": 0.25}, ALL)
        assert all(harmless(str(each.body.get("text", ""))) for each in table.journal.events()[1:])

    a_game(play)


def outlook_of(table: Table, seat: str) -> Outlook:
    view = table.view(seat)
    return Outlook(table.setup.scenario, seat, view.sees, table.beliefs.of(seat), dict(view.doctrines))


def a_forecast_knows_no_truth() -> None:
    def play(table: Table) -> None:
        table.close_phase()
        before = futures.futures(outlook_of(table, "vietnam"), "denial", count=20, quarters=2)
        corrupt(table.played.model.world, Role.TARGET)
        after = futures.futures(outlook_of(table, "vietnam"), "denial", count=20, quarters=2)
        assert all(np.array_equal(before.paths[name], after.paths[name]) for name in before.paths)

    a_game(play)


def luck_drawn_by(what: Callable[[Table], Any]) -> set[str]:
    """Return the names of the luck that something draws."""
    from sim import randomness

    used: set[str] = set()
    usual = randomness.key

    def key(namespace: str, name: str) -> int:
        used.add(namespace)
        return usual(namespace, name)

    def play(table: Table) -> None:
        while not table.record.quarters:
            table.close_phase()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(randomness, "key", key)
            what(table)

    a_game(play)
    return used


def a_forecast_draws_luck_of_its_own() -> None:
    found = luck_drawn_by(lambda table: futures.futures(outlook_of(table, "vietnam"), "", count=10, quarters=1))
    assert found == {"forecast"}


def a_luck_bar_draws_luck_of_its_own() -> None:
    def bar(table: Table) -> None:
        row = table.record.quarters[0]
        luck.luck(table.setup.scenario, row.before, row.after, row.did, seed=5, count=10, doctrines=row.doctrines)

    assert luck_drawn_by(bar) == {"luck"}


def a_planner_knows_no_truth() -> None:
    def chosen(table: Table) -> str:
        setup = Setup.of(table.setup.scenario, {"vietnam": "person", "china": "planner:1"}, 5)
        found = planner.choose(setup, table.view("china"), table.beliefs.of("china"), 1)
        return f"{found.order} {found.considered} {found.gain}"

    def play(table: Table) -> None:
        table.close_phase()
        table.close_phase()
        before = chosen(table)
        corrupt(table.played.model.world, Role.CHALLENGER)
        assert chosen(table) == before

    a_game(play)


def secrets_change_no_byte_of_a_view() -> None:
    def play(table: Table) -> None:
        while len(table.record.quarters) < 1:
            table.close_phase()
        table.seal("china", "say firm")
        before = {seat: test_views.mark(table.view(seat)) for seat in SEATS}
        table.seal("china", "say calm")
        assert test_views.mark(table.view("vietnam")) == before["vietnam"]
        for seat in SEATS:
            held = [(world, world.block.copy(), world.agenda.block.copy()) for world in test_views.worlds(table)]
            table.seal("china", "say firm")
            for world, _block, _agenda in held:
                corrupt(world, table.setup.scenario.role_of(seat))
            now = test_views.mark(table.view(seat))
            for world, block, agenda in held:
                world.block[...], world.agenda.block[...] = block, agenda
            assert now == before[seat]

    a_game(play)


def a_postcard_that_comes_out_otherwise_is_refused() -> None:
    def play(table: Table) -> None:
        while not table.record.quarters:
            table.close_phase()
        card = read(postcard(table), scenarios.load)
        with pytest.raises(FournosError):
            replayed(replace(card, digest="00000000")).close()

    a_game(play)


def the_curtain_shows_nothing_of_the_seat_before() -> None:
    from tests.screens.test_curtain_screen import test_nothing_of_the_other_seat_is_on_the_curtain

    test_nothing_of_the_other_seat_is_on_the_curtain((80, 24))


def each_seat_has_a_draft_of_its_own() -> None:
    from tui.session import Session

    made = Session.new(everybody("rig-crisis"))
    try:
        made.sit_down("vietnam")
        made.draft.say("firm")
        made.sit_down("china")
        assert not made.draft.order.says
    finally:
        made.close()
