"""Moves and answers: what a seat can order beside its posture, as rows of `moves.toml` and `answers.toml`.

A move is paid for from political capital; an answer is given to what the situation asks. Both are data: who can order
them and when, what they cost, what they change and for how long, who sees it, and which claims of the essays speak for
or against them. Sizes are assumed unless a row's source says otherwise; the parameter `move_size` scales them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any

from sim.claims import claims as claims_table
from sim.effects import CHANCES, Effect, effects_of
from sim.errors import Fault, UnknownName
from sim.language import _
from sim.parameters import DIRECTIONS
from sim.pledges import NAMES as PLEDGES
from sim.rows import Reader, document_of, rows_of, stop_at
from sim.seats import Role
from sim.situations import NAMES as SITUATIONS

ACTS = ("grey-zone", "coerce", "lift", "crisis", "step-down", "strike", "seize", "quiet-front")
"""What a move of the challenger can do on the ladder, instead of what the rules would choose."""
ASKS = ("crisis", "coercion", "war", "demand", "talks", "vote", "theatre", "election", "calm", "grey")
"""What a situation can ask of a seat."""
ROLES = tuple(role.value for role in Role)
SEEN = ("all", "own")
MOST_COST, LONGEST = 6, 400


@dataclass(frozen=True)
class Expected:
    """What ordering it again and again is expected to do to a measure, and where.

    Attributes
    ----------
    scenario, measure : where, and an outcome measure or a row of the world, with its place if it is a pair.
    sign : 1 up, -1 down.
    doctrines : doctrines of seats, where they differ from the scenario's.
    line : the plan line that orders it; "" for the usual one.
    quarters : how long; None for the scenario's horizon.
    """

    scenario: str
    measure: str
    sign: int
    doctrines: tuple[tuple[str, str], ...] = ()
    line: str = ""
    quarters: int | None = None


@dataclass(frozen=True)
class Choice:
    """What moves and answers have in common.

    Attributes
    ----------
    id, title, text : its name, a short title, and what it does in one plain sentence.
    role, seats : who can order it; `seats` narrows it to seats of that name, where it is not empty.
    cost : political capital.
    when : situations (`sim.situations`) that must all hold.
    breaks : the pledge that forbids it while in force; "" for none.
    effects : what it changes.
    claims, source : claims that speak of it, for or against; where its sizes come from.
    expects, against : what it is for, and what it makes worse.
    """

    id: str
    role: Role
    seats: tuple[str, ...]
    title: str
    text: str
    cost: int
    when: tuple[str, ...]
    breaks: str
    effects: tuple[Effect, ...]
    claims: tuple[str, ...]
    source: str
    expects: Expected
    against: Expected


@dataclass(frozen=True)
class Move(Choice):
    """A move.

    Attributes
    ----------
    number : its place in the table, and its row on the agenda.
    chance : share of a run with which it comes about ("" for always); if it is refused the capital is spent.
    after, lasts, again : quarters before it begins, for which it is in force, and before it can be ordered again.
    seen : whether "all" see it, or its "own" seat alone.
    act : what it does on the ladder; "" for nothing.
    excludes : other moves of the role that cannot be ordered in the same quarter; mutual.
    """

    number: int
    chance: str
    after: int
    lasts: int
    again: int
    seen: str
    act: str
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer(Choice):
    """An answer: also what asks for it, its code among the answers to that, and whether it names terms."""

    situation: str
    code: int
    terms: bool


@lru_cache(maxsize=1)
def table() -> dict[str, Move]:
    """Return all moves by id, in their published order.

    Raises
    ------
    InputError
        If the table has faults.
    """
    faults: list[Fault] = []
    found = rows_of(_text("moves.toml"), "move", "id", read_move, "moves.toml", faults)
    faults += [
        Fault(row.id, f"excludes {name!r}, which is no other move of the {row.role}")
        for row in found.values()
        for name in row.excludes
        if name == row.id or name not in found or found[name].role is not row.role
    ]
    stop_at(faults, "moves.toml")
    return {
        name: replace(row, number=number, excludes=_mutual(name, found))
        for number, (name, row) in enumerate(found.items())
    }


def _mutual(name: str, rows: Mapping[str, Move]) -> tuple[str, ...]:
    """Return what a move excludes and what excludes it, in the order of the table."""
    own = rows[name].excludes
    return tuple(other for other, row in rows.items() if other in own or name in row.excludes)


@lru_cache(maxsize=1)
def answers() -> dict[tuple[Role, str], tuple[Answer, ...]]:
    """Return the answers of each role to each thing that a situation can ask, in their published order.

    Raises
    ------
    InputError
        If the table has faults.
    """
    faults: list[Fault] = []
    whole = Reader(document_of(_text("answers.toml"), "answers.toml"), "answers.toml", faults)
    found: dict[tuple[Role, str], tuple[Answer, ...]] = {}
    for reader in whole.rows("answer"):
        row = reader.close(read_answer(reader))
        held = found.get((row.role, row.situation), ())
        if row.id in [other.id for other in held]:
            reader.fault("id", f"{row.id!r} is given twice")
        found[row.role, row.situation] = (*held, replace(row, code=len(held)))
    stop_at(faults, "answers.toml")
    return found


def move(name: str) -> Move:
    """Return a move by id.

    Raises
    ------
    UnknownName
        If there is none.
    """
    if name not in table():
        raise UnknownName("move", name, table())
    return table()[name]


def of_seat(role: Role, seat: str) -> tuple[Move, ...]:
    """Return the moves of a seat of that name and role, in their published order."""
    return tuple(row for row in table().values() if row.role is role and (not row.seats or seat in row.seats))


def answer(role: Role, situation: str, name: str) -> Answer:
    """Return an answer of a role.

    Raises
    ------
    UnknownName
        If nothing asks that of the role, or there is no such answer.
    """
    asked = [asks for each, asks in answers() if each is role]
    if situation not in asked:
        raise UnknownName(_("question to the {role}").format(role=role.replace("_", " ")), situation, asked)
    rows = {row.id: row for row in answers()[role, situation]}
    if name not in rows:
        raise UnknownName(_("answer to {situation}").format(situation=situation), name, rows)
    return rows[name]


def _text(file: str) -> str:
    return resources.files("sim").joinpath(file).read_text("utf-8")


def read_move(reader: Reader) -> Move:
    """Return one row of the moves, noting faults."""
    return Move(
        **_choice(reader),
        number=0,
        chance=reader.maybe("chance", among=CHANCES),
        after=reader.whole("after", 0, 0, LONGEST),
        lasts=reader.whole("lasts", 1, 1, LONGEST),
        again=reader.whole("again", 4, 1, LONGEST),
        seen=reader.text("seen", among=SEEN),
        act=reader.maybe("act", among=ACTS),
        excludes=reader.names("excludes") if "excludes" in reader.row else (),
    )


def read_answer(reader: Reader) -> Answer:
    """Return one row of the answers, noting faults."""
    name = reader.row.get("id")
    reader.where = f"{reader.row.get('role')} {reader.row.get('situation')} {name}"
    situation = reader.text("situation", among=ASKS)
    return Answer(**_choice(reader), situation=situation, code=0, terms=reader.flag("terms"))


def _choice(reader: Reader) -> dict[str, Any]:
    """Read what moves and answers have in common."""
    role = reader.text("role", among=ROLES)
    role = role if role in ROLES else ROLES[0]
    return {
        "id": reader.text("id"),
        "role": Role(role),
        "seats": reader.names("seats") if "seats" in reader.row else (),
        "title": _(reader.text("title")),
        "text": _(reader.text("text")),
        "cost": reader.whole("cost", 0, 0, MOST_COST),
        "when": reader.names("when", among=SITUATIONS),
        "breaks": reader.maybe("breaks", among=PLEDGES),
        "effects": effects_of(reader, role),
        "claims": reader.names("claims", among=tuple(claims_table())),
        "source": reader.text("source"),
        "expects": expected(reader, "expects"),
        "against": expected(reader, "against"),
    }


def expected(reader: Reader, field: str) -> Expected:
    """Return what a row expects of itself, noting faults."""
    held = reader.row.pop(field, None)
    if not isinstance(held, dict):
        reader.fault(field, "has to be a table")
        return Expected("", "", 1)
    row = Reader(held, f"{reader.where}.{field}", reader.faults)
    doctrines = row.row.pop("doctrines", {})
    found = Expected(
        row.text("scenario"),
        row.text("measure"),
        DIRECTIONS.get(row.text("direction", among=tuple(DIRECTIONS)), 1),
        tuple(doctrines.items()) if isinstance(doctrines, dict) else (),
        row.maybe("line"),
        row.whole("quarters", 0, 0, LONGEST) or None,
    )
    return row.close(found)
