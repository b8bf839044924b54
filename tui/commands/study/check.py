"""`fournos study check`: every fault of study files, with line numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.language import _
from tui.commands import described
from tui.commands.check import tell
from tui.commands.options import as_json
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import STUDY

if TYPE_CHECKING:
    from sim.errors import Fault

HELP = described(
    SUMMARIES["check"],
    _(
        "Reads each FILE as `fournos study run` would, with its scenarios, and lists all its faults at once, each with "
        "its line and the nearest known name. The exit code is 0 if all files are sound and 2 if one is not. "
        "`fournos check` tells study files from scenarios by itself."
    ),
    ["study check study.toml", "study check scenarios/studies/*.toml --json"],
)


@click.command("check", help=HELP)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=STUDY)
@as_json
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], json: bool) -> None:
    """Check study files."""
    tell(ctx, {name: faults_of(name) for name in files}, json=json)


def faults_of(name: str) -> list[Fault]:
    """Return every fault of a study file; one that cannot be read at all has one."""
    from scenarios import study
    from sim.errors import Fault, InputError, ScenarioError
    from sim.study.designs import points_of

    try:
        points_of(study(name))
    except ScenarioError as error:
        return list(error.faults)
    except InputError as error:
        return [Fault("", str(error))]
    return []
