"""`fournos scenarios`: the list of scenarios, or one of them with its seats, opening and sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, heading, say, table
from tui.commands.options import SCENARIO, as_json

if TYPE_CHECKING:
    from sim.scenario import Scenario

HELP = described(
    SUMMARIES["scenarios"],
    _(
        "Without a NAME, the scenarios that come with the program. With the name of one, or the path of a .toml "
        "file: its briefing, its seats with the doctrines that each may be given, and its opening values, each with "
        "its source."
    ),
    ["scenarios", "scenarios bleeding-white"],
)


@click.command("scenarios", help=HELP)
@click.argument("name", required=False, type=SCENARIO)
@as_json
def command(name: str | None, json: bool) -> None:
    """List the scenarios, or show one."""
    from scenarios import load, names

    if name is not None:
        scenario = load(name)
        return emit({**row(scenario), **details(scenario)}) if json else show(scenario)
    listed = [load(each) for each in names()]
    return emit([row(scenario) for scenario in listed]) if json else overview(listed)


def row(scenario: Scenario) -> dict[str, Any]:
    """Return what the list tells of a scenario."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "seats": list(scenario.seats),
        "quarters": scenario.quarters,
        "doctrines": {name: seat.doctrine for name, seat in scenario.seats.items()},
    }


def details(scenario: Scenario) -> dict[str, Any]:
    """Return all else that a scenario holds, as plain data."""
    data = scenario.model_dump(mode="json", exclude={"name", "title", "seats", "quarters", "text"})
    seats = scenario.seats.items()
    return {
        "labels": {name: seat.label for name, seat in seats},
        "roles": {name: seat.role for name, seat in seats},
        "offered": {name: list(seat.doctrines) for name, seat in seats},
        **data,
    }


def overview(listed: list[Scenario]) -> None:
    """Print one line a scenario."""
    columns = [
        Column(_("scenario")),
        Column(_("title"), wrap=True),
        Column(_("quarters"), right=True),
        Column(_("seats"), wrap=True),
    ]
    table(columns, [[s.name, s.title, s.quarters, ", ".join(s.seats)] for s in listed])
    say()
    say(_("One of them in full: fournos scenarios NAME. What may come of it: fournos run NAME."))


def show(scenario: Scenario) -> None:
    """Print a scenario in full."""
    theatre = {"land": _("a land border"), "sea": _("a quarrel at sea")}[scenario.theatre]
    say(f"{scenario.name} · {scenario.title}", bold=True)
    place = _("{period}; {quarters} quarters from {start}; {theatre}; about {minutes} minutes to play.")
    say(place.format(**{**dict(scenario), "theatre": theatre}))
    _page(_("Briefing"), scenario.briefing)
    _seats(scenario)
    _opening(scenario)
    _calendar(scenario)
    _list(_("Teaching goals"), scenario.teaching_goals)
    _list(_("Questions for the debrief"), scenario.debrief_questions)
    _page(_("What this scenario leaves out"), scenario.limits)


def _page(title: str, text: str) -> None:
    heading(title)
    say(text)


def _list(title: str, entries: list[str]) -> None:
    heading(title)
    for entry in entries:
        say(f"- {entry}")


def _seats(scenario: Scenario) -> None:
    """Print who sits where, and what each may be given to do; the default is marked."""
    from sim.doctrines import doctrine

    for name, seat in scenario.seats.items():
        role = seat.role.replace("_", " ")
        heading(_("Seat {name}: {label} ({role})").format(name=name, label=seat.label, role=role))
        rows = [
            [("* " if each == seat.doctrine else "  ") + each, doctrine(seat.role, each).text]
            for each in seat.doctrines
        ]
        table([Column(_("doctrine")), Column(_("what it does (* = default)"), wrap=True)], rows)


def _opening(scenario: Scenario) -> None:
    """Print every opening value, prior and parameter of the scenario with its source."""
    heading(_("Opening values"))
    quarrel = scenario.opening.quarrel
    pledges = ", ".join(quarrel.pledges) or _("none")
    say(_("The quarrel opens at: {rung}. Pledges in force: {pledges}.").format(rung=quarrel.rung, pledges=pledges))
    columns = [Column(_("name")), Column(_("value"), right=True), Column(_("source"), wrap=True)]
    table(columns, list(_values(scenario)))


def _values(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    for group, held in scenario.opening:
        for name, entry in held:
            if hasattr(entry, "source"):
                yield f"{group}.{name}", f"{entry.value:g}", entry.source
    for name, prior in scenario.priors:
        yield f"prior {name}", f"{prior.low:g} / {prior.mode:g} / {prior.high:g}", prior.source
    for name, override in scenario.parameters.items():
        yield _("parameter {name}").format(name=name), f"{override.value:g}", override.source


def _calendar(scenario: Scenario) -> None:
    if not scenario.calendar:
        return
    heading(_("Calendar"))
    columns = [
        Column(_("date")),
        Column(_("event")),
        Column(_("seat")),
        Column(_("every")),
        Column(_("note"), wrap=True),
    ]
    rows = [
        [
            scenario.date(event.quarter),
            event.kind,
            event.seat or "",
            _("{count} quarters").format(count=event.every) if event.every else "",
            event.note,
        ]
        for event in scenario.calendar
    ]
    table(columns, rows)
