"""Ctrl+C, SIGTERM and kill: one line at most, exit code 1, nothing half written, nobody left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import ROOT, command, environment, has_loaded, refused, strict, typed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

ENDLESS = ("run", "bleeding-white", "--runs", "2000000")
STOPPED = "Stopped; nothing was written.\n"
PATIENCE = 60


@contextlib.contextmanager
def running(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Start a command in a group of its own, as a terminal does; whatever is left of it goes in the end."""
    with subprocess.Popen(
        command(*words),
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def members(group: int) -> list[int]:
    """Return the processes of a group that still run (Linux)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, _parent, theirs = entry.read_text().rpartition(")")[2].split()[:3]
            if int(theirs) == group and state != "Z":
                found.append(int(entry.parent.name))
    return found


def wait_for(what: object, process: subprocess.Popen[str]) -> None:
    """Wait until a condition holds while a process runs."""
    assert callable(what)
    end = time.monotonic() + PATIENCE
    while not what():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.002)


@pytest.mark.parametrize("after", [0.0, 1.5], ids=["while it starts", "while it runs"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "SIGTERM"])
def test_a_run_that_is_stopped_says_so_and_writes_nothing(after: float, number: int, tmp_path: Path) -> None:
    with running(*ENDLESS, "-o", str(tmp_path / "out")) as process:
        wait_for(lambda: has_loaded("numpy", process), process)
        time.sleep(after)
        assert process.poll() is None
        os.killpg(process.pid, number)
        stdout, stderr = process.communicate(timeout=PATIENCE)
    assert refused(process.returncode, stdout, stderr, expected=1) == STOPPED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["Ctrl+C", "SIGTERM", "kill"])
def test_workers_end_with_the_run(number: int, tmp_path: Path) -> None:
    with running(*ENDLESS, "--workers", "2", "-o", str(tmp_path / "out")) as process:
        wait_for(lambda: len(members(process.pid)) >= 3, process)
        time.sleep(0.3)
        if number == signal.SIGINT:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        stdout, stderr = process.communicate(timeout=PATIENCE)
        end = time.monotonic() + PATIENCE
        while members(process.pid) and time.monotonic() < end:
            time.sleep(0.05)
        assert members(process.pid) == []
    if number != signal.SIGKILL:
        assert refused(process.returncode, stdout, stderr, expected=1) == STOPPED
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["Ctrl+C", "kill"])
def test_a_stop_while_results_are_written_leaves_no_half_of_them(number: int, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("run", "rig-crisis", "--runs", "8000", "--trajectories", "8000", "-o", str(out))
    with running(*words) as process:
        wait_for(lambda: any(tmp_path.glob(".*/*/*")), process)
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=PATIENCE)
    assert not out.exists()
    if number == signal.SIGINT:
        assert refused(process.returncode, stdout, stderr, expected=1) == STOPPED
        assert list(tmp_path.iterdir()) == []
    again = typed("run", "rig-crisis", "--runs", "20", "-o", str(out))
    assert again.exit_code == 0, again.stderr
    assert list(tmp_path.iterdir()) == [out]


def test_a_terminal_shows_how_far_the_work_is_and_when_it_ends() -> None:
    import pty

    ours, theirs = pty.openpty()
    words = command("run", "four-nos", "--runs", "12000", "--json")
    with subprocess.Popen(
        words, cwd=ROOT, env=environment(TERM="xterm"), stdout=-1, stderr=theirs, text=True
    ) as process:
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # the other side has closed
            while chunk := os.read(ours, 65_536):
                seen += chunk
        assert process.stdout
        strict(process.stdout.read())
    os.close(ours)
    assert process.returncode == 0
    assert b"%" in seen
    assert b"left" in seen
    assert seen.rstrip().endswith((b"\x1b[2K", b"\x1b[?25h"))


def test_a_stop_after_the_results_were_saved_says_that_they_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(value: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tui.commands.run.emit", stopped)
    result = typed("run", "rig-crisis", "--runs", "5", "-o", str(tmp_path / "out"), "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines()[1:] == ["Stopped; what had been saved is kept."]
    assert (tmp_path / "out" / "manifest.json").exists()
