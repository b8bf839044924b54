"""The state of a game as plain data: every row of the world and its agenda by name, and each seat's policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.errors import InputError, StoreError
from sim.language import _
from sim.world import NAMES, FloatArray, World

WORLD, AGENDA, QUARTER, POLICIES = "world", "agenda", "quarter", "policies"
"""The parts of a state."""


def state_of(world: World, policies: Mapping[str, str]) -> dict[str, Any]:
    """Return the whole state of a game.

    Written as JSON and read again, every number is the same to the last bit.

    Parameters
    ----------
    world : of a single run.
    policies : what each seat holds, in text notation, by seat.

    Raises
    ------
    InputError
        If the world holds several runs, or a number that is not finite.
    """
    if world.runs != 1:
        message = _("A state is that of one run; this world holds {runs}.")
        raise InputError(message.format(runs=world.runs), field="world", got=world.runs)
    if not np.isfinite(world.block).all():
        raise InputError(_("The state holds a number that is not finite."), field="world", got=world.faults())
    return {
        QUARTER: world.quarter,
        WORLD: {name: _values(row) for name, row in _world(world)},
        AGENDA: {name: _values(row) for name, row in _agenda(world)},
        POLICIES: dict(policies),
    }


def restore(world: World, data: Mapping[str, Any]) -> None:
    """Put a stored state in the place of a world's, in place.

    Raises
    ------
    StoreError
        If a row is missing, or is not as long as this release has it; then nothing is changed.
    """
    stored = [(row, _stored(data, part, name, row)) for part, name, row in _all(world)]
    for row, values in stored:
        row[...] = np.reshape(values, row.shape)
    world.quarter = int(data[QUARTER])


def differences(
    data: Mapping[str, Any], world: World, policies: Mapping[str, str] | None = None
) -> list[tuple[str, str, str]]:
    """Return where a world differs from a stored state: field, stored value and found value; empty if nowhere.

    A field is named as the row, with the place behind a dot where it has several, as in `support.1`; rows of the agenda
    begin with `agenda.`, policies with `policy.`.

    Parameters
    ----------
    policies : what each seat holds now; None if that is not to be compared.
    """
    found = [] if data.get(QUARTER) == world.quarter else [(QUARTER, str(data.get(QUARTER)), str(world.quarter))]
    here: dict[str, dict[str, list[float]]] = {WORLD: {}, AGENDA: {}}
    for part, name, row in _all(world):
        here[part][name] = _values(row)
    for part, prefix in ((WORLD, ""), (AGENDA, f"{AGENDA}.")):
        there = data.get(part) or {}
        for name in dict.fromkeys([*here[part], *there]):
            found += _row(f"{prefix}{name}", there.get(name), here[part].get(name))
    for seat, policy in (policies or {}).items():
        was = str((data.get(POLICIES) or {}).get(seat, ABSENT))
        if was != policy:
            found.append((f"policy.{seat}", was, policy))
    return found


ABSENT = "-"
"""What stands for a value that is not there."""

# ---------------------------------------------------------------- inside


def _world(world: World) -> Iterator[tuple[str, FloatArray]]:
    return ((name, getattr(world, name)) for name in NAMES)


def _agenda(world: World) -> Iterator[tuple[str, FloatArray]]:
    names = world.agenda.__dict__["sizes"] if world.has_agenda else ()
    return ((name, getattr(world.agenda, name)) for name in names)


def _all(world: World) -> Iterator[tuple[str, str, FloatArray]]:
    yield from ((WORLD, name, row) for name, row in _world(world))
    yield from ((AGENDA, name, row) for name, row in _agenda(world))


def _values(row: FloatArray) -> list[float]:
    """Return a row as numbers; a negative nought, which means nothing here, becomes nought."""
    return [float(value) + 0.0 for value in row.ravel()]


def _stored(data: Mapping[str, Any], part: str, name: str, row: FloatArray) -> FloatArray:
    """Return a row as it was stored, checked."""
    try:
        values = np.array((data.get(part) or {})[name], float)
    except (KeyError, TypeError, ValueError):
        values = np.empty(0)
    if values.size != row.size or not np.isfinite(values).all():
        message = _("The stored state does not fit this release: its row {name} is missing or of another length.")
        raise StoreError(message.format(name=name), field=name)
    return values


def _row(name: str, stored: list[float] | None, found: list[float] | None) -> Iterator[tuple[str, str, str]]:
    """Yield the places at which a row differs."""
    if stored is None or found is None or len(stored) != len(found):
        if stored != found:
            yield name, ABSENT if stored is None else str(stored), ABSENT if found is None else str(found)
        return
    for place, (was, now) in enumerate(zip(stored, found, strict=True)):
        if was != now:
            yield (name if len(found) == 1 else f"{name}.{place}"), repr(was), repr(now)
