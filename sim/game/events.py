"""Events: all that ever changes a game, in the order in which it was committed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

KINDS = (
    "opened",
    "sealed",
    "predicted",
    "closed",
    "injected",
    "scheduled",
    "withdrawn",
    "overridden",
    "undone",
    "paused",
    "resumed",
    "extended",
    "noted",
    "declined",
)
"""What events there are."""


@dataclass(frozen=True)
class Event:
    """One event, in ids and numbers, and people's own words.

    Attributes
    ----------
    kind : one of KINDS.
    actor : who did it: a seat, the table, the facilitator or the clock.
    turn, quarter : when in the game, both from 0.
    body : what it holds, as plain data.
    req : the actor's own mark of this wish; sent again, it does nothing twice. "" is never matched.
    """

    kind: str
    actor: str
    turn: int
    quarter: int
    body: dict[str, Any]
    req: str = ""


OF_TURN = frozenset({"sealed", "predicted", "closed", "injected", "overridden", "extended"})
"""Kinds of events that a step back takes back; they stay in the journal."""


def in_force(events: Iterable[Event]) -> list[Event]:
    """Return the events that count: what a later step back has taken back is left out."""
    kept: list[Event] = []
    for event in events:
        if event.kind == "undone":
            goal = int(event.body["turn"])
            kept = [each for each in kept if each.kind not in OF_TURN or each.turn < goal]
        kept.append(event)
    return kept
