"""`fournos fork`: go on from an earlier quarter of a saved game, as a new game or as many runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError
from sim.language import _
from tui.commands import PROGRAM, SUMMARIES, described
from tui.commands.console import emit, heading, note, say
from tui.commands.exits import cancelling, saved
from tui.commands.games import GAME
from tui.commands.options import LONGEST, MOST_RUNS, SEAT, Whole, as_json, seed_option, workers_option
from tui.commands.saved_game import check_open, read

if TYPE_CHECKING:
    from sim.game.onward import Onward
    from sim.game.table import Table

HELP = described(
    SUMMARIES["fork"],
    _(
        "GAME is a title from `fournos games`, or a file; it stays as it is. Without --runs, a new game opens where "
        "that one stood at the start of the turn in which the quarter falls, on the same luck; -o names it, by a title "
        "or as a file. With --runs, so many runs go on from the true state at the start of the quarter, with luck of "
        "their own: once with all seats following their postures, and once for each other posture of a person's seat. "
        "-o keeps them as a study, with the state that they start from, which `fournos study` asks further. They start "
        "from what no seat knows: they are for after the game."
    ),
    [
        'fork "my game" --quarter 5',
        'fork "my game" --quarter 5 -o "second try"',
        'fork "my game" --quarter 5 --runs 1000 -o build/onward',
        'fork "my game" --quarter 5 --runs 1000 --policies held,bamboo',
    ],
)


@click.command("fork", help=HELP)
@click.argument("game", metavar="GAME", type=GAME)
@click.option(
    "--quarter", type=Whole(1, LONGEST), required=True, metavar="N", help=_("From which quarter; 1 is the first.")
)
@click.option("--runs", type=Whole(1, MOST_RUNS), metavar="N", help=_("Run so many times from there instead."))
@seed_option(1)
@click.option("-o", "--output", metavar="GAME|DIR", help=_("The new game, or the folder of the study."))
@click.option("--seat", type=SEAT, help=_("Whose postures are tried.  [default: a person's]"))
@click.option(
    "--policies", metavar="NAMES", help=_("Which, as in held,bamboo.  [default: the held one and all others]")
)
@workers_option
@as_json
@click.pass_obj
def command(words: list[str], /, game: str, quarter: int, runs: int | None, **given: Any) -> None:
    """Go on from an earlier quarter."""
    from sim.game import saves

    path, names = saves.found(game), given.pop("policies")
    if runs is not None:
        chosen = None if names is None else tuple(name.strip() for name in names.split(",") if name.strip())
        return study(path, quarter, Asked(runs, policies=chosen, words=(PROGRAM, *words), **given))
    for option, value in (("--policies", names), ("--seat", given["seat"])):
        if value is not None:
            message = _("{option} belongs to a study: give --runs as well.").format(option=option)
            raise InputError(message, field=option, got=value)
    return new_game(path, quarter, given["output"], given["json"])


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


@dataclass(frozen=True)
class Asked:
    """The study that is asked for: runs of each policy, whose postures, which of them, and where it is kept."""

    runs: int
    seed: int
    seat: str | None
    policies: tuple[str, ...] | None
    output: str | None
    workers: int
    words: Sequence[str]
    json: bool


def study(path: Path, quarter: int, asked: Asked) -> None:
    """Run many times from the true state at the start of a quarter, and keep that as a study.

    Raises
    ------
    OutOfRange
        If the game has not come to that quarter.
    InputError
        If it goes on, and several persons play it; or there is no such posture.
    RunError
        If every run of a policy failed.
    """
    from sim.game.export import tags
    from sim.game.onward import cases_of, onward, trying
    from sim.study.folder import check_destination, write
    from tui.commands.cases import tell_failures
    from tui.commands.progress import progress, working

    if asked.output is not None:
        check_destination(asked.output)
    with working(_("playing the game again")), read(path) as table:
        check_open(table)  # these runs start from what each seat keeps to itself
        about = tags(table.journal)
        states, events = table.journal.snapshots(), table.journal.events()
        seat = trying(table.setup, asked.seat)
        cases = cases_of(
            table.played,
            states,
            quarter - 1,
            asked.seed,
            seat=seat,
            policies=asked.policies,
            events=events,
            source=about,
        )
    with progress(_("running on from quarter {quarter}").format(quarter=quarter)) as report, cancelling() as cancel:
        found = onward(cases, asked.runs, seat, workers=asked.workers, progress=report, cancel=cancel)
        kept = None if asked.output is None else write(asked.output, found.ensembles, asked.words, progress=report)
    told(found, path.stem, about["head"], asked)
    if kept is not None:
        saved()
        note(_("The study is in {path}").format(path=kept))
        note(_("Ask it: fournos study compare {path}").format(path=kept))
    tell_failures(found.ensembles)


def told(found: Onward, title: str, head: str, asked: Asked) -> None:
    """Print what the runs came to: under what is held, and the endings of each policy."""
    from sim.study.why import short_names
    from tui.commands.results import caution, row, show_endings, show_measures

    names = short_names([each.case for each in found.ensembles])
    held = found.ensembles[0]
    if asked.json:
        policies = {name: row(each) for name, each in zip(names, found.ensembles, strict=True)}
        about = {"game": head, "quarter": found.quarter + 1, "date": found.date, "seat": found.seat}
        return emit({**row(held), **about, "policies": policies})
    words = _("{runs:,} runs of each policy from the true state of {title} at the start of {date}, seed {seed}")
    say(words.format(runs=held.runs, title=title, date=found.date, seed=asked.seed), bold=True)
    for name, each in zip(names, found.ensembles, strict=True):
        if len(names) > 1:
            heading(_("{seat}: {policy}").format(seat=found.seat, policy=name))
        show_endings(each)
    show_measures(held)
    return caution()
