"""The back-test: the model over its calibrated sets against the record, target by target, misses included.

Every set runs under the same luck. The number of a target with one number a run is the median over all runs of all
sets; its range is the middle nine tenths. The number of a share is the mean over the scenarios of its cells: within a
scenario every case counts alike, and every scenario counts alike. Its range comes from drawing the sets anew.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.mends import DEFAULT
from sim.mends import chosen as chosen_mends
from sim.mends import table as mends_table
from sim.mends import text as mends_text
from sim.progress import Report
from sim.record import ABSENT, CHECK, FITTED, Target, cells, targets
from sim.study.cells import Cell, Load, evaluate
from sim.study.reductions import RUNS, SHARES, Counts, Read

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
class Row:
    """One target and what the model makes of it.

    Attributes
    ----------
    target : the target.
    status : fitted, check or not represented.
    model, p05, p95 : the model's number and its range; NaN where it has none, infinite for a date beyond the runs.
    hit : whether the number lies in the band; None where there is no number or no band.
    n : runs, or cases of a share, behind it.
    sets_hit : share of the sets whose own median lies in the band; NaN for shares.
    aimed : mends in use that were written for this target.
    """

    target: Target
    status: str
    model: float = float("nan")
    p05: float = float("nan")
    p95: float = float("nan")
    hit: bool | None = None
    n: int = 0
    sets_hit: float = float("nan")
    aimed: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """What is to be said of it: hit, miss, no band, or not represented."""
        if self.status == ABSENT:
            return ABSENT
        return "no band" if self.hit is None else "hit" if self.hit else "miss"


@dataclass(frozen=True)
class Backtest:
    """What was read of the runs: by cell and probe, each of shape (sets, repeats)."""

    mends: tuple[str, ...]
    theories: Mapping[str, str]
    sets: int
    repeats: int
    seed: int
    found: Mapping[str, Mapping[str, FloatArray]]

    def rows(self) -> list[Row]:
        """Return one row a target, in the order of the record."""
        return [self.row(target) for target in targets().values()]

    def row(self, target: Target) -> Row:
        """Return what the model makes of one target."""
        status = target.status(self.mends)
        if status == ABSENT:
            return Row(target, status)
        numbers = self._shares(target) if target.reduce in SHARES else self._runs(target)
        return Row(target, status, hit=target.hit(numbers["model"]), aimed=aimed(target, self.mends), **numbers)

    def path(self, cell: str, column: str) -> FloatArray:
        """Return a column by quarter, shape (quarters + 1, runs); NaN where it was not read."""
        known = {int(probe.rpartition("@")[2]): probe for probe in self.found[cell] if _is_step(probe, column)}
        rows = np.full((max(known, default=0) + 1, self.sets * self.repeats), np.nan)
        for quarter, probe in known.items():
            rows[quarter] = self.found[cell][probe].ravel()
        return rows

    def read(self, cell: str, target: Target) -> Read:
        """Return what a target asks of a cell, by the notation of its probes."""
        found, quarters = self.found[cell], _horizon(cell)
        return {
            probe: np.stack([found[each] for each in expanded(probe, quarters)])
            if SPAN.fullmatch(probe)
            else found[probe]
            for probe in target.probes
        }

    def counts(self, target: Target) -> dict[str, Counts]:
        """Return by scenario what happened in its cells and how often it could have, each of shape (sets, runs)."""
        found: dict[str, list[Counts]] = {}
        for cell in target.cells:
            found.setdefault(cells()[cell]["scenario"], []).append(SHARES[target.reduce](self.read(cell, target)))
        return {
            name: (
                np.concatenate([one for one, _of in each], axis=1),
                np.concatenate([of for _one, of in each], axis=1),
            )
            for name, each in found.items()
        }

    def _runs(self, target: Target) -> dict[str, Any]:
        values = np.concatenate([RUNS[target.reduce](self.read(cell, target)) for cell in target.cells], axis=1)
        known = values[~np.isnan(values)]
        if not known.size:
            return {"model": float("nan")}
        low, middle, high = (float(each) for each in np.quantile(known, LEVELS, method="inverted_cdf"))
        own = [row[~np.isnan(row)] for row in values]
        medians = [float(np.quantile(row, 0.5, method="inverted_cdf")) for row in own if row.size]
        hits = [target.hit(each) for each in medians]
        share = float("nan") if None in hits else float(np.mean([bool(hit) for hit in hits]))
        return {"model": middle, "p05": low, "p95": high, "n": int(known.size), "sets_hit": share}

    def _shares(self, target: Target) -> dict[str, Any]:
        enough = [each for each in self.counts(target).values() if each[1].sum() >= LEAST]
        if not enough:
            return {"model": float("nan")}
        scale = 100.0 if target.unit == "%" else 1.0
        weights = np.ones((1, self.sets))
        drawn = np.random.default_rng(REDRAW_SEED).multinomial(
            self.sets, np.full(self.sets, 1.0 / self.sets), size=REDRAWN
        )
        low, high = np.nanquantile(scale * _mean_share(enough, drawn.astype(float)), (LEVELS[0], LEVELS[-1]))
        return {
            "model": float(scale * _mean_share(enough, weights)[0]),
            "p05": float(low),
            "p95": float(high),
            "n": int(sum(each[1].sum() for each in enough)),
        }


def _mean_share(counts: Iterable[Counts], weights: FloatArray) -> FloatArray:
    """Return the mean over scenarios of what happened over how often it could, for each weighting of the sets."""
    with np.errstate(divide="ignore", invalid="ignore"):
        each = [(weights @ happened.sum(axis=1)) / (weights @ possible.sum(axis=1)) for happened, possible in counts]
    mean: FloatArray = np.mean(each, axis=0)
    return mean


def aimed(target: Target, mends: Iterable[str]) -> tuple[str, ...]:
    """Return those of some mends that were written for a target."""
    number = target.id.rstrip("abcdefghijklmnopqrstuvwxyz")
    return tuple(name for name in mends if {target.id, number} & set(mends_table()[name].targets))


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """Return how many checks are hit, of how many; fits and what is not represented are counted apart."""
    checks = [row for row in rows if row.status == CHECK and row.hit is not None]
    fits = [row for row in rows if row.status == FITTED and row.hit is not None]
    return {
        "checks": len(checks),
        "hits": sum(bool(row.hit) for row in checks),
        "hits_aimed": sum(bool(row.hit) for row in checks if row.aimed),
        "checks_aimed": sum(bool(row.aimed) for row in checks),
        "fits": len(fits),
        "fits_hit": sum(bool(row.hit) for row in fits),
        "not_represented": sum(row.status == ABSENT for row in rows),
        "no_band": sum(row.status != ABSENT and row.hit is None for row in rows),
    }


def run_backtest(
    sets: FloatArray | None,
    repeats: int = REPEATS,
    *,
    load: Load,
    mends: str | Iterable[str] = DEFAULT,
    theories: Mapping[str, str] | None = None,
    chosen: Iterable[str] | None = None,
    drawn: Mapping[str, Iterable[str]] | None = None,
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

    Raises
    ------
    UnknownName, WrongType, OutOfRange, InputError
        If something that was given is wrong.
    RunError, Cancelled
        If runs failed, or the work was stopped.
    """
    used = chosen_mends(mends)
    wanted: dict[str, set[str]] = {}
    for target in targets().values():
        if target.represented(used) and (chosen is None or target.id in chosen):
            for cell in target.cells:
                wanted.setdefault(cell, set()).update(_probes(target.probes, cell))
    for cell, paths in (drawn or {}).items():
        wanted.setdefault(cell, set()).update(_probes(paths, cell))
    asked = {name: cell_of(name).under(mends_text(used), theories) for name in wanted}
    plans = {asked[name]: sorted(probes) for name, probes in wanted.items()}
    found = evaluate(plans, sets, repeats, load=load, seed=seed, **how) if plans else {}
    count = 1 if sets is None else len(sets)
    return Backtest(
        used, dict(theories or {}), count, repeats, seed, {name: found[cell] for name, cell in asked.items()}
    )


def variant(mends: Iterable[str]) -> str:
    """Return which calibrated sets belong to some mends: those calibrated with none, or with the default ones."""
    return "default" if tuple(mends) else "none"


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


def _is_step(probe: str, column: str) -> bool:
    name, _sign, quarter = probe.rpartition("@")
    return name == column and quarter.isdigit()


def told(row: Row) -> str:
    """Return what there is to know of a row besides its numbers: what it is fitted to, or why it has no number."""
    target = row.target
    if row.status == ABSENT:
        return target.absent
    notes = []
    if target.windows:
        notes.append(_("bounded by the calibration ({names})").format(names=", ".join(target.windows)))
    if target.set_by:
        notes.append(_("the same figure set {names}").format(names=", ".join(target.set_by)))
    if row.aimed:
        notes.append(_("written for it: {names}").format(names=", ".join(row.aimed)))
    return "; ".join(notes)
