"""Reliability of probabilities: of what is said to hold with a probability, how much does.

For probabilities and what came of them, one of each a game: bins with intervals, the Brier score with its reference,
and how far the bins stray from what was said.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

BINS = 10
"""Bins of equal width between 0 and 1."""
NORMAL_95 = 1.959964


@dataclass(frozen=True)
class Bin:
    """Games in which a probability between `low` and `high` was said.

    Attributes
    ----------
    count : how many games.
    said : the mean of what was said; None in an empty bin.
    share : the share in which it was so, with Wilson's 95 % interval `least` to `most`.
    """

    low: float
    high: float
    count: int
    said: float | None
    share: float | None
    least: float | None
    most: float | None


@dataclass(frozen=True)
class Reliability:
    """How reliable some probabilities are.

    Attributes
    ----------
    games : how many; `rate` in how many it was so, share.
    brier, reference : mean squared error of the probabilities, and of always saying the rate.
    stray : the sum over all games of what came less what was said, in standard errors of what chance would make of it.
    ratio : sum over bins of the squared, standardised difference, by the number of bins; about 1 if all is as said.
    bins : the bins.
    """

    games: int
    rate: float
    brier: float
    reference: float
    stray: float
    ratio: float
    bins: tuple[Bin, ...]

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def reliability(said: FloatArray, came: BoolArray, bins: int = BINS) -> Reliability:
    """Return how reliable probabilities are.

    Parameters
    ----------
    said, came : what was said, 0-1, and whether it was so; each of shape (games,).
    bins : how many bins of equal width.
    """
    true = came.astype(float)
    place = np.minimum((said * bins).astype(int), bins - 1)
    mine = [place == number for number in range(bins)]
    rows = tuple(_bin(number / bins, (number + 1) / bins, said[here], true[here]) for number, here in enumerate(mine))
    variance = said * (1.0 - said)
    expected = [variance[here].sum() for here in mine]
    strays = [(true - said)[here].sum() for here in mine]
    known = [(stray, spread) for stray, spread in zip(strays, expected, strict=True) if spread >= 1.0]
    rate = float(true.mean())
    return Reliability(
        games=int(said.size),
        rate=rate,
        brier=float(((said - true) ** 2).mean()),
        reference=rate * (1.0 - rate),
        stray=float((true - said).sum() / math.sqrt(max(float(variance.sum()), 1e-12))),
        ratio=float(np.mean([stray**2 / spread for stray, spread in known])) if known else math.nan,
        bins=rows,
    )


def _bin(low: float, high: float, said: FloatArray, true: FloatArray) -> Bin:
    if said.size == 0:
        return Bin(low, high, 0, None, None, None, None)
    share = float(true.mean())
    least, most = wilson(share, said.size)
    return Bin(low, high, int(said.size), float(said.mean()), share, least, most)


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share."""
    z2 = NORMAL_95**2 / count
    middle, half = share + z2 / 2.0, NORMAL_95 * math.sqrt(share * (1.0 - share) / count + z2 / (4.0 * count))
    return max((middle - half) / (1.0 + z2), 0.0), min((middle + half) / (1.0 + z2), 1.0)
