"""Accounts: what is noted while a model runs, and the change of a quantity in one quarter split into its lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.acts import Acts
from sim.errors import OutOfRange
from sim.ledger.inputs import GROUPS, Input
from sim.ledger.lines import LINES, Line, split
from sim.ledger.moment import Moment
from sim.ledger.quantities import QUANTITIES, Quantity, quantity
from sim.ledger.replay import Engine, Keeps, Phases, Replayed
from sim.ledger.shapley import coalitions
from sim.parameters import Values
from sim.postures import Orders
from sim.randomness import Draws
from sim.seats import Role
from sim.setting import Setting
from sim.world import GRAIN, World

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
    grains : the lines, as whole numbers of billionths of the unit; they add up to the change.
    """

    quantity: Quantity
    quarter: int
    before: float
    after: float
    grains: dict[Line, int]

    @property
    def change(self) -> float:
        """The whole change."""
        return sum(self.grains.values()) / GRAIN

    @property
    def lines(self) -> dict[Line, float]:
        """The lines in the unit of the quantity."""
        return {line: value / GRAIN for line, value in self.grains.items()}


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
        self._replayed: dict[tuple[int, Role, bytes], Replayed] = {}

    def note(self, world: World, orders: Orders, acts: Acts | None = None) -> None:
        """Take note of a quarter that is about to be resolved."""
        self.moments.append(Moment.of(world, orders, acts))

    @property
    def quarters(self) -> range:
        """The quarters that can be accounted for; 1 is the first after the opening."""
        first = self.moments[0].world.quarter + 1 if self.moments else 1
        return range(first, first + len(self.moments))

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
        UnknownName, OutOfRange
            If there is no such quantity, or the quarter or the run was not noted.
        """
        found = quantity(name)
        self._check(quarter, run)
        before, after, lines = self.lines(quarter, role, [name], [run])
        held = {line: int(value) for line, value in zip(LINES, lines[:, 0, 0], strict=True)}
        return Account(found, quarter, float(before[0, 0]), float(after[0, 0]), held)

    def lines(
        self, quarter: int, role: Role, names: Sequence[str] = tuple(QUANTITIES), runs: Iterable[int] | None = None
    ) -> tuple[FloatArray, FloatArray, IntArray]:
        """Return before and after, each of shape (quantities, runs), and lines in grains, (lines, quantities, runs)."""
        index = np.arange(self.engine.draws.runs.size) if runs is None else np.array(list(runs), np.int64)
        done = self.replays(quarter, role, index)
        size = (index.size, CHOICES)
        befores, afters, lines = [], [], []
        for name in names:
            row = QUANTITIES[name]
            start, end = (row.read(world, done.p).reshape(size).T for world in (done.start, done.end))
            cut = row.cut(done.cut, end.size).reshape(size).T
            befores.append(start[-1])
            afters.append(end[-1])
            lines.append(split(start[-1], end[-1], end - start, cut))
        return np.stack(befores), np.stack(afters), np.stack(lines, 1)

    def replays(self, quarter: int, role: Role, index: Index) -> Replayed:
        """Return the replays of a quarter: for each run, a column for every choice of groups, in their order."""
        known = quarter, role, index.tobytes()
        if known not in self._replayed:
            chosen = np.tile(coalitions(len(GROUPS)), index.size)
            everything = np.ones(chosen.shape[1], bool)

            def keeps(each: Input) -> NDArray[np.bool_]:
                group = each.group(role)
                return everything if group is None else chosen[GROUPS.index(group)]

            self._replayed.clear()
            self._replayed[known] = self.replay(quarter, np.repeat(index, CHOICES), keeps)
        return self._replayed[known]

    def replay(self, quarter: int, index: Index, keeps: Keeps) -> Replayed:
        """Replay a quarter with some inputs held; the first has none before it, so that its own stand for them."""
        place = quarter - self.quarters.start
        now, last = self.moments[place], self.moments[max(place - 1, 0)]
        return self.engine.replay(now, last, index, keeps)

    def _check(self, quarter: int, run: int) -> None:
        if quarter not in self.quarters:
            raise OutOfRange("quarter", quarter, self.quarters.start, self.quarters.stop - 1)
        if not 0 <= run < self.engine.draws.runs.size:
            raise OutOfRange("run", run, 0, self.engine.draws.runs.size - 1)
