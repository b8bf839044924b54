"""Steps of the ledger: everything that they name exists, and every line that is not nothing leads somewhere."""

from __future__ import annotations

import importlib
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from docs.pages import source
from sim.claims import claims
from sim.effects import POSTURES
from sim.errors import InputError
from sim.ledger import GROUPS, QUANTITIES, Group
from sim.ledger.carriers import carriers
from sim.ledger.inputs import EVENT_GROUPS, GROUP_OF_ROW, SIDED, Input
from sim.ledger.steps import Step, goal_of, nodes_of, parse, steps, way
from sim.parameters import table
from sim.seats import SIDES, Role
from sim.world import NAMES
from tests.accounts import options_of, played

OUTSIDE = {
    *("ever_war", "ever_occupied", "ever_general_war", "crises", "concessions", "war_quarters", "first_war"),
    *("settled_in", "terms", "army", "military_burden"),
    *("challenger.takes_land", "draw.types/greed", "draw.types/resolve", "draw.actions/card"),
}
"""Records and readings that no rule of a quantity asks for; what acts at the opening, or on the next quarter alone."""


def nodes() -> set[str]:
    """Return every node that an input can be."""
    rows = {f"{name}.{side.value}" for name in SIDED for side in SIDES} | {name for name in NAMES if name not in SIDED}
    levers = {f"{role}.{row.name}" for role, posture in POSTURES.items() for row in fields(posture)}
    draws = {Input("draw", name).node for name in source.draws()}
    events = {f"event.{kind}" for kind in EVENT_GROUPS}
    return rows | levers | draws | events | {f"orders.{role}" for role in Role}


def function_of(rule: str) -> Any:
    module, _dot, name = rule.partition(".")
    home = "sim.outcome" if module == "outcome" else f"sim.rules.{module}"
    return getattr(importlib.import_module(home), name)


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.id)
def test_a_step_names_rules_parameters_and_claims_that_exist(step: Step) -> None:
    assert step.rules and all(callable(function_of(rule)) for rule in step.rules)
    assert not set(step.parameters) - set(table())
    assert not set(step.claims) - set(claims())
    assert step.writes or step.moves


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.id)
def test_a_step_names_the_parameters_that_its_rules_read(step: Step) -> None:
    """And none of its rules reads a parameter that it keeps silent about, but those of what is adjusted."""
    read = {name for name, readers in source.readers().items() if set(readers) & set(step.rules)}
    assert set(step.parameters) <= read
    if len([other for other in steps() if set(other.rules) & set(step.rules)]) == 1:
        assert set(step.parameters) == read


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.id)
def test_a_step_leads_to_the_claims_that_say_the_opposite(step: Step) -> None:
    for claim, against in step.for_and_against():
        assert [other.id for other in against] == list(claim.contradicts)
        assert all(claim.id in other.contradicts for other in against)


def test_what_steps_read_is_an_input_or_worked_out_before() -> None:
    known = nodes()
    for step in steps():
        strange = [name for name in step.reads if name not in known and not name.startswith(("setting.", "agenda."))]
        assert not strange, step.id
        known |= {*step.writes, *step.moves}


def test_every_input_is_read_by_a_step() -> None:
    read = {name for step in steps() for name in (*step.reads, *step.moves)}
    assert nodes() - read == OUTSIDE


def test_every_quantity_is_moved_by_a_step_and_every_group_of_the_state_reaches_one() -> None:
    for quantity in QUANTITIES.values():
        moved = [step.id for step in steps() if goal_of(quantity) in (*step.writes, *step.moves)]
        assert moved, quantity.name
    for group in GROUPS[2:-1]:
        assert way(nodes_of(group), "legitimacy"), group


def test_every_input_that_moves_a_quantity_leads_to_it() -> None:
    """On quarters drawn at random: no number without a reason."""
    chance, led = np.random.default_rng(8), 0
    for _game in range(8):
        base, options = options_of(chance, 3)
        quarters = int(chance.integers(3, 12))
        with played(base, quarters, **options) as (model, _worlds):
            assert model.ledger is not None
            for name in chance.choice(model.ledger.names, 12, replace=False):
                quantity = QUANTITIES[str(name)]
                for found in carriers(model.ledger, quarters, quantity, Role.TARGET, 1):
                    led += 1
                    assert found.steps, (name, found.input)
    assert led > 300


def test_groups_of_rows_and_their_nodes_agree() -> None:
    found = [node for group in Group for node in nodes_of(group)]
    assert len(found) == len(set(found)) == len(GROUP_OF_ROW) + len(SIDED)


def test_faults_of_the_file_are_all_told() -> None:
    text = (
        '[[step]]\nid = "x"\ntitle = "x"\ntext = "x"\nrules = []\nparameters = ["psy"]\nclaims = ["Z1"]\nreads = []\n'
    )
    with pytest.raises(InputError) as told:
        parse(text + "odd = 1\n")
    assert all(word in str(told.value) for word in ("psy", "did you mean 'psi'", "Z1", "odd"))
