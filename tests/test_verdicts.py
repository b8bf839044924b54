"""Verdicts: the arithmetic by hand, luck told from difference, and real small batteries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenarios import load
from sim.claims import claims
from sim.ensemble import worker_pool
from sim.errors import InputError, OutOfRange, UnknownName
from sim.posterior import posterior
from sim.progress import Progress
from sim.propositions import Proposition, propositions
from sim.study.expressions import condition, expression
from sim.study.findings import FEWEST, REASONS, STANDING, VERDICTS, Finding, Judgement, verdict
from sim.study.statistics import LEAST, Statistic, dominated, noise
from sim.study.thresholds import Threshold, threshold
from sim.study.verdicts import agreement, battery, halves, judge, sample, variant

NAN = np.nan
X = np.array([[1.0, 2, 3, 4, 5, 6], [2, 2, 2, 2, 2, 2], [NAN, NAN, 1, 2, 3, 4], [0, 0, 1, 0, 0, 1]])
Y = np.array([[2.0, 4, 6, 8, 10, 12], [1, 2, 3, 4, 5, 6], [4, 3, 2, 1, NAN, 0], [1, 1, 1, 1, 1, 1]])
VALUES = {"crises": X, "war_quarters": Y}


def statistic(kind: str, of: str = "crises", to: str = "", given: str = "") -> Statistic:
    if kind == "share":
        return Statistic(kind, counted=condition(of), given=condition(given))
    return Statistic(kind, tuple(expression(text) for text in (of, to) if text), None, condition(given))


def proposition(name: str = "P", holds: str = "> 0", *, beside: bool = False, claim: str = "A1") -> Proposition:
    return Proposition(name, (claim,), "t", "n", (), (), statistic("mean"), threshold(holds), beside)


def finding(*values: float, holds: str = "> 0", name: str = "P", beside: bool = False) -> Finding:
    array = np.array(values)
    return Finding(proposition(name, holds, beside=beside), array, np.zeros_like(array), ())


# ---------------------------------------------------------------- expressions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("crises", X),
        ("crises - war_quarters", X - Y),
        ("2 * crises + 1", 2 * X + 1),
        ("-1 * crises", -X),
        ("0.5 * crises - 2 * war_quarters - 3", 0.5 * X - 2 * Y - 3),
    ],
)
def test_an_expression_is_a_sum_of_products(text: str, expected: np.ndarray) -> None:
    assert np.array_equal(expression(text).of(VALUES), expected, equal_nan=True)


def test_a_difference_is_told_from_the_span_within_a_probe() -> None:
    assert expression("peak aid@1-16 - aid@deal-1").probes == ("peak aid@1-16", "aid@deal-1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("crises > 2", X > 2),
        ("crises >= 2 and war_quarters < 5", (X >= 2) & (Y < 5)),
        ("crises = 2", X == 2),
        ("crises <= 0.5 * war_quarters", X <= 0.5 * Y),
        ("", np.ones_like(X, bool)),
    ],
)
def test_a_condition_holds_where_all_its_comparisons_do(text: str, expected: np.ndarray) -> None:
    found = condition(text)
    assert np.array_equal(found.holds(VALUES), expected)
    assert np.array_equal(found.known(VALUES)[:2], np.ones((2, 6), bool))


@pytest.mark.parametrize("text", ["crises", "crises > 1 > 0", "crises >1", "crises > 1 or war = 1", "crises == 1"])
def test_a_condition_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        condition(text)


def test_a_probe_in_an_expression_is_checked() -> None:
    with pytest.raises(UnknownName, match="crises"):
        expression("crisis + 1")


# ---------------------------------------------------------------- what is made of the runs


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (statistic("mean"), [3.5, 2.0, NAN, 1 / 3]),
        (statistic("mean", "crises - war_quarters"), [-3.5, -1.5, NAN, -2 / 3]),
        (statistic("mean", given="war_quarters >= 1"), [3.5, 2.0, NAN, 1 / 3]),
        (statistic("mean", given="war_quarters >= 4"), [4.0, NAN, NAN, NAN]),
        (statistic("share", "crises > 3"), [0.5, 0.0, NAN, 0.0]),
        (statistic("share", "crises = 2"), [1 / 6, 1.0, NAN, 0.0]),
        (statistic("ratio", "crises", "war_quarters"), [0.5, 12 / 21, NAN, 1 / 3]),
        (statistic("ratio", "war_quarters", "crises"), [2.0, 21 / 12, NAN, 3.0]),
        (statistic("correlation", "crises", "war_quarters"), [1.0, NAN, NAN, NAN]),
    ],
)
def test_each_kind_by_hand(made: Statistic, expected: list[float]) -> None:
    found = made.each_set(VALUES, least=5)
    assert np.allclose(found, expected, equal_nan=True)


def test_fewer_than_five_runs_that_count_make_no_number() -> None:
    assert LEAST == 5
    four = {"crises": X[2:3]}
    assert np.isnan(statistic("mean").each_set(four)).all()
    assert statistic("mean").each_set(four, least=4) == pytest.approx([2.5])


def test_a_correlation_is_that_of_numpy_and_a_ratio_of_nothing_does_not_exist() -> None:
    draw = np.random.default_rng(1)
    x, y = draw.normal(size=(2, 3, 40))
    values = {"crises": x, "war_quarters": x + y}
    found = statistic("correlation", "crises", "war_quarters").each_set(values)
    assert np.allclose(found, [np.corrcoef(a, b)[0, 1] for a, b in zip(x, x + y, strict=True)])
    nothing = {"crises": np.ones((2, 9)), "war_quarters": np.zeros((2, 9))}
    assert np.isnan(statistic("ratio", "crises", "war_quarters").each_set(nothing)).all()


def test_the_effect_of_two_cells_is_the_first_less_the_second() -> None:
    made = statistic("mean")
    one, other = {"crises": Y[:2]}, {"crises": X[:2]}
    assert np.allclose(made.effect([one]), [7.0, 3.5])
    assert np.allclose(made.effect([one, other]), [3.5, 1.5])


def test_a_posture_beats_another_that_is_better_on_no_meter() -> None:
    meters = [expression("crises"), expression("-1 * war_quarters")]

    def cell(crises: float, quarters: float) -> dict[str, np.ndarray]:
        return {"crises": np.full((2, 3), crises), "war_quarters": np.full((2, 3), quarters)}

    mine, equal, better, mixed, worse = cell(2, 2), cell(2, 2), cell(2, 1), cell(3, 3), cell(1, 2)
    assert dominated([mine, equal, mixed], meters, 3).tolist() == [0.0, 0.0]
    assert dominated([mine, worse, better], meters, 3).tolist() == [1.0, 1.0]
    assert dominated([mine, better, mixed, mine, equal, worse, mine, better, better], meters, 3).tolist() == [2.0, 2.0]


# ---------------------------------------------------------------- luck


def test_the_luck_of_a_mean_is_its_sampling_variance() -> None:
    x = np.random.default_rng(2).normal(size=(5, 10))
    found = noise(statistic("mean"), [{"crises": x}])
    assert np.allclose(found, x.var(axis=1, ddof=1) / 10)  # with groups of one run the jackknife is exact


def test_paired_luck_takes_the_noise_out_of_a_difference() -> None:
    draw = np.random.default_rng(3)
    luck = draw.normal(size=(50, 100))
    paired, apart = {"crises": luck + 1.0}, {"crises": draw.normal(size=(50, 100))}
    made = statistic("mean")
    assert noise(made, [paired, {"crises": luck}]).max() < 1e-20
    assert noise(made, [paired, apart]).mean() == pytest.approx(2 / 100, rel=0.2)


def shares(chance: np.ndarray, runs: int = 100) -> Finding:
    """Return the finding on a share, from sets in which something happens with a chance of their own."""
    happens = np.random.default_rng(4).random((len(chance), runs)) < chance[:, None]
    made = statistic("share", "war = 1")
    values = {"war": happens.astype(float)}
    row = Proposition("P", ("A1",), "t", "n", (), (), made, threshold("> 0.5"))
    return Finding(row, made.effect([values]), noise(made, [values]), ())


def test_sets_that_do_not_differ_are_told_from_sets_that_do() -> None:
    alike, apart = shares(np.full(200, 0.5)), shares(np.linspace(0.0, 1.0, 200))
    assert alike.noise == pytest.approx(1.0, abs=0.15)
    binomial = (np.linspace(0, 1, 200) * np.linspace(1, 0, 200)).mean() / 100
    assert apart.noise == pytest.approx(binomial / apart.values.var(ddof=1), rel=0.15)
    assert apart.noise is not None and apart.noise < 0.05
    assert alike.verdict == "undecided" == apart.verdict


def test_no_luck_is_told_where_nothing_varies_or_of_a_dominance() -> None:
    assert shares(np.zeros(20)).noise is None and shares(np.zeros(20)).alike
    row = Statistic("dominated", (expression("crises"),), width=2)
    assert np.isnan(noise(row, [{"crises": X[:2]}, {"crises": Y[:2]}])).all()
    assert np.isnan(noise(statistic("mean"), [{"crises": np.ones((3, 1))}])).all()


# ---------------------------------------------------------------- thresholds and verdicts


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("> 0.2", [0.3, 0.1, 0.2, NAN], [1, 0, 0.5, NAN]),
        ("< 0.2", [0.3, 0.1, 0.2, NAN], [0, 1, 0.5, NAN]),
        ("> 0.1", [0.3 - 0.2], [0.5]),
        ("< -0.1", [-0.2, -0.1, 0.0], [1, 0.5, 0]),
        ("within 0.05", [0.04, -0.06, 0.05, -0.05, 0.0], [1, 0, 0.5, 0.5, 1]),
    ],
)
def test_a_set_exactly_at_the_threshold_counts_half(text: str, values: list[float], expected: list[float]) -> None:
    assert np.array_equal(threshold(text).support(np.array(values)), np.array(expected), equal_nan=True)
    assert str(threshold(text)) == text


def test_a_threshold_that_cannot_be_read_is_refused() -> None:
    for text in ("", "0.2", ">0.2", ">= 0.2", "> x", "within -0.1", "> 0.2.1"):
        with pytest.raises(InputError, match="cannot be read"):
            threshold(text)
    assert threshold(" > -.5 ") == Threshold(">", -0.5)


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
    assert (variant("none"), variant("default"), variant("default,-scar")) == ("none", "default", "default")
    assert np.array_equal(sample(7, "none"), posterior("none").sample(7))


def test_two_halves_share_no_set_and_tell_on_which_claims_they_agree() -> None:
    found = halves(chosen("A21", "B5"), 5, load=load, runs=5)
    assert found == {"sets": 5, "mends": "default", "tested": 3, "agree": 3, "differ": {}}  # A13 rests on A21 too


def test_slips_are_told() -> None:
    with pytest.raises(OutOfRange, match="runs"):
        battery(chosen("A21"), sample(2), load=load, runs=0)
    with pytest.raises(OutOfRange, match="sets"):
        sample(0)
    with pytest.raises(UnknownName, match="scar"):
        battery(chosen("A21"), sample(2), load=load, runs=2, mends="scars")
