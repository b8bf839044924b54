"""Decisions: in how many of its turns a seat meets a choice that changes what comes of the game.

Games of the computer seats are stopped at sampled quarters (`sim.study.moments`). From there the same world goes on
many times over on the same luck, once with and once without each thing that a seat could do in that one quarter.
Afterwards every seat follows its usual plan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Unpack

import numpy as np
from scipy.special import ndtri

from sim.batch import Batch
from sim.case import prepare
from sim.errors import Cancelled, RunError, shown
from sim.executors import lane
from sim.language import _
from sim.outcome import MEASURES, FloatArray
from sim.progress import Meter
from sim.scenario import Scenario
from sim.seats import PEACE, RUNGS, Role
from sim.study.arms import How, Slots
from sim.study.moments import Moment, moments
from sim.study.probes import Watch
from sim.world import World

if TYPE_CHECKING:
    from sim.model import CrisisModel

MEASURED = tuple(measure.name for measure in MEASURES if measure.name != "ending" and not measure.conditional)
"""Measures that every run has."""
RISK = 0.01
"""Chance that a turn in which no choice does anything counts all the same, over all its choices and measures."""
POINT = 0.01
"""A point in a hundred: of a share, and of a count a run."""
POINTS = {"growth_pct": 0.02, "target_dead_thousand": 0.1, "challenger_dead_thousand": 0.1, "war_quarters": 0.1}
"""What stands for a point in measures of other units: growth in per cent a year, dead in thousands, quarters."""
TRACE, SMALLEST, LARGE = 0.01, 0.1, 0.5
"""Points below which a difference is not noted at all, from which it counts, and from which it is called large."""


@dataclass(frozen=True)
class Change:
    """What one choice changes most: the measure, its difference, in paired standard errors, and in points."""

    choice: str
    measure: str
    mean: float
    errors: float
    points: float


@dataclass(frozen=True)
class Decision:
    """What a seat's choices in one turn come to.

    Attributes
    ----------
    scenario, seat, run, quarter, rung : whose turn it was, and where.
    tried : number of choices, each held against as many measures as MEASURED has.
    bar : paired standard errors that a difference has to exceed, in view of that number.
    changes : the choices that change a measure by TRACE or more.
    placebo : choices that would count if every pair of futures were swapped by the toss of a coin.
    """

    scenario: str
    seat: str
    run: int
    quarter: int
    rung: str
    tried: int
    bar: float
    changes: tuple[Change, ...]
    placebo: int

    @property
    def counts(self) -> bool:
        """Whether any choice changes a measure by SMALLEST or more."""
        return self.reaches(SMALLEST)

    def reaches(self, points: float) -> bool:
        """Whether any choice changes a measure by so many points, beyond noise."""
        return any(change.points >= points for change in self.changes)

    @property
    def peace(self) -> bool:
        """Whether it was a turn in peace."""
        return self.rung == RUNGS[PEACE]


@dataclass(frozen=True, eq=False)
class Fork(Slots):
    """A batch that goes on from the state of one run; every future of every slot starts from it."""

    world: World | None = None

    def model(self, *, why: bool = False) -> CrisisModel:
        """Return the model of the batch, its arms' plans in the hands of the seats."""
        from sim.model import CrisisModel  # it brings Mesa, which takes a second

        assert self.world is not None
        futures = np.tile(np.arange(self.first, self.first + self.count), len(self.plans))
        model = CrisisModel(
            self.case.scenario,
            seed=self.case.seed,
            runs=futures.tolist(),
            namespace="fork",
            types=self.case.types,
            moves="on",
            why=why,
            world=self.world.part(np.zeros(futures.size, np.int64)),
        )
        self.hand_out(model)
        return model


def decisions(
    scenarios: Sequence[Scenario],
    *,
    turns: int = 8,
    rounds: Sequence[int] = (200, 600),
    seed: int = 1,
    **how: Unpack[How],
) -> list[Decision]:
    """Return what the choices of every seat come to in sampled turns of every scenario.

    Parameters
    ----------
    turns : sampled quarters of each scenario; every seat has a turn in each.
    rounds : pairs of futures of each choice; those of a seat for which nothing changed are held against more.
    how : as for `sim.study.arms.run_arms`.

    Raises
    ------
    RunError, Cancelled
        If runs failed, or the work was stopped.
    """
    tables = [Futures(moment) for scenario in scenarios for moment in moments(scenario, turns, seed)]
    first = 0
    try:
        with lane(how.get("workers", 1), how.get("executor")) as opened:
            for count in rounds:
                left = [table for table in tables if table.narrow(len(rounds))]
                meter = Meter(len(left) * count, "", how.get("progress"), how.get("cancel"))
                jobs = (table.job(number, first, count, seed) for number, table in enumerate(left))
                opened.carry_out(jobs, partial(_take, left, meter), meter)
                first += count
    except KeyboardInterrupt:
        raise Cancelled(_("The run was stopped.")) from None
    found = [each for table in tables for each in table.judged(len(rounds))]
    places = [(scenario.name, seat) for scenario in scenarios for seat in scenario.seats]
    return sorted(found, key=lambda each: (places.index((each.scenario, each.seat)), each.quarter))


def _take(tables: Sequence[Futures], meter: Meter, batch: Batch) -> None:
    """Put the outcomes of a batch in their place."""
    table = tables[batch.cell]
    name = table.moment.scenario.name
    if batch.outcomes is None:
        reason = batch.failure.error if batch.failure else ""
        raise RunError(_("Runs of {scenario} failed: {error}").format(scenario=shown(name, 200), error=reason))
    table.take(batch.outcomes)
    meter.label = name
    meter.advance(batch.count)


class Futures:
    """What is known of a moment: the differences that each choice makes, by role and choice: (measures, futures)."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        self.asked = moment
        self.gaps: dict[Role, dict[str, FloatArray]] = {
            role: {option.name: np.empty((len(MEASURED), 0)) for option in options}
            for role, options in moment.options.items()
        }

    def narrow(self, rounds: int) -> bool:
        """Leave out the seats for which a choice counts already; return whether any is left with a choice."""
        open_roles = {each.seat for each in self.judged(rounds) if each.tried and not each.counts}
        seat_of = self.moment.scenario.seat_of
        options = {role: held for role, held in self.moment.options.items() if seat_of(role) in open_roles}
        self.asked = replace(self.moment, options=options)
        return bool(options)

    def job(self, number: int, first: int, count: int, seed: int) -> Fork:
        """Return the batch of all futures that are asked for."""
        moment = self.moment
        case = prepare(moment.scenario, seed=seed, types="prior", moves="on")
        plans = tuple(self.asked.plans())
        return Fork(case, first, count, watch=Watch.of(MEASURED), cell=number, plans=plans, world=moment.world)

    def take(self, outcomes: Mapping[str, FloatArray]) -> None:
        """Add the outcomes of more futures of all plans, slot after slot."""
        slots = {plan: number for number, plan in enumerate(self.asked.plans())}
        table = np.array([outcomes[name] for name in MEASURED]).reshape(len(MEASURED), len(slots), -1)
        for role, options in self.asked.options.items():
            for option in options:
                more = table[:, slots[role, option.given]] - table[:, slots[role, option.other]]
                self.gaps[role][option.name] = np.concatenate([self.gaps[role][option.name], more], axis=1)

    def judged(self, rounds: int) -> list[Decision]:
        """Return what the choices of each seat come to, where they are looked at so many times."""
        moment = self.moment
        return [
            Decision(
                moment.scenario.name,
                moment.scenario.seat_of(role),
                moment.run,
                moment.quarter,
                moment.rung,
                len(gaps),
                bar := needed(rounds * len(gaps) * len(MEASURED)),
                tuple(changes(gaps, bar)),
                len(changes(_tossed(gaps, moment.quarter), bar)),
            )
            for role, gaps in self.gaps.items()
        ]


def _tossed(gaps: Mapping[str, FloatArray], seed: int) -> dict[str, FloatArray]:
    """Return differences with the two futures of each pair swapped by the toss of a coin."""
    chance = np.random.default_rng(seed)
    return {name: held * chance.choice((-1.0, 1.0), held.shape[1]) for name, held in gaps.items()}


def needed(tests: int) -> float:
    """Return how many standard errors a difference has to exceed where so many are tried: Bonferroni's bound."""
    return float(ndtri(1.0 - RISK / (2.0 * max(tests, 1))))


def changes(gaps: Mapping[str, FloatArray], bar: float) -> list[Change]:
    """Return the choices that change a measure, each with the one that it changes most.

    Parameters
    ----------
    gaps : differences by choice, shape (measures, futures) each.
    bar : paired standard errors that a difference has to exceed; it also has to be no smaller than TRACE.
    """
    units = np.array([POINTS.get(name, POINT) for name in MEASURED])
    found = []
    for name, held in gaps.items():
        if held.shape[1] < 2:
            continue
        means, errors = held.mean(1), held.std(1, ddof=1) / np.sqrt(held.shape[1])
        times = np.minimum(np.abs(means) / np.maximum(errors, 1e-9), 1e6)
        points = np.where(times > bar, np.abs(means) / units, 0.0)
        most = int(points.argmax())
        if points[most] >= TRACE:
            found.append(Change(name, MEASURED[most], *(float(row[most]) for row in (means, times, points))))
    return found
