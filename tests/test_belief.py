"""A seat's belief: from observations alone, by Bayes, right as often as it says; and the worlds drawn from it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from docs.gather import read
from docs.proofs import belief as proof
from sim.belief import CELLS, LUCKS, NODES, TYPES, Belief
from sim.errors import InputError, UnknownName
from sim.model import CrisisModel
from sim.moves import move
from sim.observation import ALLOWED, RECORDS, Observation, observe, secret_of
from sim.orders import Order
from sim.particles import HEARD
from sim.rules import ladder
from sim.seats import BORDER_WAR, CRISIS, PATRONS, Role
from sim.setting import priors
from sim.world import ROWS, World
from tests.engine import opened, scenario
from tests.pages import ROOT

FloatArray = NDArray[np.float64]
SIZES = {row.name: row.size for row in ROWS}
BASE = "four-nos"


@contextmanager
def game(
    name: str = BASE, role: Role = Role.TARGET, games: int | Sequence[int] = 3, seed: int = 4, **options: Any
) -> Iterator[tuple[CrisisModel, Belief]]:
    """Open games with moves and types from the prior, and a seat's belief that has seen the opening."""
    base = scenario(name)
    with opened(base, runs=games, seed=seed, namespace="game", types="prior", moves="on", **options) as model:
        belief = Belief(base, role, games=games, seed=seed, **options)
        try:
            belief.update(model.seats[role].observe())
            yield model, belief
        finally:
            belief.close()


def go(model: CrisisModel, belief: Belief, quarters: int) -> Observation:
    """Play some quarters and return what the seat sees then."""
    for _quarter in range(quarters):
        model.step()
        belief.update(model.seats[belief.role].observe())
    return model.seats[belief.role].observe()


def state(belief: Belief) -> bytes:
    """Return all that a belief is made of as bytes."""
    world = belief.particles.world
    return b"".join([belief.log.tobytes(), world.block.tobytes(), world.agenda.block.tobytes()])


# ------------------------------------------------------------------------------------------------ from what it is built


def corrupted(model: CrisisModel, role: Role) -> Observation:
    """Return what a role sees of a world in which all that it does not see is another."""
    world, seen = model.world.fork(), ALLOWED[role]
    for name, size in SIZES.items():
        if name in RECORDS or (name in seen and seen[name] is None):
            continue
        row = np.atleast_2d(getattr(world, name))
        for place in range(size):
            if seen.get(name, -1) != place:
                row[place] += 0.25
    agenda, secret = world.agenda, secret_of(role)
    agenda.ordered_in[secret] = 1.0
    agenda.refused[secret] = 1.0
    agenda.capital[[place for place, other in enumerate(Role) if other is not role]] = 5.0
    agenda.option, agenda.standing = 1.0, 0.4
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


# ------------------------------------------------------------------------------------------------ worlds drawn from it


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", ["four-nos", "border-war-1979"])
def test_in_a_drawn_world_the_seat_sees_what_it_sees(name: str, role: Role) -> None:
    with game(name, role, games=2) as (model, belief):
        sees = go(model, belief, 5)
        worlds = belief.sample(sees, 6)
        again = observe(worlds, role, model.setting, model.p)
        for row in sees:
            assert np.array_equal(again[row], np.repeat(sees[row], 6, -1)), row
        for row in (*HEARD, "capital", "ordered_in", "refused"):
            assert np.array_equal(getattr(again.agenda, row), np.repeat(getattr(sees.agenda, row), 6, -1)), row
        for row, values in sees.history.items():
            assert np.array_equal(again.history[row], np.repeat(values, 6, -1)), row
        assert again.quarter == sees.quarter and worlds.quarter == model.world.quarter
        assert not worlds.faults()


def test_drawn_types_follow_the_belief_and_what_is_hidden_differs() -> None:
    with game("bleeding-white", games=2) as (model, belief):
        worlds = belief.sample(go(model, belief, 8), 2000)
        rows = dict(zip(TYPES, (worlds.greed, *worlds.resolve), strict=True))
        for name, values in rows.items():
            each = values.reshape(2, 2000)
            assert each.mean(1) == pytest.approx(belief.mean(name), abs=0.1 * belief.spread(name).min())
            assert each.std(1) == pytest.approx(belief.spread(name), rel=0.08)
        assert len(np.unique(worlds.weariness[1, :2000])) > 100 and len(np.unique(worlds.weariness[0, :2000])) == 1
        held = [np.unique(worlds.greed.reshape(2, 2000)[number]).size for number in range(2)]
        assert min(held) > 1900


def test_a_forecast_runs_from_them_and_never_shares_the_games_future() -> None:
    with game(games=1) as (model, belief):
        sees = go(model, belief, 6)
        worlds = belief.sample(sees, 200)
        options: dict[str, Any] = {"runs": 200, "seed": 4, "namespace": "forecast", "moves": "on"}
        with opened(scenario(BASE), world=worlds, **options) as forecast:
            outcomes = forecast.run(12)
            assert forecast.world.quarter == 18 and not forecast.world.faults()
        with opened(scenario(BASE), world=worlds, **{**options, "namespace": "game"}) as other:
            theirs = other.run(12)
        assert set(outcomes) == set(theirs) and len(np.unique(outcomes["legitimacy"])) > 100
        assert not np.array_equal(outcomes["legitimacy"], theirs["legitimacy"])


def test_support_of_other_patrons_is_explained_by_their_moods() -> None:
    """What the rules make of a drawn world in the next quarter starts from the support that was seen."""
    with game(games=4) as (model, belief):
        sees = go(model, belief, 10)
        worlds = belief.sample(sees, 300)
        with opened(scenario(BASE), runs=1200, seed=4, namespace="forecast", world=worlds, moves="on") as forecast:
            forecast.step()
            model.step()
            for number in range(len(PATRONS)):
                ahead = forecast.world.support[number].reshape(4, 300)
                seen = sees.support[number]
                inside = (seen > 0.05) & (seen < 0.95)
                assert (np.abs(np.median(ahead, 1) - seen)[inside] < 0.06).all()


def test_one_game_and_one_update_take_at_most_thirty_milliseconds() -> None:
    """Of processor time, the fastest of some updates, so that what else the machine does is not counted."""
    with game(games=1) as (model, belief):
        spent = []
        for _quarter in range(8):
            model.step()
            sees = model.seats[Role.TARGET].observe()
            began = time.process_time()
            belief.update(sees)
            spent.append(time.process_time() - began)
        assert min(spent) <= 0.030


# ---------------------------------------------------------------------------------- right as often as it says: played


def test_belief_is_right_as_often_as_it_says() -> None:
    """On a few games: errors as large as the belief says, and better than the base rate, in peace and on the rig."""
    for name, games, quarters in (("rig-crisis", 60, 8), ("two-theatres", 60, 8)):
        with game(name, games=list(range(games)), seed=21) as (model, belief):
            go(model, belief, quarters)
            world = model.world
            for kind, truth in zip(TYPES, (world.greed, *world.resolve), strict=True):
                off = (truth - belief.mean(kind)) / belief.spread(kind)
                assert abs(off.mean()) < 3.5 / np.sqrt(games)
                assert off.std() == pytest.approx(1.0, abs=0.35)
                bar = proof.thresholds(scenario(name))[kind]
                came = truth > bar
                assert ((belief.above(kind, bar) - came) ** 2).mean() < came.mean() * (1 - came.mean())


def test_the_gathered_games_are_calibrated_bin_by_bin() -> None:
    found = read("belief")
    assert found is not None, "run: python -m docs.gather belief"
    assert {row["quarter"] for row in found["together"]} == {8, 16}
    bins = [each for row in found["together"] for each in row["bins"] if each["count"]]
    missed = [each for each in bins if not each["least"] <= each["said"] <= each["most"]]
    assert len(bins) >= 50 and len(missed) <= 0.05 * len(bins) + 2.5 * np.sqrt(0.05 * 0.95 * len(bins))
    assert all(abs(each["share"] - each["said"]) < 0.15 for each in bins if each["count"] >= 40)
    for row in found["together"]:
        assert row["brier"] < 0.8 * row["reference"] and abs(row["stray"]) < 3 and row["ratio"] < 2.2
    for row in found["rows"]:
        assert row["brier"] < row["reference"] and row["brier"] < row["public_brier"] + 0.01
        assert abs(row["error_mean"]) < 0.2 and row["error_spread"] == pytest.approx(1.0, abs=0.12)


def test_the_evidence_can_be_gathered_anew_to_the_last_digit() -> None:
    found = read("belief")
    assert found is not None, "run: python -m docs.gather belief"
    assert proof.small() == found["small"]
    for name, mark in found["figures"].items():
        picture = (ROOT / "docs" / "figures" / name).read_bytes()
        assert hashlib.blake2b(picture, digest_size=8).hexdigest() == mark


def test_the_proof_plays_each_scenario_with_games_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "AFTER", (1, 2))
    monkeypatch.setattr(proof, "SMALL", (1, 1))
    firsts: list[int] = []
    plain = proof.played

    def noted(base: Any, games: int, quarters: int, first: int) -> Any:
        firsts.append(first)
        return plain(base, games, quarters, first)

    monkeypatch.setattr(proof, "played", noted)
    found = proof.gather(lambda _said: None, games=4, figures=None)
    assert firsts == [0, 4, 8]
    assert len(found["rows"]) == 18 and {row["games"] for row in found["together"]} == {12}


def test_a_crisis_is_in_the_games_that_were_played() -> None:
    """The check is worth nothing if the games of the proof were all calm."""
    with game("rig-crisis", games=list(range(30)), seed=proof.SEED) as (model, belief):
        rungs: list[World] = []
        for _quarter in range(12):
            go(model, belief, 1)
            rungs.append(model.world.fork())
        assert sum((world.rung == CRISIS).any() for world in rungs) >= 3
