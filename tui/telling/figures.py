"""Figures as text: numbers with their signs and as many places as they need, and bars of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sim.language import _
from tui.commands.console import NONE, number

HALF = 14
"""Width of a bar to either side of nothing, in characters."""
FINEST = 9
SIGNS = 3
BLOCK, AXIS = "█│"
PLAIN_BLOCK, PLAIN_AXIS = "#|"
"""The signs of a bar where there is ASCII alone."""


def digits(sizes: Iterable[float]) -> int:
    """Return how many places show the largest number with a few digits."""
    largest = max(sizes, default=0.0)
    return 2 if largest <= 0 else min(max(SIGNS - math.floor(math.log10(largest)), 0), FINEST)


def signed(value: float, places: int) -> str:
    """Return a change with its sign; "0" where it rounds to nothing."""
    text = number(value, places).replace("-", "−")
    return "0" if round(value, places) == 0 else f"+{text}" if value > 0 else text


def bar(value: float, largest: float, half: int = HALF, *, plain: bool = False) -> str:
    """Return a bar from the middle: to the left where the value is below nothing, to the right where above."""
    block, axis = (PLAIN_BLOCK, PLAIN_AXIS) if plain else (BLOCK, AXIS)
    length = min(math.ceil(half * abs(value) / largest), half) if largest else 0
    left, right = (block * length, "") if value < 0 else ("", block * length)
    return f"{left:>{half}}{axis}{right:<{half}}"


def value_text(value: Any) -> str:
    """Return a value of an input in a few characters."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple | frozenset):
        return ", ".join(sorted(str(each) for each in value)) or NONE
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
