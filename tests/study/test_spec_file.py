"""Study files: each slip is told with its line and what would be right, and no text whatever does worse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import load, studies, study
from sim.errors import InputError, ScenarioError, StoreError
from sim.study.measured import USUAL
from sim.study.spec_file import parse, read
from tests.one_table_studies import SOUND, open_to, sized
from tests.small_studies import text

# ---------------------------------------------------------------- what is read


def test_what_is_left_out_is_the_usual() -> None:
    found = parse(SOUND, "mine.toml", load)
    assert (found.seed, found.types, found.moves, found.mends) == (1, "doctrine", "off", "default")
    assert found.quarters is None and tuple(found.outcomes) == tuple(USUAL)
    drawn = found.design
    assert (drawn.kind, drawn.points, drawn.replications, drawn.luck) == ("lhs", 64, 100, "own")
    (psi,) = found.uncertainties
    assert (psi.low, psi.high, psi.kind, psi.title) == (0.15, 0.6, "real", psi.title) and psi.title


def test_whole_numbers_are_numbers() -> None:
    found = parse(open_to("[uncertainties.lam]\nlow = 7\nhigh = 9"), "mine.toml", load)
    assert (found.uncertainties[0].low, found.uncertainties[0].high) == (7.0, 9.0)


def test_a_coding_without_levels_has_all_of_them() -> None:
    found = parse(open_to("[uncertainties.fear]\ntheory = 'client-fear'"), "mine.toml", load)
    assert found.uncertainties[0].levels == ("open", "fears", "ignores")


@pytest.mark.parametrize("name", studies())
def test_the_studies_that_come_with_the_program_are_sound(name: str) -> None:
    assert study(name).name == name


def test_signs_that_a_terminal_obeys_are_cleaned_and_markup_is_only_text() -> None:
    found = parse(SOUND.replace("A study", "\\u001b[31mA [@click=app.bell]study[/] <b>"), "mine.toml", load)
    assert "\x1b" not in found.title and "[@click=app.bell]study[/] <b>" in found.title


# ---------------------------------------------------------------- files


HOSTILE: dict[str, tuple[bytes, str]] = {
    "binary": (bytes(range(256)) * 9, "binary file"),
    "huge": (b"# " + b"x" * 2_000_000, "larger than"),
    "other letters": ('name = "ü"'.encode("latin-1"), "UTF-8"),
    "broken": (b"name = ", "line 1: no valid TOML"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused(kind: str, tmp_path: Path) -> None:
    content, words = HOSTILE[kind]
    (tmp_path / "mine.toml").write_bytes(content)
    with pytest.raises(ScenarioError, match=words):
        read(tmp_path / "mine.toml", load)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "no.toml"):
        with pytest.raises(StoreError):
            read(place, load)


def test_a_mark_at_the_start_and_other_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert read(tmp_path / "mine.toml", load).name == "mine"


ROWS: dict[str, tuple[bytes, str]] = {
    "ragged": (b"psi\n0.2\n0.3,0.4\n", "Row 2 of the rows has 2 entries; the head has 1"),
    "unknown column": (b"psy\n0.3\n", "Did you mean 'psi'"),
    "missing column": (b"design_id\n1\n", "need the column psi, once"),
    "column twice": (b"psi,psi\n0.2,0.3\n", "need the column psi, once"),
    "outside its range": (b"psi\n0.7\n", "psi is 0.7, outside its range from 0.15 to 0.6"),
    "no number": (b"psi\nhigh\n", "psi is 'high'; it must be a number"),
    "not a number": (b"psi\nnan\n", "it must be a number"),
    "head alone": (b"psi\n", "hold no point"),
    "empty": (b"", "need the column psi"),
    "binary": (b"psi\n\0\n", "binary"),
    "other letters": (b"psi\n\xff\n", "not UTF-8"),
    "an entry without end": (b'psi\n"' + b"x" * 200_000, "cannot be read as CSV"),
}


@pytest.mark.parametrize("kind", ROWS)
def test_rows_that_are_wrong_are_told(kind: str, tmp_path: Path) -> None:
    content, words = ROWS[kind]
    (tmp_path / "rows.csv").write_bytes(content)
    (tmp_path / "mine.toml").write_text(sized("kind = 'rows'\nrows = 'rows.csv'"))
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path / "mine.toml", load)
    assert words in str(caught.value)
    assert caught.value.faults[0].line in (8, 10)


def test_a_level_between_the_levels_is_told(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("psi\n0.25\n")
    written = open_to("[uncertainties.psi]\nlevels = [0.2, 0.3]\n[design]\nkind = 'rows'\nrows = 'rows.csv'")
    (tmp_path / "mine.toml").write_text(written)
    with pytest.raises(ScenarioError, match=r"psi is 0\.25, which is none of its levels"):
        read(tmp_path / "mine.toml", load)


# ---------------------------------------------------------------- any text whatever

PIECES = st.sampled_from(
    [
        *("0", "-1", "1e400", "nan", "-inf", "true", "''", "[]", "{}", "[[]]", "9" * 500, "1979-05-27", "'\\u001b'"),
        *('"psi"', '"us"', '["full", 3]', '"war = 1"', '"mean rung=1@1-4"', "{ psi = 1 }", "{ china = 'seize' }"),
    ]
)
KEYS = st.sampled_from(
    [
        *("name", "title", "question", "scenarios", "seed", "quarters", "types", "moves", "mends", "limits", "design"),
        *("policies", "uncertainties", "outcomes", "policies.x.opening", "policies.bleed.parameters.psi"),
        *("uncertainties.psi.low", "uncertainties.psi.levels", "uncertainties.psi.doctrine", "outcomes.a.of"),
        *("uncertainties.z.theory", "outcomes.a.when", "outcomes.a.threshold", "design.kind", "design.points"),
        *("design.seed", "policies.bleed.plans.vietnam", "policies.bleed.theories.treaty", "x"),
    ]
)


@settings(max_examples=150)
@given(st.lists(st.tuples(KEYS, PIECES), min_size=1, max_size=4, unique_by=lambda pair: pair[0]))
def test_any_values_anywhere_are_read_or_refused(changes: list[tuple[str, str]]) -> None:
    check_read("\n".join([f"{key} = {value}" for key, value in changes] + [SOUND]))
    check_read("\n".join([text(), *(f"{key} = {value}" for key, value in changes)]))


@settings(max_examples=150)
@given(st.text(max_size=60), st.integers(0, len(SOUND)), st.integers(0, 20))
def test_any_text_anywhere_is_read_or_refused(held: str, at: int, gone: int) -> None:
    check_read(SOUND[:at] + held + SOUND[at + gone :])


def check_read(written: str) -> None:
    """Assert that a text is read, or refused in words."""
    try:
        found: Any = parse(written, "mine.toml", load)
    except InputError as error:
        assert all(c == "\n" or c.isprintable() for c in str(error))
    else:
        assert found.policies and found.sense == found.asked
