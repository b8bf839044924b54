"""What is said before a war is played: that people die in it, whether it was one, and that a seat can be declined."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import scenarios
from sim import language
from sim.game import content_notes
from sim.seats import Role


@pytest.fixture(autouse=True)
def original() -> Iterator[None]:
    yield
    language.choose(language.ORIGINAL)


@pytest.mark.parametrize("name", scenarios.names())
def test_every_scenario_says_before_it_is_played_that_people_die_in_it(name: str) -> None:
    lines = content_notes.before_play(scenarios.load(name))
    assert "People die in it." in " ".join(lines)
    assert "forecasts nothing" in " ".join(lines)
    assert not [line for line in lines if "!" in line or not line.endswith(".")]


def test_a_war_that_was_and_a_war_that_was_not_are_told_apart() -> None:
    past = content_notes.before_play(scenarios.load("border-war-1979"))
    invented = content_notes.before_play(scenarios.load("bleeding-white"))
    assert "people have died" in past[0]
    assert "has not happened" in invented[0]
    assert past[1:] == invented[1:]


@pytest.mark.parametrize("name", scenarios.names())
def test_only_the_seat_that_attacks_is_warned_of_and_can_be_declined(name: str) -> None:
    scenario = scenarios.load(name)
    for seat, row in scenario.seats.items():
        lines = content_notes.before_seat(scenario, seat)
        assert bool(lines) == (scenario.role_of(seat) is Role.CHALLENGER)
        assert not lines or (row.label in lines[0] and "decline" in lines[1])


def test_readers_of_a_translation_are_told_that_it_is_one() -> None:
    assert content_notes.on_translation() == ""
    language.choose("vi")
    assert "bản dịch" in content_notes.on_translation()
