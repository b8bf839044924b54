"""Every move, answer and option does what its row says: its price, its changes for as long as it says, and its law.

Rows are read by `tests.contract`; each is tried in a prepared world (`tests.contract_worlds`), in which all that it
changes must be named, and all that it names must change, by so much and no more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
import pytest

from sim.agenda import LONG_AGO
from sim.parameters import Value
from sim.parameters import table as parameters
from sim.rules.turn import Turn
from sim.world import ROWS, World
from tests.contract import Row, answers, moves, options, sums, taken
from tests.contract_snapshots import FloatArray, Where, handed, held, same
from tests.contract_worlds import RUNS, Stand, accepted, ordering, scale, stand

EVERY = (*moves(), *answers(), *options())
LIMITS = {row.name: (row.low, row.high) for row in ROWS}
SIGNED = {"coerce": 0.5, "grey": 0.5, "crisis": 0.5, "punish": 0.5, "seize": 0.5, "arms": 0.5, "target_growth": 1.0}
"""Levers and opening values that may be below 0, and how far."""
MULTIPLES = {"bleed": 3.0, "fear": 3.0}
"""Levers that are multiples of the rule's, and the largest."""
AMOUNTS = ("target_force", "target_force_ceiling", "challenger_force", "challenger_force_ceiling", "capacity")
"""Opening values without an upper limit."""
NEARLY = {"level": 0.949}
"""Where a row stands instead of at its upper limit, so that there is a step left to take."""
CLOSE = 1e-12
LONG = 40


def limits(where: Where) -> tuple[float, float]:
    """Return the limits of what a row names, as its own table has them."""
    kind, name, _place = where
    if kind == "state":
        return LIMITS[name]
    if kind == "parameter":
        return parameters()[name].minimum, parameters()[name].maximum
    if name in SIGNED:
        return -SIGNED[name], SIGNED[name]
    return 0.0, math.inf if name in AMOUNTS else MULTIPLES.get(name, 1.0)


def by_role(row: Row, where: Where) -> Where:
    """Return what a row changes as `handed` names it: a lever is that of its own role."""
    return (f"lever of {row.role}", *where[1:]) if where[0] == "lever" else where


def together(row: Row) -> list[Row]:
    """Return the rows that take effect with one: the other seats' usual options with an option."""
    return taken(row.card, row) if row.kind == "option" else [row]


def without(row: Row) -> Stand:
    """Return the prepared world of a row in which nothing at all is ordered, or on the table."""
    found = stand(row)
    if row.card >= 0:
        found.world.agenda.card, found.world.agenda.dealt_in = -1.0, LONG_AGO
    return found


def once(rows: Sequence[Row], before: World, times: FloatArray) -> dict[Where, FloatArray]:
    """Return what the rows of the state that are named should be once it has begun: added up, held to limits."""
    found: dict[Where, FloatArray] = {}
    for where, changes in sums([each for row in rows for each in row.changes], ("state", "agenda")).items():
        kind, name, place = where
        whole = getattr(before if kind == "state" else before.agenda, name)
        value = whole if place is None else whole[place]
        total = sum((each.size * times * scale(each.by, before) for each in changes), np.zeros(RUNS))
        low, high = (0.0, 1.0) if kind == "agenda" else limits(where)
        found[where] = np.clip(value + total, low, high)
    return found


def in_force(
    rows: Sequence[Row], usual: Mapping[Where, Value], worlds: tuple[World, World], times: FloatArray, age: int
) -> dict[Where, FloatArray]:
    """Return what the values that are named should be at an age: what stays is in force from its beginning on.

    Parameters
    ----------
    worlds : as it is, and as it was when the order was given: what stays is as large as it was then.
    """
    found: dict[Where, FloatArray] = {}
    wheres = {by_role(row, each.where) for row in rows for each in row.changes if each.kind not in ("state", "agenda")}
    for where in wheres:
        value, factor = np.full(RUNS, usual[where], float), np.ones(RUNS)
        for row in rows:
            late = age - row.after
            for each in row.changes:
                live = by_role(row, each.where) == where and late >= 0 and (late < row.lasts or each.stays)
                weight = times * scale(each.by, worlds[each.stays]) * live
                value += 0.0 if each.times else each.size * weight
                factor += (each.size - 1.0) * weight if each.times else 0.0
        kind = where[0].partition(" ")[0]
        found[where] = np.clip(value * np.maximum(factor, 0.0), *limits((kind, *where[1:])))
    return found


def test_every_row_is_read_and_none_names_the_same_value_twice() -> None:
    assert (len(moves()), len(answers()), len(options())) > (60, 30, 200)
    for row in EVERY:
        places = [each.where for each in row.changes]
        assert len(set(places)) == len(places), f"{row} changes one thing twice, so that its size is not its own"


@pytest.mark.parametrize("row", EVERY, ids=str)
def test_it_costs_its_price_and_is_struck_out_without_it(row: Row) -> None:
    found, quiet = stand(row), without(row)
    found.resolve(ordering(row), accepted(row))
    quiet.resolve(ordering(None))
    paid = quiet.world.agenda.capital - found.world.agenda.capital
    assert (paid[row.seat] == row.cost).all() and (np.delete(paid, row.seat, 0) == 0).all()
    if row.cost:
        poor, idle = stand(row), stand(row)
        for each in (poor, idle):
            each.world.agenda.capital[row.seat] = row.cost - 1
        mine = handed(poor.resolve(ordering(row), accepted(row)))
        same(mine, handed(idle.resolve(ordering(None))))
        same(held(poor.world), held(idle.world))


@pytest.mark.parametrize("row", EVERY, ids=str)
@pytest.mark.parametrize("extreme", [None, 0.0, 1.0])
def test_it_changes_the_rows_that_it_names_and_no_other_once(row: Row, extreme: float | None) -> None:
    """Also where a row of the state stands at a limit."""
    found, quiet = stand(row), without(row)
    rows, times = together(row), np.asarray(found.model.p["move_size"])
    if extreme is not None:
        _at_the_limits(rows, (found, quiet), extreme)
    bookkeeping = {("agenda", name, None) for name in ("capital", "ordered_in", "card", "dealt_in", "option")}
    bookkeeping |= {("agenda", "standing", None)} if any(each.stays for own in rows for each in own.changes) else set()
    for age in range(row.after + (2 if extreme is not None else 4)):
        wanted = once(rows, found.world, times) if age == row.after else {}
        found.resolve(ordering(row if age == 0 else None), accepted(row))
        quiet.resolve(ordering(None))
        now = held(found.world)
        for where, value in wanted.items():
            np.testing.assert_allclose(now[where], value, rtol=0.0, atol=CLOSE, err_msg=f"{row}: {where}")
        _take_over(quiet, now, wanted)
        same(now, held(quiet.world), bookkeeping)
        _next(found, quiet)


def _take_over(quiet: Stand, now: Mapping[Where, FloatArray], wanted: Iterable[Where]) -> None:
    """Let the world in which nothing was ordered go on with what was named, so that nothing else may differ later."""
    for kind, name, place in wanted:
        row = getattr(quiet.world if kind == "state" else quiet.world.agenda, name)
        (row if place is None else row[place])[...] = now[kind, name, place]


def _at_the_limits(rows: Sequence[Row], stands: tuple[Stand, ...], extreme: float) -> None:
    """Put the rows of the state that are named at 0 or 1, where 1 is a limit; what has none keeps its height."""
    for (kind, name, place), _each in sums([each for row in rows for each in row.changes], ("state", "agenda")).items():
        for each in stands:
            if kind == "agenda":
                each.world.agenda.cohesion = extreme
            elif LIMITS[name][1 if extreme else 0] == extreme:
                each.put([(name, place, min(extreme, NEARLY.get(name, 1.0)))])


def _next(*stands: Stand) -> None:
    for each in stands:
        each.world.quarter += 1
        each.world.agenda.card = -1.0


@pytest.mark.parametrize("row", EVERY, ids=str)
def test_it_changes_the_values_that_it_names_for_as_long_as_it_says(row: Row) -> None:
    found, quiet = stand(row), without(row)
    rows, times = together(row), np.asarray(found.model.p["move_size"])
    ages = [*range(row.after + max(own.lasts for own in rows) + 2), LONG]
    start, before = found.world.quarter, found.world.fork()
    for age in ages:
        found.world.quarter = quiet.world.quarter = start + age
        mine = found.resolve(ordering(row if age == 0 else None), accepted(row))
        usual = handed(quiet.resolve(ordering(None)))
        wanted, now = in_force(rows, usual, (found.world, before), times, age), handed(mine)
        for where, value in wanted.items():
            np.testing.assert_allclose(
                np.asarray(now[where]), value, rtol=0.0, atol=CLOSE, err_msg=f"{row} after {age}: {where}"
            )
        same(now, usual, set(wanted))
        _derived(mine)
        _next(found, quiet)


def _derived(turn: Turn) -> None:
    """Assert that what the turn lays side by side is what the postures say."""
    a, b = turn.orders.patron_a, turn.orders.patron_b
    for name in ("offer", "aid", "fear"):
        pair = np.broadcast_to(getattr(turn.patrons, name), (2, RUNS))
        assert (pair[0] == getattr(a, name)).all() and (pair[1] == getattr(b, name)).all()
    assert np.array_equal(turn.patrons.arms, a.arms + b.arms)
    assert np.array_equal(turn.cover, np.maximum(a.lean, b.lean))


@cache
def _lasting() -> tuple[Row, ...]:
    return tuple(row for row in EVERY if any(each.kind not in ("state", "agenda") for each in row.changes))


def test_where_nothing_is_in_force_the_rules_read_the_usual_values() -> None:
    for row in (EVERY[0], *_lasting()):
        quiet = without(row)
        turn, model = quiet.resolve(ordering(None)), quiet.model
        plain = Turn(turn.quarter, model.setting, model.p, model.orders, turn.draws)
        same(handed(turn), handed(plain))
