"""Designs: which points are run; the same for a seed, inside their ranges, even, and able to grow where they can."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError, UnknownName
from sim.posterior import posterior
from sim.study.designs import MOST_POINTS, kept_points, placed, points_of, unit_points
from sim.study.spec import points_text
from sim.study.study import Study
from sim.study.uncertainties import SET, Points, Uncertainty
from tests.small_studies import UNCERTAINTIES, design, spec

AID = Uncertainty("aid", "doctrine", "us", levels=("full", "limited", "offshore"))
STEPS = Uncertainty("steps", "parameter", "psi", 0.2, 0.6, levels=(0.2, 0.3, 0.6))
EVEN = Uncertainty("even", "parameter", "psi", 0.15, 0.6, mode=0.37)
PEAKED = Uncertainty("peaked", "parameter", "psi", 0.15, 0.6, "triangular", mode=0.37)
WIDE = Uncertainty("wide", "parameter", "lam", 0.01, 100.0, "loguniform", mode=1.0)
ALL = (AID, STEPS, EVEN, PEAKED, WIDE)


def drawn(kind: str, points: int, **changes: Any) -> Points:
    """Return the points of a small study's design."""
    return points_of(spec(design=design(kind=kind, points=points, **changes)))


# ---------------------------------------------------------------- kinds


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
@pytest.mark.parametrize("points", [1, 5, 64])
def test_points_are_as_many_as_asked_and_inside_their_ranges(kind: str, points: int) -> None:
    found = drawn(kind, points)
    assert len(found) == points and found.names == ("psi", "aid", "trust")
    assert all(len(values) == points for values in found.values.values())
    assert found.values["psi"].min() >= 0.15 and found.values["psi"].max() <= 0.6
    assert set(found.values["aid"].tolist()) <= {"full", "offshore"}


@pytest.mark.parametrize("kind", ["lhs", "sobol", "random"])
def test_the_same_seed_is_the_same_bytes_and_another_seed_is_not(kind: str) -> None:
    one, same, other = (unit_points(kind, 50, 4, seed) for seed in (1, 1, 2))
    assert one.tobytes() == same.tobytes() and not np.array_equal(one, other)
    assert one.min() >= 0.0 and one.max() < 1.0
    assert unit_points(kind, 7, 0, 1).shape == (7, 0)


def test_a_hypercube_has_one_point_in_every_row_of_every_axis() -> None:
    unit = unit_points("lhs", 40, 5, 3)
    assert all(sorted((column * 40).astype(int)) == list(range(40)) for column in unit.T)


def test_levels_are_balanced() -> None:
    for kind in ("lhs", "sobol"):
        counts = np.unique(drawn(kind, 64).values["aid"], return_counts=True)[1]
        assert counts.tolist() == [32, 32]
    thirds = placed([AID], unit_points("lhs", 99, 1, 1)).values["aid"]
    assert np.unique(thirds, return_counts=True)[1].tolist() == [33, 33, 33]


@given(st.integers(1, 200), st.integers(1, 200), st.integers(1, 6))
def test_more_sobol_points_begin_with_the_same_ones(few: int, more: int, columns: int) -> None:
    assert np.array_equal(unit_points("sobol", few + more, columns, 5)[:few], unit_points("sobol", few, columns, 5))


def test_designs_that_grow_begin_with_what_they_were() -> None:
    lone = {"uncertainties": {"aid": UNCERTAINTIES["aid"]}}
    for kind, changes in (("sobol", {}), ("posterior", lone)):
        few, many = (points_of(spec(design=design(kind=kind, points=count), **changes)) for count in (5, 23))
        assert many.begins_with(few) and not few.begins_with(many)
    assert not drawn("lhs", 23).begins_with(drawn("lhs", 5))


def test_a_grid_is_every_combination_with_the_ends_among_them() -> None:
    found = points_of(spec(design={"kind": "grid", "steps": 3}))
    assert len(found) == 3 * 2 * 3
    rows = set(zip(*(values.tolist() for values in found.values.values()), strict=True))
    assert len(rows) == 18 and (0.15, "full", 0.0) in rows and (0.6, "offshore", 0.6) in rows
    assert found.row(0) == {"psi": 0.15, "aid": "full", "trust": 0.0}
    assert found.row(1) == {"psi": 0.15, "aid": "full", "trust": 0.3}


def test_a_grid_that_is_too_large_is_refused_before_it_is_made() -> None:
    many: dict[str, Any] = {name: {} for name in ("psi", "lam", "h_act", "v_g", "v_E", "zeta")}
    grid = Study(spec(uncertainties=many, design={"kind": "grid", "steps": 2})).with_design(steps=1000)
    with pytest.raises(InputError, match=f"at most {MOST_POINTS:,}"):
        points_of(grid.spec)


def test_calibrated_sets_come_in_a_shuffled_order_none_twice_while_there_are_enough() -> None:
    asked = spec(uncertainties={"aid": UNCERTAINTIES["aid"]}, design=design(kind="posterior", points=200))
    found, sets = points_of(asked), posterior(asked.variant)
    numbers = found.values[SET].astype(int)
    assert len(set(numbers.tolist())) == 200 and numbers.max() < len(sets) and (np.diff(numbers) < 0).any()
    again = points_of(spec(uncertainties={}, design=design(kind="posterior", points=len(sets) + 3)))
    assert np.bincount(again.values[SET].astype(int)).tolist().count(2) == 3
    values = asked.calibrated(found.values[SET])
    assert all(values[name][7] == sets.values[numbers[7], column] for column, name in enumerate(sets.names))


def test_one_point_has_no_values() -> None:
    found = points_of(spec(uncertainties={}, design={"kind": "point"}))
    assert (len(found), found.names, found.row(0)) == (1, (), {})


# ---------------------------------------------------------------- distributions


def test_distributions_have_their_means() -> None:
    unit = unit_points("sobol", 4096, 1, 1)[:, 0]
    assert abs(EVEN.at(unit).mean() - 0.375) < 1e-3
    assert abs(PEAKED.at(unit).mean() - (0.15 + 0.37 + 0.6) / 3) < 1e-3
    assert abs(np.log10(WIDE.at(unit)).mean()) < 1e-2
    assert abs(STEPS.at(unit).mean() - 1.1 / 3) < 1e-3


@given(st.floats(0.0, 1.0, exclude_max=True), st.floats(-1e6, 1e6), st.floats(1e-9, 1e6), st.floats(0.0, 1.0))
def test_no_rounding_leads_out_of_a_range(unit: float, low: float, width: float, mode: float) -> None:
    high = low + width
    if not low < high:
        return
    for dist in ("uniform", "triangular", "loguniform"):
        if dist == "loguniform" and low <= 0:
            continue
        row = Uncertainty("x", "parameter", "psi", low, high, dist, mode=min(max(low + mode * width, low), high))
        assert low <= float(row.at(np.array([unit]))[0]) <= high


@given(st.lists(st.floats(0.0, 1.0, exclude_max=True), min_size=1, max_size=20))
def test_levels_stand_in_the_middle_of_their_share(unit: list[float]) -> None:
    for row in (AID, STEPS):
        values = row.at(np.array(unit))
        assert np.array_equal(row.at(row.place(values)), values)
        assert np.abs(row.place(values) - unit).max() <= 0.5 / 3 + 1e-12


def test_values_from_outside_are_checked() -> None:
    assert AID.check(["full"]).tolist() == ["full"] and EVEN.check(["0.2", 0.3]).tolist() == [0.2, 0.3]
    with pytest.raises(UnknownName, match="Did you mean 'limited'"):
        AID.check(["limitd"])
    for row, value in ((EVEN, "0.1"), (EVEN, "nan"), (EVEN, "inf"), (EVEN, ""), (STEPS, "0.25"), (STEPS, "0.7")):
        with pytest.raises(InputError):
            row.check([value])


# ---------------------------------------------------------------- as text


@pytest.mark.parametrize("kind", ["lhs", "sobol", "grid"])
def test_points_come_back_from_their_text_to_the_last_bit(kind: str) -> None:
    asked = spec(design=design(kind=kind, points=None if kind == "grid" else 9))
    points = points_of(asked)
    back = kept_points(asked, points_text(points))
    assert points.begins_with(back) and back.begins_with(points)
    assert points_text(back) == points_text(points)


def test_points_without_values_come_back_too() -> None:
    asked = spec(uncertainties={}, design={"kind": "point"})
    assert len(kept_points(asked, points_text(points_of(asked)))) == 1


def test_a_text_of_other_uncertainties_is_refused() -> None:
    with pytest.raises(ValueError, match="psi"):
        kept_points(spec(), "design_id,psi\n0,0.3\n")


# ---------------------------------------------------------------- from Python


def test_a_design_may_be_changed_in_python_where_that_makes_sense() -> None:
    study = Study(spec())
    assert len(points_of(study.with_design(kind="lhs", points=11).spec)) == 11
    assert len(points_of(study.with_design(kind="grid", steps=2).spec)) == 8
    for changes in (
        *({"kind": "posterior"}, {"kind": "point"}, {"kind": "rows", "rows": "x.csv"}, {"kind": "lsh"}),
        *({"points": 0}, {"points": "8"}, {"replications": -1}, {"luck": "shared"}, {"sead": 1}),
    ):
        with pytest.raises(InputError):
            study.with_design(**changes)
    with pytest.raises(InputError, match="says itself"):
        Study(spec(uncertainties={}, design={"kind": "point"})).with_design(points=3)
