"""Tables of regret: over all states, in each scenario, in each state, and as the columns of a heat map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.language import _
from sim.study.answers import Table
from sim.study.questions.clusters import mean_of
from sim.study.questions.regret import SAMPLES, States, intervals, regret, split_regret
from sim.world import FloatArray

EVERY = "all"
"""In the place of a scenario: all of them."""
MOST_ROWS = 5000
"""Rows of policies and states, beyond which the table of states is left out."""
COLUMNS = 60
"""Columns of a heat map; more states than that are put together with their neighbours."""
BEST = 1e-12


def summary(held: States, policies: Sequence[str], scenarios: Sequence[str]) -> list[dict[str, Any]]:
    """Return one row a policy and scenario, and one for all scenarios where there are several.

    `mean` and `most` are of the measured regret, which is too large on average; `split_mean` with its 95 % interval
    over points is measured on other replications than those that pick the best policy, and errs to the other side.
    Where all points share their luck they are no sample of luck, and there is no interval.
    """
    measured, split = regret(held.performance), split_regret(held.runs)
    groups = [(EVERY, np.full(held.size, True))] if len(scenarios) > 1 else []
    groups += [(name, held.scenarios == place) for place, name in enumerate(scenarios)]
    rows = []
    for scenario, mask in groups:
        for place, policy in enumerate(policies):
            own = measured[place, mask]
            middle = mean_of(_by_point(held, split[place], mask), samples=0)
            rows.append(
                {
                    "scenario": scenario,
                    "policy": policy,
                    "mean": own.mean() if own.size else np.nan,
                    "regret_90": np.percentile(own, 90.0) if own.size else np.nan,
                    "most": own.max() if own.size else np.nan,
                    "best_in": (own <= BEST).mean() if own.size else np.nan,
                    "split_mean": middle.mean,
                    "split_low": np.nan if held.common else middle.low,
                    "split_high": np.nan if held.common else middle.high,
                    "states": int(mask.sum()),
                }
            )
    return rows


def _by_point(held: States, values: FloatArray, mask: np.ndarray[Any, np.dtype[np.bool_]]) -> FloatArray:
    """Return values of states as (points, scenarios), NaN where a state does not count."""
    numbers, rows = np.unique(held.points, return_inverse=True)
    width = int(held.scenarios.max()) + 1 if held.size else 1
    laid = np.full((max(len(numbers), 1), width), np.nan)
    laid[rows[mask], held.scenarios[mask]] = values[mask]
    return laid


def by_state(
    held: States, policies: Sequence[str], scenarios: Sequence[str], *, samples: int = SAMPLES
) -> dict[str, Table]:
    """Return the table of every policy in every state, unless there are too many for one."""
    if not 0 < held.size * len(policies) <= MOST_ROWS:
        return {}
    measured, expected = regret(held.performance), held.sign * held.performance + 0.0
    low, high = intervals(held, samples=samples)
    rows = [
        {
            "scenario": scenarios[held.scenarios[state]],
            "design_id": int(held.points[state]),
            "policy": policy,
            "expected": expected[place, state],
            "regret": measured[place, state],
            "low": low[place, state],
            "high": high[place, state],
        }
        for state in range(held.size)
        for place, policy in enumerate(policies)
    ]
    return {"states": Table.of(rows, _("Regret in every state, with 95 % intervals over luck"))}


def heat(held: States, scenarios: Sequence[str], columns: int = COLUMNS) -> dict[str, Any]:
    """Return the columns of a heat map: states by scenario, from where the best tested policy does best to worst.

    Where there are more states than columns, neighbours are put together, as many in each column as can be, and a
    column shows their mean regret.

    Returns
    -------
    scenario : of each column; states : how many it stands for; point : the design's point if it is one state, else
    None; regret : (policies, columns).
    """
    best = held.performance.max(axis=0) if held.size else np.zeros(0)
    each = max(columns // max(len(scenarios), 1), 1)
    parts = []
    for place in range(len(scenarios)):
        own = np.flatnonzero(held.scenarios == place)
        own = own[np.argsort(-best[own], kind="stable")]
        parts += [(place, part) for part in np.array_split(own, min(len(own), each)) if len(part)] if len(own) else []
    measured = regret(held.performance) if held.size else held.performance
    return {
        "scenario": [scenarios[place] for place, _part in parts],
        "states": [len(part) for _place, part in parts],
        "point": [int(held.points[part[0]]) if len(part) == 1 else None for _place, part in parts],
        "regret": [[float(row[part].mean()) for _place, part in parts] for row in measured],
    }
