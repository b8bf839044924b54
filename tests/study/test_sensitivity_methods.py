"""The methods against functions whose indices are known, and what they refuse."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from sim.errors import InputError, OutOfRange, UnknownName
from sim.study.questions import luck, morris, pawn, sobol, tornado
from sim.study.questions.samples import LUCK, Finding, doubts
from sim.study.questions.sensitivity import Asked, analysed, cost, samples
from sim.study.questions.sensitivity_words import sentences
from sim.study.uncertainties import Uncertainty
from sim.world import FloatArray

Model = Callable[[FloatArray, FloatArray], FloatArray]


@dataclass(frozen=True)
class Function:
    """A function in the form of a sampler, with one outcome, `y`."""

    inputs: tuple[Uncertainty, ...]
    model: Model
    outcomes: tuple[str, ...] = ("y",)

    def __call__(self, unit: FloatArray, luck: np.ndarray) -> Mapping[str, FloatArray]:
        return {"y": self.model(unit, luck)}


def inputs(count: int, *levels: str) -> tuple[Uncertainty, ...]:
    """Return inputs x0, x1 ... from 0 to 1; with levels one more, of these levels."""
    numbers = tuple(Uncertainty(f"x{k}", "parameter", f"x{k}") for k in range(count))
    return (*numbers, Uncertainty("kind", "theory", "kind", levels=levels)) if levels else numbers


def found(model: Model, count: int, asked: Asked, *levels: str) -> dict[str, Finding]:
    return analysed(Function(inputs(count, *levels), model), "y", asked)


def numbers(finding: Finding, key: str, names: list[str]) -> FloatArray:
    return np.array([finding.row(name).numbers[key] for name in names])


def ishigami(unit: FloatArray, _luck: FloatArray) -> FloatArray:
    x = np.pi * (2.0 * unit - 1.0)
    value: FloatArray = np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    return value


def g_function(unit: FloatArray, _luck: FloatArray) -> FloatArray:
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])
    value: FloatArray = np.prod((np.abs(4.0 * unit - 2.0) + a) / (1.0 + a), axis=1)
    return value


def draws(luck: FloatArray) -> FloatArray:
    """Return a standard normal number for each luck number."""
    return np.random.default_rng(11).normal(size=1 << 14)[luck]


def test_sobols_indices_of_the_ishigami_function_are_the_published_ones_within_two_hundredths():
    indices = found(ishigami, 3, Asked("sobol", 4096))["sobol"]
    names = ["x0", "x1", "x2", LUCK]
    assert numbers(indices, "first", names) == pytest.approx([0.3139, 0.4424, 0.0, 0.0], abs=0.02)
    assert numbers(indices, "total", names) == pytest.approx([0.5576, 0.4424, 0.2437, 0.0], abs=0.02)
    assert indices.standing.established
    assert [row.name for row in indices.rows] == ["x0", "x1", "x2", LUCK]
    assert not indices.row("x2").numbers["first_established"]


def test_sobols_indices_of_the_g_function_are_the_analytic_ones_within_two_hundredths():
    a = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])
    part = 1.0 / (3.0 * (1.0 + a) ** 2)
    whole = np.prod(1.0 + part) - 1.0
    indices = found(g_function, 6, Asked("sobol", 2048))["sobol"]
    names = [f"x{k}" for k in range(6)]
    assert numbers(indices, "first", names) == pytest.approx(part / whole, abs=0.02)
    assert numbers(indices, "total", names) == pytest.approx(
        part * np.prod(1.0 + part) / (1.0 + part) / whole, abs=0.02
    )


def test_sobols_indices_agree_with_those_of_scipy():
    from scipy.stats import sobol_indices, uniform

    theirs = sobol_indices(
        func=lambda x: ishigami(x.T, x)[None], n=4096, dists=[uniform(0, 1)] * 3, rng=np.random.default_rng(1)
    )
    ours = found(ishigami, 3, Asked("sobol", 4096))["sobol"]
    names = ["x0", "x1", "x2"]
    assert numbers(ours, "first", names) == pytest.approx(theirs.first_order.ravel(), abs=0.02)
    assert numbers(ours, "total", names) == pytest.approx(theirs.total_order.ravel(), abs=0.02)


def test_luck_gets_its_share_of_the_variance_beside_the_conditions_and_in_interaction_with_them():
    # y = x + x z with x uniform and z normal: the variance is 1/12 + 1/3, of luck alone 1/4, of x alone 1/12
    def model(unit: FloatArray, luck: FloatArray) -> FloatArray:
        return unit[:, 0] * (1.0 + draws(luck))

    indices = found(model, 1, Asked("sobol", 4096))["sobol"]
    whole = 1.0 / 12.0 + 1.0 / 3.0
    assert numbers(indices, "first", ["x0", LUCK]) == pytest.approx([1 / 12 / whole, 0.25 / whole], abs=0.05)
    assert numbers(indices, "total", ["x0", LUCK]) == pytest.approx([1 / 6 / whole, 1 / 3 / whole], abs=0.05)


def test_the_share_of_luck_is_the_same_in_fresh_runs_and_in_the_split_of_runs_that_exist():
    def model(unit: FloatArray, luck: FloatArray) -> FloatArray:
        return unit[:, 0] * (1.0 + draws(luck))

    fresh = found(model, 1, Asked("sobol", 2048))["sobol"].row(LUCK).numbers["total"]
    unit = np.repeat(np.random.default_rng(5).random((400, 1)), 10, axis=0)
    values = model(unit, np.arange(4000)).reshape(1, 400, 10)
    assert luck.finding(values, "y", 1).row("luck").numbers["share"] == pytest.approx(fresh, abs=0.08)


def test_luck_numbers_of_a_sample_are_whole_and_dense():
    wanted = samples(inputs(2, "a", "b", "c"), Asked(size=256))
    assert np.array_equal(np.unique(wanted["sobol"].luck), np.arange(256))
    assert np.array_equal(np.unique(wanted["morris"].luck), np.arange(512))
    assert np.array_equal(np.unique(wanted["tornado"].luck), np.arange(256))
    assert all(runs.unit.min() >= 0.0 and runs.unit.max() < 1.0 for runs in wanted.values())


def test_the_cost_that_is_told_is_the_runs_that_are_made():
    several = inputs(2, "a", "b", "c")
    for asked in (Asked(), Asked("sobol", 64), Asked("morris", 10), Asked("pawn", 30), Asked("tornado", 8)):
        made = {name: len(runs) for name, runs in samples(several, asked).items()}
        assert cost(several, asked) == made


def test_equal_seeds_give_equal_bytes_and_other_seeds_others():
    several = inputs(2, "a", "b", "c")
    for method in ("sobol", "morris", "pawn"):
        one, same, other = (samples(several, Asked(method, 64, seed))[method] for seed in (0, 0, 7))
        assert one.unit.tobytes() == same.unit.tobytes()
        assert one.luck.tobytes() == same.luck.tobytes()
        assert one.unit.tobytes() != other.unit.tobytes()
    for method in ("sobol", "morris", "pawn", "tornado"):
        asked = Asked(method, 256, 0)
        assert repr(found(ishigami, 3, asked)) == repr(found(ishigami, 3, asked))


def test_no_method_touches_the_chance_of_others():
    np.random.seed(5)
    before = np.random.get_state()[1].tobytes()  # type: ignore[union-attr]
    found(ishigami, 3, Asked(size=256))
    assert np.random.get_state()[1].tobytes() == before  # type: ignore[union-attr]


def test_morris_finds_the_slopes_of_a_linear_function_exactly():
    slopes = np.array([3.0, -2.0, 1.0, 0.0])
    effects = found(lambda unit, _luck: unit @ slopes, 4, Asked("morris", 128))["morris"]
    names = ["x0", "x1", "x2", "x3"]
    assert numbers(effects, "size", names) == pytest.approx(2.0 / 3.0 * np.abs(slopes), abs=1e-9)
    assert numbers(effects, "mean", names) == pytest.approx(2.0 / 3.0 * slopes, abs=1e-9)
    assert numbers(effects, "spread", names) == pytest.approx(0.0, abs=1e-9)
    assert effects.row(LUCK).numbers["size"] == 0.0
    assert np.isnan(effects.row(LUCK).numbers["mean"])


def test_morris_draws_luck_and_levels_anew_between_all_there_are():
    # the mean distance of two standard normal numbers is 2 / sqrt(pi); of two different ones of 0, 1 and 2 it is 4 / 3
    def model(unit: FloatArray, luck: FloatArray) -> FloatArray:
        return draws(luck) + np.floor(3.0 * unit[:, 0])

    effects = found(model, 0, Asked("morris", 2000), "a", "b", "c")["morris"]
    assert effects.row(LUCK).numbers["size"] == pytest.approx(2.0 / np.sqrt(np.pi), abs=0.05)
    assert effects.row("kind").numbers["size"] == pytest.approx(4.0 / 3.0, abs=0.05)


def test_pawn_ranks_the_inputs_of_the_ishigami_function_and_leaves_the_idle_one_to_chance():
    shifts = found(ishigami, 4, Asked("pawn", 1024))["pawn"]
    assert [row.name for row in shifts.rows] == ["x1", "x0", "x2", "x3"]
    assert shifts.row("x1").established
    assert shifts.row("x0").established
    assert [reason.code for reason in shifts.row("x3").standing.reasons][-1] == "chance"


def test_pawn_agrees_with_salibs_on_numbers():
    from SALib.analyze import pawn as theirs

    unit = np.random.default_rng(3).random((500, 3))
    values = ishigami(unit, unit)
    names = ["x0", "x1", "x2"]
    ours = pawn.finding(list(unit.T), values[:, None], inputs(3), "y", 1)
    published = theirs.analyze({"num_vars": 3, "names": names, "bounds": [[0, 1]] * 3}, unit, values, S=10)
    assert numbers(ours, "median", names) == pytest.approx(published["median"], abs=0.01)


def test_pawn_sees_levels_and_what_leaves_the_mean_and_the_variance_of_runs_that_exist_as_they_are():
    chance = np.random.default_rng(2)
    level = np.arange(60) % 3
    coin = np.where(chance.random((60, 20)) < 0.5, 1.0, -1.0)
    skew = np.where(chance.random((60, 20)) < 0.2, 2.0, -0.5)
    values = np.where(level[:, None] == 0, coin, skew)  # both have mean 0 and variance 1
    kind = inputs(0, "a", "b", "c")
    shifts = pawn.finding([level.astype(float)], values, kind, "y", 1)
    assert shifts.row("kind").established
    assert shifts.row("kind").numbers["largest"] > 0.3
    assert pawn.column(kind[0], np.array(["a", "c", "b"])).tolist() == [0.0, 2.0, 1.0]


def test_the_tornado_holds_both_ends_against_the_middle_on_the_same_luck():
    def model(unit: FloatArray, luck: FloatArray) -> FloatArray:
        return 2.0 * unit[:, 0] + (unit[:, 1] - 0.5) ** 2 + draws(luck) * (1.0 + unit[:, 2])

    swings = found(model, 2, Asked("tornado", 256), "a", "b")
    assert set(swings) == {"sobol", "tornado"}  # never without shares of variance
    row = swings["tornado"].row("x0").numbers
    assert [row["low"], row["high"], row["swing"]] == pytest.approx([-0.9, 0.9, 1.8])
    assert [row["low_at"], row["high_at"]] == ["0.05", "0.95"]
    bent = swings["tornado"].row("x1").numbers
    assert [bent["low"], bent["high"], bent["swing"]] == pytest.approx([0.2025, 0.2025, 0.2025])
    assert not swings["tornado"].row("kind").established  # luck outweighs it


@pytest.mark.parametrize("method", ["sobol", "morris", "pawn", "tornado"])
def test_one_missing_value_refuses_every_index(method: str):
    def model(unit: FloatArray, _luck: FloatArray) -> FloatArray:
        values = unit.sum(axis=1)
        values[-5] = np.nan
        return values

    refused = found(model, 2, Asked(method, 256))[method]
    assert refused.standing.reasons[0].code == "missing"
    assert not refused.findings
    assert all(np.isnan(number) for row in refused.rows for number in row.numbers.values())


@pytest.mark.parametrize("method", ["sobol", "morris", "pawn", "tornado"])
@pytest.mark.parametrize(("code", "rare"), [("constant", 0), ("near-constant", 3)])
def test_an_outcome_that_never_or_hardly_varies_has_no_index(method: str, code: str, rare: int):
    def model(unit: FloatArray, _luck: FloatArray) -> FloatArray:
        values = np.ones(len(unit))
        values[len(unit) // 2 : len(unit) // 2 + rare * 4 : 4] = 0.0
        values[0] = 0.0 if rare else 1.0
        return values

    refused = found(model, 2, Asked(method, 256))[method]
    assert [reason.code for reason in refused.standing.reasons] == [code]
    assert not refused.findings


@pytest.mark.parametrize("method", ["sobol", "morris", "pawn", "tornado"])
def test_a_sample_of_eight_has_no_index(method: str):
    refused = found(ishigami, 3, Asked(method, 8))[method]
    assert {reason.code for reason in refused.standing.reasons} & {"few-samples", "few-points"}
    assert not refused.findings


def test_an_index_smaller_than_its_interval_is_wide_is_not_established():
    # x1 does little beside the noise, and x2 nothing
    def model(unit: FloatArray, luck: FloatArray) -> FloatArray:
        return (draws(luck) + unit[:, 0] + 0.2 * unit[:, 1] > 0.8).astype(float)

    indices = found(model, 3, Asked("sobol", 256))["sobol"]
    assert indices.row(LUCK).established
    codes = [[reason.code for reason in indices.row(name).standing.reasons] for name in ("x1", "x2")]
    assert codes == [["wide"], ["none"]]
    assert [row.name for row in indices.findings] == [LUCK, "x0"]
    said = "\n".join(sentences({"sobol": indices}, {"outcome": "y", "policy": "p", "scenario": "s"}))
    assert f"x0 {indices.row('x0').numbers['total']:.3g} (" in said
    assert not re.search(r"x[12] \d", said)
    assert "In none of these runs does y change with x2" in said
    assert "Not established, since their intervals are wider than they are: x1." in said


def test_a_rare_outcome_among_many_values_is_no_reason_against_it():
    assert doubts(np.linspace(0.0, 1.0, 40), "y").established
    assert not doubts(np.r_[np.zeros(40), 1.0], "y").established


@pytest.mark.parametrize("size", [3, 100, 1000])
def test_a_base_sample_that_is_no_power_of_two_is_refused(size: int):
    with pytest.raises(InputError, match="power of two"):
        Asked("sobol", size)
    assert Asked("morris", size).size == size


def test_unknown_methods_and_impossible_sizes_are_refused():
    with pytest.raises(UnknownName, match="sobol"):
        Asked("sobel")
    with pytest.raises(OutOfRange):
        Asked("pawn", 1)
    assert sobol.checked(1) == 1
    assert tornado.WARNING
    assert morris.LEAST <= morris.USUAL
