"""Effects: what a move, an answer or the option of a card does, as data: a path, a size, and how long.

A path leads to a row of the state (changed once), or to a lever of the seat's posture, a parameter or an opening value
(changed while the effect is in force, or for good where it stays). So what seats do changes what the rules read, and
no rule is written twice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sim.parameters import table as parameter_table
from sim.postures import LIMITS, SWITCHES, ChallengerPosture, PatronPosture, TargetPosture
from sim.rows import Reader
from sim.scenario import Opening
from sim.seats import PATRONS, Role
from sim.setting import GROUPS, known_openings
from sim.sourced import SourcedRate, SourcedShare
from sim.world import ROWS

KINDS = ("state", "lever", "parameter", "setting", "agenda")
PLACES = {"a": 0, "b": 1, "target": 0, "challenger": 1}
"""Which row of a pair a path means: of the patrons, or of the sides."""
SCALES = (
    *("cohesion", "greed", "modesty", "support-a", "support-b", "rivalry-a", "rivalry-b"),
    *("legitimacy", "trade", "weariness"),
)
"""Shares of a run by which a size can be multiplied."""
CHANCES = ("support-a", "support-b", "cohesion")
"""Shares of a run that can be the chance that a move comes about."""
LARGEST = 10.0
"""No size is larger than this."""

Limits = tuple[float, float]
POSTURES = {
    Role.TARGET: TargetPosture,
    Role.CHALLENGER: ChallengerPosture,
    Role.PATRON_A: PatronPosture,
    Role.PATRON_B: PatronPosture,
}


@dataclass(frozen=True, order=True)
class Path:
    """Where an effect acts: `kind.name`, and which row of a pair. A lever's role is the acting seat's."""

    kind: str
    name: str
    place: int | None = None
    role: str = ""

    @cached_property
    def limits(self) -> Limits:
        """The limits that the value keeps to."""
        if self.kind == "state":
            row = _state()[self.name]
            return row[1], row[2]
        if self.kind == "lever":
            return LIMITS[POSTURES[Role(self.role)]][self.name]
        if self.kind == "parameter":
            held = parameter_table()[self.name]
            return held.minimum, held.maximum
        return (0.0, 1.0) if self.kind == "agenda" else settings()[self.name][1]


@dataclass(frozen=True)
class Effect:
    """One effect.

    Attributes
    ----------
    path : where it acts.
    size : what is added, or by what the value is multiplied.
    times : whether it multiplies.
    stays : whether it never wears off.
    by : the share of a run by which the size is multiplied (SCALES); "" for none.
    """

    path: Path
    size: float
    times: bool = False
    stays: bool = False
    by: str = ""


@lru_cache(maxsize=1)
def _state() -> dict[str, tuple[int, float, float]]:
    return {row.name: (row.size, row.low, row.high) for row in ROWS}


@lru_cache(maxsize=1)
def settings() -> dict[str, tuple[bool, Limits]]:
    """Return the opening values that an effect can change, by the name under which rules read them.

    Each with whether it is a pair of the patrons', and its limits.
    """
    found: dict[str, tuple[bool, Limits]] = {}
    for name in known_openings():
        group, _dot, field = name.partition(".")
        table = Opening.model_fields[group].annotation
        kind = table.model_fields[field].annotation  # type: ignore[union-attr]
        limits = (0.0, 1.0) if kind is SourcedShare else (-1.0, 1.0) if kind is SourcedRate else (0.0, math.inf)
        found[_flat_name(group, field)] = (group in PATRONS, limits)
    return found


def _flat_name(group: str, field: str) -> str:
    """Return the name under which `sim.setting` hands an opening value to the rules."""
    assert group in GROUPS
    if group in PATRONS:
        return "patron_market" if field == "market" else field
    return field if group == "quarrel" else f"{group}_{field}"


def effects_of(reader: Reader, role: str) -> tuple[Effect, ...]:
    """Return the effects of a row, noting faults; `role` is that of the seat that acts."""
    found = []
    for number, row in enumerate(reader.rows("effects"), start=1):
        row.where = f"{reader.where}.effects[{number}]"
        effect = _effect(row, role)
        row.close(effect)
        if effect is not None:
            found.append(effect)
    return tuple(found)


def _effect(reader: Reader, role: str) -> Effect | None:
    path = path_of(reader, reader.text("on"), role)
    given = [name for name in ("add", "times") if name in reader.row]
    if len(given) != 1:
        reader.fault("add", "give either add or times")
        return None
    size = reader.row.pop(given[0])
    times, stays = given[0] == "times", reader.flag("stays")
    by = reader.maybe("by", among=SCALES)
    if isinstance(size, bool) or not isinstance(size, (int, float)) or not abs(size) <= LARGEST:
        reader.fault(given[0], f"has to be a number, at most {LARGEST:g} in size")
        return None
    if path is None:
        return None
    once = path.kind in ("state", "agenda")
    if times and (size < 0 or stays or once):
        reader.fault("times", "has to be 0 or more, cannot stay, and cannot change a row of the state")
    if stays and once:
        reader.fault("stays", "a row of the state is changed once; it stays as the rules have it")
    return Effect(path, float(size), times, stays, by)


def path_of(reader: Reader, text: str, role: str) -> Path | None:
    """Return the path that a text means, or None after noting what is wrong with it."""
    kind, _dot, rest = text.partition(".")
    name, _dot, place = rest.partition(".")
    reader.check("on", kind, KINDS)
    names: Mapping[str, Sequence[str]] = {
        "state": tuple(_state()),
        "lever": tuple(lever for lever in LIMITS[POSTURES[Role(role)]] if lever not in SWITCHES),
        "parameter": tuple(parameter_table()),
        "setting": tuple(settings()),
        "agenda": ("cohesion",),
    }
    if kind not in names:
        return None
    if name not in names[kind]:
        reader.check("on", name, names[kind])
        return None
    paired = _state()[name][0] == 2 if kind == "state" else kind == "setting" and settings()[name][0]
    if paired != (place in PLACES) or (kind == "state" and _state()[name][0] > 2):
        reader.fault(
            "on", f"{text!r}: a pair needs .a, .b, .target or .challenger at its end, and nothing else has one"
        )
        return None
    return Path(kind, name, PLACES[place] if paired else None, role if kind == "lever" else "")
