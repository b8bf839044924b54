"""Outcome measures and endings, by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.outcome import ENDING_TEXTS, ENDINGS, MEASURES, ending, outcomes
from sim.world import NEVER
from tests.engine import CENTRE, World, play, scenario, stage

PUBLISHED = [
    *("war", "crises", "occupation", "general_war", "settled", "challenger_terms", "settlement_terms"),
    *("quarters_to_settlement", "ending", "war_quarters", "concessions", "target_dead_thousand"),
    *("challenger_dead_thousand", "peak_land_lost", "territory", "autonomy", "growth_pct", "legitimacy"),
    *("patron_a_abandoned", "patron_b_abandoned", "target_weariness", "challenger_weariness"),
]
ORACLE = json.loads((Path(__file__).parent / "reference" / "oracle.json").read_text("utf-8"))
FRESH: dict[str, Any] = {
    "rung": 0.0,
    "ever_war": 0.0,
    "ever_general_war": 0.0,
    "ever_occupied": 0.0,
    "settled_in": NEVER,
    "terms": NEVER,
    "first_war": NEVER,
    "abandoned_in": NEVER,
    "land_held": 0.0,
    "land_ceded": 0.0,
    "conceded": 0.0,
    "level": 0.4,
    "tie": 0.4,
    "gdp_path": 1.0,
    "output_loss": 0.0,
}


def ended(**rows: Any) -> World:
    return stage(FRESH | rows, base=scenario("four-nos"))[0]


ENDED: dict[str, tuple[dict[str, float], str]] = {
    "peace throughout": ({}, "no_war"),
    "crises alone": ({"rung": 2.0, "crises": 3.0}, "no_war"),
    "still in open war": ({"ever_war": 1.0, "rung": 3.0}, "still_fighting"),
    "still bleeding": ({"ever_war": 1.0, "rung": 4.0}, "still_fighting"),
    "still occupied": ({"ever_war": 1.0, "rung": 5.0}, "still_fighting"),
    "left": ({"ever_war": 1.0, "rung": 1.0}, "challenger_left"),
    "left, and calm": ({"ever_war": 1.0, "rung": 0.0}, "challenger_left"),
    "even terms are the challenger's": (
        {"ever_war": 1.0, "rung": 6.0, "settled_in": 5.0, "terms": 0.5},
        "challengers_terms",
    ),
    "target's terms": ({"ever_war": 1.0, "rung": 0.0, "settled_in": 5.0, "terms": 0.499}, "targets_terms"),
    "settled, and at war again": ({"ever_war": 1.0, "rung": 4.0, "settled_in": 5.0, "terms": 0.7}, "challengers_terms"),
    "general war above all": (
        {"ever_war": 1.0, "ever_general_war": 1.0, "rung": 6.0, "settled_in": 5.0, "terms": 0.1},
        "general_war",
    ),
}


@pytest.mark.parametrize("name", ENDED)
def test_endings(name: str) -> None:
    rows, expected = ENDED[name]
    assert ENDINGS[int(ending(ended(**rows))[0])] == expected


def test_measures_are_those_that_are_published() -> None:
    assert [measure.name for measure in MEASURES] == PUBLISHED == list(outcomes(ended(), CENTRE))
    assert [measure.name for measure in MEASURES if measure.conditional] == [
        "settlement_terms",
        "quarters_to_settlement",
    ]
    assert all(measure.unit and measure.text for measure in MEASURES)
    assert set(ENDING_TEXTS) == set(ENDINGS) and all(ENDING_TEXTS.values())
    assert set(ORACLE["definitions"]) < {*PUBLISHED}


@pytest.mark.parametrize(
    ("rows", "measure", "value"),
    [
        ({"land_held": 0.3, "land_ceded": 0.1}, "territory", 0.6),
        ({"land_held": 0.8, "land_ceded": 0.5}, "territory", 0.0),
        ({"conceded": 0.2, "level": [[1.0], [0.2]]}, "autonomy", 0.5),
        ({"conceded": 0.9, "level": 1.0}, "autonomy", 0.0),
        ({"gdp_path": 1.21}, "growth_pct", 10.0),
        ({"gdp_path": 1.21, "output_loss": 1 - 1 / 1.21}, "growth_pct", 0.0),
        ({"terms": 0.7, "settled_in": 6.0, "first_war": 2.0}, "quarters_to_settlement", 4.0),
        ({"terms": 0.7, "settled_in": 6.0, "first_war": 2.0}, "settlement_terms", 0.7),
        ({"terms": 0.7, "settled_in": 6.0}, "settled", 1.0),
        ({"terms": 0.3, "settled_in": 6.0}, "challenger_terms", 0.0),
        ({"abandoned_in": [[0.0], [NEVER]]}, "patron_a_abandoned", 1.0),
        ({"abandoned_in": [[0.0], [NEVER]]}, "patron_b_abandoned", 0.0),
        ({"dead": [[12.5], [7.0]]}, "target_dead_thousand", 12.5),
        ({"weariness": [[0.4], [0.2]]}, "challenger_weariness", 0.2),
    ],
)
def test_measures_by_hand(rows: dict[str, Any], measure: str, value: float) -> None:
    world = ended(**rows)
    world.quarter = 8
    assert outcomes(world, CENTRE)[measure] == pytest.approx(value)


@pytest.mark.parametrize("measure", ["settlement_terms", "quarters_to_settlement"])
def test_without_a_settlement_there_are_no_terms(measure: str) -> None:
    assert np.isnan(outcomes(ended(), CENTRE)[measure]).all()


def test_outcomes_are_copies() -> None:
    world = ended(crises=2.0)
    found = outcomes(world, CENTRE)
    for values in found.values():
        assert not np.shares_memory(values, world.block)
        values[...] = 99.0
    assert world.crises == 2.0


@pytest.mark.parametrize("name", ["bleeding-white", "four-nos", "border-war-1979", "ukraine-analogue", "rig-crisis"])
def test_measures_agree_with_each_other_and_with_the_path(name: str) -> None:
    doctrines = {"four-nos": {"vietnam": "ally-us", "china": "seize", "us": "full"}}.get(name)
    played = play(name, runs=250, doctrines=doctrines, keep=True)
    found, rung = played.outcomes, played.path("rung")
    war = (rung >= 3) & (rung <= 5)
    assert np.array_equal(np.isfinite(found["settlement_terms"]), found["settled"] == 1)
    assert np.array_equal(found["challenger_terms"] == 1, found["settlement_terms"] >= 0.5)
    assert np.array_equal(found["ending"] == ENDINGS.index("no_war"), found["war"] == 0)
    assert np.array_equal(found["ending"] == ENDINGS.index("general_war"), found["general_war"] == 1)
    assert (found["war"] >= war.any(0)).all() and (found["occupation"] >= (rung == 5).any(0)).all()
    assert np.array_equal(found["war"] == 1, (found["war_quarters"] > 0) | war[0])
    assert (found["territory"] + found["peak_land_lost"] + played.world.land_ceded >= 1 - 1e-6).all()
    for share in ("war", "settled", "territory", "autonomy", "legitimacy", "target_weariness", "challenger_weariness"):
        assert ((found[share] >= 0) & (found[share] <= 1)).all(), share


def test_measures_at_the_opening_are_defined() -> None:
    found = play("bleeding-white", 0, runs=3).outcomes
    assert found["war"].tolist() == [1.0] * 3 and found["growth_pct"].tolist() == [0.0] * 3


def test_a_run_that_opens_in_a_settlement_has_seen_no_war_in_it() -> None:
    found = play("four-nos", 1, runs=400, opening={"quarrel.rung": "settlement", "patron_a.credibility": 1.0}).outcomes
    assert not found["war"].any() and not found["general_war"].any()
