"""`--start`: begin at another start of a scenario, and say how often the scenario's own runs come there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from sim.language import _
from tui.commands.console import note
from tui.commands.known import Known

if TYPE_CHECKING:
    from sim.starts import BaseRate


def _starts(ctx: click.Context) -> Iterable[str]:
    """Return the starts of the scenario named so far, which click may keep unread."""
    from scenarios import load

    named: str = ctx.params.get("scenario") or ctx.params.get("name") or ctx.args[0]
    return load(named).starts


start_option = click.option(
    "--start",
    type=Known("start", _starts),
    metavar="NAME",
    help=_("Begin at another start of the scenario, such as crisis; how often its own runs come there is shown."),
)


def base_rate(scenario: str, start: str | None, seed: int = 1, moves: str = "off") -> BaseRate | None:
    """Return how often the scenario's own runs come to a start, over 1,000 runs of a seed; None without a start."""
    if start is None:
        return None
    from scenarios import load
    from sim import starts

    return starts.base_rate(load(scenario), start, seed=seed, moves=moves)


def noted(rate: BaseRate | None) -> BaseRate | None:
    """Tell a base rate beside the results, if there is one, and return it."""
    if rate is not None:
        note(str(rate))
    return rate
