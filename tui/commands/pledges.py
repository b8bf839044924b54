"""`fournos pledges`: what each pledge binds and costs to break, and what breaking it does on the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, number, say, table
from tui.commands.exits import cancelling
from tui.commands.options import MOST_RUNS, SCENARIO, Whole, as_json, seed_option, workers_option
from tui.commands.progress import progress
from tui.commands.results import caution, ending_titles

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.choices import Effect
    from sim.study.pledge_trials import Broken, Outcome, PledgeTrial, Price

HELP = described(
    SUMMARIES["pledges"],
    _(
        "For each pledge of SCENARIO's target: what it binds, what breaking it opens, and what breaking it costs at "
        "once, before and since the pledges became guiding rules in October 2023. Then the same futures with the "
        "pledge kept, broken in the first quarter, and broken and used: differences are those of paired runs, each "
        "with its standard error. All seats make moves, by the plans of their doctrines."
    ),
    ["pledges four-nos", "pledges bleeding-white --runs 500", "pledges four-nos --json"],
)
SHOWN = {"crises": 2, "autonomy": 3, "growth_pct": 2, "legitimacy": 3}
"""Measures that fit beside the endings, with their decimals; all are in the JSON."""
ENDINGS_SHOWN = ("no_war", "challengers_terms", "still_fighting")


@click.command("pledges", help=HELP)
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--runs",
    type=Whole(2, MOST_RUNS),
    default=2000,
    show_default=True,
    metavar="N",
    help=_("How many pairs of futures of each."),
)
@seed_option(1)
@workers_option
@as_json
def command(scenario: str, runs: int, seed: int, workers: int, json: bool) -> None:
    """Show the pledges of a scenario's target."""
    from scenarios import load
    from sim.study.pledge_trials import pledge_trials

    loaded = load(scenario)
    with progress(_("starting")) as report, cancelling() as cancel:
        found = pledge_trials(loaded, runs=runs, seed=seed, workers=workers, progress=report, cancel=cancel)
    if json:
        emit([row(trial, loaded, runs, seed) for trial in found])
    else:
        show(found, loaded, runs, seed)


# ---------------------------------------------------------------- as data


def row(trial: PledgeTrial, scenario: Scenario, runs: int, seed: int) -> dict[str, Any]:
    """Return a pledge as plain data."""
    pledge = trial.pledge
    return {
        "id": pledge.name,
        "text": pledge.text,
        "scenario": scenario.name,
        "in_force": trial.in_force,
        "binds": list(trial.choices),
        "binds_text": pledge.binds,
        "opens": pledge.opens,
        "price": priced(trial.price),
        "price_before_guiding_rules": priced(trial.before),
        "price_since_guiding_rules": priced(trial.after),
        "runs": runs if trial.in_force else 0,
        "seed": seed,
        "endings": endings(trial),
        "kept": None if trial.kept is None else dict(trial.kept.measures),
        "broken": None if trial.broken is None else broken(trial.broken),
        "used": {name: broken(each) for name, each in trial.used.items()},
    }


def priced(price: Price) -> dict[str, float]:
    """Return a price as plain data."""
    return {
        "feared_alignment": round(price.fear, 6),
        "trust": round(price.trust, 6),
        "standing": round(price.standing, 6),
        "quarters": price.quarters,
    }


def endings(trial: PledgeTrial) -> dict[str, dict[str, float]] | None:
    """Return the shares of endings with the pledge kept, broken, and used in each way."""
    if trial.kept is None or trial.broken is None:
        return None
    arms = {"kept": trial.kept, "broken": trial.broken.outcome}
    return {name: dict(each.endings) for name, each in arms.items()} | {
        name: dict(each.outcome.endings) for name, each in trial.used.items()
    }


def broken(found: Broken) -> dict[str, Any]:
    """Return what breaking a pledge comes to as plain data."""
    return {
        "measures": dict(found.outcome.measures),
        "ending_differences": {name: gap(each) for name, each in found.endings.items()},
        "differences": {name: gap(each) for name, each in found.measures.items()},
    }


def gap(found: Effect) -> dict[str, float | int]:
    """Return a difference as plain data."""
    return {"mean": found.mean, "se": found.se, "n": found.pairs}


# ---------------------------------------------------------------- as text


def show(found: Sequence[PledgeTrial], scenario: Scenario, runs: int, seed: int) -> None:
    """Print every pledge."""
    say(f"{scenario.name} · {scenario.title}", bold=True)
    words = _("{runs:,} paired futures of {quarters} quarters, seed {seed}; moves on")
    say(words.format(runs=runs, quarters=scenario.quarters, seed=seed))
    for trial in found:
        say()
        _price(trial)
        if trial.in_force:
            _futures(trial, scenario)
        else:
            words = _("Not in force when {scenario} opens: there is nothing to break.")
            say(words.format(scenario=scenario.name))
    caution()


def _price(trial: PledgeTrial) -> None:
    pledge, since = trial.pledge, {True: _("since October 2023"), False: _("before October 2023")}
    rows = [
        (_("binds"), f"{pledge.binds} ({', '.join(trial.choices) or _('no single move')})"),
        (_("opens"), pledge.opens),
        (_("price now"), _priced(trial.price)),
        (since[not trial.guiding], _priced(trial.before if trial.guiding else trial.after)),
    ]
    table([Column(pledge.name), Column(pledge.text, wrap=True)], rows)
    say()


def _priced(price: Price) -> str:
    words = _(
        "feared alignment {fear}, trust {trust}, standing at home {standing}; given again after {quarters} quarters at "
        "the earliest"
    )
    numbers = {name: signed(getattr(price, name), 3) for name in ("fear", "trust", "standing")}
    return words.format(quarters=price.quarters, **numbers)


def _futures(trial: PledgeTrial, scenario: Scenario) -> None:
    """Print what becomes of the pledge kept, and the differences where it is broken and used."""
    if trial.kept is None or trial.broken is None:
        return
    titles = ending_titles(scenario)
    columns = [Column(_("the pledge")), *(Column(f"{titles[name]} %", right=True) for name in ENDINGS_SHOWN)]
    measures = (_("crises"), _("autonomy"), _("growth"), _("standing"))
    columns += [Column(title, right=True) for title in measures]
    rows = [[_("kept"), *_levels(trial.kept)], [_("broken"), *_gaps(trial.broken)]]
    words = _("broken, and\n{move}")
    rows += [[words.format(move=name), *_gaps(each)] for name, each in trial.used.items()]
    table(columns, rows)


def _levels(found: Outcome) -> list[str]:
    shares = [number(100 * found.endings[name], 1) for name in ENDINGS_SHOWN]
    return shares + [number(found.measures[name], places) for name, places in SHOWN.items()]


def _gaps(found: Broken) -> list[str]:
    shares = [_gap(found.endings[name], 1, 100.0) for name in ENDINGS_SHOWN]
    return shares + [_gap(found.measures[name], places) for name, places in SHOWN.items()]


def _gap(found: Effect, places: int, scale: float = 1.0) -> str:
    return f"{signed(scale * found.mean, places)}\n± {number(scale * found.se, places)}"


def signed(value: float, places: int) -> str:
    """Return a number with its sign; a rounded zero has none."""
    text = number(value, places)
    return f"+{text}" if round(value, places) > 0 else text
