"""Doctrines of the challenger, in their published order."""

from __future__ import annotations

from sim.doctrines.entry import Doctrine
from sim.language import _
from sim.postures import ChallengerPosture
from sim.seats import Role


def _challenger(name: str, text: str, claims: str, greed: float, posture: ChallengerPosture) -> Doctrine:
    levers = tuple(k for k, v in vars(posture).items() if v != getattr(ADAPTIVE, k))
    return Doctrine(
        name, Role.CHALLENGER, text, tuple(claims.split()), posture, greed, "adaptive" if levers else "", levers
    )


ADAPTIVE = ChallengerPosture()
CHALLENGER = (
    _challenger("adaptive", _("Weighs each option as the rules have it, without a bias."), "D3", 0.25, ADAPTIVE),
    _challenger(
        "bleed-white",
        _("Keeps a static front alive with shelling and raids, takes no land, and waits."),
        "A5 A11 A25 A26",
        0.25,
        ChallengerPosture(0.0, 0.03, 0.03, 0.03, -0.05, bleed=1.6, hold=0.3, offense=0.05),
    ),
    _challenger(
        "punitive",
        _("Inclined to a short limited war that teaches a lesson, then goes home."),
        "A4 B3",
        0.25,
        ChallengerPosture(0.0, 0.03, 0.06, 0.10, -0.10, bleed=0.6, hold=0.1, offense=0.10),
    ),
    _challenger(
        "seize",
        _("Inclined to take land and keep it."),
        "A28 A29 D3",
        1.0,
        ChallengerPosture(0.0, 0.03, 0.06, 0.0, 0.20, bleed=1.2, hold=0.9, offense=0.70, takes_land=True),
    ),
    _challenger(
        "coerce",
        _("Presses through trade and the grey zone, and keeps from war."),
        "C4 C7 D3",
        0.5,
        ChallengerPosture(0.10, 0.03, -0.05, -0.10, -0.10, bleed=0.6, hold=0.3, offense=0.10),
    ),
    _challenger(
        "charm",
        _("Courts the target, and keeps from pressure of every kind."),
        "C3",
        0.0,
        ChallengerPosture(-0.10, -0.08, -0.12, -0.10, -0.10, bleed=0.5, hold=0.3, offense=0.05),
    ),
)
