"""Whether the planner does better than the doctrine that it starts from, by what it wants itself, on the same luck.

A planner plays a seat for some turns of a game against computer seats, from its own observations and belief; then every
seat follows its posture to the scenario's horizon. Beside it stands the same game in which the seat follows its
doctrine from the start. Both are carried on from where they stand many times, on the same luck, so that little of what
is found is chance. What is compared is the planner's own objective, and the five meters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenarios import load
from sim.belief import Belief
from sim.game.acted import acted
from sim.game.branches import Branch, Branches
from sim.game.notes import ends, pace_of
from sim.game.outlook import Outlook
from sim.game.planner import LEVELS, Choice, search
from sim.game.planner_wants import WANTS, value
from sim.mends import default
from sim.model import CrisisModel
from sim.scenario import Scenario
from sim.seats import RUNGS, Role
from sim.study.choices import effect
from sim.study.meters import METERS
from sim.turns import Turns
from sim.world import World, joined

FloatArray = NDArray[np.float64]

SCENARIOS = {"four-nos": 12, "bleeding-white": 5}
"""In which scenarios, and for how many quarters the planner plays."""
GAMES = {1: 14, 2: 8, 3: 5}
"""Games of each role at each level."""
CARRIED, SEED = 100, 17
"""How often each pair of games is carried on to the horizon; the seed of all."""
SMALL = ("four-nos", Role.TARGET, 1, 2)
"""A part that is quick to make again: scenario, role, level, games."""
COMMON = 5
"""Orders that are told, the commonest first."""
COMPARED = ("value", *(meter.name for meter in METERS))
"""What is compared: the planner's own objective, and the five meters."""
LUCK: dict[str, Any] = {"seed": SEED, "namespace": "game"}
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Way:
    """One way in which a game went for some quarters: where it stands, and the posture that the seat holds there."""

    number: int
    world: World
    posture: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Cell:
    """The games of one role at one level: what was chosen, and what both ways come to, one value a game."""

    choices: tuple[Choice, ...]
    planner: dict[str, FloatArray]
    doctrine: dict[str, FloatArray]

    @property
    def gain(self) -> FloatArray:
        """By how much the planner did better, by what it wants itself, shape (games,)."""
        return self.planner["value"] - self.doctrine["value"]


def gather(progress: Tell) -> dict[str, Any]:
    """Return by how much planners of each role and level did better than their doctrines."""
    rows: list[dict[str, Any]] = []
    for name in SCENARIOS:
        for role in Role:
            for level, games in GAMES.items():
                progress(f"{name}: {role.value}, level {level}")
                rows.append(_row(name, role, level, cell(name, role, level, games)))
    about = {
        "seed": SEED,
        "carried": CARRIED,
        "games": GAMES,
        "quarters": SCENARIOS,
        "levels": {level: vars(row) for level, row in LEVELS.items()},
        "mends": list(default()),
    }
    return {"about": about, "rows": rows, "wants": _wants(), "small": small()}


def cell(name: str, role: Role, level: int, games: int) -> Cell:
    """Return games in which a planner plays a role for some quarters, each with its twin under the doctrine."""
    scenario, quarters = load(name), SCENARIOS[name]
    openings = [_opening(scenario, number) for number in range(games)]
    planned = [_planned(scenario, role, level, number, world, quarters) for number, world in enumerate(openings)]
    twins = [_twin(scenario, role, number, world, quarters) for number, world in enumerate(openings)]
    choices = tuple(choice for way in planned for choice in way.choices)
    found = _carried(scenario, role, [*planned, *twins])
    halves = ({what: values[half] for what, values in found.items()} for half in (slice(games), slice(games, None)))
    return Cell(choices, *halves)


def _opening(scenario: Scenario, number: int) -> World:
    with closing(CrisisModel(scenario, runs=[number], moves="on", types="prior", **LUCK)) as model:
        return model.world.fork()


def _twin(scenario: Scenario, role: Role, number: int, world: World, quarters: int) -> Way:
    """Return the same game with the seat under its doctrine."""
    held = scenario.seats[scenario.seat_of(role)].doctrine
    with closing(Branches(scenario, role, [Branch(held)], world, [number], **LUCK)) as twin:
        for _quarter in range(quarters):
            twin.step()
        return Way(number, twin.world.fork(), held)


def _planned(scenario: Scenario, role: Role, level: int, number: int, world: World, quarters: int) -> Way:
    """Return a game in which the planner plays the seat, turn by turn, from what the seat observes."""
    seat, turns, choices = scenario.seat_of(role), Turns(scenario), []
    held = scenario.seats[seat].doctrine
    belief = Belief(scenario, role, games=[number], seed=SEED)
    with closing(belief), closing(CrisisModel(scenario, runs=[number], moves="on", world=world, **LUCK)) as eyes:
        belief.update(eyes.seats[role].observe())
        while eyes.world.quarter < quarters:
            rung = int(eyes.world.rung[0])
            length = min(turns.length(RUNGS[rung]), quarters - eyes.world.quarter)
            outlook = Outlook(scenario, seat, eyes.seats[role].observe(), belief, {seat: held})
            choices.append(search(outlook, level, quarters=length))
            order = choices[-1].order
            with closing(Branches(scenario, role, [Branch(held, order)], eyes.world, [number], **LUCK)) as turn:
                taken, held = order.posture, order.posture or held
                for _quarter in range(length):
                    card = int(turn.world.agenda.card[0])
                    turn.step()
                    eyes.world = turn.world.fork()
                    belief.update(eyes.seats[role].observe(), {seat: acted(turn.model.acts, role, card, taken)})
                    taken = ""
                    if int(eyes.world.rung[0]) != rung:
                        break
        return Way(number, eyes.world, held, tuple(choices))


def _carried(scenario: Scenario, role: Role, ways: list[Way]) -> dict[str, FloatArray]:
    """Return what each way comes to at the horizon, the mean of many ways on from where it stands, shape (ways,).

    Ways of one game are carried on by the same luck.
    """
    ways_on = np.array([[way.number * CARRIED + each for each in range(CARRIED)] for way in ways])
    worlds = joined([way.world for way in ways]).part(np.repeat(np.arange(len(ways)), CARRIED))
    branches = [Branch(way.posture) for way in ways]
    with closing(Branches(scenario, role, branches, worlds, ways_on, seed=SEED, namespace="luck")) as on:
        for _quarter in range(scenario.quarters - worlds.quarter):
            on.step()
        found = ends(on.world, on.model.p, scenario)
        found["value"] = value(role, on.world, on.model.p, pace_of(scenario))
    return {what: found[what].reshape(len(ways), CARRIED).mean(1) for what in COMPARED}


def _row(name: str, role: Role, level: int, found: Cell) -> dict[str, Any]:
    """Return what is kept of the games of one role at one level."""
    from scipy.stats import t

    games = found.gain.size
    reach = float(t.ppf(0.975, games - 1))
    gaps = {what: effect(found.planner[what], found.doctrine[what]) for what in COMPARED}
    orders = Counter(clause for choice in found.choices if choice.gain for clause in _clauses(choice))
    return {
        "scenario": name,
        "role": role.value,
        "level": level,
        "games": games,
        "turns": len(found.choices),
        "departed": sum(choice.gain is not None for choice in found.choices),
        "better": int((found.gain > 0).sum()),
        "found": {
            what: {"mean": gap.mean, "se": gap.se, "low": gap.mean - reach * gap.se, "high": gap.mean + reach * gap.se}
            for what, gap in gaps.items()
        },
        "orders": orders.most_common(COMMON),
    }


def _clauses(choice: Choice) -> list[str]:
    """Return in what an order differs from the planned one, clause by clause."""
    order, planned = choice.order, choice.planned
    found = [name for name in order.moves if name not in planned.moves]
    found += [f"without {name}" for name in planned.moves if name not in order.moves]
    found += [f"posture {order.posture}"] if order.posture else []
    found += [f"break {name}" for name in order.breaks]
    found += [f"answer {reply}" for reply in order.answers if reply not in planned.answers]
    found += [f"card {order.card}"] if order.card and order.card != planned.card else []
    return found + ([f"say {order.says}"] if order.says and order.says != planned.says else [])


def _wants() -> dict[str, list[dict[str, Any]]]:
    """Return the objectives as data."""
    return {
        role.value: [{"name": row.name, "text": row.text, "weight": row.weight, "scale": row.scale} for row in rows]
        for role, rows in WANTS.items()
    }


def small() -> list[float]:
    """Return what a planner gains in a few games, which a test makes again."""
    return [round(float(gain), 6) + 0.0 for gain in cell(*SMALL).gain]
