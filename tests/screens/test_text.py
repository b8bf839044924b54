"""Text on its way into widgets: cleaned, never markup, under the skin's names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.widgets import Static

from sim.game import skins
from sim.language import LIMIT
from tests.screens.piloted import OneWidget, lines, piloted
from tui.text import cell, content, joined, lined, plain, title_of, titled, use_ascii

HOSTILE = {
    "escape": "\x1b[2J\x1b]0;owned\x07text",
    "c1": "\x9b2Jtext\x9d",
    "markup": "[red]text[/red] [@click=app.quit]text[/]",
    "unbalanced": "[[[text]] [/nothing] [",
    "bidi": "\u202etext\u2066\u200f",
    "null": "te\x00xt",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_becomes_plain_characters(text: str) -> None:
    shown = content(text)
    assert all(sign == "\n" or sign.isprintable() for sign in shown.plain)
    assert shown.spans == []
    assert "text" in shown.plain.replace("\x00", "")


def test_brackets_stay_as_they_were_written() -> None:
    assert content("[bold]a[/bold] [@click=app.quit]b[/]").plain == "[bold]a[/bold] [@click=app.quit]b[/]"
    assert str(cell("[red]a[/red]")) == "[red]a[/red]"


@given(st.text(max_size=200))
def test_no_text_whatever_raises_or_keeps_a_control_sign(text: str) -> None:
    shown = plain(text)
    assert all(sign == "\n" or sign.isprintable() for sign in shown)
    assert content(text, "bold").plain == shown


def test_endless_text_is_cut() -> None:
    assert len(plain("x" * 100_000)) == LIMIT
    assert plain("x" * 100_000).endswith("…")


def test_what_is_no_text_is_shown_all_the_same() -> None:
    assert plain(3.5) == "3.5"
    assert plain(None) == "None"


def test_parts_keep_their_styles_and_lines_their_order() -> None:
    text = joined(("now: ", "bold"), ("[3]", ""), content(" end"))
    assert text.plain == "now: [3] end"
    assert [(span.start, span.end) for span in text.spans] == [(0, 5)]
    assert lined(content("a"), content("b")).plain == "a\nb"


def test_in_ascii_mode_typographic_signs_become_those_of_ascii() -> None:
    use_ascii(True)
    try:
        assert plain("−0.5 – “so” … 3 × 4") == '-0.5 - "so" ... 3 x 4'
    finally:
        use_ascii(False)
    assert plain("−0.5") == "−0.5"


def test_the_skin_lies_over_every_text() -> None:
    skins.use("country-t")
    assert "Vietnam" not in plain("Vietnam and China")


def test_a_title_with_brackets_stands_in_the_border_as_it_is() -> None:
    widget = Static(content("x"))
    titled(widget, "a [b] [@click=app.quit]c[/]\nd", "[/] end")
    assert title_of(widget) == ("a [b] [@click=app.quit]c[/] d", "[/] end")
    titled(widget, "")
    assert title_of(widget) == ("", "")


def test_hostile_text_on_a_screen_moves_nothing() -> None:
    hostile = "".join(HOSTILE.values())

    async def look(app: OneWidget, _pilot: object) -> None:
        assert all(cell_len(line) == 80 for line in lines(app))
        assert "[@click=app.quit]text[/]" in lines(app)[0]

    piloted(OneWidget(Static(content(hostile.replace("\n", " ")))), look)
