from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scenarios import load
from sim.case import prepare
from sim.ensemble import Ensemble, run_cases, simulate
from sim.plots import contour
from sim.study.folder import StudyFolder, open_study, write

POSTURES = ("four-nos", "porcupine", "accommodate")


@pytest.fixture
def stored(tmp_path: Path) -> Callable[[Sequence[Ensemble]], StudyFolder]:
    """Return what writes ensembles as a study and opens it."""
    return lambda ensembles: open_study(write(tmp_path / "study", ensembles))


@pytest.fixture(scope="session")
def bled(tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Return a study of the bleed: three postures of 150 runs, 100 of them recorded."""
    cases = [prepare(load("bleeding-white"), {"vietnam": name}) for name in POSTURES]
    return open_study(write(tmp_path_factory.mktemp("bled") / "study", run_cases(cases, 150, trajectories=100)))


@pytest.fixture(scope="session")
def lone(tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Return the smallest study there is: one run of one quarter under one policy."""
    ensemble = simulate(load("bleeding-white"), runs=1, quarters=1, trajectories=1)
    return open_study(write(tmp_path_factory.mktemp("lone") / "study", [ensemble]))


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Return a study without war, nor a recorded path: every run ends alike."""
    ensemble = simulate(load("four-nos"), {"vietnam": "accommodate"}, runs=12, quarters=4)
    return open_study(write(tmp_path_factory.mktemp("calm") / "study", [ensemble]))


@pytest.fixture(autouse=True)
def small_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the contour's own simulations short."""
    monkeypatch.setattr(contour.sample, "__defaults__", (5, 40))
