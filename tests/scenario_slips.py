"""A sound scenario file, slips that people make in one, and what the refusal of a file must look like."""

from __future__ import annotations

import re

import pytest

from scenarios import load
from sim.errors import Fault, ScenarioError
from sim.scenario_file import parse

GOOD = load("bleeding-white").text
HISTORY = load("border-war-1979").text
WIDE = "a\\t" * 90
JARGON = re.compile(r"Input should|pydantic|validation|Traceback|type=|NoneType|\bdict\b|\bint\b|\bstr\b|Errno")


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "mine.toml")
    message = str(caught.value)
    assert all(letter == "\n" or letter.isprintable() for letter in message)
    assert not JARGON.search(message), message
    assert message.startswith("mine.toml: ")
    assert caught.value.exit_code == 2
    return caught.value.faults


def swapped(old: str, new: str, text: str = GOOD) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


def line_with(part: str, text: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def row(name: str, group: str = "quarrel", text: str = GOOD) -> str:
    """Return the line of a number of the opening, without its value and source."""
    table = text[text.index(f"[opening.{group}]") :]
    found = re.search(rf"^{name} = .*$", table, re.MULTILINE)
    assert found
    return found.group()


def whole_line(name: str, text: str = GOOD) -> str:
    """Return the line of a key at the head of the file, with its end."""
    found = re.search(rf"^{name} = .*\n", text, re.MULTILINE)
    assert found
    return found.group()


# id: (what stands in the good file, what stands there instead, where the fault is, words of the message)
SLIPS: dict[str, tuple[str, str, str, str]] = {
    "misspelt key": ("theatre =", "theater =", "theater", "Did you mean 'theatre'?"),
    "unknown key": ("minutes =", "zzz = 1\nminutes =", "zzz", "known: name, title"),
    "key of the program": ("minutes =", 'digest = "0"\nminutes =', "digest", "leave it out"),
    "wrong theatre": ('theatre = "land"', 'theatre = "air"', "theatre", "known: land, sea"),
    "name with capitals": ('name = "bleeding-white"', 'name = "Bleeding White"', "name", "small letters"),
    "start without quarter": ('start = "2024Q1"', 'start = "2024"', "start", "such as 2024Q1"),
    "start as a date": ('start = "2024Q1"', "start = 2024-01-01", "start", "is 2024-01-01; it must be text in quotes"),
    "fraction of a quarter": ("quarters = 40", "quarters = 40.5", "quarters", "a whole number"),
    "quarters in quotes": ("quarters = 40", 'quarters = "40"', "quarters", "is '40'; it must be a whole number"),
    "no quarters": ("quarters = 40", "quarters = 0", "quarters", "is 0; it must be at least 1"),
    "too many quarters": ("quarters = 40", "quarters = 401", "quarters", "at most 400"),
    "huge whole number": ("quarters = 40", f"quarters = {10**300}", "quarters", "at most 400"),
    "empty title": ("title = ", 'title = ""\nx = ', "title", "is empty"),
    "title of spaces": ("title = ", 'title = " \\t "\nx = ', "title", "no readable text"),
    "title of escapes": ("title = ", 'title = "\\u001b\\u0007"\nx = ', "title", "no readable text"),
    "title too long": ("title = ", f'title = "{"a" * 201}"\nx = ', "title", "longer than 200 characters"),
    "title of wide tabs": ("title = ", f'title = "{WIDE}"\nx = ', "title", "longer than 200 characters"),
    "share above one": (
        row("trust"),
        'trust = { value = 1.5, source = "x" }',
        "opening.quarrel.trust.value",
        "at most 1",
    ),
    "nan": (row("trust"), 'trust = { value = nan, source = "x" }', "opening.quarrel.trust.value", "is nan"),
    "infinity": (row("front"), 'front = { value = inf, source = "x" }', "opening.quarrel.front.value", "finite number"),
    "too large for a float": (
        row("front"),
        f'front = {{ value = {10**400}, source = "x" }}',
        "opening.quarrel.front.value",
        "a number of ordinary size",
    ),
    "truth for a number": (
        row("trust"),
        'trust = { value = true, source = "x" }',
        "opening.quarrel.trust.value",
        "is true; it must be a number",
    ),
    "number without source": (row("trust"), "trust = 0.3", "opening.quarrel.trust", "a number with its source"),
    "source forgotten": (row("trust"), "trust = { value = 0.3 }", "opening.quarrel.trust.source", "is missing"),
    "number forgotten": (row("trust"), "", "opening.quarrel.trust", "is missing"),
    "negative force": (
        row("force", "target"),
        'force = { value = -1, source = "x" }',
        "opening.target.force.value",
        "above 0",
    ),
    "force above its ceiling": (
        row("force", "target"),
        'force = { value = 8, source = "x" }',
        "opening.target.force_ceiling.value",
        "below the force at the opening (8)",
    ),
    "unknown rung": ('rung = "stalemate"', 'rung = "stale-mate"', "opening.quarrel.rung", "Did you mean 'stalemate'?"),
    "unknown pledge": ('"no-bases"', '"no-base"', "opening.quarrel.pledges (entry 3)", "Did you mean 'no-bases'?"),
    "pledge twice": ('"no-bases"', '"no-siding"', "opening.quarrel.pledges (entry 3)", "once more"),
    "unknown doctrine": (
        'doctrine = "bleed-white"',
        'doctrine = "bleed"',
        "seats.china.doctrine",
        "Did you mean 'bleed-white'?",
    ),
    "another role's doctrine": (
        'doctrine = "limited"',
        'doctrine = "bamboo"',
        "seats.us.doctrine",
        "known: full, limited, offshore, burden-shifting",
    ),
    "doctrine offered twice": ('"adaptive", "bleed', '"seize", "bleed', "seats.china.doctrines (entry 4)", "once more"),
    "default not offered": (
        '"adaptive", "bleed-white", ',
        '"adaptive", ',
        "seats.china.doctrine",
        "not in this seat's list",
    ),
    "as-history without history": (
        'doctrine = "four-nos"',
        'doctrine = "as-history"',
        "seats.vietnam.doctrine",
        "needs the table [history]",
    ),
    "unknown role": ('role = "patron_b"', 'role = "patron-b"', "seats.russia.role", "Did you mean 'patron_b'?"),
    "role filled twice": ('role = "patron_b"', 'role = "patron_a"', "seats.russia.role", "the seat 'us' plays already"),
    "unknown event": ('kind = "election"', 'kind = "elections"', "calendar (entry 1).kind", "Did you mean 'election'?"),
    "event of an unknown seat": ('seat = "us"', 'seat = "usa"', "calendar (entry 1).seat", "Did you mean 'us'?"),
    "election in China": (
        'seat = "us"',
        'seat = "china"',
        "calendar (entry 1).seat",
        "needs a patron's seat: us, russia",
    ),
    "election of nobody": ('seat = "us"', "", "calendar (entry 1)", "needs a patron's seat"),
    "event with a seat for nothing": (
        'kind = "election"',
        'kind = "taiwan-crisis"',
        "calendar (entry 1).seat",
        "concerns no single seat",
    ),
    "event with a size for nothing": (
        'kind = "election"',
        'kind = "election"\nsize = 0.3',
        "calendar (entry 1).size",
        "has no size",
    ),
    "event with a source for nothing": (
        'kind = "election"',
        'kind = "election"\nsource = "x"',
        "calendar (entry 1).source",
        "has no size",
    ),
    "strain without a size": (
        'kind = "election"\nseat = "us"',
        'kind = "strain"',
        "calendar (entry 1).kind",
        "needs a size",
    ),
    "size without a source": (
        'kind = "election"',
        'kind = "flare-up"\nsize = 0.3',
        "calendar (entry 1).size",
        "go together",
    ),
    "restraint of a seat": (
        'kind = "election"',
        'kind = "restraint"\nsize = 0.3\nsource = "x"',
        "calendar (entry 1).seat",
        "concerns no single seat",
    ),
    "unknown turn": ('turns = "year"', 'turns = "month"', "turns", "known: quarter, year"),
    "event before the opening": ("quarter = 3", "quarter = -1", "calendar (entry 1).quarter", "at least 0"),
    "prior out of order": ("mode = 0.25, high", "mode = 2.5, high", "priors.greed", "low <= mode <= high"),
    "chance in words": ("taiwan = true", 'taiwan = "yes"', "chance.taiwan", "true or false, without quotes"),
    "seat with a strange name": ("[seats.china]", '[seats."Chi na\\u001b"]', "seats.Chi na?", "small letters"),
    "unknown parameter": (
        "[chance]",
        '[parameters.lamm]\nvalue = 3\nsource = "x"\n[chance]',
        "parameters.lamm",
        "Did you mean 'lam'?",
    ),
    "parameter out of range": (
        "[chance]",
        '[parameters.zeta]\nvalue = -3\nsource = "x"\n[chance]',
        "parameters.zeta.value",
        "outside the parameter's limits",
    ),
    "parameter not finite": (
        "[chance]",
        '[parameters.zeta]\nvalue = -inf\nsource = "x"\n[chance]',
        "parameters.zeta.value",
        "finite number",
    ),
}
