"""Slips in a scenario file: each is named in plain words with its line, and all of them at once."""

from __future__ import annotations

import re

import pytest

from sim import scenario_file
from sim.scenario_file import parse
from tests.scenario_slips import GOOD, HISTORY, SLIPS, faults_of, line_with, row, swapped, whole_line


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named_with_its_line(slip: str) -> None:
    old, new, where, words = SLIPS[slip]
    text = swapped(old, new)
    said = [fault for fault in faults_of(text) if fault.where == where]
    assert len(said) == 1, faults_of(text)
    assert words in said[0].message
    number = said[0].line
    assert number is not None
    begin = text.count("\n", 0, text.index(new)) + 1
    key = re.sub(r"(\.value)?( \(entry \d+\))?$", "", where).rpartition(".")[2]
    written = text.split("\n")[number - 1]
    at_the_slip = bool(new) and number in range(begin, begin + new.count("\n") + 1)
    assert at_the_slip or written.startswith(f"{key} = ") or (not new and written.startswith("[")), written


def test_one_slip_is_one_fault() -> None:
    one = {"misspelt key", "wrong theatre", "nan", "number without source", "unknown doctrine", "election of nobody"}
    one |= {
        "prior out of order",
        "unknown event",
        "as-history without history",
        "unknown parameter",
        "parameter not finite",
        "force above its ceiling",
    }
    for slip in one:
        old, new, _where, _words = SLIPS[slip]
        assert len(faults_of(swapped(old, new))) == 1, slip


def test_all_faults_are_named_at_once_in_the_order_of_the_file() -> None:
    text = swapped("quarters = 40", "quarters = 0")
    text = swapped('doctrine = "four-nos"', 'doctrine = "four-noes"', text)
    text = swapped(row("trust"), 'trust = { value = 7, source = "x" }', text)
    text = swapped('"no-bases"', '"no-base"', text)
    text = swapped('seat = "us"', 'seat = "uk"', text)
    text = swapped("[chance]", '[parameters]\nlamm = { value = 1, source = "x" }\n[chance]', text)
    text = swapped(whole_line("minutes"), "", text)
    said = faults_of(text)
    assert [(fault.where, fault.line) for fault in said] == [
        ("minutes", None),
        ("quarters", line_with("quarters = 0", text)),
        ("seats.vietnam.doctrine", line_with("four-noes", text)),
        ("opening.quarrel.trust.value", line_with("value = 7", text)),
        ("opening.quarrel.pledges (entry 3)", line_with('"no-base"', text)),
        ("parameters.lamm", line_with("lamm", text)),
        ("calendar (entry 1).seat", line_with('"uk"', text)),
    ]


def test_a_missing_table_is_one_fault() -> None:
    start, end = GOOD.index("[opening.patron_b]"), GOOD.index("[chance]")
    assert [fault.where for fault in faults_of(GOOD[:start] + GOOD[end:])] == ["opening.patron_b"]


def test_a_seat_that_nobody_plays_is_named() -> None:
    start, end = GOOD.index("[seats.russia]"), GOOD.index("[opening.quarrel]")
    said = faults_of(GOOD[:start] + GOOD[end:])
    assert [(fault.where, "patron_b" in fault.message) for fault in said] == [("seats", True)]


def test_a_history_may_be_acted_as_in_history_and_a_file_without_one_may_not() -> None:
    assert parse(HISTORY, "h").history
    start, end = HISTORY.index("[history]"), HISTORY.index("[[calendar]]")
    said = faults_of(HISTORY[:start] + HISTORY[end:])
    assert [fault.where for fault in said] == ["seats.vietnam.doctrine", "seats.vietnam.doctrines (entry 1)"]


def test_land_cannot_be_occupied_at_sea() -> None:
    text = swapped('rung = "stalemate"', 'rung = "occupation"', swapped('"land"', '"sea"'))
    assert [fault.where for fault in faults_of(text)] == ["opening.quarrel.rung"]


def test_a_very_faulty_file_does_not_fill_the_screen() -> None:
    said = faults_of("".join(f"key{number} = 1\n" for number in range(1000)))
    assert len(said) == scenario_file.LISTED + 1
    assert "more faults" in said[-1].message


def test_texts_are_cleaned_on_entry() -> None:
    text = swapped('label = "China"', 'label = "Chi\\u001b[2Jna \\u202e[@click=quit]"')
    assert parse(text, "x").seats["china"].label == "Chi[2Jna [@click=quit]"


SYNTAX: dict[str, tuple[str, str, str]] = {
    "curly quotes": ('name = "bleeding-white"', "name = “bleeding-white”", "straight quotation marks"),
    "decimal comma": ("value = 0.35", "value = 0,35", "decimal point"),
    "no zero": ("value = 0.35", "value = .35", "write the zero"),
    "capital truth": ("taiwan = true", "taiwan = True", "small letters"),
    "no quotes": ('rung = "stalemate"', "rung = stalemate", "quotation marks"),
    "no value": ("quarters = 40", "quarters =", "must follow the equals sign"),
    "colon": ("quarters = 40", "quarters: 40", "key = value"),
    "key twice": ("quarters = 40", "quarters = 40\nquarters = 41", "no valid TOML"),
    "table twice": ("[chance]", "[chance]\n[chance]", "no valid TOML"),
    "open bracket": ("[chance]", "[chance", "no valid TOML"),
    "open text": ('rung = "stalemate"', 'rung = "stalemate', "no valid TOML"),
    "bad escape": ('rung = "stalemate"', 'rung = "stale\\mate"', "no valid TOML"),
    "raw escape": ('rung = "stalemate"', 'rung = "\x1b[2J"', "no valid TOML"),
}


@pytest.mark.parametrize("slip", SYNTAX)
def test_broken_toml_is_named_with_its_line_and_a_hint(slip: str) -> None:
    old, new, words = SYNTAX[slip]
    text = swapped(old, new)
    (fault,) = faults_of(text)
    assert words in fault.message
    at = text.index(new) + len(new) - 1
    assert fault.line == text.count("\n", 0, at) + 1


def test_an_unclosed_page_of_text_is_named_at_the_end() -> None:
    text = 'name = "x"\nbriefing = """\nOne day\n'
    (fault,) = faults_of(text)
    assert fault.line == 3
