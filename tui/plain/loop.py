"""The course of a plain text game: who is asked next, what one line of input does, and how the game is left."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import FournosError
from sim.game.table import MEMORY
from sim.language import _
from sim.scenario import Scenario
from tui.plain.stream import Stream
from tui.play_options import PlayOptions
from tui.session import Session

if TYPE_CHECKING:
    from sim.game.debrief import Debrief
    from sim.game.futures import Futures


class Play:
    """A plain text game in play.

    Attributes
    ----------
    session, stream, options : the game, where its text goes, and what was asked for.
    left : whether the player has left.
    known : for each seat, how many quarters it has been told of, and the turn whose situation it has been told.
    debriefed : the debrief made last, with the seat and the state of the game that it is of.
    simulated : the futures that were told last.
    """

    def __init__(self, session: Session, stream: Stream, options: PlayOptions) -> None:
        self.session, self.stream, self.options = session, stream, options
        self.left = False
        self.known: dict[str, int] = {}
        self.told: dict[str, int] = {}
        self.debriefed: tuple[tuple[str, int], Debrief] | None = None
        self.simulated: Futures | None = None
        self._ended = False

    @property
    def scenario(self) -> Scenario:
        """What is played."""
        return self.session.table.setup.scenario

    @property
    def facilitated(self) -> bool:
        """Whether somebody at this machine may see and change everything."""
        return self.options.white_cell

    @property
    def label(self) -> str:
        """What the seat that is asked is called; of somebody who looks on, that nobody plays."""
        if self.session.observing and not self.session.table.over:
            return _("looking on")
        return self.scenario.seats[self.session.seat].label

    def run(self) -> None:
        """Play until the player leaves."""
        while not self.left:
            table = self.session.table
            if table.over:
                self._after()
            elif waiting := table.waiting():
                self._sit(waiting[0])
            else:
                self._close()

    def replace(self, session: Session) -> None:
        """Go on with another game in place of this one, which is closed."""
        self.session.close()
        self.sit_again(session)

    def sit_again(self, session: Session) -> None:
        """Tell the situation anew; of the past, only what has been played since is news."""
        self.session = session
        self._ended = False
        done = len(self.session.table.record.quarters)
        self.known = {seat: min(count, done) for seat, count in self.known.items()}
        self.told.clear()

    def where(self) -> str:
        """Return where the game stands, for the beginning of every prompt."""
        turn = self.session.table.turn()
        if self.session.table.over:
            return _("The game is over")
        words = _("Turn {turn}, {date}, quarter {quarter} of {quarters}, {seat}, {phase}")
        return words.format(
            turn=turn.number + 1,
            date=turn.date,
            quarter=turn.quarter + 1,
            quarters=self.scenario.quarters,
            seat=self.label,
            phase=phase_words(turn.phase),
        )

    # ------------------------------------------------------------------------------------------------------- inside

    def _sit(self, seat: str) -> None:
        """Let a seat look at what is new to it, and give its order for the open phase."""
        from tui.plain import results, situation

        session, stream = self.session, self.stream
        if session.hot_seat:
            session.sit_down(seat)
            stream.curtain(_("The next player is {seat}. Everybody else looks away now.").format(seat=self.label))
            if stream.tty and stream.ask(_("{seat}: an empty line when you are alone").format(seat=self.label)) is None:
                self.left = True
                return
        session.sit_down(seat)
        results.news(self)
        turn = session.table.turn()
        if seat not in self.told:
            situation.tell(self)
        elif self.told[seat] != turn.number:
            situation.briefly(self)
        self.told[seat] = turn.number
        situation.phase(self)
        while not self.left and session is self.session and self._mine(seat, turn.number, turn.phase):
            self._take(self.stream.ask(self._prompt()))

    def _mine(self, seat: str, number: int, phase: str) -> bool:
        """Whether it is still this seat's to order in this phase of this turn."""
        now = self.session.table.turn()
        return (now.number, now.phase) == (number, phase) and seat in self.session.table.waiting()

    def _prompt(self) -> str:
        draft = str(self.session.draft.order)
        return f"\n{self.where()}" + (_("; draft: {draft}").format(draft=draft) if draft else "")

    def _take(self, line: str | None) -> None:
        """Do what one line of input asks for; what cannot be done is told."""
        from tui.plain import commands

        if line is None:
            self.left = True
            return
        try:
            commands.do(self, line)
        except FournosError as error:
            self.stream.fault(error)

    def _close(self) -> None:
        """Close the open phase, when everybody has ordered; where somebody looks on, when they say so."""
        from tui.plain import results

        session, number = self.session, self.session.table.turn().number
        if session.observing or self.facilitated:
            results.news(self)
            self._take(self.stream.ask(self._onward()))
            if self.left or session is not self.session or not self._go_on:
                return
            self._go_on = False
        if session.table.setup.planners:
            self.stream.say(_("The computer's planners choose their orders."))
        done = session.close_phase()
        for seat, said in done.advance.statements.items():
            words = _("{seat} in public: {said}")
            self.stream.say(words.format(seat=self.scenario.seats[seat].label, said=statement(said)))
        if done.advance.interrupted:
            words = _("Turn {number} ends early: the conflict has moved to another rung.")
            self.stream.say(words.format(number=number + 1))

    _go_on = False

    def go_on(self) -> None:
        """Close the open phase next, at the word of somebody who looks on."""
        self._go_on = True

    def _onward(self) -> str:
        words = _("{where}: an empty line goes on")
        return "\n" + words.format(where=self.where())

    def _after(self) -> None:
        """Tell the end once, then do what is asked for until the player leaves."""
        from tui.plain import ending, results

        if not self._ended:
            self._ended = True
            results.news(self)
            ending.tell(self)
        prompt = _("The game is over: debrief FILE, why NAME, log, fork TURN, postcard; quit or an empty line leaves")
        line = self.stream.ask(f"\n{prompt}", blanks=False)
        if line == "":
            line = "quit"
        self._take(line)

    def told_where(self) -> None:
        """Tell where the game is kept, and how to go on with it."""
        path = str(self.session.table.journal.path)
        if path == MEMORY:
            self.stream.say(_("This game was kept in memory alone; --save FILE keeps the next one."))
            return
        self.stream.path(_("The game is kept in"), path)
        if not self.session.table.over:
            self.stream.path(_("Go on with it"), self.onward)

    @property
    def onward(self) -> str:
        """The command that goes on with this game."""
        white = " --white-cell" if self.options.white_cell else ""
        return f"fournos play --plain{white} --resume {shlex.quote(_called(str(self.session.table.journal.path)))}"


def _called(path: str) -> str:
    """Return what a game is called: its title where it is among the others, else its path."""
    from sim.game import saves

    file = Path(path)
    return file.stem if file.parent == saves.folder() and file.suffix == saves.SUFFIX else path


def phase_words(phase: str) -> str:
    """Return what a phase is called."""
    names = {
        "order": _("orders"),
        "signal": _("first phase: a public statement"),
        "answer": _("second phase: orders"),
        "act": _("third phase: orders, unseen by the others"),
    }
    return names.get(phase, phase)


def statement(said: str) -> str:
    """Return what a public statement is, in words."""
    return {"calm": _("a calm word"), "firm": _("a firm word")}.get(said, said)
