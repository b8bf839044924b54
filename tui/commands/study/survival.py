"""`fournos study survival`: how long wars last until they are settled."""

from __future__ import annotations

import click

from sim.language import _
from tui.commands import described
from tui.commands.options import as_json
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import directory_argument, opened, scenario_option, tell

HELP = described(
    SUMMARIES["survival"],
    _(
        "The clock of a war runs from its first quarter to its first settlement; a war without one is watched to the "
        "end of the run (Kaplan and Meier). Where a scenario does not open at war, when an unsettled war began is "
        "known only if the study has an outcome of the probe first_war."
    ),
    ["study survival build/study", "study survival build/study --scenario mature-ally --json"],
)


@click.command("survival", help=HELP)
@directory_argument
@scenario_option
@as_json
@click.pass_obj
def command(words: list[str], /, directory: str, scenario: str | None, json: bool) -> None:
    """Say how long wars last under the policies of a study."""
    from sim.study.questions.survival import ask

    tell(ask(opened(directory), scenario=scenario), directory, words, json=json)
