"""Text that people read: its translation, and its cleaning on entry.

Every such text passes through `_`, so that a catalogue can translate it. Text from files, networks and people passes
through `clean` once, on entry, and is never read as markup afterwards.
"""

from __future__ import annotations

import gettext
import unicodedata
from functools import lru_cache
from pathlib import Path

from sim.errors import WrongType

CATALOGUES = Path(__file__).with_name("locale")
DOMAIN = "fournos"
LIMIT = 20_000


@lru_cache(maxsize=8)
def catalogue(language: str | None = None) -> gettext.NullTranslations:
    """Return the catalogue of a language (of the environment's if None); the English texts if there is none."""
    return gettext.translation(DOMAIN, CATALOGUES, [language] if language else None, fallback=True)


def _(text: str) -> str:
    """Return `text` in the reader's language."""
    return catalogue().gettext(text) if text else text


def clean(text: object, *, field: str = "text", limit: int = LIMIT) -> str:
    """Return text from outside as plain characters: NFC, printable or newline, at most `limit` characters.

    Raises
    ------
    WrongType
        If `text` is not a string, or is longer than `limit`.
    """
    if not isinstance(text, str):
        raise WrongType(field, text, "text")
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", "    "))
    if len(plain) > limit:
        raise WrongType(field, plain, f"text of at most {limit} characters")
    return "".join(c for c in plain if c == "\n" or c.isprintable())
