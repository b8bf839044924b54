"""The world before the phase of the patrons' mends, as their tests stage it."""

from __future__ import annotations

from typing import Any

from tests.engine import scenario, stage

NOW, BLEED, UKRAINE = scenario("four-nos"), scenario("bleeding-white"), scenario("ukraine-analogue")
OURS = ("us-budget", "russia-need", "stepping-in", "aid-votes", "weapon-tiers", "opinion")
CALM = {"rung": 0, "support": 0.5, "support_opening": 0.5}


def set_up(mend: str, rows: dict[str, Any] | None = None, **options: Any) -> Any:
    """Return world and turn before the phase, with these rows as they are."""
    held = CALM | (rows or {})
    world, turn = stage(held, before="patronage", mends=mend, **({"base": NOW} | options))
    for name, value in held.items():
        row, bracket, index = name.partition("[")
        getattr(world, row)[int(index[:-1]) if bracket else ...] = value
    turn.at_war = (world.rung >= 3) & (world.rung < 6)
    turn.any_war = bool(turn.at_war.any())
    return world, turn
