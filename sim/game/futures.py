"""Futures: what may come of an order, in games simulated from what a seat may know, before anybody commits to it.

The worlds are drawn from the seat's belief (`sim.belief`), never from the hidden truth, and their luck is that of
forecasts, never the game's own. Orders of one quarter meet the same worlds and the same luck, so that two of them can
be compared future by future. It is a simulation to think with, and says nothing of what will happen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError, UnknownName
from sim.game.branches import WIDTH, Branch, Branches
from sim.game.notes import PATHS, Notes
from sim.game.outlook import Assumed, Outlook
from sim.language import _
from sim.orders import Order
from sim.orders import order as read_order
from sim.outcome import ENDINGS, FloatArray
from sim.plans import Plan
from sim.scenario import Scenario
from sim.study.choices import Effect, effect
from sim.study.meters import METERS
from sim.world import World

Single = NDArray[np.float32]
COUNT = 500
"""Futures of a forecast."""
SOON = 12
"""Quarters of a first, quick answer."""
LEVELS = (5, 25, 50, 75, 95)
"""Quantiles that are told, in per cent."""
POSTURE = "posture"
"""What the seat does after the first turn: it keeps its posture and follows its plan."""


@dataclass(frozen=True, eq=False)
class Futures:
    """Futures under one order.

    Attributes
    ----------
    scenario, seat, quarter : of which game; whose forecast; the quarter about to be resolved.
    order : the order in text notation; None where the seat follows its plan from the first quarter.
    assumed : what is taken for granted of every seat.
    count, quarters : how many futures, and how far they go; `complete` if to the scenario's horizon.
    paths : trajectories by name (`sim.game.notes.PATHS`), shape (quarters + 1, count); row 0 is the present.
    ends : outcome measures, and the five meters, at the end of each future, shape (count,); a measure that does not
        exist in a future is NaN.
    worlds : digest of the worlds that they begin in.
    """

    scenario: Scenario
    seat: str
    quarter: int
    order: str | None
    assumed: tuple[Assumed, ...]
    count: int
    quarters: int
    complete: bool
    paths: Mapping[str, Single]
    ends: Mapping[str, FloatArray]
    worlds: str

    @property
    def key(self) -> tuple[str, int, str | None, int, int]:
        """What tells it from other forecasts of one game: seat, quarter, order, futures, quarters."""
        return self.seat, self.quarter, self.order, self.count, self.quarters

    def path(self, name: str) -> Single:
        """Return the trajectories of a quantity, shape (quarters + 1, count).

        Raises
        ------
        UnknownName
            If there are none of that name.
        """
        if name not in self.paths:
            raise UnknownName("quantity", name, self.paths)
        return self.paths[name]

    def quantiles(self, name: str) -> FloatArray:
        """Return the quantiles of a quantity (LEVELS), quarter by quarter, shape (5, quarters + 1)."""
        if name not in self._quantiles:
            found = np.percentile(self.path(name), LEVELS, axis=1)
            self._quantiles[name] = np.asarray(found, float)
        return self._quantiles[name]

    @cached_property
    def _quantiles(self) -> dict[str, FloatArray]:
        return {}

    @cached_property
    def endings(self) -> dict[str, float]:
        """Share of futures with each ending, as far as they go."""
        return {name: float((self.ends["ending"] == code).mean()) for code, name in enumerate(ENDINGS)}

    def end(self, name: str) -> FloatArray:
        """Return what a meter or an outcome measure comes to at the end of each future, shape (count,).

        Raises
        ------
        UnknownName
            If there is none of that name.
        """
        if name not in self.ends:
            raise UnknownName("outcome measure", name, self.ends)
        return self.ends[name]


@dataclass(frozen=True, eq=False)
class Comparison:
    """One forecast less another, future by future, on the same worlds and the same luck.

    Attributes
    ----------
    first, second : what is compared; differences are of the first less the second.
    ends : difference at the end, of the meters and the outcome measures, with paired standard errors.
    endings : difference in the share of each ending, likewise.
    """

    first: Futures
    second: Futures
    ends: Mapping[str, Effect]
    endings: Mapping[str, Effect]

    def path(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Return the mean difference of a quantity and its paired standard error, each of shape (quarters + 1,)."""
        gap = self.first.path(name).astype(float) - self.second.path(name)
        return gap.mean(1), gap.std(1, ddof=1) / np.sqrt(gap.shape[1])


def compare(first: Futures, second: Futures) -> Comparison:
    """Return by how much one forecast differs from another of the same quarter.

    Raises
    ------
    InputError
        If they do not begin in the same worlds, or differ in length.
    """
    if (first.worlds, first.quarters, first.count) != (second.worlds, second.quarters, second.count):
        message = _("These two forecasts do not start from the same worlds, or differ in length: they make no pair.")
        raise InputError(message, field="forecast", got=str(first.key), allowed=str(second.key))
    ends = {name: effect(first.ends[name], second.ends[name]) for name in first.ends if name != "ending"}
    shares = {
        name: effect(*((each.ends["ending"] == code).astype(float) for each in (first, second)))
        for code, name in enumerate(ENDINGS)
    }
    return Comparison(first, second, ends, shares)


def futures(outlook: Outlook, order: Order | str | None = None, **how: Any) -> Futures:
    """Return what may come of one order; None for none, so that the seat follows its plan.

    Parameters
    ----------
    how : as for `futures_of`.
    """
    return futures_of(outlook, [order], **how)[0]


def futures_of(
    outlook: Outlook,
    orders: Sequence[Order | str | None],
    *,
    plans: Sequence[Plan | None] | None = None,
    count: int = COUNT,
    quarters: int | None = None,
    rest: str = POSTURE,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _share: None,
) -> list[Futures]:
    """Return what may come of each of several orders, on the same worlds and the same luck.

    Parameters
    ----------
    orders : drafts of the quarter's order (check them before: what is not legal is left undone).
    plans : for each order, lines that the seat follows when the order is done, instead of its posture's own plan.
    count : futures of each.
    quarters : how far they go; to the scenario's horizon if None.
    rest : what the seat does when the first turn is over; "posture" alone is known.
    cancelled : asked before every quarter.
    progress : told the share that is done.

    Raises
    ------
    UnknownName, InputError
        If an order cannot be read, or there is nothing left to simulate.
    Cancelled
        If `cancelled` says so.
    """
    if rest != POSTURE:
        raise UnknownName("course after the first turn", rest, (POSTURE,))
    length = outlook.left if quarters is None else min(quarters, outlook.left)
    if length < 1 or count < 1:
        message = _("There is nothing left to simulate: the game is over.")
        raise InputError(message, field="quarters", got=length, allowed="1")
    read = [read_order(each, outlook.role, outlook.seat) if isinstance(each, str) else each for each in orders]
    lines = plans or [None] * len(read)
    made = _Made(outlook, outlook.belief.sample(outlook.sees, count), count, length, cancelled)
    branches = [Branch(outlook.held, each, plan) for each, plan in zip(read, lines, strict=True)]
    return made.all(branches, progress)


@dataclass
class _Made:
    """Futures being made."""

    outlook: Outlook
    worlds: World
    count: int
    quarters: int
    cancelled: Callable[[], bool]

    @cached_property
    def digest(self) -> str:
        """What tells the worlds in which all of them begin from others."""
        return self.worlds.digest()

    def all(self, branches: Sequence[Branch], progress: Callable[[float], None]) -> list[Futures]:
        """Return the futures of branches, as many at a time as the width of a batch allows.

        Branches of one posture stand together, since they decide alike once the first turn is over.
        """
        place = sorted(range(len(branches)), key=lambda number: _later(branches[number]))
        wide = max(1, WIDTH // self.count)
        found: dict[int, Futures] = {}
        for top in range(0, len(place), wide):
            part = place[top : top + wide]
            share = len(part) / len(place)
            done = top / len(place)
            tell = lambda now, done=done, share=share: progress(done + now * share)  # noqa: E731
            found |= dict(zip(part, self.batch([branches[number] for number in part], tell), strict=True))
        return [found[number] for number in range(len(branches))]

    def batch(self, branches: Sequence[Branch], progress: Callable[[float], None]) -> list[Futures]:
        """Return the futures of branches that fit one batch."""
        outlook = self.outlook
        numbers = range(self.count)
        seed = outlook.belief.particles.model.draws.seed
        lucky: dict[str, Any] = {"seed": seed, "namespace": "forecast", "doctrines": outlook.doctrines}
        lucky |= outlook.options
        wide = Branches(outlook.scenario, outlook.role, branches, self.worlds, numbers, **lucky)
        try:
            notes = Notes(outlook.scenario, self.quarters, wide.model.runs)
            wide.run(self.quarters, lambda each: notes.note(each.world, each.model.p), self.cancelled, progress)
            ends = notes.ends(wide.world, wide.model.p)
            return [self.one(branch, notes, ends, wide.of(number)) for number, branch in enumerate(branches)]
        finally:
            wide.close()

    def one(self, branch: Branch, notes: Notes, ends: Mapping[str, FloatArray], where: slice) -> Futures:
        """Return the futures of one branch of a batch."""
        outlook = self.outlook
        return Futures(
            outlook.scenario,
            outlook.seat,
            outlook.sees.quarter,
            None if branch.order is None else str(branch.order),
            outlook.assumed,
            self.count,
            self.quarters,
            self.quarters == outlook.left,
            {name: notes.paths[name][:, where] for name in PATHS},
            {name: values[where] for name, values in ends.items()},
            self.digest,
        )


def _later(branch: Branch) -> str:
    """Return what the seat does in a branch when the first turn is over, to sort by."""
    posture = branch.order.posture if branch.order and branch.order.posture else branch.posture
    return f"{posture}\n{branch.plan or ''}"


def meters(found: Futures) -> dict[str, FloatArray]:
    """Return the five meters at the end of each future, by name, each of shape (count,)."""
    return {meter.name: found.ends[meter.name] for meter in METERS}
