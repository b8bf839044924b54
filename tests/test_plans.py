"""Plans: lines both ways without loss, registered plans that can be followed, and what computer seats do by them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import load, names
from sim.acts import Acts
from sim.agenda import INCOME
from sim.doctrines import names as doctrines
from sim.errors import InputError
from sim.legality import opposed
from sim.moves import move
from sim.orders import Order
from sim.plans import Line, Plan, plan_of, read_line, table, usual
from sim.seats import Role
from sim.situations import NAMES as SITUATIONS
from tests.engine import opened, scenario
from tests.orders import SEATED, orders


@st.composite
def lines(draw: st.DrawFn, role: Role) -> Line:
    """Return any line of a role's plan that orders something."""
    given_order = draw(orders(role).map(lambda each: replace(each, posture="")).filter(lambda each: bool(str(each))))
    when = tuple(draw(st.lists(st.sampled_from(SITUATIONS), min_size=1, max_size=3, unique=True)))
    until = draw(st.none() | st.integers(0, 999))
    return Line(when, given_order, draw(st.integers(1, 999)), draw(st.integers(0, 999)), until)


@given(data=st.data(), role=st.sampled_from(list(Role)))
def test_a_line_reads_back_as_it_was_written(data: st.DataObject, role: Role) -> None:
    line = data.draw(lines(role))
    assert read_line(str(line), role, SEATED[role]) == line
    assert plan_of(f"# a remark\n\n{line}\n{line}", role).lines == (line, line)


@pytest.mark.parametrize("row", table().values(), ids=table())
def test_a_registered_plan_reads_back_and_goes_with_a_posture(row: Plan) -> None:
    assert plan_of(str(row), row.role).lines == row.lines
    assert row.doctrine in doctrines(row.role)
    assert row.text.endswith(".")
    assert not row.trial or row.trial in names()
    assert row.id not in doctrines(row.role) or row.id == row.doctrine


def test_every_doctrine_has_a_plan_of_its_name() -> None:
    assert not [name for role in Role for name in doctrines(role) if usual(role, name).id != name]


@pytest.mark.parametrize("row", table().values(), ids=table())
def test_no_line_orders_what_another_order_of_the_same_line_excludes(row: Plan) -> None:
    for line in row.lines:
        given_moves = [move(name) for name in line.order.moves]
        assert not [one.id for one in given_moves for other in given_moves if other in opposed(one.id)[0]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("denial", "cannot be read"),
        ("war:", "cannot be read"),
        ("wr: denial", "Did you mean 'war'"),
        ("war and: denial", "Unknown situation"),
        ("war every: denial", "Unknown situation"),
        ("war: denail", "Did you mean 'denial'"),
        ("war: shell", "Unknown move"),
        ("war every 0: denial", "cannot be read"),
        ("war every -3: denial", "whole number"),
        ("war every 2.5: denial", "whole number"),
        ("war every 3 every 4: denial", "each N once"),
        ("war from 1000: denial", "up to 999"),
        ("war: posture bamboo", "such as four-nos,bamboo@8"),
        ("war: card tender-frist", "Did you mean 'tender-first'"),
        ("war: card tender-cash", "Unknown option of the target"),
    ],
)
def test_a_faulty_line_is_refused(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_line(text, Role.TARGET, "vietnam")
    assert words in str(caught.value)


def test_a_line_of_another_seat_breaks_no_pledge() -> None:
    for word in ("keep", "break"):
        with pytest.raises(InputError, match="the patron a has none"):
            read_line(f"any: {word} no-bases", Role.PATRON_A, "us")


def ordered(plan: str, quarters: int) -> list[str]:
    """Return what Vietnam's plan orders in each quarter of a bleed, in all of some runs; "" where nothing."""
    found = []
    with opened(scenario(), moves="on", runs=3, plans={"vietnam": plan}) as model:
        for _quarter in range(quarters):
            model.world.agenda.capital = 6.0
            model.step()
            assert model.acts is not None
            acts = model.acts.moves
            found.append(" ".join(name for name in ("denial", "man-the-border") if acts[move(name).number].all()))
    return found


def test_a_line_stands_from_and_until_its_quarters_and_not_more_often_than_it_says() -> None:
    rest = max(move("man-the-border").again, 1)
    found = ordered("any from 2 until 4: man-the-border", 6)
    assert found == ["", "", "man-the-border", *[""] * 3]
    found = ordered(f"any every {rest + 2}: man-the-border", rest + 4)
    assert [n for n, text in enumerate(found) if text] == [0, rest + 2]


def test_what_is_important_is_paid_first_and_the_rest_waits() -> None:
    with opened(scenario(), moves="on", plans={"vietnam": "any: man-the-border\nany: denial"}) as model:
        model.step()
        assert model.acts is not None
        assert model.acts.moves[move("man-the-border").number].all()
        assert not model.acts.moves[move("denial").number].any(), "two of capital do not pay for both"


def test_a_plan_orders_nothing_that_is_not_legal_and_loses_nothing_by_it() -> None:
    with opened(scenario(), moves="on", runs=4, plans={"vietnam": "any: shared-future, name-china"}) as model:
        before = model.world.agenda.capital[0].copy()
        model.step()
        assert model.acts is not None
        assert not any(model.acts.moves[move(name).number].any() for name in ("shared-future", "name-china"))
        assert np.array_equal(model.world.agenda.capital[0], np.minimum(before + INCOME, 6.0))


@pytest.mark.parametrize("name", names())
def test_the_computer_seats_of_every_scenario_find_something_to_order(name: str) -> None:
    base = load(name)
    quarters = min(base.quarters, 12)
    with opened(base, moves="on", runs=8) as model:
        acted = dict.fromkeys(Role, 0)
        for _quarter in range(quarters):
            model.step()
            acts = model.acts
            assert acts is not None and acts.runs == 8
            for role in Role:
                acted[role] += _ordered_by(acts, role)
        assert all(acted.values()), acted


def _ordered_by(acts: Acts, role: Role) -> int:
    from sim.moves import table as moves

    own = [row.number for row in moves().values() if row.role is role]
    said = sum(int((codes >= 0).sum()) for (who, _asks), codes in acts.answers.items() if who is role)
    return int(acts.moves[own].sum()) + said


def test_a_given_order_stands_instead_of_the_plan() -> None:
    with opened(scenario(), moves="on", plans={"vietnam": "any: man-the-border"}) as model:
        model.step({"vietnam": Order()})
        assert model.acts is not None
        assert not model.acts.moves[move("man-the-border").number].any()
