"""Every scenario at every start, from every seat: whatever is offered can be handed in, and a game can be left, opened
again, played again, forked and told, with nothing lost and nothing changed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

import pytest

import scenarios
from sim.errors import FournosError, IllegalOrder
from sim.game.export import read_jsonl, write_jsonl
from sim.game.postcards import postcard, read, replayed
from sim.game.replay import replay_of
from sim.game.setup import Setup
from sim.game.table import Table
from sim.game.turn_log import turn_log
from tests.game.offered import STARTS, everybody, order_of, rows, seal_something

IDS = [f"{name}{f' ({start})' if start else ''}" for name, start in STARTS]


def mark(table: Table) -> tuple[object, ...]:
    """Return what tells a game as it stands from every other: all states, all views, all orders."""
    views = hashlib.blake2b(b"".join(table.view(seat).tobytes() for seat in table.setup.scenario.seats)).hexdigest()
    states = [(row.before.digest(), row.after.digest(), str(sorted(row.did.items()))) for row in table.record.quarters]
    return views, states, table.played.model.world.digest(), table.turn(), dict(table.played.sealed)


def play(table: Table, turns: int, chance: Random) -> None:
    while not table.over and table.turn().number < turns:
        seal_something(table, chance)


def what_is_offered_is_what_can_be_had(table: Table) -> int:
    """Check that every row without a hindrance can be handed in, and no other, whatever the seat and phase."""
    tried = 0
    for seat in table.setup.scenario.seats:
        for row in rows(table, seat):
            order = order_of(table, seat, row)
            tried += 1
            if row.hindrance:
                with pytest.raises(IllegalOrder):
                    table.seal(seat, order)
            else:
                table.seal(seat, order)
        if seat in table.turn().acting:
            assert table.view(seat).sealed == table.played.sealed[seat]
    return tried


@pytest.mark.parametrize(("name", "start"), STARTS, ids=IDS)
def test_whatever_is_offered_can_be_handed_in_and_nothing_else(name: str, start: str | None) -> None:
    with Table.create(everybody(name, start)) as table:
        while table.turn().number < 1:
            assert what_is_offered_is_what_can_be_had(table) >= 4 * len(table.turn().acting) - 4
            table.close_phase()


@pytest.mark.parametrize(("name", "start"), STARTS[::2], ids=IDS[::2])
def test_a_game_is_left_opened_replayed_forked_and_told_and_is_the_same(
    name: str, start: str | None, tmp_path: Path
) -> None:
    path, chance = tmp_path / "game.fournos", Random(f"{name} {start}")
    with Table.create(everybody(name, start), path) as table:
        play(table, 2, chance)
        held = mark(table)
    with Table.open(path) as table:
        assert mark(table) == held
        assert not table.deviations
        assert replay_of(table.journal).sound
        with table.fork(table.turn().number) as fork:
            assert mark(fork)[1:3] == held[1:3]
        card = postcard(table)
        with replayed(read(card, scenarios.load)) as again:
            assert mark(again)[1:3] == held[1:3]
        assert [each.kind for each in read_jsonl(write_jsonl(table.journal, tmp_path / "game.jsonl")).events] == [
            each.kind for each in table.journal.events()
        ]
        assert len(turn_log(table.journal).splitlines()) > 8


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("name", "start"), STARTS, ids=IDS)
def test_whole_games_by_chance_never_break_the_contract(
    name: str, start: str | None, seed: int, tmp_path: Path
) -> None:
    path, chance = tmp_path / "game.fournos", Random(seed)
    with Table.create(everybody(name, start, seed), path) as table:
        while not table.over:
            if chance.random() < 0.3:
                what_is_offered_is_what_can_be_had(table)
            seal_something(table, chance)
        held = mark(table)
    with Table.open(path) as table:
        assert mark(table) == held
        assert replay_of(table.journal).sound


def test_a_seat_that_is_no_person_s_and_a_seat_that_is_none_order_nothing() -> None:
    given = everybody("tutorial")
    setup = Setup.of(given.scenario, {"vietnam": "person"}, 1)
    with Table.create(setup) as table:
        for seat in ("china", "nobody", "", "facilitator", "table"):
            with pytest.raises(FournosError):
                table.seal(seat, "")
        assert [each.kind for each in table.journal.events()] == ["opened"]


def test_who_may_order_when_is_a_table_that_holds_in_every_phase() -> None:
    """Every seat tries every kind of clause in every phase of a turn of three phases."""
    allowed = {"signal": {"say"}, "answer": {"order"}, "act": {"order"}}
    with Table.create(everybody("tutorial")) as table:
        for phase in ("signal", "answer", "act"):
            now = table.turn()
            assert now.phase == phase
            for seat in table.setup.scenario.seats:
                offer = next(o.id for o in table.view(seat).choices.moves if o.legal)
                for kind, text in (("say", "say calm"), ("order", offer)):
                    before = len(table.journal.events())
                    if seat in now.acting and kind in allowed[phase]:
                        table.seal(seat, text)
                    else:
                        with pytest.raises(FournosError):
                            table.seal(seat, text)
                        assert len(table.journal.events()) == before
            table.close_phase()
