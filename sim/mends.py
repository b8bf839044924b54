"""Mends: small rules under a name of their own, each for a stated failing of the reference model.

Without mends the engine is the reference model, number for number; the mends that are kept are on by default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from sim.errors import UnknownName, WrongType
from sim.language import _

NONE, DEFAULT, ALL = "none", "default", "all"
WHOLE = (NONE, DEFAULT, ALL)
"""Choices that stand for a set of mends."""


@dataclass(frozen=True)
class Mend:
    """One mend, a row of `mends.toml`.

    Attributes
    ----------
    name : its switch.
    title, problem, rule : what it is about, what fails without it, and what it does instead.
    source : what it rests on, with bibliography keys.
    targets : targets of the record that it is meant to improve.
    claims : claims of the essays that it serves.
    default : whether runs use it unless told otherwise.
    decision : why it is kept or left out.
    """

    name: str
    title: str
    problem: str
    rule: str
    source: str
    targets: tuple[str, ...]
    claims: tuple[str, ...]
    default: bool
    decision: str


@lru_cache(maxsize=1)
def table() -> dict[str, Mend]:
    """Return all mends by name, in their published order."""
    text = resources.files("sim").joinpath("mends.toml").read_text("utf-8")
    return {name: _mend(name, row) for name, row in tomllib.loads(text).items()}


def _mend(name: str, row: Mapping[str, Any]) -> Mend:
    words = {field: _(row[field]) for field in ("title", "problem", "rule", "decision") if row[field]}
    return Mend(
        name=name,
        title=words["title"],
        problem=words["problem"],
        rule=words["rule"],
        source=row["source"],
        targets=tuple(row["targets"]),
        claims=tuple(row["claims"]),
        default=row["default"],
        decision=words.get("decision", ""),
    )


def mend(name: str) -> Mend:
    """Return one mend.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    if name not in table():
        raise UnknownName("mend", name, table())
    return table()[name]


def default() -> tuple[str, ...]:
    """Return the names of the mends that runs use unless told otherwise."""
    return tuple(name for name, mend in table().items() if mend.default)


def chosen(choice: str | Iterable[str]) -> tuple[str, ...]:
    """Return the mends that a choice stands for, in published order.

    Parameters
    ----------
    choice : "none", "default" or "all", or names with commas between them; a name after "-" is taken out, and one after
        "+" (or nothing) put in: "default,-scar". Or the names themselves.

    Raises
    ------
    UnknownName, WrongType
        If there is no such mend, or the choice is no text and no list of names.
    """
    if not isinstance(choice, str):
        if not isinstance(choice, Iterable):
            raise WrongType("mends", choice, _("a text such as default,-scar"))
        choice = ",".join(str(name) for name in choice) or NONE
    picked: set[str] = set()
    for part in (piece.strip() for piece in choice.split(",")):
        sign, name = (part[0], part[1:].strip()) if part[:1] in ("+", "-") else ("+", part)
        picked = picked | _named(name) if sign == "+" else picked - _named(name)
    return tuple(name for name in table() if name in picked)


def _named(name: str) -> set[str]:
    """Return the mends that one word of a choice stands for."""
    sets = {NONE: set[str](), DEFAULT: set(default()), ALL: set(table())}
    if name in sets:
        return sets[name]
    if name not in table():
        raise UnknownName("mend", name, [*WHOLE, *table()])
    return {name}


def text(names: Iterable[str]) -> str:
    """Return a choice of mends as text that `chosen` reads: "none", "default", "all", or the names."""
    names = tuple(names)
    words = {(): NONE, tuple(table()): ALL, default(): DEFAULT}
    return words.get(names) or ",".join(names)
