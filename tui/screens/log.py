"""The log: every quarter with what each seat did; from any of them a new game can be forked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from sim.errors import FournosError
from sim.language import _
from tui.screens.game_screen import GameScreen
from tui.text import content, titled
from tui.widgets.choice_list import HEAD, TEXT, ChoiceList, Row
from tui.widgets.key_bar import Key
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from pathlib import Path

    from tui.session import Session
    from tui.telling.log import Entry


class LogScreen(GameScreen):
    """Every quarter that was played."""

    NAME = "log"
    CSS_PATH = "log.tcss"
    HELP = _(
        "Every quarter so far, as this seat saw it. Enter shows the result of the quarter at the cursor; f begins a "
        "new game from the start of its turn, on the same luck, and keeps the old one as it is; w shows one seat at a "
        "time."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "fork", _("Fork"), show=False),
        Binding("w", "whose", _("Whose"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._seat = ""
        self._entries: tuple[Entry, ...] = ()

    def body(self) -> ComposeResult:
        """Lay out the quarters, and what is told of one."""
        with Container(id="log"):
            yield ChoiceList(id="quarters", classes="panel")
            with VerticalScroll(id="told", classes="panel"):
                yield Static()

    def shortcuts(self) -> Sequence[Key]:
        """Return what can be done here."""
        return [
            Key("Enter", _("Result"), "screen.enter"),
            Key("w", _("Whose"), "screen.whose"),
            Key("f", _("Fork"), "screen.fork"),
        ]

    def on_mount(self) -> None:
        """Put the cursor on the quarters."""
        self.query_one(ChoiceList).focus()
        self.renew()

    def show_session(self) -> None:
        """List the quarters, the last at the cursor."""
        from tui.telling.log import entries, undone

        session = self.session
        if self._seat not in session.table.setup.scenario.seats:
            self._seat = ""
        self._entries = entries(session, self._seat)
        rows = [Row(f"quarter:{each.quarter}", each.heading, TEXT) for each in self._entries]
        rows += [Row(f"undone:{at}", line, HEAD) for at, line in enumerate(undone(session))]
        choices = self.query_one(ChoiceList)
        choices.show(rows)
        label = session.table.setup.scenario.seats[self._seat].label if self._seat else _("all seats")
        titled(choices, _("Log: {seat}").format(seat=label), _("w whose   f fork"))
        if self._entries:
            choices.point(f"quarter:{self._entries[-1].quarter}")
            self._tell(self._entries[-1])
        else:
            self.query_one("#told Static", Static).update(content(_("No quarter has been played yet.")))
            titled(self.query_one("#told"), _("What happened"))

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """Tell of the quarter at the cursor."""
        entry = self._entry(event.row)
        if entry is not None:
            self._tell(entry)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Go to the result of a quarter."""
        entry = self._entry(event.row)
        if entry is not None:
            from tui.screens.result import ResultScreen

            self.game.go("result")
            if isinstance(self.game.screen, ResultScreen):
                self.game.screen.show_quarter(entry.quarter)

    def action_enter(self) -> None:
        """Go to the result of the quarter at the cursor, for a click on the key bar."""
        self.query_one(ChoiceList).action_choose()

    def action_whose(self) -> None:
        """Show the next seat's orders alone, then all again."""
        seats = ["", *self.session.seats()]
        self._seat = seats[(seats.index(self._seat) + 1) % len(seats)]
        self.show_session()

    def action_fork(self) -> None:
        """Begin a new game from the start of the turn at the cursor."""
        entry = self._entry(self.query_one(ChoiceList).row)
        if entry is None:
            self.game.tell(_("Nothing has been played yet that a new game could go on from."), "warning")
        else:
            self._fork(entry.turn)

    @work(group="asking", exclusive=True)
    async def _fork(self, turn: int) -> None:
        from sim.game.saves import new_path

        session = self.session
        title = session.table.setup.title[:40] or session.table.setup.scenario.name
        wanted = _("{title}, from turn {n}").format(title=title, n=turn + 1)
        text = _("The new game goes on from the start of turn {n}, on the same luck. This one stays: {path}")
        place = session.table.journal.path
        told = text.format(n=turn + 1, path=place if str(place) != ":memory:" else _("(kept in memory only)"))
        name = await self.app.push_screen_wait(Prompt(_("Fork a new game"), told, wanted, longest=80, check=_named))
        if not name:
            return
        try:
            path = new_path(name)
            made = await asyncio.to_thread(fork, session, turn, path)
        except FournosError as error:
            self.game.tell(error, "error")
            return
        self.game.use(made)
        self.game.go("situation")
        self.game.tell(_("A new game from turn {n}: {path}").format(n=turn + 1, path=path))

    def twin(self) -> str:
        """Return the whole log as text."""
        from tui.telling.log import whole

        return "\n".join(whole(self.session, self._seat))

    def _entry(self, row: Row | None) -> Entry | None:
        kind, _colon, quarter = row.id.partition(":") if row else ("", "", "")
        return next((each for each in self._entries if kind == "quarter" and str(each.quarter) == quarter), None)

    def _tell(self, entry: Entry) -> None:
        told = self.query_one("#told", VerticalScroll)
        head, *lines = entry.text
        titled(told, head)
        told.query_one(Static).update(content("\n".join(line.strip() for line in lines) or _("Nothing that was seen.")))
        told.scroll_home(animate=False)


def fork(session: Session, turn: int, path: Path) -> Session:
    """Return a new game in a file, from the start of a turn of another, which is kept, in a file too.

    Raises
    ------
    FournosError
        If the file cannot be written.
    """
    from tui.session import Session as Sitting

    if str(session.table.journal.path) == ":memory:":
        from sim.game.saves import new_path

        session.table.journal.copy(new_path(session.table.setup.title or session.table.setup.scenario.title))
    return Sitting(session.table.fork(turn, path), session.seat)


def _named(text: str) -> str:
    from sim.errors import InputError

    if not text:
        raise InputError(_("Give the new game a name."), field="title", got=text)
    return text
