"""Options that commands share: how each is read, explained and completed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from sim.errors import InputError, shown
from sim.language import _

Command = TypeVar("Command", bound=Callable[..., Any])

MOST_RUNS = 10_000_000
LARGEST_SEED = 2**63 - 1
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


class Known(click.ParamType[str]):
    """A word that later code looks up in a list; the list is fetched only to complete it."""

    def __init__(self, name: str, listed: Callable[[click.Context], Iterable[str]], *, path: bool = False) -> None:
        self.name, self.listed, self.path = name, listed, path

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        """Return the words of the list that begin as typed; a shell shows no fault."""
        try:
            words = [word for word in self.listed(ctx) if word.startswith(incomplete)]
        except Exception:  # whatever is amiss, the command itself will say it
            words = []
        if not words and self.path:
            return [CompletionItem(incomplete, type="file")]
        return [CompletionItem(word) for word in words]


def _scenarios(ctx: click.Context) -> Iterable[str]:
    from scenarios import names

    return names()


def _assignments(ctx: click.Context) -> Iterable[str]:
    """Yield SEAT=DOCTRINE for the scenario named so far."""
    from scenarios import load

    for name, seat in load(_named(ctx)).seats.items():
        yield from (f"{name}={doctrine}" for doctrine in seat.doctrines)


def _seats(ctx: click.Context) -> Iterable[str]:
    from scenarios import load

    return load(_named(ctx)).seats


def _named(ctx: click.Context) -> str:
    """Return the scenario among words that may still want one more, which click then keeps unread."""
    name: str = ctx.params.get("scenario") or ctx.args[0]
    return name


def _parameters(ctx: click.Context) -> Iterable[str]:
    from sim.parameters import table

    return table()


def _settings(ctx: click.Context) -> Iterable[str]:
    """Yield PARAM=VALUE with the central value, for people to change."""
    from sim.parameters import table

    return [f"{row.name}={row.central:g}" for row in table().values()]


def _mend_names(ctx: click.Context) -> Iterable[str]:
    from sim.mends import table

    return table()


def _mends(ctx: click.Context) -> Iterable[str]:
    from sim.mends import WHOLE, table

    return [*WHOLE, *table()]


def _codings(ctx: click.Context) -> Iterable[str]:
    from sim.theories import questions

    return [f"{name}={coding}" for name, row in questions().items() for coding in row.codings]


def _questions(ctx: click.Context) -> Iterable[str]:
    from sim.theories import questions

    return questions()


def _claims(ctx: click.Context) -> Iterable[str]:
    from sim.claims import claims

    return claims()


def _kinds(ctx: click.Context) -> Iterable[str]:
    from sim.plots import KINDS

    return KINDS


def _measures(ctx: click.Context) -> Iterable[str]:
    """Return all that some plot can show: measures, endings and recorded quantities."""
    from sim.outcome import ENDINGS, MEASURES
    from sim.recorder import COLUMNS

    return dict.fromkeys([*(measure.name for measure in MEASURES), *ENDINGS, *COLUMNS])


SCENARIO = Known("scenario", _scenarios, path=True)
ASSIGNMENT = Known("seat=doctrine", _assignments)
SEAT = Known("seat", _seats)
PARAMETER = Known("parameter", _parameters)
SETTING = Known("parameter=value", _settings)
MENDS = Known("mends", _mends)
CODING = Known("question=coding", _codings)
MEND = Known("mend", _mend_names)
QUESTION = Known("question", _questions)
CLAIM = Known("claim", _claims)
KIND = Known("kind", _kinds)
MEASURE = Known("measure", _measures)

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
        help=_("Whether computer seats make single moves beyond posture and answers."),
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
