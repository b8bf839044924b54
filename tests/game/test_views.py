"""What one seat may see of a game: changing what another seat holds in secret changes no byte of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

import scenarios
from sim.acts import SEATS
from sim.game.setup import Setup
from sim.game.table import Table
from sim.game.views import View
from sim.orders import order
from sim.seats import Role
from sim.world import World
from tests.hidden import corrupt

EVERYBODY = {"vietnam": "person", "china": "person", "us": "person", "russia": "person"}


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    with Table.create(Setup.of(scenarios.load("border-war-1979"), EVERYBODY, 11)) as made:
        for _phase in range(4):
            made.close_phase()
        yield made


def mark(view: View) -> str:
    return hashlib.blake2b(view.tobytes()).hexdigest()


@pytest.mark.parametrize("seat", EVERYBODY)
def test_another_seat_s_secrets_change_no_byte(table: Table, seat: str) -> None:
    role = table.setup.scenario.role_of(seat)
    before = mark(table.view(seat))
    held = [world.fork() for world in worlds(table)]
    try:
        for world in worlds(table):
            corrupt(world, role)
        assert mark(table.view(seat)) == before
    finally:
        for world, old in zip(worlds(table), held, strict=True):
            world.block[...] = old.block
            world.agenda.block[...] = old.agenda.block
    assert mark(table.view(seat)) == before


def worlds(table: Table) -> list[World]:
    found = {id(world): world for row in table.record.quarters for world in (row.before, row.after)}
    return [*found.values(), table.played.model.world]


@pytest.mark.parametrize("seat", EVERYBODY)
def test_another_seat_s_sealed_order_changes_no_byte_but_that_it_is_in(table: Table, seat: str) -> None:
    other = next(each for each in table.turn().acting if each != seat)
    table.seal(other, "")
    empty = mark(table.view(seat))
    offer = next(each for each in table.view(other).choices.moves if each.legal)
    table.seal(other, offer.id)
    assert mark(table.view(seat)) == empty
    assert table.view(other).sealed == offer.id


def test_what_a_seat_sees_for_itself_changes_its_view(table: Table) -> None:
    before = mark(table.view("china"))
    world = table.played.model.world
    world.greed[0] += 0.01
    changed = mark(table.view("china"))
    world.greed[0] -= 0.01
    assert changed != before


def test_secret_moves_of_others_are_left_out_of_the_past() -> None:
    from sim.game.acted import seen_by
    from sim.moves import table as moves

    hidden = next(row for row in moves().values() if row.seen == "own")
    seat = next(
        iter(hidden.seats), {"target": "vietnam", "challenger": "china", "patron_a": "us"}.get(hidden.role, "russia")
    )
    given = order(hidden.id, hidden.role, seat)
    for role in Role:
        assert (hidden.id in seen_by(given, hidden.role, role).moves) == (role is hidden.role)
    assert SEATS[hidden.role] in range(4)
