"""Verdicts: findings and judgements by hand, real small batteries, and the page that tells them."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from docs.gather import read, rounded
from docs.pages import verdicts as verdicts_page
from docs.proofs import verdicts as proof
from scenarios import load
from sim import mends
from sim.claims import claims
from sim.ensemble import worker_pool
from sim.errors import OutOfRange, UnknownName
from sim.posterior import posterior, variant
from sim.progress import Progress
from sim.propositions import Proposition, propositions
from sim.study.expressions import expression
from sim.study.findings import FEWEST, REASONS, STANDING, VERDICTS, Finding, Judgement, verdict
from sim.study.statistics import Statistic
from sim.study.thresholds import threshold
from sim.study.verdicts import agreement, battery, halves, judge, sample

NAN = np.nan


def proposition(name: str = "P", holds: str = "> 0", *, beside: bool = False, claim: str = "A1") -> Proposition:
    return Proposition(
        name, (claim,), "t", "n", (), (), Statistic("mean", (expression("crises"),)), threshold(holds), beside
    )


def finding(*values: float, holds: str = "> 0", name: str = "P", beside: bool = False) -> Finding:
    array = np.array(values)
    return Finding(proposition(name, holds, beside=beside), array, np.zeros_like(array), ())


# ---------------------------------------------------------------- findings and judgements


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (1.0, "supported"),
        (0.9, "supported"),
        (0.8999, "mixed"),
        (0.65, "mixed"),
        (0.6499, "undecided"),
        (0.3501, "undecided"),
        (0.35, "not supported"),
        (0.0, "not supported"),
        (None, "undecided"),
    ],
)
def test_verdicts_lie_between_their_limits(share: float | None, expected: str) -> None:
    assert verdict(share) == expected


def test_a_finding_by_hand() -> None:
    found = finding(-1.0, 0.0, 1.0, 2.0, 3.0, NAN)
    assert (found.effect, found.sets) == (1.0, 5)
    assert found.share == pytest.approx(3.5 / 5)
    assert found.error == pytest.approx(np.sqrt(2.5 / 5))
    assert np.allclose(found.interval, (-0.8, 2.8))  # type: ignore[arg-type]
    assert found.verdict == "mixed"
    assert found.row()["holds"] == "> 0" and found.row()["low"] == pytest.approx(-0.8)


def test_too_few_sets_decide_nothing() -> None:
    found = finding(*[1.0] * (FEWEST - 1), NAN, NAN)
    assert (found.share, found.verdict, found.effect) == (None, "undecided", 1.0)
    nothing = finding(NAN, NAN)
    assert (nothing.effect, nothing.error, nothing.interval, nothing.share) == (None, None, (None, None), None)


def test_a_claim_is_as_strong_as_the_weakest_proposition_that_decides_it() -> None:
    strong, weak = finding(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), finding(-1, 1, 1, 1, 1, 1, 1, -1, -1, 1, name="Q")
    beside = finding(*[-1] * 10, name="R", beside=True)
    judged = Judgement(claims()["A1"], (strong, weak, beside))
    assert judged.weakest is weak and judged.deciding == (strong, weak)
    assert judged.share == pytest.approx(0.7) and judged.verdict == "mixed"
    assert judged.row()["effect"] == pytest.approx(weak.effect)


def test_together_is_the_share_of_the_sets_in_which_all_hold() -> None:
    one, other = finding(1, 1, 1, 1, -1, -1, 0, 1), finding(1, -1, -1, 1, 1, 1, 1, NAN, name="Q")
    judged = Judgement(claims()["A1"], (one, other))
    assert judged.together == pytest.approx((1 + 0 + 0 + 1 + 0 + 0 + 0.5) / 7)
    assert judged.share == pytest.approx(5.5 / 8)


def test_a_proposition_without_enough_sets_is_the_weakest() -> None:
    judged = Judgement(claims()["A1"], (finding(1, 1, 1, 1, 1), finding(NAN, NAN, 1, 1, 1, name="Q")))
    assert (judged.share, judged.verdict) == (None, "undecided")


@pytest.mark.parametrize("claim", [row for row in claims().values() if row.standing in STANDING], ids=lambda c: c.id)
def test_a_claim_that_is_not_tested_has_its_verdict_from_its_standing(claim: Any) -> None:
    judged = judge({}, [claim.id])[claim.id]
    assert judged.verdict in VERDICTS and judged.verdict == STANDING[claim.standing]
    assert judged.row() == {"effect": None, "low": None, "high": None, "share": None, "verdict": judged.verdict}
    assert REASONS[claim.standing].endswith(".")


def test_a_tested_claim_without_a_finding_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="A1"):
        judge({"P": finding(1, 1, 1, 1, 1, beside=True)}, ["A1"])


def test_agreement_counts_the_tested_claims_and_names_those_that_differ() -> None:
    plus, minus = finding(*[1] * 5), finding(*[-1] * 5)
    names = {"A1": plus, "A2": plus, "A11": None}
    one = {name: Judgement(claims()[name], (held,) if held else ()) for name, held in names.items()}
    other = {**one, "A2": Judgement(claims()["A2"], (minus,))}
    assert agreement(one, other) == {"tested": 2, "agree": 1, "differ": {"A2": ["supported", "not supported"]}}


# ---------------------------------------------------------------- real batteries


def chosen(*ids: str) -> list[Proposition]:
    return [row for row in propositions(load) if row.id in ids]


def test_a_small_battery_is_the_same_on_any_worker_and_runs_each_cell_once() -> None:
    rows, values, told = chosen("A21", "A36", "B14", "C3", "C9-growth"), sample(6), list[Progress]()
    here = battery(rows, values, load=load, runs=25, progress=told.append)
    with worker_pool(2) as pool:
        there = battery(rows, values, load=load, runs=25, executor=pool)
    assert told[-1].total == 6 * 25 * 4  # four cells: the bleed, with One Depend, today, under bamboo
    for name in here:
        assert np.array_equal(here[name].values, there[name].values, equal_nan=True)
        assert np.array_equal(here[name].variance, there[name].variance, equal_nan=True)
    judged = judge(here, ["A21", "B14"])
    assert list(judged) == ["A21", "B14"] and judged["A21"].verdict == "supported"
    assert here["C9-growth"].share == 1.0


def test_a_battery_over_the_same_luck_and_sets_repeats_and_other_luck_does_not() -> None:
    rows, values = chosen("A21"), sample(3)
    first, again, other = (battery(rows, values, load=load, runs=10, seed=seed)["A21"] for seed in (21, 21, 22))
    assert np.array_equal(first.values, again.values) and not np.array_equal(first.values, other.values)


def test_the_finding_is_made_of_the_cells_own_numbers() -> None:
    row = chosen("C3")
    found = battery(row, sample(5), load=load, runs=20)["C3"]
    one, other = found.levels
    assert one is not None and other is not None and found.effect == pytest.approx(one - other)


def test_a_thinned_proposition_takes_fewer_runs_whatever_else_is_run() -> None:
    (row,) = chosen("C3")
    thin, values = replace(row, thin=4, id="thin"), sample(3)
    both = battery([row, thin], values, load=load, runs=24)
    assert np.array_equal(both["thin"].values, battery([row], values, load=load, runs=6)["C3"].values)
    assert np.array_equal(both["C3"].values, battery([row], values, load=load, runs=24)["C3"].values)


def test_mends_and_codings_change_what_comes_out_and_no_mends_take_their_own_sets() -> None:
    rows, values = chosen("A18-bleed"), sample(4)
    usual = battery(rows, values, load=load, runs=10)["A18-bleed"].values
    for how in ({"mends": "none"}, {"theories": {"client-fear": "ignores"}}):
        assert not np.array_equal(battery(rows, values, load=load, runs=10, **how)["A18-bleed"].values, usual)
    assert [variant(mends.chosen(choice)) for choice in ("none", "default", "default,-scar")] == [
        "none",
        "default",
        "default",
    ]
    assert np.array_equal(sample(7, "none"), posterior("none").sample(7))


def test_two_halves_share_no_set_and_tell_on_which_claims_they_agree() -> None:
    found = halves(chosen("A21", "B5"), 5, load=load, runs=5)
    assert found == {"sets": 5, "mends": "default", "tested": 3, "agree": 3, "differ": {}}  # A13 rests on A21 too


def test_the_kept_verdicts_come_out_again() -> None:
    found = read("verdicts")
    assert found is not None, "run: python -m docs.gather verdicts"
    assert rounded(proof.small_battery()) == found["small"]
    assert [row["id"] for row in found["claims"]] == list(claims())
    assert {row["id"] for row in found["propositions"]} == {row.id for row in propositions(load)}
    for row in found["claims"]:
        assert row["verdict"] == (verdict(row["share"]) if row["weakest"] else STANDING[claims()[row["id"]].standing])


def test_slips_are_told() -> None:
    with pytest.raises(OutOfRange, match="runs"):
        battery(chosen("A21"), sample(2), load=load, runs=0)
    with pytest.raises(OutOfRange, match="sets"):
        sample(0)
    with pytest.raises(UnknownName, match="scar"):
        battery(chosen("A21"), sample(2), load=load, runs=2, mends="scars")


# ---------------------------------------------------------------- the page


def test_the_page_tells_every_claim_with_links_that_lead_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendered from made-up findings, gathered as the real ones are."""
    draw = np.random.default_rng(6)

    def made_up(rows: Any, *_values: Any, **_how: Any) -> dict[str, Finding]:
        return {row.id: Finding(row, draw.normal(size=9), np.full(9, 0.1), (0.5,) * len(row.titles)) for row in rows}

    parted = {"sets": 9, "mends": "default", "tested": 55, "agree": 54, "differ": {"A5": ["mixed", "supported"]}}
    monkeypatch.setattr(proof, "battery", made_up)
    monkeypatch.setattr(proof, "halves", lambda *_rows, **_how: parted)
    monkeypatch.setattr(proof, "worker_pool", lambda _workers: contextlib.nullcontext())
    found = rounded(proof.gather(lambda _said: None, 9, 4))
    monkeypatch.setattr(verdicts_page, "read", lambda _name: found)
    text = verdicts_page.render()
    anchors = {anchor.lower() for anchor in re.findall(r'id="([^"]+)"', text)}
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert {row.id for row in claims().values()} <= set(re.findall(r"\[([A-D]\d+)\]", text))
    assert links and not [target for target in links if target.lower() not in anchors]
    assert len(anchors) == len(propositions(load))
    assert "agree on 54 of the 55 tested claims" in text and "| mixed | supported |" in text
    assert not re.search(r"\b(nan|None)\b", text)


def test_the_page_says_so_while_nothing_is_gathered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts_page, "read", lambda _name: None)
    assert "python -m docs.gather verdicts" in verdicts_page.render()
