"""The search for parameter sets: prior draws, one run of each history, then base rates for those that are left.

A chunk of draws passes through these stages one batch after the other, so that many chunks can be under way on many
workers. What a chunk comes to depends on the seed and its number alone.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.batch import Batch, Job
from sim.case import Case, prepare
from sim.errors import RunError
from sim.posterior import free_parameters
from sim.randomness import FloatArray
from sim.scenario import Scenario
from sim.study.probes import Watch
from sim.study.windows import Bools, Windows, windows

CHUNK = 10_240
"""Draws of a chunk; part of what fixes the result."""
REPEATS = 60
"""Runs of each set by which its base rates are told."""
RATED = 100
"""Prior draws whose base rates are told, whatever they reproduce."""
NONE = -1

Load = Callable[[str], Scenario]


@dataclass(frozen=True)
class Plan:
    """What fixes the result of a search, but for how many draws it takes."""

    seed: int
    mends: tuple[str, ...]
    scenarios: Mapping[str, Scenario]

    def case(self, cell: str, values: FloatArray, repeats: int = 1, luck: str = "") -> Case:
        """Return the case of a cell for parameter sets, each repeated; every cell has luck of its own."""
        about = windows().cells[cell]
        columns = zip(free_parameters(), np.repeat(values, repeats, axis=0).T, strict=True)
        return prepare(
            self.scenarios[about["scenario"]],
            about["doctrines"],
            {row.name: column for row, column in columns},
            seed=_luck(self.seed, f"{cell}{luck}"),
            quarters=about["quarters"],
            opening=about.get("opening"),
            mends=self.mends,
        )

    def prior(self, number: int, count: int = CHUNK) -> FloatArray:
        """Return the first draws of a chunk, uniform over the plausible ranges, shape (count, parameters)."""
        rows = free_parameters()
        low, high = (np.array([getattr(row, end) for row in rows]) for end in ("low", "high"))
        chance = np.random.Generator(np.random.Philox(np.random.SeedSequence(self.seed, spawn_key=(number,))))
        drawn: FloatArray = low + (high - low) * chance.random((count, len(rows)))
        return drawn


def _luck(seed: int, word: str) -> int:
    digest = hashlib.blake2b(f"calibration/{seed}/{word}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


@dataclass(frozen=True)
class Chunk:
    """What became of a chunk of draws.

    Attributes
    ----------
    number, count : its number and how many draws it has.
    tried, held : for each window of the histories, among how many draws it was looked at and in how many it held.
        Those of a later history are looked at where all of the earlier ones hold.
    left : how many draws are left after each window in turn, shape (2, windows): all windows; those that nothing can
        leave out alone.
    rows : draws that miss no window, or a single one; `missed` is its place, NONE for none.
    rates : their base rates, shape (rows, base rates); NaN where they were not told.
    whole : in the first chunk, whether each window holds in each draw, shape (windows, draws); else empty.
    whole_rates : there, the base rates of the first RATED draws; else empty.
    """

    number: int
    count: int
    tried: NDArray[np.int64]
    held: NDArray[np.int64]
    left: NDArray[np.int64]
    rows: NDArray[np.int64]
    missed: NDArray[np.int64]
    rates: FloatArray
    whole: Bools
    whole_rates: FloatArray

    @property
    def passed(self) -> int:
        """How many draws pass both histories."""
        return int((self.missed == NONE).sum())

    def arrays(self) -> dict[str, Any]:
        """Return everything as arrays, to be saved."""
        return {name: np.asarray(value) for name, value in self.__dict__.items()}

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Chunk:
        """Return a chunk from saved arrays."""
        held: dict[str, Any] = {name: np.array(arrays[name]) for name in cls.__dataclass_fields__}
        return cls(**held | {name: int(held[name]) for name in ("number", "count")})


@dataclass
class Passage:
    """A chunk on its way through the stages: it gives a job, takes what came of it, and gives the next.

    The first chunk goes through every stage whole: that tells how often each window holds in the prior.
    """

    plan: Plan
    number: int
    count: int
    rows: NDArray[np.int64] = field(init=False)
    flags: Bools = field(init=False)
    rated: NDArray[np.int64] = field(init=False)
    rates: dict[str, dict[str, FloatArray]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.frozen: Windows = windows()
        self.values = self.plan.prior(self.number, self.count)
        self.flags = np.ones((len(self.frozen.histories), self.count), bool)
        self.rows = np.arange(self.count)
        self.stages = deque((*self.frozen.told, *dict.fromkeys(c for row in self.frozen.base for c in row.cells)))
        self.cells = {cell: place for place, cell in enumerate(self.stages)}

    @property
    def is_whole(self) -> bool:
        """Whether every draw goes through every history."""
        return self.number == 0

    def job(self) -> Job | None:
        """Return the next batch to run, or None if the chunk is through."""
        if not self.stages or not len(self.rows):
            return None
        cell = self.stages[0]
        repeats = 1 if cell in self.frozen.told else REPEATS
        case = self.plan.case(cell, self.values[self.rows], repeats)
        first, count = self.number * CHUNK * repeats, len(self.rows) * repeats
        return Job(case, first, count, watch=Watch.of(self.frozen.probes(cell)), cell=self.cells[cell])

    def take(self, batch: Batch) -> None:
        """Take what came of the last job.

        Raises
        ------
        RunError
            If it failed.
        """
        if batch.outcomes is None:
            raise RunError(batch.failure.error if batch.failure else "")
        cell = self.stages.popleft()
        if cell in self.frozen.told:
            self._told(cell, batch.outcomes)
        else:
            self.rates[cell] = {name: values.reshape(-1, REPEATS) for name, values in batch.outcomes.items()}

    def _told(self, cell: str, found: Mapping[str, FloatArray]) -> None:
        """Note which windows of a history hold, and who goes on to the next stage."""
        for place, window in enumerate(self.frozen.histories):
            if window.cells == (cell,):
                self.flags[place, self.rows] = window.holds({cell: found})
        if self.stages[0] in self.frozen.told:
            self.rows = np.arange(self.count) if self.is_whole else np.flatnonzero(self._misses() <= 1)
        else:
            needed = np.array([not window.switch for window in self.frozen.histories])
            wanted = self.flags[needed].all(axis=0)
            wanted[: RATED if self.is_whole else 0] = True
            self.rows = self.rated = np.flatnonzero(wanted)

    def _misses(self) -> NDArray[np.int64]:
        return np.asarray((~self.flags).sum(axis=0))

    def chunk(self) -> Chunk:
        """Return what became of the chunk, once it is through."""
        misses = self._misses()
        rows = np.flatnonzero(misses <= 1)
        missed = np.where(misses[rows] == 0, NONE, (~self.flags[:, rows]).argmax(axis=0))
        rates = self._rates()
        return Chunk(
            number=self.number,
            count=self.count,
            **self._counts(),
            rows=rows,
            missed=missed,
            rates=rates[rows],
            whole=self.flags if self.is_whole else np.zeros((len(self.flags), 0), bool),
            whole_rates=rates[: RATED if self.is_whole else 0],
        )

    def _rates(self) -> FloatArray:
        """Return the base rates of all draws, NaN where they were not told, shape (draws, base rates)."""
        rates = np.full((self.count, len(self.frozen.base)), np.nan)
        if self.rates:
            rates[self.rated] = np.stack([row.rate(self.rates) for row in self.frozen.base], axis=1)
        return rates

    def _counts(self) -> dict[str, NDArray[np.int64]]:
        """Return how often each window was looked at and held, and how many draws are left after each."""
        optional = np.array([bool(window.switch) for window in self.frozen.histories])
        left = [np.logical_and.accumulate(flags, axis=0) for flags in (self.flags, self.flags | optional[:, None])]
        before, tried, held = np.ones(self.count, bool), [], []
        for cell in self.frozen.told:
            mine = [place for place, row in enumerate(self.frozen.histories) if row.cells == (cell,)]
            tried += [before.sum()] * len(mine)
            held += [(self.flags[place] & before).sum() for place in mine]
            before = before & self.flags[mine].all(axis=0)
        return {"tried": np.array(tried), "held": np.array(held), "left": np.sum(left, axis=2)}


class Search:
    """The jobs of many chunks: an iterator that has more to give once earlier batches have been taken."""

    def __init__(self, plan: Plan, chunks: Mapping[int, int], done: Callable[[Chunk], None]) -> None:
        self._plan, self._done = plan, done
        self._coming = iter(chunks.items())
        self._next: deque[tuple[Job, Passage]] = deque()
        self._under_way: dict[tuple[int, int], Passage] = {}

    def __iter__(self) -> Iterator[Job]:
        return self

    def __next__(self) -> Job:
        if self._next:
            job, passage = self._next.popleft()
        else:
            passage = Passage(self._plan, *next(self._coming))
            first = passage.job()
            if first is None:
                raise StopIteration
            job = first
        self._under_way[job.cell, job.first] = passage
        return job

    def take(self, batch: Batch) -> None:
        """Take a batch: its chunk goes on to its next stage, or is done."""
        passage = self._under_way.pop((batch.cell, batch.first))
        passage.take(batch)
        job = passage.job()
        if job is None:
            self._done(passage.chunk())
        else:
            self._next.append((job, passage))
