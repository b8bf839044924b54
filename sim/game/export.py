"""Exports of a game: every event as JSON lines, which can be checked and read again, and a turn log for people.

Both begin with what the game is, as PGN's tags do: scenario and its hash, seed, release, head of the chain. The reader
of JSON lines is strict: it refuses a file that does not hold together, and repairs nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import InputError, StoreError, shown
from sim.game import chain, store
from sim.game.damage import ROW, chain_damage
from sim.game.journal import Journal
from sim.game.receipts import Damage, Snapshot, Stored
from sim.language import _
from sim.study import place

GAME, FORMAT = "fournos-game", 1
"""Mark and format of a file of JSON lines."""
LARGEST = 64_000_000
"""Bytes of a file of JSON lines, at most."""


@dataclass(frozen=True)
class Exported:
    """A game as its JSON lines hold it: what was noted at its creation, its events and its states, all checked."""

    meta: Mapping[str, str]
    events: tuple[Stored, ...]
    states: tuple[Snapshot, ...]


def tags(journal: Journal) -> dict[str, str]:
    """Return what a game is, as texts by name, the head of its chain included."""
    head, meta = journal.head, journal.meta
    return {**meta, "format": str(store.FORMAT), "events": str(head.seq), "head": head.hash}


def lines(journal: Journal) -> Iterator[str]:
    """Yield a game as JSON lines: what it is, then each event with the states that it led to."""
    head = journal.head
    first = {"game": GAME, "format": FORMAT, "meta": journal.meta, "events": head.seq, "head": head.hash}
    yield chain.canonical(first)
    for event in journal.events():
        yield chain.canonical({name: getattr(event, name) for name in ROW})
        for state in journal.snapshots(event.seq):
            yield chain.canonical({"state": state.state, "quarter": state.quarter, "digest": state.digest})


def write_jsonl(journal: Journal, path: str | os.PathLike[str]) -> Path:
    """Write a game as JSON lines, in place of a file of that name, and return the full path.

    Raises
    ------
    StoreError
        If it cannot be written; then what was there stays.
    """
    return _written(path, "".join(f"{line}\n" for line in lines(journal)))


def write_log(journal: Journal, path: str | os.PathLike[str]) -> Path:
    """Write the turn log of a game, in place of a file of that name, and return the full path.

    Raises
    ------
    StoreError
        If it cannot be written; then what was there stays.
    """
    from sim.game.turn_log import turn_log

    return _written(path, turn_log(journal))


def read_jsonl(path: str | os.PathLike[str]) -> Exported:
    """Read a game from JSON lines, and check every hash of it.

    Raises
    ------
    StoreError
        If the file cannot be read.
    InputError
        If it is none, or anything in it does not hold; the line or the event is named, and nothing is repaired.
    """
    where = Path(store.resolved(path))
    with place.told(where, _("{name} cannot be read: {reason}.")):
        if where.stat().st_size > LARGEST:
            raise _refused(where, 1, _("it is too large"))
        raw = where.read_bytes()
    try:
        texts = raw.decode().split("\n")
    except UnicodeDecodeError:
        raise _refused(where, 1, _("it is no text")) from None
    if texts.pop() or not texts:
        raise _refused(where, len(texts) + 1, _("it is cut off"))
    rows = [_row(where, number, text) for number, text in enumerate(texts, start=1)]
    return _checked(where, rows)


# ---------------------------------------------------------------- inside


def _written(path: str | os.PathLike[str], text: str) -> Path:
    where = Path(store.resolved(path))
    with place.told(where):
        where.parent.mkdir(parents=True, exist_ok=True)
        with place.put(where) as draft:
            draft.write_bytes(text.encode("utf-8", "replace"))
    return where


def _row(where: Path, number: int, text: str) -> dict[str, Any]:
    """Return one line as data; it has to be the one text that stands for it."""
    try:
        row = json.loads(text)
        same = isinstance(row, dict) and chain.canonical(row) == text
    except (ValueError, RecursionError, InputError):
        same = False
    if not same:
        raise _refused(where, number, _("it is not as this program writes it"))
    found: dict[str, Any] = row
    return found


def _checked(where: Path, rows: list[dict[str, Any]]) -> Exported:
    first, *rest = rows
    if first.get("game") != GAME or not isinstance(first.get("meta"), dict):
        raise _refused(where, 1, _("it is no game"))
    if not isinstance(first.get("format"), int) or first["format"] > FORMAT:
        raise _refused(where, 1, _("a newer release has written it"))
    events: list[Stored] = []
    states: list[Snapshot] = []
    for number, row in enumerate(rest, start=2):
        try:
            if "state" in row:
                states.append(Snapshot(events[-1].seq, row["quarter"], row["state"], row["digest"]))
            else:
                listed = tuple((int(quarter), str(mark)) for quarter, mark in row["states"])
                events.append(Stored(**{**{name: row[name] for name in ROW}, "states": listed}))
        except (KeyError, IndexError, TypeError, ValueError):
            raise _refused(where, number, _("it is no event")) from None
    damage = _damage(first["meta"], events, states)
    if damage:
        message = _("{name} cannot be trusted; {first}.").format(name=shown(where, 200), first=damage[0])
        raise InputError(message, field="game", got=str(where))
    if (len(events), events[-1].hash if events else chain.root(first["meta"])) != (first["events"], first["head"]):
        raise _refused(where, len(rows), _("events at its end are missing"))
    return Exported(first["meta"], tuple(events), tuple(states))


def _damage(meta: Mapping[str, str], events: list[Stored], states: list[Snapshot]) -> list[Damage]:
    """Hold a game that was read against its chain, each row as the journal writes it."""
    texts = {"body": lambda each: chain.canonical(each.body), "states": _listed}
    held = [tuple(texts[name](each) if name in texts else getattr(each, name) for name in ROW) for each in events]
    stored = [(each.seq, each.quarter, chain.canonical(each.state), each.digest) for each in states]
    return chain_damage(meta, held, stored)


def _listed(event: Stored) -> str:
    return json.dumps([list(each) for each in event.states], separators=(",", ":"))


def _refused(where: Path, line: int, reason: str) -> StoreError:
    message = _("{name}, line {line}: {reason}.").format(name=shown(where, 200), line=line, reason=reason)
    return StoreError(message, field="game", got=str(where))
