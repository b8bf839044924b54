"""Candidates: the orders that a planner considers in a turn, each legal for its seat as things stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from sim.acts import SEATS, Acts
from sim.agenda import INCOME, MOST_CAPITAL
from sim.choices import Choices, choices
from sim.doctrines import doctrine
from sim.errors import IllegalOrder
from sim.game.acted import acted
from sim.game.blocks import followed
from sim.game.outlook import Outlook
from sim.moves import Answer, move
from sim.observation import Observation, observe
from sim.orders import STATEMENTS, Order, Reply
from sim.refusals import check
from sim.seats import Role
from sim.study.pledge_trials import opened_by
from sim.world import World

TERMS = (0.3, 0.5, 0.7)
"""Terms that are tried where an answer names some."""
Change = Callable[[Order], Order]


@dataclass(frozen=True)
class Idea:
    """One change of an order: what it is in the notation of orders, and how it is made."""

    text: str
    change: Change


@dataclass(frozen=True)
class Table:
    """What a seat can order in a turn.

    Parameters
    ----------
    outlook : what the seat knows.
    quarters : how many quarters the turn covers, so that capital which comes in meanwhile counts (`sim.sitting`).
    world : one world drawn from its belief, in which all that it sees is as it sees it.
    """

    outlook: Outlook
    quarters: int
    world: World

    @cached_property
    def choices(self) -> Choices:
        """What it can do, with the capital of the whole turn."""
        return choices(self._rich, self.outlook.role, self.outlook.seat)

    def legal(self, order: Order) -> bool:
        """Whether an order is legal, as a sitting would have it."""
        outlook = self.outlook
        try:
            check(order, self._rich, outlook.role, outlook.seat, held=outlook.held, scenario=outlook.scenario)
        except IllegalOrder:
            return False
        return True

    def planned(self) -> Order:
        """Return what the plan of its posture would order in this turn, as far as that is legal now."""
        outlook, world = self.outlook, self.world.fork()
        held = doctrine(outlook.role, outlook.held)
        plan, capital = followed(outlook.role, held), world.agenda.capital[SEATS[outlook.role]]
        found = Order()
        for later in range(self.quarters):
            acts = Acts.none(1)
            plan.decide(outlook.role, outlook.seat, self._seen(world), acts)
            said = acted(acts, outlook.role, int(world.agenda.card[0]) if later == 0 else -1)
            found = self._added(found, said if later == 0 else Order(moves=said.moves))
            for name in said.moves:
                world.agenda.ordered_in[move(name).number] = world.quarter
                capital -= move(name).cost
            world.quarter += 1
            capital[:] = np.minimum(capital + INCOME, MOST_CAPITAL)
        return found

    def ideas(self, level: int, planned: Order) -> list[Idea]:
        """Return the changes of its planned order that a planner of a level considers."""
        found = [*self._moves(), *self._answers()]
        if level > 1:
            found += [*self._postures(), *self._options(), *self.statements()]
        if level > 2:
            found += [*self._dropped(planned), *self._breaks()]
        return found

    # ------------------------------------------------------------------------------------------------------- inside

    @cached_property
    def _rich(self) -> Observation:
        """What it observes, with the capital that comes in during the turn."""
        world = self.world.fork()
        world.agenda.capital = world.agenda.capital + INCOME * (self.quarters - 1)
        return self._seen(world)

    def _seen(self, world: World) -> Observation:
        model = self.outlook.belief.particles.model
        return observe(world, self.outlook.role, model.setting, model.p)

    def _added(self, order: Order, more: Order) -> Order:
        """Return an order with the clauses of another, each as far as it is legal."""
        for name in more.moves:
            order = self._if_legal(order, replace(order, moves=(*order.moves, name)))
        for reply in more.answers:
            order = self._if_legal(order, replace(order, answers=(*order.answers, reply)))
        for field in ("keeps", "breaks", "card", "says"):
            if getattr(more, field):
                order = self._if_legal(order, replace(order, **{field: getattr(more, field)}))
        return order

    def _if_legal(self, order: Order, wanted: Order) -> Order:
        return wanted if self.legal(wanted) else order

    def _moves(self) -> Iterator[Idea]:
        for offer in self.choices.moves:
            if offer.legal:
                yield Idea(offer.id, _with_move(offer.id))

    def _answers(self) -> Iterator[Idea]:
        for situation, offers in self.choices.answers.items():
            for offer in offers:
                if offer.legal and isinstance(offer.choice, Answer):
                    for terms in TERMS if offer.choice.terms else (None,):
                        reply = Reply(situation, offer.id, terms)
                        yield Idea(f"answer {reply}", _with_answer(reply))

    def _postures(self) -> Iterator[Idea]:
        if not self.choices.posture_hindrance:
            for name in self.choices.postures:
                if doctrine(self.outlook.role, name).suits(self.outlook.scenario) and name != self.outlook.held:
                    yield Idea(f"posture {name}", _with(posture=name))

    def _options(self) -> Iterator[Idea]:
        card = self.choices.card
        usual = card.usual(self.outlook.role).id if card else ""
        for offer in self.choices.options:
            if offer.legal and offer.id != usual:
                yield Idea(f"card {offer.id}", _with(card=offer.id))

    def statements(self) -> Iterator[Idea]:
        """Yield what the seat could say in public."""
        if self.outlook.role is not Role.TARGET:  # it has no hidden type, so that what it says moves nobody
            for says in STATEMENTS:
                yield Idea(f"say {says}", _with(says=says))

    def _dropped(self, planned: Order) -> Iterator[Idea]:
        for name in planned.moves:
            yield Idea(f"without {name}", _without(name))

    def _breaks(self) -> Iterator[Idea]:
        for state in self.choices.pledges:
            if state.in_force:
                name = state.pledge.name
                yield Idea(f"break {name}", _with(breaks=(name,)))
                for row in opened_by(self.outlook.scenario, state.pledge):
                    if not isinstance(row, Answer):
                        yield Idea(f"{row.id}; break {name}", _both(_with(breaks=(name,)), _with_move(row.id)))


def made(table: Table, base: Order, ideas: list[Idea]) -> Order | None:
    """Return an order with some changes made to it; None if that is not legal, or changes nothing."""
    order = base
    for idea in ideas:
        order = idea.change(order)
    return order if order != base and table.legal(order) else None


def single(table: Table, base: Order, idea: Idea) -> Order | None:
    """Return the order with one change; where that is not legal beside the planned moves, the change without them."""
    return made(table, base, [idea]) or made(table, replace(base, moves=()), [idea])


def joint(ideas: list[Idea], most: int) -> Iterator[list[Idea]]:
    """Yield the pairs of ideas, then their combinations of three and so on, the best first if the ideas are."""
    for size in range(2, most + 1):
        yield from map(list, combinations(ideas, size))


def _with(**clauses: object) -> Change:
    return lambda order: replace(order, **clauses)  # type: ignore[arg-type]


def _with_move(name: str) -> Change:
    return lambda order: order if name in order.moves else replace(order, moves=(*order.moves, name))


def _without(name: str) -> Change:
    return lambda order: replace(order, moves=tuple(each for each in order.moves if each != name))


def _with_answer(reply: Reply) -> Change:
    def change(order: Order) -> Order:
        kept = tuple(each for each in order.answers if each.situation != reply.situation)
        return replace(order, answers=(*kept, reply))

    return change


def _both(first: Change, second: Change) -> Change:
    return lambda order: second(first(order))
