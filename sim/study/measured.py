"""Outcomes of a study: values of expressions over a run's measures, or whether conditions hold in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.language import _
from sim.outcome import MEASURES
from sim.study.expressions import ALWAYS, Condition, Expression, condition, expression
from sim.study.probes import OUTCOMES
from sim.world import FloatArray

MORE, LESS = "more", "less"
USUAL = {
    "challenger_terms": LESS,
    "war": LESS,
    "territory": MORE,
    "autonomy": MORE,
    "legitimacy": MORE,
    "growth_pct": MORE,
    "target_dead_thousand": LESS,
    "settled": "",
}
"""What is looked at where a study does not say: measures, and which way is better for the target."""


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes
    ----------
    name : its name in the study.
    of : the expression or condition that is looked at in each run; a condition is 1 where it holds, else 0.
    given : only runs in which this holds count; elsewhere the outcome does not exist (NaN).
    better : "more" or "less"; "" if neither is better.
    threshold : where success begins: at least this, or at most this where less is better; None if none is set.
    title, unit : for people.
    """

    name: str
    of: Expression | Condition
    given: Condition = ALWAYS
    better: str = ""
    threshold: float | None = None
    title: str = ""
    unit: str = ""

    @property
    def text(self) -> str:
        """How it is written, in one line."""
        tail = f" where {self.given.text}" if self.given.text else ""
        return f"{self.of.text}{tail}"

    @property
    def probes(self) -> tuple[str, ...]:
        """The measures and probes that it reads."""
        return tuple(dict.fromkeys((*self.of.probes, *self.given.probes)))

    def values(self, columns: Mapping[str, FloatArray]) -> FloatArray:
        """Return its value in each run, NaN where it does not exist.

        Parameters
        ----------
        columns : measures and probes by their text, all of one shape; NaN where a run has none. `ending` is the
            position in `sim.outcome.ENDINGS`.
        """
        shape = next(iter(columns.values())).shape
        if isinstance(self.of, Condition):
            known = self.of.known(columns)
            found = np.where(known, self.of.holds(columns).astype(float), np.nan)
        else:
            found = np.broadcast_to(np.asarray(self.of.of(columns), float), shape).copy()
        if self.given.text:
            found = np.where(self.given.holds(columns), found, np.nan)
        return found

    def succeeds(self, values: FloatArray) -> NDArray[np.bool_]:
        """Return where a value is a success; a value that does not exist is none.

        Raises
        ------
        InputError
            If the outcome has no threshold, or neither direction is better.
        """
        if self.threshold is None or not self.better:
            message = _("The outcome {name} has no threshold and direction, so that nothing of it is a success.")
            raise InputError(message.format(name=self.name), field="threshold", allowed=_("threshold and better"))
        known = np.where(np.isnan(values), np.inf if self.better == LESS else -np.inf, values)
        return known >= self.threshold if self.better == MORE else known <= self.threshold


def usual() -> dict[str, Outcome]:
    """Return the outcomes that are looked at where a study does not say."""
    rows = {row.name: row for row in MEASURES}
    return {
        name: Outcome(name, expression(name), better=better, title=_(rows[name].text), unit=rows[name].unit)
        for name, better in USUAL.items()
    }


def outcome(
    name: str, of: str, when: str, given: str, better: str, threshold: float | None, title: str, unit: str
) -> Outcome:
    """Return the outcome of a table of a study file; an empty text is none.

    Raises
    ------
    UnknownName, InputError
        If an expression cannot be read, or it says both `of` and `when`. Without either its name is a measure.
    """
    if of and when:
        message = _("{name} says both `of` and `when`; keep one of them.")
        raise InputError(message.format(name=name), field=name)
    if not when and not of and name not in OUTCOMES:
        message = _("{name} says neither what it is of nor when it holds, and is no measure.")
        raise InputError(message.format(name=name), field=name, allowed="of, when")
    looked_at = condition(when) if when else expression(of or name)
    if not looked_at.probes:
        message = _("{name} reads nothing of a run: name a measure or a quantity in it.")
        raise InputError(message.format(name=name), field=name)
    row = next((row for row in MEASURES if row.name == (of or name) and not when), None)
    own = _(row.text) if row else name.replace("_", " ")
    if given:  # the title of a measure speaks of all runs
        own = _("{title} (where {given})").format(title=own, given=given)
    return Outcome(
        name,
        looked_at,
        condition(given),
        better,
        None if threshold is None else float(threshold),
        title or own,
        unit or (row.unit if row else "share of runs" if when else ""),
    )
