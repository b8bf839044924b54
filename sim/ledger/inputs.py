"""Inputs of a quarter: which of them belong to which group, and what is as it stands in every replay.

A quarter is fixed by the state that it begins with, by what the seats order, by the events of its date, and by its
draws. Each input belongs to one of six groups, or to the quarrel itself, which no group holds: it is part of the course
of things, and is told apart there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sim.language import _
from sim.seats import SIDES, Role


class Group(StrEnum):
    """A group of inputs."""

    OWN = "own_policy"
    OTHERS = "others_policy"
    AID = "aid"
    ATTRITION = "attrition"
    ALLIANCE = "alliance"
    CHANCE = "chance"
    QUARREL = "quarrel"


GROUPS = (Group.OWN, Group.OTHERS, Group.AID, Group.ATTRITION, Group.ALLIANCE, Group.CHANCE)
"""The groups between which what is new in a quarter is split, in the order in which lines are shown."""

CARRIED = (Group.OWN, Group.OTHERS, Group.AID, Group.ATTRITION, Group.ALLIANCE, Group.QUARREL)
"""The groups between which the course of things is split: chance is middling there, and the quarrel counts."""

ROW_GROUPS: Mapping[Group, tuple[str, ...]] = MappingProxyType(
    {
        Group.AID: (
            *("support", "fatigue", "mood", "distraction", "taiwan", "gone", "abandoned_in"),
            *("divided", "flow", "backlog", "too_much", "usual_aid", "stepped_in", "reliance"),
            *("asked_in", "approved_in", "delivered_in"),
        ),
        Group.ATTRITION: (
            *("force", "dead", "burden", "weariness", "optimism", "stocks", "output", "self_supply"),
            *("land_held", "land_ceded", "peak_land_lost", "output_loss", "scar"),
            *("expedition", "exit_decided", "dead_abroad", "army", "military_burden"),
        ),
        Group.ALLIANCE: ("level", "credibility", "reliability", "fighting", "rivalry", "breach", "credit"),
        Group.QUARREL: (
            *("rung", "quarters_on_rung", "war_spell", "aim", "coerced"),
            *("grievance", "grievance_onset", "trust", "tie", "conceded"),
            *("gdp_path", "legitimacy", "trade_dependence", "pledged", "pledge_wait"),
            *("greed", "resolve", "support_opening"),
            *("ever_war", "ever_occupied", "ever_general_war", "crises", "concessions", "war_quarters"),
            *("first_war", "settled_in", "terms"),
        ),
    }
)
"""Rows of the state in each group; every row is in exactly one. The other groups hold orders and draws."""

EVENT_GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        "election": Group.AID,
        "flare-up": Group.AID,
        "withdrawal": Group.AID,
        "taiwan-crisis": Group.AID,
        "far-east-incident": Group.ALLIANCE,
        "strain": Group.ALLIANCE,
        "restraint": Group.ALLIANCE,
    }
)
"""Kinds of dated events by group: held, an event does not fall. Guiding rules, once in force, are as they stand."""

GROUP_OF_ROW: Mapping[str, Group] = MappingProxyType(
    {name: group for group, names in ROW_GROUPS.items() for name in names}
)

SIDED = frozenset({"force", "dead", "burden", "weariness", "optimism"})
"""Rows that hold a number for each of the two sides; other pairs are the patrons'."""

SEEN_TO = ("event", "draw", "orders")
"""Kinds of inputs that are new by nature: nothing of them is left from a quarter ago."""

TITLES: Mapping[Group, str] = MappingProxyType(
    {
        Group.OWN: _("own policy"),
        Group.OTHERS: _("others' policy"),
        Group.AID: _("aid"),
        Group.ATTRITION: _("attrition"),
        Group.ALLIANCE: _("alliance"),
        Group.CHANCE: _("chance"),
        Group.QUARREL: _("the quarrel"),
    }
)

MEANINGS: Mapping[Group, str] = MappingProxyType(
    {
        Group.OWN: _("what the seat orders: its posture, moves, answers and cards"),
        Group.OTHERS: _("what the other three seats order"),
        Group.AID: _("the patrons' will and means to help, other theatres, and dated events that touch them"),
        Group.ATTRITION: _("forces, dead, stocks, burden, weariness, optimism, land and losses of output"),
        Group.ALLIANCE: _("partnerships, how far they are believed, rivalries, and patrons that fight"),
        Group.CHANCE: _("this quarter's draws against their medians"),
        Group.QUARREL: _(
            "the rung of the ladder, grievance, trust, ties, concessions, and the state of the home front"
        ),
    }
)


@dataclass(frozen=True, order=True)
class Input:
    """One input that can be held.

    Attributes
    ----------
    kind : "row" of the state, "lever" of a posture, "orders" of a seat beside its posture, "agenda" (what it ordered
        before and is still in force), dated "event", or "draw".
    name : row, lever, row of the agenda, kind of event, or name of the draw; "" for orders.
    place : which row of a pair or of the agenda, place of an event in the calendar; None where there is one alone.
    role : of a lever, orders, or what is on the agenda; None where no seat has it.
    """

    kind: str
    name: str
    place: int | None = None
    role: Role | None = None

    def group(self, own: Role) -> Group | None:
        """Return its group where the seat in the role `own` asks; None if it is as it stands in every replay."""
        if self.kind == "row":
            return GROUP_OF_ROW[self.name]
        if self.kind == "event":
            return EVENT_GROUPS.get(self.name)
        if self.kind == "draw":
            return Group.CHANCE
        if self.role is None:
            return Group.QUARREL
        return Group.OWN if self.role is own else Group.OTHERS

    def is_of(self, rows: Collection[tuple[str, int | None]]) -> bool:
        """Whether it is one of some rows of the state or of the agenda."""
        return self.kind in ("row", "agenda") and (self.name, self.place) in rows

    @property
    def node(self) -> str:
        """Its name in `ledger.toml`."""
        if self.kind == "row":
            return f"{self.name}.{SIDES[self.place or 0].value}" if self.name in SIDED else self.name
        if self.kind == "lever":
            return f"{self.role}.{self.name}"
        if self.kind == "orders":
            return f"orders.{self.role}"
        plain = self.name.removesuffix("/patron-a").removesuffix("/patron-b")
        return f"{self.kind}.{'actions/accept' if plain.startswith('actions/accept') else plain}"
