"""Cells by name, as a TOML file lists them: a cell may be like another one and change some of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import Fault, FournosError, InputError, UnknownName, WrongType
from sim.language import _
from sim.study.cell_fields import TABLES
from sim.study.cells import Cell, Load

LIKE, TITLE = "like", "title"


@dataclass(frozen=True)
class Named:
    """A cell with its title in words, and how many quarters it lasts."""

    cell: Cell
    title: str
    quarters: int


class CellTable:
    """Named cells, all checked; what is wrong with them is noted in `faults`.

    Parameters
    ----------
    tables : as read from TOML. `like` names the cell that one starts from: its tables (doctrines, opening and so on)
        are added to, all else is replaced.
    load : returns a scenario by name.
    """

    def __init__(self, tables: object, load: Load, faults: list[Fault]) -> None:
        self.load = load
        self._tables: Mapping[str, Any] = tables if isinstance(tables, Mapping) else {}
        if tables is not None and not isinstance(tables, Mapping):
            faults.append(Fault("cells", "has to hold tables"))
        self._used: set[str] = set()
        self._made: dict[str, Named] = {}
        for name in self._tables:
            try:
                self._made[name] = self._named(name)
            except FournosError as error:
                faults.append(Fault(f"cells.{name}", str(error)))

    def get(self, name: str) -> Named | None:
        """Return a cell; None if it is faulty, which has been noted.

        Raises
        ------
        UnknownName
            If there is no such cell.
        """
        if name not in self._tables:
            raise UnknownName("cell", name, self._tables)
        if name in self._made:
            self._used.update(self._line(name))
        return self._made.get(name)

    def unused(self) -> list[str]:
        """Return the sound cells that nobody asked for, and that no cell asked for is like."""
        return [name for name in self._made if name not in self._used]

    def _line(self, name: str) -> list[str]:
        """Return a cell's name and those that it is like, one after the other."""
        line = [name]
        while True:
            row = self._tables[line[-1]]
            if not isinstance(row, Mapping):
                raise WrongType("the cell", row, _("a table"))
            parent = row.get(LIKE)
            if parent is None:
                return line
            if not isinstance(parent, str) or parent not in self._tables:
                raise UnknownName("cell", parent, self._tables)
            if parent in line:
                raise InputError(_("It is like itself in the end."), field=LIKE, got=name)
            line.append(parent)

    def _named(self, name: str) -> Named:
        merged: dict[str, Any] = {}
        for each in reversed(self._line(name)):
            for field, value in self._tables[each].items():
                both = field in TABLES and isinstance(value, Mapping) and isinstance(merged.get(field), Mapping)
                merged[field] = {**merged[field], **value} if both else value
        merged.pop(LIKE, None)
        merged.pop(TITLE, None)
        title = self._tables[name].get(TITLE)
        if not isinstance(title, str) or not title.strip():
            raise WrongType(TITLE, title, _("what the cell is, in words"))
        cell = Cell.of(merged)
        return Named(cell, _(title), cell.case(self.load).quarters)
