"""What has to be true of model output for each claim that is tested: `propositions.toml`, checked; no code of their own.

A proposition names one cell or two, what is made of their runs, and what it has to be; a difference is the first cell
less the second. Verdicts are computed in `sim.study.verdicts`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources
from typing import Any

from sim.claims import claims as all_claims
from sim.errors import Fault, FournosError, InputError, UnknownName, WrongType, nearest
from sim.language import _
from sim.seats import Role
from sim.study.cells import Cell, Load
from sim.study.expressions import condition, expression
from sim.study.probes import Watch, check_span, parse
from sim.study.statistics import KINDS, PAIRED, Statistic
from sim.study.thresholds import Threshold, threshold

DOMINATED = "dominated"
FILE = "propositions.toml"
TEXTS = ("id", "text", "kind", "holds", "not_shown")
FIELDS = (*TEXTS, "claims", "cells", "of", "to", "given", "beside", "thin", "meters", "seat", "doctrine")
TABLES = ("doctrines", "parameters", "opening", "withdraw", "theories")


@dataclass(frozen=True)
class Proposition:
    """One proposition.

    Attributes
    ----------
    id, claims : its id, and the claims that it decides, or is reported beside.
    text, not_shown : what is measured, and what that leaves open, in words.
    cells, titles : what is run, in order, and in words.
    statistic : what is made of each cell's runs; None for one on dominance.
    meters, width : of one on dominance: more is better (with a minus, less); postures that each profile has.
    holds : when a parameter set supports it.
    beside : whether it is reported only.
    thin : it runs with so many times fewer runs.
    """

    id: str
    claims: tuple[str, ...]
    text: str
    not_shown: str
    cells: tuple[Cell, ...]
    titles: tuple[str, ...]
    statistic: Statistic | None
    holds: Threshold
    beside: bool = False
    thin: int = 1
    meters: tuple[str, ...] = ()
    width: int = 1

    @property
    def probes(self) -> tuple[str, ...]:
        """The probes that it needs of each of its cells."""
        if self.statistic is not None:
            return self.statistic.probes
        return tuple(meter.removeprefix("-") for meter in self.meters)

    @property
    def kind(self) -> str:
        """What is made of the runs: a kind of statistic, or "dominated"."""
        return DOMINATED if self.statistic is None else self.statistic.kind

    def under(self, mends: str, theories: Mapping[str, str] | None) -> Proposition:
        """Return the same proposition under other mends and rival codings."""
        return replace(self, cells=tuple(cell.under(mends, theories) for cell in self.cells))


@lru_cache(maxsize=4)
def propositions(load: Load) -> tuple[Proposition, ...]:
    """Return all propositions in their published order; `load` returns a scenario by name.

    Raises
    ------
    InputError
        If the file is broken: all faults at once.
    """
    return read(resources.files("sim").joinpath(FILE).read_text("utf-8"), load, FILE)


def read(text: str, load: Load, origin: str = "propositions") -> tuple[Proposition, ...]:
    """Read propositions from TOML text.

    Raises
    ------
    InputError
        If it is no TOML, or has faults: all of them, with the nearest name for what is unknown.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{origin} is no TOML: {error}.", field=origin, allowed="TOML") from None
    faults = [Fault(name, "is not a table of this file") for name in document if name not in ("cells", "proposition")]
    cells = _Cells(_tables(document, "cells", dict, faults), load, faults)
    found: dict[str, Proposition] = {}
    for place, row in enumerate(_tables(document, "proposition", list, faults), start=1):
        where = str(row.get("id") or f"proposition {place}") if isinstance(row, dict) else f"proposition {place}"
        made = _Reader(row, where, cells, faults).proposition()
        if where in found:
            faults.append(Fault(where, "is given twice"))
        if made is not None:
            found[where] = made
    faults += [Fault(f"cells.{name}", "no proposition uses it") for name in cells.unused()]
    if faults:
        lines = [f"{origin}: {len(faults)} fault{'s' if len(faults) > 1 else ''}", *(f"  {fault}" for fault in faults)]
        raise InputError("\n".join(lines), field=origin, got=origin, allowed="a file without faults")
    return tuple(found.values())


def of_claim(claim_id: str, rows: Iterable[Proposition]) -> tuple[Proposition, ...]:
    """Return the propositions of a claim, those that decide it first."""
    mine = [row for row in rows if claim_id in row.claims]
    return tuple(sorted(mine, key=lambda row: row.beside))


def _tables(document: Mapping[str, Any], name: str, kind: type, faults: list[Fault]) -> Any:
    found = document.get(name, kind())
    if isinstance(found, kind):
        return found
    faults.append(Fault(name, "has to hold tables"))
    return kind()


class _Cells:
    """The cells of a file by name, each made when it is first asked for."""

    def __init__(self, tables: Mapping[str, Any], load: Load, faults: list[Fault]) -> None:
        self.load, self._tables, self._faults = load, tables, faults
        self._made: dict[str, tuple[Cell, str, int] | None] = {}
        self._used: set[str] = set()

    def get(self, name: object) -> tuple[Cell, str, int] | None:
        """Return a cell with its title and its quarters, None if it is faulty.

        Raises
        ------
        UnknownName
            If there is no such cell.
        """
        if not isinstance(name, str) or name not in self._tables:
            raise UnknownName("cell", name, self._tables)
        if name not in self._made:
            self._made[name] = self._make(name)
        self._used |= {name, *self._line(name)}
        return self._made[name]

    def unused(self) -> list[str]:
        """Return the cells that nobody asked for."""
        return [name for name in self._tables if name not in self._used]

    def _line(self, name: str) -> list[str]:
        """Return a cell's name and those that it is like, one after the other.

        Raises
        ------
        InputError, UnknownName, WrongType
            If it is like itself in the end, or like an unknown one, or no table.
        """
        line = [name]
        while True:
            row = self._tables[line[-1]]
            if not isinstance(row, Mapping):
                raise WrongType(f"cell {line[-1]}", row, _("a table"))
            parent = row.get("like")
            if parent is None:
                return line
            if parent not in self._tables:
                raise UnknownName("cell", parent, self._tables)
            if parent in line:
                raise InputError(_("A cell is like itself in the end."), field="like", got=name)
            line.append(parent)

    def _make(self, name: str) -> tuple[Cell, str, int] | None:
        try:
            merged: dict[str, Any] = {}
            for each in reversed(self._line(name)):
                for field, value in self._tables[each].items():
                    both = field in TABLES and isinstance(value, Mapping) and isinstance(merged.get(field), Mapping)
                    merged[field] = {**merged[field], **value} if both else value
            merged.pop("like", None)
            title = merged.pop("title", None)
            if "title" not in self._tables[name] or not isinstance(title, str) or not title.strip():
                raise WrongType("title", title, _("a text"))
            cell = Cell.of(merged)
            return cell, _(title), cell.case(self.load).quarters
        except FournosError as error:
            self._faults.append(Fault(f"cells.{name}", str(error)))
            return None


class _Reader:
    """Reads one proposition and notes every fault."""

    def __init__(self, row: object, where: str, cells: _Cells, faults: list[Fault]) -> None:
        self._row: Mapping[str, Any] = row if isinstance(row, Mapping) else {}
        self._where, self._cells, self._faults = where, cells, faults
        self._before = len(faults)

    def proposition(self) -> Proposition | None:
        """Return the proposition, None if it is faulty."""
        for field in self._row:
            if field not in FIELDS:
                self._fault(field, f"is not a field of this table{_hint(field, FIELDS)}")
        texts = {field: self._text(field) for field in TEXTS}
        claims = self._claims()
        held = [found for found in map(self._cell, self._names("cells")) if found]
        thin = self._row.get("thin", 1)
        if isinstance(thin, bool) or not isinstance(thin, int) or not 1 <= thin <= 100:
            self._fault("thin", "has to be a whole number from 1 to 100")
        if not isinstance(self._row.get("beside", False), bool):
            self._fault("beside", "has to be true or false")
        rule = self._try("holds", lambda: threshold(texts["holds"]))
        if texts["kind"] == DOMINATED:
            return self._dominance(texts, claims, held, rule)
        statistic = self._statistic(texts["kind"])
        if len(held) not in (1, 2) and not self._faulty:
            self._fault("cells", "has to name one cell or two")
        if statistic is not None:
            for cell in held:
                self._try("of", lambda cell=cell: check_span(Watch.of(statistic.probes).probes, cell[2]))
        if self._faulty or rule is None:
            return None
        return self._made(texts, claims, held, rule, statistic=statistic)

    @property
    def _faulty(self) -> bool:
        return len(self._faults) > self._before

    def _made(
        self, texts: Mapping[str, str], claims: tuple[str, ...], held: Sequence[Any], rule: Threshold, **more: Any
    ) -> Proposition:
        return Proposition(
            id=texts["id"],
            claims=claims,
            text=_(texts["text"]),
            not_shown=_(texts["not_shown"]),
            cells=tuple(cell for cell, _title, _quarters in held),
            titles=tuple(title for _cell, title, _quarters in held),
            holds=rule,
            beside=self._row.get("beside", False),
            thin=self._row.get("thin", 1),
            **more,
        )
