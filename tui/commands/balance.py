"""`fournos balance`: every posture of a seat against every doctrine of its opponent, on five meters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import NONE, Column, emit, heading, number, say, table
from tui.commands.exits import cancelling
from tui.commands.options import MOST_RUNS, SCENARIO, SEAT, Whole, as_json, seed_option, workers_option
from tui.commands.progress import progress
from tui.commands.results import caution

if TYPE_CHECKING:
    from sim.study.balance import Balance, Profile

HELP = described(
    SUMMARIES["balance"],
    _(
        "Lets every posture of a seat, with the plan that goes with it, play against every doctrine of its opponent "
        "on the same luck, types drawn from the scenario's prior and all seats making moves. Postures are compared on "
        "five meters of the target: territory, autonomy, prosperity, lives and legitimacy. They are never added up: "
        "shown are the postures that no other dominates, the best replies to each doctrine of the opponent, and in "
        "what share of random weights each posture comes out best. Without SCENARIO, all scenarios; without --seat, "
        "the target's postures. For another seat the meters stay the target's: what is best is best for the target."
    ),
    ["balance bleeding-white", "balance four-nos --seat us --runs 200", "balance --workers 2 --json"],
)
PLACES = {"territory": 3, "autonomy": 3, "prosperity": 3, "lives": 0, "legitimacy": 3}
RANGED = "lives"
"""The meter that is told with the middle nine tenths of its runs; those of all are in the JSON."""
NAMED = 2
"""So many best replies are named in a cell; of more, only their number is told."""


@click.command("balance", help=HELP)
@click.argument("scenarios", nargs=-1, type=SCENARIO, metavar="[SCENARIO]...")
@click.option(
    "--runs",
    type=Whole(6, MOST_RUNS),
    default=300,
    show_default=True,
    metavar="N",
    help=_("How many runs of each pair of doctrines."),
)
@click.option("--seat", type=SEAT, help=_("Whose postures are compared.  [default: the target's]"))
@seed_option(1)
@workers_option
@as_json
def command(scenarios: tuple[str, ...], runs: int, seat: str | None, seed: int, workers: int, json: bool) -> None:
    """Play the postures of a seat against each other."""
    from scenarios import load, names
    from sim.study.balance import play_all

    loaded = [load(name) for name in dict.fromkeys(scenarios or names())]
    with progress(_("starting")) as report, cancelling() as cancel:
        found = play_all(loaded, seat, runs=runs, seed=seed, workers=workers, progress=report, cancel=cancel)
    if json:
        emit([row(balance, runs, seed) for balance in found])
    else:
        for balance in found:
            show(balance, runs, seed)
        overview(found)
        _legend()
        caution()


# ---------------------------------------------------------------- as data


def row(balance: Balance, runs: int, seed: int) -> dict[str, Any]:
    """Return the balance of one scenario as plain data."""
    from sim.study.balance import TYPES

    types = {name: compared(balance.profile(balance.usual, balance.of_type(name))) for name in TYPES}
    return {
        "scenario": balance.scenario.name,
        "seat": balance.seat,
        "opponent": balance.opponent,
        "runs": runs,
        "seed": seed,
        "against_all": compared(balance.profile()),
        "types": {"doctrine": balance.replies[balance.usual], "greed": list(balance.bounds()), **types},
        "replies": {reply: compared(balance.profile(place)) for place, reply in enumerate(balance.replies)},
    }


def compared(profile: Profile) -> dict[str, Any]:
    """Return what postures come to on the same runs as plain data."""
    from sim.study.meters import METERS

    spreads = {meter.name: profile.spread(meter) for meter in METERS}
    return {
        "postures": {
            name: {
                meter: dict(zip(("mean", "p05", "p95"), held[place], strict=True)) for meter, held in spreads.items()
            }
            for place, name in enumerate(profile.postures)
        },
        "best": {meter.name: profile.best(meter) for meter in METERS},
        "undominated": profile.undominated(),
        "weights": profile.weights(),
    }


# ---------------------------------------------------------------- as text


def show(balance: Balance, runs: int, seed: int) -> None:
    """Print what the postures of one scenario come to."""
    scenario, names = balance.scenario, ", ".join(balance.replies)
    say(f"{scenario.name} · {scenario.title}", bold=True)
    words = _("Postures of {seat}; {runs:,} runs of each pair, {quarters} quarters, seed {seed}, types from the prior")
    say(words.format(seat=balance.seat, runs=runs, quarters=scenario.quarters, seed=seed))
    heading(_("Against all doctrines of {opponent}: {names}").format(opponent=balance.opponent, names=names))
    _meters(balance.profile())
    low, high = balance.bounds()
    words = _("Against {doctrine}, by the challenger's greed: low up to {low:.2f}, high from {high:.2f}")
    heading(words.format(doctrine=balance.replies[balance.usual], low=low, high=high))
    _types(balance)
    heading(_("Best replies: postures than which none is better beyond noise"))
    _replies(balance)


def _legend() -> None:
    from sim.study.meters import METERS

    heading(_("How to read it"))
    rows = [(meter.title, f"{meter.text} ({meter.unit})") for meter in METERS]
    rows.append(("*", _("no other posture is better on a meter beyond noise, and worse on none")))
    rows.append((_("best %"), _("share of random weights of the meters under which a posture comes out best")))
    table([Column(_("column")), Column(_("meaning"), wrap=True)], rows)


def _meters(profile: Profile) -> None:
    from sim.study.meters import METERS

    columns = [Column(_("posture")), *(Column(meter.title, right=True) for meter in METERS)]
    columns.append(Column(_("best %"), right=True))
    spreads, weights, kept = [profile.spread(meter) for meter in METERS], profile.weights(), profile.undominated()
    rows = [
        [
            name,
            *(_spread(meter.name, held[place]) for meter, held in zip(METERS, spreads, strict=True)),
            f"{'* ' if name in kept else ''}{100 * weights[name]:3.0f}",
        ]
        for place, name in enumerate(profile.postures)
    ]
    table(columns, rows)


def _spread(meter: str, found: Sequence[float]) -> str:
    mean, low, high = (number(value, PLACES[meter]) for value in found)
    return f"{mean}\n{low}–{high}" if meter == RANGED else mean


def _types(balance: Balance) -> None:
    from sim.study.balance import TYPES

    columns = [Column(_("greed")), Column(_("no other dominates"), wrap=True), Column(_("best by weights"), wrap=True)]
    rows = []
    for name in TYPES:
        profile = balance.profile(balance.usual, balance.of_type(name))
        ranked = sorted(profile.weights().items(), key=lambda item: -item[1])
        shares = ", ".join(f"{posture} {100 * share:.0f} %" for posture, share in ranked[:3] if share >= 0.05)
        rows.append([_(name), ", ".join(profile.undominated()), shares or NONE])
    table(columns, rows)


def _replies(balance: Balance) -> None:
    from sim.study.meters import METERS

    columns = [Column(_("against")), *(Column(meter.title, wrap=True) for meter in METERS)]
    rows = []
    for place, reply in enumerate(balance.replies):
        profile = balance.profile(place)
        rows.append([reply, *(_best(profile.best(meter), len(profile.postures)) for meter in METERS)])
    table(columns, rows)


def _best(names: Sequence[str], postures: int) -> str:
    if len(names) == postures:
        return _("all alike")
    return " ".join(names) if len(names) <= NAMED else _("{few} of {all}").format(few=len(names), all=postures)


def overview(found: Sequence[Balance]) -> None:
    """Print in how many scenarios each posture is dominated by none, where there are several."""
    if len(found) < 2:
        return
    heading(_("Against all doctrines, scenario by scenario: postures that no other dominates"))
    columns = [Column(_("scenario")), Column(_("postures"), wrap=True)]
    table(columns, [[balance.scenario.name, ", ".join(balance.profile().undominated())] for balance in found])
