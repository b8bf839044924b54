"""Canonical JSON and the hash chain: each event carries the hash of the one before, so that no byte changes unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from sim.errors import InputError, shown
from sim.game.events import Event
from sim.language import _

LARGEST = 4_000_000
"""Characters of one text, at most: some hundred times what a quarter takes."""


def canonical(data: object, field: str = "body") -> str:
    """Return plain data as the one text that stands for it: keys sorted, no spaces, floats as their repr.

    Raises
    ------
    InputError
        If it is no plain data, holds a number that is not finite, or is too large.
    """
    try:
        text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        reason = shown(error)
        message = _("{field} cannot be written down: {reason}.").format(field=field, reason=reason)
        raise InputError(message, field=field, allowed=_("plain data with finite numbers")) from None
    if len(text) > LARGEST:
        message = _("{field} is too large: {size:,} characters, of {most:,} at most.")
        raise InputError(message.format(field=field, size=len(text), most=LARGEST), field=field)
    return text


def written(event: Event) -> tuple[Any, ...]:
    """Return what of an event is written down, checked: kind, actor, turn, quarter, body as text, req.

    Raises
    ------
    InputError
        If any of it cannot be written down.
    """
    texts = (event.kind, event.actor, event.req)
    whole = all(isinstance(number, int) and abs(number) < 2**31 for number in (event.turn, event.quarter))
    if not whole or not all(isinstance(text, str) for text in texts):
        message = _("An event needs a kind and an actor as text, and a turn and a quarter as whole numbers.")
        raise InputError(message, field="event", got=texts)
    canonical(texts, "event")
    return event.kind, event.actor, int(event.turn), int(event.quarter), canonical(event.body), event.req


def digest(*parts: object) -> str:
    """Return the SHA-256 hash of texts and numbers, as 64 hexadecimal digits; it takes damaged ones, too."""
    return hashlib.sha256(json.dumps(parts, separators=(",", ":"), default=repr).encode()).hexdigest()


def root(meta: Mapping[str, str]) -> str:
    """Return the hash with which the chain of a game begins: that of what was noted of it at its creation."""
    return digest(sorted(meta.items()))


def listed(states: Iterable[tuple[int, str, str]]) -> str:
    """Return as text what an event says of the states stored with it: of each the quarter, and one hash for the rest.

    Parameters
    ----------
    states : quarter, state as text and the mark of the world, of each.
    """
    return json.dumps(sorted([quarter, digest(*rest)] for quarter, *rest in states), separators=(",", ":"))
