"""A study's tables as files of other programs: CSV, one Parquet file, netCDF, and a database or its text in SQL.

A file is there whole or not at all. Tables are written part by part: a study of any size takes the memory of a part.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, StoreError, UnknownName, shown
from sim.language import _
from sim.progress import Meter, Report
from sim.study import parts, place, tidy
from sim.study.store import RUNS, TRAJECTORIES

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.study.results import Results

CSV, PARQUET, NETCDF, SQL = KINDS = ("csv", "parquet", "netcdf", "sql")
ENDINGS = {CSV: (".csv",), PARQUET: (".parquet",), NETCDF: (".nc",), SQL: (".duckdb", ".sql")}
"""How names of files of each kind end; the first if none is given."""
ALL = "all"
FOLDER = "export"
AT_ONCE = 500
"""Rows of one INSERT."""


@dataclass(frozen=True)
class Wish:
    """What is to be written: the kind of file, which tables, and for each file what it holds."""

    kind: str
    tables: tuple[str, ...]
    files: dict[Path, tuple[str, ...]]


def wished(
    results: Results, kind: str, table: str, output: str | os.PathLike[str] | None, *, overwrite: bool = False
) -> Wish:
    """Return what is to be written where, before any work is done for it.

    Parameters
    ----------
    kind, table : one of KINDS, and of "runs", "trajectories", "design" and "all".
    output : a file; of several files a folder. None is a place in the study's folder.
    overwrite : whether files that are there may be replaced.

    Raises
    ------
    UnknownName, InputError
        If there is no such kind or table, the study does not hold it, or the file's name does not fit its kind.
    StoreError
        If it must not be written there.
    """
    tables = _tables(results, kind, table)
    single = kind == SQL or table != ALL
    ending = ENDINGS[kind][0]
    if single:
        name = f"{results.spec.name}{ending}" if kind == SQL else f"{tables[0]}{ending}"
        goal = Path(output) if output is not None else results.path / FOLDER / name
        _check_ending(goal, kind)
        files = {goal: tables}
    else:
        folder = Path(output) if output is not None else results.path / FOLDER
        if folder.exists() and not folder.is_dir():
            raise StoreError(_("{name} is a file; give a folder.").format(name=shown(folder, 200)), field="-o")
        files = {folder / f"{name}{ending}": (name,) for name in tables}
        if kind == CSV:
            files[folder / f"{tidy.CODES}.csv"] = (tidy.CODES,)
    _check_free(files, overwrite, made=output is None or not single)
    return Wish(kind, tables, files)


def _tables(results: Results, kind: str, table: str) -> tuple[str, ...]:
    if kind not in KINDS:
        raise UnknownName(_("kind of file"), kind, KINDS)
    if table not in (*tidy.TABLES, ALL):
        raise UnknownName(_("table of a study"), table, (*tidy.TABLES, ALL))
    some = _has_trajectories(results)
    if table == TRAJECTORIES and not some:
        message = _("This study holds no trajectories; set trajectories in [design] and run it again.")
        raise InputError(message, field="--table", got=table)
    if kind == NETCDF and table == tidy.DESIGN:
        message = _("In netCDF the design stands beside the runs: --table runs.")
        raise InputError(message, field="--table", got=table, allowed="runs, trajectories, all")
    held = tuple(name for name in tidy.TABLES if name != TRAJECTORIES or some)
    if kind == NETCDF:
        held = tuple(name for name in held if name != tidy.DESIGN)
    return held if table == ALL else (table,)


def _has_trajectories(results: Results) -> bool:
    return any(True for _part in tidy.parts_of(results, TRAJECTORIES))


def _check_ending(goal: Path, kind: str) -> None:
    if goal.suffix.lower() in ENDINGS[kind]:
        return
    allowed = ", ".join(ENDINGS[kind])
    message = _("{path} names no file of this kind; its name must end in {allowed}.")
    raise InputError(message.format(path=shown(goal, 200), allowed=allowed), field="-o", got=goal, allowed=allowed)


def _check_free(files: dict[Path, tuple[str, ...]], overwrite: bool, *, made: bool) -> None:
    """Refuse what is there already, and folders that are not."""
    for goal in files:
        if goal.is_dir():
            raise StoreError(
                _("{name} is a folder; give the name of a file.").format(name=shown(goal, 200)), field="-o"
            )
        if goal.exists() and not overwrite:
            message = _("{name} is there already; give another name, or --overwrite.")
            raise StoreError(message.format(name=shown(goal, 200)), field="-o", got=str(goal))
        if not made and not goal.parent.is_dir():
            raise StoreError(_("There is no folder {name}.").format(name=shown(goal.parent, 200)), field="-o")
        place.check_writable(goal.parent)


def export(results: Results, wish: Wish, report: Report | None = None) -> tuple[Path, ...]:
    """Write what was wished for; return the files.

    Raises
    ------
    StoreError
        If something cannot be read or written; then no file is new.
    Cancelled
        If it was interrupted.
    InputError
        If a library that the kind needs is not installed.
    """
    if wish.kind == NETCDF:
        from sim.study.arrays import check_installed

        check_installed("--netcdf")
    folder = next(iter(wish.files)).parent
    with place.told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fournos-export-", dir=folder) as passing:
            drafts = _Drafts(results, wish, Path(passing), report).made()
            for draft in drafts.values():
                place.sync(draft)
            for goal, draft in drafts.items():
                draft.replace(goal)
            place.sync(folder)
    return tuple(wish.files)


class _Drafts:
    """Files under way, in a passing folder beside their place."""

    def __init__(self, results: Results, wish: Wish, passing: Path, report: Report | None) -> None:
        self.results, self.wish, self.passing = results, wish, passing
        total = sum(tidy.count(results, name) for name in wish.tables)
        self.meter = Meter(total, _("writing"), report)

    def made(self) -> dict[Path, Path]:
        """Return the draft of every file."""
        return {goal: self._draft(goal, tables) for goal, tables in self.wish.files.items()}

    def _draft(self, goal: Path, tables: tuple[str, ...]) -> Path:
        draft = self.passing / goal.name
        if tables == (tidy.CODES,):
            draft.write_text(self._codes(), "utf-8")
        elif self.wish.kind == NETCDF:
            self._netcdf(tables[0], draft)
        elif goal.suffix.lower() == ".sql":
            self._sql(tables, draft)
        elif self.wish.kind == SQL:
            self._database(tables, draft)
        else:
            options = "FORMAT csv, HEADER" if self.wish.kind == CSV else "FORMAT parquet, COMPRESSION zstd"
            query = f"COPY (SELECT * FROM {self._pieces(tables[0])}) TO {_text(draft)} ({options}, USE_TMP_FILE false)"
            with parts.connection() as database:
                database.execute(query)
        return draft

    def _pieces(self, table: str) -> str:
        """Write a table in pieces; return what DuckDB reads them with, in their order."""
        held = []
        for number, frame in enumerate(self._blocks(table)):
            piece = self.passing / f"{table}-{number:05d}.piece"
            with parts.connection() as database:
                database.register("given", frame)
                database.execute(f"COPY given TO {_text(piece)} (FORMAT parquet, USE_TMP_FILE false)")
            held.append(_text(re.sub(r"([\[*?])", r"[\1]", str(piece))))
        return f"read_parquet([{', '.join(held)}])"

    def _blocks(self, table: str) -> Iterator[DataFrame]:
        for frame in tidy.blocks(self.results, table):
            yield frame
            self.meter.advance(len(frame))

    def _codes(self) -> str:
        from sim.study.answers import Table

        rows = [
            {"table": table, **row}
            for table in self.wish.tables
            for row in tidy.meanings(self.results, table, next(tidy.blocks(self.results, table)).columns)
        ]
        return Table.of(rows).csv()

    def _database(self, tables: Sequence[str], draft: Path) -> None:
        with parts.connection() as database:
            database.execute(f"ATTACH {_text(draft)} AS study")
            for name in tables:
                database.execute(f"CREATE TABLE study.{name} AS SELECT * FROM {self._pieces(name)}")
            database.execute("DETACH study")

    def _sql(self, tables: Sequence[str], draft: Path) -> None:
        with draft.open("w", encoding="utf-8", newline="\n") as file:
            for name in tables:
                pieces = self._pieces(name)
                with parts.connection() as database:
                    found = database.execute(f"SELECT * FROM {pieces}")
                    file.write(_created(name, found.description or []))
                    while rows := found.fetchmany(AT_ONCE):
                        values = ",\n".join(f"({', '.join(map(_literal, row))})" for row in rows)
                        file.write(f"INSERT INTO {name} VALUES\n{values};\n")

    def _netcdf(self, table: str, draft: Path) -> None:
        from sim.study import arrays

        found = arrays.dataset(self.results) if table == RUNS else arrays.recorded(self.results)
        found.to_netcdf(draft, engine="scipy", format="NETCDF3_64BIT")
        self.meter.advance(tidy.count(self.results, table))


def _text(value: str | Path) -> str:
    """Return a text as SQL has it."""
    return "'" + str(value).replace("'", "''") + "'"


def _created(name: str, heads: Sequence[tuple[Any, ...]]) -> str:
    columns = ", ".join(f'"{head[0]}" {_kind(str(head[1]))}' for head in heads)
    return f"CREATE TABLE {name} ({columns});\n"


def _kind(kind: str) -> str:
    """Return the type of a column in standard SQL, which SQLite and PostgreSQL read as well."""
    if "INT" in kind:
        return "BIGINT"
    return "DOUBLE PRECISION" if kind in ("DOUBLE", "FLOAT") else "VARCHAR"


def _literal(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124  # NaN
        return "NULL"
    return repr(value) if isinstance(value, (int, float)) else _text(str(value))


__all__ = ["ALL", "KINDS", "Wish", "export", "wished"]
