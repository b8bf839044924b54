"""`fournos replay`: a saved game played again from its journal, told turn by turn and held against what was stored."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, note, say, table, verbatim
from tui.commands.exits import DONE, FAILED
from tui.commands.games import GAME
from tui.commands.options import as_json

if TYPE_CHECKING:
    from pathlib import Path

    from sim.game.replay import Replay

SHOWN = 20
"""Differences and faults that are listed; the JSON has all."""

HELP = described(
    SUMMARIES["replay"],
    _(
        "GAME is a title from `fournos games`, or a file. The file is checked, page by page and hash by hash, and the "
        "game is played again from its journal; every quarter is held against the state that was stored. Where the two "
        "differ, the quarter and the row are named, and the exit code is 1; what is stored stays as it is. The game is "
        "told turn by turn, with every seat's orders; with --verify only whether all is well."
    ),
    ['replay "my game"', 'replay "my game" --verify', "replay game.fournos --verify --json"],
)


@click.command("replay", help=HELP)
@click.argument("game", metavar="GAME", type=GAME)
@click.option("--verify", is_flag=True, help=_("Say only whether all is well."))
@as_json
def command(game: str, verify: bool, json: bool) -> int:
    """Play a game again, tell it, and say whether all is well."""
    from sim.game import saves
    from sim.game.replay import replayed
    from tui.commands.progress import working

    path = saves.found(game)
    with working(_("playing the game again")):
        found = replayed(path)
        whole = not verify and not found.damage and not found.stopped and shown(path)
        told = log(path) if whole and not json else ""
    if json:
        emit({**row(found), **(journal(path) if whole else {})})
    else:
        if told:
            verbatim(told)
        tell(found)
    if not verify and not shown(path):
        note(_("This game is not over, and several persons play it; it is told turn by turn when it is over."))
    return DONE if found.sound else FAILED


def shown(path: Path) -> bool:
    """Return whether a game may be told: while several persons play it, it holds what each keeps to itself."""
    from sim.game import saves

    save = saves.save_of(path)
    return save.over or len(save.seats) < 2


def log(path: Path) -> str:
    """Return the turn log of a game."""
    from sim.game.journal import Journal
    from sim.game.turn_log import turn_log

    with Journal.open(path, readonly=True) as opened:
        return turn_log(opened)


def journal(path: Path) -> dict[str, Any]:
    """Return what a game is, and every event of it, as plain data."""
    from sim.game.export import tags
    from sim.game.journal import Journal

    with Journal.open(path, readonly=True) as opened:
        return {"tags": tags(opened), "journal": [asdict(each) for each in opened.events()]}


def row(found: Replay) -> dict[str, Any]:
    """Return what came of a replay as plain data."""
    return {"sound": found.sound, **asdict(found)}


def tell(found: Replay) -> None:
    """Print what came of a replay."""
    if not found.damage:
        words = _("The file is whole: {count} events, and the hash of the last is {hash}.")
        say(words.format(count=found.head.seq, hash=found.head.hash))
    else:
        say(_("The file is damaged in {count} places:").format(count=len(found.damage)))
        for damage in found.damage[:SHOWN]:
            say(f"- {damage}")
    if found.stopped:
        say(_("It cannot be played again to its end; {why}").format(why=found.stopped))
    if not found.mismatches:
        say(_("{count} quarters were played again, and all came out as they were stored.").format(count=found.quarters))
    else:
        words = _("{count} quarters were played again; these values came out otherwise. What was stored stands.")
        say(words.format(count=found.quarters))
        columns = [
            Column(_("event"), right=True),
            Column(_("quarter")),
            Column(_("row")),
            Column(_("stored")),
            Column(_("found")),
        ]
        rows = [(each.seq, each.date, each.field, each.stored, each.found) for each in found.mismatches[:SHOWN]]
        table(columns, rows)
        if len(found.mismatches) > SHOWN:
            say(_("{count} more: see --json.").format(count=len(found.mismatches) - SHOWN))
    if found.engine != found.release:
        words = _("The game was written by release {engine}; this is {release}.")
        say(words.format(engine=found.engine, release=found.release))
