"""Verdicts and key outcomes under each rival coding: same sets, same luck, and only what the coding changes differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from docs.gather import read as kept
from docs.gather import rounded
from docs.pages import rivals as page
from docs.proofs import rivals as proof
from scenarios import load
from sim.propositions import Proposition, propositions
from sim.study import fits
from sim.study import rivals as study
from sim.study.rivals import SHIFT, changed, claims_of, compared, decidable, levels, outcomes
from sim.study.statistics import DOMINATED
from sim.study.verdicts import sample
from sim.study.windows import windows
from sim.theories import rivals

FEW = ("A5", "A26")


def some(*names: str) -> list[Proposition]:
    return [row for row in propositions(load) if set(row.claims) & set(names)]


def verdicts(**told: Sequence[Any]) -> dict[str, dict[str, Any]]:
    return {name: {"verdict": verdict, "share": share} for name, (verdict, share) in told.items()}


# ---------------------------------------------------------------- what is compared


def test_the_key_outcomes_are_endings_of_the_bleed_war_by_posture_and_1979() -> None:
    by_table: dict[str, list[str]] = {}
    for row in outcomes():
        by_table.setdefault(row.table, []).append(row.name)
        assert row.cell.case(load).scenario.name == row.cell.scenario
        assert not row.cell.theories, "its coding is the one in question"
    assert list(by_table) == list(page.HEADS) == ["bleed", "peace", "1979"]
    assert len({row.name for row in outcomes()}) == len(outcomes())
    assert set(page.WHOLE) <= {row.name for row in outcomes()}


def test_all_propositions_but_those_on_dominance_are_held_against_a_coding() -> None:
    every = propositions(load)
    left = set(every) - set(decidable(every))
    assert {row.statistic.kind for row in left} == {DOMINATED}
    assert {claim for row in left for claim in row.claims} == {"C1"}, "the page says which claim is left out"
    assert "C1" not in claims_of(decidable(every))


def test_a_change_is_more_than_a_step_where_the_share_moves_far() -> None:
    usual = verdicts(A1=("supported", 0.91), A2=("mixed", 0.89), A3=("supported", 1.0), A4=("undecided", None))
    other = verdicts(A1=("mixed", 0.88), A2=("mixed", 0.70), A3=("not supported", 0.1), A4=("mixed", 0.7))
    found = changed(usual, other)
    assert list(found) == ["A1", "A3", "A4"]
    assert [row["beyond"] for row in found.values()] == [False, True, True]
    assert [row["turned"] for row in found.values()] == [False, True, False]
    assert found["A1"]["shift"] == pytest.approx(-0.03) and abs(found["A1"]["shift"]) < SHIFT
    assert found["A4"]["shift"] is None


# ---------------------------------------------------------------- what is found


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    codings = [("client-fear", "ignores"), ("bleeding", "hardens")]
    return compared(some(*FEW), sample(8), 12, load=load, codings=codings)


def test_verdicts_and_outcomes_are_told_under_the_usual_and_each_coding(found: dict[str, Any]) -> None:
    assert [(row["question"], row["coding"]) for row in found["codings"]] == [
        ("client-fear", "ignores"),
        ("bleeding", "hardens"),
    ]
    names = [row.name for row in outcomes()]
    for row in (found["usual"], *found["codings"]):
        assert set(FEW) <= set(row["claims"])
        assert list(row["outcomes"]) == names
        shares = [row["outcomes"][name]["mean"] for name in names if name.startswith("bleed-")]
        assert sum(shares) == pytest.approx(1.0)


def test_a_coding_moves_what_it_is_about_and_nothing_else(found: dict[str, Any]) -> None:
    usual = found["usual"]["outcomes"]
    for row in found["codings"]:
        peace = [name for name in usual if name.startswith(("war-", "crises-"))]
        assert all(row["outcomes"][name] == usual[name] for name in peace), "neither says anything on peace"
        assert row["outcomes"]["bleed-challenger"]["mean"] < usual["bleed-challenger"]["mean"]


def test_other_luck_is_another_seed_of_the_usual_codings(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[dict[str, str], int]] = []

    def noted(_propositions: Any, _values: Any, theories: Any, **how: Any) -> dict[str, Any]:
        asked.append((dict(theories), how["seed"]))
        return {}

    monkeypatch.setattr(study, "verdicts", noted)
    monkeypatch.setattr(study, "levels", lambda *_args, **_how: {})
    compared(some(*FEW), np.empty((0, 0)), 1, load=load, seed=5)
    assert asked[:2] == [({}, 5), ({}, 6)]
    assert asked[2:] == [({name: coding}, 5) for name, coding in rivals()]


def test_outcomes_under_a_coding_are_those_of_a_plain_run_with_it() -> None:
    from sim.ensemble import simulate

    sets = sample(3)
    told = levels(sets, 8, {"throughput": "low"}, load=load)
    names = [row.name for row in study_parameters()]
    values = {name: np.repeat(sets[:, column], 8) for column, name in enumerate(names)}
    plain = simulate(load("bleeding-white"), runs=24, seed=21, parameters=values, theories={"throughput": "low"})
    fighting = (plain.outcomes["ending"] == 4).reshape(3, 8).mean(1)
    assert told["bleed-fighting"]["mean"] == pytest.approx(fighting.mean())


def study_parameters() -> Sequence[Any]:
    from sim.posterior import free_parameters

    return free_parameters()


@pytest.mark.parametrize(("coding", "value"), [("fears", 1.0), ("ignores", 0.0)])
def test_a_coding_stands_against_the_values_of_the_sets(coding: str, value: float) -> None:
    """Else a coding that sets a sampled parameter would be none."""
    drawn = {"fear_client": np.array([0.3, 0.6])}
    cell = outcomes()[0].cell
    assert np.array_equal(cell.case(load, drawn).parameters["fear_client"], drawn["fear_client"])
    assert cell.under("default", {"client-fear": coding}).case(load, drawn).parameters["fear_client"] == value


def test_the_fit_counts_draws_that_pass_the_windows_which_the_record_bears_out() -> None:
    left = {window.name for history in windows().told for window in windows().of(history)}
    left -= {window.name for history in windows().told for window in fits.asked(history)}
    assert left == {"79-aid-fell"}
    usual = fits.fit(400, {}, load=load)
    assert list(usual) == [*windows().told, fits.BOTH, fits.WINDOWS]
    for history in windows().told:
        assert usual[history] <= min(usual["windows"][window.name] for window in fits.asked(history))
    assert 0 < usual["china-1979"] < 200 and 0 < usual["ukraine"] < 100
    assert usual["both"] <= min(usual["china-1979"], usual["ukraine"])
    low = fits.fit(400, {"throughput": "low"}, load=load)
    assert low["china-1979"] < usual["china-1979"], "200 000 in contact do not make the dead of 1979"


# ---------------------------------------------------------------- the page and the evidence


def test_the_page_tells_changes_from_steps_and_what_stays(
    found: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {window.name: 500 for history in windows().told for window in fits.asked(history)}
    counts = {"china-1979": 80, "ukraine": 20, "both": 4, "windows": held}
    none = {"china-1979": 0, "ukraine": 20, "both": 0, "windows": {**held, "79-war": 400, "79-terms": 50}}
    told = dict(found, about={"sets": 8, "runs": 12, "seed": 21, "propositions": 4, "draws": 1000})
    told["fits"] = {"usual": counts, "codings": [{**counts, "both": 8}, none]}
    first = told["codings"][0]
    name, usual = next(iter(told["usual"]["claims"].items()))
    moved = {"verdict": "not supported", "shift": -0.9, "beyond": True, "turned": True}
    claims = {**first["claims"], name: {**usual, "verdict": "not supported", "share": 0.04}}
    told["codings"] = [{**first, "claims": claims, "changed": {name: moved}}, {**told["codings"][1], "changed": {}}]
    told["luck"] = {}
    monkeypatch.setattr(page, "read", lambda _name: rounded(told))
    text = page.render()
    row = next(line for line in text.splitlines() if line.startswith(f"| [{name}](claims.md#{name.lower()}) |"))
    assert "client-fear=ignores" in row and "not supported (4 %)" in row
    steady = text.split("No coding moves the others")[1].split("## Key outcomes")[0]
    assert f"[{name}]" not in steady and all(f"[{each}]" in steady for each in told["usual"]["claims"] if each != name)
    assert re.search(r"client-fear=ignores.* 80\.0 \| 20\.0 \| 8 \| 2\.00 ± 1\.22 \| – \|", text)
    assert re.search(r"bleeding=hardens.* 0\.0 \| 20\.0 \| 0 \| below 0\.75 \| [^|]+ \(5 for 50 %\) \|", text)
    assert f"0 of {len(told['usual']['claims'])} verdicts change" in " ".join(text.split())


def test_without_evidence_the_page_says_how_to_gather_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "read", lambda _name: None)
    assert "python -m docs.gather rivals" in page.render()


def test_the_evidence_can_be_gathered_anew_to_the_last_digit() -> None:
    evidence = kept("rivals")
    assert evidence is not None, "run: python -m docs.gather rivals"
    assert evidence["small"] == rounded(proof.small())
    assert [(row["question"], row["coding"]) for row in evidence["codings"]] == rivals()
