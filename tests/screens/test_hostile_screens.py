"""Hostile text in files, names and fields reaches no terminal and no action; another seat's secrets reach no screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

import scenarios
from sim.game import saves
from sim.game.beliefs import Beliefs
from sim.game.setup import Setup
from sim.game.table import Table
from tests.game.hostile import KEPT, PAYLOADS, TITLE, harmless, written_by_hand
from tests.hidden import corrupt
from tests.screens.games import Opened, on_screen
from tests.screens.piloted import lines, piloted, pressed, settled, sizes
from tui import themes
from tui.app import FourNosApp
from tui.play_options import PlayOptions
from tui.screens import TABS
from tui.session import Session

SEATS = ("vietnam", "china", "us", "russia")


def clean(app: FourNosApp) -> str:
    """Check that a screen holds characters alone, none of which a terminal obeys, and no action from outside."""
    text = "\n".join(lines(app))
    assert harmless(text)
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            assert not segment.control
            assert "quit" not in str(segment.style.meta if segment.style else "")
    assert app.fault is None
    return text


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_by_hand(tmp_path_factory.mktemp("by hand") / "game.fournos")


@pytest.mark.parametrize("size", [sizes()[0], sizes()[-1]])
def test_a_game_written_by_hand_shows_its_words_and_nothing_else(by_hand: Path, size: tuple[int, int]) -> None:
    made = Session.resumed(by_hand)
    found = []

    async def look(app: FourNosApp, pilot: Any) -> None:
        for key in ("1", "2", "4", "5", "6", "question_mark", "escape"):
            await pressed(app, pilot, key)
            found.append(clean(app))
        app.go("white_cell")
        await settled(app, pilot)
        found.append(clean(app))
        await pressed(app, pilot, "ctrl+p")
        clean(app)

    try:
        on_screen(made, "situation", look, size, white_cell=True)
    finally:
        made.close()
    assert any("中国" in text for text in found)


def test_saved_games_with_hostile_names_are_listed_as_they_are(tmp_path: Path) -> None:
    saves.folder().mkdir(parents=True)
    for number, payload in enumerate(PAYLOADS.values()):
        name = payload.replace("/", "-").replace("\x00", "")
        (saves.folder() / f"{number}{name}.fournos").write_bytes(b"noise")
    path = saves.new_path(f"{TITLE} {KEPT}")
    Table.create(Setup.of(scenarios.load("tutorial"), {"vietnam": "person"}, 1, title=TITLE), path).close()

    async def look(app: FourNosApp, pilot: Any) -> None:
        for key in ("down", "end", "pageup", "home", "tab", "question_mark", "escape"):
            await pressed(app, pilot, key)
            clean(app)

    piloted(Opened(None, PlayOptions(), "start"), look, (100, 30))  # type: ignore[arg-type]


@pytest.mark.parametrize("first", range(3))
def test_what_is_typed_or_pasted_into_a_field_is_text(first: int) -> None:
    """Into the order line, and into the name under which a game is saved."""
    hostile = " ".join(list(PAYLOADS.values())[first::3]) + KEPT
    made = Session.new(Setup.of(scenarios.load("rig-crisis"), {"vietnam": "person"}, 3))
    made.close_phase()
    before = made.table.played.model.world.digest()

    async def write(app: FourNosApp, pilot: Any) -> None:
        for field in app.screen.query(Input):
            field.focus()
            field.value = hostile
            await settled(app, pilot)
            await pressed(app, pilot, "enter")
            clean(app)
        await pressed(app, pilot, "escape", "escape", "1", "s")
        for field in app.screen.query(Input):
            field.value = hostile
            await pressed(app, pilot, "enter")
        await settled(app, pilot)
        clean(app)
        assert app.is_running

    try:
        on_screen(made, "decide", write, (80, 24))
        assert made.table.played.model.world.digest() == before
    finally:
        made.close()
    assert all(path.parent == saves.folder() and harmless(path.name) for path in saves.folder().rglob("*"))


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b'{"theme": "\\u001b[2J"}', b'{"theme": ["x"]}', b"[" * 100_000, b'{"theme": "[bold]"}'],
    ids=["empty", "bytes", "escape", "list", "deep", "markup"],
)
def test_a_file_of_choices_that_is_nonsense_counts_as_none(data: bytes) -> None:
    themes.config_folder().mkdir(parents=True)
    (themes.config_folder() / themes.FILE).write_bytes(data)

    async def look(app: FourNosApp, _pilot: Any) -> None:
        assert app.theme == themes.DEFAULT
        clean(app)

    piloted(Opened(None, PlayOptions(), "start"), look)  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------------ other's secrets


def shown(session: Session, seat: str, size: tuple[int, int]) -> list[str]:
    """Return what all screens show a seat, but the lines of reasons and of luck, which work with the truth."""
    found: list[str] = []

    async def look(app: FourNosApp, pilot: Any) -> None:
        for number, tab in enumerate(TABS, 1):
            await pressed(app, pilot, str(number))
            if tab == "decide":
                await pressed(app, pilot, "r")
            if tab != "result":
                found.extend([f"{tab}: {line}" for line in lines(app)])

    session.sit_down(seat)
    on_screen(session, "situation", look, size)
    return found


@pytest.mark.parametrize(
    ("seat", "size"),
    [("vietnam", (80, 24)), *(pytest.param(seat, (160, 50), marks=pytest.mark.soak) for seat in SEATS)],
)
def test_secrets_of_others_change_no_cell_of_any_screen(seat: str, size: tuple[int, int]) -> None:
    made = Session.new(Setup.of(scenarios.load("border-war-1979"), dict.fromkeys(SEATS, "person"), 11))
    table, role = made.table, made.table.setup.scenario.role_of(seat)
    others = [each for each in SEATS if each != seat]
    try:
        while len(table.record.quarters) < 2:
            made.close_phase()
        before = shown(made, seat, size)
        rows = table.record.quarters
        states = {id(world): world for row in rows for world in (row.before, row.after)}
        for world in (*states.values(), table.played.model.world):
            corrupt(world, role)
        for other in others:
            made.sit_down(other)
            made.write("say firm" if other in table.turn().acting else "")
        made.sit_down(seat)
        made._view = None
        table.beliefs.close()
        table.beliefs = Beliefs(table.played)
        del made.forecasts
        after = shown(made, seat, size)
    finally:
        made.close()
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == []


def test_behind_a_curtain_there_is_nothing_of_the_seat_before() -> None:
    made = Session.new(Setup.of(scenarios.load("rig-crisis"), {"vietnam": "person", "us": "person"}, 11))
    made.close_phase()
    made.write("denial")

    async def look(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "2")
        assert "denial" in "\n".join(lines(app))
        await pressed(app, pilot, "e", "enter")
        await settled(app, pilot)
        text = "\n".join(lines(app))
        assert "It is the turn of" in text
        assert "denial" not in text
        for key in ("1", "2", "5", "tab", "ctrl+p", "question_mark", "v", "y"):
            await pressed(app, pilot, key)
            assert "denial" not in "\n".join(lines(app)), key
            if "It is the turn of" not in "\n".join(lines(app)):
                await pressed(app, pilot, "escape")
        assert "It is the turn of" in "\n".join(lines(app))

    try:
        on_screen(made, "decide", look)
    finally:
        made.close()


def test_no_message_about_an_order_stays_for_the_next_seat() -> None:
    """A message is shown for up to fifteen seconds, on whatever screen there is then; and what was copied is pasted."""
    made = Session.new(Setup.of(scenarios.load("rig-crisis"), {"vietnam": "person", "us": "person"}, 11))
    made.close_phase()
    made.write("denial, man-the-border, go-public")

    async def look(app: FourNosApp, pilot: Any) -> None:
        await pressed(app, pilot, "e")
        assert "man-the-border: costs" in "\n".join(lines(app))
        made.write("denial")
        app.changed()
        await pressed(app, pilot, "y", "e", "enter")
        for _screen in ("the curtain", "the next seat's"):
            text = "\n".join(lines(app))
            assert "man-the-border" not in text
            assert "Copied" not in text
            assert app.clipboard == ""
            await pressed(app, pilot, "enter")
        assert made.seat == "us"

    try:
        on_screen(made, "decide", look)
    finally:
        made.close()
