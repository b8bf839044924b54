"""Dealt: what the options of cards cost and change, looked up for all runs at once in one table a role.

Nearly every quarter of every run brings a card, and every seat takes an option of it. Worked out card by card that
would cost more than all other rules together; so the sizes of all options stand in a table, where a run looks up its
own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.acts import SEATS, UNSAID, Acts
from sim.agenda import Agenda
from sim.cards import Card, Option
from sim.cards import table as cards
from sim.effects import Effect
from sim.pledges import NAMES as PLEDGES
from sim.rules.choice import BoolArray, FloatArray
from sim.seats import Role
from sim.world import World

Index = NDArray[np.int64]
WIDE = 3
"""Options that a role has of a card, at most."""


@dataclass(frozen=True)
class Slot:
    """Effects of one kind on one path, whatever their size: `effect` is one of them, with the size 1."""

    effect: Effect
    longest: int


@dataclass(frozen=True)
class InForce:
    """One kind of effect that options of cards have in force: its sizes, (runs,), and whether they begin now."""

    effect: Effect
    size: FloatArray
    begins: bool


@dataclass(frozen=True)
class Sheet:
    """All options: by role, and by card and code (card * WIDE + code).

    Attributes
    ----------
    usual, count : (4, cards) code of the usual option; how many there are.
    cost, bound, lasts : (4, cards * WIDE) price, place of the pledge that forbids it and 1 (0 for none), quarters.
    slots : kinds of effects, in a fixed order; `size` (4, cards * WIDE, slots) has their sizes, 0 where there is none.
    """

    usual: Index
    count: Index
    cost: FloatArray
    bound: Index
    lasts: Index
    slots: tuple[Slot, ...]
    size: FloatArray


@lru_cache(maxsize=1)
def sheet() -> Sheet:
    """Return the table of all options."""
    deck = list(cards().values())
    places = (4, len(deck) * WIDE)
    kinds: dict[Effect, int] = {}
    for _place, option in _options(deck):
        for effect in option.effects:
            kind = _kind(effect)
            kinds[kind] = max(kinds.get(kind, 1), option.lasts)
    order = {kind: number for number, kind in enumerate(kinds)}
    made = Sheet(
        np.array([[card.options[role].index(card.usual(role)) for card in deck] for role in Role]),
        np.array([[len(card.options[role]) for card in deck] for role in Role]),
        np.zeros(places),
        np.zeros(places, np.int64),
        np.zeros(places, np.int64),
        tuple(Slot(kind, longest) for kind, longest in kinds.items()),
        np.zeros((*places, len(kinds))),
    )
    for place, option in _options(deck):
        made.cost[place], made.lasts[place] = option.cost, option.lasts
        made.bound[place] = PLEDGES.index(option.breaks) + 1 if option.breaks else 0
        for effect in option.effects:
            made.size[place][order[_kind(effect)]] += effect.size - effect.times
    return made


def _kind(effect: Effect) -> Effect:
    return Effect(effect.path, 1.0, effect.times, effect.stays, effect.by)


def _options(deck: list[Card]) -> Iterator[tuple[tuple[int, int], Option]]:
    for card in deck:
        for role, options in card.options.items():
            for code, option in enumerate(options):
                yield (SEATS[role], card.number * WIDE + code), option


def on_the_table(agenda: Agenda) -> tuple[Index, Index]:
    """Return the runs that have a card on the table, and the number of their card."""
    here = np.flatnonzero(agenda.card >= 0)
    return here, agenda.card[here].astype(np.int64)


def strike_out(world: World, acts: Acts, left: FloatArray) -> None:
    """Strike out options that there are not, that a pledge forbids, or that cannot be paid for out of `left`.

    The usual option is taken then, which is free.
    """
    table = sheet()
    here, card = on_the_table(world.agenda)
    unkept = np.ones((len(PLEDGES) + 1, here.size), bool)
    unkept[1:] = (world.pledged[:, here] == 0) | (acts.pledges[:, here] < 0)
    for mine in range(4):
        said = acts.options[mine][here].astype(np.int64)
        place = card * WIDE + np.clip(said, 0, WIDE - 1)
        may: BoolArray = (said < table.count[mine][card]) & (left[mine][here] >= table.cost[mine][place])
        may &= unkept[table.bound[mine][place], np.arange(here.size)]
        acts.options[mine][here] = np.where(may, said, UNSAID)


def take_options(world: World, acts: Acts) -> None:
    """Note which option each seat takes of the card on the table; the usual one where it says nothing."""
    table, agenda = sheet(), world.agenda
    here, card = on_the_table(agenda)
    for mine in range(4):
        said = acts.options[mine][here]
        taken = np.where(said >= 0, said, table.usual[mine][card])
        agenda.option[mine * len(cards()) + card, here] = taken
        agenda.capital[mine, here] -= table.cost[mine][card * WIDE + taken]


@dataclass(frozen=True)
class Late:
    """What options of cards of one age can have in force.

    Attributes
    ----------
    kinds : kinds of effects that last so long (places in `Sheet.slots`).
    roles : for each role, which of those its options have, and their sizes, (kinds of it, cards * WIDE + 1); the last
        place is that of no option.
    """

    kinds: Index
    roles: tuple[tuple[Index, FloatArray], ...]


@lru_cache(maxsize=1)
def _by_age() -> tuple[Late, ...]:
    """Return what lasts longer than each age of a card."""
    table, found = sheet(), []
    for late in range(max((slot.longest for slot in table.slots), default=0)):
        kinds = np.array([number for number, slot in enumerate(table.slots) if slot.longest > late])
        sizes = table.size[:, :, kinds] * (table.lasts > late)[:, :, None]
        whole = np.concatenate([sizes, np.zeros((4, 1, kinds.size))], axis=1).transpose(0, 2, 1)
        own = [np.flatnonzero((each != 0).any(1)) for each in whole]
        roles = tuple((held, np.ascontiguousarray(each[held])) for held, each in zip(own, whole, strict=True))
        found.append(Late(kinds, roles))
    return tuple(found)


def sizes_in_force(agenda: Agenda, quarter: int) -> Iterator[InForce]:
    """Yield the kinds of effects that options have in force, and their sizes, all roles' together.

    What multiplies is told less 1, and what several roles multiply by the same card adds up.
    """
    slots = sheet().slots
    age = quarter - agenda.dealt_in
    rows, runs = np.nonzero(age < len(_by_age()))
    age = age[rows, runs]
    for late, about in enumerate(_by_age()):
        now = np.flatnonzero(age == late)
        if not now.size:
            continue
        row, here = rows[now], runs[now]
        sizes = np.zeros((about.kinds.size, here.size))
        for mine, (held, table) in enumerate(about.roles):
            if held.size:
                code = agenda.option[mine * len(cards()) + row, here].astype(np.int64)
                sizes[held] += table.take(np.where(code < 0, -1, row * WIDE + code), 1)
        for kind in np.flatnonzero(sizes.any(1)):
            size = np.zeros(agenda.runs)
            size[here] = sizes[kind]
            yield InForce(slots[about.kinds[kind]].effect, size, late == 0)
