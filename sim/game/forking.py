"""Forks: a new game that goes on from an earlier turn of another, on the same luck. The old one stays as it is."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.errors import OutOfRange
from sim.game.events import OF_TURN, Event, in_force
from sim.game.journal import Journal
from sim.game.receipts import Stored
from sim.language import _

if TYPE_CHECKING:
    from sim.game.table import Table


def forked(table: Table, turn: int, path: str | os.PathLike[str]) -> Table:
    """Return a new game that stands where another stood at the start of a turn.

    Raises
    ------
    OutOfRange
        If that turn has not been reached.
    FournosError
        If the new game cannot be written.
    """
    now = table.turn().number
    if isinstance(turn, bool) or not isinstance(turn, int) or not 0 <= turn <= now:
        raise OutOfRange(_("turn to fork from"), turn, 0, now)
    kept = [each for each in in_force(table.journal.events()) if isinstance(each, Stored) and _stays(each, turn)]
    first = [(replace(each.event, req=""), table.journal.snapshots(each.seq)) for each in kept]
    journal = Journal.create(path, {**table.journal.meta, "forked": f"{now} {turn}"}, first)
    try:
        return type(table)(journal, table.setup)
    except BaseException:
        journal.close()
        raise


def _stays(event: Event, turn: int) -> bool:
    """Whether an event belongs to the game before a turn: what opened it, and what was done in earlier turns."""
    if event.kind == "opened":
        return True
    return event.kind in OF_TURN | {"noted", "scheduled", "withdrawn"} and event.turn < turn
