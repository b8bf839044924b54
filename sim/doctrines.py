"""Doctrines: the decision rules of the computer seats, registered by hand at the end of each role's list.

A doctrine is a posture, a type (how greedy a challenger, how resolute a patron: what `--types doctrine` uses), and one
vectorised function from posture and observation to this quarter's posture. A preset names its neighbour and the levers in which it differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.errors import InputError, UnknownName
from sim.language import _
from sim.observation import Observation
from sim.pledges import FOUR_NOS
from sim.postures import ChallengerPosture, PatronPosture, Posture, TargetPosture
from sim.scenario import Scenario
from sim.seats import Role

Decide = Callable[[Posture, Observation], Posture]


def keep(posture: Posture, observation: Observation) -> Posture:
    """Hold the posture, whatever is seen."""
    return posture


def one_depend(posture: Posture, observation: Observation) -> Posture:
    """Under threat, seek a closer tie with patron A, the closer the more reliable it has proved. Claims A13, A21, C4 [EssayA]."""
    assert isinstance(posture, TargetPosture)
    deeper = posture.level_a + posture.conditional * observation.reliability[0]
    return replace(posture, level_a=np.where(observation.threatened, deeper, posture.level_a))


@dataclass(frozen=True)
class Doctrine:
    """A registered doctrine.

    Attributes
    ----------
    name, role, text : its name, who can hold it, and what it does in one plain sentence.
    claims : ids of the essays' claims behind it.
    posture : its levers.
    type_value : the challenger's greed (0-1) or the patron's resolve (logit); unused for a target.
    neighbour, levers : the preset it is measured against, and the only levers in which it differs from it.
    decide : the decision rule.
    """

    name: str
    role: Role
    text: str
    claims: tuple[str, ...]
    posture: Posture
    type_value: float = 0.0
    neighbour: str = ""
    levers: tuple[str, ...] = ()
    decide: Decide = keep

    def posture_in(self, scenario: Scenario) -> Posture:
        """Return the posture as a scenario has it: `as-history` takes its levers from the record.

        Raises
        ------
        InputError
            If the doctrine follows a record that the scenario does not have.
        """
        if self.name != AS_HISTORY:
            return self.posture
        record = scenario.history
        if record is None:
            raise InputError(
                f"{scenario.name} is no history, so nobody can act as in history there.", field="doctrine", got=self.name
            )
        return TargetPosture(
            level_a=record.level_a.value,
            level_b=record.level_b.value,
            tie=record.tie.value,
            reassurance=record.reassurance.value,
            concession=record.concession.value,
        )


AS_HISTORY = "as-history"
FOUR = TargetPosture(pledges=FOUR_NOS)
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
        replace(FOUR, level_a=1.0, level_b=0.20, tie=0.20, reassurance=0.1, concession=0.1, pledges=FOUR_NOS - {"no-alliance"}),
        "four-nos",
        (*TIES, "concession", "pledges"),
    ),
    _target(
        "ally-russia",
        _("A defence treaty with the second patron."),
        "A8 A12 C8",
        replace(FOUR, level_a=0.20, level_b=1.0, reassurance=0.3, concession=0.2, pledges=FOUR_NOS - {"no-alliance"}),
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


def _challenger(name: str, text: str, claims: str, greed: float, posture: ChallengerPosture) -> Doctrine:
    levers = tuple(k for k, v in vars(posture).items() if v != getattr(ADAPTIVE, k))
    return Doctrine(name, Role.CHALLENGER, text, tuple(claims.split()), posture, greed, "adaptive" if levers else "", levers)


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
REGISTRY: Mapping[Role, tuple[Doctrine, ...]] = {
    Role.TARGET: TARGET,
    Role.CHALLENGER: CHALLENGER,
    Role.PATRON_A: PATRON_A,
    Role.PATRON_B: PATRON_B,
}
"""All doctrines, by role, in their published order."""


def names(role: Role | str) -> tuple[str, ...]:
    """Return the names of a role's doctrines, in their published order."""
    return tuple(doctrine.name for doctrine in REGISTRY[Role(role)])


def doctrine(role: Role | str, name: str) -> Doctrine:
    """Return a doctrine by role and name.

    Raises
    ------
    UnknownName
        If the role has no such doctrine; the nearest name of that role is offered.
    """
    for row in REGISTRY[Role(role)]:
        if row.name == name:
            return row
    raise UnknownName(f"doctrine of the {str(role).replace('_', ' ')}", name, names(role))
