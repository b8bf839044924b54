"""Expectations that a player writes down before a turn is resolved, and how they are scored afterwards.

What can be expected is a list of plain yes-or-no events, so that a score means something. The score is Brier's: the
squared distance between the probability given and what happened [Brier1950]; 0 is best, and a coin scores 0.25.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.errors import InputError, OutOfRange, UnknownName
from sim.language import _, clean
from sim.seats import BORDER_WAR, CRISIS, OCCUPATION, SETTLEMENT
from sim.world import World

LONGEST = 500
"""Characters of a note."""


@dataclass(frozen=True)
class Event:
    """Something that may happen in a turn: its name, what it is in words, and whether it did, from before to after."""

    name: str
    text: str
    held: Callable[[World, World], bool]


def _rung(world: World) -> int:
    return int(world.rung[0])


def _fighting(world: World) -> bool:
    return BORDER_WAR <= _rung(world) <= OCCUPATION


EVENTS = (
    Event("climbs", _("the conflict climbs the ladder"), lambda a, b: _height(b) > _height(a)),
    Event("eases", _("the conflict comes down the ladder"), lambda a, b: _height(b) < _height(a)),
    Event("crisis", _("there is a crisis or fighting at the end of the turn"), lambda _a, b: _height(b) >= CRISIS),
    Event("war", _("there is fighting at the end of the turn"), lambda _a, b: _fighting(b)),
    Event("land", _("the target holds less land than before"), lambda a, b: b.land_held[0] > a.land_held[0]),
    Event("concession", _("the target concedes a matter of policy"), lambda a, b: b.concessions[0] > a.concessions[0]),
    Event("support-a", _("the first patron's support falls"), lambda a, b: b.support[0, 0] < a.support[0, 0]),
    Event("support-b", _("the second patron's support falls"), lambda a, b: b.support[1, 0] < a.support[1, 0]),
    Event("legitimacy", _("standing at home falls"), lambda a, b: b.legitimacy[0] < a.legitimacy[0]),
    Event("trust", _("trust between the neighbours grows"), lambda a, b: b.trust[0] > a.trust[0]),
)
"""What can be expected of a turn."""
NAMES = tuple(event.name for event in EVENTS)


def _height(world: World) -> int:
    """Return how high on the ladder a world stands; a settlement is as low as peace."""
    rung = _rung(world)
    return 0 if rung == SETTLEMENT else rung


@dataclass(frozen=True)
class Prediction:
    """What a player expects of the open turn.

    Attributes
    ----------
    about : name of one of EVENTS.
    probability : that it happens, 0 to 1.
    text : the player's own words; may be empty.
    """

    about: str
    probability: float
    text: str = ""

    def __post_init__(self) -> None:
        """Check it, and clean the words."""
        if self.about not in NAMES:
            raise UnknownName(_("event to expect"), self.about, NAMES)
        if isinstance(self.probability, bool) or not isinstance(self.probability, (int, float)):
            raise InputError(
                _("The probability must be a number from 0 to 1."), field="probability", got=self.probability
            )
        if not 0.0 <= self.probability <= 1.0:
            raise OutOfRange(_("probability"), self.probability, 0, 1)
        object.__setattr__(self, "probability", float(self.probability))
        object.__setattr__(self, "text", clean(self.text, field="note", limit=LONGEST))

    def happened(self, before: World, after: World) -> bool:
        """Return whether it did, from the state before a turn to that after it."""
        return bool(EVENTS[NAMES.index(self.about)].held(before, after))


def brier(probability: float, happened: bool) -> float:
    """Return Brier's score of one expectation: 0 is best, 1 worst; a coin scores 0.25."""
    return (probability - float(happened)) ** 2
