"""Journals of made-up events that tests write, read and spoil."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sim.game.events import Event
from sim.game.journal import Journal
from sim.game.receipts import Snapshot

META = {"title": "The bleed", "engine": "0.1.0"}


def event(number: int, req: str = "", **body: Any) -> Event:
    return Event("noted", "vietnam", number, number, {"text": f"note {number}", **body}, req)


def state(quarter: int) -> Snapshot:
    return Snapshot(0, quarter, {"quarter": quarter, "world": {"trust": [0.1 + quarter / 3]}}, f"mark {quarter}")


def five(path: Path) -> Path:
    """Write a closed game of five events, with a state at each but the first."""
    with Journal.create(path, META) as journal:
        for number in range(5):
            journal.append([event(number, req=f"r{number}")], [state(number)] if number else [])
    return path


def raw(path: Path) -> sqlite3.Connection:
    """Open a game as any program might that knows SQLite."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    return db


def changed(path: Path, statement: str, *values: object) -> None:
    """Change a stored game with its triggers out of the way, and put them back, as one who knows the program would."""
    with closing(raw(path)) as db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(statement, values)
        for _name, sql in triggers:
            db.execute(sql)
