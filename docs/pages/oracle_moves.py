"""The rows of the reference table that the mends move, from docs/evidence/oracle.json: the last table of mends.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from docs.gather import read
from docs.pages.markdown import code, figure, link, not_gathered, table

HEAD = ["scenario", "doctrines", "measure", "prototype:", "without mends:", "with mends:", "se:"]


def render() -> str:
    """Return which measures the mends move: how many, which most often, and the whole table."""
    found = read("oracle")
    if found is None:
        return not_gathered("oracle")
    return "\n\n".join([_about(found), table(HEAD, map(_row, found["moved"]))] if found["moved"] else [_about(found)])


def _about(found: Mapping[str, Any]) -> str:
    """Return in words what was compared, and which measures move in most rows."""
    about, moved = found["about"], found["moved"]
    often = Counter(row["measure"] for row in moved).most_common(5)
    words = (
        f"Every row of the reference table was run without mends and with the usual ones, {about['runs']:,} runs each "
        f"on the same luck (seed {about['seed']}). Of {about['judged']:,} measures in {about['rows']} rows the mends "
        f"move {len(moved)} by more than {figure(about['apart'])} standard errors (*se*) of the difference"
    )
    return words + (f"; most often {_counted(often)}." if often else ".")


def _counted(often: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{code([name])} ({times})" for name, times in often)


def _row(row: Mapping[str, Any]) -> list[str]:
    return [
        link(f"`{row['scenario']}`", "scenarios.md", row["scenario"]),
        _doctrines(row["doctrines"]),
        f"`{row['measure']}`",
        *(figure(row[key]) for key in ("reference", "before", "after", "se")),
    ]


def _doctrines(held: Mapping[str, str] | str) -> str:
    return f"`{held if isinstance(held, str) else '/'.join(held.values())}`"
