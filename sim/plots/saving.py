"""Saving a picture: whole or not at all, and the same bytes for the same picture."""

from __future__ import annotations

import os
import tempfile
from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure

from sim.errors import InputError, StoreError, shown
from sim.language import _
from sim.plots import FORMATS
from sim.plots.style import look

KEPT = {"png": "Description", "svg": "Description", "pdf": "Subject"}
"""Where a file of each kind keeps the command that made it."""


def write(figure: Figure, path: str | os.PathLike[str], command: str = "") -> None:
    """Write a figure to a file; see `sim.plots.save`."""
    goal = Path(path)
    kind = goal.suffix[1:].lower()
    if kind not in FORMATS:
        allowed = ", ".join(f".{name}" for name in FORMATS)
        message = _("{path} names no known kind of picture; its name must end in {allowed}.")
        raise InputError(message.format(path=shown(goal), allowed=allowed), field="path", got=goal, allowed=allowed)
    drawn = rendered(figure, kind, command)
    try:
        put(drawn, goal)
    except OSError as error:
        message = _("{path} cannot be written: {reason}.").format(path=shown(goal, 200), reason=error.strerror or error)
        raise StoreError(message, field="path", got=goal) from error


def rendered(figure: Figure, kind: str, command: str = "") -> bytes:
    """Return a figure as the bytes of a file, without dates or versions of the drawing library.

    Parameters
    ----------
    command : what made it, kept in the file beside the title; nothing if it is empty.
    """
    title = str(figure.get_label())
    metadata: dict[str, dict[str, str | None]] = {
        "png": {"Software": None},
        "svg": {"Title": title, "Creator": "Four No's", "Date": None},
        "pdf": {"Title": title, "Creator": "Four No's", "Producer": None, "CreationDate": None},
    }
    if command:
        metadata[kind][KEPT[kind]] = command
    page = BytesIO()
    with look():
        figure.savefig(page, format=kind, metadata=metadata[kind])
    return page.getvalue()


def put(drawn: bytes, goal: Path) -> None:
    """Write a file whole or not at all: beside the goal under a passing name, synced, and renamed.

    Raises
    ------
    OSError
        If it cannot be written, or the goal is a folder.
    """
    if goal.is_dir():
        raise IsADirectoryError(0, _("it is a folder"))
    handle, name = tempfile.mkstemp(prefix=f".{goal.name}.", suffix=".part", dir=goal.parent)
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(drawn)
            part.flush()
            os.fsync(part.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(name, 0o666 & ~mask)
        os.replace(name, goal)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
