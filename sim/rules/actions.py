"""Actions: what seats order is paid for and takes effect, before anything else happens in the quarter.

Rows of the state change once, when an effect begins. Levers, parameters and opening values change for as long as it is
in force: the turn is given altered copies, one value a run, so that every rule reads them as it reads the usual ones.
Without moves nothing here runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.acts import SEATS, UNSAID, Acts, CodeArray
from sim.agenda import INCOME, MOST_CAPITAL, POSTURE_PRICE, Agenda
from sim.effects import Effect
from sim.legality import allowed, rested
from sim.moves import Answer, Move, answers
from sim.moves import table as moves
from sim.parameters import Values
from sim.rules import dealt, deck, perception, signals
from sim.rules.adjusting import EVERYWHERE, Index, Where, adjusted, scaled, standing_paths
from sim.rules.choice import BoolArray, FloatArray, Value, bounded, share
from sim.rules.turn import Turn, patrons
from sim.world import World


@dataclass(frozen=True)
class InForce:
    """Effects of one move or answer in force in some runs: the places of those, and of where they begin."""

    effects: tuple[Effect, ...]
    where: Index
    begins: Index


def chance(row: Move, world: World, p: Values) -> FloatArray:
    """Return the chance that a move which may be refused comes about, shape (runs,), 0-1.

    A partner grants what its support for the target carries, and a little more, as it does with partnership
    (`offer_slack`), and nothing once it is gone; a grouping acts as far as it holds together.
    """
    if row.chance == "cohesion":
        return world.agenda.cohesion.copy()
    partner = ("support-a", "support-b").index(row.chance)
    granted: FloatArray = share(p.offer_slack + world.support[partner]) * (1.0 - world.gone[partner])
    return granted


def strike_out(world: World, turn: Turn, acts: Acts) -> None:
    """Strike out of the acts what is not legal or cannot be paid for: it is left undone and costs nothing.

    Whoever gives orders by hand is told before (`sim.refusals`); a plan orders what is legal. A new posture is paid for
    first, then moves, answers and the card.
    """
    agenda, facts = world.agenda, turn.setting.facts_in(turn.quarter)
    left = agenda.capital - POSTURE_PRICE * acts.shifts
    anywhere: BoolArray = np.asarray(acts.moves.any(1))
    for row in moves().values():
        if anywhere[row.number]:
            chosen = acts.moves[row.number]
            mine = left[SEATS[row.role]]
            chosen &= allowed(row, world, facts, acts.pledges) & rested(
                row, agenda.ordered_in[row.number], turn.quarter
            )
            chosen &= mine >= row.cost
            mine -= row.cost * chosen
    for (role, situation), rows in answers().items():
        given, mine = acts.given(role, situation), left[SEATS[role]]
        if given is None:
            continue
        for answer in rows:
            asked = given == answer.code
            may = asked & allowed(answer, world, facts, acts.pledges) & (mine >= answer.cost)
            given[asked & ~may] = UNSAID
            mine -= answer.cost * may
    dealt.strike_out(world, acts, left)


def take_orders(world: World, turn: Turn, acts: Acts) -> None:
    """Charge what was ordered, note when, and who was refused."""
    agenda = world.agenda
    anywhere: BoolArray = np.asarray(acts.moves.any(1))
    for row in moves().values():
        if not anywhere[row.number]:
            continue
        chosen = acts.moves[row.number]
        agenda.capital[SEATS[row.role]] -= row.cost * chosen
        agenda.ordered_in[row.number] = np.where(chosen, turn.quarter, agenda.ordered_in[row.number])
        if row.chance:
            refused = turn.luck(f"actions/accept/{row.id}") >= chance(row, world, turn.p)
            agenda.refused[row.number] = np.where(chosen, refused, agenda.refused[row.number])
    for (role, situation), rows in answers().items():
        given = acts.given(role, situation)
        if given is not None:
            for answer in rows:
                agenda.capital[SEATS[role]] -= answer.cost * (given == answer.code)
    agenda.capital -= POSTURE_PRICE * acts.shifts


def in_force(agenda: Agenda, acts: Acts, quarter: int) -> Iterator[InForce]:
    """Yield what is in force this quarter in any run, in the order of the tables."""
    age = quarter - agenda.ordered_in
    first, last = _spans()
    live = (age >= first) & (age < last) & (agenda.refused == 0)
    reached = live.any(1)
    for row in moves().values():
        if reached[row.number]:
            where = np.flatnonzero(live[row.number])
            yield InForce(row.effects, where, where[age[row.number][where] == row.after])
    for (role, situation), rows in answers().items():
        given = acts.given(role, situation)
        if given is not None:
            yield from _of_answers(rows, given)


@lru_cache(maxsize=1)
def _spans() -> tuple[FloatArray, FloatArray]:
    """Return for each move in which quarter after its order it begins, and in which it ends, each (moves, 1)."""
    first = np.array([[row.after] for row in moves().values()], float)
    return first, first + np.array([[row.lasts] for row in moves().values()])


def _of_answers(rows: Sequence[Answer], given: CodeArray) -> Iterator[InForce]:
    for row in rows:
        where = np.flatnonzero(given == row.code)
        if where.size:
            yield InForce(row.effects, where, where)


def begin(world: World, turn: Turn, held: list[InForce], options: list[dealt.InForce]) -> None:
    """Change the rows of the state where effects begin, and note what stays; each row keeps to its limits."""
    beginning = [(effect, each.begins) for each in held if each.begins.size for effect in each.effects]
    for effect, where in beginning:
        _begin(effect, world, turn, where, scaled(effect, world, turn.p, where))
    for each in options:
        if each.begins:
            change = each.size * scaled(each.effect, world, turn.p, EVERYWHERE)
            _begin(each.effect, world, turn, EVERYWHERE, change)


def _begin(effect: Effect, world: World, turn: Turn, where: Where, change: Value) -> None:
    """Let one effect begin in some runs."""
    path, agenda = effect.path, world.agenda
    if path.kind in ("state", "agenda"):
        row = getattr(world if path.kind == "state" else agenda, path.name)
        row = row if path.place is None else row[path.place]
        wanted = row[where] + change
        row[where] = bounded(wanted, *path.limits)
        if turn.cut is not None:
            off = np.zeros(world.runs)
            off[where] = row[where] - wanted
            turn.note_cut(path.name, path.place, off)
    elif effect.stays:
        agenda.standing[standing_paths()[path]][where] += change


def resolve(world: World, turn: Turn) -> None:
    """Take the quarter's orders, let their effects begin, and hand the turn what they alter."""
    acts = turn.acts
    if acts is None:
        return
    strike_out(world, turn, acts)
    dealt.take_options(world, acts)
    take_orders(world, turn, acts)
    held = list(in_force(world.agenda, acts, turn.quarter))
    options = list(dealt.sizes_in_force(world.agenda, turn.quarter))
    begin(world, turn, held, options)
    changed = adjusted(world, turn, [(each.effects, each.where) for each in held], options)
    turn.p, turn.setting, turn.orders = changed.p, changed.setting, changed.orders
    turn.patrons = patrons(turn.orders.patron_a, turn.orders.patron_b)
    turn.cover = turn.patrons.lean


def open_agenda(world: World, turn: Turn, known: bool) -> None:
    """Prepare the first quarter: what support there is, so that offers can be seen, and the first card."""
    signals.open_belief(world, turn, known)
    world.support = perception.support(world, turn)
    lay_card(world, turn, 0)


def prepare(world: World, turn: Turn) -> None:
    """Close the quarter: a quarter's income of capital, and the card on the table for the next."""
    if turn.acts is None:
        return
    agenda, coming = world.agenda, turn.quarter + 1
    agenda.capital = np.minimum(agenda.capital + INCOME, MOST_CAPITAL)
    lay_card(world, turn, coming)


def lay_card(world: World, turn: Turn, quarter: int) -> None:
    """Lay the card of a quarter on the table, or none."""
    agenda, setting = world.agenda, turn.setting
    luck = turn.draws.uniform("actions/card", quarter)
    agenda.card = deck.deal(world, agenda, setting.facts_in(quarter), setting.scenario, quarter, luck)
    here, card = dealt.on_the_table(agenda)
    agenda.dealt_in[card, here] = quarter
