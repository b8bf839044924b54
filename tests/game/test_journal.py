from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import FournosError, InputError, StoreError
from sim.game import store
from sim.game.events import KINDS, Event
from sim.game.journal import Journal
from sim.game.receipts import DamagedGame, GameError, GameInUse, NewerFormat, NotAGame, NotSealed, Snapshot
from tests.processes import programs

META = {"title": "The bleed", "engine": "0.1.0"}


def event(number: int, req: str = "", **body: Any) -> Event:
    return Event("noted", "vietnam", number, number, {"text": f"note {number}", **body}, req)


def state(quarter: int) -> Snapshot:
    return Snapshot(0, quarter, {"quarter": quarter, "world": {"trust": [0.1 + quarter / 3]}}, f"mark {quarter}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "game.fournos"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal.create(path, META) as made:
        yield made


@pytest.fixture
def stored(path: Path) -> Path:
    """Return a closed game of five events, with a state at each but the first."""
    with Journal.create(path, META) as journal:
        for number in range(5):
            journal.append([event(number, req=f"r{number}")], [state(number)] if number else [])
    return path


def raw(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    return db


# ---------------------------------------------------------------- laws

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
printable = st.text(st.characters(exclude_categories=["Cs"]))
bodies = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), plain, max_size=3)
events = st.builds(
    Event,
    kind=st.sampled_from(KINDS),
    actor=st.sampled_from(["vietnam", "china", "table", "clock"]),
    turn=st.integers(0, 400),
    quarter=st.integers(0, 400),
    body=bodies,
    req=st.sampled_from(["", "", "a", "b", "c"]),
)


def encodable(given: Event) -> bool:
    try:
        repr(given.body).encode()
    except UnicodeEncodeError:
        return False
    return True


@settings(max_examples=40)
@given(st.lists(st.lists(events.filter(encodable), max_size=4), max_size=4))
def test_what_was_sealed_is_read_back_in_order_each_request_once_and_every_receipt_holds(
    batches: list[list[Event]],
) -> None:
    with Journal.create(store.MEMORY, META) as journal:
        expected: list[Event] = []
        first: dict[tuple[str, str], int] = {}
        receipts = []
        for batch in batches:
            given = journal.append(batch)
            receipts += given
            for each, receipt in zip(batch, given, strict=True):
                key = (each.actor, each.req)
                if each.req and key in first:
                    assert receipt.seq == first[key]
                    continue
                expected.append(each)
                assert receipt.seq == len(expected)
                first.setdefault(key, receipt.seq)
        found = journal.events()
        assert [each.event for each in found] == expected
        assert {each.receipt for each in found} == set(receipts)
        assert [each.prev for each in found[1:]] == [each.hash for each in found[:-1]]
        assert journal.verify() == []


def test_a_request_sent_again_gets_the_earlier_receipt_and_adds_neither_event_nor_state(journal: Journal) -> None:
    (first,) = journal.append([event(1, req="once")], [state(1)])
    (again,) = journal.append([event(2, req="once")], [state(2)])
    assert again == first
    assert [each.turn for each in journal.events()] == [1]
    assert journal.snapshot(2) is None
    (other,) = journal.append([Event("noted", "china", 1, 1, {}, "once")])
    assert other.seq == 2, "another actor's request is another one"
    assert [each.seq for each in journal.append([event(3), event(3)])] == [3, 4], "without a mark nothing is matched"


def test_events_of_one_call_are_sealed_together_or_not_at_all(journal: Journal) -> None:
    with pytest.raises(InputError, match="cannot be written down"):
        journal.append([event(1), event(2, value=float("nan"))])
    assert journal.events() == []
    assert len(journal.append([event(1), event(2)])) == 2


@pytest.mark.parametrize("body", [{"x": object()}, {"x": float("inf")}, {"x": "\ud800"}, {1: {}, "a": {}}])
def test_what_cannot_be_written_down_is_refused_and_the_journal_goes_on(journal: Journal, body: Any) -> None:
    with pytest.raises(InputError):
        journal.append([Event("noted", "vietnam", 0, 0, body)])
    assert journal.append([event(0)])[0].seq == 1


def test_a_body_too_deep_or_too_large_is_refused(journal: Journal) -> None:
    deep: list[Any] = []
    for _level in range(100_000):
        deep = [deep]
    for value in (deep, "x" * 5_000_000):
        with pytest.raises(InputError):
            journal.append([event(0, value=value)])
    while deep:  # freed level by level: Python itself would free it by recursion
        deep = deep[0]
    with pytest.raises(InputError, match="turn and a quarter"):
        journal.append([Event("noted", "vietnam", 2**70, 0, {})])


def test_a_state_belongs_to_the_last_event_and_after_an_undo_the_newest_counts(journal: Journal) -> None:
    journal.append([event(0), event(1)], [state(1), state(2)])
    second = Snapshot(0, 2, {"quarter": 2, "world": {"trust": [0.7]}}, "another")
    journal.append([event(1)], [second])
    assert [(each.seq, each.quarter) for each in journal.snapshots()] == [(2, 1), (2, 2), (3, 2)]
    assert journal.snapshot(2) == second.state
    assert journal.snapshot(1) == state(1).state
    assert journal.snapshots(seq=3)[0].digest == "another"
    assert [len(each.states) for each in journal.events()] == [0, 2, 1]
    with pytest.raises(InputError):
        journal.append([], [second])


def test_numbers_come_back_to_the_last_bit(journal: Journal) -> None:
    numbers = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 2**53 + 1, -0.0]
    journal.append([event(0, numbers=numbers)])
    assert [repr(x) for x in journal.events()[0].body["numbers"]] == [repr(x) for x in numbers]


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


def changed(path: Path, statement: str, *values: object) -> None:
    """Change a stored game with its triggers out of the way, and put them back, as one who knows the program would."""
    with closing(raw(path)) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement, values)
        for _name, sql in triggers:
            db.execute(sql)


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


# ---------------------------------------------------------------- opening


def test_a_game_opens_again_with_all_that_was_sealed(stored: Path) -> None:
    with Journal.open(stored) as journal:
        assert journal.meta == META
        assert [each.turn for each in journal.events()] == list(range(5))
        assert journal.events(after=3) == journal.events()[3:]
        assert journal.append([event(5)])[0].seq == 6
        assert journal.head.seq == 6
    assert [p.name for p in stored.parent.iterdir()] == [stored.name], "nothing stays beside a closed game"


def test_a_game_is_open_in_one_window_at_a_time(journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "WAIT", 0.05)
    for readonly in (False, True):
        with pytest.raises(GameInUse, match="open elsewhere"):
            Journal.open(path, readonly=readonly)
    program = (
        "import sys; from sim.game import store; store.WAIT = 0.05\n"
        "from sim.game.journal import Journal\n"
        "from sim.errors import FournosError\n"
        "try:\n    Journal.open(sys.argv[1])\n"
        "except FournosError as error:\n    print(type(error).__name__, flush=True)\n"
    )
    with programs() as start:
        other = start(program, str(path))
        assert other.communicate(timeout=60)[0] == "GameInUse\n"
    assert journal.append([event(0)])[0].seq == 1
    journal.close()
    with Journal.open(path) as again:
        assert len(again.events()) == 1


def test_one_who_reads_holds_nobody_up_and_writes_nothing(stored: Path) -> None:
    with Journal.open(stored, readonly=True) as reader:
        assert len(reader.events()) == 5
        with Journal.open(stored) as journal:
            journal.append([event(5)])
        assert len(reader.events()) == 6
        with pytest.raises(NotSealed, match="NOT sealed"):
            reader.append([event(6)])


def test_a_file_that_is_no_game_is_refused_in_plain_words(tmp_path: Path) -> None:
    other = tmp_path / "other.fournos"
    cases: list[tuple[bytes | str, str]] = [
        (b"", "is empty"),
        (b"SQLite format 3\0 and then nothing", "is not a game|is damaged"),
        (os.urandom(9000), "is not a game"),
        ("CREATE TABLE x (y)", "is not a game of this program"),
        (f"PRAGMA application_id = {store.APPLICATION}; CREATE TABLE x (y)", "is not a game of this program"),
    ]
    for content, message in cases:
        other.unlink(missing_ok=True)
        if isinstance(content, bytes):
            other.write_bytes(content)
        else:
            with closing(raw(other)) as db:
                db.executescript(content)
        with pytest.raises(GameError, match=message):
            Journal.open(other)
    with pytest.raises(NotAGame, match="There is no game"):
        Journal.open(tmp_path / "none.fournos")
    with pytest.raises(NotAGame, match="is a folder"):
        Journal.open(tmp_path)


def test_a_game_with_a_foreign_trigger_or_view_is_not_opened(stored: Path) -> None:
    with closing(raw(stored)) as db:
        db.execute("CREATE TRIGGER mine AFTER INSERT ON ev BEGIN SELECT 1; END")
    with pytest.raises(NotAGame):
        Journal.open(stored)


def test_a_newer_format_asks_for_an_update(stored: Path) -> None:
    with closing(raw(stored)) as db:
        db.execute(f"PRAGMA user_version = {store.FORMAT + 1}")
    with pytest.raises(NewerFormat, match="newer release"):
        Journal.open(stored)


def test_a_new_game_never_takes_the_place_of_a_file(stored: Path) -> None:
    before = stored.read_bytes()
    with pytest.raises(GameError, match="exists already"):
        Journal.create(stored, META)
    assert stored.read_bytes() == before


@pytest.mark.parametrize("name", ["", " ", "a\0b", "a" * 300, "\ud800"])
def test_a_name_that_is_none_is_refused_in_plain_words(tmp_path: Path, name: str) -> None:
    for call in (lambda p: Journal.create(p, META), Journal.open):
        with pytest.raises(StoreError):
            call(str(tmp_path / name) if name.strip() else name)


@pytest.mark.parametrize(
    "name", ["mode=ro&x?y#z%41.fournos", "Trận Lạng Sơn 1979.fournos", "'; DROP TABLE ev; --.fournos", "-x"]
)
def test_odd_names_are_names_like_any_other(tmp_path: Path, name: str) -> None:
    with Journal.create(tmp_path / name, META) as journal:
        journal.append([event(0)])
    assert [p.name for p in tmp_path.iterdir()] == [name]
    with Journal.open(tmp_path / name) as journal:
        assert len(journal.events()) == 1


READ_ONLY = """
import os, sys
from sim.game.journal import Journal
from sim.errors import FournosError
if os.geteuid() == 0:
    os.setuid(65534)
for how in ({}, {"readonly": True}):
    try:
        with Journal.open(sys.argv[1], **how) as journal:
            print(len(journal.events()))
    except FournosError as error:
        print(error)
"""


def test_a_read_only_game_can_be_read_but_not_played(stored: Path) -> None:
    stored.chmod(0o444)
    for folder in (stored.parent, stored.parent.parent, stored.parent.parent.parent):
        folder.chmod(0o555 if folder == stored.parent else 0o755)
    done = subprocess.run([sys.executable, "-c", READ_ONLY, str(stored)], capture_output=True, text=True, check=False)
    stored.parent.chmod(0o755)
    assert done.stdout.splitlines()[0].endswith("cannot be played: the file, its folder or its disk is read-only."), (
        done
    )
    assert done.stdout.splitlines()[1] == "5"


def test_what_is_noted_at_creation_has_to_be_texts(path: Path) -> None:
    with pytest.raises(InputError):
        Journal.create(path, {"seed": 3})  # type: ignore[dict-item]
    assert not path.exists()


# ---------------------------------------------------------------- copies


def test_a_copy_made_during_the_game_is_whole_and_goes_its_own_way(
    journal: Journal, path: Path, tmp_path: Path
) -> None:
    journal.append([event(0)], [state(1)])
    copied = journal.copy(tmp_path / "folder" / "copy.fournos")
    journal.append([event(1)])
    with Journal.open(copied) as other:
        assert [each.turn for each in other.events()] == [0]
        assert other.snapshots() == journal.snapshots()
        other.append([event(7)])
    assert [each.turn for each in journal.events()] == [0, 1]
    with pytest.raises(StoreError, match="exists already"):
        journal.copy(copied)
    assert sorted(p.name for p in copied.parent.iterdir()) == ["copy.fournos"]


def test_a_game_in_memory_is_a_game_like_any_other() -> None:
    with Journal.create(":memory:", META) as journal:
        journal.append([event(0)], [state(0)])
        assert journal.snapshot(0) == state(0).state
    with pytest.raises(GameError, match="closed"):
        journal.events()
    journal.close()


def test_a_game_begins_with_its_first_events_or_is_not_there(path: Path) -> None:
    with pytest.raises(InputError):
        Journal.create(path, META, [(event(0), []), (event(1, value=float("nan")), [])])
    assert not path.exists()
    with Journal.create(path, META, [(event(0), [state(0)]), (event(1, req="a"), [state(1)])]) as journal:
        assert [each.event.turn for each in journal.events()] == [0, 1]
        assert [each.seq for each in journal.snapshots()] == [1, 2]
        assert journal.receipt("vietnam", "a") == journal.head
        assert journal.receipt("china", "a") is None
        assert journal.receipt("vietnam", "") is None
        assert journal.verify() == []
