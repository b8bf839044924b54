"""Inputs of a quarter: which of them belong to which of the six groups, and what stands outside all of them.

A quarter is fixed by the state that it begins with, by what the seats order, by the events of its date, and by its
draws. Each input belongs to one group, or to what is as it stands in every replay: the quarrel itself, the home front,
and records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sim.language import _
from sim.seats import Role


class Group(StrEnum):
    """The six groups of inputs between which a change is split."""

    OWN = "own_policy"
    OTHERS = "others_policy"
    AID = "aid"
    ATTRITION = "attrition"
    ALLIANCE = "alliance"
    CHANCE = "chance"


GROUPS = tuple(Group)
"""All groups, in the order in which lines are shown."""

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
    }
)
"""Rows of the state in each group; what a group without rows holds is not state but orders or draws."""

STANDING = (
    *("rung", "quarters_on_rung", "war_spell", "aim", "coerced"),
    *("grievance", "grievance_onset", "trust", "tie", "conceded"),
    *("gdp_path", "legitimacy", "trade_dependence", "pledged", "pledge_wait"),
    *("greed", "resolve", "support_opening"),
    *("ever_war", "ever_occupied", "ever_general_war", "crises", "concessions", "war_quarters"),
    *("first_war", "settled_in", "terms"),
)
"""Rows that are as they stand in every replay: the quarrel, the home front, types and records.

So are the agenda of moves (capital, what was ordered before and is still in force, the card on the table), the date,
parameters and opening values.
"""

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

TITLES: Mapping[Group, str] = MappingProxyType(
    {
        Group.OWN: _("own policy"),
        Group.OTHERS: _("others' policy"),
        Group.AID: _("aid"),
        Group.ATTRITION: _("attrition"),
        Group.ALLIANCE: _("alliance"),
        Group.CHANCE: _("chance"),
    }
)

MEANINGS: Mapping[Group, str] = MappingProxyType(
    {
        Group.OWN: _("what the seat ordered otherwise than a quarter ago: its posture, moves, answers and cards"),
        Group.OTHERS: _("what the other three seats ordered otherwise than a quarter ago"),
        Group.AID: _("the patrons' will and means to help, other theatres, and dated events that touch them"),
        Group.ATTRITION: _("forces, dead, stocks, burden, weariness, optimism, land and losses of output"),
        Group.ALLIANCE: _("partnerships, how far they are believed, rivalries, and patrons that fight"),
        Group.CHANCE: _("this quarter's draws against their medians"),
    }
)


@dataclass(frozen=True, order=True)
class Input:
    """One input that can be held: its kind, its name, and which row of a pair (of a seat: its place among roles).

    Attributes
    ----------
    kind : "row", "lever", "orders", "event" or "draw".
    name : row of the state; lever of a posture, or "" for its moves and answers; kind of event; name of a draw.
    place : row of a pair, role of a lever (0-3), or place of an event in the calendar; None where there is one alone.
    """

    kind: str
    name: str
    place: int | None = None

    def group(self, own: Role) -> Group | None:
        """Return its group where the seat in the role `own` asks; None if it is as it stands in every replay."""
        if self.kind == "row":
            return GROUP_OF_ROW.get(self.name)
        if self.kind == "event":
            return EVENT_GROUPS.get(self.name)
        if self.kind == "draw":
            return Group.CHANCE
        return Group.OWN if tuple(Role)[self.place or 0] is own else Group.OTHERS
