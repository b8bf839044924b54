"""`fournos study run`: run a study in a folder, or what is missing there."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sim.errors import Cancelled, RunError
from sim.language import _
from tui.commands import PROGRAM, described
from tui.commands.console import emit, note, say
from tui.commands.exits import saved
from tui.commands.options import as_json, workers_option
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import (
    executor_options,
    loaded,
    output_option,
    replications_option,
    running,
    study_argument,
)

if TYPE_CHECKING:
    from sim.study.spec import StudySpec
    from sim.study.store import Store

HELP = described(
    SUMMARIES["run"],
    _(
        "STUDY.toml is the path of a study file, or the name of a study that comes with the program. Parts are written "
        "while it runs; whatever stops it, the same command or `fournos study resume DIR` goes on, and ends with the "
        "same bytes. Given again with more replications, points or policies, only what is missing is run. --dry-run "
        "tells how many runs that is, how long they take, what they weigh, and how exact the means will be."
    ),
    [
        "study run study.toml -o build/study --dry-run",
        "study run study.toml -o build/study --workers 2",
        "study run study.toml -o build/study --replications 200",
        "study run bleeding-white -o build/bleeding --executor dask --address 192.0.2.1:8786",
    ],
)


@click.command("run", help=HELP)
@study_argument
@output_option
@replications_option
@workers_option
@executor_options
@click.option("--dry-run", is_flag=True, help=_("Only tell what would be run, and what it costs."))
@as_json
def command(study: str, output: str, *, dry_run: bool, json: bool, **given: Any) -> None:
    """Run a study."""
    spec = loaded(study)
    if dry_run:
        return foretold(output, spec, given["replications"], given["workers"], json=json)
    return carried_out(output, spec, json=json, **given)


def carried_out(  # what `run`, `resume` and `add-policy` come to
    output: str,
    spec: StudySpec,
    *,
    json: bool,
    replications: int | None = None,
    workers: int = 1,
    executor: str | None = None,
    address: str | None = None,
) -> None:
    """Run what is missing of a study, and tell how it ended.

    Raises
    ------
    RunError
        If some runs failed; what the others came to is kept.
    """
    from sim.study.running import run

    with stopping(output), running(workers, executor, address) as how:
        store = run(output, spec, how, replications=replications)
    saved()
    if json:
        emit(told(store))
    else:
        words = _("{done:,} of {all:,} runs are there.")
        say(words.format(done=store.manifest.done - store.manifest.lost, all=store.manifest.runs))
        note(_("The study is in {folder}").format(folder=os.path.normpath(output)))
    if store.manifest.lost:
        words = _("{count:,} runs failed and are missing; see failures.jsonl. The first error: {error}")
        raise RunError(words.format(count=store.manifest.lost, error=store.failures()[0]["error"]))


@contextlib.contextmanager
def stopping(output: str) -> Iterator[None]:
    """Say, where the work is stopped, what of it is kept and how it goes on."""
    try:
        yield
    except (Cancelled, KeyboardInterrupt) as stopped:
        if isinstance(stopped, Cancelled) and str(stopped):
            go_on = _("Go on with: {command}").format(command=f"{PROGRAM} study resume {shlex.quote(output)}")
            saved(f"{stopped} {go_on}")
        raise


def told(store: Store) -> dict[str, Any]:
    """Return how far a study has come, as plain data."""
    manifest = store.manifest
    return {
        "study": manifest.study["name"],
        "status": manifest.status,
        "planned": manifest.runs,
        "done": manifest.done - manifest.lost,
        "failed": manifest.lost,
        "scenarios": list(store.spec.scenarios),
        "policies": list(store.spec.policies),
        "points": len(store.points),
        "replications": store.replications,
        "parts": len(manifest.parts),
    }


def foretold(output: str, spec: StudySpec, replications: int | None, workers: int, *, json: bool) -> None:
    """Tell what a study would run, and what it costs; a few hundred runs are timed for it."""
    from sim.study.costs import foreseen
    from sim.study.growing import begin
    from tui.commands.progress import working

    store = begin(output, spec, replications)
    with working(_("timing a few runs")):
        cost = foreseen(store, workers)
    if json:
        emit(cost.row())
        return
    for line in cost.lines():
        say(line)
