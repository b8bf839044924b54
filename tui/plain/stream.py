"""The stream of the plain text game: lines in, lines out, one after the other, no wider than 78 characters.

Nothing is drawn and the cursor is never moved, so that it can be read aloud, sent over a slow line, or kept in a file.
What is printed is cleaned and shown under the skin's names; what is typed is read back under the real ones.
"""

from __future__ import annotations

import signal
import sys
import textwrap
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from sim.errors import FournosError, InputError
from sim.game import skins
from sim.language import LIMIT, _

WIDTH = 78
INDENT = "  "
COMMENT = "#"
SCREENFUL = 60
"""Lines that push what one player has read out of sight of the next."""
LONGEST = 200_000
"""Characters of a line of input that are read; the rest of it is thrown away."""
SIGNS = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "×": "x", "’": "'", "‘": "'", "“": '"', "”": '"', "…": "...", "·": "-"}
    | {"≤": "<=", "≥": ">=", "±": "+-", "→": "->", "←": "<-", "°": " degrees", "•": "-", "½": "1/2"}
)
"""What stands for typographic signs where there is ASCII alone."""
DRAWN = (range(0x2500, 0x2600), range(0x2800, 0x2900))
"""Box drawing, blocks and dots, which a screen reader reads out one by one."""


class Halt(KeyboardInterrupt):
    """Ctrl+C that ends what is being worked out, and not the program."""


class Stream:
    """Text in and text out.

    Parameters
    ----------
    source, out : where lines come from, and where they go.
    ascii_only : whether signs outside ASCII are replaced.

    Attributes
    ----------
    tty : whether a person types; else the lines come from a file.
    line : number of the line read last, from 1.
    ended : whether there is no more input.
    """

    def __init__(self, source: TextIO, out: TextIO, *, ascii_only: bool = False) -> None:
        self._source, self._out = source, out
        self.ascii_only = ascii_only or "utf" not in (getattr(out, "encoding", None) or "utf-8").lower()
        self.tty, self._screen = bool(source.isatty()), bool(out.isatty())
        self.line, self.ended = 0, False

    @classmethod
    def standard(cls, *, ascii_only: bool = False) -> Stream:
        """Return the stream between standard input and standard output."""
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")
        return cls(sys.stdin, sys.stdout, ascii_only=ascii_only)

    # ------------------------------------------------------------------------------------------------------- out

    def say(self, text: object = "", indent: int = 0) -> None:
        """Print a text, each line of it wrapped between words; lines that go on are set in."""
        lead = INDENT * indent
        for line in self.shown(text).split("\n"):
            for part in _wrapped(line, lead):
                self._out.write(f"{part}\n")
        self._out.flush()

    def verbatim(self, text: str) -> None:
        """Print letters that belong together, broken where the line ends."""
        for start in range(0, len(text), WIDTH):
            self._out.write(f"{text[start : start + WIDTH]}\n")
        self._out.flush()

    def title(self, text: object) -> None:
        """Print a line that opens a part of the text."""
        self.say()
        self.say(text)

    def each(self, lines: Iterable[object], indent: int = 1) -> None:
        """Print several texts, one below the other."""
        for line in lines:
            self.say(line, indent)

    def numbered(self, lines: Iterable[object], first: int = 1) -> int:
        """Print a numbered list and return how many lines it has."""
        number = first
        for line in lines:
            self.say(f"{number}. {line}")
            number += 1
        return number - first

    def pair(self, label: object, value: object, indent: int = 0) -> None:
        """Print a label with its value."""
        self.say(_("{label}: {value}").format(label=label, value=value), indent)

    def path(self, label: object, path: object) -> None:
        """Print where something is: unbroken, and under its real name whatever the skin, so that it can be copied."""
        self.say(_("{label}:").format(label=label))
        self._out.write(INDENT + "".join(c if c.isprintable() else "?" for c in str(path)) + "\n")
        self._out.flush()

    def curtain(self, text: object) -> None:
        """Part what one player has read from what the next will read."""
        if self._screen:
            self._out.write("\n" * SCREENFUL)
        self.title(text)

    def shown(self, text: object) -> str:
        """Return text as it may be printed: clean, under the skin's names, in ASCII where that is asked for."""
        given = str(text).replace("\r\n", "\n").replace("\t", INDENT).replace("\u00a0", " ")
        found = skins.shown("".join(c for c in given if c == "\n" or c.isprintable()))
        found = "".join("-" if any(ord(c) in block for block in DRAWN) else c for c in found)
        if not self.ascii_only:
            return found
        return "".join(c if c.isascii() else _letter(c) for c in found.translate(SIGNS))

    # -------------------------------------------------------------------------------------------------------- in

    def ask(self, prompt: object, *, blanks: bool = True) -> str | None:
        """Print a prompt and return the next line, without comments; None at the end of the input.

        Parameters
        ----------
        blanks : whether an empty line of a file means anything; else it is passed over.
        """
        *above, last = [part for line in self.shown(prompt).split("\n") for part in _wrapped(line, "", WIDTH - 2)]
        self._out.writelines(f"{part}\n" for part in above)
        self._out.write(f"{last}> ")
        self._out.flush()
        while (line := self._read()) is not None:
            if not line.startswith(COMMENT) and (line or blanks or self.tty):
                break
        if not self.tty:
            self._echo(len(last), line if line is not None else _("(end of input)"))
        return None if line is None else skins.read(line)

    def _echo(self, used: int, line: str) -> None:
        """Print a line that came from a file behind its prompt; where it is too long for that, below it."""
        if used + 2 + len(self.shown(line)) > WIDTH:
            self._out.write("\n")
            self.say(line, 1)
        else:
            self.say(line)

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Let Ctrl+C of a person end only what is being worked out here, and not the game.

        Raises
        ------
        InputError
            If they press it.
        """
        if not self.tty or threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, _halt)
        try:
            yield
        except Halt:
            self.say()  # the terminal has just shown ^C
            raise InputError(_("Stopped. Nothing was handed in, and the game goes on."), field="interrupt") from None
        finally:
            signal.signal(signal.SIGINT, before)

    def fault(self, error: FournosError | str) -> None:
        """Tell what is wrong with the line read last: a person may type another, a file ends the program.

        Raises
        ------
        InputError
            If the line came from a file; it names the line.
        """
        words = self.shown(error)
        if not self.tty:
            message = _("Line {line} of the input: {fault}").format(line=self.line, fault=words)
            raise InputError(message, field="line", got=self.line)
        self.say(words)

    def _read(self) -> str | None:
        line = self._source.readline(LONGEST)
        if not line:
            self.ended = True
            return None
        self.line += 1
        rest = line
        while len(rest) == LONGEST and not rest.endswith("\n"):
            rest = self._source.readline(LONGEST)
        return "".join(c for c in line.replace("\t", INDENT) if c.isprintable())[:LIMIT].strip()


def _halt(number: int, frame: FrameType | None) -> None:
    raise Halt


def _wrapped(line: str, lead: str, width: int = WIDTH) -> list[str]:
    """Return a line as lines that fit."""
    later = lead + INDENT
    return textwrap.wrap(line, width, initial_indent=lead, subsequent_indent=later, break_on_hyphens=False) or [""]


def _letter(letter: str) -> str:
    """Return a letter in ASCII: without its marks, or a question mark."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if c.isascii())
    return bare or {"đ": "d", "Đ": "D"}.get(letter, "?")
