"""`fournos scenarios`: the list of scenarios, or one of them with its seats, opening and sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, heading, say, table
from tui.commands.options import SCENARIO, as_json
from tui.commands.starts import base_rate, start_option

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.starts import BaseRate

HELP = described(
    SUMMARIES["scenarios"],
    _(
        "Without a NAME, the scenarios that come with the program. With the name of one, or the path of a .toml "
        "file: its briefing, how many turns and minutes it takes, its seats with the doctrines that each may be given, "
        "and its opening values, each with its source. With --start, the same at another of its starts, and how often "
        "the scenario's own runs come to such a place."
    ),
    ["scenarios", "scenarios bleeding-white", "scenarios four-nos --start crisis"],
)


@click.command("scenarios", help=HELP)
@click.argument("name", required=False, type=SCENARIO)
@start_option
@as_json
def command(name: str | None, start: str | None, json: bool) -> None:
    """List the scenarios, or show one."""
    from scenarios import load, names

    if name is not None:
        scenario, rate = load(name, start), base_rate(name, start)
        return emit({**row(scenario), **details(scenario, rate)}) if json else show(scenario, rate)
    if start is not None:
        raise InputError(_("--start needs the scenario that it belongs to."), field="--start", got=start)
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


def details(scenario: Scenario, rate: BaseRate | None) -> dict[str, Any]:
    """Return all else that a scenario holds, as plain data."""
    from sim.turns import expected

    data = scenario.model_dump(mode="json", exclude={"name", "title", "seats", "quarters", "text"})
    seats = scenario.seats.items()
    return {
        "labels": {name: seat.label for name, seat in seats},
        "roles": {name: seat.role for name, seat in seats},
        "offered": {name: list(seat.doctrines) for name, seat in seats},
        "length": asdict(expected(scenario)),
        "base_rate": None if rate is None else asdict(rate),
        **data,
    }


def overview(listed: list[Scenario]) -> None:
    """Print one line a scenario."""
    columns = [
        Column(_("scenario")),
        Column(_("title"), wrap=True),
        Column(_("quarters"), right=True),
        Column(_("minutes"), right=True),
        Column(_("seats"), wrap=True),
    ]
    table(columns, [[s.name, s.title, s.quarters, s.minutes, ", ".join(s.seats)] for s in listed])
    say()
    say(_("One of them in full: fournos scenarios NAME. What may come of it: fournos run NAME."))


def show(scenario: Scenario, rate: BaseRate | None) -> None:
    """Print a scenario in full."""
    theatre = {"land": _("a land border"), "sea": _("a quarrel at sea")}[scenario.theatre]
    say(f"{scenario.name} · {scenario.title}", bold=True)
    place = _("{period}; {quarters} quarters from {opening}; {theatre}.")
    opening = scenario.moment or scenario.start
    say(place.format(**{**dict(scenario), "opening": opening, "theatre": theatre}))
    say(length(scenario))
    if rate is not None:
        say(str(rate))
    _page(_("Briefing"), scenario.briefing)
    _orders(scenario)
    _seats(scenario)
    _opening(scenario)
    _calendar(scenario)
    _starts(scenario)
    _list(_("Teaching goals"), scenario.teaching_goals)
    _list(_("Questions for the debrief"), scenario.debrief_questions)
    _page(_("What this scenario leaves out"), scenario.limits)


def length(scenario: Scenario) -> str:
    """Return what a turn is, and how many turns and minutes a game takes, in one sentence each."""
    from sim.turns import expected

    turn = {"quarter": _("A turn is a quarter"), "year": _("A turn in peace is a year, else a quarter")}
    words = [turn[scenario.turns]]
    if scenario.phases:
        words.append(_("a quarter of crisis or open war is played in three phases"))
    found = expected(scenario)
    low, middle, high = found.turns
    turns = (
        f"{middle}"
        if low == high
        else _("{low} to {high}, {middle} in the middle").format(low=low, middle=middle, high=high)
    )
    game = _("Turns of a game: {turns}; about {minutes} minutes for one person (an estimate, not timed in class).")
    return f"{'; '.join(words)}. {game.format(turns=turns, minutes=found.minutes)}"


def _orders(scenario: Scenario) -> None:
    if scenario.first_orders:
        heading(_("Orders to choose from in the first turn"))
        for first in scenario.first_orders:
            say(f"- {first.order}")
            say(first.text)


def _starts(scenario: Scenario) -> None:
    if scenario.starts:
        heading(_("Other starts"))
        rows = [[name, start.title] for name, start in scenario.starts.items()]
        table([Column(_("start")), Column(_("title"), wrap=True)], rows)


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
