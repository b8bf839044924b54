"""Options that commands share: how each is read, explained and completed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

import click

from sim.errors import InputError, shown
from sim.language import _
from tui.commands import known
from tui.commands.known import Known

Command = TypeVar("Command", bound=Callable[..., Any])

MOST_RUNS = 10_000_000
LARGEST_SEED = 2**63 - 1
LARGEST_RUN = 2**62
LONGEST = 400
"""Quarters: the longest horizon that a scenario may have."""
MOST_WORKERS = 256
MOST_SETS, MOST_REPEATS = 10_000, 100_000
"""Calibrated sets, and runs of each, of a command that runs over sets."""


class Whole(click.ParamType[int]):
    """A whole number within limits."""

    name = "number"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or say what is allowed."""
        try:
            number = int(value)
        except ValueError:
            number = self.low - 1
        if self.low <= number <= self.high:
            return number
        field = param.opts[-1] if param else _("the number")
        allowed = _("a whole number from {low:,} to {high:,}").format(low=self.low, high=self.high)
        message = _("{field} is {got!r}; allowed is {allowed}.").format(field=field, got=shown(value), allowed=allowed)
        raise InputError(message, field=field, got=value, allowed=allowed)


class Real(click.ParamType[float]):
    """A finite number within limits, which are allowed themselves."""

    name = "number"

    def __init__(self, low: float = -math.inf, high: float = math.inf) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or say what is allowed."""
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if math.isfinite(number) and self.low <= number <= self.high:
            return number
        field = param.opts[-1] if param else _("the number")
        message = _("{field} is {got!r}; allowed is {allowed}.")
        words = message.format(field=field, got=shown(value), allowed=self._allowed())
        raise InputError(words, field=field, got=value, allowed=self._allowed())

    def _allowed(self) -> str:
        if math.isinf(self.low):
            return _("a number")
        if math.isinf(self.high):
            return _("a number from {low:g}").format(low=self.low)
        return _("a number from {low:g} to {high:g}").format(low=self.low, high=self.high)


SCENARIO = Known("scenario", known.scenarios, path=True)
ASSIGNMENT = Known("seat=doctrine", known.assignments)
SEAT = Known("seat", known.seats)
PARAMETER = Known("parameter", known.parameters)
SETTING = Known("parameter=value", known.settings)
MENDS = Known("mends", known.mends)
CODING = Known("question=coding", known.codings)
MEND = Known("mend", known.mend_names)
QUESTION = Known("question", known.questions)
CLAIM = Known("claim", known.claims)
QUANTITY = Known("quantity", known.quantities)
KIND = Known("kind", known.kinds)
CHOICE = Known("move or answer", known.choices)
CARD = Known("card", known.cards)
PLAN = Known("plan", known.plan_names)
PLANNED = Known("seat=plan", known.plan_assignments)
ROLE = Known("role", known.roles)
ANY_SEAT = Known("seat", known.all_seats)
MEASURE = Known("measure", known.measures)

role_option = click.option(
    "--role", type=ROLE, metavar="ROLE", help=_("Only those of a role: target, challenger, patron_a or patron_b.")
)
seat_option = click.option(
    "--seat", type=ANY_SEAT, metavar="SEAT", help=_("Only what a seat can order, in whatever scenario.")
)
as_json = click.option("--json", "json", is_flag=True, help=_("Print JSON instead of text."))
mends_option = click.option(
    "--mends",
    type=MENDS,
    default="default",
    show_default=True,
    metavar="TEXT",
    help=_("Which mends of the reference model to use: default, none, all, or names, as in default,-scar."),
)
theory_option = click.option(
    "--theory",
    "theories",
    type=CODING,
    multiple=True,
    metavar="QUESTION=CODING",
    help=_("Answer a disputed question another way, as in client-fear=fears. May be repeated."),
)
workers_option = click.option(
    "--workers",
    type=Whole(1, MOST_WORKERS),
    default=1,
    show_default=True,
    metavar="N",
    help=_("Processes to share the work; the results are the same."),
)


def seed_option(usual: int) -> Callable[[Command], Command]:
    """Return the option that fixes all chance; each command has its own usual seed."""
    return click.option(
        "--seed",
        type=Whole(0, LARGEST_SEED),
        default=usual,
        show_default=True,
        metavar="N",
        help=_("Fixes all chance: the same seed gives the same runs."),
    )


def over_sets(runs: int, seed: int) -> Callable[[Command], Command]:
    """Return the options of a command that runs over calibrated sets, with its usual number of runs and its seed."""
    sets = click.option(
        "--sets",
        type=Whole(1, MOST_SETS),
        default=100,
        show_default=True,
        metavar="N",
        help=_("How many calibrated parameter sets."),
    )
    repeats = click.option(
        "--runs", type=Whole(1, MOST_REPEATS), default=runs, show_default=True, metavar="N", help=_("Runs of each set.")
    )

    def given(command: Command) -> Command:
        for option in (theory_option, mends_option, workers_option, seed_option(seed), repeats, sets):
            command = option(command)
        return command

    return given


_CASE = (
    click.argument("scenario", type=SCENARIO),
    click.option(
        "-d",
        "--doctrine",
        "doctrines",
        type=ASSIGNMENT,
        multiple=True,
        metavar="SEAT=DOCTRINE",
        help=_(
            "What a seat does, as in vietnam=bamboo; vietnam=four-nos,ally-us@8 changes in quarter 8. May be repeated."
        ),
    ),
    click.option(
        "--runs", type=Whole(1, MOST_RUNS), default=1000, show_default=True, metavar="N", help=_("How many runs.")
    ),
    seed_option(1),
    click.option(
        "--quarters", type=Whole(1, LONGEST), metavar="N", help=_("How long to run.  [default: the scenario's horizon]")
    ),
    click.option(
        "--set",
        "settings",
        type=SETTING,
        multiple=True,
        metavar="PARAM=VALUE",
        help=_("Give a parameter another value, as in psi=0.3. May be repeated."),
    ),
    click.option(
        "--types",
        type=click.Choice(["doctrine", "prior"]),
        default="doctrine",
        show_default=True,
        help=_(
            "How greedy the challenger and how resolute the patrons are: as their doctrine says, or drawn for each run."
        ),
    ),
    click.option(
        "--moves",
        type=click.Choice(["off", "on"]),
        default="off",
        show_default=True,
        help=_("Whether seats make moves, give answers and take up cards, beside holding their postures."),
    ),
    click.option(
        "--plan",
        "plans",
        type=PLANNED,
        multiple=True,
        metavar="SEAT=PLAN|LINE",
        help=_(
            "What a seat orders: a plan by name, as in vietnam=outlast, or a line, as in vietnam='war every 8: "
            "denial'. May be repeated. Needs --moves on."
        ),
    ),
    mends_option,
    theory_option,
    workers_option,
    click.option("-o", "--output", type=click.Path(), metavar="DIR", help=_("Save the runs in this folder.")),
    click.option(
        "--trajectories",
        type=Whole(0, MOST_RUNS),
        default=1000,
        show_default=True,
        metavar="N",
        help=_("For how many of the runs to save every quarter."),
    ),
    click.option("--overwrite", is_flag=True, help=_("Replace runs saved earlier in the same folder.")),
    as_json,
)


def case_options(command: Command) -> Command:
    """Give a command the scenario and all options that say what to run."""
    for option in reversed(_CASE):
        command = option(command)
    return command
