"""Results in words and tables: how runs end, what was measured, and what they are not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.language import _
from tui.commands.console import NONE, Column, heading, number, places, say, table

if TYPE_CHECKING:
    from sim.ensemble import Case, Ensemble
    from sim.outcome import Measure
    from sim.scenario import Scenario

EVENTS = (
    "war",
    "occupation",
    "general_war",
    "settled",
    "challenger_terms",
    "patron_a_abandoned",
    "patron_b_abandoned",
)
"""Measures that are 1 in the runs in which something happens and 0 in the others: only their mean says anything."""
LONGEST_NAME = 14
"""Longest name of a party that still makes a column's title."""


def row(ensemble: Ensemble) -> dict[str, Any]:
    """Return the runs of one case as the JSON contract has them."""
    case = ensemble.case
    return {
        "scenario": case.scenario.name,
        "start": case.scenario.begins,
        "seed": case.seed,
        "runs": ensemble.runs,
        "quarters": case.quarters,
        "doctrines": dict(case.doctrines),
        "parameters": settings(case),
        "mends": list(case.mends),
        "theories": dict(case.theories),
        "moves": case.moves,
        "plans": dict(case.plans),
        "outcomes": ensemble.summary(),
    }


def settings(case: Case) -> dict[str, Any]:
    """Return the parameters that differ from the table: the scenario's own and those that were set."""
    return {name: entry.value for name, entry in case.scenario.parameters.items()} | dict(case.parameters)


def party(scenario: Scenario, role: str) -> str:
    """Return a short name of the target or the challenger."""
    seat = scenario.seat_of(role)
    short = [name for name in (scenario.seats[seat].label, seat.capitalize()) if len(name) <= LONGEST_NAME]
    return short[0] if short else {"target": _("Target"), "challenger": _("Challenger")}[role]


def ending_titles(scenario: Scenario) -> dict[str, str]:
    """Return a short title for each ending, with the parties' names."""
    names = {"target": party(scenario, "target"), "challenger": party(scenario, "challenger")}
    return {
        "no_war": _("no war"),
        "challengers_terms": _("{challenger}'s terms").format(**names),
        "targets_terms": _("{target}'s terms").format(**names),
        "challenger_left": _("{challenger} left").format(**names),
        "still_fighting": _("still fighting"),
        "general_war": _("general war"),
    }


def show_case(case: Case, runs: int, *, without: str | None = None) -> None:
    """Print what was run; `without` leaves out the seat whose doctrines are compared."""
    scenario = case.scenario
    say(f"{scenario.name} · {scenario.title}", bold=True)
    words = _("{runs:,} runs of {quarters} quarters, seed {seed}; types from the {types}, moves {moves}")
    say(words.format(runs=runs, quarters=case.quarters, seed=case.seed, types=case.types, moves=case.moves))
    say("; ".join(f"{seat}={held}" for seat, held in case.doctrines.items() if seat != without))
    show_rules(case)
    values = settings(case)
    if values:
        say(
            _("Parameters set: {listed}").format(
                listed=", ".join(f"{name}={value:g}" for name, value in values.items())
            )
        )


def show_rules(case: Case) -> None:
    """Print plans that were given, and mends and rival codings that are not the usual ones."""
    from sim.mends import DEFAULT, text

    for seat, plan in case.plans.items():
        say(_("Plan of {seat}: {lines}").format(seat=seat, lines=" | ".join(plan.splitlines()) or _("nothing")))

    if text(case.mends) != DEFAULT:
        say(_("Mends: {listed}").format(listed=text(case.mends).replace(",", ", ")))
    if case.theories:
        listed = ", ".join(f"{question}={coding}" for question, coding in case.theories.items())
        say(_("Codings: {listed}").format(listed=listed))


def show_endings(ensemble: Ensemble) -> None:
    """Print the share of each ending with its 95 % interval."""
    from sim.outcome import ENDING_TEXTS

    shares = ensemble.summary()["ending"]
    done = len(ensemble.replications)
    heading(_("How the runs end"))
    titles = ending_titles(ensemble.case.scenario)
    columns = [
        Column(_("ending")),
        Column(_("share of runs"), right=True),
        Column(_("± 95 %"), right=True),
        Column(_("which means"), wrap=True),
    ]
    rows = [
        [titles[name], f"{100 * share:.1f} %", f"{100 * half_width(share, done):.1f}", ENDING_TEXTS[name]]
        for name, share in shares.items()
        if share is not None
    ]
    table(columns, rows)


def half_width(share: float, runs: int) -> float:
    """Return half the width of the 95 % interval of a share; two runs more on each side, so that 0 % is not certain."""
    padded = (share * runs + 2.0) / (runs + 4.0)
    return float(1.96 * (padded * (1.0 - padded) / (runs + 4.0)) ** 0.5)


def show_measures(ensemble: Ensemble) -> None:
    """Print every measure: shares of runs with their interval, all others with mean, median and middle nine tenths."""
    from sim.outcome import MEASURES

    summary = ensemble.summary()
    heading(_("What happened in the runs"))
    columns = [Column(_("measure")), Column(_("share of runs"), right=True), Column(_("± 95 %"), right=True)]
    rows = []
    for measure in MEASURES:
        if measure.name in EVENTS:
            found = summary[measure.name]
            share, half = 100 * (found["mean"] or 0.0), 100 * half_width(found["mean"] or 0.0, found["n"] or 0)
            rows.append([measure.name, f"{share:.1f} %", f"{half:.1f}", measure.text])
    table([*columns, Column(_("meaning"), wrap=True)], rows)
    heading(_("What was measured"))
    titles = (_("mean"), "5 %", _("median"), "95 %")
    columns = [Column(_("measure")), *(Column(title, right=True) for title in titles), Column(_("meaning"), wrap=True)]
    others = [measure for measure in MEASURES if measure.name not in (*EVENTS, "ending")]
    table(columns, [_spread_out(measure, summary[measure.name]) for measure in others])


def _spread_out(measure: Measure, found: Mapping[str, Any]) -> list[str]:
    values = [found[key] for key in ("mean", "p05", "p50", "p95")]
    meaning = f"{measure.text} ({measure.unit})"
    if measure.conditional:
        meaning += _("; in {count:,} runs").format(count=found["n"])
    return [measure.name, *(number(value, places(values)) for value in values), meaning]


def spread(found: Mapping[str, Any], digits: int) -> str:
    """Return a measure for a narrow column: its mean, and below it the middle nine tenths of the runs."""
    if not found["n"]:
        return NONE
    return f"{number(found['mean'], digits)}\n{number(found['p05'], digits)}–{number(found['p95'], digits)}"


def caution() -> None:
    """Print the line that closes every result."""
    say()
    say(
        _(
            "Outcomes fall into a few distinct endings: read the endings, never a mean alone. "
            "This is a simulation to think with, not a forecast."
        )
    )
