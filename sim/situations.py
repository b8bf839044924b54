"""Situations: the names under which moves, answers, cards and plans ask how things stand.

Each is worked out for every run from rows that all seats see, so that a seat can always tell what it may do. Facts hold
for a whole scenario, or for a whole quarter of it: they depend on the calendar alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.errors import UnknownName
from sim.language import _
from sim.seats import BORDER_WAR, CRISIS, GREY, OCCUPATION, PEACE, SETTLEMENT, STALEMATE

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

OFFERING = 0.3
"""Support from which a patron has something to offer, share."""
PULLED = 0.3
"""Pull of another theatre from which a patron counts as distracted, share."""
FULL = 0.95
"""Partnership level from which there is no step left to take."""
TENSE_STRAIT = 0.2
"""Pull of a Taiwan crisis from which the strait counts as tense, share."""
HELD = 0.01
"""Share of the border region from which land counts as held."""


class Rows(Protocol):
    """What a situation is read from: a world, or what a seat observes of it. Shapes (runs,) or (2, runs)."""

    @property
    def rung(self) -> FloatArray:
        """Rung of the ladder, code."""

    @property
    def coerced(self) -> FloatArray:
        """Whether the challenger coerces by trade, flag."""

    @property
    def distraction(self) -> FloatArray:
        """Pull of another theatre on each patron, share."""

    @property
    def support(self) -> FloatArray:
        """Support of each patron, share."""

    @property
    def level(self) -> FloatArray:
        """Partnership with each patron, share."""

    @property
    def gone(self) -> FloatArray:
        """Whether each patron has left, flag."""

    @property
    def land_held(self) -> FloatArray:
        """Border region held by the challenger, share."""

    @property
    def expedition(self) -> FloatArray:
        """Troops of the target in a third country, 100 000."""

    @property
    def taiwan(self) -> FloatArray:
        """Pull of a Taiwan crisis, share."""

    @property
    def divided(self) -> FloatArray:
        """Whether the first patron's government is divided, flag."""


@dataclass(frozen=True)
class Situation:
    """A named situation: what it means in plain words, and how it is read; without `holds` it is a fact."""

    name: str
    text: str
    holds: Callable[[Rows], BoolArray] | None = None


def _offers(patron: int) -> Callable[[Rows], BoolArray]:
    return lambda rows: (rows.gone[patron] == 0) & (rows.support[patron] >= OFFERING)


TABLE = (
    Situation("any", _("at any time"), lambda rows: rows.rung >= PEACE),
    Situation("peace", _("in peace"), lambda rows: rows.rung == PEACE),
    Situation("grey", _("while the challenger presses in the grey zone"), lambda rows: rows.rung == GREY),
    Situation("calm", _("in peace or under grey-zone pressure"), lambda rows: rows.rung <= GREY),
    Situation(
        "pressed",
        _("under grey-zone pressure or in a crisis"),
        lambda rows: (rows.rung == GREY) | (rows.rung == CRISIS),
    ),
    Situation("crisis", _("in a crisis"), lambda rows: rows.rung == CRISIS),
    Situation("war", _("at war"), lambda rows: (rows.rung >= BORDER_WAR) & (rows.rung < SETTLEMENT)),
    Situation("border-war", _("in an open border war"), lambda rows: rows.rung == BORDER_WAR),
    Situation("stalemate", _("at war across a static border"), lambda rows: rows.rung == STALEMATE),
    Situation("occupation", _("at war over occupied land"), lambda rows: rows.rung == OCCUPATION),
    Situation(
        "not-at-war", _("while there is no war"), lambda rows: (rows.rung < BORDER_WAR) | (rows.rung == SETTLEMENT)
    ),
    Situation("settlement", _("while a settlement is young"), lambda rows: rows.rung == SETTLEMENT),
    Situation("coerced", _("while the challenger coerces by trade"), lambda rows: rows.coerced > 0),
    Situation("threatened", _("in a crisis or at war"), lambda rows: (rows.rung >= CRISIS) & (rows.rung < SETTLEMENT)),
    Situation(
        "distracted",
        _("while another theatre pulls on the first patron"),
        lambda rows: rows.distraction[0] > PULLED,
    ),
    Situation("offer-a", _("while the first patron has something to offer"), _offers(0)),
    Situation("offer-b", _("while the second patron has something to offer"), _offers(1)),
    Situation(
        "room-a",
        _("while there is a step left to take with the first patron"),
        lambda rows: rows.level[0] < FULL,
    ),
    Situation(
        "room-b",
        _("while there is a step left to take with the second patron"),
        lambda rows: rows.level[1] < FULL,
    ),
    Situation("gone-a", _("after the first patron has left"), lambda rows: rows.gone[0] > 0),
    Situation("gone-b", _("after the second patron has left"), lambda rows: rows.gone[1] > 0),
    Situation("land-held", _("while the challenger holds land"), lambda rows: rows.land_held > HELD),
    Situation("abroad", _("while the target has troops in a third country"), lambda rows: rows.expedition > 0),
    Situation("strait", _("while the Taiwan Strait is tense"), lambda rows: rows.taiwan > TENSE_STRAIT),
    Situation("divided", _("while the first patron's government is divided"), lambda rows: rows.divided > 0),
    Situation("soviet-era", _("before 1992")),
    Situation("ukraine-war", _("while the war in Ukraine goes on elsewhere")),
    Situation("land", _("on land")),
    Situation("sea", _("at sea")),
    Situation("vote-due", _("in the quarter of the yearly vote at the United Nations")),
    Situation("election-near", _("in the two quarters up to the first patron's election")),
)
"""All situations, in their published order."""

SITUATIONS: Mapping[str, Situation] = {row.name: row for row in TABLE}
NAMES = tuple(SITUATIONS)


def situation(name: str) -> Situation:
    """Return a situation by name.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    if name not in SITUATIONS:
        raise UnknownName("situation", name, NAMES)
    return SITUATIONS[name]


def holds(names: Iterable[str], rows: Rows, facts: frozenset[str]) -> BoolArray:
    """Return whether all of some situations hold, shape (runs,).

    Parameters
    ----------
    names : names of SITUATIONS.
    rows : a world, or an observation of it.
    facts : the facts that hold this quarter (`sim.setting.facts_in`).
    """
    found: BoolArray | None = None
    for name in names:
        asked = SITUATIONS[name].holds
        here = asked(rows) if asked else np.full(rows.rung.shape[-1], name in facts)
        found = here if found is None else found & here
    return np.ones(rows.rung.shape[-1], bool) if found is None else found


def words(names: Iterable[str]) -> str:
    """Return the situations that must hold together in plain words: "in peace; while ... has something to offer"."""
    return "; ".join(SITUATIONS[name].text for name in names)
