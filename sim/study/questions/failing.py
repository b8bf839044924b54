"""What failing means: an outcome that misses its threshold, or a condition such as "lost > 0.4 and settled < 1"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from sim.errors import InputError, UnknownName, shown
from sim.language import _
from sim.study.expressions import COMPARISONS
from sim.study.questions.boxes import BoolArray, number
from sim.world import FloatArray

PART = re.compile(r"\s*([^\s<>=]+)\s*(<=|>=|<|>)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")
JOINED = re.compile(r"\s+and\s+")
Values = Mapping[str, FloatArray]


class Judged(Protocol):
    """An outcome that can succeed; `sim.study.spec.Outcome` is one.

    Attributes
    ----------
    name, title : of the outcome.
    better : "more" or "less"; "" if neither is.
    threshold : what it has to reach, or None.
    """

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def better(self) -> str:
        """Whether more or less of it is better."""

    @property
    def threshold(self) -> float | None:
        """What it has to reach."""

    @property
    def succeeds(self) -> Callable[[FloatArray], BoolArray]:
        """Return where values reach the threshold."""


@dataclass(frozen=True)
class Failure:
    """What failing means.

    Attributes
    ----------
    text : in words.
    parts : comparisons that hold together: outcome, sign, number.
    judged : the outcome that fails to reach its threshold, where there are no comparisons.
    """

    text: str
    parts: tuple[tuple[str, str, float], ...] = ()
    judged: Judged | None = None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that it looks at, each once."""
        names = [self.judged.name] if self.judged else [name for name, _sign, _limit in self.parts]
        return tuple(dict.fromkeys(names))

    def of(self, values: Values) -> FloatArray:
        """Return 1 where runs fail and 0 where they do not; NaN where an outcome is missing."""
        known = np.logical_and.reduce([np.isfinite(values[name]) for name in self.outcomes])
        if self.judged is not None:
            column = np.asarray(values[self.judged.name], float)
            fails = ~np.asarray(self.judged.succeeds(np.where(known, column, 0.0)), bool)
        else:
            fails = np.logical_and.reduce(
                [COMPARISONS[sign](values[name], np.asarray(limit)) for name, sign, limit in self.parts]
            )
        return np.where(known, fails.astype(float), np.nan)


def parse(text: str, outcomes: Sequence[str]) -> Failure:
    """Read a condition: OUTCOME, one of < > <= >=, a number; several joined by `and`.

    Raises
    ------
    InputError
        If it cannot be read.
    UnknownName
        If an outcome is not known; the nearest is offered.
    """
    parts = []
    for piece in JOINED.split(text.strip()):
        found = PART.fullmatch(piece)
        if not found:
            message = _("The condition {text!r} cannot be read: write OUTCOME > NUMBER, joined by `and`.")
            raise InputError(message.format(text=shown(piece)), field="--fail", got=text)
        if found[1] not in outcomes:
            raise UnknownName(_("outcome"), found[1], outcomes)
        parts.append((found[1], found[2], float(found[3])))
    words = _(" and ").join(f"{name} {sign} {number(limit)}" for name, sign, limit in parts)
    return Failure(words, tuple(parts))


def missed(outcome: Judged) -> Failure:
    """Return the failure that is an outcome which misses its threshold.

    Raises
    ------
    InputError
        If it has none.
    """
    if outcome.threshold is None or not outcome.better:
        message = _("{name} has no threshold and direction: set both in [outcomes.{name}], or say what fails: --fail.")
        raise InputError(message.format(name=outcome.name), field="threshold", got=None)
    text = _('"{name}" is below {limit}') if outcome.better == "more" else _('"{name}" is above {limit}')
    words = text.format(name=outcome.title or outcome.name, limit=number(outcome.threshold))
    return Failure(words, judged=outcome)


def usual(outcomes: Mapping[str, Judged], name: str | None = None) -> Failure:
    """Return the failure of an outcome, or of the first that has a threshold.

    Raises
    ------
    UnknownName
        If the outcome is not known.
    InputError
        If it has no threshold, or no outcome has.
    """
    if name is not None:
        if name not in outcomes:
            raise UnknownName(_("outcome"), name, outcomes)
        return missed(outcomes[name])
    for outcome in outcomes.values():
        if outcome.threshold is not None and outcome.better:
            return missed(outcome)
    message = _("No outcome of this study has a threshold: say what failing is, as in --fail '{name} > 0.4'.")
    raise InputError(message.format(name=next(iter(outcomes), "lost")), field="--fail", got=None)
