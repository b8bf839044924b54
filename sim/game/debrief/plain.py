"""A debrief as plain text, 78 columns wide: headings underlined, tables that wrap, pictures as their numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from sim.game.debrief.blocks import Block, Grid, Heading, Items, Picture, Space, Text
from sim.game.debrief.data import Debrief
from sim.game.debrief.sections import lead, sections, title
from sim.language import _

WIDTH = 78
GAP = 2
LEAST = 7
"""Columns that a cell gets at least."""


def plain(found: Debrief) -> str:
    """Return a debrief as text; only what is to be copied letter by letter may be wider than 78 columns."""
    named = title(found)
    lines = [*_wrapped(named), "=" * min(len(named), WIDTH), *_wrapped(lead(found)), ""]
    for section in sections(found):
        lines += ["", section.title, "-" * len(section.title)]
        for block in section.blocks:
            lines += [*_block(block)]
    return "\n".join(lines).rstrip() + "\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield from _wrapped(block.text)
    elif isinstance(block, Heading):
        yield ""
        yield from _wrapped(f"* {block.text}")
    elif isinstance(block, Items):
        for item in block.items:
            yield from [item] if block.code else _wrapped(item, "  - ", "    ")
    elif isinstance(block, Grid):
        yield ""
        yield from _wrapped(block.caption) if block.caption else ()
        yield from grid(block)
        yield ""
    elif isinstance(block, Space):
        yield from [_("Your answer:"), *[""] * block.lines]  # no dots, which a screen reader reads out one by one
    else:
        assert isinstance(block, Picture)  # its numbers stand beside it, as a table or in words


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    found: list[str] = []
    for paragraph in text.splitlines() or [""]:
        found += textwrap.wrap(
            paragraph, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False
        ) or [""]
        first = rest
    return found


def grid(block: Grid, width: int = WIDTH) -> list[str]:
    """Return a table in lines of at most so many columns; cells that are too long go on below."""
    every = [block.head, *block.rows]
    wide = [max(len(row[column]) for row in every) for column in range(len(block.head))]
    least = [_longest([row[column] for row in every]) for column in range(len(block.head))]
    widths = fitted(wide, least, width - GAP * (len(wide) - 1))
    lines = _row(block.head, widths, block.right)
    lines.append((" " * GAP).join("-" * each for each in widths))
    for row in block.rows:
        lines += _row(row, widths, block.right)
    return lines


def fitted(wide: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Return widths of columns that fit into some room: the widest give way first, down to their longest words.

    Where even the words do not fit, they are broken.
    """
    found = list(wide)
    for lowest in (least, [min(LEAST, each) for each in wide]):
        while sum(found) > room:
            spare = [width - low for width, low in zip(found, lowest, strict=True)]
            if max(spare) <= 0:
                break
            at = max((width, place) for place, width in enumerate(found) if spare[place] > 0)[1]
            found[at] -= 1
    return found


def _longest(cells: Sequence[str]) -> int:
    """Return the length of the longest word in a column."""
    return max((len(word) for cell in cells for word in cell.split()), default=1)


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> list[str]:
    parts = [
        textwrap.wrap(cell, width, break_on_hyphens=False) or [""] for cell, width in zip(cells, widths, strict=True)
    ]
    lines = []
    for place in range(max(len(part) for part in parts)):
        texts = [part[place] if place < len(part) else "" for part in parts]
        padded = [
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(texts, widths, strict=True))
        ]
        lines.append((" " * GAP).join(padded).rstrip())
    return lines
