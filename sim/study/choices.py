"""Choices: what each move, answer and card is expected to do to a measure, and what it does.

A choice is measured on paired luck with moves on: the plan of a seat with the choice in it, again and again, less the
same plan without. Nothing else differs, so that the mean difference and its standard error are those of the choice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Unpack

import numpy as np

from sim.cards import Card, Expectation
from sim.cards import table as cards
from sim.errors import InputError, UnknownName
from sim.language import _
from sim.moves import Answer, Choice, Expected, Move, answers
from sim.moves import table as moves
from sim.orders import Order
from sim.outcome import ENDINGS, FloatArray
from sim.plans import Plan, plan, plan_of, usual
from sim.policy import policies
from sim.seats import Role
from sim.study.arms import Arm, Ground, How, run_arms
from sim.study.cell_fields import pairs
from sim.study.cells import Load

if TYPE_CHECKING:
    from sim.scenario import Scenario

FIELDS = ("expects", "against")
ERRORS = 3.0
"""Paired standard errors beyond which a difference counts."""
SIDES = {"a": 0, "b": 1, "target": 0, "challenger": 1}
"""Places of a pair as the tables name them."""
NEAR_ENOUGH = 1e-9
"""What is left of a difference by rounding."""


@dataclass(frozen=True)
class Trial:
    """One thing that a row of the tables expects of itself.

    Attributes
    ----------
    kind, id, role : "move", "answer" or "card"; its name (an answer's with its situation); who orders it.
    field : "expects" or "against".
    expected : the scenario, the measure and its direction, and what else is fixed.
    line, instead : the lines that order it, and lines that stand in the other arm at their place ("" for none).
    choice : the move or the answer that is left out of the other arm's plan, wherever it stands there.
    """

    kind: str
    id: str
    role: Role
    field: str
    expected: Expected
    line: str
    instead: str = ""
    choice: Move | Answer | None = None

    def arms(self, load: Load) -> tuple[Arm, Arm]:
        """Return the arm with the choice and the arm without it.

        Raises
        ------
        UnknownName, InputError
            If it names something unknown, or the scenario has no seat that may order it.
        """
        about, scenario = self.expected, load(self.expected.scenario)
        seat = scenario.seat_of(self.role)
        if self.choice is not None and self.choice.seats and seat not in self.choice.seats:
            message = _("{choice} cannot be measured in {scenario}: it is not for {seat}.")
            raise InputError(message.format(choice=self.id, scenario=scenario.name, seat=seat), field=self.field)
        rest = without(usual_plan(scenario, seat, self.role, dict(about.doctrines)), self.choice)
        ground = Ground(about.scenario, pairs("doctrines", dict(about.doctrines)), about.quarters)
        both = [plan_of([*text.splitlines(), *map(str, rest.lines)], self.role) for text in (self.line, self.instead)]
        first, second = (Arm(ground, self.role, str(each)) for each in both)
        return first, second


@dataclass(frozen=True)
class Effect:
    """The mean difference of a measure, its paired standard error, and the pairs in which both arms have it."""

    mean: float
    se: float
    pairs: int

    @property
    def errors(self) -> float:
        """How many standard errors it is from nothing; 0 where nothing differs at all, or nothing is known."""
        if math.isnan(self.mean) or abs(self.mean) < NEAR_ENOUGH:
            return 0.0
        return self.mean / self.se if self.se > 0 else math.copysign(math.inf, self.mean)

    def joined(self, other: Effect) -> Effect:
        """Return the effect over both sets of pairs, which must not overlap."""
        known = [each for each in (self, other) if each.pairs > 1]
        if len(known) < 2:
            return known[0] if known else self
        pairs = self.pairs + other.pairs
        mean = (self.pairs * self.mean + other.pairs * other.mean) / pairs
        squares = sum(
            each.pairs * (each.pairs - 1) * each.se**2 + each.pairs * (each.mean - mean) ** 2 for each in known
        )
        return Effect(mean, math.sqrt(squares / (pairs - 1) / pairs), pairs)

    def holds(self, sign: int, errors: float = ERRORS) -> bool:
        """Whether it goes in a direction by more than so many standard errors."""
        return self.errors * sign > errors


def usual_plan(scenario: Scenario, seat: str, role: Role, doctrines: dict[str, str] | None = None) -> Plan:
    """Return the plan that a seat follows in a scenario if nobody says otherwise: its doctrine's, or the one named."""
    held = policies(scenario, doctrines)[seat].at(0)
    return plan(role, held.plan) if held.plan else usual(role, held.preset)


def without(plan: Plan, choice: Choice | None) -> Plan:
    """Return a plan with one move, or one answer, left out of all its lines."""
    lines = [replace(line, order=_left_out(line.order, choice)) for line in plan.lines]
    return replace(plan, lines=tuple(line for line in lines if line.order != Order()))


def _left_out(order: Order, choice: Choice | None) -> Order:
    if isinstance(choice, Answer):
        kept = (reply for reply in order.answers if (reply.situation, reply.answer) != (choice.situation, choice.id))
        return replace(order, answers=tuple(kept))
    return replace(order, moves=tuple(name for name in order.moves if choice is None or name != choice.id))


# ---------------------------------------------------------------- the tables' expectations


def trials() -> list[Trial]:
    """Return all that the tables of moves, answers and cards expect of their rows, in their published order."""
    rows: list[Move | Answer] = [*moves().values(), *(row for held in answers().values() for row in held)]
    found = [of_choice(row, field) for row in rows for field in FIELDS]
    return found + [of_card(card, field) for card in cards().values() for field in FIELDS]


def of_choice(row: Move | Answer, field: str) -> Trial:
    """Return what a move or an answer expects of itself, or what it makes worse."""
    expected: Expected = getattr(row, field)
    line = expected.line or usual_line(row)
    if isinstance(row, Move):
        return Trial("move", row.id, row.role, field, expected, line, choice=row)
    return Trial("answer", f"{row.situation}={row.id}", row.role, field, expected, line, choice=row)


def usual_line(row: Move | Answer, terms: float = 0.5) -> str:
    """Return the line that orders a move or gives an answer whenever it can; it breaks the pledge that forbids it."""
    breaks = f"; break {row.breaks}" if row.breaks else ""
    if isinstance(row, Move):
        return f"any every {row.again}: {row.id}{breaks}"
    return f"any: answer {row.situation}={row.id}{f' at {terms:g}' if row.terms else ''}{breaks}"


def of_card(card: Card, field: str) -> Trial:
    """Return what a card expects of one of its options against another; a pledge that forbids one is broken in both."""
    about: Expectation = getattr(card, field)
    taken, other = card.option(about.role, about.option), card.option(about.role, about.than)
    broken = sorted({option.breaks for option in (taken, other)} - {""})
    breaks = f"any: break {', '.join(broken)}\n" if broken else ""
    expected = Expected(about.scenario, about.measure, about.sign, quarters=about.quarters)
    line, instead = (f"{breaks}any: card {option.id}" for option in (taken, other))
    return Trial("card", card.id, about.role, field, expected, line, instead)


# ---------------------------------------------------------------- measuring


def probe(measure: str) -> str:
    """Return the probe of a measure as the tables write it: an outcome, or a row with its place, such as support.a."""
    if measure in ENDINGS:
        return "ending"
    name, dot, side = measure.partition(".")
    return f"{name}[{SIDES[side]}]" if dot and side in SIDES else measure


def values(measure: str, found: FloatArray) -> FloatArray:
    """Return a measure of each run from its probe: an ending is 1 where a run ended so."""
    return (found == ENDINGS.index(measure)).astype(float) if measure in ENDINGS else found


def effect(one: FloatArray, other: FloatArray) -> Effect:
    """Return by how much one array exceeds the other, run by run; a run in which either is NaN does not count."""
    gaps = one - other
    known = gaps[~np.isnan(gaps)]
    if known.size < 2:
        return Effect(math.nan, math.nan, int(known.size))
    return Effect(float(known.mean()), float(known.std(ddof=1)) / math.sqrt(known.size), int(known.size))


def measure_all(
    asked: Sequence[Trial], *, load: Load, runs: int = 1000, seed: int = 1, first: int = 0, **how: Unpack[How]
) -> list[Effect]:
    """Return the effect of each trial, all of them in one go; arms that several trials share are run once.

    Parameters
    ----------
    load : returns a scenario by name.
    runs, first : pairs of runs of each, and the number of the first.
    how : as for `sim.study.arms.run_arms`.

    Raises
    ------
    UnknownName, InputError
        If a trial names something unknown, or that cannot be.
    RunError, Cancelled
        If runs failed, or the work was stopped.
    """
    arms = [trial.arms(load) for trial in asked]
    wanted: dict[Arm, set[str]] = {}
    for trial, both in zip(asked, arms, strict=True):
        for arm in both:
            wanted.setdefault(arm, set()).add(probe(trial.expected.measure))
    found = run_arms(wanted, runs, load=load, seed=seed, first=first, **how)
    names = [trial.expected.measure for trial in asked]
    return [
        effect(*(values(name, found[arm][probe(name)]) for arm in both)) for name, both in zip(names, arms, strict=True)
    ]


def settled(
    asked: Sequence[Trial], *, load: Load, rounds: Sequence[int], seed: int = 1, **how: Unpack[How]
) -> list[Effect]:
    """Return the effect of each trial, on as many pairs as it takes: those that hold after a round are not run on.

    Parameters
    ----------
    rounds : how many pairs each round adds.
    """
    found = [Effect(math.nan, math.nan, 0) for _trial in asked]
    left, first = list(range(len(asked))), 0
    for runs in rounds:
        more = measure_all([asked[n] for n in left], load=load, runs=runs, seed=seed, first=first, **how)
        for n, each in zip(left, more, strict=True):
            found[n] = found[n].joined(each)
        left = [n for n in left if not found[n].holds(asked[n].expected.sign)]
        first += runs
        if not left:
            break
    return found


def measure(
    expected: Expected, row: Move | Answer, *, load: Load, runs: int = 1000, seed: int = 1, **how: Unpack[How]
) -> Effect:
    """Return what a move or an answer does to a measure; otherwise as `measure_all`."""
    line = expected.line or usual_line(row)
    trial = Trial("move" if isinstance(row, Move) else "answer", row.id, row.role, "", expected, line, choice=row)
    return measure_all([trial], load=load, runs=runs, seed=seed, **how)[0]


def chosen(names: Iterable[str]) -> list[Trial]:
    """Return the trials of the rows of some names: moves, cards, `answer` or `situation=answer`; all if none is named.

    Raises
    ------
    UnknownName
        If there is no such row.
    """
    wanted, every = list(names), trials()
    known = {trial.id for trial in every}
    for name in wanted:
        if name not in known:
            raise UnknownName(_("move, answer or card"), name, sorted(known))
    return [trial for trial in every if not wanted or trial.id in wanted]
