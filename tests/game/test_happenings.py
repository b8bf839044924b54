"""What happened in a quarter: told from what a seat sees and from nothing else, in plain sober sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import scenarios
from sim.game.happenings import KINDS, happened
from sim.game.setup import Setup
from sim.game.table import Table
from sim.game.views import Notice, SeenQuarter
from sim.observation import observe
from sim.orders import Order, Reply
from sim.seats import BORDER_WAR, GREY, PEACE, SETTLEMENT, Role
from tests.game.test_views import EVERYBODY, worlds
from tests.hidden import corrupt

SCENARIO = scenarios.load("border-war-1979")


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    with Table.create(Setup.of(SCENARIO, EVERYBODY, 11)) as made:
        for _phase in range(6):
            made.close_phase()
        yield made


def told(table: Table, seat: str) -> list[tuple[str, str]]:
    view = table.view(seat)
    return [(each.kind, each.text) for seen in view.past for each in happened(seen, SCENARIO, view.notices)]


@pytest.mark.parametrize("seat", EVERYBODY)
def test_the_same_observations_give_the_same_words_whatever_others_hide(table: Table, seat: str) -> None:
    before = told(table, seat)
    held = [world.fork() for world in worlds(table)]
    try:
        for world in worlds(table):
            corrupt(world, SCENARIO.role_of(seat))
        assert told(table, seat) == before
    finally:
        for world, old in zip(worlds(table), held, strict=True):
            world.block[...] = old.block
            world.agenda.block[...] = old.agenda.block


def test_sentences_are_whole_sober_and_the_gravest_come_first(table: Table) -> None:
    for seat in EVERYBODY:
        for kind, text in told(table, seat):
            assert kind in KINDS
            assert text.endswith((".", '"')), text
            assert text[0] == text[0].upper()
            assert not set("{}!") & set(text), text
    for seen in table.view("vietnam").past:
        places = [KINDS.index(each.kind) for each in happened(seen, SCENARIO)]
        assert places == sorted(places)


def staged(table: Table, before: dict[str, Any], after: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """Return what is told of a quarter in which only some rows of the state moved."""
    model = table.played.model
    start = model.world.fork()
    _write(start, before)
    end = start.fork()
    _write(end, after)
    seen = SeenQuarter(
        quarter=start.quarter,
        date="1980Q1",
        turn=0,
        before=observe(start, Role.TARGET, model.setting, model.p),
        after=observe(end, Role.TARGET, model.setting, model.p),
        did=more.get("did", {}),
        doctrines={},
        card="",
    )
    return [
        (each.kind, each.text) for each in happened(seen, SCENARIO, more.get("notices", ())) if each.kind != "dated"
    ]


def _write(world: Any, rows: dict[str, Any]) -> None:
    for name, value in rows.items():
        base, dot, place = name.partition(".")
        if dot:
            getattr(world, base)[int(place)] = value
        else:
            setattr(world, base, value)


def test_a_quarter_in_which_nothing_moves_tells_nothing(table: Table) -> None:
    assert staged(table, {}, {}) == []


@pytest.mark.parametrize(
    ("before", "after", "kind", "words"),
    [
        ({"rung": GREY}, {"rung": BORDER_WAR}, "war", "Fighting begins between China and Vietnam."),
        ({"rung": BORDER_WAR}, {"rung": PEACE}, "war", "The fighting ends."),
        ({"rung": PEACE}, {"rung": GREY}, "rung", "from peace to grey zone"),
        ({"coerced": 0}, {"coerced": 1}, "coercion", "China begins to coerce by trade."),
        ({"concessions": 1}, {"concessions": 2}, "concession", "Vietnam concedes a matter of policy."),
        (
            {"land_held": 0.1},
            {"land_held": 0.3},
            "land",
            "China now holds 30\u00a0% of the border region; it was 10\u00a0%.",
        ),
        ({"land_held": 0.3}, {"land_held": 0.0}, "land", "China holds less land: 0\u00a0% of the border region"),
        ({"dead.0": 1.0}, {"dead.0": 2.5}, "dead", "Soldiers dead: about 1,500 of Vietnam, none of China."),
        ({"level.1": 0.4}, {"level.1": 0.6}, "partnership", "of Vietnam with the Soviet Union grows closer: 40\u00a0%"),
        ({"pledged.2": 1}, {"pledged.2": 0}, "pledge", 'Vietnam breaks a pledge: "Allow no foreign military base."'),
        ({"pledged.2": 0}, {"pledged.2": 1}, "pledge", "Vietnam takes a pledge on itself again"),
        ({"fighting.1": 0}, {"fighting.1": 1}, "patron", "The Soviet Union fights at the side of Vietnam."),
        ({"gone.1": 0}, {"gone.1": 1}, "patron", "The Soviet Union leaves Vietnam to itself."),
        ({"distraction.0": 0.0}, {"distraction.0": 0.3}, "theatre", "Another theatre pulls on the United States."),
        ({"asked_in": -1, "approved_in.2": -1}, {"approved_in.2": 3}, "aid", "is approved: long-range missiles."),
        ({"flow": 1.0}, {"flow": 0.5}, "aid", "Votes cut the aid of the United States to 50\u00a0%"),
    ],
)
def test_what_moved_is_told(table: Table, before: Any, after: Any, kind: str, words: str) -> None:
    found = [text for each, text in staged(table, before, after) if each == kind]
    assert any(words in text for text in found), found


def test_a_settlement_is_told_with_its_terms(table: Table) -> None:
    rows = staged(table, {"settled_in": -1, "rung": BORDER_WAR}, {"settled_in": 4, "terms": 0.3, "rung": SETTLEMENT})
    text = next(text for kind, text in rows if kind == "settlement")
    assert "30\u00a0% of the way" in text
    assert [kind for kind, _text in rows][:3] == ["rung", "war", "settlement"]


def test_an_offer_of_talks_that_came_to_nothing_is_told(table: Table) -> None:
    order = Order(answers=(Reply("war", "offer-talks", 0.4),))
    assert staged(table, {"rung": BORDER_WAR}, {}, did={"vietnam": order}) == [
        ("reply", "Vietnam offers talks on terms 40\u00a0% of the way to those of China; no deal is made.")
    ]
    rows = staged(table, {"rung": BORDER_WAR}, {"rung": SETTLEMENT}, did={"vietnam": order})
    assert "reply" not in [kind for kind, _text in rows]


def test_statements_and_notices_of_the_facilitator_are_told(table: Table) -> None:
    now = table.played.model.world.quarter
    notices = [Notice("injected", now, "1980Q1", "[bold]Storm[/]"), Notice("overridden", now, "1980Q1", "A mistake.")]
    rows = staged(table, {}, {}, did={"china": Order(says="firm")}, notices=notices)
    assert rows == [
        ("said", "China speaks firmly in public."),
        ("notice", "The facilitator: [bold]Storm[/]"),
        ("notice", "The facilitator changes the result: A mistake."),
    ]


def test_the_card_is_told_with_what_each_seat_took(table: Table) -> None:
    seen = next(each for each in table.view("vietnam").past if each.card)
    text = next(each.text for each in happened(seen, SCENARIO) if each.kind == "card")
    assert text.startswith("On the table: ")
    assert all(f"{row.label}: " in text for row in SCENARIO.seats.values())
