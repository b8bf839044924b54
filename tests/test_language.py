"""The language of all texts is chosen once, before the first text is made, and what is kept stays in the original."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import scenarios
from sim import language
from sim.errors import UnknownName
from sim.language import ORIGINAL, available, chosen, known, plural, wished, without_flag
from tests.command_line import ROOT, environment

CODE = """
import json, sys
from docs.catalogue import gathered, key_of
from sim import cards, claims, language, moves, plans
from sim.choice_words import everything
from sim.ledger.steps import steps
from sim.parameters import table as parameters
from sim.language import catalogue
import scenarios

def files(*names):
    return [key_of(m) for m in gathered() if m.id and any(file in names for file, _line in m.locations)]

held = set()
for row in everything():
    held |= {row.title, row.text}
for card in cards.table().values():
    held |= {card.title, card.text}
    held |= {each for options in card.options.values() for option in options for each in (option.title, option.text)}
held |= {row.paraphrase for row in claims.claims().values()}
held |= {each for step in steps() for each in (step.title, step.text)}
held |= {row.meaning for row in parameters().values()}
names = ["sim/moves.toml", "sim/answers.toml", "sim/cards.toml", "sim/claims.toml", "sim/ledger.toml"]
wanted = files(*names, "sim/parameters.toml")
for name in scenarios.names():
    for start in (None, *scenarios.load(name).starts):
        found = scenarios.load(name, start)
        held |= {found.title, found.period, found.moment, found.briefing, found.limits}
        held |= {*found.teaching_goals, *found.debrief_questions, *(seat.label for seat in found.seats.values())}
        held |= {event.note for event in found.calendar} | {each.text for each in found.first_orders}
        held |= {each for row in found.starts.values() for each in (row.title, row.briefing)}
wanted += files(*(f"scenarios/{name}.toml" for name in scenarios.names()))
told = catalogue("vi")
print(json.dumps({"chosen": language.chosen(), "lost": [text for text in wanted if told.gettext(text) not in held],
                  "same": [text for text in wanted if told.gettext(text) == text]}))
"""


@pytest.fixture(autouse=True)
def original() -> Iterator[None]:
    yield
    language.choose(ORIGINAL)


def said(*words: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Run the command with nothing in the surroundings that names a language but what is given."""
    found = {name: value for name, value in environment().items() if name not in ("FOURNOS_LANG", "LC_ALL", "LANGUAGE")}
    command = [sys.executable, "-m", "tui.cli", *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", env={**found, **surroundings}, check=False
    )


# ---------------------------------------------------------------- which language


def test_english_and_vietnamese_are_there_and_name_themselves() -> None:
    assert dict(list(available().items())[:1]) == {"en": "English"}
    assert available()["vi"] == "Tiếng Việt"


@pytest.mark.parametrize(
    ("surroundings", "expected"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANGUAGE": "fr:vi", "LANG": "en_GB.UTF-8"}, "vi"),
        ({"LANGUAGE": "en:vi"}, "en"),
        ({"LC_MESSAGES": "vi", "LANG": "en_US"}, "vi"),
        ({"LANG": "de_DE"}, "en"),
        ({"FOURNOS_LANG": "vi", "LC_ALL": "en_US.UTF-8"}, "vi"),
        ({"FOURNOS_LANG": "xx", "LANG": "vi_VN"}, "vi"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_environment_is_read_as_gettext_reads_it_and_our_own_name_first(
    surroundings: dict[str, str], expected: str
) -> None:
    assert wished(surroundings) == expected


@pytest.mark.parametrize("given", ["vi", "VI", "vi_VN", "vi-VN", "vi_VN.UTF-8", " vi "])
def test_a_language_is_known_by_its_code_however_it_is_written(given: str) -> None:
    assert known(given) == "vi"


def test_an_unknown_language_names_those_that_there_are() -> None:
    with pytest.raises(UnknownName, match=r"known: en, vi"):
        language.choose("tlh")
    assert chosen() == ORIGINAL


@pytest.mark.parametrize(
    ("words", "kept", "wanted"),
    [
        (["play", "--lang", "vi", "tutorial"], ["play", "tutorial"], "vi"),
        (["--lang=vi", "scenarios"], ["scenarios"], "vi"),
        (["scenarios", "--lang"], ["scenarios"], "?"),
        (["scenarios", "--lang="], ["scenarios"], "?"),
        (["moves", "--", "--lang", "vi"], ["moves", "--", "--lang", "vi"], ""),
        ([], [], ""),
    ],
)
def test_the_flag_is_taken_out_of_the_words_wherever_it_stands(words: list[str], kept: list[str], wanted: str) -> None:
    assert without_flag(words) == (kept, wanted)


def test_what_the_program_starts_speaks_the_language_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOURNOS_LANG", "en")
    language.decide(["serve", "--lang", "vi_VN"])
    assert os.environ["FOURNOS_LANG"] == chosen() == "vi"
    language.decide(["serve", "--lang", "xx"])
    assert os.environ["FOURNOS_LANG"] == "vi"


# ---------------------------------------------------------------- what is said in it


def test_the_command_speaks_vietnamese_where_it_is_asked_to() -> None:
    done = said("scenarios", "tutorial", "--lang=vi", LANG="en_US.UTF-8")
    assert done.returncode == 0, done.stderr
    assert "Bạn là Việt Nam" in " ".join(done.stdout.split())
    assert "You are Vietnam" not in done.stdout


@pytest.mark.parametrize(
    ("words", "surroundings"),
    [
        (("--lang", "vi", "--help"), {}),
        (("--help", "--lang", "vi"), {"FOURNOS_LANG": "en"}),
        (("--help",), {"FOURNOS_LANG": "vi"}),
        (("--help",), {"LANG": "vi_VN.UTF-8"}),
    ],
)
def test_texts_that_modules_make_when_imported_are_in_the_language_too(
    words: tuple[str, ...], surroundings: dict[str, str]
) -> None:
    assert "Liệt kê các kịch bản" in said(*words, **surroundings).stdout


def test_without_a_wish_the_command_speaks_english() -> None:
    assert "List the scenarios" in said("--help").stdout


@pytest.mark.parametrize(("words", "surroundings"), [(("--lang", "xx"), {}), ((), {"FOURNOS_LANG": "xx"})])
def test_a_language_that_is_not_there_is_bad_input(words: list[str], surroundings: dict[str, str]) -> None:
    done = said(*words, "scenarios", **surroundings)
    assert done.returncode == 2
    assert "known: en, vi" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_text_of_the_data_files_is_translated_where_it_is_read() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**environment(), "FOURNOS_LANG": "vi"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["chosen"] == "vi"
    assert found["lost"] == []
    assert found["same"] == ["Ukraine"]


@pytest.mark.parametrize("name", scenarios.names())
def test_what_is_kept_of_a_scenario_stays_in_the_original(name: str) -> None:
    english = scenarios.load(name)
    language.choose("vi")
    vietnamese = scenarios.load(name)
    assert vietnamese.digest == english.digest
    assert vietnamese.text == english.text
    assert vietnamese.title != english.title
    assert vietnamese.opening == english.opening
    assert list(vietnamese.seats) == list(english.seats)
    assert [each.order for each in vietnamese.first_orders] == [each.order for each in english.first_orders]


def test_plurals_go_with_their_number_and_with_the_language() -> None:
    assert plural("{n} quarter", "{n} quarters", 1) == "{n} quarter"
    assert plural("{n} quarter", "{n} quarters", 3) == "{n} quarters"
    language.choose("vi")
    assert plural("no such text", "no such texts", 2) == "no such texts"


def test_choosing_costs_next_to_nothing_at_the_start() -> None:
    code = "import sys, sim.language; print(sorted({'babel', 'locale', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(ROOT), capture_output=True, text=True, check=True)
    assert "babel" not in done.stdout
    assert "numpy" not in done.stdout


NOTATION = re.compile(r"war=\S+|man-the-border|say (?:calm|firm)|(?<=offer-talks )at 0\.5")
ENGLISH = re.compile(
    r"\b(?:the|of|and|is|are|was|with|for|by|not|it|that|or|from|people|quarters|share)\b", re.IGNORECASE
)
LINES = "1\nothers\nsituation\nadvise denial\ndenial; answer war=dig-in\nmoved\nwhy lives\nluck\nlog\n? denial\nquit\n"


def test_a_game_that_is_played_in_vietnamese_shows_no_english_sentence(tmp_path: Path) -> None:
    words = ("play", "tutorial", "--plain", "--lang", "vi", "--seed", "3", "--save", str(tmp_path / "a.fournos"))
    found = {name: value for name, value in environment().items() if name != "FOURNOS_LANG"}
    command = [sys.executable, "-m", "tui.cli", *words]
    done = subprocess.run(
        command, cwd=ROOT, input=LINES, capture_output=True, text=True, encoding="utf-8", env=found, check=False
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr
    told = done.stdout.partition("fournos play")[0].replace(str(tmp_path), "")
    left = [line for line in told.splitlines() if ENGLISH.search(NOTATION.sub("", line))]
    assert left == []
    assert len(told.splitlines()) > 200
