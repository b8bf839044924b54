"""The five meters by which policies are compared: territory, autonomy, prosperity, lives and legitimacy of the target.

They are never added up: what a life is worth in growth is for nobody here to say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.language import _
from sim.outcome import FloatArray
from sim.scenario import Scenario
from sim.setting import setting

PEOPLE = 1000.0
"""People in a unit of the dead."""


@dataclass(frozen=True)
class Meter:
    """One of the five meters: its name, unit and meaning, which way is better, and what it is worked out from.

    Attributes
    ----------
    sign : 1 where more is better, -1 where less is.
    probe : the probe behind it.
    of : its value from the probe and the scenario's path of GDP at the horizon.
    """

    name: str
    title: str
    unit: str
    text: str
    sign: int
    probe: str
    of: Callable[[FloatArray, Scenario], FloatArray]


def path(scenario: Scenario) -> float:
    """Return the target's GDP at the horizon if it grew at its usual rate all the way, index with 1 at the opening."""
    rate = float(np.mean(setting(scenario).target_growth))
    return float((1.0 + 0.25 * rate) ** scenario.quarters)


def _prosperity(growth: FloatArray, scenario: Scenario) -> FloatArray:
    return (1.0 + growth / 100.0) ** (scenario.quarters / 4.0) / path(scenario)


METERS = (
    Meter(
        "territory",
        _("territory"),
        _("share"),
        _("share of the border region that the target holds at the end"),
        1,
        "territory",
        lambda found, _scenario: found,
    ),
    Meter(
        "autonomy",
        _("autonomy"),
        _("share"),
        _("1 less policy conceded and dependence above partnership, at the end"),
        1,
        "autonomy",
        lambda found, _scenario: found,
    ),
    Meter(
        "prosperity",
        _("prosperity"),
        _("index"),
        _("GDP at the end, over the path of usual growth without crisis: 1 is that path"),
        1,
        "growth_pct",
        _prosperity,
    ),
    Meter(
        "lives",
        _("lives lost"),
        _("people"),
        _("military dead of the target; civilians, and soldiers who die in a third country, are not counted"),
        -1,
        "target_dead_thousand",
        lambda found, _scenario: PEOPLE * found,
    ),
    Meter(
        "legitimacy",
        _("legitimacy"),
        _("share"),
        _("standing of the target's government at the end; in a one-party state a modelling choice"),
        1,
        "legitimacy",
        lambda found, _scenario: found,
    ),
)
"""The five meters, in their published order."""
