"""Each new scenario plays differently from its neighbour, for the reason that it states; measured on the same luck."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest

from scenarios import load
from sim.ensemble import Ensemble, simulate
from sim.scenario import Scenario
from sim.seats import BORDER_WAR, CRISIS, RUNGS, SETTLEMENT
from sim.setting import opening_names, usual_opening

RUNS = 3000


def without(scenario: Scenario, *kinds: str) -> Scenario:
    """Return a scenario without its dated events of some kinds."""
    return scenario.model_copy(update={"calendar": [e for e in scenario.calendar if e.kind not in kinds]})


@cache
def runs(name: str, start: str | None = None, **doctrines: str) -> Ensemble:
    return simulate(load(name, start), doctrines, runs=RUNS, trajectories=RUNS)


def course(found: Ensemble, name: str) -> np.ndarray:
    assert found.trajectories is not None
    return found.trajectories.values[name]


def aid_in_war(found: Ensemble, quarters: int) -> float:
    """Return the aid that comes in a quarter of war, mean over the first quarters and all runs."""
    rung, aid = course(found, "rung")[1 : quarters + 1], course(found, "aid")[1 : quarters + 1]
    war = (rung >= BORDER_WAR) & (rung < SETTLEMENT)
    return float(aid[war].mean())


def mean(found: Ensemble, measure: str) -> float:
    return float(np.nanmean(found.outcomes[measure]))


def differs(one: Ensemble, other: Ensemble, measure: str) -> float:
    """Return the paired difference of a measure in standard errors."""
    gap = one.outcomes[measure] - other.outcomes[measure]
    return float(gap.mean() / max(gap.std(ddof=1) / np.sqrt(gap.size), 1e-12))


def opened_otherwise(name: str, neighbour: str) -> set[str]:
    mine, theirs = load(name), load(neighbour)
    both = set(opening_names(mine)) & set(opening_names(theirs))
    return {value for value in both if usual_opening(mine, value) != usual_opening(theirs, value)}


# -------------------------------------------------------------------------------------------------------- two-theatres

CALENDAR = ("flare-up", "taiwan-crisis")


def test_two_theatres_opens_as_the_present_does_but_for_the_crisis_and_what_others_ask_of_the_patron() -> None:
    crisis = {"quarrel.grievance", "quarrel.grievance_structural"}
    assert opened_otherwise("two-theatres", "four-nos") == {*crisis, "patron_a.commitments"}
    assert sum(event.kind in CALENDAR for event in load("two-theatres").calendar) >= 4


def test_less_aid_comes_in_two_theatres_than_where_the_patron_is_free() -> None:
    here = runs("two-theatres")
    alone = simulate(without(load("two-theatres"), *CALENDAR), runs=RUNS, trajectories=RUNS)
    assert aid_in_war(here, 24) < 0.85 * aid_in_war(alone, 24)
    assert aid_in_war(here, 24) < 0.85 * aid_in_war(runs("bleeding-white"), 24)
    assert aid_in_war(here, 24) < 0.85 * aid_in_war(runs("four-nos", china="seize"), 60)


def test_a_distracted_patron_is_feared_less_before_the_war_too() -> None:
    here = runs("two-theatres")
    alone = simulate(without(load("two-theatres"), *CALENDAR), runs=RUNS)
    assert differs(here, alone, "war") > 3
    war = {"quarrel.rung": "border-war"}
    asked = [
        simulate(place, runs=RUNS, opening=war, quarters=2) for place in (load("two-theatres"), alone.case.scenario)
    ]
    assert differs(*asked, "general_war") < -3


def test_a_taiwan_crisis_binds_the_challenger_as_well() -> None:
    """Without the pull on the patron, what is left of the dated Taiwan crisis helps the target."""
    base = load("two-theatres")
    opened: Mapping[str, object] = {"quarrel.rung": "border-war"}
    with_it = simulate(base, runs=RUNS, opening=opened, parameters={"taiwan_pull": 0.0}, quarters=20)
    free = without(base, "taiwan-crisis")
    without_it = simulate(free, runs=RUNS, opening=opened, parameters={"taiwan_pull": 0.0}, quarters=20)
    assert differs(with_it, without_it, "territory") > 0


# ---------------------------------------------------------------------------------------------------------------- amur

STAGES = ("strain", "far-east-incident", "restraint")


def test_amur_opens_as_the_present_does_but_for_what_rivalry_returns_to() -> None:
    assert opened_otherwise("amur", "four-nos") == {"patron_b.rivalry_structural"}
    kinds = [event.kind for event in load("amur").calendar if event.kind in STAGES]
    assert kinds == ["strain", "strain", "strain", "far-east-incident", "restraint", "strain"]


def test_russias_rivalry_with_china_rises_in_stages_and_falls_with_restraint() -> None:
    base = load("amur")
    rivalry = course(runs("amur"), "rivalry_b").mean(axis=1)
    usual = course(runs("four-nos", russia="balance-china"), "rivalry_b").mean(axis=1)
    assert rivalry[0] == usual[0]
    assert rivalry[base.quarters] > 0.6
    assert usual[base.quarters] < 0.3
    steps = np.diff(rivalry)
    for event in base.calendar:
        if event.kind == "restraint":
            assert steps[event.quarter] < -0.5 * event.size
        elif event.kind in STAGES:
            assert steps[event.quarter] > 0.05
    assert 0.0 < rivalry.max() < 1.0


def test_in_amur_a_hostile_north_makes_crises_likelier_and_less_land_is_lost_in_a_war() -> None:
    """Claim D6 and what is reported beside it: the pin works in a war, the encirclement before it."""
    calm = without(load("amur"), *STAGES)
    quiet = {"patron_b.rivalry_structural": usual_opening(load("four-nos"), "patron_b.rivalry_structural")}
    usual = simulate(calm, runs=RUNS, opening=quiet)
    assert differs(runs("amur"), usual, "crises") > 5
    assert differs(runs("amur"), usual, "war") > 3

    def war(rivalry: float) -> Ensemble:
        levels = {"patron_b.rivalry": rivalry, "patron_b.rivalry_structural": rivalry}
        return simulate(calm, runs=RUNS, opening={"quarrel.rung": "border-war", **levels}, quarters=16)

    before, after = (course(runs("amur"), "rivalry_b").mean(axis=1)[quarter] for quarter in (0, 20))
    hostile, friendly = war(float(after)), war(float(before))
    assert differs(hostile, friendly, "peak_land_lost") < -3
    assert differs(hostile, friendly, "occupation") < -3


# --------------------------------------------------------------------------------------------------------- mature-ally


def test_the_mature_ally_differs_from_the_present_in_its_ties_alone() -> None:
    ties = {"quarrel.trust", "quarrel.tie", "patron_a.level", "patron_a.credibility"}
    assert opened_otherwise("mature-ally", "four-nos") == ties | {"patron_b.level", "patron_b.credibility"}


def test_a_mature_alliance_is_safer_than_one_that_forms_and_riskier_than_none() -> None:
    ally = {"vietnam": "ally-us", "us": "full"}
    young = simulate(load("four-nos"), ally, runs=RUNS, quarters=40)
    none = simulate(load("four-nos"), runs=RUNS, quarters=40)
    mature = runs("mature-ally")
    assert mean(none, "war") + 0.03 < mean(mature, "war") < mean(young, "war") - 0.08
    assert mean(none, "general_war") < mean(mature, "general_war") < mean(young, "general_war")
    assert mean(mature, "general_war") > 0.005
    assert mean(mature, "autonomy") < mean(none, "autonomy") - 0.2


def test_the_treaty_holds_while_its_posture_does_and_lapses_with_it() -> None:
    kept, left = runs("mature-ally"), runs("mature-ally", vietnam="four-nos")
    assert np.median(course(kept, "level_a")[8]) == pytest.approx(1.0, abs=0.02)
    assert np.median(course(left, "level_a")[8]) < 0.7
    assert aid_in_war(kept, 40) > 1.5 * aid_in_war(runs("four-nos"), 60)


# ------------------------------------------------------------------------------------------------------------ tutorial


def test_the_tutorial_is_the_history_moved_to_the_first_hour_of_the_war() -> None:
    tutorial, history = load("tutorial"), load("border-war-1979")
    assert opened_otherwise("tutorial", "border-war-1979") == set()
    assert (tutorial.opening.quarrel.rung, history.opening.quarrel.rung) == ("border-war", "grey")
    assert (tutorial.history, tutorial.priors) == (history.history, history.priors)
    assert (tutorial.moment, tutorial.quarters) == ("17 February 1979, 05:00", 8)


def test_the_tutorial_goes_as_its_texts_say() -> None:
    """The campaign is over within two quarters in most runs, and the border is still under fire after eight."""
    rung = course(runs("tutorial"), "rung")
    assert (rung[0] == RUNGS.index("border-war")).all()
    assert (rung[2] != RUNGS.index("border-war")).mean() > 0.8
    fighting = (rung[8] >= BORDER_WAR) & (rung[8] < SETTLEMENT)
    assert fighting.mean() > 0.9


def test_the_tutorial_suggests_three_orders_of_vietnams_with_a_sentence_each() -> None:
    orders = load("tutorial").first_orders
    assert len(orders) == len({first.order for first in orders}) == 3
    assert all(first.order.startswith("vietnam: ") for first in orders)
    assert all(first.text.endswith(".") and first.text.count(".") == 1 for first in orders)


def test_the_tutorials_briefing_fits_a_small_terminal() -> None:
    lines = [
        line for paragraph in load("tutorial").briefing.split("\n\n") for line in [*textwrap.wrap(paragraph, 78), ""]
    ]
    assert len(lines) - 1 <= 21  # 24 lines less a title, its blank line and the prompt


# ---------------------------------------------------------------------------------------------------------- rig-crisis


def test_the_stand_off_at_sea_is_mostly_stood_down_within_two_quarters() -> None:
    rung = course(runs("rig-crisis"), "rung")
    assert (rung[0] == CRISIS).all()
    assert (rung[1:3] < CRISIS).any(axis=0).mean() > 0.5


def test_a_clash_at_sea_kills_tens_to_hundreds() -> None:
    found = [simulate(load("rig-crisis"), {"china": china}, runs=RUNS) for china in ("coerce", "punitive", "seize")]
    dead = np.concatenate(
        [each.outcomes[f"{side}_dead_thousand"] for each in found for side in ("target", "challenger")]
    )
    dead = 1000 * dead[dead > 0]
    assert dead.size > 20
    assert 20 <= np.median(dead) < 1000
    assert np.percentile(dead, 5) >= 10
