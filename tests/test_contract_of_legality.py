"""When a move, an answer or an option may be ordered, and when it may be refused: by a reading of its own of every row.

What a person is told before (`sim.refusals`) and what the engine carries out have to agree, run by run.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.acts import Acts
from sim.errors import IllegalOrder
from sim.model import QUARTER
from sim.observation import observe
from sim.orders import order
from sim.parameters import table as parameters
from sim.randomness import Draws
from sim.refusals import check
from sim.rules.turn import Turn
from sim.seats import Role
from tests.contract import PLEDGES, Row, answers, moves, options
from tests.contract_snapshots import held, same
from tests.contract_worlds import RUNS, Stand, accepted, ordering, place_for, stand

EVERY = (*moves(), *answers(), *options())
CHANCY = [row for row in moves() if row.chance]
BOUND = [row for row in EVERY if row.breaks]
CONDITIONS = [(row, name) for row in (*moves(), *answers()) for name in row.when if name != "any"]
MANY = 4_000


@pytest.mark.parametrize("row", CHANCY, ids=str)
def test_it_is_refused_as_often_as_its_partner_would_and_then_only_its_price_is_lost(row: Row) -> None:
    """The partner grants what its support carries, and a little more; nothing once it is gone."""
    base = stand(row)
    index = np.resize(np.arange(RUNS), MANY)
    many = Stand(base.model, base.world.part(index))
    patron = ("support-a", "support-b").index(row.chance)
    many.world.support[patron] = np.resize([0.05, 0.3, 0.5, 0.7], MANY)
    many.world.gone[patron] = np.resize([0.0] * 4 + [1.0], MANY)
    support, gone = many.world.support[patron].copy(), many.world.gone[patron].copy()
    asked, idle = many.fork(), many.fork()
    _two_quarters(asked, ordering(row, MANY))
    _two_quarters(idle, ordering(None, MANY))
    refused = asked.world.agenda.refused[row.number] > 0
    chance = np.clip(parameters()["offer_slack"].central + support, 0.0, 1.0) * (gone == 0)
    for level in (0.05, 0.3, 0.5, 0.7):
        here = (support == level) & (gone == 0)
        spread = math.sqrt(chance[here][0] * (1 - chance[here][0]) / here.sum())
        assert abs((~refused[here]).mean() - chance[here][0]) <= 4.0 * spread
    assert refused[gone > 0].all()
    assert (idle.world.agenda.capital - asked.world.agenda.capital)[row.seat] == pytest.approx(row.cost)
    clocks = {("agenda", name, None) for name in ("capital", "ordered_in", "refused")}
    mine, theirs = held(asked.world), held(idle.world)
    same({w: v[..., refused] for w, v in mine.items()}, {w: v[..., refused] for w, v in theirs.items()}, clocks)


def _two_quarters(many: Stand, acts: Acts) -> None:
    """Resolve two quarters for many runs, each with luck and sizes of its own; the order is given in the first."""
    model, world = many.model, many.world
    p = model.p.altered({"move_size": np.resize(np.asarray(model.p["move_size"]), MANY)})
    for given in (acts, Acts.none(MANY)):
        turn = Turn(world.quarter, model.setting, p, model.orders, Draws(3, MANY), given)
        dict(QUARTER)["actions"](world, turn)
        world.quarter += 1


def text_of(row: Row) -> str:
    """Return the order of a row as it is written."""
    said = f"answer {row.situation}={row.id}" + " at 0.4" * row.terms
    return {"move": row.id, "answer": said, "option": f"card {row.id}"}[row.kind]


def legal(found: Stand, row: Row, breaking: str = "") -> NDArray[np.bool_]:
    """Return in which runs an order is legal, as the person who gives it is told."""
    role, seat = Role(row.role), place_for(row).seats[row.role]
    words = text_of(row) + (f"; break {breaking}" if breaking else "")
    given = order(words, role)
    sees = observe(found.world, role, found.model.setting, found.model.p)
    may = np.ones(RUNS, bool)
    for run in range(RUNS):
        try:
            check(given, sees, role, seat, run=run)
        except IllegalOrder:
            may[run] = False
    return may


def carried_out(found: Stand, row: Row, breaking: str = "") -> NDArray[np.bool_]:
    """Return in which runs the engine carries an order out; where it does not, nothing at all may come of it."""
    idle = found.fork()
    acts = ordering(row, breaking=breaking)
    found.resolve(acts, accepted(row))
    idle.resolve(ordering(None, breaking=breaking))
    if row.kind == "move":
        done: NDArray[np.bool_] = acts.moves[row.number].copy()
    elif row.kind == "answer":
        done = np.equal(acts.answers[Role(row.role), row.situation], row.number)
    else:
        done = np.equal(acts.options[row.seat], row.number)
    mine, theirs = held(found.world), held(idle.world)
    same({w: v[..., ~done] for w, v in mine.items()}, {w: v[..., ~done] for w, v in theirs.items()})
    return done


@pytest.mark.parametrize("row", EVERY, ids=str)
def test_it_is_legal_where_its_situations_hold(row: Row) -> None:
    found = stand(row)
    assert legal(found, row).all()
    assert carried_out(found, row).all()


@pytest.mark.parametrize(("row", "name"), CONDITIONS, ids=str)
def test_it_is_illegal_where_one_of_its_situations_does_not_hold(row: Row, name: str) -> None:
    found = stand(row, name)
    assert not legal(found, row).any()
    assert not carried_out(found, row).any()


@pytest.mark.parametrize("row", BOUND, ids=str)
def test_a_pledge_forbids_it_until_it_is_broken_in_the_same_order(row: Row) -> None:
    number = PLEDGES.index(row.breaks)
    for pledge in range(len(PLEDGES)):
        found = stand(row)
        found.world.pledged[pledge] = 1.0
        assert (legal(found, row) == (pledge != number)).all()
        assert (carried_out(found, row) == (pledge != number)).all()
    found = stand(row)
    found.world.pledged[number] = 1.0
    assert legal(found, row, row.breaks).all()
    assert carried_out(found, row, row.breaks).all()


@pytest.mark.parametrize("row", moves(), ids=str)
def test_it_rests_before_it_can_be_ordered_again(row: Row) -> None:
    for late in {1, row.again - 1, row.again, row.again + 1} - {0}:
        found = stand(row)
        found.world.agenda.ordered_in[row.number] = found.world.quarter
        found.world.quarter += late
        assert (legal(found, row) == (late >= row.again)).all(), late
        assert (carried_out(found, row) == (late >= row.again)).all(), late
