"""What is wrong with a journal: each event held against its hash, the one before it and the states stored with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import shown
from sim.game import chain
from sim.game.receipts import Damage, DamagedGame
from sim.language import _

STATES, PREV, HASH = 8, 9, 10
"""Where in the row of an event the digests of its states, the hash before it and its own hash stand."""


def chain_damage(
    meta: Mapping[str, str], events: Iterable[Sequence[Any]], states: Iterable[Sequence[Any]]
) -> list[Damage]:
    """Return what does not fit together; empty if all is well.

    Parameters
    ----------
    meta : texts by name, with whose hash the chain begins.
    events : rows in the order of `sim.game.journal.ROW`, rising.
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
