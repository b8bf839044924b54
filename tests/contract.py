"""What moves, answers and options promise, read from their tables by a small reader that is not the engine's.

Nothing here asks the engine how it reads a table, or a wrong reading would go unnoticed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sim

ROLES = ("target", "challenger", "patron_a", "patron_b")
PLEDGES = ("no-alliance", "no-siding", "no-bases", "no-first-force")
PLACES = {"a": 0, "b": 1, "target": 0, "challenger": 1}


@dataclass(frozen=True)
class Change:
    """One effect, as its table has it."""

    kind: str
    name: str
    place: int | None
    size: float
    times: bool
    stays: bool
    by: str

    @property
    def where(self) -> tuple[str, str, int | None]:
        return self.kind, self.name, self.place


@dataclass(frozen=True)
class Row:
    """One move, answer or option, as its table has it; `number` is its place among moves, answers or options."""

    kind: str
    id: str
    role: str
    number: int
    cost: int
    when: tuple[str, ...]
    breaks: str
    changes: tuple[Change, ...]
    lasts: int
    seats: tuple[str, ...] = ()
    chance: str = ""
    after: int = 0
    again: int = 1
    act: str = ""
    situation: str = ""
    terms: bool = False
    card: int = -1
    usual: bool = False

    def __str__(self) -> str:
        return ":".join(part for part in (self.kind, self.role, self.situation, self.id) if part)

    @property
    def seat(self) -> int:
        return ROLES.index(self.role)


def _change(row: Mapping[str, Any]) -> Change:
    kind, name, *place = row["on"].split(".")
    times = "times" in row
    size, end = float(row["times" if times else "add"]), PLACES[place[0]] if place else None
    return Change(kind, name, end, size, times, bool(row.get("stays")), row.get("by", ""))


def _row(kind: str, number: int, row: Mapping[str, Any], **more: Any) -> Row:
    plain = {key: row[key] for key in ("chance", "after", "again", "act", "situation", "terms", "usual") if key in row}
    lists = {key: tuple(row.get(key, ())) for key in ("when", "seats")}
    changes = tuple(_change(each) for each in row["effects"])
    held = {"cost": row.get("cost", 0), "breaks": row.get("breaks", ""), "lasts": row.get("lasts", 1)}
    return Row(kind, row["id"], row["role"], number, changes=changes, **{**held, **lists, **plain, **more})


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(sim.__file__).parent / name).read_text(encoding="utf-8"))


@cache
def moves() -> tuple[Row, ...]:
    return tuple(_row("move", number, row) for number, row in enumerate(_read("moves.toml")["move"]))


@cache
def answers() -> tuple[Row, ...]:
    """Return all answers; each is numbered among those to the same question."""
    asked: dict[tuple[str, str], int] = {}
    found = []
    for row in _read("answers.toml")["answer"]:
        key = row["role"], row["situation"]
        asked[key] = asked.get(key, -1) + 1
        found.append(_row("answer", asked[key], row))
    return tuple(found)


@cache
def options() -> tuple[Row, ...]:
    """Return all options; each is numbered among those of its role and card."""
    found = []
    for card, row in enumerate(_read("cards.toml")["card"]):
        for role in ROLES:
            own = [each for each in row["option"] if each["role"] == role]
            found += [_row("option", number, each, card=card) for number, each in enumerate(own)]
    return tuple(found)


def taken(card: int, instead: Row | None = None) -> list[Row]:
    """Return what the four seats take of a card: the usual option, but for one that takes another."""
    usual = [row for row in options() if row.card == card and row.usual]
    return [instead if instead and row.role == instead.role else row for row in usual]


def sums(changes: Iterable[Change], kinds: Sequence[str]) -> dict[tuple[str, str, int | None], list[Change]]:
    """Return the changes of some kinds by what they change."""
    found: dict[tuple[str, str, int | None], list[Change]] = {}
    for each in changes:
        if each.kind in kinds:
            found.setdefault(each.where, []).append(each)
    return found
