"""Verdicts: in what share of the calibrated parameter sets the propositions of a claim hold.

A verdict shows what follows from the essays' own ideas, made precise in one of many possible ways. It is no evidence
about the world.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

from sim.case import whole
from sim.claims import claims
from sim.mends import DEFAULT, chosen
from sim.mends import text as mends_text
from sim.posterior import posterior, variant
from sim.study.cells import MOST_REPEATS, Cell, How, Load, Request, evaluate_all
from sim.study.expressions import Values
from sim.study.findings import STANDING, Finding, Judgement, mean
from sim.study.statistics import noise
from sim.world import FloatArray

if TYPE_CHECKING:
    from sim.propositions import Proposition

SETS, RUNS, SEED = 100, 100, 21
MOST_SETS = 10_000


def battery(
    propositions: Sequence[Proposition],
    values: FloatArray,
    *,
    load: Load,
    runs: int = RUNS,
    seed: int = SEED,
    mends: str = DEFAULT,
    theories: Mapping[str, str] | None = None,
    **how: Unpack[How],
) -> dict[str, Finding]:
    """Return what propositions come to, by their id.

    Each cell is run once, however many propositions use it, and every cell meets the same luck.

    Parameters
    ----------
    propositions : as `sim.propositions.propositions` gives them.
    values : parameter sets, shape (sets, free parameters).
    load : returns a scenario by name.
    runs : of each set; a thinned proposition takes fewer.
    seed : fixes all luck.
    mends, theories : as for `sim.case.prepare`; a cell's own coding stays.
    how : workers, executor, progress and cancel, as for `sim.study.cells.evaluate`.

    Raises
    ------
    InputError
        If something that was given is wrong.
    RunError, Cancelled
        If runs failed, or the work was stopped.
    """
    runs = whole("runs", runs, 1, MOST_REPEATS)
    wanted: dict[tuple[Cell, int], set[str]] = {}
    held = {}
    for row in propositions:
        repeats = math.ceil(runs / row.thin)
        held[row.id] = [(cell.under(mends, theories), repeats) for cell in row.cells]
        for key in held[row.id]:
            wanted.setdefault(key, set()).update(row.statistic.probes)
    requests = [Request(cell, tuple(sorted(probes)), repeats) for (cell, repeats), probes in wanted.items()]
    each = evaluate_all(requests, values, load=load, seed=seed, **how)
    found = dict(zip(wanted, each, strict=True))
    return {row.id: _finding(row, [found[key] for key in held[row.id]]) for row in propositions}


def judge(findings: Mapping[str, Finding], among: Collection[str] | None = None) -> dict[str, Judgement]:
    """Return what claims come to, by their id; of all claims, unless ids are given.

    Raises
    ------
    KeyError
        If a tested claim has no finding that decides it.
    """
    judged = {}
    for claim in claims().values():
        if among is not None and claim.id not in among:
            continue
        mine = sorted((f for f in findings.values() if claim.id in f.proposition.claims), key=_beside)
        if claim.standing not in STANDING and all(map(_beside, mine)):
            raise KeyError(claim.id)
        judged[claim.id] = Judgement(claim, tuple(mine) if claim.standing not in STANDING else ())
    return judged


def sample(sets: int = SETS, mends: str = DEFAULT) -> FloatArray:
    """Return calibrated parameter sets for a battery under some mends, shape (sets, free parameters).

    Without mends they are those that were calibrated without; else those calibrated with the default ones.
    """
    return posterior(variant(chosen(mends))).sample(whole("sets", sets, 1, MOST_SETS))


def agreement(one: Mapping[str, Judgement], other: Mapping[str, Judgement]) -> dict[str, Any]:
    """Return how far two batteries agree on the claims that are tested: how many, and those on which they differ."""
    tested = [name for name, each in one.items() if each.deciding]
    differ = {
        name: [one[name].verdict, other[name].verdict] for name in tested if one[name].verdict != other[name].verdict
    }
    return {"tested": len(tested), "agree": len(tested) - len(differ), "differ": differ}


def halves(
    propositions: Sequence[Proposition], sets: int = SETS, *, mends: str = DEFAULT, **how: Any
) -> dict[str, Any]:
    """Return how far verdicts from two samples of calibrated sets agree that share none; options as for `battery`."""
    parts = posterior(variant(chosen(mends))).halves(whole("sets", sets, 1, MOST_SETS))
    among = {claim for row in propositions if not row.beside for claim in row.claims}
    one, other = (judge(battery(propositions, part, mends=mends, **how), among) for part in parts)
    return {"sets": sets, "mends": mends_text(chosen(mends)), **agreement(one, other)}


def _finding(row: Proposition, cells: Sequence[Values]) -> Finding:
    """Work out one proposition from the probes of its cells."""
    each = [row.statistic.each_set(values) for values in cells] if len(cells) <= 2 else []
    levels = tuple(mean(values) for values in each)
    return Finding(row, row.statistic.effect(cells), noise(row.statistic, cells), levels)


def _beside(finding: Finding) -> bool:
    return finding.proposition.beside
