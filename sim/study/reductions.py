"""Reductions: what makes the number of a target out of what was read of the runs.

Those of RUNS give one number a run, NaN where the target does not exist in it and infinite where its date lies beyond
the run. Those of SHARES give two counts a run, what happened and how often it could have: their ratio over many runs is
the number, a hazard or a share.

What was read comes by the notation of the probes of `sim/record.toml`: a probe has the shape (sets, repeats), and a
path `COLUMN@A..B` the shape (quarters, sets, repeats).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from sim.seats import BORDER_WAR, SETTLEMENT, STALEMATE

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Read = Mapping[str, FloatArray]
Counts = tuple[FloatArray, FloatArray]

MONTHS, DAYS = 3.0, 365.25 / 4
"""Months, and days, in a quarter."""
YEAR = 4
"""Quarters in a year."""
OPENING_YEAR = 1979
"""The year in whose first quarter the history of 1979 opens."""
BEFORE, GAP_FROM, GAP_TO = 3, 3, 10
"""Quarters before a gap to measure it against; first and last quarter (from 0) in which its worst half year begins."""
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
    """Return the target's military burden, per cent of GDP a year, in runs with a war.

    The cost of the whole army where it is followed; else the burden of war, mean over the path, in which past burden
    that fades counts 0.
    """
    path = _path(read, "burden[0]")
    of_war = YEAR * np.maximum(np.diff(path, axis=0), 0.0).mean(axis=0)
    (of_army,) = (values for probe, values in read.items() if "military_burden" in probe)
    return np.where(read["first_war"] >= 0, 100.0 * np.where(of_army > 0, of_army, of_war), np.nan)


def ratio(read: Read) -> FloatArray:
    """Return the first probe over the second."""
    first, second = read.values()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(second > 0, first / second, np.nan)


def per_cent(read: Read) -> FloatArray:
    """Return the one probe, a share, in per cent."""
    return 100.0 * value(read)


def thousands(read: Read) -> FloatArray:
    """Return the one probe, troops in 100 000, in thousands."""
    return 100.0 * value(read)


def year_out(read: Read) -> FloatArray:
    """Return the calendar year in which the last troops come home; infinite where some stay to the end of the run."""
    gone = _path(read, "expedition") <= 0.0
    return np.where(gone.any(axis=0), OPENING_YEAR + gone.argmax(axis=0) // YEAR, np.inf)


def months_lead(read: Read) -> FloatArray:
    """Return months from the decision to leave to the patron's abandonment.

    Infinite where the patron stays, minus infinite where nobody decides to leave, NaN where neither happens.
    """
    decided, left = read["exit_decided"], read["abandoned_in[1]"]
    lead = np.where(left >= 0, MONTHS * (left - decided), np.inf)
    return np.where(decided >= 0, lead, np.where(left >= 0, -np.inf, np.nan))


def mean_per_cent(read: Read) -> FloatArray:
    """Return the mean of the probes, shares, in per cent."""
    mean: FloatArray = 100.0 * np.mean(list(read.values()), axis=0)
    return mean


def gap_points(read: Read) -> FloatArray:
    """Return by how many points the second probe, a share, is above the first."""
    first, second = read.values()
    return 100.0 * (second - first)


def days_each(read: Read) -> FloatArray:
    """Return the days of each lag, shape (sets, repeats x lags).

    The first half of the probes tells when it begins, the second when it ends. Infinite where one has begun and does
    not end, NaN where it has not begun.
    """
    return np.concatenate(_lags(read), axis=1)


def days_longest(read: Read) -> FloatArray:
    """Return the longest lag of a run, days."""
    lags = np.stack(_lags(read))
    longest: FloatArray = np.where(np.isnan(lags), -np.inf, lags).max(axis=0)
    return np.where(np.isneginf(longest), np.nan, longest)


def _lags(read: Read) -> list[FloatArray]:
    dates = list(read.values())
    pairs = zip(dates[: len(dates) // 2], dates[len(dates) // 2 :], strict=True)
    ended = [(begun, np.where(end >= 0, DAYS * (end - begun), np.inf)) for begun, end in pairs]
    return [np.where(begun >= 0, days, np.nan) for begun, days in ended]


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


def longer_than_a_year(read: Read, *, static: bool = True) -> Counts:
    """Count wars that still go on after four quarters, of all that are seen for so long or end before.

    Parameters
    ----------
    static : whether a war whose border front has become static still counts as one.
    """
    war, length, ended, room = _wars(read, static=static)
    seen = war & (ended | (room >= YEAR))
    return _counts(length >= YEAR, seen)


def yearly_end(read: Read, *, static: bool = True) -> Counts:
    """Count ends of wars by year, of those at the beginning of each year after the first that lies in the run.

    `static` as for `longer_than_a_year`.
    """
    war, length, ended, room = _wars(read, static=static)
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


def imposed(read: Read, least: float = IMPOSED) -> Counts:
    """Count ends by a settlement that gives one side `least` of the demands or more, of long wars that end."""
    long, settled, imposed_on = _ends(read, least)
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


def _wars(read: Read, *, static: bool = True) -> tuple[BoolArray, FloatArray, BoolArray, FloatArray]:
    """Return of the first war: whether there is one, its quarters, whether it ends, and the quarters left for it."""
    rung, first = _path(read, "rung"), read["first_war"]
    fighting = _fighting(rung) & (static | (rung != STALEMATE))
    war = first >= 0
    quarter = np.arange(len(fighting))[:, None, None]
    over = ~fighting & (quarter >= first) & war
    ended = np.asarray(over.any(axis=0), bool)
    room = np.where(war, len(fighting) - first, 0.0)
    length = np.where(ended, over.argmax(axis=0) - first, room)
    return war, np.where(war, length, 0.0), ended, room


def _ends(read: Read, least: float = IMPOSED) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Return whether the first war is long and ends, whether it ends by a settlement, and whether that is imposed."""
    war, length, ended, _room = _wars(read)
    rung, first = _path(read, "rung"), read["first_war"]
    at = np.where(war & ended, first + length, 0.0).astype(int)
    settled = np.take_along_axis(rung, at[None], 0)[0] == SETTLEMENT
    lopsided = np.abs(read["terms"] - 0.5) >= least - 0.5
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
    rule.__name__: rule
    for rule in (
        *(value, ratio, per_cent, thousands, burden),
        *(months_between, months_lead, year_out),
        *(mean_per_cent, gap_points, days_each, days_longest),
        *(gap_depth, gap_length, gap_rebound),
    )
}
SHARES: dict[str, Callable[[Read], Counts]] = {
    rule.__name__: rule for rule in (longer_than_a_year, yearly_end, negotiated, imposed, unsettled_end, fights)
}
