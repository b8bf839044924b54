"""Pictures of every screen of the game at three sizes, as docs/img/NAME-WIDTHxHEIGHT.png.

    python -m docs.screens            all of them
    python -m docs.screens decide     some

A short game is played by script, so that the pictures are the same but for what has changed in the program. They are
drawn by Chromium, which has to be installed. Look at each before it is kept.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "img"
SIZES = ((80, 24), (100, 30), (160, 50))
SEED = 7
SCENARIO = "four-nos"
STUDY, SHIPPED = "study", "alliance-window"
ORDERS = ("reassure-beijing", "widen-the-web; say calm", "")
"""Orders of the turns that are played before the pictures are taken."""
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars")
COLOURS = 64
"""Colours of a picture: a terminal shows few, and the file is a quarter of the size."""


def session() -> Any:
    """Return a game that has been played for some turns."""
    from scenarios import load
    from sim.game.setup import Setup
    from tui.session import Session

    found = Session.new(Setup.of(load(SCENARIO), {"vietnam": "person"}, SEED))
    for order in ORDERS:
        found.write(order if not found.hindrance(_read(order)) else "")
        found.seal()
        found.close_phase()
    return found


def _read(text: str) -> Any:
    from sim.orders import order
    from sim.seats import Role

    return order(text, Role.TARGET, "vietnam")


async def settled(app: Any, pilot: Any) -> None:
    """Wait until nothing is under way."""
    for _time in range(3):
        waited = [each for each in app.workers if each.group not in ("turn", "saving", "leaving", "asking")]
        await app.workers.wait_for_complete(waited)
        await pilot.pause()


async def pictured(name: str, size: tuple[int, int], svg: Callable[[str], None]) -> None:
    """Show one screen at one size, and hand on its picture."""
    from tui.app import FourNosApp
    from tui.play_options import PlayOptions

    held = None if name in ("start", STUDY) else session()
    app = FourNosApp(session=held, options=PlayOptions(study=str(studied().path) if name == STUDY else ""))
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        await SHOWN.get(name, gone)(app, pilot, name)
        await settled(app, pilot)
        svg(app.export_screenshot())
    if held is not None:
        held.close()


@lru_cache(maxsize=1)
def studied() -> Any:
    """Return the results of a shipped study at a few points."""
    from scenarios import study
    from sim import Study

    return Study(study(SHIPPED)).with_design(points=32, replications=16).run()


async def gone(app: Any, pilot: Any, name: str) -> None:
    """Go to a screen by its name."""
    if name != "start":
        app.go(name)
    await settled(app, pilot)


async def browsed(app: Any, pilot: Any, _name: str) -> None:
    """Turn to the grid of regret of a study."""
    await settled(app, pilot)
    await pilot.press("down", "enter")


async def helped(app: Any, pilot: Any, _name: str) -> None:
    """Open the help."""
    await pilot.press("f1")


async def forecast(app: Any, pilot: Any, _name: str) -> None:
    """Decide with an order drafted and its futures beside it."""
    app.go("decide")
    await settled(app, pilot)
    await pilot.press("r")


async def breaking(app: Any, pilot: Any, _name: str) -> None:
    """Break a No."""
    app.go("decide")
    await settled(app, pilot)
    await pilot.press("x")


async def curtain(app: Any, pilot: Any, _name: str) -> None:
    """Draw the curtain between two persons."""
    from tui.screens.curtain import CurtainScreen

    app.push_screen(CurtainScreen("vietnam"))
    await pilot.pause()


SHOWN: dict[str, Callable[[Any, Any, str], Awaitable[None]]] = {
    "help": helped,
    "decide": forecast,
    "break-a-no": breaking,
    "curtain": curtain,
    STUDY: browsed,
}
NAMES = (
    *("start", "situation", "decide", "break-a-no", "compare", "result", "log", "debrief", "white_cell", "curtain"),
    *("help", STUDY),
)


def drawn(svg: str, path: Path) -> None:
    """Draw an SVG as PNG through Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("Chromium is not installed; the pictures cannot be drawn.")
    plain = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    width, height = (round(float(number)) for number in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', plain)[0])
    page = f"<!DOCTYPE html><meta charset=utf-8><style>body{{margin:0}}svg{{width:{width}px}}</style>{plain}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, "utf-8")
        given = (f"--user-data-dir={folder}/profile", f"--window-size={width},{height}", f"--screenshot={path}")
        subprocess.run([program, *FLAGS, *given, file.as_uri()], check=True, capture_output=True, timeout=120)
    with Image.open(path) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main(names: list[str]) -> None:
    """Draw the screens named, or all."""
    PICTURES.mkdir(exist_ok=True)
    for name in names or NAMES:
        for size in SIZES:
            path = PICTURES / f"{name.replace('_', '-')}-{size[0]}x{size[1]}.png"
            with tempfile.TemporaryDirectory() as folder:
                os.environ.update(FOURNOS_DATA=f"{folder}/data", FOURNOS_CONFIG=f"{folder}/config")
                asyncio.run(pictured(name, size, lambda svg, path=path: drawn(svg, path)))
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    os.environ.update(TEXTUAL_ANIMATIONS="none")
    for unwanted in ("NO_COLOR", "TEXTUAL_THEME"):
        os.environ.pop(unwanted, None)
    main(sys.argv[1:])
