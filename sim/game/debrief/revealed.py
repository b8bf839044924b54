"""The sections of a debrief on what only the end reveals: the other seats, luck, the roads, and the essays' claims."""

from __future__ import annotations

from collections.abc import Iterator

from sim.game.debrief.blocks import Block, Grid, Heading, Items, Picture, Text
from sim.game.debrief.data import Debrief
from sim.game.debrief.numbers import NOTHING, level, percent, plain
from sim.game.debrief.revelations import Glimpse, RoadTaken, Wanted
from sim.language import _, in_words
from sim.seats import Role
from sim.study.meters import METERS

MOST_CLAIMS, OWN_CLAIMS = 10, 6
"""Claims that are told in full, the others by their ids; and of those that the seat's own orders brought up."""


def across(found: Debrief) -> Iterator[Block]:
    """Tell the largest turning point as the other side saw it."""
    screen = found.across
    if screen is None:
        return
    words = _("{date}, seen from the seat of {label}: {rung}; {capital} points of political capital.")
    yield Text(
        words.format(date=screen.date, label=screen.label, rung=screen.rung, capital=screen.capital), strong=True
    )
    yield Items(screen.situation)
    if screen.asked:
        yield Text(_("It had to choose: {answers}.").format(answers="; ".join(screen.asked)))
    yield Text(_("It ordered: {order}").format(order=screen.did or _("nothing beyond its posture")))
    if screen.seen != screen.did:
        yield Text(_("You saw of it: {order}").format(order=screen.seen or _("nothing")))
    if screen.reason:
        yield Text(_("It chose so because: {reason}").format(reason=screen.reason))
    if screen.knew:
        head = (_("it alone knew"), _("unit"), _("was"), _("you could believe"), _("nine in ten"))
        yield Grid(head, tuple(map(_glimpse, screen.knew)), right=(2, 3, 4))


def _glimpse(row: Glimpse) -> tuple[str, ...]:
    span = _("{low} to {high}").format(low=plain(row.low), high=plain(row.high))
    return (row.title, in_words(row.unit), plain(row.truth), plain(row.believed), span)


def wanted(found: Debrief) -> Iterator[Block]:
    """Tell what the other seats wanted, and what was believed of it."""
    for row in found.wanted:
        yield Heading(_("{label} ({player})").format(label=row.label, player=row.player))
        yield Text(_("It held {doctrine} at the end. {does}").format(doctrine=row.doctrine, does=row.does))
        if row.type:
            yield from _type(row)
    if any(row.type for row in found.wanted):
        yield Picture("belief", _("What you could believe of the hidden types, quarter by quarter, and what was true."))


def _type(row: Wanted) -> Iterator[Block]:
    name = _("How greedy it was") if row.type == "greed" else _("How ready it was to fight")
    words = _("{name}, on a scale from {low} to {high}: {truth}. It {meaning}.")
    if row.type != "greed":
        words = _("{name}, on a scale from {low} to {high}: {truth}, {meaning}.")
    scale = {"low": plain(row.low), "high": plain(row.high), "truth": plain(row.truth)}
    yield Text(words.format(name=name, meaning=row.meaning, **scale))
    said = _("From what you could see: {before} before the game, {believed} at the end, give or take {spread}. {words}")
    held = {"before": plain(row.before), "believed": plain(row.believed), "spread": plain(row.spread)}
    yield Text(said.format(words=row.words, **held))


# ------------------------------------------------------------------------------------------------------------- chance


def luck(found: Debrief) -> Iterator[Block]:
    """Tell where the game fell among replays of the same orders."""
    if not found.luck:
        return
    yield Text(_("The orders of all seats, played 200 times more from the same opening, each time with other luck."))
    target = found.scenario.seats[found.scenario.seat_of(Role.TARGET)].label
    kind = _("kinder to {label} than").format(label=target)
    head = (_("at the end"), _("came to"), _("in the middle"), _("nine in ten"), kind)
    rows = []
    for row in found.luck:
        span = _("{low} to {high}").format(low=level(row.name, row.low), high=level(row.name, row.high))
        same = level(row.name, row.low) == level(row.name, row.high)
        kinder = NOTHING if row.kinder is None or same else percent(row.kinder / 100.0)
        fixed = _("hardly any luck in it") if row.moved else _("no luck in it")
        value, middle = level(row.name, row.value), level(row.name, row.middle)
        rows.append((row.title, value, middle, fixed if same else span, kinder))
    yield Grid(head, tuple(rows), right=(1, 2, 3, 4))
    yield Text(
        _("Kinder than 50 % is ordinary luck. A game that looks well played may only have been a kind one."), small=True
    )


def roads(found: Debrief) -> Iterator[Block]:
    """Tell what the same luck would have made of every other posture, and of the four authors' policies."""
    if not found.roads:
        return
    yield Text(
        _(
            "The same game on the same luck, with your orders left out: first every posture held throughout with the "
            "plan that goes with it, then what each essay advises for this seat, or describes."
        )
    )
    head = (_("road"), *(meter.title for meter in METERS), _("ending"))
    strong = tuple(place for place, road in enumerate(found.roads) if road.played)
    yield Grid(head, tuple(map(_road, found.roads)), right=(1, 2, 3, 4, 5), strong=strong)
    authors = [row.author for row in found.roads if row.author]
    yield Items(tuple(authors))
    remark = _("What other persons ordered is kept, though they might have ordered otherwise.")
    if found.changed:
        remark += " " + _("What the facilitator changed is on no road.")
    yield Text(remark, small=True)


def _road(road: RoadTaken) -> tuple[str, ...]:
    return (road.name, *(level(meter.name, road.meters[meter.name]) for meter in METERS), road.ending)


# ------------------------------------------------------------------------------------------------------------- claims


def claims(found: Debrief) -> Iterator[Block]:
    """Tell the claims that the game spoke to, each with those that say the opposite."""
    own = [row for row in found.claims if row.own][:OWN_CLAIMS]
    told = own + [row for row in found.claims if row not in own][: MOST_CLAIMS - len(own)]
    for row in told:
        yield Heading(_("{id} ({standing})").format(id=row.id, standing=in_words(row.standing)))
        yield Text(row.paraphrase)
        yield Text(_("Here through {by}.").format(by="; ".join(row.by)), small=True)
        for other, paraphrase in row.opposite:
            yield Text(_("The opposite, {id}: {paraphrase}").format(id=other, paraphrase=paraphrase), small=True)
    rest = [row.id for row in found.claims if row not in told]
    if rest:
        yield Text(_("Spoken to as well: {claims}.").format(claims=", ".join(rest)))
    if told:
        yield Text(
            _(
                "One game decides none of them. How each fares over a hundred parameter sets stands in "
                "docs/verdicts.md, and fournos claims {id} --check works it out."
            ).format(id=told[0].id),
            small=True,
        )
