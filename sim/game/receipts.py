"""What a journal hands back: receipts of what was sealed, the events and states as stored, and what is damaged."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sim.errors import StoreError
from sim.game.events import Event
from sim.language import _


@dataclass(frozen=True)
class Receipt:
    """What shows that an event was committed: its place in the journal and its hash, which seals all before it."""

    seq: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class Stored(Event):
    """An event as the journal holds it.

    Attributes
    ----------
    seq : its place, from 1.
    at : when it was committed, in UTC; for people, nothing depends on it.
    states : quarter and hash of each state that was stored with it.
    prev, hash : the hash before it, and its own.
    """

    seq: int
    at: str
    states: tuple[tuple[int, str], ...]
    prev: str
    hash: str

    @property
    def event(self) -> Event:
        """The event itself, as it was given."""
        return Event(**{field.name: getattr(self, field.name) for field in fields(Event)})

    @property
    def receipt(self) -> Receipt:
        """The receipt that was given for it."""
        return Receipt(self.seq, self.hash)


@dataclass(frozen=True)
class Snapshot:
    """The state at the start of a quarter.

    Attributes
    ----------
    seq : the event that made it.
    quarter : which quarter, from 0; that after the last is the end of the game.
    state : as plain data (`sim.states`).
    digest : the world's own hash of it.
    """

    seq: int
    quarter: int
    state: dict[str, Any]
    digest: str


@dataclass(frozen=True)
class Damage:
    """What is wrong with a journal, in words, and at which event; 0 where it is the file as a whole."""

    seq: int
    what: str

    def __str__(self) -> str:
        return _("event {seq}: {what}").format(seq=self.seq, what=self.what) if self.seq else self.what


class GameError(StoreError):
    """A game file that cannot be used."""


class NotAGame(GameError):
    """A file that is no game."""


class NewerFormat(GameError):
    """A game that a newer release has written."""


class GameInUse(GameError):
    """A game that is open in another window or program."""


class DamagedGame(GameError):
    """A game whose chain of events does not hold; `damage` names each place."""

    damage: tuple[Damage, ...] = ()


class NotSealed(GameError):
    """What was given could not be committed, so that it does not count."""
