"""Scenario files: read a TOML file into a `Scenario`, or say everything that is wrong with it, line by line."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Iterable
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from sim import scenario_checks, scenario_starts, scenario_words
from sim.errors import Fault, ScenarioError, StoreError, shown
from sim.language import _
from sim.scenario import Scenario
from sim.toml_lines import Path, line_of, lines, size

LARGEST, DEEPEST, MOST_KEYS = 1_000_000, 12, 20_000
"""Limits of a file: bytes, nesting of brackets or of one dotted key, and keys with list entries."""

LISTED = 100
"""Faults of one file that are listed; a file with more is no scenario."""

_AT = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)
_HINTS = (
    (re.compile("[\u201c\u201d\u2018\u2019\u00ab\u00bb]"), _('use straight quotation marks: "')),
    (re.compile(r"[=\[,{]\s*[+-]?\d+,\d+\s*([,}\]#]|$)"), _("write a decimal point: 0.5, not 0,5")),
    (re.compile(r"[=\[,{]\s*[+-]?\.\d"), _("write the zero: 0.5, not .5")),
    (re.compile(r"[=\[,{]\s*(True|False|TRUE|FALSE|yes|no)\b"), _("write true or false in small letters")),
    (re.compile(r"=\s*(#|$)"), _("a value must follow the equals sign")),
    (re.compile(r"^\s*[\w.-]+\s*:"), _("write key = value, not key: value")),
    (re.compile(r"=\s*[^\W\d_]"), _('put text in quotation marks: key = "text"')),
)


def read(path: str | os.PathLike[str]) -> Scenario:
    """Return the scenario in a file.

    Raises
    ------
    StoreError
        If there is no such file, or it cannot be read.
    ScenarioError
        If it is no sound scenario; the error lists every fault.
    """
    origin = os.fspath(path)
    return parse(text_of(bytes_of(origin), origin), origin)


def check(path: str | os.PathLike[str]) -> list[Fault]:
    """Return every fault of a scenario file; an empty list if it is sound.

    Raises
    ------
    StoreError
        If there is no such file, or it cannot be read.
    """
    try:
        read(path)
    except ScenarioError as error:
        return list(error.faults)
    return []


def parse(text: str, origin: str) -> Scenario:
    """Return the scenario in a TOML text, at the start that the text begins at; `origin` names the text in messages.

    Raises
    ------
    ScenarioError
        If it is no sound scenario; the error lists every fault, with its line where one can be told.
    """
    data = data_of(text, origin)
    found: list[tuple[Path, str]] = [*scenario_checks.faults(data), *scenario_starts.faults(data)]
    found += [((key,), _("is set by the program; leave it out.")) for key in scenario_words.SET_BY_LOADER & data.keys()]
    scenario: Scenario | None = None
    try:
        scenario = Scenario.model_validate({**data, "text": text, "digest": digest(text)})
    except ValidationError as error:
        found += scenario_words.faults(error.errors(include_url=False))
    if found or scenario is None:
        raise ScenarioError(origin, listed(found, lines(text)))
    return scenario_starts.begun(scenario)


def digest(text: str) -> str:
    """Return the BLAKE2b hash of a scenario's text, 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def listed(found: Iterable[tuple[Path, str]], index: dict[Path, int]) -> list[Fault]:
    """Return the faults in the order of the file, each once, and no more than fit on a few screens."""
    unique = {Fault(_where(path), shown(message, 600), line_of(path, index)) for path, message in found}
    faults = sorted(unique, key=lambda fault: (fault.line or 0, fault.where, fault.message))
    if len(faults) > LISTED:
        more = _("… and {count} more faults.").format(count=len(faults) - LISTED)
        faults = [*faults[:LISTED], Fault("", more)]
    return faults


def _where(path: Path) -> str:
    """Return a path in words: `opening.quarrel.trust`, `calendar (entry 2).seat`."""
    words = ""
    for step in path:
        if isinstance(step, int):
            words += _(" (entry {number})").format(number=step + 1)
        else:
            words += ("." if words else "") + shown(step, 40)
    return words


def bytes_of(origin: str) -> bytes:
    """Return a file's bytes, a little more than the limit at most; a folder, pipe or device is refused unopened."""
    name = shown(origin, 200)
    try:
        mode = os.stat(origin).st_mode
        if stat.S_ISDIR(mode):
            raise StoreError(_("{name} is a folder; give a scenario file.").format(name=name), field="path", got=origin)
        if not stat.S_ISREG(mode):
            raise StoreError(_("{name} is no ordinary file.").format(name=name), field="path", got=origin)
        with FilePath(origin).open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        message = _("There is no file {name}.").format(name=name)
    except OSError as error:
        message = _("{name} cannot be read: {reason}.").format(name=name, reason=error.strerror or type(error).__name__)
    except ValueError:
        message = _("{name} is no file name.").format(name=name)
    raise StoreError(message, field="path", got=origin)


def text_of(raw: bytes, origin: str) -> str:
    """Return a file's bytes as text, without a byte order mark."""
    if b"\0" in raw:
        raise _refusal(origin, _("is a binary file; a scenario is a text file in TOML."))
    if len(raw) > LARGEST:
        raise _refusal(origin, _("is larger than {limit:,} bytes.").format(limit=LARGEST))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refusal(origin, _("is not UTF-8 text; save the file as UTF-8."), line) from None


def data_of(text: str, origin: str) -> dict[str, Any]:
    """Return the plain data of a TOML text."""
    if not text.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _refusal(origin, _("is not UTF-8 text; save the file as UTF-8."))
    if not text.strip():
        raise _refusal(origin, _("is empty."))
    if len(text) > LARGEST:
        raise _refusal(origin, _("is larger than {limit:,} characters.").format(limit=LARGEST))
    extent = size(text)
    if extent.depth > DEEPEST:
        message = _("nests brackets or dotted keys more than {limit} deep.").format(limit=DEEPEST)
        raise _refusal(origin, message, extent.line)
    if extent.keys > MOST_KEYS:
        raise _refusal(origin, _("has more than {limit:,} keys and entries.").format(limit=MOST_KEYS))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(origin, [_syntax(str(error), text)]) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, an impossible date
        raise _refusal(origin, _("has a number or date that cannot be read.")) from None


def _refusal(origin: str, message: str, line: int | None = None) -> ScenarioError:
    return ScenarioError(origin, [Fault(_("the file"), message, line)])


def _syntax(message: str, text: str) -> Fault:
    """Return a fault of TOML syntax, with a hint where the line shows a common slip."""
    found = _AT.match(message)
    what = shown(found["what"] if found else message, 200)
    line = int(found["line"]) if found and found["line"] else text.rstrip().count("\n") + 1
    written = text.split("\n")[line - 1].rstrip("\r")
    hint = next((words for slip, words in _HINTS if slip.search(written[:500])), "")
    tail = _(" (hint: {hint})").format(hint=hint) if hint else ""
    return Fault("", _("no valid TOML: {what}{hint}").format(what=what, hint=tail), line)
