"""The words of a postcard as numbers: the ids of the notation of orders, in one fixed list with a hash.

A later release may know other ids. Then the hash differs, and the card says that it cannot be read there, instead of
being read wrongly.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from sim.cards import table as cards
from sim.doctrines import REGISTRY
from sim.game.changes import names as rows
from sim.game.setup import COMPUTER, LEVELS, PERSON, PLANNER
from sim.language import clean
from sim.moves import answers
from sim.moves import table as moves
from sim.orders import STATEMENTS
from sim.pledges import NAMES as PLEDGES

CLAUSES = ("; ", ", ", "=", " at ", "posture ", "keep ", "break ", "answer ", "card ", "say ")
WORD = re.compile(r"[^\s;,=]+|[;,] | at |=|\s|.", re.DOTALL)
HASH = 4
"""Bytes of the hash of the list."""
LITERAL, FIRST = 1, 2
"""Numbers of a word that is not in the list, and of the first that is; 0 ends a text."""


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """Return the list: signs and clauses, players, statements, pledges, doctrines, moves, answers, options, rows."""
    players = (PERSON, COMPUTER, *(f"{PLANNER}:{level}" for level in LEVELS))
    doctrines = (row.name for held in REGISTRY.values() for row in held)
    asked = (name for (_role, situation), held in answers().items() for name in (situation, *(row.id for row in held)))
    options = (row.id for card in cards().values() for held in card.options.values() for row in held)
    known = (*CLAUSES, *players, *STATEMENTS, *PLEDGES, *sorted({*doctrines, *moves(), *asked, *options, *rows()}))
    return tuple(dict.fromkeys(known))


@lru_cache(maxsize=1)
def words_hash() -> bytes:
    """Return the hash of the list."""
    return hashlib.blake2b("\n".join(words()).encode(), digest_size=HASH).digest()


@lru_cache(maxsize=1)
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(words(), FIRST)}


class Writer:
    """Bytes, written number by number and text by text."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    def number(self, value: int) -> None:
        """Write a whole number from 0 on: seven bits a byte, the high bit where more follow."""
        while value > 0x7F:
            self.bytes.append(value & 0x7F | 0x80)
            value >>= 7
        self.bytes.append(value)

    def raw(self, value: bytes) -> None:
        """Write bytes as they are; their reader knows how many."""
        self.bytes += value

    def plain(self, value: str) -> None:
        """Write a text letter by letter."""
        held = value.encode()
        self.number(len(held))
        self.bytes += held

    def text(self, value: str) -> None:
        """Write a text of the notation, its words as numbers, and letter by letter what is not in the list."""
        at = 0
        while at < len(value):
            word = next((sign for sign in CLAUSES if value.startswith(sign, at)), "") or WORD.findall(value, at)[0]
            number = _numbers().get(word)
            self.number(LITERAL if number is None else number)
            if number is None:
                self.plain(word)
            at += len(word)
        self.number(0)


class Reader:
    """What a `Writer` has written, read in the same order.

    Every method raises ValueError where the bytes end too early or make no sense.
    """

    def __init__(self, held: bytes) -> None:
        self.held, self.at = held, 0

    @property
    def done(self) -> bool:
        """Whether all has been read."""
        return self.at >= len(self.held)

    def number(self) -> int:
        """Read a whole number."""
        value = shift = 0
        while True:
            (byte,) = self.raw(1)
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
            if shift > 70:
                raise ValueError("a number without an end")

    def raw(self, count: int) -> bytes:
        """Read so many bytes."""
        found = self.held[self.at : self.at + count]
        if len(found) < count:
            raise ValueError("the end came too early")
        self.at += count
        return found

    def plain(self) -> str:
        """Read a text written letter by letter, cleaned."""
        return clean(self.raw(self.number()).decode())

    def text(self) -> str:
        """Read a text of the notation."""
        found: list[str] = []
        while number := self.number():
            if number == LITERAL:
                found.append(self.plain())
            elif number - FIRST < len(words()):
                found.append(words()[number - FIRST])
            else:
                raise ValueError("a word that is not in the list")
        return "".join(found)
