"""Moves taken up on the way: what seats see of a world in which nobody moves, and moves from some quarter on."""

from __future__ import annotations

from dataclasses import replace

from sim.acts import Acts
from sim.agenda import opened
from sim.model import CrisisModel
from sim.plans import plans_of
from sim.rules import actions, signals
from sim.rules.adjusting import sizes
from sim.rules.turn import Turn
from sim.world import World


def with_agenda(model: CrisisModel, world: World) -> World:
    """Return a world with an agenda; where seats make no moves it is a copy, and nothing has happened on its agenda.

    Seats are observed through it: they have their opening capital, nothing was ordered, and no card is on the table.
    """
    if world.has_agenda:
        return world
    seen = world.fork()
    seen.agenda = opened(seen.runs, sizes())
    signals.open_belief(seen, _turn(model, seen), model.types == "doctrine")
    seen.agenda.settle()
    return seen


def take_up(model: CrisisModel) -> None:
    """Let the seats of a model that makes no moves make them from the quarter about to be resolved on.

    Capital, cards, signals and beliefs begin then as at an opening, and all seats follow the plans of their doctrines
    unless they are given orders. What was resolved before stays as it is.
    """
    world = model.world
    model.moves = "on"
    model.plans = plans_of(model.crisis, {}, model.policies, "on")
    world.agenda = with_agenda(model, world).agenda
    actions.lay_card(world, _turn(model, world), world.quarter)
    if model.ledger is not None:
        seen = [replace(each, world=with_agenda(model, each.world)) for each in model.ledger.moments]
        model.ledger.moments[:] = seen


def _turn(model: CrisisModel, world: World) -> Turn:
    return Turn(world.quarter, model.setting, model.p, model.orders, model.draws, Acts.none(world.runs))
