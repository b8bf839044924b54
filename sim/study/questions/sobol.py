"""Sobol's indices: shares of an outcome's variance, of each input alone and with all its interactions.

SALib draws the sample and estimates the indices ([Saltelli2010]); guards come before, since one missing value makes it
return zeros for all inputs, without a word. Luck is one of the inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import InputError
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
    problem,
    refused,
    titles,
    uncertain,
    whole_seed,
)
from sim.study.standing import Standing
from sim.study.uncertainties import Uncertainty
from sim.world import FloatArray

LEAST = 256
"""Base points, fewer than which give no index; measured in docs/decisions/0013-sensitivity.md."""
USUAL = 1024
LEAST_RESAMPLES, MOST_HELD = 50, 2**22
"""Resamples are held in memory together: of a large sample there are fewer, down to a least."""
KEYS = ("first", "first_low", "first_high", "first_established", "total", "total_low", "total_high")


@dataclass(frozen=True)
class Indices:
    """Estimated indices, each of shape (inputs,).

    Attributes
    ----------
    first, total : of each input alone, and with all its interactions.
    first_half, total_half : half the width of their intervals at 95 per cent, from a bootstrap over base points.
    """

    first: FloatArray
    first_half: FloatArray
    total: FloatArray
    total_half: FloatArray


def runs_of(base: int, inputs: int) -> int:
    """Return how many runs a base sample takes, with luck as one more input."""
    return base * (inputs + 3)


def checked(base: int, field: str = "base") -> int:
    """Return a base sample's size, if it is a power of two.

    Raises
    ------
    InputError
        If it is none: Sobol's sequence is balanced at powers of two alone.
    """
    if base > 0 and base & (base - 1) == 0:
        return base
    lower = 1 << max(base.bit_length() - 1, 0)
    message = _("The base sample of Sobol's method is a power of two: {lower:,} or {upper:,}, not {base:,}.")
    raise InputError(message.format(lower=lower, upper=2 * lower, base=base), field=field, got=base)


def sample(inputs: Sequence[Uncertainty], base: int, seed: int) -> Runs:
    """Return the runs of Saltelli's scheme over the inputs and luck.

    The base sample holds `base` points, and so the last coordinate, by floor, holds each of `base` luck numbers once.
    """
    from SALib.sample import sobol  # type: ignore[import-untyped]

    names = [*(each.name for each in inputs), LUCK]
    drawn = sobol.sample(problem(names), checked(base), calc_second_order=False, seed=whole_seed(seed, "sobol sample"))
    unit = below_one(np.asarray(drawn, dtype=float))
    return Runs(unit[:, :-1], np.floor(unit[:, -1] * base).astype(np.int64), {"base": base})


def indices(values: FloatArray, names: Sequence[str], seed: int) -> Indices:
    """Return the indices of inputs from the outcomes of the runs that `sample` asks for.

    Parameters
    ----------
    values : finite and not constant, shape (base * (inputs + 2),), luck counted as an input.
    """
    from SALib.analyze import sobol  # type: ignore[import-untyped]

    found = sobol.analyze(
        problem(names),
        np.asarray(values, dtype=float),
        calc_second_order=False,
        num_resamples=min(RESAMPLES, max(MOST_HELD // (values.size // (len(names) + 2)), LEAST_RESAMPLES)),
        conf_level=CONFIDENCE,
        seed=whole_seed(seed, "sobol bootstrap"),
    )
    return Indices(*(np.asarray(found[key], dtype=float) for key in ("S1", "S1_conf", "ST", "ST_conf")))


def finding(values: FloatArray, runs: Runs, inputs: Sequence[Uncertainty], outcome: str, seed: int) -> Finding:
    """Return what Sobol's indices say of an outcome, the largest total index first.

    Parameters
    ----------
    values : outcomes of `runs`, shape (runs,).
    outcome : its name for people.
    """
    named, base = titles(inputs, luck=True), int(runs.marks["base"])
    about = {"base": base, "runs": len(runs)}
    text = _("the base sample has {count:,} points, and {least} are the least")
    rows = values.reshape(base, -1)
    own = rows[:, [0, -1]].ravel() if np.isfinite(values).all() else values  # the two parts that are drawn apart
    against = doubts(own, outcome, few(base, LEAST, text))
    if not against.established:
        return refused("sobol", named, KEYS, against, about)
    found = indices(values, [name for name, _title in named], seed)
    order = np.argsort(-found.total, kind="stable")
    return Finding("sobol", tuple(_row(named[i], found, i) for i in order), Standing(), about)


def _row(named: tuple[str, str], found: Indices, place: int) -> Row:
    name, title = named
    first, total = float(found.first[place]), float(found.total[place])
    near, far = float(found.first_half[place]), float(found.total_half[place])
    alone = Standing.of(uncertain(first - near, first + near, first, _("the index")))
    whole = Standing.of(uncertain(total - far, total + far, total, _("the total index")))
    numbers = {
        "first": first,
        "first_low": first - near,
        "first_high": first + near,
        "first_established": alone.established and first > 0.0,
        "total": total,
        "total_low": total - far,
        "total_high": total + far,
    }
    return Row(name, title, numbers, whole)
