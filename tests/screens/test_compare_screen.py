"""Two plans beside each other: pinned or drafted, on one axis and on the same luck, one panel at a time if need be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.screens.games import on_screen, session_of
from tests.screens.piloted import pressed, seen, settled, sizes
from tui import forecasting
from tui.app import FourNosApp
from tui.screens.compare import PANELS, CompareScreen
from tui.session import Session
from tui.telling.decide import take
from tui.widgets.fan_chart import FanChart
from tui.widgets.text_panel import TextPanel


@pytest.fixture(autouse=True)
def few_futures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer futures than in a game."""
    monkeypatch.setattr(forecasting, "COUNT", 20)


def pinned(session: Session) -> None:
    """Pin a step to the United States as plan A, and the draft of a defence as plan B."""
    take(session.draft, "move:leap-us")
    session.forecasts.pin("a", session.draft.order)
    take(session.draft, "move:leap-us")
    take(session.draft, "move:denial")
    session.forecasts.pin("b", session.draft.order)


@pytest.mark.parametrize("size", sizes())
def test_two_plans_stand_beside_each_other_at_every_size(size: tuple[int, int]) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        text = seen(app)
        assert "A, pinned: leap-us" in text
        assert "B, pinned: denial" in text
        assert "A: legitimacy" in text
        narrow = size[0] < 96
        assert ("B: legitimacy" in text) is not narrow
        if narrow:
            found = []
            for _panel in PANELS:
                await pressed(app, pilot, "n")
                found.append(seen(app))
            for words in ("B: legitimacy", "B less A: legitimacy", "Endings: share of the futures, B less A"):
                assert any(words in each for each in found), words
        else:
            assert "B less A: legitimacy" in text

    with session_of("four-nos", 0) as session:
        pinned(session)
        on_screen(session, "compare", script, size)


def test_both_charts_have_one_axis_and_the_text_says_the_difference() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        charts = [app.screen.query_one(f"#plan-{place}", FanChart).fan for place in "ab"]
        assert charts[0] is not None
        assert charts[1] is not None
        assert charts[0].limits == charts[1].limits
        text = app.screen.query_one("#shares", TextPanel).twin()
        assert "In 20 simulated futures over 60 quarters" in text
        assert "No war: A " in text
        assert "autonomy: A " in text
        assert "it does not say what will happen" in text
        await pressed(app, pilot, "k")
        assert "A: autonomy" in seen(app)
        await pressed(app, pilot, "v")
        assert "95 %" in seen(app)

    with session_of("four-nos", 0) as session:
        pinned(session)
        on_screen(session, "compare", script)


def test_without_pins_the_draft_stands_beside_the_last_order_and_follows_it() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert isinstance(app.screen, CompareScreen)
        assert "A and B are the same order" in seen(app)
        await pressed(app, pilot, "2")
        assert app.session is not None
        take(app.session.draft, "move:denial")
        await pressed(app, pilot, "3")
        await settled(app, pilot)
        assert "A, your draft: denial" in seen(app)
        assert "B, nothing ordered: no order" in seen(app)
        await pressed(app, pilot, "b")
        assert "B, pinned: denial" in seen(app)
        assert "A and B are the same order" in app.screen.twin()

    with session_of("tutorial", 1) as session:
        on_screen(session, "compare", script)


def test_the_screen_can_be_resized_while_futures_are_made() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        await pilot.press("r")
        await pilot.resize_terminal(80, 24)
        await pilot.resize_terminal(160, 50)
        await settled(app, pilot)
        assert "B less A" in seen(app)

    with session_of("bleeding-white", 1) as session:
        pinned(session)
        on_screen(session, "compare", script)
