"""What every test can rely on: the same surroundings on every machine, and generated cases that repeat."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# Derandomised: a change is judged by its own faults, not by the luck of the day. `make soak` looks for new cases.
# No deadline: a busy machine is no fault of the code.
settings.register_profile("house", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("soak", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Set for the person who runs the tests, not for the program that is tested.
SURROUNDINGS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "LANGUAGE", "PYTHONWARNINGS")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the profile of generated cases; figures are drawn without a screen."""
    soak = config.getoption("markexpr") == "soak"
    settings.load_profile("soak" if soak else "house")
    os.environ["MPLBACKEND"] = "Agg"
    os.environ["FOURNOS_LANG"] = "en"  # texts are made when modules are imported, before any fixture
    # Programs that tests start would read all our modules anew, every time: more than half of what they cost.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # A shell that starts the tests in the background has Ctrl+C ignored, and every process of ours would inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see English, no wishes about colour and a fixed width, whoever runs them and wherever."""
    for name in SURROUNDINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def lengths_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands tell lengths of games that have been worked out, and not play hundreds of games each time."""
    from tests.lengths import known

    monkeypatch.setattr("sim.turns.expected", known)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder that holds the project."""
    return ROOT
