"""The pages of the Study screen: read in threads, and shown; what is no longer asked for is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget
from textual.worker import get_current_worker

from sim.errors import FournosError
from sim.language import _
from tui.screens import studies
from tui.screens.game_screen import GameScreen
from tui.telling import study as telling
from tui.telling.study import ANSWER, BOXES, COURSES, HEAT, OVERVIEW, RUNS, Browsed, Page
from tui.telling.study_charts import Courses, Heat
from tui.telling.study_runs import Runs, Wish
from tui.text import titled
from tui.widgets.choice_list import HEAD, TEXT, ChoiceList, Row
from tui.widgets.fan_chart import FanChart
from tui.widgets.heat_map import HeatMap
from tui.widgets.text_panel import Part, TextPanel

SHOWN = {OVERVIEW: "text", ANSWER: "text", BOXES: "text", HEAT: "heat", COURSES: "courses", RUNS: "runs"}
"""Which widget shows which kind of page."""


class StudyPages(GameScreen):
    """Pages of a study on the left, the one chosen on the right."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Browsed | None = None
        self._pages: list[Page] = []
        self._wish = Wish()
        self._runs: Runs | None = None
        self._heats: dict[str, Heat] = {}
        self._courses: Courses | None = None
        self._place: list[int] = [0, 0, 0]
        self._real: int | None = None
        self._job = 0

    def body(self) -> ComposeResult:
        """Lay out the pages and the place of the one chosen."""
        with Container(id="study"):
            yield ChoiceList([Row("reading", _("Reading the study ..."), TEXT)], id="pages", classes="panel")
            with Container(id="page"):
                yield TextPanel(id="text", classes="panel shown")
                yield HeatMap(id="heat", classes="panel")
                yield FanChart(id="courses")
                yield ChoiceList(id="runs", classes="panel")

    def on_mount(self) -> None:
        """Put the cursor on the pages, and read the study in a thread."""
        self.query_one("#pages", ChoiceList).focus()
        self.renew()
        self._read(self.game.study)

    # ------------------------------------------------------------------------------------------------------- reading

    @property
    def _page(self) -> Page | None:
        """The page at the cursor."""
        row = self.query_one("#pages", ChoiceList).row
        return next((each for each in self._pages if row and each.id == row.id), None)

    @work(thread=True, exclusive=True, group="study", exit_on_error=False)
    def _read(self, path: str) -> None:
        """Read the study in a thread."""
        worker = get_current_worker()
        try:
            found = telling.browsed(path)
        except FournosError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._unread, str(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take, found)

    def _unread(self, why: str) -> None:
        self.query_one("#pages", ChoiceList).show([Row("unread", _("It cannot be read."), TEXT)])
        self.query_one("#text", TextPanel).tell([why], _("This study"))

    def _take(self, found: Browsed) -> None:
        """Show a study that has been read."""
        self._found, self._pages = found, telling.pages(found)
        rows: list[Row] = []
        for page in self._pages:
            if page.kind == ANSWER and not any(row.id == "answers" for row in rows):
                rows.append(Row("answers", _("Answers that are kept"), HEAD))
            rows.append(Row(page.id, page.title, TEXT))
        choices = self.query_one("#pages", ChoiceList)
        choices.show(rows)
        choices.point(self._pages[0].id)
        titled(choices, _("Study: {name}").format(name=found.results.spec.name), _("Enter reads   Esc comes back"))
        self._turn_to(self._pages[0])

    # -------------------------------------------------------------------------------------------------- what is shown

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """Show the page at the cursor."""
        if event.choices.id == "pages" and self._page is not None:
            self._turn_to(self._page)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Go over to the page, or open the run."""
        if event.choices.id == "pages":
            self._shown().focus()
        elif event.row.id.startswith("run:"):
            self._open(int(event.row.id.partition(":")[2]))

    @work(group="opening", exclusive=True)
    async def _open(self, run: int) -> None:
        if self._found is not None:
            await studies.open_run(self.game, self._found, run)

    def on_heat_map_chosen(self, event: HeatMap.Chosen) -> None:
        """List the runs behind a cell."""
        heat = self._heats.get(self._page.of) if self._page else None
        if heat is not None and self._page is not None:
            point = heat.points[event.column]
            where = {"policy": heat.policies[event.row], "scenario": heat.scenarios[event.column], "point": point}
            self._wish = Wish(outcome=self._page.of, **where)  # type: ignore[arg-type]
            self.query_one("#pages", ChoiceList).point(Page(RUNS, "", "").id)
            self._shown().focus()

    def _shown(self) -> Widget:
        """Return the widget that shows the page."""
        kind = self._page.kind if self._page else OVERVIEW
        return self.query_one(f"#{SHOWN[kind]}")

    def _turn_to(self, page: Page) -> None:
        """Show a page: text at once, what has to be read from the disk in a thread."""
        found = self._found
        if found is None:
            return
        self._job += 1  # what is still being read belongs to another page
        self.doing("")
        for name in set(SHOWN.values()):
            self.query_one(f"#{name}").set_class(name == SHOWN[page.kind], "shown")
        self.query_one(HeatMap).show(self._heats.get(page.of) if page.kind == HEAT else None)
        self.query_one(FanChart).show(None)
        self._seen = -1
        self.renew()
        if SHOWN[page.kind] == "text":
            self.query_one("#text", TextPanel).show([Part(*part) for part in self._parts(found, page)], page.title)
        elif page.kind == HEAT and page.of not in self._heats:
            self._begin(lambda: studies.heat_of(found, page.of), self._take_heat)
        elif page.kind == COURSES:
            self._draw_courses()
        elif page.kind == RUNS:
            self._list_runs()

    def _parts(self, found: Browsed, page: Page) -> list[tuple[str, tuple[str, ...]]]:
        """Return the text of a page."""
        width = max(self.query_one("#text").size.width - 4, 40)
        if page.kind == OVERVIEW:
            told = telling.overview(found)
        elif page.kind == BOXES:
            told = list(telling.box_lines(found.answer(page.of), width, ascii_only=self.game.ascii))
        else:
            told = telling.answer_lines(found.answer(page.of), width)
        return [(head, tuple(lines)) for head, lines in told]

    @work(thread=True, exclusive=True, group="page", exit_on_error=False)
    def _work(self, job: int, make: Callable[[], Any], take: Callable[[Any], None]) -> None:
        """Work something out in a thread; what is no longer asked for is left."""
        try:
            made = make()
        except FournosError as error:
            self.app.call_from_thread(self.game.tell, error, "error")
            made = None
        self.app.call_from_thread(self._done, job, made, take)

    def _begin(self, make: Callable[[], Any], take: Callable[[Any], None]) -> None:
        self._job += 1
        self.doing(_("reading ..."))
        self._work(self._job, make, take)

    def _done(self, job: int, made: Any, take: Callable[[Any], None]) -> None:
        if job == self._job and self.is_mounted:
            self.doing("")
            if made is not None:
                take(made)

    def _take_heat(self, made: tuple[str, Heat]) -> None:
        name, heat = made
        self._heats[name] = heat
        if self._page is not None and (self._page.kind, self._page.of) == (HEAT, name):
            self.query_one(HeatMap).show(heat)

    def _draw_courses(self) -> None:
        found = self._found
        if found is not None:
            which, held = studies.chosen(found, self._place), self._courses
            if held is not None and which == (held.policy, held.scenario, held.quantity):
                self._take_courses(held)
            else:
                self._begin(lambda: studies.courses_of(found, *which), self._take_courses)

    def _take_courses(self, made: Courses) -> None:
        self._courses = made
        self.query_one(FanChart).show(made.fan(self._real))

    def _list_runs(self) -> None:
        found, wish = self._found, self._wish
        if found is not None and (self._runs is None or self._runs.wish != wish):
            self._begin(lambda: studies.runs_of(found, wish), self._take_runs)

    def _take_runs(self, made: Runs) -> None:
        self._runs = made
        assert self._found is not None
        head, *lines = made.lines()
        rows = [Row("head", " " + head, HEAD)]
        rows += [Row(f"run:{row.run}", line, TEXT) for row, line in zip(made.rows, lines, strict=True)]
        choices = self.query_one("#runs", ChoiceList)
        choices.show(rows)
        if made.rows:
            choices.point(f"run:{made.rows[0].run}")
        count = _("{n:,} of {all:,}").format(n=len(made.rows), all=made.count)
        titled(choices, made.wish.words(self._found.results), count)
