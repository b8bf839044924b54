"""The history of a game up to a quarter: what was done in it, so that it can be played again and gone on with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import StoreError
from sim.game.events import Event, in_force
from sim.game.setup import Setup
from sim.language import _

KINDS = ("closed", "injected", "overridden")
"""Kinds of events by which a game moves on."""


def history(setup: Setup, events: Iterable[Event], quarter: int) -> dict[str, Any]:
    """Return as plain data what led a game to the start of a quarter; nothing of a game that is a study's run itself.

    Parameters
    ----------
    quarter : from 0; what was done to the state before it is resolved belongs to it, its orders do not.
    """
    if setup.origin is not None:
        return {}
    done = [
        {"kind": each.kind, "actor": each.actor, "body": dict(each.body)}
        for each in in_force(events)
        if each.kind in KINDS and (each.quarter < quarter or (each.kind != "closed" and each.quarter == quarter))
    ]
    return {"setup": setup.to_data(), "steps": done}


def steps(game: Mapping[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return what was done in a game: kind, actor and body of each event.

    Raises
    ------
    StoreError
        If it is broken.
    """
    try:
        found = [(str(row["kind"]), str(row["actor"]), dict(row["body"])) for row in game["steps"]]
    except (KeyError, TypeError, ValueError):
        found = []
    if (not found and game.get("steps") != []) or any(kind not in KINDS for kind, _actor, _body in found):
        raise StoreError(_("The history of the game that a study goes on from cannot be read."), field="game")
    return found
