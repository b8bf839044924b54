"""Kill -9 at random instants over games in play: nothing sealed is lost, nothing counts twice, the replay agrees."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from sim.errors import FournosError
from sim.game.journal import Journal
from sim.game.replay import replayed
from sim.game.table import Table
from tests.processes import Start, programs

KILLS_OF_A_GAME = 5
pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")

# One process brings everything in, and forks a player for each game: a start costs milliseconds. A player goes on with
# a game that is there, else opens a new one. It tells each receipt once it has it, in one write of one line.
PLAY = """
import os, random, signal, sys, warnings

os.environ["OPENBLAS_NUM_THREADS"] = "1"
warnings.simplefilter("ignore", DeprecationWarning)  # of the fork; nothing else runs in this process
from scenarios import load
from sim.errors import FournosError
from sim.game.predictions import Prediction
from sim.game.record import Inject
from sim.game.setup import Setup
from sim.game.table import Table

NAMES = ("rig-crisis", "bleeding-white", "border-war-1979", "tutorial")
scenarios = [load(name) for name in NAMES]
Table.create(Setup.of(scenarios[0], {}, 1)).close()  # what is imported late comes in now


def tell(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())


def play(path, seed):
    luck = random.Random(seed)
    if os.path.exists(path):
        table = Table.open(path)
    else:
        scenario = scenarios[seed % len(scenarios)]
        table = Table.create(Setup.of(scenario, {seat: "person" for seat in scenario.seats}, seed), path)
        tell("ack", 1, table.journal.head.hash)
    tell("digest", table.journal.head.seq, table.sitting.model.world.digest(), table.turn().number)
    number = table.journal.head.seq
    while not table.over:
        now = table.turn()
        for seat in now.acting:
            moves = [offer.id for offer in table.sitting.choices(seat).moves if offer.legal]
            text = luck.choice(["say calm"] if now.phase == "signal" else ["", *moves])
            number += 1
            try:
                receipt = table.seal(seat, text, req=f"{seed}.{number}")
            except FournosError:
                continue
            tell("ack", receipt.seq, receipt.hash)
        receipt = table.predict(now.acting[0], Prediction("war", luck.random(), "we shall see"))
        tell("ack", receipt.seq, receipt.hash)
        for _note in range(3):
            receipt = table.note("what we thought " * luck.randrange(40))
            tell("ack", receipt.seq, receipt.hash)
        if luck.random() < 0.2:
            receipt = table.inject(Inject("", "a storm", {"trust": 0.1}))
            tell("ack", receipt.seq, receipt.hash)
        receipt = table.close_phase().receipt
        tell("ack", receipt.seq, receipt.hash)
        tell("digest", receipt.seq, table.sitting.model.world.digest(), table.turn().number)
        if now.number > 2 and luck.random() < 0.1:
            receipt = table.undo(now.number - 1, "again")
            tell("ack", receipt.seq, receipt.hash)
            tell("digest", receipt.seq, table.sitting.model.world.digest(), table.turn().number)
    tell("over")
    table.close()


tell("ready")
for line in open(sys.argv[1]):
    path, seed = line.rstrip("\\n").rsplit(" ", 1)
    child = os.fork()
    if not child:
        try:
            play(path, int(seed))
        except BaseException as error:
            tell("failed", type(error).__name__, error)
        signal.pause()  # its number stays its own until it is killed
    tell("pid", child)
    os.waitpid(child, 0)
    tell("ended")
"""


@pytest.fixture
def start() -> Iterator[Start]:
    """Start programs, and leave none behind."""
    with programs() as starting:
        yield starting


def test_a_game_survives_kill_9_at_any_instant(start: Start, tmp_path: Path) -> None:
    check_kills(start, tmp_path, 20)


@pytest.mark.soak
def test_games_in_play_survive_200_kills(start: Start, tmp_path: Path) -> None:
    check_kills(start, tmp_path, 200)


def check_kills(start: Start, folder: Path, kills: int) -> None:
    wishes = folder / "wishes"
    os.mkfifo(wishes)
    nursery, luck, done, game = start(PLAY, str(wishes)), random.Random(7), 0, 0
    assert nursery.stdout is not None
    assert nursery.stdout.readline() == "ready\n"
    acked: dict[int, str] = {}
    with wishes.open("w") as asked:
        while done < kills:
            path = folder / f"game {game}.fournos"
            print(path, done + 1_001 * game, file=asked, flush=True)
            lines = killed(nursery.stdout, luck.expovariate(1 / 0.2), while_opening=luck.random() < 0.2)
            done += "over" not in lines
            if not acked and not lines and not is_game(path):
                path.unlink(missing_ok=True)  # it had not been opened yet
                continue
            check(path, lines, acked)
            if "over" in lines or done % KILLS_OF_A_GAME == 0:
                game, acked = game + 1, {}


def killed(told: IO[str], delay: float, *, while_opening: bool) -> list[str]:
    """Kill the player that has just been started, some time after its start or its first word; return its words."""
    lines: list[str] = []
    player = 0
    for line in told:
        if line == "ended\n":
            break
        if line.startswith("pid "):
            player = int(line.split()[1])
        else:
            lines.append(line.rstrip("\n"))
        if player and delay and (while_opening or lines):
            time.sleep(delay)
            os.kill(player, signal.SIGKILL)
            delay = 0.0
    assert player
    assert not [line for line in lines if line.startswith("failed")]
    return lines


def is_game(path: Path) -> bool:
    try:
        Journal.open(path).close()
    except FournosError:
        return False
    return True


def check(path: Path, lines: list[str], acked: dict[int, str]) -> None:
    """Assert that a game holds every event of which there was word, once, and plays again to the same states."""
    rows = [line.split() for line in lines]
    told = {int(seq): own for what, seq, own, *_rest in (row for row in rows if len(row) > 2) if what == "ack"}
    acked.update(told)
    with Journal.open(path) as journal:
        events = journal.events()
        assert journal.verify() == []
    assert {each.seq: each.hash for each in events}.items() >= acked.items(), "nothing sealed is lost"
    assert len(events) <= max(acked, default=0) + 1, "at most what was being sealed has come without word"
    acked.update({each.seq: each.hash for each in events})
    marks = [(each.actor, each.req) for each in events if each.req]
    assert len(marks) == len(set(marks)), "nothing counts twice"
    found = replayed(path)
    assert found.sound, found
    with Table.open(path) as table:
        assert table.deviations == []
        digests = [row for row in rows if row[0] == "digest"]
        closed = max((each.seq for each in events if each.kind in ("closed", "undone", "injected")), default=0)
        if digests and int(digests[-1][1]) >= closed:
            assert [table.sitting.model.world.digest(), str(table.turn().number)] == digests[-1][2:]
        sealed = [each for each in events if each.kind == "sealed"]
        if sealed:
            again = table.seal(sealed[-1].actor, sealed[-1].body["order"], req=sealed[-1].req)
            assert again == sealed[-1].receipt
            assert table.journal.head.seq == len(events)
