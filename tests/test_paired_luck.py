"""Two policies on one seed meet the same luck: tested on the draws themselves, and on what only luck moves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.engine import FloatArray, Played, listening, play

EXOGENOUS = ("distraction", "rivalry", "taiwan", "mood")
"""Rows that no seat's conduct moves, but for two mends."""
OUTSIDE = "default,-us-budget,-russia-need"
"""Without the mends that let conduct tell on the calm around Taiwan and in the Far East."""
PAIRS: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "vietnam": ("four-nos", {"vietnam": "bamboo"}, {"vietnam": "four-nos,ally-us@7", "us": "full"}),
    "china": ("four-nos", {"china": "charm"}, {"china": "seize"}),
    "patrons": (
        "bleeding-white",
        {"us": "burden-shifting", "russia": "lean-china"},
        {"us": "full", "russia": "patron"},
    ),
    "all": (
        "bleeding-white",
        {"vietnam": "accommodate", "china": "coerce"},
        {"vietnam": "augmented", "china": "seize", "us": "offshore"},
    ),
    "analogue": ("ukraine-analogue", {"russia": "seize"}, {"russia": "bleed-white", "us": "full"}),
    "sea": ("rig-crisis", {"china": "punitive"}, {"china": "charm"}),
}


def heard_in(name: str, doctrines: dict[str, str], **options: Any) -> tuple[Played, dict[tuple[str, int], FloatArray]]:
    with listening() as heard:
        return play(name, doctrines=doctrines, runs=60, seed=11, keep=True, **options), dict(heard)


def check_paired_luck(pair: str = "china") -> None:
    name, one, other = PAIRS[pair]
    (mine, my_luck), (theirs, their_luck) = heard_in(name, one), heard_in(name, other)
    shared = my_luck.keys() & their_luck.keys()
    assert len(shared) > 0.6 * len(my_luck.keys() | their_luck.keys())
    for address in shared:
        assert np.array_equal(my_luck[address], their_luck[address]), address
    assert np.array_equal(mine.path("mood"), theirs.path("mood"))
    one_way, other_way = (heard_in(name, doctrines, mends=OUTSIDE)[0] for doctrines in (one, other))
    for row in EXOGENOUS:
        assert np.array_equal(one_way.path(row), other_way.path(row)), row
    assert mine.world.digest() != theirs.world.digest(), "the policies make no difference here"


@pytest.mark.parametrize("pair", PAIRS)
def test_two_policies_meet_the_same_luck(pair: str) -> None:
    check_paired_luck(pair)


def test_events_from_outside_are_drawn_in_every_quarter_whatever_happens() -> None:
    """So that the draws that pair two policies are there in both."""
    for name in ("four-nos", "bleeding-white"):
        played, heard = heard_in(name, {})
        for quarter in range(len(played.turns)):
            asked = {draw for draw, when in heard if when == quarter}
            assert {
                "events/flare-up/patron-a",
                "events/rivalry/patron-b",
                "ladder/review",
                "economy/grievance",
            } <= asked


def test_parameters_of_one_rule_shift_no_luck_of_another() -> None:
    (_mine, usual), (_theirs, changed) = (
        heard_in("four-nos", {}),
        heard_in("four-nos", {}, parameters={"h_set": 0.5, "lam": 3.0, "h_fl": 0.3}),
    )
    assert all(np.array_equal(usual[address], changed[address]) for address in usual.keys() & changed.keys())


def test_namespaces_never_share_luck() -> None:
    worlds = {}
    for namespace in ("study", "game", "forecast", "luck", "planner", "fork"):
        with listening() as heard:
            worlds[namespace] = play("bleeding-white", 4, runs=30, namespace=namespace).world.digest()
        worlds[f"{namespace} luck"] = heard["ladder/review", 0].tobytes().hex()
    assert len(set(worlds.values())) == len(worlds)


def test_the_type_of_a_game_is_the_same_under_every_policy() -> None:
    one = play("four-nos", 3, runs=40, types="prior", doctrines={"china": "charm"}).world
    other = play("four-nos", 5, runs=40, types="prior", doctrines={"china": "seize", "us": "full"}).world
    assert np.array_equal(one.greed, other.greed) and np.array_equal(one.resolve, other.resolve)
    assert len(np.unique(one.greed)) == 40
