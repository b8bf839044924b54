"""Who sits where: seats, roles, and the order in which sides and patrons stand on an array's first axis."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The part that a seat plays in the rules. One set of rules serves every scenario; only the seats' names change."""

    TARGET = "target"
    CHALLENGER = "challenger"
    PATRON_A = "patron_a"
    PATRON_B = "patron_b"


PATRONS = (Role.PATRON_A, Role.PATRON_B)
"""Order of the first axis of an array of shape (2, runs) that concerns the patrons."""

SIDES = (Role.TARGET, Role.CHALLENGER)
"""Order of the first axis of an array of shape (2, runs) that concerns the two sides of the quarrel."""


class Rung(StrEnum):
    """The ladder of the conflict; the position in this list is the code in the state."""

    PEACE = "peace"
    GREY = "grey"
    CRISIS = "crisis"
    BORDER_WAR = "border-war"
    STALEMATE = "stalemate"
    OCCUPATION = "occupation"
    SETTLEMENT = "settlement"


RUNGS = tuple(rung.value for rung in Rung)
PEACE, GREY, CRISIS, BORDER_WAR, STALEMATE, OCCUPATION, SETTLEMENT = range(7)
PUNISH, SEIZE = 0, 1
"""Codes of the challenger's aim in a war."""
