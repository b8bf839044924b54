"""Policies: a doctrine, or a schedule of doctrines, in text and back."""

from __future__ import annotations

import pytest

from sim.errors import InputError, UnknownName, WrongType
from sim.policy import parse, policies
from tests.engine import play, scenario


@pytest.mark.parametrize("text", ["four-nos", "four-nos,ally-us@8", "bamboo,porcupine@1,accommodate@20,four-nos@21"])
def test_a_policy_reads_and_writes_its_notation(text: str) -> None:
    policy = parse("target", text)
    assert str(policy) == text and parse("target", str(policy)) == policy


def test_spaces_around_the_steps_of_a_policy_do_not_matter() -> None:
    assert str(parse("target", " four-nos , ally-us@8 ")) == "four-nos,ally-us@8"


@pytest.mark.parametrize(
    ("quarter", "held"),
    [(0, "bamboo"), (3, "bamboo"), (4, "ally-us"), (9, "ally-us"), (10, "four-nos"), (99, "four-nos")],
)
def test_which_doctrine_is_held_when(quarter: int, held: str) -> None:
    assert parse("target", "bamboo,ally-us@4,four-nos@10").at(quarter).name == held


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", "four-nos,", ",four-nos", "four-nos,ally-us", "four-nos@3", "four-nos@", "@4", "seize"),
        *("four-nos,ally-us@", "four-nos,ally-us@0", "four-nos,ally-us@-1", "four-nos,ally-us@x", "four-nos,ally-us@²"),
        *("four-nos,ally-us@8,bamboo@8", "four-nos,ally-us@8,bamboo@3", "four-nos;ally-us@8", "four-nos,ally-us@8@9"),
        *("four-nos,ally-us@1.5", "four-nos,ally-us@99999"),
    ],
)
def test_a_wrong_notation_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse("target", text)
    assert "\n" not in str(caught.value) and caught.value.exit_code == 2


def test_seats_not_named_keep_their_defaults() -> None:
    found = policies(scenario("four-nos"), {"us": "full"})
    assert {seat: str(policy) for seat, policy in found.items()} == {
        "vietnam": "four-nos",
        "china": "adaptive",
        "us": "full",
        "russia": "supplier",
    }
    with pytest.raises(UnknownName, match="vietnam"):
        policies(scenario("four-nos"), {"vietnma": "bamboo"})

    with pytest.raises(WrongType):
        policies(scenario("four-nos"), {"vietnam": 3})  # type: ignore[dict-item]


def test_a_doctrine_takes_over_in_its_quarter_and_not_before() -> None:
    both = play("four-nos", 6, runs=12, doctrines={"vietnam": "four-nos,accommodate@4"}, keep=True)
    first = play("four-nos", 6, runs=12, doctrines={"vietnam": "four-nos"}, keep=True)
    same = [bool((one == other).all()) for one, other in zip(both.blocks, first.blocks, strict=True)]
    assert same == [True] * 5 + [False] * 2
    assert [turn.target.tie for turn in both.turns] == [0.4] * 4 + [0.8] * 2


def test_every_seat_can_change_its_doctrine() -> None:
    schedule = {"china": "charm,seize@2", "us": "full,burden-shifting@3", "russia": "supplier,lean-china@1"}
    turns = play("four-nos", 4, runs=3, doctrines=schedule, keep=True).turns
    assert [turn.challenger.takes_land for turn in turns] == [False, False, True, True]
    assert [turn.orders.patron_a.aid for turn in turns] == [1.0, 1.0, 1.0, 0.2]
    assert [turn.orders.patron_b.lean for turn in turns] == [0.0, 1.0, 1.0, 1.0]
