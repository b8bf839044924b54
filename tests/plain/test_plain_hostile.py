"""Hostile lines typed at the plain text game, and a game written by hand told by it: harmless text, and no action."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from sim.errors import FournosError
from sim.game.table import Table
from tests.command_line import environment, started
from tests.game.hostile import ALL, KEPT, PAYLOADS, harmless, written_by_hand
from tests.game.offered import everybody
from tui.plain.commands import COMMANDS, do
from tui.plain.loop import Play
from tui.plain.stream import Stream
from tui.play_options import PlayOptions
from tui.session import Session

WRITING = ("save", "fork", "debrief", "quit")
"""Commands that write files or leave; their words are names of files."""


def told(table: Table, lines: list[str]) -> str:
    """Return what a facilitator who types lines is told."""
    out = io.StringIO()
    play = Play(Session(table, "vietnam"), Stream(io.StringIO(""), out), PlayOptions(white_cell=True))
    for line in lines:
        try:
            do(play, line)
        except FournosError as error:
            play.stream.say(error)
    return out.getvalue()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_command_takes_hostile_words_harmlessly(payload: str) -> None:
    words = f"{PAYLOADS[payload]} {KEPT}"
    with Table.create(everybody("rig-crisis")) as table:
        table.close_phase()
        lines = [f"{name} {words}" for name in COMMANDS if name not in WRITING]
        lines += [words, f"expect crisis 50 {words}", f"event trust 0.01: {words}", f"override trust 0.3: {words}"]
        found = told(table, [*lines, "situation", "truth", "log"])
        assert harmless(found)
        assert KEPT in found
        assert table.played.sealed == {}
        assert table.turn().phase == "answer"


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in WRITING])
def test_endless_words_behind_a_command_are_refused_or_cut(name: str) -> None:
    with Table.create(everybody("rig-crisis")) as table:
        found = told(table, [f"{name} {'x' * 100_000}", f"{name} {'[' * 5_000}"])
    assert len(found) < 60_000


def test_a_game_written_by_hand_is_told_harmlessly(tmp_path: Path) -> None:
    with Table.open(written_by_hand(tmp_path / "game.fournos")) as table:
        asked = ("briefing", "situation", "seats", "others", "log", "moved", "truth", "schedule", "debrief", "advise")
        found = told(table, list(asked))
        assert harmless(found)
        assert KEPT in found


def test_bytes_that_are_no_text_end_a_game_from_a_file_in_one_message(tmp_path: Path) -> None:
    lines = b"say calm\n\xff\xfe\x00\x1b[2J\x9b2J\n" + ALL.encode() + b"\n" + b"x" * 300_000 + b"\n"
    (tmp_path / "orders.txt").write_bytes(lines)
    with (tmp_path / "orders.txt").open("rb") as source:
        found = started(
            "play", "--plain", "rig-crisis", "--seed", "1", "--save", str(tmp_path / "game.fournos"),
            stdin=source, capture_output=False, stdout=-1, stderr=-1, text=False, env=environment(),
        )  # fmt: skip
    out, complaints = found.stdout.decode(), found.stderr.decode()
    assert found.returncode == 2
    assert complaints.count("Error:") == 1
    assert harmless(out)
    assert harmless(complaints)
    with Table.open(tmp_path / "game.fournos") as table:
        assert table.turn().phase == "answer"
