"""The scenarios that come with the project: they load, they say what the reference says, and they teach."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scenarios import load, names
from sim.doctrines import AS_HISTORY
from sim.doctrines import names as doctrine_names
from sim.errors import StoreError, UnknownName, WrongType
from sim.pledges import FOUR_NOS
from sim.scenario import Scenario
from sim.scenario_file import digest, parse
from sim.seats import RUNGS, Role
from sim.setting import opening_names, setting
from sim.sourced import Sourced

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "tests" / "reference"
CASES = {
    "four-nos": "present",
    "bleeding-white": "bleed",
    "border-war-1979": "c1979",
    "ukraine-analogue": "ukraine",
    "rig-crisis": "rig",
}
"""The reference's case row of each scenario that has one."""
HISTORIES = {"border-war-1979", "ukraine-analogue", "tutorial"}
START = {"border-war-1979": "1979Q1", "ukraine-analogue": "2022Q1", "tutorial": "1979Q1"}
DEFAULTS = {
    "four-nos": ("four-nos", "adaptive", "limited", "supplier"),
    "bleeding-white": ("four-nos", "bleed-white", "limited", "supplier"),
    "border-war-1979": (AS_HISTORY, "bleed-white", "burden-shifting", "patron"),
    "ukraine-analogue": (AS_HISTORY, "seize", "limited", "patron"),
    "two-theatres": ("four-nos", "seize", "limited", "supplier"),
    "amur": ("four-nos", "adaptive", "limited", "balance-china"),
    "rig-crisis": ("bamboo", "coerce", "limited", "supplier"),
    "mature-ally": ("ally-us", "adaptive", "full", "supplier"),
    "tutorial": (AS_HISTORY, "bleed-white", "burden-shifting", "patron"),
}


@pytest.fixture(scope="module")
def prototype() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_prototype", REFERENCE / "prototype.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(params=names())
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


@pytest.fixture(params=CASES)
def referred(request: pytest.FixtureRequest) -> Scenario:
    """Return each scenario that has a case row in the reference."""
    return load(request.param)


def expected_opening(case: Mapping[str, Any]) -> dict[str, float]:
    """Return every opening value as the reference's case row has it."""
    dead = case.get("dead0", (0, 0))
    quarrel = {
        "grievance": case["g"],
        "grievance_structural": case["gs"],
        "trust": case["tau"],
        "tie": case["kapC"],
        "trade_dependence": case["xC"],
        "polarisation": case["pol"],
        "nuclear": case["nuc"],
        "front": case["front"],
        "burden_scale": case.get("econ", 1.0),
        "market": case["mkt"][2],
    }
    pairs = {"population": "pop", "force": "F", "force_ceiling": "Fmax", "quality": "q", "output": "prod"}
    sides = [{name: case[key][i] for name, key in pairs.items()} | {"dead": dead[i]} for i in (0, 1)]
    sides[0] |= {"growth": case["g0"][0], "drain": case["drain"]}
    keys = {"level": "kap", "credibility": "chi", "rivalry": "Rv", "rivalry_structural": "Rm", "border": "bord"}
    keys |= {"corridor": "corr", "capacity": "cap", "market": "mkt"}
    patrons = [{name: case[key][i] for name, key in keys.items()} for i in (0, 1)]
    groups = {"quarrel": quarrel, "target": sides[0], "challenger": sides[1]}
    groups |= {"patron_a": patrons[0], "patron_b": patrons[1]}
    return {f"{group}.{name}": float(value) for group, table in groups.items() for name, value in table.items()}


def written_opening(scenario: Scenario) -> dict[str, float]:
    """Return the opening values that every scenario gives; those that it may leave out serve mends alone."""
    found = {}
    for place in opening_names(scenario):
        group, _, name = place.partition(".")
        held = getattr(scenario.opening, group)
        if type(held).model_fields[name].is_required():
            found[place] = getattr(held, name).value
    return found


def test_the_opening_is_the_reference_case_to_the_last_number(referred: Scenario, prototype: ModuleType) -> None:
    scenario = referred
    case = prototype.CASES[CASES[scenario.name]]
    written, expected = written_opening(scenario), expected_opening(case)
    assert {name: written[name] for name in expected} == expected
    assert scenario.quarters == case["T"]
    assert scenario.theatre == case.get("theatre", "land")
    quarrel = scenario.opening.quarrel
    assert RUNGS.index(quarrel.rung) == case["s"]
    assert quarrel.aim == ("seize" if case.get("aim") else None)
    assert quarrel.patrons_asked == bool(case.get("fight", 1))
    assert scenario.chance.far_east == bool(case["fe"])
    assert scenario.chance.taiwan == bool(case["tw"])


def test_the_reference_case_holds_nothing_that_the_scenario_leaves_out(prototype: ModuleType) -> None:
    read = {"T", "pol", "pop", "F", "Fmax", "q", "prod", "g0", "Rv", "Rm", "bord", "kap", "chi", "kapC", "tau", "corr"}
    read |= {"cap", "nuc", "xC", "g", "gs", "s", "drain", "elec", "kpol", "fe", "tw", "mkt", "front", "dead0", "econ"}
    read |= {"theatre", "aim", "fight"}
    assert {key for case in prototype.CASES.values() for key in case} == read


def test_elections_fall_in_the_reference_quarters(referred: Scenario, prototype: ModuleType) -> None:
    first = prototype.CASES[CASES[referred.name]]["elec"][0]
    falls = [t for t in range(referred.quarters) if any(event.falls_in(t) for event in referred.calendar)]
    assert falls == [t for t in range(referred.quarters) if t % 16 == first]
    assert {(event.kind, event.seat) for event in referred.calendar} == {("election", "us")}


def test_american_elections_fall_in_the_autumn_of_their_years_and_none_is_left_out(scenario: Scenario) -> None:
    elections = [event for event in scenario.calendar if event.kind == "election"]
    falls = [t for t in range(scenario.quarters) if any(event.falls_in(t) for event in elections)]
    dates = [scenario.date(t) for t in range(scenario.quarters)]
    assert [dates[t] for t in falls] == [date for date in dates if date.endswith("Q4") and int(date[:4]) % 4 == 0]
    assert {event.seat for event in elections} == {"us"}


def test_dated_events_fall_inside_the_run_and_say_what_is_invented(scenario: Scenario) -> None:
    for event in scenario.calendar:
        assert event.quarter < scenario.quarters
        assert event.kind == "election" or re.search(r"invented|on record", event.note), event.note
        assert event.source is None or re.search(r"expert coding|\[[A-Z]", event.source)


def test_the_record_is_given_for_histories_alone(scenario: Scenario) -> None:
    assert (scenario.history is not None) == (scenario.name in HISTORIES)


@pytest.mark.parametrize("name", sorted(HISTORIES))
def test_the_record_of_a_history_is_the_references(name: str, prototype: ModuleType) -> None:
    case, record = prototype.CASES[CASES.get(name, "c1979")], load(name).history
    assert record is not None
    levers = (record.level_a, record.level_b, record.tie, record.reassurance, record.concession)
    assert tuple(lever.value for lever in levers) == (*case["kpol"], case["kapC"], 0.1, 0.1)
    assert (record.effort_early, record.effort_late) == case.get("post", (1.0, 1.0))


def test_the_pledges_hold_in_the_present_alone_and_an_ally_has_given_one_up(scenario: Scenario) -> None:
    present, allied = scenario.name not in HISTORIES, scenario.name == "mature-ally"
    held = FOUR_NOS - {"no-alliance"} if allied else FOUR_NOS
    assert set(scenario.opening.quarrel.pledges) == (held if present else set())
    assert scenario.opening.quarrel.guiding_rules == (present and not allied)


def test_seats_hold_their_default_doctrines_and_are_offered_the_others(scenario: Scenario) -> None:
    held = tuple(scenario.seats[scenario.seat_of(role)].doctrine for role in Role)
    assert held == DEFAULTS[scenario.name]
    for role in Role:
        known = set(doctrine_names(role)) - ({AS_HISTORY} if scenario.name not in HISTORIES else set())
        assert set(scenario.seats[scenario.seat_of(role)].doctrines) == known
    seats = ["ukraine", "russia", "us", "europe"] if scenario.name == "ukraine-analogue" else None
    assert list(scenario.seats) == (seats or ["vietnam", "china", "us", "russia"])


def test_every_row_of_the_oracle_can_be_asked_of_a_scenario() -> None:
    rows = json.loads((REFERENCE / "oracle.json").read_text("utf-8"))["rows"]
    for row in rows:
        scenario = load(row["scenario"])
        assert row["quarters"] == scenario.quarters
        assert all(doctrine in scenario.seats[seat].doctrines for seat, doctrine in row["doctrines"].items())
    assert {row["scenario"] for row in rows} == set(CASES)


def test_every_number_has_a_source_that_says_how_sure_it_is(scenario: Scenario) -> None:
    sure = re.compile(r"\[[A-Z][A-Za-z0-9-]+\]|expert coding|by definition")
    for place in opening_names(scenario):
        group, _, name = place.partition(".")
        number: Sourced = getattr(getattr(scenario.opening, group), name)
        assert sure.search(number.source), f"{place}: {number.source}"
    priors = scenario.priors
    assert all(prior.source.startswith("assumed") for prior in (priors.greed, priors.resolve_a, priors.resolve_b))


def test_every_source_that_a_scenario_names_is_in_the_bibliography(scenario: Scenario) -> None:
    bibliography = (ROOT / "docs" / "bibliography.md").read_text("utf-8")
    keys = set(re.findall(r"\[([A-Z][A-Za-z0-9-]+)\]", scenario.text))
    assert keys
    assert not [key for key in sorted(keys) if f"**[{key}]**" not in bibliography]


def test_the_teaching_texts_are_long_enough_to_teach_and_short_enough_to_read(scenario: Scenario) -> None:
    assert 150 <= len(scenario.briefing.split()) <= 250
    assert 3 <= len(scenario.teaching_goals) <= 5
    assert 4 <= len(scenario.debrief_questions) <= 7
    assert all(question.endswith("?") for question in scenario.debrief_questions)
    assert len(scenario.limits.split()) >= 60
    assert 10 <= scenario.minutes <= 180


def test_the_scenario_keeps_its_file_and_can_be_read_again_from_it(scenario: Scenario) -> None:
    assert scenario.text == (ROOT / "scenarios" / f"{scenario.name}.toml").read_text("utf-8")
    assert scenario.digest == digest(scenario.text)
    assert len(scenario.digest) == 32
    assert parse(scenario.text, "manifest") == scenario


def test_the_scenario_is_plain_data_for_the_rules(scenario: Scenario) -> None:
    fixed = setting(scenario)
    assert fixed.quarters == scenario.quarters
    assert fixed.pair("capacity").shape == (2, 1)
    assert fixed.sea == (scenario.name == "rig-crisis")


def test_dates_count_quarters_from_the_start(scenario: Scenario) -> None:
    assert scenario.date(0) == scenario.start == START.get(scenario.name, "2024Q1")
    dates = [scenario.date(quarter) for quarter in range(scenario.quarters)]
    counted = [(int(date[:4]) - int(scenario.start[:4])) * 4 + int(date[5]) - int(scenario.start[5]) for date in dates]
    assert counted == list(range(scenario.quarters))


def test_names_are_the_files_that_ship() -> None:
    files = {path.stem for path in (ROOT / "scenarios").glob("*.toml")}
    assert set(names()) == files
    assert len(names()) == len(files)
    assert [
        tomllib.loads((ROOT / "scenarios" / f"{name}.toml").read_text("utf-8"))["name"] for name in names()
    ] == names()


def test_a_path_loads_the_same_scenario_as_its_name(tmp_path: Path) -> None:
    copy = tmp_path / "a folder with spaces" / "mine.toml"
    copy.parent.mkdir()
    copy.write_text(load("rig-crisis").text, "utf-8")
    assert load(copy) == load(str(copy)) == load("rig-crisis")


def test_a_file_in_this_folder_is_known_by_its_ending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine.toml").write_text(load("rig-crisis").text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert load("mine.toml").name == "rig-crisis"


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("four-noes", "four-nos"),
        ("bleeding_white", "bleeding-white"),
        ("BORDER-WAR-1979", "border-war-1979"),
        ("qqq", None),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(asked: str, near: str | None) -> None:
    with pytest.raises(UnknownName) as caught:
        load(asked)
    assert caught.value.nearest == near
    assert "bleeding-white" in str(caught.value)


@pytest.mark.parametrize("asked", ["rig-crises.toml", "./rig-crisis", "nowhere/rig_crisis.toml"])
def test_a_missing_file_is_answered_with_the_scenario_that_was_meant(asked: str) -> None:
    with pytest.raises(StoreError, match=r"no file .* 'rig-crisis'"):
        load(asked)


@pytest.mark.parametrize("asked", [None, 3, b"four-nos", ["four-nos"]], ids=repr)
def test_what_is_no_name_is_refused(asked: Any) -> None:
    with pytest.raises(WrongType):
        load(asked)


def test_importing_the_scenarios_brings_nothing_heavy() -> None:
    heavy = ("numpy", "pydantic", "mesa", "pandas", "matplotlib", "scipy")
    program = f"import sys, scenarios; scenarios.names(); print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_the_list_of_names_is_the_callers_own() -> None:
    names().clear()
    assert names()
