"""Gather the texts for people in our TOML files, so that they can be translated like those in the code.

Babel calls `extract` for each file that `babel.cfg` names; the option `keys` there lists which keys hold such text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

Message = tuple[int, str, str, list[str]]


def extract(
    fileobj: BinaryIO, _keywords: Collection[str], _comment_tags: Collection[str], options: Mapping[str, str]
) -> Iterator[Message]:
    """Yield each text of a TOML file as (line, function, text, comments), stripped as the loaders strip it."""
    source = fileobj.read().decode("utf-8")
    keys = frozenset(options["keys"].split())
    for place, text in texts(tomllib.loads(source), keys):
        yield line_of(source, text), "", text, [place]


def texts(value: object, keys: frozenset[str], place: str = "", wanted: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (dotted place, text) for every text that stands under one of `keys`, in the order of the file."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from texts(inner, keys, f"{place}.{key}".lstrip("."), key in keys)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, keys, place, wanted)
    elif wanted and isinstance(value, str) and value.strip():
        yield place, value.strip()


def line_of(source: str, text: str) -> int:
    """Return the number of the line where a text begins; 1 if escapes hide it."""
    found = source.find(text.partition("\n")[0])
    return source.count("\n", 0, found) + 1 if found >= 0 else 1
