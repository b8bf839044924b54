"""The opening: the scenario's numbers, what postures have built before it, types, and overrides."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from sim.doctrines import doctrine
from sim.opening import triangular
from sim.scenario import Prior
from sim.seats import RUNGS
from sim.setting import Setting, opening_names, setting
from tests.engine import Played, opened, play, scenario

PRIOR = Prior(low=0.0, mode=0.25, high=1.0, source="test")
LIVELY: dict[str, dict[str, str]] = {"four-nos": {"vietnam": "ally-us", "china": "seize", "us": "full"}}


def opened_world(name: str = "four-nos", **options: Any) -> Any:
    with opened(scenario(name), **{"runs": 2} | options) as model:
        return model.world


@pytest.mark.parametrize(
    ("luck", "value"),
    [(0.0, 0.0), (0.0625, 0.125), (0.25, 0.25), (0.25 + 0.75 * 0.75, 0.625), (1.0, 1.0)],
    ids=["low", "half-way-up", "mode", "half-way-down", "high"],
)
def test_a_triangular_prior_by_inversion(luck: float, value: float) -> None:
    assert triangular(PRIOR, np.array([luck])) == pytest.approx(value)


@pytest.mark.parametrize(("low", "mode", "high"), [(0, 0, 1), (0, 1, 1), (-6, -3, -0.8)], ids=["down", "up", "resolve"])
def test_a_triangular_prior_stays_within_its_limits(low: float, mode: float, high: float) -> None:
    prior = Prior(low=low, mode=mode, high=high, source="test")
    drawn = triangular(prior, (np.arange(10_000) + 0.5) / 10_000)
    assert low <= drawn.min() and drawn.max() <= high
    assert drawn.mean() == pytest.approx((low + mode + high) / 3, abs=1e-3)


def test_types_come_from_the_doctrines_or_from_the_prior() -> None:
    by_doctrine = opened_world(doctrines={"china": "seize", "us": "full", "russia": "lean-china"})
    assert by_doctrine.greed.tolist() == [1.0, 1.0]
    assert by_doctrine.resolve.tolist() == [[0.5, 0.5], [-6.0, -6.0]]
    drawn = opened_world(types="prior", runs=3_000, doctrines={"china": "seize"})
    prior = scenario("four-nos").priors.greed
    assert drawn.greed.mean() == pytest.approx((prior.low + prior.mode + prior.high) / 3, abs=0.02)
    assert abs(np.corrcoef(drawn.resolve)[0, 1]) < 0.06 and abs(np.corrcoef(drawn.greed, drawn.resolve[0])[0, 1]) < 0.06


def test_a_type_stays_what_it_is() -> None:
    played = play("four-nos", 12, runs=20, types="prior", doctrines={"china": "charm,seize@3"}, keep=True)
    for row in ("greed", "resolve"):
        assert (played.path(row) == played.path(row)[0]).all()


@pytest.mark.parametrize(
    ("vietnam", "russia", "force", "output", "built"),
    [
        ("four-nos", "supplier", 4.0, 0.15, 0.0),
        ("porcupine", "supplier", 6.0, 0.35, 0.2),
        ("four-nos", "lean-china", 4.0, 0.11, -0.04),
        ("augmented", "lean-china", 6.0, 0.31, 0.16),
    ],
)
def test_a_posture_held_from_the_opening_has_built_what_it_builds(
    vietnam: str, russia: str, force: float, output: float, built: float
) -> None:
    world = opened_world(doctrines={"vietnam": vietnam, "russia": russia})
    assert (world.force[0, 0], world.output[0], world.self_supply[0]) == pytest.approx((force, output, built))


@pytest.mark.parametrize(
    ("rung", "optimism", "war"),
    [
        ("peace", 0.0, False),
        ("crisis", 0.0, False),
        ("border-war", 0.3, True),
        ("stalemate", 0.21, True),
        ("occupation", 0.0, True),
    ],
)
def test_an_opening_in_war_counts_as_war(rung: str, optimism: float, war: bool) -> None:
    world = opened_world(opening={"quarrel.rung": rung})
    assert world.rung.tolist() == [RUNGS.index(rung)] * 2
    assert world.optimism[:, 0] == pytest.approx([optimism] * 2)
    assert world.ever_war.tolist() == [float(war)] * 2 and world.first_war.tolist() == [0.0 if war else -1.0] * 2


def test_who_opens_a_war_for_land() -> None:
    assert opened_world("bleeding-white").aim.tolist() == [0.0, 0.0]
    assert opened_world("bleeding-white", doctrines={"china": "seize"}).aim.tolist() == [1.0, 1.0]
    assert opened_world("ukraine-analogue", doctrines={"russia": "bleed-white"}).aim.tolist() == [1.0, 1.0]


def test_the_pledges_of_the_posture_are_in_force() -> None:
    assert opened_world(doctrines={"vietnam": "ally-us"}).pledged[:, 0].tolist() == [0.0, 1.0, 1.0, 1.0]


def moved(name: str, key: str, times: float) -> bool:
    """Return whether a change of an opening value changes any quarter of some runs."""
    base = scenario(name)
    options: dict[str, Any] = {"runs": 40, "doctrines": LIVELY.get(name), "seed": 6, "keep": True}
    group, _, row = key.partition(".")
    value = getattr(getattr(base.opening, group), row).value
    plain, other = usual(name), play(base, 16, opening={key: value * times if value else 0.1}, **options)
    return any(not np.array_equal(*pair) for pair in zip(plain.blocks[1:], other.blocks[1:], strict=True))


@cache
def usual(name: str) -> Played:
    return play(name, 16, runs=40, doctrines=LIVELY.get(name), seed=6, keep=True)


PLACES = ("bleeding-white", "four-nos", "ukraine-analogue", "border-war-1979")


@pytest.mark.parametrize("key", opening_names(scenario("four-nos")))
def test_every_number_of_an_opening_makes_a_difference(key: str) -> None:
    """None is read by nobody: a change of it changes some quarter of some run, here or there."""
    assert any(moved(name, key, 0.7) for name in PLACES)


def test_overrides_may_differ_by_run() -> None:
    world = opened_world(runs=3, opening={"patron_b.rivalry": np.array([0.1, 0.2, 0.3]), "quarrel.trust": 0.5})
    assert world.rivalry.tolist() == [[0.65] * 3, [0.1, 0.2, 0.3]] and world.trust.tolist() == [0.5] * 3


def test_the_doctrine_of_the_opening_gives_the_type_of_the_game() -> None:
    held = doctrine("challenger", "charm").type_value
    assert opened_world(doctrines={"china": "charm,seize@1"}).greed.tolist() == [held] * 2


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda held: pickle.loads(pickle.dumps(held))])
def test_a_setting_can_be_copied_and_sent_to_a_worker(copied: Callable[[Setting], Setting]) -> None:
    held = setting(scenario("four-nos"))
    twin = copied(held)
    assert twin.quarters == held.quarters and np.array_equal(twin.pair("border"), held.pair("border"))
    with pytest.raises(AttributeError):
        _ = held.no_such_number
