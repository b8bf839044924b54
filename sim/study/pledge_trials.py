"""Pledges held against their price: what each binds, what breaking it costs now and opens, and what comes of it.

A pledge is kept, broken in the first quarter and never renewed, or broken and what that opens is used again and again,
all on the same luck and with moves on. What else the target orders stays its usual plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Unpack

import numpy as np

from sim.choices import breaking_price
from sim.errors import InputError
from sim.language import _
from sim.moves import Answer, Move, answers, of_seat
from sim.outcome import ENDINGS, FloatArray
from sim.parameters import Values
from sim.plans import plan_of
from sim.pledges import PLEDGES, Pledge
from sim.policy import policies
from sim.scenario import Scenario
from sim.seats import Role
from sim.setting import setting
from sim.study.arms import Arm, Ground, How, run_arms
from sim.study.choices import Effect, effect, usual_line, usual_plan

MEASURES = (
    "war",
    "crises",
    "concessions",
    "autonomy",
    "growth_pct",
    "legitimacy",
    "target_dead_thousand",
    "challenger_dead_thousand",
    "patron_a_abandoned",
    "patron_b_abandoned",
)
"""The main measures, beside the endings."""
PROBES = ("ending", *MEASURES)
PRICED = ("breach", "trust", "legitimacy")
"""Rows of the state that breaking a pledge changes at once: feared alignment, trust, standing at home."""


@dataclass(frozen=True)
class Price:
    """What breaking a pledge changes at once, and for how long it cannot be given again.

    Attributes
    ----------
    fear, trust, standing : change of feared alignment, of the challenger's trust, and of standing at home.
    quarters : until the pledge can be given again.
    """

    fear: float
    trust: float
    standing: float
    quarters: int


@dataclass(frozen=True)
class Outcome:
    """What became of the runs of an arm: shares of endings and means of the main measures."""

    endings: Mapping[str, float]
    measures: Mapping[str, float]


@dataclass(frozen=True)
class Broken:
    """The runs in which a pledge is broken, and how they differ from those in which it is kept.

    Attributes
    ----------
    outcome : what became of them.
    endings, measures : differences to the runs in which it is kept, with their paired standard errors.
    """

    outcome: Outcome
    endings: Mapping[str, Effect]
    measures: Mapping[str, Effect]


@dataclass(frozen=True)
class PledgeTrial:
    """One pledge of a scenario.

    Attributes
    ----------
    pledge : its name, and what it binds and opens in words.
    choices : the moves and answers of the target that it forbids, by their names in orders.
    in_force : whether it is in force at the opening; if not, nothing was run of it.
    price : its price at the opening; `before` and `after` the pledges became guiding rules, and whether they have.
    kept, broken : what becomes of it kept, and broken; None where it is not in force.
    used : what becomes of it broken and used, by the move or answer that uses it.
    """

    pledge: Pledge
    choices: tuple[str, ...]
    in_force: bool
    guiding: bool
    before: Price
    after: Price
    kept: Outcome | None = None
    broken: Broken | None = None
    used: Mapping[str, Broken] = field(default_factory=dict)

    @property
    def price(self) -> Price:
        """The price at the scenario's opening."""
        return self.after if self.guiding else self.before


def pledge_trials(
    scenario: Scenario,
    *,
    doctrines: Mapping[str, str] | None = None,
    runs: int = 2000,
    seed: int = 1,
    **how: Unpack[How],
) -> list[PledgeTrial]:
    """Return every pledge with its price, and what keeping, breaking and using it comes to on the same luck.

    Parameters
    ----------
    doctrines : policy by seat; the scenario's defaults for the others.
    runs : pairs of futures.
    how : as for `sim.study.arms.run_arms`.

    Raises
    ------
    InputError
        If a seat or a doctrine is unknown, or a number not allowed.
    RunError, Cancelled
        If runs failed, or the work was stopped.
    """
    held = dict(doctrines or {})
    policies(scenario, held)
    ground = Ground(scenario.name, tuple(held.items()))
    plans = _plans(scenario, held)
    arms = {name: Arm(ground, Role.TARGET, lines) for name, lines in plans.items()}
    found: dict[Arm, dict[str, FloatArray]] = {}
    if arms:
        wanted = dict.fromkeys(arms.values(), PROBES)
        found = run_arms(wanted, runs, load=lambda _name: scenario, seed=seed, **how)
    runs_of = {name: found[arm] for name, arm in arms.items()}
    return [_trial(scenario, pledge, runs_of) for pledge in PLEDGES]


def opened_by(scenario: Scenario, pledge: Pledge) -> list[Move | Answer]:
    """Return the moves and answers of a scenario's target that a pledge forbids while it is in force."""
    moves = of_seat(Role.TARGET, scenario.seat_of(Role.TARGET))
    rows: list[Move | Answer] = [
        *moves,
        *(row for (role, _asks), held in answers().items() if role is Role.TARGET for row in held),
    ]
    return [row for row in rows if row.breaks == pledge.name]


def label(row: Move | Answer) -> str:
    """Return the name of a move, or of an answer with what asks for it, as orders have it."""
    return row.id if isinstance(row, Move) else f"{row.situation}={row.id}"


def price(scenario: Scenario, pledge: Pledge, *, guiding: bool) -> Price:
    """Return the price of breaking a pledge under a scenario's parameters."""
    p = Values({name: row.value for name, row in scenario.parameters.items()})
    fear, trust, standing = (breaking_price(pledge, guiding, p)[row] for row in PRICED)
    return Price(fear, trust, standing, round(float(np.mean(p.breach_quarters))))


def chosen(trials: Iterable[PledgeTrial], name: str | None) -> list[PledgeTrial]:
    """Return the trial of one pledge, or all."""
    return [trial for trial in trials if name in (None, trial.pledge.name)]


def _plans(scenario: Scenario, doctrines: Mapping[str, str]) -> dict[str, str]:
    """Return the target's plans by name: one that keeps each pledge, one that breaks it, and one for each use of it."""
    seat = scenario.seat_of(Role.TARGET)
    usual = str(usual_plan(scenario, seat, Role.TARGET, dict(doctrines)))
    plans: dict[str, str] = {}
    for pledge in PLEDGES:
        if pledge.name not in scenario.opening.quarrel.pledges:
            continue
        broken = f"any: break {pledge.name}"
        lines = {"kept": f"any: keep {pledge.name}", "broken": broken}
        lines |= {label(row): f"{broken}\n{_used(row, pledge)}" for row in opened_by(scenario, pledge)}
        plans |= {
            f"{pledge.name} {name}": str(plan_of(f"{text}\n{usual}", Role.TARGET)) for name, text in lines.items()
        }
    return plans


def _used(row: Move | Answer, pledge: Pledge) -> str:
    return usual_line(row).removesuffix(f"; break {pledge.name}")


def _trial(scenario: Scenario, pledge: Pledge, found: Mapping[str, dict[str, FloatArray]]) -> PledgeTrial:
    kept = found.get(f"{pledge.name} kept")
    rows = opened_by(scenario, pledge)
    return PledgeTrial(
        pledge,
        tuple(label(row) for row in rows),
        kept is not None,
        setting(scenario).guiding_in(0),
        price(scenario, pledge, guiding=False),
        price(scenario, pledge, guiding=True),
        None if kept is None else outcome(kept),
        None if kept is None else broken(found[f"{pledge.name} broken"], kept),
        {} if kept is None else {label(row): broken(found[f"{pledge.name} {label(row)}"], kept) for row in rows},
    )


def outcome(found: Mapping[str, FloatArray]) -> Outcome:
    """Return shares of endings and means of the main measures; a measure that no run has is NaN."""
    endings = {name: float(share.mean()) for name, share in _endings(found).items()}
    return Outcome(endings, {name: float(np.nanmean(found[name])) for name in MEASURES})


def broken(found: Mapping[str, FloatArray], kept: Mapping[str, FloatArray]) -> Broken:
    """Return what became of runs, and how they differ from those in which the pledge is kept."""
    here, there = _endings(found), _endings(kept)
    return Broken(
        outcome(found),
        {name: effect(here[name], there[name]) for name in ENDINGS},
        {name: effect(found[name], kept[name]) for name in MEASURES},
    )


def _endings(found: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    return {name: (found["ending"] == code).astype(float) for code, name in enumerate(ENDINGS)}


def refuse_without_pledges(scenario: Scenario) -> None:
    """Refuse a scenario in which no pledge is in force.

    Raises
    ------
    InputError
        If there is none.
    """
    if not scenario.opening.quarrel.pledges:
        message = _("In {name} no pledge is in force: there is none to break.")
        raise InputError(message.format(name=scenario.name), field="scenario", got=scenario.name)
