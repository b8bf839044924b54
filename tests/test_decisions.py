"""Turns of a seat: what it could do, the two plans that differ in it, and when a choice counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
import pytest

from scenarios import load
from sim.batch import run_batch
from sim.errors import RunError
from sim.model import CrisisModel
from sim.moves import table as moves
from sim.plans import plan_of
from sim.seats import Role
from sim.study import decisions as study
from sim.study.decisions import LARGE, MEASURED, SMALLEST, TRACE, Futures, changes, decisions, needed
from sim.study.moments import Moment, moments, rest_of


@cache
def sampled(name: str = "four-nos", count: int = 3) -> list[Moment]:
    return moments(load(name), count)


# ---------------------------------------------------------------- moments


def test_moments_lie_evenly_over_the_scenario_each_in_a_game_of_its_own() -> None:
    assert [moment.quarter for moment in sampled()] == [10, 30, 50]
    assert [moment.run for moment in sampled()] == [0, 1, 2]
    assert all(moment.world.runs == 1 and moment.world.has_agenda for moment in sampled())


def test_a_moment_is_the_state_of_the_game_itself() -> None:
    model = CrisisModel(load("four-nos"), seed=1, runs=[1], namespace="game", types="prior", moves="on")
    try:
        model.run(30)
        assert np.array_equal(model.world.block, sampled()[1].world.block)
    finally:
        model.close()


def test_what_a_seat_could_do_is_legal_and_two_plans_differ_in_that_quarter_alone() -> None:
    moment = sampled()[0]
    assert set(moment.options) == set(Role)
    for role, options in moment.options.items():
        assert len({option.name for option in options}) == len(options) > 0
        for option in options:
            given, other = (plan_of(text, role).lines for text in (option.given, option.other))
            assert given[0].first == moment.quarter and given[0].until == moment.quarter + 1
            later = [line for line in given if line.first > moment.quarter]
            assert later == [line for line in other if line.first > moment.quarter]


def test_the_target_may_break_a_pledge_and_nobody_else() -> None:
    names = {
        role: [o.name for o in options if o.name.startswith("break ")] for role, options in sampled()[0].options.items()
    }
    assert names[Role.TARGET] and not any(names[role] for role in Role if role is not Role.TARGET)


def test_a_card_is_held_against_its_usual_option() -> None:
    for moment in sampled():
        for role, options in moment.options.items():
            for option in (each for each in options if each.name.startswith("card ")):
                given, other = (plan_of(text, role).lines[0].order.card for text in (option.given, option.other))
                assert option.name == f"card {given}" and other and other != given


def test_lines_of_the_usual_plan_are_cut_at_the_quarter() -> None:
    plan = plan_of("war every 8 from 4 until 20: denial\nany until 9: appeal\nany: peoples-defence", Role.TARGET)
    cut = rest_of(plan, plan, 10)
    assert [str(line) for line in cut.lines] == [
        "war every 8 from 10 until 11: denial",
        "any from 10 until 11: peoples-defence",
        "war every 8 from 11 until 20: denial",
        "any from 11: peoples-defence",
    ]


# ---------------------------------------------------------------- futures


def test_futures_are_those_of_a_fork_in_which_the_seat_follows_that_plan() -> None:
    moment, count, quarters = sampled()[0], 6, 3
    scenario = load("four-nos").model_copy(update={"quarters": moment.quarter + quarters})
    short = Moment(scenario, moment.run, moment.world, {Role.TARGET: moment.options[Role.TARGET][:2]})
    table = Futures(short)
    outcomes = run_batch(table.job(0, 0, count, seed=1)).outcomes
    assert outcomes is not None
    table.take(outcomes)

    def alone(plan: str) -> np.ndarray[Any, Any]:
        with going_on(moment, count, plan) as model:
            model.run(quarters)
            return np.array([model.outcomes()[name] for name in MEASURED])

    for option in short.options[Role.TARGET]:
        gap = alone(option.given) - alone(option.other)
        assert np.allclose(table.gaps[Role.TARGET][option.name], gap), option.name


def test_a_move_is_ordered_in_that_quarter_with_it_and_not_without() -> None:
    for moment in sampled():
        for role, options in moment.options.items():
            for option in (each for each in options if each.name in moves()):
                ordered = []
                for plan in (option.given, option.other):
                    with going_on(moment, 1, plan, role) as model:
                        model.step()
                        ordered.append(model.world.agenda.ordered_in[moves()[option.name].number, 0] == moment.quarter)
                assert ordered == [True, False], (moment.quarter, option.name)


@contextmanager
def going_on(moment: Moment, count: int, plan: str, role: Role = Role.TARGET) -> Iterator[CrisisModel]:
    """Open a model that goes on from a moment, one seat following a plan."""
    world = moment.world.part(np.zeros(count, np.int64))
    fork = {"namespace": "fork", "types": "prior", "moves": "on", "world": world}
    model = CrisisModel(moment.scenario, seed=1, runs=count, plans={moment.scenario.seat_of(role): plan}, **fork)
    try:
        yield model
    finally:
        model.close()


def test_more_futures_are_run_only_for_seats_in_which_nothing_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int, int]] = []
    job = Futures.job

    def noted(self: Futures, number: int, first: int, count: int, seed: int) -> Any:
        asked.append((len(self.asked.options), first, count))
        return job(self, number, first, count, seed)

    monkeypatch.setattr(Futures, "job", noted)
    found = decisions([load("rig-crisis")], turns=1, rounds=(20, 30))
    assert asked[0] == (4, 0, 20)
    assert len(found) == 4
    open_seats = sum(not each.counts for each in found)
    assert len(asked) == 1 or (asked[1][1:] == (20, 30) and asked[1][0] >= open_seats)


def test_the_same_on_two_workers() -> None:
    one, two = (decisions([load("rig-crisis")], turns=2, rounds=(20,), workers=workers) for workers in (1, 2))
    assert one == two
    assert [(each.seat, each.quarter) for each in one[:3]] == [("vietnam", 3), ("vietnam", 9), ("china", 3)]


def test_runs_that_fail_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: object, **_options: object) -> Any:
        raise ValueError("a fault")

    monkeypatch.setattr(study.Fork, "model", broken)
    with pytest.raises(RunError, match="rig-crisis failed"):
        decisions([load("rig-crisis")], turns=1, rounds=(5,))


# ---------------------------------------------------------------- what counts


def gaps(size: float, measure: str = "autonomy", futures: int = 400) -> dict[str, np.ndarray[Any, Any]]:
    held = np.zeros((len(MEASURED), futures))
    held[MEASURED.index(measure)] = size
    return {"it": held}


def test_a_change_counts_from_its_smallest_size_on() -> None:
    assert not changes(gaps(0.5e-4), 4.0) and [c.points for c in changes(gaps(2e-4), 4.0)] == [pytest.approx(0.02)]
    (change,) = changes(gaps(-0.004, "growth_pct"), 4.0)
    assert (change.measure, change.mean, change.points) == ("growth_pct", pytest.approx(-0.004), pytest.approx(0.2))
    assert 0 < TRACE < SMALLEST < LARGE


def test_noise_does_not_count_however_large() -> None:
    noise = {"it": np.random.default_rng(2).normal(0.0, 5.0, (len(MEASURED), 400))}
    assert not changes(noise, needed(300))


def test_the_measure_that_changes_most_is_told() -> None:
    held = gaps(0.01)
    held["it"][MEASURED.index("crises")] = 0.3
    assert [change.measure for change in changes(held, 4.0)] == ["crises"]


def test_the_bar_rises_with_the_number_of_things_tried() -> None:
    assert needed(1) == pytest.approx(2.5758, abs=1e-3)
    assert needed(1) < needed(20) < needed(400) < 5.0
