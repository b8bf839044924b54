"""What the pages on orders say is so: the notation reads, refusals are worded as shown, and figures are the tables'."""

from __future__ import annotations

import re

import pytest

from sim.cards import table as cards
from sim.choice_words import effects, everything, expectation, identity
from sim.choices import breaking_price
from sim.errors import IllegalOrder
from sim.moves import Move
from sim.orders import parse
from sim.parameters import Values
from sim.plans import table as plans
from sim.pledges import PLEDGES
from sim.refusals import check
from sim.seats import Role
from tests.engine import opened, scenario
from tests.orders import SEATED, seen
from tests.pages import fences, text_of

SEATS = {seat: role for role, seat in SEATED.items()}


def flat(text: str) -> str:
    """Return a text in one line with single spaces."""
    return " ".join(text.split())


def test_the_order_that_shows_the_notation_reads_back() -> None:
    shown = next(block for block in fences("docs/orders.md", "text") if block.startswith("vietnam:"))
    seat, order = parse(flat(shown), SEATS)
    assert flat(shown) == f"{seat}: {order}"
    for clause in re.findall(r"^\| `([^`]+)` \|", text_of("docs/orders.md"), re.MULTILINE)[:7]:
        assert str(parse(f"vietnam: {clause}", SEATS)[1]) == clause


def test_refusals_are_worded_as_they_are_shown() -> None:
    shown = flat(next(block for block in fences("docs/orders.md", "text") if block.startswith("leap-us:")))
    with opened(scenario(), moves="on") as model:
        for text in ("leap-us", "name-china"):
            with pytest.raises(IllegalOrder) as caught:
                check(parse(f"vietnam: {text}", SEATS)[1], seen(model, Role.TARGET), Role.TARGET, "vietnam")
            told = re.search(rf"{text}: .+?(?=, \.\.\.)", shown)
            assert told is not None
            assert str(caught.value).startswith(told[0])


@pytest.mark.parametrize("row", everything(), ids=lambda row: f"{row.role} {identity(row)}")
def test_the_page_has_everything_about_a_move_or_an_answer(row: Move) -> None:
    page = flat(text_of("docs/moves.md"))
    for words in (row.title, row.text, expectation(row.expects), expectation(row.against)):
        assert flat(words) in page
    for words in effects(row) if isinstance(row, Move) else effects(row)[1:]:
        assert flat(words) in page


@pytest.mark.parametrize("name", cards())
def test_the_page_has_everything_about_a_card(name: str) -> None:
    page, card = flat(text_of("docs/cards.md")), cards()[name]
    for words in (card.title, card.text, card.source, expectation(card.expects), expectation(card.against)):
        assert flat(words) in page
    for option in (option for options in card.options.values() for option in options):
        assert f"`{option.id}`{' *' if option.usual else ''} | {option.cost} | " in page
        assert flat("; ".join(effects(option))) in page


def test_the_page_has_every_line_of_every_plan_and_the_price_of_every_pledge() -> None:
    page = text_of("docs/orders.md")
    assert not [line for plan in plans().values() for line in map(str, plan.lines) if f"`{line}`" not in page]
    lines = {line.split(" | ")[0].strip("|` "): line for line in text_of("docs/moves.md").splitlines()}
    for pledge in PLEDGES:
        price = breaking_price(pledge, False, Values())
        assert all(f"{size:+.2g}".replace("-", "−") in lines[pledge.name] for size in price.values())
