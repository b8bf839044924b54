"""Games by key presses in a real terminal, from the first screen or the command to the debrief in a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal.playing import CURTAIN, MOST, OVER, debrief_to, end_turn, leave, play_out, to_decide, write
from tests.terminal.terminal import PROGRAM, Terminal, terminal

pytestmark = [
    pytest.mark.skipif(PROGRAM is None, reason="tmux is not installed: no real terminal to play in"),
    pytest.mark.xdist_group("terminal"),
]
LONG = pytest.mark.parametrize("turns", [2, pytest.param(MOST, marks=pytest.mark.soak, id="to the end")])
"""A game left after some turns, and the same played out."""
VIETNAM = ("play", "tutorial", "--seat", "vietnam", "--seed", "7")
ENLARGE = "Enlarge the terminal to 80x24"


def a_page(text: str) -> None:
    """Check that a debrief is one page that needs nothing else, with its plots in it."""
    assert text.lstrip().lower().startswith("<!doctype html")
    assert "data:image/svg+xml;base64," in text
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//[^\"]+\.(?:js|css|png|svg)", text)
    assert "Traceback" not in text


def pointed(screen: Terminal, words: str) -> str:
    """Move down a list until the cursor stands at a row, and return the screen."""
    for _row in range(80):
        shown = screen.screen()
        (at,) = [line for line in shown.split("\n") if re.match(r".?[│|] ?[▸>]", line)]
        if words in at:
            return shown
        screen.press("Down")
        screen.until(re.escape(at).replace("▸", "[^▸]"))
    raise AssertionError(f"no row {words!r}:\n{screen.screen()}")


# ---------------------------------------------------------------------------------------------------------- five games


def test_from_the_first_screen_with_arrows_and_enter_to_a_page(tmp_path: Path) -> None:
    with terminal(size=(80, 24), home=tmp_path) as screen:
        screen.until("8 quarters")
        screen.press("Down", "Up", "Enter")
        screen.until("Begin the game")
        pointed(screen, "Seed")
        screen.press("Enter")
        screen.until("A whole number")
        screen.press("7", "Enter")
        screen.until("Seed: 7")
        screen.press("Home", "Enter")
        screen.until("turn 1")
        to_decide(screen)
        pointed(screen, "Speak calmly")
        screen.press("Space")
        screen.until("say calm")
        end_turn(screen)
        shown = to_decide(screen)
        assert "Orders to begin with" in shown
        screen.press("Enter")
        screen.until(r"Order: .*answer war=")
        screen.press("p")
        screen.until("What do you expect")
        screen.press("Down", "Enter")
        screen.until("How likely is it")
        screen.type("0.3 because they are tired")
        screen.press("Enter")
        screen.until("Order: ", but="How likely")
        assert "Why it changed" in end_turn(screen)
        screen.press("Down", "Enter")
        screen.until("own policy")
        assert re.search(OVER, play_out(screen))
        page = debrief_to(screen, tmp_path / "debrief.html")
        a_page(page)
        assert "they are tired" in page
        leave(screen)


def test_the_other_side_with_orders_typed_as_lines_while_the_window_changes_to_a_text(tmp_path: Path) -> None:
    with terminal("play", "tutorial", "--seat", "china", "--seed", "7", size=(100, 30), home=tmp_path) as screen:
        screen.until("turn 1")
        to_decide(screen)
        write(screen, "posture s")  # nobody knows it yet: it is still being typed
        screen.until("Not so: ")
        screen.press("C-u")
        screen.until("Order: *\n")
        screen.type("say firm")
        screen.until("costs 0 of", but="Not so")
        screen.press("Enter")
        screen.resize(80, 24)
        end_turn(screen)
        assert "Phase 3 of 3" in to_decide(screen)
        write(screen, "answer war=dig-in")
        screen.press("Enter")
        screen.resize(160, 50)
        screen.until("Debrief")
        assert "Why it changed" in end_turn(screen)
        screen.resize(100, 30)
        assert re.search(OVER, play_out(screen))
        text = debrief_to(screen, tmp_path / "debrief.txt")
        assert "China" in text
        assert "Roads not taken" in text
        assert "\x1b" not in text
        leave(screen)


@LONG
def test_a_quarrel_at_sea_on_a_large_screen_left_and_gone_on_with(turns: int, tmp_path: Path) -> None:
    size, where = (160, 50), str(tmp_path / "rig.fournos")
    with terminal("play", "rig-crisis", "--seed", "3", "--save", where, size=size, home=tmp_path) as screen:
        screen.until("turn 1")
        left = play_out(screen, min(turns, 3))
        leave(screen)
    with terminal("play", "--resume", where, size=size, home=tmp_path) as screen:
        shown = screen.until(r"turn \d+")
        assert re.findall(r"turn \d+", shown)[0] == re.findall(r"turn \d+", left)[0]
        assert re.search(OVER, play_out(screen, turns)) or turns < MOST
        a_page(debrief_to(screen, tmp_path / "debrief.html"))
        leave(screen)


@LONG
def test_years_without_colours_and_with_plain_signs_on_a_small_screen(turns: int, tmp_path: Path) -> None:
    words = ("play", "four-nos", "--seat", "vietnam", "--seed", "5", "--ascii")
    with terminal(*words, size=(80, 24), home=tmp_path, NO_COLOR="1") as screen:
        screen.until("turn 1")
        for key in "1234":
            screen.press(key)
            screen.until(rf"> ?{key} \w")
            shown = screen.screen()
            assert shown.isascii(), shown
            assert all(r == g == b for r, g, b in re.findall(r"[34]8;2;(\d+);(\d+);(\d+)", screen.raw()))
        screen.press("1", "y")  # a message at the side has plain signs, too
        assert screen.until("Copied").isascii()
        assert re.search(OVER, play_out(screen, turns)) or turns < MOST
        a_page(debrief_to(screen, tmp_path / "debrief.html"))
        leave(screen)


@LONG
def test_two_persons_and_a_curtain_between_them(turns: int, tmp_path: Path) -> None:
    words = ("play", "tutorial", "--seat", "vietnam", "--seat", "us", "--seed", "3")
    with terminal(*words, size=(80, 24), home=tmp_path) as screen:
        shown = screen.until(CURTAIN + " Vietnam")
        assert "legitimacy" not in shown
        screen.press("Enter")
        screen.until("you: Vietnam", but=CURTAIN)
        assert CURTAIN in end_turn(screen)
        screen.resize(59, 19)
        screen.until(ENLARGE)
        screen.resize(80, 24)
        screen.until(CURTAIN, but=ENLARGE)
        screen.press("Enter")
        screen.until("you: United States", but=CURTAIN)
        assert re.search(OVER, play_out(screen, turns + 2)) or turns < MOST  # a quarter has up to three phases
        page = debrief_to(screen, tmp_path / "debrief.html")
        if turns < MOST:  # what the other person at this machine has not handed in yet is not told
            assert "This game is not over" in page
        else:
            a_page(page)
        leave(screen)


# ------------------------------------------------------------------------------------------------------ rough handling


def test_what_was_sealed_stands_on_the_screen_after_a_kill(tmp_path: Path) -> None:
    with terminal(*VIETNAM, "--save", str(tmp_path / "mine.fournos"), size=(80, 24), home=tmp_path) as screen:
        screen.until(r"turn \d+")
        end_turn(screen)
        to_decide(screen)
        screen.press("Enter")
        screen.until(r"Order: .*answer war=")
        end_turn(screen)
        screen.kill()
        assert screen.ended()[0] == 128 + 9
    with terminal("play", "--resume", str(tmp_path / "mine.fournos"), size=(80, 24), home=tmp_path) as screen:
        screen.until("turn 2 ")
        screen.press("5")
        screen.until("Log: ")
        assert "Dig in" in screen.until("1979Q1")
        leave(screen)


def test_ctrl_c_says_how_to_leave_and_ends_nothing(tmp_path: Path) -> None:
    with terminal(*VIETNAM, size=(80, 24), home=tmp_path) as screen:
        screen.until(r"turn \d+")
        screen.press("C-c")
        screen.until("q leaves the game")
        leave(screen)


def test_keys_are_heard_while_futures_are_being_simulated(tmp_path: Path) -> None:
    with terminal("play", "four-nos", "--seed", "5", size=(100, 30), home=tmp_path) as screen:
        screen.until(r"turn \d+")
        to_decide(screen)
        screen.press("r")
        for _time in range(4):
            screen.press("Down", "r", "c", "Up", "r", "Space", "3", "2", "Space", "d")
        screen.press("Home")
        screen.until("row 1 of")
        screen.press("c")
        screen.press("1")
        screen.until("▸ ?1 Situation")
        assert screen.until("2024Q1, turn 1")
        leave(screen)
