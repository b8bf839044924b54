"""Reductions: what makes the number of a target out of what was read of the runs.

Those of RUNS give one number a run, NaN where the target does not exist in it and infinite where its date lies beyond
the run. Those of SHARES give two counts a run, what happened and how often it could have: their ratio over many runs is
the number, a hazard or a share.

What was read comes by the notation of the probes of `sim/record.toml`: a probe has the shape (sets, repeats), and a path
`COLUMN@A..B` the shape (quarters, sets, repeats).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.seats import BORDER_WAR, SETTLEMENT

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Read = Mapping[str, FloatArray]
Counts = tuple[FloatArray, FloatArray]

MONTHS = 3.0
"""Months in a quarter."""
YEAR = 4
"""Quarters in a year."""
BEFORE, GAP_FROM, GAP_TO = 3, 3, 10
"""Quarters before a gap that it is measured against; first and last quarter (from 0) in which its worst half year begins."""
HALF = 0.5
"""Below this share of what it was before, aid is in a gap."""
IMPOSED = 0.8
"""A settlement is imposed where one side gets this share of the challenger's demands, or is spared it."""


# ---------------------------------------------------------------- one number a run


def value(read: Read) -> FloatArray:
    """Return what the one probe read."""
    (only,) = read.values()
    return only


def months_between(read: Read) -> FloatArray:
    """Return months from the first quarter of war to the first settlement; infinite where none comes."""
    war, settled = read["first_war"], read["settled_in"]
    months = np.where(settled >= 0, MONTHS * (settled - war), np.inf)
    return np.where(war >= 0, months, np.nan)


def burden(read: Read) -> FloatArray:
    """Return the target's burden of war, per cent of GDP a year, mean over the path; past burden that fades counts 0."""
    path = _path(read, "burden[0]")
    yearly = 100.0 * YEAR * np.maximum(np.diff(path, axis=0), 0.0).mean(axis=0)
    return np.where(read["first_war"] >= 0, yearly, np.nan)


def gap_depth(read: Read) -> FloatArray:
    """Return by how many per cent the first patron's aid falls in its worst half year; below 0 is a fall."""
    _start, worst, _base = _gap(read)
    return 100.0 * (worst - 1.0)


def gap_length(read: Read) -> FloatArray:
    """Return for how many months aid stays below half of what it was before; 0 without a gap."""
    start, end, worst = _gap_span(read)
    return np.where(np.isnan(worst), np.nan, MONTHS * (end - start))


def gap_rebound(read: Read) -> FloatArray:
    """Return aid of the three quarters after the gap over that of the three before it; NaN without a gap."""
    aid, base = _aid(read), _gap(read)[2]
    start, end, worst = _gap_span(read)
    after = end + np.arange(BEFORE)[:, None, None]
    inside = after < len(aid)
    later = np.where(inside, np.take_along_axis(aid, np.where(inside, after, 0), 0), np.nan).mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((end > start) & ~np.isnan(worst), later / base, np.nan)


def _gap(read: Read) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return where the worst half year of aid begins, aid in it over aid before it, and aid before it."""
    aid = _aid(read)
    starts = np.arange(GAP_FROM, GAP_TO + 1)
    base = np.stack([aid[start - BEFORE : start].mean(axis=0) for start in starts])
    low = np.stack([aid[start : start + 2].mean(axis=0) for start in starts])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(base > 0, low / base, np.nan)
    first = np.where(np.isnan(ratio), np.inf, ratio).argmin(axis=0)
    picked = first[None]
    worst = np.take_along_axis(ratio, picked, 0)[0]
    return first + GAP_FROM, worst, np.take_along_axis(base, picked, 0)[0]


def _gap_span(read: Read) -> tuple[IntArray, IntArray, FloatArray]:
    """Return the first quarter of the gap, the first one after it (the same one without a gap), and its depth."""
    aid = _aid(read)
    start, worst, base = _gap(read)
    low = aid < HALF * base
    start = start + ~np.take_along_axis(low, start[None], 0)[0]  # a half year may begin with a good quarter
    end = start.copy()
    for _quarter in range(len(aid)):
        at = np.minimum(end, len(aid) - 1)
        end += (end < len(aid)) & np.take_along_axis(low, at[None], 0)[0]
    return start, end, worst


def _aid(read: Read) -> FloatArray:
    """Return the first patron's aid by quarter, NaN outside war."""
    return np.where(_fighting(_path(read, "rung")), _path(read, "aid[0]"), np.nan)


# ---------------------------------------------------------------- what happened, and how often it could have


def longer_than_a_year(read: Read) -> Counts:
    """Count wars that still go on after four quarters, of all that are seen for so long or end before."""
    war, length, ended, room = _wars(read)
    seen = war & (ended | (room >= YEAR))
    return _counts(length >= YEAR, seen)


def yearly_end(read: Read) -> Counts:
    """Count ends of wars by year, of the wars at the beginning of each year after the first that lies in the run."""
    war, length, ended, room = _wars(read)
    ends, risks = np.zeros(length.shape), np.zeros(length.shape)
    for year in range(1, int(room.max(initial=0)) // YEAR):
        going = war & (length >= YEAR * year) & (room >= YEAR * (year + 1))
        risks += going
        ends += going & ended & (length < YEAR * (year + 1))
    return ends, risks


def negotiated(read: Read) -> Counts:
    """Count ends by a settlement that gives neither side nearly all, of long wars that end."""
    long, settled, imposed_on = _ends(read)
    return _counts(settled & ~imposed_on, long)


def imposed(read: Read) -> Counts:
    """Count ends by a settlement that gives one side nearly all, of long wars that end."""
    long, settled, imposed_on = _ends(read)
    return _counts(settled & imposed_on, long)


def unsettled_end(read: Read) -> Counts:
    """Count ends without a settlement, of long wars that end."""
    long, settled, _imposed_on = _ends(read)
    return _counts(~settled, long)


def fights(read: Read) -> Counts:
    """Count patrons that fight, of those closest to a target attacked in the first quarter."""
    first_closer = read["level[0]@1"] >= read["level[1]@1"]
    joins = np.where(first_closer, read["fighting[0]@1"], read["fighting[1]@1"])
    return joins, np.ones(joins.shape)


def _wars(read: Read) -> tuple[BoolArray, FloatArray, BoolArray, FloatArray]:
    """Return of the first war: whether there is one, its quarters, whether it ends, and the quarters left for it."""
    fighting, first = _fighting(_path(read, "rung")), read["first_war"]
    war = first >= 0
    quarter = np.arange(len(fighting))[:, None, None]
    over = ~fighting & (quarter >= first) & war
    ended = over.any(axis=0)
    room = np.where(war, len(fighting) - first, 0.0)
    length = np.where(ended, over.argmax(axis=0) - first, room)
    return war, np.where(war, length, 0.0), ended, room


def _ends(read: Read) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Return whether the first war is long and ends, whether it ends by a settlement, and whether that is imposed."""
    war, length, ended, _room = _wars(read)
    rung, first = _path(read, "rung"), read["first_war"]
    at = np.where(war & ended, first + length, 0.0).astype(int)
    settled = np.take_along_axis(rung, at[None], 0)[0] == SETTLEMENT
    lopsided = np.abs(read["terms"] - 0.5) >= IMPOSED - 0.5
    return war & ended & (length >= YEAR), settled, lopsided


def _counts(happened: BoolArray, possible: BoolArray) -> Counts:
    return np.asarray(happened & possible, float), np.asarray(possible, float)


def _fighting(rung: FloatArray) -> BoolArray:
    return (rung >= BORDER_WAR) & (rung < SETTLEMENT)


def _path(read: Read, column: str) -> FloatArray:
    """Return the path of a column, whatever its quarters."""
    (found,) = (values for probe, values in read.items() if probe.partition("@")[0] == column and ".." in probe)
    return found


RUNS: dict[str, Callable[[Read], FloatArray]] = {
    rule.__name__: rule for rule in (value, months_between, burden, gap_depth, gap_length, gap_rebound)
}
SHARES: dict[str, Callable[[Read], Counts]] = {
    rule.__name__: rule
    for rule in (longer_than_a_year, yearly_end, negotiated, imposed, unsettled_end, fights)
}
