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
INTRODUCTION = """A mend is a small rule under a name of its own, for a place where the reference model fails on
history or on common sense. Without mends the engine is the reference model, number for number; the mends that are
kept are on in every run unless it says otherwise. `--mends none` switches all of them off, `--mends default,-NAME`
one, `--mends all` adds those that were left out. `fournos mends` lists them.

What is asked of a mend was written down before any was judged:

- the [targets of the record](backtest.md) that it was written for come into their bands, or nearer;
- no other target leaves its band;
- the frozen windows of the [calibration](calibration.md) hold about as often as without it (that *about* means at least
  two thirds as many draws of the prior was settled only while judging);
- a mend that only common sense asks for has no target, and is kept if it harms none.

Each was then judged off and on, all else as usual, over the calibrated sets. The bands of the targets had been set
before and were not moved. A mend that did not convince stays here, switched off, so that nobody has to try it again.
Each is one more choice made after looking at results ([evidence](evidence.md#forking-paths))."""
STATUS = {True: "within", False: "outside", None: NONE}


def render() -> str:
    """Return the page."""
    found = read("mends")
    judged = {row["name"]: row for row in (found or {}).get("mends", [])}
    parts = [
        INTRODUCTION,
        _overview(),
        "## Mend by mend",
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
    return "\n\n".join([f"### {row.name}", f"{row.title}.", listed, *(_shown(judged) if judged else [])])


def _shown(judged: Mapping[str, Any]) -> list[str]:
    """Return what was found of a mend: its targets, the windows, and what else it moves."""
    held: Mapping[str, Mapping[str, int]] = judged["passing"]
    off, on = (f"{held[side]['both']:,} and {held[side]['accepted']:,}" for side in ("off", "on"))
    windows = (
        f"Of {held['on']['draws']:,} draws from the prior, the windows of both histories, and then the base rates too, "
        f"hold for {off} without it, and for {on} with it."
    )
    effects = (
        ["It moves besides, in means over the sets:", _effects(judged["effects"])]
        if judged["effects"]
        else ["It moves no other outcome that was watched by more than its noise."]
    )
    return [*([_targets(judged["targets"])] if judged["targets"] else []), windows, *effects]


def _targets(targets: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a mend's targets, and others that enter or leave a band, without and with it, all else as usual."""
    body = (
        [
            link(name, "backtest.md", name),
            _band(row),
            row["status"],
            *_judged(row["off"], row),
            *_judged(row["on"], row),
        ]
        for name, row in targets.items()
    )
    return table(["target", "band", "status", "off:", "", "on:", ""], body)


def _band(row: Mapping[str, Any]) -> str:
    return NONE if row["low"] is None or row["high"] is None else span(row["low"], row["high"])


def _judged(value: float | None, row: Mapping[str, Any]) -> list[str]:
    known = value is not None and row["low"] is not None and row["high"] is not None
    return [figure(value), STATUS[row["low"] <= value <= row["high"]] if known else NONE]


def _effects(rows: Iterable[Mapping[str, Any]]) -> str:
    body = (
        [_where(row), f"`{row['measure']}`", *(figure(row[key]) for key in ("off", "on", "effect", "se"))]
        for row in rows
    )
    return table(["where", "measure", "off:", "on:", "effect:", "se:"], body)


def _where(row: Mapping[str, Any]) -> str:
    """Return where an effect was seen: a scenario, and the doctrines that are not its usual ones."""
    held = " ".join(f"`-d {seat}={name}`" for seat, name in row["doctrines"].items())
    return " ".join(part for part in (link(row["scenario"], "scenarios.md", row["scenario"]), held) if part)


def _record(found: Mapping[str, Any]) -> str:
    """Return every target with the model's figure without any mend and with the usual ones, and the hits of both."""
    rows: list[Mapping[str, Any]] = found["targets"]
    words = (
        f"*Before* is the model without mends over the sets calibrated without them, *after* the model with the usual "
        f"ones ({code(_kept())}) over its own sets. {_hits(rows, 'fitted')} {_hits(rows, 'check')} The status is that "
        "of the model with mends. A fit is no test: the quantity was used to choose parameter sets, or a parameter was "
        "set from the same figure."
    )
    head = ["target", "what", "band", "status", "before:", "", "after:", ""]
    return f"{words}\n\n{table(head, map(_target, rows))}"


def _kept() -> Iterable[str]:
    return (row.name for row in mends().values() if row.default)


def _hits(rows: Iterable[Mapping[str, Any]], status: str) -> str:
    """Return in words how many targets of a status are hit before and after."""
    held = [row for row in rows if row["status"] == status and _band(row) != NONE]
    before, after = (sum(bool(row[key]) for row in held) for key in ("hit_before", "hit_after"))
    absent = sum(row["hit_before"] is None for row in held)
    name = {"fitted": "fitted", "check": "checked"}[status]
    return (
        f"{name.capitalize()} targets with a band: {len(held)}; within it before {before} ({absent} had no number "
        f"then), after {after}."
    )


def _target(row: Mapping[str, Any]) -> list[str]:
    return [
        link(row["id"], "backtest.md", row["id"]),
        row["text"],
        _band(row),
        row["status"],
        figure(row["before"]),
        STATUS[row["hit_before"]],
        figure(row["after"]),
        STATUS[row["hit_after"]],
    ]
