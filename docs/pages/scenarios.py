"""docs/scenarios.md: the scenarios in full, each number with its source, and the kinds of dated events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from docs.pages.markdown import code, link, mark, page, table
from scenarios import load, names
from sim.parameters import parameter
from sim.scenario import EventKind, Scenario
from sim.sourced import Sourced

SOURCE = "scenarios/*.toml"
EVENTS = {
    "election": "the named patron's support is shifted by a normal draw with standard deviation `sd_el`",
    "flare-up": "another theatre pulls on the named patron, or on both, by at least `size`",
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
person set the number and nobody has checked it independently; most numbers here are of that kind."""


def render() -> str:
    """Return the page."""
    listed = [load(name) for name in names()]
    assert set(EVENTS) == set(get_args(EventKind)), "every kind of event needs its words here"
    return page("Scenarios", SOURCE, [INTRODUCTION, _overview(listed), *(_scenario(row) for row in listed), _events()])


def _overview(listed: Iterable[Scenario]) -> str:
    head = ["scenario", "title", "from", "quarters:", "theatre", "opens at"]
    body = (
        [link(f"`{s.name}`", "", s.name), s.title, s.start, s.quarters, s.theatre, s.opening.quarrel.rung]
        for s in listed
    )
    return table(head, body)


def _scenario(row: Scenario) -> str:
    first = (
        f"**{row.title}.** {row.period}; {row.quarters} quarters from {row.start}; about {row.minutes} minutes to play."
    )
    parts = [
        f"## {row.name}\n\n{first}",
        row.briefing,
        f"*What it leaves out.* {row.limits}",
        _seats(row),
        _opening(row),
        _calendar(row),
        _history(row),
        _overrides(row),
        "Teaching goals:\n\n" + _list(row.teaching_goals),
        "Questions for the debrief:\n\n" + _list(row.debrief_questions),
    ]
    return "\n\n".join(part for part in parts if part)


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
    head = ["date", "event", "seat", "again every", "note"]
    body = (
        [row.date(e.quarter), link(e.kind, "", e.kind), e.seat or "", f"{e.every} quarters" if e.every else "", e.note]
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
