"""Courses: how the two histories run in the model, quarter by quarter, beside the series of the record.

A course is a quantity of all runs of all sets, drawn as it is or scaled in a stated way. One whose state only a mend
carries has no values where the mend is off, and says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.record import Series, quarter_of, series
from sim.study.backtest import Backtest
from sim.study.course_values import LAST, Values, aid, burden, column, exit_decided, land, settled, too_much

FloatArray = NDArray[np.float64]

START = {"1979": "1979Q1", "ukraine": "2022Q1"}
"""First quarter of each history; a test holds it against the scenario."""
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
BEFORE_2022, PEAK = 7.0, (27.0, 25.0, 22.0)
"""Per cent of Ukraine held before the attack; the peak by three counts [TerritoryMaps]."""


@dataclass(frozen=True)
class Course:
    """One quantity of a history.

    Attributes
    ----------
    name, cell : its name, and the cell of the record that it is read from.
    title, unit : what it is and its unit, in words.
    columns : what is read every quarter (`sim.study.probes`).
    values : makes its rows, shape (quarters + 1, runs), of what was read.
    beside : series of the record that stand beside it.
    needs : mends that carry it.
    scaled : how it was scaled, in words; empty if it was not.
    """

    name: str
    cell: str
    title: str
    unit: str
    columns: tuple[str, ...]
    values: Values
    beside: tuple[str, ...]
    needs: tuple[str, ...] = ()
    scaled: str = ""

    def represented(self, mends: Collection[str]) -> bool:
        """Whether the model has the quantity under these mends."""
        return set(self.needs) <= set(mends)

    @property
    def absent(self) -> str:
        """What is said where the model does not have it."""
        return _("Not represented without the mend {names}").format(names=", ".join(self.needs))


CAMPS = ("too_much[0]", "too_much[1]")
KILLED = _("thousand, since the attack")
COURSES: dict[str, Course] = {
    course.name: course
    for course in (
        Course(
            "china-killed",
            "1979",
            _("Chinese killed"),
            KILLED,
            ("challenger_dead",),
            column("1979", "challenger_dead"),
            ("pla-killed",),
        ),
        Course(
            "vietnam-killed",
            "1979",
            _("Vietnamese killed"),
            KILLED,
            ("target_dead",),
            column("1979", "target_dead"),
            ("pavn-killed",),
        ),
        Course(
            "army",
            "1979",
            _("Vietnam's whole army"),
            _("thousand"),
            ("army",),
            column("1979", "army", 100.0),
            ("army",),
            ("mobilisation",),
        ),
        Course(
            "burden",
            "1979",
            _("Military burden"),
            _("% of GDP"),
            ("burden[0]", "military_burden"),
            burden,
            ("milex-sipri", "milex-nmc"),
        ),
        Course(
            "cambodia",
            "1979",
            _("Troops in Cambodia"),
            _("thousand"),
            ("expedition",),
            column("1979", "expedition", 100.0),
            ("cambodia",),
            ("cambodia",),
        ),
        Course("deals", "1979", _("Settled by then"), _("share of runs"), (), settled, ("normalised",)),
        Course(
            "exits",
            "1979",
            _("Exit decided by then"),
            _("share of runs"),
            (),
            exit_decided,
            ("exit-announced",),
            ("cambodia",),
        ),
        Course(
            "land",
            "ukraine",
            _("Land held"),
            _("share of the most held"),
            ("land_held", "rung"),
            land,
            ("land",),
            scaled=_(
                "Land: of the border region in the model and of the country beyond the 7 % held before in the record, "
                "each over its own peak; bars span peaks of 22 to 27 %. Quarters after the war are left out."
            ),
        ),
        Course(
            "ukraine-killed",
            "ukraine",
            _("Ukrainians killed"),
            KILLED,
            ("target_dead",),
            column("ukraine", "target_dead"),
            ("ukraine-killed",),
        ),
        Course(
            "russia-killed",
            "ukraine",
            _("Russians killed"),
            KILLED,
            ("challenger_dead",),
            column("ukraine", "challenger_dead"),
            ("russia-killed",),
        ),
        Course(
            "aid-us",
            "ukraine",
            _("American aid"),
            _("mean of 2022 = 1"),
            ("aid[0]", "rung"),
            aid(0),
            ("aid-us",),
            scaled=_(
                "Aid: euro allocated in the record and share of need in the model, each over its own mean of 2022."
            ),
        ),
        Course(
            "aid-europe",
            "ukraine",
            _("European aid"),
            _("mean of 2022 = 1"),
            ("aid[1]", "rung"),
            aid(1),
            ("aid-europe",),
        ),
        Course(
            "too-much",
            "ukraine",
            _("Too much aid, say Americans"),
            _("%"),
            CAMPS,
            too_much,
            ("too-much",),
            ("opinion",),
        ),
        Course(
            "too-much-warier",
            "ukraine",
            _("The warier camp"),
            _("%"),
            CAMPS[1:],
            column("ukraine", CAMPS[1], 100.0),
            ("too-much-republicans",),
            ("opinion",),
        ),
        Course(
            "too-much-keener",
            "ukraine",
            _("The keener camp"),
            _("%"),
            CAMPS[:1],
            column("ukraine", CAMPS[0], 100.0),
            ("too-much-democrats",),
            ("opinion",),
        ),
    )
}
"""All courses by name, in the order in which they are shown."""


def wanted(mends: Collection[str]) -> dict[str, list[str]]:
    """Return what has to be read for the courses under some mends, by cell (`run_backtest`, `drawn`)."""
    found: dict[str, list[str]] = {}
    for course in COURSES.values():
        if course.represented(mends):
            paths = [f"{name}@0..{LAST[course.cell]}" for name in course.columns]
            found.setdefault(course.cell, []).extend(paths)
    dates = ["settled_in", *(["exit_decided"] if "cambodia" in mends else [])]
    return {**found, "1979": [*found.get("1979", []), *dates]}


def bands(course: Course, found: Backtest) -> FloatArray:
    """Return the quantiles LEVELS over all runs of all sets, shape (levels, quarters + 1); NaN where none is known."""
    rows = course.values(found)
    quantiles = np.full((len(LEVELS), len(rows)), np.nan)
    for row, values in enumerate(rows):
        known = values[np.isfinite(values)]
        if known.size:
            quantiles[:, row] = np.quantile(known, LEVELS)
    return quantiles


def shares(course: Course, found: Backtest) -> FloatArray:
    """Return the share of runs by quarter and its spread over sets: 5 %, mean, 95 %, shape (3, quarters + 1)."""
    rows = course.values(found)
    by_set = rows.reshape(len(rows), found.sets, found.repeats).mean(axis=2)
    return np.vstack(
        [np.quantile(by_set, LEVELS[0], axis=1), by_set.mean(axis=1), np.quantile(by_set, LEVELS[-1], axis=1)]
    )


def beside(course: Course, name: str) -> tuple[FloatArray, Series]:
    """Return where on the time axis the points of a series stand, quarters, and the series, scaled as the course is."""
    held = series()[name]
    quarters = np.array([quarter_of(date, START[course.cell]) for date in held.dates], float)
    return quarters, _scaled(course, held)


def _scaled(course: Course, held: Series) -> Series:
    """Return a series of the record on the scale of its course."""
    values, low, high = held.values, held.low, held.high
    if course.name == "land":
        extra = values - BEFORE_2022
        least, usual, most = ((extra / (peak - BEFORE_2022)) for peak in PEAK)
        peak = values == PEAK[1]
        values, low, high = usual, np.where(peak, usual, least), np.where(peak, usual, most)
    elif course.name.startswith("aid"):
        usual_aid = held.values[:4].mean()
        values, low, high = values / usual_aid, low / usual_aid, high / usual_aid
    return Series(held.title, held.unit, held.source, held.note, held.dates, values, low, high)
