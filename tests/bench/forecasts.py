"""What the game asks of the engine while somebody plays: a turn, a forecast, all postures, and a planner's turn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from tests.bench.measure import Figure, in_turn

SCENARIO, SEED, COUNT = "bleeding-white", 3, 500
LIMITS = {1: 0.3, 2: 1.0, 3: 3.0}
"""Seconds that a planner's turn may take, by its level."""


@contextmanager
def opened() -> Iterator[tuple[Any, Any]]:
    """Open a game and the target's outlook on it."""
    from scenarios import load
    from sim.belief import Belief
    from sim.game.outlook import Outlook
    from sim.model import CrisisModel
    from sim.seats import Role

    scenario = load(SCENARIO)
    model = CrisisModel(scenario, seed=SEED, namespace="game", types="prior", moves="on")
    belief = Belief(scenario, Role.TARGET, seed=SEED)
    with closing(model), closing(belief):
        sees = model.seats[Role.TARGET].observe()
        belief.update(sees)
        yield model, Outlook(scenario, scenario.seat_of(Role.TARGET), sees, belief)


def forecasts(repeats: int) -> list[Figure]:
    """Measure forecasts of a player: of one order, quick and whole, and of all postures side by side."""
    from scenarios import load
    from sim.doctrines import doctrine, names
    from sim.ensemble import simulate
    from sim.game.futures import SOON, futures, futures_of
    from sim.seats import Role

    with opened() as (_model, outlook):
        suited = [name for name in names(Role.TARGET) if doctrine(Role.TARGET, name).suits(outlook.scenario)]
        drafts = ["" if name == outlook.held else f"posture {name}" for name in suited]
        bare, soon, whole, every, quick = in_turn(
            repeats,
            lambda: simulate(load(SCENARIO), runs=COUNT, moves="on", types="prior"),
            lambda: futures(outlook, "denial", count=COUNT, quarters=SOON),
            lambda: futures(outlook, "denial", count=COUNT),
            lambda: futures_of(outlook, drafts, count=COUNT),
            lambda: futures_of(outlook, drafts, count=COUNT, quarters=SOON),
        )
        quarters = outlook.scenario.quarters
    ratio, apart = whole / bare, every / (len(drafts) * whole)
    postures = f"Forecasts under all {len(drafts)} postures, {COUNT} futures each"
    return [
        Figure(f"A forecast, {COUNT} futures, {SOON} quarters", "at most 150 ms", _ms(soon), soon <= 0.15),
        Figure(
            f"A forecast, {COUNT} futures, {quarters} quarters",
            "at most 150 ms",
            f"{1e3 * whole:.0f} ms",
            whole <= 0.15,
        ),
        Figure("Time of that forecast over the same runs of an ensemble", "at most 1.3", f"{ratio:.2f}", ratio <= 1.3),
        Figure(f"{postures}, {quarters} quarters", "at most 1000 ms", _ms(every), every <= 1.0),
        Figure(f"{postures}, {SOON} quarters", "at most 1000 ms", _ms(quick), quick <= 1.0),
        Figure("Time of those together over one by one", "at most 0.6", f"{apart:.2f}", apart <= 0.6),
    ]


def turns(repeats: int) -> list[Figure]:
    """Measure a turn of a game with the belief brought up to date, the luck of a quarter, and planners' turns."""
    from sim.game.luck import luck
    from sim.game.planner import search
    from sim.orders import Order
    from sim.seats import Role
    from sim.sitting import Sitting

    with opened() as (model, outlook):
        (before, sitting) = model.world.fork(), Sitting(model)

        def turn() -> None:
            sitting.submit(outlook.seat, Order())
            sitting.advance()
            outlook.belief.update(model.seats[Role.TARGET].observe())

        (played,) = in_turn(min(repeats, 5), turn)
    with opened() as (model, outlook):
        model.step()
        after = model.world.fork()
        (replays,) = in_turn(repeats, lambda: luck(outlook.scenario, before, after, {}, seed=SEED))
    rows = [
        Figure("A turn of one quarter, with the belief of one seat", "at most 30 ms", _ms(played), played <= 0.03),
        Figure("Luck of a quarter: 200 replays", "at most 50 ms", _ms(replays), replays <= 0.05),
    ]
    with opened() as (_model, outlook):
        for level, limit in LIMITS.items():
            (least,) = in_turn(min(repeats, 2), lambda level=level: search(outlook, level))  # type: ignore[misc]
            target = f"at most {limit} s"
            rows.append(Figure(f"A planner's turn at level {level}", target, f"{least:.2f} s", least <= limit))
    return rows


def _ms(seconds: float) -> str:
    return f"{1e3 * seconds:.0f} ms"
