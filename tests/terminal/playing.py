"""Playing by key presses in a real terminal: a turn handed in, a game played out, its debrief written to a file."""

from __future__ import annotations

import contextlib
import re
import time
from dataclasses import dataclass
from pathlib import Path

from tests.terminal.terminal import BEAT, FAULTS, WITHIN, Terminal, TooLate

ASKED = "End the turn with this order"
CURTAIN = "It is the turn of"
OVER = r"\A *ended "
MOST = 200
"""Phases that a game takes at most."""


@dataclass(frozen=True)
class Moment:
    """Where the game stands, as far as a screen tells; "" for what it does not tell."""

    turn: str
    ended: str
    seat: str
    phase: str
    curtain: str

    @classmethod
    def of(cls, shown: str) -> Moment:
        """Read a screen."""
        parts = (r"turn \d+", r"\A *ended \S+", r"you: \w+", r"Phase \d of \d", rf"{CURTAIN} \w+")
        return cls(*((re.findall(part, shown) or [""])[0] for part in parts))

    def after(self, before: Moment) -> bool:
        """Return whether something has been handed in since; a screen that is half painted says no."""
        if self.curtain or self.ended:
            return True
        if self.turn != before.turn:
            return bool(self.turn and self.seat)
        return bool(self.phase) and self.phase != before.phase


def to_decide(screen: Terminal) -> str:
    """Go to the screen where orders are written."""
    screen.press("2")
    return screen.until("What you can order")


def pressed(screen: Terminal, key: str, words: str, *, but: str = "") -> str:
    """Press a key until the screen shows some words: one that comes before its screen is ready does nothing."""
    for _time in range(10):
        screen.press(key)
        with contextlib.suppress(TooLate):
            return screen.until(words, 3.0, but=but)
    return screen.until(words, but=but)


def write(screen: Terminal, text: str) -> None:
    """Write an order as a line, from the list, and leave the line as it is."""

    def line() -> str:
        return next(each for each in screen.raw().split("\n") if "Order:" in each)

    before, late = line(), time.monotonic() + WITHIN
    screen.press("l")
    while line() == before:  # the cursor has not come to the line yet
        assert time.monotonic() < late, screen.screen()
        time.sleep(BEAT)
    screen.type(text)
    screen.until(re.escape(f"Order: {text}"))


def end_turn(screen: Terminal) -> str:
    """Hand in the order as it stands, and return what comes afterwards: the next turn, phase, curtain, or the end."""
    before, late = Moment.of(screen.until(r"turn \d+ .*you: ")), time.monotonic() + WITHIN
    pressed(screen, "e", ASKED)
    screen.press("y")
    while not Moment.of(shown := screen.until(r"turn \d+|ended ", but=ASKED)).after(before):
        assert time.monotonic() < late, f"the turn has not ended:\n{shown}"
        time.sleep(BEAT)
    return shown


def drawn(screen: Terminal) -> str:
    """Draw the curtain."""
    screen.press("Enter")
    return screen.until("you: ", but=CURTAIN)


def play_out(screen: Terminal, turns: int = MOST) -> str:
    """Hand in orders as they stand until the game is over, or as often as is said; return the last screen."""
    shown = ""
    for _turn in range(turns):
        shown = end_turn(screen)
        if CURTAIN in shown:
            shown = drawn(screen)
        if re.search(OVER, shown):
            break
    assert not FAULTS.search(shown), shown
    return shown


def debrief_to(screen: Terminal, path: Path) -> str:
    """Have the debrief made, write it to a file, and return what is in the file."""
    screen.press("6")
    screen.until("How it went", but="Making the debrief")
    screen.press("x")
    screen.until("Write the debrief to")
    pressed(screen, "C-u", "Write the debrief to", but="debrief-")
    screen.type(str(path))
    screen.press("Enter")
    screen.until("Written:")
    return path.read_text("utf-8")


def leave(screen: Terminal) -> str:
    """Leave with q and yes; the program ends without a fault, and says where the game is kept."""
    screen.press("q")
    screen.until("Leave the game")
    screen.press("y")
    code, said = screen.ended()
    assert code == 0, said
    assert "The game is kept" in said, said
    assert not FAULTS.search(said), said
    return said
