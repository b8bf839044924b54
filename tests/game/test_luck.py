from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from scenarios import load
from sim.errors import Cancelled, InputError
from sim.game.acted import acted
from sim.game.luck import NAMES, LuckBar, luck, luck_of_game, percentile, rank, words
from sim.model import CrisisModel
from sim.orders import Order
from sim.scenario import Scenario
from sim.seats import Role
from sim.world import World

SEED, QUARTERS = 5, 8


@pytest.fixture(scope="module")
def gone() -> tuple[Scenario, list[World], list[dict[str, Order]]]:
    """Return a game of computer seats: its states, and what every seat did, quarter by quarter."""
    scenario = load("bleeding-white")
    states, did = [], []
    with closing(CrisisModel(scenario, seed=SEED, namespace="game", types="prior", moves="on")) as model:
        states.append(model.world.fork())
        for _quarter in range(QUARTERS):
            card = int(model.world.agenda.card[0])
            model.step()
            did.append({seat: acted(model.acts, role, card) for role, seat in scenario.by_role().items()})
            states.append(model.world.fork())
    return scenario, states, did


def test_the_share_of_replays_below_is_the_percentile_and_ties_count_half() -> None:
    assert percentile(3.0, np.array([1.0, 2.0, 3.0, 4.0])) == 62.5
    assert percentile(0.0, np.array([1.0, 2.0])) == 0.0
    assert percentile(9.0, np.array([1.0, 2.0])) == 100.0
    assert percentile(1.0, np.ones(200)) == 50.0


def test_a_bar_in_which_nothing_varies_says_so() -> None:
    still = LuckBar("rung", 4.0, 4.0, np.full(200, 4.0))
    assert not still.moved
    assert "luck had no part" in words(load("bleeding-white"), still)
    odd = LuckBar("lives", 0.0, 5_000.0, np.linspace(0.0, 4_999.0, 200))
    line = words(load("bleeding-white"), odd)
    assert "rare luck, percentile 100" in line
    assert "5,000" in line
    assert [rank(value).split(",")[0] for value in (50.0, 80.0, 2.0)] == [
        "ordinary luck",
        "uncommon luck",
        "rare luck",
    ]


def test_orders_as_acted_from_the_state_before_make_the_quarter_again(
    gone: tuple[Scenario, list[World], list[dict[str, Order]]],
) -> None:
    scenario, states, did = gone
    for before, after, given in zip(states, states[1:], did, strict=False):
        with closing(CrisisModel(scenario, seed=SEED, namespace="game", moves="on", world=before)) as model:
            model.step(given)
            assert model.world.digest() == after.digest(), before.quarter


def test_a_quarter_is_ranked_among_replays_with_other_luck(
    gone: tuple[Scenario, list[World], list[dict[str, Order]]],
) -> None:
    scenario, states, did = gone
    ranks: list[float] = []
    for before, after, given in zip(states, states[1:], did, strict=False):
        bars = luck(scenario, before, after, given, seed=SEED, count=60)
        assert tuple(bar.name for bar in bars) == NAMES
        for bar in bars:
            assert bar.percentile == percentile(bar.realised, bar.values)
            assert (np.diff(bar.quantiles) >= 0).all()
        ranks += [bar.percentile for bar in bars if bar.moved]
    assert 30 < np.mean(ranks) < 70
    again = luck(scenario, states[0], states[1], did[0], seed=SEED, count=60)
    first = luck(scenario, states[0], states[1], did[0], seed=SEED, count=60)
    assert all(np.array_equal(one.values, other.values) for one, other in zip(again, first, strict=True))


def test_a_whole_game_is_ranked_among_games_under_the_same_orders(
    gone: tuple[Scenario, list[World], list[dict[str, Order]]],
) -> None:
    scenario, states, did = gone
    bars = {bar.name: bar for bar in luck_of_game(scenario, states[0], states[-1], did, seed=SEED, count=40)}
    assert bars["lives"].moved
    assert bars["lives"].before == 1000.0 * states[0].dead[0, 0]
    assert bars["lives"].realised == 1000.0 * states[-1].dead[0, 0]


def test_states_that_are_no_quarter_apart_are_refused(
    gone: tuple[Scenario, list[World], list[dict[str, Order]]],
) -> None:
    scenario, states, did = gone
    with pytest.raises(InputError, match="one quarter"):
        luck(scenario, states[0], states[2], did[0], seed=SEED)
    with pytest.raises(InputError, match="orders of each quarter"):
        luck_of_game(scenario, states[0], states[-1], did[:-1], seed=SEED)
    with pytest.raises(Cancelled):
        luck_of_game(scenario, states[0], states[-1], did, seed=SEED, count=4, cancelled=lambda: True)


def test_a_posture_that_was_taken_up_in_the_quarter_is_taken_up_in_its_replays() -> None:
    scenario = load("four-nos")
    given = {"vietnam": Order(posture="bamboo")}
    with closing(CrisisModel(scenario, seed=SEED, namespace="game", types="prior", moves="on")) as model:
        before = model.world.fork()
        model.step(given)
        after = model.world.fork()
        assert str(model.seats[Role.TARGET].doctrine) == "bamboo"
    bars = {bar.name: bar for bar in luck(scenario, before, after, given, seed=SEED, count=20)}
    assert bars["legitimacy"].values[0] <= bars["legitimacy"].realised <= bars["legitimacy"].values[-1]
