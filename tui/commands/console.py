"""What a command prints: results to standard output as text or JSON, everything else to standard error.

Text from files and people is never read as markup. Widths are worked out here, so that no name is cut or broken: a
table too wide for the terminal is printed wide.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from sim.language import _

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

NARROWEST = 80
GAP = 2
TITLE = 12
"""A title of up to this width stays on one line where there is room."""
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

    _print(Text(plain(text), style="bold" if bold else ""), NARROWEST)


def verbatim(text: str) -> None:
    """Print text that has its own lines."""
    print(plain(text), flush=True)


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
    widths = _widths(columns, cells, max(console_for(sys.stdout).width, NARROWEST))
    grid = Table(box=box.SIMPLE_HEAD, padding=(0, GAP - 1, 0, 0), pad_edge=False, show_edge=False)  # the box adds 1
    for column, width in zip(columns, widths, strict=True):
        side = "right" if column.right else "left"
        grid.add_column(Text(column.title), justify=side, width=width, overflow="fold", vertical="top")  # type: ignore[arg-type]
    for row in cells:
        grid.add_row(*(Text(cell) for cell in row))
    _print(grid, sum(widths) + GAP * len(widths))


def emit(value: object) -> None:
    """Print a value as JSON: one document, with null for what is not a finite number."""
    ascii_only = "utf" not in (getattr(sys.stdout, "encoding", None) or "utf-8").lower()
    text = json.dumps(_finite(value), ensure_ascii=ascii_only, allow_nan=False, indent=2)
    print("".join(c if c == "\n" or c.isprintable() else _escaped(c) for c in text), flush=True)


def _escaped(sign: str) -> str:
    """Return a sign that a terminal might obey as JSON writes it: C1 controls, or what turns the reading order."""
    return json.dumps(sign)[1:-1]


def note(message: str) -> None:
    """Tell on standard error what was done."""
    complain(message)


def warn(message: str) -> None:
    """Tell on standard error what may be amiss."""
    complain(_("Warning: {message}").format(message=message))


def complain(message: str) -> None:
    """Print one message on standard error."""
    print(plain(message), file=sys.stderr, flush=True)


def number(value: float | None, places: int = 2) -> str:
    """Return a number for people; a rounded zero has no sign."""
    if value is None or not math.isfinite(value):
        return NONE
    return f"{round(value, places) + 0.0:,.{places}f}"


def places(values: Iterable[float | None]) -> int:
    """Return how many decimal places numbers of this size need beside each other: three digits for the largest."""
    known = [abs(value) for value in values if value is not None and math.isfinite(value)]
    largest = max(known, default=0.0)
    return 3 if largest < 0.1 else 2 if largest < 10 else 1 if largest < 100 else 0


def console_for(stream: TextIO | None) -> Console:
    """Return a console without markup, emoji codes and highlighting."""
    from rich.console import Console

    return Console(file=stream, markup=False, emoji=False, highlight=False)


def _print(content: RenderableType, width: int) -> None:
    """Print on standard output, at least so wide, without the spaces that fill a line's end."""
    console = console_for(sys.stdout)
    console.width = max(console.width, width)
    with console.capture() as capture:
        console.print(content)
    print("\n".join(line.rstrip() for line in capture.get().split("\n")), end="", flush=True)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return the width of each column: at least its longest word, at most its longest line."""
    least, most = [], []
    for position, column in enumerate(columns):
        cells = [row[position] for row in rows]
        word = max((_width(w) for text in [column.title, *cells] for w in text.split()), default=1)
        line = max((_width(part) for cell in cells for part in cell.split("\n")), default=1)
        least.append(word if column.wrap else max(word, line))
        most.append(max(word, line, min(_width(column.title), TITLE)))
    widths = least.copy()
    spare = room - sum(least) - GAP * (len(columns) - 1)
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
