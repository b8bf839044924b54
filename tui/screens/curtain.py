"""The curtain between seats that share a screen: blank but for whose turn it is, until that player draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from sim.language import _
from tui.screens.facts import phase_name
from tui.text import joined
from tui.widgets.dialog import ClosedOnce

if TYPE_CHECKING:
    from tui.app import FourNosApp


class CurtainScreen(ClosedOnce[None]):
    """Stands before another seat's screen, so that nobody sees it in passing.

    Parameters
    ----------
    seat : whose turn it is.
    """

    CSS_PATH = "curtain.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "draw", _("Draw the curtain"), show=False)]

    def __init__(self, seat: str) -> None:
        super().__init__()
        self.seat = seat

    def compose(self) -> ComposeResult:
        """Say whose turn it is, and nothing that one seat knows and another does not."""
        session = cast("FourNosApp", self.app).session
        assert session is not None
        from sim.plots.words import with_article

        table = session.table
        turn, label = table.turn(), with_article(table.setup.scenario.seats[self.seat].label)
        when = _("{date}, turn {n}").format(date=turn.date, n=turn.number + 1)
        phase = f"  {phase_name(turn.phase)}" if len(turn.phases) > 1 and turn.phase else ""
        yield Static(
            joined(
                (_("It is the turn of {seat}.").format(seat=label) + "\n\n", "bold"),
                (when + phase + "\n\n", ""),
                (_("Press Enter when only its player looks at the screen."), ""),
            )
        )

    def on_click(self) -> None:
        """Draw the curtain."""
        self.action_draw()

    def action_draw(self) -> None:
        """Show the screen of the seat."""
        self.dismiss(None)
