"""Postcards: a whole game as one line of letters, which replays to the same states or says why it cannot."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import load
from sim.cards import table as cards
from sim.doctrines import names as doctrines
from sim.errors import FournosError, InputError
from sim.game import card_code, card_words
from sim.game.card_words import CLAUSES, FIRST, Reader, Writer, words
from sim.game.postcards import postcard, read, replayed
from sim.game.predictions import Prediction
from sim.game.record import Inject
from sim.game.setup import Setup
from sim.game.table import Table
from sim.moves import answers
from sim.moves import table as moves
from sim.pledges import NAMES as PLEDGES
from sim.seats import Role
from tests.command_line import refused, typed


def played(table: Table, quarters: int, seed: int = 1) -> Table:
    """Play some quarters with moves picked from those that are legal."""
    chance = Random(seed)
    while not table.over and len(table.record.quarters) < quarters:
        for seat in table.waiting():
            signals = table.turn().phase == "signal"
            legal = [offer.id for offer in table.view(seat).choices.moves if offer.legal and not offer.choice.breaks]
            table.seal(seat, chance.choice(["", "say firm"]) if signals else chance.choice(["", *legal]))
        table.close_phase()
    return table


def digests(table: Table) -> list[str]:
    return [row.after.digest() for row in table.record.quarters]


def game(name: str = "tutorial", quarters: int = 3, **players: str) -> Table:
    return played(Table.create(Setup.of(load(name), players or {"vietnam": "person"}, 7)), quarters)


@pytest.fixture(scope="module")
def line() -> str:
    with game(vietnam="person", china="person/punitive") as table:
        return postcard(table)


@pytest.mark.parametrize(
    ("name", "start", "players"),
    [
        ("tutorial", None, {"vietnam": "person", "us": "person", "russia": "person", "china": "person"}),
        ("four-nos", "crisis", {"us": "person/offshore", "china": "coerce"}),
        ("rig-crisis", None, {"vietnam": "person", "china": "planner:1"}),
        ("ukraine-analogue", None, {"europe": "person"}),
    ],
)
def test_a_game_replays_from_its_postcard_to_the_same_states(
    name: str, start: str | None, players: dict[str, str]
) -> None:
    with played(Table.create(Setup.of(load(name, start), players, 11, skin="country-t")), 3) as table:
        line = postcard(table)
        card = read(line, load)
        assert card.setup == table.setup
        with replayed(card) as again:
            assert digests(again) == digests(table)
            assert again.turn() == table.turn()
            assert postcard(again) == line
            assert [row.absent for row in again.record.turns] == [row.absent for row in table.record.turns]


def test_what_a_facilitator_changed_is_on_the_card_and_what_was_taken_back_is_not() -> None:
    with game(quarters=1) as table:
        table.inject(Inject("", "A boat is rammed; its crew swims.", {"trust": -0.05}))
        table.close_phase()
        table.override({"grievance": 0.25}, "The umpire saw it otherwise.")
        table.close_phase()
        table.undo(2)
        table.predict("vietnam", Prediction("war", 0.5, "x"))
        with replayed(read(postcard(table), load)) as again:
            assert digests(again) == digests(table)
            kept = [(row.kind, row.text, row.rows) for row in again.record.interventions]
            assert kept == [(row.kind, row.text, row.rows) for row in table.record.interventions]
            assert not again.record.expected
            assert again.turn().number == 2


def test_a_card_can_be_played_on_from_where_it_ends_in_a_file(line: str, tmp_path: Path) -> None:
    path = tmp_path / "again.fournos"
    with replayed(read(line, load), path) as table:
        table.seal("vietnam", "say calm")
        before = digests(table)
    with Table.open(path) as table:
        assert digests(table) == before
        assert not table.deviations
        assert table.played.sealed == {"vietnam": "say calm"}


def test_a_card_is_one_line_of_letters_and_digits_that_nobody_formats_or_mistakes(line: str) -> None:
    assert line.startswith("FN1-")
    assert set(line[4:]) <= set(string.ascii_letters + string.digits) - set("0OIl")
    assert len(line) < 200


def test_mail_and_chat_may_break_a_card_into_lines_and_put_signs_around_it(line: str) -> None:
    broken = f' "{line[:30]}\r\n   {line[30:60]}\n{line[60:]}". '
    assert read(broken, load) == read(line, load)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda line: line[:-1], "damaged"),
        (lambda line: line[:20] + ("2" if line[20] != "2" else "3") + line[21:], "checksum"),
        (lambda line: line + "5", "checksum"),
        (lambda line: line[:9] + "0" + line[10:], "'0' is not among its letters"),
        (lambda line: "FN2" + line[3:], "version 2"),
        (lambda line: line[4:], "This is no postcard"),
        (lambda _line: "https://example.org/?q=1", "This is no postcard"),
        (lambda _line: "FN1-", "damaged or cut off"),
        (lambda _line: "", "This is no postcard"),
        (lambda _line: "FN1-" + "z" * 30_000, "20000"),
    ],
)
def test_a_damaged_or_foreign_card_is_refused_in_words(line: str, damage: object, why: str) -> None:
    assert callable(damage)
    with pytest.raises(FournosError, match=why):
        read(damage(line), load)


def test_a_card_of_another_release_says_that_it_cannot_be_read_here(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.game.postcards.words_hash", lambda: b"else")
    with pytest.raises(InputError, match="other moves or names"):
        read(line, load)


def test_a_card_of_another_version_of_its_scenario_is_refused(line: str) -> None:
    other = load("tutorial").model_copy(update={"digest": "00" * 16})
    with pytest.raises(InputError, match="another version of the scenario 'tutorial'"):
        read(line, lambda _name, _start: other)


def test_a_card_whose_game_comes_out_otherwise_says_so_and_leaves_no_file(line: str, tmp_path: Path) -> None:
    path = tmp_path / "game.fournos"
    with pytest.raises(InputError, match="comes out otherwise"):
        replayed(replace(read(line, load), digest="00000000"), path)
    assert list(tmp_path.iterdir()) == []


def forged(name: str = "tutorial", order: str = "", ends: bool = True) -> str:
    """Return a card with a sound checksum that holds what its writer liked."""
    scenario, out = load("tutorial"), Writer()
    out.raw(card_words.words_hash())
    for text in (name, ""):
        out.plain(text)
    out.raw(bytes.fromhex(scenario.digest[:8]))
    out.number(1)
    out.plain("")
    for text in ("person", "computer", "computer", "computer"):
        out.text(text)
    out.number(0)
    for number in (1, 1, 0):
        out.number(number)
    out.text(order)
    if ends:
        out.number(0)
        out.raw(bytes(4))
    return card_code.written(bytes(out.bytes))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/hosts.toml", "a/b", ".", "x.toml", "\x1b[31m", "C:evil"])
def test_a_card_names_no_path(name: str) -> None:
    asked: list[str] = []

    def spying(found: str, start: str | None) -> object:
        asked.append(found)
        return load(found, start)

    with pytest.raises(InputError, match="damaged"):
        read(forged(name), spying)  # type: ignore[arg-type]
    assert asked == []


@pytest.mark.parametrize("order", ["denial", "strike", "\x1b[31m", "posture [/]"])
def test_a_card_cannot_order_what_the_rules_refuse(order: str) -> None:
    with pytest.raises(InputError, match="in turn 1"):
        replayed(read(forged(order=order), load))


def test_a_card_that_stops_in_the_middle_is_damaged() -> None:
    with pytest.raises(InputError, match="makes no game"):
        read(forged(ends=False), load)


def test_a_card_that_unfolds_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="cannot be unpacked"):
        card_code.unwritten(card_code.written(bytes(card_code.MOST + 1)))


@given(st.binary(max_size=400))
def test_any_bytes_survive_their_letters(card: bytes) -> None:
    assert card_code.unwritten(card_code.written(card)) == card


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=60))
def test_any_text_is_refused_in_words_or_read(text: str) -> None:
    with pytest.raises(FournosError):
        read(text, load)


@given(st.binary(max_size=120))
def test_any_bytes_behind_a_sound_checksum_are_refused_in_words(rest: bytes) -> None:
    with pytest.raises(FournosError):
        read(card_code.written(card_words.words_hash() + rest), load)


@given(st.lists(st.one_of(st.sampled_from(words()), st.text("abz-; ,=.", max_size=8)), max_size=12))
def test_any_order_survives_its_numbers(parts: list[str]) -> None:
    out = Writer()
    text = "".join(parts)
    out.text(text)
    reader = Reader(bytes(out.bytes))
    assert reader.text() == text
    assert reader.done


def test_every_word_of_the_notation_is_in_the_list_once() -> None:
    known = words()
    assert len(set(known)) == len(known)
    options = {row.id for card in cards().values() for rows in card.options.values() for row in rows}
    names = {name for role in Role for name in doctrines(role)}
    asked = {situation for _role, situation in answers()}
    assert {*moves(), *options, *names, *asked, *PLEDGES, *CLAUSES} <= set(known)
    out = Writer()
    out.text("denial, man-the-border; posture bamboo; answer war=dig-in; say firm")
    assert len(out.bytes) <= 28
    assert FIRST > 1


def test_a_saved_game_is_printed_as_a_postcard(tmp_path: Path) -> None:
    path = tmp_path / "game.fournos"
    with played(Table.create(Setup.of(load("tutorial"), {"vietnam": "person"}, 7), path), 1) as table:
        line = postcard(table)
    done = typed("postcard", str(path))
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"{line}\n", "")
    again = typed("play", "--plain", "--postcard", line, "--save", str(tmp_path / "again.fournos"))
    assert again.exit_code == 0, again.stderr
    assert "Turn 2, 1979Q2, quarter 2 of 8" in again.stdout


def test_a_bad_postcard_on_the_command_line_is_one_clear_message() -> None:
    done = typed("play", "--plain", "--postcard", "FN1-abc")
    assert "damaged" in refused(done.exit_code, done.stdout, done.stderr)
