"""Decisions: in how many of its turns a seat meets a choice that changes what comes of the game.

Games of the computer seats are stopped at sampled quarters. From there the same world goes on many times over on the
same luck, once with and once without each thing that a seat could do in that one quarter: a move, an answer to what the
situation asks, an option of the card on the table, a broken pledge. Afterwards every seat follows its usual plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Unpack

import numpy as np
from scipy.special import ndtri

from sim.batch import Batch
from sim.case import prepare
from sim.choices import choices
from sim.errors import Cancelled, RunError, shown
from sim.executors import lane
from sim.language import _
from sim.moves import answer, move
from sim.outcome import MEASURES, FloatArray
from sim.plans import Line, Plan, read_line
from sim.progress import Meter
from sim.scenario import Scenario
from sim.seats import RUNGS, Role
from sim.study.arms import How, Slots
from sim.study.choices import usual_line, usual_plan, without
from sim.study.probes import Watch
from sim.world import World

if TYPE_CHECKING:
    from sim.model import CrisisModel

MEASURED = tuple(measure.name for measure in MEASURES if measure.name != "ending" and not measure.conditional)
RISK = 0.01
"""Chance that a turn without any effect counts all the same, whatever the number of choices and measures."""
SMALLEST = 0.005
"""Change of a share, or of a count a run, below which a difference is not called one: half a point in a hundred."""
SCALE = {"growth_pct": 2.0, "target_dead_thousand": 10.0, "challenger_dead_thousand": 10.0, "war_quarters": 10.0}
"""Measures in larger units: their smallest change is so many times larger."""


@dataclass(frozen=True)
class Option:
    """One thing that a seat can do in a quarter: its name, and the seat's plans with it and without it."""

    name: str
    given: str
    other: str


@dataclass(frozen=True, eq=False)
class Moment:
    """A quarter of a game: the state of its one run, and what each seat could do; seats by role."""

    scenario: Scenario
    run: int
    world: World
    options: Mapping[Role, tuple[Option, ...]]

    @property
    def quarter(self) -> int:
        """The quarter that is about to be resolved."""
        return int(self.world.quarter)

    @property
    def rung(self) -> str:
        """Where on the ladder it stands."""
        return RUNGS[int(self.world.rung[0])]

    def plans(self) -> list[tuple[Role, str]]:
        """Return every plan that is needed, once each."""
        found = {(role, text): None for role, held in self.options.items() for o in held for text in (o.given, o.other)}
        return list(found)


@dataclass(frozen=True)
class Decision:
    """What a seat's choices in one turn come to.

    Attributes
    ----------
    scenario, seat, run, quarter, rung : whose turn it was, and where.
    tried : number of choices, each held against as many measures as MEASURED has.
    bar : paired standard errors that a difference has to exceed, in view of that number.
    changes : choices that change a measure, each with the measure, the difference and its paired standard errors.
    placebo : choices that would count if each pair of futures were swapped by the toss of a coin.
    """

    scenario: str
    seat: str
    run: int
    quarter: int
    rung: str
    tried: int
    bar: float
    changes: tuple[tuple[str, str, float, float], ...]
    placebo: int

    @property
    def counts(self) -> bool:
        """Whether any choice changes a measure."""
        return bool(self.changes)


def moments(scenario: Scenario, count: int, seed: int = 1) -> list[Moment]:
    """Return quarters of games of the computer seats, evenly over the scenario's length, each of a game of its own.

    Types are drawn from the scenario's prior, as in games.
    """
    from sim.model import CrisisModel  # it brings Mesa, which takes a second

    when = [int((place + 0.5) * scenario.quarters / count) for place in range(count)]
    model = CrisisModel(scenario, seed=seed, runs=count, namespace="game", types="prior", moves="on")
    try:
        found = []
        for quarter in range(max(when) + 1):
            for run in (number for number, at in enumerate(when) if at == quarter):
                options = {role: tuple(_options(model, role, run)) for role in model.seats}
                found.append(Moment(scenario, run, model.world.part(np.array([run])), options))
            model.step()
        return found
    finally:
        model.close()


def _options(model: CrisisModel, role: Role, run: int) -> Iterator[Option]:
    """Yield what a seat could do in the quarter about to be resolved."""
    agent = model.seats[role]
    offers = choices(agent.observe(), role, agent.seat, run=run, p=model.p)
    usual = usual_plan(model.crisis, agent.seat, role)
    quarter = int(model.world.quarter)
    for offer in offers.moves:
        if offer.legal:
            row = move(offer.id)
            rest = _rest(without(usual, row), usual, quarter)
            yield Option(row.id, _with(f"any: {row.id}", role, quarter, rest), str(rest))
    for situation, rows in offers.answers.items():
        for offer in rows:
            if offer.legal:
                reply = answer(role, situation, offer.id)
                rest = _rest(without(usual, reply), usual, quarter)
                yield Option(f"{situation}={reply.id}", _with(usual_line(reply), role, quarter, rest), str(rest))
    rest = _rest(usual, usual, quarter)
    if offers.card is not None:
        usually = _with(f"any: card {offers.card.usual(role).id}", role, quarter, rest)
        for offer in offers.options:
            if offer.legal and offer.id != offers.card.usual(role).id:
                yield Option(f"card {offer.id}", _with(f"any: card {offer.id}", role, quarter, rest), usually)
    for state in offers.pledges:
        if state.in_force:
            name = state.pledge.name
            yield Option(f"break {name}", _with(f"any: break {name}", role, quarter, rest), str(rest))


def _with(line: str, role: Role, quarter: int, rest: Plan) -> str:
    first = _within(read_line(line, role), quarter, quarter + 1)
    return "\n".join([str(first), *map(str, rest.lines)])


def _rest(now: Plan, later: Plan, quarter: int) -> Plan:
    """Return one plan for this quarter and another for what follows."""
    lines = [_within(line, quarter, quarter + 1) for line in now.lines if line.due(quarter)]
    after = [_within(line, quarter + 1) for line in later.lines if line.until is None or line.until > quarter + 1]
    return replace(later, lines=(*lines, *after))


def _within(line: Line, first: int, until: int | None = None) -> Line:
    """Return a line that stands from one quarter, and until another, at most."""
    ends = [end for end in (line.until, until) if end is not None]
    return replace(line, first=max(line.first, first), until=min(ends) if ends else None)


# ---------------------------------------------------------------- going on from a moment


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
    scenarios: Sequence[Scenario], *, turns: int = 8, futures: int = 200, seed: int = 1, **how: Unpack[How]
) -> list[Decision]:
    """Return what the choices of every seat come to in sampled turns of every scenario.

    Parameters
    ----------
    turns : sampled quarters of each scenario; every seat has a turn in each.
    futures : pairs of futures of each choice.
    how : as for `sim.study.arms.run_arms`.

    Raises
    ------
    RunError, Cancelled
        If runs failed, or the work was stopped.
    """
    sampled = [moment for scenario in scenarios for moment in moments(scenario, turns, seed)]
    found: list[Decision] = []
    meter = Meter(len(sampled) * futures, "", how.get("progress"), how.get("cancel"))

    def take(batch: Batch) -> None:
        moment = sampled[batch.cell]
        if batch.outcomes is None:
            reason = batch.failure.error if batch.failure else ""
            message = _("Runs of {scenario} failed: {error}")
            raise RunError(message.format(scenario=shown(moment.scenario.name, 200), error=reason))
        found.extend(judged(moment, batch.outcomes, futures))
        meter.label = moment.scenario.name
        meter.advance(futures)

    try:
        with lane(how.get("workers", 1), how.get("executor")) as opened:
            opened.carry_out((_fork(moment, n, futures, seed) for n, moment in enumerate(sampled)), take, meter)
    except KeyboardInterrupt:
        raise Cancelled(_("The run was stopped.")) from None
    order = {(scenario.name, seat): n for n, scenario in enumerate(scenarios) for seat in scenario.seats}
    return sorted(found, key=lambda each: (order[each.scenario, each.seat], each.quarter, each.seat))


def _fork(moment: Moment, number: int, futures: int, seed: int) -> Fork:
    left = moment.scenario.quarters - moment.quarter
    case = prepare(moment.scenario, seed=seed, quarters=left, types="prior", moves="on")
    plans = tuple(moment.plans())
    return Fork(case, 0, futures, watch=Watch.of(MEASURED), cell=number, plans=plans, world=moment.world)


def judged(moment: Moment, outcomes: Mapping[str, FloatArray], futures: int) -> list[Decision]:
    """Return what the choices of each seat come to, from the outcomes of all plans, slot after slot."""
    slots = {plan: number for number, plan in enumerate(moment.plans())}
    table = np.array([outcomes[name] for name in MEASURED]).reshape(len(MEASURED), len(slots), futures)
    coins = np.random.default_rng(moment.quarter).choice((-1.0, 1.0), futures)
    found = []
    for role, options in moment.options.items():
        pairs = [(slots[role, option.given], slots[role, option.other]) for option in options]
        gaps = np.array([table[:, one] - table[:, other] for one, other in pairs])
        bar = float(ndtri(1.0 - RISK / (2.0 * max(gaps.shape[0] * len(MEASURED), 1))))
        changes, placebo = beyond(gaps, bar), beyond(gaps * coins, bar)
        found.append(
            Decision(
                moment.scenario.name,
                moment.scenario.seat_of(role),
                moment.run,
                moment.quarter,
                moment.rung,
                len(options),
                bar,
                tuple((options[n].name, *rest) for n, *rest in changes),  # type: ignore[arg-type]
                len(placebo),
            )
        )
    return found


def beyond(gaps: FloatArray, bar: float) -> list[tuple[int, str, float, float]]:
    """Return the choices that change a measure: place, the measure that changes most, its difference and errors.

    Parameters
    ----------
    gaps : differences, shape (choices, measures, futures).
    bar : paired standard errors that a difference has to exceed; it also has to be no smaller than SMALLEST.
    """
    if not gaps.size:
        return []
    means = gaps.mean(2)
    errors = gaps.std(2, ddof=1) / np.sqrt(gaps.shape[2])
    least = np.array([SMALLEST * SCALE.get(name, 1.0) for name in MEASURED])
    large = np.abs(means) >= least
    times = np.where(large, np.abs(means) / np.maximum(errors, 1e-12), 0.0)
    best = times.argmax(1)
    rows = zip(range(len(gaps)), best, strict=True)
    return [(n, MEASURED[k], float(means[n, k]), float(min(times[n, k], 1e6))) for n, k in rows if times[n, k] > bar]
