"""Directions in the bleed and of patrons in peace: the table, what is made of runs, and the evidence kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from docs.gather import read as kept
from docs.gather import rounded
from docs.pages import bleeding
from docs.proofs import directions as proof
from scenarios import load
from sim.claims import claims
from sim.errors import Cancelled, InputError, UnknownName
from sim.outcome import ENDINGS, MEASURES
from sim.posterior import posterior
from sim.study import effects
from sim.study.directions import PEACE, SIGNS, Direction, read, table
from sim.study.effects import endings, gathered, judged
from tests.engine import opened, scenario


def direction(name: str) -> Direction:
    return next(each for each in table().directions if each.id == name)


def rows(**changes: Any) -> dict[str, Any]:
    """Return a small table, with fields of its one direction changed."""
    bars = [{"name": name, "title": name, "scenario": "bleeding-white"} for name in ("a", "b")]
    one = {"id": "x", "claims": ["A5"], "text": "More.", "cells": ["a", "b"], "kind": "mean", "of": "war"}
    return {
        "panel": [{"name": "p", "title": "P", "note": "n", "bar": bars}],
        "direction": [{**one, "holds": "> 0", **changes}],
        "seat": [],
    }


# ---------------------------------------------------------------- the table


def test_the_panels_are_aid_bleeding_all_postures_and_patrons_in_peace() -> None:
    assert [panel.name for panel in table().panels] == ["aid", "intensity", "posture", PEACE]
    postures = [dict(bar.cell.doctrines)["vietnam"] for bar in table().panel("posture").bars]
    assert postures == load("bleeding-white").seats["vietnam"].doctrines
    assert all(bar.title == posture for bar, posture in zip(table().panel("posture").bars, postures, strict=True))


def test_every_bar_can_be_run_and_every_claim_that_was_asked_for_has_a_direction() -> None:
    for panel in table().panels:
        assert panel.title and panel.note
        for bar in panel.bars:
            assert bar.cell.case(load).scenario.name == bar.cell.scenario
    asked = {claim for each in table().directions for claim in each.claims}
    assert {"A5", "A6", "A16", "A18", "A19", "A22", "A31"} <= asked <= set(claims())
    ids = [each.id for each in table().directions]
    assert len(set(ids)) == len(ids)


def test_patrons_in_peace_have_a_direction_for_each_of_five_measures() -> None:
    measured = {measure.name for measure in MEASURES}
    pairs = [seat.names for seat in table().seats]
    assert len(set(pairs)) == len(pairs) and {seat.seat for seat in table().seats} == {"us", "russia"}
    for seat in table().seats:
        assert [each.id for each in seat.directions] == ["crises", "war", "growth_pct", "autonomy", "legitimacy"]
        assert {each.id for each in seat.directions} <= measured
        assert {each.expected for each in seat.directions} <= set(SIGNS)
        assert seat.why.endswith(".") and seat.claims
        assert all(cell.scenario == "four-nos" for each in seat.directions for cell in each.cells)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"cells": ["a", "c"]}, UnknownName, "bar"),
        ({"claims": ["A99"]}, UnknownName, "claim"),
        ({"of": "wars"}, UnknownName, "war"),
        ({"holds": "up"}, InputError, "threshold"),
    ],
)
def test_a_slip_in_the_table_is_told(changes: dict[str, Any], error: type[InputError], words: str) -> None:
    with pytest.raises(error, match=words):
        read(rows(**changes))
    assert read(rows()).directions[0].expected == "up"


# ---------------------------------------------------------------- what the bars are


def test_steady_aid_neither_tires_nor_leaves_nor_turns_with_elections() -> None:
    bar = next(bar for bar in table().panel("aid").bars if bar.name == "aid-steady")
    with opened(scenario(), runs=60, parameters=dict(bar.cell.parameters)) as model:
        model.run(40)
        assert not model.world.fatigue.any() and not model.world.mood.any() and not model.world.gone.any()
    with opened(scenario(), runs=60) as model:
        model.run(40)
        assert model.world.fatigue.any() and model.world.mood.any() and model.world.gone.any()


def test_without_aid_both_patrons_are_gone_from_the_first_quarter() -> None:
    bar = next(bar for bar in table().panel("aid").bars if bar.name == "aid-none")
    with opened(bar.cell.case(load).scenario, runs=4) as model:
        model.step()
        assert model.turn is not None and model.world.gone.all() and not model.turn.aid_total.any()


# ---------------------------------------------------------------- what is made of runs


def test_shares_of_endings_are_means_over_sets_with_the_range_over_them() -> None:
    codes = np.array([[1.0, 1.0, 1.0, 4.0], [1.0, 4.0, 4.0, 4.0]])
    found = endings(codes)
    assert list(found) == list(ENDINGS)
    assert found["challengers_terms"] == pytest.approx({"mean": 0.5, "low": 0.275, "high": 0.725})
    assert sum(share["mean"] for share in found.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("effects", "found", "agree", "share"),
    [
        ([0.1, 0.2, 0.3, 0.2], "up", "yes", 1.0),
        ([-0.1, -0.2, -0.3, -0.2], "down", "no", 0.0),
        ([0.1, -0.1, 0.2, -0.2], "none", "undecided", 0.5),
        ([0.0, 0.0, 0.0, 0.0], "none", "undecided", 0.5),
        ([0.1, np.nan, 0.3, 0.2], "up", "yes", 1.0),
    ],
)
def test_a_direction_is_found_beyond_noise_and_agrees_by_share_of_sets(
    effects: list[float], found: str, agree: str, share: float
) -> None:
    judgement = judged(direction("no-aid-challenger"), np.array(effects))
    assert (judgement["found"], judgement["agree"], judgement["share"]) == (found, agree, share)
    assert judgement["sets"] == np.isfinite(effects).sum()
    assert judgement["effect"] == pytest.approx(np.nanmean(effects))
    assert judgement["low"] <= judgement["effect"] <= judgement["high"]


def test_a_change_that_should_not_be_is_held_against_its_limit() -> None:
    small, large = (judged(direction("steady-victory"), np.full(9, effect)) for effect in (0.01, 0.2))
    assert (small["agree"], large["agree"]) == ("yes", "no")
    assert direction("steady-victory").expected == "within 0.05"


def test_where_no_set_has_a_number_nothing_is_found() -> None:
    nothing = judged(direction("no-aid-terms"), np.full(5, np.nan))
    assert (nothing["sets"], nothing["found"], nothing["agree"]) == (0, "none", "undecided")


@pytest.fixture(scope="module")
def found() -> Mapping[str, Any]:
    return gathered(posterior().sample(8), 12, 6, load=load)


def test_all_that_is_gathered_is_a_share_or_an_effect(found: Mapping[str, Any]) -> None:
    assert [panel["name"] for panel in found["panels"]] == ["aid", "intensity", "posture"]
    for panel in found["panels"]:
        for bar in panel["bars"]:
            assert sum(share["mean"] for share in bar["endings"].values()) == pytest.approx(1.0)
            assert bar["endings"]["no_war"]["mean"] == 0.0
    assert len(found["directions"]) == len(table().directions)
    assert all(row["sets"] <= 8 for row in found["directions"])


def test_bars_of_the_same_cell_end_alike_and_gross_directions_show_in_few_runs(found: Mapping[str, Any]) -> None:
    bars = {bar["name"]: bar["endings"] for panel in found["panels"] for bar in panel["bars"]}
    assert bars["aid-fading"] == bars["four-nos"]
    told = {row["id"]: row for row in found["directions"]}
    assert told["intensity-weary"]["found"] == "up" and told["intensity-challenger"]["effect"] > 0
    assert told["no-aid-length"]["effect"] < 0


def test_mends_runs_and_options_reach_every_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}

    def noted(wanted: Any, sets: Any, repeats: Any, **options: Any) -> Any:
        asked.update(wanted=wanted, repeats=repeats, **options)
        raise Cancelled

    monkeypatch.setattr(effects, "evaluate", noted)
    with pytest.raises(Cancelled):
        gathered(posterior("none").sample(3), 4, 2, load=load, mends="none", workers=2)
    assert {cell.mends for cell in asked["wanted"]} == {"none"}
    assert {cell.scenario: runs for cell, runs in asked["repeats"].items()} == {"bleeding-white": 4, "four-nos": 2}
    assert (asked["seed"], asked["workers"], asked["load"]) == (effects.SEED, 2, load)


# ---------------------------------------------------------------- the page and the evidence


def test_the_page_counts_what_was_found(found: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    about = {"sets": 8, "repeats": 12, "peace_repeats": 6, "seed": 21}
    monkeypatch.setattr(bleeding, "read", lambda _name: rounded({"about": about, **found}))
    text = " ".join(bleeding.render().split())
    agree = [row["agree"] for row in found["directions"]]
    assert f"Of {len(agree)} directions: {agree.count('yes')} as the essays lead one to expect" in text
    assert "Made with 8 parameter sets, 12 runs of each in the bleed and 6 in peace, seed 21" in text
    assert all(f"`{bar['title']}`" in text for panel in found["panels"] for bar in panel["bars"])
    moved = [row["found"] != "none" for seat in found["seats"] if seat["seat"] == "us" for row in seat["measures"]]
    assert f"United States: {sum(moved)} of {len(moved)} effects are beyond noise" in text


def test_without_evidence_the_page_says_how_to_gather_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bleeding, "read", lambda _name: None)
    assert "python -m docs.gather directions" in bleeding.render()


def test_the_evidence_can_be_gathered_anew_to_the_last_digit() -> None:
    evidence = kept("directions")
    assert evidence is not None, "run: python -m docs.gather directions"
    assert evidence["small"] == rounded(proof.small())
