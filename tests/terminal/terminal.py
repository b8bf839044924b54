"""A real terminal, for tests that play as a person does: tmux holds it, keys go in, the screen comes out as text."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.command_line import ROOT, environment

PROGRAM = shutil.which("tmux")
WITHIN = 60.0
"""Seconds that something has to come on a busy machine."""
BEAT = 0.05
FAULTS = re.compile(r"Traceback|Internal error|Error:")


class TooLate(AssertionError):
    """What was waited for has not come."""


class Terminal:
    """One window of a tmux server of its own; it stays, with what it shows, when the program in it has ended."""

    def __init__(self, words: list[str], size: tuple[int, int], surroundings: Mapping[str, str]) -> None:
        self.server = f"fournos-{uuid.uuid4().hex[:12]}"
        columns, rows = (str(number) for number in size)
        self._tmux(
            *("-f", os.devnull, "new-session", "-d", "-s", "game", "-x", columns, "-y", rows, "-c", str(ROOT)),
            *(word for name, value in surroundings.items() for word in ("-e", f"{name}={value}")),
            *("/bin/sh", "-c", '"$@"; printf "[ended %s]" $?; exec cat', "sh", *words),
        )

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self.server, *words],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
            timeout=30,
        )
        return done.stdout

    def screen(self) -> str:
        """Return what is on the screen."""
        return self._tmux("capture-pane", "-p", "-t", "game")

    def raw(self) -> str:
        """Return what is on the screen with its colours."""
        return self._tmux("capture-pane", "-e", "-p", "-t", "game")

    def press(self, *keys: str) -> None:
        """Press keys, by their names in tmux (`Enter`, `Tab`, `C-p`, `e`)."""
        self._tmux("send-keys", "-t", "game", *keys)

    def type(self, text: str) -> None:
        """Type text letter by letter."""
        self._tmux("send-keys", "-l", "-t", "game", text)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._tmux("resize-window", "-t", "game", "-x", str(columns), "-y", str(rows))

    def until(self, words: str, within: float = WITHIN, *, but: str = "") -> str:
        """Wait until the screen shows some words and no others (regular expressions), and return all of it.

        A fault of the program on the screen fails at once.
        """
        late = time.monotonic() + within
        while True:
            shown = self.screen()
            if re.search(words, shown) and not (but and re.search(but, shown)):
                return shown
            assert not FAULTS.search(shown), shown
            if time.monotonic() > late:
                raise TooLate(f"{words!r} did not come:\n{shown}")
            time.sleep(BEAT)

    def ended(self, within: float = WITHIN) -> tuple[int, str]:
        """Wait until the program has ended; return its exit code and what it printed, lines joined that were broken."""
        late = time.monotonic() + within
        while not (found := re.search(r"(?s)\A(.*)\[ended (\d+)\]", self._said())):
            assert time.monotonic() < late, f"it has not ended:\n{self.screen()}"
            time.sleep(BEAT)
        return int(found[2]), found[1]

    def _said(self) -> str:
        return self._tmux("capture-pane", "-p", "-J", "-S", "-20", "-t", "game")

    def kill(self) -> None:
        """End the program at once and without a word to it, as a power cut would."""
        shell = self._tmux("display-message", "-p", "-t", "game", "#{pane_pid}").strip()
        found = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
        os.kill(int(found.stdout), signal.SIGKILL)

    def close(self) -> None:
        """End the server and all in it."""
        self._tmux("kill-server")


@contextlib.contextmanager
def terminal(*words: str, size: tuple[int, int] = (100, 30), home: Path, **more: str) -> Iterator[Terminal]:
    """Run `fournos` in a terminal of a size, with saves and settings in a folder of their own."""
    surroundings = {
        "PYTHONPATH": str(ROOT),
        "FOURNOS_DATA": str(home / "data"),
        "FOURNOS_CONFIG": str(home / "config"),
        "LC_ALL": "C.UTF-8",
        "TERM": "tmux-256color",
        "COLORTERM": "truecolor",
        "TEXTUAL_ANIMATIONS": "none",
        **more,
    }
    found = Terminal([sys.executable, "-m", "tui.cli", *words], size, surroundings)
    try:
        yield found
    finally:
        found.close()
