"""Games with hidden types, for the tests of signals and beliefs: staged quarters, and games that a seat watches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from sim.acts import Acts
from sim.belief import Belief
from sim.model import CrisisModel
from sim.observation import ALLOWED, RECORDS, Observation, secret_of
from sim.rules.turn import Turn
from sim.seats import Role
from sim.world import ROWS, World
from tests.engine import PHASES, QUARTER, Luck, opened, scenario

BASE = "four-nos"


def staged(
    rows: Mapping[str, Any] | None = None,
    runs: int = 1,
    *,
    says: Sequence[int] = (0, 0, 0),
    luck: Mapping[str, Any] | None = None,
    upto: str = "actions",
    **options: Any,
) -> tuple[World, Turn]:
    """Return a world with an agenda and a turn with acts, resolved up to the phase `upto`.

    Rows of the state and of the agenda are written by name.
    """
    with opened(scenario(BASE), runs=runs, moves="on", types="prior", **options) as model:
        world, agenda = model.world, model.world.agenda
        for name, value in (rows or {}).items():
            setattr(agenda if name in vars(agenda) else world, name, value)
        world.quarter = 3
        acts = model.acts = Acts.none(runs)
        model.agents.do("decide")
        acts.moves[:], acts.answers = False, {}
        acts.says[1:] = np.reshape(says, (3, 1))
        turn = Turn(3, model.setting, model.p, model.orders, Luck(runs, luck or {}), acts)  # type: ignore[arg-type]
    for _name, phase in QUARTER[: PHASES.index(upto)]:
        phase(world, turn)
    return world, turn


@contextmanager
def game(
    name: str = BASE, role: Role = Role.TARGET, games: int | Sequence[int] = 3, seed: int = 4, **options: Any
) -> Iterator[tuple[CrisisModel, Belief]]:
    """Open games with moves and types from the prior, and a seat's belief that has seen the opening."""
    base = scenario(name)
    with opened(base, runs=games, seed=seed, namespace="game", types="prior", moves="on", **options) as model:
        belief = Belief(base, role, games=games, seed=seed, **options)
        try:
            belief.update(model.seats[role].observe())
            yield model, belief
        finally:
            belief.close()


def go(model: CrisisModel, belief: Belief, quarters: int) -> Observation:
    """Play some quarters and return what the seat sees then."""
    for _quarter in range(quarters):
        model.step()
        belief.update(model.seats[belief.role].observe())
    return model.seats[belief.role].observe()


SIZES = {row.name: row.size for row in ROWS}


def corrupt(world: World, role: Role) -> None:
    """Change everything in a world that a role does not see."""
    seen = ALLOWED[role]
    for name, size in SIZES.items():
        if name in RECORDS or (name in seen and seen[name] is None):
            continue
        row = np.atleast_2d(getattr(world, name))
        for place in range(size):
            if seen.get(name, -1) != place:
                row[place] += 0.25
    agenda, secret = world.agenda, secret_of(role)
    agenda.ordered_in[secret] = 1.0
    agenda.refused[secret] = 1.0
    agenda.capital[[place for place, other in enumerate(Role) if other is not role]] = 5.0
    agenda.option, agenda.standing = 1.0, 0.4
