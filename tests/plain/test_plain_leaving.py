"""How the plain text game is left: by a key, by a reader that goes, and taken up again from its file."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import load
from sim.game.setup import Setup
from sim.game.table import Table
from tests.command_line import ROOT, command, environment, started


@pytest.fixture
def game(tmp_path: Path) -> Path:
    return tmp_path / "game.fournos"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_keeps_what_was_handed_in_and_says_where(game: Path) -> None:
    words = command("play", "--plain", "tutorial", "--seed", "7", "--save", str(game))
    with subprocess.Popen(words, cwd=ROOT, env=environment(), stdin=-1, stdout=-1, stderr=-1, text=True) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write("say firm\n")
        running.stdin.flush()
        _wait_for(running, lambda seen: "second phase: orders>" in seen)
        running.send_signal(signal.SIGINT)
        _rest, complaints = running.communicate(timeout=60)
    assert running.returncode == 1
    assert str(game) in complaints
    assert complaints.rstrip().endswith("Stopped; what had been saved is kept.")
    with Table.open(game) as table:
        assert table.turn().phase == "answer"
        assert table.record.turns == []


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_reader_that_leaves_early_is_no_fault(game: Path) -> None:
    words = command("play", "--plain", "tutorial", "--seed", "7", "--save", str(game))
    with subprocess.Popen(words, cwd=ROOT, env=environment(), stdin=-1, stdout=-1, stderr=-1, text=True) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdout.readline()
        running.stdout.close()
        running.stdin.write("say firm\n" * 2)
        running.stdin.close()
        complaints = running.stderr.read()
        running.wait(60)
    assert complaints == ""


def _wait_for(running: subprocess.Popen[str], come: Callable[[str], bool]) -> None:
    """Read what a process prints until it has come so far."""
    assert running.stdout
    seen, end = "", time.monotonic() + 60
    while not come(seen):
        assert time.monotonic() < end
        letter = running.stdout.read(1)
        assert letter, seen
        seen += letter


def test_a_game_of_a_setup_of_its_own_can_be_opened_again(game: Path) -> None:
    Table.create(Setup.of(load("tutorial"), {"vietnam": "person"}, 3), game).close()
    done = started("play", "--plain", "--resume", str(game), input="")
    assert done.returncode == 0
