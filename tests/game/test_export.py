from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scenarios import load
from sim.errors import FournosError, StoreError
from sim.game.chain import canonical
from sim.game.export import lines, read_jsonl, tags, write_jsonl, write_log
from sim.game.journal import Journal
from sim.game.predictions import Prediction
from sim.game.record import Inject
from sim.game.setup import Setup
from sim.game.table import Table
from sim.game.turn_log import turn_log

HOSTILE = "\x1b]0;title\x07 [@click=app.quit]x[/] \u202e ]]> <script>"


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exported") / "game.fournos"
    setup = Setup.of(load("rig-crisis"), {"vietnam": "person"}, seed=3, title='A "long" \\ bleed')
    with Table.create(setup, path) as table:
        while table.turn().number < 4:
            now = table.turn()
            if now.phase != "signal" and "vietnam" in now.acting:
                offers = [offer.id for offer in table.sitting.choices("vietnam").moves if offer.legal]
                table.seal("vietnam", offers[0] if offers else "")
            if now.number == 2:
                table.predict("vietnam", Prediction("crisis", 0.25, HOSTILE))
                table.inject(Inject("", HOSTILE, {"trust": -0.1}))
            table.close_phase()
        table.override({"grievance": 0.5}, HOSTILE)
        table.note(HOSTILE)
        table.undo(3, HOSTILE)
    return path


@pytest.fixture
def exported(game: Path, tmp_path: Path) -> Path:
    with Journal.open(game) as journal:
        return write_jsonl(journal, tmp_path / "folder" / "game.jsonl")


def test_json_lines_hold_every_event_and_state_and_are_read_back_the_same(game: Path, exported: Path) -> None:
    found = read_jsonl(exported)
    with Journal.open(game) as journal:
        assert found.meta == journal.meta
        assert list(found.events) == journal.events()
        assert list(found.states) == journal.snapshots()
    assert all(json.loads(line) for line in exported.read_text().splitlines())


def test_a_file_without_events_is_read_as_one(tmp_path: Path) -> None:
    with Journal.create(":memory:", {"title": "bare"}) as journal:
        found = read_jsonl(write_jsonl(journal, tmp_path / "bare.jsonl"))
    assert (found.meta, found.events, found.states) == ({"title": "bare"}, (), ())


def spoiled(change: Callable[[list[dict[str, Any]]], None]) -> Callable[[str], str]:
    """Return what changes the rows of a file, each written again as the program would."""

    def spoil(text: str) -> str:
        rows = [json.loads(line) for line in text.splitlines()]
        change(rows)
        return "".join(f"{canonical(row)}\n" for row in rows)

    return spoil


SPOILED: dict[str, tuple[Callable[[str], str], str]] = {
    "empty": (lambda text: "", "line 1: it is cut off"),
    "cut": (lambda text: text[:-30], "it is cut off"),
    "last line gone": (lambda text: "\n".join(text.split("\n")[:-2]) + "\n", "events at its end are missing"),
    "first line gone": (lambda text: text.split("\n", 1)[1], "line 1: it is no game"),
    "a line gone": (lambda text: "".join(text.splitlines(True)[:3] + text.splitlines(True)[4:]), "cannot be trusted"),
    "a space": (lambda text: text.replace('"kind":', '"kind": ', 1), "line 2: it is not as this program writes it"),
    "a key twice": (lambda text: text.replace('"seq":', '"seq":1,"seq":', 1), "not as this program writes it"),
    "nan": (lambda text: text.replace('"turn":0', '"turn":NaN', 1), "line 2: it is not as"),
    "no object": (lambda text: text + "[]\n", "it is not as this program writes it"),
    "deep": (lambda text: text + "[" * 5_000 + "\n", "it is not as this program writes it"),
    "another order": (
        spoiled(lambda rows: rows[3]["body"].update(order="other")),
        "event .*it is not as it was written",
    ),
    "another state": (
        spoiled(lambda rows: next(r for r in rows if "state" in r)["state"]["world"].update(trust=[1.0])),
        "its state is not as it was written",
    ),
    "another title": (spoiled(lambda rows: rows[0]["meta"].update(title="x")), "event 1: it does not follow"),
    "a newer format": (spoiled(lambda rows: rows[0].update(format=9)), "newer release"),
    "no event": (spoiled(lambda rows: rows[2].pop("hash")), "line 3: it is no event"),
    "a state first": (
        spoiled(lambda rows: rows.insert(1, {"state": {}, "quarter": 1, "digest": ""})),
        "line 2: it is no",
    ),
}


@pytest.mark.parametrize("how", SPOILED)
def test_the_reader_refuses_what_does_not_hold_and_names_the_place(exported: Path, how: str) -> None:
    spoil, message = SPOILED[how]
    exported.write_text(spoil(exported.read_text()))
    with pytest.raises(FournosError, match=message):
        read_jsonl(exported)


def test_each_changed_letter_of_an_event_line_is_refused(exported: Path) -> None:
    whole = exported.read_text()
    start = whole.index("\n") + 1
    start = whole.index("\n", start) + 1
    end = whole.index("\n", start)
    for place in range(start, end, 3):
        other = "b" if whole[place] != "b" else "c"
        exported.write_text(whole[:place] + other + whole[place + 1 :])
        with pytest.raises(FournosError):
            read_jsonl(exported)


def test_what_cannot_be_read_or_written_is_said_plainly(game: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        read_jsonl(tmp_path / "none.jsonl")
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(StoreError, match="it is no text"):
        read_jsonl(tmp_path / "binary.jsonl")
    (tmp_path / "file").touch()
    with Journal.open(game) as journal, pytest.raises(StoreError, match="in the way"):
        write_jsonl(journal, tmp_path / "file" / "game.jsonl")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["binary.jsonl", "file"]


def test_the_turn_log_begins_with_tags_and_tells_every_turn(game: Path, tmp_path: Path) -> None:
    with Journal.open(game) as journal:
        text = write_log(journal, tmp_path / "game.txt").read_text()
        held = tags(journal)
        events = journal.events()
    for line in (
        '[Title "A \\"long\\" \\\\ bleed"]',
        f'[Head "{held["head"]}"]',
        '[Seed "3"]',
        '[PlayerVietnam "person"]',
    ):
        assert line in text.splitlines()
    assert f'[Digest "{load("rig-crisis").digest}"]' in text
    assert [line.split(".")[0] for line in text.splitlines() if line[:1].isdigit()] == ["1", "2", "3"]
    ordered = {str(each.body["order"]) for each in events if each.kind == "sealed" and each.turn < 3} - {""}
    assert ordered
    assert all(any(line.endswith(f": {order}") for line in text.splitlines()) for order in ordered)
    assert "Vietnam expects: there is a crisis or fighting at the end of the turn, 25 %." in text
    assert "Went back from turn 5 to turn 4" in text
    assert "Facilitator, an event: " in text


def test_hostile_words_stay_words_on_their_line(game: Path) -> None:
    with Journal.open(game) as journal:
        text = turn_log(journal)
        whole = "".join(lines(journal))
    for given in (text, whole):
        assert all(letter == "\n" or letter.isprintable() for letter in given)
    assert len([line for line in text.splitlines() if "<script>" in line]) == 4


def test_a_game_without_a_turn_has_a_log_too(tmp_path: Path) -> None:
    with Table.create(Setup.of(load("tutorial"), {}, 5)) as table:
        assert "Nothing has been played yet." in turn_log(table.journal)
        assert not table.over, "the game goes on"
