"""How quick the terminal game is for a person: the first screen, and a key until something of it is painted."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from tests.bench.measure import Figure
from tests.screens.pty_session import Terminal, terminal

SIZE = (100, 30)
TABS = ("4", "1", "5", "2")
"""Keys of the screens gone through."""
REST = 0.06
"""Seconds without a sign from the screen after which it counts as done with a key."""
PAINT, KEY = 0.8, 50.0
"""Targets: seconds to the first screen, and milliseconds from a key to its paint at the 95th percentile."""
SCREEN = 100.0
"""The same for a whole other screen, whose last line is waited for."""


def screens(repeats: int, keys: int) -> list[Figure]:
    """Measure the first screen, warm, and keys at rest and while forecasts run, in a real pseudo-terminal."""
    with tempfile.TemporaryDirectory() as folder:
        least = min(_first_paint(Path(folder)) for _time in range(repeats + 1))
        rest, busy, turned = _keys(Path(folder), keys)
    paint = Figure("fournos: first screen, warm", f"at most {PAINT} s", f"{least:.2f} s", least <= PAINT)
    return [
        paint,
        _told("a key to its paint", rest),
        _told("a key to its paint while 500 futures run", busy),
        _told("a key to another screen, until all of it is painted", turned, SCREEN),
    ]


def _first_paint(folder: Path) -> float:
    begun = time.perf_counter()
    with terminal((), folder, SIZE) as screen:
        screen.wait_for("Bleeding white")
        return time.perf_counter() - begun


def _keys(folder: Path, count: int) -> tuple[list[float], list[float], list[float]]:
    """Return times of keys in milliseconds: on Decide at rest, there while forecasts run, and from screen to screen."""
    with terminal(("play", "four-nos", "--seed", "7"), folder, SIZE) as screen:
        screen.wait_for("turn 1", 60)
        screen.press("2")
        screen.wait_for("What you can order", 60)
        _until_quiet(screen, 20)
        rest = [_key(screen, at) for at in range(count)]
        busy: list[float] = []
        while len(busy) < count:
            screen.press("r")
            busy += [_key(screen, at) for at in range(4)]
        screen.press("c")
        turned = [_turn(screen, key) for key in TABS * max(count // len(TABS), 2)]
        return rest, busy, turned[len(TABS) :]  # the first time round each screen is made


def _turn(screen: Terminal, key: str) -> float:
    """Return how long it takes to come to another screen."""
    _drain(screen)
    begun = time.perf_counter()
    screen.press(key)
    screen.wait_for(lambda: f"▸{key} " in screen.lines[-1], 10)
    return 1_000 * (time.perf_counter() - begun)


def _key(screen: Terminal, at: int) -> float:
    """Return how long the cursor of the list takes to move, by what stands on the screen."""
    _drain(screen)
    before = _cursor(screen)
    begun = time.perf_counter()
    screen.press("down" if at % 4 < 2 else "up")
    screen.wait_for(lambda: _cursor(screen) not in ([], before), 10)
    return 1_000 * (time.perf_counter() - begun)


def _cursor(screen: Terminal) -> list[str]:
    return [line.split("│")[1] for line in screen.lines if "│▸" in line or "│ ▸" in line]


def _until_quiet(screen: Terminal, seconds: float) -> None:
    begun = time.perf_counter()
    while screen.read(1.5) and time.perf_counter() - begun < seconds:
        pass


def _drain(screen: Terminal) -> None:
    """Take what the key before brought after its first paint."""
    begun = time.perf_counter()
    while screen.read(REST) and time.perf_counter() - begun < 1.0:
        pass


def _told(what: str, times: list[float], limit: float = KEY) -> Figure:
    high = statistics.quantiles(times, n=20)[-1]
    middle = statistics.median(times)
    words = f"{high:.0f} ms, median {middle:.0f} ms, of {len(times)} keys"
    return Figure(what, f"95th percentile at most {limit:.0f} ms", words, high <= limit)
