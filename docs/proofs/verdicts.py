"""Verdicts on every claim of the essays, over the calibrated sets: in full, without mends, and in two halves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from typing import Any

from scenarios import load
from sim.ensemble import worker_pool
from sim.mends import DEFAULT, NONE, default
from sim.progress import Progress
from sim.propositions import Proposition, propositions
from sim.study.findings import Judgement
from sim.study.verdicts import RUNS, SEED, SETS, agreement, battery, halves, judge, sample

WORKERS = 2
SMALL_SETS, SMALL_RUNS = 4, 20
SMALL = ("A5", "A21", "A25-terms", "B14", "D5")
"""Size and propositions of a small battery, which a test works out again."""
Tell = Callable[[str | Progress], None]


def gather(progress: Tell, sets: int = SETS, runs: int = RUNS) -> dict[str, Any]:
    """Return all verdicts with what they rest on: on two idle cores four batteries take about five minutes."""
    rows = propositions(load)
    with worker_pool(WORKERS) as pool:
        full = _battery(rows, DEFAULT, sets, runs, progress, pool)
        bare = _battery(rows, NONE, sets, runs, progress, pool)
        progress("two halves of the calibrated sets")
        parted = halves(rows, sets, load=load, runs=runs, executor=pool, progress=progress)
        progress("a small battery")
        small = small_battery(pool)
    return {
        "about": {"sets": sets, "runs": runs, "seed": SEED, "mends": list(default()), "propositions": len(rows)},
        "counts": dict(Counter(each.verdict for each in full.values())),
        "claims": [_claim(each, bare) for each in full.values()],
        "propositions": [finding.row() for finding in _findings(full)],
        "without_mends": agreement(full, bare),
        "halves": parted,
        "small": small,
    }


def small_battery(executor: Executor | None = None) -> dict[str, Any]:
    """Return effect, share and noise of a few propositions over a few sets."""
    chosen = [row for row in propositions(load) if row.id in SMALL]
    found = battery(chosen, sample(SMALL_SETS), load=load, runs=SMALL_RUNS, executor=executor)
    return {
        name: {"effect": each.effect, "noise": each.noise, "levels": list(each.levels)} for name, each in found.items()
    }


def _battery(
    rows: tuple[Proposition, ...], mends: str, sets: int, runs: int, progress: Tell, pool: Executor
) -> dict[str, Judgement]:
    progress(f"all propositions, mends {mends}")
    found = battery(rows, sample(sets, mends), load=load, runs=runs, mends=mends, executor=pool, progress=progress)
    return judge(found)


def _claim(judged: Judgement, bare: Mapping[str, Judgement]) -> dict[str, Any]:
    other = bare[judged.claim.id]
    return {
        "id": judged.claim.id,
        **judged.row(),
        "together": judged.together,
        "weakest": judged.weakest.proposition.id if judged.weakest else None,
        "propositions": [finding.proposition.id for finding in judged.findings],
        "without_mends": {"share": other.share, "verdict": other.verdict},
    }


def _findings(judged: Mapping[str, Judgement]) -> list[Any]:
    """Return all findings once, in the order of the claims."""
    found = {finding.proposition.id: finding for each in judged.values() for finding in each.findings}
    return list(found.values())
