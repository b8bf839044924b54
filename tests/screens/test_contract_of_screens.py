"""Every screen of every scenario from every seat at every size: it is painted whole, and no key whatever breaks it."""

from __future__ import annotations

import re
from itertools import product
from random import Random
from typing import Any

import pytest
from rich.cells import cell_len

import scenarios
from sim.game.setup import Setup
from sim.study.meters import METERS
from tests.game.offered import STARTS, seal_something
from tests.screens.games import on_screen
from tests.screens.piloted import lines, pressed, settled, sizes
from tui.app import FourNosApp
from tui.screens import TABS, ScreenName
from tui.session import Session

EVERY = [
    (name, start, seat, sizes()[(place + number) % 3])
    for place, (name, start) in enumerate(STARTS)
    for number, seat in enumerate(scenarios.load(name).seats)
]
SAMPLE = [
    (name, start, list(scenarios.load(name).seats)[place % 4], sizes()[place // 3 % 3])
    for place, (name, start) in enumerate(STARTS)
    if place % 4 == 1
]
TROUBLE = re.compile(r"Traceback|Error\b|Exception|NoneType|nan\b|\binf\b|<[a-z]+\.[A-Za-z.]+ object|\{[a-z_]+\}|%\(")
"""What no screen may show: signs of a fault, numbers that are none, and places of a text left unfilled."""


def session(name: str, start: str | None, seat: str, turns: int) -> Session:
    """Return a game with a past, played by chance, of a person at one seat."""
    scenario = scenarios.load(name, start)
    made = Session.new(Setup.of(scenario, dict.fromkeys(scenario.seats, "person"), 3))
    chance = Random(f"{name} {seat}")
    while made.table.turn().number < turns:
        seal_something(made.table, chance)
    made.sit_down(seat)
    return made


def whole(app: FourNosApp, size: tuple[int, int], name: ScreenName) -> None:
    """Check that a screen is painted to its edges, holds what every screen must, and shows no sign of trouble."""
    shown = lines(app)
    assert app.fault is None
    assert [cell_len(line) for line in shown] == [size[0]] * size[1]
    text = "\n".join(shown)
    assert not TROUBLE.search(text), TROUBLE.search(text)
    assert app.session is not None
    view, scenario = app.session.view, app.session.table.setup.scenario
    assert view.turn.date in shown[0]
    assert scenario.seats[view.seat].label in shown[0]
    keys = shown[-1]
    assert all(str(number) in keys for number in range(1, 7)), keys
    assert "?" in keys
    if name == "situation":
        assert all(meter.title.split()[0].casefold() in text.casefold() for meter in METERS), text
    if name == "decide":
        assert "capital" in text


def show_all(name: str, start: str | None, seat: str, size: tuple[int, int], turns: int) -> None:
    made = session(name, start, seat, turns)

    async def look(app: FourNosApp, pilot: Any) -> None:
        whole(app, size, "situation")
        for number, tab in enumerate(TABS, 1):
            await pressed(app, pilot, str(number))
            whole(app, size, tab)
            if number % 2:
                await pressed(app, pilot, "question_mark")
                assert not TROUBLE.search("\n".join(lines(app)))
                await pressed(app, pilot, "escape")

    try:
        on_screen(made, "situation", look, size)
    finally:
        made.close()


@pytest.mark.parametrize(("name", "start", "seat", "size"), SAMPLE, ids=str)
def test_every_screen_is_painted_whole(name: str, start: str | None, seat: str, size: tuple[int, int]) -> None:
    show_all(name, start, seat, size, 2)


@pytest.mark.soak
@pytest.mark.parametrize(("name", "start", "seat", "size"), EVERY, ids=str)
def test_every_screen_of_every_game_is_painted_whole(
    name: str, start: str | None, seat: str, size: tuple[int, int]
) -> None:
    show_all(name, start, seat, size, 0)
    show_all(name, start, seat, size, 3)


# --------------------------------------------------------------------------------------------------------- the monkey

KEYS = (
    *"123456abcdefghijklmnopqrstuvwxyzN0789 .,;:=-+@'\"",
    *("up", "down", "left", "right", "enter", "escape", "tab", "shift+tab", "home", "end", "pageup", "pagedown"),
    *("space", "backspace", "delete", "question_mark", "f1", "ctrl+p", "ctrl+a", "ctrl+u", "ctrl+k", "ctrl+c"),
)
OFTEN = ("enter", "down", "up", "tab", "escape", "e", "1", "2", "3", "4", "5", "6", "space")
CHANGING = frozenset({"sealed", "closed", "injected", "overridden", "undone", "opened"})


def monkey(name: ScreenName, seed: int, presses: int, size: tuple[int, int], **players: str) -> None:
    """Press keys, click and resize by chance; the app stays whole, and the game moves by what is sealed alone."""
    chance = Random(f"{name} {seed}")
    made = Session.new(Setup.of(scenarios.load("rig-crisis"), players or {"vietnam": "person"}, seed))
    while made.table.turn().number < 1:
        made.table.close_phase()
    apps: list[FourNosApp] = []

    async def play(app: FourNosApp, pilot: Any) -> None:
        apps.append(app)
        held, done = state(app), ""
        for _press in range(presses):
            if not app.is_running or app._exit:
                return
            done = await acted(app, pilot, chance)
            if chance.random() < 0.2:
                await settled(app, pilot)
            assert app.fault is None, (done, app.fault)
            if app.is_running and not app._exit:
                assert not TROUBLE.search("\n".join(lines(app))), "\n".join(lines(app))
                now = state(app)
                assert now[2] == held[2] or now[1] > held[1] or now[0] != held[0], done
                held = now

    try:
        on_screen(made, name, play, size, white_cell=name == "white_cell")
    finally:
        for app in apps:
            if app.session is not None:
                app.session.close()
        made.close()
    assert all(app.fault is None for app in apps)


async def acted(app: FourNosApp, pilot: Any, chance: Random) -> str:
    """Do something by chance: most often press a key, now and then click, seldom resize; return what was done."""
    kind = chance.random()
    if kind < 0.03:
        size = chance.choice([*sizes(), (60, 20), (20, 5), (59, 30), (250, 80)])
        await pilot.resize_terminal(*size)
        return f"resize {size}"
    if kind < 0.2:
        place = chance.randrange(app.size.width), chance.randrange(app.size.height)
        await pilot.click(offset=place)
        return f"click {place}"
    key = chance.choice(OFTEN) if chance.random() < 0.5 else chance.choice(KEYS)
    await pilot.press(key)
    return key


def state(app: FourNosApp) -> tuple[str, int, str]:
    """Return which game is in play, how much has been committed that changes it, and the state that it is in."""
    assert app.session is not None
    table = app.session.table
    try:
        done = sum(event.kind in CHANGING for event in table.journal.events())
        return str(id(table)), done, table.played.model.world.digest()
    except Exception:  # it is being closed in another thread
        return "closed", 0, ""


SCREENS: tuple[ScreenName, ...] = (*TABS, "white_cell", "start")


@pytest.mark.parametrize("number", range(len(SCREENS)), ids=SCREENS)
def test_no_keys_pressed_by_chance_break_a_screen(number: int) -> None:
    monkey(SCREENS[number], 1, 15, sizes()[number % 3])


def test_no_keys_pressed_by_chance_break_a_shared_screen() -> None:
    monkey("decide", 2, 20, (80, 24), vietnam="person", china="person")


@pytest.mark.soak
@pytest.mark.parametrize(("name", "size", "seed"), list(product(SCREENS, sizes(), range(1))), ids=str)
def test_no_keys_pressed_at_length_break_a_screen(name: ScreenName, size: tuple[int, int], seed: int) -> None:
    players = {"vietnam": "person"} if seed % 2 else {"vietnam": "person", "china": "person"}
    monkey(name, seed, 150, size, **players)
