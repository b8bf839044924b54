"""What a person with a screen reader tried at the plain text game without any instruction, and what helps them on."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from sim.game.table import Table
from tests.plain.typist import Terminal, lines, typed_at
from tui.plain.stream import Stream

ORDERS = "say firm"
"""The first phase of the tutorial's first turn."""


@pytest.fixture
def game(tmp_path: Path) -> Path:
    return tmp_path / "game.fournos"


def typed(game: Path, monkeypatch: pytest.MonkeyPatch, *said: str) -> str:
    """Return what is printed to somebody who types at the tutorial."""
    words = ["tutorial", "--seed", "7", "--save", str(game)]
    code, printed, _complaints = typed_at(monkeypatch, words, lines(*said, "quit"), tty=True)
    assert code == 0
    return " ".join(printed.split())


def sealed(game: Path) -> list[str]:
    """Return the orders that were handed in."""
    with Table.open(game) as table:
        return [event.body["order"] for event in table.journal.events() if event.kind == "sealed"]


def test_the_first_question_takes_names_and_lets_one_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOURNOS_DATA", str(tmp_path))
    said = ("tutorail", "TUTORIAL", "vietnam", "", "7", "quit")
    code, printed, _complaints = typed_at(monkeypatch, [], lines(*said), tty=True)
    assert code == 0
    assert "1. tutorial: " in printed
    assert "or write quit to leave" in " ".join(printed.split())
    assert "17 February 1979" in printed
    code, printed, _complaints = typed_at(monkeypatch, [], lines("quit"), tty=True)
    assert code == 0
    assert "Briefing" not in printed


def test_a_wrong_number_stays_in_the_list_where_a_one_would_hand_in_elsewhere(
    game: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves = "4"
    printed = typed(game, monkeypatch, ORDERS, "", moves, "99", "1", "clear")
    assert "There is no such number in the list: choose 1 to" in printed
    assert "Draft: upgrade-us" in printed
    assert sealed(game) == [ORDERS, ""]


def test_a_list_takes_the_name_of_a_row_and_a_command(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = typed(game, monkeypatch, ORDERS, "", "4", "DENIAL", "4", "why", "clear")
    assert "Draft: denial" in printed
    assert "Write: why NAME, as in why legitimacy. What changed: territory" in printed
    assert sealed(game) == [ORDERS, ""]


def test_capital_letters_are_as_good_as_small_ones(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = (ORDERS, "DENIAL; Answer War=Dig-In", "WHY Legitimacy", "Help DENIAL", "Log VIETNAM", "Expect EASES 30")
    printed = typed(game, monkeypatch, *said)
    assert sealed(game) == [ORDERS, "denial; answer war=dig-in"]
    assert "Unknown" not in printed
    assert "It is made up of:" in printed
    assert "Written down:" in printed


def test_a_command_without_its_word_says_how_it_is_written(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed = typed(game, monkeypatch, ORDERS, "break", "break no-bases", "values", "fork", "undo 7")
    assert "Write: break PLEDGE, as in break no-bases. In force: none." in printed
    assert "This seat has no such pledge in force: no-bases. In force: none." in printed
    assert "Write: values NAME, as in values legitimacy." in printed
    assert "Write which turn, from 1 to 1: fork 1." in printed
    assert "Write which turn, from 1 to 1: undo 1." in printed


def test_ctrl_c_while_futures_are_worked_out_ends_only_these(game: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(*_given: object) -> None:
        signal.raise_signal(signal.SIGINT)

    def answer(seen: str) -> str | None:
        line = said.pop(0)
        if line is None:
            pressed()
        return line

    said: list[str | None] = [ORDERS, "forecast", "denial", None]
    monkeypatch.setattr("tui.forecasting.Forecasts.run", pressed)
    words = ["tutorial", "--seed", "7", "--save", str(game)]
    code, printed, complaints = typed_at(monkeypatch, words, answer, tty=True)
    assert "Stopped. Nothing was handed in, and the game goes on." in printed
    assert sealed(game) == [ORDERS, "denial"]
    assert code == 1
    assert f"Go on with it: fournos play --plain --resume {game}" in complaints


def test_the_end_of_the_program_is_not_taken_for_ctrl_c() -> None:
    stream = Stream(Terminal(), Terminal())
    with pytest.raises(KeyboardInterrupt), stream.stoppable():
        raise KeyboardInterrupt
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
