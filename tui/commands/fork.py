"""`fournos fork`: go on from an earlier quarter of a saved game, as a new game or as many runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import emit, note, say
from tui.commands.games import GAME
from tui.commands.options import LONGEST, MOST_RUNS, Whole, as_json, seed_option
from tui.commands.saved_game import check_open, read

if TYPE_CHECKING:
    from sim.game.table import Table

HELP = described(
    SUMMARIES["fork"],
    _(
        "GAME is a title from `fournos games`, or a file; it stays as it is. Without --runs, a new game opens where "
        "that one stood at the start of the turn in which the quarter falls, on the same luck; -o names it, by a title "
        "or as a file. With --runs, so many runs go on from the true state at the start of the quarter, with all seats "
        "following their postures and luck of their own; -o saves them in a folder, one row a run. They start from "
        "what no seat knows: they are for after the game."
    ),
    [
        'fork "my game" --quarter 5',
        'fork "my game" --quarter 5 -o "second try"',
        'fork "my game" --quarter 5 --runs 1000 -o build/onward',
    ],
)


@click.command("fork", help=HELP)
@click.argument("game", metavar="GAME", type=GAME)
@click.option(
    "--quarter", type=Whole(1, LONGEST), required=True, metavar="N", help=_("From which quarter; 1 is the first.")
)
@click.option("--runs", type=Whole(1, MOST_RUNS), metavar="N", help=_("Run so many times from there instead."))
@seed_option(1)
@click.option("-o", "--output", metavar="GAME|DIR", help=_("The new game, or the folder of the runs."))
@as_json
def command(game: str, quarter: int, runs: int | None, seed: int, output: str | None, json: bool) -> None:
    """Go on from an earlier quarter."""
    from sim.game import saves

    path = saves.found(game)
    if runs is None:
        return new_game(path, quarter, output, json)
    return many_runs(path, quarter, runs, seed, output, json)


def new_game(path: Path, quarter: int, output: str | None, json: bool) -> None:
    """Open a new game from the start of the turn in which a quarter falls.

    Raises
    ------
    OutOfRange
        If the game has not come to that quarter.
    """
    with read(path) as table:
        turn = turn_of(table, quarter)
        with table.fork(turn, _destination(path, turn, output)) as forked:
            now, kept = forked.turn(), Path(forked.journal.path)
    if json:
        return emit({"file": str(kept), "turn": now.number, "quarter": now.quarter + 1, "date": now.date})
    note(_("A new game stands at {date}, turn {n}: {path}").format(date=now.date, n=now.number + 1, path=kept))
    return note(_('Go on with it: fournos play --resume "{path}"').format(path=kept))


def turn_of(table: Table, quarter: int) -> int:
    """Return the turn in which a quarter falls; 1 is the first quarter.

    Raises
    ------
    OutOfRange
        If the game has not come to it.
    """
    from sim.errors import OutOfRange

    rows, now = table.record.quarters, table.turn()
    if quarter > now.quarter + 1 or (table.over and quarter > now.quarter):
        raise OutOfRange("--quarter", quarter, 1, now.quarter + (not table.over))
    return rows[quarter - 1].turn if quarter <= len(rows) else now.number


def _destination(path: Path, turn: int, output: str | None) -> Path:
    """Return the file of the new game: as named, or free beside the others."""
    from sim.game import saves

    if output is None:
        return saves.new_path(_("{title}, from turn {n}").format(title=path.stem, n=turn + 1))
    return saves.place(output)


def many_runs(path: Path, quarter: int, runs: int, seed: int, output: str | None, json: bool) -> None:
    """Run many times from the true state at the start of a quarter.

    Raises
    ------
    OutOfRange
        If the game has not come to that quarter.
    InputError
        If it goes on, and several persons play it.
    """
    from sim.game.export import tags
    from sim.game.onward import check, onward, write
    from tui.commands.progress import working
    from tui.commands.results import caution, row, show_endings, show_measures

    if output is not None:
        check(output)
    with working(_("running on from quarter {quarter}").format(quarter=quarter)), read(path) as table:
        check_open(table)  # these runs start from what each seat keeps to itself
        about = tags(table.journal)
        found = onward(table.played, table.journal.snapshots(), quarter - 1, runs, seed)
        kept = None if output is None else write(found, output, about)
    if json:
        return emit({**row(found.ensemble), "game": about["head"], "quarter": quarter, "date": found.date})
    words = _("{runs:,} runs from the true state of {title} at the start of {date}, seed {seed}")
    say(words.format(runs=runs, title=path.stem, date=found.date, seed=seed), bold=True)
    show_endings(found.ensemble)
    show_measures(found.ensemble)
    caution()
    if kept is not None:
        note(_("Written: {path}").format(path=kept))
    return None
