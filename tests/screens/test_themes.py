"""Themes: readable, told apart, remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.color import Color
from textual.widgets import Static

from tests.screens.piloted import OneWidget, piloted
from tui import themes


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours after WCAG 2, from 1 to 21."""

    def light(colour: str) -> float:
        parts = [
            value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
            for value in Color.parse(colour).normalized
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", themes.NAMES)
def test_text_and_medians_can_be_read_on_every_ground(name: str) -> None:
    async def script(app: OneWidget, _pilot: Any) -> None:
        palette, named = themes.palette(app), app.theme_variables
        least = 7.0 if name == "fournos-hc" else 4.5
        for ground in ("background", "surface", "panel"):
            assert contrast(named["foreground"], named[ground]) >= least
            assert contrast(named["accent"], named[ground]) >= least
        for ground in (palette.ground, palette.outer, palette.inner):
            assert contrast(palette.median, ground) >= 4.5
        assert contrast(palette.outer, palette.ground) >= 1.2
        assert contrast(palette.inner, palette.outer) >= 1.3

    piloted(OneWidget(Static(), name), script)


def test_a_theme_of_the_library_gives_colours_for_charts_as_well() -> None:
    async def script(app: OneWidget, _pilot: Any) -> None:
        found = themes.palette(app)
        assert len({found.ground, found.outer, found.inner}) == 3

    piloted(OneWidget(Static(), "nord"), script)


def test_the_colours_of_the_terminal_itself_give_no_grounds() -> None:
    async def script(app: OneWidget, _pilot: Any) -> None:
        assert themes.palette(app) == themes.Palette()

    piloted(OneWidget(Static(), "ansi-dark"), script)


def test_the_choice_is_remembered_and_a_damaged_memory_is_none(tmp_path: Path) -> None:
    assert themes.remembered() == ""
    themes.remember("fournos-cb")
    assert themes.remembered() == "fournos-cb"
    assert OneWidget(Static()).theme == themes.DEFAULT
    file = tmp_path / "config" / themes.FILE
    for damaged in ("{", "[1]", '{"theme": 3}', "\x00"):
        file.write_text(damaged)
        assert themes.remembered() == ""
    file.unlink()
    file.mkdir()
    assert themes.remembered() == ""
    themes.remember("fournos-cb")


def test_an_unknown_theme_counts_as_none() -> None:
    app = OneWidget(Static(), "no-such")
    assert app.theme in themes.NAMES


def test_themes_follow_each_other_in_a_ring() -> None:
    name, seen = themes.DEFAULT, []
    for _time in themes.NAMES:
        seen.append(name)
        name = themes.following(name)
    assert sorted(seen) == sorted(themes.NAMES)
    assert name == themes.DEFAULT
    assert themes.following("nord") == themes.DEFAULT
