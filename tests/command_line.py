"""The command `fournos` as tests call it: in this process, or in one of its own where that is what matters."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tui.cli import main

ROOT = Path(__file__).resolve().parent.parent
SMALL = ("--runs", "40", "--quarters", "3")
"""Enough runs to say something, few enough to be quick."""
JARGON = re.compile(
    r"Traceback|File \"|line \d+, in |Errno|Exception\b|NoneType|pydantic|site-packages|Internal error|<[\w.]+ object"
)


def typed(*words: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(main, list(words))


def command(*words: str) -> list[str]:
    """Return the command as a process of its own is started with it."""
    return [sys.executable, "-m", "tui.cli", *words]


def started(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, in the folder of the project unless told otherwise."""
    surroundings = {"cwd": ROOT, "env": environment(), "timeout": 120, "capture_output": True, "text": True}
    return subprocess.run(command(*words), **{**surroundings, **options}, check=False)


def interrupted(*words: str, after: float = 1.0) -> str:
    """Start a command in a process of its own, press Ctrl+C some seconds after it began to work, return its message."""
    with subprocess.Popen(
        command(*words), cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        end = time.monotonic() + 60
        while not has_loaded("numpy", running) and time.monotonic() < end:
            assert running.poll() is None, running.communicate()
            time.sleep(0.02)
        time.sleep(after)
        running.send_signal(signal.SIGINT)
        stdout, stderr = running.communicate(timeout=60)
    return refused(running.returncode, stdout, stderr, expected=1)


def has_loaded(library: str, process: subprocess.Popen[str]) -> bool:
    """Whether a process has come as far as a library (Linux; elsewhere after four seconds)."""
    maps = Path(f"/proc/{process.pid}/maps")
    if not maps.exists():
        time.sleep(4.0)
        return True
    return library in maps.read_text()


def environment(**more: str) -> dict[str, str]:
    """Return an environment in which the project is found from every folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def answer(*words: str) -> Any:
    """Return the JSON of a command that has to succeed, read as strictly as the standard has it."""
    result = typed(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return strict(result.stdout)


def strict(text: str) -> Any:
    """Return the data of a JSON text; NaN and infinity are none."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


def refused(code: int, stdout: str, stderr: str, *, expected: int = 2) -> str:
    """Check how a command was refused: exit code, nothing printed, one clear message, which is returned."""
    assert code == expected, stderr
    assert stdout == ""
    assert stderr.startswith(("Error: ", "Stopped; ")), stderr
    assert stderr.endswith("\n")
    assert stderr.count("Error:") <= 1
    assert all(letter == "\n" or letter.isprintable() for letter in stderr)
    assert not JARGON.search(stderr), stderr
    return stderr
