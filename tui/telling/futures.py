"""What the forecasts say: endings as shares of simulated futures, meters with their spread, and paired differences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.game.futures import Comparison, Futures
from sim.game.futures_words import ERRORS, WHOLE, assumed
from sim.language import _, plural
from sim.outcome import ENDINGS
from sim.plots.words import ending_texts, percent
from sim.scenario import Scenario
from sim.study.choices import Effect
from sim.study.meters import METERS
from tui.telling.amounts import in_futures
from tui.telling.figures import signed
from tui.telling.meters import amount

if TYPE_CHECKING:
    from sim.game.breaking import PledgeFutures
    from tui.forecasting import Forecast


@dataclass(frozen=True)
class EndingRow:
    """One ending: its share of the futures, and by how much that differs from the other order's.

    Attributes
    ----------
    name, title : its name, and what it is.
    share, count : share, and as a count of futures: "31 of 500".
    gap : the difference in words, "" where there is nothing to compare with.
    """

    name: str
    title: str
    share: float
    count: str
    gap: str

    @property
    def line(self) -> str:
        """The ending as one line."""
        return f"{self.title}: {percent(self.share)}, {self.count}" + (f" ({self.gap})" if self.gap else "")


@dataclass(frozen=True)
class FutureRow:
    """One meter at the end of the futures.

    Attributes
    ----------
    name, title : its name, and what it is called.
    median, half, most : the median, where half of the futures lie, and nine in ten, in words with their scale.
    gap : the paired difference to the other order in words, "" where there is nothing to compare with.
    told : whether the difference can be told from luck.
    """

    name: str
    title: str
    median: str
    half: str
    most: str
    gap: str
    told: bool

    @property
    def line(self) -> str:
        """The meter as one line."""
        words = _("{title}: median {median}, nine in ten {most}")
        line = words.format(title=self.title, median=self.median, most=self.most)
        return f"{line}; {self.gap}" if self.gap else line


def heading(found: Futures, scenario: Scenario) -> str:
    """Return what these futures are, with how many and how far they go."""
    until = scenario.date(found.quarter + found.quarters)
    far = plural("{n} quarter", "{n} quarters", found.quarters).format(n=found.quarters)
    words = _("In {count} simulated futures over {far}, to {until}")
    return words.format(count=found.count, far=far, until=until)


def endings(found: Futures, scenario: Scenario, difference: Comparison | None = None) -> list[EndingRow]:
    """Return the endings that occur, the commonest first; where the futures stop early, how things stand then."""
    texts, rows = ending_texts(scenario), found.endings
    met = [name for name in ENDINGS if rows[name] > 0 or (difference and difference.second.endings[name] > 0)]
    return [
        EndingRow(
            name,
            texts[name],
            rows[name],
            in_futures(rows[name], found.count),
            points(difference.endings[name]) if difference else "",
        )
        for name in sorted(met, key=lambda name: -rows[name])
    ]


def meter_rows(found: Futures, difference: Comparison | None = None) -> list[FutureRow]:
    """Return the five meters at the end of the futures, with their spread."""
    return [_meter(found, meter.name, meter.title, difference) for meter in METERS]


def _meter(found: Futures, name: str, title: str, difference: Comparison | None) -> FutureRow:
    low, quarter, median, upper, high = (float(value) for value in np.percentile(found.end(name), (5, 25, 50, 75, 95)))
    gap = difference.ends[name] if difference else None
    return FutureRow(
        name,
        title,
        _middle(name, median),
        between(name, quarter, upper),
        between(name, low, high),
        gap_words(name, gap) if gap else "",
        bool(gap and clear(gap)),
    )


def _middle(name: str, median: float) -> str:
    """Return a median in words, as finely as the range beside it, so that it lies inside."""
    if name not in WHOLE or median < 10.0:
        return amount(name, median)
    return _("{number} people").format(number=_("about {number}").format(number=f"{round(median, -1):,.0f}"))


def between(name: str, low: float, high: float) -> str:
    """Return a range in words: "from 0.41 to 0.55"."""
    places = 0 if name in WHOLE else 2
    first, last = (f"{round(value, -1) if name in WHOLE else value:,.{places}f}" for value in (low, high))
    return _("from {low} to {high}").format(low=first, high=last)


def clear(gap: Effect) -> bool:
    """Return whether a difference is told from luck."""
    return bool(np.isfinite(gap.mean) and abs(gap.errors) >= ERRORS and gap.mean != 0)


def gap_words(name: str, gap: Effect) -> str:
    """Return a paired difference in words, with its standard error; what cannot be told from luck says so."""
    if not np.isfinite(gap.mean):
        return _("no difference can be told")
    places = 0 if name in WHOLE else 3
    if round(gap.mean, places) == 0 and round(gap.se, places) == 0:
        return _("no difference")
    told = _("difference {gap} ± {error} people") if name in WHOLE else _("difference {gap} ± {error}")
    words = told.format(gap=signed(gap.mean, places), error=f"{gap.se:,.{places}f}")
    return words if clear(gap) else _("{difference}, may be luck").format(difference=words)


def points(gap: Effect) -> str:
    """Return the difference of a share in points of per cent, with its standard error."""
    if not gap.mean and not gap.se:
        return _("the same")
    told = _("{gap} ± {error} points") if clear(gap) else _("{gap} ± {error} points, may be luck")
    return told.format(gap=signed(100.0 * gap.mean, 1), error=f"{100.0 * gap.se:.1f}")


def forecast_lines(found: Forecast, scenario: Scenario, *, same: bool = False) -> list[str]:
    """Return a forecast of the draft beside the last order as lines of text.

    Parameters
    ----------
    same : whether the two are the same order, so that there is nothing to compare.
    """
    gap = None if same else found.difference
    lines = [heading(found.draft, scenario) + ":"]
    lines += [f"  {row.line}" for row in endings(found.draft, scenario, gap)]
    lines += [f"  {row.line}" for row in meter_rows(found.draft, gap)]
    if gap is not None:
        order = found.base.order or _("no order")
        lines.append(_("Differences are to: {order}; on the same worlds and the same luck.").format(order=order))
    lines.append(_("This says what the model does under these assumptions, and not what will happen."))
    return lines


def assumptions(found: Futures) -> list[str]:
    """Return what a forecast takes for granted, a sentence each."""
    return assumed(found)


def side_by_side(found: Comparison, scenario: Scenario) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return two plans beside each other, under headings: what is compared, and both values with the difference.

    The comparison is of plan B less plan A.
    """
    second, first = found.first, found.second
    texts = ending_texts(scenario)
    met = [name for name in ENDINGS if first.endings[name] > 0 or second.endings[name] > 0]
    shares = [
        (
            texts[name],
            _("A {first}, B {second}; {gap}").format(
                first=percent(first.endings[name]),
                second=percent(second.endings[name]),
                gap=points(found.endings[name]),
            ),
        )
        for name in sorted(met, key=lambda name: -first.endings[name])
    ]
    mine, other = meter_rows(first), meter_rows(second, found)
    words = _("A {first}, B {second}; {gap}")
    medians = [
        (a.title, words.format(first=a.median, second=b.median, gap=b.gap)) for a, b in zip(mine, other, strict=True)
    ]
    return [(_("Endings: share of the futures, B less A"), shares), (_("Medians of the meters, B less A"), medians)]


# ------------------------------------------------------------------------------------------------------- Break a No


def pledge_lines(trial: PledgeFutures, scenario: Scenario) -> list[str]:
    """Return what breaking one pledge does to the futures, beside keeping it."""
    opened = ", ".join(row.title for row in trial.opens) or _("no single move")
    lines = [_("Opens: {what}.").format(what=opened)]
    lines.append(
        _("{heading}, broken now and not given again, beside kept:").format(heading=heading(trial.broken, scenario))
    )
    lines += [f"  {row.line}" for row in endings(trial.broken, scenario, trial.difference)]
    lines += [f"  {row.title}: {row.gap}" for row in meter_rows(trial.broken, trial.difference)]
    return lines


def table_of(rows: Sequence[FutureRow]) -> list[list[str]]:
    """Return meters as the rows of a table: title, median, half, nine in ten, difference."""
    return [[row.title, row.median, row.half, row.most, row.gap] for row in rows]
