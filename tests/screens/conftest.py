"""What the tests of screens share: folders of their own for games and choices, and no animation."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.game import skins

BEAT = 0.01
"""Seconds over which Textual looks whether the program has come to rest, several times a key: half of what it takes."""


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep games and choices of the tests apart from those of the person who runs them."""
    monkeypatch.setenv("FOURNOS_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("FOURNOS_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", BEAT)
    skins.use("")
