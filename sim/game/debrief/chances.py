"""What chance had to do with it: the game among replays of its orders, and the roads not taken on its own luck."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.game.adviser_rules import ADVISES
from sim.game.adviser_rules import table as advisers
from sim.game.advisers import policy
from sim.game.debrief.revelations import Fell, RoadTaken
from sim.game.debrief.turning import title
from sim.game.luck import LuckBar, luck_of_game
from sim.game.notes import ends, pace_of, standing
from sim.game.record import QuarterRecord
from sim.game.roads import Course, Road, roads
from sim.game.setup import COMPUTER
from sim.game.table import Table
from sim.language import _
from sim.ledger.quantities import QUANTITIES
from sim.orders import Order
from sim.outcome import ENDING_TEXTS, ENDINGS
from sim.seats import Role
from sim.study.meters import METERS
from sim.world import World

METER_NAMES = tuple(meter.name for meter in METERS)
SIGNS = {meter.name: meter.sign for meter in METERS}
TOLD = (*METER_NAMES, "grievance", "trust", "support_a", "support_b", "target_weariness", "challenger_weariness")
"""Quantities whose luck is told."""


@dataclass(frozen=True)
class Asked:
    """How long work may stop and say how far it is; both may be left out."""

    cancelled: Callable[[], bool] = lambda: False
    progress: Callable[[float], None] = lambda _share: None


def fell(table: Table, asked: Asked) -> tuple[Fell, ...]:
    """Return where the game fell among games under the same orders on other luck.

    Raises
    ------
    Cancelled
        If it is stopped.
    """
    setup, record = table.setup, played(table)
    bars = luck_of_game(
        setup.scenario,
        record[0].before,
        record[-1].after,
        [dict(row.did) for row in record],
        seed=setup.seed,
        doctrines=setup.doctrines,
        cancelled=asked.cancelled,
        **setup.options,
    )
    return tuple(_fell(table, bar) for bar in bars if bar.name in TOLD)


def _fell(table: Table, bar: LuckBar) -> Fell:
    low, _lower, middle, _upper, high = (float(value) for value in bar.quantiles)
    called = title(QUANTITIES[bar.name], table.setup.scenario)
    share, sign = bar.percentile, SIGNS.get(bar.name)
    kinder = None if sign is None else share if sign > 0 else 100.0 - share
    return Fell(bar.name, called, bar.realised, low, middle, high, share, bar.moved, kinder)


def not_taken(table: Table, seat: str, asked: Asked) -> tuple[RoadTaken, ...]:
    """Return the game as it was played, every posture of the seat, and the four authors' policies, on the same luck.

    Raises
    ------
    Cancelled
        If it is stopped.
    """
    setup = table.setup
    authors = {letter: _authors(letter, seat, table) for letter in advisers()}
    found = roads(
        _course(table, seat),
        seat,
        authors=authors,
        quarters=table.record.quarters[-1].quarter + 1,
        cancelled=asked.cancelled,
        progress=asked.progress,
    )
    return (as_played(table), *(_road(road, setup.scenario.role_of(seat)) for road in found))


def played(table: Table) -> list[QuarterRecord]:
    """Return the quarters whose luck and whose other roads are told: of a run that was taken over, those since then."""
    run, rows = table.setup.origin, table.record.quarters
    first = 0 if run is None else run.until if run.taken_over else run.first
    return [row for row in rows if row.quarter >= first]


def _course(table: Table, seat: str) -> Course:
    """Return the game as it can be played again: from the opening, or from where a run was taken over."""
    setup, run = table.setup, table.setup.origin
    if run is None:
        return Course(setup.scenario, setup.seed, setup.doctrines, others(table, seat))
    start = played(table)[0].before if run.taken_over or run.first else None
    more = {**setup.options, "namespace": run.namespace, "types": run.case.types}
    return Course(setup.scenario, run.case.seed, run.case.doctrines, others(table, seat), start, run.run, more)


def others(table: Table, seat: str) -> list[Mapping[str, Order]]:
    """Return what the other persons and planners ordered, quarter by quarter; computer seats decide anew."""
    kept = [each for each, player in table.setup.players.items() if each != seat and player.kind != COMPUTER]
    return [{each: row.did[each] for each in kept} for row in played(table)]


def _authors(letter: str, seat: str, table: Table) -> tuple[str, str]:
    held, plan = policy(letter, seat, table.setup.scenario)
    return held, "\n".join(plan)


def _road(road: Road, role: Role) -> RoadTaken:
    paths = {name: tuple(float(value) for value in road.paths[name]) for name in METER_NAMES}
    told, name = "", road.name
    if road.name in advisers():
        told = _author(road.name, role)
        name = _("{essay}: {posture}").format(essay=road.name, posture=road.posture)
    return RoadTaken(name, told, ENDING_TEXTS[road.ending], dict(road.meters), paths)


def _author(letter: str, role: Role) -> str:
    """Return whose course a road is, and whether the essay advises it or we read it out of it."""
    adviser = advisers()[letter]
    course = adviser.courses[role]
    advises = _("{letter}: {title} advises it. {note}")
    describes = _("{letter}: {title} does not advise this seat; the course is what it describes. {note}")
    words = advises if course.kind == ADVISES else describes
    return words.format(letter=letter, title=_(adviser.title), note=_(course.note))


def as_played(table: Table) -> RoadTaken:
    """Return the game as it was played, what a facilitator changed included."""
    model, scenario, record = table.played.model, table.setup.scenario, table.record.quarters
    stood = [standing(world, model.p, pace_of(scenario)) for world in worlds(table)]
    last = ends(record[-1].after if record else model.world, model.p, scenario)
    meters = {name: float(last[name][0]) for name in METER_NAMES}
    paths = {name: tuple(float(row[name][0]) for row in stood) for name in METER_NAMES}
    return RoadTaken(
        _("as it was played"), "", ENDING_TEXTS[ENDINGS[int(last["ending"][0])]], meters, paths, played=True
    )


def worlds(table: Table) -> list[World]:
    """Return the states of a game: at the opening, and after each quarter as the model had it."""
    record = table.record.quarters
    return [record[0].before, *(row.after for row in record)] if record else [table.played.model.world]
