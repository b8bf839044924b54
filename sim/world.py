"""The world: the whole state of a batch of runs in one block, with a named view for each row.

The run axis is last. A row is a number a run, shape (runs,), or a pair such as the patrons', shape (2, runs). Flags
are 0 or 1. Writing `world.trust = x` writes into the block; a name that is no row is refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.agenda import Agenda
from sim.language import _

FloatArray = NDArray[np.float64]

NEVER = -1.0
"""Value of a quarter that has not come, and of settlement terms that do not exist."""

GRAIN = 1e9
"""State is rounded to 1 / GRAIN at the end of each quarter."""

CHUNK = 4
"""Rows rounded at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True)
class Row:
    """One row (or pair of rows) of the state."""

    name: str
    unit: str
    low: float
    high: float
    meaning: str
    size: int = 1


SHARE = (0.0, 1.0)
STOCK = (0.0, np.inf)
ANY = (-np.inf, np.inf)


def _rows(*specs: tuple[str, str, tuple[float, float], str]) -> tuple[Row, ...]:
    return tuple(Row(name, unit, low, high, meaning) for name, unit, (low, high), meaning in specs)


def _pairs(*specs: tuple[str, str, tuple[float, float], str], size: int = 2) -> tuple[Row, ...]:
    return tuple(Row(name, unit, low, high, meaning, size) for name, unit, (low, high), meaning in specs)


ROWS: tuple[Row, ...] = (
    *_rows(
        ("rung", "code", (0, 6), _("rung of the ladder: 0 peace to 6 settlement")),
        ("quarters_on_rung", "quarters", STOCK, _("time on the present rung")),
        ("war_spell", "quarters", STOCK, _("quarters of the present war")),
        ("aim", "code", SHARE, _("the challenger's aim in war: 0 punish, 1 seize")),
        ("coerced", "flag", SHARE, _("the challenger uses trade to coerce")),
        ("grievance", "share", SHARE, _("the challenger's grievance")),
        ("grievance_onset", "share", SHARE, _("its value when the present war began")),
        ("trust", "share", SHARE, _("trust between challenger and target")),
        ("tie", "share", SHARE, _("tie between challenger and target")),
        ("taiwan", "share", SHARE, _("fading pull of a Taiwan crisis")),
        ("stocks", "quarters of full fire", STOCK, _("the target's munitions")),
        ("output", "need a quarter", ANY, _("the target's own munitions output")),
        ("self_supply", "need a quarter", ANY, _("the part of output that postures have built")),
        ("land_held", "share", SHARE, _("border region held by the challenger")),
        ("land_ceded", "share", SHARE, _("border region lost for good")),
        ("conceded", "share", SHARE, _("policy conceded by the target")),
        ("gdp_path", "index", STOCK, _("the target's GDP without the loss to war, opening 1")),
        ("output_loss", "share", SHARE, _("share of GDP now lost to war")),
        ("legitimacy", "share", SHARE, _("the target government's standing at home")),
        ("trade_dependence", "share", SHARE, _("the target's value added that depends on the challenger")),
        ("breach", "share", STOCK, _("feared alignment after a broken pledge, fading")),
        ("greed", "share", SHARE, _("type of the challenger: 0 security seeker, 1 expansionist")),
    ),
    *_pairs(
        ("force", "100 000 troops", STOCK, _("forces able to reach the theatre: target, challenger")),
        ("dead", "thousand", STOCK, _("military dead: target, challenger")),
        ("burden", "years of GDP", STOCK, _("cumulated burden of war: target, challenger")),
        ("weariness", "share", SHARE, _("war weariness: target, challenger")),
        ("optimism", "share", ANY, _("private optimism about the war: target, challenger")),
        ("level", "share", SHARE, _("partnership of the target with each patron")),
        ("credibility", "share", SHARE, _("how far that partnership is believed")),
        ("reliability", "share", SHARE, _("the target's belief that the patron delivers")),
        ("fatigue", "share", SHARE, _("the patron's fatigue with aiding")),
        ("mood", "share", ANY, _("shift of the patron's support by elections and successions")),
        ("support", "share", SHARE, _("the patron's support for the target")),
        ("support_opening", "share", SHARE, _("its value in the first quarter")),
        ("distraction", "share", SHARE, _("pull of another theatre on the patron")),
        ("rivalry", "share", SHARE, _("rivalry of the patron with the challenger")),
        ("gone", "flag", SHARE, _("the patron has abandoned the target")),
        ("fighting", "flag", SHARE, _("the patron fights at the target's side")),
        ("resolve", "logit", ANY, _("type of the patron: shift of its readiness to fight")),
    ),
    *_pairs(
        ("pledged", "flag", SHARE, _("pledge in force, in the order of sim.pledges")),
        ("pledge_wait", "quarters", STOCK, _("quarters until a broken pledge can be given again")),
        size=4,
    ),
    *_rows(
        ("ever_war", "flag", SHARE, _("has been at war")),
        ("ever_occupied", "flag", SHARE, _("has lost land to occupation")),
        ("ever_general_war", "flag", SHARE, _("a patron has fought")),
        ("crises", "count", STOCK, _("entries into crisis")),
        ("concessions", "count", STOCK, _("policy concessions")),
        ("war_quarters", "quarters", STOCK, _("quarters at war in all")),
        ("peak_land_lost", "share", SHARE, _("largest share of the region ever held by the challenger")),
        ("first_war", "quarter", (NEVER, np.inf), _("first quarter of war, -1 if none")),
        ("settled_in", "quarter", (NEVER, np.inf), _("quarter of the first settlement, -1 if none")),
        (
            "terms",
            "share",
            (NEVER, 1.0),
            _("terms of the first settlement: 0 the target's, 1 the challenger's, -1 if none"),
        ),
    ),
    *_pairs(
        ("abandoned_in", "quarter", (NEVER, np.inf), _("quarter in which the patron abandoned the target, -1 if never"))
    ),
    # Kept by mends of the patrons' side; nought (or never) where these are not in use.
    *_rows(
        ("credit", "share", SHARE, _("the first patron's name for keeping its promises, in all theatres")),
        ("reliance", "share", SHARE, _("the second patron's dependence on the challenger")),
        ("divided", "flag", SHARE, _("the first patron's government is divided, so that votes on aid can be blocked")),
        ("flow", "share", STOCK, _("share of its usual aid that the first patron's votes let through")),
        (
            "backlog",
            "quarters of aid",
            STOCK,
            _("aid of the first patron that votes have held up and that is still owed"),
        ),
    ),
    *_pairs(
        (
            "too_much",
            "share",
            SHARE,
            _("who says that the first patron gives too much: its keener camp, its warier one"),
        ),
        ("usual_aid", "need a quarter", STOCK, _("aid for which each patron is known of late")),
        ("stepped_in", "need a quarter", STOCK, _("aid that each patron adds because the other sends less")),
    ),
    *_pairs(
        ("asked_in", "quarter", (NEVER, np.inf), _("quarter in which each tier of weapons was asked for, -1 if never")),
        ("approved_in", "quarter", (NEVER, np.inf), _("quarter in which it was approved, -1 if never")),
        ("delivered_in", "quarter", (NEVER, np.inf), _("quarter in which it arrived, -1 if never")),
        size=4,
    ),
    # mends of the war side: rows that stay as they open where their mend is off
    *_rows(
        ("expedition", "100 000 troops", STOCK, _("the target's troops in a third country")),
        ("exit_decided", "quarter", (NEVER, np.inf), _("quarter in which it decided to bring them home, -1 if never")),
        ("dead_abroad", "thousand", STOCK, _("the target's military dead in that country")),
        ("army", "100 000 troops", STOCK, _("the target's whole army")),
        ("military_burden", "share of GDP a year", STOCK, _("what that army costs")),
        ("scar", "share", SHARE, _("share of GDP lost for long by fighting at home")),
    ),
)

WHOLE = frozenset({"code", "flag", "count", "quarter", "quarters"})
"""Units of rows that hold whole numbers, which need no rounding."""

FIXED = frozenset({"greed", "resolve", "support_opening"})
"""Rows that the first quarter writes for good: they are rounded once."""

LAYOUT = sorted(ROWS, key=lambda row: (row.unit in WHOLE, row.name in FIXED))
"""Rows as they lie in the block: first those that are rounded each quarter, then once, then never."""

NAMES = tuple(row.name for row in LAYOUT)
HEIGHT = sum(row.size for row in ROWS)
ROUNDED = sum(row.size for row in ROWS if row.unit not in WHOLE)
MOVING = ROUNDED - sum(row.size for row in ROWS if row.name in FIXED)


class World:
    """The state of a batch of runs.

    Attributes
    ----------
    block : all state, shape (HEIGHT, runs).
    quarter : the quarter about to be resolved, 0 at the opening.
    agenda : what moves add to the state; a world whose seats make none has no such attribute.
    """

    block: FloatArray
    quarter: int
    agenda: Agenda

    def __init__(
        self, runs: int, block: FloatArray | None = None, quarter: int = 0, agenda: Agenda | None = None
    ) -> None:
        put = object.__setattr__
        put(self, "block", np.zeros((HEIGHT, runs)) if block is None else block)
        put(self, "quarter", quarter)
        if agenda is not None:
            put(self, "agenda", agenda)
        top = 0
        for row in LAYOUT:
            put(self, row.name, self.block[top] if row.size == 1 else self.block[top : top + row.size])
            top += row.size

    def __getattr__(self, name: str) -> FloatArray:
        raise AttributeError(f"the world has no row called {name!r}")

    def __setattr__(self, name: str, value: ArrayLike) -> None:
        if name in ("quarter", "agenda"):
            object.__setattr__(self, name, value)
            return
        row = self.__dict__.get(name)
        if row is None or name.startswith("_"):
            raise AttributeError(f"the world has no row called {name!r}")
        row[...] = value

    def __reduce__(self) -> tuple[type[World], tuple[int, FloatArray, int, Agenda | None]]:
        return World, (self.runs, self.block.copy(), self.quarter, self.agenda.fork() if self.has_agenda else None)

    @property
    def has_agenda(self) -> bool:
        """Whether seats make moves in this world."""
        return "agenda" in self.__dict__

    @property
    def runs(self) -> int:
        """Number of runs in the batch."""
        return int(self.block.shape[1])

    @property
    def is_open(self) -> bool:
        """Whether no quarter has been resolved yet."""
        return self.quarter == 0

    def fork(self) -> World:
        """Return an independent copy with the truth in it: for the analyst, the white cell and the debrief alone."""
        return World(self.runs, self.block.copy(), self.quarter, self.agenda.fork() if self.has_agenda else None)

    def part(self, index: slice | NDArray[np.int64]) -> World:
        """Return an independent copy of some of the runs (repeats allowed)."""
        block = self.block[:, index].copy() if isinstance(index, slice) else self.block.take(index, 1)
        return World(block.shape[1], block, self.quarter, self.agenda.part(index) if self.has_agenda else None)

    def settle(self) -> None:
        """Round the state in place, so that the last bits of exp and log, which differ by processor, never grow."""
        last = ROUNDED if self.is_open else MOVING
        for top in range(0, last, CHUNK):
            rows = self.block[top : min(top + CHUNK, last)]
            rows *= GRAIN
            np.rint(rows, out=rows)
            rows /= GRAIN
        if self.has_agenda:
            self.agenda.settle()

    def digest(self) -> str:
        """Return a BLAKE2b hash of the quarter and all state."""
        mark = hashlib.blake2b(digest_size=16)
        mark.update(self.quarter.to_bytes(4, "little"))
        mark.update((self.block + 0.0).tobytes())
        if self.has_agenda:
            mark.update((self.agenda.block + 0.0).tobytes())
        return mark.hexdigest()

    def faults(self) -> list[str]:
        """Return the rows that hold a value outside their limits, or not finite; empty if all is well."""
        slack = 1.0 / GRAIN
        wrong = []
        for row in ROWS:
            values = self.__dict__[row.name]
            if not (np.isfinite(values) & (values >= row.low - slack) & (values <= row.high + slack)).all():
                wrong.append(row.name)
        return wrong


def joined(worlds: Sequence[World]) -> World:
    """Return one world that holds the runs of several, one after the other; all of them stand in the same quarter."""
    first = worlds[0]
    if not first.has_agenda:
        agenda = None
    else:
        block = np.concatenate([each.agenda.block for each in worlds], axis=1)
        agenda = Agenda(block.shape[1], first.agenda.__dict__["sizes"], block)
    block = np.concatenate([each.block for each in worlds], axis=1)
    return World(block.shape[1], block, first.quarter, agenda)
