"""Boxes: conditions on some inputs of a study that hold together, as in "psi > 0.44 and aid is offshore"."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.world import FloatArray

BoolArray = NDArray[np.bool_]
Kind = Literal["real", "whole", "category"]
DIGITS = 12
"""Significant digits of a limit that nothing rounds."""


@dataclass(frozen=True)
class Input:
    """What varies between the points of a design.

    Attributes
    ----------
    name : as the study calls it.
    kind : "real" for a number; "whole" for one of few numbers, which is peeled number by number; "category".
    low, high : the whole range of a number.
    levels : of a category, in their order; its values are places in it. Of a "whole" number they may be named too.
    title : what it is, for people.
    """

    name: str
    kind: Kind = "real"
    low: float = 0.0
    high: float = 1.0
    levels: tuple[str, ...] = ()
    title: str = ""

    def row(self) -> dict[str, Any]:
        """Return it as plain data."""
        known = {"name": self.name, "kind": self.kind, "title": self.title}
        return {**known, "low": self.low, "high": self.high, "levels": list(self.levels)}


@dataclass(frozen=True)
class Bound:
    """What one input has to meet: limits that belong to it, or the levels that are left."""

    low: float = -math.inf
    high: float = math.inf
    levels: frozenset[int] | None = None

    def holds(self, values: FloatArray) -> BoolArray:
        """Return where it is met."""
        if self.levels is not None:
            return np.isin(values, sorted(self.levels))
        return (values >= self.low) & (values <= self.high)

    @property
    def loose(self) -> bool:
        """Whether it demands nothing."""
        return self.levels is None and self.low == -math.inf and self.high == math.inf


@dataclass(frozen=True)
class Box:
    """Bounds on some inputs, by their place; the box of no bound is the whole space."""

    bounds: Mapping[int, Bound] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Return the same for equal boxes."""
        return hash(frozenset(self.bounds.items()))

    def holds(self, values: FloatArray) -> BoolArray:
        """Return which points lie in it.

        Parameters
        ----------
        values : shape (points, inputs); a category is the place of its level.
        """
        found = np.ones(len(values), bool)
        for place, bound in self.bounds.items():
            found &= bound.holds(values[:, place])
        return found

    @property
    def restricted(self) -> tuple[int, ...]:
        """The inputs that it restricts, by place."""
        return tuple(sorted(self.bounds))

    def with_bound(self, place: int, bound: Bound) -> Box:
        """Return the box with another bound on one input."""
        return Box({**self.bounds, place: bound})

    def without(self, place: int) -> Box:
        """Return the box that leaves one input free."""
        return Box({other: bound for other, bound in self.bounds.items() if other != place})

    def text(self, inputs: Sequence[Input]) -> str:
        """Return it in words."""
        if not self.bounds:
            return _("nothing is restricted")
        return _(" and ").join(bound_text(self.bounds[place], inputs[place]) for place in self.restricted)


def bound_text(bound: Bound, of: Input) -> str:
    """Return what a bound demands of an input, in words."""
    if bound.levels is not None:
        names = _(" or ").join(of.levels[level] for level in sorted(bound.levels))
        return _("{name} is {levels}").format(name=of.name, levels=names)
    low, high = number(bound.low), number(bound.high)
    if bound.low == bound.high:
        return _("{name} is {levels}").format(name=of.name, levels=low)
    if math.isfinite(bound.low) and math.isfinite(bound.high):
        return _("{name} is {low} to {high}").format(name=of.name, low=low, high=high)
    if of.kind == "whole":
        sign, limit = (">=", low) if math.isfinite(bound.low) else ("<=", high)
    else:
        sign, limit = (">", low) if math.isfinite(bound.low) else ("<", high)
    return f"{of.name} {sign} {limit}"


def number(value: float) -> str:
    """Return a limit as people write it."""
    return f"{value:.{DIGITS}g}"


def rounded(box: Box, inputs: Sequence[Input], values: FloatArray, slack: float = 0.005) -> Box:
    """Return a box with each limit at the roundest number that few points of the design tell from it.

    Parameters
    ----------
    values : the points, shape (points, inputs).
    slack : share of the points that may lie between a limit and the number that stands for it.
    """
    bounds = {}
    for place, bound in box.bounds.items():
        if bound.levels is not None or inputs[place].kind != "real":
            bounds[place] = bound
        else:
            column = np.sort(values[:, place])
            bounds[place] = Bound(_round(bound.low, column, slack), _round(bound.high, column, slack))
    return Box(bounds)


def _round(limit: float, column: FloatArray, slack: float) -> float:
    """Return the number of fewest digits near a limit; `column` are the values of the points in order."""
    if not math.isfinite(limit):
        return limit
    at = int(np.searchsorted(column, limit))
    for digits in range(1, DIGITS):
        short = float(f"{limit:.{digits}g}")
        between = abs(int(np.searchsorted(column, short)) - at)
        if between <= slack * column.size and column[0] < short < column[-1]:
            return short
    return limit
