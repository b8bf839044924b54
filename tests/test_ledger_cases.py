"""The why-ledger on quarters made up by hand: one input differs from the quarter before, and the answer is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sim.ledger import GROUPS, LINES, Group, Ledger
from sim.ledger.carriers import carriers
from sim.ledger.lines import Line
from sim.ledger.quantities import quantity
from sim.seats import Role
from tests.accounts import played, staged
from tests.engine import Event, scenario, with_events

STILL = {"rivalry_noise": 0.0, "grievance_noise": 0.0, "h_fl": 0.0, "h_succession": 0.0, "h_act": 0.0, "h_fe": 0.0}
"""Values at which chance does next to nothing."""
QUARTER = 7
"""The quarter asked for, in a ledger made up by hand."""


def lines(ledger: Ledger, name: str, role: Role = Role.TARGET) -> dict[Line, float]:
    """Return the lines of a quantity in the quarter made up by hand."""
    return {line: value / 1e9 for line, value in ledger.account(QUARTER, name, role).grains.items()}


def only(found: Mapping[Line, float], group: Group) -> float:
    """Return the line of a group, after checking that the lines of all others are exactly nothing."""
    assert [other for other in GROUPS if other is not group and found[Line(other.value)] != 0.0] == []
    return found[Line(group.value)]


# --------------------------------------------------------------------------------- one case a group, worked out by hand


def test_own_policy_more_reassurance_earns_trust() -> None:
    levers = {"target.reassurance": 0.9}, {"target.reassurance": 0.5}
    found = lines(staged(postures=levers, parameters=STILL), "trust")
    assert only(found, Group.OWN) == pytest.approx(0.02 * (0.9 - 0.5), abs=1e-9)
    assert found[Line.COURSE] == pytest.approx(0.0, abs=1e-9)


def test_others_policy_a_patron_that_cuts_its_sales_runs_output_down() -> None:
    levers = {"patron_b.arms": -0.04}, {"patron_b.arms": 0.0}
    ledger = staged(postures=levers, parameters=STILL)
    assert only(lines(ledger, "output"), Group.OTHERS) == pytest.approx(-0.02, abs=1e-9)
    assert only(lines(ledger, "output", Role.PATRON_B), Group.OWN) == pytest.approx(-0.02, abs=1e-9)


def test_aid_a_patron_in_another_mood_supports_as_much_more() -> None:
    ledger = staged({"mood[0]": 0.1}, {"mood[0]": 0.0}, parameters=STILL)
    assert only(lines(ledger, "support_a"), Group.AID) == pytest.approx(0.1, abs=1e-9)


def test_aid_a_dated_withdrawal_takes_all_of_a_patrons_support() -> None:
    base = with_events(scenario("four-nos"), Event(kind="withdrawal", quarter=QUARTER - 1, seat="russia"))
    ledger = staged(base=base, parameters=STILL)
    without = staged(base=with_events(scenario("four-nos")), parameters=STILL)
    would_be = without.account(QUARTER, "support_b").after
    found = lines(ledger, "support_b")
    assert would_be > 0.1
    assert only(found, Group.AID) == pytest.approx(-would_be, abs=1e-9)
    events = carriers(ledger, QUARTER, quantity("support_b"), Role.TARGET)
    assert events[0].input.kind == "event" and events[0].alone == pytest.approx(-would_be, abs=1e-9)
    assert [step.id for step in events[0].steps] == ["withdrawal", "support"]


def test_attrition_land_lost_lowers_standing_at_home() -> None:
    found = lines(staged({"land_ceded": 0.1}, {"land_ceded": 0.0}, parameters=STILL), "legitimacy")
    assert only(found, Group.ATTRITION) == pytest.approx(-0.1 * 0.5 * 0.1, abs=1e-9)


def test_alliance_a_patron_that_is_more_of_a_rival_supports_more() -> None:
    found = lines(staged({"rivalry[0]": 0.6}, {"rivalry[0]": 0.5}, parameters=STILL), "support_a")
    assert only(found, Group.ALLIANCE) == pytest.approx(0.5 * (1.0 - 0.022) * 0.1, abs=1e-9)


def test_chance_a_shock_to_rivalry_is_the_draw_and_nothing_else() -> None:
    ledger = staged(namespace="study", seed=9)
    found = lines(ledger, "rivalry_a")
    shock = ledger.engine.draws.normal("events/rivalry/patron-a", QUARTER - 1)[0]
    assert only(found, Group.CHANCE) == pytest.approx(0.03 * shock, abs=2e-9)
    world = ledger.moments[-1].world
    usual = ledger.engine.setting.pair("rivalry_structural")[0, 0]
    assert found[Line.COURSE] == pytest.approx(0.022 * (usual - world.rivalry[0, 0]), abs=2e-9)


def test_limits_what_a_bound_cuts_off_has_its_own_line() -> None:
    """At war trust falls by 0.05, but it is at its floor of 0.05 all but a hundredth."""
    found = lines(staged({"trust": 0.06, "rung": 4.0}, {"trust": 0.06, "rung": 4.0}, parameters=STILL), "trust")
    assert found[Line.LIMITS] == pytest.approx(0.04, abs=1e-9)
    assert found[Line.COURSE] == pytest.approx(-0.05, abs=1e-9)


def test_two_inputs_that_act_together_share_what_neither_does_alone() -> None:
    """A patron that gives no aid and has no support sends something only if both change: each gets half."""
    now, last = {"support[0]": 0.5, "rung": 3.0, "mood[0]": 0.3}, {"support[0]": 0.5, "rung": 3.0, "mood[0]": -2.0}
    levers = {"patron_a.aid": 1.0}, {"patron_a.aid": 0.0}
    ledger = staged(now, last, postures=levers, parameters=STILL | {"fear": 0.0}, opening={"patron_b.capacity": 0.0})
    found = lines(ledger, "stocks")
    together = found[Line.AID] + found[Line.OTHERS]
    assert together > 0.05
    assert found[Line.AID] == pytest.approx(found[Line.OTHERS], abs=1e-8)


# --------------------------------------------------------------------------------------------- symmetry, and the course


def test_two_patrons_alike_have_accounts_alike() -> None:
    """The same change of the same mood, once in the first patron and once in the second."""
    alike = {f"patron_{letter}.{name}": 0.5 for letter in "ab" for name in ("level", "rivalry", "credibility")}
    alike |= {f"patron_{letter}.rivalry_structural": 0.5 for letter in "ab"}
    levers = {f"target.level_{letter}": 0.5 for letter in "ab"} | {f"patron_{letter}.offer": 0.5 for letter in "ab"}
    options: dict[str, Any] = {"parameters": STILL, "opening": alike, "postures": (levers, levers)}
    first = staged({"mood[0]": 0.2}, {"mood[0]": 0.0}, **options)
    second = staged({"mood[1]": 0.2}, {"mood[1]": 0.0}, **options)
    for mine, theirs in (("support_a", "support_b"), ("support_b", "support_a"), ("level_a", "level_b")):
        assert lines(first, mine) == lines(second, theirs)


def test_policy_is_own_or_anothers_by_who_asks() -> None:
    with played(scenario(), 9, doctrines={"us": "limited,full@6"}, seed=3) as (model, _worlds):
        assert model.ledger is not None
        for name in ("level_a", "support_a", "stocks", "legitimacy"):
            mine = model.ledger.account(7, name, Role.PATRON_A).grains
            theirs = model.ledger.account(7, name, Role.TARGET).grains
            assert mine[Line.OWN] == theirs[Line.OTHERS] and theirs[Line.OWN] == mine[Line.OTHERS] == 0
            rest = [line for line in mine if line not in (Line.OWN, Line.OTHERS)]
            assert [mine[line] for line in rest] == [theirs[line] for line in rest]
        assert model.ledger.account(7, "stocks", Role.PATRON_A).grains[Line.OWN] > 0


def test_in_the_first_quarter_nothing_but_chance_is_new() -> None:
    with played(scenario(), 1, runs=6) as (model, _worlds):
        assert model.ledger is not None
        found = model.ledger.lines(1, Role.TARGET)
    moved = {line for line, values in zip(LINES, found.lines, strict=True) if values.any()}
    assert moved - {Line.LIMITS, Line.ROUNDING} == {Line.COURSE, Line.CHANCE}
    assert not found.parts[1:].any()


def test_the_course_tells_what_has_been_carried_on_since_the_opening() -> None:
    """Bamboo's reassurance, held for quarters, is nothing new; it goes on costing standing with a resentful public."""
    with played(scenario(), 12, doctrines={"vietnam": "four-nos,bamboo@3"}, seed=1) as (model, _worlds):
        assert model.ledger is not None
        account = model.ledger.account(12, "legitimacy")
        found = carriers(model.ledger, 12, account.quantity, Role.TARGET)
    assert account.grains[Line.OWN] == 0 and account.parts[Line.OWN] < 0
    own = [carrier for carrier in found if carrier.line is Line.OWN and carrier.carried]
    assert own[0].input.node == "target.reassurance" and (own[0].held, own[0].now) == (0.5, 0.9)
    assert [step.id for step in own[0].steps] == ["standing"]


def test_a_pledge_broken_this_quarter_is_own_policy_and_not_broken_again_in_the_next() -> None:
    """Pledges and switches cannot differ by run, so that their columns are replayed apart."""
    with played(scenario("four-nos"), 7, doctrines={"vietnam": "bamboo,ally-us@5"}, seed=2, parameters=STILL) as (
        model,
        _,
    ):
        assert model.ledger is not None
        broken, later = (model.ledger.account(quarter, "breach").grains for quarter in (6, 7))
    assert broken[Line.OWN] == pytest.approx(0.15 * 1.5 * 1e9, abs=2), "half as much again since the pledges guide"
    assert broken[Line.COURSE] == 0
    assert later[Line.OWN] == 0
