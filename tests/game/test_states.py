from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import load
from sim.errors import InputError, StoreError
from sim.game.chain import canonical
from sim.model import CrisisModel
from sim.states import differences, restore, state_of
from sim.world import HEIGHT, World
from tests.sittings import model

POLICIES = {"vietnam": "four-nos,ally-us@8"}


@pytest.fixture(scope="module")
def played() -> Iterator[CrisisModel]:
    """Return a game after six quarters."""
    made = model("bleeding-white", seed=4, types="prior")
    made.run(6)
    yield made
    made.close()


def through_json(state: dict[str, Any]) -> Any:
    return json.loads(canonical(state))


def test_a_state_written_and_restored_is_the_same_to_the_last_bit_and_goes_on_the_same_way(played: CrisisModel) -> None:
    stored = through_json(state_of(played.world, POLICIES))
    fresh = model("bleeding-white", seed=4, types="prior")
    restore(fresh.world, stored)
    assert fresh.world.digest() == played.world.digest()
    assert differences(stored, fresh.world, POLICIES) == []
    again = played.fork()
    for each in (fresh, again):
        each.step()
    assert fresh.world.digest() == again.world.digest()
    assert state_of(fresh.world, POLICIES) == state_of(again.world, POLICIES)
    fresh.close()
    again.close()


@given(st.lists(st.floats(-1e300, 1e300), min_size=HEIGHT, max_size=HEIGHT), st.integers(0, 400))
def test_every_number_survives(values: list[float], quarter: int) -> None:
    world, other = World(1, np.array(values)[:, None], quarter), World(1)
    stored = through_json(state_of(world, {}))
    restore(other, stored)
    assert other.digest() == world.digest()
    assert differences(stored, other) == []


def test_a_difference_names_its_row_and_place_and_both_values(played: CrisisModel) -> None:
    stored = through_json(state_of(played.world, POLICIES))
    other = played.world.fork()
    other.trust = other.trust + 1e-9
    other.support[1] = 0.5
    other.agenda.capital[2] = 4.0
    other.quarter += 1
    found = {field: (was, now) for field, was, now in differences(stored, other, {"vietnam": "bamboo"})}
    assert sorted(found) == ["agenda.capital.2", "policy.vietnam", "quarter", "support.1", "trust"]
    assert found["trust"] == (repr(float(played.world.trust[0])), repr(float(other.trust[0])))
    assert found["policy.vietnam"] == ("four-nos,ally-us@8", "bamboo")
    assert differences(stored, played.world) == []


def test_a_row_of_another_release_is_a_difference_and_refuses_to_be_restored(played: CrisisModel) -> None:
    stored = through_json(state_of(played.world, {}))
    stored["world"]["older"] = [1.0]
    del stored["world"]["trust"]
    stored["agenda"]["refused"] = [0.0]
    fields = [field for field, _was, _now in differences(stored, played.world)]
    assert fields == ["trust", "older", "agenda.refused"]
    before, other = played.world.digest(), played.world.fork()
    with pytest.raises(StoreError, match="trust"):
        restore(other, stored)
    assert other.digest() == before


@pytest.mark.parametrize("value", [None, "x", ["x"], [float("nan")], {}, [[1.0]]])
def test_a_row_that_holds_no_numbers_is_refused(played: CrisisModel, value: Any) -> None:
    stored = state_of(played.world, {})
    stored["world"]["support"] = value
    with pytest.raises(StoreError, match="support"):
        restore(played.world.fork(), stored)


def test_only_one_run_with_finite_numbers_has_a_state() -> None:
    with pytest.raises(InputError, match="one run"):
        state_of(World(3), {})
    world = World(1)
    world.trust = np.inf
    with pytest.raises(InputError, match="not finite"):
        state_of(world, {})


def test_a_world_without_moves_has_a_state_too() -> None:
    plain = CrisisModel(load("bleeding-white"), runs=1)
    plain.step()
    stored = through_json(state_of(plain.world, {}))
    assert stored["agenda"] == {}
    assert differences(stored, plain.world) == []
    plain.close()
