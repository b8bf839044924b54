"""Calibration: parameter sets that reproduce two histories and the base rates of the present, by rejection.

Sets are drawn from the whole prior; one run of each history must pass every frozen window (`sim.study.windows`). It is
approximate Bayesian computation in its simplest form: no summary is fitted and no set is weighted.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, Unpack

import numpy as np

from sim.batch import Batch, Job
from sim.case import whole
from sim.ensemble import MOST_WORKERS, WIDTH
from sim.errors import Cancelled, RunError
from sim.executors import Lane, lane
from sim.language import _
from sim.mends import DEFAULT, chosen
from sim.posterior import Posterior
from sim.progress import Meter, Report
from sim.randomness import FloatArray, checked_seed
from sim.study import calibration_folder as folder
from sim.study.calibration_findings import Fresh, candidates, findings
from sim.study.probes import Watch
from sim.study.search import CHUNK, Chunk, Load, Plan, Search
from sim.study.windows import windows

DRAWS = 1_000_000
MOST_DRAWS = 100_000_000
SEED = 3
FRESH = 20
"""Runs of each accepted set on luck that it was not chosen by."""


class How(TypedDict, total=False):
    """How a calibration can be run."""

    workers: int
    executor: Executor | None
    progress: Report | None
    cancel: threading.Event | None


@dataclass(frozen=True)
class Calibration:
    """A finished calibration: its folder, the sets, and all that is to be told (`sim.study.calibration_findings`)."""

    directory: Path
    posterior: Posterior
    findings: dict[str, Any]


@dataclass(frozen=True)
class _Site:
    """Where the work of one call is done."""

    plan: Plan
    path: Path
    lane: Lane
    progress: Report | None
    cancel: threading.Event | None


def calibrate(
    directory: str | os.PathLike[str],
    *,
    load: Load,
    draws: int = DRAWS,
    seed: int = SEED,
    mends: str | Iterable[str] = DEFAULT,
    without: Collection[str] = (),
    resume: bool = False,
    command: Sequence[str] = (),
    **how: Unpack[How],
) -> Calibration:
    """Search for parameter sets, and write them to a folder with all that is known of them.

    Parameters
    ----------
    directory : new or empty; with `resume` it may be that of an earlier call, whose work is used.
    load : gives a scenario by name, as `scenarios.load` does.
    draws : how many sets are drawn from the prior; more draws of one seed add to those of fewer.
    seed : fixes all chance, whatever the number of workers.
    mends : which mends the rules use (`sim.mends.chosen`).
    without : windows to leave out, of `sim.study.windows.windows().switches`.
    command : the words that were typed, for the manifest.
    how : workers, executor, progress and cancel, as for `sim.ensemble.run_cases`.

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
    workers = whole("workers", how.get("workers", 1), 1, MOST_WORKERS)
    left_out = windows().check_switches(without)
    plan = planned(load, seed, mends)
    try:
        with folder.held(directory, plan, resume=resume) as path, lane(workers, how.get("executor")) as opened:
            site = _Site(plan, path, opened, how.get("progress"), how.get("cancel"))
            found = candidates(plan, _searched(site, draws))
            accepted = found.accepted(left_out)
            if not len(accepted):
                message = _("None of {draws:,} draws passed every window; take more draws.")
                raise RunError(message.format(draws=draws))
            told = findings(plan, found, left_out, _fresh(site, accepted))
            return Calibration(path, folder.finish(path, plan, accepted, told, command), told)
    except KeyboardInterrupt:
        raise Cancelled(_("The calibration was stopped.")) from None


def planned(load: Load, seed: int, mends: str | Iterable[str]) -> Plan:
    """Return what fixes a calibration, with everything checked; errors as for `calibrate`."""
    names = dict.fromkeys(about["scenario"] for about in windows().cells.values())
    return Plan(checked_seed(seed), chosen(mends), {name: load(name) for name in names})


def _searched(site: _Site, draws: int) -> list[Chunk]:
    """Return all chunks of so many draws, running those that are not done yet."""
    wanted = {number: min(CHUNK, draws - number * CHUNK) for number in range(-(-draws // CHUNK))}
    done = folder.saved(site.path, wanted)
    accepted = sum(chunk.passed for chunk in done.values())
    left = {number: count for number, count in wanted.items() if number not in done}
    words = _("{count:,} sets reproduce both histories")
    meter = Meter(sum(left.values()), words.format(count=accepted), site.progress, site.cancel)

    def take(chunk: Chunk) -> None:
        nonlocal accepted
        folder.save(site.path, chunk)
        done[chunk.number] = chunk
        accepted += chunk.passed
        meter.label = words.format(count=accepted)
        meter.advance(chunk.count)

    search = Search(site.plan, left, take)
    site.lane.carry_out(search, search.take, meter)
    return [done[number] for number in sorted(done)]


def _fresh(site: _Site, accepted: FloatArray) -> Fresh:
    """Return how often each window holds in new runs of the accepted sets."""
    frozen = windows()
    runs = len(accepted) * FRESH
    flags = np.zeros((len(frozen.histories), runs), bool)
    meter = Meter(runs * len(frozen.told), _("checking the sets on fresh luck"), site.progress, site.cancel)

    def jobs() -> Iterator[Job]:
        for number, cell in enumerate(frozen.told):
            case, watch = site.plan.case(cell, accepted, FRESH, "/fresh"), Watch.of(frozen.probes(cell))
            for start in range(0, runs, WIDTH):
                stop = min(start + WIDTH, runs)
                yield Job(case.part(start, stop), start, stop - start, watch=watch, cell=number)

    def take(batch: Batch) -> None:
        if batch.outcomes is None:
            raise RunError(batch.failure.error if batch.failure else "")
        found: Mapping[str, Mapping[str, FloatArray]] = {frozen.told[batch.cell]: batch.outcomes}
        for place, window in enumerate(frozen.histories):
            if window.cells == (frozen.told[batch.cell],):
                flags[place, batch.first : batch.first + batch.count] = window.holds(found)
        meter.advance(batch.count)

    site.lane.carry_out(jobs(), take, meter)
    return Fresh(flags.mean(axis=1), float(flags.all(axis=0).mean()))
