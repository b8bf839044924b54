"""Debriefs as files, written whole or not at all: a self-contained page, or plain text with the same content."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from sim.errors import InputError, StoreError, shown
from sim.game.debrief.blocks import Picture
from sim.game.debrief.data import Debrief
from sim.game.debrief.pictures import svg
from sim.game.debrief.plain import plain
from sim.game.debrief.sections import lead, sections, title
from sim.language import _
from sim.report.page import Page, embedded, rendered

HTML, TEXT = ".html", ".txt"
FORMATS = (HTML, TEXT)


def html(debriefs: Sequence[Debrief]) -> str:
    """Return debriefs as one self-contained page, which fetches nothing and runs nothing.

    Parameters
    ----------
    debriefs : at least one; each has a part of its own, which prints on pages of its own.
    """
    return rendered([_page(each) for each in debriefs])


def text(debriefs: Sequence[Debrief]) -> str:
    """Return debriefs as plain text of at most 78 columns, except for what is to be copied letter by letter."""
    return "\n\f\n".join(plain(each) for each in debriefs)


def write(debriefs: Sequence[Debrief], path: str | os.PathLike[str]) -> None:
    """Write debriefs to a file by the ending of its name: .html or .txt. It appears whole or not at all.

    Raises
    ------
    InputError
        If the ending is neither.
    StoreError
        If the file cannot be written.
    """
    goal = check(path)
    made = html(debriefs) if goal.suffix.lower() == HTML else text(debriefs)
    from sim.plots.saving import put

    try:
        put(made.encode(), goal)
    except OSError as error:
        message = _("{path} cannot be written: {reason}.").format(path=shown(goal, 200), reason=error.strerror or error)
        raise StoreError(message, field="path", got=goal) from error


def check(path: str | os.PathLike[str]) -> Path:
    """Return where debriefs are to be written, before any work is done for it.

    Raises
    ------
    InputError
        If the name has another ending than .html or .txt.
    StoreError
        If its folder is missing, or it is a folder itself.
    """
    goal = Path(path)
    if goal.suffix.lower() not in FORMATS:
        allowed = ", ".join(FORMATS)
        message = _("{path} names no kind of debrief; its name must end in {allowed}.")
        raise InputError(
            message.format(path=shown(goal, 200), allowed=allowed), field="path", got=goal, allowed=allowed
        )
    return goal


def _page(found: Debrief) -> Page:
    told = sections(found)
    wanted = [block.name for section in told for block in section.blocks if isinstance(block, Picture)]
    pictures = {name: embedded(svg(found, name).encode()) for name in wanted}
    return Page(title(found), lead(found), told, pictures)
