"""Targets of the record and what the model makes of them: their standing, hit or miss, and the count."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.language import _
from sim.mends import table as mends_table
from sim.record import ABSENT, CHECK, FITTED, Target
from sim.study.windows import windows


@dataclass(frozen=True)
class Row:
    """One target and what the model makes of it.

    Attributes
    ----------
    target : the target.
    status : fitted, check or not represented.
    model, p05, p95 : the model's number and its range; NaN where it has none, infinite for a date beyond the runs.
    hit : whether the number lies in the band; None where there is no number or no band.
    n : runs, or cases of a share, behind it.
    sets_hit : share of the sets whose own median lies in the band; NaN for shares.
    aimed : mends in use that were written for this target.
    setters : parameters in use that were set from the same figure.
    """

    target: Target
    status: str
    model: float = float("nan")
    p05: float = float("nan")
    p95: float = float("nan")
    hit: bool | None = None
    n: int = 0
    sets_hit: float = float("nan")
    aimed: tuple[str, ...] = ()
    setters: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """What is to be said of it: hit, miss, no band, or not represented."""
        if self.status == ABSENT:
            return ABSENT
        return "no band" if self.hit is None else "hit" if self.hit else "miss"


def standing(target: Target, mends: Collection[str]) -> str:
    """Return a target's standing under some mends: fitted, check or not represented."""
    if not target.represented(mends):
        return ABSENT
    return FITTED if bounded_by(target) or target.setters(mends) else CHECK


def bounded_by(target: Target) -> tuple[str, ...]:
    """Return the windows of the calibration that bound the same quantity."""
    return tuple(window.name for window in windows().overlapping(target.id))


def aimed(target: Target, mends: Iterable[str]) -> tuple[str, ...]:
    """Return those of some mends that were written for a target."""
    number = target.id.rstrip("abcdefghijklmnopqrstuvwxyz")
    return tuple(name for name in mends if {target.id, number} & set(mends_table()[name].targets))


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """Return how many checks are hit, of how many; fits and what is not represented are counted apart."""
    checks = [row for row in rows if row.status == CHECK and row.hit is not None]
    fits = [row for row in rows if row.status == FITTED and row.hit is not None]
    return {
        "checks": len(checks),
        "hits": sum(bool(row.hit) for row in checks),
        "hits_aimed": sum(bool(row.hit) for row in checks if row.aimed),
        "checks_aimed": sum(bool(row.aimed) for row in checks),
        "fits": len(fits),
        "fits_hit": sum(bool(row.hit) for row in fits),
        "not_represented": sum(row.status == ABSENT for row in rows),
        "no_band": sum(row.status != ABSENT and row.hit is None for row in rows),
    }


def told(row: Row) -> str:
    """Return what there is to know of a row besides its numbers: what it is fitted to, or why it has no number."""
    target = row.target
    if row.status == ABSENT:
        return target.absent
    notes = []
    if bounded_by(target):
        notes.append(_("bounded by the calibration ({names})").format(names=", ".join(bounded_by(target))))
    if row.setters:
        notes.append(_("the same figure set {names}").format(names=", ".join(row.setters)))
    if row.aimed:
        notes.append(_("written for it: {names}").format(names=", ".join(row.aimed)))
    return "; ".join(notes)
