"""Genes: what a seat does as whole numbers that a search can vary, and back in the notations of policies and plans.

A side is a posture, perhaps another one from some quarter on, and up to MOST_LINES lines of a plan. What a line may say
comes from the engine's own tables, and each choice is read by the engine's own reader; whether it is allowed and can be
paid in a quarter of a run is for the engine to say when it comes to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.errors import FournosError
from sim.moves import Answer, answers, of_seat
from sim.orders import Order, Reply
from sim.plans import Line, Plan, given, read_line
from sim.pledges import NAMES as PLEDGES
from sim.policy import parse
from sim.scenario import Scenario
from sim.seats import Role
from sim.situations import NAMES as SITUATIONS
from sim.study.questions.search_sides import Side

IntArray = NDArray[np.int64]
MOST_LINES = 8
TERMS = (0.3, 0.4, 0.5, 0.7, 0.9)
"""Terms that are tried where an answer names some."""
EVERY = (1, 2, 3, 4, 6, 8, 10, 12, 14, 16)
ANY = SITUATIONS.index("any")
STEP = 4
"""Quarters between two at which a posture can change, or a line can begin or end."""
HEAD, LINE = ("posture", "quarter", "next"), ("order", "when", "and", "every", "from", "until")
ORDERED = frozenset({"quarter", "every", "from", "until"})
"""Genes whose neighbours mean nearly the same."""


@dataclass(frozen=True)
class Genes:
    """The genes of a seat in some scenarios.

    Attributes
    ----------
    role, seat : whose side it is.
    postures : doctrines that every one of the scenarios offers the seat.
    quarters : how long the longest run lasts.
    """

    role: Role
    seat: str
    postures: tuple[str, ...]
    quarters: int

    @classmethod
    def of(cls, scenarios: Sequence[Scenario], seat: str, quarters: int) -> Genes:
        """Return the genes of a seat that all scenarios have."""
        first = scenarios[0]
        shared = tuple(
            name for name in first.seats[seat].doctrines if all(name in row.seats[seat].doctrines for row in scenarios)
        )
        return cls(first.role_of(seat), seat, shared, quarters)

    @cached_property
    def orders(self) -> tuple[Order, ...]:
        """What a line can order; the first orders nothing, and stands for no line at all."""
        found = [Order(moves=(row.id,)) for row in of_seat(self.role, self.seat)]
        given_to = [row for (role, _asks), rows in answers().items() if role is self.role for row in rows]
        for row in given_to:
            found += [Order(answers=(Reply(row.situation, row.id, terms),)) for terms in _terms(row)]
        if self.role is Role.TARGET:
            found += [Order(breaks=(name,)) for name in PLEDGES]
        return (Order(), *(each for each in found if self.reads(f"any: {each}")))

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """Quarters at which something can begin or end; 0 is the opening, or no end."""
        return tuple(range(0, self.quarters, STEP))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each gene is."""
        return HEAD + LINE * MOST_LINES

    @cached_property
    def sizes(self) -> IntArray:
        """How many values each gene can take, shape (genes,)."""
        steps = len(self.steps)
        head = [len(self.postures), steps, len(self.postures)]
        line = [len(self.orders), len(SITUATIONS), len(SITUATIONS) + 1, len(EVERY), steps, steps]
        return np.array(head + line * MOST_LINES)

    @cached_property
    def blocks(self) -> IntArray:
        """Which block each gene belongs to: the posture is 0, the lines 1 and on, shape (genes,)."""
        return np.array([0] * len(HEAD) + [number for number in range(1, MOST_LINES + 1) for _gene in LINE])

    @cached_property
    def ordered(self) -> NDArray[np.bool_]:
        """Whether neighbours of each gene mean nearly the same, shape (genes,)."""
        return np.array([name in ORDERED for name in self.names])

    def reads(self, text: str) -> bool:
        """Whether the engine reads a line for this seat."""
        try:
            read_line(text, self.role, self.seat)
        except FournosError:
            return False
        return True

    def side(self, row: IntArray) -> Side:
        """Return what a row of genes says."""
        posture, quarter, other = (int(gene) for gene in row[: len(HEAD)])
        policy = self.postures[posture]
        if quarter and other != posture:
            policy = f"{policy},{self.postures[other]}@{self.steps[quarter]}"
        lines = [self._line(genes) for genes in self._lines(row) if genes[0]]
        return Side(policy, "\n".join(map(str, lines)))

    def repaired(self, rows: IntArray) -> IntArray:
        """Return rows in which what says nothing is 0 and empty lines come last: equal sides are equal rows."""
        found = rows.copy()
        for row in found:
            if row[1] == 0 or row[2] == row[0]:
                row[1:3] = 0
            lines = [self._plain(genes) for genes in self._lines(row) if genes[0]]
            row[len(HEAD) :] = 0
            for number, genes in enumerate(dict.fromkeys(lines)):
                row[len(HEAD) + number * len(LINE) : len(HEAD) + (number + 1) * len(LINE)] = genes
        return found

    def row(self, side: Side) -> IntArray | None:
        """Return the genes of a side; None if they cannot say it."""
        try:
            policy, plan = parse(self.role, side.posture), given(side.plan, self.role, self.seat)
            steps = [(start, self.postures.index(row.name)) for start, row in policy.steps]
            if len(steps) > 2 or len(plan.lines) > MOST_LINES:
                return None
            later = [self.steps.index(steps[1][0]), steps[1][1]] if len(steps) > 1 else [0, 0]
            genes = [gene for line in plan.lines for gene in self._genes(line)]
        except (FournosError, ValueError):
            return None
        found = np.zeros(len(self.sizes), np.int64)
        found[: len(HEAD)] = [steps[0][1], *later]
        found[len(HEAD) : len(HEAD) + len(genes)] = genes
        whole: IntArray = self.repaired(found[None])[0]
        return whole

    def drawn(self, count: int, chance: np.random.Generator) -> IntArray:
        """Return rows drawn at random, shape (count, genes); a line is there or not with even chance."""
        rows = chance.integers(0, self.sizes, (count, len(self.sizes)))
        for name, share in (("quarter", 0.5), ("order", 0.5), ("and", 0.75), ("from", 0.7), ("until", 0.7)):
            columns = np.flatnonzero([each == name for each in self.names])
            rows[:, columns] *= chance.random((count, columns.size)) >= share
        return self.repaired(rows)

    # ---------------------------------------------------------------- inside

    def _lines(self, row: IntArray) -> list[tuple[int, ...]]:
        return [tuple(genes) for genes in row[len(HEAD) :].reshape(MOST_LINES, len(LINE)).tolist()]

    def _line(self, genes: tuple[int, ...]) -> Line:
        order, when, more, every, first, until = genes
        names = (SITUATIONS[when], *(SITUATIONS[more - 1 : more] if more else ()))
        return Line(names, self.orders[order], EVERY[every], self.steps[first], self.steps[until] if until else None)

    def _plain(self, genes: tuple[int, ...]) -> tuple[int, ...]:
        """Return a line in which what says nothing is 0."""
        order, when, more, every, first, until = genes
        if more and when == ANY:
            when, more = more - 1, 0
        return (
            order,
            when,
            0 if more - 1 in (when, ANY) else more,
            every if self.orders[order].moves else 0,
            first,
            0 if until <= first else until,
        )

    def _genes(self, line: Line) -> list[int]:
        """Return the genes of a line; ValueError if they cannot say it."""
        when, more, *rest = (*line.when, "")[:3] if len(line.when) > 1 else (line.when[0], "")
        if any(rest):
            raise ValueError(line)
        return [
            self.orders.index(line.order),
            SITUATIONS.index(when),
            SITUATIONS.index(more) + 1 if more else 0,
            EVERY.index(line.every),
            self.steps.index(line.first),
            self.steps.index(line.until) if line.until else 0,
        ]


def _terms(row: Answer) -> tuple[float | None, ...]:
    return TERMS if row.terms else (None,)


def readable(plan: Plan, reads: Callable[[str], bool]) -> str:
    """Return the lines of a registered plan that a seat can follow; those for seats of another name do nothing."""
    return "\n".join(line for line in map(str, plan.lines) if reads(line))


def kept(lines: Iterable[str], without: int) -> str:
    """Return a plan without one of its lines."""
    return "\n".join(line for number, line in enumerate(lines) if number != without)
