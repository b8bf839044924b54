"""The list that a teacher collects: postcards, one a line, as they come from the mail and chat of thirty people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.errors import Fault, InputError, shown
from sim.game.card_code import LETTERS, PREFIX, unwritten
from sim.language import _, clean

COMMENT = "#"
LONGEST_LABEL = 60
MOST = 500
"""Games of a class."""
START = re.compile(rf"{PREFIX}\d+-")
QUOTES = " \t\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb\u201e"
"""Signs that programs put around a text."""
BETWEEN = QUOTES + ",;:=|<>(\u2013\u2014-"
"""Signs that people put between a name and a postcard."""
BEHIND = QUOTES + "<>.,;)]"


@dataclass(frozen=True)
class Code:
    """A line of a list of codes: its number in the file, its label ("" for none), and the postcard."""

    line: int
    label: str
    code: str

    def fault(self, why: object) -> Fault:
        """Return what is wrong with it."""
        return Fault(self.label, str(why), self.line)


def codes(text: str) -> tuple[Code, ...]:
    """Read a list of codes: one a line, with a label before it; lines that begin with # are comments.

    A postcard that a mail program has broken over several lines is put together again.

    Raises
    ------
    InputError
        If there is none, or there are too many.
    """
    found: list[Code] = []
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith(COMMENT):
            continue
        if found and _goes_on(line, found[-1]):
            found[-1] = replace(found[-1], code=found[-1].code + line)
            continue
        label, code = _parted(line)
        words = " ".join(clean(label, field="label").split())
        found.append(Code(number, shown(words, LONGEST_LABEL), code))
    if not found:
        raise InputError(_("There is no postcard in this list: one stands on each line."), field="codes")
    if len(found) > MOST:
        message = _("This list holds {count} postcards; a class has at most {most}.")
        raise InputError(message.format(count=len(found), most=MOST), field="codes", got=len(found))
    return tuple(found)


def once(listed: Sequence[Code]) -> tuple[list[Code], list[str]]:
    """Return a list without what somebody sent a second time, and their labels; games without labels all stay."""
    found: dict[tuple[str, str], Code] = {}
    twice = []
    for code in listed:
        key = (code.label, code.code) if code.label else (str(code.line), "")
        if key in found:
            twice.append(code.label)
        found.setdefault(key, code)
    return [*found.values()], twice


def _parted(line: str) -> tuple[str, str]:
    """Return the label and the postcard of a line: what stands before the postcard's first letters is the label."""
    begins = START.search(line)
    if begins:
        return line[: begins.start()].rstrip(BETWEEN).lstrip(QUOTES), line[begins.start() :].strip(BEHIND)
    label, _sign, code = line.rpartition("\t" if "\t" in line else ",")
    return label, code.strip()


def _goes_on(line: str, last: Code) -> bool:
    """Whether a line is the rest of a postcard that was broken before it."""
    if not START.match(last.code) or not all(letter in LETTERS for letter in line):
        return False
    try:
        unwritten(last.code)
    except InputError:
        return True
    return False
