"""Deaths are told as people: soldiers as the model counts them, civilians and displaced with wide ranges."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import scenarios
from sim.game import losses
from sim.model import CrisisModel
from sim.observation import observe
from sim.seats import Role

BIBLIOGRAPHY = Path(__file__).parents[2] / "docs" / "bibliography.md"
BORDER_WAR = scenarios.load("border-war-1979")


@pytest.fixture(scope="module")
def war() -> Iterator[CrisisModel]:
    model = CrisisModel(BORDER_WAR, seed=3, runs=40)
    for _quarter in range(8):
        model.step()
    yield model
    model.close()


def test_the_numbers_of_1979_contain_what_the_record_says() -> None:
    found = losses.losses(scenarios.load("border-war-1979"), 20.0, 13.0, 0.3)
    assert found.civilians[0] <= 10_000 <= found.civilians[1]
    assert found.displaced[0] <= 1_750_000 <= found.displaced[1]


def test_the_numbers_of_the_analogue_contain_what_the_record_says() -> None:
    found = losses.losses(scenarios.load("ukraine-analogue"), 31.0, 60.0, 0.5)
    assert found.civilians[0] <= 10_582 <= found.civilians[1]
    assert found.displaced[0] <= 10_200_000
    assert found.displaced[1] >= 13_900_000


def test_a_world_and_what_a_seat_sees_of_it_are_told_alike_but_for_what_only_the_seat_knows(war: CrisisModel) -> None:
    whole = losses.people(war.world, BORDER_WAR, run=7)
    own = losses.people(observe(war.world, Role.TARGET, war.setting, war.p), BORDER_WAR, run=7)
    other = losses.people(observe(war.world, Role.CHALLENGER, war.setting, war.p), BORDER_WAR, run=7)
    assert whole.target == own.target == other.target == 1000.0 * war.world.dead[0][7]
    assert own.abroad == whole.abroad
    assert other.abroad == 0.0
    assert own.displaced[1] <= whole.displaced[1]


def test_losses_between_two_moments_are_never_below_nought(war: CrisisModel) -> None:
    before = war.world.fork()
    before.dead[:] = 0.0
    found = losses.between(before, war.world, BORDER_WAR)
    assert found.target == pytest.approx(1000.0 * war.world.dead[0][0])
    assert losses.between(war.world, before, BORDER_WAR).target == 0.0


def test_more_dead_or_more_land_lost_never_means_fewer_people() -> None:
    scenario = scenarios.load("four-nos")
    rows = [losses.losses(scenario, dead, dead, land) for dead, land in ((0, 0), (1, 0), (5, 0.1), (50, 0.9), (80, 1))]
    for fewer, more in itertools.pairwise(rows):
        assert fewer.civilians <= more.civilians
        assert fewer.displaced[0] <= more.displaced[0]
        assert fewer.displaced[1] <= more.displaced[1]
    assert rows[-1].displaced[1] <= 100e6


def test_at_sea_nobody_is_driven_from_home() -> None:
    found = losses.losses(scenarios.load("rig-crisis"), 0.2, 0.1, 0.0)
    assert found.displaced == (0.0, 0.0)
    assert found.civilians[0] == 0.0 < found.civilians[1]


def test_the_wording_is_sober_rounded_and_says_what_is_not_counted() -> None:
    words = losses.losses(scenarios.load("border-war-1979"), 20.123, 13.456, 0.3, abroad=8.0).wording
    assert "about 20,000 of Vietnam" in words
    assert "about 13,000 of China" in words
    assert "The model counts soldiers only; the wide ranges come from other wars." in words
    assert "!" not in words
    for number in re.findall(r"\d[\d,]*", words):
        assert len(number.replace(",", "").rstrip("0")) <= 2


def test_where_nobody_died_that_is_said_and_small_numbers_are_not_made_up() -> None:
    assert losses.losses(scenarios.load("four-nos"), 0.0, 0.0, 0.0).lines == ("Nobody has died.",)
    assert "fewer than 100 of Vietnam, none of China" in losses.losses(scenarios.load("rig-crisis"), 0.03, 0, 0).wording


def test_soldiers_who_died_abroad_are_told_alone_where_nobody_died_at_home() -> None:
    lines = losses.losses(scenarios.load("border-war-1979"), 0.0, 0.0, 0.0, abroad=0.8).lines
    assert lines == ("Soldiers of Vietnam dead in a third country: about 800.",)


def test_every_ratio_has_a_source_that_the_bibliography_holds() -> None:
    text = BIBLIOGRAPHY.read_text(encoding="utf-8")
    for part in losses.table().values():
        for row in part.values():
            assert 0.0 <= row["low"] <= row["high"]
            for key in re.findall(r"\[([A-Z][\w-]+)\]", row["source"]):
                assert f"- **[{key}]**" in text, key
            assert "[" in row["source"] or "assumed" in row["source"]
