"""Targets of the record as `fournos backtest` prints them: a line each, what is not represented, and the count."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sim.language import _
from tui.commands.console import NONE, Column, heading, number, places, say, table

if TYPE_CHECKING:
    from sim.study.backtest import Backtest
    from sim.study.targets import Row


def listed(row: Row, found: Backtest) -> dict[str, Any]:
    """Return one target as a row of the JSON."""
    from sim.mends import text
    from sim.study.targets import told

    target = row.target
    return {
        "id": target.id,
        "text": target.title,
        "target": target.value,
        "low": target.low,
        "high": target.high,
        "unit": target.unit,
        "status": row.status,
        "model": row.model,
        "p05": row.p05,
        "p95": row.p95,
        "hit": row.hit,
        "n": row.n,
        "sets_hit": row.sets_hit,
        "cases": target.cases,
        "formula": target.formula,
        "note": told(row),
        "source": target.source,
        "mends": text(found.mends),
        "theories": dict(found.theories),
    }


def show(found: Backtest, rows: Sequence[Row]) -> None:
    """Print what was run, one line a target, what is not represented, and the count."""
    say(found.about)
    heading(_("The model against the record: its median, and the middle nine tenths of its runs"))
    columns = [
        Column(_("id")),
        Column(_("target"), wrap=True),
        Column(_("record"), right=True),
        Column(_("band"), right=True),
        Column(_("model"), right=True),
        Column(_("range"), right=True),
        Column(_("result")),
    ]
    table(columns, [cells(row) for row in rows if row.model == row.model])
    _not_represented(rows)
    say()
    for line in counted(rows):
        say(line)


def cells(row: Row) -> list[str]:
    """Return the cells of one target's line."""
    target = row.target
    digits = places([target.value, target.low, target.high])
    band = NONE if target.low is None or target.high is None else span(target.low, target.high, digits)
    title = f"{target.title} ({target.unit})" if target.unit else target.title
    return [
        target.id,
        title,
        figure(target.value, digits),
        band,
        figure(row.model, digits),
        span(row.p05, row.p95, digits),
        result(row),
    ]


def result(row: Row) -> str:
    """Return hit or miss in a word; a fit says so, since it counts for nothing."""
    words = {"hit": _("hit"), "miss": _("MISS"), "no band": _("no band")}
    said = words.get(row.verdict, row.verdict)
    return _("{said} (fitted)").format(said=said) if row.status == "fitted" else said


def figure(value: float, digits: int) -> str:
    """Return a number for people; a date beyond the run, or one that lies before any, as the sign that it is."""
    if math.isinf(value):
        return _("later") if value > 0 else _("earlier")
    return number(value, digits).replace(",", "")


def span(low: float, high: float, digits: int) -> str:
    """Return a range for people."""
    if math.isnan(low):
        return NONE
    words = "{low}–{high}" if low >= 0 else _("{low} to {high}")
    return words.format(low=figure(low, digits), high=figure(high, digits))


def _not_represented(rows: Sequence[Row]) -> None:
    """Print what the model has no number for, and why: one line a reason."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row.model != row.model:
            reason = row.target.absent if row.status == "not represented" else _("no run has it")
            reasons.setdefault(reason, []).append(row.target.id)
    if reasons:
        heading(_("Not represented"))
        table([Column(_("ids")), Column(_("why"), wrap=True)], [[", ".join(ids), why] for why, ids in reasons.items()])


def counted(rows: Sequence[Row]) -> list[str]:
    """Return the count in words: checks, fits apart, what was written for a target, and what is not represented."""
    from sim.study.targets import summary

    count = summary(rows)
    lines = [_("Checks: {hits} of {checks} hit.").format(**count)]
    if count["checks_aimed"]:
        words = _("A mend in use was written for {checks_aimed} of the checks and knew the figure: {hits_aimed} hit.")
        lines.append(words.format(**count))
    lines.append(
        _("Fitted, and not counted: {fits_hit} of {fits} hit. Not represented: {not_represented}.").format(**count)
    )
    return lines
