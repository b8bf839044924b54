"""docs/mends.md: every mend, what it is for, what it moves in the record, and why it is kept or left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docs.gather import read
from docs.pages import oracle_moves
from docs.pages.markdown import NONE, claims, code, figure, link, not_gathered, page, span, table
from docs.pages.source import askers
from sim.mends import Mend
from sim.mends import table as mends

SOURCE = "sim/mends.toml and docs/evidence"
INTRODUCTION = """A mend is a small rule under a name of its own, for a place where the reference model fails on history
or on common sense. Without mends the engine is the reference model, number for number; the mends that are kept are
on in every run unless it says otherwise. `--mends none` switches all of them off, `--mends default,-NAME` one,
`--mends all` adds those that were left out. `fournos run --help` says how they are written.

A mend was judged once, after it was written: with it off and on, all else as usual, against the targets of the
[record](record.md#what-a-model-should-reproduce) that it was meant to improve. The bands of the targets were set
before, and were not moved. It is kept if it does what it was meant to do, or if common sense demands it, and does no
harm elsewhere; the decision says which. A mend that failed stays here, switched off, so that nobody has to try it
again. Each is one more choice made after looking at results ([evidence](evidence.md#forking-paths))."""
STATUS = {True: "within", False: "outside", None: NONE}


def render() -> str:
    """Return the page."""
    found = read("mends")
    judged = {row["name"]: row for row in (found or {}).get("mends", [])}
    parts = [
        INTRODUCTION,
        _overview(),
        *(_mend(row, judged.get(row.name)) for row in mends().values()),
        "## The record before and after",
        _record(found) if found else not_gathered("mends"),
        "## What they move in the reference table",
        oracle_moves.render(),
    ]
    return page("Mends", SOURCE, parts)


def _overview() -> str:
    head = ["mend", "what it is about", "in use", "meant for", "claims"]
    body = (
        [link(f"`{row.name}`", "", row.name), row.title, _use(row), ", ".join(row.targets), claims(row.claims)]
        for row in mends().values()
    )
    return table(head, body)


def _use(row: Mend) -> str:
    return "yes" if row.default else "no"


def _mend(row: Mend, judged: Mapping[str, Any] | None) -> str:
    facts = [
        ("Problem", row.problem),
        ("Rule", row.rule),
        ("Source", row.source),
        ("Where", ", ".join(link(module, "model.md", module) for module in askers(row.name))),
        ("Meant for", ", ".join(row.targets)),
        ("Claims", claims(row.claims)),
        ("Decision", f"{'kept' if row.default else 'left out'}. {row.decision}".strip()),
    ]
    listed = "\n".join(f"- {name}: {text}" for name, text in facts if text)
    found = _targets(judged["targets"]) if judged and judged["targets"] else ""
    return "\n\n".join(part for part in (f"### {row.name}", f"{row.title}.", listed, found) if part)


def _targets(targets: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a mend's targets, with the model's figure without and with it, all else as usual."""
    body = (
        [name, span(row["low"], row["high"]), *_judged(row["off"], row), *_judged(row["on"], row)]
        for name, row in targets.items()
    )
    return table(["target", "band", "off:", "", "on:", ""], body)


def _judged(value: float | None, row: Mapping[str, Any]) -> list[str]:
    hit = None if value is None else row["low"] <= value <= row["high"]
    return [figure(value), STATUS[hit]]


def _record(found: Mapping[str, Any]) -> str:
    """Return every target with the model's figure without any mend and with the usual ones, and the hits of both."""
    rows: list[Mapping[str, Any]] = found["targets"]
    words = (
        f"*Before* is the model without mends, *after* with the usual ones ({code(_kept())}). {_hits(rows, 'fitted')} "
        f"{_hits(rows, 'check')} A fit is no test: the quantity was used to choose parameter sets, or a parameter was "
        "set from the same figure."
    )
    head = ["target", "what", "band", "status", "before:", "", "after:", ""]
    return f"{words}\n\n{table(head, map(_target, rows))}"


def _kept() -> Iterable[str]:
    return (row.name for row in mends().values() if row.default)


def _hits(rows: Iterable[Mapping[str, Any]], status: str) -> str:
    """Return in words how many targets of a status are hit before and after."""
    held = [row for row in rows if row["status"] == status]
    before, after = (sum(bool(row[key]) for row in held) for key in ("hit_before", "hit_after"))
    name = {"fitted": "fitted", "check": "checked"}[status]
    return f"Of {len(held)} {name} targets {before} lie within their bands before, and {after} after."


def _target(row: Mapping[str, Any]) -> list[str]:
    return [
        row["id"],
        row["text"],
        NONE if row["low"] is None else span(row["low"], row["high"]),
        row["status"],
        figure(row["before"]),
        STATUS[row["hit_before"]],
        figure(row["after"]),
        STATUS[row["hit_after"]],
    ]
