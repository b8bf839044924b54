"""The table of values behind a chart: every number that the drawing shows, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable

from sim.language import _
from tui.text import cell
from tui.widgets.dialog import Dialog


class ValuesTable(Dialog[None]):
    """A table over the screen.

    Parameters
    ----------
    title : of what.
    columns, rows : the headings, and the cells as text.
    """

    DEFAULT_CSS = """
    ValuesTable > .dialog--box { max-width: 100%; padding: 0; }
    ValuesTable DataTable { height: auto; max-height: 80vh; width: auto; max-width: 100%; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("v", "leave", _("Close"), show=False)]

    def __init__(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        super().__init__(title, _("arrows move   y copy   Esc close"))
        self._columns, self._rows = tuple(columns), [tuple(row) for row in rows]

    def body(self) -> ComposeResult:
        """Lay out the table."""
        table: DataTable[Any] = DataTable(cursor_type="row", zebra_stripes=False)
        for heading in self._columns:
            table.add_column(cell(heading))
        for row in self._rows:
            table.add_row(*[cell(text, right=at > 0) for at, text in enumerate(row)])
        yield table

    def twin(self) -> str:
        """Return the table as text, cells parted by tabs, for a spreadsheet."""
        return "\n".join("\t".join(row) for row in (self._columns, *self._rows))
