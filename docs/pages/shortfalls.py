"""Generated parts of docs/limits.md: failings that no mend in use takes care of, and targets that are missed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docs.gather import read
from docs.pages.markdown import figure, link, not_gathered, span, table
from sim.mends import table as mends


def unmended() -> str:
    """Return the failings for which a mend was written and left out, and what the mends in use are about."""
    left = [row for row in mends().values() if not row.default]
    kept = ", ".join(link(f"`{row.name}`", "mends.md", row.name) for row in mends().values() if row.default)
    listed = "\n".join(f"- {row.problem} ({link(f'`{row.name}`', 'mends.md', row.name)}, left out)" for row in left)
    words = f"Other failings have a mend in use, which takes care of them as far as it goes: {kept}."
    return f"{listed}\n\n{words}" if listed else words


def missed() -> str:
    """Return the targets of the record that the model with its usual mends misses."""
    found = read("mends")
    if found is None:
        return not_gathered("mends")
    rows = [row for row in found["targets"] if row["hit_after"] is False]
    judged = sum(row["hit_after"] is not None for row in found["targets"])
    absent = sum(row["status"] == "not represented" for row in found["targets"])
    words = (
        f"Targets with a band and a number in the model: {judged}. Missed: {len(rows)}. Not represented at all: "
        f"{absent} more."
    )
    head = ["target", "what", "band", "model:", "status"]
    return "\n\n".join([words, table(head, map(_miss, rows))] if rows else [words])


def _miss(row: Mapping[str, Any]) -> list[str]:
    where = link(row["id"], "backtest.md", row["id"])
    return [where, row["text"], span(row["low"], row["high"]), figure(row["after"]), row["status"]]
