"""Accounts for the tests of the why-ledger: played games with their ledgers, and quarters made up by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from scenarios import names as scenario_names
from sim.doctrines import AS_HISTORY, names
from sim.ledger import Ledger
from sim.ledger.account import CHOICES
from sim.model import QUARTER, CrisisModel
from sim.parameters import table
from sim.postures import Orders
from sim.scenario import Scenario
from sim.seats import Role
from sim.world import World
from tests.engine import opened, scenario

GOLDEN = Path(__file__).parent / "golden" / "accounts"
FULL, NONE = CHOICES - 1, 0
"""Columns of a replay: every group is this quarter's; none is."""


def options_of(chance: np.random.Generator, runs: int) -> tuple[Scenario, dict[str, Any]]:
    """Return a scenario drawn at random and options drawn at random for a model of it."""
    base = scenario(str(chance.choice(scenario_names())))
    doctrines = {}
    for seat, row in base.seats.items():
        known = [name for name in names(row.role) if name != AS_HISTORY or base.history is not None]
        first, second = (str(name) for name in chance.choice(known, 2))
        doctrines[seat] = f"{first},{second}@{chance.integers(1, 12)}"
    drawn = chance.choice(sorted(table()), 4, replace=False)
    values = {name: chance.uniform(table()[name].low, table()[name].high, runs) for name in drawn}
    return base, {
        "runs": runs,
        "seed": int(chance.integers(2**31)),
        "doctrines": doctrines,
        "parameters": values,
        "types": str(chance.choice(["doctrine", "prior"])),
        "mends": str(chance.choice(["default", "none", "all"])),
        "moves": str(chance.choice(["off", "on"])),
    }


@contextmanager
def played(base: Scenario, quarters: int, **options: Any) -> Iterator[tuple[CrisisModel, list[World]]]:
    """Play some runs with a ledger; yields the model and its states, the opening first."""
    with opened(base, **options, why=True) as model:
        worlds = [model.world.fork()]
        for _quarter in range(quarters):
            model.step()
            worlds.append(model.world.fork())
        yield model, worlds


def staged(
    now: Mapping[str, float] | None = None,
    last: Mapping[str, float] | None = None,
    *,
    base: Scenario | None = None,
    postures: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
    **options: Any,
) -> Ledger:
    """Return a ledger of two quarters made up by hand: one that is asked for, and the one before it.

    Rows are written as in `tests.engine.stage`; of `postures` the first are the levers of now, the second those of the
    quarter before, as `role.lever`. All else is the same in both quarters, the state of the opening.
    """
    with opened(base or scenario("four-nos"), **{"runs": 1, "mends": "none", **options}) as model:
        ledger = Ledger(QUARTER, model.setting, model.p, model.draws)
        worlds = model.world.fork(), model.world.fork()
        for quarter, world, rows, levers in zip((5, 6), worlds, (last or {}, now or {}), postures[::-1], strict=True):
            world.quarter, world.support_opening = quarter, world.support
            for name, value in rows.items():
                row, bracket, index = name.partition("[")
                getattr(world, row)[int(index[:-1]) if bracket else ...] = value
            ledger.note(world, _orders(model, levers))
        return ledger


def _orders(model: CrisisModel, levers: Mapping[str, Any]) -> Orders:
    postures = {role.value: getattr(model.orders, role.value) for role in Role}
    for name, value in levers.items():
        role, _dot, lever = name.partition(".")
        postures[role] = replace(postures[role], **{lever: value})
    return Orders(**postures)
