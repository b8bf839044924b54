"""The tables of a study for other programs: tidy, one row a run, with its conditions and its outcomes beside it.

They are read and handed on part by part, so that a study of any size takes the memory of one part.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.language import _
from sim.outcome import ENDINGS
from sim.recorder import COLUMNS
from sim.study import parts, place
from sim.study.results import TRAJECTORY_COLUMNS
from sim.study.single import SingleResults
from sim.study.store import RUNS, TRAJECTORIES
from sim.study.work import FIRST_COLUMNS
from sim.study.writing import UNREAD

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.study.results import Results

DESIGN, CODES = "design", "columns"
TABLES = (RUNS, TRAJECTORIES, DESIGN)
"""The tables of a study by name; `columns` says what their columns mean."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be worked out by a spreadsheet."""


def blocks(results: Results, table: str) -> Iterator[DataFrame]:
    """Yield the rows of a table, some ten thousand at a time, in the order of the study; the same heads each time.

    Parameters
    ----------
    table : one of TABLES.

    Raises
    ------
    StoreError
        If a part cannot be read.
    """
    if table == DESIGN:
        yield design(results)
        return
    for frame in parts_of(results, table):
        yield joined(results, frame, outcomes=table == RUNS)


def parts_of(results: Results, table: str) -> Iterator[DataFrame]:
    """Yield the parts of the runs or of the trajectories as they are kept; errors as for `blocks`."""
    if isinstance(results, SingleResults):
        yield from results.parts(table)
        return
    known = tuple(results.manifest["columns"]) if table == RUNS else TRAJECTORY_COLUMNS
    with place.told(results.path / table, UNREAD):
        for file in results.files[table]:
            yield parts.read(results.path, [file], known)


def joined(results: Results, frame: DataFrame, *, outcomes: bool = True) -> DataFrame:
    """Return rows of runs with the conditions of their points before their measures, and the study's outcomes last.

    An outcome is NaN in a run in which it does not exist. One that is a measure is there already; any other name that
    is taken gets a `_` behind it.
    """
    import pandas as pd

    first = [name for name in (*FIRST_COLUMNS, "quarter") if name in frame]
    points = frame["design_id"].to_numpy(np.int64)
    conditions = {name: values[points] for name, values in results.condition_points.values.items()}
    columns: dict[str, Any] = {name: frame[name] for name in first}
    for name, values in conditions.items():
        columns[_free(name, frame)] = pd.Categorical(values) if values.dtype.kind in "UO" else values
    columns |= {name: frame[name] for name in frame.columns if name not in first}
    for name, values in _outcomes(results, frame).items() if outcomes else ():
        columns[_free(name, columns)] = values
    return pd.DataFrame(columns, index=frame.index)


def _free(name: str, taken: Container[str]) -> str:
    """Return a name for a column that a table has no column of."""
    return f"{name}_" if name in taken else name


def _outcomes(results: Results, frame: DataFrame) -> dict[str, Any]:
    """Return the study's outcomes that are no columns already."""
    return {
        name: row.values({probe: numbers(frame[probe]) for probe in row.probes})
        for name, row in results.outcomes.items()
        if not (name in frame and row.text == name)
    }


def numbers(column: Any) -> Any:
    """Return a column as numbers; an ending is its position in ENDINGS."""
    if column.dtype.kind in "fiub":
        return np.asarray(column.to_numpy(), float)
    import pandas as pd

    return np.asarray(pd.Categorical(column, categories=list(ENDINGS)).codes, float)


def design(results: Results) -> DataFrame:
    """Return the points of the design: their number and the values of the uncertainties."""
    import pandas as pd

    values = {**results.points.values, **results.condition_points.values}
    return pd.DataFrame({"design_id": np.arange(len(results.points)), **values})


def count(results: Results, table: str) -> int:
    """Return how many rows a table has, or about that: of a table of runs it is not looked up."""
    if table == DESIGN:
        return len(results.points)
    runs = int(results.manifest["runs"]["done"])
    if table == RUNS:
        return runs
    longest = max(results.length(name) for name in results.scenarios) + 1
    each = len(results.policies) * len(results.scenarios)
    return min(runs, results.spec.design.trajectories * each) * longest


def meanings(results: Results, table: str, heads: Iterable[str]) -> list[dict[str, str]]:
    """Return what the columns of a table mean: column, unit and meaning, one row each."""
    from sim.outcome import MEASURES

    conditions = {row.name: ("", row.title) for row in results.conditions}
    outcomes = {name: (row.unit, f"{row.title}: {row.text}") for name, row in results.outcomes.items()}
    measures = {row.name: (row.unit, _(row.text)) for row in MEASURES}
    recorded = dict.fromkeys(COLUMNS, ("", _("as recorded at the end of the quarter")))
    known = {**outcomes, **conditions, **(recorded if table == TRAJECTORIES else measures), **RUN_MEANINGS}
    others = {**conditions, **outcomes}
    rows = []
    for head in heads:
        unit, text = known.get(head) or others.get(head.removesuffix("_")) or ("", _("as the study's outcomes read it"))
        rows.append({"column": head, "unit": unit, "meaning": plain(text)})
    return rows


RUN_MEANINGS = {
    "run": ("", _("number of the run in the study: fournos study replay DIR --run N")),
    "design_id": ("", _("number of the point of the design")),
    "replication": ("", _("number of the replication at the point")),
    "luck": ("", _("number of the luck: runs with the same one are paired")),
    "scenario": ("", _("scenario")),
    "seed": ("", _("seed of all chance")),
    "policy": ("", _("policy, by its name in the study")),
    "quarter": ("", _("quarter, 0 the opening")),
}
"""What the first columns hold."""


def plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it."""
    return f"'{text}" if text.startswith(FORMULAS) else text
