"""`fournos games`: the saved games, listed, renamed, deleted and exported."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, note, say, table, warn
from tui.commands.known import Known
from tui.commands.options import as_json

if TYPE_CHECKING:
    from sim.game.saves import Save


def titles(_ctx: click.Context) -> Iterable[str]:
    """Return the titles of the saved games."""
    from sim.game import saves

    return [save.title for save in saves.listed()]


GAME = Known("game", titles, path=True)
"""A saved game: its title or its file."""

HELP = described(
    SUMMARIES["games"],
    _(
        "Without GAME, every saved game with its scenario, seats and date, the one that was written last first. A game "
        "is one file; its title is the file's name. FOURNOS_DATA names another folder to keep them in. With --export, "
        "three files are written: a whole copy (.fournos), all events as JSON lines with their hashes (.jsonl), and "
        "a turn log for people (.txt). They hold what every seat kept secret."
    ),
    [
        "games",
        'games "my game"',
        'games "my game" --rename "The bleed, second try"',
        'games "my game" --export handed-in',
        'games "my game" --delete --yes',
    ],
)


@click.command("games", help=HELP)
@click.argument("game", metavar="[GAME]", required=False, type=GAME)
@click.option("--rename", metavar="TITLE", help=_("Give the game another title."))
@click.option("--export", metavar="DIR", type=click.Path(file_okay=False), help=_("Write the game into this folder."))
@click.option("--delete", is_flag=True, help=_("Delete the game for good; asks first."))
@click.option("--yes", is_flag=True, help=_("Delete without asking."))
@as_json
def command(game: str | None, rename: str | None, export: str | None, delete: bool, yes: bool, json: bool) -> None:
    """List games, or do something with one."""
    wishes = [
        name
        for name, wish in (("--rename", rename), ("--export", export), ("--delete", delete))
        if wish is not None and wish is not False
    ]
    if len(wishes) > 1:
        message = _("Only one of {options} at a time.").format(options=", ".join(wishes))
        raise InputError(message, field=wishes[0], got=wishes)
    if game is None:
        if wishes:
            message = _("Name the game: fournos games GAME {option}.").format(option=wishes[0])
            raise InputError(message, field="game", got=None)
        return overview(json)
    if rename is not None:
        return renamed(game, rename)
    if export is not None:
        return exported(game, export, json)
    if delete:
        return deleted(game, yes)
    return one(game, json)


def row(save: Save) -> dict[str, Any]:
    """Return what a list tells of a game as plain data."""
    return {**asdict(save), "path": str(save.path), "modified": save.modified.isoformat(timespec="seconds")}


def overview(json: bool) -> None:
    """Print all saved games."""
    from sim.game import saves

    found = saves.listed()
    if json:
        return emit([row(save) for save in found])
    if not found:
        return say(_("No game has been saved yet. They are kept in {folder}.").format(folder=saves.folder()))
    columns = [
        Column(_("title"), wrap=True),
        Column(_("scenario"), wrap=True),
        Column(_("seats"), wrap=True),
        Column(_("stands at"), wrap=True),
        Column(_("written")),
    ]
    table(
        columns,
        [
            (s.title, s.scenario, ", ".join(s.seats), stand(s), f"{s.modified.astimezone():%Y-%m-%d %H:%M}")
            for s in found
        ],
    )
    say()
    say(
        _("{count} games in {folder}. Go on with one: fournos play --resume GAME.").format(
            count=len(found), folder=saves.folder()
        )
    )
    return None


def stand(save: Save) -> str:
    """Return in words where a game stands, or why it cannot be opened."""
    if save.fault:
        return save.fault
    if save.over:
        return _("over")
    return _("{date}, turn {n}").format(date=save.date, n=save.turn + 1)


def one(name: str, json: bool) -> None:
    """Print one game, or its tags as data."""
    from sim.game import saves
    from sim.game.export import tags
    from sim.game.journal import Journal

    path = saves.found(name)
    with Journal.open(path, readonly=True) as journal:
        held = tags(journal)
    save = saves.save_of(path)
    if json:
        return emit({**row(save), "tags": held})
    rows = [(_("stands at"), stand(save)), (_("file"), str(path)), *held.items()]
    table([Column(save.title), Column("", wrap=True)], rows)
    if doubt := saves.doubtful(path):
        warn(doubt)
    return None


def renamed(name: str, title: str) -> None:
    """Give a game another title."""
    from sim.game import saves

    path = saves.rename(name, title)
    note(_("The game is now called {title}: {path}").format(title=path.stem, path=path))


def deleted(name: str, yes: bool) -> None:
    """Delete a game, after asking where somebody can answer.

    Raises
    ------
    InputError
        If nobody can answer, and --yes was not given.
    """
    from sim.game import saves

    path = saves.found(name)
    if not yes:
        if not sys.stdin.isatty():
            message = _("Nobody can be asked here; add --yes to delete {title} for good.").format(title=path.stem)
            raise InputError(message, field="--yes", got=False)
        click.confirm(_("Delete {title} for good?").format(title=path.stem), abort=True, err=True)
    note(_("Deleted: {path}").format(path=saves.delete(str(path))))


def exported(name: str, folder: str, json: bool) -> None:
    """Write a game into a folder: a copy, its events, its turn log.

    Raises
    ------
    StoreError
        If there is such a copy already, or the folder cannot be written.
    """
    from sim.game import saves
    from sim.game.export import write_jsonl, write_log
    from sim.game.journal import Journal

    path = saves.found(name)
    target = Path(folder) / path.stem
    with Journal.open(path, readonly=True) as journal:
        files = [
            journal.copy(f"{target}{saves.SUFFIX}"),
            write_jsonl(journal, f"{target}.jsonl"),
            write_log(journal, f"{target}.txt"),
        ]
    if json:
        return emit({"files": [str(file) for file in files]})
    for file in files:
        note(_("Written: {path}").format(path=file))
    return None
