"""The sections of a debrief on the game as the seat knew it: from data to blocks that a page or a text can show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.game.debrief.blocks import Block, Grid, Heading, Items, Picture, Text
from sim.game.debrief.data import Debrief, Part, Sum
from sim.game.debrief.numbers import NOTHING, change, level, percent, plain
from sim.language import _, plural
from sim.ledger import Line
from sim.plots.words import RUNG_TEXTS, named
from sim.seats import RUNGS, Role

SHORT = (Line.LIMITS.value, Line.ROUNDING.value)
"""Lines of the ledger that are told together."""
EVERY = 12
"""Rows of the meters' table, at most, beside the opening."""


def result(found: Debrief) -> Iterator[Block]:
    """Tell what was played by whom, how it ended, and who died."""
    if not found.over:
        yield Text(_unfinished(found), strong=True)
    span = plural("One quarter was played, {first}.", "{n} quarters were played, {first} to {last}.", found.quarters)
    if found.quarters:
        yield Text(span.format(n=found.quarters, first=found.first, last=found.last))
    if found.ending:
        words = _("How it ended: {ending}.") if found.over else _("How it stands: {ending}.")
        yield Text(words.format(ending=found.ending), strong=True)
    for line in found.losses:
        yield Text(line)
    yield Grid((_("seat"), _("played by")), found.players)


def _unfinished(found: Debrief) -> str:
    if found.secret:
        return _(
            "This game is not over. Until it is, the debrief holds only what you handed in yourself: what the others "
            "hide, and what came of it, stays hidden."
        )
    return _(
        "This game is not over. What the others want, what they saw, the part that luck had, the roads not taken and "
        "the seed are told when it is."
    )


# ------------------------------------------------------------------------------------------------------------- meters


def meters(found: Debrief) -> Iterator[Block]:
    """Tell the five meters over time."""
    if not found.courses:
        return
    if found.role is not Role.TARGET:
        target = found.scenario.seats[found.scenario.seat_of(Role.TARGET)].label
        yield Text(_("They are the meters of {label}, for every seat.").format(label=target))
    yield Picture("meters", _("The five meters, quarter by quarter, as it was played and on the roads not taken."))
    step = max(1, -(-found.quarters // EVERY))
    shown = [*range(0, found.quarters, step), found.quarters]
    rows = [
        (_moment(found, quarter), *(level(row.name, row.values[quarter]) for row in found.courses)) for quarter in shown
    ]
    head = (_("after"), *(_("{title} ({unit})").format(title=row.title, unit=row.unit) for row in found.courses))
    yield Grid(head, tuple(rows), right=(1, 2, 3, 4, 5), folded=True)
    yield Text(
        _(
            "Prosperity is GDP over the path of usual growth without crisis. Legitimacy is the standing of the "
            "government; in a one-party state that is a modelling choice. The five are never added up."
        ),
        small=True,
    )
    yield Picture("ladder", _("Where the conflict stood, quarter by quarter."))


def _moment(found: Debrief, quarter: int) -> str:
    return _("opening") if quarter == 0 else found.scenario.date(quarter - 1)


def course(found: Debrief) -> Iterator[Block]:
    """Tell what moved each meter over the whole game, by the lines of the ledger."""
    moved = [row for row in found.sums if any(part.value for part in row.parts)]
    if not moved:
        return
    titles = [part.title for part in found.sums[0].parts if part.line not in SHORT]
    rest = _("limits and rounding")
    extra = [part.title for row in found.sums for part in row.parts[len(found.sums[0].parts) :]]
    lines = [*titles, rest, *dict.fromkeys(extra)]
    rows = [(line, *(change(row.name, _of(row, line, rest)) for row in moved)) for line in lines]
    rows.append((_("in all"), *(change(row.name, row.change) for row in moved)))
    head = (_("line"), *(row.title for row in moved))
    right = tuple(range(1, len(head)))
    yield Grid(
        head, tuple(rows), right=right, strong=(len(rows) - 1,), caption=_("Changes from the opening to the end")
    )
    yield Text(
        _(
            "Course is what each quarter would have brought with nothing new and with middling luck; own policy is "
            "yours. The lines add up to the change. What they mean and do not mean stands in docs/why.md."
        ),
        small=True,
    )


def _of(row: Sum, title: str, rest: str) -> float:
    if title == rest:
        return sum(part.value for part in row.parts if part.line in SHORT)
    return sum(part.value for part in row.parts if part.title == title)


def turning(found: Debrief) -> Iterator[Block]:
    """Tell the quarters in which a meter moved most."""
    for point in found.turning:
        words = _("{date}: {title} from {before} to {after} ({change})")
        values = {"before": level(point.name, point.before), "after": level(point.name, point.after)}
        moved = change(point.name, point.after - point.before)
        yield Heading(words.format(date=point.date, title=point.title, change=moved, **values))
        yield Text(point.why)
        told = _parts(point.name, point.parts)
        if told:
            yield Text(_("The ledger: {parts}.").format(parts=told), small=True)
        if point.claims:
            yield Text(_("Claims on the way: {claims}.").format(claims=", ".join(point.claims)), small=True)


def _parts(name: str, parts: Sequence[Part]) -> str:
    said = [(part.title, change(name, part.value)) for part in parts]
    return ", ".join(f"{title} {value}" for title, value in said if value != "0")


# ------------------------------------------------------------------------------------------------------ the own record


def expected(found: Debrief) -> Iterator[Block]:
    """Tell the expectations that were written down, with their scores."""
    if found.scores.words:
        yield Text(found.scores.words)
    if not found.scores.rows:
        return
    head = (_("turn"), _("expected"), _("likely"), _("it"), _("score"))
    rows = []
    for row in found.scores.rows:
        event = f"{row.event} – {row.text}" if row.text else row.event
        came = _("came") if row.happened else _("did not")
        rows.append((row.date, event, percent(row.probability), came, f"{row.score:.2f}"))
    yield Grid(head, tuple(rows), right=(2, 4))


def beside(found: Debrief) -> Iterator[Block]:
    """Tell what was chosen in the record, beside the player's orders."""
    for row in found.beside:
        yield Heading(row.dates)
        yield Text(_("Hanoi: {text}").format(text=row.text))
        if row.coded:
            yield Text(_("In this notation, roughly: {order}").format(order=row.coded), small=True)
        yield Text(_("You: {orders}").format(orders="; ".join(row.player)))
        yield Text(_("Source: {source}.").format(source=row.source), small=True)


def changed(found: Debrief) -> Iterator[Block]:
    """Tell what a facilitator did, with the model's own result beside."""
    for row in found.changed:
        words = _("{date}, an override: {text}") if row.kind == "overridden" else _("{date}, an event put in: {text}")
        yield Heading(words.format(date=row.date, text=row.text))
        rows = tuple((name, plain(own), plain(put)) for name, own, put in row.rows)
        if rows:
            yield Grid((_("row of the state"), _("the model's own"), _("put in its place")), rows, right=(1, 2))
    if found.undone:
        yield Items(found.undone)
    if found.notes:
        yield Heading(_("Notes"))
        yield Items(found.notes)


def orders(found: Debrief) -> Iterator[Block]:
    """Tell what the seat handed in, turn by turn, and what came of it."""
    rows = []
    for row in found.turns:
        sealed = _("(nothing handed in)") if row.absent and not row.sealed else row.sealed or _("(the posture alone)")
        rung = named(RUNG_TEXTS[RUNGS.index(row.rung)], found.scenario)
        came = NOTHING if found.secret or row.came == row.sealed else row.came or NOTHING
        rows.append((row.date, rung, sealed, came))
    if rows:
        yield Text(
            plural("One turn was played.", "{count} turns were played.", len(rows)).format(count=len(rows)), small=True
        )
        yield Grid((_("turn"), _("rung"), _("handed in"), _("in the rules, where it differs")), tuple(rows))
