"""What is said to be legal the engine carries out at its price; what is refused it leaves undone, at no cost."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.acts import SEATS
from sim.agenda import INCOME, MOST_CAPITAL
from sim.cards import table as cards
from sim.choices import choices, price_hindrance
from sim.errors import IllegalOrder
from sim.legality import opposed
from sim.model import CrisisModel
from sim.moves import answers, move, of_seat
from sim.orders import Order, Reply, order
from sim.pledges import NAMES as PLEDGES
from sim.refusals import check
from sim.seats import Role
from tests.engine import opened, scenario
from tests.orders import SEATED, capital, each_alone, orders, price, reply, seen

MOMENTS = {
    "a bleed opens": ("bleeding-white", 0, None),
    "a bleed, purses full": ("bleeding-white", 6, 6.0),
    "peace, purses full": ("four-nos", 1, 6.0),
    "peace, purses empty": ("four-nos", 9, 0.0),
    "war of 1979": ("border-war-1979", 2, 4.0),
    "crisis at sea": ("rig-crisis", 0, 6.0),
    "crisis at sea, later": ("rig-crisis", 3, None),
}
"""Where orders are tried: scenario, quarters into it, and political capital of all seats if it is set."""


@cache
def moment(name: str = "a bleed opens") -> CrisisModel:
    """Return a game after some quarters under computer seats."""
    place, quarters, purse = MOMENTS[name]
    model = CrisisModel(scenario(place), moves="on", runs=1, seed=quarters + 3)
    for _quarter in range(quarters):
        model.step()
    if purse is not None:
        model.world.agenda.capital = purse
    return model


def refused(model: CrisisModel, role: Role, given_order: Order) -> str:
    """Return why an order is refused; "" if it is legal."""
    try:
        check(given_order, seen(model, role), role, SEATED[role], held=model.seats[role].doctrine)
    except IllegalOrder as error:
        return str(error)
    return ""


def after(model: CrisisModel, role: Role, given_order: Order) -> CrisisModel:
    """Return the game a quarter later, with one seat's order given and the others silent."""
    later = model.fork()
    later.step({SEATED[each]: given_order if each is role else Order() for each in Role})
    later.close()
    return later


def carried_out(model: CrisisModel, later: CrisisModel, role: Role, given_order: Order) -> bool:
    """Whether everything in an order has been done."""
    acts, agenda = later.acts, later.world.agenda
    assert acts is not None
    rows = {(row.situation, row.id): row for (who, _s), listed in answers().items() if who is role for row in listed}
    done = [acts.moves[move(name).number][0] for name in given_order.moves]
    done += [agenda.ordered_in[move(name).number][0] == model.world.quarter for name in given_order.moves]
    for each in given_order.answers:
        said = acts.given(role, each.situation)
        done.append(said is not None and said[0] == rows[each.situation, each.answer].code)
        done.append(each.terms is None or acts.terms[0] == each.terms)
    done += [later.world.pledged[PLEDGES.index(name)][0] == 1 for name in given_order.keeps]
    done += [later.world.pledged[PLEDGES.index(name)][0] == 0 for name in given_order.breaks]
    if given_order.card:
        card = next(row for row in cards().values() if row.number == model.world.agenda.card[0])
        place = [option.id for option in card.options[role]].index(given_order.card)
        done.append(agenda.option[SEATS[role] * len(cards()) + card.number][0] == place)
    if given_order.says:
        done.append(acts.says[SEATS[role]][0] == (1 if given_order.says == "firm" else -1))
    return all(done) and (not given_order.posture or later.seats[role].doctrine == given_order.posture)


def expected_capital(model: CrisisModel, role: Role, spent: int) -> float:
    return min(capital(model, role) - spent + INCOME, MOST_CAPITAL)


@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize("role", Role)
def test_every_order_that_says_one_thing_is_done_at_its_price_or_not_at_all(name: str, role: Role) -> None:
    model = moment(name)
    silent = after(model, role, Order())
    for given_order in each_alone(model, role):
        why, later = refused(model, role, given_order), after(model, role, given_order)
        if why:
            assert later.world.digest() == silent.world.digest(), f"{given_order} was done, though {why}"
            assert later.seats[role].doctrine == silent.seats[role].doctrine
        else:
            assert carried_out(model, later, role, given_order), given_order
            assert capital(later, role) == expected_capital(model, role, price(model, role, given_order)), given_order


def joined(one: Order, other: Order) -> Order:
    """Return an order that says what two say."""
    return Order(
        one.moves + other.moves,
        one.posture or other.posture,
        one.keeps + other.keeps,
        one.breaks + other.breaks,
        one.answers + other.answers,
        one.card or other.card,
        one.says or other.says,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), name=st.sampled_from(list(MOMENTS)), role=st.sampled_from(list(Role)))
def test_a_long_order_that_is_legal_is_carried_out_whole(data: st.DataObject, name: str, role: Role) -> None:
    model, given_order = moment(name), Order()
    legal = [each for each in each_alone(model, role) if not refused(model, role, each)]
    for each in data.draw(st.lists(st.sampled_from(legal), max_size=8)) if legal else []:
        longer = joined(given_order, each)
        given_order = given_order if refused(model, role, longer) else longer
    later = after(model, role, given_order)
    assert carried_out(model, later, role, given_order)
    assert capital(later, role) == expected_capital(model, role, price(model, role, given_order))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), name=st.sampled_from(list(MOMENTS)), role=st.sampled_from(list(Role)))
def test_no_order_however_wild_spends_what_is_not_there(data: st.DataObject, name: str, role: Role) -> None:
    model = moment(name)
    given_order = data.draw(orders(role))
    later = after(model, role, given_order)
    assert INCOME <= capital(later, role) <= MOST_CAPITAL
    assert refused(model, role, given_order) or carried_out(model, later, role, given_order)


@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize("role", Role)
def test_choices_and_refusals_agree(name: str, role: Role) -> None:
    model = moment(name)
    found = choices(seen(model, role), role, SEATED[role])
    assert found.capital == capital(model, role)
    assert [each.id for each in found.moves] == [row.id for row in of_seat(role, SEATED[role])]
    for offer in found.moves:
        why = refused(model, role, Order(moves=(offer.id,)))
        assert offer.legal == (not why) and offer.hindrance in why
    for (who, situation), rows in answers().items():
        for row in rows if who is role else ():
            offers = {each.id: each for each in found.answers.get(situation, ())}
            legal = row.id in offers and offers[row.id].legal
            assert legal == (not refused(model, role, Order(answers=(reply(row),))))
    for offer in found.options:
        assert offer.legal == (not refused(model, role, Order(card=offer.id)))
    assert bool(found.pledges) == (role is Role.TARGET)
    for state in found.pledges:
        assert state.in_force == (not refused(model, role, Order(breaks=(state.pledge.name,))))


# ---------------------------------------------------------------- the reasons


def told(text: str, role: Role = Role.TARGET, model: CrisisModel | None = None) -> str:
    return refused(model or moment(), role, order(text, role))


def test_a_situation_that_does_not_hold_is_named_with_what_would_be_legal() -> None:
    why = told("shared-future")
    assert why.startswith("shared-future: only in peace; legal now: ")
    for name in why.rstrip(".").partition("legal now: ")[2].split(", "):
        assert not told(name)


def test_too_little_capital_says_when_there_will_be_enough() -> None:
    assert "costs 3 of political capital, and 2 is left; enough of it next quarter" in told("leap-us")
    assert "posture bamboo" not in told("posture bamboo; upgrade-us")
    assert "and 0 is left; enough of it next quarter" in told("posture bamboo; upgrade-us")
    assert price_hindrance(8, 6) == "costs 8, and at most 6 can be saved"
    assert price_hindrance(6, 1).endswith("in 3 quarters")
    assert not price_hindrance(2, 2)


def test_a_move_ordered_lately_says_when_it_can_be_ordered_again() -> None:
    with opened(scenario(), moves="on") as model:
        model.step({"vietnam": Order(moves=("man-the-border",))})
        wait = move("man-the-border").again - 1
        assert f"ordered too lately; again in {wait} quarters" in told("man-the-border", model=model)


def test_a_pledge_in_force_is_named_with_the_price_of_breaking_it() -> None:
    why = told("name-china")
    assert "the pledge no-siding forbids it" in why
    assert "legal now at a price: 'break no-siding', which costs 0.06 of trust and 0.03 of standing at home" in why
    assert not told("break no-siding; name-china")
    assert "it is not in force; in force: no-alliance" in refused(
        after(moment(), Role.TARGET, order("break no-siding", Role.TARGET)),
        Role.TARGET,
        Order(breaks=("no-siding",)),
    )


def test_a_broken_pledge_cannot_be_given_again_for_two_years() -> None:
    later = after(moment(), Role.TARGET, order("break no-siding", Role.TARGET))
    assert "can be given again in 8 quarters" in refused(later, Role.TARGET, Order(keeps=("no-siding",)))


def test_answers_to_what_nobody_asks_and_cards_that_are_not_there_say_what_is() -> None:
    assert told("answer crisis=hold").endswith(
        "nothing asks that now; asked now: war=dig-in|counter-attack|offer-talks."
    )
    model = moment()
    card = next(row for row in cards().values() if row.number == model.world.agenda.card[0])
    listed = ", ".join(option.id for option in card.options[Role.TARGET])
    assert f"the card on the table is {card.id}, which has no such option; legal now: {listed}" in told("card nothing")


def test_orders_that_exclude_each_other_are_refused_either_way_round() -> None:
    assert "freeze-us: it excludes upgrade-us" in told("upgrade-us, freeze-us")
    with opened(scenario("rig-crisis"), moves="on", opening={"quarrel.rung": "crisis"}) as model:
        model.world.agenda.capital = 6.0
        for text in ("strike, step-down", "step-down, strike", "strike; answer crisis=hold"):
            assert "it excludes" in told(text, Role.CHALLENGER, model)
            later = after(model, Role.CHALLENGER, order(text, Role.CHALLENGER))
            assert later.acts is not None
            assert int(later.acts.moves.sum()) == 1
            given_up = later.acts.given(Role.CHALLENGER, "crisis")
            assert given_up is None or (given_up == -1).all()
        assert not told("step-down", Role.CHALLENGER, model)


def test_what_excludes_another_is_excluded_by_it() -> None:
    for role in Role:
        for row in of_seat(role, SEATED[role]):
            assert all(row in opposed(other.id)[0] for other in opposed(row.id)[0])


def test_only_the_target_has_pledges_and_nobody_else_can_touch_them() -> None:
    model = moment()
    for given_order in (Order(keeps=("no-bases",)), Order(breaks=("no-bases",))):
        assert "only the target has pledges" in refused(model, Role.CHALLENGER, given_order)
        later = after(model, Role.CHALLENGER, given_order)
        assert np.array_equal(later.world.pledged, after(model, Role.CHALLENGER, Order()).world.pledged)


def test_postures_are_known_others_and_paid_for() -> None:
    assert "Did you mean 'bamboo'" in told("posture bambu")
    assert "held already" in told(f"posture {moment().seats[Role.TARGET].doctrine}")
    assert "no schedule" in told("posture bamboo,four-nos@4")
    assert "plan of the target" in told("posture bamboo+nothing")
    with pytest.raises(IllegalOrder, match="no history"):
        sees = seen(moment(), Role.TARGET)
        check(Order(posture="as-history"), sees, Role.TARGET, "vietnam", scenario=scenario())
    poor = after(moment(), Role.TARGET, order("posture bamboo; say firm", Role.TARGET))
    poor.world.agenda.capital = 1.0
    assert "costs 2 of political capital, and 1 is left" in told("posture four-nos", model=poor)


def test_every_fault_of_an_order_is_told_at_once() -> None:
    with pytest.raises(IllegalOrder) as caught:
        check(
            Order(("shared-future", "x"), answers=(Reply("crisis", "hold"),), says="perhaps"),
            seen(moment(), Role.TARGET),
            Role.TARGET,
            "vietnam",
        )
    assert [each[0] for each in caught.value.refusals] == ["shared-future", "x", "answer crisis=hold", "say perhaps"]
    assert str(caught.value).startswith("vietnam: 4 faults")
    assert caught.value.exit_code == 2


def test_a_hostile_order_made_in_python_is_refused_in_plain_words() -> None:
    for text in ("\x1b[31m", "[bold]", "a" * 100_000):
        for made in (Order((text,)), Order(posture=text), Order(card=text), Order(answers=(Reply(text, text),))):
            why = refused(moment(), Role.TARGET, made)
            assert why.replace("\n", "").isprintable() and len(why) < 3_000
