"""The model as those see it who know Mesa: agents, steps, a data collector; its fork, its record and its manners."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest

from sim.agents import SeatAgent
from sim.errors import InputError, OutOfRange, UnknownName, WrongType
from sim.model import QUARTER, CrisisModel
from sim.recorder import COLUMNS
from sim.rules.economy import gdp
from sim.seats import Role
from sim.world import World
from tests.engine import Played, opened, play, same_runs, scenario

BLEED = scenario("bleeding-white")
SCHEDULE = {"vietnam": "one-depend,ally-us@6"}


def test_it_is_a_mesa_model_of_four_seats_in_the_order_of_their_roles() -> None:
    with opened(scenario("ukraine-analogue"), runs=3) as model:
        assert isinstance(model, mesa.Model)
        agents = list(model.agents)
        assert all(isinstance(agent, SeatAgent) and isinstance(agent, mesa.Agent) for agent in agents)
        assert [agent.seat for agent in agents] == ["ukraine", "russia", "us", "europe"]
        assert [agent.role for agent in agents] == list(Role) == list(model.seats)
        assert [agent.unique_id for agent in agents] == [1, 2, 3, 4]
        assert [agent.doctrine for agent in agents] == ["as-history", "seize", "limited", "patron"]


def test_a_step_is_a_quarter() -> None:
    with opened(BLEED, runs=2, doctrines={"vietnam": "four-nos,ally-us@2"}) as model:
        held = []
        for quarter in range(4):
            assert model.world.quarter == quarter == model.steps
            held.append(model.agents[0].doctrine)
            model.step()
        assert held == ["four-nos", "four-nos", "ally-us", "ally-us"]
        assert [name for name, _phase in QUARTER][:4] == ["actions", "events", "pledges", "partnerships"]


def test_agents_hold_no_number_of_the_world() -> None:
    with opened(BLEED, runs=4, doctrines=SCHEDULE) as model:
        model.step()
        for agent in model.agents:
            held = {name: value for name, value in vars(agent).items() if name != "model"}
            assert not [name for name, value in held.items() if isinstance(value, (np.ndarray, World))]
            assert set(held) - {"unique_id", "pos"} <= {"seat", "role", "policy", "posture", "plan"}


def check_deciding_changes_nothing_and_order_does_not_matter() -> None:
    with (
        opened(BLEED, runs=30, doctrines=SCHEDULE, seed=3) as usual,
        opened(BLEED, runs=30, doctrines=SCHEDULE, seed=3) as other,
    ):
        for _quarter in range(12):
            before = other.world.digest()
            for agent in reversed(list(other.agents)):
                agent.decide()
            assert other.world.digest() == before
            other.resolve(other.orders)
            usual.step()
        assert usual.world.digest() == other.world.digest()


def test_seats_decide_in_any_order_before_anything_is_resolved() -> None:
    check_deciding_changes_nothing_and_order_does_not_matter()


def test_no_seat_sees_an_order_of_the_same_quarter() -> None:
    """What one seat decides is the same whatever the others have just decided."""
    with opened(scenario("four-nos"), runs=5, doctrines={"vietnam": "one-depend"}) as model:
        model.run(4)
        agents = {agent.role: agent for agent in model.agents}
        seen = {role: agent.observe().tobytes() for role, agent in agents.items()}
        for role, doctrine in ((Role.TARGET, "accommodate"), (Role.CHALLENGER, "seize"), (Role.PATRON_A, "full")):
            held = agents[role].posture
            agents[role].posture = type(held)() if role is not Role.TARGET else held
            assert {r: a.observe().tobytes() for r, a in agents.items()} == seen, doctrine
            agents[role].posture = held


def test_the_data_collector_on_request() -> None:
    with opened(BLEED, runs=6, collect=True) as model:
        model.run(5)
        by_model = model.datacollector.get_model_vars_dataframe()
        by_agent = model.datacollector.get_agent_vars_dataframe()
    assert by_model["quarter"].tolist() == [0, 1, 2, 3, 4, 5]
    assert by_model["rung"].iloc[0] == 4.0 and by_model["trust"].between(0, 1).all()
    assert len(by_agent) == 4 * 6 and set(by_agent["seat"]) == {"vietnam", "china", "us", "russia"}


def test_collecting_and_recording_change_no_result() -> None:
    plain = play(BLEED, 8, runs=5, seed=9)
    same_runs(plain, play(BLEED, 8, runs=5, seed=9, collect=True, record=3))
    with opened(BLEED, runs=2) as model:
        assert model.datacollector is None and model.recorder is None


@pytest.mark.skipif(tuple(map(int, mesa.__version__.split(".")[:2])) < (3, 3), reason="for Mesa 3.3 and later")
@pytest.mark.parametrize("collect", [False, True], ids=["plain", "collecting"])
def test_a_closed_model_is_freed(collect: bool) -> None:
    freed = []
    for _model in range(3):
        model = CrisisModel(BLEED, runs=4, collect=collect)
        model.step()
        freed += [weakref.ref(model), weakref.ref(model.agents[0])]
        model.close()
        model.close()
        del model
    gc.collect()
    assert [found() for found in freed] == [None] * 6


def test_chance_is_ours_alone() -> None:
    """Neither the global generators nor the model's own Mesa generators are asked, so nobody can disturb a run."""
    random.seed(1)
    np.random.seed(1)
    before = random.getstate(), np.random.get_state()[1].tolist()
    with opened(BLEED, runs=3) as model:
        own = model.rng.bit_generator.state
        model.run(6)
        assert model.rng.bit_generator.state == own
    assert (random.getstate(), np.random.get_state()[1].tolist()) == before


@pytest.mark.parametrize("types", ["doctrine", "prior"])
@pytest.mark.parametrize("runs", [9, [3, 3, 77, 12]], ids=["count", "list"])
def test_a_fork_goes_on_like_its_original(runs: Any, types: str) -> None:
    options = {"runs": runs, "types": types, "seed": 5, "doctrines": SCHEDULE, "parameters": {"lam": 9.0}}
    with opened(BLEED, opening={"target.force": 3.0}, **options) as model:
        model.run(5)
        fork = model.fork()
        ahead = fork.run(20)
        assert model.world.quarter == 5
        later = model.run(20)
        assert fork.world.digest() == model.world.digest()
        assert all(np.array_equal(ahead[name], later[name], equal_nan=True) for name in later)
        fork.close()


def test_a_model_can_go_on_from_a_given_world_and_leaves_it_alone() -> None:
    half = play(BLEED, 6, runs=8, seed=2).world
    before = half.digest()
    rest = play(BLEED, 6, runs=8, seed=2, world=half)
    assert half.digest() == before
    assert rest.world.digest() == play(BLEED, 12, runs=8, seed=2).world.digest()


def test_the_same_seed_gives_the_same_rows_and_another_seed_others() -> None:
    one, two, other = (play(BLEED, 9, runs=20, seed=seed) for seed in (1, 1, 2))
    same_runs(one, two)
    assert one.world.digest() != other.world.digest()


def test_a_run_ends_at_the_horizon_and_outcomes_can_be_asked_for_at_any_time() -> None:
    with opened(scenario("rig-crisis"), runs=3) as model:
        early = model.outcomes()
        found = model.run()
        assert model.world.quarter == scenario("rig-crisis").quarters
        assert set(early) == set(found)
        assert all(np.array_equal(found[name], value, equal_nan=True) for name, value in model.run().items())


# ---------------------------------------------------------------- the record


@pytest.fixture(scope="module")
def recorded() -> Played:
    return play("four-nos", 20, runs=50, record=12, keep=True, doctrines={"vietnam": "ally-us", "china": "seize"})


def test_the_record_has_a_row_for_the_opening_and_each_quarter(recorded: Played) -> None:
    paths = recorded.trajectories
    assert paths is not None and set(paths.values) == set(COLUMNS)
    assert paths.replications.tolist() == list(range(12)) and paths.quarters[-1] == scenario("four-nos").quarters
    assert all(values.shape == (61, 12) and values.dtype == np.float32 for values in paths.values.values())


@pytest.mark.parametrize(
    ("column", "row", "half"),
    [
        ("rung", "rung", None),
        ("target_dead", "dead", 0),
        ("challenger_weariness", "weariness", 1),
        ("level_b", "level", 1),
    ],
)
def test_the_record_is_what_the_world_was(recorded: Played, column: str, row: str, half: int | None) -> None:
    path = recorded.path(row) if half is None else recorded.path(row)[:, half]
    assert recorded.trajectories is not None
    assert np.array_equal(recorded.trajectories.values[column][:21], path[:, :12].astype(np.float32))
    assert np.isnan(recorded.trajectories.values[column][21:]).all()


def test_the_record_of_what_is_worked_out(recorded: Played) -> None:
    assert recorded.trajectories is not None
    values = recorded.trajectories.values
    war = np.array([turn.at_war[:12] for turn in recorded.turns])
    assert np.array_equal(np.isfinite(values["zone"][1:21]), war) and np.isnan(values["zone"][0]).all()
    assert (values["aid"][1:21][~war] == 0).all() and war.any()
    assert np.array_equal(values["gdp"][20], gdp(recorded.world)[:12].astype(np.float32))


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"doctrines": {"vietnm": "bamboo"}}, UnknownName),
        ({"doctrines": {"vietnam": "seize"}}, UnknownName),
        ({"doctrines": {"vietnam": "as-history"}}, InputError),
        ({"parameters": {"psy": 0.3}}, UnknownName),
        ({"parameters": {"psi": 1.5}}, OutOfRange),
        ({"parameters": {"psi": float("nan")}}, OutOfRange),
        ({"parameters": {"psi": "0.3"}}, WrongType),
        ({"opening": {"target.froce": 1.0}}, UnknownName),
        ({"opening": {"quarrel.trust": 1.5}}, InputError),
        ({"opening": {"quarrel.rung": "war"}}, UnknownName),
        ({"types": "posterior"}, UnknownName),
        ({"namespace": "playground"}, UnknownName),
        ({"seed": -4}, OutOfRange),
        ({"seed": 1.0}, WrongType),
        ({"runs": 2.5}, InputError),
        ({"runs": "4"}, InputError),
        ({"runs": -1}, InputError),
        ({"runs": True}, InputError),
        ({"first": -1}, OutOfRange),
        ({"parameters": {"lam": np.full(3, 12.0)}}, InputError),
    ],
    ids=lambda value: next(f"{k}-{v!r}"[:50] for k, v in value.items()) if isinstance(value, dict) else value.__name__,
)
def test_what_is_wrong_is_refused_before_anything_runs(options: dict[str, Any], error: type[InputError]) -> None:
    with pytest.raises(error) as caught:
        play(BLEED, 1, **{"runs": 5} | options)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("count", [np.int64(3), np.int32(3)], ids=["int64", "int32"])
def test_a_count_may_be_a_number_of_numpy(count: Any) -> None:
    assert play(BLEED, 1, runs=count).world.runs == 3


@pytest.mark.parametrize("make", [lambda: scenario("four-nos"), lambda: BLEED], ids=["four-nos", "bleed"])
def test_the_opening_is_that_of_the_scenario(make: Callable[[], Any]) -> None:
    base = make()
    with opened(base, runs=3) as model:
        world, quarrel = model.world, base.opening.quarrel
        assert world.trust.tolist() == [quarrel.trust.value] * 3 and world.is_open
        assert world.force[:, 0].tolist() == [base.opening.target.force.value, base.opening.challenger.force.value]
        assert world.level[:, 0].tolist() == [base.opening.patron_a.level.value, base.opening.patron_b.level.value]
        assert world.faults() == []
