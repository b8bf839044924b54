"""Designs: which points of the uncertainties are run.

Latin hypercubes and Sobol points come from SciPy. A design that grows by whole points keeps those it had wherever its
kind allows: Sobol points, calibrated sets, explicit rows; a Latin hypercube of another size is another one.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.errors import InputError, UnknownName, shown
from sim.language import _
from sim.posterior import posterior
from sim.study.spec import StudySpec
from sim.study.uncertainties import SET, Points, Uncertainty
from sim.world import FloatArray

MOST_POINTS = 10_000_000
STEPS = 5
"""Values of each range in a grid, if the study does not say."""
ID = "design_id"


def points_of(spec: StudySpec) -> Points:
    """Return the points of a study's design.

    Raises
    ------
    InputError
        If its rows cannot be read, or there are too many of them.
    """
    return KINDS[spec.design.kind](spec)


def unit_points(kind: str, count: int, columns: int, seed: int) -> FloatArray:
    """Return points in the unit hypercube, shape (count, columns): "lhs", "sobol" or "random"; the same for a seed."""
    from scipy.stats import qmc

    if columns == 0:
        return np.zeros((count, 0))
    chance = np.random.default_rng(seed)
    if kind == "random":
        return chance.random((count, columns))
    if kind == "lhs":
        drawn: FloatArray = qmc.LatinHypercube(columns, rng=chance).random(count)
        return drawn
    # drawn to the next power of two and cut: SciPy warns of other lengths, and the first points are the same
    whole: FloatArray = qmc.Sobol(columns, rng=chance).random_base2(max(math.ceil(math.log2(count)), 0))
    return whole[:count]


def placed(uncertainties: Sequence[Uncertainty], unit: FloatArray) -> Points:
    """Return what places in the unit hypercube mean, one column an uncertainty."""
    return Points({row.name: row.at(unit[:, k]) for k, row in enumerate(uncertainties)}, len(unit))


def _drawn(spec: StudySpec) -> Points:
    count = spec.design.points or 1
    unit = unit_points(spec.design.kind, count, len(spec.uncertainties), spec.design.seed)
    return placed(spec.uncertainties, unit)


def _grid(spec: StudySpec) -> Points:
    """Return every combination: all levels, and evenly spaced values of a range, its ends among them."""
    steps = spec.design.steps or STEPS
    axes = [row.levels or tuple(np.linspace(row.low, row.high, steps).tolist()) for row in spec.uncertainties]
    count = math.prod(len(axis) for axis in axes)
    if count > MOST_POINTS:
        message = _("The grid has {count:,} points; at most {most:,} are allowed. Take fewer steps, or another design.")
        raise InputError(message.format(count=count, most=MOST_POINTS), field="design", got=count)
    values, inner = {}, count
    for each, axis in zip(spec.uncertainties, axes, strict=True):
        inner //= len(axis)
        values[each.name] = np.tile(np.repeat(np.array(axis), inner), count // (inner * len(axis)))
    return Points(values, count)


def _posterior(spec: StudySpec) -> Points:
    """Return calibrated sets in a shuffled order, with the other uncertainties drawn beside them."""
    count = spec.design.points or 1
    sets = posterior(spec.variant)
    order = _set_numbers(len(sets), count, spec.design.seed)
    others = [row for row in spec.uncertainties if row.name != SET]
    beside = placed(others, unit_points("sobol", count, len(others), spec.design.seed))
    return Points({SET: order, **beside.values}, count)


def _set_numbers(sets: int, count: int, seed: int) -> FloatArray:
    """Return numbers of sets, none twice while there are enough; more of them begin with the same ones."""
    chance = np.random.default_rng(seed)
    rounds = [chance.permutation(sets) for _round in range(-(-count // sets))]
    return np.concatenate(rounds)[:count].astype(float)


def _point(spec: StudySpec) -> Points:
    return Points({}, 1)


def _rows(spec: StudySpec) -> Points:
    """Return the rows of the study's own file: a head with the names of all uncertainties, and a row a point."""
    rows = _table(spec.design.rows)
    head = [name.strip() for name in rows[0]] if rows else []
    wanted = [row.name for row in spec.uncertainties]
    for name in head:
        if name not in (*wanted, ID):
            raise UnknownName(_("column of the rows"), name, wanted)
    for name in wanted:
        if head.count(name) != 1:
            message = _("The rows need the column {name}, once.")
            raise InputError(message.format(name=shown(name)), field="rows", allowed=", ".join(wanted))
    if len(rows) < 2 or len(rows) - 1 > MOST_POINTS:
        raise InputError(_("The rows hold no point, or too many."), field="rows", got=len(rows) - 1)
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(head):
            message = _("Row {number} of the rows has {got} entries; the head has {want}.")
            raise InputError(message.format(number=number, got=len(row), want=len(head)), field="rows")
    values = {}
    for each in spec.uncertainties:
        column = head.index(each.name)
        values[each.name] = each.check([row[column].strip() for row in rows[1:]])
    return Points(values, len(rows) - 1)


def _table(text: str) -> list[list[str]]:
    """Return the rows of a CSV text; empty lines are left out."""
    try:
        return [row for row in csv.reader(io.StringIO(text)) if row]
    except csv.Error as error:
        message = _("The rows cannot be read as CSV: {reason}.").format(reason=shown(error))
        raise InputError(message, field="rows") from None


def kept_points(spec: StudySpec, text: str) -> Points:
    """Return the points of a study as its folder keeps them: values that were checked when they were drawn.

    Raises
    ------
    ValueError
        If the text holds other uncertainties.
    """
    head, *rows = csv.reader(io.StringIO(text))
    if head != [ID, *(row.name for row in spec.uncertainties)]:
        raise ValueError(head)
    columns = zip(*rows, strict=True)
    next(columns)
    values = {
        each.name: np.array(column, str if each.parts_runs else float)
        for each, column in zip(spec.uncertainties, columns, strict=True)
    }
    return Points(values, len(rows))


KINDS: Mapping[str, Callable[[StudySpec], Points]] = {
    "lhs": _drawn,
    "sobol": _drawn,
    "grid": _grid,
    "rows": _rows,
    "posterior": _posterior,
    "point": _point,
}
"""What makes the points of each kind of design."""
