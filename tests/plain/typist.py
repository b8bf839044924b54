"""Somebody who types at the plain text game: reads what was printed, and answers it line by line."""

from __future__ import annotations

import io
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from scenarios import load
from tui.cli import main

NUMBERED = re.compile(r"^(\d+)\. (.*(?:\n  .*)*)", re.MULTILINE)
DRAWN = re.compile("[\u2500-\u259f\u2800-\u28ff]")
SHORT = re.compile(r"^quarters = \d+", re.MULTILINE)


class Typist(io.StringIO):
    """Standard input: each line is made of what has been printed since the last one; None ends it."""

    def __init__(self, out: io.StringIO, answer: Callable[[str], str | None], *, tty: bool = False) -> None:
        super().__init__()
        self.out, self.answer, self.tty, self.read_to = out, answer, tty, 0

    def isatty(self) -> bool:
        return self.tty

    def readline(self, size: int | None = -1, /) -> str:
        seen = self.out.getvalue()[self.read_to :]
        self.read_to = len(self.out.getvalue())
        line = self.answer(seen)
        return "" if line is None else f"{line}\n"


class Terminal(io.StringIO):
    """Standard output as a terminal."""

    def isatty(self) -> bool:
        return True


def typed_at(
    monkeypatch: pytest.MonkeyPatch, words: list[str], answer: Callable[[str], str | None], *, tty: bool = False
) -> tuple[int, str, str]:
    """Call the command in this process and type at it; return exit code, what it printed, and its complaints."""
    out, complaints = Terminal() if tty else io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdin", Typist(out, answer, tty=tty))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", complaints)
    with pytest.raises(SystemExit) as left:
        main(["play", "--plain", *words])
    code = left.value.code
    assert isinstance(code, int)
    return code, out.getvalue(), complaints.getvalue()


def lines(*text: str) -> Callable[[str], str | None]:
    """Return somebody who types these lines, whatever is printed."""
    rest = iter(text)
    return lambda _seen: next(rest, None)


def numbered(seen: str) -> dict[int, str]:
    """Return the list that was printed last."""
    found: dict[int, str] = {}
    for number, text in NUMBERED.findall(seen):
        if int(number) == 1:
            found = {}
        found[int(number)] = " ".join(text.split())
    return found


def curious(seed: int, end: list[str], extras: tuple[str, ...] = ()) -> Callable[[str], str | None]:
    """Return somebody who tries what the lists offer, asks now and then, and types some lines when it is over."""
    chance, rest, asked = Random(seed), iter(end), iter(extras)

    def ordered(seen: str) -> str:
        parts = [number for number, text in numbered(seen).items() if re.search(r"\(\d+ to choose from\)", text)]
        return str(chance.choice(parts)) if parts and chance.random() < 0.6 else next(asked, "")

    def listed(seen: str) -> str:
        legal = [number for number, text in numbered(seen).items() if "not now" not in text]
        return str(chance.choice(legal)) if legal else ""

    def answer(seen: str) -> str | None:
        prompt = " ".join(seen[seen.rfind("\n\n") :].split())
        if "The game is over:" in prompt:
            return next(rest, None)
        if prompt.endswith("a number, or an empty line to go back>"):
            return listed(seen)
        if "Terms from 0 (yours)" in prompt:
            return "0.4"
        if "first phase" in prompt:
            return chance.choice(["", "say calm", "3"])
        return "" if "; draft: " in prompt else ordered(seen)

    return answer


def shortened(name: str, quarters: int, folder: Path) -> str:
    """Return the path of a scenario with an earlier end, so that a test can play it out."""
    path = folder / f"{name}.toml"
    path.write_text(SHORT.sub(f"quarters = {quarters}", load(name).text, count=1), encoding="utf-8")
    return str(path)


def readable(text: str) -> None:
    """Check that a text can be read aloud line by line: no line too wide, nothing drawn, no control characters.

    A path is not broken, so that it can be copied.
    """
    for line in text.split("\n"):
        assert len(line) <= 78 or str(Path(tempfile.gettempdir())) in line, line
        assert not DRAWN.search(line), line
        assert all(letter.isprintable() for letter in line), repr(line)
