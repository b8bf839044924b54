"""The frozen reference table: every measure of every row within four standard errors, or a departure that is listed.

A share is judged by Fisher's exact test at the level of four standard deviations where a count is small, and by the
pooled normal test elsewhere. `docs/departures.md` holds what may differ: one line a measure, in the table that
`departures` reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import fisher_exact, norm

from sim.outcome import ENDINGS, MEASURES
from tests.engine import play, scenario

ROOT = Path(__file__).resolve().parent.parent
RUNS, MOST, FEW, ENOUGH = 4_000, 4.0, 10, 30
LEVEL = 2.0 * norm.sf(MOST)
LAST_DIGIT = 1e-6
"""The table is rounded to six decimals."""
COLUMNS = ["scenario", "doctrines", "measure", "reference", "engine", "reason"]
ORACLE: dict[str, Any] = json.loads((ROOT / "tests" / "reference" / "oracle.json").read_text("utf-8"))
ROWS: list[dict[str, Any]] = ORACLE["rows"]
SHARES = {
    *("war", "occupation", "general_war", "settled", "challenger_terms", "patron_a_abandoned", "patron_b_abandoned"),
    *(f"ending_{name}" for name in ENDINGS),
}


@dataclass(frozen=True)
class Gap:
    """How far a measure of ours is from the reference: in standard errors, or as the z of an exact test's chance."""

    row: str
    measure: str
    reference: float
    engine: float
    z: float


def name_of(row: dict[str, Any]) -> str:
    return "/".join((row["scenario"], *row["doctrines"].values()))


def columns(outcomes: dict[str, NDArray[np.float64]]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Yield the measures as the table names them: each ending is a share of its own; only runs where one is defined."""
    for code, name in enumerate(ENDINGS):
        yield f"ending_{name}", (outcomes["ending"] == code).astype(float)
    for name, values in outcomes.items():
        if name != "ending":
            yield name, values[np.isfinite(values)]


def share_z(ours: NDArray[np.float64], mean: float, count: int) -> float:
    """Return the distance of two shares in standard errors."""
    mine, theirs = round(ours.sum()), round(mean * count)
    n, both = len(ours), round(ours.sum()) + round(mean * count)
    if min(both, n + count - both) < FEW:
        chance = fisher_exact([[mine, n - mine], [theirs, count - theirs]]).pvalue
        return float(norm.isf(min(chance, 1.0) / 2.0))
    pooled = both / (n + count)
    return float((mine / n - theirs / count) / np.sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / count)))


def mean_z(ours: NDArray[np.float64], mean: float, error: float) -> float:
    """Return the distance of two means in combined standard errors."""
    gap = max(abs(ours.mean() - mean) - LAST_DIGIT, 0.0) * np.sign(ours.mean() - mean)
    combined = np.hypot(ours.std() / np.sqrt(len(ours)), error)
    return float(gap / combined) if combined else float(np.inf if gap else 0.0)


def compared(row: dict[str, Any], runs: int, seed: int) -> list[Gap]:
    """Play a row of the table and return how far each measure is from the reference."""
    played = play(row["scenario"], row["quarters"], doctrines=row["doctrines"], seed=seed, runs=runs, mends="none")
    gaps = []
    for measure, ours in columns(played.outcomes):
        theirs = row["measures"][measure]
        if min(theirs["n"], len(ours)) < ENOUGH:
            continue
        judged = (
            share_z(ours, theirs["mean"], theirs["n"])
            if measure in SHARES
            else mean_z(ours, theirs["mean"], theirs["se"])
        )
        gaps.append(Gap(name_of(row), measure, theirs["mean"], float(ours.mean()), judged))
    return gaps


@cache
def departures() -> dict[tuple[str, str], list[str]]:
    """Return the listed departures: cells of each line of the table in docs/departures.md, by row and measure."""
    lines = (ROOT / "docs" / "departures.md").read_text("utf-8").splitlines()
    table = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines if line.startswith("|")]
    assert table and table[0] == COLUMNS, f"docs/departures.md needs a table with the columns {COLUMNS}"
    return {(f"{cells[0]}/{cells[1]}", cells[2]): cells for cells in table[2:]}


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_a_row_of_the_reference_table(row: dict[str, Any]) -> None:
    gaps = {(gap.row, gap.measure): gap for gap in compared(row, RUNS, seed=ROWS.index(row) + 101)}
    beyond = {place for place, gap in gaps.items() if abs(gap.z) > MOST}
    listed = {place for place in departures() if place[0] == name_of(row)}
    assert not beyond - listed, [gaps[place] for place in beyond - listed]
    assert not listed - beyond, f"listed as departures, but they agree: {listed - beyond}"


def test_the_table_and_the_engine_have_the_same_measures() -> None:
    ours = {measure.name for measure in MEASURES if measure.name != "ending"} | {f"ending_{name}" for name in ENDINGS}
    assert all(set(row["measures"]) == ours for row in ROWS)
    assert ORACLE["runs"] == 20_000
    assert tuple(ORACLE["endings"]) == ENDINGS


def test_the_table_speaks_of_our_scenarios() -> None:
    for row in ROWS:
        assert row["quarters"] == scenario(row["scenario"]).quarters
        assert set(row["doctrines"]) == set(scenario(row["scenario"]).seats)


def test_departures_are_listed_with_place_size_and_reason() -> None:
    known = {name_of(row) for row in ROWS}
    for (row, measure), cells in departures().items():
        assert row in known and measure in ROWS[0]["measures"]
        assert len(cells) == len(COLUMNS) and len(cells[-1]) > 20, "each departure needs its reason"
        assert np.isfinite([float(cells[3]), float(cells[4])]).all()


@pytest.mark.parametrize(
    ("ours", "mean", "count", "low", "high"),
    [
        ([0.0] * 4000, 0.0, 20_000, 0.0, 0.0),
        ([1.0] * 3 + [0.0] * 3997, 0.0, 20_000, 2.5, 3.0),
        ([1.0] * 6 + [0.0] * 3994, 0.0, 20_000, 4.0, 5.0),
        ([1.0] * 2000 + [0.0] * 2000, 0.5, 20_000, 0.0, 0.0),
        ([1.0] * 2200 + [0.0] * 1800, 0.5, 20_000, 5.5, 6.0),
        ([1.0] * 4000, 1.0, 20_000, 0.0, 0.0),
    ],
    ids=["none", "three-of-none", "six-of-none", "even", "uneven", "all"],
)
def test_how_shares_are_judged(ours: list[float], mean: float, count: int, low: float, high: float) -> None:
    assert low - 1e-9 <= abs(share_z(np.array(ours), mean, count)) <= high + 1e-9
