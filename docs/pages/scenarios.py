"""docs/scenarios.md: the scenarios in full, each number with its source, and the kinds of dated events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from docs.pages.markdown import code, link, mark, page, table
from scenarios import load, names
from sim.parameters import parameter
from sim.scenario import EventKind, Scenario
from sim.sourced import Sourced
from sim.starts import base_rate
from sim.turns import MINUTES, expected

SOURCE = "scenarios/*.toml"
EVENTS = {
    "election": "the named patron's support is shifted by a normal draw with standard deviation `sd_el`",
    "flare-up": "another theatre pulls on the named patron, or on both, by at least `size`",
    "strain": "the second patron's rivalry with the challenger rises by `size`",
    "restraint": "the second patron's rivalry with the challenger falls by `size`",
    "far-east-incident": "the second patron's rivalry with the challenger jumps by `far_east_jump`",
    "taiwan-crisis": "pins the challenger's forces (`taiwan_pin`), distracts the first patron (`taiwan_pull`), fades",
    "withdrawal": "the named patron, or both, give the target up for good",
    "guiding-rules": "the pledges become guiding rules: breaking one costs `guiding_surcharge` more from then on",
}
CHANCE = {
    "succession": "with chance `h_succession` a quarter the second patron's leadership changes, its support too",
    "flare-up": "with hazard `h_fl` a quarter for each patron, of a size from `flare_floor` up by `flare_span`",
    "far-east-incident": "with hazard `h_fe` a quarter, where the scenario has a Far East (`far_east`)",
    "taiwan-crisis": "with hazard `h_tw` a quarter, where the scenario has a Taiwan (`taiwan`)",
}
INTRODUCTION = """The scenarios that come with the program. `fournos scenarios NAME` shows one in the terminal,
`fournos run NAME` runs it, and [how to add one](how-to/add-a-scenario.md) tells how to write your own.

Time is in quarters of a year. Troops are in 100 000, people in millions, dead in thousands; shares run from 0 to 1.
Sources in brackets are in the [bibliography](bibliography.md). *Expert coding; needs a second coder* means that one
person set the number and nobody has checked it independently; most numbers here are of that kind.

A turn covers a quarter, or in peace a year that ends early when the conflict moves to another rung. Where it says
*three phases*, a quarter of crisis or of open war is ordered in three steps before its one resolution: signals, the
target's answer, the challenger's act. Turns are those of 500 games of the computer seats; minutes are turns times an
estimate ({minutes}), which has not been timed in class. *Other starts* put the table into a place that a scenario
seldom reaches so early; how seldom is counted in its own runs, here in {runs} of seed 1."""
RUNS = 1000
"""Runs in which base rates are counted."""


def render() -> str:
    """Return the page."""
    listed = [load(name) for name in names()]
    assert set(EVENTS) == set(get_args(EventKind)), "every kind of event needs its words here"
    minutes = ", ".join(f"{phase} {value:g}" for phase, value in MINUTES.items())
    introduction = INTRODUCTION.format(minutes=f"minutes a phase: {minutes}", runs=f"{RUNS:,}")
    return page("Scenarios", SOURCE, [introduction, _overview(listed), *(_scenario(row) for row in listed), _events()])


def _overview(listed: Iterable[Scenario]) -> str:
    head = ["scenario", "title", "from", "quarters:", "minutes:", "theatre", "opens at", "other starts"]
    body = (
        [
            *[link(f"`{s.name}`", "", s.name), s.title, s.start, s.quarters, s.minutes, s.theatre],
            *[s.opening.quarrel.rung, code(s.starts)],
        ]
        for s in listed
    )
    return table(head, body)


def _scenario(row: Scenario) -> str:
    first = f"**{row.title}.** {row.period}; {row.quarters} quarters from {row.moment or row.start}. {_length(row)}"
    parts = [
        f"## {row.name}\n\n{first}",
        row.briefing,
        _first_orders(row),
        f"*What it leaves out.* {row.limits}",
        _seats(row),
        _opening(row),
        _starts(row),
        _calendar(row),
        _history(row),
        _overrides(row),
        "Teaching goals:\n\n" + _list(row.teaching_goals),
        "Questions for the debrief:\n\n" + _list(row.debrief_questions),
    ]
    return "\n\n".join(part for part in parts if part)


def _length(row: Scenario) -> str:
    """Return what a turn is, and how many turns and minutes a game takes."""
    turn = {"quarter": "Turns of a quarter", "year": "Turns of a year in peace, else of a quarter"}[row.turns]
    phases = ", crisis and open war in three phases" if row.phases else ""
    found = expected(row)
    low, middle, high = found.turns
    turns = f"{middle}" if low == high else f"{low} to {high} (in the middle {middle})"
    return f"{turn}{phases}: {turns} of them, about {found.minutes} minutes."


def _first_orders(row: Scenario) -> str:
    if not row.first_orders:
        return ""
    listed = _list(f"`{first.order}`: {first.text}" for first in row.first_orders)
    return f"Orders to choose from in the first turn:\n\n{listed}"


def _starts(row: Scenario) -> str:
    return "\n\n".join(_start(row, name) for name in row.starts)


def _start(row: Scenario, name: str) -> str:
    """Return another start: its words, what differs at the opening, and its base rate."""
    start, rate = row.starts[name], base_rate(row, name, runs=RUNS)
    differs = (
        [f"`{group}.{value}`", *([f"{held['value']:g}", held["source"]] if isinstance(held, dict) else [held, ""])]
        for group, values in start.opening.items()
        for value, held in values.items()
    )
    head = f"*Start* `{name}`: **{start.title}.** {start.briefing} {rate}"
    return f"{head}\n\n" + table(["opening value", "value:", "source"], differs)


def _list(entries: Iterable[str]) -> str:
    return "\n".join(f"- {entry}" for entry in entries)


def _seats(row: Scenario) -> str:
    body = (
        [f"`{name}`", seat.label, seat.role.replace("_", " "), code([seat.doctrine]), code(seat.doctrines)]
        for name, seat in row.seats.items()
    )
    return table(["seat", "label", "role", "default", "may be given"], body)


def _opening(row: Scenario) -> str:
    """Return the opening: names of the quarrel first, then every number with its source, then the priors."""
    quarrel = row.opening.quarrel
    aim = {None: "as the challenger's doctrine has it", "punish": "to punish", "seize": "to seize"}[quarrel.aim]
    far_east, taiwan = ("possible" if chance else "none" for chance in (row.chance.far_east, row.chance.taiwan))
    text = (
        f"Opens at: {quarrel.rung}. Pledges declared at that time: {', '.join(quarrel.pledges) or 'none'}"
        f"{' (guiding rules)' if quarrel.guiding_rules else ''}; in force in a run are those of the target's posture. "
        f"Aim of a war that opens the run: {aim}. Patrons are {'' if quarrel.patrons_asked else 'not '}asked to fight "
        f"in such a war. Far East incidents: {far_east}; Taiwan crises: {taiwan}."
    )
    values = (
        [f"`{group}.{name}`", f"{entry.value:g}", entry.source]
        for group, held in row.opening
        for name, entry in held
        if isinstance(entry, Sourced) and name in held.model_fields_set
    )
    priors = (
        [f"`priors.{name}`", f"{prior.low:g} / {prior.mode:g} / {prior.high:g}", prior.source]
        for name, prior in row.priors
    )
    return f"{text}\n\n" + table(["opening value", "value:", "source"], [*values, *priors])


def _calendar(row: Scenario) -> str:
    if not row.calendar:
        return ""
    head = ["date", "event", "seat", "again every", "size:", "note", "source of the size"]
    body = (
        [
            *[row.date(e.quarter), link(e.kind, "", e.kind), e.seat or "", f"{e.every} quarters" if e.every else ""],
            *[f"{e.size:g}" if e.source else "", e.note, e.source or ""],
        ]
        for e in row.calendar
    )
    return table(head, body)


def _history(row: Scenario) -> str:
    if row.history is None:
        return ""
    entries = ((name, entry) for name, entry in row.history if isinstance(entry, Sourced))
    body = ([f"`{name}`", f"{entry.value:g}", entry.source] for name, entry in entries)
    early, late = row.history.effort_early, row.history.effort_late
    words = f"""What `as-history` does; the target's effort to retake land is multiplied by {early:g} in the first four
quarters of an occupation and by {late:g} later."""
    return f"{words}\n\n" + table(["lever", "value:", "source"], body)


def _overrides(row: Scenario) -> str:
    if not row.parameters:
        return ""
    body = (
        [link(f"`{name}`", "parameters.md", name), f"{entry.value:g}", f"{parameter(name).central:g}", entry.source]
        for name, entry in row.parameters.items()
    )
    return "Parameters that this scenario sets:\n\n" + table(["parameter", "value:", "centre:", "source"], body)


def _events() -> str:
    dated = table(["event", "what it does"], ([f"{mark(kind)}`{kind}`", text] for kind, text in EVENTS.items()))
    chance = table(["event", "when"], ([_chance(kind), text] for kind, text in CHANCE.items()))
    by_chance = "Of themselves come, in every scenario unless said:"
    return "\n\n".join(["## Events", "A calendar can hold:", dated, by_chance, chance])


def _chance(kind: str) -> str:
    return code([kind]) if kind in EVENTS else f"{mark(kind)}`{kind}`"
