"""Faults that a person can mend, each as one clear sentence.

FournosError                     anything this project raises on purpose
├── InputError                   the caller's input is wrong: exit code 2
│   ├── UnknownName              a name that is not in the list; the nearest known one is offered
│   ├── OutOfRange               a number outside its hard limits, or not finite
│   ├── WrongType                a value of another type than expected
│   ├── ParameterError           a faulty assignment or row of the parameter table
│   ├── ScenarioError            a scenario with one or more faults, all listed
│   ├── IllegalOrder             an order that breaks rules; what would be legal is said
│   └── StoreError               a folder or file that cannot be read or written
└── RunError                     the run itself failed: exit code 1
    └── Cancelled                the run was stopped by the person who started it
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_voice: dict[str, Callable[[str], str]] = {}


def lend(translate: Callable[[str], str]) -> None:
    """Word all faults by this translation from now on: `sim.language` stands above this module and lends its own."""
    _voice["translate"] = translate


def _(text: str) -> str:
    """Return `text` in the reader's language."""
    return _voice["translate"](text) if _voice else text


def kind_in_words(kind: str) -> str:
    """Return what kind of thing a name is of, in the reader's language; a kind that is not listed stays as it is."""
    words = {
        "card": _("card"),
        "claim": _("claim"),
        "command": _("command"),
        "language": _("language"),
        "move": _("move"),
        "parameter": _("parameter"),
        "plan": _("plan"),
        "pledge": _("pledge"),
        "quantity": _("quantity"),
        "question": _("question"),
        "role": _("role"),
        "rung": _("rung"),
        "scenario": _("scenario"),
        "seat": _("seat"),
        "situation": _("situation"),
        "skin": _("skin"),
    }
    return words.get(kind, kind)


def nearest(got: str, known: Iterable[str]) -> str | None:
    """Return the known name closest to `got`, or None if none is close."""
    names = list(known)
    folded = {name.casefold().replace("_", "-"): name for name in names}
    close = difflib.get_close_matches(str(got).casefold().replace("_", "-"), list(folded), n=1, cutoff=0.5)
    return folded[close[0]] if close else None


def shown(got: object, limit: int = 60) -> str:
    """Return a value as it may be printed in a message: printable, on one line and short."""
    text = "".join(c if c.isprintable() else "?" for c in str(got))
    return text if len(text) <= limit else text[: limit - 1] + "…"


class FournosError(Exception):
    """Base of every error that this project raises on purpose."""

    exit_code = 1


class InputError(FournosError):
    """Something that the caller gave is wrong.

    Attributes
    ----------
    field : what the value was for.
    got : the value.
    allowed : what would be accepted, in words.
    """

    exit_code = 2

    def __init__(self, message: str, *, field: str = "", got: object = None, allowed: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.got = got
        self.allowed = allowed

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), str(self), self.__dict__.copy()))


def _rebuild(kind: type[InputError], message: str, state: dict[str, object]) -> InputError:
    """Rebuild an error that crossed a process border."""
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


class UnknownName(InputError):
    """A name that is not in the list of known names."""

    def __init__(self, kind: str, got: object, known: Iterable[str]) -> None:
        names = sorted(known)
        self.nearest = nearest(str(got), names)
        hint = _(" Did you mean {near!r}?").format(near=self.nearest) if self.nearest else ""
        listed = ", ".join(names) if len(names) <= 24 else ", ".join(names[:24]) + ", …"
        allowed = _("known: {names}").format(names=listed) if names else _("none is known")
        message = _("Unknown {kind} {got!r}.{hint} ({allowed})").format(
            kind=kind_in_words(kind), got=shown(got), hint=hint, allowed=allowed
        )
        super().__init__(message, field=kind, got=got, allowed=allowed)


class OutOfRange(InputError):
    """A number outside its hard limits, or not a finite number."""

    def __init__(self, field: str, got: object, low: float, high: float) -> None:
        limits = [f"{limit:,}" if isinstance(limit, int) else f"{limit:g}" for limit in (low, high)]
        allowed = _("a finite number from {low} to {high}").format(low=limits[0], high=limits[1])
        message = _("{field} is {got}; allowed is {allowed}.").format(field=field, got=shown(got), allowed=allowed)
        super().__init__(message, field=field, got=got, allowed=allowed)


class WrongType(InputError):
    """A value of another type than expected."""

    def __init__(self, field: str, got: object, expected: str) -> None:
        message = _("{field} is {got!r}; expected {expected}.").format(field=field, got=shown(got), expected=expected)
        super().__init__(message, field=field, got=got, allowed=expected)


class ParameterError(InputError):
    """A faulty assignment, or a faulty row of the parameter table."""


@dataclass(frozen=True)
class Fault:
    """One fault of a file: where it is, what is wrong, and what would be right."""

    where: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        place = _("line {line}: ").format(line=self.line) if self.line else ""
        return f"{place}{self.where}: {self.message}" if self.where else f"{place}{self.message}"


class ScenarioError(InputError):
    """A scenario or study file with one or more faults, all of them listed."""

    def __init__(self, origin: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        head = f"{shown(origin, 200)}: {len(self.faults)} fault{'s' if len(self.faults) != 1 else ''}"
        super().__init__("\n".join([head, *(f"  {fault}" for fault in self.faults)]), field=origin, got=origin)


class IllegalOrder(InputError):
    """An order that the rules do not allow now: each refusal names what is refused, why, and what would be legal."""

    def __init__(self, seat: str, order: str, refusals: Sequence[tuple[str, str, str]]) -> None:
        self.refusals = tuple((shown(what), why, instead) for what, why, instead in refusals)
        lines = [f"{what}: {why}{'; ' if instead else ''}{instead}." for what, why, instead in self.refusals]
        words = _("{seat}: {count} faults of the order {order!r}")
        head = [] if len(lines) == 1 else [words.format(seat=shown(seat), count=len(lines), order=shown(order))]
        message = "\n".join([*head, *(f"  {line}" if head else line for line in lines)])
        super().__init__(message, field="order", got=order, allowed="; ".join(each[2] for each in refusals))


class StoreError(InputError):
    """A folder or file that cannot be read, or must not be written."""


class RunError(FournosError):
    """The run itself failed."""


class Cancelled(RunError):
    """The run was stopped by the person who started it."""
