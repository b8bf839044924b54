"""Choice lists, meters, the ladder, relations, and the two bars."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len
from textual import on
from textual.widget import Widget

from tests.screens.piloted import OneWidget, lines, piloted, pressed, seen
from tui.widgets.choice_list import HEAD, ONE, TEXT, ChoiceList, Row
from tui.widgets.key_bar import Key, KeyBar
from tui.widgets.ladder_bar import LadderBar
from tui.widgets.meter_bar import Gauge, MeterBar
from tui.widgets.pick import Pick
from tui.widgets.relations_diagram import CLOSE, FIGHT, LOOSE, RIVAL, TREATY, Bond, RelationsDiagram
from tui.widgets.status_bar import StatusBar

ROWS = (
    Row("", "Posture", HEAD),
    Row("bamboo", "Bamboo", ONE, "posture"),
    Row("porcupine", "Porcupine", ONE, "posture", cost="2"),
    Row("", "Moves", HEAD),
    Row("appeal", "Appeal [to] the world", cost="1"),
    Row("mobilise", "Mobilise", cost="3", hindrance="costs 3, and 2 are left"),
    Row("open", "Open the file", TEXT),
)


class Heard(OneWidget):
    """Notes what a list of choices tells."""

    @on(ChoiceList.Chosen)
    @on(ChoiceList.Toggled)
    @on(ChoiceList.Refused)
    def note(self, event: Any) -> None:
        self.told.append((type(event).__name__, event.row.id, getattr(event, "taken", None)))


def heard(widget: Widget, *keys: str, ascii_only: bool = False) -> tuple[list[Any], list[str]]:
    """Return what was told after some keys, and the screen."""
    found: list[str] = []

    async def script(app: Heard, pilot: Any) -> None:
        widget.focus()
        await pressed(app, pilot, *keys)
        found.extend(lines(app))

    return piloted(Heard(widget, ascii_only=ascii_only), script).told, found


def test_rows_say_by_signs_and_words_what_they_are() -> None:
    _told, screen = heard(ChoiceList(ROWS, ["bamboo", "appeal"]))
    assert [line.rstrip() for line in screen[:7]] == [
        "Posture",
        "▸(•) Bamboo",
        " ( ) Porcupine".ljust(79) + "2",
        "Moves",
        " [x] Appeal [to] the world".ljust(79) + "1",
        " [ ] Mobilise (not now: costs 3, and 2 are left)".ljust(79) + "3",
        " Open the file",
    ]


def test_in_ascii_rows_are_ascii() -> None:
    _told, screen = heard(ChoiceList(ROWS, ["bamboo", "appeal"]), ascii_only=True)
    assert screen[1].startswith(">(*) Bamboo")
    assert "".join(screen).isascii()


def test_one_of_a_group_is_chosen_and_any_number_of_others_taken() -> None:
    choices = ChoiceList(ROWS, ["bamboo"])
    told, _screen = heard(choices, "down", "enter", "down", "space")
    assert told == [("Chosen", "porcupine", None), ("Toggled", "appeal", True)]
    assert choices.taken == {"porcupine", "appeal"}
    told, _screen = heard(ChoiceList(ROWS, ["appeal"]), "end", "up", "up", "enter")
    assert told == [("Toggled", "appeal", False)]


def test_a_row_that_cannot_be_had_is_refused_and_says_why() -> None:
    choices = ChoiceList(ROWS)
    told, _screen = heard(choices, "end", "up", "enter")
    assert told == [("Refused", "mobilise", None)]
    assert not choices.taken


def test_what_was_taken_can_be_given_back_although_it_cannot_be_had_any_more() -> None:
    told, _screen = heard(ChoiceList(ROWS, ["mobilise"]), "end", "up", "enter")
    assert told == [("Toggled", "mobilise", False)]


def test_the_cursor_passes_over_headings_and_stays_at_its_row_when_rows_change() -> None:
    choices = ChoiceList(ROWS)
    heard(choices, "down", "down")
    assert choices.row is not None
    assert choices.row.id == "appeal"
    choices = ChoiceList(ROWS)

    async def script(app: Heard, pilot: Any) -> None:
        choices.focus()
        await pressed(app, pilot, "end")
        choices.show(ROWS[3:])
        assert choices.row is not None
        assert choices.row.id == "open"
        choices.show(())
        assert choices.row is None
        await pressed(app, pilot, "down", "enter")

    piloted(Heard(choices), script)


def test_a_click_chooses_a_row() -> None:
    choices = ChoiceList(ROWS)

    async def script(app: Heard, pilot: Any) -> None:
        await pilot.click(ChoiceList, offset=(6, 4))
        await pilot.click(ChoiceList, offset=(6, 3))
        await pilot.pause()

    assert piloted(Heard(choices), script).told == [("Toggled", "appeal", True)]


def test_costs_stand_beside_the_scroll_bar_and_not_below_it() -> None:
    rows = [Row(str(number), f"row {number}", cost="12") for number in range(100)]
    _told, screen = heard(ChoiceList(rows))
    assert screen[0][:79].endswith("12")


def test_a_long_list_scrolls_with_the_cursor() -> None:
    rows = [Row(str(number), f"row {number}") for number in range(100)]
    _told, screen = heard(ChoiceList(rows), "end")
    assert any("▸[ ] row 99" in line for line in screen)


@pytest.mark.parametrize("width", [20, 31, 80])
def test_every_line_of_a_list_has_its_width(width: int) -> None:
    choices = ChoiceList(ROWS)

    async def script(_app: Heard, _pilot: Any) -> None:
        assert all(cell_len(choices.line(at, width)) == width for at in range(len(ROWS)))

    piloted(Heard(choices), script)


# ---------------------------------------------------------------- meters, ladder, relations

GAUGES = (
    Gauge("Territory", "98 %", "-1", -1, 0.98),
    Gauge("Autonomy", "62 %", "+3", 1, 0.62),
    Gauge("Prosperity", "0.95", "0", 0, 0.5),
    Gauge("Legitimacy", "55 %", "", 0, 0.55),
    Gauge("Lives", "12,300 people", "+1,200", 1),
)


@pytest.mark.parametrize(("width", "rows"), [(60, 5), (100, 3), (150, 2)])
def test_meters_stand_in_as_many_columns_as_fit(width: int, rows: int) -> None:
    async def script(app: OneWidget, _pilot: Any) -> None:
        shown = [line for line in lines(app) if line.strip()]
        assert len(shown) == rows
        assert all(gauge.name in "".join(shown) and gauge.value in "".join(shown) for gauge in GAUGES)
        assert "▼ -1" in shown[0]
        assert "█" in shown[0]

    piloted(OneWidget(MeterBar(GAUGES)), script, (width, 24))


def test_meters_in_ascii_and_in_words() -> None:
    bar = MeterBar(GAUGES)

    async def script(app: OneWidget, _pilot: Any) -> None:
        assert seen(app).isascii()
        assert "#" in seen(app)

    piloted(OneWidget(bar, ascii_only=True), script)
    assert bar.twin().split("\n")[0] == "Territory: 98 % (-1)"


RUNGS = ("Peace", "Grey zone", "Crisis", "Border war", "Static front", "Occupation", "Settlement")


@pytest.mark.parametrize(
    ("width", "wanted"),
    [
        (100, "Peace ─ Grey zone ─ [Crisis] ─ Border war ─ Static front ─ Occupation ─ Settlement"),
        (60, "Grey zone ─ [Crisis] ─ Border war"),
        (30, "rung 3 of 7: Crisis"),
    ],
)
def test_the_ladder_marks_the_present_rung(width: int, wanted: str) -> None:
    async def script(app: OneWidget, _pilot: Any) -> None:
        assert lines(app)[0].strip() == wanted

    piloted(OneWidget(LadderBar(RUNGS, 2)), script, (width, 10))


BOXES = ("United States", "China", "Vietnam", "Russia")
BONDS = (
    Bond(0, 1, RIVAL, "rivalry 70 %"),
    Bond(2, 0, CLOSE, "level 45 %"),
    Bond(2, 3, TREATY, "level 75 %"),
    Bond(2, 1, FIGHT, "border war"),
    Bond(3, 1, LOOSE, ""),
)


def test_relations_are_drawn_and_told() -> None:
    diagram = RelationsDiagram(BOXES, BONDS)

    async def script(app: OneWidget, _pilot: Any) -> None:
        text = seen(app)
        for word in (*BOXES, "rivalry 70 %", "level 45 %", "level 75 %", "border war", "═", "│", "\u2571", "\u2573"):
            assert word in text
        assert all(cell_len(line) == 78 for line in diagram.lines(78, 22))

    piloted(OneWidget(diagram), script)
    assert diagram.twin().split("\n")[2] == "Vietnam and Russia: treaty, level 75 %"


def test_relations_in_a_small_place_are_told_in_words_and_in_ascii_drawn_in_ascii() -> None:
    diagram = RelationsDiagram(BOXES, BONDS)

    async def script(_app: OneWidget, _pilot: Any) -> None:
        assert diagram.lines(70, 8)[0].strip() == "United States and China: rivalry, rivalry 70 %"
        assert "".join(diagram.lines(70, 20)).isascii()

    piloted(OneWidget(diagram, ascii_only=True), script)


# ---------------------------------------------------------------- the bars

TABS = tuple(Key(str(n), name, f"app.go('{name}')", n == 2) for n, name in enumerate(("Situation", "Decide", "Log"), 1))
KEYS = (Key("r", "Simulate", "app.bell"), Key("x", "Something long", "app.bell"), Key("?", "Help", "app.help"))


@pytest.mark.parametrize(
    ("width", "wanted"),
    [
        (80, "1 Situation  ▸2 Decide  3 Log  r Simulate  x Something long  ? Help"),
        (60, "1 Situation  ▸2 Decide  3 Log  r Simulate  ? Help"),
        (49, "1 Situation ▸2 Decide 3 Log  r Simulate  ? Help"),
        (40, "1  ▸2 Decide  3  r Simulate  ? Help"),
    ],
)
def test_the_key_bar_leaves_out_what_does_not_fit_but_never_the_help(width: int, wanted: str) -> None:
    async def script(app: OneWidget, _pilot: Any) -> None:
        assert lines(app)[-1].strip() == wanted

    piloted(OneWidget(KeyBar(TABS, KEYS)), script, (width, 10))


def test_a_click_on_the_key_bar_does_what_it_says() -> None:
    class Bell(OneWidget):
        def action_help(self) -> None:
            self.told.append("help")

    async def script(app: Bell, pilot: Any) -> None:
        at = lines(app)[-1].index("? Help")
        await pilot.click(KeyBar, offset=(at + 3, 0))
        await pilot.click(KeyBar, offset=(0, 0))

    assert piloted(Bell(KeyBar(TABS, KEYS)), script).told == ["help"]


def test_the_status_bar_keeps_the_first_facts_and_what_is_going_on() -> None:
    bar = StatusBar()

    async def script(app: OneWidget, pilot: Any) -> None:
        bar.show("1979Q1, turn 1", "you: Vietnam", "a fact that is much too long for such a bar")
        bar.doing("forecast 40 %")
        await pilot.pause()
        assert lines(app)[0].split("   ")[0].strip() == "1979Q1, turn 1"
        assert lines(app)[0].rstrip().endswith("forecast 40 %")
        assert "much too long" not in lines(app)[0]

    piloted(OneWidget(bar), script, (50, 5))


def test_a_dialog_answered_twice_closes_once_and_leaves_the_screen_below_alone() -> None:
    async def play(app: Any, pilot: Any) -> None:
        below, heard = app.screen, []
        pick = Pick("Which?", [Row("a", "One", TEXT), Row("b", "Two", TEXT)])
        await app.push_screen(pick, heard.append)
        await pilot.pause()
        choices = pick.query_one(ChoiceList)
        for _ in range(3):  # as a held Enter does: three answers wait before the first is heard
            choices.post_message(ChoiceList.Chosen(choices, choices.row))
        await pilot.pause()
        assert heard == ["a"]
        assert app.screen is below

    piloted(OneWidget(ChoiceList(ROWS)), play)
