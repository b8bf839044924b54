"""What has to be true of model output for each claim that is tested: `propositions.toml`, checked.

A proposition is data without code of its own: one cell or two, what is made of their runs, and what that has to be; a
difference is the first cell less the second. Verdicts are computed in `sim.study.verdicts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import resources
from typing import TypeVar

from sim.claims import claims as all_claims
from sim.errors import Fault, FournosError
from sim.language import _
from sim.rows import Reader, document_of, hint, stop_at
from sim.study.cell_table import CellTable, Named
from sim.study.cells import Cell, Load
from sim.study.expressions import condition, expression
from sim.study.probes import Watch, check_span
from sim.study.profiles import profiles
from sim.study.statistics import DOMINATED, KINDS, PAIRED, Statistic
from sim.study.thresholds import Threshold, threshold

FILE = "propositions.toml"
THINNEST = 100
Found = TypeVar("Found")


@dataclass(frozen=True)
class Proposition:
    """One proposition.

    Attributes
    ----------
    id, claims : its id, and the claims that it decides, or is reported beside.
    text, not_shown : what is measured, and what that leaves open, in words.
    cells, titles : what is run, in order; the first cells of it in words.
    statistic : what is made of the runs of each cell.
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
    statistic: Statistic
    holds: Threshold
    beside: bool = False
    thin: int = 1


@lru_cache(maxsize=4)
def propositions(load: Load) -> tuple[Proposition, ...]:
    """Return all propositions in their published order; `load` returns a scenario by name.

    Raises
    ------
    InputError
        If the file is broken: all faults at once.
    """
    return read(resources.files("sim").joinpath(FILE).read_text("utf-8"), load, FILE)


def of_claim(claim_id: str, rows: Iterable[Proposition]) -> tuple[Proposition, ...]:
    """Return the propositions of a claim, those that decide it first."""
    return tuple(sorted((row for row in rows if claim_id in row.claims), key=lambda row: row.beside))


def read(text: str, load: Load, origin: str = "propositions") -> tuple[Proposition, ...]:
    """Read propositions from TOML text.

    Raises
    ------
    InputError
        If it is no TOML, or has faults: all of them, with the nearest name for what is unknown.
    """
    document = document_of(text, origin)
    faults = [Fault(name, "is not a table of this file") for name in document if name not in ("cells", "proposition")]
    cells = CellTable(document.get("cells"), lru_cache(maxsize=None)(load), faults)
    whole = Reader({"proposition": document.get("proposition")}, origin, faults)
    found: dict[str, Proposition] = {}
    for place, row in enumerate(whole.rows("proposition"), start=1):
        given = row.row.get("id")
        row.where = given if isinstance(given, str) and given else f"proposition {place}"
        if row.where in found:
            row.fault("id", "is given twice")
        made = row.close(_proposition(row, cells))
        if made is not None:
            found[row.where] = made
    faults += [Fault(f"cells.{name}", "no proposition uses it") for name in cells.unused()]
    stop_at(faults, origin)
    return tuple(found.values())


def _proposition(row: Reader, cells: CellTable) -> Proposition | None:
    """Return one proposition, None if it has faults; each of them is noted."""
    before = len(row.faults)
    texts = {field: row.text(field) for field in ("id", "text", "not_shown", "holds")}
    named, thin, beside = row.names("claims"), row.whole("thin", 1, 1, THINNEST), row.flag("beside")
    for claim in named:
        if claim not in all_claims():
            row.fault("claims", f"unknown claim {claim!r}{hint(claim, all_claims())}")
    held = [cell for name in row.names("cells") if (cell := _tried(row, "cells", partial(cells.get, name)))]
    holds = _tried(row, "holds", partial(threshold, texts["holds"]))
    made = _dominance(row, held, cells.load) if row.row.get("kind") == DOMINATED else _comparison(row, held)
    if len(row.faults) > before or made is None or holds is None:
        return None
    statistic, run = made
    return Proposition(
        id=texts["id"],
        claims=named,
        text=_(texts["text"]),
        not_shown=_(texts["not_shown"]),
        cells=run,
        titles=tuple(each.title for each in held),
        statistic=statistic,
        holds=holds,
        beside=beside,
        thin=thin,
    )


def _comparison(row: Reader, held: Sequence[Named]) -> tuple[Statistic, tuple[Cell, ...]] | None:
    """Read what is made of one cell or two, and check that they last long enough."""
    kind = row.text("kind", among=(*KINDS, DOMINATED))
    given = _tried(row, "given", partial(condition, row.text("given", optional=True) if "given" in row.row else ""))
    of = row.text("of")
    counted = _tried(row, "of", partial(condition, of)) if kind == "share" else None
    written = [of, row.text("to")] if kind in PAIRED else [of] if kind != "share" else []
    sides = [side for text in written if (side := _tried(row, "of", partial(expression, text)))]
    if len(held) > 2:
        row.fault("cells", "has to name one cell or two")
    if given is None or len(sides) < len(written):
        return None
    statistic = Statistic(kind, tuple(sides), counted, given)
    _spans(row, statistic, held)
    return statistic, tuple(each.cell for each in held)


def _dominance(row: Reader, held: Sequence[Named], load: Load) -> tuple[Statistic, tuple[Cell, ...]] | None:
    """Read what is compared over all postures of a seat."""
    kind, seat, doctrine = (row.text(field) for field in ("kind", "seat", "doctrine"))
    meters = [side for text in row.names("meters") if (side := _tried(row, "meters", partial(expression, text)))]
    if len(held) != 1 or not meters:
        row.fault("cells", "has to name one cell, and meters something to compare")
        return None
    found = _tried(row, "seat", partial(profiles, held[0].cell, seat, doctrine, load))
    if found is None:
        return None
    statistic = Statistic(kind, tuple(meters), width=found.width)
    _spans(row, statistic, held)
    return statistic, found.cells


def _spans(row: Reader, statistic: Statistic, held: Sequence[Named]) -> None:
    """Note it if a probe asks for a quarter that a cell does not have."""
    for each in held:
        _tried(row, "of", partial(check_span, Watch.of(statistic.probes).probes, each.quarters))


def _tried(row: Reader, field: str, make: Callable[[], Found]) -> Found | None:
    """Return what is made; None if that fails, and note why."""
    try:
        return make()
    except FournosError as error:
        row.fault(field, str(error))
        return None
