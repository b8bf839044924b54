"""The white cell: the facilitator's page, with all seats on it, the clock, and the tools that change a game."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from sim.errors import FournosError, InputError
from sim.language import _
from tui.screens.game_screen import GameScreen
from tui.screens.interventions import asked_inject, asked_override, asked_step_back, asked_time
from tui.screens.paragraphs import under
from tui.screens.white_cell_rows import CLOSED, OPENED, tools
from tui.text import content, joined, titled
from tui.widgets.choice_list import TEXT, ChoiceList, Row
from tui.widgets.confirm import Confirm
from tui.widgets.key_bar import Key
from tui.widgets.prompt import Prompt

MORE = 120.0
"""Seconds that one press gives."""


class WhiteCellScreen(GameScreen):
    """All seats on one page."""

    NAME = "white_cell"
    CSS_PATH = "white_cell.tcss"
    HELP = _(
        "The facilitator's page: who has handed in what, the five meters as they truly stand, and the tools. Drafts "
        "are nobody's but their seat's. Everything done here is committed and stands in the debrief: an event with its "
        "effect, a result set by hand with the model's own beside it, a step back. Keep this page from the players."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "tool('pause')", _("Pause"), show=False),
        Binding("plus", "tool('more')", _("More time"), show=False),
        Binding("e", "tool('close')", _("Close the phase"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._open = False
        self._of: object = None

    def body(self) -> ComposeResult:
        """Lay out the page and the tools."""
        with Container(id="white"):
            with VerticalScroll(id="page", classes="panel"):
                yield Static(id="clock")
                yield Static(id="seats")
                yield Static(id="meters")
                yield Static(id="done")
            with Container(id="side"):
                yield ChoiceList(id="tools", classes="panel")
                with VerticalScroll(id="about", classes="panel"):
                    yield Static()

    def shortcuts(self) -> Sequence[Key]:
        """Return what can be done here."""
        return [
            Key("Enter", _("Do it"), "screen.enter"),
            Key("e", _("Close phase"), "screen.tool('close')"),
            Key("p", _("Pause"), "screen.tool('pause')"),
            Key("+", _("2 minutes more"), "screen.tool('more')"),
        ]

    def on_mount(self) -> None:
        """Put the cursor on the tools, and let the clock be seen."""
        titled(self.query_one("#tools"), _("Tools"), _("Enter does it"))
        titled(self.query_one("#about"), _("What it does"))
        self.query_one(ChoiceList).focus()
        self.renew()
        self.set_interval(1.0, self._tick)

    def show_session(self) -> None:
        """Fill the page and the list of tools; at a player's own machine, ask first."""
        from tui.telling.white_cell import done, heading, meters, seats

        session = self.session
        if self._of is not session:
            self._of, self._open = session, False
        self._open = self._open or self.game.options.white_cell or session.observing or session.table.over
        if not self._open:
            self.query_one("#seats", Static).update(content(CLOSED))
            self.query_one(ChoiceList).show([Row("open", _("Open it: I am the facilitator"), TEXT, detail=CLOSED)])
            return
        titled(self.query_one("#page"), _("White cell: {where}").format(where=heading(session)))
        rows = [line for row in seats(session) for line in row.lines]
        self.query_one("#seats", Static).update(joined(under(_("Seats"), rows)))
        self.query_one("#meters", Static).update(
            joined(under(_("As it truly stands, after the last turn"), meters(session)))
        )
        self.query_one("#done", Static).update(
            joined(under(_("What you have changed"), done(session) or [_("Nothing.")]))
        )
        choices = self.query_one(ChoiceList)
        choices.show(tools(session))
        if choices.row is not None:
            self._tell(choices.row)
        self._tick()

    # ----------------------------------------------------------------------------------------------------------- tools

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """Say what the tool at the cursor does."""
        self._tell(event.row)

    def on_choice_list_refused(self, event: ChoiceList.Refused) -> None:
        """Say why a tool cannot be used."""
        self.game.tell(event.row.hindrance, "warning")

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Use a tool."""
        self.action_tool(event.row.id)

    def action_enter(self) -> None:
        """Use the tool at the cursor, for a click on the key bar."""
        self.query_one(ChoiceList).action_choose()

    def action_tool(self, name: str) -> None:
        """Use a tool by name."""
        kind, _colon, what = name.partition(":")
        if not self._open:
            self._open = kind == "open" and self._do(partial(self.session.table.note, OPENED), _("On record."))
            self._seen = -1
            self.renew()
        elif kind in ("inject", "hand"):
            self._inject(what)
        elif kind == "waiting":
            self._do(partial(self.session.table.withdraw, what), _("Taken back."))
        elif kind in PLAIN:
            getattr(self, f"_{kind}")()

    def _tell(self, row: Row) -> None:
        self.query_one("#about Static", Static).update(content(row.detail or row.text.strip()))

    def _do(self, what: Callable[[], object], told: str) -> bool:
        """Do something to the table, and say what came of it."""
        try:
            what()
        except FournosError as error:
            self.game.tell(error, "error")
            return False
        self.game.changed()
        self.game.tell(told)
        return True

    # ------------------------------------------------------------------------------------------------- turn and clock

    @work(group="asking", exclusive=True)
    async def _close(self) -> None:
        session = self.session
        if session.table.over:
            self.game.tell(_("The game is over."), "warning")
            return
        waiting = session.table.waiting()
        if waiting:
            labels = [session.table.setup.scenario.seats[seat].label for seat in waiting]
            text = _("Not in yet: {seats}. They keep their posture and make no move.").format(seats=", ".join(labels))
            if not await self.app.push_screen_wait(Confirm(_("Close the phase?"), [text], _("Close it"))):
                return
        self.doing(_("The other seats decide ..."))
        try:
            await asyncio.to_thread(session.close_phase)
        except FournosError as error:
            self.game.tell(error, "error")
            return
        finally:
            self.doing("")
        self.game.changed()

    def _pause(self) -> None:
        session = self.session
        clock, now = session.clock, time.monotonic()
        if session.table.played.paused:
            if self._do(session.table.resume, _("The clock runs.")):
                clock.start(now)
        elif not clock.running:
            clock.start(now)
            self.game.changed()
        elif self._do(session.table.pause, _("The clock stands.")):
            clock.pause(now)

    def _more(self) -> None:
        session = self.session
        if session.clock.budget is None:
            self.game.tell(_("There is no time limit. Set one first."), "warning")
        elif self._do(partial(session.table.extend, MORE), _("Two minutes more.")):
            session.clock.extend(MORE)

    @work(group="asking", exclusive=True)
    async def _limit(self) -> None:
        clock = self.session.clock
        found = await asked_time(self.app, clock.budget)
        if found is not None:
            clock.next_turn(found or None)
            clock.start(time.monotonic())
            self.game.changed()

    def _tick(self) -> None:
        """Show the clock, which the app lets run; the rest of the page stays."""
        if self.game.session is None or not self.is_mounted:
            return
        from tui.telling.white_cell import time_left

        session = self.session
        self.query_one("#clock", Static).update(content(time_left(session.clock, session.table.played.paused), "bold"))

    # ---------------------------------------------------------------------------------------------------- intervening

    @work(group="asking", exclusive=True)
    async def _back(self) -> None:
        found = await asked_step_back(self.app, self.session)
        if found is not None:
            turn, reason = found
            self._do(partial(self.session.table.undo, turn, reason), _("Back at turn {n}.").format(n=turn + 1))

    @work(group="asking", exclusive=True)
    async def _override(self) -> None:
        found = await asked_override(self.app, self.session)
        if found is not None:
            changes, reason = found
            told = _("Set. The model's own result stands beside it.")
            self._do(partial(self.session.table.override, changes, reason), told)

    @work(group="asking", exclusive=True)
    async def _note(self) -> None:
        text = await self.app.push_screen_wait(Prompt(_("Note"), _("It stands in the debrief."), check=_something))
        if text:
            self._do(partial(self.session.table.note, text), _("On record."))

    @work(group="asking", exclusive=True)
    async def _inject(self, name: str) -> None:
        found = await asked_inject(self.app, self.session, name)
        if found is None:
            return
        inject, turn = found
        table = self.session.table
        if turn is None:
            self._do(partial(table.inject, inject), _("Put in, and told to all seats."))
        else:
            told = _("Prepared for turn {n}.").format(n=turn + 1)
            self._do(partial(table.schedule, inject, turn), told)

    def twin(self) -> str:
        """Return the page as text."""
        from tui.telling.white_cell import page

        return "\n".join(page(self.session, self.session.clock))


PLAIN = frozenset({"close", "pause", "more", "limit", "back", "override", "note"})
"""Tools that are methods of their own."""


def _something(text: str) -> None:
    if not text:
        raise InputError(_("Write something."), field="note", got=text)
