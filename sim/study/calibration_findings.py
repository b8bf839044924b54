"""What is told of a calibration, as plain data: acceptance, windows, variants, and what moved against the prior."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import mends
from sim.posterior import free_parameters
from sim.randomness import FloatArray
from sim.study import moved
from sim.study.search import NONE, REPEATS, Chunk, Plan
from sim.study.windows import Bools, Window, windows

PAIRS = 20
"""Pairs of parameters that are told, the strongest first."""
SPREAD = (0.05, 0.5, 0.95)
FEWEST = 30
"""Sets from which statements on parameters are made."""


@dataclass(frozen=True)
class Fresh:
    """Shares of new runs of the accepted sets in which each window holds, and in which all of them do."""

    each: FloatArray
    every: float


@dataclass(frozen=True)
class Candidates:
    """The draws that pass the histories, or miss a single window of them.

    Attributes
    ----------
    chunks : all chunks, in order.
    values : the parameter sets, shape (draws, parameters).
    missed : place of the window that each misses, NONE for none.
    rates : their base rates, shape (draws, base rates), NaN where they were not told.
    """

    chunks: Sequence[Chunk]
    values: FloatArray
    missed: NDArray[np.int64]
    rates: FloatArray

    @property
    def draws(self) -> int:
        """How many sets were drawn from the prior."""
        return sum(chunk.count for chunk in self.chunks)

    def passing(self, without: Collection[str]) -> Bools:
        """Whether each passes both histories, but for the windows left out."""
        names = windows().histories
        free = [NONE, *(place for place, window in enumerate(names) if window.switch in without)]
        return np.isin(self.missed, free)

    def rated(self, window: Window) -> Bools:
        """Whether each has a base rate within its window."""
        return window.bounds[0].holds(self.rates[:, windows().base.index(window)])

    def accepted(self, without: Collection[str]) -> FloatArray:
        """Return the sets that pass everything but the windows left out, in the order in which they were drawn."""
        chosen = self.passing(without)
        for window in windows().base:
            if window.switch not in without or not window.switch:
                chosen = chosen & self.rated(window)
        return self.values[chosen]


def candidates(plan: Plan, chunks: Sequence[Chunk]) -> Candidates:
    """Gather the candidates of all chunks; their sets are drawn again."""
    values = [plan.prior(chunk.number, chunk.count)[chunk.rows] for chunk in chunks]
    return Candidates(
        chunks,
        np.concatenate(values),
        np.concatenate([chunk.missed for chunk in chunks]),
        np.concatenate([chunk.rates for chunk in chunks]),
    )


def findings(plan: Plan, found: Candidates, without: Collection[str], fresh: Fresh) -> dict[str, Any]:
    """Return everything that is to be told; numbers are left whole."""
    accepted = found.accepted(without)
    return {
        "draws": found.draws,
        "seed": plan.seed,
        "mends": list(plan.mends),
        "choice": mends.text(plan.mends),
        "without": list(without),
        "windows": windows().digest,
        "repeats": REPEATS,
        "sets": len(accepted),
        "stages": stages(found, without),
        "joint": {"prior": int(found.passing(without).sum()) / found.draws, "fresh": fresh.every},
        "histories": _histories(found, without, fresh),
        "base": _base(found, without),
        "variants": variants(found, without),
        **of_parameters(accepted),
    }


def stages(found: Candidates, without: Collection[str]) -> list[dict[str, Any]]:
    """Return how many draws came to each stage and were left after it."""
    frozen, left = windows(), _left(found.chunks, without)
    rows, before = [], found.draws
    for cell in frozen.told:
        last = max(place for place, window in enumerate(frozen.histories) if window.cells == (cell,))
        rows.append({"stage": cell, "tried": before, "left": int(left[last])})
        before = int(left[last])
    return [*rows, {"stage": "base rates", "tried": before, "left": len(found.accepted(without))}]


def _left(chunks: Iterable[Chunk], without: Collection[str]) -> NDArray[np.int64]:
    """Return how many draws are left after each window of the histories."""
    optional = {window.switch for window in windows().histories if window.switch}
    left: NDArray[np.int64] = np.sum([chunk.left[int(optional <= set(without))] for chunk in chunks], axis=0)
    return left


def _histories(found: Candidates, without: Collection[str], fresh: Fresh) -> list[dict[str, Any]]:
    """Return one row a window: how often it holds in the prior and in the sets, and what it costs."""
    frozen, left = windows(), _left(found.chunks, without)
    tried, held = (np.sum([getattr(chunk, name) for chunk in found.chunks], axis=0) for name in ("tried", "held"))
    passed = max(int((found.missed == NONE).sum()), 1)
    rows = []
    for place, window in enumerate(frozen.histories):
        rows.append(
            {
                "name": window.name,
                "cell": window.cells[0],
                "prior": _share(found.chunks[0].whole[place]),
                "tried": int(tried[place]),
                "held": int(held[place]),
                "left": int(left[place]),
                "cost": 1.0 + int((found.missed == place).sum()) / passed,
                "fresh": float(fresh.each[place]),
                "left_out": bool(window.switch) and window.switch in without,
            }
        )
    return rows


def _base(found: Candidates, without: Collection[str]) -> list[dict[str, Any]]:
    """Return one row a base rate: in the prior, in sets that pass the histories, and what it costs."""
    chosen, prior = found.passing(without), found.chunks[0].whole_rates
    counted = [row for row in windows().base if not row.switch or row.switch not in without]
    inside = {row.name: found.rated(row)[chosen] for row in windows().base}
    every = np.logical_and.reduce([inside[row.name] for row in counted])
    rows = []
    for place, window in enumerate(windows().base):
        others = [inside[row.name] for row in counted if row is not window]
        rows.append(
            {
                "name": window.name,
                "prior": _share(window.bounds[0].holds(prior[:, place])),
                "prior_spread": _spread(prior[:, place]),
                "held": _share(inside[window.name]),
                "spread": _spread(found.rates[chosen, place]),
                "cost": float(np.logical_and.reduce(others).sum() / max(every.sum(), 1)),
                "left_out": window not in counted,
            }
        )
    return rows


def _share(flags: Bools) -> float | None:
    return float(np.mean(flags)) if len(flags) else None


def _spread(values: FloatArray) -> list[float] | None:
    known = values[np.isfinite(values)]
    return [float(value) for value in np.quantile(known, SPREAD)] if known.size else None


def variants(found: Candidates, without: Collection[str]) -> list[dict[str, Any]]:
    """Return one row for each choice of windows left out: how many sets pass, and which medians differ from ours."""
    ours, switches = found.accepted(without), windows().switches
    rows = []
    for choice in (c for size in range(len(switches) + 1) for c in combinations(switches, size)):
        sets = found.accepted(choice)
        row: dict[str, Any] = {"without": list(choice), "sets": len(sets), "acceptance": len(sets) / found.draws}
        rows.append(row | {"moved": _differing(sets, ours)})
    return rows


def _differing(sets: FloatArray, ours: FloatArray) -> list[dict[str, Any]]:
    """Return the parameters whose medians differ beyond the noise of two samples, the largest difference first."""
    if min(len(sets), len(ours)) < FEWEST:
        return []
    noise = moved.noise_of_medians(len(sets), len(ours), sets.shape[1])
    shifts = np.median(moved.shares(sets), axis=0) - np.median(moved.shares(ours), axis=0)
    rows = [
        {"name": row.name, "shift": float(shift)}
        for row, shift in zip(free_parameters(), shifts, strict=True)
        if abs(shift) > noise
    ]
    return sorted(rows, key=lambda row: -abs(row["shift"]))


def of_parameters(accepted: FloatArray) -> dict[str, Any]:
    """Return what moved against the prior; nothing is said of fewer than FEWEST sets."""
    if len(accepted) < FEWEST:
        return {"noise": None, "parameters": [], "pairs": [], "pairs_beyond": 0}
    pairs = moved.pairs(accepted)
    return {
        "noise": moved.noise_of_distance(*accepted.shape),
        "parameters": [asdict(row) for row in moved.marginals(accepted)],
        "pairs": [asdict(row) for row in pairs[:PAIRS]],
        "pairs_beyond": sum(row.beyond for row in pairs),
    }
