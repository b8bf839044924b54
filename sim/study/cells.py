"""Cells: what is run for a proposition, as plain data; and many cells side by side on the same luck.

A cell steps as one batch in a worker, and only its probes come back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache, partial
from typing import Any, TypedDict, Unpack

import numpy as np

from sim.batch import Batch, Job
from sim.case import Case, prepare, whole
from sim.ensemble import MOST_WORKERS, batch_width
from sim.errors import Cancelled, InputError, RunError, UnknownName, WrongType, shown
from sim.executors import lane
from sim.language import _
from sim.mends import DEFAULT
from sim.mends import chosen as chosen_mends
from sim.mends import text as mends_text
from sim.posterior import free_parameters
from sim.progress import Meter, Report
from sim.scenario import Event, Scenario
from sim.study.cell_fields import TABLES, effort, pairs
from sim.study.probes import Watch, check_span
from sim.theories import coded
from sim.world import FloatArray

Load = Callable[[str], Scenario]
"""Returns a scenario by name: `scenarios.load`."""
Words = tuple[tuple[str, str], ...]
Numbers = tuple[tuple[str, float], ...]
MOST_REPEATS = 100_000


@dataclass(frozen=True)
class Cell:
    """One scenario under one policy of each seat, with what else is changed in it; `Cell.of` reads it from plain data.

    Attributes
    ----------
    scenario : its name.
    doctrines : policy by seat; the scenario's defaults for the others.
    parameters, opening : overrides by name; they hold against calibrated sets and rival codings.
    withdraw : seats of patrons that end their help for good, with the quarter.
    effort : how much of its usual effort the target spends on retaking land early in an occupation, and late.
    quarters : how long; the scenario's horizon if None.
    mends, theories : as for `sim.case.prepare`; the mends as one text.
    """

    scenario: str
    doctrines: Words = ()
    parameters: Numbers = ()
    opening: tuple[tuple[str, float | str], ...] = ()
    withdraw: tuple[tuple[str, int], ...] = ()
    effort: tuple[float, float] | None = None
    quarters: int | None = None
    mends: str = DEFAULT
    theories: Words = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Cell:
        """Return a cell from plain data, such as a table of TOML.

        Raises
        ------
        UnknownName, WrongType
            If a field is unknown, or a value of the wrong kind.
        """
        known = [each.name for each in fields(cls)]
        for name in data:
            if name not in known:
                raise UnknownName("field of a cell", name, known)
        if not isinstance(data.get("scenario"), str):
            raise WrongType("scenario of a cell", data.get("scenario"), _("the name of a scenario"))
        values = dict(data)
        for name in TABLES:
            values[name] = pairs(name, data.get(name, {}))
        if data.get("effort") is not None:
            values["effort"] = effort(data["effort"])
        values["mends"] = mends_text(chosen_mends(data.get("mends", DEFAULT)))
        return cls(**values)

    def under(self, mends: str, theories: Mapping[str, str] | None = None) -> Cell:
        """Return the same cell under other mends and rival codings; codings of its own stay."""
        both = {**(theories or {}), **dict(self.theories)}
        return replace(self, mends=mends_text(chosen_mends(mends)), theories=pairs("theories", both))

    @property
    def label(self) -> str:
        """What tells it from other cells of its scenario, on one line: `ukraine-analogue; us=full`."""
        changes = [f"{name}={value}" for table in TABLES[:3] for name, value in getattr(self, table)]
        left = [f"{seat} leaves in {quarter}" for seat, quarter in self.withdraw]
        effort = [] if self.effort is None else ["effort={:g},{:g}".format(*self.effort)]
        return "; ".join([self.scenario, *changes, *left, *effort])

    def case(self, load: Load, sets: Mapping[str, FloatArray] | None = None, seed: int = 21) -> Case:
        """Return its case.

        Parameters
        ----------
        load : returns a scenario by name.
        sets : parameter values by name, one a run (`Posterior.parameters`); central values if None.

        Raises
        ------
        UnknownName, WrongType, OutOfRange, InputError
            If it names something unknown, or a value is not allowed.
        """
        theories = dict(self.theories)
        parameters = {**(sets or {}), **coded(theories).parameters, **dict(self.parameters)}
        return prepare(
            self._changed(load(self.scenario)),
            dict(self.doctrines),
            parameters,
            seed,
            self.quarters,
            opening=dict(self.opening),
            mends=self.mends,
            theories=theories,
        )

    def _changed(self, scenario: Scenario) -> Scenario:
        """Return a copy of a scenario with the withdrawals in its calendar, and the target's effort."""
        for seat, quarter in self.withdraw:
            if seat not in scenario.seats:
                raise UnknownName(f"seat of {scenario.name}", seat, scenario.seats)
            if not scenario.seats[seat].role.startswith("patron"):
                raise InputError(
                    _("{seat} is no patron, so it has no help to end.").format(seat=seat), field="withdraw"
                )
            whole(f"withdrawal of {seat}", quarter, 0, 400)
        leave = [Event(kind="withdrawal", seat=seat, quarter=quarter) for seat, quarter in self.withdraw]
        changes: dict[str, Any] = {"calendar": [*scenario.calendar, *leave]} if leave else {}
        if self.effort is not None:
            if scenario.history is None:
                message = _("{name} is no history, so it has no course of effort to change.")
                raise InputError(message.format(name=scenario.name), field="effort", got=self.effort)
            early, late = self.effort
            changes["history"] = scenario.history.model_copy(update={"effort_early": early, "effort_late": late})
        return scenario.model_copy(update=changes) if changes else scenario


class How(TypedDict, total=False):
    """How cells are run; see `sim.ensemble.run_cases`."""

    workers: int
    executor: Executor | None
    progress: Report | None
    cancel: threading.Event | None


def evaluate(
    wanted: Mapping[Cell, Collection[str]],
    sets: FloatArray | None,
    repeats: int | Mapping[Cell, int],
    *,
    load: Load,
    seed: int = 21,
    **how: Unpack[How],
) -> dict[Cell, dict[str, FloatArray]]:
    """Return the probes of many cells over the same parameter sets and the same luck: shape (sets, repeats) each.

    Run number r = set * repeats + repeat in every cell, so that runs of cells with as many repeats are paired.

    Parameters
    ----------
    wanted : probes by cell.
    sets : shape (sets, free parameters), in the order of `sim.posterior.free_parameters`; central values if None.
    repeats : runs of each set; or by cell.
    load : returns a scenario by name.
    how : workers, executor, progress and cancel, as for `sim.ensemble.run_cases`; the results are the same on any.

    Raises
    ------
    InputError
        If a cell or a probe names something unknown or not allowed; before anything is run.
    RunError
        If runs failed.
    Cancelled
        If `cancel` was set, or Ctrl+C was pressed.
    """
    counts = repeats if isinstance(repeats, Mapping) else dict.fromkeys(wanted, repeats)
    requests = [Request(cell, tuple(probes), counts[cell]) for cell, probes in wanted.items()]
    return dict(zip(wanted, evaluate_all(requests, sets, load=load, seed=seed, **how), strict=True))


@dataclass(frozen=True)
class Request:
    """Probes of a cell, over so many runs of each parameter set."""

    cell: Cell
    probes: tuple[str, ...]
    repeats: int


def evaluate_all(
    requests: Sequence[Request], sets: FloatArray | None, *, load: Load, seed: int = 21, **how: Unpack[How]
) -> list[dict[str, FloatArray]]:
    """Return what each request asks for, all of them in one go; otherwise as `evaluate`."""
    read = lru_cache(maxsize=None)(load)
    plans = [_plan(request, sets, partial(request.cell.case, read)) for request in requests]
    workers = whole("workers", how.get("workers", 1), 1, MOST_WORKERS)
    table = _Table(plans, sets, seed)
    label = plans[0].cell.label if plans else ""
    meter = Meter(sum(plan.runs for plan in plans), label, how.get("progress"), how.get("cancel"))

    def take(batch: Batch) -> None:
        meter.label = plans[batch.cell].cell.label
        table.take(batch)
        meter.advance(batch.count)

    try:
        with lane(workers, how.get("executor")) as opened:
            opened.carry_out(table.jobs(opened.workers), take, meter)
    except KeyboardInterrupt:
        raise Cancelled(_("The run was stopped.")) from None
    return [plan.found for plan in plans]


@dataclass
class _Plan:
    """What is to be run of a cell, and what has been found of it."""

    cell: Cell
    watch: Watch
    sets: int
    repeats: int
    case: Callable[..., Case]
    found: dict[str, FloatArray] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        return self.sets * self.repeats


def _plan(request: Request, sets: FloatArray | None, case: Callable[..., Case]) -> _Plan:
    """Return a plan, with everything checked that can be wrong with it."""
    watch, free = Watch.of(request.probes), len(free_parameters())
    check_span(watch.probes, case().quarters)
    if sets is not None and (sets.ndim != 2 or sets.shape[1] != free or not len(sets)):
        raise WrongType(_("parameter sets"), sets.shape, _("a table of {free} columns").format(free=free))
    count = whole("repeats", request.repeats, 1, MOST_REPEATS)
    return _Plan(request.cell, watch, 1 if sets is None else len(sets), count, case)


class _Table:
    """The cells being run: their batches one after the other, and their numbers as they arrive."""

    def __init__(self, plans: list[_Plan], sets: FloatArray | None, seed: int) -> None:
        self._plans, self._sets, self._seed = plans, sets, seed
        self._spread: dict[int, dict[str, FloatArray]] = {}

    def jobs(self, workers: int) -> Iterator[Job]:
        """Yield the batches; a cell is cut further only where there are fewer cells than would fill the workers."""
        sharing = workers if len(self._plans) < 2 * workers else 1
        for number, plan in enumerate(self._plans):
            case = plan.case(self._parameters(plan.repeats), self._seed)
            width = batch_width(plan.runs, sharing)
            for start in range(0, plan.runs, width):
                stop = min(start + width, plan.runs)
                yield Job(case.part(start, stop), start, stop - start, watch=plan.watch, cell=number)

    def take(self, batch: Batch) -> None:
        """Put the numbers of a batch in their places."""
        plan = self._plans[batch.cell]
        if batch.outcomes is None:
            reason = batch.failure.error if batch.failure else ""
            message = _("Runs of {cell} failed: {error}")
            raise RunError(message.format(cell=shown(plan.cell.label, 200), error=reason))
        for text, values in batch.outcomes.items():
            if text not in plan.found:
                plan.found[text] = np.empty((plan.sets, plan.repeats))
            plan.found[text].reshape(-1)[batch.first : batch.first + batch.count] = values

    def _parameters(self, repeats: int) -> dict[str, FloatArray] | None:
        """Return the sets as one value a run; the same arrays for all cells."""
        if self._sets is None:
            return None
        if repeats not in self._spread:
            names = [row.name for row in free_parameters()]
            self._spread[repeats] = {n: np.repeat(self._sets[:, k], repeats) for k, n in enumerate(names)}
        return self._spread[repeats]
