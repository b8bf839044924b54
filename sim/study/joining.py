"""Joining: one posture for a batch whose neighbouring runs hold several, so that they step together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.acts import Acts
from sim.postures import Posture, TargetPosture
from sim.rules.pledge_price import ordered

SWITCHES = ("paced", "takes_land")
"""Levers that are on or off."""


def joined(postures: Sequence[Posture], wheres: Sequence[slice], acts: Acts) -> Posture:
    """Return one posture for all blocks: levers in which they differ become arrays.

    Pledges cannot: where a posture holds others than the first, that is said in the acts.
    """
    first = postures[0]
    changed: dict[str, Any] = {}
    for name, lever in vars(first).items():
        values = [getattr(posture, name) for posture in postures]
        if name == "pledges" or (np.ndim(lever) == 0 and all(np.ndim(x) == 0 and x == lever for x in values)):
            continue
        row = np.empty(acts.runs, bool if name in SWITCHES else float)
        for where, value in zip(wheres, values, strict=True):
            row[where] = value
        changed[name] = row
    if isinstance(first, TargetPosture):
        for posture, where in zip(postures, wheres, strict=True):
            assert isinstance(posture, TargetPosture)
            differs = (ordered(posture.pledges) != ordered(first.pledges)) & (acts.pledges[:, where] == 0)
            said = np.where(ordered(posture.pledges) > 0, 1, -1).astype(np.int8)
            acts.pledges[:, where] = np.where(differs, said, acts.pledges[:, where])
    return replace(first, **changed)
