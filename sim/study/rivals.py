"""Which conclusions depend on which coding: the battery of claims, and key outcomes, under each rival coding.

All codings meet the same parameter sets and the same luck, so that what differs is the coding. A battery under the
usual codings on other luck shows how many verdicts change by chance.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.language import _
from sim.mends import DEFAULT
from sim.study.cells import Cell, Load, evaluate
from sim.study.expressions import condition, expression
from sim.study.findings import BAND, NOT_SUPPORTED, SUPPORTED, Judgement
from sim.study.statistics import DOMINATED, Statistic
from sim.study.verdicts import SEED, battery, judge
from sim.theories import rivals
from sim.world import FloatArray

if TYPE_CHECKING:
    from sim.propositions import Proposition

Theories = Mapping[str, str]
Claims = Mapping[str, Mapping[str, Any]]
TURNED = {(SUPPORTED, NOT_SUPPORTED), (NOT_SUPPORTED, SUPPORTED)}
"""Pairs of verdicts, usual and under a coding, that are each other's opposite."""
SHIFT = 0.15
"""Share of the sets that has to move for a change of verdict to count as more than a step over a threshold."""


@dataclass(frozen=True)
class Outcome:
    """A key outcome: its name and title, the table in which it is told, its cell, and what is made of its runs."""

    name: str
    title: str
    table: str
    cell: Cell
    statistic: Statistic


@lru_cache(maxsize=1)
def outcomes() -> tuple[Outcome, ...]:
    """Return the key outcomes of `rivals.toml`.

    Raises
    ------
    UnknownName, WrongType, InputError
        If the file names something unknown, or a value is not allowed.
    """
    rows = tomllib.loads(resources.files("sim").joinpath("rivals.toml").read_text("utf-8"))["outcome"]
    return tuple(_outcome(dict(row)) for row in rows)


def _outcome(row: dict[str, Any]) -> Outcome:
    name, title, table, kind, of = (row.pop(field) for field in ("name", "title", "table", "kind", "of"))
    given = condition(row.pop("given", ""))
    counted = condition(of) if kind == "share" else None
    sides = () if counted else (expression(of),)
    return Outcome(name, _(title), table, Cell.of(row), Statistic(kind, sides, counted, given))


def decidable(propositions: Sequence[Proposition]) -> tuple[Proposition, ...]:
    """Return the propositions that are held against every coding: all but those on dominance.

    These compare every posture against every pair of opponents, which takes three quarters of all cells.
    """
    return tuple(row for row in propositions if row.statistic.kind != DOMINATED)


def claims_of(propositions: Sequence[Proposition]) -> list[str]:
    """Return the claims that some propositions decide, in their published order."""
    return list(dict.fromkeys(claim for row in propositions if not row.beside for claim in row.claims))


def verdicts(
    propositions: Sequence[Proposition], values: FloatArray, theories: Theories, **how: Any
) -> dict[str, dict[str, Any]]:
    """Return the tested claims' verdicts under some codings, with effect and share of the sets, by claim.

    Parameters
    ----------
    propositions : what is held against the model.
    values : parameter sets, shape (sets, parameters).
    theories : coding by question; the usual coding for the others.
    how : as for `sim.study.verdicts.battery`.
    """
    found = battery(propositions, values, theories=theories, **how)
    judged = judge(found, claims_of(propositions))
    return {name: _row(each) for name, each in judged.items() if each.deciding}


def _row(judged: Judgement) -> dict[str, Any]:
    row = judged.row()
    return {name: row[name] for name in ("verdict", "share", "effect")}


def levels(values: FloatArray, runs: int, theories: Theories, *, mends: str = DEFAULT, **how: Any) -> dict[str, Any]:
    """Return the key outcomes under some codings: mean over the sets and interval, by name; options as `verdicts`."""
    rows = {row.name: row.cell.under(mends, theories) for row in outcomes()}
    wanted: dict[Cell, set[str]] = {}
    for row in outcomes():
        wanted.setdefault(rows[row.name], set()).update(row.statistic.probes)
    found = evaluate(wanted, values, runs, **{"seed": SEED, **how})
    return {row.name: _level(row.statistic.each_set(found[rows[row.name]])) for row in outcomes()}


def _level(values: FloatArray) -> dict[str, float | None]:
    known = values[np.isfinite(values)]
    if not known.size:
        return {"mean": None, "low": None, "high": None}
    low, high = np.percentile(known, BAND)
    return {"mean": float(known.mean()), "low": float(low), "high": float(high)}


def compared(
    propositions: Sequence[Proposition],
    values: FloatArray,
    runs: int,
    *,
    load: Load,
    codings: Sequence[tuple[str, str]] | None = None,
    seed: int = SEED,
    **how: Any,
) -> dict[str, Any]:
    """Return verdicts and key outcomes under the usual codings, under each rival one, and by other luck alone.

    Parameters
    ----------
    propositions, values : as for `verdicts`; propositions on dominance are left out.
    runs : of each parameter set and cell.
    load : returns a scenario by name.
    codings : pairs of question and coding; all that are not usual if None.
    seed : fixes all luck; the battery by other luck takes the next one.
    how : mends, workers, executor, progress and cancel, as for `sim.study.verdicts.battery`.
    """
    chosen = decidable(propositions)
    options = {"load": load, **how}

    def under(theories: Theories) -> dict[str, Any]:
        told = verdicts(chosen, values, theories, runs=runs, seed=seed, **options)
        return {"claims": told, "outcomes": levels(values, runs, theories, seed=seed, **options)}

    usual = under({})
    luck = verdicts(chosen, values, {}, runs=runs, seed=seed + 1, **options)
    found = [{"question": name, "coding": coding, **under({name: coding})} for name, coding in codings or rivals()]
    return {
        "usual": usual,
        "luck": changed(usual["claims"], luck),
        "codings": [{**row, "changed": changed(usual["claims"], row["claims"])} for row in found],
    }


def changed(usual: Claims, other: Claims) -> dict[str, dict[str, Any]]:
    """Return the claims whose verdicts differ: what they become, by how much the share of sets moves, and what of it.

    `beyond` tells whether the share moves by more than SHIFT or comes to exist or not to exist: a smaller move only
    carries a claim over a threshold nearby. `turned` tells whether the verdict becomes its opposite.
    """
    found = {}
    for name, row in usual.items():
        now = other[name]
        if row["verdict"] == now["verdict"]:
            continue
        shares = row["share"], now["share"]
        shift = None if None in shares else shares[1] - shares[0]
        found[name] = {
            "verdict": now["verdict"],
            "shift": shift,
            "beyond": shift is None or abs(shift) > SHIFT,
            "turned": (row["verdict"], now["verdict"]) in TURNED,
        }
    return found
