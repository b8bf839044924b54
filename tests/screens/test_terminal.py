"""The game in a real terminal: first paint, keys, resizing, and how the program ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import typed
from tests.screens.pty_session import ROOT, terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

PAINTED = """
import sys
from tui.app import FourNosApp
class Probe(FourNosApp):
    CSS_PATH = sys.argv[2]
    def load_engine(self):
        heavy = sorted({"mesa", "pandas", "matplotlib", "scipy", "duckdb", "networkx"} & set(sys.modules))
        with open(sys.argv[1], "w") as found:
            print("heavy:", *heavy, file=found)
Probe().run()
"""


def test_the_first_screen_is_painted_before_the_engine_is_loaded(tmp_path: Path) -> None:
    found = tmp_path / "heavy"
    words = [str(found), str(ROOT / "tui" / "theme.tcss")]
    with terminal(words, tmp_path, program=(sys.executable, "-c", PAINTED)) as screen:
        screen.wait_for("Tutorial: the first hour")
        screen.wait_for(found.exists)
        screen.press("q")
        screen.ended()
    assert found.read_text() == "heavy:\n"


@pytest.mark.parametrize("words", [(), ("play",)], ids=["fournos", "fournos play"])
def test_the_game_opens_and_is_left_with_one_key(words: tuple[str, ...], tmp_path: Path) -> None:
    with terminal(words, tmp_path) as screen:
        screen.wait_for("Guns open fire")
        screen.press("down")
        screen.wait_for("▸Bleeding white")
        screen.resize(120, 40)
        screen.wait_for(lambda: any(len(line) > 110 for line in screen.lines))
        screen.press("q")
        assert screen.ended() == 0


def test_without_a_terminal_bare_fournos_prints_the_help_and_play_says_what_it_needs() -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tui.cli", *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)

    bare = run()
    assert bare.returncode == 0
    assert "Commands:" in bare.stdout
    play = run("play")
    assert play.returncode == 2
    assert "--plain" in play.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere",), "Unknown scenario"),
        (("tutorial", "--seat", "mars"), "Unknown seat"),
        (("tutorial", "-d", "china"), "-d is 'china'"),
        (("tutorial", "-d", "china=planner:9"), "planner"),
        (("--resume", "no such game"), "no such game"),
        (("tutorial", "--skin", "nothing"), "skin"),
    ],
)
def test_bad_words_are_told_before_a_screen_is_drawn(words: tuple[str, ...], told: str) -> None:
    result = typed("play", *words)
    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output


def test_a_fault_of_the_program_is_one_message(tmp_path: Path) -> None:
    broken = "import sys\nfrom tui.app import FourNosApp\nFourNosApp.action_next_theme = lambda self: 1 / 0\n\
from tui.cli import main\nmain(sys.argv[1:])"
    with terminal(("play",), tmp_path, size=(120, 24), program=(sys.executable, "-c", broken)) as screen:
        screen.wait_for("Guns open fire")
        screen.press("t")
        assert screen.ended() == 1
        assert "Internal error: ZeroDivisionError" in screen.text
        assert "Traceback" not in screen.text
