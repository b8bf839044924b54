"""Findings and judgements: what a proposition came to over the calibrated sets, and what that makes of a claim."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.claims import Claim
from sim.language import _
from sim.world import FloatArray

if TYPE_CHECKING:
    from sim.propositions import Proposition

SUPPORTED, MIXED, UNDECIDED, NOT_SUPPORTED = "supported", "mixed", "undecided", "not supported"
BY_CONSTRUCTION, NOT_REPRESENTED = "by construction", "not represented"
VERDICTS = (SUPPORTED, MIXED, UNDECIDED, NOT_SUPPORTED, BY_CONSTRUCTION, NOT_REPRESENTED)
MOST, MANY, FEW = 0.90, 0.65, 0.35
"""Shares of the sets: from MOST on a claim is supported, from MANY on mixed, up to FEW not supported."""
FEWEST = 5
"""Sets that need to have a number, else nothing is decided."""
BAND = (5.0, 95.0)
"""Percentiles over the sets between which a finding's interval lies."""
STANDING = {
    "by construction": BY_CONSTRUCTION,
    "input": BY_CONSTRUCTION,
    "not represented": NOT_REPRESENTED,
    "flavour": NOT_REPRESENTED,
}
"""Verdict of a claim that is not tested, by its standing."""
REASONS = {
    "by construction": _("The rules contain it, so that output can only echo it."),
    "input": _("It is put in, as an opening value or a type: what is put in comes out again."),
    "not represented": _("Nothing in the rules carries it yet."),
    "flavour": _("It colours briefings, and nothing in the rules carries it."),
}
"""Why a claim is not tested, by its standing."""


def verdict(share: float | None) -> str:
    """Return the verdict for a share of the sets; undecided if there is none."""
    if share is None:
        return UNDECIDED
    limits = ((MOST, SUPPORTED), (MANY, MIXED))
    for limit, word in limits:
        if share >= limit - 1e-9:
            return word
    return NOT_SUPPORTED if share <= FEW + 1e-9 else UNDECIDED


@dataclass(frozen=True, eq=False)
class Finding:
    """What a proposition came to.

    Attributes
    ----------
    proposition : which.
    values : its number in each set, shape (sets,), NaN where it does not exist.
    variance : what part of each number's variance is the luck of its runs, shape (sets,).
    levels : for one cell or two, each cell's own number, as the mean over the sets.
    """

    proposition: Proposition
    values: FloatArray
    variance: FloatArray
    levels: tuple[float | None, ...]

    @cached_property
    def support(self) -> FloatArray:
        """Whether each set supports it: 1 or 0, one half exactly at the threshold, NaN where it has no number."""
        return self.proposition.holds.support(self.values)

    @property
    def sets(self) -> int:
        """In how many sets it has a number."""
        return int(np.isfinite(self.values).sum())

    @property
    def effect(self) -> float | None:
        """Mean over the sets."""
        return mean(self.values)

    @property
    def error(self) -> float | None:
        """Standard error of that mean."""
        known = self.values[np.isfinite(self.values)]
        return float(known.std(ddof=1) / math.sqrt(known.size)) if known.size > 1 else None

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """The middle nine tenths of the sets."""
        known = self.values[np.isfinite(self.values)]
        if not known.size:
            return None, None
        low, high = np.percentile(known, BAND)
        return float(low), float(high)

    @property
    def share(self) -> float | None:
        """Share of the sets with a number that support it; None if fewer than FEWEST have one."""
        return _share(self.support)

    @property
    def verdict(self) -> str:
        """The verdict on this proposition by itself."""
        return verdict(self.share)

    @property
    def alike(self) -> bool:
        """Whether all sets that have a number have the same one."""
        known = self.values[np.isfinite(self.values)]
        return bool((known == known[:1]).all())

    @property
    def noise(self) -> float | None:
        """Share of the variance between the sets that is the luck of their runs, and would go with more runs.

        None where nothing varies, too few sets have a number, or it cannot be told.
        """
        known = np.isfinite(self.values) & np.isfinite(self.variance)
        if known.sum() < FEWEST:
            return None
        between = float(self.values[known].var(ddof=1))
        return min(float(self.variance[known].mean()) / between, 1.0) if between > 0.0 else None

    def row(self) -> dict[str, Any]:
        """Return it as plain data."""
        low, high = self.interval
        return {
            "id": self.proposition.id,
            "text": self.proposition.text,
            "cells": list(self.proposition.titles),
            "levels": list(self.levels),
            "holds": str(self.proposition.holds),
            "effect": self.effect,
            "se": self.error,
            "low": low,
            "high": high,
            "share": self.share,
            "sets": self.sets,
            "noise": self.noise,
            "verdict": self.verdict,
            "not_shown": self.proposition.not_shown,
            "beside": self.proposition.beside,
        }


@dataclass(frozen=True, eq=False)
class Judgement:
    """What a claim came to.

    A claim is as strong as the weakest of the propositions that decide it: the one with the smallest share. `together`
    asks for more, that they hold in the same set; but luck adds up there, so no verdict is drawn from it.

    Attributes
    ----------
    claim : which.
    findings : of its propositions, those that decide it first; none for a claim that is not tested.
    """

    claim: Claim
    findings: tuple[Finding, ...] = ()

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """The findings that decide it."""
        return tuple(finding for finding in self.findings if not finding.proposition.beside)

    @property
    def weakest(self) -> Finding | None:
        """The finding that settles the verdict, None if the claim is not tested; one without a share comes first."""
        return min(self.deciding, key=lambda found: -1.0 if found.share is None else found.share, default=None)

    @property
    def share(self) -> float | None:
        """Share of the sets that support the weakest of its propositions."""
        return self.weakest.share if self.weakest else None

    @property
    def together(self) -> float | None:
        """Share of the sets that support all of its propositions at once."""
        return _share(np.min([finding.support for finding in self.deciding], axis=0)) if self.deciding else None

    @property
    def verdict(self) -> str:
        """One of VERDICTS."""
        return verdict(self.share) if self.deciding else STANDING[self.claim.standing]

    def row(self) -> dict[str, Any]:
        """Return effect, low, high, share and verdict; the numbers are those of its weakest proposition."""
        low, high = self.weakest.interval if self.weakest else (None, None)
        effect = self.weakest.effect if self.weakest else None
        return {"effect": effect, "low": low, "high": high, "share": self.share, "verdict": self.verdict}


def mean(values: FloatArray) -> float | None:
    """Return the mean of the numbers that exist, None if none does."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None


def _share(support: FloatArray) -> float | None:
    known = support[np.isfinite(support)]
    return float(known.mean()) if known.size >= FEWEST else None
