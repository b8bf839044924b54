"""What the Study screen has done: read in a thread, a run opened as a game, and which study is browsed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.errors import FournosError, InputError
from sim.language import _
from tui.play_options import PlayOptions
from tui.telling import study as telling
from tui.telling.study import ANSWER, BOXES, OVERVIEW, Browsed, Page
from tui.telling.study_charts import Courses, Heat, courses, heat, quantities
from tui.telling.study_runs import Runs, Wish, runs
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.app import FourNosApp


def heat_of(found: Browsed, outcome: str) -> tuple[str, Heat]:
    """Return the regret by an outcome, with its name."""
    return outcome, heat(found.results, outcome)


def chosen(found: Browsed, place: Sequence[int]) -> tuple[str, str, str]:
    """Return policy, scenario and quantity of a chart, from their places."""
    results, known = found.results, quantities()
    first, second, third = place
    return results.policies[first], results.scenarios[second], known[third % len(known)]


def courses_of(found: Browsed, policy: str, scenario: str, quantity: str) -> Courses:
    """Return the courses of recorded runs.

    Raises
    ------
    InputError
        If none were recorded.
    """
    made = courses(found.results, policy, scenario, quantity)
    if made is None:
        message = _("No run of {policy} in {scenario} was recorded quarter by quarter.")
        raise InputError(message.format(policy=policy, scenario=scenario), field="trajectories")
    return made


def runs_of(found: Browsed, wish: Wish) -> Runs:
    """Return the runs that are wished for."""
    return runs(found.results, wish)


def table_of(found: Browsed, page: Page, listed: Runs | None) -> tuple[str, list[str], list[list[str]]]:
    """Return what stands on a page as a table: its title, headings and rows."""
    if page.kind in (ANSWER, BOXES):
        answer = found.answer(page.of)
        first = next((each for each in answer.tables.values() if each.rows), None)
        if first is not None:
            rows = [[telling.entry(value) for value in row] for row in first.rows]
            return first.title or answer.title, list(first.columns), rows
    if page.kind == OVERVIEW or listed is None:
        rows = [[head, line] for head, lines in telling.overview(found) for line in lines]
        return page.title, [_("what"), _("words")], rows
    return listed.wish.words(found.results), listed.columns(), [listed.cells(row) for row in listed.rows]


async def open_run(app: FourNosApp, found: Browsed, run: int, quarter: int | None = None, seat: str = "") -> None:
    """Open a run as a game: whole to be looked at, or up to a quarter in which a seat is taken over."""
    from sim.game.study_runs import origin_of

    app.say_doing(_("making run {run} again ...").format(run=run))
    try:
        origin = await asyncio.to_thread(origin_of, found.results, run, quarter)
    except FournosError as error:
        app.tell(error, "error")
        return
    finally:
        app.say_doing("")
    app.begin(PlayOptions(run=origin, seats=(seat,) if seat else (), ascii=app.ascii))


async def take_over(app: FourNosApp, found: Browsed, run: int) -> None:
    """Ask in which quarter a run is taken over, and in whose seat; then open it."""
    from sim.ensemble import compared_seat

    at = found.results.find(run)
    scenario, last = found.results.world(at.scenario), found.results.length(at.scenario)
    usual = compared_seat(scenario)
    title = _("Take over run {run}").format(run=run)
    words = _("From which quarter do you play, 1 to {last}, and which seat? Seats: {seats}. As in: 12 {usual}")
    text = words.format(last=last, seats=", ".join(scenario.seats), usual=usual)

    def checked(answer: str) -> tuple[int, str]:
        number, _space, seat = answer.strip().partition(" ")
        seat = seat.strip() or usual
        if not (number.isascii() and number.isdecimal() and len(number) < 5 and 1 <= int(number) <= last):
            raise InputError(_("A quarter is a whole number from 1 to {last}.").format(last=last), field="quarter")
        if seat not in scenario.seats:
            raise InputError(_("The seats are {seats}.").format(seats=", ".join(scenario.seats)), field="seat")
        return int(number), seat

    answer = await app.push_screen_wait(Prompt(title, text, "1", check=checked))
    if answer:
        await open_run(app, found, run, *checked(answer))


async def ask_for_study(app: FourNosApp) -> None:
    """Ask for the folder of a study, and browse it."""
    from sim.study.results import open_results

    def checked(path: str) -> None:
        open_results(path, checked=False)

    title, text = _("Open a study"), _("The folder of a study, or one that fournos run -o DIR wrote.")
    path = await app.push_screen_wait(Prompt(title, text, app.study, check=checked))
    if path:
        browse(app, path)


def browse(app: FourNosApp, path: str) -> None:
    """Browse a study in place of the one before."""
    app.study = path
    if "study" in app._modes:
        if app.current_mode == "study":
            app.switch_mode("start")
        app.remove_mode("study")
    app.go("study")
