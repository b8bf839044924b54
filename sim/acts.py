"""Acts: the orders of all seats for one quarter, laid out for every run of a batch, before any of them is resolved."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.moves import table as moves
from sim.seats import Role

BoolArray = NDArray[np.bool_]
CodeArray = NDArray[np.int8]
FloatArray = NDArray[np.float64]
UNSAID = -1
"""Code of an answer or an option that was not given."""
SEATS = {role: number for number, role in enumerate(Role)}
"""Row of each role on an array of shape (4, runs)."""


@dataclass
class Acts:
    """What all seats do beside holding their postures.

    Attributes
    ----------
    moves : (moves, runs) whether each move is ordered, in the order of `sim.moves.table`.
    answers : code of the answer given, by role and situation, each of shape (runs,); UNSAID where none is.
    terms : (runs,) terms that the target names, NaN where it names none.
    pledges : (4, runs) what is done to each pledge: 1 kept, -1 broken, 0 as the posture has it.
    options : (4, runs) option that each role takes of the card on the table; UNSAID for the usual one.
    says : (4, runs) public statements: 1 firm, -1 calm, 0 none.
    shifts : (4, runs) whether each role's posture is another than last quarter's.
    """

    moves: BoolArray
    terms: FloatArray
    pledges: CodeArray
    options: CodeArray
    says: CodeArray
    shifts: BoolArray
    answers: dict[tuple[Role, str], CodeArray] = field(default_factory=dict)

    @classmethod
    def none(cls, runs: int) -> Acts:
        """Return the acts of a quarter in which nobody orders anything."""
        return cls(
            np.zeros((len(moves()), runs), bool),
            np.full(runs, np.nan),
            np.zeros((4, runs), np.int8),
            np.full((4, runs), UNSAID, np.int8),
            np.zeros((4, runs), np.int8),
            np.zeros((4, runs), bool),
        )

    @property
    def runs(self) -> int:
        """Number of runs."""
        return int(self.terms.size)

    def part(self, index: NDArray[np.int64]) -> Acts:
        """Return the acts in some of the runs."""
        answers = {asked: codes[index] for asked, codes in self.answers.items()}
        return Acts(
            self.moves[:, index],
            self.terms[index],
            self.pledges[:, index],
            self.options[:, index],
            self.says[:, index],
            self.shifts[:, index],
            answers,
        )

    def within(self, where: slice) -> Acts:
        """Return the acts in neighbouring runs as views; what answers are given there has to be carried back."""
        return Acts(
            self.moves[:, where],
            self.terms[where],
            self.pledges[:, where],
            self.options[:, where],
            self.says[:, where],
            self.shifts[:, where],
        )

    def given(self, role: Role, situation: str) -> CodeArray | None:
        """Return the codes of the answers that a role gives to a situation, or None if it gives none in any run."""
        return self.answers.get((role, situation))

    def answer(self, role: Role, situation: str, code: int, where: BoolArray) -> BoolArray:
        """Give an answer where none is given yet; return where it was."""
        held = self.answers.setdefault((role, situation), np.full(self.runs, UNSAID, np.int8))
        free: BoolArray = where & (held == UNSAID)
        held[free] = code
        return free
