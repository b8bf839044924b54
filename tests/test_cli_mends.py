"""`fournos mends`: the mends as text and as JSON, what is said of a name it lacks, and mends named to runs."""

from __future__ import annotations

import pytest

from sim.mends import default, table
from tests.command_line import answer, refused, typed


def test_the_list_names_every_mend_and_whether_it_is_used() -> None:
    told = typed("mends")
    assert told.exit_code == 0 and told.stderr == ""
    for mend in table().values():
        line = next(line for line in told.stdout.splitlines() if line.startswith(f"{mend.name} "))
        assert line.split()[1] == ("yes" if mend.default else "no")
    assert f"{len(default())} of {len(table())} mends" in told.stdout


@pytest.mark.parametrize("name", table())
def test_a_mend_is_told_in_full(name: str) -> None:
    text = " ".join(typed("mends", name).stdout.split())
    mend = table()[name]
    for words in (mend.title, mend.problem, mend.rule, mend.decision):
        assert " ".join(words.split()) in text
    assert ("left out" in text) == (not mend.default)


def test_json_holds_the_same() -> None:
    listed = answer("mends")
    assert [row["name"] for row in listed] == list(table())
    assert answer("mends", "scar") == next(row for row in listed if row["name"] == "scar")


def test_an_unknown_mend_is_refused_with_the_nearest_name() -> None:
    for words in (("mends", "scarr"), ("run", "bleeding-white", "--mends", "default,-scarr")):
        told = typed(*words)
        message = refused(told.exit_code, told.stdout, told.stderr)
        assert "'scarr'" in message and "'scar'" in message


def test_mends_can_be_named_to_the_commands_that_run() -> None:
    words = ("run", "bleeding-white", "--runs", "40", "--quarters", "12")
    usual, none = answer(*words), answer(*words, "--mends", "none")
    assert usual == answer(*words, "--mends", "default") != none
    assert "Mends: none" in typed(*words, "--mends", "none").stdout
    assert "Mends:" not in typed(*words).stdout
