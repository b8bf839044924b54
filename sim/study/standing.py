"""Whether a finding stands: reasons for which it is named "not established", and the checks that find them.

A question that is asked of runs answers with numbers and with the standing of them. What stands on too little is shown
with its reasons and without its number as a finding: "not established" is an answer, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.language import _, plural
from sim.world import FloatArray

LEAST_POINTS = 16
"""Points of a design, fewer than which tell nothing of conditions."""
LEAST_FAILURES = 30
"""Failures, or successes, fewer than which tell nothing of when they come."""
FLAT = 1e-9
"""Spread of an outcome, over its size, below which it is constant."""


@dataclass(frozen=True)
class Reason:
    """Why a finding does not stand: a code for programs, and one sentence for people."""

    code: str
    text: str

    def row(self) -> dict[str, str]:
        """Return it as plain data."""
        return {"code": self.code, "text": self.text}


@dataclass(frozen=True)
class Standing:
    """The reasons against a finding; it is established where there are none."""

    reasons: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, *found: Iterable[Reason]) -> Standing:
        """Return the standing that some checks leave, each reason once."""
        return cls(tuple(dict.fromkeys(reason for reasons in found for reason in reasons)))

    @property
    def established(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons

    def text(self) -> str:
        """Return in words that it is not established and why; nothing if it is."""
        if self.established:
            return ""
        return _("not established: {reasons}").format(reasons="; ".join(reason.text for reason in self.reasons))

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"established": self.established, "reasons": [reason.row() for reason in self.reasons]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Standing:
        """Return the standing that `to_data` was made of."""
        return cls(tuple(Reason(str(row["code"]), str(row["text"])) for row in data["reasons"]))


def few_points(count: int, least: int = LEAST_POINTS) -> list[Reason]:
    """Return the reason against a finding on conditions from too few points of a design."""
    if count >= least:
        return []
    text = plural(
        "the design has {count} point, and {least} are the least that tell of conditions",
        "the design has {count} points, and {least} are the least that tell of conditions",
        count,
    )
    return [Reason("few-points", text.format(count=count, least=least))]


def few_runs(count: int, least: int) -> list[Reason]:
    """Return the reason against a finding from too few runs that count."""
    if count >= least:
        return []
    text = plural(
        "{count} run counts, and {least} are the least", "{count} runs count, and {least} are the least", count
    )
    return [Reason("few-runs", text.format(count=count, least=least))]


def few_cases(failures: float, total: int, least: int = LEAST_FAILURES) -> list[Reason]:
    """Return the reason against a finding on when a policy fails: too few failures, or too few successes.

    Parameters
    ----------
    failures : how many of `total` fail; a sum of shares need not be whole.
    """
    found = []
    if failures < least:
        text = _("{failures:g} of {total:,} fail, and {least} are the least that tell when it does")
        found.append(Reason("few-failures", text.format(failures=round(failures, 1), total=total, least=least)))
    elif total - failures < least:
        text = _("all but {rest:g} of {total:,} fail, and {least} that do not are the least that tell when it does")
        found.append(Reason("few-successes", text.format(rest=round(total - failures, 1), total=total, least=least)))
    return found


def constant(values: FloatArray, name: str) -> list[Reason]:
    """Return the reason against a finding on an outcome that does not vary; `values` may hold NaN."""
    known = values[np.isfinite(values)]
    if known.size and float(np.ptp(known)) > FLAT * max(float(np.abs(known).max()), 1.0):
        return []
    if not known.size:
        return [Reason("constant", _("{name} has no value in any run").format(name=name))]
    return [Reason("constant", _("{name} does not vary").format(name=name))]


def missing(values: FloatArray, name: str) -> list[Reason]:
    """Return the reason against a finding on an outcome that is missing somewhere, or not a finite number."""
    lost = int(values.size - np.isfinite(values).sum())
    if not lost:
        return []
    text = _("{name} is missing in {lost:,} of {size:,} values")
    return [Reason("missing", text.format(name=name, lost=lost, size=values.size))]


def wide(low: float, high: float, effect: float, name: str) -> list[Reason]:
    """Return the reason against an effect whose interval is wider than the effect is large, or cannot be told."""
    if np.isfinite([low, high, effect]).all() and high - low <= abs(effect):
        return []
    if not np.isfinite([low, high, effect]).all():
        return [Reason("wide", _("the interval of {name} cannot be told").format(name=name))]
    text = _("the interval of {name} is wider than the effect")
    return [Reason("wide", text.format(name=name))]
