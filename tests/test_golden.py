"""Golden games: single runs as readable text, replayed number by number.

`tests/test_partition.py` replays them on a plainer processor too.
"""

from __future__ import annotations

import re

import pytest

from sim.seats import RUNGS
from tests.engine import scenario
from tests.golden import FOLDER, GAMES, Game, written


def name_of(game: Game) -> str:
    return game.name


def first_difference(found: str, kept: str) -> str:
    """Return the first line that differs, as it is and as it was."""
    pairs = zip(found.splitlines(), kept.splitlines(), strict=False)
    return next((f"\nis : {one}\nwas: {other}" for one, other in pairs if one != other), "another number of lines")


def check_golden_games(*names: str) -> None:
    for game in GAMES:
        if not names or game.name in names:
            found, kept = written(game), game.path.read_text("utf-8")
            assert found == kept, f"{game.path.name}: {first_difference(found, kept)}"


@pytest.mark.parametrize("game", GAMES, ids=name_of)
def test_a_golden_game_is_played_again(game: Game) -> None:
    check_golden_games(game.name)


@pytest.mark.parametrize("game", GAMES, ids=name_of)
def test_a_golden_game_tells_a_story(game: Game) -> None:
    """A person can read it: dated quarters, rungs by name, numbers by name; and something happens in it."""
    text = game.path.read_text("utf-8")
    assert "python -m tests.golden.update" in text
    quarters = re.findall(r"^\d{4}Q[1-4] +(\S+) .* gdp \d\.\d{6}", text, re.MULTILINE)
    assert len(quarters) == (game.quarters or scenario(game.scenario).quarters)
    assert set(quarters) <= set(RUNGS) and len(set(quarters)) >= 3
    assert text.count("  | ") >= 4


def test_every_golden_file_has_its_game() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {game.name for game in GAMES}


def test_together_they_visit_every_rung() -> None:
    text = "".join(game.path.read_text("utf-8") for game in GAMES)
    assert [rung for rung in RUNGS if f"  {rung} " not in text] == []
