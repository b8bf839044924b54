"""Postures: the levers that a seat holds until it changes them. A preset names only what it changes from its neighbour.

Every lever is a number or an array of shape (runs,). Types (how greedy the challenger is, how resolute a patron) are
not levers: they are fields of the game, in `sim.world`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Value = float | NDArray[np.float64]


@dataclass(frozen=True)
class TargetPosture:
    """What the target seeks and offers.

    Attributes
    ----------
    level_a, level_b : partnership level sought with each patron, 0 none to 1 defence treaty.
    tie : tie sought with the challenger, 0-1 (party channel, trade, joint projects).
    reassurance : effort spent on reassuring the challenger, 0-1.
    concession : readiness to give way on policy, 0-1.
    self_help : denial and people's defence, 0-1: force and own output; costs growth.
    conditional : One Depend: under threat, partnership with patron A sought beyond `level_a`, per unit of its believed
        reliability (0 = the clause is not used).
    paced : take no step up in a crisis or while the quarrel is hot.
    seasoning : exercises and stockpiles with patron A without a treaty, 0-1.
    pledges : names of the pledges kept, from `sim.pledges`.
    """

    level_a: Value = 0.40
    level_b: Value = 0.40
    tie: Value = 0.40
    reassurance: Value = 0.5
    concession: Value = 0.4
    self_help: Value = 0.0
    conditional: Value = 0.0
    paced: bool | NDArray[np.bool_] = False
    seasoning: Value = 0.0
    pledges: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ChallengerPosture:
    """What the challenger leans to and how it fights.

    Attributes
    ----------
    coerce, grey, crisis, punish, seize : bias on each option, utility (0 = as the rules have it).
    bleed : intensity of fighting while the front is static, multiple of the rule's.
    hold : share of occupied land that it would keep at a settlement, 0-1.
    offense : share of effort spent attacking once the front is static, 0-1.
    takes_land : whether a war that opens the run is one of seizure, if the scenario does not say.
    """

    coerce: Value = 0.0
    grey: Value = 0.0
    crisis: Value = 0.0
    punish: Value = 0.0
    seize: Value = 0.0
    bleed: Value = 1.0
    hold: Value = 0.5
    offense: Value = 0.25
    takes_land: bool = False


@dataclass(frozen=True)
class PatronPosture:
    """What a patron offers the target.

    Attributes
    ----------
    offer : highest partnership level on offer, 0-1.
    aid : aid given, share of what its support would carry, 0-1.
    fear : multiple of the rule's fear of escalation.
    lean : how far it leans to the challenger, 0-1: cover for pressure.
    arms : change of the target's own munitions output through its sales, need per quarter.
    challenger_supply : addition to the challenger's output of fire, share.
    """

    offer: Value = 0.4
    aid: Value = 0.25
    fear: Value = 1.0
    lean: Value = 0.0
    arms: Value = 0.0
    challenger_supply: Value = 0.0


Posture = TargetPosture | ChallengerPosture | PatronPosture

SHARE, BIAS, TIMES, SWITCH = (0.0, 1.0), (-0.5, 0.5), (0.0, 3.0), (0.0, 1.0)
LIMITS: Mapping[type[Posture], Mapping[str, tuple[float, float]]] = {
    TargetPosture: {
        **dict.fromkeys(("level_a", "level_b", "tie", "reassurance", "concession", "self_help"), SHARE),
        "conditional": SHARE,
        "paced": SWITCH,
        "seasoning": SHARE,
    },
    ChallengerPosture: {
        **dict.fromkeys(("coerce", "grey", "crisis", "punish", "seize"), BIAS),
        "bleed": TIMES,
        "hold": SHARE,
        "offense": SHARE,
        "takes_land": SWITCH,
    },
    PatronPosture: {
        **dict.fromkeys(("offer", "aid"), SHARE),
        "fear": TIMES,
        "lean": SHARE,
        "arms": BIAS,
        "challenger_supply": SHARE,
    },
}
"""Levers that are numbers, with their limits; a switch is 0 or 1."""
SWITCHES = ("paced", "takes_land")


@dataclass(frozen=True)
class Orders:
    """The postures in force this quarter, one a seat, decided before any of them is resolved."""

    target: TargetPosture
    challenger: ChallengerPosture
    patron_a: PatronPosture
    patron_b: PatronPosture


def paired(a: Value, b: Value) -> NDArray[np.float64]:
    """Stack one lever of both patrons on the first axis: shape (2, 1), or (2, runs) if either differs by run."""
    if np.ndim(a) == 0 and np.ndim(b) == 0:
        return np.array([[a], [b]], float)
    both = np.empty((2, max(np.size(a), np.size(b))))
    both[0], both[1] = a, b
    return both
