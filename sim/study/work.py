"""The work of a study: batches in the order of their runs, parts as they fill, and runs that fail set apart.

A batch never reaches over the end of a segment or of a part. If one fails it is halved and tried again until the runs
that fail are alone: what a point cannot do costs no other point its runs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.batch import Batch, Failure, Job
from sim.case import Case
from sim.errors import FournosError
from sim.recorder import COLUMNS, Trajectories
from sim.study.planned import Slice
from sim.study.probes import OUTCOMES, Watch
from sim.study.spec import StudySpec
from sim.study.stages import IntArray, Segment, luck
from sim.study.uncertainties import Points

NARROWEST = 512
"""Runs of a batch, at least, when a small study is shared out among workers."""
WORDS = ("scenario", "policy")
"""Columns that hold positions in a list of names."""
FIRST_COLUMNS = ("run", "design_id", "replication", "luck", "scenario", "seed", "policy")


@dataclass
class Filling:
    """A part as it fills.

    Attributes
    ----------
    columns : shape (runs,) each; `here` says which rows are.
    recorded : what was recorded of some runs, each with the number of its first run in the study, and its segment.
    """

    slice: Slice
    columns: dict[str, NDArray[Any]]
    here: NDArray[np.bool_]
    left: int
    segments: list[tuple[Segment, int, int]] = field(default_factory=list)
    recorded: list[tuple[int, Segment, Trajectories]] = field(default_factory=list)
    failures: list[tuple[Piece, Failure]] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, eq=False)
class Piece:
    """What a batch holds: runs `start` to `stop` of a segment, counted from its own first, for a part."""

    segment: Segment
    start: int
    stop: int
    part: int

    @property
    def first(self) -> int:
        """Number of its first run in the study."""
        return self.segment.first + self.start

    @property
    def count(self) -> int:
        """How many runs it holds."""
        return self.stop - self.start


class Work:
    """The batches of the parts that are missing, handed out in their order; an iterator that may grow.

    Parameters
    ----------
    segments : all segments of the study, in the order of their runs.
    slices : the parts to make, in their order.
    width : runs of a batch, at most.
    done : called with each part when all its runs are in or have failed.
    """

    def __init__(
        self,
        spec: StudySpec,
        points: Points,
        segments: Sequence[Segment],
        slices: Sequence[Slice],
        width: int,
        done: Callable[[Filling], None],
    ) -> None:
        self.spec, self.points, self._done = spec, points, done
        self._coming = self._pieces(segments, slices, width)
        self._again: deque[Piece] = deque()
        self._flying: dict[int, Piece] = {}
        self._filling: dict[int, Filling] = {}
        self._sent, self._unsent = 0, 0
        self._watch = watched(spec)

    def __iter__(self) -> Iterator[Job]:
        return self

    def __next__(self) -> Job:
        while True:
            piece = self._again.popleft() if self._again else next(self._coming)
            try:
                job = self._job(piece, self._sent + 1)
            except FournosError as error:  # what a point asks for is not allowed in this scenario
                self._unsent += self._failed(piece, Failure(piece.first, piece.count, str(error), ""))
                continue
            self._sent += 1
            self._flying[self._sent] = piece
            return job

    def take(self, batch: Batch) -> int:
        """Take a batch; return how many runs are done with it: none if they are tried again."""
        piece = self._flying.pop(batch.cell)
        filling = self._filling[piece.part]
        filling.seconds += batch.seconds
        unsent, self._unsent = self._unsent, 0
        if batch.outcomes is None and batch.failure is not None:
            return unsent + self._failed(piece, batch.failure)
        self._put(filling, piece, batch)
        return unsent + self._settled(piece)

    def _failed(self, piece: Piece, failure: Failure) -> int:
        """Halve what failed, to be tried again; or note a run that fails alone. Return how many runs are done with."""
        if piece.count > 1:
            middle = (piece.start + piece.stop) // 2
            self._again += [replace(piece, stop=middle), replace(piece, start=middle)]
            return 0
        self._filling[piece.part].failures.append((piece, failure))
        return self._settled(piece)

    def _settled(self, piece: Piece) -> int:
        """Count runs as done with, and hand over their part if it was the last of them; return how many."""
        filling = self._filling[piece.part]
        filling.left -= piece.count
        if not filling.left:
            self._done(self._filling.pop(piece.part))
        return piece.count

    def _put(self, filling: Filling, piece: Piece, batch: Batch) -> None:
        start = piece.first - filling.slice.first
        rows = slice(start, start + piece.count)
        for name, values in (batch.outcomes or {}).items():
            filling.columns[name][rows] = values
        filling.here[rows] = True
        if batch.trajectories is not None:
            filling.recorded.append((piece.first, piece.segment, batch.trajectories))

    def _pieces(self, segments: Sequence[Segment], slices: Sequence[Slice], width: int) -> Iterator[Piece]:
        """Yield what the batches hold, and open each part before the first of its batches."""
        ends = np.array([segment.first + segment.count for segment in segments])
        for part in slices:
            filling = self._opened(part)
            place, first = int(np.searchsorted(ends, part.first, side="right")), part.first
            while first < part.stop:
                segment = segments[place]
                start, stop = first - segment.first, min(part.stop - segment.first, segment.count)
                filling.segments.append((segment, start, stop))
                self._fill_in(filling, segment, start, stop)
                for low in range(start, stop, width):
                    yield Piece(segment, low, min(low + width, stop), part.number)
                first, place = segment.first + stop, place + 1

    def _opened(self, part: Slice) -> Filling:
        count = part.stop - part.first
        columns: dict[str, NDArray[Any]] = {name: np.zeros(count, np.int64) for name in FIRST_COLUMNS}
        columns["run"] = np.arange(part.first, part.stop)
        columns["seed"] = np.full(count, self.spec.seed, np.int64)
        for name in (*OUTCOMES, *self.spec.probes):
            columns[name] = np.zeros(count, np.int8) if name == "ending" else np.full(count, np.nan)
        filling = Filling(part, columns, np.zeros(count, bool), count)
        self._filling[part.number] = filling
        return filling

    def _fill_in(self, filling: Filling, segment: Segment, start: int, stop: int) -> None:
        """Write down which runs of a part are those of a segment."""
        rows = slice(segment.first + start - filling.slice.first, segment.first + stop - filling.slice.first)
        points, replications = segment.at(np.arange(start, stop))
        columns = filling.columns
        columns["design_id"][rows], columns["replication"][rows] = points, replications
        columns["luck"][rows] = luck(self.spec.design.luck, points, replications)
        columns["scenario"][rows] = list(self.spec.scenarios).index(segment.scenario)
        columns["policy"][rows] = list(self.spec.policies).index(segment.policy)

    def _job(self, piece: Piece, number: int) -> Job:
        segment = piece.segment
        points, replications = segment.at(np.arange(piece.start, piece.stop))
        numbers = luck(self.spec.design.luck, points, replications)
        case = case_at(self.spec, self.points, segment.scenario, segment.policy, points)
        record = min(max(self._recorded(segment) - piece.start, 0), piece.count)
        return Job(case, piece.first, piece.count, record, self._watch, number, numbers)

    def _recorded(self, segment: Segment) -> int:
        """Return how many runs of a segment are recorded quarter by quarter, from its first."""
        if not segment.is_opening:
            return 0
        return min(-(-self.spec.design.trajectories // segment.groups), segment.count)


def watched(spec: StudySpec) -> Watch | None:
    """Return what is noted of each run beside what is noted of any."""
    return Watch.of([*OUTCOMES, *spec.probes]) if spec.probes else None


def case_at(spec: StudySpec, points: Points, scenario: str, policy: str, numbers: IntArray) -> Case:
    """Return the case of a policy in a scenario at some points, one a run; they agree in their categories."""
    values: dict[str, Any] = {}
    for name, column in points.values.items():
        row = spec.by_name[name]
        values[name] = str(column[numbers[0]]) if row.parts_runs else column[numbers]
    return spec.case(scenario, policy, values)


def recorded_columns(filling: Filling, spec: StudySpec) -> dict[str, NDArray[Any]] | None:
    """Return what was recorded of a part as a table, one row a run and quarter, in the order of the runs; None if none.

    Words are positions in the lists of names, as in the table of runs.
    """
    blocks = []
    for first, segment, recorded in sorted(filling.recorded, key=lambda row: row[0]):
        quarters, count = len(recorded.quarters), len(recorded.replications)
        runs = np.arange(first, first + count)
        points, replications = segment.at(runs - segment.first)
        columns: dict[str, NDArray[Any]] = {
            "run": np.repeat(runs, quarters),
            "design_id": np.repeat(points, quarters),
            "replication": np.repeat(replications, quarters),
            "scenario": np.full(count * quarters, list(spec.scenarios).index(segment.scenario)),
            "policy": np.full(count * quarters, list(spec.policies).index(segment.policy)),
            "quarter": np.tile(recorded.quarters.astype(np.int64), count),
        }
        columns |= {name: recorded.values[name].T.ravel() for name in COLUMNS}
        blocks.append(columns)
    if not blocks:
        return None
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
