"""What a fan chart shows, and the same in words: a history, the present, and quantiles of simulated futures."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from tui.commands.console import number, places

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
"""The rows of `Fan.quantiles`: the ends hold 90 % of the futures, the second and fourth 50 %."""
LOW90, LOW50, MEDIAN, HIGH50, HIGH90 = range(5)


@dataclass(frozen=True)
class Line:
    """A level worth knowing, such as a threshold, drawn across the chart."""

    value: float
    name: str = ""


@dataclass(frozen=True, eq=False)
class Fan:
    """One quantity over time.

    Attributes
    ----------
    title : what it is; it stands in the border.
    unit : of the values, shown with the title; "" for none.
    past : the values so far, the present one last; shape (m,), may be empty.
    quantiles : of the futures, rows as in `QUANTILES`; shape (5, n), n may be 0. A column may be NaN where no
        future has a value.
    labels : of the m + n points in order, such as dates; those at the ends and at the present are shown.
    low, high : limits of the axis; None takes them from the values. Charts to be compared are given the same.
    lines : levels drawn across.
    second : a second course, shape (n,), such as the median under the last order; drawn in the accent colour.
    second_name : what it is.
    places : decimals; None for as many as the values need.
    """

    title: str
    unit: str = ""
    past: tuple[float, ...] | list[float] = ()
    quantiles: NDArray[np.float64] = field(default_factory=lambda: np.empty((5, 0)))
    labels: tuple[str, ...] | list[str] = ()
    low: float | None = None
    high: float | None = None
    lines: tuple[Line, ...] = ()
    second: NDArray[np.float64] | None = None
    second_name: str = ""
    places: int | None = None

    def __post_init__(self) -> None:
        if self.quantiles.ndim != 2 or self.quantiles.shape[0] != len(QUANTILES):
            raise ValueError(f"quantiles have shape {self.quantiles.shape}, not (5, n)")
        object.__setattr__(self, "quantiles", np.sort(self.quantiles, axis=0))

    @cached_property
    def heading(self) -> str:
        """The title with the unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    @cached_property
    def course(self) -> NDArray[np.float64]:
        """The fan from the present on, shape (5, n + 1): it opens at the present value, where there is one."""
        if not len(self.past) or not self.quantiles.shape[1]:
            return self.quantiles
        now = np.full((5, 1), float(self.past[-1]))
        return np.concatenate([now, self.quantiles], axis=1)

    @cached_property
    def points(self) -> int:
        """How many points there are, past and future together."""
        return len(self.past) + int(self.quantiles.shape[1])

    @cached_property
    def limits(self) -> tuple[float, float]:
        """The axis: the limits given, else those of the values with a little room; never of no height."""
        given = [np.asarray(self.past, float), self.quantiles.ravel(), np.array([line.value for line in self.lines])]
        if self.second is not None:
            given.append(np.asarray(self.second, float))
        values = np.concatenate(given)
        values = values[np.isfinite(values)]
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        room = (high - low) * 0.04 or abs(high) * 0.1 or 0.1
        low = low - room if self.low is None else self.low
        high = high + room if self.high is None else self.high
        return (low, high) if high > low else (low, low + 1.0)

    @cached_property
    def decimals(self) -> int:
        """Decimals that keep neighbouring values apart: three digits over the height of the chart."""
        if self.places is not None:
            return self.places
        low, high = self.limits
        return max(places([high - low]), 0)

    def figure(self, value: float) -> str:
        """Return a value as text."""
        return number(value, self.decimals)

    def describe(self, room: int = 200) -> str:
        """Return the chart in words, as long as `room` allows: the spread at the end, or the last value so far."""
        if not self.quantiles.shape[1] or not np.isfinite(self.quantiles[:, -1]).all():
            text = _("now: {value}").format(value=self.figure(self.past[-1])) if len(self.past) else ""
            return text if len(text) <= room else ""
        low90, low50, median, high50, high90 = (self.figure(value) for value in self.quantiles[:, -1])
        words = {"median": median, "low50": low50, "high50": high50, "low90": low90, "high90": high90}
        forms = (
            _("end: median {median}, 50% {low50} to {high50}, 90% {low90} to {high90}"),
            _("end: median {median}, 90% {low90} to {high90}"),
            _("end: {median} ({low90} to {high90})"),
            _("{median}"),
        )
        told = [form.format(**words) for form in forms]
        return next((text for text in told if len(text) <= room), "")

    def twin(self) -> str:
        """Return the whole chart in words: title, present, end, levels and the second course."""
        parts = [self.heading]
        if len(self.past) and self.quantiles.shape[1]:
            parts.append(_("now: {value}").format(value=self.figure(self.past[-1])))
        parts.append(self.describe())
        parts += [_("line at {value}: {name}").format(value=self.figure(x.value), name=x.name) for x in self.lines]
        if self.second is not None and len(self.second):
            end = self.figure(float(self.second[-1]))
            parts.append(_("{name}: end {value}").format(name=self.second_name, value=end))
        return "; ".join(part for part in parts if part)

    def columns(self) -> list[str]:
        """Return the headings of `values`."""
        head = [_("time"), "5 %", "25 %", _("median"), "75 %", "95 %"]
        return [*head, self.second_name] if self.second is not None else head

    def values(self) -> list[list[str]]:
        """Return every point as a row of text: its label, then a past value alone or five quantiles."""
        blank = [""] * (len(self.columns()) - 4)
        labels = [*self.labels, *([""] * (self.points - len(self.labels)))]
        rows = [[labels[i], "", "", self.figure(value), *blank] for i, value in enumerate(self.past)]
        for i in range(self.quantiles.shape[1]):
            row = [labels[len(self.past) + i], *(self.figure(value) for value in self.quantiles[:, i])]
            rows.append([*row, self.figure(float(self.second[i]))] if self.second is not None else row)
        return rows
