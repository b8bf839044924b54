"""Rows of a TOML file, read field by field: every fault is noted, and all of them are told at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from sim.errors import Fault, InputError, nearest, shown
from sim.language import clean

Made = TypeVar("Made")


class Reader:
    """Reads the fields of one row and notes every fault, instead of stopping at the first."""

    def __init__(self, row: Mapping[str, object], where: str, faults: list[Fault]) -> None:
        self.row, self.where, self.faults = dict(row), where, faults

    def fault(self, field: str, message: str) -> None:
        """Note a fault of a field."""
        self.faults.append(Fault(f"{self.where}.{field}", message))

    def text(self, field: str, *, among: Sequence[str] = (), optional: bool = False) -> str:
        """Return a text; not empty unless `optional`, and one of `among` if they are given."""
        value = self.row.pop(field, None)
        if not isinstance(value, str):
            self.fault(field, "has to be a text")
            return ""
        if not value.strip() and not optional:
            self.fault(field, "is empty")
        elif among:
            self.check(field, value, among)
        return clean(value, field=field)

    def maybe(self, field: str, *, among: Sequence[str] = ()) -> str:
        """Return a text that may be left out or be empty: "" then; else one of `among` if they are given."""
        if self.row.get(field, "") == "":
            self.row.pop(field, None)
            return ""
        return self.text(field, among=among)

    def names(self, field: str, *, among: Sequence[str] = ()) -> tuple[str, ...]:
        """Return a list of texts, each once, all of them of `among` if they are given."""
        value = self.row.pop(field, None)
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            self.fault(field, "has to be a list of texts")
            return ()
        if len(set(value)) < len(value):
            self.fault(field, "names something twice")
        for name in value if among else ():
            self.check(field, name, among)
        return tuple(value)

    def whole(self, field: str, usual: int, low: int, high: int) -> int:
        """Return a whole number within limits; `usual` if the field is missing."""
        value = self.row.pop(field, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fault(field, f"has to be a whole number from {low} to {high}")
            return usual
        return value

    def flag(self, field: str) -> bool:
        """Return true or false; false if the field is missing."""
        value = self.row.pop(field, False)
        if not isinstance(value, bool):
            self.fault(field, "has to be true or false")
        return value is True

    def rows(self, field: str) -> list[Reader]:
        """Return readers of a list of tables."""
        value = self.row.pop(field, None)
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            self.fault(field, "has to be a list of tables")
            return []
        return [Reader(row, f"{self.where}.{field}", self.faults) for row in value]

    def check(self, field: str, value: str, among: Sequence[str]) -> None:
        """Note a fault if a value is not among some."""
        if value not in among:
            self.fault(field, f"is {shown(value)!r}{hint(value, among)}; allowed: {', '.join(among)}")

    def close(self, made: Made) -> Made:
        """Return what was made of the row, after noting the fields that nobody reads."""
        for field in self.row:
            self.fault(field, "is not a field of this table")
        return made


def document_of(text: str, origin: str) -> dict[str, Any]:
    """Return TOML text as data; InputError if it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{origin} is no TOML: {error}.", field=origin, allowed="TOML") from None


def rows_of(
    text: str, name: str, key: str, make: Callable[[Reader], Made], origin: str, faults: list[Fault]
) -> dict[str, Made]:
    """Return the rows of one array of tables by `key`; broken TOML stops at once, all else is noted."""
    document = document_of(text, origin)
    found: dict[str, Made] = {}
    whole = Reader({name: document.get(name)}, origin, faults)
    for place, reader in enumerate(whole.rows(name), start=1):
        given = reader.row.get(key)
        reader.where = given if isinstance(given, str) and given else f"{name} {place}"
        made = reader.close(make(reader))
        if reader.where in found:
            reader.fault(key, "is given twice")
        found[reader.where] = made
    return found


def hint(got: str, known: Collection[str]) -> str:
    """Return the nearest known name as the end of a message; nothing if none is close."""
    close = nearest(got, known)
    return f" (did you mean {close!r}?)" if close else ""


def stop_at(faults: Sequence[Fault], origin: str) -> None:
    """Raise all faults of a file, if there are any, as one InputError."""
    if faults:
        lines = [f"{origin}: {len(faults)} fault{'s' if len(faults) > 1 else ''}", *(f"  {fault}" for fault in faults)]
        raise InputError("\n".join(lines), field=origin, got=origin, allowed="a file without faults")
