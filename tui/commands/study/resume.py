"""`fournos study resume`: go on with a study that was stopped."""

from __future__ import annotations

from typing import Any

import click

from sim.language import _
from tui.commands import described
from tui.commands.options import as_json, workers_option
from tui.commands.study import SUMMARIES
from tui.commands.study.run import carried_out
from tui.commands.study.shared import directory_argument, executor_options

HELP = described(
    SUMMARIES["resume"],
    _(
        "Runs what is missing in DIR and nothing else; the folder ends with the same bytes as if it had never been "
        "stopped, on any number of workers. It needs nothing but the folder: the study's file and its scenarios are "
        "kept there."
    ),
    ["study resume build/study --workers 2"],
)


@click.command("resume", help=HELP)
@directory_argument
@workers_option
@executor_options
@as_json
def command(directory: str, *, json: bool, **given: Any) -> None:
    """Go on with a study."""
    from sim.study.store import Store

    store = Store.open(directory)
    carried_out(directory, store.spec, json=json, replications=store.replications, **given)
