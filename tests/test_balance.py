"""Postures on five meters: what dominates, what is best, what weights say; and the page and the evidence behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from docs.gather import read as kept
from docs.gather import rounded
from docs.pages import balance as page
from docs.pages.balance_pledges import moved
from docs.proofs import balance as proof
from scenarios import load, names
from sim.cards import table as cards
from sim.ensemble import simulate
from sim.errors import UnknownName
from sim.moves import answers
from sim.moves import table as moves
from sim.study.balance import TYPES, Balance, Profile, play
from sim.study.meters import METERS, path

POSTURES = ("a", "b", "c")
LATE = "run: python -m docs.gather balance"


def profile(**better: tuple[float, float, float]) -> Profile:
    """Return made-up postures whose means on a meter are as given (more is better), with the same noise for all."""
    noise = np.random.default_rng(5).normal(0.0, 0.1, 400)
    held = {meter.name: np.zeros((3, 400)) + noise for meter in METERS}
    for meter in METERS:
        for number, mean in enumerate(better.get(meter.name, (0.0, 0.0, 0.0))):
            held[meter.name][number] += meter.sign * (mean + 0.01 * np.sin(np.arange(400) * (number + 1)))
    return Profile(POSTURES, held)


# ---------------------------------------------------------------- the arithmetic of balance


def test_a_posture_that_is_worse_on_one_meter_and_better_on_none_is_dominated() -> None:
    found = profile(autonomy=(0.5, 0.3, 0.5), legitimacy=(0.2, 0.2, 0.1))
    assert found.undominated() == ["a"]


def test_what_is_better_on_one_and_worse_on_another_is_not_dominated() -> None:
    found = profile(autonomy=(0.5, 0.3, 0.4), lives=(-9.0, 0.0, -20.0))
    assert found.undominated() == ["a", "b"], "c loses on lives to both, and to a on autonomy"


def test_differences_within_noise_dominate_nothing() -> None:
    assert profile(autonomy=(0.5, 0.4999, 0.5)).undominated() == list(POSTURES)


def test_the_best_are_those_than_which_none_is_better_beyond_noise() -> None:
    found = profile(lives=(0.0, 0.0, -5.0), autonomy=(0.1, 0.9, 0.5))
    best = {meter.name: found.best(meter) for meter in METERS}
    assert best["lives"] == ["a", "b"] and best["autonomy"] == ["b"] and best["territory"] == list(POSTURES)


def test_weights_share_all_draws_between_the_postures() -> None:
    shares = profile(autonomy=(1.0, 0.0, 0.0), lives=(0.0, 1.0, 0.0)).weights()
    assert sum(shares.values()) == pytest.approx(1.0)
    assert shares["a"] == pytest.approx(0.5, abs=0.02) and shares["c"] == 0.0
    assert profile(autonomy=(1.0, 0.0, 0.5)).weights()["a"] == 1.0, "meters that are alike say nothing"


def test_the_three_types_are_thirds_of_the_drawn_greed() -> None:
    greed = np.random.default_rng(1).uniform(size=300)
    found = Balance(load("four-nos"), "vietnam", "china", (), (), {}, greed)
    parts = [found.of_type(name) for name in TYPES]
    assert [part.sum() for part in parts] == [100, 100, 100]
    assert (np.sum(parts, 0) == 1).all()
    assert greed[parts[0]].max() <= greed[parts[1]].min() and greed[parts[1]].max() <= greed[parts[2]].min()


# ---------------------------------------------------------------- played


@pytest.fixture(scope="module")
def played() -> Balance:
    return play(load("rig-crisis"), runs=30)


def test_meters_are_those_of_plain_runs(played: Balance) -> None:
    posture, reply = "porcupine", "punitive"
    plain = simulate(
        load("rig-crisis"), {"vietnam": posture, "china": reply}, runs=30, moves="on", types="prior"
    ).outcomes
    place = played.postures.index(posture), played.replies.index(reply)
    assert np.array_equal(played.values["autonomy"][place], plain["autonomy"])
    assert np.allclose(played.values["lives"][place], 1000.0 * plain["target_dead_thousand"])
    ratio = (1 + plain["growth_pct"] / 100) ** (12 / 4) / path(load("rig-crisis"))
    assert np.allclose(played.values["prosperity"][place], ratio)


def test_a_run_on_the_usual_path_has_a_prosperity_of_one() -> None:
    scenario = load("four-nos")
    meter = next(meter for meter in METERS if meter.name == "prosperity")
    usual = 100.0 * (path(scenario) ** (4.0 / scenario.quarters) - 1.0)
    assert meter.of(np.array([usual]), scenario) == pytest.approx(1.0)


def test_all_replies_alike_are_the_pool_of_each(played: Balance) -> None:
    whole, parts = played.profile(), [played.profile(n) for n in range(len(played.replies))]
    for meter in METERS:
        means = np.mean([part.means()[meter.name] for part in parts], 0)
        assert whole.means()[meter.name] == pytest.approx(means)
    kinds = [played.profile(played.usual, played.of_type(name)) for name in TYPES]
    assert sum(kind.values["lives"].shape[1] for kind in kinds) == 30


def test_a_seat_that_the_scenario_lacks_is_refused() -> None:
    with pytest.raises(UnknownName, match="vietnam"):
        play(load("ukraine-analogue"), "vietnam", runs=2)


# ---------------------------------------------------------------- the page and the evidence


@pytest.fixture(scope="module")
def found() -> Mapping[str, Any]:
    """Return what was gathered last."""
    evidence = kept("balance")
    assert evidence is not None, LATE
    return evidence


def test_the_evidence_can_be_gathered_anew_to_the_last_digit(found: Mapping[str, Any]) -> None:
    assert found["small"] == rounded(proof.small()), LATE


def test_the_evidence_is_of_the_tables_as_they_are(found: Mapping[str, Any]) -> None:
    assert found["about"]["tables"] == proof.fingerprints(), LATE


def test_every_row_is_in_the_evidence_and_holds(found: Mapping[str, Any]) -> None:
    rows = len(moves()) + sum(map(len, answers().values())) + len(cards())
    assert len(found["choices"]) == 2 * rows
    assert [row["id"] for row in found["choices"] if not row["holds"]] == []


def test_every_pledge_changes_something_and_neither_keeping_nor_breaking_is_always_best(
    found: Mapping[str, Any],
) -> None:
    for name in {row["id"] for rows in found["pledges"].values() for row in rows}:
        held = [row for rows in found["pledges"].values() for row in rows if row["id"] == name]
        arms = [arm for row in held for arm in (row["broken"], *row["used"].values())]
        assert any(moved(arm, -1) for arm in arms), f"breaking {name} costs nothing"
        assert any(moved(arm, 1) for arm in arms), f"breaking {name} is never worth anything"


def test_no_posture_is_best_everywhere(found: Mapping[str, Any]) -> None:
    assert [row["scenario"] for row in found["postures"]] == list(names())
    for posture in load("four-nos").seats["vietnam"].doctrines:
        best = [
            posture in held["best"][meter.name]
            for row in found["postures"]
            for held in row["replies"].values()
            for meter in METERS
            if posture in row["postures"]
        ]
        assert not all(best), posture


def test_choices_decide_in_the_bleed_and_a_seat_that_misses_is_told(found: Mapping[str, Any]) -> None:
    assert [len(row["plans"]) for row in found["plans"] if row["role"] == "target"] == [10]
    text = page.render()
    for row in found["plans"]:
        assert row["decides"] == (row["gap"]["mean"] >= row["least"])
        line = next(line for line in text.splitlines() if line.startswith(f"| {row['seat']} |"))
        assert ("**missed**" in line) != row["decides"]


def test_the_page_has_every_row_plan_posture_and_seat(found: Mapping[str, Any]) -> None:
    text = page.render()
    for row in found["choices"]:
        assert f"| `{row['id']}` |" in text
    assert all(f"`{plan['policy']}`" in text for row in found["plans"] for plan in row["plans"])
    assert all(f"### Postures in {name}" in text for name in names())
    pairs = {(row["scenario"], row["seat"]) for row in found["turns"]}
    assert pairs == {(name, seat) for name in names() for seat in load(name).seats}
    assert all(f"| `{name}` | {seat} |" in text for name, seat in pairs)


def test_no_coin_makes_a_choice_count(found: Mapping[str, Any]) -> None:
    tried, passed = (sum(row[name] for row in found["turns"]) for name in ("tried", "placebo"))
    assert passed <= 0.002 * tried


def test_without_evidence_the_page_says_how_to_gather_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "read", lambda _name: None)
    assert "python -m docs.gather balance" in page.render()


def test_what_is_gathered_is_plain_data(played: Balance) -> None:
    row = json.loads(json.dumps(rounded(proof.postures(played)), allow_nan=False))
    assert set(row["types"]) == set(TYPES) and set(row["replies"]) == set(played.replies)
    assert row["postures"]["bamboo"].keys() == {meter.name for meter in METERS}
    assert Path(page.PICTURE).name == "plans.png"
