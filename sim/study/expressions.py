"""Expressions over probes, as propositions write them.

For example `land_held@15 - land_held@5`, or the condition `aid@deal-1 < 0.6 * peak aid@1-16 and settled = 1`.
Signs stand between spaces, which is how `A-B` within a probe is told from a difference. There are no brackets.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, shown
from sim.language import _
from sim.study.probes import parse as parse_probe
from sim.world import FloatArray

BoolArray = NDArray[np.bool_]
Values = Mapping[str, FloatArray]
"""Probes by their text, all of one shape."""
COMPARISONS: Mapping[str, Callable[[FloatArray, FloatArray], BoolArray]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
COMPARED = re.compile(r" (<=|>=|<|>|=) ")
SIGNS = re.compile(r" ([+-]) ")
NUMBER = re.compile(r"-?\d*\.?\d+")


@dataclass(frozen=True)
class Expression:
    """A sum of terms, each a sign and a product of numbers and probes."""

    text: str
    terms: tuple[tuple[float, tuple[str, ...]], ...]

    @cached_property
    def probes(self) -> tuple[str, ...]:
        """The probes in it."""
        return tuple(dict.fromkeys(name for _factor, names in self.terms for name in names))

    def of(self, values: Values) -> FloatArray | float:
        """Return its value, NaN where a probe in it is."""
        total: FloatArray | float = 0.0
        for factor, names in self.terms:
            product: FloatArray | float = factor
            for name in names:
                product = product * values[name]
            total = total + product
        return total


@dataclass(frozen=True)
class Condition:
    """Comparisons of expressions that hold together; none at all always holds."""

    text: str
    comparisons: tuple[tuple[Expression, str, Expression], ...] = ()

    @cached_property
    def probes(self) -> tuple[str, ...]:
        """The probes in it."""
        sides = [side for left, _sign, right in self.comparisons for side in (left, right)]
        return tuple(dict.fromkeys(name for side in sides for name in side.probes))

    def holds(self, values: Values) -> BoolArray:
        """Return where it holds, of the shape of the values; not where a probe in it is NaN."""
        found = np.ones(next(iter(values.values())).shape, bool)
        for left, sign, right in self.comparisons:
            found &= COMPARISONS[sign](np.asarray(left.of(values)), np.asarray(right.of(values)))
        return found

    def known(self, values: Values) -> BoolArray:
        """Return where no probe in it is NaN."""
        found = np.ones(next(iter(values.values())).shape, bool)
        for name in self.probes:
            found &= np.isfinite(values[name])
        return found


ALWAYS = Condition("")
"""The condition that always holds."""


def expression(text: str) -> Expression:
    """Read an expression.

    Raises
    ------
    InputError, UnknownName
        If it cannot be read, or a probe in it is wrong.
    """
    parts = SIGNS.split(text.strip())
    signs = [1.0, *(1.0 if sign == "+" else -1.0 for sign in parts[1::2])]
    return Expression(text.strip(), tuple(_term(sign, part) for sign, part in zip(signs, parts[::2], strict=True)))


def condition(text: str) -> Condition:
    """Read a condition; an empty text is none.

    Raises
    ------
    InputError, UnknownName
        If it cannot be read, or a probe in it is wrong.
    """
    if not text.strip():
        return ALWAYS
    return Condition(text.strip(), tuple(_comparison(part) for part in text.split(" and ")))


def _comparison(text: str) -> tuple[Expression, str, Expression]:
    parts = COMPARED.split(f" {text.strip()} ")
    if len(parts) != 3:
        message = _("The condition {text} cannot be read: write EXPRESSION < EXPRESSION, joined by `and`.")
        raise InputError(message.format(text=repr(shown(text.strip()))), field="condition", got=text)
    left, sign, right = parts
    return expression(left), sign, expression(right)


def _term(sign: float, text: str) -> tuple[float, tuple[str, ...]]:
    """Read one term: numbers multiply, and the rest are probes."""
    factor, names = sign, []
    for part in (piece.strip() for piece in text.split(" * ")):
        if NUMBER.fullmatch(part):
            factor *= float(part)
        else:
            names.append(parse_probe(part).text)
    return factor, tuple(names)
