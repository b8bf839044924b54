"""Running an app of ours, or one widget, without a terminal, by a script of key presses."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widget import Widget

from tui import themes

Made = TypeVar("Made", bound=App[Any])
Script = Callable[[Made, Pilot[Any]], Awaitable[None]]


ASKING = ("turn", "saving", "leaving", "asking")
"""Groups of workers that wait for somebody to answer."""


class OneWidget(App[None]):
    """An app that shows one widget under a theme of ours."""

    CSS_PATH = "../../tui/theme.tcss"

    def __init__(self, widget: Widget, theme: str = "", *, ascii_only: bool = False) -> None:
        super().__init__()
        self._widget, self.ascii = widget, ascii_only
        self.told: list[Any] = []
        themes.install(self, theme or themes.DEFAULT)

    def compose(self) -> ComposeResult:
        yield self._widget


def piloted(app: Made, script: Script[Made], size: tuple[int, int] = (80, 24)) -> Made:
    """Run an app and a script on it, then end it."""

    async def run() -> None:
        async with app.run_test(size=size, notifications=True) as pilot:
            await settled(app, pilot)
            await script(app, pilot)

    try:
        asyncio.run(run())
    finally:
        gc.unfreeze()  # what the app keeps from the collector: else the reader of tables complains at the very end
    return app


async def settled(app: App[Any], pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way: until two looks in a row find nobody at work."""
    quiet = 0
    for _time in range(5):
        working = [worker for worker in app.workers if worker.group not in ASKING and not worker.is_finished]
        if working:
            await app.workers.wait_for_complete(working)
        await pilot.pause()
        quiet = 0 if working else quiet + 1
        if quiet == 2:
            break


async def pressed(app: App[Any], pilot: Pilot[Any], *keys: str) -> None:
    """Press keys and wait until nothing is under way."""
    for key in keys:
        await pilot.press(key)
        await settled(app, pilot)


async def until(app: App[Any], pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    """Wait until a condition holds."""
    for _time in range(1000):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"it did not come about on {app.screen}:\n{seen(app)}")


def lines(app: App[Any]) -> list[str]:
    """Return what stands on the screen, line by line."""
    return [strip.text for strip in app.screen._compositor.render_strips()]


def seen(app: App[Any]) -> str:
    """Return what stands on the screen as one text."""
    return "\n".join(lines(app))


def sizes() -> Sequence[tuple[int, int]]:
    """Return the sizes for which screens are made."""
    return ((80, 24), (100, 30), (160, 50))
