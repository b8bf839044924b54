"""Fields of a cell as plain data has them, checked and in an order of their own, so that equal cells are the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.errors import WrongType
from sim.language import _

TABLES = ("doctrines", "parameters", "opening", "withdraw", "theories")
"""Fields of a cell that are values by name."""


def pairs(name: str, table: object) -> tuple[tuple[str, Any], ...]:
    """Return a table as pairs, sorted, so that equal cells are the same cell."""
    if not isinstance(table, Mapping) or not all(isinstance(key, str) for key in table):
        raise WrongType(f"{name} of a cell", table, _("values by name"))
    for key, value in table.items():
        if name in ("doctrines", "theories") and not isinstance(value, str):
            raise WrongType(f"{name} of a cell, {key}", value, _("a text"))
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise WrongType(f"{name} of a cell, {key}", value, _("a number or a text"))
    plain = {
        key: float(value) if name in ("parameters", "opening") and not isinstance(value, str) else value
        for key, value in table.items()
    }
    return tuple(sorted(plain.items()))


def effort(given: object) -> tuple[float, float]:
    """Return an early and a late effort."""
    listed = given if isinstance(given, (list, tuple)) else ()
    numbers = [float(x) for x in listed if isinstance(x, (int, float)) and not isinstance(x, bool)]
    if len(numbers) != 2 or len(listed) != 2 or not all(0.0 <= x <= 100.0 for x in numbers):
        raise WrongType("effort of a cell", given, _("two numbers from 0 to 100: early, late"))
    return numbers[0], numbers[1]
