"""Charts of quantities: the history as a seat saw it, the present, and a fan of its simulated futures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.game.futures import Comparison, Futures
from sim.game.futures_words import WHOLE, labels
from sim.game.views import View
from sim.language import _
from sim.ledger.quantities import QUANTITIES
from sim.outcome import FloatArray
from sim.parameters import Values
from sim.scenario import Scenario
from sim.study.meters import METERS
from tui.telling.meters import history
from tui.widgets.fan import QUANTILES, Fan, Line

UNITS = {
    "prosperity": _("1 is the usual path"),
    "lives": _("people"),
    "rung": _("0 peace, 5 occupation"),
    "territory": _("share of the border region"),
}
"""Units of charted quantities; all others are shares of 1."""
CHARTED = (
    *("legitimacy", "autonomy", "prosperity", "territory", "lives"),
    *("support_a", "support_b", "trust", "grievance"),
)
"""Quantities that have a chart, in the order in which `n` goes through them."""
Limits = tuple[float | None, float | None]
BOUNDED = frozenset({"legitimacy", "autonomy", "territory", "support_a", "support_b", "trust", "grievance"})
"""Quantities that go from 0 to 1."""
LEAST_SPAN = 0.2
"""Height of the axis of such a quantity at least, so that what is small looks small."""
LEAST_LIVES = 100.0
"""Height of the axis of lives at least, people."""


def title_of(name: str, scenario: Scenario) -> str:
    """Return what a charted quantity is called, with the seats' names."""
    meter = next((meter for meter in METERS if meter.name == name), None)
    return meter.title if meter else QUANTITIES[name].title.format(**labels(scenario))


def past_of(view: View, scenario: Scenario, p: Values, name: str) -> list[float]:
    """Return a quantity's course as the seat saw it, the present last; empty where it is not published."""
    courses: Mapping[str, list[float]] = history(view, scenario, p)
    if name in courses:
        return courses[name]
    row, _sign, which = name.rpartition("_")
    seen = [each.before for each in view.past] + [view.sees]
    if which in ("a", "b") and row in seen[0]:
        return [float(each[row]["ab".index(which), 0]) for each in seen]
    return [float(each[name][0]) for each in seen] if name in seen[0] else []


def fan(
    view: View,
    scenario: Scenario,
    p: Values,
    name: str,
    found: Futures | None = None,
    *,
    second: Futures | None = None,
    second_name: str = "",
) -> Fan:
    """Return the chart of a quantity: its history as the seat saw it, the present, and its futures.

    Parameters
    ----------
    found : the futures; None for the history alone.
    second : other futures, whose median is drawn beside.
    """
    past = past_of(view, scenario, p, name)
    quantiles = np.empty((len(QUANTILES), 0)) if found is None else found.quantiles(name)
    if past and found is not None:
        quantiles = quantiles[:, 1:]  # row 0 is the present, which the history ends with
    first = view.sees.quarter - (len(past) - 1 if past else 0)
    labels_of = tuple(scenario.date(first + at) for at in range(len(past) + quantiles.shape[1]))
    course = None
    if second is not None and found is not None and second.quarters == found.quarters:
        course = second.quantiles(name)[2, 1 if past else 0 :]
    return Fan(
        title_of(name, scenario),
        UNITS.get(name, _("of 1")),
        tuple(past),
        quantiles,
        labels_of,
        *_axis(name, past, quantiles, course),
        second=course,
        second_name=second_name,
        places=0 if name in WHOLE else 2,
    )


def _axis(
    name: str, past: Sequence[float], quantiles: FloatArray, course: FloatArray | None
) -> tuple[float | None, float | None]:
    """Return the limits of the axis of a share: whole tenths about the values, at least two of them."""
    values = [np.asarray(each, float) for each in (past, quantiles, course) if each is not None]
    if name == "lives":
        return 0.0, max(LEAST_LIVES, *(1.05 * float(np.nanmax(each)) for each in values if np.size(each)))
    if name not in BOUNDED:
        return None, None
    shown = np.concatenate([np.ravel(each) for each in values])
    shown = shown[np.isfinite(shown)]
    if not shown.size:
        return 0.0, 1.0
    low, high = math.floor(10 * shown.min() - 0.01) / 10, math.ceil(10 * shown.max() + 0.01) / 10
    if high - low < LEAST_SPAN:
        low, high = low - (LEAST_SPAN - (high - low)) / 2, high + (LEAST_SPAN - (high - low)) / 2
    return max(low, 0.0), min(high, 1.0)


def gap_fan(found: Comparison, scenario: Scenario, name: str, title: str) -> Fan:
    """Return the chart of a paired difference: its quantiles future by future, with a line at no difference."""
    gaps = found.first.path(name).astype(float) - found.second.path(name)
    quantiles = np.asarray(np.percentile(gaps, [100 * level for level in QUANTILES], axis=1), float)
    dates = tuple(scenario.date(found.first.quarter + at) for at in range(quantiles.shape[1]))
    line = (Line(0.0, _("no difference")),)
    mean, _error = found.path(name)
    places = 0 if name in WHOLE else 3
    unit = UNITS.get(name, _("of 1"))
    return Fan(title, unit, (), quantiles, dates, lines=line, second=mean, second_name=_("mean"), places=places)


def on_one_axis(first: Fan, second: Fan) -> tuple[Fan, Fan]:
    """Return both charts with the same axis, so that they can be compared."""
    lows, highs = zip(first.limits, second.limits, strict=True)
    low, high = min(lows), max(highs)
    return replace(first, low=low, high=high), replace(second, low=low, high=high)
