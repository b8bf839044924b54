"""Orders: what a seat does in one quarter, and their notation, both ways.

    vietnam: upgrade-us, reassure-beijing; posture bamboo; keep no-bases; answer crisis=hold; card protest; say firm

Clauses stand between semicolons: moves by name; a new posture; pledges to keep or to break; answers to what the
situation asks, a settlement's terms behind "at"; the option taken of the card on the table; a public statement. An
order without clauses keeps the posture and leaves the rest to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sim.errors import InputError, UnknownName, shown
from sim.language import _, clean
from sim.moves import answer, move, of_seat
from sim.moves import table as moves
from sim.pledges import NAMES as PLEDGES
from sim.seats import Role

NOTATION = _(
    "SEAT: MOVE, MOVE; posture NAME; keep PLEDGE; break PLEDGE; answer SITUATION=ANSWER; card OPTION; say firm"
)
STATEMENTS = ("calm", "firm")
"""What can be said in public, as codes -1 and 1."""
LONGEST = 2_000
"""Characters of an order."""
TERMS = re.compile(r"^(?P<answer>\S+)\s+at\s+(?P<terms>\S+)$")
NUMBER = re.compile(r"[01](\.\d{1,6})?|\.\d{1,6}")
"""Terms as they are written: from 0 to 1, to six places."""


@dataclass(frozen=True)
class Reply:
    """An answer given to what a situation asks; `terms` of a settlement, 0 mine to 1 theirs, where it names any."""

    situation: str
    answer: str
    terms: float | None = None

    def __str__(self) -> str:
        at = "" if self.terms is None else f" at {self.terms:.6f}".rstrip("0").rstrip(".")
        return f"{self.situation}={self.answer}{at}"


@dataclass(frozen=True)
class Order:
    """What one seat does in one quarter.

    Attributes
    ----------
    moves : ids of moves, in the order of their importance.
    posture : a doctrine to change to, in its notation; "" keeps the posture.
    keeps, breaks : pledges to keep or to break, whatever the posture says.
    answers : answers given.
    card : id of the option taken of the card on the table; "" leaves it to the posture.
    says : a public statement, one of STATEMENTS; "" for none.
    """

    moves: tuple[str, ...] = ()
    posture: str = ""
    keeps: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    answers: tuple[Reply, ...] = ()
    card: str = ""
    says: str = ""

    def __str__(self) -> str:
        clauses = [
            ", ".join(self.moves),
            self.posture and f"posture {self.posture}",
            self.keeps and f"keep {', '.join(self.keeps)}",
            self.breaks and f"break {', '.join(self.breaks)}",
            self.answers and f"answer {', '.join(map(str, self.answers))}",
            self.card and f"card {self.card}",
            self.says and f"say {self.says}",
        ]
        return "; ".join(clause for clause in clauses if clause)


def parse(text: str, seats: Mapping[str, Role]) -> tuple[str, Order]:
    """Read an order with its seat: `vietnam: upgrade-us; posture bamboo`.

    Parameters
    ----------
    seats : role of each seat that may give orders.

    Raises
    ------
    UnknownName
        If it names no such seat, move, pledge or answer; the nearest is offered.
    InputError
        If it cannot be read.
    """
    plain = clean(text, field="order", limit=LONGEST)
    name, colon, rest = plain.partition(":")
    if not colon:
        raise _unreadable(plain)
    seat = name.strip()
    if seat not in seats:
        raise UnknownName("seat", seat, seats)
    return seat, order(rest, seats[seat], seat)


def order(text: str, role: Role, seat: str | None = None) -> Order:
    """Read an order of a role without its seat; where the seat is named, only that seat's moves are known.

    Raises
    ------
    UnknownName, InputError
        As for `parse`.
    """
    read = Order()
    for clause in (part.strip() for part in clean(text, field="order", limit=LONGEST).split(";")):
        if clause:
            read = _clause(read, clause, role, seat)
    return read


def _clause(read: Order, clause: str, role: Role, seat: str | None) -> Order:
    """Return an order with one clause more."""
    word, _space, rest = clause.partition(" ")
    readers: Mapping[str, Callable[[], Order]] = {
        "posture": lambda: replace(read, posture=_single(read.posture, rest, clause)),
        "keep": lambda: replace(read, keeps=(*read.keeps, *_pledges(rest, read.keeps + read.breaks))),
        "break": lambda: replace(read, breaks=(*read.breaks, *_pledges(rest, read.keeps + read.breaks))),
        "answer": lambda: replace(read, answers=(*read.answers, *_answers(rest, role, read.answers))),
        "card": lambda: replace(read, card=_single(read.card, rest, clause)),
        "say": lambda: replace(read, says=_statement(read.says, rest, clause)),
    }
    if rest.strip() and word in readers:
        return readers[word]()
    return replace(read, moves=(*read.moves, *_moves(clause, role, seat, read.moves)))


def _moves(text: str, role: Role, seat: str | None, given: tuple[str, ...]) -> tuple[str, ...]:
    known = of_seat(role, seat) if seat else [row for row in moves().values() if row.role is role]
    names = {row.id for row in known}
    found = _listed(text, given)
    for name in found:
        if name not in names:
            who = seat or role.replace("_", " ")
            raise UnknownName(_("move of {who}").format(who=who), name, sorted(names))
        move(name)
    return found


def _pledges(text: str, given: tuple[str, ...]) -> tuple[str, ...]:
    found = _listed(text, given)
    for name in found:
        if name not in PLEDGES:
            raise UnknownName("pledge", name, PLEDGES)
    return found


def _answers(text: str, role: Role, given: tuple[Reply, ...]) -> tuple[Reply, ...]:
    found: list[Reply] = []
    for part in (piece.strip() for piece in text.split(",")):
        situation, sign, name = (piece.strip() for piece in part.partition("="))
        if not sign or not situation or not name:
            raise _unreadable(part)
        at = TERMS.match(name)
        row = answer(role, situation, at["answer"] if at else name)
        if bool(at) != row.terms:
            words = _("write {name} at 0.5, with terms from 0 to 1") if row.terms else _("{name} takes no terms")
            raise InputError(
                _("The answer {part} cannot be read: {words}.").format(
                    part=repr(shown(part)), words=words.format(name=row.id)
                ),
                field="order",
                got=part,
                allowed=row.id,
            )
        if situation in [reply.situation for reply in (*given, *found)]:
            raise _twice(situation)
        found.append(Reply(situation, row.id, _terms(at["terms"]) if at else None))
    return tuple(found)


def _terms(text: str) -> float:
    """Return terms of a settlement, 0 mine to 1 theirs."""
    if not NUMBER.fullmatch(text) or float(text) > 1.0:
        message = _("The terms {text} cannot be read: write a number from 0 to 1, such as 0.4.")
        raise InputError(message.format(text=repr(shown(text))), field="order", got=text, allowed="0 to 1")
    return float(text)


def _single(given: str, rest: str, clause: str) -> str:
    if given:
        raise _twice(clause.partition(" ")[0])
    return rest.strip()


def _statement(given: str, rest: str, clause: str) -> str:
    said = _single(given, rest, clause)
    if said not in STATEMENTS:
        raise UnknownName(_("statement"), said, STATEMENTS)
    return said


def _listed(text: str, given: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(","))
    for place, name in enumerate(found):
        if not name:
            raise _unreadable(text)
        if name in found[:place] or name in given:
            raise _twice(name)
    return found


def _twice(what: str) -> InputError:
    message = _("The order names {what} twice; name it once.").format(what=repr(shown(what)))
    return InputError(message, field="order", got=what)


def _unreadable(text: str) -> InputError:
    message = _("The order {text} cannot be read: write {notation}.").format(text=repr(shown(text)), notation=NOTATION)
    return InputError(message, field="order", got=text, allowed=NOTATION)
