"""The result: what was done and what happened, changes that open into lines that add up, and the luck bars."""

from __future__ import annotations

import re
from typing import Any

import pytest
from textual.widgets import Static

from sim.game.predictions import Prediction
from sim.game.record import Inject
from sim.ledger.lines import LINES
from sim.ledger.quantities import QUANTITIES
from sim.world import GRAIN
from tests.screens.games import EVERYBODY, on_screen, session_of
from tests.screens.piloted import pressed, seen, sizes
from tui.app import FourNosApp
from tui.screens.result import ResultScreen
from tui.telling.account_text import line_text
from tui.telling.result import expected, eyes_of, luck, luck_bar, pages, row_name, titles
from tui.telling.why import Eyes, changes, why
from tui.widgets.choice_list import ChoiceList
from tui.widgets.luck_bars import LuckBars

NUMBER = re.compile(r"[+−]?\d[\d,]*\.?\d*")


def number(text: str) -> float:
    return float(NUMBER.findall(text)[0].replace("−", "-").replace(",", ""))


@pytest.mark.parametrize("size", sizes())
def test_the_result_shows_who_did_what_what_happened_and_why(size: tuple[int, int]) -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        text = seen(app)
        assert "What each seat did" in text
        assert "Why it changed" in text
        assert "Legitimacy" in text
        assert "luck, percentile" in text
        app.screen.query_one(ChoiceList).point("change:legitimacy")
        await pressed(app, pilot, "enter")
        assert "course" in seen(app)
        app.screen.query_one(ChoiceList).point("line:course:attrition")
        await pressed(app, pilot, "enter")
        assert "Behind the line" in seen(app)
        behind = str(app.screen.query_one("#behind Static", Static).render())
        assert "burden of war on Vietnam" in behind
        assert "RULE  the target's weariness" in behind
        await pressed(app, pilot, "escape", "escape")
        assert not app.screen.has_class("-reading")

    with session_of(turns=3) as session:
        on_screen(session, "result", script, size)


def test_the_lines_on_the_screen_add_up_to_the_change_on_the_screen() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        choices = app.screen.query_one(ChoiceList)
        for name in ("legitimacy", "prosperity", "lives"):
            choices.point(f"change:{name}")
            await pressed(app, pilot, "enter")
            rows = {row.id: row.text for row in choices.rows}
            shown = [number(rows[f"line:{line.value}"].strip().removeprefix(line.value)) for line in LINES]
            total = number(rows["sum"])
            places = len(rows["sum"].strip().partition(".")[2])
            assert sum(shown) == pytest.approx(total, abs=len(shown) * 10.0**-places)
            change = number(rows[f"change:{name}"].partition("(")[2])
            assert total == pytest.approx(change, rel=0.02)
            await pressed(app, pilot, "escape")

    with session_of() as session:
        on_screen(session, "result", script, (160, 50))


@pytest.mark.parametrize("seat", ["vietnam", "us"])
def test_accounts_of_a_whole_turn_add_up_to_the_last_grain_for_every_seat(seat: str) -> None:
    with session_of("four-nos", 3, EVERYBODY) as session:
        session.sit_down(seat)
        turn = next(row for row in reversed(session.table.record.turns) if len(row.quarters) > 1)
        eyes = eyes_of(session)
        found = changes(session.table, eyes, turn.quarters)
        for each in found[:3]:
            told = why(session.table, eyes, each.name, turn.quarters)
            lines = sum(row.grains for row in told.lines if not row.part)
            assert lines == round(each.after * GRAIN) - round(each.before * GRAIN), each.name
            parts = sum(row.grains for row in told.lines if row.part)
            assert parts == told.line("course").grains


def test_a_seat_is_shown_no_account_of_what_it_does_not_see_and_no_value_that_another_keeps() -> None:
    with session_of(turns=3, players=EVERYBODY) as session:
        table, quarters = session.table, session.table.record.turns[-1].quarters
        session.sit_down("china")
        eyes = eyes_of(session)
        shown = {each.name for each in changes(table, eyes, quarters)}
        assert not shown & {"legitimacy", "prosperity", "target_weariness", "stocks", "credibility_a", "mood_a"}
        assert shown >= {"territory", "autonomy", "lives", "challenger_weariness"}
        session.sit_down("vietnam")
        eyes = eyes_of(session)
        told = why(table, eyes, "legitimacy", quarters)
        behind = [row.text for line in told.lines for row in line.inputs]
        assert any(text == "what the United States keeps to itself" for text in behind)
        assert not any(text.startswith(("fatigue of", "mood of", "weariness of China")) for text in behind)
        whole = why(table, Eyes(eyes.role, True), "legitimacy", quarters)
        assert any(row.text.startswith("fatigue of") for line in whole.lines for row in line.inputs)


def test_behind_a_line_stand_rules_parameters_claims_and_their_opposites() -> None:
    with session_of(turns=3) as session:
        quarters = session.table.record.turns[-1].quarters
        eyes = Eyes(eyes_of(session).role, True)
        accounts = [why(session.table, eyes, name, quarters) for name in ("legitimacy", "support_a")]
        text = "\n".join("\n".join(line_text(told, line.key)) for told in accounts for line in told.lines)
        assert "RULE  " in text
        assert ": 0.35 (0.2 to 0.5 1/tenfold; wD, assumed; [Mueller1973] [Rosen1972])" in text
        assert "  Claim A" in text
        assert "The opposite, " in text


def test_a_turn_of_a_year_is_told_as_a_whole_and_quarter_by_quarter() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert isinstance(app.screen, ResultScreen)
        count = sum(len(pages(app.screen.session.table, row.number)) for row in app.screen.session.table.record.turns)
        whole = next(at for at in range(count) if f"page {at + 1} of {count}" in seen(app))
        assert "to 20" in app.screen.pages[whole][1].title
        await pressed(app, pilot, "full_stop")
        assert f"page {whole + 2} of {count}" in seen(app)
        assert len(app.screen.pages[whole + 1][1].quarters) == 1
        await pressed(app, pilot, "comma", "comma")
        assert f"page {whole} of {count}" in seen(app)

    with session_of("four-nos", 2) as session:
        on_screen(session, "result", script)


def test_an_override_stands_beside_the_models_own_result() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        text = " ".join(seen(app).replace("│", " ").split())
        assert "[@click=app.quit]reason[/]" in text
        assert "the model's own result" in text
        assert "in its place 0.5" in text

    with session_of() as session:
        session.table.override({"trust": 0.5, "weariness.1": 0.9}, "[@click=app.quit]reason[/]")
        on_screen(session, "result", script, (160, 50))
        own = next(row for row in session.table.record.interventions[0].rows if row[0] == "weariness.1")[1]
        from tui.telling.result import overridden

        told = "\n".join(overridden(session.table, eyes_of(session), session.table.record.turns[-1].quarters))
        assert f"{own:g}" not in told  # what China keeps to itself is no business of Vietnam's


def test_hostile_words_of_a_facilitator_are_plain_characters() -> None:
    text = "[bold red]x[/] \x1b[31m\x9b31m \u202egnp.exe [@click=app.quit]y[/] [[["

    async def script(app: FourNosApp, pilot: Any) -> None:
        shown = " ".join(seen(app).replace("│", " ").split())
        assert "[bold red]x[/]" in shown
        assert "[@click=app.quit]y[/] [[[" in shown
        assert not set("\x1b\x9b\u202e") & set(shown)
        assert app.return_value is None

    with session_of(turns=1) as session:
        session.table.inject(Inject("", text, {"trust": 0.01}))
        session.close_phase()
        on_screen(session, "result", script, (160, 50))


def test_the_luck_bars_say_in_words_and_numbers_what_they_draw() -> None:
    async def script(app: FourNosApp, _pilot: Any) -> None:
        bars = app.screen.query_one(LuckBars)
        assert "in 200 replays of the same orders" in bars.twin()
        assert len(bars.values()) == len(bars.lines())
        assert all(len(row) == len(bars.columns()) for row in bars.values())

    with session_of() as session:
        on_screen(session, "result", script, (160, 50))
        found = luck(session.table, eyes_of(session), session.table.record.turns[-1].quarters)
        assert {bar.name for bar in found} <= set(QUANTITIES)
        for bar in found:
            drawn = luck_bar(bar, 30, ascii_only=True)
            assert len(drawn) == 30
            assert drawn.count("*") == 1
            assert set(drawn) <= set(" -=*")


def test_with_nothing_played_the_screen_says_what_to_do() -> None:
    async def script(app: FourNosApp, pilot: Any) -> None:
        assert "No turn has been played yet" in seen(app)
        await pressed(app, pilot, "enter", "escape", "comma", "v")

    with session_of(turns=0) as session:
        on_screen(session, "result", script, (80, 24))


def test_orders_are_told_by_their_titles() -> None:
    from sim.orders import order
    from sim.seats import Role

    with session_of(turns=0) as session:
        text = "upgrade-us; posture bamboo; break no-bases; answer war=offer-talks at 0.4; say firm"
        given = order(text, Role.TARGET, "vietnam")
        told = titles(given, "vietnam", session.table.setup.scenario)
        assert "A step closer to the United States" in told
        assert "breaks the pledge: Allow no foreign military base" in told
        assert "takes up the posture bamboo" in told
        assert "Offer talks on terms (0.40; 0 mine, 1 theirs)" in told


def test_what_was_expected_is_told_beside_what_came_as_far_as_the_seat_sees_it() -> None:
    with session_of("four-nos", 0, EVERYBODY) as session:
        for seat in ("vietnam", "china"):
            session.table.predict(seat, Prediction("war", 0.1, "[b]calm[/]"))
            session.table.predict(seat, Prediction("legitimacy", 0.8))
        while not session.table.record.turns:
            session.close_phase()
        turn = session.table.record.turns[0]
        own = expected(session.table, "vietnam", eyes_of(session), turn)
        assert len(own) == 2
        assert own[0].startswith("You expected: ")
        assert "[b]calm[/]" in own[0]
        assert own[0].endswith("It did not come about.")
        session.sit_down("china")
        assert len(expected(session.table, "china", eyes_of(session), turn)) == 1


def test_rows_of_the_state_are_told_with_the_seats_names() -> None:
    with session_of(turns=0) as session:
        scenario = session.table.setup.scenario
        assert row_name("support.1", scenario) == "the patron's support for Vietnam (Russia)"
        assert row_name("grievance", scenario) == "China's grievance"


def test_work_in_the_background_that_fails_is_told_and_the_game_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("[bold]broken[/]")

    monkeypatch.setattr("tui.telling.result.luck", broken)

    async def script(app: FourNosApp, pilot: Any) -> None:
        await pilot.pause(0.2)
        assert any("failed: [bold]broken[/]" in told.message for told in app._notifications)
        await pressed(app, pilot, "5", "4")
        assert app.fault is None

    with session_of(turns=1) as session:
        on_screen(session, "result", script, (160, 50))
