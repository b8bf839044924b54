"""Other starts of a scenario: what they change, what is refused, and how often a scenario comes to such a place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenarios import load, names
from sim.ensemble import simulate
from sim.errors import InputError, UnknownName
from sim.scenario import Scenario
from sim.scenario_file import digest, parse
from sim.seats import BORDER_WAR, CRISIS, SETTLEMENT
from sim.setting import opening_names, setting, usual_opening
from sim.starts import base_rate, started
from sim.study.manifest import scenario_of
from sim.study.manifest import scenario_row as embedded
from tests.scenario_slips import faults_of, line_with

PEACEFUL = [name for name in names() if load(name).opening.quarrel.rung == "peace"]
PLACES = [(name, start) for name in names() for start in load(name).starts]
each = pytest.mark.parametrize(("name", "start"), PLACES)


def test_every_present_day_scenario_of_peace_can_open_in_a_crisis() -> None:
    assert {"four-nos", "amur", "mature-ally"} <= set(PEACEFUL)
    for name in PEACEFUL:
        assert load(name, start="crisis").opening.quarrel.rung == "crisis"


@each
def test_a_start_changes_what_it_names_and_nothing_else(name: str, start: str) -> None:
    base, begun = load(name), load(name, start)
    named = {f"{group}.{value}" for group, held in base.starts[start].opening.items() for value in held}
    assert named
    for value in opening_names(base):
        assert (usual_opening(base, value) != usual_opening(begun, value)) <= (value in named)
    changed = {"opening", "title", "briefing", "text", "digest", "begins"}
    assert begun.model_dump(exclude=changed) == base.model_dump(exclude=changed)
    assert begun.briefing.startswith(base.briefing) and begun.briefing.endswith(base.starts[start].briefing)
    assert begun.begins == start and base.begins is None
    assert len(begun.briefing.split()) <= 330


@each
def test_a_started_scenario_is_in_its_own_text_and_comes_back_from_a_manifest(name: str, start: str) -> None:
    begun = load(name, start)
    assert parse(begun.text, "text") == begun
    assert begun.digest == digest(begun.text) != load(name).digest
    assert "data" not in embedded(begun)
    assert scenario_of({"scenario": embedded(begun)}, Path("x")) == begun
    changed = begun.model_copy(update={"quarters": 7})
    assert scenario_of({"scenario": embedded(changed)}, Path("x")) == changed


@each
def test_numbers_of_a_crisis_are_those_at_which_the_scenarios_own_runs_enter_their_first(name: str, start: str) -> None:
    base, begun = load(name), load(name, start)
    found = simulate(base, runs=1000, seed=1, trajectories=1000).trajectories
    assert found is not None
    rung = found.values["rung"]
    enters = (rung[1:] == CRISIS) & (rung[:-1] < CRISIS)
    first = enters & (np.cumsum(enters, axis=0) == 1)
    for value in ("grievance", "trust"):
        middle = float(np.median(found.values[value][1:][first]))
        assert usual_opening(begun, f"quarrel.{value}") == pytest.approx(middle, abs=0.03)


@each
def test_after_a_start_wars_are_of_the_order_of_those_after_the_scenarios_own_crises(name: str, start: str) -> None:
    later = 8
    base, begun = load(name), load(name, start)
    usual = simulate(base, runs=4000, trajectories=4000).trajectories
    after = simulate(begun, runs=4000, quarters=later).outcomes["war"].mean()
    assert usual is not None
    rung = usual.values["rung"]
    enters = (rung == CRISIS) & (np.cumsum(rung == CRISIS, axis=0) == 1)
    war = (rung >= BORDER_WAR) & (rung < SETTLEMENT)
    shares = [war[when : when + later + 1, run].any() for when, run in np.argwhere(enters[:-later])]
    assert 0.4 * np.mean(shares) < after < 1.5 * np.mean(shares)
    assert 0.0 < after < 0.1


@pytest.mark.parametrize("name", PEACEFUL)
def test_the_base_rate_is_counted_in_the_scenarios_own_runs(name: str) -> None:
    base = load(name)
    rate = base_rate(base, "crisis", runs=400, seed=7)
    found = simulate(base, runs=400, seed=7).outcomes["crises"]
    assert rate.within_horizon == (found > 0).mean()
    year = simulate(base, runs=400, seed=7, quarters=4).outcomes["crises"]
    assert rate.within_year == (year > 0).mean()
    assert 0.0 < rate.within_year < 0.25 < rate.within_horizon
    text = str(rate)
    assert f"{100 * rate.within_year:.1f} %" in text and f"{100 * rate.within_horizon:.1f} %" in text
    assert "400 runs" in text and "seed 7" in text and f"{base.quarters} quarters" in text


def test_the_rules_read_the_opening_of_the_start() -> None:
    begun = load("four-nos", start="crisis")
    assert setting(begun).rung == CRISIS
    assert setting(begun).grievance == begun.opening.quarrel.grievance.value


def test_an_unknown_start_and_a_second_one_are_refused() -> None:
    with pytest.raises(UnknownName) as caught:
        load("four-nos", start="crises")
    assert caught.value.nearest == "crisis"
    with pytest.raises(UnknownName, match="none is known"):
        load("rig-crisis", start="crisis")
    with pytest.raises(InputError, match="begins at its start 'crisis' already"):
        started(load("four-nos", start="crisis"), "crisis")


# ------------------------------------------------------------------------------------------------------------- slips

GOOD = load("four-nos").text
RUNG = 'quarrel.rung = "crisis"'
GRIEVANCE = 'quarrel.grievance = { value = 0.35, source = "'

SLIPS: dict[str, tuple[str, str, str, str]] = {
    "unknown rung": (RUNG, 'quarrel.rung = "crises"', "starts.crisis.opening.quarrel.rung", "Did you mean 'crisis'?"),
    "the usual rung": (RUNG, 'quarrel.rung = "peace"', "starts.crisis.opening", "opens on another"),
    "unknown group": (RUNG, f"{RUNG}\nquarel.trust = 1", "starts.crisis.opening.quarel", "Did you mean 'quarrel'?"),
    "unknown value": (RUNG, f"{RUNG}\nquarrel.thrust = 1", "starts.crisis.opening.quarrel.thrust", "mean 'trust'?"),
    "outside": (
        GRIEVANCE,
        GRIEVANCE.replace("0.35", "1.35"),
        "starts.crisis.opening.quarrel.grievance.value",
        "most 1",
    ),
    "no source": (
        RUNG,
        f"{RUNG}\ntarget.force = {{ value = 3 }}",
        "starts.crisis.opening.target.force.source",
        "is missing",
    ),
    "force above the ceiling": (
        RUNG,
        f'{RUNG}\ntarget.force = {{ value = 8.0, source = "x" }}',
        "starts.crisis.opening.target.force_ceiling.value",
        "below the force",
    ),
    "no title": ('title = "A crisis at the opening"', "", "starts.crisis.title", "is missing"),
    "begins nowhere": ('name = "four-nos"', 'begins = "war"\nname = "four-nos"', "begins", "known: crisis"),
    "name of a start": ("[starts.crisis]", '[starts."Crisis 1"]', "starts.Crisis 1", "small letters"),
    "order of nobody": (
        "[starts.crisis]",
        '[[first_orders]]\norder = "laos: wait"\ntext = "x"\n[starts.crisis]',
        "first_orders (entry 1).order",
        "Unknown seat 'laos'",
    ),
    "order of nothing": (
        "[starts.crisis]",
        '[[first_orders]]\norder = "vietnam: denail"\ntext = "x"\n[starts.crisis]',
        "first_orders (entry 1).order",
        "Did you mean 'denial'?",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_start_is_named_once_with_its_line(slip: str) -> None:
    old, new, where, words = SLIPS[slip]
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if slip == "name of a start":
        text = text.replace("[starts.crisis.opening]", '[starts."Crisis 1".opening]', 1)
    said = faults_of(text)
    assert [(fault.where, words in fault.message) for fault in said] == [(where, True)], said
    assert said[0].line is not None


def test_a_fault_of_the_scenario_itself_is_not_told_again_for_its_starts() -> None:
    text = GOOD.replace("trust = { value = 0.35", "trust = { value = 3.5", 1)
    (fault,) = faults_of(text)
    assert (fault.where, fault.line) == ("opening.quarrel.trust.value", line_with("value = 3.5", text))


def test_too_many_starts_are_refused_without_long_work() -> None:
    more = "".join(f'\n[starts.s{n}]\ntitle = "x"\nbriefing = "x"\n[starts.s{n}.opening]\n{RUNG}\n' for n in range(500))
    assert "starts" in [fault.where for fault in faults_of(GOOD + more)]


def test_a_scenario_without_starts_has_none() -> None:
    assert not load("bleeding-white").starts
    plain = Scenario.model_validate(load("bleeding-white").model_dump())
    assert plain == load("bleeding-white")
