"""`fournos why`: why a quantity changed in one quarter of a saved run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError, OutOfRange
from sim.language import _
from sim.seats import Role
from tui.commands import SUMMARIES, described
from tui.commands.accounts import show
from tui.commands.console import emit, verbatim
from tui.commands.games import GAME
from tui.commands.options import LARGEST_RUN, LONGEST, QUANTITY, SEAT, Whole, as_json
from tui.commands.plot import check_source
from tui.commands.progress import working
from tui.commands.saved_game import check_open, path_of, read, seat_of

if TYPE_CHECKING:
    from pathlib import Path

    from sim.game.table import Table
    from sim.study.why import MadeAgain
    from tui.telling.why import Why

HELP = described(
    SUMMARIES["why"],
    _(
        "DIR is a folder that `fournos run -o DIR` or `fournos compare -o DIR` has written, or a saved game: its title "
        "or its file. The run is made again, and "
        "the change of a quantity over one quarter is split into the course of things, own policy, others' policy, "
        "aid, attrition, alliance, chance, limits and rounding, which add up to it exactly; each line leads to the "
        "inputs behind it, the rules, their parameters, the essays' claims, and the claims that say the opposite. "
        "What the split means and does not mean: docs/why.md."
    ),
    [
        "why build/bleed --run 7 --quarter 12 --of legitimacy",
        "why build/bleed --run 7 --quarter 12 --of support_a --seat us --policy bamboo",
        'why "my game" --quarter 3 --of legitimacy',
    ],
)


@click.command("why", help=HELP)
@click.argument("directory", metavar="DIR|GAME", type=GAME)
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
@click.option(
    "--seat",
    type=SEAT,
    help=_("Whose policy is its own.  [default: vietnam, else the challenger; of a game the person's]"),
)
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
    game = path_of(directory)
    if game is not None:
        return of_game(game, quarter, name, seat, json)
    check_source(directory)
    with working(_("making run {run} again").format(run=run)):
        again = made_again(open_study(directory), run, quarter, policy)
        found = account(again, quarter, name, seat)
    return emit(found) if json else show(found)


def of_game(path: Path, quarter: int, name: str, seat: str | None, json: bool) -> None:
    """Say why a quantity changed in one quarter of a saved game.

    Raises
    ------
    FournosError
        If it is no game, the quarter has not been played, or the seat cannot see the quantity while the game is open.
    """
    from sim.ledger import quantity
    from tui.telling.account_text import account_text, line_text
    from tui.telling.why import Eyes, why

    with working(_("playing the game again")), read(path) as table:
        check_open(table)
        scenario, who = table.setup.scenario, seat_of(table, seat)
        eyes = Eyes(Role(scenario.role_of(who)), whole=table.over)
        if not 1 <= quarter <= len(table.record.quarters):
            raise OutOfRange(_("quarter of this game"), quarter, 1, len(table.record.quarters))
        if not eyes.sees(quantity(name)):
            message = _("{seat} does not see {name} while the game is open; it is told when it is over.")
            raise InputError(message.format(seat=scenario.seats[who].label, name=name), field="--of", got=name)
        told = why(table, eyes, name, range(quarter - 1, quarter))
        if json:
            return emit(_data(told, table, who))
        words = _("{date}, quarter {quarter} of {scenario}; own policy is that of {label}")
        label = scenario.seats[who].label
        head = words.format(date=scenario.date(quarter - 1), quarter=quarter, scenario=scenario.name, label=label)
        lines = [head, "", *account_text(told)]
        for each in told.lines:
            lines += ["", *line_text(told, each.key)] if each.inputs else []
        return verbatim("\n".join(lines))


def _data(told: Why, table: Table, seat: str) -> dict[str, Any]:
    """Return an account of a game as plain data."""
    scenario = table.setup.scenario
    return {
        "scenario": scenario.name,
        "quarter": told.quarters.start + 1,
        "date": scenario.date(told.quarters.start),
        "seat": seat,
        "quantity": told.change.name,
        "title": told.change.title,
        "unit": told.change.unit,
        "before": told.change.before,
        "after": told.change.after,
        "change": told.change.by,
        "lines": [
            {
                "line": each.line.value,
                "of_course": each.part,
                "title": each.title,
                "value": each.value,
                "grains": each.grains,
                "inputs": [{"text": row.text, "alone": row.alone} for row in each.inputs],
            }
            for each in told.lines
        ],
    }


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
