"""Games that tests play turn by turn, and what is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios import load
from sim.acts import SEATS
from sim.model import CrisisModel
from sim.moves import move
from sim.orders import Order, parse
from sim.seats import Role


def model(name: str, start: str | None = None, **options: Any) -> CrisisModel:
    return CrisisModel(load(name, start), moves="on", **options)


def orders(texts: Mapping[str, str], name: str = "rig-crisis") -> dict[str, Order]:
    seats = {seat: load(name).role_of(seat) for seat in load(name).seats}
    return {seat: parse(f"{seat}: {text}", seats)[1] for seat, text in texts.items()}


def capital(game: CrisisModel, role: Role) -> float:
    return float(game.world.agenda.capital[SEATS[role], 0])


def ordered_in(game: CrisisModel, name: str) -> int:
    return int(game.world.agenda.ordered_in[move(name).number, 0])
