"""What a debrief holds, as plain data: the screens read it, and `sim.game.debrief.sections` puts it into words."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.scenario import Scenario
from sim.seats import Role


@dataclass(frozen=True)
class Course:
    """How one of the five meters moved.

    Attributes
    ----------
    name, title, unit, text, sign : as in `sim.study.meters`; 1 where more is better, -1 where less is.
    values : at the opening and after each quarter, as the meter stands.
    """

    name: str
    title: str
    unit: str
    text: str
    sign: int
    values: tuple[float, ...]


@dataclass(frozen=True)
class Part:
    """One line of the ledger: its name, its title for people, and what it adds, in the quantity's unit."""

    line: str
    title: str
    value: float


@dataclass(frozen=True)
class Sum:
    """What moved a quantity of the ledger over the whole game.

    Attributes
    ----------
    name, title, unit : as in `sim.ledger.quantities`.
    before, after : at the opening and at the end.
    parts : the ledger's lines, added up over the quarters, and what a facilitator changed; they add up to the change.
    """

    name: str
    title: str
    unit: str
    before: float
    after: float
    parts: tuple[Part, ...]

    @property
    def change(self) -> float:
        """The whole change."""
        return self.after - self.before


@dataclass(frozen=True)
class TurningPoint:
    """A quarter in which a quantity moved most, beyond what the course of things would have brought.

    Attributes
    ----------
    quarter, date : which one, from 0.
    name, title, unit, before, after : the quantity, before and after.
    parts : the ledger's lines; they add up to the change.
    main : the title of the line that did most, the course of things left out.
    why : one sentence.
    claims : ids of the essays' claims behind the rules on the way.
    """

    quarter: int
    date: str
    name: str
    title: str
    unit: str
    before: float
    after: float
    parts: tuple[Part, ...]
    main: str
    why: str
    claims: tuple[str, ...]


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
    situation, asked : what it could read of the situation, and what asked it for an answer, in words.
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
    """Where a quantity fell among replays of the same orders: its percentile, the middle and nine in ten, in words."""

    name: str
    title: str
    value: float
    low: float
    middle: float
    high: float
    percentile: float
    words: str


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
    """A road: its name, an author's title or "", its ending in words, its meters by name, and its paths by meter."""

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


@dataclass(frozen=True)
class Changed:
    """What a facilitator did: an inject or an override, its words, and each row with the model's own value beside."""

    kind: str
    date: str
    text: str
    rows: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Scored:
    """A prediction: when it was written, what about, its probability, whether it happened, and its score."""

    date: str
    event: str
    text: str
    probability: float
    happened: bool
    score: float


@dataclass(frozen=True)
class Scores:
    """Predictions and their mean score (None where there are none), and a plain sentence."""

    rows: tuple[Scored, ...]
    mean: float | None
    coin: float | None
    words: str


@dataclass(frozen=True)
class Beside:
    """What was chosen in the record, beside what the player ordered in the same quarters."""

    dates: str
    text: str
    source: str
    coded: str
    player: tuple[str, ...]


@dataclass(frozen=True)
class OwnTurn:
    """What the player handed in in a turn, and what of it came about."""

    number: int
    date: str
    rung: str
    sealed: str
    came: str
    absent: bool


@dataclass(frozen=True)
class Debrief:
    """A debrief of one seat's game.

    Attributes
    ----------
    scenario, seat, role, label : what was played, and whose debrief it is.
    title, players, seed, postcard : the game; seed and postcard only when it is over, or nobody's secret.
    over, secret : whether it has ended, and whether what others hide is left out.
    skin : names of the skin beside the real ones, when it is taken off.
    quarters, first, last : how many were resolved, and the dates of the first and the last.
    ending, losses : how it stands or ended, and who died, in words.
    """

    scenario: Scenario
    seat: str
    role: Role
    label: str
    title: str
    players: tuple[tuple[str, str], ...]
    over: bool
    secret: bool
    quarters: int
    first: str
    last: str
    seed: int | None = None
    postcard: str = ""
    skin: tuple[tuple[str, str], ...] = ()
    ending: str = ""
    losses: tuple[str, ...] = ()
    rungs: tuple[int, ...] = ()
    courses: tuple[Course, ...] = ()
    sums: tuple[Sum, ...] = ()
    turning: tuple[TurningPoint, ...] = ()
    across: OtherScreen | None = None
    luck: tuple[Fell, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    roads: tuple[RoadTaken, ...] = ()
    claims: tuple[Spoken, ...] = ()
    changed: tuple[Changed, ...] = ()
    undone: tuple[str, ...] = ()
    scores: Scores = field(default_factory=lambda: Scores((), None, None, ""))
    beside: tuple[Beside, ...] = ()
    leader: str = ""
    turns: tuple[OwnTurn, ...] = ()
    notes: tuple[str, ...] = ()
