"""What the commands of `fournos study` share: the folder, options, and how an answer is told and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.errors import InputError, StoreError
from sim.language import _
from tui.commands import PROGRAM
from tui.commands.console import Column, emit, heading, note, number, say, table
from tui.commands.exits import cancelling, saved
from tui.commands.known import Known
from tui.commands.options import Whole
from tui.commands.progress import progress

if TYPE_CHECKING:
    from sim.study.answers import Answer, Cell, Table
    from sim.study.results import Results
    from sim.study.running import How
    from sim.study.spec import StudySpec

Command = TypeVar("Command", bound=Callable[..., Any])
EXECUTORS = ("dask",)
WIDEST = 14
"""Columns of a table that is printed; a wider one is told in the file that is kept."""
WORDY = 30
"""Letters of an entry, beyond which its column is wrapped."""
SAID = 12
"""Sentences of an answer that are printed."""
LONGEST = 40
"""Rows of a table that is printed."""


def _in(ctx: click.Context, what: str) -> Iterable[str]:
    """Return names of the study whose folder has been typed."""
    from sim.study.results import open_results

    results = open_results(ctx.params.get("directory") or ctx.args[0], checked=False)
    return list(getattr(results, what))


POLICY = Known("policy", lambda ctx: _in(ctx, "policies"))
SCENARIO = Known("scenario", lambda ctx: _in(ctx, "scenarios"))
OUTCOME = Known("outcome", lambda ctx: _in(ctx, "outcomes"))


def _studies(ctx: click.Context) -> Iterable[str]:
    from scenarios import studies

    return studies()


STUDY = Known("study", _studies, path=True)
study_argument = click.argument("study", metavar="STUDY.toml", type=STUDY)
directory_argument = click.argument("directory", metavar="DIR", type=click.Path())
output_option = click.option(
    "-o", "--output", type=click.Path(), metavar="DIR", required=True, help=_("Keep the study in this folder.")
)
outcome_option = click.option(
    "--outcome", type=OUTCOME, metavar="NAME", help=_("Which outcome.  [default: the study's first]")
)
policy_option = click.option(
    "--policy", type=POLICY, metavar="NAME", help=_("Which policy.  [default: the study's first]")
)
scenario_option = click.option(
    "--scenario", type=SCENARIO, metavar="NAME", help=_("Which scenario.  [default: the study's first]")
)
replications_option = click.option(
    "--replications",
    type=Whole(1, 10_000_000),
    metavar="N",
    help=_("Runs of each policy at each point of each scenario.  [default: the study's]"),
)
_EXECUTOR = (
    click.option("--executor", type=click.Choice(EXECUTORS), help=_("Run on a cluster instead of worker processes.")),
    click.option("--address", metavar="HOST:PORT", help=_("Where the cluster's scheduler is.")),
)


def executor_options(command: Command) -> Command:
    """Give a command the options that name a cluster."""
    for option in _EXECUTOR:
        command = option(command)
    return command


def loaded(study: str) -> StudySpec:
    """Return a study that comes with the program by name, or from a file; errors as for `scenarios.study`."""
    from scenarios import study as load_study

    return load_study(study)


def opened(directory: str, *, some: bool = True) -> Results:
    """Return the results in a folder.

    Raises
    ------
    StoreError
        If it is no study folder, or something in it is missing or has changed.
    InputError
        If `some` runs are needed and none is there.
    """
    from sim.study.results import open_results

    results = open_results(directory)
    if some and not int(results.manifest["runs"]["done"]):
        message = _("No run of this study is there yet; run it first: fournos study resume DIR.")
        raise InputError(message, field="DIR", got=directory)
    return results


@contextmanager
def running(workers: int, executor: str | None = None, address: str | None = None) -> Iterator[How]:
    """Yield how to run: with a bar, stopped by Ctrl+C, on worker processes or on a cluster.

    Raises
    ------
    InputError
        If a cluster is asked for without its address, or the other way round, or it cannot be reached.
    """
    from sim.study.running import How

    if bool(executor) != bool(address):
        message = _("A cluster needs both: --executor dask --address HOST:PORT.")
        raise InputError(message, field="--executor", got=executor or address)
    with progress(_("starting")) as report, cancelling() as cancel:
        how = How(workers, None, report, cancel)
        if executor is None or address is None:
            yield how
            return
        from sim.study.cluster import cluster

        with cluster(address) as lent:
            yield replace(how, executor=lent)


def tell(answer: Answer, directory: str, words: Sequence[str], *, json: bool) -> None:
    """Print an answer and keep it in the study's folder, with the words that made it."""
    answer = replace(answer, command=(PROGRAM, *words))
    folder = Path(directory)
    try:
        kept = answer.save(folder)
    except StoreError as error:
        kept = None
        note(_("The answer is not kept: {reason}").format(reason=error))
    saved()
    if json:
        emit(answer.to_data())
        return
    show(answer)
    if kept is not None:
        note(_("The answer is in {file}").format(file=kept))


def show(answer: Answer) -> None:
    """Print an answer: its sentences, its standing, its tables."""
    heading(answer.title)
    for sentence in answer.sentences[:SAID]:
        say(sentence)
    if len(answer.sentences) > SAID:
        words = _("{count} more sentences: see --json, or the file that is kept.")
        say(words.format(count=len(answer.sentences) - SAID))
    if not answer.standing.established:
        say(answer.standing.text())
    for held in answer.tables.values():
        if held.title:
            heading(held.title)
        _show(held)


def _show(held: Table) -> None:
    """Print a table; of a long one the first rows. Why a row does not stand is told below, once."""
    noted: dict[str, int] = {}
    shown = [[_marked(entry, noted) for entry in row[:WIDEST]] for row in held.rows[:LONGEST]]
    heads = [
        Column(
            name.replace("_", " "),
            right=all(isinstance(row[k], (int, float, type(None))) for row in held.rows),
            wrap=any(isinstance(entry, str) and len(entry) > WORDY for entry in (row[k] for row in shown)),
        )
        for k, name in enumerate(held.columns[:WIDEST])
    ]
    table(heads, [[_entry(entry) for entry in row] for row in shown])
    for reasons, mark in noted.items():
        say(f"({mark}) {reasons}")
    if len(held.rows) > LONGEST:
        say(_("{count} more rows: see --json, or the file that is kept.").format(count=len(held.rows) - LONGEST))


def _marked(value: Cell, noted: dict[str, int]) -> Cell:
    """Return an entry; of one that gives reasons against a row only a mark, as the reasons would fill the table."""
    if not isinstance(value, str) or not value.startswith(_("not established: {reasons}").format(reasons="")):
        return value
    return f"{_('not established')} ({noted.setdefault(value, len(noted) + 1)})"


def _entry(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float) or value is None:
        return number(value, 3)
    return f"{value:,}" if isinstance(value, int) else str(value)
