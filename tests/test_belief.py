"""A seat's belief: from observations alone, by Bayes, right as often as it says; and the worlds drawn from it."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from numpy.typing import NDArray

from docs.proofs import belief as proof
from sim.belief import CELLS, LUCKS, NODES, TYPES, Belief
from sim.errors import InputError, UnknownName
from sim.model import CrisisModel
from sim.moves import move
from sim.observation import Observation, observe
from sim.orders import Order
from sim.rules import ladder
from sim.seats import BORDER_WAR, Role
from sim.setting import priors
from tests.engine import scenario
from tests.hidden import BASE, corrupt, game, go

FloatArray = NDArray[np.float64]


def state(belief: Belief) -> str:
    """Return a hash of all that a belief is made of."""
    world = belief.particles.world
    held = b"".join([belief.log.tobytes(), world.block.tobytes(), world.agenda.block.tobytes()])
    return hashlib.blake2b(held).hexdigest()  # where two differ, pytest on CI would compare megabytes letter by letter


# ------------------------------------------------------------------------------------------------ from what it is built


def corrupted(model: CrisisModel, role: Role) -> Observation:
    """Return what a role sees of a world in which all that it does not see is another."""
    world = model.world.fork()
    corrupt(world, role)
    return observe(world, role, model.setting, model.p)


@pytest.mark.parametrize("role", Role)
def test_what_the_seat_does_not_see_changes_no_byte(role: Role) -> None:
    with game(role=role) as (model, belief), game(role=role) as (_same, other):
        for _quarter in range(6):
            model.step()
            belief.update(model.seats[role].observe())
            other.update(corrupted(model, role))
        sees, blind = model.seats[role].observe(), corrupted(model, role)
        assert state(belief) == state(other)
        one, two = belief.sample(sees, 20), other.sample(blind, 20)
        assert one.digest() == two.digest()


@pytest.mark.parametrize("name", ["signal", "grievance"])
def test_what_it_does_see_changes_it(name: str) -> None:
    with game() as (model, belief), game() as (_same, other):
        model.step()
        belief.update(model.seats[Role.TARGET].observe())
        changed = model.world.fork()
        row = getattr(changed.agenda if name == "signal" else changed, name)
        row += 0.01
        other.update(observe(changed, Role.TARGET, model.setting, model.p))
        assert (belief.mean("greed") != other.mean("greed")).all()


def test_a_game_is_believed_the_same_alone_as_among_others_and_once_more() -> None:
    numbers = [1, 4, 6]
    found = []
    for games in (range(7), numbers, numbers):
        with game(games=list(games), name="rig-crisis") as (model, belief):
            go(model, belief, 8)
            found.append((belief.log.copy(), belief.particles.world.block.copy()))
    each = NODES * LUCKS
    kept = np.concatenate([np.arange(each) + number * each for number in numbers])
    assert np.array_equal(found[0][0][:, numbers], found[1][0])
    assert np.array_equal(found[0][1][:, kept], found[1][1])
    assert all(np.array_equal(one, two) for one, two in zip(found[1], found[2], strict=True))


def test_it_has_luck_of_its_own() -> None:
    with game() as (model, belief):
        assert belief.particles.model.draws.namespace == "forecast" != model.draws.namespace
        sees = model.seats[Role.TARGET].observe()
        other = Belief(scenario(BASE), Role.TARGET, games=3, seed=5)
        other.update(sees)
        assert other.sample(sees, 5).digest() != belief.sample(sees, 5).digest()
        other.close()


def test_a_quarter_left_out_is_refused() -> None:
    with game() as (model, belief):
        model.step()
        model.step()
        with pytest.raises(InputError, match="quarter by quarter"):
            belief.update(model.seats[Role.TARGET].observe())


# ------------------------------------------------------------------------------------------------------------ by Bayes


def test_at_the_opening_it_is_the_prior() -> None:
    with game() as (_model, belief):
        prior = priors(scenario(BASE))
        for place, name in enumerate(TYPES):
            assert belief.mean(name) == pytest.approx(prior.mean[place, 0], abs=0.01 * prior.spread[place, 0])
            assert belief.spread(name) == pytest.approx(prior.spread[place, 0], rel=0.01)
        bars = proof.thresholds(scenario(BASE))
        assert all(belief.above(name, bar) == pytest.approx(0.5, abs=0.01) for name, bar in bars.items())


def test_signals_are_weighed_exactly() -> None:
    """Of a patron's resolve nothing but its statements tells in peace: against the normal density, cell by cell."""
    with game(games=4) as (model, belief):
        before, prior = belief.log[2].copy(), priors(scenario(BASE))
        heard = np.zeros_like(before)
        for _quarter in range(5):
            go(model, belief, 1)
            assert (model.world.rung < BORDER_WAR).all()
            off = model.world.agenda.signal[3][:, None] - belief.middles[2]
            heard -= 0.5 * (off / (model.p.statement_noise * prior.spread[2])) ** 2
        assert belief.log[2] - before == pytest.approx(heard)


def test_a_staged_statement_moves_all_but_not_who_knows_that_it_was_staged() -> None:
    means, public = [], []
    for line in ("any until 0: say firm", "any: say firm"):
        with game(games=4, plans={"us": line}) as (model, belief):
            go(model, belief, 4)
            means.append(belief.mean("resolve_a"))
            public.append(model.world.agenda.belief[1].copy())
    assert means[0] == pytest.approx(means[1])
    assert (public[1] > public[0] + 0.02).all()


def test_steps_tell_of_greed_as_far_as_they_can_be_told_from_noise() -> None:
    with game(games=3) as (_model, belief):
        took = np.zeros((3, NODES, LUCKS), bool)
        took[0, :, ::2] = True  # as often under every greed
        took[1] = np.arange(LUCKS) < (np.arange(NODES)[:, None] + 1) * LUCKS / (NODES + 1)  # the oftener, the greedier
        took[2, -1, 0] = True  # once, under the greediest
        found = belief.likelihoods.of_steps(took)
        slope = (found[:, -1] - found[:, 0]) / (belief.middles[0, -1] - belief.middles[0, 0])
        assert slope[0] == pytest.approx(0.0, abs=1e-12)
        assert slope[1] > 1.0 and 0 < slope[2] < 0.5


def test_the_course_of_the_quarrel_tells_of_greed() -> None:
    """Grievance as the greediest of the particles have it speaks for greed; where few came that way, nothing does."""
    with game(games=2, name="rig-crisis") as (model, belief):
        go(model, belief, 1)
        cloud = belief.particles
        values = cloud.shape.apart(cloud.world.grievance)
        values += 0.004 * (np.arange(NODES)[:, None] - NODES / 2) + 0.002 * np.sin(np.arange(LUCKS))
        world = model.world.fork()
        world.grievance = values[0, -1].mean()
        sees = observe(world, Role.TARGET, model.setting, model.p)
        fit = np.ones((2, NODES, LUCKS), bool)
        fit[1, 3, 1:] = False
        found = belief.likelihoods.of_quarrel(sees, fit)
        assert found[0].argmax() > 0.75 * CELLS and found[0, -1] > found[0, 0] + 2.0
        assert (found[1] == 0).all()


def test_who_fights_tells_of_resolve() -> None:
    """In a war that opens the game patrons are asked at once: against the rule's chance at each value."""
    with game("bleeding-white", games=40, opening={"patron_a.credibility": 0.7}, parameters={"q0": 0.5}) as (
        model,
        belief,
    ):
        before = belief.log[1].copy()
        go(model, belief, 1)
        prior = priors(scenario("bleeding-white"))
        off = model.world.agenda.signal[2][:, None] - belief.middles[1]
        told = belief.log[1] - before + 0.5 * (off / (model.p.statement_noise * prior.spread[1])) ** 2
        fought = model.world.fighting[0] > 0
        assert 0 < fought.sum() < 40
        assert (told[fought, -1] > told[fought, 0]).all() and (told[~fought, -1] < told[~fought, 0]).all()
        assert model.turn is not None
        for cell in (0, CELLS // 2, CELLS - 1):
            resolve = np.full((2, 40), belief.middles[1, cell])
            chance = ladder.joining_chance(model.world, model.turn, resolve)[0]
            wanted = np.log(np.where(fought, chance, 1 - chance))
            assert told[:, cell] == pytest.approx(wanted, abs=0.02)


@pytest.mark.parametrize(
    ("role", "own"), [(Role.CHALLENGER, "greed"), (Role.PATRON_A, "resolve_a"), (Role.PATRON_B, "resolve_b")]
)
def test_nobody_guesses_its_own_type(role: Role, own: str) -> None:
    with game(role=role) as (model, belief):
        sees = go(model, belief, 2)
        truth = {"greed": model.world.greed, "resolve_a": model.world.resolve[0], "resolve_b": model.world.resolve[1]}
        assert np.array_equal(belief.mean(own), truth[own]) and (belief.spread(own) == 0).all()
        assert belief.above(own, -9.0).tolist() == [1.0] * 3 and belief.above(own, 9.0).tolist() == [0.0] * 3
        drawn = belief.sample(sees, 4)
        rows = {"greed": drawn.greed, "resolve_a": drawn.resolve[0], "resolve_b": drawn.resolve[1]}
        assert np.array_equal(rows[own], np.repeat(truth[own], 4))
        assert all((belief.spread(name) > 0).all() for name in set(TYPES) - {own})


def test_probabilities_agree_with_one_another() -> None:
    with game() as (model, belief):
        go(model, belief, 6)
        one = belief.probability(lambda t: t.greed > 0.4)
        other = belief.probability(lambda t: t.resolve_a > -0.2)
        assert one == pytest.approx(belief.greedy(0.4), abs=0.01)
        both = belief.probability(lambda t: (t.greed > 0.4) & (t.resolve_a > -0.2))
        assert both == pytest.approx(one * other, abs=0.02)
        assert belief.probability(lambda t: t.greed + 1 > t.greed).tolist() == [1.0] * 3
        with pytest.raises(UnknownName, match="greed"):
            belief.mean("gred")


# ------------------------------------------------------------------------------------------------- moves of other seats


def test_moves_that_were_seen_are_made_in_the_particles_too() -> None:
    """A seat that is played does what no plan says; where all see it, every particle's world has it."""
    with game(games=2) as (model, belief):
        go(model, belief, 1)
        model.step({"us": Order(moves=("exercises",)), "china": Order(moves=("garrison-north",))})
        sees = model.seats[Role.TARGET].observe()
        belief.update(sees)
        world = belief.particles.world
        for name in ("exercises", "garrison-north"):
            row = move(name)
            assert row.seen == "all" and (model.world.agenda.ordered_in[row.number] == 1).all()
            assert (world.agenda.ordered_in[row.number] == 1).all()
            assert belief.particles.model.acts is not None and belief.particles.model.acts.moves[row.number].all()


def test_particles_that_went_another_way_make_room() -> None:
    with game(games=1) as (_model, belief):
        cloud = belief.particles
        cloud.world.mood[0] = np.arange(NODES * LUCKS)
        fit = np.zeros((1, NODES, LUCKS), bool)
        fit[0, :, 3] = fit[0, :, 7] = True
        fit[0, 2] = False  # none of this node: it borrows from the others, and keeps its greed
        before = cloud.world.greed.copy()
        cloud.choose(fit)
        held = cloud.world.mood[0].reshape(NODES, LUCKS)
        assert set(held[0]) == {3.0, 7.0} and held[0, 3] == 3 and held[0, 7] == 7
        assert set(held[2] % LUCKS) == {3.0, 7.0} and len(set(held[2])) > 2
        assert np.array_equal(cloud.world.greed, before)
        unfit = cloud.world.digest()
        cloud.choose(np.zeros((1, NODES, LUCKS), bool))
        assert cloud.world.digest() == unfit
