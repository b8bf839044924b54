"""Rows of a journal as they are read back: events and states, and what is wrong with them.

Each event is held against its hash, the one before it and the states stored with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import shown
from sim.game import chain
from sim.game.receipts import Damage, DamagedGame, Snapshot, Stored
from sim.language import _

COLUMNS = ("seq", "kind", "actor", "turn", "quarter", "body", "req", "at", "states")
"""What of an event its hash covers, besides the hash before it."""
ROW = (*COLUMNS, "prev", "hash")
STATES, PREV, HASH = (ROW.index(name) for name in ("states", "prev", "hash"))


def event_of(row: Sequence[Any], path: Path | str) -> Stored:
    """Return an event from its row.

    Raises
    ------
    DamagedGame
        If it cannot be read.
    """
    held = dict(zip(ROW, row, strict=True))
    try:
        held["body"] = json.loads(held["body"])
        held["states"] = tuple((int(quarter), str(digest)) for quarter, digest in json.loads(held["states"]))
    except (TypeError, ValueError, RecursionError):
        raise damaged(path, [Damage(row[0], _("it cannot be read"))]) from None
    return Stored(**held)


def snapshot_of(row: Sequence[Any], path: Path | str) -> Snapshot:
    """Return a state from its row: event, quarter, state as text, mark.

    Raises
    ------
    DamagedGame
        If it cannot be read.
    """
    seq, quarter, text, mark = row
    try:
        return Snapshot(seq, quarter, json.loads(text), mark)
    except (TypeError, ValueError, RecursionError):
        raise damaged(path, [Damage(seq, _("its state cannot be read"))]) from None


def chain_damage(
    meta: Mapping[str, str], events: Iterable[Sequence[Any]], states: Iterable[Sequence[Any]]
) -> list[Damage]:
    """Return what does not fit together; empty if all is well.

    Parameters
    ----------
    meta : texts by name, with whose hash the chain begins.
    events : rows in the order of ROW, rising.
    states : event, quarter, state as text and mark of each stored state.
    """
    held: dict[int, list[tuple[int, str, str]]] = {}
    for seq, *state in states:
        held.setdefault(seq, []).append((state[0], state[1], state[2]))
    found, prev, expected = [], chain.root(meta), 1
    for row in events:
        found += [Damage(row[0], what) for what in _wrong(row, prev, expected, held.pop(row[0], []))]
        prev, expected = row[HASH], row[0] + 1
    return found + [Damage(seq, _("a state is stored for an event that is not there")) for seq in held]


def _wrong(row: Sequence[Any], prev: str, expected: int, states: list[tuple[int, str, str]]) -> list[str]:
    """Return what is wrong with one event, in words."""
    found = []
    if row[0] != expected:
        found.append(_("events before it are missing"))
    elif row[PREV] != prev:
        found.append(_("it does not follow from what stands before it"))
    if chain.digest(row[PREV], *row[:PREV]) != row[HASH]:
        found.append(_("it is not as it was written"))
    elif row[STATES] != chain.listed(states):
        found.append(_("its state is not as it was written"))
    return found


def damaged(path: Path | str, damage: Sequence[Damage]) -> DamagedGame:
    """Return the error for a journal that is damaged; it names the first place."""
    words = _("{name} is damaged; {first}. Nothing was changed. `fournos replay FILE --verify` lists what still holds.")
    error = DamagedGame(words.format(name=shown(path, 200), first=damage[0]), field="game", got=str(path))
    error.damage = tuple(damage)
    return error
