"""`fournos compare`: every doctrine of one seat on the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from sim.errors import UnknownName
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.cases import Request, tell_failures
from tui.commands.console import Column, emit, heading, number, places, table
from tui.commands.options import SEAT, case_options
from tui.commands.results import caution, ending_titles, party, row, show_case, spread
from tui.commands.starts import base_rate, noted, start_option

if TYPE_CHECKING:
    from sim.ensemble import Ensemble
    from sim.scenario import Scenario

HELP = described(
    SUMMARIES["compare"],
    _(
        "Runs SCENARIO once for each doctrine that it offers to the seat: the n-th run of every doctrine meets the "
        "same chance, so that differences are the doctrines' own. They are measured against the seat's default "
        "doctrine, or against the one that -d gives the seat. Without --seat Vietnam's doctrines are compared, and "
        "the challenger's where Vietnam has no seat."
    ),
    [
        "compare bleeding-white",
        "compare bleeding-white --seat us -d vietnam=one-depend --runs 4000",
        "compare ukraine-analogue -o build/ukraine",
    ],
)
ENDINGS_SHOWN = ("challengers_terms", "still_fighting")
"""Endings whose differences fit beside those of the measures; all are in the JSON."""


@click.command("compare", help=HELP)
@case_options
@start_option
@click.option(
    "--seat", type=SEAT, help=_("The seat whose doctrines are compared.  [default: vietnam, else the challenger]")
)
@click.pass_obj
def command(words: list[str], /, seat: str | None, **given: Any) -> None:
    """Compare the doctrines of one seat."""
    request = Request(**given)
    scenario, chosen, values = request.loaded(), request.chosen(), request.values()
    seat = compared(scenario, seat)
    reference = chosen.get(seat, scenario.seats[seat].doctrine)
    held = dict.fromkeys([reference, *scenario.seats[seat].doctrines])
    cases = [request.case(scenario, {**chosen, seat: doctrine}, values) for doctrine in held]
    request.check_output()
    noted(base_rate(request.scenario, request.start, request.seed, request.moves))
    found = request.run(cases, list(held))
    request.save(found, words)
    rows = listed(seat, found)
    if request.json:
        emit(rows)
    else:
        show_case(cases[0], request.runs, without=seat)
        show(scenario, seat, rows)
    tell_failures(found)


def compared(scenario: Scenario, seat: str | None) -> str:
    """Return the seat to compare: the one named, else Vietnam's, else the challenger's.

    Raises
    ------
    UnknownName
        If the scenario has no such seat.
    """
    if seat is None:
        from sim.ensemble import compared_seat

        return compared_seat(scenario)
    if seat not in scenario.seats:
        raise UnknownName(f"seat of {scenario.name}", seat, scenario.seats)
    return seat


def listed(seat: str, found: Sequence[Ensemble]) -> list[dict[str, Any]]:
    """Return one row a doctrine, the first being the reference of all differences."""
    reference = found[0]
    return [
        {
            "doctrine": ensemble.case.doctrines[seat],
            "seat": seat,
            **row(ensemble),
            "reference": reference.case.doctrines[seat],
            "difference": None if ensemble is reference else differences(ensemble, reference),
        }
        for ensemble in found
    ]


def differences(one: Ensemble, other: Ensemble) -> dict[str, Any]:
    """Return by how much each measure is higher in `one` than in `other`; `ending` holds one entry an ending."""
    from sim.outcome import ENDINGS, MEASURES
    from sim.summary import paired

    return {
        measure.name: {name: paired(one, other, name) for name in ENDINGS}
        if measure.name == "ending"
        else paired(one, other, measure.name)
        for measure in MEASURES
    }


def show(scenario: Scenario, seat: str, rows: list[dict[str, Any]]) -> None:
    """Print endings, measures and differences, one line a doctrine."""
    endings, measures = ending_titles(scenario), measure_titles(scenario)
    label = scenario.seats[seat].label
    heading(_("How the runs end under each doctrine of {label} (per cent of runs)").format(label=label))
    shares = [[row["doctrine"], *(f"{100 * row['outcomes']['ending'][name]:.0f}" for name in endings)] for row in rows]
    table(_columns(endings.values()), shares)
    heading(_("What was measured: the mean, and below it the middle nine tenths of the runs"))
    found = {name: [row["outcomes"][name] for row in rows] for name in measures}
    _by_doctrine(rows, measures.values(), [_spreads(column) for column in found.values()])
    words = _("Difference to {reference} on the same luck, with its 95 % interval")
    heading(words.format(reference=rows[0]["doctrine"]))
    titles = {name: _("{title}, points").format(title=endings[name]) for name in ENDINGS_SHOWN} | measures
    others = rows[1:]
    gaps = [[gap(row["difference"], name) for row in others] for name in titles]
    _by_doctrine(others, titles.values(), [_gaps(column) for column in gaps])
    caution()


def measure_titles(scenario: Scenario) -> dict[str, str]:
    """Return a short title for each measure that the tables show."""
    return {
        "war_quarters": _("quarters at war"),
        "target_dead_thousand": _("{party} dead, thousand").format(party=party(scenario, "target")),
        "challenger_dead_thousand": _("{party} dead, thousand").format(party=party(scenario, "challenger")),
        "autonomy": _("autonomy"),
        "growth_pct": _("growth % a year"),
    }


def gap(difference: dict[str, Any], name: str) -> tuple[float | None, float | None]:
    """Return a difference and half the width of its interval; those of endings in points."""
    points = name in difference["ending"]
    found, scale = (difference["ending"][name], 100.0) if points else (difference[name], 1.0)
    mean, low, high = found["mean"], found["low"], found["high"]
    return (None if mean is None else scale * mean), (None if low is None else scale * (high - low) / 2.0)


def _gaps(column: Sequence[tuple[float | None, float | None]]) -> list[str]:
    digits = places(mean for mean, _half in column)
    return [f"{_signed(mean, digits)}\n± {number(half, digits)}" for mean, half in column]


def _signed(value: float | None, digits: int) -> str:
    text = number(value, digits)
    return f"+{text}" if value is not None and round(value, digits) > 0 else text


def _spreads(column: Sequence[Mapping[str, Any]]) -> list[str]:
    digits = places(found["p95"] for found in column)
    return [spread(found, digits) for found in column]


def _by_doctrine(rows: Sequence[Mapping[str, Any]], titles: Iterable[str], columns: Sequence[Sequence[str]]) -> None:
    """Print columns of cells, one row a doctrine."""
    table(_columns(titles), [[row["doctrine"], *cells] for row, *cells in zip(rows, *columns, strict=True)])


def _columns(titles: Iterable[str]) -> list[Column]:
    return [Column(_("doctrine")), *(Column(title, right=True) for title in titles)]
