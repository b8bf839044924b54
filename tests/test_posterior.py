"""The calibrated sets that come with the project, and how samples of them are taken."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sim.errors import OutOfRange, StoreError, UnknownName, WrongType
from sim.parameters import table
from sim.posterior import MANIFEST, SETS, Posterior, free_parameters, posterior, read, variants, write
from sim.study.calibration_folder import described
from sim.study.windows import windows

NAMES = ("default", "none")


def small(count: int = 10) -> Posterior:
    """Return sets that are easy to tell apart: set i lies i / count of the way through every range."""
    rows = free_parameters()
    values = np.array([[row.low + (row.high - row.low) * i / count for row in rows] for i in range(count)])
    return Posterior(tuple(row.name for row in rows), values, {})


def saved(folder: Path, sets: Posterior) -> Path:
    write(folder / SETS, sets.values)
    (folder / MANIFEST).write_text(json.dumps(sets.manifest), "utf-8")
    return folder


# ---------------------------------------------------------------- what comes with the project


def test_two_variants_come_with_the_project() -> None:
    assert variants() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_sets_lie_in_the_plausible_ranges_of_the_free_parameters(name: str) -> None:
    sets = posterior(name)
    assert sets.names == tuple(row.name for row in table().values() if not row.fixed)
    assert sets.values.shape == (len(sets), 67)
    for row, column in zip(free_parameters(), sets.values.T, strict=True):
        assert row.low <= column.min() < column.max() <= row.high


@pytest.mark.parametrize("name", NAMES)
def test_there_are_enough_sets_and_none_comes_twice(name: str) -> None:
    assert len(posterior(name)) >= 400
    assert len(np.unique(posterior(name).values, axis=0)) == len(posterior(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_manifest_says_where_the_sets_come_from(name: str) -> None:
    about = posterior(name).manifest
    assert about["windows"] == windows().digest
    assert about["sets"] == len(posterior(name)) == about["findings"]["sets"]
    assert {"draws", "seed", "mends", "software", "parameters"} <= set(about)
    assert "command" not in about


def test_sets_cannot_be_changed_by_mistake() -> None:
    with pytest.raises(ValueError, match="read-only"):
        posterior().values[0, 0] = 1.0


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'default'"):
        posterior("defaults")


# ---------------------------------------------------------------- samples


def test_a_sample_repeats_no_set_while_there_are_enough() -> None:
    assert len(np.unique(small().sample(10)[:, 0])) == 10
    assert len(np.unique(small().sample(4)[:, 0])) == 4


def test_a_sample_larger_than_the_sets_takes_each_as_often() -> None:
    _values, counts = np.unique(small().sample(25)[:, 0], return_counts=True)
    assert sorted(set(counts)) == [2, 3]


def test_the_seed_fixes_a_sample_and_a_longer_one_begins_with_it() -> None:
    sets = small()
    assert np.array_equal(sets.sample(6, seed=2), sets.sample(6, seed=2))
    assert not np.array_equal(sets.sample(6, seed=2), sets.sample(6, seed=3))
    assert np.array_equal(sets.sample(20)[:6], sets.sample(6))


def test_halves_share_no_set() -> None:
    first, second = small().halves(5)
    assert len(first) == len(second) == 5
    assert not set(first[:, 0]) & set(second[:, 0])


@pytest.mark.parametrize(("count", "error"), [(6, OutOfRange), (0, OutOfRange), (2.0, WrongType), (True, WrongType)])
def test_halves_of_the_wrong_size_are_refused(count: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        small().halves(count)  # type: ignore[arg-type]


def test_each_set_fills_its_own_runs() -> None:
    sets = small()
    held = sets.parameters(sets.values[:3], 4)
    assert list(held) == list(sets.names)
    assert held["lam"].tolist() == np.repeat(sets.values[:3, 0], 4).tolist()


def test_a_column_has_the_name_of_its_parameter() -> None:
    assert small().column("beta").tolist() == small().values[:, small().names.index("beta")].tolist()
    with pytest.raises(UnknownName, match="parameter of the calibrated sets"):
        small().column("bleed_limit")


# ---------------------------------------------------------------- files


def test_sets_read_back_as_they_were_written(tmp_path: Path) -> None:
    sets = small()
    again = read(saved(tmp_path, sets))
    assert np.array_equal(again.values, sets.values)
    assert again.names == sets.names


def test_a_folder_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no calibrated sets"):
        read(tmp_path)


@pytest.mark.parametrize("damage", ["cut", "nonsense", "manifest", "list"])
def test_a_broken_file_is_refused_in_words(tmp_path: Path, damage: str) -> None:
    folder = saved(tmp_path, small())
    if damage == "cut":
        (folder / SETS).write_bytes((folder / SETS).read_bytes()[:200])
    elif damage == "nonsense":
        (folder / SETS).write_bytes(b"nothing of the kind")
    elif damage == "manifest":
        (folder / MANIFEST).write_text("{", "utf-8")
    else:
        (folder / MANIFEST).write_text("[]", "utf-8")
    with pytest.raises(StoreError, match="cannot be used"):
        read(folder)


def test_sets_of_other_parameters_are_refused(tmp_path: Path) -> None:
    saved(tmp_path, small())
    np.savez_compressed(tmp_path / SETS, names=np.array(["lam"]), values=np.ones((3, 1)))
    with pytest.raises(StoreError, match="another list of parameters"):
        read(tmp_path)


def test_sets_outside_the_hard_limits_are_refused(tmp_path: Path) -> None:
    sets = small()
    sets.values[2, 0] = np.nan
    with pytest.raises(OutOfRange, match="parameter lam"):
        read(saved(tmp_path, sets))


def test_described_plans_carry_the_digest_of_the_windows() -> None:
    from scenarios import load
    from sim.study.calibration import planned

    assert described(planned(load, 3, "none"))["windows"] == windows().digest
