"""What holds in every game, whatever is generated: the real model, small batches, few quarters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import Event
from sim.seats import BORDER_WAR, CRISIS, GREY, OCCUPATION, PEACE, SETTLEMENT, STALEMATE
from tests.engine import Played, opened, same_runs, scenario, with_events
from tests.strategies import Game, games

few = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
EDGES = {
    PEACE: {PEACE, GREY},
    GREY: {PEACE, GREY, CRISIS},
    CRISIS: {GREY, CRISIS, BORDER_WAR, STALEMATE, OCCUPATION},
    BORDER_WAR: {BORDER_WAR, STALEMATE, OCCUPATION},
    STALEMATE: {GREY, STALEMATE, SETTLEMENT},
    OCCUPATION: {STALEMATE, OCCUPATION, SETTLEMENT},
    SETTLEMENT: {PEACE, SETTLEMENT},
}
AT_SEA = {BORDER_WAR: {CRISIS, BORDER_WAR}, CRISIS: {GREY, CRISIS, BORDER_WAR}}
"""Where a quarter can lead: a war that begins can culminate in the same quarter; at sea it ends in the stand-off."""
NEVER_FALL = ("dead", "war_quarters", "crises", "concessions", "peak_land_lost", "land_ceded", "ever_war", "gone")


def check_state_is_sound(played: Played) -> None:
    assert played.world.faults() == []
    for name, share in played.outcomes.items():
        found = share[np.isfinite(share)]
        if name not in ("growth_pct", "settlement_terms"):
            assert (found >= 0).all(), name
    for measure in ("war", "occupation", "territory", "autonomy", "legitimacy", "target_weariness", "peak_land_lost"):
        assert (played.outcomes[measure] <= 1).all(), measure


def check_what_never_falls(played: Played) -> None:
    for name in NEVER_FALL:
        assert (np.diff(played.path(name), axis=0) >= 0).all(), name


def check_edges(played: Played, sea: bool) -> None:
    rung = played.path("rung").astype(int)
    edges = EDGES | AT_SEA if sea else EDGES
    for before, after in {(int(a), int(b)) for a, b in zip(rung[:-1].ravel(), rung[1:].ravel(), strict=True)}:
        assert after in edges[before], (before, after)


def check_no_war_without_a_crisis(played: Played) -> None:
    """A war that begins in the run begins out of a crisis: the quarter before its first ended in one."""
    rung = played.path("rung")
    war = (rung >= BORDER_WAR) & (rung <= OCCUPATION)
    begins = war[1:] & ~war[:-1]
    assert (rung[:-1][begins] == CRISIS).all()
    assert (played.world.crises[begins.any(0) & (rung[0] < CRISIS)] > 0).all()


def check_no_deal_without_a_zone(played: Played) -> None:
    rung = played.path("rung")
    for quarter, turn in enumerate(played.turns):
        settled = (rung[quarter + 1] == SETTLEMENT) & (rung[quarter] != SETTLEMENT)
        assert (turn.zone[settled] > 0).all()


def check_no_land_moves(played: Played) -> None:
    assert not played.path("land_held").any() and not played.path("land_ceded").any()
    assert not played.world.peak_land_lost.any() and not played.world.ever_occupied.any()


def check_game(game: Game) -> None:
    played = game.play()
    check_state_is_sound(played)
    check_what_never_falls(played)
    check_edges(played, scenario(game.scenario).theatre == "sea")
    check_no_war_without_a_crisis(played)
    check_no_deal_without_a_zone(played)


@given(games())
@many
def test_every_game_is_sound(game: Game) -> None:
    check_game(game)


@pytest.mark.soak
@given(games())
@settings(max_examples=5_000, suppress_health_check=[HealthCheck.too_slow])
def test_thousands_of_games_are_sound(game: Game) -> None:
    check_game(game)
    same_runs(game.play(), game.play())


@given(games())
@few
def test_the_same_seed_gives_the_same_rows(game: Game) -> None:
    same_runs(game.play(), game.play())


@given(games(), st.data())
@few
def test_a_run_alone_is_what_it_is_among_others(game: Game, data: st.DataObject) -> None:
    run = data.draw(st.integers(0, game.runs - 1))
    own = {
        key: value[run] if isinstance(value, np.ndarray) else value for key, value in game.options["parameters"].items()
    }
    same_runs(game.play(), game.play(runs=[run], parameters=own), [run])


@given(games(), st.integers(0, 6))
@few
def test_a_fork_goes_on_like_its_original(game: Game, ahead: int) -> None:
    with opened(scenario(game.scenario), runs=game.runs, **game.options) as model:
        model.run(min(ahead, game.quarters))
        fork = model.fork()
        model.run(3)
        fork.run(3)
        assert fork.world.digest() == model.world.digest()
        fork.close()


@given(games())
@few
def test_without_attrition_nobody_dies(game: Game) -> None:
    dead = game.play(parameters=game.options["parameters"] | {"beta": 0.0}).path("dead")
    assert (dead == dead[0]).all()


@given(games(fixed=True), st.integers(0, 8), st.sampled_from(["us", None]))
@few
def test_a_patron_that_withdraws_gives_nothing_and_the_past_stays(game: Game, quarter: int, seat: str | None) -> None:
    base = scenario(game.scenario)
    without = base.model_copy(update={"calendar": [row for row in base.calendar if row.kind != "withdrawal"]})
    gone = with_events(base, *without.calendar, Event(kind="withdrawal", quarter=quarter, seat=seat))
    stays, leaves = game.play(without, quarters=10), game.play(gone, quarters=10)
    for before, after in zip(stays.blocks[: quarter + 1], leaves.blocks[: quarter + 1], strict=True):
        assert np.array_equal(before, after)
    who = slice(0, 1) if seat else slice(0, 2)
    assert leaves.path("gone")[quarter + 1 :, who].all()
    for turn in leaves.turns[quarter:]:
        assert not np.broadcast_to(turn.aid, (2, game.runs))[who].any()
    assert not leaves.path("support")[quarter + 1 :, who].any()
    joined = np.diff(leaves.path("fighting")[quarter:, who], axis=0)
    assert not (joined > 0).any()


@given(games())
@few
def test_an_abandoned_target_gets_neither_support_nor_aid(game: Game) -> None:
    played = game.play()
    gone = played.path("gone") > 0
    for quarter, turn in enumerate(played.turns):
        assert not np.broadcast_to(turn.aid, (2, game.runs))[gone[quarter]].any()
        assert not played.path("support")[quarter + 1][gone[quarter]].any()


@given(games())
@few
def test_at_sea_no_land_moves(game: Game) -> None:
    at_sea = scenario(game.scenario).model_copy(update={"theatre": "sea"})
    opening = {key: value for key, value in game.options["opening"].items() if key != "quarrel.rung"}
    check_no_land_moves(game.play(at_sea, opening=opening))


@given(games(among=("bleeding-white", "ukraine-analogue", "four-nos"), fixed=True), st.floats(1.0, 4.0))
@few
def test_more_aid_never_lowers_supply(game: Game, times: float) -> None:
    """In the first quarter, from the same state and luck: what a patron could carry more raises supply or leaves it."""
    base = scenario(game.scenario).opening
    usual = {"patron_a.capacity": base.patron_a.capacity.value, "patron_b.capacity": base.patron_b.capacity.value}
    more = {name: value * times for name, value in usual.items()}
    plain, richer = (game.play(quarters=1, opening=opening).turns[0] for opening in (usual, more))
    assert (richer.supply >= plain.supply - 1e-12).all() and (richer.aid_total >= plain.aid_total - 1e-12).all()
    assert (richer.odds <= plain.odds + 1e-12).all()


@given(games(among=("bleeding-white", "ukraine-analogue"), fixed=True))
@few
def test_a_closed_corridor_is_no_patron_for_supply(game: Game) -> None:
    closed = game.play(opening={"patron_a.corridor": 0.0, "patron_b.corridor": 0.0})
    broke = game.play(opening={"patron_a.capacity": 0.0, "patron_b.capacity": 0.0})
    for one, other in zip(closed.turns, broke.turns, strict=True):
        assert not one.aid_total.any() and np.array_equal(one.supply, other.supply)


@given(games())
@few
def test_gdp_returns_to_its_path_when_the_loss_ends(game: Game) -> None:
    """Without burden and fighting from the opening on, an older loss of output halves each quarter."""
    peace: dict[str, Any] = {"gw": 0.0, "mob": 0.0, "loss_speed": 0.5}
    opening = {key: value for key, value in game.options["opening"].items() if key != "target.drain"}
    with opened(
        scenario(game.scenario),
        runs=game.runs,
        **game.options | {"parameters": peace, "opening": opening | {"target.drain": 0.0}},
    ) as model:
        model.world.output_loss = 0.4
        for quarter in range(6):
            assert model.world.output_loss == pytest.approx(0.4 * 0.5**quarter)
            model.step()
