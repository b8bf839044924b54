"""What a page is made of: sections of paragraphs, lists, tables, pictures with their twins in words, and space."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A paragraph; `strong` for one that stands out, `small` for a remark."""

    text: str
    strong: bool = False
    small: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading within a section."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list; `code` for what is to be copied letter by letter."""

    items: tuple[str, ...]
    code: bool = False


@dataclass(frozen=True)
class Grid:
    """A table.

    Attributes
    ----------
    head, rows : its cells, as text.
    right : numbers of the columns that hold numbers.
    caption : what it shows; may be empty.
    strong : numbers of the rows that stand out.
    folded : whether a page may fold it away, as the text twin of a picture.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()
    caption: str = ""
    strong: tuple[int, ...] = ()
    folded: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture by its name among those of a page, and what it shows in words; `caption` stands under it."""

    name: str
    text: str
    caption: str = ""


@dataclass(frozen=True)
class Space:
    """So many lines to write on."""

    lines: int


Block = Text | Heading | Items | Grid | Picture | Space


@dataclass(frozen=True)
class Section:
    """A section: its name, its title, and what it shows."""

    id: str
    title: str
    blocks: tuple[Block, ...]
