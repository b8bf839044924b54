"""The commands that read saved games: `fournos debrief`, and `why` and `plot` of a game."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import scenarios
from sim.game.setup import Setup
from sim.game.table import Table
from tests.command_line import refused, typed


def saved(path: Path, until: int = 99, **players: str) -> str:
    with Table.create(Setup.of(scenarios.load("tutorial"), players or {"vietnam": "person"}, 7), path) as table:
        while not table.over and table.turn().number < until:
            table.close_phase()
    return str(path)


@pytest.fixture(scope="module")
def games(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("games")
    return {
        "whole": saved(folder / "whole.fournos"),
        "half": saved(folder / "half.fournos", 2),
        "two": saved(folder / "two.fournos", 2, vietnam="person", china="person"),
    }


def test_the_debrief_of_several_games_is_one_page(games: dict[str, str], tmp_path: Path) -> None:
    goal = tmp_path / "debrief.html"
    told = typed("debrief", games["half"], games["two"], "--seat", "vietnam", "-o", str(goal))
    assert told.exit_code == 0, told.output
    assert goal.read_text("utf-8").count("<article") == 2


def test_without_a_file_the_text_is_printed(games: dict[str, str]) -> None:
    told = typed("debrief", games["half"])
    assert told.exit_code == 0
    assert "This game is not over." in told.stdout
    assert "What you ordered" in told.stdout


def test_every_person_gets_a_part_or_the_seat_that_is_named(games: dict[str, str]) -> None:
    both, one = typed("debrief", games["two"]).stdout, typed("debrief", games["two"], "--seat", "china").stdout
    assert both.count("Debrief of the seat of") == 2
    assert one.count("Debrief of the seat of China") == 1


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("debrief",), "Missing argument"),
        (("debrief", "whole", "-o", "x.pdf"), "must end in .html, .txt"),
        (("debrief", "whole", "--seat", "laos"), "laos"),
        (("debrief", "none.fournos"), "none.fournos"),
        (("why", "whole", "--quarter", "9", "--of", "trust"), "quarter of this game"),
        (("why", "two", "--quarter", "1", "--of", "trust"), "several persons play it"),
        (("why", "half", "--quarter", "1", "--of", "legitimacy", "--seat", "china"), "does not see legitimacy"),
        (("plot", "whole", "--kind", "fan", "-o", "x.png"), "Unknown kind of plot of a game"),
        (("plot", "whole", "--measure", "trust", "-o", "x.png"), "takes no measure"),
        (("plot", "half", "--kind", "belief", "-o", "x.png"), "nothing to draw"),
    ],
)
def test_bad_input_is_refused_in_plain_words(
    games: dict[str, str], words: tuple[str, ...], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = typed(*(games.get(word, word) for word in words))
    assert expected in refused(told.exit_code, told.stdout, told.stderr)


def test_why_tells_an_account_of_a_game(games: dict[str, str]) -> None:
    told = typed("why", games["whole"], "--quarter", "2", "--of", "legitimacy")
    assert told.exit_code == 0, told.output
    assert "1979Q2, quarter 2 of tutorial" in told.stdout
    assert "RULE" in told.stdout
    found = json.loads(typed("why", games["whole"], "--quarter", "2", "--of", "legitimacy", "--json").stdout)
    assert sum(row["value"] for row in found["lines"] if not row["of_course"]) == pytest.approx(
        found["change"], abs=1e-9
    )


def test_a_game_can_be_drawn(games: dict[str, str], tmp_path: Path) -> None:
    goal = tmp_path / "ladder.svg"
    told = typed("plot", games["half"], "--kind", "ladder", "-o", str(goal), "--text")
    assert told.exit_code == 0, told.output
    assert goal.read_text("utf-8").startswith("<?xml")
    assert "1979Q1" in told.stdout
