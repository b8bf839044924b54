"""Named chance: every draw is addressed by seed, namespace, name, run and quarter, and by nothing else.

A draw is one word of Philox-4x64 [Salmon2011] with key (seed, BLAKE2b-64 of "namespace/name") and counter
(run // 4, quarter, 0, 0); run r takes word r % 4 of its block. So run r of a seed meets the same chance alone, in a
batch of any width, on any worker; two policies on one seed meet the same shocks; and a new mechanism takes a new name
and shifts no old draw. Normals are `scipy.special.ndtri` of the same uniforms, since NumPy's own method uses a varying
number of words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sim.errors import OutOfRange, UnknownName, WrongType

FloatArray = NDArray[np.float64]

NAMESPACES = ("game", "forecast", "luck", "planner", "fork", "study")
"""Different keys of one seed: a forecast never shares the game's future."""

MOST_RUNS = 100_000_000
LAST_RUN = 2**62
"""Runs of one batch at most, and the highest number of a run."""

WORDS = 4
SMALLEST = 2.0**-54
"""Half a step of the uniform grid: keeps a normal finite where the uniform is exactly 0."""
DENSE = 8
"""An explicit list of runs is cut from one contiguous stretch while that is at most this many times as long."""
APART = 64
"""Elsewhere it is cut where the next number is over this many blocks away: a stretch costs as much as 100 words."""


@lru_cache(maxsize=4096)
def key(namespace: str, name: str) -> int:
    """Return the 64-bit key of a draw's name."""
    digest = hashlib.blake2b(f"{namespace}/{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def checked_seed(seed: object) -> int:
    """Return a seed as a Python int.

    Raises
    ------
    WrongType, OutOfRange
        If it is not a whole number from 0 to 2**63 - 1.
    """
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
        raise WrongType("seed", seed, "a whole number")
    if not 0 <= int(seed) < 2**63:
        raise OutOfRange("seed", seed, 0, 2**63 - 1)
    return int(seed)


def run_numbers(runs: object, first: int = 0) -> NDArray[np.int64]:
    """Return the numbers of the runs of a batch: `runs` from `first` on, or those of an explicit sequence.

    Raises
    ------
    WrongType, OutOfRange
        If `runs` is neither a count of 1 or more nor a sequence of whole numbers from 0 on.
    """
    if isinstance(runs, (int, np.integer)) and not isinstance(runs, bool):
        if not 1 <= runs <= MOST_RUNS:
            raise OutOfRange("number of runs", runs, 1, MOST_RUNS)
        if not 0 <= first <= LAST_RUN:
            raise OutOfRange("first run", first, 0, LAST_RUN)
        return np.arange(first, first + int(runs), dtype=np.int64)
    if isinstance(runs, (bool, str)) or not isinstance(runs, (Sequence, np.ndarray)):
        raise WrongType("runs", runs, "a count of runs, or their numbers")
    numbers = np.asarray(runs) if len(runs) else np.zeros(0, np.int64)
    if numbers.ndim != 1 or not np.issubdtype(numbers.dtype, np.integer):
        raise WrongType("runs", runs, "a count of runs, or their numbers")
    wrong = numbers[(numbers < 0) | (numbers > LAST_RUN)]
    if wrong.size:
        raise OutOfRange("run number", int(wrong[0]), 0, LAST_RUN)
    return numbers.astype(np.int64)


def standard_normal(uniform: FloatArray, where: NDArray[np.bool_] | None = None) -> FloatArray:
    """Return the standard normals that uniforms stand for, shape (runs,); 0 outside `where`, if it is given."""
    from scipy.special import ndtri

    if where is None:
        return ndtri(np.maximum(uniform, SMALLEST))
    normal, index = np.zeros(uniform.size), np.flatnonzero(where)
    normal[index] = ndtri(np.maximum(uniform.take(index), SMALLEST))
    return normal


class Draws:
    """The chance of one batch of runs.

    Parameters
    ----------
    seed : whole number, 0 to 2**63 - 1.
    runs : how many runs from `first`, or an explicit sequence of run numbers (repeats allowed: twins, the ledger).
    first : number of the first run of a contiguous batch.
    namespace : one of NAMESPACES.
    """

    def __init__(self, seed: int, runs: int | Sequence[int], *, first: int = 0, namespace: str = "study") -> None:
        if namespace not in NAMESPACES:
            raise UnknownName("seed namespace", namespace, NAMESPACES)
        self.seed = checked_seed(seed)
        self.namespace = namespace
        self.runs = run_numbers(runs, first)
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state
        self._state["state"]["key"][0] = self.seed
        self._stretches = _stretches(self.runs)

    def uniform(self, name: str, quarter: int) -> FloatArray:
        """Return one uniform in [0, 1) a run, shape (runs,), from the top 53 bits of the run's word."""
        identity = key(self.namespace, name)
        first = self._stretches[0]
        if first.place is None:
            return self._words(identity, quarter, first)
        out = np.empty(self.runs.size)
        for stretch in self._stretches:
            out[stretch.place] = self._words(identity, quarter, stretch)
        return out

    def normal(self, name: str, quarter: int, where: NDArray[np.bool_] | None = None) -> FloatArray:
        """Return one standard normal a run, shape (runs,); 0 outside `where`, if it is given."""
        return standard_normal(self.uniform(name, quarter), where)

    def _words(self, identity: int, quarter: int, stretch: Stretch) -> FloatArray:
        """Return a stretch's uniforms; resetting the state is cheaper than a new generator."""
        inner = self._state["state"]
        inner["key"][1] = identity
        inner["counter"][0] = stretch.block
        inner["counter"][1] = quarter
        self._bits.state = self._state
        return self._generator.random(stretch.words)[stretch.pick]


@dataclass(frozen=True)
class Stretch:
    """Contiguous blocks of words: the first block, words to draw, which of them are ours, and where they belong.

    `place` is None where they are the whole batch, in order.
    """

    block: int
    words: int
    pick: slice | NDArray[np.int64]
    place: NDArray[np.int64] | None = None


def _stretches(runs: NDArray[np.int64]) -> list[Stretch]:
    """Cut run numbers into contiguous stretches of blocks."""
    if runs.size == 0:
        return [Stretch(0, 0, slice(0, 0))]
    low, high = int(runs.min()), int(runs.max())
    start = low // WORDS * WORDS
    if runs.size == high - low + 1 and bool((np.diff(runs) == 1).all()):
        return [Stretch(low // WORDS, high - start + 1, slice(low - start, high - start + 1))]
    if high - start + 1 <= DENSE * runs.size + 64:
        return [Stretch(low // WORDS, high - start + 1, runs - start)]
    order = np.argsort(runs, kind="stable")
    ends = np.flatnonzero(np.diff(runs[order] // WORDS) > APART) + 1
    return [_stretch(runs, place) for place in np.split(order, ends)]


def _stretch(runs: NDArray[np.int64], place: NDArray[np.int64]) -> Stretch:
    """Return the stretch that covers some of the runs, in rising order of their numbers."""
    mine = runs[place]
    start = int(mine[0]) // WORDS * WORDS
    return Stretch(start // WORDS, int(mine[-1]) - start + 1, mine - start, place)
