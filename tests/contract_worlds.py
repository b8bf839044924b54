"""Worlds in which a move, an answer or an option can be ordered, or in which one thing alone forbids it.

Situations are read here from what their words say, and not by the engine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import scenarios
from sim.acts import Acts
from sim.agenda import LONG_AGO
from sim.model import QUARTER, CrisisModel
from sim.rules.turn import Turn
from sim.seats import Role
from sim.world import World
from tests.contract import PLEDGES, Row
from tests.engine import Luck, scenario

FloatArray = NDArray[np.float64]
RUNS = 14
"""Runs of a prepared world: two for each rung of the ladder, where all of them will do."""

RUNGS: Mapping[str, tuple[int, ...]] = {
    "peace": (0,),
    "grey": (1,),
    "calm": (0, 1),
    "pressed": (1, 2),
    "crisis": (2,),
    "war": (3, 4, 5),
    "border-war": (3,),
    "stalemate": (4,),
    "occupation": (5,),
    "not-at-war": (0, 1, 2, 6),
    "settlement": (6,),
    "threatened": (2, 3, 4, 5),
}
"""Rungs on which a situation holds, 0 peace to 6 settlement."""
FACTS = ("soviet-era", "ukraine-war", "land", "sea", "vote-due", "election-near")
Rows = Sequence[tuple[str, int | None, float]]
STATES: Mapping[str, tuple[Rows, Sequence[Rows]]] = {
    "any": ((), ()),
    "coerced": ([("coerced", None, 1.0)], [[("coerced", None, 0.0)]]),
    "distracted": ([("distraction", 0, 0.31)], [[("distraction", 0, 0.3)]]),
    "offer-a": ([("support", 0, 0.3)], [[("support", 0, 0.299)], [("gone", 0, 1.0)]]),
    "offer-b": ([("support", 1, 0.3)], [[("support", 1, 0.299)], [("gone", 1, 1.0)]]),
    "room-a": ([("level", 0, 0.949)], [[("level", 0, 0.95)]]),
    "room-b": ([("level", 1, 0.949)], [[("level", 1, 0.95)]]),
    "gone-a": ([("gone", 0, 1.0)], [[("gone", 0, 0.0)]]),
    "gone-b": ([("gone", 1, 1.0)], [[("gone", 1, 0.0)]]),
    "land-held": ([("land_held", None, 0.02)], [[("land_held", None, 0.01)]]),
    "abroad": ([("expedition", None, 0.1)], [[("expedition", None, 0.0)]]),
    "strait": ([("taiwan", None, 0.21)], [[("taiwan", None, 0.2)]]),
    "divided": ([("divided", None, 1.0)], [[("divided", None, 0.0)]]),
}
"""What makes each other situation hold, and what makes it fail: rows of the state, place and value."""


@dataclass(frozen=True)
class Place:
    """A scenario and a quarter of it, with the facts that hold there."""

    scenario: str
    quarter: int
    facts: frozenset[str]
    seats: Mapping[str, str]


@cache
def places() -> tuple[Place, ...]:
    """Return every scenario in each of its first six quarters, read from its file."""
    found = []
    for name in scenarios.names():
        text = (Path(scenarios.__file__).parent / f"{name}.toml").read_text(encoding="utf-8")
        held = tomllib.loads(text)
        seats = {row["role"]: seat for seat, row in held["seats"].items()}
        found += [Place(name, quarter, _facts(held, seats, quarter), seats) for quarter in range(6)]
    return tuple(found)


def _facts(held: Mapping[str, Any], seats: Mapping[str, str], quarter: int) -> frozenset[str]:
    year, season = int(held["start"][:4]), int(held["start"][5])
    elsewhere = year >= 2022 and "ukraine" not in seats.values()
    votes = [
        row for row in held.get("calendar", []) if (row["kind"], row.get("seat")) == ("election", seats["patron_a"])
    ]
    holds = {
        "soviet-era": year < 1992,
        "ukraine-war": elsewhere,
        "land": held["theatre"] == "land",
        "sea": held["theatre"] == "sea",
        "vote-due": elsewhere and (season - 1 + quarter) % 4 == 3,
        "election-near": any(row["quarter"] - quarter in (0, 1) for row in votes),
    }
    return frozenset(name for name, true in holds.items() if true)


def place_for(row: Row, without: str = "") -> Place:
    """Return where a row's facts hold and its seat sits; all but one fact, if one is named."""
    wanted = {name for name in row.when if name in FACTS} - {without}
    fits = (p for p in places() if wanted <= p.facts and without not in p.facts)
    return next(p for p in fits if not row.seats or p.seats[row.role] in row.seats)


# -------------------------------------------------------------------------------------------------------------- worlds


@cache
def _model(name: str) -> CrisisModel:
    """Return a scenario with moves, sizes that differ by run, and seats that order nothing."""
    base = scenario(name)
    sizes = {"move_size": np.linspace(0.4, 1.6, RUNS)}
    return CrisisModel(base, moves="on", runs=RUNS, plans=dict.fromkeys(base.seats, ""), parameters=sizes)


MIDDLING = (
    *("support", "rivalry", "greed", "legitimacy", "weariness", "conceded", "grievance", "burden", "fatigue", "tie"),
    *(
        "stocks",
        "output",
        "reliability",
        "credibility",
        "breach",
        "distraction",
        "level",
        "optimism",
        "trust",
        "reliance",
    ),
)
"""Rows that stand between their limits in a prepared world, each run at another height."""


@dataclass(frozen=True)
class Stand:
    """A world in which something can be ordered, and the model that it belongs to."""

    model: CrisisModel
    world: World

    def fork(self) -> Stand:
        return Stand(self.model, self.world.fork())

    def put(self, rows: Rows, runs: Any = slice(None)) -> Stand:
        for name, place, value in rows:
            row = getattr(self.world, name)
            (row if place is None else row[place])[..., runs] = value
        return self

    def resolve(self, acts: Acts, luck: Mapping[str, float] | None = None) -> Turn:
        """Resolve the phase "actions" of the quarter in which the world stands."""
        model, world = self.model, self.world
        chance: Any = Luck(world.runs, luck or {})
        turn = Turn(world.quarter, model.setting, model.p, model.orders, chance, acts)
        dict(QUARTER)["actions"](world, turn)
        return turn


@cache
def _turned(shift: int) -> FloatArray:
    """Return heights between limits, another for each run, begun at another run."""
    return np.roll(np.linspace(0.31, 0.69, RUNS), shift)


def stand(row: Row, without: str = "") -> Stand:
    """Return a world in which a row can be ordered; or in which one of its situations, and nothing else, is amiss."""
    found = place_for(row, without if without in FACTS else "")
    held = Stand(_model(found.scenario), _model(found.scenario).world.fork())
    world, spread = held.world, _turned(0)
    world.quarter = found.quarter
    for number, name in enumerate(MIDDLING):
        for place, part in enumerate(np.atleast_2d(getattr(world, name))):
            part[:] = _turned((5 * number + 3 * place) % RUNS)
    world.trade_dependence, world.agenda.cohesion = 0.3 * spread, spread[::-1]
    world.gone, world.pledged, world.agenda.capital = 0.0, 0.0, 6.0
    world.agenda.card, world.agenda.dealt_in = row.card, LONG_AGO
    if row.card >= 0:
        world.agenda.dealt_in[row.card] = world.quarter
    rungs = [rung for rung in range(7) if all(rung in RUNGS.get(name, (rung,)) for name in row.when if name != without)]
    if without in RUNGS:
        rungs = [rung for rung in rungs if rung not in RUNGS[without]]
    assert rungs, f"nothing but {without} can fail"
    world.rung = np.resize(np.array(rungs, float), RUNS)
    for name in row.when:
        if name in STATES and name != without:
            held.put(STATES[name][0])
    for number, rows in enumerate(STATES[without][1] if without in STATES else ()):
        held.put(rows, slice(number, None, len(STATES[without][1])))
    return held


def ordering(row: Row | None, runs: int = RUNS, breaking: str = "") -> Acts:
    """Return the acts of a quarter in which nothing is ordered but one row; `breaking` names a pledge."""
    acts = Acts.none(runs)
    if row is None:
        return acts
    if row.kind == "move":
        acts.moves[row.number] = True
    elif row.kind == "answer":
        acts.answers[Role(row.role), row.situation] = np.full(runs, row.number, np.int8)
        acts.terms[:] = 0.4 if row.terms else np.nan
    else:
        acts.options[row.seat] = row.number
    if breaking:
        acts.pledges[PLEDGES.index(breaking)] = -1
    return acts


def scale(by: str, world: World) -> FloatArray:
    """Return the share by which a size is multiplied, shape (runs,)."""
    shares: Mapping[str, Callable[[], FloatArray]] = {
        "": lambda: np.ones(world.runs),
        "cohesion": lambda: world.agenda.cohesion,
        "greed": lambda: world.greed,
        "modesty": lambda: 1.0 - world.greed,
        "support-a": lambda: world.support[0],
        "support-b": lambda: world.support[1],
        "rivalry-a": lambda: world.rivalry[0],
        "rivalry-b": lambda: world.rivalry[1],
        "legitimacy": lambda: world.legitimacy,
        "trade": lambda: world.trade_dependence / 0.15,
        "weariness": lambda: world.weariness[0],
    }
    return shares[by]() * 1.0


def accepted(row: Row) -> dict[str, float]:
    """Return luck in which a move that may be refused is not."""
    return {f"actions/accept/{row.id}": 0.0}
