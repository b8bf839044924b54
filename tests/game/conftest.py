"""What the tests of journals share: where a game is kept, one that is open, and one that is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.game.journal import Journal
from tests.journals import META, five


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a game is kept."""
    return tmp_path / "game.fournos"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """Return the open journal of a game in which nothing has happened."""
    with Journal.create(path, META) as made:
        yield made


@pytest.fixture
def stored(path: Path) -> Path:
    """Return the file of a closed game of five events."""
    return five(path)
