from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sim.errors import FournosError
from sim.game import store
from sim.game.journal import Journal
from sim.game.receipts import DamagedGame, GameError
from tests.journals import META, changed, raw

# ---------------------------------------------------------------- the file


def test_every_setting_is_read_back_and_one_that_does_not_hold_is_refused(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {name: journal._db.execute(f"PRAGMA {name}").fetchone()[0] for name, *_rest in store.PRAGMAS}
    assert found["locking_mode"] == "exclusive"
    assert found["journal_mode"] == "truncate"
    assert (found["synchronous"], found["fullfsync"]) == (3, 1)
    monkeypatch.setattr(store, "PRAGMAS", (("synchronous", "NORMAL", 3),))
    with pytest.raises(GameError, match="cannot be kept safely: SQLite keeps synchronous at 1"):
        Journal.create(tmp_path / "other.fournos", META)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ev SET body = '{}' WHERE seq = 2",
        "DELETE FROM ev WHERE seq = 5",
        "INSERT OR REPLACE INTO ev SELECT 3, kind, actor, turn, 9, body, '', at, states, prev, hash FROM ev LIMIT 1",
        "UPDATE snap SET state = '{}'",
        "DELETE FROM snap",
        "INSERT OR REPLACE INTO snap SELECT seq, quarter, '{}', digest FROM snap",
        "UPDATE meta SET v = 'x'",
        "DELETE FROM meta",
        "INSERT OR REPLACE INTO meta VALUES ('title', 'x')",
        "INSERT INTO meta VALUES ('more', 'x')",
    ],
)
def test_nothing_can_be_changed_or_taken_away(stored: Path, statement: str) -> None:
    with closing(raw(stored)) as db, pytest.raises(sqlite3.IntegrityError, match="append only"):
        db.execute(statement)
    with Journal.open(stored) as journal:
        assert len(journal.events()) == 5


@pytest.mark.parametrize("column", ["kind", "actor", "turn", "quarter", "body", "req", "at", "states", "prev", "hash"])
def test_each_changed_letter_of_an_event_is_found_and_its_place_is_named(stored: Path, column: str) -> None:
    with Journal.open(stored) as journal:
        whole = stored.read_bytes() if journal.close() is None else b""
    with closing(raw(stored)) as db:
        text = str(db.execute(f"SELECT {column} FROM ev WHERE seq = 3").fetchone()[0])
    for place in range(len(text)):
        other = "7" if text[place] != "7" else "8"
        value: Any = text[:place] + other + text[place + 1 :]
        changed(
            stored, f"UPDATE ev SET {column} = ? WHERE seq = 3", int(value) if column in ("turn", "quarter") else value
        )
        with pytest.raises(DamagedGame, match=r"event [34]: ") as told:
            Journal.open(stored)
        assert {each.seq for each in told.value.damage} <= {3, 4}
        stored.write_bytes(whole)
    with Journal.open(stored) as journal:
        assert journal.verify() == []


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("DELETE FROM ev WHERE seq = 3", "event 4: events before it are missing"),
        ("UPDATE snap SET state = replace(state, '0.4', '0.5') WHERE seq = 2", "event 2: its state"),
        ("UPDATE snap SET digest = 'x' WHERE seq = 2", "event 2: its state"),
        ("DELETE FROM snap WHERE seq = 4", "event 4: its state"),
        ("INSERT INTO snap VALUES (1, 9, '{}', '')", "event 1: its state"),
        ("UPDATE meta SET v = 'Another' WHERE k = 'title'", "event 1: it does not follow"),
        ("UPDATE ev SET body = x'ff00' WHERE seq = 5", "event 5: it is not as it was written"),
        ("UPDATE ev SET body = CAST(x'fffe41' AS TEXT) WHERE seq = 5", "event 5: it is not as it was written"),
    ],
)
def test_other_changes_are_found_too(stored: Path, statement: str, place: str) -> None:
    changed(stored, statement)
    with pytest.raises(DamagedGame, match=place):
        Journal.open(stored)
    with Journal.open(stored, check=False) as journal:
        assert any(str(each).startswith(place) for each in journal.verify())


def test_a_flipped_byte_of_the_file_is_found_or_no_event_has_changed(stored: Path) -> None:
    with Journal.open(stored) as journal:
        whole = [(each.event, each.hash) for each in journal.events()]
    data, found = stored.read_bytes(), 0
    for place in range(0, len(data), max(1, len(data) // 150)):
        stored.write_bytes(data[:place] + bytes([data[place] ^ 0x41]) + data[place + 1 :])
        try:
            with Journal.open(stored) as journal:
                assert [(each.event, each.hash) for each in journal.events()] == whole
        except FournosError:
            found += 1
    assert found > 10


def test_the_last_events_cut_off_are_missed_by_whoever_holds_a_receipt(stored: Path) -> None:
    with Journal.open(stored) as journal:
        receipt = journal.head
    changed(stored, "DELETE FROM ev WHERE seq = 5")
    changed(stored, "DELETE FROM snap WHERE seq = 5")
    with Journal.open(stored) as journal:
        assert receipt not in [each.receipt for each in journal.events()]
