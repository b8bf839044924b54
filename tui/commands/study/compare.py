"""`fournos study compare`: by how much policies differ, run by run on the same luck."""

from __future__ import annotations

import click

from sim.language import _
from tui.commands import described
from tui.commands.options import as_json
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import OUTCOME, POLICY, SCENARIO, directory_argument, opened, tell

HELP = described(
    SUMMARIES["compare"],
    _(
        "Every run of a policy is held against the run of the reference that met the same conditions and the same "
        "luck. Where a design has several points they are the sampling unit, not the runs, so that intervals speak of "
        "conditions. Without A and B all policies are compared with the reference; with both, A with B. What is not "
        "established is named, with its reasons."
    ),
    [
        "study compare build/study",
        "study compare build/study punish bleed --outcome lost",
        "study compare build/study --reference punish --json",
    ],
)


@click.command("compare", help=HELP)
@directory_argument
@click.argument("policies", metavar="[A B]", type=POLICY, nargs=-1)
@click.option("--outcome", type=OUTCOME, metavar="NAME", help=_("Only this outcome.  [default: all]"))
@click.option("--scenario", type=SCENARIO, metavar="NAME", help=_("Only this scenario.  [default: all]"))
@click.option(
    "--reference", type=POLICY, metavar="NAME", help=_("What the others are held against.  [default: the first]")
)
@as_json
@click.pass_obj
def command(
    words: list[str],
    /,
    directory: str,
    policies: tuple[str, ...],
    outcome: str | None,
    scenario: str | None,
    reference: str | None,
    json: bool,
) -> None:
    """Compare the policies of a study."""
    from sim.study.questions.comparison import ask

    answer = ask(
        opened(directory),
        policies,
        outcomes=[outcome] if outcome else [],
        scenarios=[scenario] if scenario else [],
        reference=reference,
    )
    tell(answer, directory, words, json=json)
