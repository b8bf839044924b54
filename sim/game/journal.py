"""The journal of a game: one file to which events are added and from which nothing is ever taken away.

An event is *sealed* once its transaction is on the disk; then there is a receipt. Each event carries the hash of the
one before, and of the states that were stored with it, so that no change of the file goes unseen.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sim.errors import InputError, shown
from sim.game import chain, store
from sim.game.damage import ROW, chain_damage, damaged, event_of, snapshot_of
from sim.game.events import Event
from sim.game.receipts import Damage, DamagedGame, GameError, NotSealed, Receipt, Snapshot, Stored
from sim.language import _
from sim.study import place


def _states(snapshots: Iterable[Snapshot]) -> list[tuple[int, str, str]]:
    return [(each.quarter, chain.canonical(each.state, "state"), each.digest) for each in snapshots]


class Journal:
    """The journal of one game; make it with `create` or `open`, and close it.

    Attributes
    ----------
    path : the file, or ":memory:".
    """

    def __init__(self, db: sqlite3.Connection, path: Path | str, *, readonly: bool = False) -> None:
        self.path = path
        self._db = db
        self._readonly = readonly
        self._failed = self._closed = False
        self._lock = threading.RLock()

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        meta: Mapping[str, str],
        first: Iterable[tuple[Event, Sequence[Snapshot]]] = (),
    ) -> Journal:
        """Make a new file for a game, and hold it; ":memory:" keeps it nowhere.

        Parameters
        ----------
        meta : what is fixed for good: title, release and the like, as texts by name.
        first : events with which it begins, each with the states that it led to; the file holds all of them, or is not
            there.

        Raises
        ------
        GameError
            If there is a file of that name, or it cannot be written; then nothing is left behind.
        InputError
            If `meta` is not texts by name.
        """
        if any(not isinstance(text, str) for item in meta.items() for text in item):
            raise InputError(_("What is noted of a game at its creation has to be texts by name."), field="meta")
        chain.canonical(dict(meta), "meta")
        made = [(chain.written(event), _states(states)) for event, states in first]
        where = store.resolved(path)
        db = store.made(where)
        try:
            with store.refusals(where):
                journal = cls(db, where)
                db.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
                for fields, states in made:
                    journal._add(fields, states)
                db.execute("COMMIT")
        except BaseException:
            store.discard(db, where)
            raise
        return journal

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, readonly: bool = False, check: bool = True) -> Journal:
        """Open a game and hold it, so that no other window can; with `readonly` it is read and not held.

        Parameters
        ----------
        check : refuse a file that is damaged; without, `verify` tells what is.

        Raises
        ------
        GameError
            If there is none, or it is no game (NotAGame), newer (NewerFormat), open elsewhere (GameInUse), damaged
            (DamagedGame), or must not be written.
        """
        where = store.resolved(path)
        journal = cls(store.connect(where, readonly=readonly), where, readonly=readonly)
        try:
            damage = journal.verify() if check else []
        except BaseException:
            journal.close()
            raise
        if damage:
            journal.close()
            raise damaged(where, damage)
        return journal

    # ---------------------------------------------------------------- writing

    def append(self, events: Sequence[Event], snapshots: Iterable[Snapshot] = ()) -> list[Receipt]:
        """Seal events in one transaction and return a receipt for each.

        Parameters
        ----------
        events : in their order. One whose actor has sent its `req` before adds nothing, and gets the earlier receipt.
        snapshots : states that the last of them led to, whose place is then that event's.

        Raises
        ------
        InputError
            If an event holds what cannot be written down; then nothing is sealed, and the journal goes on.
        NotSealed
            If the disk is full or refuses, or did so before: nothing was sealed. Once there is space, open it again.
        """
        made = [chain.written(event) for event in events]
        states = _states(snapshots)
        if states and not events:
            raise InputError(_("A state is stored with the event that led to it."), field="snapshots")
        with self._writing():
            last = len(made) - 1
            return [self._add(row, states if place == last else []) for place, row in enumerate(made)]

    def _add(self, fields: tuple[Any, ...], states: Sequence[tuple[int, str, str]]) -> Receipt:
        """Add one event inside a transaction, unless it is there already."""
        _kind, actor, _turn, _quarter, _body, req = fields
        if (earlier := self.receipt(actor, req)) is not None:
            return earlier
        last = self._db.execute("SELECT seq, hash FROM ev ORDER BY seq DESC LIMIT 1").fetchone()
        seq, prev = (last[0] + 1, last[1]) if last else (1, chain.root(self.meta))
        row = (seq, *fields, datetime.now(UTC).isoformat(timespec="milliseconds"), chain.listed(states))
        own = chain.digest(prev, *row)
        self._db.execute(f"INSERT INTO ev ({', '.join(ROW)}) VALUES ({', '.join('?' * len(ROW))})", (*row, prev, own))
        self._db.executemany("INSERT INTO snap VALUES (?, ?, ?, ?)", [(seq, *state) for state in states])
        return Receipt(seq, own)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold a transaction; whatever goes wrong in it, it leaves no trace, and a fault of the disk ends writing."""
        with self._lock:
            if self._failed or self._readonly or self._closed:
                raise self._refusal(_("it was closed, or is only read, or the disk refused it before: open it again"))
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                self._failed = True
                self._roll_back()
                raise self._refusal(str(store.told(error, self.path)).rstrip(".")) from None
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("ROLLBACK")

    def _refusal(self, reason: str) -> NotSealed:
        message = _("NOT sealed: {reason}. What had been sealed before is kept.").format(reason=reason)
        return NotSealed(message, field="game", got=str(self.path))

    # ---------------------------------------------------------------- reading

    @property
    def failed(self) -> bool:
        """Whether the disk has refused a write, so that nothing can be sealed until the journal is opened anew."""
        return self._failed

    @property
    def meta(self) -> dict[str, str]:
        """What was noted of the game at its creation."""
        return dict(self._rows("SELECT k, v FROM meta ORDER BY k"))

    @property
    def head(self) -> Receipt:
        """Place and hash of the last event; before the first, 0 and the hash with which the chain begins."""
        last = self._rows("SELECT seq, hash FROM ev ORDER BY seq DESC LIMIT 1")
        return Receipt(*last[0]) if last else Receipt(0, chain.root(self.meta))

    def receipt(self, actor: str, req: str) -> Receipt | None:
        """Return the receipt that a request of an actor got before; None if it never came, or has no mark."""
        found = self._rows("SELECT seq, hash FROM ev WHERE actor = ? AND req = ?", actor, req) if req else []
        return Receipt(*found[0]) if found else None

    def events(self, after: int = 0) -> list[Stored]:
        """Return all events behind a place, in their order.

        Raises
        ------
        DamagedGame
            If one of them cannot be read.
        """
        rows = self._rows(f"SELECT {', '.join(ROW)} FROM ev WHERE seq > ? ORDER BY seq", after)
        return [event_of(row, self.path) for row in rows]

    def snapshot(self, quarter: int) -> dict[str, Any] | None:
        """Return the state at the start of a quarter as it was stored last, None if it never was."""
        asked = "SELECT seq, quarter, state, digest FROM snap WHERE quarter = ? ORDER BY seq DESC LIMIT 1"
        rows = self._rows(asked, quarter)
        return snapshot_of(rows[0], self.path).state if rows else None

    def snapshots(self, seq: int | None = None) -> list[Snapshot]:
        """Return all stored states in their order, or those of one event.

        After an undo a quarter is made anew, so that it may have several.
        """
        where, values = ("", ()) if seq is None else ("WHERE seq = ?", (seq,))
        rows = self._rows(f"SELECT seq, quarter, state, digest FROM snap {where} ORDER BY seq, quarter", *values)
        return [snapshot_of(row, self.path) for row in rows]

    def verify(self) -> list[Damage]:
        """Return what is wrong with the file: its pages, the chain of events, the stored states; empty if all is well.

        Raises
        ------
        GameError
            If the file cannot be read at all.
        """
        try:
            pages = self._rows("PRAGMA integrity_check")
            found = [Damage(0, shown(row[0], 200)) for row in pages if row[0] != "ok"]
            events = self._rows(f"SELECT {', '.join(ROW)} FROM ev ORDER BY seq")
            states = self._rows("SELECT seq, quarter, state, digest FROM snap ORDER BY seq, quarter")
            return found + chain_damage(self.meta, events, states)
        except DamagedGame as error:
            return [Damage(0, str(error))]

    def copy(self, path: str | os.PathLike[str]) -> Path:
        """Write a whole copy to a new file, also while the game is being played, and return its full path.

        Raises
        ------
        StoreError
            If there is a file of that name, or it cannot be written; then nothing is left behind.
        """
        target = Path(store.resolved(path))
        if os.path.lexists(target):
            message = _("{name} exists already; give the copy another name.").format(name=shown(target, 200))
            raise GameError(message, field="game", got=str(path))
        with self._lock, place.told(target), store.refusals(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with place.put(target) as draft, contextlib.closing(sqlite3.connect(draft)) as copied:
                self._db.backup(copied)
        return target

    def close(self) -> None:
        """Let go of the file; a second call does nothing."""
        with self._lock:
            if not self._closed:
                self._closed = True
                store.close(self._db, sound=not (self._failed or self._readonly))

    def reopen(self) -> None:
        """Let go of the file and open it anew, to go on writing after a fault of the disk.

        Raises
        ------
        GameError
            As `open`; then the journal stays closed.
        """
        with self._lock:
            self.close()
            again = Journal.open(self.path)
            self._db, self._closed, self._failed, self._readonly = again._db, False, False, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _rows(self, asked: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._closed:
                raise GameError(_("The game has been closed."), field="game", got=str(self.path))
            with store.refusals(self.path):
                return self._db.execute(asked, values).fetchall()
