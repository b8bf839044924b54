"""Colours: four themes of our own, what charts take from a theme, and the memory of the one that was chosen.

The default looks as the charts of the handbook do: a dark ground, two blues for the bands, a white median, orange for
what is in focus. `fournos-cb` keeps to the colours of Okabe and Ito, which people with colour blindness tell apart, and
`fournos-hc` to the strongest contrasts. Nothing on a screen is said by colour alone, whatever the theme.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.color import Color
from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

DEFAULT = "fournos-dark"
FOLDER, FILE = "FOURNOS_CONFIG", "terminal.json"
"""The environment variable that names the folder of what is remembered, and the file in it."""


def _theme(name: str, colours: dict[str, str], charts: dict[str, str], *, dark: bool = True) -> Theme:
    """Return a theme; the colours of charts become the variables `$fan-outer`, `$fan-inner` and so on."""
    variables = {f"fan-{part}": colour for part, colour in charts.items()}
    return Theme(name=name, dark=dark, variables=variables, **colours)  # type: ignore[arg-type]


OWN = (
    _theme(
        "fournos-dark",
        {
            "primary": "#0178d4", "secondary": "#4a90c2", "accent": "#ffa62b", "warning": "#ffa62b",
            "error": "#d0526a", "success": "#4ebf71", "foreground": "#e0e0e0", "background": "#121212",
            "surface": "#1a1a1a", "panel": "#242f38",
        },
        {
            "outer": "#0c3656", "inner": "#055ea3", "median": "#ffffff", "limit": "#d0526a", "second": "#ffa62b",
            "axis": "#8a9299",
        },
    ),
    _theme(
        "fournos-light",
        {
            "primary": "#004578", "secondary": "#2f6d9e", "accent": "#9c3d00", "warning": "#8f5a00",
            "error": "#b00020", "success": "#1b6e35", "foreground": "#1a1a1a", "background": "#f5f5f2",
            "surface": "#ffffff", "panel": "#dde5eb",
        },
        {
            "outer": "#c6dcee", "inner": "#85b6dd", "median": "#000000", "limit": "#b00020", "second": "#8f3900",
            "axis": "#55606a",
        },
        dark=False,
    ),
    _theme(
        "fournos-cb",
        {
            "primary": "#56b4e9", "secondary": "#0072b2", "accent": "#f0e442", "warning": "#e69f00",
            "error": "#d55e00", "success": "#009e73", "foreground": "#f0f0f0", "background": "#101010",
            "surface": "#1a1a1a", "panel": "#26303a",
        },
        {
            "outer": "#12405c", "inner": "#0072b2", "median": "#ffffff", "limit": "#e69f00", "second": "#f0e442",
            "axis": "#a0a0a0",
        },
    ),
    _theme(
        "fournos-hc",
        {
            "primary": "#00ffff", "secondary": "#ffffff", "accent": "#ffff00", "warning": "#ffff00",
            "error": "#ff6b6b", "success": "#00ff00", "foreground": "#ffffff", "background": "#000000",
            "surface": "#000000", "panel": "#1c1c1c",
        },
        {
            "outer": "#003c78", "inner": "#0060c0", "median": "#ffffff", "limit": "#ff6b6b", "second": "#ffff00",
            "axis": "#ffffff",
        },
    ),
)  # fmt: skip
NAMES = tuple(theme.name for theme in OWN)


@dataclass(frozen=True)
class Palette:
    """The colours of a chart under a theme, as "#rrggbb"; all are empty where the terminal's own colours rule."""

    ground: str = ""
    outer: str = ""
    inner: str = ""
    median: str = ""
    limit: str = ""
    second: str = ""
    axis: str = ""


def palette(app: App[Any]) -> Palette:
    """Return the colours of charts under the app's theme: those that it names, else blends of its usual ones."""
    if plain_ground(app):
        return Palette()
    named = app.theme_variables

    def colour(name: str) -> Color:
        return Color.parse(named[name])

    ground, primary = colour("background"), colour("primary")
    usual = {
        "outer": ground.blend(primary, 0.35),
        "inner": ground.blend(primary, 0.75),
        "median": colour("foreground"),
        "limit": colour("error"),
        "second": colour("accent"),
        "axis": ground.blend(colour("foreground"), 0.6),
    }
    found = {part: named.get(f"fan-{part}") or blend.hex6 for part, blend in usual.items()}
    return Palette(ground=ground.hex6, **found)


def plain_ground(app: App[Any]) -> bool:
    """Whether grounds cannot be told apart: no colour is wanted, or the theme leaves colours to the terminal."""
    return app.no_color or app.native_ansi_color


def install(app: App[Any], wanted: str = "") -> None:
    """Give an app our themes and set the one wanted: by name, else the remembered one, else the default."""
    for theme in OWN:
        app.register_theme(theme)
    for name in (wanted, os.environ.get("TEXTUAL_THEME", ""), remembered(), DEFAULT):
        if name in app.available_themes:
            app.theme = name
            return


def following(name: str) -> str:
    """Return the theme of ours that comes after one, for the key that cycles through them."""
    return NAMES[(NAMES.index(name) + 1) % len(NAMES)] if name in NAMES else DEFAULT


def config_folder() -> Path:
    """Return the folder in which the terminal game remembers choices of the person at this machine."""
    given = os.environ.get(FOLDER)
    if given:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_config_dir("fournos", appauthor=False))


def remembered() -> str:
    """Return the theme that was chosen last, or an empty text; a file that cannot be read counts as none."""
    try:
        data = json.loads((config_folder() / FILE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return ""
    name = data.get("theme", "") if isinstance(data, dict) else ""
    return name if isinstance(name, str) else ""


def remember(name: str) -> None:
    """Remember a theme for the next game; where the folder cannot be written, the choice lasts for this one."""
    folder = config_folder()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / FILE).write_text(json.dumps({"theme": name}), "utf-8")
