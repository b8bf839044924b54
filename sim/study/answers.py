"""Answers: what a question asked of a study comes to, in one form for all questions.

The command line prints answers, the report and the Study screen show them, and pictures are drawn from them. An answer
is kept in the study's folder as `analysis/NAME.json`, with one `analysis/NAME-TABLE.csv` for each of its tables.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError, StoreError, shown
from sim.language import _, clean
from sim.study import place
from sim.study.standing import Standing

if TYPE_CHECKING:
    from pandas import DataFrame

FOLDER = "analysis"
FORMAT, VERSION = "fournos-answer", 1
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
LONGEST = 1_000_000
"""Letters of a text in the file of an answer, at most."""
Cell = str | float | int | bool | None


@dataclass(frozen=True)
class Table:
    """A table of an answer.

    Attributes
    ----------
    columns : heads, as names that a program can use.
    rows : as many entries each; a number that does not exist is None.
    title : what it shows, for people.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], title: str = "", columns: Sequence[str] = ()) -> Table:
        """Return the table of some rows with the same keys; `columns` gives the heads if there may be no row."""
        heads = tuple(columns or (rows[0] if rows else ()))
        return cls(heads, tuple(tuple(plain(row.get(head)) for head in heads) for row in rows), title)

    def records(self) -> list[dict[str, Cell]]:
        """Return one dictionary a row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def csv(self) -> str:
        """Return it as CSV; a number that does not exist is empty."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(self.columns)
        rows.writerows(["" if entry is None else entry for entry in row] for row in self.rows)
        return out.getvalue()

    def frame(self) -> DataFrame:
        """Return it as a data frame."""
        import pandas as pd

        return pd.DataFrame(list(self.rows), columns=list(self.columns))


@dataclass(frozen=True)
class Answer:
    """What a question asked of a study comes to.

    Attributes
    ----------
    question : which question, the name of its command: "compare", "sensitivity", "discover" ...
    name : its name among the answers of a study, small letters, digits, `.`, `_` and `-`: the same question with the
        same settings has the same name.
    title : one line for people.
    sentences : what was found, each a sentence with its numbers; where nothing is established they say so.
    standing : whether the finding stands; single rows of tables may have a standing of their own.
    settings : what was asked, so that it can be asked again.
    tables : the numbers, by name, in the order in which they are shown.
    data : what a picture of it needs beside the tables, as plain data.
    command : the words that made it.
    """

    question: str
    name: str
    title: str
    sentences: tuple[str, ...]
    standing: Standing = field(default_factory=Standing)
    settings: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    command: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a name that is no file's."""
        if not NAME.fullmatch(self.name):
            raise InputError(_("{name!r} is no name of an answer.").format(name=shown(self.name)), field="name")

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        tables = {
            name: {"title": table.title, "columns": list(table.columns), "rows": [list(row) for row in table.rows]}
            for name, table in self.tables.items()
        }
        return {
            "format": FORMAT,
            "format_version": VERSION,
            "question": self.question,
            "name": self.name,
            "title": self.title,
            "sentences": list(self.sentences),
            "standing": self.standing.to_data(),
            "settings": plain(dict(self.settings)),
            "command": list(self.command),
            "tables": tables,
            "data": plain(dict(self.data)),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Answer:
        """Return the answer that `to_data` was made of.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is none.
        """
        if data["format"] != FORMAT or data["format_version"] > VERSION:
            raise ValueError(data["format"])
        tables = {
            name: Table(tuple(row["columns"]), tuple(map(tuple, row["rows"])), row["title"])
            for name, row in data["tables"].items()
        }
        return cls(
            data["question"],
            data["name"],
            data["title"],
            tuple(data["sentences"]),
            Standing.from_data(data["standing"]),
            data["settings"],
            tables,
            data["data"],
            tuple(data["command"]),
        )

    def save(self, folder: Path) -> Path:
        """Write it into a study's folder, in place of an earlier one of its name; return the path of its data.

        Raises
        ------
        StoreError
            If it cannot be written.
        """
        path = folder / FOLDER
        text = json.dumps(self.to_data(), indent=1, ensure_ascii=False, allow_nan=False)
        texts = {f"{self.name}-{name}.csv": table.csv() for name, table in self.tables.items()}
        with place.told(path):
            path.mkdir(exist_ok=True)
            place.put_texts(path, {**texts, f"{self.name}.json": f"{text}\n"})
        return path / f"{self.name}.json"


def load(path: Path) -> Answer:
    """Return an answer from its file.

    Raises
    ------
    StoreError
        If it cannot be read, or is none.
    """
    try:
        return Answer.from_data(_cleaned(json.loads(path.read_text("utf-8"))))
    except OSError as error:
        reason = place.reason_of(error)
    except (ValueError, KeyError, TypeError, AttributeError, InputError):
        reason = _("it is no answer of this release")
    message = _("{name} cannot be read: {reason}.").format(name=shown(path, 200), reason=reason)
    raise StoreError(message, field="answer", got=str(path))


def _cleaned(value: Any) -> Any:
    """Return data from a file with its texts cleaned."""
    if isinstance(value, str):
        return clean(value, limit=LONGEST)
    if isinstance(value, dict):
        return {clean(key): _cleaned(entry) for key, entry in value.items()}
    return [_cleaned(entry) for entry in value] if isinstance(value, list) else value


def kept(folder: Path) -> list[Answer]:
    """Return the answers that a study's folder keeps, by name; errors as for `load`."""
    return [load(path) for path in sorted((folder / FOLDER).glob("*.json"))]


def plain(value: Any) -> Any:
    """Return a value as plain data for JSON: NumPy's numbers as Python's, and what is not finite as None."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
