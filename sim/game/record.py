"""The record of a game: every turn and quarter as it was played, with the truth in it.

It serves the debrief, the white cell and the log of one's own seat; what a seat may see of it stands in
`sim.game.views`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.game.predictions import Prediction
from sim.orders import Order
from sim.world import World


@dataclass(frozen=True)
class QuarterRecord:
    """One resolved quarter.

    Attributes
    ----------
    quarter, date, turn : which one, from 0; its name in the calendar; the turn that it was part of.
    before, after : the state before and after it, one run each. What a facilitator changed afterwards is not in
        `after`, and is in the `before` of the next quarter.
    did : what each seat's order amounted to in the rules, by seat.
    doctrines : the doctrine that each seat held, by seat.
    card : id of the card that was on the table, "" for none.
    """

    quarter: int
    date: str
    turn: int
    before: World
    after: World
    did: Mapping[str, Order]
    doctrines: Mapping[str, str]
    card: str


@dataclass(frozen=True)
class TurnRecord:
    """One resolved turn.

    Attributes
    ----------
    number, date, rung : which one, from 0; when it began, and on which rung.
    quarters : numbers of the quarters that it resolved.
    sealed : what each seat handed in, in text notation, by seat and phase.
    absent : seats of persons that handed in nothing in a phase, so that they kept their posture and made no move.
    reasons : why planners chose what they chose, by seat, in words.
    interrupted : whether it ended early because the rung changed.
    """

    number: int
    date: str
    rung: str
    quarters: range
    sealed: Mapping[str, Mapping[str, str]]
    absent: tuple[str, ...]
    reasons: Mapping[str, str]
    interrupted: bool


@dataclass(frozen=True)
class Inject:
    """An event put into the game by a facilitator, or by the calendar that a facilitator has set.

    Attributes
    ----------
    id : of the catalogue (`sim.game.injects`), or "" for one written by hand.
    text : what everybody is told.
    changes : what it adds to the state, by row (`sim.game.changes`).
    """

    id: str
    text: str
    changes: Mapping[str, float]


@dataclass(frozen=True)
class Intervention:
    """What a facilitator did to the state: an inject, or an adjudicated result overridden.

    Attributes
    ----------
    kind : "injected" or "overridden".
    turn, quarter, date : before which turn and quarter it was done.
    text : what everybody is told, or the reason.
    rows : what was changed: row, the model's own value, and the value put in its place.
    """

    kind: str
    turn: int
    quarter: int
    date: str
    text: str
    rows: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Scheduled:
    """An inject that was prepared for the beginning of a turn which has not come yet."""

    inject: Inject
    turn: int


@dataclass(frozen=True)
class Expected:
    """A prediction as it was written: by which seat, before which turn."""

    seat: str
    turn: int
    prediction: Prediction


@dataclass
class Record:
    """Everything that has happened in a game.

    Attributes
    ----------
    turns, quarters : as resolved.
    expected : predictions, in the order in which they were written; a later one about the same event replaces it.
    interventions : injects and overrides.
    scheduled : injects prepared for later turns, by their keys.
    undone : for each step back, the turn to which it went, the turn from which it came, and the reason.
    notes : who noted what, and in which turn.
    """

    turns: list[TurnRecord] = field(default_factory=list)
    quarters: list[QuarterRecord] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    interventions: list[Intervention] = field(default_factory=list)
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    undone: list[tuple[int, int, str]] = field(default_factory=list)
    notes: list[tuple[str, int, str]] = field(default_factory=list)
