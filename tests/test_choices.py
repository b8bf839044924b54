"""Every move, answer and card does what it says it is for, and makes something worse: on paired luck, beyond noise."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np
import pytest

import scenarios
from sim.cards import table as cards
from sim.ensemble import simulate
from sim.errors import InputError, UnknownName
from sim.moves import Expected, answers
from sim.moves import move as move_of
from sim.moves import table as moves
from sim.outcome import ENDINGS
from sim.plans import plan_of, usual
from sim.scenario import Scenario
from sim.seats import Role
from sim.study.arms import Arm, Ground, run_arms
from sim.study.choices import (
    FIELDS,
    Effect,
    Trial,
    chosen,
    effect,
    measure,
    measure_all,
    of_choice,
    probe,
    settled,
    trials,
    usual_line,
    usual_plan,
    values,
    without,
)

ROUNDS = (60, 190, 750, 3000)
"""Pairs of runs that each round adds for what has not shown beyond noise yet."""


@cache
def load(name: str) -> Scenario:
    return scenarios.load(name)


# ---------------------------------------------------------------- the tables


def test_every_row_of_the_tables_is_tried_for_and_against() -> None:
    rows = len(moves()) + sum(map(len, answers().values())) + len(cards())
    assert len(trials()) == 2 * rows
    assert {trial.field for trial in trials()} == set(FIELDS)


def test_what_a_row_is_for_and_what_it_makes_worse_are_two_things() -> None:
    same = [
        (one.kind, one.id)
        for one, other in zip(trials()[::2], trials()[1::2], strict=True)
        if (one.expected.measure, one.expected.sign) == (other.expected.measure, other.expected.sign)
        and (one.expected.scenario, one.expected.doctrines) == (other.expected.scenario, other.expected.doctrines)
    ]
    assert not same


def test_every_choice_does_what_it_is_for_and_makes_something_worse() -> None:
    asked = trials()
    found = settled(asked, load=load, rounds=ROUNDS)
    missed = [
        f"{trial.kind} {trial.id} ({trial.role}), {trial.field}: {trial.expected.measure} in {trial.expected.scenario} "
        f"should go {'up' if trial.expected.sign > 0 else 'down'}, found {each.mean:+.5f} ± {each.se:.5f}"
        for trial, each in zip(asked, found, strict=True)
        if not each.holds(trial.expected.sign)
    ]
    assert not missed, "\n".join(missed)


# ---------------------------------------------------------------- how it is measured


def test_arms_side_by_side_come_to_what_each_comes_to_alone() -> None:
    ground, role = Ground("four-nos", quarters=6), Role.TARGET
    arms = [
        Arm(ground, role),
        Arm(ground, role, "any every 4: upgrade-us\nany: answer crisis=concede"),
        Arm(ground, Role.CHALLENGER, "any every 4: coerce-trade"),
        Arm(ground, role, ""),
    ]
    wanted = dict.fromkeys(arms, ("autonomy", "growth_pct", "ending", "trust"))
    found = run_arms(wanted, 40, load=load, first=5)
    for arm in arms:
        seat = load("four-nos").seat_of(arm.role)
        plans = None if arm.plan is None else {seat: arm.plan}
        alone = simulate(load("four-nos"), runs=40, first=5, quarters=6, moves="on", plans=plans)
        for name in ("autonomy", "growth_pct", "ending"):
            assert np.array_equal(found[arm][name], alone.outcomes[name]), (arm, name)


def test_it_does_not_matter_how_arms_are_cut_into_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.study import arms as module

    arms = [Arm(Ground("rig-crisis", quarters=4, types="prior"), Role.TARGET, f"any: answer crisis={name}") for name in
            ("concede", "hold", "stand-firm")]  # fmt: skip
    wanted = dict.fromkeys(arms, ("autonomy", "greed"))
    whole = run_arms(wanted, 30, load=load)
    monkeypatch.setattr(module, "WIDTH", 16)
    cut = run_arms(wanted, 30, load=load)
    for arm in arms:
        assert all(np.array_equal(whole[arm][name], cut[arm][name]) for name in ("autonomy", "greed"))


def test_a_choice_is_left_out_of_the_other_arm_and_nothing_else_is() -> None:
    trial = of_choice(move_of("denial"), "expects")
    given, other = trial.arms(load)
    assert given.plan is not None and other.plan is not None
    assert given.plan.splitlines()[0] == "any every 6: denial"
    assert "denial" not in other.plan and "denial" in str(usual(Role.TARGET, "porcupine"))
    left = without(usual(Role.TARGET, "porcupine"), move_of("denial"))
    assert len(left.lines) == len(usual(Role.TARGET, "porcupine").lines) - 1
    assert given.ground == other.ground


def test_an_order_that_holds_more_than_the_choice_keeps_the_rest() -> None:
    plan = plan_of("war: denial, appeal; answer war=dig-in", Role.TARGET)
    assert str(without(plan, move_of("denial"))) == "war: appeal; answer war=dig-in"
    reply = next(row for row in answers()[Role.TARGET, "war"] if row.id == "dig-in")
    assert str(without(plan, reply)) == "war: denial, appeal"
    assert without(plan, None) == plan


def test_a_choice_that_a_pledge_forbids_breaks_it_and_terms_are_named() -> None:
    assert usual_line(move_of("open-cam-ranh")) == "any every 40: open-cam-ranh; break no-bases"
    talks = next(row for row in answers()[Role.TARGET, "war"] if row.terms)
    assert usual_line(talks, 0.4) == f"any: answer war={talks.id} at 0.4"


def test_a_scenario_without_the_seat_is_refused() -> None:
    only_vietnam = move_of("court-moscow")
    expected = Expected("ukraine-analogue", "war", 1)
    with pytest.raises(InputError, match="not for ukraine"):
        measure(expected, only_vietnam, load=load, runs=2)


def test_the_usual_plan_is_the_doctrines_own_or_the_one_that_is_named() -> None:
    scenario = load("bleeding-white")
    assert usual_plan(scenario, "vietnam", Role.TARGET) == usual(Role.TARGET, "four-nos")
    named = usual_plan(scenario, "vietnam", Role.TARGET, {"vietnam": "porcupine+outlast"})
    assert named.id == "outlast"


def test_names_that_nobody_knows_are_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="denial"):
        chosen(["denail"])
    assert {trial.id for trial in chosen(["crisis=hold"])} == {"crisis=hold"}
    assert {trial.role for trial in chosen(["crisis=hold"])} == {Role.TARGET, Role.CHALLENGER}


@pytest.mark.parametrize(
    ("measure", "text"),
    [("support.a", "support[0]"), ("rivalry.b", "rivalry[1]"), ("dead.challenger", "dead[1]"), ("trust", "trust"),
     ("still_fighting", "ending")],
)  # fmt: skip
def test_measures_are_read_as_the_tables_write_them(measure: str, text: str) -> None:
    assert probe(measure) == text


def test_an_ending_is_a_share_of_runs() -> None:
    codes = np.array([float(ENDINGS.index("still_fighting")), 0.0])
    assert values("still_fighting", codes).tolist() == [1.0, 0.0]
    assert values("trust", codes) is codes


# ---------------------------------------------------------------- effects


def test_an_effect_is_the_paired_mean_and_its_error() -> None:
    one, other = np.array([1.0, 2.0, 3.0, np.nan]), np.array([0.0, 1.0, 1.0, 1.0])
    found = effect(one, other)
    assert (found.mean, found.pairs) == (pytest.approx(4 / 3), 3)
    assert found.se == pytest.approx(np.std([1, 1, 2], ddof=1) / math.sqrt(3))
    assert found.holds(1) and not found.holds(-1)


def test_nothing_and_certainty_are_told_apart() -> None:
    assert effect(np.ones(9), np.ones(9)).errors == 0.0
    sure = effect(np.full(9, 1.5), np.ones(9))
    assert sure.errors == math.inf and sure.holds(1) and not sure.holds(-1)
    nothing = effect(np.full(3, np.nan), np.ones(3))
    assert nothing.pairs == 0 and not nothing.holds(1) and not nothing.holds(-1)


def test_effects_on_parts_of_the_runs_join_to_that_on_all() -> None:
    gaps = np.random.default_rng(3).normal(0.2, 1.0, 90)
    zero = np.zeros(90)
    whole = effect(gaps, zero)
    parts = effect(gaps[:30], zero[:30]).joined(effect(gaps[30:], zero[30:]))
    assert (parts.mean, parts.se, parts.pairs) == (pytest.approx(whole.mean), pytest.approx(whole.se), 90)
    empty = Effect(math.nan, math.nan, 0)
    assert empty.joined(whole) == whole == whole.joined(empty)


def test_rounds_stop_where_an_effect_is_plain_and_add_runs_where_not(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.study import choices as module

    asked = chosen(["denial"])
    seen: list[tuple[int, int, int]] = []

    def found(held: list[Trial], **how: Any) -> list[Effect]:
        seen.append((len(held), how["runs"], how["first"]))
        return [
            Effect(float(trial.expected.sign), 0.01 if trial.field == "expects" else 5.0, how["runs"]) for trial in held
        ]

    monkeypatch.setattr(module, "measure_all", found)
    results = module.settled(asked, load=load, rounds=(10, 30))
    assert seen == [(2, 10, 0), (1, 30, 10)]
    assert [each.pairs for each in results] == [10, 40]


def test_one_choice_can_be_measured_by_itself() -> None:
    row = move_of("denial")
    expected = Expected("four-nos", "growth_pct", -1, quarters=8)
    alone = measure(expected, row, load=load, runs=50)
    trial = Trial("move", row.id, row.role, "against", expected, usual_line(row), choice=row)
    assert alone == measure_all([trial], load=load, runs=50)[0]
    assert alone.holds(-1)
