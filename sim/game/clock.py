"""The clock of a turn: a budget of seconds, spent only while the game runs.

The caller says what time it is, in seconds of a clock that never goes back. A gap between two ticks (the machine slept,
the program hung) costs nobody time: the clock stops, and says so. After a restart it stands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import InputError
from sim.language import _

GAP = 5.0
"""Seconds between two ticks from which on the clock takes it that nobody was there."""


@dataclass
class Clock:
    """The clock of one turn; it stands until it is started.

    Attributes
    ----------
    budget : seconds for the turn; None for as long as it takes.
    spent : seconds gone.
    slept : whether a gap has stopped it, until it is started again.
    """

    budget: float | None = None
    spent: float = 0.0
    slept: bool = False
    _last: float | None = None

    def __post_init__(self) -> None:
        """Check the numbers."""
        for field, value in (("budget", self.budget), ("spent", self.spent)):
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if value is not None and not (number and math.isfinite(value) and value >= 0):
                message = _("The clock's {field} must be a number of seconds, 0 or more.").format(field=field)
                raise InputError(message, field=field, got=value)

    @property
    def running(self) -> bool:
        """Whether time is being spent."""
        return self._last is not None

    @property
    def remaining(self) -> float | None:
        """Seconds left as of the last tick, 0 at least; None without a budget."""
        return None if self.budget is None else max(0.0, self.budget - self.spent)

    @property
    def out(self) -> bool:
        """Whether the budget is spent."""
        return self.remaining == 0.0

    def start(self, now: float) -> None:
        """Let time be spent from now on; where it is being spent already, this is a tick."""
        if self.running:
            self.tick(now)
        if not self.running:
            self._last, self.slept = now, False

    def tick(self, now: float) -> bool:
        """Spend the time since the last tick, and return whether a gap has just stopped the clock; call it each second.

        The gap itself is not spent. A clock that has gone back spends nothing.
        """
        if self._last is None:
            return False
        passed = now - self._last
        if passed > GAP:
            self._last, self.slept = None, True
            return True
        self.spent += max(0.0, passed)
        self._last = now
        return False

    def pause(self, now: float) -> None:
        """Stop the clock."""
        self.tick(now)
        self._last = None

    def extend(self, seconds: float) -> None:
        """Add to the budget; without one nothing changes.

        Raises
        ------
        InputError
            If it is no number of seconds, or none.
        """
        if not isinstance(seconds, (int, float)) or not math.isfinite(seconds) or seconds <= 0:
            raise InputError(_("Give a number of seconds above 0."), field="seconds", got=seconds)
        if self.budget is not None:
            self.budget += seconds

    def next_turn(self, budget: float | None) -> None:
        """Begin a new turn with a budget of its own; if time was being spent it goes on being spent."""
        self.budget, self.spent = budget, 0.0
        self.__post_init__()

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data, with the time spent as of the last tick."""
        return {"budget": self.budget, "spent": self.spent}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Clock:
        """Return the clock of which `to_data` was made; it stands, however it was then.

        Raises
        ------
        InputError
            If the data is none of a clock.
        """
        return cls(data.get("budget"), data.get("spent", 0.0))
