"""The back-test: the model over its calibrated sets against the record, target by target, misses included.

Every set runs under the same luck. The number of a target with one number a run is the median over all runs of all
sets; its range is the middle nine tenths. The number of a share is the mean over the scenarios of its cells: within a
scenario every case counts alike, and every scenario counts alike. Its range comes from drawing the sets anew.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.mends import DEFAULT
from sim.mends import chosen as chosen_mends
from sim.mends import text as mends_text
from sim.posterior import variant
from sim.progress import Report
from sim.record import ABSENT, Target, cells, target, targets
from sim.study.cells import Cell, Load, evaluate
from sim.study.reductions import RUNS, SHARES, Counts, Read
from sim.study.targets import Row, aimed, standing

FloatArray = NDArray[np.float64]

LEVELS = (0.05, 0.5, 0.95)
LEAST = 20
"""A scenario with fewer cases than this has no share of its own."""
REDRAWN, REDRAW_SEED = 400, 7
"""How often sets are drawn anew for the range of a share, and the seed of it."""
SPAN = re.compile(r"(?P<column>.+)@(?P<first>\d+)\.\.(?P<last>\d+|end)")
"""A path of a column, as in `rung@1..20`."""
SETS, REPEATS, SEED = 100, 20, 21


class How(TypedDict, total=False):
    """How the runs are run; see `sim.study.cells.evaluate`."""

    workers: int
    executor: Executor | None
    progress: Report | None
    cancel: threading.Event | None


@dataclass(frozen=True)
class Backtest:
    """What was read of the runs: by cell and probe, each of shape (sets, repeats); `calibration` names the sets."""

    calibration: str
    mends: tuple[str, ...]
    theories: Mapping[str, str]
    sets: int
    repeats: int
    seed: int
    found: Mapping[str, Mapping[str, FloatArray]]
    judged: tuple[Target, ...]

    @property
    def about(self) -> str:
        """What was run, in one line."""
        words = _("{sets} sets of the calibration '{variant}' x {runs} runs, seed {seed}; mends: {mends}")
        held = {"sets": self.sets, "variant": self.calibration, "runs": self.repeats, "seed": self.seed}
        said = words.format(**held, mends=mends_text(self.mends).replace(",", ", "))
        codings = ", ".join(f"{question}={coding}" for question, coding in self.theories.items())
        return said + (_("; codings: {codings}").format(codings=codings) if codings else "")

    def rows(self) -> list[Row]:
        """Return one row for each target that was asked for."""
        return [self.row(each) for each in self.judged]

    def row(self, asked: Target) -> Row:
        """Return what the model makes of one target."""
        status = standing(asked, self.mends)
        if status == ABSENT:
            return Row(asked, status)
        numbers = self._shares(asked) if asked.reduce in SHARES else self._runs(asked)
        known = aimed(asked, self.mends), asked.setters(self.mends)
        return Row(asked, status, hit=asked.hit(numbers["model"]), aimed=known[0], setters=known[1], **numbers)

    def path(self, cell: str, column: str, last: int) -> FloatArray:
        """Return a column by quarter up to `last`, shape (last + 1, runs); NaN where it was not read."""
        found, rows = self.found[cell], np.full((last + 1, self.sets * self.repeats), np.nan)
        for quarter in range(last + 1):
            if f"{column}@{quarter}" in found:
                rows[quarter] = found[f"{column}@{quarter}"].ravel()
        return rows

    def read(self, cell: str, asked: Target) -> Read:
        """Return what a target asks of a cell, by the notation of its probes."""
        found, quarters = self.found[cell], _horizon(cell)
        return {
            probe: np.stack([found[each] for each in expanded(probe, quarters)])
            if SPAN.fullmatch(probe)
            else found[probe]
            for probe in asked.probes
        }

    def counts(self, asked: Target, rule: Callable[[Read], Counts] | None = None) -> dict[str, Counts]:
        """Return by scenario what happened in its cells and how often it could have, each of shape (sets, runs).

        `rule` counts another way than the target's own does.
        """
        count = rule or SHARES[asked.reduce]
        found: dict[str, list[Counts]] = {}
        for cell in asked.cells:
            found.setdefault(cells()[cell]["scenario"], []).append(count(self.read(cell, asked)))
        return {
            name: (
                np.concatenate([one for one, _of in each], axis=1),
                np.concatenate([of for _one, of in each], axis=1),
            )
            for name, each in found.items()
        }

    def _runs(self, asked: Target) -> dict[str, Any]:
        values = np.concatenate([RUNS[asked.reduce](self.read(cell, asked)) for cell in asked.cells], axis=1)
        known = values[~np.isnan(values)]
        if not known.size:
            return {"model": float("nan")}
        low, middle, high = (float(each) for each in np.quantile(known, LEVELS, method="inverted_cdf"))
        own = [row[~np.isnan(row)] for row in values]
        medians = [float(np.quantile(row, 0.5, method="inverted_cdf")) for row in own if row.size]
        hits = [asked.hit(each) for each in medians]
        share = float("nan") if None in hits else float(np.mean([bool(hit) for hit in hits]))
        return {"model": middle, "p05": low, "p95": high, "n": int(known.size), "sets_hit": share}

    def _shares(self, asked: Target) -> dict[str, Any]:
        enough = [each for each in self.counts(asked).values() if each[1].sum() >= LEAST]
        if not enough:
            return {"model": float("nan")}
        scale = 100.0 if asked.unit == "%" else 1.0
        weights = np.ones((1, self.sets))
        drawn = np.random.default_rng(REDRAW_SEED).multinomial(
            self.sets, np.full(self.sets, 1.0 / self.sets), size=REDRAWN
        )
        low, high = np.nanquantile(scale * mean_share(enough, drawn.astype(float)), (LEVELS[0], LEVELS[-1]))
        return {
            "model": float(scale * mean_share(enough, weights)[0]),
            "p05": float(low),
            "p95": float(high),
            "n": int(sum(each[1].sum() for each in enough)),
        }


def mean_share(counts: Iterable[Counts], weights: FloatArray) -> FloatArray:
    """Return the mean over scenarios of what happened over how often it could, for each weighting of the sets."""
    with np.errstate(divide="ignore", invalid="ignore"):
        each = [(weights @ happened.sum(axis=1)) / (weights @ possible.sum(axis=1)) for happened, possible in counts]
    mean: FloatArray = np.mean(each, axis=0)
    return mean


def run_backtest(
    sets: FloatArray | None,
    repeats: int = REPEATS,
    *,
    load: Load,
    mends: str | Iterable[str] = DEFAULT,
    theories: Mapping[str, str] | None = None,
    chosen: Iterable[str] | None = None,
    drawn: Mapping[str, Iterable[str]] | None = None,
    calibration: str = "",
    seed: int = SEED,
    **how: Unpack[How],
) -> Backtest:
    """Return the back-test of parameter sets.

    Parameters
    ----------
    sets, repeats, load, seed, how : as for `sim.study.cells.evaluate`.
    mends, theories : as for `sim.case.prepare`.
    chosen : ids of the targets that are wanted; all if None.
    drawn : paths to read besides, by cell, for plots: `COLUMN@A..B`.
    calibration : what the sets are called; those that go with the mends if empty (`variant`).

    Raises
    ------
    UnknownName, WrongType, OutOfRange, InputError
        If something that was given is wrong.
    RunError, Cancelled
        If runs failed, or the work was stopped.
    """
    used = chosen_mends(mends)
    judged = tuple(targets().values()) if chosen is None else tuple(target(identity) for identity in chosen)
    wanted: dict[str, set[str]] = {}
    for each in judged:
        for cell in each.cells if each.represented(used) else ():
            wanted.setdefault(cell, set()).update(_probes(each.probes, cell))
    for cell, paths in (drawn or {}).items():
        wanted.setdefault(cell, set()).update(_probes(paths, cell))
    asked = {name: cell_of(name).under(mends_text(used), theories) for name in wanted}
    plans = {asked[name]: sorted(probes) for name, probes in wanted.items()}
    found = evaluate(plans, sets, repeats, load=load, seed=seed, **how) if plans else {}
    return Backtest(
        calibration or variant(used),
        used,
        dict(theories or {}),
        1 if sets is None else len(sets),
        repeats,
        seed,
        {name: found[cell] for name, cell in asked.items()},
        judged,
    )


@lru_cache(maxsize=64)
def cell_of(name: str) -> Cell:
    """Return a cell of the record by its name."""
    return Cell.of(cells()[name])


def expanded(probe: str, quarters: int) -> list[str]:
    """Return a path as one probe a quarter; any other probe as itself. `end` is the last quarter."""
    found = SPAN.fullmatch(probe)
    if found is None:
        return [probe]
    last = quarters if found["last"] == "end" else int(found["last"])
    return [f"{found['column']}@{quarter}" for quarter in range(int(found["first"]), last + 1)]


def _probes(probes: Iterable[str], cell: str) -> list[str]:
    return [each for probe in probes for each in expanded(probe, _horizon(cell))]


def _horizon(cell: str) -> int:
    """Return how many quarters a cell of the record runs."""
    row = cells()[cell]
    return int(row["quarters"])
