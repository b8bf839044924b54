"""The catalogues are current: no text is missing, guessed or untidy, and each is compiled from its source."""

from __future__ import annotations

import gettext
import io
import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from docs import catalogue
from docs.catalogue import (
    ENGLISH_KEYS,
    ENGLISH_ONLY,
    SHOWN,
    faults,
    gathered,
    held,
    key_of,
    languages,
    path_of,
    said_of,
)

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = languages()
FEW = 12


@pytest.fixture(scope="module")
def template() -> Catalog:
    return gathered()


def test_vietnamese_is_among_the_languages() -> None:
    assert "vi" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_left_over_guessed_or_untidy(language: str, template: Catalog) -> None:
    listed = list(faults(held(language), template))
    assert not listed, f"{len(listed)} faults; run `python -m docs.catalogue` and translate: {listed[:FEW]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_its_source(language: str) -> None:
    assert path_of(language).with_suffix(".mo").read_bytes() == catalogue.compiled(held(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_source_is_as_the_command_writes_it(language: str, template: Catalog) -> None:
    assert path_of(language).read_bytes() == catalogue.written(catalogue.updated(language, template))


@pytest.mark.parametrize("language", LANGUAGES)
def test_gettext_reads_the_compiled_catalogue_without_babel(language: str) -> None:
    found = gettext.GNUTranslations(io.BytesIO(path_of(language).with_suffix(".mo").read_bytes()))
    for message in held(language):
        if message.id and said_of(message) and not message.pluralizable:
            assert found.gettext(key_of(message)) == said_of(message)


def test_vietnamese_has_one_form_for_every_number() -> None:
    found = held("vi")
    assert found.num_plurals == 1
    for message in found:
        if message.pluralizable:
            assert len(message.string or ()) == 1
            assert "{" in said_of(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_composed_as_files_and_terminals_expect_them(language: str) -> None:
    wrong = [said_of(message) for message in held(language) if not unicodedata.is_normalized("NFC", said_of(message))]
    assert not wrong


def test_numbers_and_notation_are_the_same_in_both_languages() -> None:
    """Words that orders are made of are not translated, wherever a text quotes one."""
    words = ("as-history", "china-closer", "border-war-1979", "--moves", "docs/")
    for message in held("vi"):
        for word in words:
            assert key_of(message).count(word) == said_of(message).count(word), key_of(message)


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("patrons?", "bảo trợ"),
        ("challengers?", "thách thức"),
        ("target", "bị ép"),
        ("pledges?", "cam kết"),
        ("doctrines?", "học thuyết"),
        ("attrition", "tiêu hao"),
        ("grievance", "bất bình"),
        ("weariness", "mệt mỏi"),
        ("rivalry", "kình địch"),
        ("settlement", "dàn xếp"),
    ],
)
def test_a_term_is_translated_alike_wherever_it_stands(english: str, vietnamese: str) -> None:
    pattern = re.compile(rf"\b(?i:{english[0]}){english[1:]}\b")  # in capitals it is a place in the notation
    rows = [(catalogue.PLACEHOLDER.sub("", key_of(message)), said_of(message).lower()) for message in held("vi")]
    assert [text for text, said in rows if pattern.search(text) and vietnamese not in said] == []


def test_files_whose_texts_stay_english_are_there_and_say_why() -> None:
    for name, reason in ENGLISH_ONLY.items():
        assert (ROOT / name).exists(), name
        assert reason
    for name in (*SHOWN, *ENGLISH_KEYS):
        assert (ROOT / name).is_file(), name


@pytest.mark.parametrize(
    "name", ["sim/game/losses.py", "tui/session.py", "sim/moves.toml", "scenarios/tutorial.toml", "sim/study/meters.py"]
)
def test_what_the_game_shows_is_never_left_in_english(name: str) -> None:
    assert not catalogue.stays_english(name, "row.title" if name.endswith(".toml") else "")
    assert not [
        each for each in ENGLISH_ONLY if each.startswith(("sim/game", "tui/screens", "tui/widgets", "tui/plain"))
    ]


def test_a_placeholder_that_is_lost_is_found() -> None:
    message = Message("{a} of {b}", "{a}")
    assert "placeholders" in catalogue.differing(message, "{a} của b")
    assert catalogue.differing(message, "{b}: {a}") == ""


def test_a_number_that_is_written_otherwise_is_found() -> None:
    message = Message("9,000 of {n:,} in 1979")
    assert "numbers" in catalogue.differing(message, "9.000 trong {n:,} vào năm 1979")
    assert catalogue.differing(message, "năm 1979: 9,000 trong {n:,}") == ""


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Two words", "hai  từ", "two spaces"),
        (" and ", "và", "space at an end"),
        ("One\ntwo", "một hai", "other line breaks"),
        ("Stop.", "Dừng!", "exclamation mark"),
        ("Stop.", "Dừng.", ""),
    ],
)
def test_an_untidy_translation_is_found(text: str, translation: str, fault: str) -> None:
    assert catalogue.untidy(text, translation) == fault
