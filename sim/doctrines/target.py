"""Doctrines of the target, in their published order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.doctrines.entry import AS_HISTORY, Doctrine, keep
from sim.language import _
from sim.observation import Observation
from sim.pledges import FOUR_NOS
from sim.postures import Posture, TargetPosture
from sim.seats import Role


def one_depend(posture: Posture, observation: Observation) -> Posture:
    """Under threat, seek a closer tie with patron A, the closer the more reliable it has proved.

    Claims A13, A21, C4 [EssayA].
    """
    assert isinstance(posture, TargetPosture)
    deeper = np.minimum(posture.level_a + posture.conditional * observation.reliability[0], 1.0)
    return replace(posture, level_a=np.where(observation.threatened, deeper, posture.level_a))


FOUR = TargetPosture(pledges=FOUR_NOS)
ALLIED = replace(FOUR, pledges=FOUR_NOS - {"no-alliance"})
BAMBOO = replace(FOUR, level_a=0.50, level_b=0.50, tie=0.50, reassurance=0.9, paced=True)
TIES = ("level_a", "level_b", "tie", "reassurance")


def _target(name: str, text: str, claims: str, posture: TargetPosture, near: str, levers: tuple[str, ...]) -> Doctrine:
    decide = one_depend if np.any(posture.conditional) else keep
    return Doctrine(name, Role.TARGET, text, tuple(claims.split()), posture, 0.0, near, levers, decide)


TARGET = (
    _target(
        "four-nos",
        _("No alliance, no siding, no bases, no first force: middling ties with all, some reassurance."),
        "B2 B5 C4",
        FOUR,
        "",
        (),
    ),
    _target(
        "one-depend",
        _("Four no's, and under threat a closer tie with the first patron, as far as it has proved reliable."),
        "A13 A21 C4",
        replace(FOUR, conditional=0.7),
        "four-nos",
        ("conditional",),
    ),
    _target(
        "bamboo",
        _("More of every tie, much reassurance, and no step up while the quarrel is hot."),
        "B8 B12 B14 C1 C2 C3",
        BAMBOO,
        "four-nos",
        (*TIES, "paced"),
    ),
    _target(
        "china-closer",
        _("Four no's with the challenger kept closer than the patrons, and more reassurance."),
        "A31",
        replace(FOUR, tie=0.60, reassurance=0.8),
        "four-nos",
        ("tie", "reassurance"),
    ),
    _target(
        "augmented",
        _("Four no's with denial at home, and exercises and stockpiles with the first patron, without a treaty."),
        "B16 B17",
        replace(FOUR, self_help=1.0, seasoning=1.0),
        "four-nos",
        ("self_help", "seasoning"),
    ),
    _target(
        "porcupine",
        _("Bamboo with denial at home: the clean contrast for self-help."),
        "B6 B16 B17",
        replace(BAMBOO, self_help=1.0),
        "bamboo",
        ("self_help",),
    ),
    _target(
        "ally-us",
        _("A bare defence treaty with the first patron: little reassurance, a weak tie with the challenger."),
        "A12 A31 B1",
        replace(ALLIED, level_a=1.0, level_b=0.20, tie=0.20, reassurance=0.1, concession=0.1),
        "four-nos",
        (*TIES, "concession", "pledges"),
    ),
    _target(
        "ally-russia",
        _("A defence treaty with the second patron."),
        "A8 A12 C8",
        replace(ALLIED, level_a=0.20, level_b=1.0, reassurance=0.3, concession=0.2),
        "four-nos",
        ("level_a", "level_b", "reassurance", "concession", "pledges"),
    ),
    _target(
        "accommodate",
        _("Close to the challenger, distant from the patrons, ready to give way."),
        "A31 D3",
        replace(FOUR, level_a=0.20, level_b=0.30, tie=0.80, reassurance=1.0, concession=1.0),
        "four-nos",
        (*TIES, "concession"),
    ),
    _target(
        AS_HISTORY,
        _("What the target sought in the record; only in scenarios that are histories."),
        "A8 A12 B3",
        TargetPosture(),
        "",
        (),
    ),
)
