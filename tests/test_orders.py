"""Orders in text: both ways without loss, faults with the nearest name, and hostile text as plain text or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError, UnknownName
from sim.orders import Order, Reply, order, parse
from sim.seats import Role
from tests.orders import SEATED, orders

SEATS = {seat: role for role, seat in SEATED.items()}


@given(data=st.data(), role=st.sampled_from(list(Role)))
def test_an_order_reads_back_as_it_was_written(data: st.DataObject, role: Role) -> None:
    given_order = data.draw(orders(role))
    assert order(str(given_order), role, SEATED[role]) == given_order
    assert parse(f"{SEATED[role]}: {given_order}", SEATS) == (SEATED[role], given_order)
    assert str(order(str(given_order), role)) == str(given_order)


def test_the_notation_is_that_of_the_help() -> None:
    text = (
        "vietnam: upgrade-us, reassure-beijing; posture bamboo; keep no-bases; answer war=offer-talks at .4; say firm"
    )
    seat, read = parse(text, SEATS)
    assert seat == "vietnam"
    assert read == Order(
        ("upgrade-us", "reassure-beijing"),
        "bamboo",
        ("no-bases",),
        answers=(Reply("war", "offer-talks", 0.4),),
        says="firm",
    )
    assert parse("china:", SEATS) == ("china", Order())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("upgrade-us", "SEAT: MOVE"),
        ("vietnm: upgrade-us", "Did you mean 'vietnam'"),
        ("vietnam: upgrade-uss", "Did you mean 'upgrade-us'"),
        ("vietnam: shell", "Unknown move of vietnam 'shell'"),
        ("vietnam: keep no-basis", "Did you mean 'no-bases'"),
        ("vietnam: answer wars=dig-in", "Did you mean 'war'"),
        ("vietnam: answer war=digin", "Did you mean 'dig-in'"),
        ("vietnam: answer war", "cannot be read"),
        ("vietnam: answer war=offer-talks", "at 0.5"),
        ("vietnam: answer war=dig-in at 0.5", "takes no terms"),
        ("vietnam: answer war=offer-talks at 1.5", "from 0 to 1"),
        ("vietnam: answer war=offer-talks at nan", "from 0 to 1"),
        ("vietnam: answer war=dig-in, war=counter-attack", "twice"),
        ("vietnam: keep no-bases; break no-bases", "twice"),
        ("vietnam: denial, denial", "twice"),
        ("vietnam: denial; posture bamboo; posture four-nos", "twice"),
        ("vietnam: say frm", "Did you mean 'firm'"),
        ("vietnam: denial,,appeal", "cannot be read"),
    ],
)
def test_a_faulty_order_is_refused_with_what_would_do(text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, SEATS)
    assert words in str(caught.value)


HOSTILE = [
    "\x1b[31mdenial\x1b[0m",
    "[@click=app.quit]denial[/]",
    "\u202edenial",
    "denial\x00",
    "<script>",
    "a" * 100_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=["escape", "markup", "bidi", "nul", "html", "long"])
@pytest.mark.parametrize("form", ["{}", "posture {}", "keep {}", "answer {}=x", "answer war={}", "card {}", "say {}"])
def test_hostile_text_is_refused_or_cleaned(text: str, form: str) -> None:
    try:
        read = order(form.format(text), Role.TARGET, "vietnam")
    except InputError as error:
        assert str(error).isprintable() and len(str(error)) < 2_000
        return
    assert str(read).isprintable() and len(str(read)) < 2_000
    assert order(str(read), Role.TARGET, "vietnam") == read


@given(text=st.text(max_size=300))
def test_no_text_does_anything_but_read_or_be_refused(text: str) -> None:
    for role in (Role.TARGET, Role.PATRON_B):
        try:
            read = order(text, role)
        except InputError as error:
            assert str(error)
        else:
            assert order(str(read), role) == read


def test_only_the_seats_that_are_named_know_a_move_of_theirs() -> None:
    assert order("shared-future", Role.TARGET, "vietnam").moves == ("shared-future",)
    with pytest.raises(UnknownName):
        order("shared-future", Role.TARGET, "ukraine")
