"""Plans held against each other in the bleed, and the picture of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from docs.gather import rounded
from docs.proofs.balance import seat as told
from scenarios import load
from sim.ensemble import simulate
from sim.outcome import ENDINGS
from sim.plans import table as plans
from sim.plots import plans as pictures
from sim.plots import save
from sim.plots.words import percent
from sim.seats import Role
from sim.study.plan_trials import LEAST, SCENARIO, PlanRuns, SeatTrial, plan_trials, policy

BLEED = load(SCENARIO)


@pytest.fixture(scope="module")
def trials() -> list[SeatTrial]:
    return plan_trials(BLEED, runs=40)


def test_vietnam_has_ten_plans_and_every_seat_has_some(trials: list[SeatTrial]) -> None:
    counts = {trial.role: len(trial.rows) for trial in trials}
    assert counts[Role.TARGET] == 10 and list(counts) == list(Role) and min(counts.values()) >= 4
    assert sum(counts.values()) == sum(row.trial == SCENARIO for row in plans().values())
    assert LEAST[Role.TARGET] == 0.25 and {LEAST[role] for role in Role} == {0.25, 0.10}


@pytest.mark.parametrize("name", ["outlast", "isolate", "shift", "arm-hanoi"])
def test_a_plan_is_run_as_the_command_line_runs_it(trials: list[SeatTrial], name: str) -> None:
    trial, row = next((t, r) for t in trials for r in t.rows if r.plan.id == name)
    alone = simulate(BLEED, {trial.seat: policy(row.plan)}, runs=40, moves="on").outcomes["ending"]
    assert np.array_equal(row.codes, alone)
    assert row.policy == f"{row.plan.doctrine}+{name}"
    assert sum(row.endings.values()) == pytest.approx(1.0)


def made(*shares: tuple[float, float]) -> SeatTrial:
    """Return a seat whose plans end on the challenger's terms in so many of the first and of the second 50 runs."""
    row = next(iter(plans().values()))
    runs = []
    for first, second in shares:
        hit = np.concatenate([np.arange(50) < 50 * first, np.arange(50) < 50 * second])
        runs.append(PlanRuns(row, "it", np.where(hit, 1.0, 4.0)))
    return SeatTrial(Role.CHALLENGER, "china", tuple(runs))


def test_the_gap_is_that_of_the_extremes_and_is_checked_on_other_runs() -> None:
    trial = made((0.2, 0.4), (0.5, 0.1), (0.1, 0.1))
    assert [row.share() for row in trial.extremes] == [pytest.approx(0.3), pytest.approx(0.1)]
    assert trial.gap.mean == pytest.approx(0.2) and trial.gap.pairs == 100
    assert trial.checked.mean == pytest.approx(0.0), "the winner of the first half is no better in the second"
    assert trial.decides and not made((0.1, 0.1), (0.05, 0.05)).decides


@pytest.fixture(scope="module")
def seats(trials: list[SeatTrial]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rounded([told(trial) for trial in trials])
    return found


def test_the_picture_has_a_panel_a_seat_and_a_bar_a_plan(seats: list[dict[str, Any]], tmp_path: Path) -> None:
    figure = pictures.draw(seats, BLEED, 40, 1)
    assert len(figure.axes) == len(seats)
    for axes, seat in zip(figure.axes, seats, strict=True):
        assert axes.get_title(loc="left") == BLEED.seats[seat["seat"]].label
        assert [label.get_text() for label in axes.get_yticklabels()] == [row["policy"] for row in seat["plans"]]
        filled = [patch for patch in axes.patches if patch.get_facecolor()[3] > 0]
        shares = [row["endings"][name] for row in seat["plans"] for name in ENDINGS if row["endings"][name] > 0]
        assert [patch.get_width() for patch in filled] == pytest.approx(shares)
    for name in ("one.png", "two.png"):
        save(pictures.draw(seats, BLEED, 40, 1), tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_the_numbers_behind_the_picture_can_be_read(seats: list[dict[str, Any]]) -> None:
    text = pictures.describe(seats, BLEED, 40, 1)
    for seat in seats:
        for row in seat["plans"]:
            line = next(line for line in text.splitlines() if line.startswith(row["policy"]))
            assert percent(row["endings"]["still_fighting"]) in line
