"""When a parameter set supports a proposition: its number lies on one side of a threshold, or close to 0."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from sim.errors import InputError, shown
from sim.language import _
from sim.world import FloatArray

EXACTLY = 1e-9
"""Numbers closer than this are the same: shares of whole runs differ by more."""
NOTATION = re.compile(r"(?P<sign>>|<|within) (?P<value>-?\d*\.?\d+)")
ALLOWED = _('"> 0.2", "< 0.1" or "within 0.05"')


@dataclass(frozen=True)
class Threshold:
    """`sign` is ">", "<" or "within" (no further than `value` from 0)."""

    sign: str
    value: float

    def __str__(self) -> str:
        return f"{self.sign} {self.value:g}"

    def support(self, found: FloatArray) -> FloatArray:
        """Return whether each number supports: 1 or 0, one half exactly at the threshold, NaN where it is NaN."""
        beyond = self.value - np.abs(found) if self.sign == "within" else found - self.value
        if self.sign == "<":
            beyond = -beyond
        at = np.abs(beyond) <= EXACTLY
        return np.where(np.isnan(found), np.nan, np.where(at, 0.5, (beyond > 0.0).astype(float)))


def threshold(text: str) -> Threshold:
    """Read a threshold.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    found = NOTATION.fullmatch(text.strip())
    if found is None or (found["sign"] == "within" and float(found["value"]) < 0):
        message = _("The threshold {text} cannot be read: write {allowed}.")
        words = message.format(text=repr(shown(text)), allowed=ALLOWED)
        raise InputError(words, field="holds", got=text, allowed=ALLOWED)
    return Threshold(found["sign"], float(found["value"]))
