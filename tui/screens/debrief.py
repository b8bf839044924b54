"""The debrief: what came of the game and why, section by section, and its export as a page or as text."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.worker import get_current_worker

from sim.errors import FournosError
from sim.language import _
from tui.screens.game_screen import GameScreen
from tui.text import titled
from tui.widgets.choice_list import TEXT, ChoiceList, Row
from tui.widgets.key_bar import Key
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from sim.game.debrief import Debrief, Section

ENDS = (".html", ".txt")


class DebriefScreen(GameScreen):
    """The game as a whole."""

    NAME = "debrief"
    CSS_PATH = "debrief.tcss"
    HELP = _(
        "The game as a whole, section by section: choose one on the left, and Tab goes over to read it. x writes all "
        "of it to a file: a page for any browser (.html) or plain text (.txt). What others wanted, the part that luck "
        "had and the roads not taken are told when the game is over."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "export", _("Export"), show=False),
        Binding("w", "whose", _("Whose"), show=False),
        Binding("c", "cancel", _("Cancel"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._found: Debrief | None = None
        self._sections: tuple[Section, ...] = ()
        self._of: tuple[object, ...] = ()
        self._seat = ""
        self._shown = ("", 0)
        self._job = 0

    def body(self) -> ComposeResult:
        """Lay out the sections and the place of the one chosen."""
        with Container(id="debrief"):
            yield ChoiceList(id="sections", classes="panel")
            yield VerticalScroll(id="section", classes="panel")

    def shortcuts(self) -> Sequence[Key]:
        """Return what can be done here."""
        keys = [Key("x", _("Export"), "screen.export"), Key("Tab", _("Read"), "app.focus_next")]
        return [*keys, Key("w", _("Whose"), "screen.whose")] if self._free else keys

    @property
    def _free(self) -> bool:
        """Whether any seat's debrief may be read: when nobody plays, and when the game is over."""
        session = self.session
        return session.observing or session.table.over

    def on_mount(self) -> None:
        """Put the cursor on the sections."""
        self.query_one(ChoiceList).focus()
        self.renew()

    async def on_resize(self, _event: events.Resize) -> None:
        """Lay the section out for the new width."""
        if self._found is not None:
            await self._show()

    def show_session(self) -> None:
        """Make the debrief of the seat at the screen, unless nothing has happened since the last."""
        session = self.session
        if not self._free or self._seat not in session.table.setup.scenario.seats:
            self._seat = session.seat
        mark = (session, self._seat, len(session.table.journal.events()))
        if mark == self._of:
            return
        self._of, self._found, self._sections, self._shown = mark, None, (), ("", 0)
        self.query_one(ChoiceList).show([Row("making", _("Making the debrief ..."), TEXT)])
        label = session.table.setup.scenario.seats[self._seat].label
        titled(self.query_one("#sections"), _("Debrief: {seat}").format(seat=label))
        self._job += 1
        self._make(self._job, self._seat)

    @work(thread=True, exclusive=True, group="debrief", exit_on_error=False)
    def _make(self, job: int, seat: str) -> None:
        """Make the debrief in a thread, saying how far it is."""
        from sim.game.debrief import debrief, sections

        worker, table = get_current_worker(), self.session.table

        def progress(share: float) -> None:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.doing, _("debrief {share} %").format(share=round(100 * share)))

        try:
            found = debrief(table, seat, cancelled=lambda: worker.is_cancelled, progress=progress)
            made = sections(found)
        except FournosError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._failed, str(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._take, job, found, made)

    def _failed(self, why: str) -> None:
        self.doing("")
        self.query_one(ChoiceList).show([Row("failed", why, TEXT)])

    def _take(self, job: int, found: Debrief, made: tuple[Section, ...]) -> None:
        """Show a debrief that has been made; one that is no longer asked for is left."""
        if job != self._job:
            return
        self.doing("")
        self._found, self._sections = found, made
        choices = self.query_one(ChoiceList)
        choices.show([Row(each.id, each.title, TEXT) for each in made])
        titled(choices, _("Debrief: {seat}").format(seat=found.label), _("Enter read   x export"))
        self.call_later(self._show)

    async def on_choice_list_highlighted(self, _event: ChoiceList.Highlighted) -> None:
        """Show the section at the cursor."""
        await self._show()

    def on_choice_list_chosen(self, _event: ChoiceList.Chosen) -> None:
        """Go over to read the section."""
        self.query_one("#section").focus()

    async def _show(self) -> None:
        """Lay out the section at the cursor."""
        from tui.screens.debrief_blocks import widgets

        row = self.query_one(ChoiceList).row
        section = next((each for each in self._sections if row and each.id == row.id), None)
        place = self.query_one("#section", VerticalScroll)
        width = max(place.size.width - 3, 20)
        if section is None or self._found is None or self._shown == (section.id, width):
            return
        self._shown = (section.id, width)
        titled(place, section.title)
        where = _("row {n} of {all}").format(n=self._sections.index(section) + 1, all=len(self._sections))
        choices = self.query_one(ChoiceList)
        titled(choices, _("Debrief: {seat}").format(seat=self._found.label), f"{where}   x {_('Export')}")
        await place.remove_children()
        await place.mount(*widgets(section.blocks, self._found, width))
        place.scroll_home(animate=False)

    # --------------------------------------------------------------------------------------------------------- actions

    def action_cancel(self) -> None:
        """Stop making the debrief."""
        if self._found is None:
            self.workers.cancel_group(self, "debrief")
            self._job += 1
            self._of = ()
            self._failed(_("Stopped. Leave this screen and come back to make it again."))

    def action_whose(self) -> None:
        """Go to the next seat's debrief."""
        if self._free:
            seats = list(self.session.seats())
            self._seat = seats[(seats.index(self._seat) + 1) % len(seats)]
            self.show_session()

    def action_export(self) -> None:
        """Write the debrief to a file."""
        if self._found is None:
            self.game.tell(_("The debrief is still being made."), "warning")
        else:
            self._export(self._found)

    @work(group="asking", exclusive=True)
    async def _export(self, found: Debrief) -> None:
        from sim.game.debrief import write
        from sim.game.debrief.export import check

        name = f"debrief-{found.scenario.name}-{found.seat}{ENDS[0]}"
        text = _("A path that ends in .html, a page for any browser, or in .txt, plain text.")
        path = await self.app.push_screen_wait(Prompt(_("Write the debrief to"), text, name, check=check))
        if not path:
            return
        self.doing(_("writing ..."))
        try:
            await asyncio.to_thread(write, [found], path)
        except FournosError as error:
            self.game.tell(error, "error")
        else:
            self.game.tell(_("Written: {path}").format(path=check(path).absolute()))
        finally:
            self.doing("")

    def twin(self) -> str:
        """Return the whole debrief as text."""
        if self._found is None:
            return ""
        from sim.game.debrief import text

        return text([self._found])
