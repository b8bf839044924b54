"""Ten games by script, from the first line to a debrief on the disk, through the real command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plain.typist import curious, readable, shortened, typed_at

AFTER = ("why legitimacy", "why autonomy 1", "log", "moved 2", "luck", "values lives", "postcard", "seats", "save")
GAMES = (
    ("tutorial", 4, "vietnam", (), "html", ("advise", "expect climbs 30 so I think")),
    ("tutorial", 2, "china", ("--skin", "country-t"), "txt", ("seats", "others")),
    ("bleeding-white", 3, "vietnam", ("-d", "china=punitive"), "txt", ("forecast", "values legitimacy")),
    ("four-nos", 6, "vietnam", (), "txt", ("break no-bases",)),
    ("four-nos", 5, "us", ("--start", "crisis"), "txt", ("situation",)),
    ("border-war-1979", 3, "vietnam", ("--ascii",), "txt", ("help denial", "help")),
    ("amur", 2, "russia", (), "txt", ("briefing", "menu")),
    ("rig-crisis", 3, "vietnam", ("-d", "china=planner:1"), "html", ("help no-siding",)),
    ("mature-ally", 5, "us", (), "txt", ("values trust",)),
    ("two-theatres", 2, "vietnam", (), "txt", ("compare | posture bamboo",)),
)


@pytest.mark.parametrize(
    ("number", "game"), list(enumerate(GAMES, 1)), ids=[f"{game[0]} as {game[2]}" for game in GAMES]
)
def test_a_game_is_played_to_its_debrief_without_a_fault(
    number: int,
    game: tuple[str, int, str, tuple[str, ...], str, tuple[str, ...]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, quarters, seat, options, kind, asks = game
    debrief = tmp_path / f"debrief.{kind}"
    words = [shortened(name, quarters, tmp_path), "--seat", seat, "--seed", str(number)]
    words += ["--save", str(tmp_path / "game.fournos"), *options]
    end = [f"debrief {debrief}", AFTER[number % len(AFTER)]]
    code, printed, complaints = typed_at(monkeypatch, words, curious(number, end, asks))
    assert (code, complaints) == (0, "")
    readable(printed)
    assert "The game is over." in printed
    assert printed.count("Handed in: ") >= 2
    assert debrief.stat().st_size > 2_000
