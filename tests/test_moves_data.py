"""The tables of moves and answers: whole, sober, and of one piece with plans, scenarios, claims and bibliography."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from scenarios import load, names
from sim import plans
from sim.cards import table as cards
from sim.effects import Effect
from sim.moves import ACTS, Answer, Expected, Move, answers, of_seat, table
from sim.outcome import ENDINGS, MEASURES
from sim.plans import Line, read_line
from sim.pledges import NAMES as PLEDGES
from sim.seats import RUNGS, SETTLEMENT, Role
from sim.situations import SITUATIONS, holds
from sim.study.choices import probe, usual_line
from sim.world import ROWS, World

SCENARIOS = {name: load(name) for name in names()}
MOVES = list(table().values())
ANSWERS = [row for rows in answers().values() for row in rows]
ROWS_OF_BOTH = [*MOVES, *ANSWERS]
EXPECTED = [(row, row.expects) for row in ROWS_OF_BOTH] + [(row, row.against) for row in ROWS_OF_BOTH]
LINES = [(plan.role, line) for plan in plans.table().values() for line in plan.lines]
BIBLIOGRAPHY = (Path(__file__).resolve().parent.parent / "docs" / "bibliography.md").read_text(encoding="utf-8")
PLACES = re.compile(r"Hanoi|Chin[ae]|Beijing|Russia|Moscow|Soviet|Ukrain|Kyiv|Europe|Cambodia|Laos")
NAMED = re.compile(r"\((?:ASEAN, for Vietnam|Beijing, in Asia)\)")
"""Words in brackets that say what a general word means in one place."""
FACTS = {row.name for row in SITUATIONS.values() if row.holds is None}
STEP, LEAST, MOST = 0.15, 0.3, 3.0
"""Largest step of a share of the state, and smallest and largest multiple, of a single order."""


def name_of(row: Move | Answer) -> str:
    return f"{row.role.value}-{row.situation}={row.id}" if isinstance(row, Answer) else row.id


@lru_cache(maxsize=1)
def worlds() -> World:
    """Return runs in every state that situations ask for: each rung, with and without coercion, held land and so on."""
    grid = list(product(range(SETTLEMENT + 1), (0.0, 1.0), (0.0, 0.3), (0.0, 1.0), (0.1, 0.6), (0.0, 0.8)))
    world = World(len(grid))
    rung, coerced, land, gone, support, pull = np.array(grid, float).T
    world.rung, world.coerced, world.land_held = rung, coerced, land
    world.gone, world.support, world.distraction = gone, support, pull
    world.expedition, world.taiwan, world.divided, world.level = land, pull, coerced, support
    return world


def sides(row: Move | Answer) -> set[str]:
    """Return the scenarios in which some seat may order a row."""
    found = set()
    for scenario in SCENARIOS.values():
        seat = scenario.seat_of(row.role)
        if not row.seats or seat in row.seats:
            found.add(scenario.name)
    return found


def shares() -> set[str]:
    return {row.name for row in ROWS if row.unit == "share"}


def test_every_role_has_moves_and_every_seat_some_of_its_own() -> None:
    for scenario in SCENARIOS.values():
        for role, seat in scenario.by_role().items():
            assert len(of_seat(role, seat)) >= 5, (scenario.name, seat)


def test_no_name_stands_for_two_moves_and_numbers_follow_the_table() -> None:
    assert [row.number for row in MOVES] == list(range(len(MOVES)))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", row.id) for row in ROWS_OF_BOTH)
    assert len({row.title for row in MOVES}) == len(MOVES)


def test_every_pledge_binds_a_choice_and_every_act_of_the_ladder_has_a_move() -> None:
    assert {row.breaks for row in ROWS_OF_BOTH} == {"", *PLEDGES}
    assert {row.act for row in MOVES if row.act} == set(ACTS)
    assert all(row.role is Role.TARGET for row in ROWS_OF_BOTH if row.breaks)
    assert all(row.role is Role.CHALLENGER for row in MOVES if row.act)


@pytest.mark.parametrize("row", ROWS_OF_BOTH, ids=name_of)
def test_a_row_is_one_plain_sentence_with_a_source_and_claims(row: Move | Answer) -> None:
    assert row.text[0].isupper()
    assert row.text.endswith(".")
    assert row.text.count(". ") == 0
    assert len(row.text) <= 230
    assert row.claims
    keys = re.findall(r"\[([A-Za-z0-9-]+)\]", row.source)
    assert keys or row.source.startswith(("assumed", "no size", "the size"))
    assert [key for key in keys if f"**[{key}]**" not in BIBLIOGRAPHY] == []


@pytest.mark.parametrize("row", ROWS_OF_BOTH, ids=name_of)
def test_a_row_that_all_scenarios_share_names_no_country_of_one(row: Move | Answer) -> None:
    everywhere = not row.seats and not set(row.when) & {"soviet-era", "ukraine-war", "vote-due"}
    if everywhere:
        assert not PLACES.search(NAMED.sub("", f"{row.title} {row.text}"))
    seats = {seat for scenario in SCENARIOS.values() for seat in scenario.seats}
    assert set(row.seats) <= seats


@pytest.mark.parametrize("row", MOVES, ids=name_of)
def test_a_move_does_something_and_its_clock_can_run_out(row: Move) -> None:
    assert row.effects or row.act
    assert row.again > row.after, "ordered again before it begins, it would never begin"
    lasting = [effect for effect in row.effects if effect.path.kind not in ("state", "agenda") and not effect.stays]
    assert lasting or row.lasts == 1, "nothing is in force for longer than the quarter in which it begins"


def small(effect: Effect) -> bool:
    """Whether a single order changes what it reaches by no more than is sober."""
    if effect.times:
        return LEAST <= effect.size <= MOST
    once = effect.path.kind == "agenda" or (effect.path.kind == "state" and effect.path.name in shares())
    return abs(effect.size) <= STEP if once else True


@pytest.mark.parametrize("row", ROWS_OF_BOTH, ids=name_of)
def test_sizes_are_sober(row: Move | Answer) -> None:
    assert [effect for effect in row.effects if not small(effect)] == []


@pytest.mark.parametrize("row", ROWS_OF_BOTH, ids=name_of)
def test_a_row_can_be_ordered_somewhere(row: Move | Answer) -> None:
    assert holds(row.when, worlds(), frozenset(FACTS)).any()
    assert sides(row)


@pytest.mark.parametrize(
    ("row", "about"), EXPECTED, ids=lambda each: "" if isinstance(each, Expected) else name_of(each)
)
def test_an_expectation_names_what_there_is(row: Move | Answer, about: Expected) -> None:
    assert about.scenario in sides(row)
    scenario = SCENARIOS[about.scenario]
    assert set(dict(about.doctrines)) <= set(scenario.seats)
    outcomes = {measure.name for measure in MEASURES} | set(ENDINGS)
    pairs = {each.name: each.size for each in ROWS}
    name, dot, _place = about.measure.partition(".")
    assert about.measure in outcomes or pairs.get(name) == (2 if dot else 1)
    assert probe(about.measure) != about.measure or not dot
    assert about.quarters is None or about.quarters <= scenario.quarters
    line = read_line(about.line or usual_line(row, 0.5), row.role, scenario.seat_of(row.role))
    ordered = [reply.answer for reply in line.order.answers] if isinstance(row, Answer) else line.order.moves
    assert list(ordered) == [row.id]
    assert line.order.breaks == ((row.breaks,) if row.breaks else ())


@pytest.mark.parametrize("row", ROWS_OF_BOTH, ids=name_of)
def test_what_a_row_is_for_and_what_it_makes_worse_are_two_things(row: Move | Answer) -> None:
    what = [(each.scenario, each.measure, each.doctrines, each.quarters) for each in (row.expects, row.against)]
    assert what[0] != what[1] or row.expects.line != row.against.line


def orders_of(role: Role, line: Line) -> Iterator[Move | Answer]:
    yield from (table()[name] for name in line.order.moves)
    for reply in line.order.answers:
        yield next(row for row in answers()[role, reply.situation] if row.id == reply.answer)


@pytest.mark.parametrize(("role", "line"), LINES, ids=str)
def test_a_plan_orders_what_is_legal_where_it_orders_it(role: Role, line: Line) -> None:
    here = holds(line.when, worlds(), frozenset(FACTS))
    for row in orders_of(role, line):
        assert row.role is role
        both = here & holds(row.when, worlds(), frozenset(FACTS))
        assert both.any(), f"{name_of(row)} is never legal: {line}"


def test_rungs_of_the_grid_are_all_rungs() -> None:
    assert set(worlds().rung) == set(range(len(RUNGS)))


def test_every_row_speaks_of_an_outcome_at_least_once() -> None:
    """What it is for or what it makes worse is an outcome measure, not only a row of the world."""
    outcomes = {measure.name for measure in MEASURES}
    rows = [*table().values(), *(row for held in answers().values() for row in held), *cards().values()]
    silent = [row.id for row in rows if not {row.expects.measure, row.against.measure} & outcomes]
    assert not silent
