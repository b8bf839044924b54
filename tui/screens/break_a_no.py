"""Break a No: a pledge kept or broken, with what breaking it opens, what it costs, and what it does to 500 futures."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.widgets import Static

from sim.game.breaking import PledgeFutures
from sim.language import _
from sim.scenario import Scenario
from tui.telling.futures import pledge_lines
from tui.telling.offers import OfferRow, claim_lines
from tui.text import content
from tui.widgets.choice_list import ONE, ChoiceList, Row
from tui.widgets.dialog import Dialog
from tui.widgets.text_panel import Part, TextPanel

if TYPE_CHECKING:
    from tui.app import FourNosApp


class BreakANo(Dialog[str | None]):
    """Keep or break one pledge; the answer is the key of the row taken, or None after Esc.

    Parameters
    ----------
    name, rows : the pledge, and its three rows: left to the posture, kept, broken.
    scenario : what is played.
    """

    DEFAULT_CSS = """
    BreakANo > .dialog--box { width: 100; max-width: 96%; height: 96%; max-height: 96%; }
    BreakANo ChoiceList { height: 3; }
    BreakANo TextPanel { height: 1fr; }
    BreakANo Static { height: auto; }
    """
    HELP = _(
        "A pledge binds what you may do. Breaking it is public, raises the alignment that is feared at once, costs "
        "trust and standing at home, and it cannot be given again for years. The futures are simulated on the same "
        "worlds and the same luck with the pledge kept and broken; what it opens is not used in them unless your "
        "order does."
    )

    def __init__(self, name: str, rows: list[OfferRow], scenario: Scenario) -> None:
        keys = _("Enter takes the row   Tab to the text   Esc back")
        super().__init__(_("Break a No: {name}").format(name=name), keys)
        self.pledge, self._offers, self._scenario = name, rows, scenario
        self._futures: tuple[str, ...] = (_("500 futures with it kept and broken are being simulated ..."),)

    def body(self) -> ComposeResult:
        """Lay out the pledge, the three choices, and the text."""
        yield Static(content(self._offers[0].text, "bold"))
        listed = [Row(row.key, row.title, ONE, row.group, "", row.hindrance) for row in self._offers]
        yield ChoiceList(listed, [row.key for row in self._offers if row.taken])
        yield TextPanel(_("What breaking it means"))

    def on_mount(self) -> None:
        """Show the price."""
        self.query_one(ChoiceList).focus()
        self._show()

    def show(self, trials: list[PledgeFutures]) -> None:
        """Show what breaking the pledge does to the futures."""
        found = next((trial for trial in trials if trial.state.pledge.name == self.pledge), None)
        lines = pledge_lines(found, self._scenario) if found else [_("It is not in force: there is nothing to break.")]
        self._futures = tuple(lines)
        self._show()

    def fail(self, why: str) -> None:
        """Say why there are no futures."""
        self._futures = (why,)
        self._show()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Take the row."""
        event.stop()
        self.dismiss(event.row.id)

    def on_choice_list_refused(self, event: ChoiceList.Refused) -> None:
        """Say why it cannot be had."""
        event.stop()
        cast("FourNosApp", self.app).tell(event.row.hindrance, "warning")

    def _show(self) -> None:
        broken = self._offers[-1]
        price = (f"{broken.title}.", _("The price at once:"), *(f"  {line}" for line in broken.effects))
        parts = [
            Part(_("Price"), price),
            Part(_("In simulated futures"), self._futures),
            Part(_("What the essays say"), tuple(claim_lines(broken.claims))),
        ]
        self.query_one(TextPanel).show(parts)
