"""Accounts: what is noted while a model runs, and the change of a quantity in one quarter split into its lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.acts import Acts
from sim.errors import InputError, OutOfRange
from sim.language import _
from sim.ledger.inputs import CARRIED, GROUPS, SEEN_TO, Group, Input
from sim.ledger.lines import LINES, PARTS, Changes, Line, split
from sim.ledger.moment import Moment
from sim.ledger.quantities import QUANTITIES, Quantity, quantity
from sim.ledger.replay import Engine, Phases, Replayed, held_world
from sim.ledger.shapley import coalitions
from sim.parameters import Values
from sim.postures import Orders
from sim.randomness import Draws
from sim.seats import Role
from sim.setting import Setting
from sim.world import GRAIN, World

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Index = NDArray[np.int64]
CHOICES = 2 ** len(GROUPS)


@dataclass(frozen=True)
class Account:
    """The change of one quantity in one quarter of one run.

    Attributes
    ----------
    quantity : what changed.
    quarter : the quarter, 1 for the first.
    before, after : what it was and what it became.
    grains : the lines (LINES), as whole numbers of billionths of the unit; they add up to the change.
    parts : the parts of the course (PARTS), likewise; they add up to it.
    """

    quantity: Quantity
    quarter: int
    before: float
    after: float
    grains: dict[Line, int]
    parts: dict[Line, int]

    @property
    def change(self) -> float:
        """The whole change."""
        return sum(self.grains.values()) / GRAIN


@dataclass(frozen=True)
class Lines:
    """Accounts of several quantities in several runs at once.

    `before` and `after` have shape (quantities, runs), `lines` and `parts`, in grains, (lines, quantities, runs).
    """

    before: FloatArray
    after: FloatArray
    lines: IntArray
    parts: IntArray


class Ledger:
    """Notes each quarter before it is resolved, and accounts for changes afterwards. It changes no result.

    Parameters
    ----------
    phases : the phases of a quarter, as the model resolves them.
    setting, p, draws : the model's own.
    """

    def __init__(self, phases: Phases, setting: Setting, p: Values, draws: Draws) -> None:
        self.engine = Engine(phases, setting, p, draws)
        self.moments: list[Moment] = []

    def note(self, world: World, orders: Orders, acts: Acts | None = None) -> None:
        """Take note of a quarter that is about to be resolved."""
        self.moments.append(Moment.of(world, orders, acts))

    @property
    def quarters(self) -> range:
        """The quarters that can be accounted for; 1 is the first after the opening."""
        first = self.moments[0].world.quarter + 1 if self.moments else 1
        return range(first, first + len(self.moments))

    @property
    def names(self) -> tuple[str, ...]:
        """The quantities that can be accounted for: those of the agenda only where seats make moves."""
        moves = bool(self.moments) and self.moments[0].world.has_agenda
        return tuple(name for name, row in QUANTITIES.items() if moves or not row.on_agenda)

    def account(self, quarter: int, name: str, role: Role = Role.TARGET, run: int = 0) -> Account:
        """Return the account of a quantity in a quarter, as the seat in a role asks for it.

        Parameters
        ----------
        quarter : 1 for the first.
        name : one of QUANTITIES.
        role : whose policy is its own.
        run : which run of the batch, from 0.

        Raises
        ------
        UnknownName, OutOfRange, InputError
            If there is no such quantity, or none where seats make no moves, or the quarter or run was not noted.
        """
        found = quantity(name)
        if name not in self.names:
            words = _("{name} stands still in a run without moves: it was made with --moves off.").format(name=name)
            raise InputError(words, field="quantity", got=name, allowed=", ".join(self.names))
        self.check(quarter, run)
        held = self.lines(quarter, role, [name], [run])
        lines = dict(zip(LINES, held.lines[:, 0, 0].tolist(), strict=True))
        parts = dict(zip(PARTS, held.parts[:, 0, 0].tolist(), strict=True))
        return Account(found, quarter, float(held.before[0, 0]), float(held.after[0, 0]), lines, parts)

    def lines(self, quarter: int, role: Role, names: Sequence[str] = (), runs: Iterable[int] | None = None) -> Lines:
        """Return the accounts of quantities in some runs of the batch, of all that there are if none are named."""
        names = names or self.names
        index = np.arange(self.engine.draws.runs.size) if runs is None else np.array(list(runs), np.int64)
        found = []
        for row in (QUANTITIES[name] for name in names):
            new, carried = self.replays(quarter, role, index, row)
            before, after = (row.read(world, new.p)[CHOICES - 1 :: CHOICES] for world in (new.start, new.end))
            found.append((before, after, *split(before, after, changes(row, new), changes(row, carried))))
        before, after, lines, parts = (np.stack(each, -2) for each in zip(*found, strict=True))
        return Lines(before, after, lines, parts)

    def replays(self, quarter: int, role: Role, index: Index, row: Quantity) -> tuple[Replayed, Replayed]:
        """Return the replays behind the lines of a quantity, and those behind the parts of its course.

        For each run of `index` a column for every choice of groups, in the order of `coalitions`.
        """
        columns = np.repeat(index, CHOICES)
        chosen = np.tile(coalitions(len(GROUPS)), index.size)
        (now, last), (then, opening) = self.pair(quarter), self.course(quarter, row)
        new = self.engine.replay(now, last, columns, partial(_of_groups, chosen, GROUPS, role, row))
        carried = self.engine.replay(then, opening, columns, partial(_of_groups, chosen, CARRIED, role, row))
        return new, carried

    def pair(self, quarter: int) -> tuple[Moment, Moment]:
        """Return a quarter and the one before it; the first has none, so that it stands for itself."""
        place = quarter - self.quarters.start
        now = self.moments[place]
        return now, _seen_from(self.moments[max(place - 1, 0)], now)

    def course(self, quarter: int, row: Quantity) -> tuple[Moment, Moment]:
        """Return the moment that a quarter would have been with nothing new to a quantity, and the opening."""
        now, last = self.pair(quarter)
        runs = np.arange(self.engine.draws.runs.size)
        world = held_world(now, last, runs, partial(_of_quarrel, runs.size, row))
        return Moment(world, last.orders, now.acts), _seen_from(self.moments[0], now)

    def check(self, quarter: int, run: int) -> None:
        """Refuse a quarter or a run that was not noted.

        Raises
        ------
        OutOfRange
            If it was not.
        """
        if quarter not in self.quarters:
            raise OutOfRange("quarter", quarter, self.quarters.start, self.quarters.stop - 1)
        if not 0 <= run < self.engine.draws.runs.size:
            raise OutOfRange("run", run, 0, self.engine.draws.runs.size - 1)


def changes(row: Quantity, done: Replayed) -> Changes:
    """Return a quantity's changes in replays, shape (choices, runs)."""
    size = (-1, CHOICES)
    change = row.read(done.end, done.p) - row.read(done.start, done.p)
    cut = row.cut(done.cut, change.size)
    return Changes((change - cut).reshape(size).T, cut.reshape(size).T)


def _of_groups(chosen: BoolArray, groups: Sequence[Group], role: Role, quantity: Quantity, each: Input) -> BoolArray:
    """Say in which columns an input is this quarter's: where its group is chosen.

    What is new in a quarter is split with chance among the groups: there the quarrel and the agenda stand. The course
    is split without it: there draws, events and orders are held throughout.
    """
    group, is_course = each.group(role), Group.CHANCE not in groups
    if is_course and each.kind in SEEN_TO and group is not None:
        return np.zeros(chosen.shape[1], bool)
    if group not in groups or each.is_of(quantity.own) or (each.kind == "agenda" and not is_course):
        return np.ones(chosen.shape[1], bool)
    kept: BoolArray = chosen[groups.index(group)]
    return kept


def _of_quarrel(columns: int, quantity: Quantity, each: Input) -> BoolArray:
    """Say of the state that the quarrel, the agenda and the quantity itself stand, and all else is held."""
    stands = each.kind == "agenda" or each.is_of(quantity.own) or each.group(Role.TARGET) is Group.QUARREL
    return np.full(columns, stands)


def _seen_from(moment: Moment, later: Moment) -> Moment:
    """Return a moment as it is seen later: the support of the opening is worked out in the first quarter."""
    if moment.world.quarter > 0 or later.world.quarter == 0:
        return moment
    world = moment.world.fork()
    world.support = world.support_opening = later.world.support_opening
    return replace(moment, world=world)
