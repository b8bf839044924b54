"""Lines of an account: the six groups, and three more that make them add up to the change exactly."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.ledger.inputs import MEANINGS, TITLES, Group
from sim.ledger.shapley import shares
from sim.world import GRAIN

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


class Line(StrEnum):
    """The lines of an account."""

    COURSE = "course"
    OWN = Group.OWN.value
    OTHERS = Group.OTHERS.value
    AID = Group.AID.value
    ATTRITION = Group.ATTRITION.value
    ALLIANCE = Group.ALLIANCE.value
    CHANCE = Group.CHANCE.value
    LIMITS = "limits"
    ROUNDING = "rounding"


LINES = tuple(Line)
"""All lines, in the order in which they are shown."""

TITLE_OF: Mapping[Line, str] = MappingProxyType(
    {
        Line.COURSE: _("course"),
        Line.LIMITS: _("limits"),
        Line.ROUNDING: _("rounding"),
        **{Line(group.value): title for group, title in TITLES.items()},
    }
)
MEANING_OF: Mapping[Line, str] = MappingProxyType(
    {
        Line.COURSE: _("what the quarter would have brought with nothing new and with middling luck"),
        Line.LIMITS: _("what the bounds of the quantity cut off"),
        Line.ROUNDING: _("what is left over because every line is a whole number of billionths"),
        **{Line(group.value): meaning for group, meaning in MEANINGS.items()},
    }
)


def grains(values: FloatArray) -> IntArray:
    """Return values as whole numbers of grains (billionths), shape of `values`."""
    return np.rint(values * GRAIN).astype(np.int64)


def split(before: FloatArray, after: FloatArray, changes: FloatArray, cut: FloatArray) -> IntArray:
    """Return the lines of a change in grains, shape (lines, ...): as whole numbers they add up to it exactly.

    Parameters
    ----------
    before, after : what the quantity was and what it became.
    changes : its change in every coalition, shape (64, ...), each from where its own replay began.
    cut : what bounds cut off in every coalition, likewise, as a change of the quantity.
    """
    free = changes - cut
    groups = grains(shares(free))
    lines = np.concatenate([grains(free[:1]), groups, grains(cut[-1:])])
    rest = grains(after) - grains(before) - lines.sum(0)
    return np.concatenate([lines, rest[None]])
