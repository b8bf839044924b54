"""The generated parts of docs/model.md: the state, the phases of a quarter, the draws, measures and endings."""

from __future__ import annotations

from docs.pages.markdown import code, link, span, table
from docs.pages.source import draws
from sim.model import QUARTER
from sim.outcome import ENDING_TEXTS, ENDINGS, MEASURES
from sim.randomness import NAMESPACES
from sim.recorder import COLUMNS
from sim.recorder import ROWS as RECORDED
from sim.seats import RUNGS
from sim.world import ROWS, Row

MANY = 2
"""Rows of this size are a pair; larger ones are the pledges."""


def state() -> str:
    """Return the table of all state."""
    body = ([f"`{row.name}`", _shape(row), row.unit, span(row.low, row.high), row.meaning] for row in ROWS)
    height = sum(row.size for row in ROWS)
    words = f"{len(ROWS)} names, {height} numbers a run."
    return f"{words}\n\n" + table(["name", "shape", "unit", "limits", "meaning"], body)


def _shape(row: Row) -> str:
    return "(runs,)" if row.size == 1 else f"({row.size}, runs)"


def rungs() -> str:
    """Return the ladder in words."""
    return ", ".join(f"{code} {name}" for code, name in enumerate(RUNGS)) + "."


def quarter() -> str:
    """Return the phases of a quarter in their order."""
    return "\n".join(
        f"{place}. {link(name, '', _home(phase.__module__))}: {_first(phase.__doc__)}"
        for place, (name, phase) in enumerate(QUARTER, start=1)
    )


def _home(module: str) -> str:
    return module.rpartition(".")[2]


def _first(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def chance() -> str:
    """Return the names of all draws, by the phase that draws them."""
    found = draws()
    groups = dict.fromkeys(name.partition("/")[0] for name in found)
    body = ([group, *(_of_kind(found, group, kind) for kind in ("uniform", "normal"))] for group in groups)
    words = f"{len(found)} names; each is another key of the same seed. Namespaces: {code(NAMESPACES)}."
    return f"{words}\n\n" + table(["drawn in", "uniform", "normal"], body)


def _of_kind(found: dict[str, str], group: str, kind: str) -> str:
    return code(
        name.removeprefix(f"{group}/") for name in found if name.startswith(f"{group}/") and found[name] == kind
    )


def measures() -> str:
    """Return the outcome measures, the endings, and what is recorded every quarter."""
    body = ([f"`{m.name}`", m.unit, m.text + (", where there is one" if m.conditional else "")] for m in MEASURES)
    endings = ([place, f"`{name}`", ENDING_TEXTS[name]] for place, name in enumerate(ENDINGS))
    worked = [name for name in COLUMNS if name not in RECORDED]
    return "\n\n".join(
        [
            table(["measure", "unit", "meaning"], body),
            "How a run ends:",
            table(["code:", "ending", "meaning"], endings),
            f"Recorded every quarter where trajectories are asked for: {code(RECORDED)}, which are rows of the "
            f"state, and {code(worked)}, which are worked out within the quarter and, `gdp` aside, do not exist at the "
            "opening.",
        ]
    )
