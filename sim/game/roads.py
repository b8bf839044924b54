"""Roads not taken: the same luck under every other posture of a seat, and under the policies of the four authors.

The person's own orders are dropped on a road: it holds one posture and follows that posture's plan. What other persons
and planners ordered is kept as they gave it, though they might have ordered otherwise; other computer seats decide anew.
What a facilitator changed is not on any road.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.doctrines import doctrine, names
from sim.errors import OutOfRange
from sim.game.branches import Branch, Branches, checked
from sim.game.notes import Notes
from sim.language import _
from sim.model import CrisisModel
from sim.orders import Order
from sim.outcome import ENDINGS, FloatArray
from sim.plans import given as plan_given
from sim.scenario import Scenario
from sim.study.meters import METERS
from sim.world import World

Given = Sequence[Mapping[str, Order]]
Authors = Mapping[str, tuple[str, str]]
"""Policies by name: a doctrine in text notation, and lines of a plan ("" for the doctrine's own)."""


@dataclass(frozen=True, eq=False)
class Road:
    """One course of the game.

    Attributes
    ----------
    name : the posture, or the author's; "" for the game as it was played.
    posture, plan : what the seat held from where the road parts, and the lines that it followed ("" for its posture's).
    meters, ending : the five meters at the end, and the code of the ending as a name of `sim.outcome.ENDINGS`.
    measures : all outcome measures; NaN where one does not exist.
    paths : trajectories by name (`sim.game.notes.PATHS`), shape (quarters + 1,), from where the road parts.
    world : the state at the end.
    """

    name: str
    posture: str
    plan: str
    meters: Mapping[str, float]
    ending: str
    measures: Mapping[str, float]
    paths: Mapping[str, FloatArray]
    world: World


def roads(
    scenario: Scenario,
    seat: str,
    *,
    seed: int,
    doctrines: Mapping[str, str] | None = None,
    given: Given = (),
    start: World | None = None,
    authors: Authors | None = None,
    quarters: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _share: None,
) -> list[Road]:
    """Return what would have come of every posture of a seat on the luck of a game.

    Parameters
    ----------
    seat : whose roads they are.
    seed : the game's.
    doctrines : what the seats held at the opening, or at `start`; the scenario's for those left out.
    given : orders of the other persons and planners, quarter by quarter from the opening or from `start`; orders of
        the seat itself are dropped.
    start : the true state at which the roads part, None for the opening, so that each road opens with its own posture.
        A posture that is taken up later costs what it costs in a game.
    authors : policies to try beside the postures.
    quarters : how far; to the scenario's horizon if None.
    cancelled, progress : as for `sim.game.futures.futures_of`.

    Raises
    ------
    UnknownName, InputError
        If a seat, a doctrine or a line of a plan is unknown.
    Cancelled
        If `cancelled` says so.
    """
    role = checked(scenario, seat)
    held = {each: row.doctrine for each, row in scenario.seats.items()} | dict(doctrines or {})
    here = [name for name in names(role) if doctrine(role, name).suits(scenario)]
    wanted = {name: (name, "") for name in here} | dict(authors or {})
    first = 0 if start is None else start.quarter
    branches = []
    for posture, lines in wanted.values():
        plan = plan_given(lines, role, seat) if lines else None
        later = posture if start is None or posture == held[seat] else f"{held[seat]},{posture}@{first}"
        branches.append(Branch(posture if first == 0 else later, plan=plan))
    worlds = start or _openings(scenario, seat, seed, held, [branch.posture for branch in branches])
    others = [{each: order for each, order in row.items() if each != seat} for row in given]
    wide = Branches(scenario, role, branches, worlds, [0], doctrines=held, seed=seed, namespace="game", types="prior")
    with closing(wide):
        left = (scenario.quarters if quarters is None else quarters) - first
        notes = _run(wide, scenario, others, left, cancelled, progress)
        rows = zip(wanted.items(), branches, strict=True)
        return [
            _road(name, posture, lines, notes, wide.world.part(wide.of(place)), wide.model, place)
            for place, ((name, (posture, lines)), _branch) in enumerate(rows)
        ]


def replayed(
    scenario: Scenario,
    *,
    seed: int,
    doctrines: Mapping[str, str] | None = None,
    given: Given,
    start: World | None = None,
) -> Road:
    """Return the road of a game under given orders of all seats: the game as it was played, if they are its orders.

    Parameters
    ----------
    given : what persons and planners ordered, or what all seats are on record to have done, quarter by quarter.
    start : the state to start from; None for the opening.
    """
    case: dict[str, Any] = {"doctrines": doctrines, "seed": seed, "namespace": "game", "types": "prior"}
    with closing(CrisisModel(scenario, moves="on", world=start, **case)) as model:
        notes = Notes(scenario, len(given), 1)
        notes.note(model.world, model.p)
        for row in given:
            model.step(row)
            notes.note(model.world, model.p)
        return _road("", "", "", notes, model.world.fork(), model, 0)


def _openings(scenario: Scenario, seat: str, seed: int, held: Mapping[str, str], postures: Sequence[str]) -> World:
    """Return the openings of a game under each posture, side by side: a posture shows from the first day."""
    found: list[World] = []
    for posture in postures:
        case: dict[str, Any] = {"doctrines": {**held, seat: posture}, "seed": seed, "namespace": "game"}
        with closing(CrisisModel(scenario, types="prior", moves="on", **case)) as model:
            found.append(model.world.fork())
    whole = found[0].part(np.zeros(len(found), np.int64))
    for place, world in enumerate(found):
        whole.block[:, place] = world.block[:, 0]
        whole.agenda.block[:, place] = world.agenda.block[:, 0]
    return whole


def _run(
    wide: Branches,
    scenario: Scenario,
    given: Given,
    quarters: int,
    cancelled: Callable[[], bool],
    progress: Callable[[float], None],
) -> Notes:
    if quarters < 0:
        raise OutOfRange("quarters", quarters, 0, scenario.quarters)
    notes = Notes(scenario, quarters, wide.model.runs)
    wide.run(quarters, lambda each: notes.note(each.world, each.model.p), cancelled, progress, given)
    return notes


def _road(name: str, posture: str, plan: str, notes: Notes, world: World, model: CrisisModel, place: int) -> Road:
    found = {key: float(value[0]) for key, value in notes.ends(world, model.p).items()}
    meters = {meter.name: found.pop(meter.name) for meter in METERS}
    paths = {key: rows[:, place].astype(float) for key, rows in notes.paths.items()}
    return Road(name, posture, plan, meters, ENDINGS[int(found["ending"])], found, paths, world)


def text(scenario: Scenario, found: Sequence[Road]) -> list[str]:
    """Return the roads in words, a line each."""
    from sim.outcome import ENDING_TEXTS

    line = _("{name}: {ending}; {meters}")
    return [
        line.format(
            name=road.name or _("as it was played"),
            ending=ENDING_TEXTS[road.ending],
            meters=", ".join(f"{meter.title} {_value(meter.name, road.meters[meter.name])}" for meter in METERS),
        )
        for road in found
    ]


def _value(name: str, value: float) -> str:
    return f"{value:,.0f}" if name == "lives" else f"{value:.2f}"
