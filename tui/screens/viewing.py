"""What every screen can do with what it shows: values behind a chart, a chart at full size, the next one, copying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.language import _
from tui.text import plain
from tui.widgets.values_table import ValuesTable

if TYPE_CHECKING:
    from tui.app import FourNosApp


def show_values(app: FourNosApp) -> None:
    """Show the values behind the chart in focus, or behind the first of the screen."""
    charts = sorted(charts_of(app), key=lambda each: each is not app.focused)
    chart = next((each for each in charts if each.values()), None)
    if chart is None:
        app.tell(_("No chart here has values to show."))
    else:
        app.push_screen(ValuesTable(chart.caption(), chart.columns(), chart.values()))


def maximise(app: FourNosApp) -> None:
    """Let what is in focus fill the screen, or give it its place back."""
    if app.screen.maximized is not None:
        app.screen.minimize()
    elif app.focused is None or not app.screen.maximize(app.focused):
        app.tell(_("What is in focus cannot be enlarged; Tab goes to a chart."))
    else:  # the key bar is hidden
        app.tell(_("m or Esc gives it its place back."))


def next_chart(app: FourNosApp, by: int) -> None:
    """Go to the next chart of the screen; one that fills the screen gives way to it."""
    charts = [each for each in charts_of(app) if each.focusable]
    if not charts:
        return
    at = charts.index(app.focused) + by if app.focused in charts else 0 if by > 0 else -1
    large = app.screen.maximized is not None
    if large:
        app.screen.minimize()
    charts[at % len(charts)].focus()
    if large:
        app.screen.maximize(charts[at % len(charts)])


def copy(app: FourNosApp) -> None:
    """Copy the text of what is in focus: marked text, else its twin in words, else the screen's."""
    marked = app.screen.get_selected_text()
    text = marked or next((found for found in map(_twin, (app.focused, app.screen)) if found), "")
    if text:
        app.copy_to_clipboard("\t".join(map(plain, text.split("\t"))))
        app.tell(_("Copied."))
    else:
        app.tell(_("What is in focus has no text to copy."))


def charts_of(app: FourNosApp) -> list[Any]:
    """Return the widgets of the screen that have values behind them."""
    return [each for each in app.screen.query("*") if callable(getattr(each, "values", None))]


def _twin(what: object) -> str:
    """Return the text of a widget or a screen, if it has one."""
    told = getattr(what, "twin", None)
    return str(told()) if callable(told) else ""
