"""`fournos study discover`: the conditions under which a policy fails, tried with fresh runs."""

from __future__ import annotations

import math
from typing import Any

import click

from sim.errors import InputError, shown
from sim.language import _
from tui.commands import described
from tui.commands.options import MOST_RUNS, Whole, as_json, seed_option, workers_option
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import (
    OUTCOME,
    directory_argument,
    opened,
    policy_option,
    running,
    scenario_option,
    tell,
)

MOST_DIMS, MOST_BOXES = 20, 3

HELP = described(
    SUMMARIES["discover"],
    _(
        "Looks for boxes, conditions such as `psi > 0.44 and aid is offshore`, in which a policy fails often: slice by "
        "slice everything is peeled away that leaves failures denser (PRIM). A box is found on seven in ten points of "
        "the design, held against the others, and then tried with fresh runs inside and outside; where these do not "
        "confirm it, it is not established. Density is the share of the runs in a box that fail, coverage the share of "
        "all failures that it holds. A run fails where its outcome misses its threshold, or where --fail holds. "
        "Without --min-density the box is taken that parts failures from successes best."
    ),
    [
        "study discover build/study --policy bleed",
        "study discover build/study --policy bleed --fail 'lost > 0.4 and autonomy < 0.5' --max-dims 2",
        "study discover build/study --all-policies",
        "study discover build/study --policy bleed --min-density 0.8 --boxes 2 --fresh 4000 --workers 2",
    ],
)


class Density(click.ParamType[float]):
    """A share above 0, up to 1."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the share, or say what is allowed."""
        try:
            share = float(value)
        except ValueError:
            share = math.nan
        if not 0.0 < share <= 1.0:
            field, allowed = param.opts[-1] if param else _("the share"), _("a share above 0, up to 1")
            message = _("{field} is {got!r}; allowed is {allowed}.").format(
                field=field, got=shown(value), allowed=allowed
            )
            raise InputError(message, field=field, got=value, allowed=allowed)
        return share


@click.command("discover", help=HELP)
@directory_argument
@policy_option
@click.option(
    "--fail",
    metavar="CONDITION",
    help=_("When a run fails: OUTCOME > NUMBER (or <, <=, >=), joined by `and`.  [default: it misses its threshold]"),
)
@click.option(
    "--outcome",
    type=OUTCOME,
    metavar="NAME",
    help=_("Which outcome has to miss its threshold.  [default: the study's first that has one]"),
)
@scenario_option
@click.option(
    "--all-policies", "pooled", is_flag=True, help=_("Look at all policies; which it is may be a condition too.")
)
@click.option(
    "--min-density", type=Density(), metavar="SHARE", help=_("Share of the runs in a box that fail, at least.")
)
@click.option(
    "--max-dims",
    type=Whole(1, MOST_DIMS),
    default=3,
    show_default=True,
    metavar="N",
    help=_("Conditions in a box, at most."),
)
@click.option(
    "--boxes",
    type=Whole(1, MOST_BOXES),
    default=1,
    show_default=True,
    metavar="N",
    help=_("Boxes, each on what those before it leave."),
)
@click.option(
    "--fresh",
    type=Whole(0, MOST_RUNS),
    default=1000,
    show_default=True,
    metavar="N",
    help=_("Fresh runs in each box and outside; 0 makes none."),
)
@seed_option(1)
@workers_option
@as_json
@click.pass_obj
def command(words: list[str], /, directory: str, json: bool, workers: int, fresh: int, **given: Any) -> None:
    """Find the conditions under which a policy fails."""
    from sim.study.questions.checking import Asked
    from sim.study.questions.discover import ask, fresh_runs
    from sim.study.questions.discovery import Wish

    results = opened(directory)
    wish = Wish(given.pop("min_density"), given.pop("max_dims"), given.pop("boxes"))
    asked = Asked(wish=wish, fresh=fresh, **given)
    if asked.fail is not None and not asked.fail.strip():
        raise InputError(_("--fail is empty: write OUTCOME > NUMBER."), field="--fail", got=asked.fail)
    if asked.pooled and asked.policy is not None:
        raise InputError(_("--all-policies takes them all: leave --policy away."), field="--policy", got=asked.policy)
    with running(workers) as how:
        sample = fresh_runs(results, workers=workers, progress=how.progress, cancel=how.cancel) if fresh else None
        answer = ask(results, asked, sample, progress=how.progress, cancel=how.cancel)
    tell(answer, directory, words, json=json)
