"""Programs that a test starts, watches and ends."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Start = Callable[..., subprocess.Popen[str]]


@contextlib.contextmanager
def programs() -> Iterator[Start]:
    """Give a function that starts programs; afterwards none of them runs, nor what they started."""
    running: list[subprocess.Popen[str]] = []

    def start(program: str, *arguments: str) -> subprocess.Popen[str]:
        running.append(python(program, *arguments))
        return running[-1]

    try:
        yield start
    finally:
        for process in running:
            for one in (*members(process.pid), process.pid):
                if is_alive(one):
                    os.kill(one, signal.SIGKILL)
            process.communicate()


def python(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Start a program in a Python of its own, in a process group of its own."""
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=surroundings,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def is_alive(process: int) -> bool:
    """Return whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def members(process: int) -> list[int]:
    """Return all processes of a group but its leader."""
    found = subprocess.run(["ps", "-eo", "pid,pgid"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in found.splitlines()[1:]]
    return [int(pid) for pid, group in rows if int(group) == process != int(pid)]


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Return whether something comes to hold in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return holds()
