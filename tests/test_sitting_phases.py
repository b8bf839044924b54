"""A crisis in three phases: statements are public, orders are sealed, and the quarter is resolved once."""

from __future__ import annotations

import pytest

from sim.observation import observe
from sim.orders import Order
from sim.seats import Role
from sim.sitting import Sitting
from tests.sittings import model, orders

CRISIS = {
    "vietnam": "go-public; answer crisis=hold",
    "china": "answer crisis=hold",
    "us": "port-call",
}
SAID = {"vietnam": "firm", "china": "firm"}


def in_phases(sitting: Sitting) -> None:
    for seat, says in SAID.items():
        sitting.submit(seat, f"say {says}")
    sitting.advance()
    for seat in ("vietnam", "us"):
        sitting.submit(seat, CRISIS[seat])
    sitting.advance()
    sitting.submit("china", CRISIS["china"])


@pytest.mark.parametrize("seed", range(3))
def test_a_crisis_in_three_phases_equals_the_same_orders_given_at_once(seed: int) -> None:
    sitting, once = Sitting(model("rig-crisis", seed=seed)), model("rig-crisis", seed=seed)
    in_phases(sitting)
    assert sitting.advance().quarters == range(1)
    whole = {seat: f"{text}; say {SAID[seat]}" if seat in SAID else text for seat, text in CRISIS.items()}
    once.step(orders(whole))
    assert sitting.model.world.digest() == once.world.digest()
    assert (sitting.model.world.agenda.block == once.world.agenda.block).all()
    other = model("rig-crisis", seed=seed)
    other.step()
    assert other.world.agenda.block.tobytes() != once.world.agenda.block.tobytes()


def test_the_phases_open_in_their_order_and_resolve_one_quarter() -> None:
    sitting = Sitting(model("rig-crisis"))
    assert sitting.turn().phases == ("signal", "answer", "act")
    seen = []
    for _phase in range(3):
        now = sitting.turn()
        seen.append((now.phase, now.acting, now.number, sitting.model.world.quarter))
        done = sitting.advance()
        assert (done.closed, len(done.quarters), done.interrupted) == (now.phase, now.phase == "act", False)
    assert seen == [
        ("signal", ("vietnam", "china", "us", "russia"), 0, 0),
        ("answer", ("vietnam", "us", "russia"), 0, 0),
        ("act", ("china",), 0, 0),
    ]
    assert (sitting.turn().number, sitting.turn().quarter) == (1, 1)


def test_statements_are_published_before_orders_are_given_and_change_nothing_else_meanwhile() -> None:
    sitting = Sitting(model("rig-crisis"))
    before = sitting.model.world.digest()
    sitting.submit("china", "say firm")
    sitting.submit("us", Order())
    assert sitting.turn().statements == {}
    assert sitting.advance().statements["china"] == "firm"
    assert sitting.turn().statements["china"] == "firm"
    assert "us" not in sitting.turn().statements
    assert sitting.model.world.digest() == before


def test_statements_of_computer_seats_are_those_of_their_plans_and_stand() -> None:
    plans = {"china": "crisis: say firm; answer crisis=hold"}
    sitting = Sitting(model("rig-crisis", plans=plans))
    assert sitting.advance().statements == {**sitting.turn().statements, "china": "firm"}
    sitting.submit("vietnam", "answer crisis=hold")
    sitting.advance()
    sitting.advance()
    once = model("rig-crisis", plans=plans)
    once.step(orders({"vietnam": "answer crisis=hold"}))
    assert sitting.model.world.agenda.staged[:, 0].tolist() == [1.0, 0.0, 0.0]
    assert sitting.model.world.digest() == once.world.digest()


def test_nobody_sees_an_order_of_the_same_quarter() -> None:
    """Whatever others order, what a seat is shown and may choose does not change by a byte before the resolution."""
    shown = []
    for text in ("answer crisis=concede", "answer crisis=stand-firm", ""):
        sitting = Sitting(model("rig-crisis"))
        sitting.submit("vietnam", "say calm")
        sitting.advance()
        sitting.submit("vietnam", text)
        sitting.submit("us", "port-call" if text else "")
        answering = sitting.turn()
        sitting.advance()
        china = sitting.choices("china")
        sees = observe(sitting.model.world, Role.CHALLENGER, sitting.model.setting, sitting.model.p)
        shown.append((answering, sitting.turn(), china, sees.tobytes()))
    assert shown[0] == shown[1] == shown[2]


def test_an_order_given_again_replaces_the_first() -> None:
    sitting, once = Sitting(model("rig-crisis")), model("rig-crisis")
    sitting.submit("vietnam", "say firm")
    sitting.submit("vietnam", "say calm")
    sitting.advance()
    sitting.submit("vietnam", "answer crisis=concede")
    assert (
        sitting.submit("vietnam", "vietnam: answer crisis=hold") == orders({"vietnam": "answer crisis=hold"})["vietnam"]
    )
    assert sitting.turn().ordered == {"vietnam"}
    sitting.advance()
    sitting.advance()
    once.step(orders({"vietnam": "answer crisis=hold; say calm"}))
    assert sitting.model.world.digest() == once.world.digest()
    assert sitting.turn().ordered == frozenset() and sitting.turn().statements == {}
