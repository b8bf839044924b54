"""The file of a design of explicit rows: read with care, since it comes from outside."""

from __future__ import annotations

import os
from pathlib import Path

from sim.errors import StoreError, shown
from sim.language import _
from sim.study.place import reason_of

LARGEST = 200_000_000
"""Bytes of such a file, at most."""


def text_of_rows(path: str | os.PathLike[str]) -> str:
    """Return the text of a CSV file, without a byte order mark.

    Raises
    ------
    StoreError
        If there is no such file, or it is no text file, too large or cannot be read.
    """
    name = shown(os.fspath(path), 200)
    try:
        if not Path(path).is_file():
            words = _("{name} is no ordinary file.") if os.path.lexists(path) else _("There is no file {name}.")
            raise StoreError(words.format(name=name), field="rows", got=name)
        if os.path.getsize(path) > LARGEST:
            raise StoreError(_("{name} is larger than {most:,} bytes.").format(name=name, most=LARGEST), field="rows")
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StoreError(_("{name} is not UTF-8 text.").format(name=name), field="rows", got=name) from None
    except (OSError, ValueError) as error:
        message = _("{name} cannot be read: {reason}.").format(name=name, reason=reason_of(error))
        raise StoreError(message, field="rows", got=name) from None
    if "\0" in text:
        raise StoreError(_("{name} is a binary file.").format(name=name), field="rows", got=name)
    return text
