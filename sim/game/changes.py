"""Changes of the state by hand: what a facilitator's injects and overrides may touch, checked before they are made.

A row of the state is named as in `sim.world` (`trust`), with the place behind a dot where it has several
(`support.0`, the first patron's).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from sim.errors import InputError, OutOfRange, UnknownName
from sim.language import _
from sim.seats import PATRONS, SIDES
from sim.world import GRAIN, ROWS, Row, World

FIXED = frozenset({"greed", "resolve", "support_opening", "gdp_path"})
"""Rows that stay as they are: what the seats are, and what results are measured against."""
WHOLE = frozenset({"code", "flag", "count", "quarter", "quarters"})
"""Units of rows that hold whole numbers and follow from events, so that nobody sets them by hand, but the rung."""


def names() -> tuple[str, ...]:
    """Return the rows that can be changed, in the order of the state."""
    found = []
    for row in ROWS:
        if row.name in FIXED or (row.unit in WHOLE and row.name != "rung"):
            continue
        found += [row.name] if row.size == 1 else [f"{row.name}.{place}" for place in range(row.size)]
    return tuple(found)


def meaning(name: str) -> str:
    """Return what a row is, in words, with whose it is where it has several."""
    row, place = _row(name)
    text = row.meaning.partition(":")[0]
    if place is None:
        return text
    roles = SIDES if ":" in row.meaning else PATRONS
    return f"{text} ({roles[place].value.replace('_', ' ')})" if row.size == len(roles) else f"{text} ({place + 1})"


def value(world: World, name: str) -> float:
    """Return the value of a row in a world of one run."""
    row, place = _row(name)
    found = getattr(world, row.name)
    return float(found[0] if place is None else found[place, 0])


def set_to(world: World, changes: Mapping[str, float]) -> tuple[tuple[str, float, float], ...]:
    """Put values in place of those of some rows; return each row with its old and its new value.

    Raises
    ------
    UnknownName, OutOfRange, InputError
        If a row is none or must stay, or a value lies outside its limits; then nothing is changed.
    """
    checked = [(name, *_row(name), _allowed(name, number)) for name, number in changes.items()]
    done = []
    for name, row, place, number in checked:
        held = getattr(world, row.name)
        target = held if place is None else held[place]
        done.append((name, float(target[0]), number))
        target[0] = number
    return tuple(done)


def add_to(world: World, changes: Mapping[str, float]) -> tuple[tuple[str, float, float], ...]:
    """Add to some rows, within their limits; return each row with its old and its new value.

    Raises
    ------
    UnknownName, InputError
        As for `set_to`.
    """
    whole = {}
    for name, number in changes.items():
        row, _place = _row(name)
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not math.isfinite(number):
            raise InputError(_("The change of {row} must be a number.").format(row=name), field=name, got=number)
        whole[name] = float(np.clip(value(world, name) + number, row.low, row.high))
    return set_to(world, whole)


def _row(name: str) -> tuple[Row, int | None]:
    """Return a row by its name, and which place of it is meant."""
    if name not in names():
        raise UnknownName(_("row of the state that can be changed"), name, names())
    head, dot, place = name.partition(".")
    return next(row for row in ROWS if row.name == head), int(place) if dot else None


def _allowed(name: str, number: float) -> float:
    row, _place = _row(name)
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not math.isfinite(number):
        raise InputError(_("The value of {row} must be a number.").format(row=name), field=name, got=number)
    if not row.low <= number <= row.high:
        raise OutOfRange(name, number, row.low, row.high)
    return round(float(number) * GRAIN) / GRAIN
