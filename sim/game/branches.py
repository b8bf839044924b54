"""Branches: what one seat might order, tried side by side on the same worlds and the same luck.

Each branch has a block of a wide batch, with the same runs in each, and comes to the same numbers as if it stepped
alone: that saves most of what a quarter costs in itself. The order of a branch is given in the first turn, kept for the
turn's quarters and dropped where the rung changes, as `sim.sitting` plays a turn; afterwards the seat follows its
posture and its plan.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.acts import SEATS, UNSAID, Acts
from sim.agenda import POSTURE_PRICE, Agenda
from sim.doctrines import Doctrine
from sim.doctrines import doctrine as doctrine_of
from sim.errors import Cancelled
from sim.game.blocks import Block, followed
from sim.language import _
from sim.moves import move
from sim.observation import Observation, observe
from sim.orders import Order
from sim.plans import Line, Plan, carry_out
from sim.policy import Policy, parse
from sim.postures import Orders, Posture
from sim.scenario import Scenario
from sim.seats import RUNGS, Role
from sim.study.joining import joined
from sim.turns import Turns
from sim.world import World

if TYPE_CHECKING:
    from sim.model import CrisisModel

BoolArray = NDArray[np.bool_]
WIDTH = 5_000
"""Runs of a batch, all its branches together, at most."""
Given = Mapping[str, Order]


@dataclass(frozen=True)
class Branch:
    """What a seat does in one branch.

    Attributes
    ----------
    posture : what it holds from the first quarter on, a doctrine in text notation.
    order : its order for the first turn; None to follow its plan from the first quarter.
    plan : lines of a plan that it follows otherwise; None for its doctrine's own.
    """

    posture: str
    order: Order | None = None
    plan: Plan | None = None


class Branches:
    """Branches of one seat that step together.

    Parameters
    ----------
    scenario, role : what is played, and whose branches they are.
    branches : at least one.
    worlds : the states that they begin in, one run each, in which all branches begin; or those of each branch in turn.
    numbers : numbers of the runs, as many; of shape (branches, runs) where each branch has luck of its own.
    doctrines : what the other seats hold, in text notation; the scenario's defaults for those not named.
    options : seed and namespace of the luck, and whatever else `sim.model.CrisisModel` takes.

    Attributes
    ----------
    model : the model that steps them.
    each : runs of a branch.
    """

    def __init__(
        self,
        scenario: Scenario,
        role: Role,
        branches: Sequence[Branch],
        worlds: World,
        numbers: Sequence[int] | NDArray[np.int64],
        *,
        doctrines: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        from sim.model import CrisisModel  # it brings Mesa, which takes a second

        self.role, self.seat = role, scenario.seat_of(role)
        runs = np.asarray(numbers)
        self.each, self.branches = runs.shape[-1], tuple(branches)
        held = {**(doctrines or {}), self.seat: branches[0].posture}
        if worlds.runs == self.each and len(branches) > 1:
            worlds = worlds.part(np.tile(np.arange(self.each), len(branches)))
        every = np.tile(runs, len(branches)) if runs.ndim == 1 else runs.ravel()
        self.model: CrisisModel = CrisisModel(
            scenario, doctrines=held, runs=every.tolist(), moves="on", world=worlds, **options
        )
        self._first = self.model.world.quarter
        self._rung = self.model.world.rung.copy()
        self._length = Turns(scenario).length(RUNGS[int(self._rung[0])])
        self._on_turn, self._over = np.ones(self.model.runs, bool), False
        names = {name for each in branches if each.order for name in each.order.moves}
        self._made = {name: np.zeros(self.model.runs, bool) for name in sorted(names)}
        self._blocks = self._laid_out()
        self._views: dict[tuple[int, int], World] = {}

    @property
    def world(self) -> World:
        """The state of all branches, one block of runs after the other."""
        return self.model.world

    def of(self, number: int) -> slice:
        """Return the runs of a branch."""
        return slice(number * self.each, (number + 1) * self.each)

    def step(self, given: Given | None = None) -> None:
        """Resolve one quarter.

        Parameters
        ----------
        given : orders of the other seats, as far as they are known; they follow their plans otherwise.
        """
        model = self.model
        model.given, model.acts = given or {}, Acts.none(model.runs)
        for role, agent in model.seats.items():
            if role is not self.role:
                agent.decide()
        held = {role: agent.posture for role, agent in model.seats.items()}
        held[self.role] = self._decide(model.acts)
        model.resolve(Orders(*(held[role] for role in Role)))  # type: ignore[arg-type]
        self._close_quarter()

    def run(
        self,
        quarters: int,
        note: Callable[[Branches], None],
        cancelled: Callable[[], bool] = lambda: False,
        progress: Callable[[float], None] = lambda _share: None,
        given: Sequence[Given] = (),
    ) -> None:
        """Step on, and note the state at the beginning and after each quarter.

        Parameters
        ----------
        given : orders of the other seats in the first quarters, as far as they are known.

        Raises
        ------
        Cancelled
            If `cancelled` says so; it is asked before every quarter.
        """
        note(self)
        for quarter in range(quarters):
            if cancelled():
                raise Cancelled(_("The run was stopped."))
            progress(quarter / quarters)
            self.step(given[quarter] if quarter < len(given) else None)
            note(self)
        progress(1.0)

    def close(self) -> None:
        """Free the model."""
        self.model.close()
        self.model.__dict__.clear()  # model and agents hold one another: else the world stays until the collector comes

    # ------------------------------------------------------------------------------------------------------- inside

    def _laid_out(self) -> list[Block]:
        """Return the blocks of the first turn; a posture that an order names is taken up in its first quarter."""
        quarter, blocks = self._first, []
        for number, each in enumerate(self.branches):
            where, policy = self.of(number), parse(self.role, each.posture)
            turned = self._turned(where, policy, each.order)
            if turned is not None:
                policy = policy.changed(quarter, turned)
            blocks.append(Block(where, each.order, policy, each.plan, turned is not None))
        return blocks

    def _turned(self, where: slice, policy: Policy, order: Order | None) -> Doctrine | None:
        """Return the posture that an order takes up: another one, to be had here, and affordable (`sim.agents`)."""
        if order is None or not order.posture:
            return None
        wanted = doctrine_of(self.role, order.posture)
        poor = self.world.agenda.capital[SEATS[self.role], where].min() < POSTURE_PRICE
        same = wanted.name == policy.at(self._first).name
        return None if poor or same or not wanted.suits(self.model.crisis) else wanted

    def _merge(self) -> None:
        """Join neighbouring blocks that decide alike once the first turn is over."""
        joined: list[Block] = []
        for block in self._blocks:
            last = joined[-1] if joined else None
            if last and (str(last.policy), str(last.plan)) == (str(block.policy), str(block.plan)):
                joined[-1] = replace(last, where=slice(last.where.start, block.where.stop))
            else:
                joined.append(replace(block, order=None))
        self._blocks = joined

    def _close_quarter(self) -> None:
        """Note which moves have been made and where the turn is over; when it is over everywhere, join blocks."""
        if self._over:
            return
        world = self.model.world
        self._on_turn &= world.rung == self._rung
        for name in self._made:
            self._made[name] |= world.agenda.ordered_in[move(name).number] == world.quarter - 1
        given = any(block.order is not None for block in self._blocks)
        if not given or world.quarter - self._first >= self._length or not self._on_turn.any():
            self._over = True
            self._merge()

    def _decide(self, acts: Acts) -> Posture:
        """Let the seat decide in every block; return its posture, with a value a run where branches differ."""
        quarter, crisis = self.model.world.quarter, self.model.crisis
        postures: list[Posture] = []
        for block in self._blocks:
            doctrine = block.policy.at(quarter)
            sees = self._sees(block.where)
            postures.append(doctrine.decide(doctrine.posture_in(crisis), sees))
            part = acts.within(block.where)
            turned = block.turned and quarter == self._first
            part.shifts[SEATS[self.role]] = turned or block.policy.changes_in(quarter)
            self._order(block, sees, part)
            for asked, codes in part.answers.items():
                acts.answers.setdefault(asked, np.full(acts.runs, UNSAID, np.int8))[block.where] = codes
        return joined(postures, [block.where for block in self._blocks], acts)

    def _order(self, block: Block, sees: Observation, acts: Acts) -> None:
        """Write what the seat orders in a block: the order that is given or kept, and elsewhere its plan."""
        doctrine = block.policy.at(sees.quarter)
        plan = block.plan or followed(self.role, doctrine)
        if block.order is None:
            plan.decide(self.role, self.seat, sees, acts)
            return
        kept = self._on_turn[block.where]
        left = sees.agenda.capital - POSTURE_PRICE * acts.shifts[SEATS[self.role]]
        for piece, where in self._pieces(block, block.order, kept, sees.quarter):
            carry_out(Line(("any",), piece), where, self.role, self.seat, sees, acts, left)
        if not kept.all():
            plan.decide(self.role, self.seat, sees, acts, ~kept)

    def _pieces(self, block: Block, given: Order, kept: BoolArray, quarter: int) -> list[tuple[Order, BoolArray]]:
        """Return what of an order stands, and in which runs; moves that have been made are not made again."""
        if quarter == self._first:
            return [(given, kept)]
        moves = [(Order(moves=(name,)), kept & ~self._made[name][block.where]) for name in given.moves]
        return [(Order(keeps=given.keeps, breaks=given.breaks), kept), *moves, (Order(answers=given.answers), kept)]

    def _sees(self, where: slice) -> Observation:
        """Return what the seat observes in some runs."""
        model, world = self.model, self.model.world
        if where.stop - where.start < world.runs:
            world = self._view(where.start, where.stop)
            world.quarter = model.world.quarter
        return observe(world, self.role, model.setting, model.p)

    def _view(self, start: int, stop: int) -> World:
        """Return some runs of the world as views, which are made once."""
        if (start, stop) not in self._views:
            world, where = self.model.world, slice(start, stop)
            agenda = Agenda(0, world.agenda.__dict__["sizes"], world.agenda.block[:, where])
            self._views[start, stop] = World(0, world.block[:, where], world.quarter, agenda)
        return self._views[start, stop]
