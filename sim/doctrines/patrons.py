"""Doctrines of the patrons, in their published order."""

from __future__ import annotations

from sim.doctrines.entry import Doctrine
from sim.language import _
from sim.postures import PatronPosture
from sim.seats import Role


def _patron(role: Role, name: str, text: str, claims: str, resolve: float, posture: PatronPosture) -> Doctrine:
    return Doctrine(name, role, text, tuple(claims.split()), posture, resolve)


PATRON_A = (
    _patron(
        Role.PATRON_A,
        "full",
        _("Offers a treaty, gives all the aid that its support carries, and fears escalation less."),
        "A2 A12",
        0.5,
        PatronPosture(offer=1.0, aid=1.0, fear=0.6),
    ),
    _patron(
        Role.PATRON_A,
        "limited",
        _("Offers a partnership short of a treaty, and two thirds of that aid."),
        "A13 A15",
        0.0,
        PatronPosture(offer=0.6, aid=0.65),
    ),
    _patron(
        Role.PATRON_A,
        "offshore",
        _("Keeps its distance: ordinary ties, a third of the aid, little readiness to fight."),
        "A16 A17",
        -0.8,
        PatronPosture(offer=0.4, aid=0.3),
    ),
    _patron(
        Role.PATRON_A,
        "burden-shifting",
        _("Leaves the burden to others: a fifth of the aid, next to no readiness to fight."),
        "A16 A18",
        -1.5,
        PatronPosture(offer=0.4, aid=0.2),
    ),
)
PATRON_B = (
    _patron(
        Role.PATRON_B,
        "supplier",
        _("Sells arms and keeps friendly, and will not fight."),
        "B9 C6 C8",
        -3.0,
        PatronPosture(offer=0.4, aid=0.25),
    ),
    _patron(
        Role.PATRON_B,
        "lean-china",
        _("Leans to the challenger: gives it cover and supplies, and cuts its sales to the target."),
        "B9 D1 D4",
        -6.0,
        PatronPosture(offer=0.25, aid=0.0, lean=1.0, arms=-0.04, challenger_supply=0.15),
    ),
    _patron(
        Role.PATRON_B,
        "balance-china",
        _("Balances the challenger: closer ties and more aid for the target."),
        "C8 D2 D6",
        -0.8,
        PatronPosture(offer=0.7, aid=0.6),
    ),
    _patron(
        Role.PATRON_B,
        "patron",
        _("A treaty patron, as the Soviet Union in 1979 and Europe today: full aid."),
        "A6 A8 A9",
        0.0,
        PatronPosture(offer=1.0, aid=1.0),
    ),
)
