"""Uncertainties: what nobody at the table decides, each with its range or its levels, and points of them.

Every method works in the unit hypercube, one column an uncertainty; `Uncertainty.at` says what a place in it means.
Levels share the unit interval evenly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, UnknownName, shown
from sim.language import _
from sim.world import FloatArray

PARAMETER, OPENING, DOCTRINE, THEORY = "parameter", "opening", "doctrine", "theory"
TARGETS = (PARAMETER, OPENING, DOCTRINE, THEORY)
SET = "calibrated_set"
"""Name of the uncertainty that stands for the calibrated sets as a whole: which of them it is."""
REAL, LEVEL, CATEGORY = "real", "level", "category"
Values = NDArray[Any]
"""Numbers, or texts where an uncertainty is a category, shape (points,)."""


@dataclass(frozen=True)
class Uncertainty:
    """One uncertainty.

    Attributes
    ----------
    name : its name in the study, and its column in the design.
    target, of : what it sets ("parameter", "opening", "doctrine" or "theory"), and the name of which: of a parameter,
        an opening value, a seat or a question.
    low, high, dist : range and distribution of a real one; of levels that are numbers the least and the greatest.
    levels : texts or numbers that it can be; empty for a range.
    mode : where a triangular distribution is highest: the central value.
    title : what people call it.
    """

    name: str
    target: str
    of: str
    low: float = 0.0
    high: float = 1.0
    dist: str = "uniform"
    levels: tuple[str, ...] | tuple[float, ...] = ()
    mode: float = 0.0
    title: str = ""

    @property
    def kind(self) -> str:
        """Whether it is "real", a "level" (numbers) or a "category" (texts)."""
        if not self.levels:
            return REAL
        return CATEGORY if isinstance(self.levels[0], str) else LEVEL

    @property
    def parts_runs(self) -> bool:
        """Whether runs with different values of it cannot step together: it changes more than a number."""
        return self.kind == CATEGORY

    def at(self, unit: FloatArray) -> Values:
        """Return what places in [0, 1) mean, shape of `unit`."""
        if self.levels:
            place = np.minimum((np.asarray(unit) * len(self.levels)).astype(np.int64), len(self.levels) - 1)
            return np.array(self.levels)[place]
        return self._real(np.asarray(unit, float))

    def _real(self, unit: FloatArray) -> FloatArray:
        if self.dist == "loguniform":
            found: FloatArray = self.low * (self.high / self.low) ** unit
        elif self.dist == "triangular":
            found = self._triangular(unit)
        else:
            found = self.low + (self.high - self.low) * unit
        return np.clip(found, self.low, self.high)  # rounding must not lead out of the range

    def _triangular(self, unit: FloatArray) -> FloatArray:
        width, rise = self.high - self.low, self.mode - self.low
        if width <= 0:
            return np.full(unit.shape, self.low)
        left = self.low + np.sqrt(unit * width * rise)
        right = self.high - np.sqrt((1.0 - unit) * width * (self.high - self.mode))
        return np.where(unit < rise / width, left, right)

    def place(self, values: Values) -> FloatArray:
        """Return places of values in the unit interval: by rank for levels (their middle), by range for numbers."""
        if self.levels:
            known = {level: (k + 0.5) / len(self.levels) for k, level in enumerate(self.levels)}
            return np.array([known[value] for value in np.asarray(values).tolist()])
        width = self.high - self.low
        return (np.asarray(values, float) - self.low) / (width or 1.0)

    def check(self, values: Sequence[object]) -> Values:
        """Return values from outside as an array.

        Raises
        ------
        UnknownName, InputError
            If one is no level, no number or outside the range.
        """
        if self.kind == CATEGORY:
            for value in values:
                if value not in self.levels:
                    raise UnknownName(_("level of {name}").format(name=self.name), value, map(str, self.levels))
            return np.array([str(value) for value in values])
        numbers = np.array([self._number(value) for value in values])
        outside = numbers[(numbers < self.low) | (numbers > self.high)]
        if outside.size:
            message = _("{name} is {got:g}, outside its range from {low:g} to {high:g}.")
            words = message.format(name=self.name, got=float(outside[0]), low=self.low, high=self.high)
            raise InputError(words, field=self.name, got=float(outside[0]))
        between = numbers[~np.isin(numbers, self.levels)] if self.levels else numbers[:0]
        if between.size:
            message = _("{name} is {got:g}, which is none of its levels.")
            words = message.format(name=self.name, got=float(between[0]))
            raise InputError(words, field=self.name, got=float(between[0]))
        return numbers

    def _number(self, value: object) -> float:
        try:
            number = float(str(value))
        except ValueError:
            number = float("nan")
        if not np.isfinite(number):
            message = _("{name} is {got!r}; it must be a number.")
            raise InputError(message.format(name=self.name, got=shown(value)), field=self.name, got=value)
        return number


@dataclass(frozen=True, eq=False)
class Points:
    """Points of a design: for each uncertainty one value a point.

    Attributes
    ----------
    values : by name of the uncertainty, shape (points,): numbers, or texts of a category.
    count : how many points; a study without uncertainties has one.
    """

    values: Mapping[str, Values]
    count: int

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the uncertainties, in the order of the study."""
        return tuple(self.values)

    def __len__(self) -> int:
        return self.count

    def row(self, number: int) -> dict[str, Any]:
        """Return the values of one point."""
        return {name: values[number].item() for name, values in self.values.items()}

    def take(self, places: NDArray[np.int64] | slice) -> Points:
        """Return some of the points."""
        taken = {name: values[places] for name, values in self.values.items()}
        return Points(taken, len(range(self.count)[places]) if isinstance(places, slice) else len(places))

    def begins_with(self, other: Points) -> bool:
        """Whether the first points are those of another design."""
        if self.names != other.names or len(self) < len(other):
            return False
        return all(np.array_equal(values[: len(other)], other.values[name]) for name, values in self.values.items())

    def groups(self, names: Iterable[str]) -> list[NDArray[np.int64]]:
        """Return the points that agree in some categories: numbers of the points of each group, in rising order.

        Groups stand in the order of their texts, whatever the order of the points.
        """
        keys = list(zip(*(self.values[name].tolist() for name in names), strict=True)) or [()] * self.count
        found: dict[tuple[str, ...], list[int]] = {}
        for number, key in enumerate(keys):
            found.setdefault(key, []).append(number)
        return [np.array(found[key], np.int64) for key in sorted(found)]
