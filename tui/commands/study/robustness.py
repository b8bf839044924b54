"""`fournos study robustness`: regret, and eleven metrics of robustness that need not agree."""

from __future__ import annotations

import click

from sim.language import _
from tui.commands import described
from tui.commands.options import Real, as_json
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import OUTCOME, SCENARIO, directory_argument, opened, tell

HELP = described(
    SUMMARIES["robustness"],
    _(
        "A state of the world is a scenario at a point of the design; what counts there is the mean over replications. "
        "Regret is measured against the best policy that was tested, never divided by anything. Beside it stand the "
        "metrics of McPhail and others (2018), each with its interval and with how firm its ranking is, and where they "
        "put policies in opposite order. Starr's domain criterion needs a threshold: the study's, or --threshold."
    ),
    [
        "study robustness build/study --outcome lost",
        "study robustness build/study --outcome lost --threshold 0.3 --hurwicz 0.8",
    ],
)


@click.command("robustness", help=HELP)
@directory_argument
@click.option("--outcome", type=OUTCOME, metavar="NAME", required=True, help=_("Which outcome."))
@click.option("--threshold", type=Real(), metavar="X", help=_("Where success begins.  [default: the study's]"))
@click.option(
    "--hurwicz",
    type=Real(0.0, 1.0),
    default=0.5,
    show_default=True,
    metavar="SHARE",
    help=_("Weight of the worst state in Hurwicz's rule; the best one has the rest."),
)
@click.option("--scenario", type=SCENARIO, metavar="NAME", help=_("Only this scenario's states.  [default: all]"))
@as_json
@click.pass_obj
def command(
    words: list[str],
    /,
    directory: str,
    outcome: str,
    threshold: float | None,
    hurwicz: float,
    scenario: str | None,
    json: bool,
) -> None:
    """Hold the policies of a study against every state of the world."""
    from sim.study.questions.robustness import ask

    scenarios = [scenario] if scenario else []
    answer = ask(opened(directory), outcome, threshold=threshold, hurwicz=hurwicz, scenarios=scenarios)
    tell(answer, directory, words, json=json)
