"""Moves, plans and orders in the hands of somebody tired, careless or hostile: refused in words, or harmless."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError, UnknownName, WrongType
from sim.model import CrisisModel
from sim.orders import Order
from sim.scenario import Event
from sim.setting import setting
from sim.sitting import Sitting
from tests.command_line import refused, typed
from tests.engine import opened, scenario, with_events

RUN = ("run", "four-nos", "--runs", "10", "--quarters", "2", "--moves", "on")
PLANS: dict[str, tuple[str, str]] = {
    # what is wrong: the plan as it is typed, and what the message has to say
    "another role's move": ("vietnam=any: shell", "Unknown move of vietnam 'shell'"),
    "another role's plan": ("vietnam=bleed-white", "Unknown plan of the target"),
    "a seat of another scenario": ("ukraine=outlast", "Unknown seat of four-nos"),
    "a move nearly right": ("vietnam=any: upgrade-uss", "Did you mean 'upgrade-us'"),
    "a plan nearly right": ("vietnam=outlst", "Did you mean 'outlast'"),
    "a situation nearly right": ("vietnam=anny: denial", "Did you mean 'any'"),
    "a posture": ("vietnam=any: posture bamboo", "changes no posture"),
    "an option nearly right": ("vietnam=any: card tender-frist", "Did you mean 'tender-first'"),
    "another role's option": ("us=any: card tender-first", "Unknown option of the patron a"),
    "another role's pledge": ("us=any: break no-bases", "Only the target has pledges"),
    "a number below nought": ("vietnam=any every -3: denial", "whole number up to 999"),
    "a broken number": ("vietnam=any every 2.5: denial", "whole number up to 999"),
    "terms below nought": ("vietnam=any: answer war=offer-talks at -0.5", "from 0 to 1"),
    "a pledge kept and broken": ("vietnam=any: keep no-bases; break no-bases", "twice"),
    "two answers to one question": ("vietnam=any: answer crisis=hold, crisis=concede", "twice"),
    "an escape": ("vietnam=any: denial\x1b[31m", "Did you mean 'denial'"),
    "markup": ("vietnam=[red]any[/red]: denial", "Unknown situation '[red]any[/red]'"),
    "a flood": ("vietnam=any: " + "denial, " * 12_000, "at most 20000 characters"),
    "nothing": ("vietnam=", "SEAT=PLAN"),
}


@pytest.mark.parametrize("case", PLANS, ids=str)
def test_a_faulty_plan_is_refused_with_one_clear_message(case: str) -> None:
    text, words = PLANS[case]
    result = typed(*RUN, "--plan", text)
    message = refused(result.exit_code, result.stdout, result.stderr)
    assert words in message
    assert len(message) < 1_500


def test_a_second_plan_of_a_seat_is_added_behind_the_first() -> None:
    result = typed(*RUN, "--plan", "vietnam=any: denial", "--plan", "vietnam=war: appeal")
    assert result.exit_code == 0
    assert "Plan of vietnam: any: denial | war: appeal" in result.stdout


@pytest.mark.parametrize(
    ("given", "moves", "fault", "words"),
    [
        ({"veitnam": Order()}, "on", UnknownName, "Did you mean 'vietnam'"),
        ({"china": Order(), "vietnam": Order(posture="bambo")}, "on", UnknownName, "Did you mean 'bamboo'"),
        ({"vietnam": "denial"}, "on", WrongType, "expected an order"),
        ({"vietnam": Order(moves=("denial",))}, "off", InputError, "vietnam makes no moves here"),
    ],
)
def test_an_order_that_could_not_be_heard_is_refused(
    given: Any, moves: str, fault: type[Exception], words: str
) -> None:
    with opened(scenario("four-nos"), moves=moves) as model:
        before = model.world.digest()
        with pytest.raises(fault, match=words):
            model.step(given)
        assert model.world.digest() == before


def test_a_posture_alone_can_be_ordered_where_seats_make_no_moves() -> None:
    with opened(scenario("four-nos")) as model:
        model.step({"vietnam": Order(posture="bamboo")})
        assert model.seats[model.crisis.role_of("vietnam")].doctrine == "bamboo"


def test_a_posture_that_cannot_be_held_here_is_left_out() -> None:
    with opened(scenario("four-nos"), moves="on") as model:
        model.step({"vietnam": Order(posture="as-history")})
        assert model.seats[model.crisis.role_of("vietnam")].doctrine == "four-nos"


@pytest.mark.parametrize("given", [None, 5, b"denial", ["denial"]])
def test_what_is_no_order_is_none_at_a_sitting(given: Any) -> None:
    sitting = Sitting(CrisisModel(scenario("four-nos"), moves="on"))
    with pytest.raises(WrongType, match="an order, or its text"):
        sitting.submit("vietnam", given)


def test_only_the_first_patrons_election_is_near_when_it_is() -> None:
    for seat, near in (("us", True), ("russia", False)):
        held = setting(with_events(scenario("four-nos"), Event(kind="election", seat=seat, quarter=2)))
        assert [("election-near" in held.facts_in(quarter)) for quarter in range(4)] == [False, near, near, False]
