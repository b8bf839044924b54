"""Plain tables: the numbers behind a picture, for readers who cannot see it."""

from __future__ import annotations

import math
from collections.abc import Sequence


def at(value: float) -> str:
    """Return a number at three figures; a dash where it is not known."""
    return f"{value:.3g}" if math.isfinite(value) else "-"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table in lines: the first column to the left, numbers to the right."""
    cells = [list(map(str, head)), *(list(map(str, row)) for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    numeric = [all(_is_number(row[column]) for row in cells[1:]) for column in range(len(head))]
    lines = []
    for row in cells:
        padded = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return lines


def _is_number(cell: str) -> bool:
    return cell[:1].isdigit() or cell[:1] in "-<>"
