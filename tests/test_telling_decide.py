"""What can be ordered: what the rules allow beside the draft, with its price, and the draft changed row by row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import scenarios
from sim.errors import FournosError, IllegalOrder
from sim.game.predictions import Prediction
from sim.game.setup import Setup
from sim.orders import Order, Reply
from tui.session import Draft, Session
from tui.telling.allowed import Rules
from tui.telling.amounts import likelihood, with_names
from tui.telling.decide import bill, changed, diff, expectation, first_orders, phase_line, sections, take
from tui.telling.offers import OfferRow
from tui.telling.others import known


@pytest.fixture(scope="module")
def peace() -> Iterator[Session]:
    """A game that opens in peace, with turns of a year."""
    made = Session.new(Setup.of(scenarios.load("four-nos"), {"vietnam": "person"}, 7))
    yield made
    made.close()


@pytest.fixture(scope="module")
def war() -> Iterator[Session]:
    """A game that opens at war, in turns of a quarter."""
    made = Session.new(Setup.of(scenarios.load("bleeding-white"), {"vietnam": "person"}, 7))
    yield made
    made.close()


def rows(session: Session, order: Order) -> dict[str, OfferRow]:
    found = sections(session.view, session.table.setup.scenario, order)
    return {row.key: row for section in found for row in section.rows}


def refused(session: Session, order: Order) -> set[str]:
    """Return what the game itself refuses of an order."""
    try:
        session.table.sitting.check("vietnam", order)
    except IllegalOrder as error:
        return {what for what, _why, _instead in error.refusals}
    return set()


DRAFTS = ("", "denial", "denial; break no-alliance", "leap-us; answer war=dig-in", "man-the-border; posture bamboo")


@pytest.mark.parametrize("text", DRAFTS)
def test_a_row_can_be_had_where_the_table_would_take_it(war: Session, text: str) -> None:
    draft = Draft()
    war.write(text)
    draft.order = war.draft.order
    for key, row in rows(war, draft.order).items():
        if not key.startswith("move:") or row.taken:
            continue
        tried = Draft(draft.order)
        take(tried, key)
        assert bool(row.hindrance) == (key.removeprefix("move:") in refused(war, tried.order)), (key, row.hindrance)
    war.draft.order = Order()


def test_a_longer_turn_may_cost_what_comes_in_meanwhile(peace: Session) -> None:
    order = Order(moves=("leap-us", "denial"))
    assert not Rules(peace.view, peace.table.setup.scenario).refused(order)
    assert peace.hindrance(order) == ""
    assert (bill(peace.view, order).cost, bill(peace.view, order).capital, bill(peace.view, order).income) == (5, 2, 6)
    assert bill(peace.view, order).line == "costs 5 of 2 political capital, with 6 to come this turn; 3 left"


def test_each_row_does_to_the_draft_what_it_says(war: Session) -> None:
    draft = Draft()
    for key in ("move:denial", "posture:bamboo", "answer:war=offer-talks", "pledge:no-bases=break", "say:calm"):
        take(draft, key, terms=0.4 if "talks" in key else None)
    taken = Order(("denial",), "bamboo", (), ("no-bases",), (Reply("war", "offer-talks", 0.4),), "", "calm")
    assert draft.order == taken
    assert {key for key, row in rows(war, draft.order).items() if row.taken} >= {"move:denial", "posture:bamboo"}
    for key in ("move:denial", "posture:", "answer:war=", "pledge:no-bases=", "say:"):
        take(draft, key)
    assert draft.order == Order()


def test_a_row_tells_its_price_its_effects_its_claims_and_their_opposites(war: Session) -> None:
    text = "\n".join(rows(war, Order())["move:denial"].lines)
    assert "costs 2 of political capital" in text
    assert "Changes: " in text
    assert "Claim B16" in text
    assert "against it" in text
    assert "the first patron" not in "\n".join(line for row in rows(war, Order()).values() for line in row.lines[:3])


def test_the_difference_to_the_last_order_is_told_part_by_part(war: Session) -> None:
    role = war.view.role
    lines = changed(Order(moves=("denial",), says="firm"), Order(moves=("denial", "appeal")), role)
    assert lines == [
        "+ a firm word in public",
        "− Appeal for help (appeal)",
        "= Missiles, mines and stocks (denial)",
    ]
    war.draft.order = Order(breaks=("no-alliance",))
    war.draft.prediction = Prediction("war", 0.9, "no end in sight")
    told = "\n".join(diff(war))
    assert "break the pledge no-alliance" in told
    assert "cannot be given again for years" in told
    assert "there is fighting at the end of the turn: 0.90 of 1, very likely. no end in sight" in told
    war.draft.order, war.draft.prediction = Order(), None


def test_what_is_not_known_of_others_is_believed_and_said_to_be(war: Session) -> None:
    text = "\n".join(known(war.view, war.table.setup.scenario, war.table.beliefs.of("vietnam")))
    assert "Known: China holds the posture" in text
    assert "Not known: how far China wants more than security" in text
    assert "0 seeks security alone, 1 wants to expand" in text


def test_the_phases_say_what_they_ask(peace: Session, war: Session) -> None:
    assert "It stands for 4 quarters" in phase_line(peace.view, peace.table.setup.scenario)
    with_phases = Session.new(Setup.of(scenarios.load("tutorial"), {"vietnam": "person"}, 7))
    try:
        scenario = with_phases.table.setup.scenario
        assert phase_line(with_phases.view, scenario).startswith("Phase 1 of 3, signals")
        assert [section.id for section in sections(with_phases.view, scenario, Order())] == ["say"]
        assert len(first_orders(scenario, with_phases.view)) == 3
    finally:
        with_phases.close()


def test_an_expectation_begins_with_a_probability() -> None:
    assert expectation("war", "0.7 Beijing is busy") == Prediction("war", 0.7, "Beijing is busy")
    assert expectation("war", "70 %: so it seems") == Prediction("war", 0.7, "so it seems")
    assert expectation("war", "1") == Prediction("war", 1.0, "")
    for wrong in ("", "likely", "1.5", "7 of 10", "-0.2"):
        with pytest.raises(FournosError):
            expectation("war", wrong)
    assert [likelihood(chance) for chance in (0.0, 0.5, 1.0)] == ["almost no chance", "about even", "almost certain"]


def test_the_tables_roles_are_told_by_the_seats_names(war: Session) -> None:
    scenario = war.table.setup.scenario
    text = with_names("The first patron may refuse the target; trust between challenger and target.", scenario)
    assert text == "The United States may refuse Vietnam; trust between China and Vietnam."
