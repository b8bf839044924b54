"""Morris's elementary effects: how much an outcome moves, on average, when one input does, all over the space.

SALib draws the trajectories and reads them ([Morris1991], [Campolongo2007]). A step of a number is two thirds of its
range; luck and inputs with levels step between two that a trajectory draws for itself, since a grid of four coordinates
would know four runs of luck in all. Effects are in the outcome's unit, for one step.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.language import _
from sim.study.questions.samples import (
    CONFIDENCE,
    LUCK,
    RESAMPLES,
    Finding,
    Row,
    Runs,
    below_one,
    doubts,
    few,
    generator,
    problem,
    refused,
    titles,
    uncertain,
    whole_seed,
)
from sim.study.standing import FLAT, Standing
from sim.study.uncertainties import Uncertainty
from sim.world import FloatArray

GRID = 4
"""Places of a number on its grid, from the least to the largest value; a step is two of them."""
STEP = GRID / (2.0 * (GRID - 1.0))
"""The step in coordinates: two thirds. A step of a half would miss whatever repeats itself after half the range."""
LEAST = 128
"""Trajectories, fewer than which give no effect; measured in docs/decisions/0013-sensitivity.md."""
USUAL = 256
KEYS = ("mean", "size", "size_low", "size_high", "spread")


def runs_of(trajectories: int, inputs: int) -> int:
    """Return how many runs some trajectories take, with luck as one more input."""
    return trajectories * (inputs + 2)


def sample(inputs: Sequence[Uncertainty], trajectories: int, seed: int) -> Runs:
    """Return the runs of trajectories that step in every input and in luck once each, in an order of chance.

    The marks hold SALib's own coordinates, shape (runs, inputs + 1), by which the outcomes are read.
    """
    from SALib.sample import morris  # type: ignore[import-untyped]

    names = [*(each.name for each in inputs), LUCK]
    drawn = morris.sample(problem(names), trajectories, num_levels=GRID, seed=whole_seed(seed, "morris sample"))
    grid = np.asarray(drawn, dtype=float)
    unit = below_one(grid)
    paths = grid.reshape(trajectories, len(names) + 1, len(names))
    stepped = paths > paths.min(axis=1, keepdims=True)
    chance = generator(seed, "morris levels")
    for place, each in enumerate(inputs):
        if len(each.levels):
            unit[:, place] = _levels(stepped[:, :, place], len(each.levels), chance).ravel()
    luck = 2 * np.arange(trajectories)[:, None] + stepped[:, :, -1]
    return Runs(unit[:, :-1], luck.ravel().astype(np.int64), {"trajectories": trajectories, "grid": grid})


def _levels(stepped: FloatArray, levels: int, chance: np.random.Generator) -> FloatArray:
    """Return coordinates of two levels that each trajectory draws, different ones if there are two."""
    one = chance.integers(levels, size=len(stepped))
    other = (one + chance.integers(1, max(levels, 2), size=len(stepped))) % levels
    return (np.where(stepped, other[:, None], one[:, None]) + 0.5) / levels


def finding(values: FloatArray, runs: Runs, inputs: Sequence[Uncertainty], outcome: str, seed: int) -> Finding:
    """Return the mean effects on an outcome, the largest mean size first.

    Row numbers: `size` is the mean of absolute effects with its interval, `spread` their standard deviation with signs,
    `mean` their mean with signs, NaN for luck and levels, which have no direction.

    Parameters
    ----------
    values : outcomes of `runs`, shape (runs,).
    outcome : its name for people.
    """
    named, trajectories = titles(inputs, luck=True), int(runs.marks["trajectories"])
    about = {"trajectories": trajectories, "runs": len(runs)}
    text = _("{count:,} trajectories were run, and {least} are the least")
    against = doubts(values, outcome, few(trajectories, LEAST, text))
    if not against.established:
        return refused("morris", named, KEYS, against, about)
    from SALib.analyze import morris  # type: ignore[import-untyped]

    found = morris.analyze(
        problem([name for name, _title in named]),
        np.asarray(runs.marks["grid"], dtype=float),
        np.asarray(values, dtype=float),
        num_levels=GRID,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=whole_seed(seed, "morris bootstrap"),
    )
    keys = ("mu", "mu_star", "mu_star_conf", "sigma")
    mean, size, half, spread = (STEP * np.ma.getdata(found[key]).astype(float) for key in keys)
    mean[[place for place, each in enumerate(inputs) if len(each.levels)] + [len(inputs)]] = np.nan
    size[size <= FLAT * np.abs(values).max()] = 0.0  # left by rounding
    order = np.argsort(-size, kind="stable")
    rows = tuple(_row(named[i], *(float(x[i]) for x in (mean, size, half, spread))) for i in order)
    return Finding("morris", rows, Standing(), about)


def _row(named: tuple[str, str], mean: float, size: float, half: float, spread: float) -> Row:
    name, title = named
    low, high = size - half, size + half
    against = uncertain(low, high, size, _("the mean effect"))
    numbers = {"mean": mean, "size": size, "size_low": low, "size_high": high, "spread": spread}
    return Row(name, title, numbers, Standing.of(against))
