"""What the schema cannot see: names that must be known elsewhere, and values that must fit together.

The checks read the file's plain data, so that they speak even where the schema complains too. Data of the wrong type is
passed over here: the schema names it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_args

from sim.doctrines import AS_HISTORY, names
from sim.errors import InputError, UnknownName, shown
from sim.language import _
from sim.orders import parse
from sim.parameters import parameter
from sim.pledges import NAMES
from sim.scenario import EventKind
from sim.scenario_words import unknown
from sim.seats import PATRONS, Role
from sim.toml_lines import Path

Data = Mapping[str, Any]
Found = Iterator[tuple[Path, str]]

NEEDS_PATRON = frozenset({"election"})
MAY_NAME_PATRON = NEEDS_PATRON | {"flare-up", "withdrawal"}
NEEDS_SIZE = frozenset({"strain", "restraint"})
HAS_SIZE = NEEDS_SIZE | {"flare-up"}


def faults(data: Data) -> list[tuple[Path, str]]:
    """Return path and message of every fault of meaning in a scenario's data."""
    return [fault for check in CHECKS for fault in check(data)]


def _table(data: object, *path: str) -> Data:
    """Return a table inside the data, or an empty one if it is not there."""
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def _names(data: object) -> list[tuple[int, str]]:
    """Return the texts of a list with their positions."""
    return [(at, name) for at, name in enumerate(data) if isinstance(name, str)] if isinstance(data, list) else []


def _repeated(path: Path, names: list[tuple[int, str]]) -> Found:
    seen = set()
    for at, name in names:
        if name in seen:
            yield (*path, at), _("is {name!r} once more; name each once.").format(name=shown(name))
        seen.add(name)


def _roles(data: Data) -> Found:
    seats = _table(data, "seats")
    if not seats:
        return
    players: dict[str, str] = {}
    known = {role.value for role in Role}
    for name, seat in seats.items():
        role = _table(seat).get("role")
        if not isinstance(role, str) or role not in known:
            continue
        if role in players:
            message = _("is {role!r}, which the seat {other!r} plays already.")
            yield ("seats", name, "role"), message.format(role=role, other=shown(players[role]))
        players.setdefault(role, name)
    free = [role.value for role in Role if role.value not in players]
    if free:
        yield ("seats",), _("no seat plays: {roles}. Each role needs one seat.").format(roles=", ".join(free))


def _doctrines(data: Data) -> Found:
    roles = {role.value for role in Role}
    for name, seat in _table(data, "seats").items():
        role = _table(seat).get("role")
        known = names(Role(role)) if isinstance(role, str) and role in roles else ()
        yield from _seat(("seats", name), _table(seat), known, has_history=bool(_table(data, "history")))


def _seat(path: Path, seat: Data, known: tuple[str, ...], *, has_history: bool) -> Found:
    """Find fault with the doctrines of one seat; `known` are those of its role, none if the role is wrong itself."""
    chosen, offered = seat.get("doctrine"), _names(seat.get("doctrines"))
    named: list[tuple[Path, str]] = [((*path, "doctrines", at), each) for at, each in offered]
    if isinstance(chosen, str):
        named.insert(0, ((*path, "doctrine"), chosen))
    faulty: list[tuple[Path, str]] = []
    for where, doctrine in named:
        if known and doctrine not in known:
            faulty.append((where, unknown(doctrine, known)))
        elif doctrine == AS_HISTORY and not has_history:
            faulty.append((where, _("is 'as-history', which needs the table [history].")))
    yield from faulty
    listed = [each for _at, each in offered]
    sound = isinstance(chosen, str) and not any(where == (*path, "doctrine") for where, _words in faulty)
    if listed and sound and chosen not in listed:
        message = _("is {doctrine!r}, which is not in this seat's list 'doctrines'.")
        yield (*path, "doctrine"), message.format(doctrine=shown(chosen))
    yield from _repeated((*path, "doctrines"), offered)


def _calendar(data: Data) -> Found:
    seats = _table(data, "seats")
    patrons = [name for name, seat in seats.items() if _table(seat).get("role") in PATRONS]
    events = data.get("calendar")
    for at, event in enumerate(events if isinstance(events, list) else []):
        if _table(event).get("kind") in get_args(EventKind):
            yield from _event(("calendar", at), _table(event), list(seats), patrons)


def _event(path: Path, event: Data, seats: list[str], patrons: list[str]) -> Found:
    """Find fault with the seat and the size of one event: what the rules would not read is refused."""
    kind, seat = event["kind"], event.get("seat")
    listed = ", ".join(shown(name) for name in patrons)
    if isinstance(seat, str) and seat not in seats:
        yield (*path, "seat"), unknown(seat, seats)
    elif isinstance(seat, str) and kind not in MAY_NAME_PATRON:
        yield (*path, "seat"), _("has no effect: the event {kind!r} concerns no single seat.").format(kind=kind)
    elif isinstance(seat, str) and seat not in patrons:
        message = _("is {seat!r}; the event {kind!r} needs a patron's seat: {patrons}.")
        yield (*path, "seat"), message.format(seat=shown(seat), kind=kind, patrons=listed)
    if seat is None and kind in NEEDS_PATRON:
        yield path, _("the event {kind!r} needs a patron's seat: {patrons}.").format(kind=kind, patrons=listed)
    yield from _event_size(path, event, kind)


def _event_size(path: Path, event: Data, kind: str) -> Found:
    """Find fault with the size of an event: a number that is read says where it comes from."""
    if kind not in HAS_SIZE:
        for key in ("size", "source"):
            if key in event:
                yield (*path, key), _("has no effect: the event {kind!r} has no size.").format(kind=kind)
    elif "size" not in event and kind in NEEDS_SIZE:
        yield (*path, "kind"), _("is {kind!r}, which needs a size, from 0 to 1.").format(kind=kind)
    elif ("size" in event) != ("source" in event):
        key = "size" if "size" in event else "source"
        yield (*path, key), _("stands alone: a size and its source go together; 'expert coding' is a source.")


def _starts(data: Data) -> Found:
    starts, begins = _table(data, "starts"), data.get("begins")
    if isinstance(begins, str) and begins not in starts:
        yield ("begins",), unknown(begins, starts)


def _first_orders(data: Data) -> Found:
    """Find fault with the suggested orders: each is one of a seat of this scenario, in the notation of orders."""
    roles = {role.value for role in Role}
    named = ((name, _table(seat).get("role")) for name, seat in _table(data, "seats").items())
    seats = {name: Role(role) for name, role in named if isinstance(role, str) and role in roles}
    listed = data.get("first_orders")
    for at, entry in enumerate(listed if isinstance(listed, list) else []):
        order = _table(entry).get("order")
        if not isinstance(order, str) or not order or not seats:
            continue
        try:
            parse(order, seats)
        except InputError as error:
            yield ("first_orders", at, "order"), _("is no order: {reason}").format(reason=error)


def _pledges(data: Data) -> Found:
    path = ("opening", "quarrel", "pledges")
    listed = _names(_table(data, "opening", "quarrel").get("pledges"))
    for at, name in listed:
        if name not in NAMES:
            yield (*path, at), unknown(name, NAMES)
    yield from _repeated(path, listed)


def _number(value: object) -> float | None:
    """Return a finite number as a float, and None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _forces(data: Data) -> Found:
    for side in ("target", "challenger"):
        table = _table(data, "opening", side)
        force, ceiling = (_number(_table(table, name).get("value")) for name in ("force", "force_ceiling"))
        if force is not None and ceiling is not None and force > ceiling:
            message = _("is {ceiling:g}, below the force at the opening ({force:g}).")
            yield ("opening", side, "force_ceiling", "value"), message.format(ceiling=ceiling, force=force)


def _expedition(data: Data) -> Found:
    """Find fault with parts of the quarrel and of the burdens that are owed to troops abroad, where there are none."""
    if _number(_table(data, "opening", "target", "expedition").get("value")):
        return
    for group, name in (("quarrel", "expedition_share"), ("target", "expedition_drain")):
        if _number(_table(data, "opening", group, name).get("value")):
            yield ("opening", group, name, "value"), _("has no effect: there are no troops abroad.")


def _sea(data: Data) -> Found:
    rung = _table(data, "opening", "quarrel").get("rung")
    if data.get("theatre") == "sea" and rung == "occupation":
        yield ("opening", "quarrel", "rung"), _("is 'occupation', but at sea no land can be held.")


def _parameters(data: Data) -> Found:
    for name, override in _table(data, "parameters").items():
        try:
            row = parameter(name)
        except UnknownName as error:
            hint = _(" Did you mean {near!r}?").format(near=error.nearest) if error.nearest else ""
            yield ("parameters", name), _("is not a parameter.{hint}").format(hint=hint)
            continue
        value = _number(_table(override).get("value"))
        if value is not None and not row.minimum <= value <= row.maximum:
            limits = _("{low:g} to {high:g}").format(low=row.minimum, high=row.maximum)
            message = _("is {value:g}, outside the parameter's limits, {limits}.").format(value=value, limits=limits)
            yield ("parameters", name, "value"), message


CHECKS: tuple[Callable[[Data], Found], ...] = (
    *(_roles, _doctrines, _calendar, _starts, _first_orders, _pledges),
    *(_forces, _expedition, _sea, _parameters),
)
"""What each part of a file is asked, in the order in which faults are told."""
