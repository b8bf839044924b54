"""Debriefs as files: self-contained, escaped, whole or not at all, and the same content in page and text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import scenarios
from sim.errors import InputError, StoreError
from sim.game import skins
from sim.game.debrief import Debrief, debrief, html, sections, text, write
from sim.game.debrief.blocks import Grid, Picture
from sim.game.debrief.pictures import KINDS, describe, figure, svg
from sim.game.debrief.plain import WIDTH, fitted, grid
from sim.game.predictions import Prediction
from sim.game.setup import Setup
from sim.game.table import Table

HOSTILE = '<script>alert("x")</script> {{ 7 * 7 }} [bold]'
FETCHES = ("src", "href", "srcset", "action", "data", "poster")
VOID = frozenset({"meta", "img", "br", "link", "input", "hr"})


def short_game(title: str = "", skin: str = "", until: int = 99) -> Table:
    table = Table.create(Setup.of(scenarios.load("tutorial"), {"vietnam": "person"}, 7, title=title, skin=skin))
    while not table.over and table.turn().number < until:
        if table.turn().number == 0 and table.turn().phase == "answer":
            table.seal("vietnam", "man-the-border, appeal; answer war=counter-attack")
            table.predict("vietnam", Prediction("war", 0.8, '<img src="http://example.org/x">'))
        table.close_phase()
    return table


@pytest.fixture(scope="module")
def found() -> Iterator[Debrief]:
    with short_game(HOSTILE) as table:
        yield debrief(table, "vietnam")


@pytest.fixture(scope="module")
def page(found: Debrief) -> str:
    return html([found, replace(found, courses=(), rungs=(), wanted=())])


class Reader(HTMLParser):
    """Collects what a page fetches or runs, and whether its tags are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in FETCHES:
                self.fetched.append((name, value or ""))
            if name == "id":
                self.ids.append(value or "")
            if name == "lang":
                self.lang = value or ""
            assert not name.startswith("on"), name

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_fetches_nothing_and_runs_nothing(page: str, read: Reader) -> None:
    assert all(value.startswith(("#", "data:image/svg+xml;base64,")) for _name, value in read.fetched)
    assert not {"script", "link", "iframe", "object", "form"} & set(read.tags)
    assert not re.search(r"url\(|@import", page)
    assert "default-src 'none'" in page


def test_the_page_is_whole_names_its_language_and_its_places_once(read: Reader) -> None:
    assert read.open == []
    assert read.lang == "en"
    assert len(read.ids) == len(set(read.ids))
    targets = {value[1:] for name, value in read.fetched if name == "href"}
    assert targets <= set(read.ids)


def test_several_games_get_a_part_each(read: Reader) -> None:
    assert read.tags.count("article") == 2
    assert read.tags.count("h1") == 2


def test_hostile_names_and_notes_are_shown_as_they_were_written(page: str) -> None:
    assert "&lt;script&gt;alert(" in page
    assert "<script" not in page
    assert "{{ 7 * 7 }}" in page
    assert "&lt;img src=" in page


def test_page_and_text_hold_the_same_sections_and_words(found: Debrief, page: str) -> None:
    plain = text([found])
    bare = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for section in sections(found):
        assert section.title in plain
        assert section.title.replace("'", "&#39;") in bare
    assert found.postcard in plain
    assert found.postcard in page


def test_every_section_of_a_finished_tutorial_is_there(found: Debrief) -> None:
    assert [section.id for section in sections(found)] == [
        "result",
        "meters",
        "sums",
        "turning",
        "across",
        "luck",
        "wanted",
        "roads",
        "claims",
        "expected",
        "beside",
        "orders",
        "leader",
        "questions",
        "limits",
        "again",
    ]


def test_the_text_is_78_columns_wide_but_for_the_postcard(found: Debrief) -> None:
    wide = [line for line in text([found]).splitlines() if len(line) > WIDTH]
    assert set(wide) <= {found.postcard}


def test_no_word_of_the_debrief_gloats(found: Debrief) -> None:
    plain = text([found]).replace(HOSTILE, "")
    assert not re.search(r"!(?!\[)", plain)
    assert not re.search(r"\b(victory|won|winner|glory|congratulations)\b", plain, re.IGNORECASE)


def test_cells_are_wrapped_and_numbers_stand_to_the_right() -> None:
    block = Grid(("what", "how much"), (("a very long cell that has to go on below", "1"), ("b", "20")), right=(1,))
    lines = grid(block, 24)
    assert max(map(len, lines)) <= 24
    assert lines[-1].endswith("      20")
    assert fitted([40, 8], [4, 8], 20) == [12, 8]
    assert fitted([40, 8], [40, 8], 20) == [12, 8]


def test_pictures_have_their_numbers_as_text(found: Debrief) -> None:
    shown = {block.name for section in sections(found) for block in section.blocks if isinstance(block, Picture)}
    assert shown == set(KINDS)
    for name in KINDS:
        assert figure(found, name) is not None
        assert len(describe(found, name).splitlines()) == 1 + 1 + 8
        assert "1979Q1" in describe(found, name)


def test_the_file_is_written_by_its_ending_whole_or_not_at_all(found: Debrief, tmp_path: Path) -> None:
    found = replace(found, courses=(), rungs=(), wanted=())
    write([found], tmp_path / "debrief.txt")
    assert (tmp_path / "debrief.txt").read_text("utf-8") == text([found])
    write([found], tmp_path / "debrief.html")
    assert (tmp_path / "debrief.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(InputError, match="must end in"):
        write([found], tmp_path / "debrief.pdf")
    with pytest.raises(StoreError):
        write([found], tmp_path / "none" / "debrief.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["debrief.html", "debrief.txt"]


def test_the_same_debrief_gives_the_same_pictures(found: Debrief) -> None:
    assert svg(found, "ladder") == svg(found, "ladder")


def test_an_unfinished_game_says_so(found: Debrief) -> None:
    with short_game(until=2) as table:
        half, secret = debrief(table, "vietnam"), debrief(table, "vietnam", in_class=True)
    for each in (half, secret):
        assert "This game is not over." in text([each])
        assert "seed 7" not in text([each])
    assert [section.id for section in sections(secret)] == ["result", "expected", "orders", "questions", "limits"]
    assert "greedy" not in text([half])


def test_a_skin_stays_on_until_the_game_is_over_and_is_then_taken_off() -> None:
    with short_game(skin="country-t", until=1) as table:
        worn = text([debrief(table, "vietnam")])
    assert "Vietnam" not in worn
    assert "China" not in worn
    assert skins.current() == skins.NONE
    with short_game(skin="country-t") as table:
        bare = debrief(table, "vietnam")
    assert "Vietnam" in text([bare])
    assert any("Vietnam" in real for _name, real in bare.skin)
    assert "It was played under invented names." in text([bare])
