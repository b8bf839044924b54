"""`fournos balance` from end to end."""

from __future__ import annotations

import os

import pytest

from scenarios import load
from sim.study.balance import TYPES
from sim.study.meters import METERS
from tests.command_line import answer, interrupted, refused, typed

FEW = ("--runs", "12")
NAMES = [meter.name for meter in METERS]


def test_the_json_has_one_row_a_scenario() -> None:
    (row,) = answer("balance", "rig-crisis", *FEW)
    scenario = load("rig-crisis")
    assert (row["scenario"], row["seat"], row["opponent"]) == ("rig-crisis", "vietnam", "china")
    postures = scenario.seats["vietnam"].doctrines
    for held in (row["against_all"], *row["replies"].values(), *(row["types"][name] for name in TYPES)):
        assert list(held["postures"]) == postures and list(held["best"]) == NAMES
        assert set(held["undominated"]) <= set(postures) and held["undominated"]
        assert sum(held["weights"].values()) == pytest.approx(1.0)
        for meters in held["postures"].values():
            assert list(meters) == NAMES
            assert all(found["p05"] <= found["p95"] for found in meters.values())
    assert list(row["replies"]) == scenario.seats["china"].doctrines
    assert row["types"]["doctrine"] == scenario.seats["china"].doctrine
    assert row["types"]["greed"][0] < row["types"]["greed"][1]


def test_the_text_shows_meters_types_and_replies_within_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = typed("balance", "rig-crisis", *FEW, "--seed", "3")
    assert result.exit_code == 0, result.stderr
    text = " ".join(result.stdout.split())
    for name in (*load("rig-crisis").seats["vietnam"].doctrines, *load("rig-crisis").seats["china"].doctrines):
        assert name in text
    assert all(meter.title in text for meter in METERS)
    assert "12 runs of each pair, 12 quarters, seed 3" in text
    assert "civilians, and soldiers who die in a third country, are not counted" in text
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_another_seat_plays_against_the_target() -> None:
    (row,) = answer("balance", "rig-crisis", "--seat", "us", *FEW)
    assert (row["seat"], row["opponent"]) == ("us", "vietnam")
    assert list(row["against_all"]["postures"]) == load("rig-crisis").seats["us"].doctrines


def test_several_scenarios_are_set_side_by_side() -> None:
    result = typed("balance", "rig-crisis", "tutorial", "rig-crisis", "--runs", "6")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("Postures of vietnam") == 2, "a scenario named twice is played once"
    assert "scenario by scenario" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rig-crises",), "Did you mean 'rig-crisis'?"),
        (("rig-crisis", "--seat", "chna"), "china"),
        (("rig-crisis", "--runs", "2"), "--runs"),
        (("rig-crisis", "ukraine-analogue", "--seat", "vietnam"), "ukraine"),
    ],
)
def test_bad_input_is_refused_in_one_message(words: tuple[str, ...], said: str) -> None:
    result = typed("balance", *words)
    assert said in refused(result.exit_code, result.stdout, result.stderr)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_ctrl_c_stops_it() -> None:
    assert "Stopped" in interrupted("balance", "four-nos", "--runs", "50000")
