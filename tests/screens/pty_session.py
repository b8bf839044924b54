"""A real terminal for tests and measurements: a command on a pseudo-terminal, and its screen read as lines of text.

Only what the game writes is understood: moves of the cursor, clearing, and text; colours are thrown away.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.cells import cell_len

WISHES = ("NO_COLOR", "TEXTUAL_THEME", "COLUMNS", "LINES")
"""Wishes of the person who runs the tests, which the terminal does not get."""
ROOT = Path(__file__).resolve().parents[2]
FOURNOS = (sys.executable, "-m", "tui.cli")
KEYS = {"enter": "\r", "escape": "\x1b", "tab": "\t", "space": " ", "up": "\x1b[A", "down": "\x1b[B", "f1": "\x1bOP"}
TOKEN = re.compile(
    r"\x1b\[([?>=<]?)([\d;:]*)([$ ]?[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_].*?\x1b\\|\x1b.|.", re.DOTALL
)
PARTIAL = re.compile(r"\x1b(?:\[[?>=<\d;:$ ]*|\][^\x07\x1b]*|)\Z")


class Terminal:
    """A command in a terminal of its own."""

    def __init__(self, process: subprocess.Popen[bytes], master: int, size: tuple[int, int]) -> None:
        self.process, self.size = process, size
        self.written = 0
        self._master, self._rest = master, ""
        self._cells = [[" "] * size[0] for _row in range(size[1])]
        self._at = (0, 0)
        self._bytes = b""

    @property
    def lines(self) -> list[str]:
        """The screen as lines of text."""
        return ["".join(row).rstrip() for row in self._cells]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    def press(self, *keys: str) -> None:
        """Press keys: letters, or names such as enter."""
        for key in keys:
            os.write(self._master, KEYS.get(key, key).encode())

    def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        self.size = (width, height)
        self._cells = [[" "] * width for _row in range(height)]
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    def wait_for(self, wanted: str | Callable[[], bool], seconds: float = 20.0) -> float:
        """Read until a text stands on the screen, or a condition holds; return how long it took, in seconds."""
        begun = time.perf_counter()
        holds = (lambda: wanted in self.text) if isinstance(wanted, str) else wanted
        while not holds():
            if time.perf_counter() - begun > seconds:
                raise AssertionError(f"waited {seconds} s for {wanted!r} on:\n{self.text}")
            if not self.read(0.05) and not self.alive and not self.read(0.2) and not holds():
                raise AssertionError(f"the program ended before {wanted!r} stood on:\n{self.text}")
        return time.perf_counter() - begun

    def read(self, seconds: float) -> bool:
        """Take what has been written; return whether there was anything."""
        ready, _out, _bad = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            found = os.read(self._master, 65536)
        except OSError:
            return False
        self.written += len(found)
        whole = self._bytes + found
        text = whole.decode("utf-8", "ignore")
        cut = len(whole)
        while cut and len(whole) - cut < 4 and not _sound(whole[:cut]):
            cut -= 1
        text, self._bytes = whole[:cut].decode("utf-8", "replace"), whole[cut:]
        self._write(text)
        return bool(found)

    @property
    def alive(self) -> bool:
        """Whether the program still runs."""
        return self.process.poll() is None

    def ended(self, seconds: float = 10.0) -> int:
        """Wait for the program to end, and return its exit code."""
        begun = time.perf_counter()
        while self.alive and time.perf_counter() - begun < seconds:
            self.read(0.02)
        while self.read(0.05):
            pass
        if self.alive:
            raise AssertionError(f"the program did not end; on its screen:\n{self.text}")
        return self.process.wait()

    def close(self) -> None:
        """End the program if it still runs."""
        self.process.kill()
        self.process.wait()
        os.close(self._master)

    def _write(self, text: str) -> None:
        text = self._rest + text
        partial = PARTIAL.search(text)
        self._rest = text[partial.start() :] if partial else ""
        for match in TOKEN.finditer(text[: partial.start()] if partial else text):
            token = match[0]
            if token.startswith("\x1b"):
                self._control(match[1] or "", match[2] or "", match[3] or "")
            else:
                self._sign(token)

    def _control(self, mark: str, numbers: str, final: str) -> None:
        x, y = self._at
        given = [int(part) for part in numbers.split(";") if part.isdigit()]
        first = given[0] if given else 1
        if mark:
            return
        if final in "Hf":
            self._at = ((given[1] if len(given) > 1 else 1) - 1, first - 1)
        elif final in "ABCD":
            self._at = (x + {"C": first, "D": -first}.get(final, 0), y + {"B": first, "A": -first}.get(final, 0))
        elif final == "J":
            self._cells = [[" "] * self.size[0] for _row in range(self.size[1])]
        elif final == "K" and y < self.size[1]:
            self._cells[y][x:] = [" "] * (self.size[0] - x)

    def _sign(self, sign: str) -> None:
        x, y = self._at
        if sign == "\n":
            self._at = (x, y + 1)
        elif sign == "\r":
            self._at = (0, y)
        elif sign.isprintable():
            if 0 <= y < self.size[1] and 0 <= x < self.size[0]:
                self._cells[y][x] = sign
                if cell_len(sign) == 2 and x + 1 < self.size[0]:
                    self._cells[y][x + 1] = ""
            self._at = (x + max(cell_len(sign), 0), y)


def _sound(text: bytes) -> bool:
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@contextlib.contextmanager
def terminal(
    words: Sequence[str],
    folder: Path,
    size: tuple[int, int] = (80, 24),
    environment: Mapping[str, str] | None = None,
    program: Sequence[str] = FOURNOS,
) -> Iterator[Terminal]:
    """Give `fournos WORDS` in a terminal; games and choices go into a folder. Afterwards it runs no more."""
    own = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_ANIMATIONS": "none", "LANG": "C.UTF-8"}
    own |= {"FOURNOS_CONFIG": str(folder / "config"), "FOURNOS_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT)}
    kept = {name: text for name, text in os.environ.items() if name not in WISHES}
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    surroundings = {**kept, **own, **(environment or {})}
    process = subprocess.Popen(
        [*program, *words], stdin=slave, stdout=slave, stderr=slave, env=surroundings, start_new_session=True
    )
    os.close(slave)
    found = Terminal(process, master, size)
    try:
        yield found
    finally:
        found.close()
