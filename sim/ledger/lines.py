"""Lines of an account: six groups, three more that make them add up to the change, and the parts of the course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.ledger.inputs import CARRIED, GROUPS, MEANINGS, TITLES, Group
from sim.ledger.shapley import shares
from sim.world import GRAIN

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Line(StrEnum):
    """The lines of an account, and of its course."""

    COURSE = "course"
    BEGAN = "as_it_began"
    OWN = Group.OWN.value
    OTHERS = Group.OTHERS.value
    AID = Group.AID.value
    ATTRITION = Group.ATTRITION.value
    ALLIANCE = Group.ALLIANCE.value
    QUARREL = Group.QUARREL.value
    CHANCE = Group.CHANCE.value
    LIMITS = "limits"
    ROUNDING = "rounding"


LINES = (Line.COURSE, *(Line(group.value) for group in GROUPS), Line.LIMITS, Line.ROUNDING)
"""The lines of an account, in the order in which they are shown: they add up to the change."""

PARTS = (Line.BEGAN, *(Line(group.value) for group in CARRIED))
"""The parts of its course, likewise: they add up to the course."""

TITLE_OF: Mapping[Line, str] = MappingProxyType(
    {
        Line.COURSE: _("course"),
        Line.BEGAN: _("as it began"),
        Line.LIMITS: _("limits"),
        Line.ROUNDING: _("rounding"),
        **{Line(group.value): title for group, title in TITLES.items()},
    }
)
MEANING_OF: Mapping[Line, str] = MappingProxyType(
    {
        Line.COURSE: _("what the quarter would have brought with nothing new and with middling luck"),
        Line.BEGAN: _("what the quarter would have brought with everything but the quantity itself as at the opening"),
        Line.LIMITS: _("what the bounds of the quantity cut off"),
        Line.ROUNDING: _("what is left over because every line is a whole number of billionths"),
        **{Line(group.value): meaning for group, meaning in MEANINGS.items()},
    }
)


@dataclass(frozen=True)
class Changes:
    """A quantity's changes in replays, in the order of their coalitions: shape (64, ...).

    Attributes
    ----------
    free : what would have come without the quantity's own bounds.
    cut : what the bounds cut off, as a change of the quantity.
    """

    free: FloatArray
    cut: FloatArray


def grains(values: FloatArray) -> IntArray:
    """Return values as whole numbers of grains (billionths), shape of `values`."""
    return np.rint(values * GRAIN).astype(np.int64)


def split(before: FloatArray, after: FloatArray, new: Changes, carried: Changes) -> tuple[IntArray, IntArray]:
    """Return the lines of a change, (lines, ...), and the parts of its course, (parts, ...), in grains.

    As whole numbers the lines add up to the change, and the parts to the course.

    Parameters
    ----------
    before, after : what the quantity was and what it became.
    new, carried : its changes where GROUPS are held as a quarter ago, and where CARRIED are held as at the opening.
    """
    parts = np.concatenate([grains(carried.free[:1]), _shared(carried)])
    lines = np.concatenate([parts.sum(0)[None], _shared(new), grains(new.cut[-1:])])
    rest = grains(after) - grains(before) - lines.sum(0)
    return np.concatenate([lines, rest[None]]), parts


def _shared(changes: Changes) -> IntArray:
    """Return each group's share of changes, in whole grains, shape (groups, ...)."""
    return np.rint(shares(grains(changes.free))).astype(np.int64)
