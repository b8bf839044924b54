"""`fournos check`: every fault of scenario files, with line numbers."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import complain, emit, plain, say
from tui.commands.options import SCENARIO, as_json

if TYPE_CHECKING:
    from sim.errors import Fault

HELP = described(
    SUMMARIES["check"],
    _(
        "Reads each FILE as `fournos run` would, and lists all its faults at once, each with its line and the "
        "nearest known name. The exit code is 0 if all files are sound and 2 if one is not. Study files are known by "
        "their tables and read as `fournos study run` would."
    ),
    ["check my-scenario.toml", "check scenarios/*.toml --json"],
)


@click.command("check", help=HELP)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=SCENARIO)
@as_json
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], json: bool) -> None:
    """Check scenario and study files."""
    tell(ctx, {name: faults_of(name) for name in files}, json=json)


def tell(ctx: click.Context, found: Mapping[str, Sequence[Fault]], *, json: bool) -> None:
    """Print the faults of files, and leave with 2 if there are any."""
    if json:
        emit([_row(name, faults) for name, faults in found.items()])
    for name, faults in found.items() if not json else ():
        if faults:
            complain("\n".join([_heading(name, len(faults)), *(f"  {fault}" for fault in faults)]))
        else:
            say(_("{name}: sound").format(name=plain(name)))
    if any(found.values()):
        ctx.exit(2)


def faults_of(name: str) -> list[Fault]:
    """Return every fault of a file; a file that cannot be read at all has one."""
    from scenarios import load
    from sim import scenario_file
    from sim.errors import Fault, ScenarioError, StoreError, UnknownName

    try:
        scenario_file.read(name) if os.path.exists(name) else load(name)
    except ScenarioError as error:
        if is_study(name):
            from tui.commands.study import check

            return check.faults_of(name)
        return list(error.faults)
    except (StoreError, UnknownName) as error:
        return [Fault("", str(error))]
    return []


def is_study(name: str) -> bool:
    """Whether a file is TOML with the tables of a study and without the seats of a scenario."""
    try:
        with open(name, "rb") as file:
            data = tomllib.load(file)
    except (OSError, ValueError, RecursionError):
        return False
    return "seats" not in data and bool({"study", "design", "policies", "uncertainties"} & data.keys())


def _heading(name: str, count: int) -> str:
    words = _("{name}: 1 fault") if count == 1 else _("{name}: {count} faults")
    return words.format(name=plain(name), count=count)


def _row(name: str, faults: Sequence[Fault]) -> dict[str, object]:
    listed = [{"line": fault.line, "where": fault.where, "message": fault.message} for fault in faults]
    return {"file": name, "sound": not faults, "faults": listed}
