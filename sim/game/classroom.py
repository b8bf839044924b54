"""A class: many solo games of one scenario, sent in as postcards, put beside each other on the five meters.

The meters are never added up. A game is called undominated where no other one is at least as good on all five and
better on one; that is no ranking, and many games of a class can be so at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.errors import FournosError, InputError, shown
from sim.game.debrief.chances import as_played
from sim.game.postcards import Card, Load, read, replayed
from sim.game.table import Table
from sim.language import _, clean, plural
from sim.scenario import Scenario
from sim.study.meters import METERS

COMMENT = "#"
LONGEST_LABEL = 60
MOST = 500
"""Games of a class."""
SAME = 1e-9
"""Meters no further apart count as the same."""


@dataclass(frozen=True)
class Code:
    """A line of a list of codes: its number in the file, its label ("" for none), and the postcard."""

    line: int
    label: str
    code: str


@dataclass(frozen=True)
class Game:
    """A game of a class.

    Attributes
    ----------
    number, label : its number in the class, from 1, and what it is called.
    seats, seed, players : seats that persons played, its seed, and who played each seat, in text notation.
    orders : orders that persons handed in and that said anything.
    ending : how it ended, in words.
    meters : the five meters at the end, by name.
    courses : the five meters from the opening on, by name.
    best : whether no other game of the class is at least as good on all meters and better on one.
    code : the postcard.
    """

    number: int
    label: str
    seats: tuple[str, ...]
    seed: int
    players: Mapping[str, str]
    orders: int
    ending: str
    meters: Mapping[str, float]
    courses: Mapping[str, tuple[float, ...]]
    best: bool
    code: str


@dataclass(frozen=True)
class Class:
    """A class.

    Attributes
    ----------
    scenario : what was played.
    games : at least one, in the order of the list.
    differ : in what the games differ beside their orders, a sentence each; empty if in nothing.
    faults : lines that were left out, and why.
    """

    scenario: Scenario
    games: tuple[Game, ...]
    differ: tuple[str, ...]
    faults: tuple[str, ...]


def codes(text: str) -> tuple[Code, ...]:
    """Read a list of codes: one a line, with a label before a tab or a comma; lines that begin with # are comments.

    Raises
    ------
    InputError
        If there is none, or there are too many.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        plain = clean(line.replace("\t", "\x1f").strip(), field="code") if "\t" not in line else line.strip()
        label, _sign, code = plain.rpartition("\t") if "\t" in plain else plain.rpartition(",")
        if plain and not plain.startswith(COMMENT):
            found.append(Code(number, shown(" ".join(label.split()), LONGEST_LABEL), code.strip()))
    if not found:
        raise InputError(_("There is no postcard in this list: one stands on each line."), field="codes")
    if len(found) > MOST:
        message = _("This list holds {count} postcards; a class is at most {most}.")
        raise InputError(message.format(count=len(found), most=MOST), field="codes", got=len(found))
    return tuple(found)


def gathered(
    listed: Sequence[Code],
    load: Load,
    *,
    skip_bad: bool = False,
    progress: Callable[[float], None] = lambda _share: None,
) -> Class:
    """Play the games of a class again and put them beside each other.

    Parameters
    ----------
    load : finds a scenario by name and start.
    skip_bad : leave out lines that cannot be used, instead of refusing them all at once.

    Raises
    ------
    InputError
        If lines cannot be used: all of them are listed with their number. If none can, whatever `skip_bad` says.
    """
    faults: list[str] = []
    cards = _each(listed, lambda each: read(each.code, load), faults)
    cards = _of_one_scenario(cards, faults)
    made: list[tuple[Code, Card, tuple[Mapping[str, float], Mapping[str, tuple[float, ...]], str]]] = []
    for place, (code, card) in enumerate(cards):
        progress(place / len(cards))
        made += [(code, card, found) for _code, found in _each([code], lambda _code, c=card: _played(c), faults)]  # type: ignore[misc]
    if not made or (faults and not skip_bad):
        count = plural("one line cannot be used", "{n} lines cannot be used", len(faults)).format(n=len(faults))
        raise InputError("\n".join([f"{count}:", *(f"  {each}" for each in sorted(faults, key=_line))]), field="codes")
    best = undominated([meters for _code, _card, (meters, _courses, _ending) in made])
    games = tuple(
        _game(number, code, card, found, good)
        for number, ((code, card, found), good) in enumerate(zip(made, best, strict=True), 1)
    )
    return Class(made[0][1].setup.scenario, games, tuple(_differ(games)), tuple(sorted(faults, key=_line)))


def undominated(rows: Sequence[Mapping[str, float]]) -> list[bool]:
    """Return of each row of meters whether no other is at least as good on all five and better on one."""
    signed = [[meter.sign * row[meter.name] for meter in METERS] for row in rows]
    return [not any(_beats(other, mine) for other in signed) for mine in signed]


def _beats(other: Sequence[float], mine: Sequence[float]) -> bool:
    gaps = [a - b for a, b in zip(other, mine, strict=True)]
    return min(gaps) >= -SAME and max(gaps) > SAME


def _each(listed: Iterable[Code], do: Callable[[Code], object], faults: list[str]) -> list[tuple[Code, object]]:
    """Return what is made of each line; what goes wrong is noted with its line."""
    found = []
    for each in listed:
        try:
            found.append((each, do(each)))
        except FournosError as error:
            faults.append(_fault(each, str(error)))
    return found


def _fault(code: Code, why: str) -> str:
    return _("line {line}: {why}").format(line=code.line, why=why)


def _line(fault: str) -> int:
    return int("".join(c for c in fault.partition(":")[0] if c.isdecimal()) or 0)
