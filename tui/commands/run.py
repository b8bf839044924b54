"""`fournos run`: one scenario under one set of doctrines, many times."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.cases import Request, tell_failures
from tui.commands.console import emit
from tui.commands.options import case_options
from tui.commands.results import caution, row, show_case, show_endings, show_measures
from tui.commands.starts import base_rate, noted, start_option

HELP = described(
    SUMMARIES["run"],
    _(
        "SCENARIO is a name from `fournos scenarios` or the path of a .toml file. Seats that -d does not name follow "
        "the scenario's default doctrine. With -o the runs are saved in a folder, which `fournos plot` draws from."
    ),
    [
        "run bleeding-white",
        "run bleeding-white -d vietnam=bamboo -d us=offshore --runs 5000 -o build/bamboo",
        "run four-nos -d vietnam=four-nos,ally-us@8 --set psi=0.3 --json",
        "run four-nos --start crisis",
    ],
)


@click.command("run", help=HELP)
@case_options
@start_option
@click.pass_obj
def command(words: list[str], /, **given: Any) -> None:
    """Run a scenario many times."""
    request = Request(**given)
    chosen, values = request.chosen(), request.values()
    case = request.case(request.loaded(), chosen, values)
    request.check_output()
    rate = noted(base_rate(request.scenario, request.start, request.seed, request.moves))
    (ensemble,) = request.run([case], [case.scenario.name])
    request.save([ensemble], words)
    if request.json:
        emit(row(ensemble) | ({} if rate is None else {"base_rate": asdict(rate)}))
    else:
        show_case(case, ensemble.runs)
        show_endings(ensemble)
        show_measures(ensemble)
        caution()
    tell_failures([ensemble])
