"""What is made of a cell's runs: expressions, each kind by hand, luck told from difference, and thresholds."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import InputError, UnknownName
from sim.propositions import Proposition
from sim.study.expressions import condition, expression
from sim.study.findings import Finding
from sim.study.statistics import LEAST, Statistic, dominated, noise
from sim.study.thresholds import Threshold, threshold

NAN = np.nan
X = np.array([[1.0, 2, 3, 4, 5, 6], [2, 2, 2, 2, 2, 2], [NAN, NAN, 1, 2, 3, 4], [0, 0, 1, 0, 0, 1]])
Y = np.array([[2.0, 4, 6, 8, 10, 12], [1, 2, 3, 4, 5, 6], [4, 3, 2, 1, NAN, 0], [1, 1, 1, 1, 1, 1]])
VALUES = {"crises": X, "war_quarters": Y}


def statistic(kind: str, of: str = "crises", to: str = "", given: str = "") -> Statistic:
    if kind == "share":
        return Statistic(kind, counted=condition(of), given=condition(given))
    return Statistic(kind, tuple(expression(text) for text in (of, to) if text), None, condition(given))


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


# ---------------------------------------------------------------- thresholds


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
