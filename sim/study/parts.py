"""Parts: tables on disk, as Parquet files of bounded size, written and read through DuckDB.

The same rows make the same bytes: one thread, rows in the order given, and nothing of the time or place in the file.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import StoreError, shown
from sim.language import _
from sim.study import place

if TYPE_CHECKING:
    import duckdb
    from pandas import DataFrame

ROWS = 65_536
"""Rows of a part; the last may be shorter."""

NAME = re.compile(r"(?P<table>runs|trajectories)/part-(?P<number>\d{5,9})\.parquet")
DRAFT = re.compile(rf"^(runs|trajectories)/\.part-\d+\.parquet{place.DRAFT}$")
Columns = dict[str, NDArray[Any]]
WRITE_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)


@dataclass(frozen=True)
class Part:
    """A part as the manifest lists it: its name in the folder, its rows and bytes, and its BLAKE2b hash."""

    file: str
    rows: int
    bytes: int
    blake2b: str

    def row(self) -> dict[str, object]:
        """Return the part as plain data."""
        return asdict(self)


def name_of(table: str, number: int) -> str:
    """Return the name of a part in its folder."""
    return f"{table}/part-{number:05d}.parquet"


def cut(blocks: Iterable[Columns], rows: int = ROWS) -> Iterator[Columns]:
    """Join blocks of rows end to end and cut them anew, `rows` at a time."""
    held: list[Columns] = []
    count = 0
    for block in blocks:
        length = len(next(iter(block.values())))
        start = 0
        while length - start >= rows - count:
            stop = start + rows - count
            yield _joined([*held, _slice(block, start, stop)])
            held, count, start = [], 0, stop
        if start < length:
            held.append(_slice(block, start, length))
            count += length - start
    if held:
        yield _joined(held)


def _slice(block: Columns, start: int, stop: int) -> Columns:
    return {name: values[start:stop] for name, values in block.items()}


def _joined(blocks: Sequence[Columns]) -> Columns:
    if len(blocks) == 1:
        return blocks[0]
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def write(folder: Path, file: str, columns: Columns, words: Mapping[str, Sequence[str]]) -> Part:
    """Write one part.

    Parameters
    ----------
    columns : arrays of one length, in the order of the table's columns. NaN becomes NULL.
    words : for columns that hold positions in a list of words, that list; the word is written.

    Raises
    ------
    OSError
        If it cannot be written.
    KeyboardInterrupt
        If it was interrupted.
    """
    picked = [f"{_expression(name, values, words)} AS {_quoted(name)}" for name, values in columns.items()]
    lists = [list(words[name]) for name in columns if name in words]
    with place.put(folder / file) as draft, connection() as database:
        database.register("given", columns)
        database.execute(f"CREATE TEMP TABLE part AS SELECT {', '.join(picked)} FROM given", lists)
        target = str(draft).replace("'", "''")
        database.execute(f"COPY part TO '{target}' (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)")
    rows = len(next(iter(columns.values())))
    return Part(file, rows, (folder / file).stat().st_size, digest(folder / file))


def _expression(name: str, values: NDArray[Any], words: Mapping[str, Sequence[str]]) -> str:
    """Return the SQL of a column."""
    column = _quoted(name)
    if name in words:
        return f"list_extract(?, {column} + 1)"
    if values.dtype.kind == "f":
        return f"CASE WHEN isnan({column}) THEN NULL ELSE {column} END"
    return column


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def read(folder: Path, parts: Sequence[str], columns: Sequence[str] | None = None) -> DataFrame:
    """Return the rows of some parts, in their order; NULL is NaN in columns of numbers.

    Raises
    ------
    OSError
        If they cannot be read.
    """
    paths = [_literal(folder / part) for part in parts]
    picked = "*" if columns is None else ", ".join(_quoted(name) for name in columns)
    with connection() as database:
        return database.execute(f"SELECT {picked} FROM read_parquet(?)", [paths]).df()


def chosen(
    folder: Path, parts: Sequence[str], columns: Sequence[str], where: Mapping[str, str | int | None]
) -> DataFrame:
    """Return some columns of the rows of some parts in which other columns have given values; None asks for nothing.

    Raises
    ------
    OSError
        If they cannot be read.
    """
    import pandas as pd

    if not parts:
        return pd.DataFrame(columns=list(columns))
    asked = {name: value for name, value in where.items() if value is not None}
    paths = [_literal(folder / part) for part in parts]
    tests = "".join(f" AND {_quoted(name)} = ?" for name in asked)
    picked = ", ".join(_quoted(name) for name in columns)
    query = f"SELECT {picked} FROM read_parquet(?) WHERE true{tests}"
    with connection() as database:
        return database.execute(query, [paths, *asked.values()]).df()


def _literal(path: Path) -> str:
    """Return a path in which nothing is read as a pattern, whatever its name."""
    return re.sub(r"([\[*?])", r"[\1]", str(path))


def check(folder: Path, part: Part) -> None:
    """Hold a part against what was listed of it.

    Raises
    ------
    StoreError
        If it is missing, or not as it was written.
    """
    path = folder / part.file
    if not path.is_file():
        reason = _("it is missing")
    elif path.stat().st_size != part.bytes or digest(path) != part.blake2b:
        reason = _("it is not as it was written")
    else:
        return
    message = _("The part {name} cannot be used: {reason}.").format(name=shown(path, 200), reason=reason)
    raise StoreError(message, field="directory", got=str(path))


def digest(path: Path) -> str:
    """Return the BLAKE2b hash of a file, 32 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


@contextlib.contextmanager
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open DuckDB in memory, on one thread; nothing is fetched or spilt to disk, and its errors become OSError."""
    import duckdb

    settings: dict[str, Any] = {
        "threads": 1,
        "temp_directory": "",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        with duckdb.connect(":memory:", config=settings) as database:
            yield database
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        code = next((code for code in WRITE_FAULTS if os.strerror(code) in str(error)), errno.EIO)
        raise OSError(code, str(error).splitlines()[0]) from error
    except RuntimeError as error:
        if "interrupt" in str(error).casefold():
            raise KeyboardInterrupt from None
        raise
