"""The line of letters in which a postcard travels: packed, checked, and made of signs that mail and chat leave alone.

    FN1-5Hx9...

Behind the prefix, whose digit is the version, stand letters and digits of base 58: no signs that a mail program, a
chat or a web page would format, and none of 0, O, I and l, which people take for each other. White space and breaks
that were put in on the way are taken out again. Inside are four bytes of checksum and the card itself, deflated.
"""

from __future__ import annotations

import hashlib
import re
import zlib

from sim.errors import InputError, shown
from sim.language import _, clean

PREFIX, VERSION = "FN", 1
LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CHECK = 4
"""Bytes of checksum."""
LONGEST = 20_000
"""Letters of a postcard: far more than any game needs."""
MOST = 200_000
"""Bytes that a card may unfold to."""
CODE = re.compile(rf"^{PREFIX}(\d+)-(.*)$", re.DOTALL)
PLAIN, DEFLATED = b"p", b"d"


def written(card: bytes) -> str:
    """Return bytes as one line of letters."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    small = squeezer.compress(card) + squeezer.flush()
    whole = DEFLATED + small if len(small) < len(card) else PLAIN + card
    return f"{PREFIX}{VERSION}-{_letters(_checksum(whole) + whole)}"


def unwritten(text: str) -> bytes:
    """Return the bytes that a line of letters holds.

    Raises
    ------
    InputError
        If it is no postcard, one of a newer release, or damaged.
    """
    line = "".join(clean(text, field="postcard", limit=LONGEST).split()).strip("\"'`<>.,;")
    found = CODE.match(line)
    if not found:
        words = _("This is no postcard: one begins with {prefix}, as the game prints it. It reads {text}.")
        raise _faulty(words.format(prefix=f"{PREFIX}{VERSION}-", text=repr(shown(line, 40))), line)
    if found[1] != str(VERSION):
        words = _("This postcard is of version {got}, and this release reads version {known}.")
        raise _faulty(words.format(got=found[1][:9], known=VERSION), line)
    strange = [letter for letter in found[2] if letter not in LETTERS]
    if strange:
        words = _("The postcard is damaged: {letter} is not among its letters. Copy the whole of it once more.")
        raise _faulty(words.format(letter=repr(shown(strange[0]))), line)
    whole = _bytes(found[2])
    check, rest = whole[:CHECK], whole[CHECK:]
    if not rest or check != _checksum(rest):
        raise _faulty(_("The postcard is damaged or cut off: its checksum is wrong. Copy the whole of it."), line)
    return _unfolded(rest, line)


def _unfolded(whole: bytes, line: str) -> bytes:
    kind, rest = whole[:1], whole[1:]
    if kind == PLAIN:
        return rest
    try:
        reader = zlib.decompressobj(-15)
        card = reader.decompress(rest, MOST) if kind == DEFLATED else b""
    except zlib.error:
        card = b""
    if not card or reader.unconsumed_tail:
        raise _faulty(_("The postcard is damaged: it cannot be unpacked."), line)
    return card


def _checksum(whole: bytes) -> bytes:
    return hashlib.blake2b(whole, digest_size=CHECK).digest()


def _letters(whole: bytes) -> str:
    """Return bytes in base 58; a byte of one in front keeps noughts at the beginning."""
    number, found = int.from_bytes(b"\x01" + whole, "big"), []
    while number:
        number, digit = divmod(number, len(LETTERS))
        found.append(LETTERS[digit])
    return "".join(reversed(found))


def _bytes(letters: str) -> bytes:
    number = 0
    for letter in letters:
        number = number * len(LETTERS) + LETTERS.index(letter)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")[1:]


def _faulty(message: str, line: str) -> InputError:
    return InputError(message, field="postcard", got=shown(line, 40))
