"""`fournos study status`: how far a study has come."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import PROGRAM, described
from tui.commands.console import Column, emit, heading, say, table, verbatim
from tui.commands.options import as_json
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import directory_argument, opened

if TYPE_CHECKING:
    from sim.study.results import Results

SHOWN = 10
HELP = described(
    SUMMARIES["status"],
    _(
        "Tells which runs of a study are there, which are missing and which failed, with the command that tries a "
        "failed one again, and which questions have been answered. Every part is held against its hash."
    ),
    ["study status build/study"],
)


@click.command("status", help=HELP)
@directory_argument
@as_json
def command(directory: str, *, json: bool) -> None:
    """Say how far a study has come."""
    from sim.study.answers import kept

    results = opened(directory, some=False)
    answers = kept(results.path)
    row = {**standing(results), "answers": [answer.name for answer in answers]}
    if json:
        return emit(row)
    counts = results.manifest["runs"]
    state = {"running": _("not finished"), "complete": _("complete"), "failed": _("runs failed")}[row["status"]]
    say(results.spec.title, bold=True)
    words = _("{state}: {done:,} of {planned:,} runs are there, {failed:,} failed, {missing:,} are missing.")
    say(words.format(**{**counts, **row, "state": state}))
    columns = [Column(_("policy")), Column(_("scenario")), Column(_("runs"), right=True), Column(_("of"), right=True)]
    each = len(results.points) * results.replications
    table(columns, [(r["policy"], r["scenario"], f"{r['runs']:,}", f"{each:,}") for r in row["cells"]])
    tell_failures(results)
    for answer in answers:
        say(f"- {answer.name}: {answer.title}" + ("" if answer.standing.established else _(" (not established)")))
    if row["missing"]:
        say(_("Go on with it:"))
        verbatim(f"  {PROGRAM} study resume {shlex.quote(directory)}")
    return None


def standing(results: Results) -> dict[str, Any]:
    """Return how far a study has come, as plain data."""
    counts = {name: int(results.manifest["runs"][name]) for name in ("planned", "done", "failed")}
    there = results.present.sum(axis=(2, 3))
    cells = [
        {"policy": policy, "scenario": scenario, "runs": int(there[row, column])}
        for row, policy in enumerate(results.policies)
        for column, scenario in enumerate(results.scenarios)
    ]
    return {
        "study": results.spec.name,
        "status": results.manifest["status"],
        "planned": counts["planned"],
        "done": counts["done"] - counts["failed"],
        "failed": counts["failed"],
        "missing": counts["planned"] - counts["done"],
        "points": len(results.points),
        "replications": results.replications,
        "cells": cells,
    }


def tell_failures(results: Results) -> None:
    """Print the first runs that failed, and how to try them again."""
    rows = results.failures()
    if not rows:
        return
    heading(_("Runs that failed"))
    for row in rows[:SHOWN]:
        say(f"- {row.get('run', row.get('first'))}: {row['error']}")
        if "replay" in row:
            verbatim(f"  {row['replay']}")
    if len(rows) > SHOWN:
        say(_("{count} more: see failures.jsonl.").format(count=len(rows) - SHOWN))
