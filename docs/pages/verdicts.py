"""docs/verdicts.md: what the model makes of each claim of the essays, and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docs.gather import read
from docs.pages.markdown import NONE, claim, claims, code, link, mark, not_gathered, page, table
from sim.claims import claims as known
from sim.study.findings import FEW, MANY, MOST, REASONS, VERDICTS

SOURCE = "sim/propositions.toml and docs/evidence/verdicts.json"
INTRODUCTION = """Each [claim](claims.md) that is tested comes down to propositions about model output: what is run and
compared, what is made of its runs, and what that has to be. They are data (`sim/propositions.toml`), apart from
the code that judges them. A proposition is run over many [calibrated parameter sets](calibration.md), every cell on the
same luck; the verdict says in what share of the sets it holds. `fournos claims --check` runs them all, `fournos claims
A5 --check` one.

**A verdict shows what follows from the essays' own ideas, made precise in one of many possible ways. It is no evidence
about the world.** *Supported* means that the mechanism, as coded here, brings the claim about with nearly every set
that reproduces the two histories; *not supported*, that it does not. Several claims were also windows of the
calibration: their notes say so, and their verdicts repeat what was put in."""
RULES = """- A set supports a proposition if its number lies beyond the threshold; exactly at the threshold, half.
- Supported from {most} of the sets on, mixed from {many}, not supported up to {few}, undecided between.
- A claim with several propositions is as strong as the weakest of them. *Together* is the share of the sets in which
  all of them hold at once; luck adds up there, so no verdict is drawn from it.
- The effect is the mean over the sets, with the middle nine tenths of the sets. Where two cells are named it is the
  first less the second. A set counts where at least five of its runs have the measure.
- *Luck* is the part of the spread between the sets that is nothing but the luck of their runs, found by leaving out a
  tenth of the runs at a time. Where it is small, an undecided verdict means that the sets disagree, and more runs would
  not decide it; where it is large, more runs might.
- Propositions marked *beside* are reported and do not count."""
HEAD = ["claim", "what it holds", "effect:", "5-95 %:", "share:", "verdict", "without mends"]


def render() -> str:
    """Return the page."""
    rules = "## How verdicts are drawn\n\n" + RULES.format(most=_percent(MOST), many=_percent(MANY), few=_percent(FEW))
    found = read("verdicts")
    if found is None:
        return page("Verdicts on the claims", SOURCE, [INTRODUCTION, rules, not_gathered("verdicts")])
    rows = {row["id"]: row for row in found["claims"]}
    parts = [
        INTRODUCTION,
        _counts(found),
        _table(rows),
        _contradictions(rows),
        rules,
        _halves(found["halves"]),
        _propositions(found),
        _untested(rows),
    ]
    return page("Verdicts on the claims", SOURCE, parts)


def _counts(found: Mapping[str, Any]) -> str:
    about = found["about"]
    body = ([verdict, found["counts"].get(verdict, 0)] for verdict in VERDICTS)
    words = (
        f"{about['sets']} parameter sets, {about['runs']} runs of each, seed {about['seed']}, mends: "
        f"{', '.join(about['mends']) or 'none'}."
    )
    return f"## What came out\n\n{words}\n\n{table(['verdict', 'claims:'], body)}"


def _table(rows: Mapping[str, Mapping[str, Any]]) -> str:
    tested = [row for row in rows.values() if row["weakest"]]
    body = (
        [
            link(row["id"], "", f"proposition-{row['weakest']}"),
            known()[row["id"]].paraphrase,
            _number(row["effect"]),
            _span(row),
            _percent(row["share"]),
            f"**{row['verdict']}**",
            row["without_mends"]["verdict"] if row["without_mends"]["verdict"] != row["verdict"] else "the same",
        ]
        for row in tested
    )
    return "The claims that are tested; effect and interval are those of the weakest proposition.\n\n" + table(
        HEAD, body
    )


def _contradictions(rows: Mapping[str, Mapping[str, Any]]) -> str:
    order = {identity: place for place, identity in enumerate(rows)}
    pairs = [(a, b) for a in rows for b in known()[a].contradicts if order[a] < order[b]]
    body = ([claim(a), rows[a]["verdict"], claim(b), rows[b]["verdict"]] for a, b in pairs)
    words = (
        "Both sides of a contradiction can be supported: where each holds for another kind of opponent, or speaks of "
        "another moment, the model says so by supporting both."
    )
    head = "## Claims that contradict each other"
    return f"{head}\n\n{words}\n\n{table(['one', 'verdict', 'the other', 'verdict'], body)}"


def _halves(halves: Mapping[str, Any]) -> str:
    """Return how far two samples agree that share no set."""
    differ = [[claim(name), *verdicts] for name, verdicts in halves["differ"].items()]
    words = (
        f"Two samples of {halves['sets']} sets each, which share none, agree on {halves['agree']} of the "
        f"{halves['tested']} tested claims."
    )
    rest = "The others:\n\n" + table(["claim", "one half", "the other"], differ) if differ else ""
    return "\n\n".join(part for part in ["## Two halves of the sets", words, rest] if part)


def _propositions(found: Mapping[str, Any]) -> str:
    """Return every proposition with its cells, its numbers and what it leaves open."""
    owners: dict[str, list[str]] = {}
    for row in found["claims"]:
        for identity in row["propositions"]:
            owners.setdefault(identity, []).append(row["id"])
    listed = (_proposition(row, owners[row["id"]]) for row in found["propositions"])
    return "\n\n".join(["## Proposition by proposition", *listed])


def _proposition(row: Mapping[str, Any], owners: Iterable[str]) -> str:
    cells = [
        title if level is None else f"{title}: {_number(level)}"
        for title, level in zip(row["cells"], [*row["levels"], *[None] * len(row["cells"])], strict=False)
    ]
    shown = (
        f"{_number(row['effect'])} ({_span(row)}; standard error {_number(row['se'])}); wanted: {code([row['holds']])}"
    )
    held = f"{_percent(row['share'])} of {row['sets']} sets, luck {_percent(row['noise'])}: **{row['verdict']}**"
    facts = [
        ("Cells", ", less ".join(cells)),
        ("Effect", shown),
        ("Holds in", held),
        ("Not shown", row["not_shown"]),
        ("Claims", claims(owners) + (" (beside)" if row["beside"] else "")),
    ]
    listed = "\n".join(f"- {name}: {text}" for name, text in facts)
    return f"{mark('proposition-' + row['id'])}\n\n### {row['id']}\n\n{row['text']}.\n\n{listed}"


def _untested(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the claims that are not tested, and why."""
    body = (
        [claim(name), known()[name].paraphrase, row["verdict"], REASONS[known()[name].standing]]
        for name, row in rows.items()
        if not row["weakest"]
    )
    return "## Claims that are not tested\n\n" + table(["claim", "what it holds", "verdict", "why"], body)


def _span(row: Mapping[str, Any]) -> str:
    return NONE if row["low"] is None else f"{_number(row['low'])} to {_number(row['high'])}"


def _number(value: float | None) -> str:
    """Return a number with as many places as its size needs."""
    if value is None:
        return NONE
    size = abs(value)
    return f"{value:.{0 if size >= 100 else 1 if size >= 10 else 2 if size >= 0.1 else 3}f}"


def _percent(share: float | None) -> str:
    return NONE if share is None else f"{100 * share:.0f} %"
