"""What a debrief holds, as plain data: the screens read it, and `sim.game.debrief.sections` puts it into words."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.game.debrief.revelations import Fell, OtherScreen, RoadTaken, Spoken, Wanted
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
class Changed:
    """What a facilitator did: an inject or an override, its words, and each row with the model's own value beside."""

    kind: str
    date: str
    text: str
    rows: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Scored:
    """A prediction: of when and what, its probability, whether it happened, and its score."""

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
    worn : name of the skin that is still laid over it, "" for none.
    skin : invented names beside the real ones, when it is taken off.
    quarters, first, last : how many were resolved, and the dates of the first and the last.
    ending, losses : how it stands or ended, and who died, in words.
    run : which run of which study it is, in words; nothing for a game of its own.
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
    worn: str = ""
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
    run: tuple[str, ...] = ()
