"""Calibration: parameter sets that reproduce two histories and the base rates of the present, by rejection.

Sets are drawn from the whole prior; one run of each history must pass every frozen window (`sim.study.windows`). It is
approximate Bayesian computation in its simplest form: no summary is fitted, nothing is weighted.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.batch import Batch, Job
from sim.case import whole
from sim.errors import Cancelled, RunError, StoreError
from sim.executors import Lane, lane
from sim.language import _
from sim.mends import DEFAULT, chosen
from sim.posterior import Posterior, free_parameters
from sim.progress import Meter, Report
from sim.randomness import FloatArray, checked_seed
from sim.study import shelf
from sim.study.evidence import Evidence, findings
from sim.study.probes import Watch
from sim.study.search import CHUNK, Chunk, Load, Plan, Search
from sim.study.windows import Found, windows

DRAWS = 1_000_000
MOST_DRAWS = 100_000_000
FRESH = 20
"""Runs of each accepted set, on luck that it was not chosen by."""
FRESH_RUNS = 400_000
"""Runs of that check at most."""


@dataclass(frozen=True)
class Calibration:
    """What a calibration found: its sets, and everything that is to be told of them (`sim.study.evidence`)."""

    directory: Path
    posterior: Posterior
    findings: dict[str, Any]


def calibrate(
    directory: str | os.PathLike[str],
    *,
    load: Load,
    draws: int = DRAWS,
    seed: int = 3,
    mends: str | Iterable[str] = DEFAULT,
    without: Collection[str] = (),
    workers: int = 1,
    executor: Executor | None = None,
    resume: bool = False,
    command: Sequence[str] = (),
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> Calibration:
    """Search for parameter sets, and write them with all that is known of them to a folder.

    Parameters
    ----------
    directory : new or empty; with `resume`, that of an earlier call, whose work is used.
    load : gives a scenario by name, as `scenarios.load` does.
    draws : how many sets are drawn from the prior; more draws of one seed add to those of fewer.
    seed : fixes all chance, whatever the number of workers.
    mends : which mends the rules use (`sim.mends.chosen`).
    without : windows to leave out, of `sim.study.windows.windows().switches`.
    workers, executor, progress, cancel : as for `sim.ensemble.run_cases`.
    command : the words that were typed, for the manifest.

    Raises
    ------
    InputError
        If an argument is wrong, or the folder cannot be used.
    RunError
        If runs failed, or no set was accepted.
    Cancelled
        If it was stopped; the chunks that are done are kept, and `resume` goes on from there.
    """
    draws = whole("draws", draws, 1, MOST_DRAWS)
    frozen = windows()
    left_out = frozen.check_switches(without)
    names = dict.fromkeys(about["scenario"] for about in frozen.cells.values())
    plan = Plan(checked_seed(seed), chosen(mends), {name: load(name) for name in names})
    with shelf.opened(directory, plan, resume=resume) as place:
        try:
            with lane(whole("workers", workers, 1, 256), executor) as opened:
                chunks = _searched(plan, draws, place, opened, progress, cancel)
                held = accepted(plan, chunks, left_out)
                if not len(held):
                    message = _("None of {draws:,} draws passed every window; take more draws.")
                    raise RunError(message.format(draws=draws))
                fresh = _fresh(plan, held, opened, progress, cancel)
        except KeyboardInterrupt:
            raise Cancelled(_("Stopped; --resume goes on from here.")) from None
        evidence = Evidence(plan, chunks, left_out, {chosen: accepted(plan, chunks, chosen) for chosen in variants()}, fresh)
        found = findings(evidence)
        return Calibration(place, shelf.finish(place, plan, held, found, command), found)
