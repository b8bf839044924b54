"""A game played turn by turn: quarters and years, years that are interrupted, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenarios import load, names
from sim.errors import IllegalOrder, InputError, UnknownName
from sim.model import CrisisModel
from sim.moves import move
from sim.orders import Order
from sim.seats import RUNGS, Role
from sim.sitting import Sitting
from tests.sittings import capital, model, ordered_in, orders

# -------------------------------------------------------------------------------------------------------------- turns


@pytest.mark.parametrize("name", names())
def test_a_sitting_without_orders_is_the_game_of_the_computer_seats(name: str) -> None:
    alone, played = model(name, seed=3, types="prior"), Sitting(model(name, seed=3, types="prior"))
    for _turn in range(6):
        while not played.advance().quarters:
            pass
    while alone.world.quarter < played.model.world.quarter:
        alone.step()
    assert played.model.world.digest() == alone.world.digest()
    assert (played.model.world.agenda.block == alone.world.agenda.block).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_year_ends_early_when_the_rung_changes_and_only_then(seed: int) -> None:
    sitting, lengths = Sitting(model("four-nos", seed=seed)), []
    rungs = [int(sitting.model.world.rung[0])]
    step = sitting.model.step
    sitting.model.step = lambda *given: (step(*given), rungs.append(int(sitting.model.world.rung[0])))[0]  # type: ignore[method-assign]
    while not sitting.over:
        now = sitting.turn()
        done = sitting.advance()
        if not done.quarters:
            continue
        begins, ends = done.quarters.start, done.quarters.stop
        assert (now.quarter, now.date) == (begins, load("four-nos").date(begins))
        assert len(set(rungs[begins:ends])) == 1
        changed = rungs[ends] != rungs[begins]
        assert done.interrupted == (changed and len(done.quarters) < now.quarters)
        assert len(done.quarters) == now.quarters or changed
        lengths.append(len(done.quarters))
    assert sum(lengths) == 60 and max(lengths) == 4 and min(lengths) < 4
    assert sitting.turn().number == len(lengths)


def test_the_last_turn_is_cut_to_the_horizon_and_then_the_game_is_over() -> None:
    place = load("four-nos").model_copy(update={"quarters": 2})
    sitting = Sitting(CrisisModel(place, moves="on", seed=3))
    assert sitting.turn().quarters == 2
    while not sitting.over:
        sitting.advance()
    assert (sitting.turn().phase, sitting.turn().acting, sitting.turn().situations) == ("", (), {})
    with pytest.raises(InputError, match="game is over"):
        sitting.advance()
    with pytest.raises(InputError, match="nobody, the game is over"):
        sitting.submit("vietnam", "")


QUIET: dict[str, Any] = {"seed": 3, "parameters": {"h_act": 0.0}}
"""Nobody reviews where it stands, so that peace holds."""


def test_an_order_of_a_year_stands_for_its_quarters_and_its_moves_are_made_once_as_they_can_be_paid() -> None:
    sitting = Sitting(model("four-nos", **QUIET))
    dear = "peoples-defence, denial, widen-the-web"
    price = sum(move(name).cost for name in dear.split(", "))
    assert capital(sitting.model, Role.TARGET) < price
    sitting.submit("vietnam", f"{dear}; say calm")
    assert sitting.advance().quarters == range(4)
    made = [ordered_in(sitting.model, name) for name in dear.split(", ")]
    assert made == sorted(made) and made[0] == 0 and made[-1] in (1, 2, 3)

    by_hand = model("four-nos", **QUIET)
    left, says = dear.split(", "), "calm"
    for quarter in range(4):
        by_hand.step({"vietnam": Order(moves=tuple(left), says=says)})
        left, says = [name for name in left if ordered_in(by_hand, name) != quarter], ""
    assert by_hand.world.digest() == sitting.model.world.digest()
    assert (by_hand.world.agenda.block == sitting.model.world.agenda.block).all()


def test_what_a_year_cut_short_had_not_paid_for_is_left_undone() -> None:
    cut = 0
    for seed in range(12):
        sitting = Sitting(model("four-nos", seed=seed))
        sitting.submit("vietnam", "peoples-defence, denial, widen-the-web")
        done = sitting.advance()
        last = ordered_in(sitting.model, "widen-the-web")
        assert (last in done.quarters) == (len(done.quarters) >= 3)
        assert sitting.turn().ordered == frozenset()
        cut += done.interrupted
    assert cut >= 3


def test_what_no_year_can_pay_for_is_refused() -> None:
    sitting = Sitting(model("four-nos", **QUIET))
    with pytest.raises(IllegalOrder, match="political capital"):
        sitting.submit("vietnam", "peoples-defence, denial, widen-the-web, peacekeepers, trade-west, chips-with-us")


def _answer(sitting: Sitting, text: str) -> None:
    sitting.advance()
    sitting.submit("vietnam", text)


def test_an_answer_of_a_year_may_wait_for_what_asks_it() -> None:
    given = "answer vote=abstain, coercion=bear"
    sitting = Sitting(model("four-nos", **QUIET))
    assert not {"vote", "coercion"} <= set(sitting.turn().situations["vietnam"])
    sitting.submit("vietnam", given)
    sitting.advance()
    by_hand = model("four-nos", **QUIET)
    for _quarter in range(4):
        by_hand.step(orders({"vietnam": given}, "four-nos"))
    assert by_hand.world.digest() == sitting.model.world.digest()
    with pytest.raises(IllegalOrder, match="nothing asks that now"):
        _answer(Sitting(model("rig-crisis")), "answer coercion=bear")


# ------------------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("phase", "seat", "text", "words"),
    [
        (0, "vietnam", "answer crisis=hold", "only statements are given"),
        (1, "vietnam", "say firm", "Statements have been made already"),
        (1, "china", "answer crisis=hold", "it is up to vietnam, us, russia"),
        (2, "vietnam", "answer crisis=hold", "it is up to china"),
        (1, "vietnam", "china: answer crisis=hold", "Unknown seat 'china'"),
        (0, "laos", "say calm", "Unknown seat 'laos'"),
        (1, "vietnam", "denail", "Did you mean 'denial'?"),
        (1, "vietnam", "answer war=dig-in", "nothing asks that now"),
        (1, "vietnam", "denial, peoples-defence", "political capital"),
        (1, "vietnam", "posture bamboo", "held already"),
    ],
)
def test_an_order_out_of_place_is_refused_and_nothing_is_kept_of_it(
    phase: int, seat: str, text: str, words: str
) -> None:
    sitting = Sitting(model("rig-crisis"))
    for _phase in range(phase):
        sitting.advance()
    with pytest.raises(InputError, match=words):
        sitting.submit(seat, text)
    assert sitting.turn().ordered == frozenset()


def test_a_sitting_is_one_run_with_moves() -> None:
    for wrong in (CrisisModel(load("rig-crisis")), model("rig-crisis", runs=2)):
        with pytest.raises(InputError, match="one run, with moves"):
            Sitting(wrong)
    with pytest.raises(UnknownName):
        Sitting(model("rig-crisis")).choices("laos")


# ------------------------------------------------------------------------------------------------------------ tutorial


def test_each_first_order_of_the_tutorial_is_legal_at_its_opening_and_they_part() -> None:
    ends = set()
    for first in load("tutorial").first_orders:
        sitting = Sitting(model("tutorial", seed=5))
        seat = first.order.partition(":")[0]
        assert sitting.turn().rung == RUNGS[3]
        sitting.advance()
        sitting.submit(seat, first.order)
        while not sitting.over:
            sitting.advance()
        ends.add(sitting.model.world.digest())
    assert len(ends) == len(load("tutorial").first_orders) == 3


def test_no_first_order_of_the_tutorial_is_best_for_everything() -> None:
    """Digging in spares lives, a manned line loses less land, talks spare the economy and cost autonomy."""
    found: dict[str, list[float]] = {}
    for first in load("tutorial").first_orders:
        game = model("tutorial", runs=1000)
        game.step(orders({"vietnam": first.order.partition(":")[2]}, "tutorial"))
        for measure, values in game.run().items():
            found.setdefault(measure, []).append(float(np.nanmean(values)) if np.isfinite(values).any() else 0.0)
    best = [int(np.argmin(found[name])) for name in ("target_dead_thousand", "peak_land_lost")]
    assert (*best, int(np.argmax(found["growth_pct"]))) == (0, 1, 2)
    assert found["autonomy"][2] < min(found["autonomy"][:2]) - 0.02
    assert found["legitimacy"][2] < min(found["legitimacy"][:2]) - 0.01
