"""`fournos study converge`: how many replications an outcome needs."""

from __future__ import annotations

import click

from sim.language import _
from tui.commands import described
from tui.commands.options import Real, as_json
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import OUTCOME, POLICY, SCENARIO, directory_argument, opened, tell

HELP = described(
    SUMMARIES["converge"],
    _(
        "Says how well the mean of every outcome is known under every policy, at a point and over all points, and how "
        "many replications would narrow its 95 % interval to what is wanted; likewise for paired differences. "
        "Replications average luck away; what is left between points, only more points narrow. Without --precision "
        "shares are wanted to a hundredth, anything else to 5 % of its size."
    ),
    ["study converge build/study", "study converge build/study --outcome lost --precision 0.02"],
)


@click.command("converge", help=HELP)
@directory_argument
@click.option("--outcome", type=OUTCOME, metavar="NAME", help=_("Only this outcome.  [default: all]"))
@click.option("--scenario", type=SCENARIO, metavar="NAME", help=_("Only this scenario.  [default: all]"))
@click.option(
    "--reference", type=POLICY, metavar="NAME", help=_("What differences are taken to.  [default: the first policy]")
)
@click.option(
    "--precision",
    type=Real(1e-12),
    metavar="X",
    help=_("Half the width of the interval wanted, in the outcome's unit."),
)
@as_json
@click.pass_obj
def command(
    words: list[str],
    /,
    directory: str,
    outcome: str | None,
    scenario: str | None,
    reference: str | None,
    precision: float | None,
    json: bool,
) -> None:
    """Say how many replications a study needs."""
    from sim.study.questions.convergence import ask

    answer = ask(
        opened(directory),
        precision=precision,
        outcomes=[outcome] if outcome else [],
        scenarios=[scenario] if scenario else [],
        reference=reference,
    )
    tell(answer, directory, words, json=json)
