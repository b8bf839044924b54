"""The rows of saved games on the start screen."""

from __future__ import annotations

from sim.game import saves
from sim.language import _
from tui.widgets.choice_list import TEXT, Row


def saved_rows() -> tuple[list[Row], dict[str, str]]:
    """Return a row for each saved game, the latest first, and the path behind each by its number."""
    found = saves.listed()
    paths = {str(number): str(save.path) for number, save in enumerate(found)}
    return [_row(f"saved:{number}", save) for number, save in enumerate(found)], paths


def _row(name: str, save: saves.Save) -> Row:
    if save.fault:
        return Row(name, save.title, TEXT, hindrance=save.fault, detail=f"{save.path}\n\n{save.fault}")
    where = _("ended") if save.over else _("turn {n}, {date}").format(n=save.turn + 1, date=save.date)
    seats = ", ".join(save.seats) or _("nobody plays")
    detail = _("{scenario}, {seats}: {where}. Last played {when}.\n{path}\n\nEnter goes on with it.").format(
        scenario=save.scenario,
        seats=seats,
        where=where,
        when=save.modified.astimezone().strftime("%Y-%m-%d %H:%M"),
        path=save.path,
    )
    return Row(name, f"{save.title}: {where}", TEXT, detail=detail)
