"""The generated parts of docs/odd.md: the state, the phases of a quarter, who decides and sees what, the draws ..."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import fields

from docs.pages.markdown import code, link, span, table
from docs.pages.source import draws, modules, readers, rules, switches
from sim import mends, theories
from sim.doctrines import REGISTRY
from sim.model import QUARTER
from sim.observation import PRIVATE, PUBLIC, RECORDS
from sim.outcome import ENDING_TEXTS, ENDINGS, MEASURES
from sim.randomness import NAMESPACES
from sim.recorder import COLUMNS
from sim.recorder import ROWS as RECORDED
from sim.seats import RUNGS, Role
from sim.world import ROWS, Row

MODEL = "model.md"

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
        f"{place}. {link(name, MODEL, _home(phase.__module__))}: {_first(phase.__doc__)}"
        for place, (name, phase) in enumerate(QUARTER, start=1)
    )


def _home(module: str) -> str:
    return module.rpartition(".")[2]


def _first(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def decisions() -> str:
    """Return what the doctrine of each role decides, and the doctrines that there are."""
    body = (
        [_role(role), code(field.name for field in fields(held[0].posture)), _doctrines(row.name for row in held)]
        for role, held in REGISTRY.items()
    )
    return table(["role", "levers", "doctrines"], body)


def _role(role: Role) -> str:
    return role.value.replace("_", " ")


def _doctrines(names: Iterable[str]) -> str:
    return ", ".join(link(f"`{name}`", "doctrines.md", name) for name in names)


def sensing() -> str:
    """Return who sees which rows of the state."""
    own = {role: [name for name, _place in rows] for role, rows in PRIVATE.items()}
    seen = {*PUBLIC, *RECORDS, *(name for rows in own.values() for name in rows)}
    body = [
        ["every seat", code(PUBLIC)],
        *([f"{_role(role)} alone", code(rows)] for role, rows in own.items()),
        ["no doctrine: records for the outcome", code(RECORDS)],
        ["nobody", code(row.name for row in ROWS if row.name not in seen)],
    ]
    return table(["who", "sees"], body)


def switches_in_force() -> str:
    """Return the mends and the questions of theory, with what runs use unless told otherwise."""
    known = (
        [link(f"`{row.name}`", "mends.md", row.name), row.title, "on" if row.default else "off"]
        for row in mends.table().values()
    )
    asked = (
        [link(f"`{row.name}`", "theories.md", row.name), row.question, f"`{row.usual}`"]
        for row in theories.questions().values()
    )
    return "\n\n".join(
        [table(["mend", "what it is about", "usual"], known), table(["question", "in dispute", "usual coding"], asked)]
    )


def submodels() -> str:
    """Return the modules of the rules, with where their equations and their code stand."""
    head = ["submodel", "what it is about", "code", "functions:", "parameters:", "switches"]
    return table(head, (_submodel(module, names) for module, names in rules().items()))


def _submodel(module: str, names: list[str]) -> list[object]:
    about = _first(ast.get_docstring(modules()[module]))
    read = sum(any(place.startswith(f"{module}.") for place in places) for places in readers().values())
    home = f"sim/rules/{module}.py"
    return [
        link(module, MODEL, module),
        about,
        f"[`{home}`](../{home})",
        len(names),
        read,
        code(switches().get(module, [])),
    ]


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
