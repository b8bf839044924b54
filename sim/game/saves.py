"""Saved games: where they are kept, what they are called, and what a list tells of each without the engine."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from sim.errors import FournosError, InputError, UnknownName, shown
from sim.game.events import Event, in_force
from sim.game.journal import Journal
from sim.game.receipts import GameError, GameInUse, Stored
from sim.language import _, clean
from sim.study import place as places

SUFFIX = ".fournos"
VARIABLE = "FOURNOS_DATA"
"""Variable of the environment that names another data folder."""
LONGEST = 60
"""Characters of a file's name, without its end."""
FOREIGN = re.compile(r'[<>:"/\\|?*]+')
"""What some system or other does not take in a file's name."""
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
SYNCED = ("dropbox", "onedrive", "google drive", "googledrive", "icloud", "mobile documents", "nextcloud", "owncloud")
REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afpfs", "fuse.sshfs", "9p", "davfs", "fuse.davfs2"})


@dataclass(frozen=True)
class Save:
    """A saved game as a list tells of it.

    Attributes
    ----------
    path : the file.
    title : what it is called: the file's name without its end.
    modified : when it was last written.
    scenario, seats, skin : name of the scenario, the seats that persons play, and the skin.
    turn, date : the open turn, from 0, and the quarter in which it begins.
    over : whether its last quarter has been resolved.
    fault : why it cannot be opened now, in words; "" if it can. Of such a game only the file is known.
    """

    path: Path
    title: str
    modified: datetime
    scenario: str = ""
    seats: tuple[str, ...] = ()
    skin: str = ""
    turn: int = 0
    date: str = ""
    over: bool = False
    fault: str = ""


def folder() -> Path:
    """Return where games are kept: under FOURNOS_DATA if that is set, else where this system keeps such data."""
    given = os.environ.get(VARIABLE)
    return (Path(given) if given else platformdirs.user_data_path("fournos", appauthor=False)) / "games"


def listed(where: Path | None = None) -> list[Save]:
    """Return the games of a folder, that written last first; one that cannot be opened is listed with its fault."""
    here = folder() if where is None else where
    try:
        found = [path for path in here.iterdir() if path.suffix == SUFFIX]
    except OSError:
        return []
    return sorted(map(save_of, found), key=lambda save: (save.modified, save.title), reverse=True)


def save_of(path: Path) -> Save:
    """Return what a list tells of one game; it is looked at and let go of."""
    title = shown(path.stem, LONGEST)
    modified = datetime.fromtimestamp(0, UTC)
    try:
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        with Journal.open(path, readonly=True, check=False) as journal:
            meta, events = journal.meta, journal.events()
        turn, quarter = stands(events)
        return Save(
            path,
            title,
            modified,
            meta["scenario"],
            tuple(filter(None, meta["seats"].split(","))),
            meta.get("skin", ""),
            turn,
            _date(meta["start"], quarter),
            quarter >= int(meta["quarters"]),
            "" if events else _("it holds no game"),
        )
    except FournosError as error:
        return Save(path, title, modified, fault=str(error).removeprefix(shown(path, 200)).lstrip(": "))
    except OSError as error:
        return Save(path, title, modified, fault=places.reason_of(error))
    except (KeyError, ValueError, TypeError):
        return Save(path, title, modified, fault=_("it cannot be read"))


def stands(events: Iterable[Event]) -> tuple[int, int]:
    """Return the open turn of a game and the quarter in which it begins."""
    resolved = [each for each in in_force(events) if isinstance(each, Stored) and each.kind == "closed" and each.states]
    return (resolved[-1].turn + 1, resolved[-1].states[-1][0]) if resolved else (0, 0)


def new_path(title: str, where: Path | None = None) -> Path:
    """Return a free path for a game of this title.

    Raises
    ------
    WrongType
        If the title is no text, or endless.
    """
    here, name = folder() if where is None else where, file_name(title)
    paths = (here / f"{name}{'' if number == 1 else f' {number}'}{SUFFIX}" for number in range(1, 10_000))
    return next(path for path in paths if not os.path.lexists(path))


def place(name: str) -> Path:
    """Return where a game is kept that somebody names: a path that ends in .fournos as it is, else a free one.

    Raises
    ------
    WrongType
        If the name is no text, or endless.
    """
    return Path(name) if clean(name, field="title").endswith(SUFFIX) else new_path(name)


def file_name(title: str) -> str:
    """Return a title as every system takes it for a file's name, without its end."""
    text = FOREIGN.sub("-", " ".join(clean(title, field="title").split()))
    while len(text) > LONGEST or len(text.encode()) > 3 * LONGEST:
        text = text[:-1]
    text = text.strip(" .-") or _("game")
    return f"_{text}" if RESERVED.fullmatch(text) else text


def found(name: str, where: Path | None = None) -> Path:
    """Return the file of a game by its title, or by its path.

    Raises
    ------
    UnknownName
        If there is none; the nearest title is offered.
    """
    text = clean(name, field="game", limit=4_000)
    if (text.endswith(SUFFIX) or os.sep in text) and (path := Path(text)).is_file():
        return path
    known = {save.title: save.path for save in listed(where)}
    folded = {title.casefold(): path for title, path in reversed(known.items())}
    for title in (text, text.removesuffix(SUFFIX), file_name(text)):
        if title in known or title.casefold() in folded:
            return known.get(title) or folded[title.casefold()]
    raise UnknownName(_("saved game"), name, known)


def rename(name: str, title: str, where: Path | None = None) -> Path:
    """Give a game another title, and return its new path.

    Raises
    ------
    UnknownName
        If there is no such game.
    InputError
        If the title is empty, or taken.
    GameError, StoreError
        If it is open elsewhere, or cannot be renamed.
    """
    path = found(name, where)
    if not clean(title, field="title").strip():
        raise InputError(_("Give the game a title."), field="title", got=title)
    target = path.with_name(f"{file_name(title)}{SUFFIX}")
    if os.path.lexists(target):
        message = _("{name} exists already; give the game another name.").format(name=shown(target, 200))
        raise GameError(message, field="title", got=title)
    with places.told(target, _("{name} cannot be renamed: {reason}.")), Journal.open(path, check=False):
        path.rename(target)  # while its lock is held, so that nobody is writing it
    return target


def delete(name: str, where: Path | None = None) -> Path:
    """Delete a game for good, and return where it was; a file that is no game or damaged goes as well.

    Raises
    ------
    UnknownName
        If there is no such game.
    GameError, StoreError
        If it is open elsewhere, or cannot be deleted.
    """
    path = found(name, where)
    if path.suffix != SUFFIX:
        message = _("{name} is not called like a game (*{suffix}), so it is left.")
        raise GameError(message.format(name=shown(path, 200), suffix=SUFFIX), field="game", got=name)
    try:
        held = Journal.open(path, check=False)
    except GameInUse:
        raise
    except GameError:
        held = None
    with places.told(path, _("{name} cannot be deleted: {reason}.")):
        path.unlink()
        path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    if held is not None:
        held.close()
    return path


def doubtful(path: Path) -> str:
    """Return why a folder is no safe place for a game, in words; "" if nothing is known against it."""
    parts = [part.casefold() for part in path.absolute().parts]
    if any(part.startswith(SYNCED) for part in parts):
        return _(
            "{name} is copied by a service in the background, which can break a game that is being played."
        ).format(name=shown(path.parent, 200))
    if _file_system(path) in REMOTE:
        return _("{name} is on another machine; over a network a game is not safe from a broken connection.").format(
            name=shown(path.parent, 200)
        )
    return ""


def _file_system(path: Path) -> str:
    """Return the kind of the file system that a path is on; "" where that is not known."""
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "replace") if sys.platform == "linux" else ""
        whole = path.resolve()
    except (OSError, RuntimeError):
        return ""
    rows = [line.split() for line in mounts.splitlines()]
    held = [
        (len(row[1]), row[2]) for row in rows if len(row) > 2 and whole.is_relative_to(row[1].replace("\\040", " "))
    ]
    return max(held)[1] if held else ""


def _date(start: str, quarter: int) -> str:
    from sim.scenario import date_of  # it brings pydantic

    return date_of(start, quarter)
