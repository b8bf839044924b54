"""Leader cards: whom the seat served without being told, and how the game looks by that leader's two cares."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from sim.errors import Fault
from sim.game.debrief.revelations import RoadTaken
from sim.language import _
from sim.rows import Reader, rows_of, stop_at
from sim.seats import Role
from sim.study.meters import METERS

FILE = "leaders.toml"
TITLES = {meter.name: meter.title for meter in METERS} | {"lives": _("loss of life")}
CARES = tuple(f"{sign}{name}" for name in TITLES for sign in "+-")
ROLES = tuple(role.value for role in Role)
SAME = 1e-9


@dataclass(frozen=True)
class Leader:
    """A leader: its name, role, who it is, and the two measures it cares about, the first more than the second."""

    id: str
    role: Role
    text: str
    first: str
    then: str


@lru_cache(maxsize=1)
def leaders() -> dict[str, Leader]:
    """Return all leaders by id.

    Raises
    ------
    InputError
        If the file has faults.
    """
    faults: list[Fault] = []
    text = resources.files("sim.game.debrief").joinpath(FILE).read_text("utf-8")
    found = rows_of(text, "leader", "id", _leader, FILE, faults)
    stop_at(faults, FILE)
    return found


def _leader(read: Reader) -> Leader:
    name, role = read.text("id"), read.text("role", among=ROLES)
    return Leader(
        name,
        Role(role) if role in ROLES else Role.TARGET,
        read.text("text"),
        read.text("first", among=CARES),
        read.text("then", among=CARES),
    )


def leader_of(seed: int, seat: str, role: Role) -> Leader:
    """Return the leader whom a seat serves in a game: fixed by its seed, and nowhere kept."""
    own = [row for row in leaders().values() if row.role is role]
    drawn = hashlib.blake2b(f"leader/{seed}/{seat}".encode(), digest_size=8).digest()
    return own[int.from_bytes(drawn) % len(own)]


def line(leader: Leader, roads: Sequence[RoadTaken], whose: str = "") -> str:
    """Return the leader's line: whom the seat served, and where the game stands by each care among the roads.

    Parameters
    ----------
    whose : the label of the target, whose meters they are, where the seat is another's.
    """
    words = _("{who} Unsaid until now: {first} counted most, and {then} next.")
    told = words.format(who=_(leader.text), first=_care(leader.first, whose), then=_care(leader.then, whose))
    played = next((road for road in roads if road.played), None)
    others = [road for road in roads if not road.played]
    if played is None or not others:
        return told
    said = [_standing(care, played, others) for care in (leader.first, leader.then)]
    return " ".join([told, *said, _("The two were never added up.")])


def _care(care: str, whose: str) -> str:
    title = TITLES[care[1:]] if not whose else _("{what} of {label}").format(what=TITLES[care[1:]], label=whose)
    return (_("more {what}") if care[0] == "+" else _("less {what}")).format(what=title)


def _standing(care: str, played: RoadTaken, others: Sequence[RoadTaken]) -> str:
    """Return how many of the roads did better by one care, as a sentence."""
    sign, name = (1.0 if care[0] == "+" else -1.0), care[1:]
    mine = sign * played.meters[name]
    better = sum(sign * road.meters[name] > mine + SAME for road in others)
    same = sum(abs(sign * road.meters[name] - mine) <= SAME for road in others)
    words = _("By {what}, {better} of the {count} roads on the same luck did better and {same} as well.")
    return words.format(what=TITLES[name], better=better, same=same, count=len(others))
