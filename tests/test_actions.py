"""Moves in the engine: paid for, in force as long as they say, replayed bit for bit, and known to nobody too soon."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import pytest

from scenarios import load, names
from sim.acts import Acts
from sim.agenda import FIRST_CAPITAL, INCOME, MOST_CAPITAL, POSTURE_PRICE
from sim.cards import table as cards
from sim.errors import InputError, UnknownName
from sim.model import CrisisModel
from sim.moves import answers
from sim.moves import table as moves
from sim.observation import observe
from sim.orders import Order, order
from sim.plans import plan_of
from sim.plans import table as plans
from sim.seats import CRISIS, GREY, Role
from sim.world import World

SILENT = dict.fromkeys(("vietnam", "china", "us", "russia"), "")


def game(name: str = "four-nos", plan: Mapping[str, str] | None = None, runs: int = 8, **more: object) -> CrisisModel:
    """Return a model with moves on."""
    return CrisisModel(load(name), moves="on", plans=plan, runs=runs, seed=11, **more)  # type: ignore[arg-type]


def played(name: str, quarters: int, **more: object) -> World:
    model = game(name, **more)  # type: ignore[arg-type]
    model.run(quarters)
    return model.world


@pytest.mark.parametrize("name", names())
def test_a_run_with_moves_is_the_same_alone_as_among_thousands(name: str) -> None:
    wide = played(name, 12, runs=2_500, types="prior")
    for run in (0, 1_777):
        alone = played(name, 12, runs=[run], types="prior")
        assert (alone.block[:, 0] == wide.block[:, run]).all()
        assert (alone.agenda.block[:, 0] == wide.agenda.block[:, run]).all()


@pytest.mark.parametrize("name", names())
def test_whatever_is_ordered_leaves_a_world_within_its_limits(name: str) -> None:
    """Random acts of every seat, most of them not legal, in many runs at once: nothing leaves its limits."""
    model = game(name, runs=300, types="prior")
    chance = np.random.default_rng(4)
    for _quarter in range(16):
        model.given = {}
        model.acts = Acts.none(model.runs)
        model.agents.do("decide")
        model.acts.moves |= chance.random(model.acts.moves.shape) < 0.2
        model.acts.options[:] = chance.integers(-1, 3, model.acts.options.shape)
        model.acts.pledges[:] = chance.integers(-1, 2, model.acts.pledges.shape)
        for (role, situation), rows in answers().items():
            codes = chance.integers(-1, len(rows), model.runs).astype(np.int8)
            model.acts.answers[role, situation] = codes
        model.acts.terms[:] = chance.random(model.runs)
        model.resolve(model.orders)
        assert not model.world.faults()
        assert np.isfinite(model.world.agenda.block).all()


def check_what_is_not_legal_is_left_undone() -> None:
    """It costs nothing either."""
    model = game(plan=SILENT)
    acts = model.acts = Acts.none(model.runs)
    for agent in model.seats.values():
        agent.decide()
    appeal = moves()["appeal"]
    acts.moves[appeal.number] = True  # it asks for a war, and there is none
    model.resolve(model.orders)
    assert (model.world.agenda.ordered_in[appeal.number] < 0).all()
    assert (model.world.agenda.capital[0] == min(FIRST_CAPITAL + INCOME, MOST_CAPITAL)).all()


def test_what_is_not_legal_is_left_undone() -> None:
    check_what_is_not_legal_is_left_undone()


def check_a_move_is_paid_for() -> None:
    """It is when it is ordered, and then it rests."""
    row = moves()["reassure-beijing"]
    model = game(plan={**SILENT, "vietnam": "any: reassure-beijing"}, runs=1)
    before = model.world.agenda.capital[0, 0]
    model.step()
    agenda = model.world.agenda
    assert agenda.capital[0, 0] == min(before - row.cost + INCOME, MOST_CAPITAL)
    assert agenda.ordered_in[row.number, 0] == 0
    quarters = [0]
    for quarter in range(1, 20):
        model.step()
        if agenda.ordered_in[row.number, 0] == quarter:
            quarters.append(quarter)
    assert len(quarters) > 1
    assert all(later - earlier >= row.again for earlier, later in itertools.pairwise(quarters))


def test_a_move_is_paid_for_when_it_is_ordered_and_rests_afterwards() -> None:
    check_a_move_is_paid_for()


def check_a_move_wears_off() -> None:
    """A lever that a move pulls is pulled for as long as the move lasts, and is then what it was."""
    row = next(
        row
        for row in moves().values()
        if not row.chance and not row.when and any(e.path.kind == "parameter" and e.times for e in row.effects)
    )
    effect = next(e for e in row.effects if e.path.kind == "parameter" and e.times)
    seat = load("four-nos").seat_of(row.role)
    model = game(plan=dict.fromkeys(SILENT, "") | {seat: f"any until 1: {row.id}"}, runs=1)
    usual, found = model.p[effect.path.name], []
    for _quarter in range(row.after + row.lasts + 2):
        model.step()
        assert model.turn is not None
        found.append(float(np.asarray(model.turn.p[effect.path.name]).flat[0]))
    changed = [abs(value - float(np.asarray(usual))) > 1e-12 for value in found]
    assert changed == [row.after <= late < row.after + row.lasts for late in range(len(found))]


def test_a_move_is_in_force_for_as_long_as_it_says() -> None:
    check_a_move_wears_off()


def test_a_change_of_posture_costs_capital_and_shows() -> None:
    kept, changed = game(plan=SILENT, runs=1), game(plan=SILENT, runs=1)
    for model in (kept, changed):
        model.step()
    kept.step()
    changed.step({"vietnam": Order(posture="bamboo")})
    assert kept.world.agenda.capital[0] - changed.world.agenda.capital[0] == min(POSTURE_PRICE, MOST_CAPITAL)
    assert changed.seats[Role.TARGET].doctrine == "bamboo"
    changed.step()
    assert changed.seats[Role.TARGET].doctrine == "bamboo"


def test_a_move_that_may_be_refused_sometimes_is_and_its_price_is_paid_all_the_same() -> None:
    model = game(plan={**SILENT, "vietnam": "any: upgrade-us"}, runs=400)
    model.step()
    row, agenda = moves()["upgrade-us"], model.world.agenda
    ordered = agenda.ordered_in[row.number] == 0
    refused = agenda.refused[row.number] > 0
    assert ordered.all()
    assert 0 < refused.mean() < 1
    assert np.unique(agenda.capital[0]).size == 1
    seen = model.world.breach
    assert (seen[~refused] > seen[refused].max()).all()


def answered(text: str) -> World:
    """Return a stand-off at sea after the target has answered it."""
    model = game("rig-crisis", SILENT, runs=200)
    assert (model.world.rung == CRISIS).all()
    model.step({"vietnam": order(f"answer crisis={text}", Role.TARGET)})
    return model.world


def check_the_target_concedes_as_it_says() -> None:
    """Its answer stands instead of the rules' draw."""
    assert (answered("concede").concessions == 1.0).all()


def test_the_targets_answer_in_a_crisis_stands() -> None:
    check_the_target_concedes_as_it_says()
    assert (answered("hold").concessions == 0.0).all()
    assert (answered("stand-firm").concessions == 0.0).all()


def test_the_challengers_answer_is_conditional_on_no_concession() -> None:
    model = game("rig-crisis", SILENT, runs=200)
    model.step({"china": order("answer crisis=back-down", Role.CHALLENGER)})
    assert (model.world.rung == GREY).all()
    model = game("rig-crisis", SILENT, runs=200)
    model.step({"china": order("answer crisis=hold", Role.CHALLENGER)})
    gave = model.world.concessions > 0
    assert 0 < gave.mean() < 1
    assert (model.world.rung[gave] == GREY).all()
    assert (model.world.rung[~gave] == CRISIS).all()


def test_orders_are_given_at_once_and_nobody_sees_anothers() -> None:
    """What China orders this quarter changes no byte of what the others order this quarter."""
    quiet, loud = game(), game()
    quiet.step()
    loud.step({"china": order("warn; split-asean", Role.CHALLENGER)})
    own = [row.number for row in moves().values() if row.role is not Role.CHALLENGER]
    assert quiet.acts is not None and loud.acts is not None
    assert (quiet.acts.moves[own] == loud.acts.moves[own]).all()
    assert not (quiet.acts.moves == loud.acts.moves).all()


def test_a_fork_goes_on_as_the_original_does() -> None:
    model = game("bleeding-white", types="prior")
    for _quarter in range(9):
        model.step()
    twin = model.fork()
    for _quarter in range(9):
        model.step()
        twin.step()
    assert model.world.digest() == twin.world.digest()


def test_a_fork_keeps_the_posture_that_an_order_took_up() -> None:
    model = game(plan=SILENT, runs=1)
    model.step()
    model.step({"vietnam": Order(posture="bamboo")})
    twin = model.fork()
    assert twin.seats[Role.TARGET].doctrine == "bamboo"
    model.step()
    twin.step()
    assert model.world.digest() == twin.world.digest()


def test_a_secret_move_is_seen_by_its_own_seat_alone() -> None:
    hidden = [row for row in moves().values() if row.seen == "own"]
    model = game()
    model.step()
    for role in Role:
        before = observe(model.world, role, model.setting, model.p).tobytes()
        for row in moves().values():
            other = model.world.fork()
            other.agenda.ordered_in[row.number] += 0.5
            same = observe(other, role, model.setting, model.p).tobytes() == before
            assert same == (row in hidden and row.role is not role), f"{role} and {row.id}"


def test_other_seats_capital_is_not_seen() -> None:
    check_other_seats_capital_is_not_seen()


def check_other_seats_capital_is_not_seen() -> None:
    """A seat minds its own capital and nobody else's."""
    model = game()
    for number, role in enumerate(Role):
        before = observe(model.world, role, model.setting, model.p).tobytes()
        for other in range(4):
            world = model.world.fork()
            world.agenda.capital[other] += 1.0
            assert (observe(world, role, model.setting, model.p).tobytes() == before) == (other != number)


def test_lines_of_a_plan_can_be_read_back() -> None:
    for row in plans().values():
        assert plan_of(str(row), row.role).lines == row.lines


def test_every_usual_plan_has_lines_that_its_seats_can_follow() -> None:
    for row in plans().values():
        for line in row.lines:
            assert all(moves()[name].role is row.role for name in line.order.moves)


def test_a_plan_where_moves_are_off_is_refused() -> None:
    with pytest.raises(InputError, match="moves on"):
        CrisisModel(load("four-nos"), doctrines={"vietnam": "porcupine+outlast"})
    with pytest.raises(InputError, match="moves on"):
        CrisisModel(load("four-nos"), plans={"vietnam": "any: denial"})
    with pytest.raises(UnknownName, match="outlast"):
        CrisisModel(load("four-nos"), doctrines={"vietnam": "porcupine+outlats"}, moves="on")


def test_cards_come_in_nine_quarters_of_ten_and_every_seat_takes_an_option() -> None:
    model = game(runs=400)
    came = []
    for _quarter in range(20):
        came.append(model.world.agenda.card >= 0)
        model.step()
    assert 0.85 < np.mean(came) < 0.95
    taken = model.world.agenda.option.reshape(4, len(cards()), -1)
    dealt = model.world.agenda.dealt_in >= 0
    on_the_table = model.world.agenda.card
    past = dealt & (np.arange(len(cards()))[:, None] != on_the_table)
    assert (taken[:, past] >= 0).all()
