"""The parameter table: complete, sourced, read by the rules, safe at its limits; and what people may assign to it."""

from __future__ import annotations

import ast
import math
import pickle
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import load
from scenarios import names as scenario_names
from sim.claims import check_parameters, claims
from sim.errors import OutOfRange, ParameterError, UnknownName, WrongType
from sim.mends import chosen
from sim.model import CrisisModel
from sim.outcome import MEASURES
from sim.parameters import DIRECTIONS, STANDINGS, Parameter, Values, parameter, parse_assignment, table
from sim.seats import Role
from sim.world import ROWS
from tests.test_parameter_directions import BELIEFS, TYPES

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "tests" / "reference" / "prototype.py"
FREE = 67
FIELDS = {"unit", "central", "low", "high", "minimum", "maximum", "meaning", "source", "claims", "standing"}
MOVES = {"measure", "direction", "scenario", "quarters", "doctrines", "parameters", "opening", "mends", "theories"}
MOVES |= {"moves", "plans"}
UNITS = {
    *("utility", "1/utility", "logit", "share", "share of people", "ratio", "exponent", "years", "quarters"),
    *("1/quarter", "share/quarter", "chance/quarter", "share/year", "need/quarter", "need/quarter²"),
    *("thousand/quarter", "standard deviations"),
    *("1/tenfold", "1/GDP-year"),
}
SINGLE_ROWS = {row.name for row in ROWS if row.size == 1}
BELIEF_ROWS = {f"{row}_{name}" for row in BELIEFS for name in TYPES}
JARGON = re.compile(r"\b([A-Z]\b(?!')|Rm|sd|u=1|theta|tau|x_C|k_[A-Z])|\b(a|greedy|nuclear) the\b|\s{2}|\.$")

every_row = pytest.mark.parametrize("row", table().values(), ids=lambda row: row.name)


@lru_cache
def raw() -> dict[str, dict[str, Any]]:
    """Return the table as it stands in its file."""
    return tomllib.loads((ROOT / "sim" / "parameters.toml").read_text("utf-8"))


def prototype() -> dict[str, tuple[float, ...]]:
    """Return name and centre, low, high of the reference prototype's parameters, read without running it."""
    for node in ast.parse(REFERENCE.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "PARAMS":
            return {name: row[:3] for name, row in ast.literal_eval(node.value).items()}
    raise AssertionError("the prototype has no table")


def read_by_rules() -> set[str]:
    """Return every NAME that a rule reads as `p.NAME`, `turn.p.NAME` or the like."""
    nodes = (node for path in (ROOT / "sim" / "rules").glob("*.py") for node in ast.walk(ast.parse(path.read_text())))
    read = (node for node in nodes if isinstance(node, ast.Attribute))
    found = {n.attr for n in read if "p" in (getattr(n.value, "id", None), getattr(n.value, "attr", None))}
    return found - {"altered"}


# ------------------------------------------------------------------------------------------------------------ the table


def test_the_free_parameters_are_the_prototypes_with_its_numbers_in_its_order() -> None:
    free = {row.name: (row.central, row.low, row.high) for row in table().values() if not row.fixed}
    assert list(free) == list(prototype()) and len(free) == FREE
    assert free == pytest.approx(prototype())


def test_the_free_parameters_come_first() -> None:
    assert [row.fixed for row in table().values()] == [False] * FREE + [True] * (len(table()) - FREE)


@every_row
def test_a_row_is_complete_and_its_numbers_rise(row: Parameter) -> None:
    given = raw()[row.name]
    assert FIELDS - {"minimum", "maximum"} <= set(given) <= FIELDS | {"fixed", "moves"}
    assert row.minimum <= row.low <= row.central <= row.high <= row.maximum
    assert row.low < row.high
    assert row.standing in STANDINGS
    assert row.unit in UNITS
    assert row.maximum <= 1.0 or not row.unit.startswith("chance")


@every_row
def test_a_meaning_is_one_plain_fragment(row: Parameter) -> None:
    assert 20 <= len(row.meaning) <= 140
    assert row.meaning[0].islower() and not JARGON.search(row.meaning)


@every_row
def test_a_source_is_in_the_bibliography_or_owns_that_there_is_none(row: Parameter) -> None:
    known = re.findall(r"^- \*\*\[([^\]]+)\]", (ROOT / "docs" / "bibliography.md").read_text("utf-8"), re.MULTILINE)
    keys = re.findall(r"\[([A-Z][\w-]+)\]", row.source)
    assert set(keys) <= set(known)
    assert keys or re.search(r"expert coding|fixed|two readings|collisions", row.source)


@every_row
def test_its_claims_exist_and_those_that_name_it_are_among_them(row: Parameter) -> None:
    assert set(row.claims) <= set(claims()) and len(set(row.claims)) == len(row.claims)
    assert {claim.id for claim in claims().values() if row.name in claim.parameters} <= set(row.claims)
    assert list(row.claims) == sorted(row.claims, key=lambda key: (key[0], int(key[1:])))


def test_the_claims_name_only_parameters_of_the_table() -> None:
    check_parameters(table())


@every_row
def test_what_it_moves_is_said_in_known_names(row: Parameter) -> None:
    given, moves = raw()[row.name]["moves"], row.moves
    assert moves is not None and set(given) <= MOVES and given["direction"] in DIRECTIONS
    assert moves.measure in {measure.name for measure in MEASURES} - {"ending"} | SINGLE_ROWS | BELIEF_ROWS
    assert moves.scenario in scenario_names()
    assert chosen(moves.mends) is not None
    assert row.name not in dict(moves.parameters), "a value for all runs would hide low and high"


def test_rules_read_only_parameters_and_every_parameter_is_read() -> None:
    assert read_by_rules() == set(table())


def test_a_row_out_of_order_is_refused() -> None:
    from sim.parameters import _row

    good = dict(raw()["psi"])
    assert _row("psi", good) == parameter("psi")
    for change in ({"low": 0.5}, {"high": 1.5}, {"standing": "guessed"}, {"minimum": 0.2}):
        with pytest.raises(ParameterError, match="'psi' is out of order"):
            _row("psi", good | change)


# ------------------------------------------------------------------------------------------------------ safe everywhere

SCHEDULE = "augmented,ally-us@2,four-nos@4,ally-us@14"


def stepped(scenario: str, values: dict[str, Any], runs: int) -> CrisisModel:
    place = load(scenario)
    model = CrisisModel(place, doctrines={place.seat_of(Role.TARGET): SCHEDULE}, parameters=values, runs=runs)
    with np.errstate(all="raise", under="ignore"):
        model.run()
    model.close()
    return model


@pytest.mark.parametrize("limit", ["minimum", "maximum"])
@pytest.mark.parametrize("scenario", scenario_names())
def test_no_rule_fails_with_any_one_parameter_at_a_hard_limit(scenario: str, limit: str) -> None:
    values = {name: np.full(len(table()), row.central) for name, row in table().items()}
    for place, (name, row) in enumerate(table().items()):
        values[name][place] = min(getattr(row, limit), 1e6)
    model = stepped(scenario, values, len(table()))
    assert not model.world.faults()
    assert all(np.isfinite(x).all() for name, x in model.outcomes().items() if name not in CONDITIONAL)


CONDITIONAL = {measure.name for measure in MEASURES if measure.conditional}


@pytest.mark.parametrize("scenario", scenario_names())
def test_no_rule_fails_anywhere_in_the_plausible_ranges(scenario: str) -> None:
    chance = np.random.default_rng(1)
    values = {name: chance.uniform(row.low, row.high, 500) for name, row in table().items()}
    assert not stepped(scenario, values, 500).world.faults()


@every_row
def test_a_value_of_one_run_among_others_does_what_it_does_for_all(row: Parameter) -> None:
    place = load("bleeding-white")
    mixed = CrisisModel(place, parameters={row.name: [row.low, row.high, row.central]}, runs=3)
    alone = CrisisModel(place, parameters={row.name: row.high}, runs=1, first=1)
    for model in (mixed, alone):
        model.run(3)
        model.close()
    assert (mixed.world.block[:, 1] == alone.world.block[:, 0]).all()


# ---------------------------------------------------------------------------------------------------------- assignments


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [("psi=0.3", "psi", 0.3), (" psi = .3 ", "psi", 0.3), ("lam=1e1", "lam", 10.0), ("q0=-3.5", "q0", -3.5)],
)
def test_an_assignment_is_read(text: str, name: str, value: float) -> None:
    assert parse_assignment(text) == (name, value, None)


def test_a_value_outside_the_plausible_range_is_taken_with_a_warning() -> None:
    name, value, warning = parse_assignment("psi=0.9")
    assert (name, value) == ("psi", 0.9)
    assert warning == "psi = 0.9 lies outside its plausible range 0.15 to 0.6."


@pytest.mark.parametrize("text", ["", "psi", "=", "=0.3", "psi=", " = ", "psi= "])
def test_what_is_no_assignment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ParameterError, match=r"psi=0\.3"):
        parse_assignment(text)


@pytest.mark.parametrize(
    ("text", "meant"), [("psy=0.3", "psi"), ("H_SETT=0.2", "h_set"), ("fear-client=1", "fear_client")]
)
def test_an_unknown_name_is_refused_with_the_nearest(text: str, meant: str) -> None:
    with pytest.raises(UnknownName, match=f"Did you mean '{meant}'"):
        parse_assignment(text)


@pytest.mark.parametrize("text", ["psi=much", "psi=0,3", "psi=0.3=0.4", "psi=1+1", "psi=\x00", "psi=0.3 0.4"])
def test_a_value_that_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(WrongType, match="expected a number"):
        parse_assignment(text)


@pytest.mark.parametrize("text", ["psi=nan", "psi=inf", "psi=-inf", "psi=1.01", "psi=-0.01", "tdug=0", "psi=1e999"])
def test_a_value_outside_the_hard_limits_is_refused(text: str) -> None:
    with pytest.raises(OutOfRange, match="allowed is a finite number from"):
        parse_assignment(text)


# --------------------------------------------------------------------------------------------------------------- values


def test_values_are_the_centres_but_for_what_is_given() -> None:
    values = Values({"psi": 0.5})
    assert list(values) == list(table()) and len(values) == len(table())
    assert values.psi == values["psi"] == 0.5
    assert {name: value for name, value in values.items() if value != parameter(name).central} == {"psi": 0.5}


def test_values_may_differ_by_run_and_can_be_cut() -> None:
    given = [0.2, 0.3, 0.4]
    values = Values({"psi": given, "lam": np.array([10, 11, 12])})
    given[0] = 9.0
    assert isinstance(values.psi, np.ndarray) and values.psi.tolist() == [0.2, 0.3, 0.4]
    part = values.part(slice(1, 3))
    assert isinstance(part.psi, np.ndarray) and part.psi.tolist() == [0.3, 0.4]
    assert part.beta == parameter("beta").central


def test_values_do_not_change_with_the_array_that_they_came_from() -> None:
    given = np.array([0.2, 0.3])
    values = Values({"psi": given})
    given[:] = 9.0
    assert np.asarray(values.psi).tolist() == [0.2, 0.3]


def test_values_cross_a_process_border() -> None:
    values = Values({"psi": [0.2, 0.3], "lam": 9})
    again = pickle.loads(pickle.dumps(values))
    assert list(again) == list(values)
    assert all(np.array_equal(again[name], value) for name, value in values.items())


@pytest.mark.parametrize("got", ["0.3", None, True, b"x", 1j, {}, {"a": 1}, ["0.3"], [True], [0.3, None], [[0.3]], []])
def test_values_that_are_no_numbers_are_refused(got: object) -> None:
    with pytest.raises(WrongType, match="parameter psi"):
        Values({"psi": got})


@pytest.mark.parametrize(
    ("got", "worst"),
    [(math.nan, "nan"), (math.inf, "inf"), (-0.1, "-0.1"), ([0.3, math.nan, 0.4], "nan"), ([0.3, 1.5], "1.5")],
)
def test_values_outside_the_limits_are_refused_and_the_first_is_shown(got: object, worst: str) -> None:
    with pytest.raises(
        OutOfRange, match=f"parameter psi is {re.escape(worst)}; allowed is a finite number from 0 to 1"
    ):
        Values({"psi": got})


def test_an_unknown_parameter_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'psi'"):
        Values({"psy": 0.3})
    with pytest.raises(UnknownName):
        parameter("")
    with pytest.raises(AttributeError, match="no parameter is called 'psy'"):
        Values().psy  # noqa: B018
