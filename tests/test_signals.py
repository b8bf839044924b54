"""Signals and what all make of them: noise as in the table, Bayes by hand, and acts as signals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.opening import triangular
from sim.randomness import Draws
from sim.rules import ladder, perception, signals
from sim.rules.backing import backing, honour
from sim.rules.choice import chances
from sim.rules.turn import Turn
from sim.seats import BORDER_WAR, CRISIS, GREY, PEACE, SETTLEMENT, STALEMATE
from sim.setting import priors
from sim.world import World
from tests.engine import listening, play, scenario
from tests.hidden import BASE, staged

FloatArray = NDArray[np.float64]
HIGH_TIE = {"rung": CRISIS, "tie": 0.9, "grievance": 0.5, "rivalry": 0.6, "level": 0.6, "greed": 0.5}
"""A crisis in which much hangs on the type: ties that would soothe a security seeker."""


# ------------------------------------------------------------------------------------------------- what is drawn, when


def test_nothing_is_drawn_or_believed_without_moves_and_all_of_it_with_them() -> None:
    with listening() as heard:
        play(BASE, 2, runs=2)
    assert not [name for name, _quarter in heard if name.startswith("signals/")]
    with listening() as heard:
        play(BASE, 2, runs=2, moves="on")
    assert {name for name, quarter in heard if name.startswith("signals/") and quarter == 1} == {
        "signals/statement/challenger",
        "signals/statement/patron-a",
        "signals/statement/patron-b",
        "signals/patrols",
    }


@pytest.mark.parametrize("name", ["four-nos", "ukraine-analogue", "border-war-1979"])
def test_the_moments_of_a_prior_are_those_of_its_draws(name: str) -> None:
    held, rows = priors(scenario(name)), scenario(name).priors
    for place, prior in enumerate((rows.greed, rows.resolve_a, rows.resolve_b)):
        drawn = triangular(prior, (np.arange(200_000) + 0.5) / 200_000)
        assert held.mean[place] == pytest.approx(drawn.mean(), abs=1e-4)
        assert held.variance[place] == pytest.approx(drawn.var(), rel=1e-3)
        assert (held.low[place], held.high[place]) == (prior.low, prior.high)


def test_statements_are_the_types_with_the_tables_noise_and_a_staged_one_is_shifted() -> None:
    plain, turn = staged(luck={"signals/statement/challenger": 1.0, "signals/statement/patron-b": -2.0})
    spread = turn.setting.priors.spread
    off = (signals.statements(plain, turn) - signals.types(plain)) / spread
    assert off.ravel() == pytest.approx([turn.p.statement_noise, 0.0, -2.0 * turn.p.statement_noise])
    turn.acts.says[1:, 0] = [-1, 1, 0]  # type: ignore[union-attr]
    shift = (signals.statements(plain, turn) - signals.types(plain)) / spread - off
    assert shift.ravel() == pytest.approx([-turn.p.statement_shift, turn.p.statement_shift, 0.0])


def test_drawn_statements_scatter_as_the_table_says() -> None:
    world, turn = staged(runs=4000)
    turn.draws = Draws(9, 4000)
    off = (signals.statements(world, turn) - signals.types(world)) / turn.setting.priors.spread
    assert off.mean(1) == pytest.approx(0.0, abs=0.25)
    assert off.std(1) == pytest.approx(turn.p.statement_noise, rel=0.05)
    assert np.abs(np.corrcoef(off) - np.eye(3)).max() < 0.06


@pytest.mark.parametrize(
    ("rung", "busy"), [(PEACE, 0.5), (GREY, 1.0), (CRISIS, 1.0), (STALEMATE, 1.0), (SETTLEMENT, 0.5)]
)
def test_patrols_show_more_the_busier_they_are(rung: int, busy: float) -> None:
    world, turn = staged({"rung": rung, "greed": 0.8})
    assert signals.activity(world.rung, turn.p) == busy
    assert signals.patrols(world, turn) == pytest.approx(busy * 0.8)


# ------------------------------------------------------------------------------------------------------ Bayes, by hand


def test_belief_after_one_quarter_by_hand() -> None:
    world, turn = staged({"greed": 0.9, "rung": GREY}, luck={"signals/statement/challenger": 1.0})
    prior, p = turn.setting.priors, turn.p
    before, doubt = world.agenda.belief[0, 0], world.agenda.doubt[0, 0]
    signals.hear(world, turn)
    said = 0.9 + prior.spread[0, 0] * p.statement_noise
    weights = np.array(
        [1 / doubt, (p.statement_noise * prior.spread[0, 0]) ** -2, (p.patrol_noise * prior.spread[0, 0]) ** -2]
    )
    assert world.agenda.signal[:2, 0] == pytest.approx([said, 0.9])
    assert world.agenda.belief[0, 0] == pytest.approx(weights @ [before, said, 0.9] / weights.sum())
    assert world.agenda.doubt[0, 0] == pytest.approx(1 / weights.sum())


def test_belief_stays_in_the_range_of_the_prior() -> None:
    world, turn = staged({"greed": 1.0}, luck={f"signals/statement/{who}": 40.0 for who in ("challenger", "patron-a")})
    for _quarter in range(12):
        signals.hear(world, turn)
    assert world.agenda.belief[:2, 0].tolist() == turn.setting.priors.high[:2, 0].tolist()


def test_what_all_believe_is_right_as_often_as_it_says() -> None:
    """Over many games, errors of the belief are as large as its doubt, and their mean is nought."""
    world = play(BASE, 16, runs=3000, moves="on", types="prior").world
    off = (signals.types(world) - world.agenda.belief) / np.sqrt(world.agenda.doubt)
    assert np.abs(off.mean(1)).max() < 0.08
    assert off.std(1) == pytest.approx(1.0, abs=0.06)
    assert (world.agenda.doubt.mean(1) < 0.7 * priors(scenario(BASE)).variance[:, 0]).all()


def test_a_run_believes_the_same_alone_as_among_others() -> None:
    many, one = (play(BASE, 10, runs=runs, moves="on", types="prior").world for runs in (range(9), [7]))
    assert np.array_equal(many.agenda.block[:, 7:8], one.agenda.block)


# ----------------------------------------------------------------------------------------------------- acts as signals


def answered(rows: Mapping[str, Any], answer: int) -> tuple[World, Turn]:
    """Return a world in which the challenger has answered a crisis."""
    world, turn = staged({**HIGH_TIE, **rows}, upto="ladder")
    world.rung = {ladder.BACK_DOWN: GREY, ladder.HOLD: CRISIS}.get(answer, BORDER_WAR)
    turn.strikes, turn.seizes = np.array([answer >= ladder.STRIKE]), np.array([answer == ladder.SEIZE_LAND])
    turn.gave_way, turn.asked = np.array([False]), np.array([False])
    return world, turn


def test_answers_are_weighed_by_the_rules_own_chances_which_add_up() -> None:
    each = [signals.answer_chances(*answered({}, answer), 0.5)[0] for answer in range(4)]
    world, turn = answered({}, ladder.HOLD)
    assert each == pytest.approx(chances(ladder.crisis_options(world, turn), turn.p.lam)[:, 0])
    assert sum(each) == pytest.approx(1.0)
    before = world.digest()
    other, their = signals.supposed(world, turn, 0.1)
    assert other.greed == 0.1 and world.greed == 0.5 and their.stake > turn.stake - 1e9 and world.digest() == before


def test_the_chances_are_those_of_the_draw() -> None:
    runs = 20_000
    world, turn = staged(HIGH_TIE, runs, upto="ladder", luck={"ladder/crisis-answer": (np.arange(runs) + 0.5) / runs})
    drawn = np.bincount(ladder.crisis_answer(world, turn), minlength=4) / runs
    assert drawn == pytest.approx(chances(ladder.crisis_options(world, turn), turn.p.lam)[:, 0], abs=1e-4)


def test_a_greedier_challenger_has_the_higher_stake_so_a_strike_tells_of_greed_and_backing_down_of_none() -> None:
    world, turn = answered({}, ladder.HOLD)
    stakes = [signals.supposed(world, turn, greed)[1].stake[0] for greed in (0.0, 0.5, 1.0)]
    assert stakes[1] == pytest.approx(turn.stake[0]) and stakes[0] < stakes[1] < stakes[2]
    moved = {}
    for answer in (ladder.BACK_DOWN, ladder.STRIKE, ladder.SEIZE_LAND):
        world, turn = answered({}, answer)
        before = world.agenda.belief[0, 0]
        signals.from_acts(world, turn)
        moved[answer] = world.agenda.belief[0, 0] - before
    assert moved[ladder.BACK_DOWN] < 0 < min(moved[ladder.STRIKE], moved[ladder.SEIZE_LAND])


def test_nothing_is_learnt_where_the_target_gave_way_or_there_was_no_crisis() -> None:
    world, turn = answered({}, ladder.BACK_DOWN)
    before = world.agenda.block.copy()
    turn.gave_way = np.array([True])
    signals.from_acts(world, turn)
    turn.gave_way, turn.before = np.array([False]), np.array([float(GREY)])
    signals.from_acts(world, turn)
    assert np.array_equal(world.agenda.block, before)


@pytest.mark.parametrize("fights", [0.0, 1.0])
def test_who_fights_is_weighed_as_bayes_would(fights: float) -> None:
    """Against the posterior worked out on a fine grid, with a normal prior."""
    rows = {"rung": BORDER_WAR, "aim": 1.0, "credibility": 0.5, "level": 0.5, "fighting": fights}
    world, turn = staged(rows, upto="ladder")
    turn.before, turn.gave_way, turn.asked = np.array([2.0]), np.array([True]), np.array([True])
    agenda = world.agenda
    agenda.belief[1:] = [[-0.6], [-3.0]]
    agenda.doubt[1:] = [[0.04], [0.3]]
    mean, deviation = agenda.belief[1:, 0].copy(), np.sqrt(agenda.doubt[1:, 0])
    grid = mean + deviation * np.linspace(-5, 5, 801)[:, None]
    chance = np.stack([signals.joining_chances(world, turn, row[:, None])[:, 0] for row in grid])
    weight = chance * np.exp(-0.5 * ((grid - mean) / deviation) ** 2)
    exact = (weight * grid).sum(0) / weight.sum(0)
    spread = (weight * (grid - exact) ** 2).sum(0) / weight.sum(0)
    signals.from_acts(world, turn)
    assert agenda.belief[1:, 0] == pytest.approx(exact, abs=0.02 * deviation.max())
    assert agenda.doubt[1:, 0] == pytest.approx(spread, rel=0.03)
    assert (np.sign(agenda.belief[1:, 0] - mean) == (1 if fights else -1)).all()


def test_what_all_types_make_as_likely_teaches_nothing() -> None:
    world, turn = staged()
    before = world.agenda.block.copy()
    signals.learn(world, turn, 0, signals.guesses(world, turn)[:, 0], np.full((3, 1), 0.37))
    assert np.allclose(world.agenda.block, before, atol=1e-15, rtol=0)


# ------------------------------------------------------------------------------------------- who reckons with what


def test_the_challenger_reckons_with_the_resolve_that_is_believed_and_patrons_fight_by_their_own() -> None:
    world, turn = staged({"credibility": 0.6, "resolve": [[0.4], [-4.0]]}, upto="ladder")
    world.agenda.belief[1:] = [[-1.4], [-1.0]]
    thought = honour(world, turn, world.agenda.belief[1:])
    assert backing(world, turn) == pytest.approx(thought[0] + thought[1] - thought[0] * thought[1])
    true = honour(world, turn)
    assert true[0] > thought[0] and true[1] < thought[1]
    world.aim = 1.0
    assert ladder.joining_chance(world, turn) == pytest.approx(true)
    turn.acts = None
    assert backing(world, turn) == pytest.approx(true[0] + true[1] - true[0] * true[1])


def test_a_crisis_hangs_on_the_resolve_that_is_believed() -> None:
    rows = {**HIGH_TIE, "credibility": 0.8, "resolve": [[0.5], [-3.0]]}
    worth = []
    for thought in (-1.5, 0.5):
        world, turn = staged(rows, upto="ladder")
        world.agenda.belief[1] = thought
        worth.append(ladder.crisis_options(world, turn)[3][0])
    assert worth[0] > worth[1] + 0.01


def test_a_challenger_that_looks_greedier_than_thought_raises_support_and_one_that_looks_tamer_lowers_it() -> None:
    world, turn = staged({"level": 0.5, "fatigue": 0.0}, runs=3, upto="perception")
    world.agenda.belief[0] = world.agenda.thought + np.array([-0.2, 0.0, 0.2])
    support = perception.support(world, turn)
    assert np.diff(support[0]) == pytest.approx(0.2 * turn.p.intent_alarm)
    turn.acts = None
    assert perception.support(world, turn)[0] == pytest.approx(support[0, 1])
