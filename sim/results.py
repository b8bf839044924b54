"""What comes back from the batches of a case, put together in the order of the runs, whatever order it arrives in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.batch import Batch, Failure
from sim.case import Case
from sim.errors import RunError
from sim.language import _
from sim.recorder import Trajectories
from sim.summary import summarise


@dataclass
class Ensemble:
    """What many runs of a case came to.

    Attributes
    ----------
    case : what was run.
    runs, first : how many runs were asked for, and the number of the first.
    outcomes : measures by name, each of shape (runs done,), NaN where a conditional measure does not exist;
        `ending` holds positions in ENDINGS.
    replications : numbers of the runs done, rising, shape (runs done,).
    trajectories : recorded quantities of the first runs, None if none were asked for.
    failures : the batches that are missing from the outcomes.
    seconds : how long it took.
    timings : first run, number of runs and seconds of each batch.
    """

    case: Case
    runs: int
    first: int
    outcomes: dict[str, NDArray[Any]]
    replications: NDArray[np.int64]
    trajectories: Trajectories | None = None
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    timings: list[tuple[int, int, float]] = field(default_factory=list)

    @property
    def policy(self) -> str:
        """The policies of all seats on one line."""
        return self.case.policy

    def summary(self) -> dict[str, dict[str, Any]]:
        """Return mean, se, p05, p50, p95 and n of each measure, and the share of each ending under `ending`."""
        return summarise(self.outcomes)


class Gathering:
    """An ensemble as it fills; it holds one array a measure and no batch."""

    def __init__(self, case: Case, runs: int, first: int) -> None:
        self._case = case
        self._runs = runs
        self._first = first
        self._outcomes: dict[str, NDArray[Any]] = {}
        self._here = np.zeros(runs, bool)
        self._recorded: list[Trajectories] = []
        self._failures: list[Failure] = []
        self._timings: list[tuple[int, int, float]] = []
        self._started = time.perf_counter()

    def take(self, batch: Batch) -> None:
        """Put a batch in its place."""
        self._timings.append((batch.first, batch.count, batch.seconds))
        if batch.failure is not None:
            self._failures.append(batch.failure)
        start = batch.first - self._first
        for name, values in (batch.outcomes or {}).items():
            if name not in self._outcomes:
                self._outcomes[name] = np.empty(self._runs, np.int8 if name == "ending" else np.float64)
            self._outcomes[name][start : start + batch.count] = values
            self._here[start : start + batch.count] = True
        if batch.trajectories is not None:
            self._recorded.append(batch.trajectories)

    def ensemble(self) -> Ensemble:
        """Return what has come together.

        Raises
        ------
        RunError
            If nothing has.
        """
        if not self._outcomes:
            first = min(self._failures, key=lambda failure: failure.first)
            message = _("All {runs:,} runs failed. The first error: {error}")
            raise RunError(message.format(runs=self._runs, error=first.error))
        replications = self._first + np.flatnonzero(self._here)
        for name, values in self._outcomes.items():
            if len(replications) < self._runs:
                self._outcomes[name] = values[self._here]
        return Ensemble(
            self._case,
            self._runs,
            self._first,
            self._outcomes,
            replications,
            joined(self._recorded),
            sorted(self._failures, key=lambda failure: failure.first),
            time.perf_counter() - self._started,
            sorted(self._timings),
        )


def joined(parts: list[Trajectories]) -> Trajectories | None:
    """Return the recorded runs of several batches side by side, in the order of the runs; None if there are none."""
    if not parts:
        return None
    parts = sorted(parts, key=lambda part: int(part.replications[0]))
    names = parts[0].values
    return Trajectories(
        np.concatenate([part.replications for part in parts]),
        {name: np.concatenate([part.values[name] for part in parts], axis=1) for name in names},
    )
