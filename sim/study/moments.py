"""Moments: quarters of games of the computer seats, with all that each seat could do in them.

What a seat could do is a move, an answer to what the situation asks, an option of the card on the table, or breaking a
pledge. Each comes with two plans of the seat: one with it and one without, which differ in that one quarter alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.choices import Choices, choices
from sim.moves import Answer, Move, answer, move
from sim.plans import Line, Plan, read_line
from sim.scenario import Scenario
from sim.seats import RUNGS, Role
from sim.study.choices import usual_line, usual_plan, without
from sim.world import World

if TYPE_CHECKING:
    from sim.model import CrisisModel


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
    offered = choices(agent.observe(), role, agent.seat, run=run, p=model.p)
    usual = usual_plan(model.crisis, agent.seat, role)
    yield from _orders(offered, usual)
    yield from _card(offered, usual)
    rest = rest_of(usual, usual, offered.quarter)
    for state in offered.pledges:
        if state.in_force:
            name = f"break {state.pledge.name}"
            yield Option(name, _with(f"any: {name}", offered, rest), str(rest))


def _orders(offered: Choices, usual: Plan) -> Iterator[Option]:
    """Yield the moves and answers that are legal; the other plan leaves them out, if it would order them."""
    rows: list[tuple[str, Move | Answer]] = [(offer.id, move(offer.id)) for offer in offered.moves if offer.legal]
    asked = [(situation, offer) for situation, held in offered.answers.items() for offer in held if offer.legal]
    rows += [(f"{name}={offer.id}", answer(offered.role, name, offer.id)) for name, offer in asked]
    for name, row in rows:
        rest = rest_of(without(usual, row), usual, offered.quarter)
        yield Option(name, _with(usual_line(row), offered, rest), str(rest))


def _card(offered: Choices, usual: Plan) -> Iterator[Option]:
    """Yield the options of the card on the table, each against the usual one."""
    if offered.card is None:
        return
    rest = rest_of(usual, usual, offered.quarter)
    usually = offered.card.usual(offered.role).id
    other = _with(f"any: card {usually}", offered, rest)
    for offer in offered.options:
        if offer.legal and offer.id != usually:
            yield Option(f"card {offer.id}", _with(f"any: card {offer.id}", offered, rest), other)


def _with(line: str, offered: Choices, rest: Plan) -> str:
    first = _within(read_line(line, offered.role), offered.quarter, offered.quarter + 1)
    return "\n".join([str(first), *map(str, rest.lines)])


def rest_of(now: Plan, later: Plan, quarter: int) -> Plan:
    """Return one plan for a quarter and another for what follows."""
    lines = [_within(line, quarter, quarter + 1) for line in now.lines if line.due(quarter)]
    after = [_within(line, quarter + 1) for line in later.lines if line.until is None or line.until > quarter + 1]
    return replace(later, lines=(*lines, *after))


def _within(line: Line, first: int, until: int | None = None) -> Line:
    """Return a line that stands from one quarter, and until another, at most."""
    ends = [end for end in (line.until, until) if end is not None]
    return replace(line, first=max(line.first, first), until=min(ends) if ends else None)
