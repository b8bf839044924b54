"""Seeded faults: each is a slip that somebody could make, and each must be caught by the check named beside it.

The checks are those that the other test modules run on the engine as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim import observation, randomness
from sim.agents import SeatAgent
from sim.doctrines import doctrine
from sim.randomness import Draws
from sim.rules import (
    actions,
    answers,
    bargaining,
    economy,
    fighting,
    ladder,
    partnerships,
    perception,
    pledge_price,
    weariness,
)
from sim.rules.few import FewTurns
from sim.rules.turn import Turn
from sim.seats import Role
from sim.world import World
from tests import (
    test_actions,
    test_doctrines,
    test_golden,
    test_model,
    test_observation,
    test_paired_luck,
    test_partition,
    test_pledges,
    test_properties,
    test_randomness,
    test_rules_bargaining,
    test_rules_economy,
    test_rules_few,
    test_rules_partnerships,
    test_rules_perception,
    test_rules_weariness,
    test_world,
)
from tests.engine import play
from tests.mutations import Check, Patch, caught, wrapped


def without(row: str) -> Callable[..., Any]:
    """Return a fault that works a rule out as if a row of the world were nought."""

    def fault(plain: Callable[..., Any], world: World, *rest: Any) -> Any:
        kept = getattr(world, row).copy()
        setattr(world, row, 0.0)
        try:
            return plain(world, *rest)
        finally:
            setattr(world, row, kept)

    return fault


def leaky(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every seat see everybody's weariness."""
    allowed = {role: {**rows, "weariness": None} for role, rows in observation.ALLOWED.items()}
    monkeypatch.setattr(observation, "ALLOWED", allowed)


def another_lever(monkeypatch: pytest.MonkeyPatch) -> None:
    row = doctrine(Role.TARGET, "porcupine")
    monkeypatch.setitem(vars(row), "posture", replace(row.posture, tie=0.55))


def peeking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a doctrine of the target mind how greedy the challenger is, past the allow-list."""
    row = doctrine(Role.TARGET, "bamboo")
    monkeypatch.setitem(vars(row), "decide", lambda posture, seen: replace(posture, tie=vars(seen)["_world"].greed))


def a_stream(plain: Any, draws: Draws, name: str, quarter: int) -> Any:
    """Draw from one stream in the order of asking, as a plain generator would."""
    stream = draws.__dict__.setdefault("stream", np.random.default_rng(draws.seed))
    return stream.random(draws.runs.size)


def straight_to_war(plain: Any, world: World, turn: Turn) -> None:
    plain(world, turn)
    world.rung = np.where(world.rung == 0, 3.0, world.rung)


def land_wherever(plain: Any, world: World, turn: Turn) -> None:
    plain(world, turn)
    world.land_held = np.maximum(world.land_held, 0.01 * turn.at_war)


def nudging(plain: Any, agent: SeatAgent) -> None:
    agent.model.world.trust = agent.model.world.trust * 0.999
    plain(agent)


def for_nothing(plain: Any, world: World, turn: Turn, acts: Any) -> None:
    held = world.agenda.capital.copy()
    plain(world, turn, acts)
    world.agenda.capital = held


def all_capital(plain: Any, own: Any, agenda: Any, *rest: Any) -> None:
    plain(own, agenda, *rest)
    own.capital = agenda.capital


def at_sea() -> None:
    test_properties.check_no_land_moves(play("rig-crisis", 8, runs=60, keep=True, doctrines={"china": "punitive"}))


def in_the_bleed() -> None:
    test_properties.check_what_never_falls(play("bleeding-white", 4, runs=10, keep=True))


def up_the_ladder() -> None:
    test_properties.check_no_war_without_a_crisis(play("four-nos", 4, runs=10, keep=True))


FAULTS: dict[str, tuple[Patch, Check]] = {
    "credibility runs from the treaty": (
        wrapped(partnerships, "credibility", lambda plain, old, *rest: 2 * old - plain(old, *rest)),
        test_rules_partnerships.check_credibility,
    ),
    "nobody ever abandons": (
        wrapped(weariness, "abandonment", lambda plain, world, turn: plain(world, turn) & False),
        test_rules_weariness.check_abandonment,
    ),
    "draws forget the quarter": (
        wrapped(Draws, "uniform", lambda plain, draws, name, quarter: plain(draws, name, 0)),
        test_randomness.check_every_part_of_the_address_counts,
    ),
    "namespaces share their luck": (
        wrapped(randomness, "key", lambda plain, namespace, name: plain("study", name)),
        test_randomness.check_every_part_of_the_address_counts,
    ),
    "run numbers count from the batch": (
        wrapped(
            Draws, "__init__", lambda plain, draws, seed, runs, **more: plain(draws, seed, runs, **more | {"first": 0})
        ),
        test_partition.check_alone_as_among_many,
    ),
    "one stream for all draws": (wrapped(Draws, "uniform", a_stream), test_paired_luck.check_paired_luck),
    "patron B has patron A's luck": (
        wrapped(Turn, "pair", lambda plain, turn, name: plain(turn, name)[[0, 0]]),
        test_randomness.check_patrons_have_their_own_luck,
    ),
    "weariness leaks": (leaky, test_observation.check_non_interference),
    "a doctrine peeks": (peeking, test_observation.check_no_doctrine_minds_what_it_cannot_see),
    "a lever more than is named": (another_lever, test_doctrines.check_neighbours_differ_in_named_levers),
    "the state is not rounded": (
        wrapped(World, "settle", lambda plain, world: None),
        test_world.check_state_is_rounded,
    ),
    "a fork shares its block": (
        wrapped(World, "fork", lambda plain, world: World(world.runs, world.block, world.quarter)),
        test_world.check_fork_is_independent,
    ),
    "support from a patron that is gone": (
        wrapped(perception, "support", without("gone")),
        test_rules_perception.check_gone_patron_gives_nothing,
    ),
    "deals without a zone": (
        wrapped(bargaining, "deal", lambda plain, turn, zone, waited: plain(turn, np.abs(zone) + 0.1, waited)),
        test_rules_bargaining.check_deals,
    ),
    "output never comes back": (
        wrapped(economy, "output_loss", lambda plain, old, *rest: np.maximum(old, plain(old, *rest))),
        test_rules_economy.check_output_returns,
    ),
    "the pledge does not bind": (
        wrapped(partnerships, "sought", without("pledged")),
        test_pledges.check_no_alliance_caps_in_calm,
    ),
    "breaking a pledge is free": (
        wrapped(pledge_price, "weight", lambda plain, *args: plain(*args) * 0.0),
        test_pledges.check_breaking_has_its_price,
    ),
    "some runs have the others' luck": (
        wrapped(FewTurns, "luck", lambda plain, few, name: few.__dict__["_turn"].luck(name)[: few.runs]),
        test_rules_few.check_narrowed_as_whole,
    ),
    "battle raises the dead": (wrapped(fighting, "losses", lambda plain, *args: -plain(*args)), in_the_bleed),
    "war out of the blue": (wrapped(ladder, "_flag_war", straight_to_war), up_the_ladder),
    "land moves at sea": (wrapped(fighting, "munitions", land_wherever), at_sea),
    "a seat moves the world while it decides": (
        wrapped(SeatAgent, "decide", nudging),
        test_model.check_deciding_changes_nothing_and_order_does_not_matter,
    ),
    "a move is free": (
        wrapped(actions, "take_orders", for_nothing),
        test_actions.check_a_move_is_paid_for,
    ),
    "what is not legal is carried out": (
        wrapped(actions, "strike_out", lambda plain, *args: None),
        test_actions.check_what_is_not_legal_is_left_undone,
    ),
    "a move goes on for ever": (
        wrapped(actions, "in_force", lambda plain, agenda, acts, quarter: plain(agenda, acts, 0)),
        test_actions.check_a_move_wears_off,
    ),
    "a seat sees another's capital": (
        wrapped(observation.OwnAgenda, "__init__", all_capital),
        test_actions.check_other_seats_capital_is_not_seen,
    ),
    "an answer is not heard": (
        wrapped(answers, "said", lambda plain, turn, role, situation, usual, meanings: usual),
        test_actions.check_the_target_concedes_as_it_says,
    ),
    "moves leave what rules read as it was": (
        wrapped(actions, "adjusted", lambda plain, world, turn, *rest: turn),
        test_actions.check_a_move_wears_off,
    ),
    "the less weary side gives more": (
        wrapped(
            bargaining, "terms", lambda plain, world, zone, least: least + zone - (plain(world, zone, least) - least)
        ),
        lambda: test_golden.check_golden_games("1979"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_seeded_fault_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    caught(monkeypatch, *FAULTS[fault])
