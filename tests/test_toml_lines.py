"""The lines that faults are named with are those of the file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from scenarios import load, names
from sim.toml_lines import lines, size


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))


@pytest.mark.parametrize("name", names())
def test_every_key_of_a_file_has_its_line(name: str) -> None:
    text = load(name).text
    index, written = lines(text), text.split("\n")
    for path in leaves(tomllib.loads(text)):
        if isinstance(path[-1], str) and path[0] not in ("opening", "seats", "starts"):
            assert path[-1] in written[index[path] - 1]
        if path not in (("opening",), ("seats",), ("starts",)):
            assert path in index, path


@pytest.mark.parametrize(
    "text", ["a = [}", "a = [1, }]", "a = {]", "a =", "[", "a = [[", "= 1", '"""', "a.", "[[a]\n["]
)
def test_text_that_is_no_toml_keeps_the_lines_that_were_found(text: str) -> None:
    assert lines(f"first = 1\n{text}")[("first",)] == 1


def test_lines_are_right_in_every_form_that_toml_has() -> None:
    text = (
        'a.b."c d" = 1\n'
        "lit = '''\n[no.table]\nx = 1 '''\n"
        'txt = """\\\n  # no comment " ""\n  y = [ {""""  # end\n'
        "list = [\n  1, # one\n  [2,\n   3],\n  {k = 4, l.m = 'x]'},\n]\n"
        "[[t]]\nk = 1.5\n[t.u]\nk = 1979-02-17 05:00:00\n[[t]]\n[[t.v]]\n\n[[t.v]]\nk = true\n"
    )
    tomllib.loads(text)
    assert lines(text) == {
        ("a",): 1,
        ("a", "b"): 1,
        ("a", "b", "c d"): 1,
        ("lit",): 2,
        ("txt",): 5,
        ("list",): 8,
        ("list", 0): 9,
        ("list", 1): 10,
        ("list", 1, 0): 10,
        ("list", 1, 1): 11,
        ("list", 2): 12,
        ("list", 2, "k"): 12,
        ("list", 2, "l"): 12,
        ("list", 2, "l", "m"): 12,
        ("t",): 14,
        ("t", 0): 14,
        ("t", 0, "k"): 15,
        ("t", 0, "u"): 16,
        ("t", 0, "u", "k"): 17,
        ("t", 1): 18,
        ("t", 1, "v"): 19,
        ("t", 1, "v", 0): 19,
        ("t", 1, "v", 1): 21,
        ("t", 1, "v", 1, "k"): 22,
    }
    assert (size(text).depth, size(text).keys) == (2, 26)
