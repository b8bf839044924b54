"""Every move, answer and option does what its row says: its price, its changes for as long as it says, and its law.

Rows are read by `tests.contract`; each is tried in a prepared world (`tests.contract_worlds`), in which all that it
changes must be named, and all that it names must change, by so much and no more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.agenda import LONG_AGO
from sim.errors import IllegalOrder
from sim.observation import observe
from sim.orders import order
from sim.parameters import Value
from sim.parameters import table as parameters
from sim.refusals import check
from sim.rules.turn import Turn
from sim.seats import Role
from sim.world import ROWS, World
from tests.contract import PLEDGES, Row, answers, moves, options, sums, taken
from tests.contract_worlds import RUNS, Stand, ordering, place_for, scale, stand

FloatArray = NDArray[np.float64]
Where = tuple[str, str, int | None]
EVERY = (*moves(), *answers(), *options())
MOVES = list(moves())
CHANCY = [row for row in MOVES if row.chance]
BOUND = [row for row in EVERY if row.breaks]
CONDITIONS = [(row, name) for row in (*moves(), *answers()) for name in row.when if name != "any"]
LIMITS = {row.name: (row.low, row.high) for row in ROWS}
SIGNED = {"coerce": 0.5, "grey": 0.5, "crisis": 0.5, "punish": 0.5, "seize": 0.5, "arms": 0.5, "target_growth": 1.0}
"""Levers and opening values that may be below 0, and how far."""
MULTIPLES = {"bleed": 3.0, "fear": 3.0}
"""Levers that are multiples of the rule's, and the largest."""
AMOUNTS = ("target_force", "target_force_ceiling", "challenger_force", "challenger_force_ceiling", "capacity")
"""Opening values without an upper limit."""
CLOSE = {"rtol": 0.0, "atol": 1e-12}
MANY = 4_000
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


def held(world: World) -> dict[Where, FloatArray]:
    """Return a copy of all that the state and the agenda hold, by name and place."""
    found: dict[Where, FloatArray] = {}
    for row in ROWS:
        whole = getattr(world, row.name)
        parts = {None: whole} if row.size == 1 else dict(enumerate(whole))
        found |= {("state", row.name, place): part.copy() for place, part in parts.items()}
    names = vars(world.agenda)["sizes"]
    return found | {("agenda", name, None): getattr(world.agenda, name).copy() for name in names}


def handed(turn: Turn) -> dict[Where, Value]:
    """Return all that the turn hands to the rules: parameters, opening values and the levers of all seats."""
    found: dict[Where, Value] = {("parameter", name, None): turn.p[name] for name in turn.p}
    for name, value in turn.setting.values.items():
        pair = np.ndim(value) == 2
        found |= {("setting", name, n): value[n] for n in (0, 1)} if pair else {("setting", name, None): value}
    for role in Role:
        levers = vars(getattr(turn.orders, role.value))
        named = {name: value for name, value in levers.items() if name != "pledges"}
        found |= {(f"lever of {role.value}", name, None): value for name, value in named.items()}
    return found


def by_role(row: Row, where: Where) -> Where:
    """Return what a row changes as `handed` names it: a lever is that of its own role."""
    return (f"lever of {row.role}", *where[1:]) if where[0] == "lever" else where


def same(one: Mapping[Where, Value], other: Mapping[Where, Value], but: Set[Where] = frozenset()) -> None:
    """Assert that two worlds or turns hold the same to the last bit, but for what is named."""
    assert one.keys() == other.keys()
    apart = {where for where in one if one[where] is not other[where] and wide(one[where]) != wide(other[where])}
    assert apart <= but, f"changed, and not named: {sorted(map(str, apart - but))}"


def wide(value: Value) -> bytes:
    """Return a value of all runs as bytes; a single number stands for all of them."""
    whole = np.asarray(value, float)
    return (whole if whole.ndim else np.full(RUNS, whole)).tobytes() if whole.shape != (1,) else np.full(RUNS, whole).tobytes()


def accepted(row: Row) -> dict[str, float]:
    """Return luck in which a move that may be refused is not."""
    return {f"actions/accept/{row.id}": 0.0}


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
        if not legal(found, row).all():
            return  # it takes no more of what there is in full
    bookkeeping = {("agenda", name, None) for name in ("capital", "ordered_in", "card", "dealt_in", "option")}
    bookkeeping |= {("agenda", "standing", None)} if any(each.stays for own in rows for each in own.changes) else set()
    for age in range(row.after + (2 if extreme is not None else 4)):
        wanted = once(rows, found.world, times) if age == row.after else {}
        found.resolve(ordering(row if age == 0 else None), accepted(row))
        quiet.resolve(ordering(None))
        now = held(found.world)
        for where, value in wanted.items():
            np.testing.assert_allclose(now[where], value, **CLOSE, err_msg=f"{row}: {where}")
            quiet.put([(where[1], where[2], now[where])]) if where[0] == "state" else None  # type: ignore[list-item]
            quiet.world.agenda.cohesion = now["agenda", "cohesion", None]
        same(now, held(quiet.world), bookkeeping)
        _next(found, quiet)


def _at_the_limits(rows: Sequence[Row], stands: tuple[Stand, ...], extreme: float) -> None:
    """Put the rows of the state that are named at 0 or 1, where 1 is a limit; what has none keeps its height."""
    for (kind, name, place), _each in sums([each for row in rows for each in row.changes], ("state", "agenda")).items():
        for each in stands:
            if kind == "agenda":
                each.world.agenda.cohesion = extreme
            elif LIMITS[name][1 if extreme else 0] == extreme:
                each.put([(name, place, extreme)])


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
            np.testing.assert_allclose(now[where], value, **CLOSE, err_msg=f"{row} after {age}: {where}")
        same(now, usual, set(wanted))
        _derived(mine)
        _next(found, quiet)


def _derived(turn: Turn) -> None:
    """Assert that what the turn lays side by side is what the postures say."""
    a, b = turn.orders.patron_a, turn.orders.patron_b
    for name in ("offer", "aid", "fear"):
        assert np.array_equal(np.broadcast_to(getattr(turn.patrons, name), (2, RUNS))[0], np.broadcast_to(getattr(a, name), RUNS))
        assert np.array_equal(np.broadcast_to(getattr(turn.patrons, name), (2, RUNS))[1], np.broadcast_to(getattr(b, name), RUNS))
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


@pytest.mark.parametrize("row", CHANCY, ids=str)
def test_it_is_refused_as_often_as_its_partner_would_and_then_only_its_price_is_lost(row: Row) -> None:
    """The partner grants what its support carries, and a little more; nothing once it is gone."""
    base = stand(row)
    index = np.resize(np.arange(RUNS), MANY)
    wide = Stand(base.model, base.world.part(index))
    patron = ("support-a", "support-b").index(row.chance)
    wide.world.support[patron] = np.resize([0.05, 0.3, 0.5, 0.7], MANY)
    wide.world.gone[patron] = np.resize([0.0] * 4 + [1.0], MANY)
    support, gone = wide.world.support[patron].copy(), wide.world.gone[patron].copy()
    asked, idle = wide.fork(), wide.fork()
    _spread(asked, ordering(row, MANY))
    _spread(idle, ordering(None, MANY))
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


def _spread(wide: Stand, acts: object) -> None:
    """Resolve two quarters for many runs, each with luck and sizes of its own; the order is given in the first."""
    from sim.acts import Acts
    from sim.model import QUARTER
    from sim.randomness import Draws

    model, world = wide.model, wide.world
    sizes = np.resize(np.asarray(model.p["move_size"]), MANY)
    for given in (acts, Acts.none(MANY)):
        turn = Turn(world.quarter, model.setting, model.p.altered({"move_size": sizes}), model.orders, Draws(3, MANY), given)  # type: ignore[arg-type]
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
        done = acts.moves[row.number].copy()
    elif row.kind == "answer":
        done = acts.answers[Role(row.role), row.situation] == row.number
    else:
        done = acts.options[row.seat] == row.number
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


@pytest.mark.parametrize("row", MOVES, ids=str)
def test_it_rests_before_it_can_be_ordered_again(row: Row) -> None:
    for late in {1, row.again - 1, row.again, row.again + 1} - {0}:
        found = stand(row)
        found.world.agenda.ordered_in[row.number] = found.world.quarter
        found.world.quarter += late
        assert (legal(found, row) == (late >= row.again)).all(), late
        assert (carried_out(found, row) == (late >= row.again)).all(), late
