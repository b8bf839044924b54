"""What only the end of a game reveals, as plain data: other seats, luck, roads not taken, and the claims spoken to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Glimpse:
    """One thing that the other side knew: what it was, and what the player believed of it, with a range of 90 %."""

    title: str
    unit: str
    truth: float
    believed: float
    low: float
    high: float


@dataclass(frozen=True)
class OtherScreen:
    """The turning point as another seat saw it.

    Attributes
    ----------
    seat, label : whose screen it is; quarter, date, rung : when, and where the conflict stood.
    situation : what it could read of the situation, in words.
    asked : what it was asked, as the answers that it had, one text a question.
    capital : political capital that it had.
    knew : what it alone knew, beside what the player believed of it.
    did, seen : what it ordered, and what of it the player saw, in text notation.
    reason : why it chose so, where it is a planner.
    """

    seat: str
    label: str
    quarter: int
    date: str
    rung: str
    situation: tuple[str, ...]
    asked: tuple[str, ...]
    capital: int
    knew: tuple[Glimpse, ...]
    did: str
    seen: str
    reason: str


@dataclass(frozen=True)
class Fell:
    """Where a quantity fell among replays of the same orders.

    Attributes
    ----------
    name, title, value : the quantity, and its value at the end.
    low, middle, high : nine in ten replays lie between low and high, half above the middle.
    percentile : share of the replays below the value, 0-100; half where luck had no part.
    moved : whether the replays differ at all.
    kinder : share of the replays that came out worse, 0-100, for a meter; None for other quantities.
    """

    name: str
    title: str
    value: float
    low: float
    middle: float
    high: float
    percentile: float
    moved: bool
    kinder: float | None


@dataclass(frozen=True)
class Wanted:
    """What a seat wanted, and what the player believed of it.

    Attributes
    ----------
    seat, label, player : whose it is, and who played it.
    doctrine, does : what it held at the end, and what that does in one sentence.
    type : the hidden type's name in `sim.belief.TYPES`, "" where it has none.
    truth, low, high : its value, and the ends of its prior.
    meaning : the value in words.
    before, believed, spread : what was held of it at the opening and at the end, and how sure.
    path : what was held of it after each quarter.
    words : one sentence on how near that came.
    """

    seat: str
    label: str
    player: str
    doctrine: str
    does: str
    type: str = ""
    truth: float = 0.0
    low: float = 0.0
    high: float = 0.0
    meaning: str = ""
    before: float = 0.0
    believed: float = 0.0
    spread: float = 0.0
    path: tuple[float, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class RoadTaken:
    """A road.

    Attributes
    ----------
    name, author : what it is called, and "" or the essay whose course it is, with what of it is a reading.
    ending, meters, paths : its ending in words, its meters at the end by name, and their paths.
    played : whether it is the game as it was played.
    """

    name: str
    author: str
    ending: str
    meters: dict[str, float]
    paths: dict[str, tuple[float, ...]]
    played: bool = False


@dataclass(frozen=True)
class Spoken:
    """A claim that the game spoke to: what brought it up, by whom, and the claims that say the opposite."""

    id: str
    paraphrase: str
    standing: str
    by: tuple[str, ...]
    own: bool
    opposite: tuple[tuple[str, str], ...]
