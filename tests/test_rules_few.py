"""Rules resolved for some of the runs only give what they give among all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from sim.rules import few
from tests.engine import Played, play, same_runs, stage

ALL, SOME = 0.0, 2.0
"""Values of WORTHWHILE: with 0 every rule is worked out for all runs, with 2 only for those that it concerns."""
DIFFERING = {
    "lam": np.linspace(8.0, 14.0, 90),
    "ter": np.linspace(1.1, 1.5, 90),
    "taiwan_pin": np.linspace(0.4, 0.8, 90),
}
CASES: dict[str, dict[str, Any]] = {
    "bleeding-white": {"doctrines": {"vietnam": "one-depend"}},
    "four-nos": {"doctrines": {"vietnam": "four-nos,ally-us@9", "china": "seize", "us": "full"}},
    "border-war-1979": {},
    "ukraine-analogue": {"opening": {"challenger.force": np.linspace(3.0, 6.0, 90)}},
    "rig-crisis": {"doctrines": {"china": "punitive"}},
}
BLOODIED = {
    "doctrines": {"vietnam": "ally-us", "china": "seize"},
    "opening": {"target.dead": 9.0, "challenger.dead": 5.0},
}


@contextmanager
def narrowing(worthwhile: float) -> Iterator[None]:
    before = few.WORTHWHILE, few.MANY
    few.WORTHWHILE, few.MANY = worthwhile, 0
    try:
        yield
    finally:
        few.WORTHWHILE, few.MANY = before


@pytest.fixture(autouse=True)
def small_batches_are_narrowed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(few, "MANY", 0)


def both_ways(name: str, quarters: int | None = None, **options: Any) -> tuple[Played, Played]:
    """Play the same runs with every rule for all runs, and with every rule for those that it concerns."""
    with narrowing(ALL):
        whole = play(name, quarters, runs=90, record=90, **options)
    with narrowing(SOME):
        return whole, play(name, quarters, runs=90, record=90, **options)


def check_narrowed_as_whole(name: str = "four-nos", quarters: int | None = 24) -> None:
    same_runs(*both_ways(name, quarters, parameters=DIFFERING, **CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_narrowed_and_whole_rules_give_the_same_bits(name: str) -> None:
    check_narrowed_as_whole(name, None)


def test_they_do_so_too_where_the_dead_of_an_older_war_are_counted() -> None:
    same_runs(*both_ways("four-nos", **BLOODIED))


def test_most_runs_are_resolved_among_all_and_few_by_themselves() -> None:
    world, turn = stage({"rung": [0, 4, 0, 0, 0, 0]}, runs=6)
    assert few.some(world, turn, np.array([True, True, True, False, False, False])) == (world, turn)
    mine, their = few.some(world, turn, world.rung == 4)
    assert mine is not world and their is not turn
    assert (mine.runs, their.runs) == (1, 1)


def test_some_runs_are_gathered_when_read_and_scattered_when_written() -> None:
    world, turn = stage({"trust": [0.1, 0.2, 0.3, 0.4, 0.5], "dead": [[1, 2, 3, 4, 5], [6, 7, 8, 9, 10]]}, runs=5)
    mine, _their = few.some(world, turn, np.array([False, False, False, True, False]))
    assert mine.trust.tolist() == [0.4] and mine.dead.tolist() == [[4], [9]]
    mine.trust = 0.9
    mine.dead = mine.dead + 1.0
    assert mine.trust.tolist() == [0.9]
    assert world.trust.tolist() == [0.1, 0.2, 0.3, 0.9, 0.5]
    assert world.dead.tolist() == [[1, 2, 3, 5, 5], [6, 7, 8, 10, 10]]


def test_their_luck_values_and_levers_are_their_own() -> None:
    luck = {"x": [0.1, 0.2, 0.3, 0.4, 0.5], "y/patron-a": 0.25, "y/patron-b": [0.5, 0.6, 0.7, 0.8, 0.9]}
    differing = {"lam": np.array([5.0, 6.0, 7.0, 8.0, 9.0])}
    opening = {"patron_b.border": np.array([0.0, 0.1, 0.2, 0.3, 0.4])}
    world, turn = stage(runs=5, luck=luck, parameters=differing, opening=opening)
    _mine, their = few.some(world, turn, np.array([False, True, False, False, False]))
    assert their.luck("x").tolist() == [0.2]
    assert their.pair("y").tolist() == [[0.25], [0.6]]
    assert their.p.lam.tolist() == [6.0] and their.p.beta == turn.p.beta
    assert their.setting.pair("border").tolist() == [[0.0], [0.1]]
    assert their.target is not None and their.challenger.bleed == turn.challenger.bleed


def test_what_was_worked_out_for_some_is_carried_back() -> None:
    world, turn = stage(runs=5)
    _mine, their = few.some(world, turn, np.array([False, True, False, False, False]))
    their.odds, their.aid = np.array([0.7]), np.array([[0.1], [0.2]])
    few.spread(turn, their, ("odds", "aid"))
    assert turn.odds.tolist() == [0.0, 0.7, 0.0, 0.0, 0.0]
    assert turn.aid.tolist() == [[0.0, 0.1, 0.0, 0.0, 0.0], [0.0, 0.2, 0.0, 0.0, 0.0]]
