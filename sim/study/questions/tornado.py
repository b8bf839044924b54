"""The tornado: one input at a time from its low to its high end, all others in the middle.

It is quickly read and sees little: one point of the space, and nothing that two inputs do only together
([SaltelliAnnoni2010]). It is therefore never shown without a global index beside it, and with WARNING. All settings
meet the same luck, so that what differs between them is not chance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.language import _
from sim.study.questions.samples import Finding, Row, Runs, below_one, doubts, few, refused, titles, uncertain
from sim.study.standing import FLAT, Standing
from sim.study.uncertainties import REAL, Uncertainty
from sim.world import FloatArray

MIDDLE, LOW, HIGH = 0.5, 0.05, 0.95
"""Coordinates: 19 of 20 values lie above the low end."""
LEAST, USUAL = 64, 512
"""Runs of each setting."""
MOST_LEVELS = 12
"""Levels that are looked at; of more, as many evenly."""
NORMAL = 1.959964
KEYS = ("low", "high", "swing", "swing_low", "swing_high")
WARNING = _(
    "One at a time sees one corner of the space and no interactions: it is shown for its plainness, and the shares of "
    "variance beside it are what counts."
)


def settings(inputs: Sequence[Uncertainty]) -> tuple[FloatArray, list[int]]:
    """Return the coordinates of all settings, shape (settings, inputs), and which input each moves; the first none."""
    rows, moved = [np.full(len(inputs), MIDDLE)], [-1]
    for place, each in enumerate(inputs):
        for end in _ends(each):
            row = rows[0].copy()
            row[place] = end
            rows.append(row)
            moved.append(place)
    return below_one(np.array(rows)), moved


def _ends(each: Uncertainty) -> list[float]:
    """Return where an input is looked at: at both ends, or at each of its levels."""
    count = min(len(each.levels), MOST_LEVELS)
    return [(level + 0.5) / count for level in range(count)] if count else [LOW, HIGH]


def runs_of(repeats: int, inputs: Sequence[Uncertainty]) -> int:
    """Return how many runs a tornado takes."""
    return repeats * (1 + sum(len(_ends(each)) for each in inputs))


def sample(inputs: Sequence[Uncertainty], repeats: int) -> Runs:
    """Return the runs of a tornado: each setting with the same `repeats` luck numbers."""
    unit, moved = settings(inputs)
    luck = np.tile(np.arange(repeats, dtype=np.int64), len(unit))
    return Runs(np.repeat(unit, repeats, axis=0), luck, {"repeats": repeats, "unit": unit, "moved": moved})


def finding(values: FloatArray, runs: Runs, inputs: Sequence[Uncertainty], outcome: str) -> Finding:
    """Return how far the mean outcome swings with each input, the widest swing first.

    Row numbers: `low` and `high` are changes of the mean against the middle at the ends `low_at` and `high_at` (of
    levels: at those with the least and the greatest mean), `swing` the distance from the least to the greatest mean,
    the middle's among them, with its interval over luck.

    Parameters
    ----------
    values : outcomes of `runs`, shape (runs,).
    outcome : its name for people.
    """
    repeats = int(runs.marks["repeats"])
    about = {"repeats": repeats, "runs": len(runs), "middle": {each.name: value_text(each, MIDDLE) for each in inputs}}
    text = _("each setting was run {count:,} times, and {least} are the least")
    against = doubts(values, outcome, few(repeats, LEAST, text))
    if not against.established:
        return refused("tornado", titles(inputs, luck=False), KEYS, against, about)
    table = values.reshape(-1, repeats)
    moved, unit = np.asarray(runs.marks["moved"]), np.asarray(runs.marks["unit"])
    rows = []
    for place, each in enumerate(inputs):
        mine = np.flatnonzero(moved == place)
        rows.append(_row(each, table[0], table[mine], unit[mine, place]))
    return Finding("tornado", tuple(sorted(rows, key=lambda row: -row.numbers["swing"])), Standing(), about)


def _row(each: Uncertainty, middle: FloatArray, ends: FloatArray, places: FloatArray) -> Row:
    """Return the row of an input from the runs in the middle, shape (repeats,), and at its ends, (ends, repeats)."""
    every = np.vstack([ends, middle])
    means = every.mean(axis=1)
    least, most = int(means.argmin()), int(means.argmax())
    paired = every[most] - every[least]
    swing, half = float(paired.mean()), NORMAL * float(paired.std(ddof=1)) / len(paired) ** 0.5
    if swing <= FLAT * float(np.abs(every).max()):  # left by rounding
        swing = half = 0.0
    ordered = range(len(ends)) if each.kind == REAL else np.argsort(means[:-1], kind="stable")
    low, high = int(ordered[0]), int(ordered[-1])
    title = each.title or each.name
    numbers = {
        "low": float(means[low] - means[-1]),
        "high": float(means[high] - means[-1]),
        "low_at": value_text(each, places[low]),
        "high_at": value_text(each, places[high]),
        "swing": swing,
        "swing_low": swing - half,
        "swing_high": swing + half,
    }
    against = uncertain(swing - half, swing + half, swing, _("the swing"))
    return Row(each.name, title, numbers, Standing.of(against))


def value_text(each: Uncertainty, unit: float) -> str:
    """Return what a coordinate of an input means, as a text."""
    value = each.at(np.array([unit]))[0]
    if isinstance(value, str):
        return str(value)
    return f"{float(value):g}" if each.levels else f"{float(value):.3g}"
