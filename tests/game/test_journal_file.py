from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from sim.errors import InputError, StoreError
from sim.game import store
from sim.game.journal import Journal
from sim.game.receipts import GameError, GameInUse, NewerFormat, NotAGame, NotSealed
from tests.journals import META, event, raw
from tests.processes import programs

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
    ours = [each for each in stored.parents if Path(tempfile.gettempdir()) in each.parents]
    for folder in ours:  # under pytest-xdist there is one more; somebody else has to get through all of them
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
