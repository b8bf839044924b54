"""What the methods of sensitivity analysis share: inputs in the unit hypercube, luck as one more input, and guards.

Every input is a number in [0, 1), which an uncertainty maps to its values, levels by floor. Luck is one more input: a
whole number, the run whose chance events a run meets.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.study.standing import LEAST_FAILURES, Reason, Standing, constant, missing, wide
from sim.study.uncertainties import Uncertainty
from sim.world import FloatArray

IntArray = NDArray[np.int64]

LUCK = "luck"
"""Name of the input that is luck."""
CONFIDENCE = 0.95
RESAMPLES = 200
"""Resamples behind an interval."""


class Sampler(Protocol):
    """Fresh runs: a function of coordinates and luck.

    Attributes
    ----------
    inputs : one a column of the coordinates.
    outcomes : names of what it returns.
    """

    @property
    def inputs(self) -> Sequence[Uncertainty]:
        """One a column of the coordinates."""

    @property
    def outcomes(self) -> Collection[str]:
        """Names of what it returns."""

    def __call__(self, unit: FloatArray, luck: IntArray) -> Mapping[str, FloatArray]:
        """Return outcomes of shape (n,), for coordinates of shape (n, inputs) in [0, 1) and whole numbers (n,)."""


@dataclass(frozen=True)
class Runs:
    """Runs that a method wants.

    Attributes
    ----------
    unit : coordinates in [0, 1), shape (runs, inputs).
    luck : whole numbers, dense from 0, shape (runs,).
    marks : what the method's own reading of the outcomes needs to know of them.
    """

    unit: FloatArray
    luck: IntArray
    marks: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many runs."""
        return len(self.luck)


@dataclass(frozen=True)
class Row:
    """What a method says of one input.

    Attributes
    ----------
    name, title : of the input; luck is one.
    numbers : what was found; NaN where nothing was.
    standing : whether the row's main number stands.
    """

    name: str
    title: str
    numbers: Mapping[str, Any]
    standing: Standing

    @property
    def established(self) -> bool:
        """Whether its main number stands."""
        return self.standing.established


@dataclass(frozen=True)
class Finding:
    """What a method found.

    Attributes
    ----------
    method : "sobol", "morris", "pawn", "tornado" or "split".
    rows : one an input, the largest first.
    standing : reasons against all of it; if there are any, no row has numbers.
    about : how it was found: runs, sizes of the sample.
    """

    method: str
    rows: tuple[Row, ...]
    standing: Standing
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Row, ...]:
        """The rows that are established."""
        return tuple(row for row in self.rows if row.established) if self.standing.established else ()

    def row(self, name: str) -> Row:
        """Return the row of an input."""
        return next(row for row in self.rows if row.name == name)


def titles(inputs: Sequence[Uncertainty], *, luck: bool) -> list[tuple[str, str]]:
    """Return name and title of each input, luck last if it is one."""
    named = [(each.name, each.title or each.name) for each in inputs]
    return [*named, (LUCK, _("luck"))] if luck else named


def refused(
    method: str, named: Sequence[tuple[str, str]], keys: Sequence[str], against: Standing, about: Mapping[str, Any]
) -> Finding:
    """Return the finding of a method that is refused: every row with its reasons and without numbers."""
    rows = tuple(Row(name, title, dict.fromkeys(keys, float("nan")), against) for name, title in named)
    return Finding(method, rows, against, about)


def doubts(values: FloatArray, name: str, *more: list[Reason]) -> Standing:
    """Return what speaks against any finding on the values of an outcome: missing, constant or nearly so.

    Parameters
    ----------
    values : outcomes of runs, independent ones as far as the method has them.
    name : of the outcome, for people.
    more : reasons that the method has.
    """
    gone = missing(values, name)
    return Standing.of(gone, *([] if gone else [constant(values, name) or nearly_constant(values, name)]), *more)


def nearly_constant(values: FloatArray, name: str, least: int = LEAST_FAILURES) -> list[Reason]:
    """Return the reason against a finding on an outcome that is the same in all runs but a few.

    Its variance rests on those few, and so does every index: with 3 failures in 10,000 runs one finds what these three
    had in common by chance.
    """
    counts = np.unique(values, return_counts=True)[1]
    others = int(values.size - counts.max())
    if others >= least or counts.max() * 2 < values.size:
        return []
    text = _("{name} is the same in all but {others:,} of {size:,} runs, and {least} others are the least")
    return [Reason("near-constant", text.format(name=name, others=others, size=values.size, least=least))]


def uncertain(low: float, high: float, effect: float, name: str) -> list[Reason]:
    """Return the reason against an effect: no run changed with the input, or the interval is wider than the effect.

    That no run changed tells of these runs alone: an effect that shows in one run of a thousand is seldom met.
    """
    if effect == 0.0:
        return [Reason("none", _("no run changed with it"))]
    return wide(low, high, effect, name)


def few(count: int, least: int, text: str) -> list[Reason]:
    """Return the reason against a finding from a sample that is too small; `text` has `{count}` and `{least}`."""
    return [] if count >= least else [Reason("few-samples", text.format(count=count, least=least))]


def generator(seed: int, purpose: str) -> np.random.Generator:
    """Return the stream of chance of a purpose."""
    return np.random.default_rng([seed, crc32(purpose.encode())])


def whole_seed(seed: int, purpose: str) -> int:
    """Return a seed above 0, as SALib wants it: it takes 0 for no seed at all."""
    return int(generator(seed, purpose).integers(1, 2**31))


def problem(names: Sequence[str]) -> dict[str, Any]:
    """Return SALib's description of inputs in the unit hypercube."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def below_one(unit: FloatArray) -> FloatArray:
    """Return coordinates within [0, 1): rounding may have made a 1 of the largest."""
    return np.clip(unit, 0.0, np.nextafter(1.0, 0.0))
