"""Worlds drawn from a belief, forecasts run from them, and whether a belief is right as often as it says."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import numpy as np
import pytest

from docs.gather import read
from docs.proofs import belief as proof
from sim.belief import TYPES
from sim.observation import observe
from sim.particles import HEARD
from sim.seats import CRISIS, PATRONS, Role
from sim.world import World
from tests.engine import opened, scenario
from tests.hidden import BASE, game, go
from tests.pages import ROOT

# ------------------------------------------------------------------------------------------------ worlds drawn from it


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", ["four-nos", "border-war-1979"])
def test_in_a_drawn_world_the_seat_sees_what_it_sees(name: str, role: Role) -> None:
    with game(name, role, games=2) as (model, belief):
        sees = go(model, belief, 5)
        worlds = belief.sample(sees, 6)
        again = observe(worlds, role, model.setting, model.p)
        for row in sees:
            assert np.array_equal(again[row], np.repeat(sees[row], 6, -1)), row
        for row in (*HEARD, "capital", "ordered_in", "refused"):
            assert np.array_equal(getattr(again.agenda, row), np.repeat(getattr(sees.agenda, row), 6, -1)), row
        for row, values in sees.history.items():
            assert np.array_equal(again.history[row], np.repeat(values, 6, -1)), row
        assert again.quarter == sees.quarter and worlds.quarter == model.world.quarter
        assert not worlds.faults()


def test_drawn_types_follow_the_belief_and_what_is_hidden_differs() -> None:
    with game("bleeding-white", games=2) as (model, belief):
        worlds = belief.sample(go(model, belief, 8), 2000)
        rows = dict(zip(TYPES, (worlds.greed, *worlds.resolve), strict=True))
        for name, values in rows.items():
            each = values.reshape(2, 2000)
            assert each.mean(1) == pytest.approx(belief.mean(name), abs=0.1 * belief.spread(name).min())
            assert each.std(1) == pytest.approx(belief.spread(name), rel=0.08)
        assert len(np.unique(worlds.weariness[1, :2000])) > 100 and len(np.unique(worlds.weariness[0, :2000])) == 1
        held = [np.unique(worlds.greed.reshape(2, 2000)[number]).size for number in range(2)]
        assert min(held) > 1900


def test_a_forecast_runs_from_them_and_never_shares_the_games_future() -> None:
    with game(games=1) as (model, belief):
        sees = go(model, belief, 6)
        worlds = belief.sample(sees, 200)
        options: dict[str, Any] = {"runs": 200, "seed": 4, "namespace": "forecast", "moves": "on"}
        with opened(scenario(BASE), world=worlds, **options) as forecast:
            outcomes = forecast.run(12)
            assert forecast.world.quarter == 18 and not forecast.world.faults()
        with opened(scenario(BASE), world=worlds, **{**options, "namespace": "game"}) as other:
            theirs = other.run(12)
        assert set(outcomes) == set(theirs) and len(np.unique(outcomes["legitimacy"])) > 100
        assert not np.array_equal(outcomes["legitimacy"], theirs["legitimacy"])


def test_support_of_other_patrons_is_explained_by_their_moods() -> None:
    """What the rules make of a drawn world in the next quarter starts from the support that was seen."""
    with game(games=4) as (model, belief):
        sees = go(model, belief, 10)
        worlds = belief.sample(sees, 300)
        with opened(scenario(BASE), runs=1200, seed=4, namespace="forecast", world=worlds, moves="on") as forecast:
            forecast.step()
            model.step()
            for number in range(len(PATRONS)):
                ahead = forecast.world.support[number].reshape(4, 300)
                seen = sees.support[number]
                inside = (seen > 0.05) & (seen < 0.95)
                assert (np.abs(np.median(ahead, 1) - seen)[inside] < 0.06).all()


def test_one_game_and_one_update_take_at_most_thirty_milliseconds() -> None:
    """Of processor time, the fastest of some updates, so that what else the machine does is not counted."""
    with game(games=1) as (model, belief):
        spent = []
        for _quarter in range(8):
            model.step()
            sees = model.seats[Role.TARGET].observe()
            began = time.process_time()
            belief.update(sees)
            spent.append(time.process_time() - began)
        assert min(spent) <= 0.030


# ---------------------------------------------------------------------------------- right as often as it says: played


def test_belief_is_right_as_often_as_it_says() -> None:
    """On a few games: errors as large as the belief says, and better than the base rate, in peace and on the rig."""
    for name, games, quarters in (("rig-crisis", 60, 8), ("two-theatres", 60, 8)):
        with game(name, games=list(range(games)), seed=21) as (model, belief):
            go(model, belief, quarters)
            world = model.world
            for kind, truth in zip(TYPES, (world.greed, *world.resolve), strict=True):
                off = (truth - belief.mean(kind)) / belief.spread(kind)
                assert abs(off.mean()) < 3.5 / np.sqrt(games)
                assert off.std() == pytest.approx(1.0, abs=0.35)
                bar = proof.thresholds(scenario(name))[kind]
                came = truth > bar
                assert ((belief.above(kind, bar) - came) ** 2).mean() < came.mean() * (1 - came.mean())


def test_the_gathered_games_are_calibrated_bin_by_bin() -> None:
    found = read("belief")
    assert found is not None, "run: python -m docs.gather belief"
    assert {row["quarter"] for row in found["together"]} == {8, 16}
    bins = [each for row in found["together"] for each in row["bins"] if each["count"]]
    missed = [each for each in bins if not each["least"] <= each["said"] <= each["most"]]
    assert len(bins) >= 50 and len(missed) <= 0.05 * len(bins) + 2.5 * np.sqrt(0.05 * 0.95 * len(bins))
    assert all(abs(each["share"] - each["said"]) < 0.15 for each in bins if each["count"] >= 40)
    for row in found["together"]:
        assert row["brier"] < 0.8 * row["reference"] and abs(row["stray"]) < 3 and row["ratio"] < 2.2
    for row in found["rows"]:
        assert row["brier"] < row["reference"] and row["brier"] < row["public_brier"] + 0.01
        assert abs(row["error_mean"]) < 0.2 and row["error_spread"] == pytest.approx(1.0, abs=0.12)


def test_the_evidence_can_be_gathered_anew_to_the_last_digit() -> None:
    found = read("belief")
    assert found is not None, "run: python -m docs.gather belief"
    assert proof.small() == found["small"]
    for name, mark in found["figures"].items():
        picture = (ROOT / "docs" / "figures" / name).read_bytes()
        assert hashlib.blake2b(picture, digest_size=8).hexdigest() == mark


def test_the_proof_plays_each_scenario_with_games_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "AFTER", (1, 2))
    monkeypatch.setattr(proof, "SMALL", (1, 1))
    firsts: list[int] = []
    plain = proof.played

    def noted(base: Any, games: int, quarters: int, first: int) -> Any:
        firsts.append(first)
        return plain(base, games, quarters, first)

    monkeypatch.setattr(proof, "played", noted)
    found = proof.gather(lambda _said: None, games=4, figures=None)
    assert firsts == [0, 4, 8]
    assert len(found["rows"]) == 18 and {row["games"] for row in found["together"]} == {12}


def test_a_crisis_is_in_the_games_that_were_played() -> None:
    """The check is worth nothing if the games of the proof were all calm."""
    with game("rig-crisis", games=list(range(30)), seed=proof.SEED) as (model, belief):
        rungs: list[World] = []
        for _quarter in range(12):
            go(model, belief, 1)
            rungs.append(model.world.fork())
        assert sum((world.rung == CRISIS).any() for world in rungs) >= 3
