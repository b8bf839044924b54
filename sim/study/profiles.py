"""Every posture of a seat against what the others may play, as cells: all pairs of the others' doctrines occur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.errors import UnknownName
from sim.study.cells import Cell, Load


@dataclass(frozen=True)
class Profiles:
    """Cells, profile by profile of the opponents; in each the posture in question first, then `width` - 1 others."""

    cells: tuple[Cell, ...]
    width: int


def profiles(cell: Cell, seat: str, doctrine: str, load: Load) -> Profiles:
    """Return the profiles of a cell's scenario.

    Parameters
    ----------
    seat, doctrine : whose postures are compared, and the one in question.

    Raises
    ------
    UnknownName
        If the scenario has no such seat, or does not offer it that doctrine.
    """
    scenario = load(cell.scenario)
    if seat not in scenario.seats:
        raise UnknownName(f"seat of {scenario.name}", seat, scenario.seats)
    offered = scenario.seats[seat].doctrines
    if doctrine not in offered:
        raise UnknownName(f"doctrine offered to {seat}", doctrine, offered)
    postures = [doctrine, *(name for name in offered if name != doctrine)]
    others = {name: row.doctrines for name, row in scenario.seats.items() if name != seat}
    made = [
        replace(cell, doctrines=tuple(sorted({**dict(cell.doctrines), **played, seat: posture}.items())))
        for played in _covering(others)
        for posture in postures
    ]
    return Profiles(tuple(made), len(postures))


def _covering(offered: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Return choices of three seats in which every pair of two seats' doctrines occurs, in as few as that takes."""
    first, second, third = sorted(offered, key=lambda seat: -len(offered[seat]))
    few = len(offered[third])
    return [
        {first: one, second: other, third: offered[third][(i + j) % few]}
        for i, one in enumerate(offered[first])
        for j, other in enumerate(offered[second])
    ]
