"""Policies: a doctrine, or a schedule of doctrines, in text and back."""

from __future__ import annotations

import pytest

from sim.doctrines.levers import LIMITS
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


# ---------------------------------------------------------------- levers set by hand


@pytest.mark.parametrize(
    ("text", "written", "levers"),
    [
        ("ally-us:reassurance=0.6:tie=.4", "ally-us:tie=0.4:reassurance=0.6", {"tie": 0.4, "reassurance": 0.6}),
        ("bamboo:paced=0", "bamboo:paced=0", {"paced": False}),
        ("as-history:level_b=0.2", "as-history:level_b=0.2", {"level_b": 0.2, "reassurance": 0.1}),
        ("bamboo:level_b=0", "bamboo:level_b=0", {"level_b": 0.0, "level_a": 0.5}),
        ("four-nos:tie=0.123456789", "four-nos:tie=0.123456789", {"tie": 0.123456789}),
    ],
)
def test_a_doctrine_may_have_levers_set_by_hand(text: str, written: str, levers: dict[str, float]) -> None:
    policy = parse("target", text)
    assert str(policy) == written and parse("target", written) == policy
    posture = policy.at(0).posture_in(scenario("border-war-1979"))
    assert {name: getattr(posture, name) for name in levers} == levers
    assert policy.at(0).preset == text.partition(":")[0]


def test_all_else_of_a_preset_stays() -> None:
    plain, changed = (parse("target", text).at(0) for text in ("ally-us", "ally-us:tie=0.4"))
    differ = {name for name, value in vars(plain.posture).items() if getattr(changed.posture, name) != value}
    assert differ == {"tie"} and changed.type_value == plain.type_value
    assert parse("challenger", "seize:hold=0.5").at(0).type_value == 1.0


def test_levers_may_change_within_a_schedule_and_work_in_a_run() -> None:
    schedule = {"vietnam": "four-nos:tie=0.1,bamboo:tie=0.9:self_help=1@2", "us": "limited:aid=0.1"}
    turns = play("four-nos", 3, runs=3, doctrines=schedule, keep=True).turns
    assert [(turn.target.tie, turn.target.self_help) for turn in turns] == [(0.1, 0), (0.1, 0), (0.9, 1)]
    assert turns[0].orders.patron_a.aid == 0.1


def test_the_clause_of_one_depend_can_be_given_to_any_posture() -> None:
    given = {"vietnam": "four-nos:conditional=0.7"}
    same = [play("bleeding-white", 4, runs=6, doctrines=d).world for d in (given, {"vietnam": "one-depend"})]
    assert (same[0].block == same[1].block).all()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ally-us:reasurance=0.6", "Did you mean 'reassurance'"),
        ("ally-uss:tie=0.6", "Did you mean 'ally-us'"),
        ("ally-us:tie=2", "lever tie is 2.0; allowed is a finite number from 0 to 1"),
        ("ally-us:paced=0.5", "lever paced is 0.5"),
        ("ally-us:tie=nan", "cannot be read"),
        ("ally-us:tie", "cannot be read"),
        ("ally-us:", "cannot be read"),
        ("ally-us:tie=0.2:tie=0.3", "given twice"),
        ("ally-us:pledges=0", "Unknown lever"),
        ("ally-us:tie=0.2@4", "cannot be read"),
    ],
)
def test_a_slip_in_the_levers_is_told(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse("target", text)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_every_number_of_a_posture_can_be_set() -> None:
    for kind, limits in LIMITS.items():
        numbers = {name for name, value in vars(kind()).items() if isinstance(value, (bool, float))}
        assert set(limits) == numbers
