"""The why-ledger sums exactly on quarters drawn at random, replays what happened, and changes no result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from sim.ledger import LINES, QUANTITIES
from sim.ledger.account import CHOICES
from sim.ledger.inputs import EVENT_GROUPS, GROUP_OF_ROW, Group, Input
from sim.ledger.lines import PARTS, Line, grains
from sim.ledger.shapley import coalitions, shares
from sim.ledger.steps import way
from sim.model import CrisisModel
from sim.scenario import EventKind
from sim.seats import Role
from sim.world import NAMES, World
from tests.accounts import FULL, NONE, options_of, played
from tests.engine import opened, play, same_runs, scenario

RUNS, ASKED, NAMED = 10, 3, 3
MOST_ROUNDING = len(LINES) + len(PARTS)
"""Every line is rounded by half a billionth at most, and so are before and after; that is all that may be left."""


def check_quarters(seed: int, count: int) -> None:
    """Check accounts of quarters drawn at random: so many in all, a few of each game, a few quantities of each."""
    chance = np.random.default_rng(seed)
    for _game in range(count // (RUNS * ASKED)):
        base, options = options_of(chance, RUNS)
        quarters = int(chance.integers(2, min(base.quarters, 24) + 1))
        with played(base, quarters, **options) as (model, worlds):
            for quarter in chance.integers(1, quarters + 1, ASKED).tolist():
                role = Role(chance.choice([role.value for role in Role]))
                assert model.ledger is not None
                names = chance.choice(model.ledger.names, NAMED, replace=False).tolist()
                check_quarter(model, worlds, quarter, role, names)


def check_quarter(model: CrisisModel, worlds: list[World], quarter: int, role: Role, names: Sequence[str]) -> None:
    """Check that lines add up, that the full replay is what happened, and that the course is the empty one."""
    assert model.ledger is not None
    found = model.ledger.lines(quarter, role, names)
    assert (found.lines.sum(0) == grains(found.after) - grains(found.before)).all()
    assert (found.parts.sum(0) == found.lines[LINES.index(Line.COURSE)]).all()
    assert np.abs(found.lines[LINES.index(Line.ROUNDING)]).max() <= MOST_ROUNDING
    for place, row in enumerate(QUANTITIES[name] for name in names):
        assert np.array_equal(found.before[place], row.read(worlds[quarter - 1], model.p)), row.name
        assert np.array_equal(found.after[place], row.read(worlds[quarter], model.p)), row.name
    new, carried = model.ledger.replays(quarter, role, np.arange(RUNS), QUANTITIES[names[0]])
    for replay, whole in ((new.start, worlds[quarter - 1]), (new.end, worlds[quarter])):
        assert_same(replay.block[:, FULL::CHOICES], whole)
    assert np.array_equal(carried.end.block[:, FULL::CHOICES], new.end.block[:, NONE::CHOICES])


def assert_same(block: Any, whole: World) -> None:
    replayed = World(whole.runs, block)
    assert not [name for name in NAMES if not np.array_equal(getattr(replayed, name), getattr(whole, name))]


def test_every_quantity_of_a_quarter_adds_up() -> None:
    chance = np.random.default_rng(7)
    for moves in ("off", "on"):
        base, options = options_of(chance, RUNS)
        with played(base, 6, **options | {"moves": moves}) as (model, worlds):
            assert model.ledger is not None
            check_quarter(model, worlds, 5, Role.TARGET, model.ledger.names)


def test_the_lines_of_300_random_quarters_add_up_and_replay_what_happened() -> None:
    check_quarters(seed=4, count=300)


@pytest.mark.soak
def test_the_lines_of_ten_thousand_random_quarters_add_up_and_replay_what_happened() -> None:
    check_quarters(seed=11, count=10_020)


@pytest.mark.parametrize("moves", ["off", "on"])
def test_recording_changes_no_result(moves: str) -> None:
    options: dict[str, Any] = {"runs": 16, "seed": 3, "moves": moves, "types": "prior"}
    plain = play("bleeding-white", 12, **options)
    same_runs(plain, play("bleeding-white", 12, why=True, **options))
    with played(scenario("bleeding-white"), 6, **options) as (model, worlds):
        assert model.ledger is not None
        model.ledger.account(4, "legitimacy")
        for _quarter in range(6):
            model.step()
        assert np.array_equal(model.world.block, plain.world.block)
        assert np.array_equal(worlds[0].block, model.ledger.moments[0].world.block)


@pytest.mark.parametrize("moves", ["off", "on"])
def test_a_run_has_the_same_account_alone_as_among_others(moves: str) -> None:
    """Forty runs make replays so wide that rules are worked out for some of them alone."""
    options: dict[str, Any] = {
        "seed": 5,
        "types": "prior",
        "moves": moves,
        "doctrines": {"vietnam": "bamboo,ally-us@3"},
    }
    base, quarter, runs = scenario("bleeding-white"), 5, 40
    names = ["legitimacy", "stocks", "support_a", "rung", "prosperity", "target_dead"]
    values = {"psi": np.linspace(0.2, 0.6, runs), "trust_loss": np.linspace(0.02, 0.08, runs)}
    with played(base, quarter, runs=runs, parameters=values, **options) as (model, _worlds):
        assert model.ledger is not None
        together = model.ledger.lines(quarter, Role.TARGET, names)
        some = model.ledger.lines(quarter, Role.TARGET, names, [7, 31])
    assert np.array_equal(some.lines, together.lines[..., [7, 31]])
    for run in (0, 7, 31):
        own = {name: column[run] for name, column in values.items()}
        with played(base, quarter, runs=[run], parameters=own, **options) as (model, _worlds):
            assert model.ledger is not None
            alone = model.ledger.lines(quarter, Role.TARGET, names)
        assert np.array_equal(alone.lines[..., 0], together.lines[..., run])
        assert np.array_equal(alone.parts[..., 0], together.parts[..., run])


def test_a_fork_is_accounted_for_from_where_it_begins() -> None:
    with opened(scenario(), runs=2, seed=1) as model:
        for _quarter in range(3):
            model.step()
        with opened(scenario(), runs=2, seed=1, world=model.world, why=True) as later:
            later.step()
            assert later.ledger is not None and later.ledger.quarters == range(4, 5)
            assert later.ledger.account(4, "trust").change == pytest.approx(later.world.trust[0] - model.world.trust[0])


# ----------------------------------------------------------------------------------------------------- the split itself


def test_every_row_event_and_draw_is_in_one_group() -> None:
    assert sorted(GROUP_OF_ROW) == sorted(NAMES)
    assert set(EVENT_GROUPS) == set(EventKind.__args__) - {"guiding-rules"}
    assert Input("draw", "ladder/review").group(Role.TARGET) is Group.CHANCE
    policies = [Input("orders", "", None, role).group(Role.PATRON_A) for role in Role]
    assert policies == [Group.OTHERS, Group.OTHERS, Group.OWN, Group.OTHERS]


def test_the_average_over_orders_is_that_of_the_textbook() -> None:
    """One has a left glove, two have a right one, and a pair is worth 1: two thirds to the left [Shapley1953]."""
    chosen = coalitions(3)
    worth = (chosen[0] & (chosen[1] | chosen[2])).astype(float)
    assert shares(worth).tolist() == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_the_average_is_fair_as_its_axioms_say() -> None:
    chance = np.random.default_rng(1)
    chosen = coalitions(4)
    values = chance.normal(size=(16, 3))
    found = shares(values)
    assert found.sum(0) == pytest.approx(values[-1] - values[0])
    idle = values[np.arange(16) & ~2]
    assert (shares(idle)[1] == 0.0).all()
    alike = chosen[0].astype(float) + chosen[2] + 3.0 * chosen[0] * chosen[2] * chosen[1]
    assert shares(alike)[0] == pytest.approx(shares(alike)[2])
    assert shares(values + idle) == pytest.approx(found + shares(idle))


def test_the_way_is_the_shortest_and_keeps_to_the_order_of_the_quarter() -> None:
    found = way(["burden.target"], "legitimacy")
    assert found is not None and [step.id for step in found] == ["target-weariness", "standing"]
    assert way(["weariness.target"], "weariness.target") != (), "weariness is made anew, so its old value does not stay"
    assert way(["trust"], "trust") == ()
    assert way(["legitimacy"], "rivalry") is None, "rivalry is settled before anything is read off legitimacy"
