"""Arms: plans of one seat that are compared on the same luck, many of them side by side in one batch.

Every arm meets the same runs. They step together, one slot of the batch each, and come to the same numbers as if each
stepped alone; that saves most of what a quarter costs in itself.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast

import numpy as np

from sim.acts import UNSAID, Acts, BoolArray
from sim.batch import Batch, Job
from sim.case import MOST_RUNS, Case, prepare, whole
from sim.ensemble import MOST_WORKERS
from sim.errors import Cancelled, RunError, shown
from sim.executors import lane
from sim.language import _
from sim.observation import Observation
from sim.plans import Plan, plan_of
from sim.progress import Meter, Report
from sim.randomness import LAST_RUN
from sim.seats import Role
from sim.study.cells import Load, Words
from sim.study.probes import Watch, check_span
from sim.world import FloatArray

if TYPE_CHECKING:
    from sim.model import CrisisModel

WIDTH = 8_192
"""Runs of a batch, all its slots together, at most: agendas make wider ones slower a run."""
FEWEST = 4
"""Batches for each worker, at least, where there are so many arms."""


@dataclass(frozen=True)
class Ground:
    """What arms that step together have in common.

    Attributes
    ----------
    scenario : its name.
    doctrines : policy by seat, where it is not the scenario's default.
    quarters : how long; the scenario's horizon if None.
    types : "doctrine" or "prior" (`sim.case.prepare`).
    """

    scenario: str
    doctrines: Words = ()
    quarters: int | None = None
    types: str = "doctrine"

    def case(self, load: Load, seed: int) -> Case:
        """Return the case of its runs: all seats make moves, by the plans of their doctrines."""
        held = dict(self.doctrines)
        return prepare(load(self.scenario), held, seed=seed, quarters=self.quarters, types=self.types, moves="on")


@dataclass(frozen=True)
class Arm:
    """One plan of one seat, given by its role; the other seats follow the plans of their doctrines.

    `plan` holds its lines as text (`sim.plans`), None for the plan of the seat's own doctrine.
    """

    ground: Ground
    role: Role
    plan: str | None = None


class How(TypedDict, total=False):
    """How arms are run; see `sim.ensemble.run_cases`."""

    workers: int
    executor: Executor | None
    progress: Report | None
    cancel: threading.Event | None


@dataclass(frozen=True, eq=False)
class Slots(Job):
    """A batch with a slot for each arm, and the same runs in each; `plans` has the role and the lines of each."""

    plans: tuple[tuple[Role, str | None], ...] = ()

    def numbers(self) -> list[int]:
        """Return the numbers of the runs, once for each slot."""
        return super().numbers() * len(self.plans)

    def model(self, *, why: bool = False) -> CrisisModel:
        """Return the model of the batch, its arms' plans in the hands of the seats."""
        model = super().model(why=why)
        self.hand_out(model)
        return model

    def hand_out(self, model: CrisisModel) -> None:
        """Put the plans of the slots into the hands of their seats; the other seats follow their own."""
        for role in {role for role, _lines in self.plans}:
            agent = model.seats[role]
            usual = agent.plan_of(agent.policy.at(0), None)
            own = [lines if other is role else None for other, lines in self.plans]
            read = {lines: usual if lines is None else plan_of(lines, role) for lines in own}
            agent.plan = SlotPlan((), slots=tuple(read[lines] for lines in own))


@dataclass(frozen=True)
class SlotPlan(Plan):
    """The plans of one seat in the slots of a batch; each decides for its own runs, and sees no others."""

    slots: tuple[Plan, ...] = ()

    def decide(self, role: Role, seat: str, sees: Observation, acts: Acts, only: BoolArray | None = None) -> None:
        """Write what the seat orders this quarter, slot by slot, into the acts of all."""
        each = acts.runs // len(self.slots)
        agenda = sees.agenda
        for number, plan in enumerate(self.slots):
            where = slice(number * each, (number + 1) * each)
            part = acts.within(where)
            window = cast("Observation", Window(sees, where, Window(agenda, where)))
            plan.decide(role, seat, window, part, None if only is None else only[where])
            for asked, codes in part.answers.items():
                acts.answers.setdefault(asked, np.full(acts.runs, UNSAID, np.int8))[where] = codes


class Window:
    """Some neighbouring runs of what a seat sees: its arrays are cut, all else is as it was.

    It is made for one decision, in which nothing that is seen changes; so each array is cut but once.
    """

    def __init__(self, whole: object, where: slice, agenda: Window | None = None) -> None:
        self._whole, self._where, self._agenda = whole, where, agenda

    def __getattr__(self, name: str) -> Any:
        if name == "agenda" and self._agenda is not None:
            return self._agenda
        found = getattr(self._whole, name)
        if isinstance(found, np.ndarray):
            found = found[..., self._where]
        self.__dict__[name] = found
        return found

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


def run_arms(
    wanted: Mapping[Arm, Collection[str]], runs: int, *, load: Load, seed: int = 1, first: int = 0, **how: Unpack[How]
) -> dict[Arm, dict[str, FloatArray]]:
    """Return the probes of many arms on the same luck: by arm and text, each of shape (runs,).

    Parameters
    ----------
    wanted : probes by arm (`sim.study.probes`).
    runs, first : how many runs of each arm, and the number of the first.
    load : returns a scenario by name.
    how : workers, executor, progress and cancel, as for `sim.ensemble.run_cases`; the results are the same on any.

    Raises
    ------
    InputError
        If an arm or a probe names something unknown or not allowed; before anything is run.
    RunError
        If runs failed.
    Cancelled
        If `cancel` was set, or Ctrl+C was pressed.
    """
    runs, first = whole("runs", runs, 1, MOST_RUNS), whole("first run", first, 0, LAST_RUN)
    workers = whole("workers", how.get("workers", 1), 1, MOST_WORKERS)
    table = _Table(wanted, runs, first, lru_cache(maxsize=None)(load), seed)
    meter = Meter(runs * len(wanted), "", how.get("progress"), how.get("cancel"))
    try:
        with lane(workers, how.get("executor")) as opened:
            opened.carry_out(table.jobs(opened.workers), lambda batch: table.take(batch, meter), meter)
    except KeyboardInterrupt:
        raise Cancelled(_("The run was stopped.")) from None
    return table.found


@dataclass
class _Table:
    """The arms being run: their batches one after the other, and their numbers as they arrive."""

    wanted: Mapping[Arm, Collection[str]]
    runs: int
    first: int
    load: Load
    seed: int
    found: dict[Arm, dict[str, FloatArray]] = field(default_factory=dict)
    sent: list[Sequence[Arm]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.found = {arm: {} for arm in self.wanted}
        self._cases: dict[Ground, Case] = {}
        for arm, probes in self.wanted.items():
            case = self._case(arm.ground)
            check_span(Watch.of(probes).probes, case.quarters)
            if arm.plan is not None:
                plan_of(arm.plan, arm.role)

    def _case(self, ground: Ground) -> Case:
        if ground not in self._cases:
            self._cases[ground] = ground.case(self.load, self.seed)
        return self._cases[ground]

    def jobs(self, workers: int) -> Iterator[Slots]:
        """Yield the batches: arms of one ground side by side, as many as the width allows."""
        grounds: dict[Ground, list[Arm]] = {}
        for arm in self.wanted:
            grounds.setdefault(arm.ground, []).append(arm)
        share = max(1, math.ceil(len(self.wanted) / (FEWEST * workers))) if workers > 1 else len(self.wanted)
        for ground, arms in grounds.items():
            slots = min(max(1, WIDTH // min(self.runs, WIDTH)), share)
            for top in range(0, len(arms), slots):
                yield from self._batches(ground, arms[top : top + slots])

    def _batches(self, ground: Ground, arms: Sequence[Arm]) -> Iterator[Slots]:
        texts = [text for arm in arms for text in self.wanted[arm]]
        plans = tuple((arm.role, arm.plan) for arm in arms)
        width = max(1, WIDTH // len(arms))
        for start in range(0, self.runs, width):
            count = min(width, self.runs - start)
            self.sent.append(arms)
            cell = len(self.sent) - 1
            yield Slots(self._case(ground), self.first + start, count, watch=Watch.of(texts), cell=cell, plans=plans)

    def take(self, batch: Batch, meter: Meter) -> None:
        """Put the numbers of a batch in their places."""
        arms = self.sent[batch.cell]
        if batch.outcomes is None:
            reason = batch.failure.error if batch.failure else ""
            message = _("Runs of {scenario} failed: {error}")
            raise RunError(message.format(scenario=shown(arms[0].ground.scenario, 200), error=reason))
        start = batch.first - self.first
        for number, arm in enumerate(arms):
            where = slice(number * batch.count, (number + 1) * batch.count)
            for text in self.wanted[arm]:
                key = text.strip()
                rows = self.found[arm].setdefault(text, np.empty(self.runs))
                rows[start : start + batch.count] = batch.outcomes[key][where]
        meter.label = arms[0].ground.scenario
        meter.advance(batch.count * len(arms))
