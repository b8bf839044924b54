from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.game.clock import GAP, Clock


def test_a_new_clock_stands_until_it_is_started() -> None:
    clock = Clock(60)
    assert not clock.tick(1_000)
    assert (clock.running, clock.remaining, clock.out) == (False, 60, False)
    clock.start(1_000)
    clock.tick(1_003)
    assert (clock.running, clock.remaining) == (True, 57)


@given(
    st.lists(st.tuples(st.sampled_from(["tick", "start", "pause"]), st.floats(-20, 20))),
    st.floats(0, 100) | st.none(),
)
def test_only_time_between_near_ticks_of_a_running_clock_is_spent(
    steps: list[tuple[str, float]], budget: float | None
) -> None:
    clock, now, running, spent, last = Clock(budget), 0.0, False, 0.0, 0.0
    for what, passed in steps:
        now += passed
        if running:
            gap = now - last > GAP
            spent += 0.0 if gap else max(0.0, now - last)
            running = not gap
        running = {"tick": running, "start": True, "pause": False}[what]
        last = now
        getattr(clock, what)(now)
        assert clock.running == running
        assert clock.spent == pytest.approx(spent)
    assert clock.remaining is None if budget is None else clock.remaining == pytest.approx(max(0.0, budget - spent))


def test_a_gap_costs_nobody_time_and_stops_the_clock() -> None:
    clock = Clock(60)
    clock.start(0)
    clock.tick(4)
    assert clock.tick(3_600)
    assert (clock.running, clock.slept, clock.remaining) == (False, True, 56)
    assert not clock.tick(3_601), "it is told once"
    clock.start(3_700)
    clock.tick(3_701)
    assert (clock.slept, clock.remaining) == (False, 55)


def test_after_a_restart_the_clock_stands_with_what_was_left() -> None:
    clock = Clock(60)
    clock.start(0)
    clock.tick(5)
    again = Clock.from_data(json.loads(json.dumps(clock.to_data())))
    again.tick(9_999)
    assert (again.running, again.remaining) == (False, 55)


def test_time_runs_out_and_can_be_extended() -> None:
    clock = Clock(4)
    clock.start(0)
    clock.tick(4.5)
    assert clock.out
    assert clock.remaining == 0
    clock.extend(10)
    assert not clock.out
    assert clock.remaining == 9.5
    clock.next_turn(30)
    clock.tick(5.5)
    assert (clock.running, clock.remaining) == (True, 29)


def test_without_a_budget_a_turn_takes_as_long_as_it_takes() -> None:
    clock = Clock()
    clock.start(0)
    clock.tick(5)
    clock.extend(10)
    assert (clock.remaining, clock.out, clock.spent) == (None, False, 5)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), "x", None])
def test_what_is_no_time_is_refused(seconds: Any) -> None:
    with pytest.raises(InputError):
        Clock(60).extend(seconds)
    if seconds not in (0, None):
        with pytest.raises(InputError):
            Clock(seconds)
