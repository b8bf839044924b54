"""Outcome measures of a run, as the reference table defines them, and the ending with its reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.parameters import Values
from sim.rules.economy import dependence, gdp
from sim.seats import BORDER_WAR, SETTLEMENT
from sim.world import GRAIN, NEVER, World

FloatArray = NDArray[np.float64]

ENDINGS = ("no_war", "challengers_terms", "targets_terms", "challenger_left", "still_fighting", "general_war")
ENDING_TEXTS = {
    "no_war": _("No war"),
    "challengers_terms": _("Settled on the challenger's terms"),
    "targets_terms": _("Settled on the target's terms"),
    "challenger_left": _("The challenger left without a deal"),
    "still_fighting": _("Still fighting"),
    "general_war": _("A patron fought: general war"),
}
EVEN = 0.5
"""Terms from here on count as the challenger's."""


@dataclass(frozen=True)
class Measure:
    """An outcome measure: its name, unit and definition; `conditional` if it exists only in some runs."""

    name: str
    unit: str
    text: str
    conditional: bool = False


MEASURES = (
    Measure("war", "share", _("Share of runs at war in any quarter, the opening included")),
    Measure("crises", "count", _("Entries into a crisis")),
    Measure("occupation", "share", _("Share of runs in which land is ever occupied")),
    Measure("general_war", "share", _("Share of runs in which a patron ever fights")),
    Measure("settled", "share", _("Share of all runs with a settlement")),
    Measure("challenger_terms", "share", _("Share of all runs whose first settlement is on the challenger's terms")),
    Measure("settlement_terms", "share", _("Terms of the first settlement: 0 the target's, 1 the challenger's"), True),
    Measure("quarters_to_settlement", "quarters", _("From the first quarter of war to the first settlement"), True),
    Measure("ending", "share of runs", _("How the run ends")),
    Measure("war_quarters", "quarters", _("Quarters at war")),
    Measure("concessions", "count", _("Policy concessions of the target")),
    Measure("target_dead_thousand", "thousand", _("Military dead of the target")),
    Measure("challenger_dead_thousand", "thousand", _("Military dead of the challenger")),
    Measure("peak_land_lost", "share", _("Largest share of the border region ever held by the challenger")),
    Measure("territory", "share", _("Share of the border region that the target holds at the end")),
    Measure("autonomy", "share", _("1 less policy conceded and dependence above partnership, at the end")),
    Measure("growth_pct", "per cent a year", _("Mean growth of the target's GDP")),
    Measure("legitimacy", "share", _("Standing of the target's government at the end; a modelling choice")),
    Measure("patron_a_abandoned", "share", _("Share of runs in which the first patron abandons the target")),
    Measure("patron_b_abandoned", "share", _("Share of runs in which the second patron abandons the target")),
    Measure("target_weariness", "share", _("War weariness of the target at the end")),
    Measure("challenger_weariness", "share", _("War weariness of the challenger at the end")),
)
"""All measures, in their published order."""


def ending(world: World) -> FloatArray:
    """Return the code of each run's ending, shape (runs,), in the order of ENDINGS."""
    settled = world.settled_in != NEVER
    fights = (world.rung >= BORDER_WAR) & (world.rung < SETTLEMENT)
    cases = (
        (world.ever_general_war > 0, 5.0),
        (world.ever_war == 0, 0.0),
        (settled & (world.terms >= EVEN), 1.0),
        (settled, 2.0),
        (fights, 4.0),
    )
    return np.select([condition for condition, _code in cases], [code for _condition, code in cases], 3.0)


def _rounded(values: FloatArray) -> FloatArray:
    """Round as the state is rounded: a power differs in its last bits between processors."""
    return np.rint(values * GRAIN) / GRAIN


def territory(world: World) -> FloatArray:
    """Return the share of the border region that the target holds, shape (runs,)."""
    return 1.0 - np.minimum(world.land_held + world.land_ceded, 1.0)


def autonomy(world: World, p: Values) -> FloatArray:
    """Return 1 less policy conceded and dependence above partnership, shape (runs,), 0-1."""
    return np.maximum(1.0 - world.conceded - dependence(world, p), 0.0)


def outcomes(world: World, p: Values) -> dict[str, FloatArray]:
    """Return every measure by name, each of shape (runs,); a conditional measure is NaN where it does not exist."""
    settled = world.settled_in != NEVER
    quarters = max(world.quarter, 1)
    return {
        "war": world.ever_war.copy(),
        "crises": world.crises.copy(),
        "occupation": world.ever_occupied.copy(),
        "general_war": world.ever_general_war.copy(),
        "settled": settled.astype(float),
        "challenger_terms": (settled & (world.terms >= EVEN)).astype(float),
        "settlement_terms": np.where(settled, world.terms, np.nan),
        "quarters_to_settlement": np.where(settled, world.settled_in - world.first_war, np.nan),
        "ending": ending(world),
        "war_quarters": world.war_quarters.copy(),
        "concessions": world.concessions.copy(),
        "target_dead_thousand": world.dead[0].copy(),
        "challenger_dead_thousand": world.dead[1].copy(),
        "peak_land_lost": world.peak_land_lost.copy(),
        "territory": territory(world),
        "autonomy": autonomy(world, p),
        "growth_pct": _rounded(100.0 * (np.maximum(gdp(world), 1e-3) ** (4.0 / quarters) - 1.0)),
        "legitimacy": world.legitimacy.copy(),
        "patron_a_abandoned": (world.abandoned_in[0] != NEVER).astype(float),
        "patron_b_abandoned": (world.abandoned_in[1] != NEVER).astype(float),
        "target_weariness": world.weariness[0].copy(),
        "challenger_weariness": world.weariness[1].copy(),
    }
