"""The planner: a computer opponent that searches its own orders by simulating futures from what its seat may know.

It starts from the order that its posture's plan would give, tries changes of it on futures drawn from its belief, joins
the best, and at last compares a few, on fresh futures, with what it would have done otherwise; it departs from its plan
only for what comes out clearly better there. All orders of a stage meet the same worlds and the same luck. What it
wants stands in `sim.game.planner_wants`. Its search is seeded (namespace `planner`) and does not depend on the clock,
unless a time budget is set, which can end it only after a stage.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import Cancelled, OutOfRange
from sim.game.branches import Branch, Branches
from sim.game.notes import pace_of
from sim.game.outlook import Outlook
from sim.game.planner_candidates import Idea, Table, joint, made, single
from sim.game.planner_wants import value
from sim.language import _
from sim.orders import Order
from sim.outcome import FloatArray
from sim.study.choices import Effect, effect

if TYPE_CHECKING:
    from sim.belief import Belief
    from sim.game.setup import Setup
    from sim.game.views import View

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Level:
    """How hard a planner looks.

    Attributes
    ----------
    first, second, last : futures of each order in the first round, of joined ones in the second, and in the last.
    kept : ideas that are joined; `finalists` orders that come into the last round.
    joined : ideas in one order, at most.
    quarters : how far the futures go, at most.
    """

    first: int
    second: int
    last: int
    kept: int
    finalists: int
    joined: int
    quarters: int


LEVELS = {
    1: Level(first=24, second=0, last=64, kept=0, finalists=3, joined=1, quarters=12),
    2: Level(first=32, second=48, last=128, kept=4, finalists=3, joined=2, quarters=20),
    3: Level(first=48, second=96, last=192, kept=4, finalists=4, joined=3, quarters=40),
}
"""The three levels."""
CLEAR = 1.0
"""Paired standard errors by which an order must come out better than the plan's, in the last round, to be taken."""


@dataclass(frozen=True)
class Considered:
    """An order that was considered: by how much it was worth more than the planned one, over how many futures.

    `stage` is 1 for the first round, 2 for joined orders, 3 for the last round.
    """

    order: str
    gain: Effect
    stage: int


@dataclass(frozen=True)
class Choice:
    """What a planner chose.

    Attributes
    ----------
    order : its order for the turn, which is legal; `planned` what its posture's plan would have ordered.
    considered : every order that was tried, by stage, the best first.
    gain : by how much it was worth more than the planned order in the last round; None if it is the planned one.
    quarters, futures : how far the futures of the last round went, and how many there were.
    stopped : whether the time budget ended the search before its last stage.
    """

    order: Order
    planned: Order
    considered: tuple[Considered, ...]
    gain: Effect | None
    quarters: int
    futures: int
    stopped: bool = False


def choose(
    setup: Setup,
    view: View,
    belief: Belief,
    level: int,
    *,
    budget: float | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Choice:
    """Return what the planner of a seat does in the open phase, from its view alone.

    Raises
    ------
    OutOfRange
        If there is no such level.
    Cancelled
        If `cancelled` says so.
    """
    outlook = Outlook(setup.scenario, view.seat, view.sees, belief, view.doctrines, setup.options)
    return search(
        outlook, level, quarters=view.turn.quarters, phase=view.turn.phase, budget=budget, cancelled=cancelled
    )


def search(
    outlook: Outlook,
    level: int,
    *,
    quarters: int = 1,
    phase: str = "order",
    budget: float | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Choice:
    """Return what a planner does, from what its seat may know.

    Parameters
    ----------
    outlook : what it knows.
    level : 1 to 3.
    quarters, phase : how many quarters the turn covers, and its open phase.
    budget : seconds after which no further stage begins; None for no limit.
    cancelled : asked before every simulated quarter.

    Raises
    ------
    OutOfRange
        If there is no such level.
    Cancelled
        If `cancelled` says so.
    """
    if level not in LEVELS:
        raise OutOfRange(_("level of a planner"), level, min(LEVELS), max(LEVELS))
    at = _Search(outlook, level, quarters, phase, budget, cancelled)
    order, gain = at.chosen()
    tried = tuple(sorted(at.considered, key=lambda row: (row.stage, -row.gain.mean)))
    best = at.spoken(order)
    return Choice(best, at.base, tried, gain, at.quarters, at.futures, at.stopped)


@dataclass
class _Search:
    """A search going on."""

    outlook: Outlook
    level: int
    turn: int
    phase: str
    budget: float | None
    cancelled: Callable[[], bool]
    considered: list[Considered] = field(default_factory=list)
    stopped: bool = False
    futures: int = 0

    def __post_init__(self) -> None:
        self.started = time.monotonic()
        self.size = LEVELS[self.level]
        self.quarters = max(min(self.size.quarters, self.outlook.left), 1)
        many = self.size.first + self.size.second + self.size.last
        self.worlds = self.outlook.belief.sample(self.outlook.sees, many)
        self.pace = pace_of(self.outlook.scenario)
        self.table = Table(self.outlook, self.turn, self.worlds.part(np.zeros(1, np.int64)))
        self.base = self.spoken(self.table.planned())

    def spoken(self, order: Order) -> Order:
        """Return what of an order belongs to the open phase."""
        if self.phase == "signal":
            return Order(says=order.says)
        return order if self.phase == "order" else Order(**{**vars(order), "says": ""})

    def chosen(self) -> tuple[Order, Effect | None]:
        """Return the order that comes out best, and by how much; the planned one if none is clearly better."""
        size, ideas = self.size, self._ideas()
        singles = {order: idea for idea in ideas if (order := single(self.table, self.base, idea)) is not None}
        idle = [Order()] if self.base != Order() else []
        gains = self._round(1, [*dict.fromkeys([*singles, *idle])], 0, size.first)
        if self._late():
            return self._best(gains)
        if size.second and gains:
            gains |= self._round(2, self._joined(singles, gains), size.first, size.second)
            if self._late():
                return self._best(gains)
        finalists = _promising(gains, size.finalists)
        return self._best(self._round(3, finalists, size.first + size.second, size.last))

    def _ideas(self) -> list[Idea]:
        if self.phase == "signal":
            return list(self.table.statements())
        found = self.table.ideas(self.level, self.base)
        return [idea for idea in found if self.phase == "order" or not idea.text.startswith("say ")]

    def _joined(self, singles: dict[Order, Idea], gains: dict[Order, Effect]) -> list[Order]:
        """Return orders that join the best ideas, and the best idea by itself again, on other futures."""
        best = [order for order in _ranked(gains) if order in singles and gains[order].mean > 0][: self.size.kept]
        ideas = [singles[order] for order in best]
        found = [made(self.table, self.base, each) for each in joint(ideas, self.size.joined)]
        return [*dict.fromkeys([*best[:2], *(order for order in found if order is not None)])]

    def _best(self, gains: dict[Order, Effect]) -> tuple[Order, Effect | None]:
        """Return the order with the greatest gain, if it is clear of the plan's."""
        for order in _ranked(gains)[:1]:
            if gains[order].errors >= CLEAR:
                return order, gains[order]
        return self.base, None

    def _late(self) -> bool:
        """Whether the time is up; asked when a stage is over."""
        self.stopped = self.budget is not None and time.monotonic() - self.started > self.budget
        return self.stopped

    def _round(self, stage: int, orders: Sequence[Order], first: int, count: int) -> dict[Order, Effect]:
        """Return by how much orders are worth more than the planned one, on some of the worlds and their luck."""
        if not orders:
            return {}
        self.futures = count
        values = self._values([self.base, *orders], np.arange(first, first + count))
        found = {order: effect(each, values[0]) for order, each in zip(orders, values[1:], strict=True)}
        self.considered += [Considered(str(self.spoken(order)), gain, stage) for order, gain in found.items()]
        return found

    def _values(self, orders: Sequence[Order], index: Index) -> list[FloatArray]:
        """Return what each order comes to, by what the planner wants, world by world."""
        outlook = self.outlook
        place = sorted(range(len(orders)), key=lambda number: orders[number].posture)
        branches = [Branch(outlook.held, orders[number]) for number in place]
        seed = outlook.belief.particles.model.draws.seed
        case: dict[str, Any] = {"doctrines": outlook.doctrines, "seed": seed, "namespace": "planner"}
        case |= outlook.options
        worlds, numbers = self.worlds.part(index), index.tolist()
        with closing(Branches(outlook.scenario, outlook.role, branches, worlds, numbers, **case)) as wide:
            for _quarter in range(self.quarters):
                if self.cancelled():
                    raise Cancelled(_("The run was stopped."))
                wide.step()
            worth = value(outlook.role, wide.world, wide.model.p, self.pace)
            found = {number: worth[wide.of(slot)].copy() for slot, number in enumerate(place)}
        return [found[number] for number in range(len(orders))]


def _ranked(gains: dict[Order, Effect]) -> list[Order]:
    """Return orders, those with the greatest gain first."""
    return sorted(gains, key=lambda order: -gains[order].mean)


def _promising(gains: dict[Order, Effect], count: int) -> list[Order]:
    """Return some orders for the last round: those with the greatest gain, in turn with those whose gain is surest."""
    sure = sorted(gains, key=lambda order: gains[order].se - gains[order].mean)
    both = [order for pair in zip(_ranked(gains), sure, strict=True) for order in pair]
    return [*dict.fromkeys(both)][:count]
