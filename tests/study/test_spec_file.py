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
from tests.small_studies import text

HEAD = """\
name = "mine"
title = "A study"
question = "Who?"
scenarios = ["bleeding-white"]
"""
POLICY = """\
[policies.bleed]
doctrines = { china = "bleed-white" }
"""
PSI = "[uncertainties.psi]\n"
SOUND = HEAD + POLICY + PSI


def sized(lines: str) -> str:
    """Return a sound study with a design of its own."""
    return f"{SOUND}[design]\n{lines}\n"


def looked(lines: str) -> str:
    """Return a sound study with an outcome of its own."""
    return f"{SOUND}[outcomes.lost]\n{lines}\n"


def decided(line: str) -> str:
    """Return a study with one more line in its policy, of which the head stands on line 5."""
    return f"{HEAD}{POLICY}{line}\n[uncertainties.lam]\n"


def open_to(lines: str) -> str:
    """Return a study with one uncertainty, the last of its tables, of which the head stands on line 7."""
    return f"{HEAD}{POLICY}{lines}\n"


SLIPS: dict[str, tuple[str, int | None, tuple[str, ...]]] = {
    # what is wrong: the text, the line that is named, and what the message has to say
    "unknown key": ("sead = 3\n" + SOUND, 1, ("sead", "Did you mean 'seed'")),
    "unknown table": (SOUND + "[desing]\nkind = 'lhs'\n", 8, ("desing", "Did you mean 'design'")),
    "unknown key of a policy": (f"{HEAD}{POLICY}doctrine = 3\n{PSI}", 7, ("Did you mean 'doctrines'",)),
    "unknown scenario": (SOUND.replace("bleeding-white", "bleding-white"), 4, ("Did you mean 'bleeding-white'",)),
    "scenario twice": (SOUND.replace('white"]', 'white", "bleeding-white"]'), 4, ("given twice",)),
    "no scenario": (SOUND.replace('["bleeding-white"]', "[]"), 4, ("scenarios: needs at least 1",)),
    "no policy": (HEAD + PSI, None, ("policies: is missing",)),
    "no title": (SOUND.replace('title = "A study"\n', ""), None, ("title: is missing",)),
    "name with signs": (SOUND.replace('"mine"', '"My study!"'), 1, ("name", "small letters")),
    "name too long": (SOUND.replace('"mine"', f'"{"m" * 41}"'), 1, ("name", "at most 40")),
    "policy without a letter": (SOUND.replace("policies.bleed", "policies.1"), 5, ("policies", "letter")),
    "empty title": (SOUND.replace("A study", "  "), 2, ("title", "no readable text")),
    "title of signs alone": (SOUND.replace("A study", "\\u001b\\u0007"), 2, ("title", "no readable text")),
    "seed below 0": ("seed = -1\n" + SOUND, 1, ("seed", "at least 0")),
    "seed in words": ("seed = '1'\n" + SOUND, 1, ("seed", "a whole number")),
    "quarters without end": ("quarters = 500\n" + SOUND, 1, ("quarters", "at most 400")),
    "types": ("types = 'priors'\n" + SOUND, 1, ("'priors'", "Did you mean 'prior'")),
    "moves": ("moves = true\n" + SOUND, 1, ("moves",)),
    "mends": ("mends = 'defualt'\n" + SOUND, 1, ("mends", "defualt")),
    "unknown seat": (SOUND.replace("china =", "chna ="), 5, ("'chna'", "Did you mean 'china'")),
    "unknown doctrine": (SOUND.replace('"bleed-white"', '"bleed"'), 5, ("'bleed'", "'bleed-white'")),
    "doctrine of a number": (SOUND.replace('"bleed-white"', "3"), 6, ("text in quotes",)),
    "unknown lever": (decided("parameters = { psy = 0.3 }"), 5, ("'psy'", "Did you mean 'psi'")),
    "lever outside": (decided("parameters = { psi = 3 }"), 5, ("psi is 3", "from 0 to 1")),
    "lever of text": (f"{HEAD}{POLICY}parameters = {{ psi = 'x' }}\n", 7, ("must be a number",)),
    "lever of 400 digits": (f"{HEAD}{POLICY}parameters = {{ psi = {'9' * 400} }}\n", 7, ("a number",)),
    "unknown opening": (decided("opening = { 'target.frce' = 1 }"), 5, ("Did you mean 'target.force'",)),
    "plan without moves": (decided("plans = { vietnam = 'outlast' }"), 5, ("plan", "moves")),
    "theory of a policy": (decided("theories = { client-fear = 'feras' }"), 5, ("Did you mean 'fears'",)),
    "unknown parameter": (open_to("[uncertainties.psy]"), 7, ("'psy'", "Did you mean 'psi'")),
    "low above high": (open_to("[uncertainties.psi]\nlow = 0.5\nhigh = 0.4"), 7, ("low must be below high",)),
    "no width": (open_to("[uncertainties.psi]\nlow = 0.5\nhigh = 0.5"), 7, ("low must be below high",)),
    "outside its domain": (open_to("[uncertainties.psi]\nhigh = 1.5"), 7, ("psi is 1.5", "from 0 to 1")),
    "infinite": (open_to("[uncertainties.psi]\nhigh = inf"), 8, ("finite number",)),
    "not a number": (open_to("[uncertainties.psi]\nlow = nan"), 8, ("finite number",)),
    "loguniform from 0": (open_to("[uncertainties.psi]\ndist = 'loguniform'\nlow = 0"), 7, ("above 0",)),
    "unknown distribution": (open_to("[uncertainties.psi]\ndist = 'normal'"), 8, ("'normal'", "triangular")),
    "unknown opening value": (
        open_to("[uncertainties.x]\nopening = 'target.frce'\nlow = 1\nhigh = 2"),
        7,
        ("'target.force'",),
    ),
    "opening outside": (
        open_to("[uncertainties.x]\nopening = 'quarrel.trust'\nlow = 0.1\nhigh = 2.0"),
        7,
        ("quarrel.trust",),
    ),
    "opening without a range": (open_to("[uncertainties.x]\nopening = 'quarrel.trust'"), 7, ("low and high",)),
    "seat of an uncertainty": (
        open_to("[uncertainties.x]\ndoctrine = 'usa'\nlevels = ['full', 'limited']"),
        7,
        ("'usa'", "'us'"),
    ),
    "doctrine of an uncertainty": (
        open_to("[uncertainties.x]\ndoctrine = 'us'\nlevels = ['full', 'limitd']"),
        7,
        ("Did you mean 'limited'",),
    ),
    "doctrine without levels": (open_to("[uncertainties.x]\ndoctrine = 'us'"), 7, ("needs levels",)),
    "one level": (open_to("[uncertainties.x]\ndoctrine = 'us'\nlevels = ['full']"), 9, ("at least 2",)),
    "level twice": (open_to("[uncertainties.x]\ndoctrine = 'us'\nlevels = ['full', 'full ']"), 7, ("each once",)),
    "number twice": (open_to("[uncertainties.psi]\nlevels = [0.2, 0.2]"), 7, ("each once",)),
    "levels of both kinds": (open_to("[uncertainties.psi]\nlevels = [0.2, 'x']"), 7, ("list of numbers",)),
    "levels of lists": (open_to("[uncertainties.psi]\nlevels = [[1], [2]]"), 8, ("text in quotes or a finite number",)),
    "levels and a range": (open_to("[uncertainties.psi]\nlevels = [0.2, 0.3]\nlow = 0.1"), 7, ("do not go with",)),
    "unknown question": (open_to("[uncertainties.x]\ntheory = 'client-feer'"), 7, ("Did you mean 'client-fear'",)),
    "unknown coding": (
        open_to("[uncertainties.x]\ntheory = 'client-fear'\nlevels = ['open', 'feer']"),
        7,
        ("'fears'",),
    ),
    "two targets": (open_to("[uncertainties.x]\nparameter = 'psi'\ndoctrine = 'us'"), 7, ("more than one of",)),
    "two of the same": (open_to("[uncertainties.psi]\n[uncertainties.x]\nparameter = 'psi'"), 8, ("the same as",)),
    "a name of ours": (open_to("[uncertainties.design_id]\nparameter = 'psi'"), 7, ("choose another",)),
    "lever that is an uncertainty": (
        f"{HEAD}{POLICY}parameters = {{ psi = 0.3 }}\n{PSI}",
        8,
        ("lever of the policy bleed",),
    ),
    "seat that is an uncertainty": (
        open_to("[uncertainties.x]\ndoctrine = 'china'\nlevels = ['seize', 'charm']"),
        7,
        ("lever of the policy",),
    ),
    "unknown kind": (sized("kind = 'sobl'"), 9, ("'sobl'", "Did you mean 'sobol'")),
    "no point": (sized("points = 0"), 9, ("at least 1",)),
    "half a point": (sized("points = 1.5"), 9, ("a whole number",)),
    "no replication": (sized("replications = 0"), 9, ("at least 1",)),
    "points of a grid": (sized("kind = 'grid'\npoints = 10"), 10, ("does not go with this kind",)),
    "steps of a hypercube": (sized("steps = 4"), 9, ("goes with the design grid alone",)),
    "rows of a hypercube": (sized("rows = 'x.csv'"), 9, ("goes with the design rows alone",)),
    "rows without a file": (sized("kind = 'rows'"), 9, ("rows = ",)),
    "rows of no file": (sized("kind = 'rows'\nrows = 'no.csv'"), 10, ("There is no file no.csv",)),
    "grid too large": (
        f"{SOUND}[uncertainties.lam]\n[uncertainties.h_act]\n[design]\nkind = 'grid'\nsteps = 1000\n",
        10,
        ("1,000,000,000 points",),
    ),
    "point with uncertainties": (sized("kind = 'point'"), 9, ("may have no uncertainties",)),
    "hypercube without uncertainties": (f"{HEAD}{POLICY}[design]\nkind = 'lhs'\n", 8, ("at least one uncertainty",)),
    "calibrated and uncertain": (sized("kind = 'posterior'"), 7, ("part of the calibrated sets",)),
    "luck": (sized("luck = 'shared'"), 9, ("'shared'", "own, common")),
    "outcome of nothing": (looked("better = 'less'"), 8, ("neither what it is of nor when",)),
    "outcome of both": (looked("of = 'war'\nwhen = 'war = 1'"), 8, ("both",)),
    "unknown measure": (looked("of = 'teritory'"), 8, ("Did you mean 'territory'",)),
    "outcome of a number": (looked("of = '5'"), 8, ("reads nothing",)),
    "bad condition": (looked("when = 'war'"), 8, ("EXPRESSION < EXPRESSION",)),
    "bad probe": (looked("of = 'peak war'"), 8, ("quantity of a probe 'war'",)),
    "probe beyond the last quarter": (
        looked("of = 'land_held@41'").replace('name = "mine"', 'name = "mine"\nquarters = 40'),
        9,
        ("beyond the last, 40",),
    ),
    "better": (looked("of = 'war'\nbetter = 'fewer'"), 10, ("'fewer'",)),
    "threshold of text": (looked("of = 'war'\nthreshold = 'low'"), 10, ("a number",)),
    "no TOML": (HEAD + "[policies\n", 5, ("no valid TOML",)),
    "empty": ("", None, ("is empty",)),
    "deep": ("x = " + "[" * 5000, 1, ("nests brackets",)),
    "of another kind": ("[project]\nname = 'x'\n", 1, ("project",)),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_its_line_and_what_would_be_right(slip: str) -> None:
    written, line, expected = SLIPS[slip]
    with pytest.raises(ScenarioError) as caught:
        parse(written, "mine.toml", load)
    message = str(caught.value)
    assert message.startswith("mine.toml: ")
    assert all(words in message for words in expected), message
    lines = [fault.line for fault in caught.value.faults]
    assert line in lines, message
    assert all(c == "\n" or c.isprintable() for c in message)


def test_all_faults_are_told_together() -> None:
    written = "sead = 1\n" + SOUND.replace("bleeding-white", "x").replace('"mine"', "3")
    with pytest.raises(ScenarioError) as caught:
        parse(written, "mine.toml", load)
    assert len(caught.value.faults) == 2
    written = SOUND.replace('china = "bleed-white"', 'chna = "x"') + "[uncertainties.psy]\n[outcomes.x]\nof = 'y'\n"
    with pytest.raises(ScenarioError) as caught:
        parse(written, "mine.toml", load)
    assert [fault.line for fault in caught.value.faults] == [8, 9]


def test_a_policy_that_is_wrong_is_not_blamed_on_the_uncertainties() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(SOUND.replace('"bleed-white"', '"bled"'), "mine.toml", load)
    assert [fault.where for fault in caught.value.faults] == ["policies.bleed"]


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
