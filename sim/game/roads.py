"""Roads not taken: the same luck under every other posture of a seat, and under the policies of the four authors.

The person's own orders are dropped on a road: it holds one posture and follows that posture's plan. What other
persons and planners ordered is kept as they gave it, though they might have ordered otherwise; other computer seats
decide anew. What a facilitator changed is not on any road.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.case import whole
from sim.doctrines import doctrine, names
from sim.game.blocks import checked
from sim.game.branches import Branch, Branches
from sim.game.notes import Notes
from sim.language import _
from sim.orders import Order
from sim.outcome import ENDINGS, FloatArray
from sim.plans import given as plan_given
from sim.policy import Policy, parse
from sim.scenario import Scenario
from sim.study.meters import METERS
from sim.world import World, joined

if TYPE_CHECKING:
    from sim.model import CrisisModel

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


@dataclass(frozen=True)
class Course:
    """A game that can be played again on its own luck.

    Attributes
    ----------
    scenario, seed : what was played, and the seed of its chance.
    doctrines : what the seats held at the opening, or at `start`; the scenario's for those left out.
    given : orders, quarter by quarter from the opening or from `start`; seats that are left out follow their plans.
    start : the true state to start from; None for the opening.
    number, options : of a run of a study, its number and what else its model was made with.
    """

    scenario: Scenario
    seed: int
    doctrines: Mapping[str, str] = field(default_factory=dict)
    given: Given = ()
    start: World | None = None
    number: int = 0
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def case(self) -> dict[str, Any]:
        """What the game's model is made of, beside its doctrines and the number of its run."""
        return {"seed": self.seed, "namespace": "game", "types": "prior", **self.options}

    @property
    def held(self) -> dict[str, str]:
        """What every seat holds."""
        return {seat: row.doctrine for seat, row in self.scenario.seats.items()} | dict(self.doctrines)

    @property
    def first(self) -> int:
        """The quarter from which it is played again."""
        return 0 if self.start is None else self.start.quarter


def roads(
    course: Course,
    seat: str,
    *,
    authors: Authors | None = None,
    quarters: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _share: None,
) -> list[Road]:
    """Return what would have come of every posture of a seat on the luck of a game.

    Where the roads part at the opening, each opens with its own posture; a posture that is taken up later costs what it
    costs in a game.

    Parameters
    ----------
    course : the game, with the orders of the other persons and planners; orders of the seat itself are dropped.
    seat : whose roads they are.
    authors : policies to try beside the postures.
    quarters : to which quarter; to the scenario's horizon if None.
    cancelled, progress : as for `sim.game.futures.futures_of`.

    Raises
    ------
    UnknownName, InputError
        If a seat, a doctrine or a line of a plan is unknown.
    Cancelled
        If `cancelled` says so.
    """
    scenario, role, first = course.scenario, checked(course.scenario, seat), course.first
    here = [name for name in names(role) if doctrine(role, name).suits(scenario)]
    wanted = {name: (name, "") for name in here} | dict(authors or {})
    branches = [
        Branch(_from(course, seat, posture), plan=plan_given(lines, role, seat) if lines else None)
        for posture, lines in wanted.values()
    ]
    worlds = course.start or _openings(course, seat, [branch.posture for branch in branches])
    others = [{each: order for each, order in row.items() if each != seat} for row in course.given]
    length = (
        whole("quarters", scenario.quarters if quarters is None else quarters, first + 1, scenario.quarters) - first
    )
    with closing(
        Branches(scenario, role, branches, worlds, [course.number], doctrines=course.held, **course.case)
    ) as wide:
        notes = Notes(scenario, length, wide.model.runs)
        wide.run(length, lambda each: notes.note(each.world, each.model.p), cancelled, progress, others)
        return [
            _road(name, posture, lines, notes, wide.world.part(wide.of(place)), wide.model, place)
            for place, (name, (posture, lines)) in enumerate(wanted.items())
        ]


def replayed(course: Course) -> Road:
    """Return the game played again under its orders: as it was played, if they are those of all persons and planners.

    It goes as far as there are orders.
    """
    from sim.model import CrisisModel  # it brings Mesa, which takes a second

    scenario = course.scenario
    held, first = course.held, course.number
    model = CrisisModel(scenario, doctrines=held, first=first, moves="on", world=course.start, **course.case)
    with closing(model):
        notes = Notes(scenario, len(course.given), 1)
        notes.note(model.world, model.p)
        for row in course.given:
            model.step(row)
            notes.note(model.world, model.p)
        return _road("", "", "", notes, model.world.fork(), model, 0)


def _from(course: Course, seat: str, posture: str) -> str:
    """Return the policy that holds a posture from where the roads part."""
    if course.first == 0:
        return posture
    role, first = course.scenario.role_of(seat), course.first
    wanted, steps = doctrine(role, posture), parse(role, course.held[seat]).steps
    for upto in (first, first - 1):  # who holds it already has nothing to take up
        held = Policy(tuple(step for step in steps if step[0] <= upto))
        if held.at(first).name == wanted.name:
            return str(held)
    return str(held.changed(first, wanted))


def _openings(course: Course, seat: str, postures: Sequence[str]) -> World:
    """Return the openings of a game under each posture, side by side: a posture shows from the first day."""
    from sim.model import CrisisModel  # it brings Mesa, which takes a second

    found: list[World] = []
    for posture in postures:
        held = {**course.held, seat: posture}
        made = CrisisModel(course.scenario, doctrines=held, first=course.number, moves="on", **course.case)
        with closing(made) as model:
            found.append(model.world.fork())
    return joined(found)


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
