"""`fournos compare`: every doctrine of one seat on the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from sim.errors import UnknownName
from sim.language import _
from tui.commands import described
from tui.commands.cases import Request, tell_failures
from tui.commands.console import NONE, Column, emit, heading, number, table
from tui.commands.options import SEAT, case_options
from tui.commands.progress import progress
from tui.commands.results import caution, ending_titles, party, row, show_case, spread

if TYPE_CHECKING:
    from sim.ensemble import Ensemble
    from sim.scenario import Scenario

HELP = described(
    "compare",
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
MEASURED = ("war_quarters", "target_dead_thousand", "challenger_dead_thousand", "territory", "autonomy", "growth_pct")
GAPS = ("challengers_terms", "still_fighting", *MEASURED[:2], *MEASURED[3:])


@click.command("compare", help=HELP)
@case_options
@click.option(
    "--seat", type=SEAT, help=_("The seat whose doctrines are compared.  [default: vietnam, else the challenger]")
)
@click.pass_obj
def command(words: list[str], /, seat: str | None, **given: Any) -> None:
    """Compare the doctrines of one seat."""
    from scenarios import load

    request = Request(**given)
    scenario, chosen, values = load(request.scenario), request.chosen(), request.values()
    seat = compared(scenario, seat)
    reference = chosen.get(seat, scenario.seats[seat].doctrine)
    held = dict.fromkeys([reference, *scenario.seats[seat].doctrines])
    cases = [request.case(scenario, {**chosen, seat: doctrine}, values) for doctrine in held]
    request.check_output()
    with progress(len(cases)) as step:
        found = [request.run(case, step(at, case.doctrines[seat])) for at, case in enumerate(cases)]
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
        return "vietnam" if "vietnam" in scenario.seats else scenario.seat_of("challenger")
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
    """Return by how much each measure is higher in `one` than in `other`, run by run; `ending` holds one entry an ending."""
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
    titles = ending_titles(scenario)
    label = scenario.seats[seat].label
    heading(_("How the runs end under each doctrine of {label} (per cent of runs)").format(label=label))
    shares = [[row["doctrine"], *(f"{100 * row['outcomes']['ending'][name]:.0f}" for name in titles)] for row in rows]
    table(_columns(titles.values()), shares)
    names = measure_titles(scenario)
    heading(_("What was measured: the mean, and below it the middle nine tenths of the runs"))
    table(
        _columns(names[name] for name in MEASURED),
        [[row["doctrine"], *(spread(row["outcomes"][name]) for name in MEASURED)] for row in rows],
    )
    heading(
        _("Difference to {reference} on the same luck, with its 95 % interval").format(reference=rows[0]["doctrine"])
    )
    names |= {name: _("{title} (points)").format(title=title) for name, title in titles.items()}
    gaps = [[row["doctrine"], *(gap(row["difference"], name) for name in GAPS)] for row in rows[1:]]
    table(_columns(names[name] for name in GAPS), gaps)
    caution()


def measure_titles(scenario: Scenario) -> dict[str, str]:
    """Return a short title for each measure that the tables show."""
    return {
        "war_quarters": _("quarters at war"),
        "target_dead_thousand": _("{party} dead, thousand").format(party=party(scenario, "target")),
        "challenger_dead_thousand": _("{party} dead, thousand").format(party=party(scenario, "challenger")),
        "territory": _("territory held"),
        "autonomy": _("autonomy"),
        "growth_pct": _("growth, % a year"),
    }


def gap(difference: dict[str, Any], name: str) -> str:
    """Return a difference for a narrow column: its mean, and below it half the width of its interval."""
    points = name in difference["ending"]
    found = difference["ending"][name] if points else difference[name]
    if found["mean"] is None:
        return NONE
    scale = 100.0 if points else 1.0
    mean = scale * found["mean"]
    half = number(scale * (found["high"] - found["low"]) / 2.0) if found["se"] is not None else NONE
    return f"{'+' if mean > 0 else ''}{number(mean)}\n± {half}"


def _columns(titles: Iterable[str]) -> list[Column]:
    return [Column(_("doctrine")), *(Column(title, right=True) for title in titles)]
