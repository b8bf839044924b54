"""Luck bars: where what came fell among replays of the same orders, one bar a quantity, with the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from sim.language import _
from tui.text import content, plain, titled

if TYPE_CHECKING:
    from sim.game.luck import LuckBar
    from sim.scenario import Scenario

TITLE, RANK = 28, 36
"""Columns of a quantity's title and of the words behind its bar."""


class LuckBars(VerticalScroll, can_focus=True):
    """The bars, in the order in which luck had most to say."""

    HELP = _(
        "Where this fell among 200 replays of the same orders from the same state: the thin line holds nine in ten of "
        "them, the thick one every second, the mark is what came. v shows the numbers, y copies the words. A low or a "
        "high percentile says that chance made the number, not the orders alone."
    )
    DEFAULT_CSS = """
    LuckBars Static { height: auto; width: 100%; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._bars: tuple[LuckBar, ...] = ()
        self._scenario: Scenario | None = None
        self._says = ""

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static()

    def on_mount(self) -> None:
        """Name the box."""
        titled(self, _("Luck: this against 200 replays of the same orders"), _("v values"))

    def on_resize(self) -> None:
        """Draw the bars for the new width."""
        self._draw()

    def say(self, text: str) -> None:
        """Show a line instead of bars, such as that they are being worked out."""
        self._bars, self._says = (), text
        self._draw()

    def show(self, bars: Sequence[LuckBar], scenario: Scenario) -> None:
        """Show bars."""
        moved = sorted((bar for bar in bars if bar.moved), key=lambda bar: -abs(bar.percentile - 50.0))
        self._bars, self._scenario, self._says = tuple(moved), scenario, ""
        if not moved:
            self._says = _("Luck had no part in what is shown here: every replay came to the same.")
        self._draw()

    def lines(self) -> list[str]:
        """Return the bars as lines of the box's width."""
        if self._scenario is None or not self._bars:
            return [self._says] if self._says else []
        from sim.game.futures_words import title
        from sim.game.luck import rank
        from tui.telling.result import luck_bar

        ascii_only = bool(getattr(self.app, "ascii", False))
        room = max(self.size.width - TITLE - RANK - 2, 10)
        found = []
        for bar in self._bars:
            head = plain(title(self._scenario, bar.name))
            head = head if cell_len(head) <= TITLE else set_cell_size(head, TITLE - 1) + ("~" if ascii_only else "…")
            drawn = luck_bar(bar, room, ascii_only=ascii_only)
            found.append(f"{set_cell_size(head, TITLE)} {drawn} {rank(bar.percentile)}")
        return found

    def twin(self) -> str:
        """Return what the bars say in words."""
        from tui.telling.result import luck_text

        if self._scenario is None or not self._bars:
            return self._says
        return "\n".join(luck_text(self._bars, self._scenario))

    def caption(self) -> str:
        """Return what the table of values is of."""
        return _("Luck")

    def columns(self) -> tuple[str, ...]:
        """Return the headings of the table of values."""
        return (_("quantity"), _("came to"), "5 %", "25 %", "50 %", "75 %", "95 %", _("percentile"))

    def values(self) -> list[tuple[str, ...]]:
        """Return the numbers behind the bars."""
        if self._scenario is None:
            return []
        from sim.game.futures_words import number, title

        return [
            (
                title(self._scenario, bar.name),
                number(bar.name, bar.realised),
                *(number(bar.name, value) for value in bar.quantiles),
                f"{bar.percentile:.0f}",
            )
            for bar in self._bars
        ]

    def _draw(self) -> None:
        if self.is_mounted:
            self.query_one(Static).update(content("\n".join(self.lines())))
