"""The start screen: choose a scenario or a saved game, then who plays, and begin."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from sim.errors import InputError
from sim.language import _
from tui.screens.game_screen import GameScreen
from tui.screens.start_rows import (
    BACK,
    BEGIN,
    NAME,
    SEED,
    Chosen,
    briefing,
    player_rows,
    scenario_rows,
    setup_rows,
)
from tui.text import titled
from tui.widgets.choice_list import ChoiceList, Row
from tui.widgets.confirm import Confirm
from tui.widgets.key_bar import Key
from tui.widgets.pick import Pick
from tui.widgets.prompt import Prompt
from tui.widgets.text_panel import TextPanel

if TYPE_CHECKING:
    from sim.scenario import Scenario


class StartScreen(GameScreen):
    """Scenarios and saved games on the left, what they are on the right; then the seats of the scenario chosen."""

    NAME = "start"
    CSS_PATH = "start.tcss"
    HELP = _(
        "Choose a scenario with the arrows and Enter; its text stands beside or below it, and Tab goes there to read "
        "on. Then choose the seat that you play and begin. The tutorial takes a quarter of an hour."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", _("Back"), show=False),
        Binding("b", "begin", _("Begin"), show=False),
        Binding("r", "saved('rename')", _("Rename"), show=False),
        Binding("x", "saved('delete')", _("Delete"), show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._scenarios: dict[str, Scenario] = {}
        self._scenario: Scenario | None = None
        self._chosen = Chosen(())
        self._saved: dict[str, str] = {}
        self._at_saved = False

    def body(self) -> ComposeResult:
        """Lay out the list and the text beside it."""
        with Horizontal(id="start"):
            yield ChoiceList(scenario_rows([]), id="choices", classes="panel")
            yield TextPanel(_("What it is"), id="about")

    def on_mount(self) -> None:
        """Say what this is, then read the scenarios in a thread."""
        self._head()
        self.query_one(ChoiceList).focus()
        self.renew()
        self.call_after_refresh(self._read)

    def on_screen_resume(self) -> None:
        """Show the saved games as they are now."""
        super().on_screen_resume()
        if self._scenarios and self._scenario is None:
            self._list()

    def shortcuts(self) -> list[Key]:
        """Return what can be done here."""
        begin = [Key("b", _("Begin"), "screen.begin"), Key("Esc", _("Back"), "screen.back")] if self._scenario else []
        row = self.query_one(ChoiceList).row
        if row is not None and row.id.startswith("saved:"):
            begin = [Key("r", _("Rename"), "screen.saved('rename')"), Key("x", _("Delete"), "screen.saved('delete')")]
        choose = [Key("Enter", _("Choose"), "screen.enter"), Key("Tab", _("Read on"), "app.focus_next")]
        always = [
            Key("7", _("Study"), "app.go('study')"),
            Key("t", _("Colours"), "app.next_theme"),
            Key("q", _("Leave"), "app.quit"),
        ]
        return [choose[0], *begin, choose[1], *always]

    def action_enter(self) -> None:
        """Choose the row at the cursor, for a click on the key bar."""
        self.query_one(ChoiceList).action_choose()

    def action_back(self) -> None:
        """Go back to the scenarios; from there to the game in play, if there is one."""
        if self._scenario is not None:
            left, self._scenario = self._scenario.name, None
            self._head()
            self._list()
            self.query_one(ChoiceList).point(f"scenario:{left}")
        elif self.game.session is not None:
            self.game.go("situation")

    def action_begin(self) -> None:
        """Begin the game that is set up."""
        if self._scenario is not None:
            self.game.begin(self._chosen.options(self._scenario, self.game.options))

    @work(group="asking", exclusive=True)
    async def action_saved(self, what: str) -> None:
        """Rename or delete the saved game at the cursor."""
        from tui.screens import saved_games

        row = self.query_one(ChoiceList).row
        if row is not None and row.id.startswith("saved:"):
            change = saved_games.rename if what == "rename" else saved_games.delete
            await change(self.game, self._saved[row.id.partition(":")[2]])
            self._list()

    # ------------------------------------------------------------------------------------------- scenarios and saves

    @work(exclusive=True, group="reading", exit_on_error=True)
    async def _read(self) -> None:
        from scenarios import load, names

        for name in names():
            self._scenarios[name] = await asyncio.to_thread(load, name)
        row = self.query_one(ChoiceList).row
        self._list()
        if row is not None and self._scenario is None:
            self._about(row)

    def _list(self) -> None:
        from tui.screens.saved_games import saved_rows

        rows, self._saved = saved_rows()
        choices = self.query_one(ChoiceList)
        choices.show(scenario_rows(rows))
        if choices.row is not None:
            self._about(choices.row)
        self._bar()

    def _bar(self) -> None:
        self._seen = -1
        self.renew()

    def _head(self) -> None:
        choices = self.query_one(ChoiceList)
        title = _(self._scenario.title) if self._scenario else _("Choose a game")
        titled(choices, title, _("Enter choose"))

    def _about(self, row: Row) -> None:
        """Show the text that belongs to a row."""
        kind, _colon, name = row.id.partition(":")
        panel = self.query_one(TextPanel)
        if kind == "scenario" and name in self._scenarios:
            panel.show(briefing(self._scenarios[name]))
        else:
            panel.tell((row.detail or row.text).split("\n"))

    def on_choice_list_highlighted(self, event: ChoiceList.Highlighted) -> None:
        """Show what the row at the cursor is."""
        self._about(event.row)
        saved = event.row.id.startswith("saved:")
        if saved != self._at_saved:
            self._at_saved = saved
            self._bar()

    async def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Do what a row says."""
        kind, _colon, name = event.row.id.partition(":")
        if kind == "scenario" and name in self._scenarios:
            self._choose(self._scenarios[name])
        elif kind == "saved":
            self.game.begin(replace(self.game.options, resume=self._saved[name], postcard=None))
        elif self._scenario is not None:
            self._set(kind, name, self._scenario)

    def on_choice_list_toggled(self, event: ChoiceList.Toggled) -> None:
        """Take over whether the game begins on the facilitator's page."""
        self._chosen = replace(self._chosen, white_cell=event.taken)

    # --------------------------------------------------------------------------------------------------- the set-up

    def _choose(self, scenario: Scenario) -> None:
        from sim.seats import Role

        options = self.game.options
        self._scenario = scenario
        persons = tuple(seat for seat in options.seats if seat in scenario.seats)
        players = {seat: text for seat, text in options.players.items() if seat in scenario.seats}
        persons = persons or (scenario.seat_of(Role.TARGET),)
        self._chosen = Chosen(
            persons, players, seed=options.seed, skin=options.skin, title=options.title, white_cell=options.white_cell
        )
        self._head()
        self._show_setup(BEGIN)

    def _show_setup(self, at: str = "") -> None:
        assert self._scenario is not None
        choices = self.query_one(ChoiceList)
        choices.show(*setup_rows(self._scenario, self._chosen))
        if at:
            choices.point(at)
        if choices.row is not None:
            self._about(choices.row)
        self._bar()

    def _set(self, kind: str, name: str, scenario: Scenario) -> None:
        """Take over what a row of the set-up says."""
        if kind == BEGIN:
            self.action_begin()
        elif kind == BACK:
            self.action_back()
        elif kind == "seat":
            self._take_seat(name, scenario)
        elif kind == "player":
            self._change_player(name, scenario)
        elif kind == "start":
            self._chosen = replace(self._chosen, start=name or None)
        elif kind == "skin":
            self._chosen = replace(self._chosen, skin=name)
        elif kind in (SEED, NAME):
            self._ask(kind)

    @work(group="asking", exclusive=True)
    async def _take_seat(self, seat: str, scenario: Scenario) -> None:
        """Take a seat; one that attacks may be declined, and the computer takes it."""
        if seat and not await self._taken(seat, scenario):
            return
        others = tuple(each for each in self._chosen.persons[1:] if each != seat)
        self._chosen = replace(self._chosen, persons=(seat, *others) if seat else ())
        self._show_setup()

    async def _taken(self, seat: str, scenario: Scenario) -> bool:
        """Ask whether a person takes a seat that attacks, whoever of those at this machine it is; note a refusal."""
        from sim.game.content_notes import before_seat

        note = before_seat(scenario, seat)
        title = _("Take the seat of {seat}?").format(seat=_(scenario.seats[seat].label))
        leave = _("Leave it to the computer and choose another")
        if not note or await self.app.push_screen_wait(Confirm(title, note, _("Take it"), leave)):
            return True
        self._chosen = replace(self._chosen, declined=(*self._chosen.declined, seat))
        self._show_setup()
        return False

    @work(group="asking", exclusive=True)
    async def _change_player(self, seat: str, scenario: Scenario) -> None:
        title = _("Who plays {seat}?").format(seat=_(scenario.seats[seat].label))
        chosen = self._chosen
        at = "person" if seat in chosen.persons else chosen.players.get(seat, scenario.seats[seat].doctrine)
        picked = await self.app.push_screen_wait(Pick(title, player_rows(scenario, seat), at))
        if picked is None or (picked == "person" and not await self._taken(seat, scenario)):
            return
        persons = tuple(each for each in chosen.persons if each != seat)
        if picked == "person":
            chosen = replace(chosen, persons=(*persons, seat))
        else:
            chosen = replace(chosen, persons=persons, players={**chosen.players, seat: picked})
        self._chosen = chosen
        self._show_setup()

    @work(group="asking", exclusive=True)
    async def _ask(self, kind: str) -> None:
        chosen = self._chosen
        if kind == SEED:
            text = _("A whole number; the same seed and the same orders give the same game. Empty: one is drawn.")
            given = "" if chosen.seed is None else str(chosen.seed)
            answer = await self.app.push_screen_wait(Prompt(_("Seed"), text, given, check=_seed))
            if answer is not None:
                self._chosen = replace(chosen, seed=_seed(answer))
        else:
            answer = await self.app.push_screen_wait(Prompt(_("Name of the game"), "", chosen.title, longest=80))
            if answer is not None:
                self._chosen = replace(chosen, title=answer)
        self._show_setup()


def _seed(text: str) -> int | None:
    """Return a seed that was typed; None for nothing."""
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise InputError(_("A seed is a whole number from 0 on."), field="seed", got=text)
    return int(text)
