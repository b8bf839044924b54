"""The four no's as pledges: switches that cap what the target may do and that cost something to break.

A pledge is in force until the target's posture leaves it out. The caps act through `sim.rules.partnerships`, the price
of breaking one through `sim.rules.pledge_price`. Source: essays B and C [EssayB] [EssayC]; the weights are assumed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.errors import UnknownName
from sim.language import _


@dataclass(frozen=True)
class Pledge:
    """One pledge: what it binds, what breaking it opens, and how heavily breaking it weighs (0-1)."""

    name: str
    text: str
    binds: str
    opens: str
    weight: float


PLEDGES = (
    Pledge(
        "no-alliance",
        _("Join no military alliance."),
        _("partnership at most at the pledged level with any patron in calm; below a treaty under threat"),
        _("a defence treaty"),
        1.0,
    ),
    Pledge(
        "no-siding",
        _("Side with no country against another."),
        _("votes for or against a great power, naming China in public, joining blocs"),
        _("taking a side in public"),
        0.4,
    ),
    Pledge(
        "no-bases",
        _("Allow no foreign military base."),
        _("basing; port calls are not bases"),
        _("a patron's base on the coast"),
        0.8,
    ),
    Pledge(
        "no-first-force",
        _("Neither use force first nor threaten to."),
        _("counter-attack beyond the border, first use of force at sea"),
        _("force beyond the border"),
        0.6,
    ),
)
"""Order of the first axis of an array of shape (4, runs) that concerns the pledges."""

NAMES = tuple(pledge.name for pledge in PLEDGES)
FOUR_NOS = frozenset(NAMES)
THREE_NOS = FOUR_NOS - {"no-first-force"}
"""The doctrine of the late 1990s: no bases, no alliance, no siding."""
NO_ALLIANCE = NAMES.index("no-alliance")


def pledge(name: str) -> Pledge:
    """Return a pledge by name.

    Raises
    ------
    UnknownName
        If there is no such pledge.
    """
    for row in PLEDGES:
        if row.name == name:
            return row
    raise UnknownName("pledge", name, NAMES)
