"""The result of a turn: what each seat did, what happened, why, and where it fell among replays of the same orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Static
from textual.worker import get_current_worker

from sim.errors import FournosError
from sim.language import _
from tui.screens.game_screen import GameScreen
from tui.screens.paragraphs import under
from tui.text import content, joined, titled
from tui.widgets.choice_list import HEAD, TEXT, ChoiceList, Row
from tui.widgets.key_bar import Key
from tui.widgets.luck_bars import LuckBars

if TYPE_CHECKING:
    from sim.game.luck import LuckBar
    from tui.telling.result import Page
    from tui.telling.why import Why

CHANGE, LINE, FOLD = "change", "line", "fold"
"""Kinds of rows in the list of changes."""
FIRST = 5
"""Quantities beside the meters that are listed before the rest is unfolded."""


class ResultScreen(GameScreen):
    """What came of a turn; of a longer turn as a whole, or quarter by quarter.

    Attributes
    ----------
    pages : all that can be shown: the turn, and its quarters together or one of them.
    """

    NAME = "result"
    CSS_PATH = "result.tcss"
    HELP = _(
        "What came of the turn. On the list of changes, Enter opens a change into its lines: own policy, others' "
        "policy, aid, attrition, alliance, chance, and what was only the course of things. They add up to the change. "
        "Enter on a line shows the inputs behind it, the rules with their parameters and ranges, the essays' claims, "
        "and a claim that says the opposite. Left and right (or , and .) go through the turns and their quarters."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,comma", "page(-1)", _("Earlier"), show=False),
        Binding("right,full_stop", "page(1)", _("Later"), show=False),
        Binding("escape", "back", _("Back"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[tuple[int, Page]] = []
        self._at = -1
        self._wanted: int | None = None
        self._open = self._moved = ""
        self._whole_list = False
        self._why: Why | None = None
        self._line = ""
        self._job = 0

    def body(self) -> ComposeResult:
        """Lay out the story, the changes with what is behind them, and the luck bars."""
        with Container(id="result"):
            with VerticalScroll(id="story", classes="panel"):
                yield Static(id="did")
                yield Static(id="happened")
            with Container(id="why"):
                yield ChoiceList(id="changes", classes="panel")
                with VerticalScroll(id="behind", classes="panel"):
                    yield Static()
        yield LuckBars(id="luck", classes="panel")

    def shortcuts(self) -> Sequence[Key]:
        """Return what can be done here."""
        return [
            Key("Enter", _("Why"), "screen.enter"),
            Key(",", _("Earlier"), "screen.page(-1)"),
            Key(".", _("Later"), "screen.page(1)"),
            Key("v", _("Values"), "app.values"),
        ]

    def on_mount(self) -> None:
        """Put the cursor on the changes."""
        titled(self.query_one("#behind"), _("Behind the line"), _("Esc back"))
        self.query_one(ChoiceList).focus()
        self.renew()

    def show_quarter(self, quarter: int) -> None:
        """Show a quarter that was played, when the screen is next filled."""
        self._wanted = quarter
        self._seen = -1
        self.renew()

    def show_session(self) -> None:
        """Show the last turn, or the quarter that was asked for."""
        from tui.telling.result import pages

        table = self.session.table
        before = len(self.pages)
        self.pages = [(turn.number, page) for turn in table.record.turns for page in pages(table, turn.number)]
        wholes = [at for at, (_turn, page) in enumerate(self.pages) if page.title == pages(table, _turn)[0].title]
        if self._wanted is not None:
            found = [at for at, (_turn, page) in enumerate(self.pages) if self._wanted in page.quarters]
            self._at, self._wanted = (found[-1] if found else -1), None
        elif len(self.pages) != before or self._at >= len(self.pages):
            self._at = wholes[-1] if wholes else -1
        self._fill()
        if len(self.pages) != before:
            self.query_one(ChoiceList).action_move(-1000)
            self.query_one(ChoiceList).point(f"{CHANGE}:{self._moved}")  # what stayed as it was is not worth opening

    # --------------------------------------------------------------------------------------------------------- paging

    def action_page(self, by: int) -> None:
        """Go to an earlier or a later page."""
        if self.pages and 0 <= self._at + by < len(self.pages):
            self._at += by
            self._fill()

    def action_back(self) -> None:
        """Leave what is behind a line, then fold the change that is open."""
        if self.has_class("-reading"):
            self.remove_class("-reading")
            self.query_one(ChoiceList).focus()
        elif self._open:
            self._fold("")

    def action_enter(self) -> None:
        """Open the row at the cursor, for a click on the key bar."""
        self.query_one(ChoiceList).action_choose()

    def _fill(self) -> None:
        self.remove_class("-reading")
        self._why, self._line = None, ""
        story = self.query_one("#story")
        if self._at < 0:
            titled(story, _("Result"))
            text = _("No turn has been played yet. Give your order on Decide (2), then press e.")
            self.query_one("#did", Static).update(content(text))
            self.query_one("#happened", Static).update(content(""))
            self.query_one(ChoiceList).show([])
            self.query_one(LuckBars).say(_("Nothing to compare yet."))
            return
        turn, page = self.pages[self._at]
        titled(story, page.title, self._place())
        self._job += 1
        self._tell(turn, page)
        self._fold(self._open)
        self._show_behind()
        self.query_one(LuckBars).say(_("Replaying the same orders 200 times ..."))
        self._replay(self._job, page)

    def _place(self) -> str:
        if len(self.pages) == 1:
            return f"Tab {_('Read on')}"
        return _("page {n} of {all}").format(n=self._at + 1, all=len(self.pages)) + f"   Tab {_('Read on')}"

    def _tell(self, turn: int, page: Page) -> None:
        from tui.telling.result import story

        done, told = story(self.session, turn, page)
        self.query_one("#did", Static).update(joined(under(_("What each seat did"), done, "- ")))
        self.query_one("#happened", Static).update(joined(under(_("What happened"), told, "- ")))
        self.query_one("#story", VerticalScroll).scroll_home(animate=False)

    # ------------------------------------------------------------------------------------------------------------ why

    def _fold(self, name: str) -> None:
        """Show the list of changes with one of them open, or none."""
        from sim.study.meters import METERS
        from sim.world import GRAIN
        from tui.telling.result import eyes_of
        from tui.telling.why import changes

        table, eyes = self.session.table, eyes_of(self.session)
        page = self.pages[self._at][1]
        found = changes(table, eyes, page.quarters)
        self._moved = next((each.name for each in found if abs(each.by) >= 1.0 / GRAIN), "")
        if name != self._open or self._why is None or self._why.quarters != page.quarters:
            self._why = None
        self._open = name if name in [each.name for each in found] else ""
        if self._open and self._why is None:
            self._account(self._job, self._open, page)
        rows = [Row("head", _("Five meters"), HEAD)]
        meters, others = {meter.name for meter in METERS}, 0
        for each in found:
            meter = each.name in meters
            if not meter:
                others += 1
                if others == 1:
                    rows.append(Row("more", _("What else changed"), HEAD))
                if others > FIRST and not self._whole_list and each.name != self._open:
                    continue
            mark = "[-] " if self._open == each.name else "[+] "  # a bare sign reads as that of the change
            rows.append(Row(f"{CHANGE}:{each.name}", mark + each.text, TEXT))
            if each.name == self._open:
                rows += self._lines()
        if others > FIRST and not self._whole_list:
            rows.append(Row(FOLD, _("... and {n} more: Enter shows them").format(n=others - FIRST), TEXT))
        choices, opened = self.query_one(ChoiceList), f"{CHANGE}:{self._open}"
        choices.show(rows)
        if choices.row is not None and choices.row.id == opened:  # its lines come into sight below it
            choices.scroll_to(y=[row.id for row in rows].index(opened), animate=False, force=True)
        titled(choices, _("Why it changed"), _("Enter opens   Esc folds"))

    def _lines(self) -> list[Row]:
        """Return the lines of the account that is open, as rows."""
        from tui.telling.account_text import account_text

        if self._why is None:
            return [Row("wait", _("    working it out ..."), HEAD)]
        texts = account_text(self._why, plain=bool(self.game.ascii))[1:]
        keys = [each.key for each in self._why.lines]
        rows = [Row(f"{LINE}:{key}", f"    {text}", TEXT) for key, text in zip(keys, texts, strict=False)]
        return [*rows, Row("sum", f"     {texts[-1]}", HEAD)]

    @work(thread=True, exclusive=True, group="why", exit_on_error=False)
    def _account(self, job: int, name: str, page: Page) -> None:
        """Work out the account of a change in a thread, and show its lines."""
        from tui.telling.result import eyes_of
        from tui.telling.why import why

        worker, session = get_current_worker(), self.session
        told = why(session.table, eyes_of(session), name, page.quarters)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take, job, name, told)

    def _take(self, job: int, name: str, told: Why) -> None:
        """Show an account that was worked out, if it is still asked for."""
        if job == self._job and name == self._open and self.is_mounted:
            self._why = told
            self._fold(name)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Open a change into its lines, or a line into what is behind it."""
        kind, _colon, name = event.row.id.partition(":")
        if kind == CHANGE:
            self._fold("" if name == self._open else name)
        elif kind == FOLD:
            self._whole_list = True
            self._fold(self._open)
        elif kind == LINE:
            self._line = name
            self._show_behind()
            self.add_class("-reading")
            self.query_one("#behind").focus()

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """Show what is behind the line at the cursor, where there is room beside the list."""
        kind, _colon, name = event.row.id.partition(":")
        self._line = name if kind == LINE else ""
        self._show_behind("" if kind == LINE else event.row.text[4:])

    def _show_behind(self, at: str = "") -> None:
        """Show what is behind the line at the cursor; beside a change, the whole of it and what to press."""
        from tui.telling.account_text import line_text

        text = [at, "", _("Open a change with Enter, then a line of it: what is behind it stands here.")]
        if self._why is not None and self._line:
            text = line_text(self._why, self._line)
        behind = self.query_one("#behind", VerticalScroll)
        behind.query_one(Static).update(content("\n".join(text)))
        behind.scroll_home(animate=False)

    # ----------------------------------------------------------------------------------------------------------- luck

    @work(thread=True, exclusive=True, group="luck", exit_on_error=False)
    def _replay(self, job: int, page: Page) -> None:
        """Replay the orders of a page with other luck, and show where what came fell."""
        from tui.telling.result import eyes_of, luck

        worker, session = get_current_worker(), self.session
        try:
            found = luck(session.table, eyes_of(session), page.quarters, lambda: worker.is_cancelled)
        except FournosError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.query_one(LuckBars).say, str(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take_luck, job, found)

    def _take_luck(self, job: int, found: tuple[LuckBar, ...]) -> None:
        """Show luck bars that were worked out, if they are still asked for."""
        if job == self._job and self.is_mounted:
            self.query_one(LuckBars).show(found, self.session.table.setup.scenario)

    def twin(self) -> str:
        """Return the whole result as text."""
        from tui.telling.result import whole

        if self._at < 0:
            return ""
        return "\n".join([*whole(self.session, *self.pages[self._at]), self.query_one(LuckBars).twin()])
