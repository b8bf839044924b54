"""The crisis model: four seats as Mesa agents, one world, one quarter a step.

A quarter is two passes: all seats decide from what they observe, then the world resolves the phases of QUARTER in
order. That tuple is the only place where order is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import mesa
import numpy as np

from sim.acts import Acts
from sim.agenda import opened
from sim.agents import SeatAgent
from sim.doctrines import doctrine
from sim.errors import InputError, UnknownName, WrongType
from sim.language import _
from sim.ledger import Ledger
from sim.mends import DEFAULT, chosen
from sim.opening import TYPES, drawn_types, open_world
from sim.orders import Order
from sim.outcome import outcomes
from sim.parameters import Values
from sim.plans import plans_of
from sim.policy import policies
from sim.postures import Orders
from sim.randomness import Draws, FloatArray
from sim.recorder import Recorder
from sim.rules import (
    actions,
    army,
    bargaining,
    economy,
    events,
    expedition,
    fighting,
    ladder,
    partnerships,
    patronage,
    perception,
    pledge_price,
    signals,
    weariness,
)
from sim.rules.adjusting import sizes
from sim.rules.pledge_price import ordered
from sim.rules.turn import Turn
from sim.scenario import Scenario
from sim.seats import Role
from sim.setting import setting
from sim.theories import checked, coded
from sim.world import World

QUARTER = (
    ("actions", actions.resolve),
    ("events", events.resolve),
    ("pledges", pledge_price.resolve),
    ("partnerships", partnerships.resolve),
    ("perception", perception.resolve),
    ("ladder", ladder.resolve),
    ("inference", signals.from_acts),
    ("fighting", fighting.resolve),
    ("weariness", weariness.resolve),
    ("patronage", patronage.resolve),
    ("bargaining", bargaining.resolve),
    ("expedition", expedition.resolve),
    ("army", army.resolve),
    ("economy", economy.resolve),
    ("signals", signals.resolve),
    ("preparation", actions.prepare),
)
"""The phases of a quarter, in the order in which they are resolved."""


class CrisisModel(mesa.Model):
    """A crisis of one scenario, for one run or a batch of runs that step together.

    Parameters
    ----------
    scenario : what the world opens with.
    doctrines : doctrine or schedule of doctrines by seat; the scenario's defaults for the others.
    parameters : parameter values by name, numbers or arrays of shape (runs,).
    opening : opening values by name (`sim.setting.opening_names`), likewise.
    seed : whole number; with `namespace` and the run's number it fixes all chance.
    runs, first : how many runs and the number of the first, or an explicit sequence of run numbers.
    types : "doctrine" (the central value of each seat's doctrine) or "prior" (one draw a run).
    mends : which mends the rules use (`sim.mends.chosen`): "default", "none", "all", or names.
    theories : coding by question (`sim.theories`); the usual coding for the others.
    moves : "on" lets seats make moves, give answers and take up cards, by the plans of their doctrines; or "off".
    plans : lines of a plan by seat (`sim.plans`), instead of its doctrine's own.
    collect : whether to keep a Mesa DataCollector, for those who know Mesa; slow, for single runs.
    record : for how many of the runs the fast recorder notes trajectories.
    why : whether the ledger notes each quarter, so that every change can be accounted for (`sim.ledger`).
    world : continue from this state instead of the opening.

    Raises
    ------
    UnknownName, WrongType, OutOfRange, InputError
        If a seat, doctrine, parameter, opening value or option is unknown, or a value not allowed.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        doctrines: Mapping[str, str] | None = None,
        parameters: Mapping[str, object] | None = None,
        opening: Mapping[str, object] | None = None,
        seed: int = 1,
        runs: int | Sequence[int] = 1,
        first: int = 0,
        namespace: str = "study",
        types: str = "doctrine",
        mends: str | Iterable[str] = DEFAULT,
        theories: Mapping[str, str] | None = None,
        moves: str = "off",
        plans: Mapping[str, str] | None = None,
        collect: bool = False,
        record: int = 0,
        why: bool = False,
        world: World | None = None,
    ) -> None:
        self.draws = Draws(seed, runs, first=first, namespace=namespace)
        super().__init__(rng=self.draws.seed)
        if types not in TYPES:
            raise UnknownName("source of types", types, TYPES)
        self.crisis = scenario  # Mesa 3.5 keeps a `scenario` of its own
        self.policies = policies(scenario, doctrines)
        self.mends, self.theories = chosen(mends), checked(theories)
        coding = coded(theories)
        held = {name: row.value for name, row in scenario.parameters.items()}
        self.p = Values({**held, **coding.parameters, **(parameters or {})})
        self.opening: dict[str, object] = {**coding.opened(scenario), **(opening or {})}
        _check_lengths({**self.p, **self.opening}, self.draws.runs.size)
        self.setting = setting(scenario, self.opening, (*self.mends, *coding.switches))
        self.types, self.moves = types, moves
        self.plans = plans_of(scenario, plans, self.policies, moves)
        self.acts: Acts | None = None
        self.given: Mapping[str, Order] = {}
        self.seats = {
            role: SeatAgent(self, seat, role, self.policies[seat], self.plans.get(seat))
            for role, seat in scenario.by_role().items()
        }
        self.world = world.fork() if world is not None else self._opened()
        self.turn: Turn | None = None
        self.recorder = Recorder(record, self.setting.quarters) if record else None
        if self.recorder:
            self.recorder.note(self.world, None)
        self.ledger = Ledger(QUARTER, self.setting, self.p, self.draws) if why else None
        self.datacollector = self._collector() if collect else None

    @property
    def runs(self) -> int:
        """Number of runs that step together."""
        return self.world.runs

    @property
    def orders(self) -> Orders:
        """The postures decided for the quarter about to be resolved."""
        held = {role: agent.posture for role, agent in self.seats.items()}
        return Orders(*(held[role] for role in Role))  # type: ignore[arg-type]

    def step(self, given: Mapping[str, Order] | None = None) -> None:
        """Let every seat decide, then resolve one quarter.

        Parameters
        ----------
        given : orders of seats that somebody plays; what is not legal or affordable is left out, so check it first
            (`sim.refusals`). The other seats follow their plans.

        Raises
        ------
        UnknownName, WrongType, InputError
            If a seat or a posture is unknown, an order is none, or it asks for more than a posture where moves are off.
        """
        self._check_given(given or {})
        self.given = given or {}
        self.acts = Acts.none(self.runs) if self.moves == "on" else None
        self.agents.do("decide")
        self.resolve(self.orders)
        if self.datacollector is not None:
            self.datacollector.collect(self)

    def resolve(self, orders: Orders) -> Turn:
        """Resolve one quarter under given orders, round the state, and return what was worked out."""
        if self.ledger:
            self.ledger.note(self.world, orders, self.acts)
        turn = Turn(self.world.quarter, self.setting, self.p, orders, self.draws, self.acts)
        for _name, phase in QUARTER:
            phase(self.world, turn)
        self.world.settle()
        self.world.quarter += 1
        self.turn = turn
        if self.recorder:
            self.recorder.note(self.world, turn)
        return turn

    def run(self, quarters: int | None = None) -> dict[str, FloatArray]:
        """Step to the scenario's horizon, or for `quarters` quarters, and return the outcome measures."""
        left = self.setting.quarters - self.world.quarter if quarters is None else quarters
        for _quarter in range(left):
            self.step()
        return self.outcomes()

    def outcomes(self) -> dict[str, FloatArray]:
        """Return every outcome measure as it stands now, each of shape (runs,)."""
        return outcomes(self.world, self.p)

    def fork(self) -> CrisisModel:
        """Return an independent model that continues from here under the same chance."""
        return CrisisModel(
            self.crisis,
            doctrines={agent.seat: str(agent.policy) for agent in self.seats.values()},
            parameters=dict(self.p),
            opening=self.opening,
            seed=self.draws.seed,
            runs=self.draws.runs.tolist(),
            namespace=self.draws.namespace,
            types=self.types,
            mends=self.mends,
            theories=self.theories,
            moves=self.moves,
            plans={seat: str(plan) for seat, plan in self.plans.items()},
            world=self.world,
        )

    def close(self) -> None:
        """Free the model: Mesa 3.3 keeps every model alive in a class attribute of its agents."""
        held = getattr(mesa.Agent, "_ids", None)
        if held is not None:
            held.pop(self, None)

    def _opened(self) -> World:
        """Return the world at the opening, with its types."""
        world = open_world(self.setting, self.orders, self.p, self.draws.runs.size)
        doctrines = {role: agent.policy.at(0) for role, agent in self.seats.items()}
        greed, resolve = drawn_types(self.crisis, doctrines, self.draws, self.types)
        world.greed = greed
        world.resolve[0], world.resolve[1] = resolve
        if self.moves == "on":
            self._open_agenda(world)
        world.settle()
        return world

    def _open_agenda(self, world: World) -> None:
        """Give the world an agenda, the scenario's pledges, and the first card."""
        world.agenda = opened(world.runs, sizes())
        world.pledged = ordered(self.setting.pledges)
        turn = Turn(0, self.setting, self.p, self.orders, self.draws, Acts.none(world.runs))
        actions.open_agenda(world, turn, self.types == "doctrine")

    def _check_given(self, given: Mapping[str, Order]) -> None:
        for seat, each in given.items():
            if seat not in self.crisis.seats:
                raise UnknownName(f"seat of {self.crisis.name}", seat, self.crisis.seats)
            if not isinstance(each, Order):
                raise WrongType(f"order of {seat}", each, _("an order, such as sim.orders.order(text, role)"))
            if each.posture:
                doctrine(self.crisis.role_of(seat), each.posture)
            if self.moves != "on" and each != Order(posture=each.posture):
                words = _("{seat} makes no moves here, so that its order can hold a posture alone: moves='on'.")
                raise InputError(words.format(seat=seat), field="given", got=str(each))

    def _collector(self) -> mesa.DataCollector:
        """Return a Mesa DataCollector over the means of some world rows and the seats' doctrines, opening included."""
        collector = mesa.DataCollector(
            model_reporters={"quarter": _quarter, **{name: [_mean, [self, name]] for name in COLLECTED}},
            agent_reporters={"seat": "seat", "doctrine": "doctrine"},
        )
        collector.collect(self)
        return collector


def _check_lengths(values: Mapping[str, object], runs: int) -> None:
    """Refuse values that differ by run, unless there is one a run."""
    for name, value in values.items():
        if isinstance(value, (np.ndarray, list, tuple)) and np.shape(value) != (runs,):
            raise WrongType(name, f"{len(value)} values", f"one number, or one for each of the {runs} runs")


COLLECTED = ("rung", "grievance", "trust", "tie", "land_held", "conceded", "legitimacy", "gdp_path")
"""World rows that the DataCollector reports, as means over the runs."""


def _quarter(model: CrisisModel) -> int:
    return model.world.quarter


def _mean(model: CrisisModel, name: str) -> float:
    return float(np.mean(getattr(model.world, name)))
