"""What a seat may know: an allow-list of public rows and the seat's own. Nothing else of the world reaches a doctrine.

Public are acts, their visible results, and what governments publish or pollsters count. Types, weariness, optimism,
stocks and a patron's inner moods are private to their seat, and known to no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sim.agenda import LONG_AGO, Agenda
from sim.parameters import Value, Values
from sim.seats import CRISIS, Role
from sim.setting import Setting
from sim.world import World

FloatArray = NDArray[np.float64]

PUBLIC = (
    "rung",
    "quarters_on_rung",
    "war_spell",
    "coerced",
    "grievance",
    "trust",
    "tie",
    "land_held",
    "land_ceded",
    "conceded",
    "dead",
    "level",
    "gone",
    "fighting",
    "support",
    "distraction",
    "rivalry",
    "taiwan",
    "pledged",
    "pledge_wait",
    "breach",
    "concessions",
    "crises",
    "war_quarters",
    "credit",
    "divided",
    "flow",
    "too_much",
    "asked_in",
    "approved_in",
    "delivered_in",
    "expedition",
    "exit_decided",
    "army",
)
"""Rows that every seat sees."""

PRIVATE: Mapping[Role, tuple[tuple[str, int | None], ...]] = MappingProxyType(
    {
        Role.TARGET: (
            ("force", 0),
            ("burden", 0),
            ("weariness", 0),
            ("optimism", 0),
            ("stocks", None),
            ("output", None),
            ("self_supply", None),
            ("reliability", None),
            ("legitimacy", None),
            ("gdp_path", None),
            ("output_loss", None),
            ("trade_dependence", None),
            ("dead_abroad", None),
            ("military_burden", None),
            ("scar", None),
        ),
        Role.CHALLENGER: (
            ("force", 1),
            ("burden", 1),
            ("weariness", 1),
            ("optimism", 1),
            ("aim", None),
            ("greed", None),
            ("grievance_onset", None),
        ),
        Role.PATRON_A: (
            ("fatigue", 0),
            ("mood", 0),
            ("resolve", 0),
            ("credibility", 0),
            ("backlog", None),
            ("usual_aid", 0),
            ("stepped_in", 0),
        ),
        Role.PATRON_B: (
            ("fatigue", 1),
            ("mood", 1),
            ("resolve", 1),
            ("credibility", 1),
            ("reliance", None),
            ("usual_aid", 1),
            ("stepped_in", 1),
        ),
    }
)
"""Rows that only their own seat sees: name, and which row of a pair (None for all)."""

ALLOWED: Mapping[Role, Mapping[str, int | None]] = MappingProxyType(
    {role: MappingProxyType({**dict.fromkeys(PUBLIC), **dict(own)}) for role, own in PRIVATE.items()}
)
"""The allow-list of each role: row, and which of a pair (None for all)."""

RECORDS = (
    "ever_war",
    "ever_occupied",
    "ever_general_war",
    "peak_land_lost",
    "first_war",
    "settled_in",
    "terms",
    "abandoned_in",
    "support_opening",
)
"""Rows kept for the outcome alone; they follow from what was public at the time, and no doctrine reads them."""


class OwnAgenda:
    """What a seat sees of the agenda: its own capital, what was ordered in public or by itself, card, signals, beliefs.

    Attributes
    ----------
    capital : (runs,) the seat's own political capital.
    ordered_in, refused : (moves, runs) as on the agenda; other seats' secret moves read as never ordered.
    mine, mine_from : the rows of `ordered_in` that are its own moves, and the number of the first; no copy is made.
    cohesion, card, dealt_in, signal, belief, doubt, thought, staged, said, word : as on the agenda.
    """

    def __init__(self, agenda: Agenda, role: Role, secret: NDArray[np.bool_]) -> None:
        self._agenda, self._secret = agenda, secret
        self.capital = _kept(agenda.capital[tuple(Role).index(role)])
        self.mine_from, last = _rows_of(role)
        self.mine = _kept(agenda.ordered_in[self.mine_from : last])
        for name in ("cohesion", "card", "dealt_in", "signal", "belief", "doubt", "thought", "staged", "said", "word"):
            setattr(self, name, _kept(getattr(agenda, name)))

    @cached_property
    def ordered_in(self) -> FloatArray:
        """When each move was last ordered, shape (moves, runs), as far as the seat sees it."""
        return _kept(_masked(self._agenda.ordered_in, self._secret, LONG_AGO))

    @cached_property
    def refused(self) -> FloatArray:
        """Whether each move was refused then, shape (moves, runs), as far as the seat sees it."""
        return _kept(_masked(self._agenda.refused, self._secret, 0.0))

    cohesion: FloatArray
    card: FloatArray
    dealt_in: FloatArray
    signal: FloatArray
    belief: FloatArray
    doubt: FloatArray
    thought: FloatArray
    staged: FloatArray
    said: FloatArray
    word: FloatArray

    def tobytes(self) -> bytes:
        """Return all of it as bytes."""
        known = {"ordered_in": self.ordered_in, "refused": self.refused, **vars(self)}
        rows = sorted((name, row) for name, row in known.items() if isinstance(row, np.ndarray) and name[0] != "_")
        return b"".join(name.encode() + np.ascontiguousarray(row).tobytes() for name, row in rows)


@lru_cache(maxsize=4)
def _rows_of(role: Role) -> tuple[int, int]:
    """Return between which rows of the table the moves of a role stand; they stand together."""
    from sim.moves import table

    numbers = [row.number for row in table().values() if row.role is role]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    return numbers[0], numbers[-1] + 1


def _masked(rows: FloatArray, secret: NDArray[np.bool_], instead: float) -> FloatArray:
    """Return rows with the secret ones replaced."""
    if not secret.any():
        return rows
    seen = rows.copy()
    seen[secret] = instead
    return seen


def _kept(row: FloatArray) -> FloatArray:
    """Return a view that cannot be written."""
    seen = row.view()
    seen.flags.writeable = False
    return seen


class Observation(Mapping[str, FloatArray]):
    """What one seat knows before it decides: read-only arrays of shape (runs,) or (2, runs), by name or as attributes.

    Rows outside the seat's allow-list do not exist here. `quarter`, `sea`, `guiding` (the pledges have become guiding
    rules) and `threatened` (crisis or worse, or a hot quarrel) come beside them.
    """

    quarter: int
    sea: bool
    guiding: bool
    facts: frozenset[str]

    def __init__(
        self, world: World, role: Role, setting: Setting, hot: Value, secret: NDArray[np.bool_] | None
    ) -> None:
        self._world = world
        self._role = role
        self._allowed = ALLOWED[role]
        self._hot = hot
        self._secret = secret
        self._own_agenda: OwnAgenda | None = None
        self.quarter = world.quarter
        self.sea = setting.sea
        self.guiding = setting.guiding_in(world.quarter)
        self.facts = setting.facts_in(world.quarter)

    @property
    def agenda(self) -> OwnAgenda:
        """What the seat sees of the agenda, where seats make moves."""
        assert self._secret is not None
        if self._own_agenda is None:
            self._own_agenda = OwnAgenda(self._world.agenda, self._role, self._secret)
        return self._own_agenda

    @property
    def threatened(self) -> NDArray[np.bool_]:
        """Whether the target counts itself threatened, shape (runs,)."""
        threatened: NDArray[np.bool_] = (self["rung"] >= CRISIS) | (self["grievance"] > self._hot)
        return threatened

    @property
    def history(self) -> Mapping[str, FloatArray]:
        """What is on record of the past (RECORDS): public when it happened; for a belief, not for a doctrine."""
        return {name: _kept(getattr(self._world, name)) for name in RECORDS}

    def __getattr__(self, name: str) -> FloatArray:
        if name.startswith("_") or name not in self._allowed:
            raise AttributeError(f"this seat cannot see {name!r}")
        return self[name]

    def __getitem__(self, name: str) -> FloatArray:
        index = self._allowed[name]
        row: FloatArray = getattr(self._world, name)
        seen = row.view() if index is None else row[index].view()
        seen.flags.writeable = False
        return seen

    def __iter__(self) -> Iterator[str]:
        return iter(self._allowed)

    def __len__(self) -> int:
        return len(self._allowed)

    def tobytes(self) -> bytes:
        """Return all that is known as bytes, for the proof that no other seat's hidden state leaks in."""
        rows = [name.encode() + np.ascontiguousarray(self[name]).tobytes() for name in self]
        agenda = [self.agenda.tobytes()] if self._world.has_agenda else []
        return b"".join([str((self.quarter, self.sea)).encode(), self.threatened.tobytes(), *rows, *agenda])


def observe(world: World, role: Role, setting: Setting, p: Values) -> Observation:
    """Return what the seat in a role knows of the world now."""
    secret = secret_of(role) if world.has_agenda else None
    return Observation(world, role, setting, p.threat_grievance, secret)


@lru_cache(maxsize=4)
def secret_of(role: Role) -> NDArray[np.bool_]:
    """Return which moves a role does not see: other roles' that show to their own seat alone, shape (moves,)."""
    from sim.moves import table

    return np.array([row.seen == "own" and row.role is not role for row in table().values()], bool)
