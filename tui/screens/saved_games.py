"""Saved games on the start screen: their rows, and giving one another name or deleting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import FournosError
from sim.game import saves
from sim.language import _
from tui.widgets.choice_list import TEXT, Row
from tui.widgets.confirm import Confirm
from tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from tui.app import FourNosApp


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
    text = _(
        "{scenario}, {seats}: {where}. Last played {when}.\n{path}\n\n"
        "Enter goes on with it, r renames it, x deletes it."
    )
    detail = text.format(
        scenario=save.scenario,
        seats=seats,
        where=where,
        when=save.modified.astimezone().strftime("%Y-%m-%d %H:%M"),
        path=save.path,
    )
    return Row(name, f"{save.title}: {where}", TEXT, detail=detail)


async def rename(app: FourNosApp, path: str) -> None:
    """Ask for another name of a saved game, and give it."""
    from pathlib import Path

    title = Path(path).stem
    text = _("The game keeps its place; its file is called after it.")
    wanted = await app.push_screen_wait(Prompt(_("Rename the saved game"), text, title, longest=saves.LONGEST))
    if not wanted or wanted == title:
        return
    try:
        saves.rename(path, wanted)
    except FournosError as error:
        app.tell(error, "error")


async def delete(app: FourNosApp, path: str) -> None:
    """Ask, and delete a saved game for good."""
    lines = [path, _("It is deleted for good, with all that was handed in.")]
    if await app.push_screen_wait(Confirm(_("Delete the saved game?"), lines, _("Delete it"), at_no=True)):
        try:
            saves.delete(path)
        except FournosError as error:
            app.tell(error, "error")
