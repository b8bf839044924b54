"""Pictures of the main screens, compared sign by sign and colour by colour: ten, and no more.

All else about the screens is told by tests that read what stands there. After a change that is meant, look at the
pictures in the report that pytest names, and run `pytest tests/screens/test_snapshots.py --snapshot-update`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.screens.games import Opened, session_of
from tests.screens.piloted import pressed, settled
from tui.app import FourNosApp
from tui.play_options import PlayOptions
from tui.screens import ScreenName
from tui.screens.decide import DELAY, DecideScreen

SMALL, MIDDLE = (80, 24), (100, 30)
Compare = Callable[..., bool]
SCREENS = [
    ("situation", SMALL, 2, ()),
    ("situation", MIDDLE, 2, ()),
    ("decide", SMALL, 2, ("d",)),
    ("decide", MIDDLE, 2, ("l", *"denial", "escape")),
    ("result", SMALL, 2, ("end", "up", "enter")),
    ("result", MIDDLE, 2, ()),
    ("compare", MIDDLE, 2, ()),
    ("debrief", MIDDLE, 8, ("down", "down", "down")),
]
"""Screens of the tutorial's war with their size, the turns played before, and the keys pressed on them."""


@pytest.mark.parametrize(
    ("screen", "size", "turns", "keys"),
    SCREENS,
    ids=[f"{screen}-{wide}x{high}" for screen, (wide, high), *_rest in SCREENS],
)
def test_a_screen_looks_as_it_did(
    screen: ScreenName, size: tuple[int, int], turns: int, keys: tuple[str, ...], snap_compare: Compare
) -> None:
    with session_of("tutorial", turns) as session:
        app = Opened(session, PlayOptions(), screen)
        assert snap_compare(app, terminal_size=size, run_before=_after(app, *keys))


@pytest.mark.parametrize("keys", [(), ("f1", "down", "down")], ids=["start", "help"])
def test_the_first_screen_and_its_help_look_as_they_did(keys: tuple[str, ...], snap_compare: Compare) -> None:
    app = FourNosApp()
    assert snap_compare(app, terminal_size=SMALL, run_before=_after(app, *keys))


def _after(app: FourNosApp, *keys: str) -> Callable[[Any], Any]:
    """Return what waits until nothing is under way, presses keys, and waits for what begins by itself after a pause."""

    async def script(pilot: Any) -> None:
        await settled(app, pilot)
        await pressed(app, pilot, *keys)
        if isinstance(app.screen, DecideScreen):
            await pilot.pause(DELAY)
            await settled(app, pilot)

    return script
