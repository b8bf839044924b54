"""What is told of a result: what another seat hides changes no word of it."""

from __future__ import annotations

import pytest

import scenarios
from sim.game.setup import Setup
from tests.game.test_views import EVERYBODY, worlds
from tests.hidden import corrupt
from tui.session import Session
from tui.telling.log import whole
from tui.telling.result import eyes_of, happened_text, past
from tui.telling.why import changes


@pytest.mark.parametrize("seat", EVERYBODY)
def test_log_happenings_and_changes_of_a_seat_hold_nothing_that_others_hide(seat: str) -> None:
    session = Session.new(Setup.of(scenarios.load("border-war-1979"), EVERYBODY, 11), seat=seat)
    table = session.table
    while len(table.record.turns) < 2:
        session.close_phase()

    def told() -> list[str]:
        turn = table.record.turns[-1].quarters
        rows = tuple(past(table, seat, eyes_of(session))[turn.start : turn.stop])
        moved = [each.text for each in changes(table, eyes_of(session), turn)]
        return [*whole(session), *happened_text(rows, session), *moved]

    before = told()
    for world in worlds(table):
        corrupt(world, table.setup.scenario.role_of(seat))
    session._view = None
    assert told() == before
    session.close()
