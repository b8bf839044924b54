"""A doctrine with some levers set by hand: `ally-us:reassurance=0.6:tie=0.4`.

For studies that change one thing at a time: all else is as in the doctrine that is named.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from sim.doctrines.entry import SIGN, Doctrine
from sim.doctrines.target import one_depend
from sim.errors import InputError, OutOfRange, UnknownName, shown
from sim.language import _
from sim.postures import LIMITS, SWITCH, SWITCHES, TargetPosture

GIVES = "="
NOTATION = "DOCTRINE:LEVER=NUMBER:LEVER=NUMBER"


def with_levers(row: Doctrine, text: str) -> Doctrine:
    """Return a doctrine with levers set, from what stands behind its name: `reassurance=0.6:tie=0.4`.

    Raises
    ------
    UnknownName
        If the seats of its role have no such lever; the nearest is offered.
    OutOfRange, InputError
        If a value lies outside the lever's limits, a lever is given twice, or the notation is wrong.
    """
    limits = LIMITS[type(row.posture)]
    given: dict[str, float] = {}
    for part in text.split(SIGN):
        name, value = _assignment(row, part)
        if name not in limits:
            raise UnknownName(f"lever of {row.name}", name, limits)
        low, high = limits[name]
        if not low <= value <= high or (name in SWITCHES and value not in SWITCH):
            raise OutOfRange(f"lever {name}", value, low, high)
        if name in given:
            message = _("The lever {name} is given twice in {text}.")
            raise InputError(message.format(name=name, text=repr(shown(text))), field="doctrine", got=text)
        given[name] = value
    held = [name for name in limits if name in given]
    changes: dict[str, Any] = {name: bool(given[name]) if name in SWITCHES else given[name] for name in held}
    posture = replace(row.posture, **changes)
    deeper = isinstance(posture, TargetPosture) and bool(posture.conditional)
    written = SIGN.join([row.name, *(f"{name}{GIVES}{_plain(given[name])}" for name in held)])
    return replace(
        row, name=written, posture=posture, changes=tuple(changes.items()), decide=one_depend if deeper else row.decide
    )


def _assignment(row: Doctrine, part: str) -> tuple[str, float]:
    name, sign, value = part.partition(GIVES)
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not sign or not math.isfinite(number):
        message = _("The levers of {name} cannot be read in {part}: write {notation}.")
        words = message.format(name=row.name, part=repr(shown(part)), notation=NOTATION)
        raise InputError(words, field="doctrine", got=part, allowed=NOTATION)
    return name.strip(), number


def _plain(value: float) -> str:
    """Return a number as short as it can be without losing a digit."""
    return repr(value).removesuffix(".0")
