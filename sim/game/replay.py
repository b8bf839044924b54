"""Replay: a saved game played again from its journal in a fresh model, and held against the states stored with it.

The stored state is what happened; the replay only checks it. Where the two differ the quarter and the row are named,
and the replay goes on from the stored state, so that one difference does not hide the next. Nothing is written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import FournosError
from sim.game.events import in_force
from sim.game.journal import Journal
from sim.game.receipts import Damage, Receipt, Snapshot, Stored
from sim.language import _
from sim.states import ABSENT, POLICIES, differences, restore

if TYPE_CHECKING:
    from sim.game.played import Played
    from sim.game.record import QuarterRecord
    from sim.game.setup import Setup


@dataclass(frozen=True)
class Mismatch:
    """Where a replayed quarter came out otherwise than it was stored.

    Attributes
    ----------
    seq : the event that resolved it.
    quarter, date : the quarter that was resolved, from 0, and its name in the calendar.
    field : the row of the state, as `sim.states.differences` names it.
    stored, found : the value that stands, and the one that this release works out.
    """

    seq: int
    quarter: int
    date: str
    field: str
    stored: str
    found: str


@dataclass(frozen=True)
class Replay:
    """What came of playing a game again.

    Attributes
    ----------
    quarters : how many quarters were played again and compared, those taken back later included.
    mismatches : where they came out otherwise.
    damage : what is wrong with the file.
    stopped : why it could not be played to the end, in words; "" if it could.
    head : place and hash of the last event.
    engine, release : the release that wrote the game, and this one.
    """

    quarters: int
    mismatches: tuple[Mismatch, ...]
    damage: tuple[Damage, ...]
    stopped: str
    head: Receipt
    engine: str
    release: str

    @property
    def sound(self) -> bool:
        """Whether the file is whole and every quarter came out as it was stored."""
        return not (self.mismatches or self.damage or self.stopped)


def replayed(path: str | os.PathLike[str]) -> Replay:
    """Play a saved game again.

    Raises
    ------
    GameError
        If there is none, it is no game, of a newer format, or open elsewhere.
    """
    with Journal.open(path, readonly=True, check=False) as journal:
        return replay_of(journal)


def replay_of(journal: Journal) -> Replay:
    """Play the game of an open journal again; the game itself is not touched."""
    from sim.study.manifest import version

    damage, walk = journal.verify(), _Walk(journal)
    stopped = walk.through()
    engine = journal.meta.get("engine", ABSENT)
    return Replay(walk.quarters, tuple(walk.found), tuple(damage), stopped, journal.head, engine, version("fournos"))


class _Walk:
    """A walk through a journal, with a fresh game at its side."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.seq = self.quarters = 0
        self.found: list[Mismatch] = []
        self._states: dict[tuple[int, int], Snapshot] = {}

    def through(self) -> str:
        """Play everything, and return why that could not be done, in words; "" if it could."""
        place = _("event {seq}: {reason}")
        try:
            self._through()
        except FournosError as error:
            return place.format(seq=self.seq, reason=error) if self.seq else str(error)
        except (KeyError, TypeError, ValueError, IndexError):  # a body that no release has written
            return place.format(seq=self.seq, reason=_("it cannot be read"))
        return ""

    def _through(self) -> None:
        from sim.game.played import Played
        from sim.game.setup import Setup

        events = self.journal.events()
        if not events:
            return
        self._states = {(each.seq, each.quarter): each for each in self.journal.snapshots()}
        self.seq = events[0].seq
        setup = Setup.from_data(events[0].body)
        played = Played(setup)
        try:
            for number, event in enumerate(events, start=1):
                self.seq = event.seq
                if event.kind == "undone":
                    played.close()
                    played = self._back(setup, events[:number])
                else:
                    self._play(played, event)
        finally:
            played.close()

    def _back(self, setup: Setup, events: Sequence[Stored]) -> Played:
        """Return the game as it stands after a step back."""
        from sim.game.played import Played

        played = Played(setup)
        for event in in_force(events):
            if isinstance(event, Stored):
                self._play(played, event, compare=False)
        return played

    def _play(self, played: Played, event: Stored, *, compare: bool = True) -> None:
        done = played.apply(event)
        if done is None or not done.quarters:
            return
        rows = played.record.quarters[-len(done.quarters) :]
        policies = {
            seat: str(played.model.seats[role].policy) for role, seat in played.setup.scenario.by_role().items()
        }
        if compare:
            self.quarters += len(rows)
            for row in rows:
                self.found += self._held(event.seq, row, policies)
        last = self._states.get((event.seq, done.quarters.stop))
        if last is not None and last.digest != rows[-1].after.digest():
            restore(played.model.world, last.state)

    def _held(self, seq: int, row: QuarterRecord, policies: dict[str, str]) -> Iterator[Mismatch]:
        """Yield where a quarter differs from its stored state."""
        stored = self._states.get((seq, row.quarter + 1))
        if stored is None:
            yield Mismatch(seq, row.quarter, row.date, _("state"), ABSENT, row.after.digest())
            return
        held = policies if stored.state.get(POLICIES) else None
        fields = differences(stored.state, row.after, held)
        if not fields and stored.digest != row.after.digest():
            fields = [(_("hash of the state"), stored.digest, row.after.digest())]
        for field, was, now in fields:
            yield Mismatch(seq, row.quarter, row.date, field, was, now)
