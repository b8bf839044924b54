"""The file of a game: how SQLite is set, what tables it holds, and in which words its refusals are told.

One connection holds the file alone. A transaction is on the disk when it returns: no write-ahead log, no shared memory,
and both the journal and the folder are synced.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sim.errors import FournosError, StoreError, shown
from sim.game.receipts import DamagedGame, GameError, GameInUse, NewerFormat, NotAGame, NotSealed
from sim.language import _
from sim.study import place

MEMORY = ":memory:"
"""Path of a game that is kept nowhere."""
APPLICATION = 0x464E4F53
"""The mark of our files: FNOS."""
FORMAT = 1
WAIT = 1.0
"""Seconds for which a file in use is waited for: somebody may be listing the games."""
GLANCE = 0.1
"""The same for one who only reads it."""
LARGEST_TEXT = 16_000_000
"""Bytes of one value, at most."""

PRAGMAS = (
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", 3),
    ("fullfsync", "1", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
)
"""How the connection is set, and what must be read back."""

_TABLES = (
    "CREATE TABLE meta (k TEXT PRIMARY KEY, v TEXT NOT NULL)",
    "CREATE TABLE ev (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, actor TEXT NOT NULL, turn INTEGER NOT NULL, "
    "quarter INTEGER NOT NULL, body TEXT NOT NULL, req TEXT NOT NULL, at TEXT NOT NULL, states TEXT NOT NULL, "
    "prev TEXT NOT NULL, hash TEXT NOT NULL)",
    "CREATE UNIQUE INDEX once ON ev (actor, req) WHERE req <> ''",
    "CREATE TABLE snap (seq INTEGER NOT NULL, quarter INTEGER NOT NULL, state TEXT NOT NULL, "
    "digest TEXT NOT NULL, PRIMARY KEY (seq, quarter))",
)
_STAY = tuple(
    f"CREATE TRIGGER {table}_{what.lower()} BEFORE {what} ON {table} BEGIN SELECT RAISE(ABORT, 'append only'); END"
    for table in ("meta", "ev", "snap")
    for what in ("UPDATE", "DELETE")
)
_NEXT = tuple(  # INSERT OR REPLACE removes a row without asking the triggers above
    f"CREATE TRIGGER {table}_next BEFORE INSERT ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, 'append only'); END"
    for table, wrong in (
        ("meta", "EXISTS (SELECT 1 FROM ev) OR EXISTS (SELECT 1 FROM meta WHERE k = NEW.k)"),
        ("ev", "NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM ev)"),
        (
            "snap",
            "NEW.seq <> (SELECT MAX(seq) FROM ev) "
            "OR EXISTS (SELECT 1 FROM snap WHERE seq = NEW.seq AND quarter = NEW.quarter)",
        ),
    )
)
SCHEMA = (*_TABLES, *_STAY, *_NEXT)

FULL = frozenset({"SQLITE_FULL", "SQLITE_IOERR"})


def resolved(path: str | os.PathLike[str]) -> Path | str:
    """Return the full path of a game file, whether it exists or not; MEMORY stays what it is.

    Raises
    ------
    GameError
        If it is no path.
    """
    try:
        return path if path == MEMORY else place.resolved(path)
    except StoreError:
        message = _("{name!r} is no name of a file.").format(name=shown(path))
        raise GameError(message, field="game", got=str(path)) from None


def connect(path: Path | str, *, readonly: bool = False) -> sqlite3.Connection:
    """Open a game file and check that it is one; its lock is then held, unless it is only read.

    Raises
    ------
    GameError
        If there is none, it is no game, of a newer format, in use elsewhere, or must not be written.
    """
    if isinstance(path, Path):
        _check_file(path, readonly)
        if readonly and _is_left(path):
            close(connect(path))  # one who only reads may not undo what a killed writer left
    with refusals(path):
        db = _connection(path, readonly)
        try:
            if not readonly:
                _set(db, path)
            db.execute("BEGIN" if readonly else "BEGIN EXCLUSIVE")
            _check_format(db, path)
            db.execute("COMMIT")
        except BaseException:
            db.close()
            raise
    return db


def made(path: Path | str) -> sqlite3.Connection:
    """Make a new game file with empty tables in an open transaction, and hold its lock.

    Raises
    ------
    GameError
        If there is a file of that name, or it cannot be written.
    """
    if isinstance(path, Path):
        _touch(path)
    with refusals(path):
        db = _connection(path, readonly=False)
        try:
            _set(db, path)
            db.execute("BEGIN EXCLUSIVE")
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute(f"PRAGMA user_version = {FORMAT}")
            for statement in SCHEMA:
                db.execute(statement)
        except BaseException:
            discard(db, path)
            raise
    return db


def close(db: sqlite3.Connection, *, sound: bool = True) -> None:
    """Let go of a file; after a fault its journal stays beside it, for the next who opens it to heal it with."""
    if sound:
        with contextlib.suppress(sqlite3.Error):
            db.execute("PRAGMA journal_mode = DELETE")  # removes the emptied journal, while the lock is held
    db.close()


def discard(db: sqlite3.Connection, path: Path | str) -> None:
    """Let go of a file that could not be made, and remove what there is of it."""
    db.close()
    for each in (path, path.with_name(f"{path.name}-journal")) if isinstance(path, Path) else ():
        with contextlib.suppress(OSError):
            each.unlink(missing_ok=True)


@contextlib.contextmanager
def refusals(path: Path | str) -> Iterator[None]:
    """Turn what SQLite and the system refuse into one clear error."""
    try:
        yield
    except sqlite3.Error as error:
        raise told(error, path) from None
    except OSError as error:
        message = _("{name} cannot be used: {reason}.").format(name=shown(path, 200), reason=place.reason_of(error))
        raise GameError(message, field="game", got=str(path)) from None


def told(error: sqlite3.Error, path: Path | str) -> FournosError:
    """Return a refusal of SQLite in words."""
    code = getattr(error, "sqlite_errorname", "") or ""
    kind, words = next(
        ((kind, words) for start, kind, words in REFUSALS if code.startswith(start)),
        (GameError, _("{name} cannot be used: {reason}.")),
    )
    return kind(words.format(name=shown(path, 200), reason=shown(error)), field="game", got=str(path))


REFUSALS: tuple[tuple[str, type[GameError], str], ...] = (
    ("SQLITE_BUSY", GameInUse, _("{name}: this game is open elsewhere. Close it in the other window first.")),
    ("SQLITE_LOCKED", GameInUse, _("{name}: this game is open elsewhere. Close it in the other window first.")),
    ("SQLITE_NOTADB", NotAGame, _("{name} is not a game of this program.")),
    ("SQLITE_CORRUPT", DamagedGame, _("{name} is damaged: {reason}.")),
    ("SQLITE_FULL", NotSealed, _("{name} cannot be written: the disk is full.")),
    ("SQLITE_IOERR", NotSealed, _("{name} cannot be written or read: the disk is full or does not answer.")),
    ("SQLITE_READONLY", GameError, _("{name} cannot be played: the file, its folder or its disk is read-only.")),
    ("SQLITE_PERM", GameError, _("{name} cannot be played: you may not write there.")),
    ("SQLITE_CANTOPEN", GameError, _("{name} cannot be opened: it, or its folder, is out of reach.")),
)
"""How the name of an error begins, which of ours it is, and its words."""

# ---------------------------------------------------------------- inside


def _connection(path: Path | str, readonly: bool) -> sqlite3.Connection:
    # threads take turns at a lock of the journal's own
    wait = min(WAIT, GLANCE) if readonly else WAIT
    options = {"isolation_level": None, "timeout": wait, "check_same_thread": False}
    if isinstance(path, Path):
        address = f"{path.as_uri()}?mode={'ro' if readonly else 'rw'}"
        db = sqlite3.connect(address, uri=True, **options)  # type: ignore[call-overload]
    else:
        db = sqlite3.connect(MEMORY, **options)  # type: ignore[call-overload]
    db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")  # a damaged text is read, and then found out
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_TEXT)
    connection: sqlite3.Connection = db
    return connection


def _set(db: sqlite3.Connection, path: Path | str) -> None:
    """Set the connection, and read every setting back."""
    for name, value, expected in PRAGMAS:
        db.execute(f"PRAGMA {name} = {value}")
        found = db.execute(f"PRAGMA {name}").fetchone()[0]
        if found != ("memory" if name == "journal_mode" and path == MEMORY else expected):
            message = _("{name} cannot be kept safely: SQLite keeps {setting} at {found}.")
            words = message.format(name=shown(path, 200), setting=name, found=shown(found))
            raise GameError(words, field="game", got=str(path))


def _check_file(path: Path, readonly: bool) -> None:
    """Refuse what is no file, an empty one, and one that must not be written."""
    name = shown(path, 200)
    with refusals(path):
        if not path.is_file():
            words = _("{name} is a folder, not a game.") if path.is_dir() else _("There is no game {name}.")
            raise NotAGame(words.format(name=name), field="game", got=str(path))
        if path.stat().st_size == 0 and not path.with_name(f"{path.name}-journal").exists():
            raise NotAGame(_("{name} is empty, so it holds no game.").format(name=name), field="game", got=str(path))
        if not readonly and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            message = _("{name} cannot be played: the file, its folder or its disk is read-only.")
            raise GameError(message.format(name=name), field="game", got=str(path))


def _is_left(path: Path) -> bool:
    """Whether a writer that was killed has left a transaction to undo, or one is about to be written now."""
    beside = path.with_name(f"{path.name}-journal")
    with refusals(path):
        return beside.exists() and beside.stat().st_size > 0


def _check_format(db: sqlite3.Connection, path: Path | str) -> None:
    """Refuse a file of another program or of a newer release, and one whose tables are not ours to the letter."""
    name = shown(path, 200)
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (found,) = db.execute("PRAGMA user_version").fetchone()
    if application == APPLICATION and found > FORMAT:
        message = _(
            "{name} was written by a newer release (format {found}; this one reads {known}). Update the program."
        )
        words = message.format(name=name, found=found, known=FORMAT)
        raise NewerFormat(words, field="game", got=found, allowed=str(FORMAT))
    rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    if application != APPLICATION or {row[0] for row in rows} != set(SCHEMA):
        raise NotAGame(_("{name} is not a game of this program.").format(name=name), field="game", got=str(path))


def _touch(path: Path) -> None:
    """Make an empty file that nobody else may read, since it holds what every seat keeps secret."""
    with refusals(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        except FileExistsError:
            message = _("{name} exists already; give the game another name.").format(name=shown(path, 200))
            raise GameError(message, field="game", got=str(path)) from None
        place.sync(path.parent)
