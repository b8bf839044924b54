"""What a scenario is: seats, opening state with sources, dated calendar, priors over types, and its teaching texts.

Only the schema stands here; `sim.scenario_file` reads files into it and words the faults.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.pledges import FOUR_NOS
from sim.seats import RUNGS, Role
from sim.sourced import (
    DATED_EVENT,
    Amount,
    Line,
    Name,
    Page,
    Share,
    SourcedAmount,
    SourcedPositive,
    SourcedRate,
    SourcedShare,
    Table,
    Title,
)

RoleName = Literal["target", "challenger", "patron_a", "patron_b"]

# an opening value that serves a mend alone and that a scenario may leave out
UNSAID = SourcedShare(value=0.0, source="0 by definition, where a scenario does not say")


class Seat(Table):
    """A seat at the table: its role, its label, its default doctrine and those that it may be given."""

    role: RoleName
    label: Title
    doctrine: Name
    doctrines: Annotated[list[Name], Field(min_length=1, max_length=30)]


class Quarrel(Table):
    """The quarrel between target and challenger at the opening.

    Units: grievance, trust, tie, polarisation, nuclear shadow and trade dependence are shares, 0-1; front is the most
    troops that the challenger can bring into contact, in 100 000; burden_scale scales the burden of war (1 = land war);
    expedition_share is the part of the grievance that is about the target's troops in a third country.
    """

    rung: Literal[RUNGS]  # type: ignore[valid-type]
    grievance: SourcedShare
    grievance_structural: SourcedShare
    trust: SourcedShare
    tie: SourcedShare
    trade_dependence: SourcedShare
    polarisation: SourcedShare
    nuclear: SourcedShare
    front: SourcedPositive
    burden_scale: SourcedAmount
    market: SourcedShare
    expedition_share: SourcedShare = UNSAID
    patrons_asked: bool = True
    aim: Literal["punish", "seize"] | None = None
    pledges: list[Name] = Field(default_factory=lambda: sorted(FOUR_NOS))
    guiding_rules: bool = False


class Side(Table):
    """The forces of one side: population in millions, troops in 100 000, dead in thousands, output of fire a share."""

    population: SourcedPositive
    force: SourcedPositive
    force_ceiling: SourcedPositive
    quality: SourcedPositive
    output: SourcedAmount
    dead: SourcedAmount


class Target(Side):
    """The target: also its growth on a calm path (a year) and its other burdens in war (GDP share a year).

    For mends: its troops in a third country, their part of those burdens (0-1), the usual size of its army (100 000).
    """

    growth: SourcedRate
    drain: SourcedShare
    expedition: SourcedAmount = SourcedAmount(value=0.0, source=UNSAID.source)
    expedition_drain: SourcedShare = UNSAID
    army: SourcedAmount = SourcedAmount(value=0.0, source=UNSAID.source)


class Patron(Table):
    """A patron: tie with the target, rivalry with the challenger, and what its help can carry.

    Units: level, credibility, rivalry, border, corridor and market are shares, 0-1; capacity is aid a quarter, in units
    of the target's munitions need at full fire.
    """

    level: SourcedShare
    credibility: SourcedShare
    rivalry: SourcedShare
    rivalry_structural: SourcedShare
    border: SourcedShare
    corridor: SourcedShare
    capacity: SourcedAmount
    market: SourcedShare


class FirstPatron(Patron):
    """The first patron: what mends ask of it, shares, 0 where a scenario does not say.

    commitments is the share of its means bound elsewhere; votes is 1 where its aid hangs on votes and opinion at home,
    and divided 1 where its government then opens divided.
    """

    commitments: SourcedShare = UNSAID
    votes: SourcedShare = UNSAID
    divided: SourcedShare = UNSAID


class SecondPatron(Patron):
    """The second patron: what mends ask of it, shares, 0 where a scenario does not say.

    need is that of a war of its own; dependence is on the challenger.
    """

    need: SourcedShare = UNSAID
    dependence: SourcedShare = UNSAID


class Opening(Table):
    """The state at the opening."""

    quarrel: Quarrel
    target: Target
    challenger: Side
    patron_a: FirstPatron
    patron_b: SecondPatron


class History(Table):
    """What the target did in the record: the levers of the doctrine `as-history`."""

    level_a: SourcedShare
    level_b: SourcedShare
    tie: SourcedShare
    reassurance: SourcedShare
    concession: SourcedShare
    effort_early: Amount = 1.0
    effort_late: Amount = 1.0


EventKind = Literal[
    "election", "flare-up", "strain", "restraint", "far-east-incident", "taiwan-crisis", "withdrawal", "guiding-rules"
]


class Event(Table):
    """A dated event: in `quarter` (0 = the first), for a seat where it concerns one, and every so many quarters."""

    kind: EventKind
    quarter: Annotated[int, Field(ge=0, le=400)]
    seat: Name | None = None
    every: Annotated[int, Field(ge=1, le=400)] | None = None
    size: Share = 0.65  # of kinds that have one (`sim.scenario_checks.HAS_SIZE`)
    source: Line | None = None
    note: Title = DATED_EVENT

    def falls_in(self, quarter: int) -> bool:
        """Whether the event falls in a quarter."""
        late = quarter - self.quarter
        return late == 0 or (self.every is not None and late > 0 and late % self.every == 0)


class Prior(Table):
    """What is believed of a type before the game: triangular from low to high with its top at mode."""

    low: float
    mode: float
    high: float
    source: Line

    @model_validator(mode="after")
    def _in_order(self) -> Prior:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise ValueError("a prior needs low <= mode <= high and low < high")
        return self


class Priors(Table):
    """Priors over types: the challenger's greed (0-1), the patrons' resolve (shift of the intervention logit)."""

    greed: Prior
    resolve_a: Prior
    resolve_b: Prior


class Chance(Table):
    """Which shocks can happen at all in this place and time."""

    far_east: bool = False
    taiwan: bool = False


class Override(Table):
    """A parameter that this scenario sets, with its own source."""

    value: float
    source: Line


class Start(Table):
    """Another start of the same scenario: its title, what the briefing adds, and what differs at the opening.

    `opening` holds opening values by group and name, each as it stands in the scenario's own opening; `sim.starts`
    lays them over it, and checks them there.
    """

    title: Title
    briefing: Page
    opening: dict[str, dict[str, Any]]


class FirstOrder(Table):
    """An order that the scenario suggests for the first turn, in text notation, and one sentence on it."""

    order: Line
    text: Title


class Scenario(Table):
    """A whole scenario. `text` is the file as read and `digest` its BLAKE2b hash: manifests carry both.

    `moment` is the hour of the opening, where it matters; `turns` is the length of a turn in peace and `phases` whether
    a quarter of crisis is played in three phases; `minutes` is what one seat takes (`sim.turns`); `begins` names the
    start that the text is set to begin at, None for the scenario's own opening.
    """

    name: Name
    title: Title
    period: Title
    start: Annotated[str, Field(pattern=r"^\d{4}Q[1-4]$")]
    quarters: Annotated[int, Field(ge=1, le=400)]
    moment: Title | None = None
    theatre: Literal["land", "sea"]
    turns: Literal["quarter", "year"] = "quarter"
    phases: bool = False
    minutes: Annotated[int, Field(ge=1, le=1000)]
    begins: Name | None = None
    briefing: Page
    teaching_goals: Annotated[list[Page], Field(min_length=1, max_length=12)]
    debrief_questions: Annotated[list[Page], Field(min_length=1, max_length=20)]
    limits: Page
    first_orders: Annotated[list[FirstOrder], Field(default_factory=list, max_length=9)]
    seats: dict[Name, Seat]
    opening: Opening
    starts: Annotated[dict[Name, Start], Field(default_factory=dict, max_length=9)]
    chance: Chance = Chance()
    history: History | None = None
    calendar: Annotated[list[Event], Field(default_factory=list, max_length=200)]
    priors: Priors
    parameters: dict[str, Override] = Field(default_factory=dict)
    text: str = ""
    digest: str = ""

    @model_validator(mode="after")
    def _every_role_once(self) -> Scenario:
        roles = sorted(seat.role for seat in self.seats.values())
        if roles != sorted(role.value for role in Role):
            raise ValueError(f"the seats must fill each role once ({', '.join(Role)}); they fill {', '.join(roles)}")
        for event in self.calendar:
            if event.seat is not None and event.seat not in self.seats:
                raise ValueError(f"the calendar names the seat {event.seat!r}; the seats are {', '.join(self.seats)}")
        return self

    def seat_of(self, role: Role | str) -> str:
        """Return the name of the seat that plays a role."""
        return next(name for name, seat in self.seats.items() if seat.role == str(role))

    def role_of(self, seat: str) -> Role:
        """Return the role that a seat plays."""
        return Role(self.seats[seat].role)

    def by_role(self) -> Mapping[Role, str]:
        """Return seat names by role, in the order of `Role`."""
        return {role: self.seat_of(role) for role in Role}

    def date(self, quarter: int) -> str:
        """Return the calendar quarter (such as 1979Q2) of a quarter of the run."""
        return date_of(self.start, quarter)


def date_of(start: str, quarter: int) -> str:
    """Return the calendar quarter so many quarters after another, such as 1979Q1."""
    year, first = int(start[:4]), int(start[5])
    return f"{year + (first - 1 + quarter) // 4}Q{(first - 1 + quarter) % 4 + 1}"
