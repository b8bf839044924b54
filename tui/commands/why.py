"""`fournos why`: why a quantity changed in one quarter of a saved run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.accounts import show
from tui.commands.console import emit
from tui.commands.options import LARGEST_RUN, LONGEST, QUANTITY, SEAT, Whole, as_json
from tui.commands.plot import check_source
from tui.commands.progress import working

if TYPE_CHECKING:
    from sim.study.why import MadeAgain

HELP = described(
    SUMMARIES["why"],
    _(
        "DIR is a folder that `fournos run -o DIR` or `fournos compare -o DIR` has written. The run is made again, and "
        "the change of a quantity over one quarter is split into the course of things, own policy, others' policy, "
        "aid, attrition, alliance, chance, limits and rounding, which add up to it exactly; each line leads to the "
        "inputs behind it, the rules, their parameters, the essays' claims, and the claims that say the opposite. "
        "What the split means and does not mean: docs/why.md."
    ),
    [
        "why build/bleed --run 7 --quarter 12 --of legitimacy",
        "why build/bleed --run 7 --quarter 12 --of support_a --seat us --policy bamboo",
    ],
)


@click.command("why", help=HELP)
@click.argument("directory", metavar="DIR", type=click.Path())
@click.option(
    "--run",
    type=Whole(0, LARGEST_RUN),
    default=0,
    show_default=True,
    metavar="R",
    help=_("The number of the run, as in the column `replication`."),
)
@click.option(
    "--quarter",
    type=Whole(1, LONGEST),
    required=True,
    metavar="N",
    help=_("Which quarter; 1 is the first after the opening."),
)
@click.option("--of", "name", type=QUANTITY, required=True, metavar="NAME", help=_("The quantity, such as legitimacy."))
@click.option("--seat", type=SEAT, help=_("Whose policy is its own.  [default: vietnam, else the challenger]"))
@click.option(
    "--policy", metavar="P", help=_("Of several policies, which, as in --policy bamboo.  [default: the first]")
)
@as_json
def command(
    directory: str, run: int, quarter: int, name: str, seat: str | None, policy: str | None, json: bool
) -> None:
    """Say why a quantity changed."""
    from sim.ledger import quantity
    from sim.study.folder import open_study
    from sim.study.why import made_again

    quantity(name)
    check_source(directory)
    with working(_("making run {run} again").format(run=run)):
        again = made_again(open_study(directory), run, quarter, policy)
        found = account(again, quarter, name, seat)
    emit(found) if json else show(found)


def account(again: MadeAgain, quarter: int, name: str, seat: str | None) -> dict[str, Any]:
    """Return the account as data, with what was run."""
    from sim.ledger.telling import plain, tell
    from sim.plots.words import with_article

    case, role = again.case, again.role(seat)
    scenario = case.scenario
    by_role = {each.value: mine for each, mine in scenario.by_role().items()}
    labels = {each: with_article(scenario.seats[mine].label) for each, mine in by_role.items()}
    told = plain(tell(again.ledger, quarter, name, role), again.ledger, labels)
    return {
        "scenario": scenario.name,
        "seed": case.seed,
        "run": again.run,
        "policy": case.policy,
        "quarters": case.quarters,
        "date": scenario.date(quarter - 1),
        "seat": by_role[role.value],
        "label": labels[role.value],
        **told,
    }
