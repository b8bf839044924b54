"""The parameter table: one row a parameter, in `parameters.toml`; the values that a run uses.

A row carries its unit, centre and range, hard limits, meaning, source, the claims it serves, how sure we are of it, and
what it is expected to move. Values may be numbers, or arrays of shape (runs,): a sensitivity sample or a posterior draw
is one call of the model.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import OutOfRange, ParameterError, UnknownName, WrongType
from sim.language import _

Value = float | NDArray[np.float64]
STANDINGS = ("measured", "calibrated", "assumed")
DIRECTIONS = {"up": 1, "down": -1}


@dataclass(frozen=True)
class Expectation:
    """What raising a parameter from low to high is expected to do: `measure` goes up (`sign` 1) or down (-1).

    Attributes
    ----------
    scenario, quarters : where, and for how long; None is the scenario's horizon.
    doctrines, parameters, opening : what else differs from the scenario, by name.
    mends, theories : choice of mends, as `sim.mends.chosen` reads it; codings by question.
    moves : whether seats make moves there, "on" or "off".
    plans : lines of a plan by seat, in place of its doctrine's own.
    """

    measure: str
    sign: int
    scenario: str
    quarters: int | None = None
    doctrines: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, float], ...] = ()
    opening: tuple[tuple[str, float | str], ...] = ()
    mends: str = "default"
    theories: tuple[tuple[str, str], ...] = ()
    moves: str = "off"
    plans: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Parameter:
    """One row of the table; `low`-`high` is the plausible range, `minimum`-`maximum` the hard limits."""

    name: str
    unit: str
    central: float
    low: float
    high: float
    minimum: float
    maximum: float
    meaning: str
    source: str
    claims: tuple[str, ...]
    standing: str
    fixed: bool
    moves: Expectation | None

    def check(self, value: object) -> Value:
        """Return `value` as a float or an array of floats inside the hard limits.

        Raises
        ------
        WrongType, OutOfRange
            If it is no number, not finite, or outside the hard limits.
        """
        array = self._numbers(value)
        inside = np.isfinite(array) & (array >= self.minimum) & (array <= self.maximum)
        if not inside.all():
            worst = array if array.ndim == 0 else array[~inside][0]
            raise OutOfRange(f"parameter {self.name}", worst, self.minimum, self.maximum)
        return float(array) if array.ndim == 0 else array

    def _numbers(self, value: object) -> NDArray[np.float64]:
        """Return one number or one number a run; truth values and numbers written as words are none."""
        try:
            array = np.asarray(value)
        except (TypeError, ValueError):
            raise WrongType(f"parameter {self.name}", value, _("a number")) from None
        if array.dtype.kind not in "iuf":
            raise WrongType(f"parameter {self.name}", value, _("a number"))
        if array.ndim > 1 or array.size == 0:
            raise WrongType(f"parameter {self.name}", value, _("a number, or a list with one number for each run"))
        return array.astype(float)

    def is_plausible(self, value: float) -> bool:
        """Whether a value lies in the plausible range."""
        return self.low <= value <= self.high


def _expectation(row: Mapping[str, Any]) -> Expectation:
    return Expectation(
        row["measure"],
        DIRECTIONS[row["direction"]],
        row["scenario"],
        row.get("quarters"),
        tuple(row.get("doctrines", {}).items()),
        tuple(row.get("parameters", {}).items()),
        tuple(row.get("opening", {}).items()),
        row.get("mends", "default"),
        tuple(row.get("theories", {}).items()),
        row.get("moves", "off"),
        tuple(row.get("plans", {}).items()),
    )


def _row(name: str, row: Mapping[str, Any]) -> Parameter:
    central, low, high = (float(row[key]) for key in ("central", "low", "high"))
    minimum, maximum = float(row.get("minimum", 0.0)), float(row.get("maximum", math.inf))
    if not minimum <= low <= central <= high <= maximum or row["standing"] not in STANDINGS:
        raise ParameterError(f"The parameter table's row {name!r} is out of order.", field=name, got=row)
    return Parameter(
        name=name,
        unit=row["unit"],
        central=central,
        low=low,
        high=high,
        minimum=minimum,
        maximum=maximum,
        meaning=_(row["meaning"]),
        source=row["source"],
        claims=tuple(row["claims"]),
        standing=row["standing"],
        fixed=row.get("fixed", False),
        moves=_expectation(row["moves"]) if "moves" in row else None,
    )


@lru_cache(maxsize=1)
def table() -> dict[str, Parameter]:
    """Return the parameter table by name, in its published order (free parameters first, fixed constants after)."""
    text = resources.files("sim").joinpath("parameters.toml").read_text("utf-8")
    return {name: _row(name, row) for name, row in tomllib.loads(text).items()}


def parameter(name: str) -> Parameter:
    """Return one row of the table.

    Raises
    ------
    UnknownName
        If there is no such parameter.
    """
    rows = table()
    if name not in rows:
        raise UnknownName("parameter", name, rows)
    return rows[name]


def parse_assignment(text: str) -> tuple[str, float, str | None]:
    """Read "name=value"; return name, value, and a warning if the value lies outside the plausible range.

    Raises
    ------
    ParameterError, UnknownName, WrongType, OutOfRange
        If the text is no assignment, or names no parameter, or the value is no number inside the hard limits.
    """
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise ParameterError(f"{text!r} is no assignment; write NAME=VALUE, as in psi=0.3.", field="--set", got=text)
    row = parameter(name.strip())
    try:
        number = float(value)
    except ValueError:
        raise WrongType(f"parameter {row.name}", value.strip(), _("a number")) from None
    row.check(number)
    warning = None
    if not row.is_plausible(number):
        warning = _("{name} = {value:g} lies outside its plausible range {low:g} to {high:g}.").format(
            name=row.name, value=number, low=row.low, high=row.high
        )
    return row.name, number, warning


class Values(Mapping[str, Value]):
    """The values of all parameters in one set of runs, as attributes: `p.lam`, `p.beta`.

    Parameters
    ----------
    overrides : values other than the centre, each a number or an array of shape (runs,).

    Raises
    ------
    UnknownName, WrongType, OutOfRange
        If an override names no parameter, or its value is not allowed.
    """

    def __init__(self, overrides: Mapping[str, object] | None = None) -> None:
        values: dict[str, Value] = {name: row.central for name, row in table().items()}
        for name, value in (overrides or {}).items():
            values[name] = parameter(name).check(value)
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Value:
        raise AttributeError(f"no parameter is called {name!r}")

    def __getitem__(self, name: str) -> Value:
        value: Value = self.__dict__[name]
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __len__(self) -> int:
        return len(self.__dict__)

    def altered(self, values: Mapping[str, Value]) -> Values:
        """Return a copy with some values replaced; they are taken as they are."""
        copy = Values.__new__(Values)
        copy.__dict__.update(self.__dict__)
        copy.__dict__.update(values)
        return copy

    def part(self, index: slice | NDArray[np.int64]) -> Values:
        """Return the values of some of the runs."""
        copy = Values.__new__(Values)
        copy.__dict__.update({name: v[index] if isinstance(v, np.ndarray) else v for name, v in self.items()})
        return copy
