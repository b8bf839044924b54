"""The state of a batch: one block with named views, rounded in place, forked, cut and checked."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from sim.world import GRAIN, HEIGHT, LAYOUT, NAMES, ROWS, WHOLE, World
from tests.engine import opened, play, scenario

RUNS = 5


def filled(runs: int = RUNS) -> World:
    """Return a world in which every number differs."""
    world = World(runs)
    world.block[...] = np.arange(world.block.size).reshape(world.block.shape) + 0.25
    world.quarter = 3
    return world


def test_every_row_is_a_view_of_the_block_and_none_is_left_over() -> None:
    world = filled()
    seen = np.zeros(world.block.shape, bool)
    for row in ROWS:
        view = getattr(world, row.name)
        assert np.shares_memory(view, world.block) and view.shape == ((RUNS,) if row.size == 1 else (row.size, RUNS))
        seen[np.isin(world.block, view)] = True
    assert seen.all() and world.block.shape == (HEIGHT, RUNS)
    assert len(set(NAMES)) == len(NAMES) == len(ROWS)
    assert all(row.unit and row.meaning and row.low < row.high for row in ROWS)


def test_writing_a_row_writes_into_the_block() -> None:
    world = World(RUNS)
    block = world.block
    world.trust = 0.3
    world.dead = [[1.0], [2.0]]
    world.dead[1, 4] = 7.0
    assert world.block is block
    assert (block == 0.3).sum() == RUNS and (block == 1.0).sum() == RUNS and (block == 7.0).sum() == 1


@pytest.mark.parametrize(
    "action",
    [
        lambda world: world.thrust,
        lambda world: setattr(world, "thrust", 1.0),
        lambda world: setattr(world, "trust", np.zeros(RUNS + 1)),
    ],
    ids=["reading-no-row", "writing-no-row", "wrong-width"],
)
def test_what_is_no_row_or_does_not_fit_is_refused(action: Callable[[World], object]) -> None:
    world = filled()
    before = world.digest()
    with pytest.raises((AttributeError, KeyError, ValueError)):
        action(world)
    assert world.digest() == before


def check_fork_is_independent() -> None:
    world = filled()
    fork = world.fork()
    assert fork.digest() == world.digest() and fork.quarter == world.quarter
    fork.trust = 0.1
    fork.block[0, 0] = -5.0
    assert world.digest() == filled().digest() != fork.digest()


def test_a_fork_is_independent() -> None:
    check_fork_is_independent()


@pytest.mark.parametrize(
    "index", [slice(1, 4), np.array([4, 0, 0]), np.array([2]), np.array([], int)], ids=["slice", "list", "one", "none"]
)
def test_a_part_is_an_independent_copy_of_some_runs(index: slice | np.ndarray) -> None:
    world = filled()
    part = world.part(index)
    assert part.quarter == world.quarter and part.runs == world.block[:, index].shape[1]
    assert all(np.array_equal(getattr(part, name), getattr(world, name)[..., index]) for name in NAMES)
    part.block[...] = 0.0
    assert world.digest() == filled().digest()


def test_the_digest_sees_every_number_and_the_quarter_but_not_the_sign_of_nought() -> None:
    world = filled()
    seen = {world.digest()}
    for row in range(HEIGHT):
        changed = world.fork()
        changed.block[row, 2] = np.nextafter(changed.block[row, 2], 0)
        seen.add(changed.digest())
    world.quarter += 1
    seen.add(world.digest())
    assert len(seen) == HEIGHT + 2
    plus, minus = World(1), World(1)
    minus.block[...] = -0.0
    assert plus.digest() == minus.digest()


def check_state_is_rounded() -> None:
    """After each quarter every number lies on the grid, and a little noise below its half step is gone."""
    played = play("bleeding-white", 6, runs=40, keep=True)
    for block in played.blocks:
        assert np.array_equal(block, np.rint(block * GRAIN) / GRAIN)
    quiet, noisy = World(3, played.world.block[:, :3].copy()), World(3, played.world.block[:, :3].copy())
    noisy.block[...] += 3e-11 * np.where(np.arange(HEIGHT) % 2, 1, -1)[:, None] * (quiet.block != np.rint(quiet.block))
    noisy.settle()
    assert noisy.digest() == quiet.digest()


def test_the_state_is_rounded_each_quarter() -> None:
    check_state_is_rounded()


def test_rounding_is_in_place_once_and_for_all() -> None:
    world = filled()
    world.block[...] *= np.pi / 7
    block, height = world.block, len(ROWS)
    world.settle()
    once = world.digest()
    world.settle()
    assert world.block is block and world.digest() == once and height == len(LAYOUT)


def test_rows_of_whole_numbers_hold_whole_numbers() -> None:
    """So that leaving them out of the rounding loses nothing."""
    for name in ("four-nos", "bleeding-white", "rig-crisis"):
        played = play(name, 12, runs=60, doctrines={"vietnam": "four-nos,ally-us@4"}, keep=True)
        for row in ROWS:
            if row.unit in WHOLE:
                path = played.path(row.name)
                assert np.array_equal(path, np.rint(path)), row.name


@pytest.mark.parametrize(
    ("row", "value", "found"),
    [
        ("trust", 1.01, True),
        ("trust", -0.01, True),
        ("trust", 1.0 + 1e-10, False),
        ("trust", np.nan, True),
        ("dead", np.inf, True),
        ("dead", -1.0, True),
        ("mood", -3.0, False),
        ("rung", 7.0, True),
        ("terms", -1.0, False),
    ],
)
def test_faults(row: str, value: float, found: bool) -> None:
    with opened(scenario(), runs=3) as model:
        assert model.world.faults() == []
        getattr(model.world, row)[..., 1] = value
        assert model.world.faults() == ([row] if found else [])


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda world: pickle.loads(pickle.dumps(world)), World.fork],
    ids=["copy", "deepcopy", "pickle", "fork"],
)
def test_a_copy_of_a_world_is_a_world(copied: Callable[[World], World]) -> None:
    """Its rows are views of its own block, as the original's are."""
    twin = copied(filled())
    assert twin.digest() == filled().digest()
    twin.trust = 0.125
    assert (twin.block == 0.125).sum() == RUNS
    assert twin.is_open is False and twin.runs == RUNS
