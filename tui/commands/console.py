"""What a command prints: results to standard output as text or JSON, everything else to standard error.

Text from files and people is never read as markup. Widths are worked out here, so that no name is cut or broken: a
table too wide for the terminal is printed wide.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from sim.language import _

if TYPE_CHECKING:
    from rich.console import Console

NARROWEST = 80
GAP = 2
NONE = "–"


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, whether it is set to the right, and whether its cells may be wrapped."""

    title: str
    right: bool = False
    wrap: bool = False


def plain(text: object) -> str:
    """Return text as it may be shown: printable characters and line breaks."""
    return "".join(c for c in str(text) if c == "\n" or c.isprintable())


def say(text: str = "", *, bold: bool = False) -> None:
    """Print a paragraph, wrapped between words."""
    from rich.text import Text

    console = _console()
    console.print(Text(plain(text), style="bold" if bold else ""), width=max(console.width, NARROWEST))


def heading(text: str) -> None:
    """Print a line that opens a part of the text."""
    say()
    say(text, bold=True)


def table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; columns that may wrap share the width that the others leave."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    cells = [[plain(cell) for cell in row] for row in rows]
    console = _console()
    widths = _widths(columns, cells, max(console.width, NARROWEST))
    grid = Table(box=box.SIMPLE_HEAD, padding=(0, GAP, 0, 0), pad_edge=False, show_edge=False)
    for column, width in zip(columns, widths, strict=True):
        side = "right" if column.right else "left"
        grid.add_column(Text(column.title), justify=side, width=width, overflow="fold", vertical="top")  # type: ignore[arg-type]
    for row in cells:
        grid.add_row(*(Text(cell) for cell in row))
    console.print(grid, width=sum(widths) + GAP * len(widths), crop=False, soft_wrap=False)


def emit(value: object) -> None:
    """Print a value as JSON: one document, with null for what is not a finite number."""
    ascii_only = "utf" not in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    text = json.dumps(_finite(value), ensure_ascii=ascii_only, allow_nan=False, indent=2)
    print(text, flush=True)


def note(message: str) -> None:
    """Tell on standard error what was done."""
    complain(message)


def warn(message: str) -> None:
    """Tell on standard error what may be amiss."""
    complain(_("Warning: {message}").format(message=message))


def complain(message: str) -> None:
    """Print one message on standard error."""
    text, stream = plain(message), sys.stderr
    encoding = getattr(stream, "encoding", None) or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding, "replace"), file=stream, flush=True)


def number(value: float | None) -> str:
    """Return a number for people, with about three digits that count."""
    if value is None or not math.isfinite(value):
        return NONE
    size = abs(value)
    places = 3 if size < 1 else 2 if size < 10 else 1 if size < 100 else 0
    return f"{value:,.{places}f}"


def console_for(stream: TextIO | None) -> Console:
    """Return a console without markup, emoji codes and highlighting."""
    from rich.console import Console

    return Console(file=stream, markup=False, emoji=False, highlight=False)


def _console() -> Console:
    return console_for(sys.stdout)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the width of each column: at least its longest word, at most its longest line."""
    least, most = [], []
    for position, column in enumerate(columns):
        cells = [row[position] for row in rows]
        word = max((_width(w) for text in [column.title, *cells] for w in text.split()), default=1)
        line = max((_width(part) for cell in cells for part in cell.split("\n")), default=1)
        least.append(max(word, 1) if column.wrap else max(word, line, 1))
        most.append(max(word, line, _width(column.title)) if column.wrap else least[-1])
    widths = least.copy()
    spare = room - sum(least) - GAP * len(columns)
    while spare > 0 and (narrow := [i for i, width in enumerate(widths) if width < most[i]]):
        thinnest = min(narrow, key=lambda i: widths[i])
        widths[thinnest] += 1
        spare -= 1
    return widths


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


def _finite(value: object) -> object:
    """Return plain data that JSON can hold."""
    if isinstance(value, Mapping):
        return {str(key): _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_finite(inner) for inner in (sorted(value) if isinstance(value, (set, frozenset)) else value)]
    if hasattr(value, "tolist"):
        return _finite(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
