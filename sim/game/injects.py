"""Prepared injects: events with their effect that a facilitator can put into a game, as rows of `injects.toml`.

The journal keeps the id and the numbers; the text is read from the catalogue, in the reader's language. What a
facilitator writes by hand, or words anew, is kept as it was written.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from sim.errors import Fault, InputError, UnknownName, shown
from sim.game.changes import meaning, names
from sim.game.record import Inject
from sim.language import _
from sim.rows import Reader, rows_of, stop_at
from sim.scenario import Scenario
from sim.seats import Role
from sim.situations import NAMES as SITUATIONS
from sim.situations import Rows, holds

FILE = "injects.toml"
THEATRES = ("land", "sea", "any")
LARGEST = 1.0
"""No prepared change is larger."""


@dataclass(frozen=True)
class Prepared:
    """An inject of the catalogue.

    Attributes
    ----------
    id, title, text : its name, a short title, and what everybody is told, with places for the seats' labels.
    when : situations (`sim.situations`) that should hold when it is put in.
    theatre, target : "land", "sea" or "any"; seats of the target for which it is written, all if empty.
    source : where its sizes come from.
    changes : what it adds to the state, by row (`sim.game.changes`).
    """

    id: str
    title: str
    text: str
    when: tuple[str, ...]
    theatre: str
    target: tuple[str, ...]
    source: str
    changes: Mapping[str, float]

    def fits(self, scenario: Scenario) -> bool:
        """Return whether it is written for a scenario like this."""
        place = self.theatre in ("any", scenario.theatre)
        return place and (not self.target or scenario.seat_of(Role.TARGET) in self.target)

    def told(self, scenario: Scenario) -> str:
        """Return what everybody is told, with the seats' labels."""
        from sim.plots.words import sentence

        return sentence(self.text, scenario)

    @property
    def inject(self) -> Inject:
        """It as the table takes it: the text stays in the catalogue."""
        return Inject(self.id, "", self.changes)


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Prepared]:
    """Return all prepared injects by id, in their published order.

    Raises
    ------
    InputError
        If the file has faults; all are listed.
    """
    return parse(resources.files("sim.game").joinpath(FILE).read_text("utf-8"), FILE)


def prepared(name: str) -> Prepared:
    """Return an inject of the catalogue.

    Raises
    ------
    UnknownName
        If there is none of that name; the nearest is offered.
    """
    if name not in catalogue():
        raise UnknownName(_("prepared inject"), name, catalogue())
    return catalogue()[name]


def offered(scenario: Scenario, rows: Rows, facts: frozenset[str]) -> tuple[Prepared, ...]:
    """Return the injects that fit a scenario as things stand.

    Parameters
    ----------
    rows, facts : a world of one run, and the facts of its quarter (`sim.setting.Setting.facts_in`).
    """
    fitting = (each for each in catalogue().values() if each.fits(scenario))
    return tuple(each for each in fitting if bool(holds(each.when, rows, facts)[0]))


def text_of(name: str, text: str, scenario: Scenario) -> str:
    """Return what everybody is told: the words that were written, or those of the catalogue."""
    if text or name not in catalogue():
        return text
    return catalogue()[name].told(scenario)


def effects(changes: Mapping[str, float]) -> tuple[str, ...]:
    """Return what changes add to the state, in words, a line each."""
    return tuple(
        _("{what}: {change}").format(what=meaning(name), change=f"{value:+g}") for name, value in changes.items()
    )


def parse(text: str, origin: str) -> Mapping[str, Prepared]:
    """Read injects from TOML text.

    Raises
    ------
    InputError
        If it has faults; all are listed.
    """
    faults: list[Fault] = []
    found = rows_of(text, "inject", "id", _prepared, origin, faults)
    stop_at(faults, origin)
    return found


def _prepared(read: Reader) -> Prepared:
    return Prepared(
        id=read.text("id"),
        title=_(read.text("title")),
        text=_(read.text("text")),
        when=read.names("when", among=SITUATIONS) if "when" in read.row else (),
        theatre=read.maybe("theatre", among=THEATRES) or "any",
        target=read.names("target") if "target" in read.row else (),
        source=read.text("source"),
        changes=_changes(read),
    )


def _changes(read: Reader) -> dict[str, float]:
    """Return the changes of a row, each of a row of the state that can be changed and of a sane size."""
    given = read.row.pop("changes", None)
    if not isinstance(given, dict) or not given:
        read.fault("changes", "has to be a table of rows and numbers")
        return {}
    for name, value in given.items():
        read.check("changes", name, names())
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0.0 < abs(value) <= LARGEST:
            read.fault("changes", f"{name} has to be a number up to {LARGEST:g}, not 0")
    return {str(name): float(value) for name, value in given.items()}


def by_hand(text: str) -> dict[str, float]:
    """Read changes that somebody wrote: `trust -0.05, stocks +0.2`.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    found: dict[str, float] = {}
    for part in (piece.strip() for piece in text.split(",")):
        name, _space, number = part.replace("=", " ").replace("−", "-").partition(" ")
        if not part:
            continue
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            message = _("{part} cannot be read: write a row and a number, such as trust -0.05, stocks 0.2.")
            raise InputError(message.format(part=repr(shown(part))), field="changes", got=part, allowed="ROW NUMBER")
        if name in found:
            raise InputError(_("{row} is named twice.").format(row=name), field="changes", got=part)
        if name not in names():
            raise UnknownName(_("row of the state that can be changed"), name, names())
        found[name] = value
    return found
