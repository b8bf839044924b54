"""A disk that is full: said so, nothing called sealed that is not, and all is well again once there is space."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sim.game.journal import Journal
from sim.game.replay import replayed
from tests.processes import programs

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits as POSIX has them")

FILL = """
import os, resource, signal, sys
from sim.errors import FournosError
from sim.game.events import Event
from sim.game.journal import Journal
from sim.game.replay import replayed
from sim.game.receipts import NotSealed, Snapshot

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the system then refuses to write, as a full disk does
path, room = sys.argv[1], int(sys.argv[2])


def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def event(number):
    return Event("noted", "vietnam", number, 0, {"text": "x" * 700}, f"r{number}")


journal = Journal.create(path, {"title": "full"})
journal.append([event(0)], [Snapshot(0, 0, {"quarter": 0}, "mark")])
limit(os.path.getsize(path) + room)
sealed = 1
try:
    while sealed < 500:
        journal.append([event(sealed)])
        sealed += 1
except NotSealed as error:
    print(error)
print(sealed)
limit(resource.RLIM_INFINITY)
try:
    journal.append([event(sealed)])
    print("sealed without opening it again")
except NotSealed as error:
    print(error)
print(len(journal.events()))
journal.close()
journal = Journal.open(path)
print(len(journal.events()))
print(journal.append([event(sealed)])[0].seq, journal.append([event(sealed - 1)])[0].seq)
journal.close()
print(os.listdir(os.path.dirname(path)))
"""


@pytest.mark.parametrize("room", [0, 512, 4096, 5000, 9000, 20_000, 61_111])
def test_on_a_full_disk_nothing_is_called_sealed_and_with_space_the_game_goes_on(tmp_path: Path, room: int) -> None:
    path = tmp_path / "full.fournos"
    with programs() as start:
        stdout, stderr = start(FILL, str(path), str(room)).communicate(timeout=120)
    assert stderr == ""
    told, sealed, again, before, after, receipts, beside = stdout.splitlines()
    assert told.startswith("NOT sealed: ")
    assert "the disk is full" in told
    assert told.endswith("What had been sealed before is kept.")
    assert again.startswith("NOT sealed: ")
    assert "open it again" in again
    assert before == after == sealed
    assert receipts == f"{int(sealed) + 1} {sealed}"
    assert beside == "['full.fournos']"
    with Journal.open(path) as journal:
        assert journal.verify() == []


CREATE = """
import os, resource, signal, sys
from sim.errors import FournosError
from sim.game.journal import Journal
from sim.game.replay import replayed

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    Journal.create(sys.argv[1], {"title": "full"})
except FournosError as error:
    print(type(error).__name__, error)
print(os.listdir(os.path.dirname(sys.argv[1])))
"""


@pytest.mark.parametrize("size", [0, 2000, 9000])
def test_a_game_for_which_there_is_no_space_leaves_nothing_behind(tmp_path: Path, size: int) -> None:
    with programs() as start:
        stdout, stderr = start(CREATE, str(tmp_path / "none.fournos"), str(size)).communicate(timeout=120)
    assert stderr == ""
    told, beside = stdout.splitlines()
    assert told.startswith("NotSealed ")
    assert "the disk is full" in told
    assert beside == "[]"


PLAY = """
import os, resource, signal, sys
from scenarios import load
from sim.game.receipts import NotSealed
from sim.game.setup import Setup
from sim.game.table import Table

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path, room = sys.argv[1], int(sys.argv[2])
table = Table.create(Setup.of(load("rig-crisis"), {"vietnam": "person"}, 3), path)
resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(path) + room, resource.RLIM_INFINITY))


def stands():
    return [table.journal.head.seq, table.turn(), table.sitting.model.world.digest(), len(table.record.quarters)]


while True:
    before = stands()
    try:
        if table.waiting():
            table.seal("vietnam", "say calm" if table.turn().phase == "signal" else "")
        else:
            table.close_phase()
    except NotSealed as error:
        print(error)
        break
print(stands() == before)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
table.reopen()
print(stands() == before)
while not table.over:
    table.close_phase()
print(table.journal.head.seq)
table.close()
"""


@pytest.mark.parametrize("room", [4096, 50_000])
def test_a_game_whose_disk_fills_up_stands_where_it_was_sealed_and_goes_on_with_space(
    tmp_path: Path, room: int
) -> None:
    path = tmp_path / "game.fournos"
    with programs() as start:
        stdout, stderr = start(PLAY, str(path), str(room)).communicate(timeout=120)
    assert stderr == ""
    told, kept, reopened, last = stdout.splitlines()
    assert told.startswith("NOT sealed: ")
    assert (kept, reopened) == ("True", "True")
    found = replayed(path)
    assert found.sound
    assert found.head.seq == int(last)
