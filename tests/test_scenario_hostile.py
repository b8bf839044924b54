"""Hostile scenario files, folders and random damage: a list of faults or one clear sentence, and nothing else ever."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import load
from sim import scenario_file
from sim.errors import ScenarioError, StoreError
from sim.scenario import Scenario
from sim.scenario_file import check, parse, read
from sim.toml_lines import lines, size
from tests.scenario_slips import GOOD, JARGON, line_with, swapped

HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\t\n",
    "only a comment": b"# nothing\n",
    "zeros": b"\0" * 100,
    "binary": bytes(range(256)) * 10,
    "latin-1": "title = 'café'".encode("latin-1"),
    "utf-16": "title = 'x'".encode("utf-16"),
    "too large": b"# " + b"x" * scenario_file.LARGEST,
    "deep lists": b"x = " + b"[" * 100_000,
    "deep lists, closed": b"x = " + b"[" * 3_000 + b"]" * 3_000,
    "deep tables": b"x = " + b"{a=" * 3_000 + b"1" + b"}" * 3_000,
    "long dotted key": b".".join([b"a"] * 5_000) + b" = 1",
    "long dotted table": b"[" + b".".join([b'"a"'] * 5_000) + b"]",
    "long number": b"x = " + b"9" * 20_000,
    "impossible date": b"x = 2024-13-45T99:99:99Z",
    "many tables": b"".join(b"[t%d]\n" % number for number in range(60_000)),
    "many entries": b"x = [" + b"1," * 400_000 + b"]",
    "many quotes": b'x = "' + b'\\"' * 400_000,
    "many triple quotes": b'"""' * 300_000,
    "many lines": b"\n" * 900_000,
    "one long word": b"x" * 900_000,
    "a list of seats": b"seats = [1, 2]\ncalendar = 3\npriors = 'x'\nopening = []\nparameters = 1\nhistory = true",
    "lists of tables": b"[[seats]]\n[[opening]]\n[[priors]]\n[[calendar]]\n[[calendar]]\n[calendar.seat]\nx = 1",
    "odd insides": b"[seats]\na = 1\nb = []\n[seats.c]\nrole = []\ndoctrine = {}\ndoctrines = [1, [], {}]",
    "keys of control signs": b'"\\u001b[2J\\u0007" = 1\n"" = 2\n" " = 3',
    "long key": b"k" * 5_000 + b" = 1",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scenario.toml"


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused_with_a_clear_message(kind: str, file: Path) -> None:
    file.write_bytes(HOSTILE[kind])
    said = check(file)
    assert said
    assert len(said) <= scenario_file.LISTED + 1
    for fault in said:
        assert str(fault).isprintable()
        assert len(str(fault)) < 900
        assert not JARGON.search(str(fault)), str(fault)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("empty", "is empty"),
        ("zeros", "binary file"),
        ("latin-1", "line 1: the file: is not UTF-8"),
        ("too large", "larger than 1,000,000 bytes"),
        ("deep lists", "line 1: the file: nests brackets"),
        ("long dotted key", "more than 12 deep"),
        ("long number", "cannot be read"),
        ("many tables", "more than 20,000 keys"),
    ],
)
def test_the_message_says_what_kind_of_file_it_is(kind: str, words: str, file: Path) -> None:
    file.write_bytes(HOSTILE[kind])
    assert words in " ".join(str(fault) for fault in check(file))


def test_a_sound_file_has_no_fault(file: Path) -> None:
    file.write_text(GOOD, "utf-8")
    assert check(file) == []


def test_line_ends_and_byte_order_marks_of_other_systems_do_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    given_there = read(file).model_dump(exclude={"text", "digest"})
    assert given_there == load("bleeding-white").model_dump(exclude={"text", "digest"})
    slip = swapped("quarters = 40", "quarters = 0")
    file.write_bytes(slip.replace("\n", "\r\n").encode())
    assert [fault.line for fault in check(file)] == [line_with("quarters = 0", slip)]


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "nul", "too long", "below a file"])
def test_what_is_no_file_is_refused_in_one_sentence(kind: str, file: Path, tmp_path: Path) -> None:
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "below a file":
        file.write_text("x", "utf-8")
    odd: dict[str, str | Path] = {
        "folder": tmp_path,
        "nul": "a\0b.toml",
        "too long": tmp_path / ("x" * 5000),
        "below a file": file / "x.toml",
    }
    words = {"missing": "no file", "folder": "is a folder", "pipe": "no ordinary file", "nul": "no file name"}
    with pytest.raises(StoreError, match=words.get(kind, "cannot be read")) as caught:
        check(odd.get(kind, file))
    assert str(caught.value).isprintable()
    assert not JARGON.search(str(caught.value))


def test_a_file_that_may_not_be_read_is_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise PermissionError(13, "Permission denied")

    file.write_text(GOOD, "utf-8")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(StoreError, match="cannot be read: Permission denied"):
        read(file)


def judged(text: str) -> Scenario | None:
    """Parse a text; the only thing that may go wrong is a list of faults that can be printed."""
    try:
        return parse(text, "x.toml")
    except ScenarioError as error:
        assert error.faults
        assert all(letter == "\n" or letter.isprintable() for letter in str(error))
        assert not JARGON.search(str(error)), str(error)
    return None


@given(st.binary(max_size=300))
def test_random_bytes_never_do_anything_but_list_faults(raw: bytes) -> None:
    try:
        scenario_file.text_of(raw, "x.toml")
    except ScenarioError as error:
        assert error.faults
        return
    assert judged(raw.decode("utf-8-sig")) is None


@given(st.text(alphabet=st.sampled_from(list("ab.=[]{},\"'\\#\n 1-\x1b\ud800é")), max_size=60))
def test_random_toml_never_does_anything_but_list_faults(text: str) -> None:
    lines(text)
    size(text)
    assert judged(text) is None


VALUES = (
    *("nan", "-inf", "1e400", "-1", "0", "2", "1e9", "9" * 400, "9" * 5000, "true", "[]", "{}", "[[]]", '""', "'x'"),
    *("2024-01-01", "05:00:00", '"\\u001b[2J"', '"\\u202e"', '"as-history"', '"us"', '"stalemate"', "[1, 'a', {}]"),
    *('{ value = 1e300, source = "x" }', '{ value = "1" }', "", "x", "“x”", '"""', "0,5"),
)
PAIRS = [found.span(1) for found in re.finditer(r"= (?!\")([^\n]*)$|= (\"[^\n\"]*\")$", GOOD, re.MULTILINE) if found[1]]


@given(
    st.lists(
        st.tuples(st.sampled_from(PAIRS), st.sampled_from(VALUES)), min_size=1, max_size=4, unique_by=lambda x: x[0]
    )
)
def test_random_values_never_do_anything_but_list_faults(changes: list[tuple[tuple[int, int], str]]) -> None:
    text = GOOD
    for (start, end), value in sorted(changes, reverse=True):
        text = text[:start] + value + text[end:]
    judged(text)


@given(st.data())
def test_random_damage_never_does_anything_but_list_faults(data: st.DataObject) -> None:
    text = GOOD
    for _change in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 80)))
        new = data.draw(st.one_of(st.text(max_size=8), st.sampled_from(VALUES), st.just(text[start:end] * 2)))
        text = text[:start] + new + text[end:]
    judged(text)


@given(st.permutations(range(12)))
def test_random_order_of_lines_never_does_anything_but_list_faults(order: list[int]) -> None:
    rows = GOOD.split("\n")
    step = len(rows) // len(order) + 1
    parts = ["\n".join(rows[at * step : (at + 1) * step]) for at in order]
    judged("\n".join(parts))
