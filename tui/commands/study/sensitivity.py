"""`fournos study sensitivity`: which conditions an outcome hangs on, and how much is luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import described
from tui.commands.console import note
from tui.commands.options import Whole, as_json, seed_option, workers_option
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import (
    directory_argument,
    opened,
    outcome_option,
    policy_option,
    running,
    scenario_option,
    tell,
)

if TYPE_CHECKING:
    from sim.study.questions.sensitivity import Asked
    from sim.study.results import Results

METHODS = ("sobol", "morris", "pawn", "tornado", "all")
MOST = 2**17
RATE = 4_000
"""Fresh runs a second on one processor, about as measured."""

HELP = described(
    SUMMARIES["sensitivity"],
    _(
        "Makes fresh runs of one policy in one scenario all over the study's uncertainties, with luck as one more of "
        "them: sobol gives shares of the variance, morris mean changes, pawn the shift of the whole distribution, "
        "tornado one input at a time, never without the shares of variance beside it. The study's own runs are split "
        "into luck and conditions. An index whose interval is wider than itself is not established."
    ),
    [
        "study sensitivity build/study --outcome lost",
        "study sensitivity build/study --outcome lost --policy bleed --method sobol -n 4096 --workers 2",
        "study sensitivity build/study --method pawn",
    ],
)


@click.command("sensitivity", help=HELP)
@directory_argument
@outcome_option
@policy_option
@scenario_option
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="all",
    show_default=True,
    help=_("Which method. Without -n pawn looks at the study's own runs."),
)
@click.option(
    "-n",
    "size",
    type=Whole(2, MOST),
    metavar="N",
    help=_(
        "Base sample of sobol, a power of two; trajectories of morris; points of pawn; runs of each setting of the "
        "tornado.  [default: each method's usual]"
    ),
)
@seed_option(1)
@workers_option
@as_json
@click.pass_obj
def command(
    words: list[str],
    /,
    directory: str,
    *,
    method: str,
    size: int | None,
    seed: int,
    workers: int,
    json: bool,
    **of: Any,
) -> None:
    """Say which conditions an outcome hangs on."""
    from sim.study.questions.sensitivity import Asked, ask, chosen

    asked = Asked(method, size, seed)
    results = opened(directory)
    chosen(results, **of)
    foretold(results, asked, workers)
    with running(workers) as how:
        answer = ask(results, **of, asked=asked, workers=how.workers, progress=how.progress, cancel=how.cancel)
    tell(answer, directory, words, json=json)


def foretold(results: Results, asked: Asked, workers: int) -> None:
    """Say how many fresh runs are to be made, if they take more than a second."""
    from sim.study.questions.sensitivity import cost

    runs = cost(results.spec.uncertainties, asked)
    seconds = sum(runs.values()) / RATE / workers
    if seconds < 1.0:
        return
    parts = ", ".join(f"{name} {count:,}" for name, count in runs.items())
    text = _("{runs:,} fresh runs are made ({parts}), in about {seconds:.0f} s.")
    note(text.format(runs=sum(runs.values()), parts=parts, seconds=seconds))
