"""Economy and home, by hand: growth, output lost to war, trade, standing at home, and the memory of the quarrel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.rules import economy
from tests.engine import CENTRE, scenario, stage

PRESENT = scenario("four-nos")
REST: dict[str, Any] = {
    **dict.fromkeys(("rung", "conceded", "land_held", "land_ceded", "output_loss", "coerced", "weariness"), 0.0),
    **dict.fromkeys(("level", "tie"), 0.4),
    **dict.fromkeys(("support", "support_opening"), 0.5),
    "trade_dependence": 0.15,
    "grievance": 0.38,
    "greed": 0.25,
    "legitimacy": 0.6,
}


def at_home(rows: dict[str, Any] | None = None, **options: Any) -> Any:
    """Return world and turn before the economy: no war, no burden, no step of alignment."""
    staged = REST | (rows or {})
    world, turn = stage(staged, before="economy", base=options.pop("base", PRESENT), **options)
    for name, value in staged.items():
        getattr(world, name)[...] = value
    turn.drain, turn.step = np.zeros((2, world.runs)), np.zeros((2, world.runs))
    turn.at_war = (world.rung >= 3) & (world.rung <= 5)
    return world, turn


@pytest.mark.parametrize(
    ("rows", "options", "rate"),
    [
        ({}, {}, 0.062),
        ({"level": [[0.6], [0.4]]}, {}, 0.062 + 0.04 * 0.5 * 0.2),
        ({"level": [[0.4], [0.8]]}, {}, 0.062 + 0.04 * 0.05 * 0.4),
        ({"tie": 0.6}, {}, 0.062 + 0.04 * 0.35 * 0.2),
        ({"support": [[0.7], [0.5]]}, {}, 0.062 + 0.04 * 0.5 * 0.3 * 0.2),
        ({"coerced": 1.0}, {}, 0.062 - 0.17 * 0.15),
        ({"rung": 1}, {}, 0.060),
        ({"rung": 2}, {}, 0.052),
        ({"rung": 4}, {}, 0.062),
        ({}, {"doctrines": {"vietnam": "augmented"}}, 0.056),
        ({}, {"parameters": {"help_cost": 0.01}, "doctrines": {"vietnam": "porcupine"}}, 0.052),
    ],
    ids=[
        *("at-rest", "closer-to-a", "closer-to-b", "closer-to-the-challenger", "support", "coerced", "grey", "crisis"),
        *("war-costs-a-level", "self-help", "dearer-self-help"),
    ],
)
def test_growth(rows: dict[str, Any], options: dict[str, Any], rate: float) -> None:
    assert economy.growth(*at_home(rows, **options)) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("old", "burden", "new"), [(0.0, 0.05, 0.1), (0.2, 0.05, 0.2), (0.2, 0.0, 0.1)], ids=["war", "level", "peace"]
)
def test_output_is_lost_by_level_and_comes_back(old: float, burden: float, new: float) -> None:
    assert economy.output_loss(np.array([old]), np.array([burden]), CENTRE) == pytest.approx(new)


@pytest.mark.parametrize(("path", "loss", "index"), [(1.2, 0.25, 0.9), (1.0, 0.0, 1.0), (1.0, 0.95, 0.1)])
def test_gdp_is_its_path_less_what_war_takes(path: float, loss: float, index: float) -> None:
    world, _turn = at_home({"gdp_path": path, "output_loss": loss})
    assert economy.gdp(world) == pytest.approx(index)


@pytest.mark.parametrize(
    ("rows", "lost"),
    [
        ({}, 0.0),
        ({"level": [[1.0], [0.4]]}, 0.3),
        ({"level": [[0.4], [0.6]]}, 0.1),
        ({"tie": 0.8}, 0.2),
        ({"level": [[0.1], [0.1]], "tie": 0.1}, 0.0),
    ],
    ids=["partnership", "treaty", "with-b", "with-the-challenger", "none"],
)
def test_ties_above_a_partnership_bind(rows: dict[str, Any], lost: float) -> None:
    world, _turn = at_home(rows)
    assert economy.dependence(world, CENTRE) == pytest.approx(lost)


SOFT = 0.25 * 0.5 * 0.38
"""What reassuring a resented power costs the four no's at home."""


@pytest.mark.parametrize(
    ("rows", "pace", "burden", "level"),
    [
        ({}, 0.062, 0.0, 0.6 - SOFT),
        ({}, 0.102, 0.0, 0.6 - SOFT + 1.5 * 0.04),
        ({"rung": 4}, 0.062, 0.02, 0.6 - SOFT - 1.5 * 0.08),
        ({"conceded": 0.2}, 0.062, 0.0, 0.6 - SOFT - 0.1),
        ({"land_ceded": 0.2}, 0.062, 0.0, 0.6 - SOFT - 0.1),
        ({"rung": 5, "land_held": 0.2}, 0.062, 0.0, 0.6 - SOFT - 0.1 + 0.1),
        ({"rung": 4, "weariness": 0.5}, 0.062, 0.0, 0.6 - SOFT - 0.15),
        ({"rung": 0, "weariness": 0.5}, 0.062, 0.0, 0.6 - SOFT),
        ({"level": [[1.0], [0.4]]}, 0.062, 0.0, 0.6 - SOFT - 0.25 * 0.3),
        ({"grievance": 0.0}, 0.062, 0.0, 0.6),
        ({"conceded": 1.0, "land_ceded": 1.0}, 0.062, 0.0, 0.0),
    ],
    ids=[
        *("at-rest", "boom", "burden", "conceded", "land-lost", "rally", "weary-in-war", "weary-in-peace", "dependent"),
        *("no-quarrel", "floor"),
    ],
)
def test_standing(rows: dict[str, Any], pace: float, burden: float, level: float) -> None:
    world, turn = at_home(rows)
    turn.drain[0] = burden
    assert economy.standing(world, turn, np.array([pace])) == pytest.approx(level)


@pytest.mark.parametrize(
    ("old", "coerced", "new"),
    [(0.15, 0.0, 0.15), (0.15, 1.0, 0.15 * 0.97), (0.05, 0.0, 0.051), (0.001, 1.0, 0.01), (0.9, 0.0, 0.6)],
    ids=["usual", "coerced", "comes-back", "floor", "ceiling"],
)
def test_trade_dependence(old: float, coerced: float, new: float) -> None:
    assert economy.trade_dependence(np.array([old]), 0.15, np.array([coerced]), CENTRE) == pytest.approx(new)


FELT = 0.3 * 0.525
"""What the four no's reassurance takes off the grievance of a pure security seeker."""


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ({"greed": 0.0}, 0.38 * (1 - FELT)),
        ({"greed": 1.0}, 0.38),
        ({"greed": 0.0, "conceded": 0.4}, 0.38 * (1 - FELT) * 0.8),
        ({"greed": 0.5, "conceded": 0.4}, 0.38 * (1 - FELT * 0.5)),
        ({"greed": 1.0, "conceded": 0.4}, 0.38 * 1.2),
        ({"greed": 0.0, "rung": 4, "grievance_onset": 0.7}, 0.7),
        ({"greed": 0.0, "rung": 4, "grievance_onset": 0.1}, 0.38 * (1 - FELT)),
        ({"greed": 0.0, "rung": 6, "grievance_onset": 0.7}, 0.38 * (1 - FELT)),
    ],
    ids=[
        *("reassured", "greedy", "appeased", "indifferent", "whetted", "unsettled-war", "below-its-usual-level"),
        "settled",
    ],
)
def test_the_level_to_which_the_quarrel_returns(rows: dict[str, Any], level: float) -> None:
    assert economy.structural_grievance(*at_home(rows)) == pytest.approx(level)


@pytest.mark.parametrize(
    ("rows", "step", "luck", "expected"),
    [
        ({"greed": 1.0}, [0.0, 0.0], 0.5, 0.38),
        ({"greed": 1.0, "grievance": 0.48}, [0.0, 0.0], 0.5, 0.48 - 0.06 * 0.1),
        ({"greed": 1.0}, [0.055, 0.0], 0.5, 0.38 + 0.6 * 0.055 * 0.65 * (1 - 0.7 * 0.525)),
        ({"greed": 1.0}, [0.0, 0.055], 0.5, 0.38 + 0.6 * 0.055 * 0.2 * (1 - 0.7 * 0.525)),
        ({"greed": 1.0}, [-0.055, -0.055], 0.5, 0.38),
        ({"greed": 1.0}, [0.0, 0.0], 1.0, 0.3875),
    ],
    ids=["at-rest", "cools", "step-to-a", "step-to-b", "steps-back", "noise"],
)
def test_grievance(rows: dict[str, Any], step: list[float], luck: float, expected: float) -> None:
    world, turn = at_home({"rivalry": [[0.65], [0.2]]} | rows, luck={"economy/grievance": luck})
    world.rivalry = np.array([[0.65], [0.2]])
    turn.step = np.array(step)[:, None]
    assert economy.grievance(world, turn) == pytest.approx(expected)


def test_a_quarter_of_peace() -> None:
    world, turn = at_home({"gdp_path": 1.1, "grievance": 0.38, "greed": 1.0}, luck={"economy/grievance": 0.5})
    economy.resolve(world, turn)
    assert world.gdp_path == pytest.approx(1.1 * (1 + 0.062 / 4))
    assert world.legitimacy == pytest.approx(0.6 - 0.1 * SOFT)
    assert world.trade_dependence == pytest.approx(0.15)
    assert world.grievance == pytest.approx(0.38)


def check_output_returns(quarters: int = 30) -> None:
    """When the loss ends, GDP is back on its path: no scar."""
    world, turn = at_home({"output_loss": 0.4})
    for _quarter in range(quarters):
        economy.resolve(world, turn)
    assert economy.gdp(world) == pytest.approx(world.gdp_path, rel=1e-8)


def test_gdp_returns_to_its_path_when_the_loss_ends() -> None:
    check_output_returns()
