"""Fresh runs inside a box and outside it: whether what was found on a design holds on points that nobody has seen.

Points are drawn as the design's would be, each run at a point of its own and with luck of its own, so that shares have
the plain binomial intervals: Wilson's for a share, and Newcombe's for the difference of two [Newcombe1998].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.language import _
from sim.study.questions.boxes import Box
from sim.study.questions.samples import Sampler, generator
from sim.study.reliability import wilson
from sim.study.standing import Reason
from sim.world import FloatArray

FRESH = 1_000
"""Fresh runs in each box and outside all, unless somebody wants another number."""
DRAWN = 16_384
"""Points that are drawn at once, to find those inside and outside."""
VOLUME = 4
"""Draws of that many at least, from which the size of a box is told."""
MOST_DRAWS = 256
POSTERIOR = 4_000
"""Draws of two shares, from which the limits of the coverage are told."""

Values = Callable[[FloatArray], FloatArray]
"""What turns coordinates in [0, 1), shape (points, inputs), into values as a Box knows them."""
Failing = Callable[[Mapping[str, FloatArray]], FloatArray]
"""What turns outcomes of runs into 1 where they fail, 0 where not, NaN where it cannot be told."""


@dataclass(frozen=True)
class Share:
    """A share of fresh runs that fail.

    Attributes
    ----------
    runs, failures : how many, of those in which it can be told.
    lost : runs in which it cannot.
    """

    runs: int
    failures: int
    lost: int = 0

    @property
    def share(self) -> float:
        """The share; NaN without a run."""
        return self.failures / self.runs if self.runs else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval."""
        return wilson(self.share, self.runs) if self.runs else (0.0, 1.0)

    def row(self) -> dict[str, Any]:
        """Return it as plain data."""
        low, high = self.interval
        return {"runs": self.runs, "failures": self.failures, "share": self.share, "low": low, "high": high}


@dataclass(frozen=True)
class Fresh:
    """What fresh runs say of boxes.

    Attributes
    ----------
    inside : of each box, in its points that lie in none before it.
    outside : of the points that lie in no box.
    volumes : the size of each of these parts, as a share of the whole space; what is left is outside.
    """

    inside: tuple[Share, ...]
    outside: Share
    volumes: tuple[float, ...]
    seed: int = 0

    def difference(self, box: int) -> tuple[float, float]:
        """Return the 95 % interval of how much larger the share of a box is than that outside."""
        return newcombe(self.inside[box], self.outside)

    def confirms(self, box: int) -> bool:
        """Whether a box fails more often than the rest, beyond chance."""
        return self.difference(box)[0] > 0.0

    def coverage(self, box: int) -> tuple[float, float, float]:
        """Return the share of all failures that a box holds, with the limits of its 95 % interval."""
        parts = [*self.inside, self.outside]
        sizes = np.array([*self.volumes, 1.0 - sum(self.volumes)])
        told = sizes * np.array([part.share for part in parts])
        rng = generator(self.seed, "coverage")
        shares = np.array([rng.beta(p.failures + 0.5, p.runs - p.failures + 0.5, POSTERIOR) for p in parts])
        held = sizes[:, None] * shares
        low, high = np.quantile(held[box] / held.sum(axis=0), (0.025, 0.975))
        return float(told[box] / told.sum()) if told.sum() else math.nan, float(low), float(high)


def newcombe(one: Share, other: Share) -> tuple[float, float]:
    """Return Newcombe's 95 % interval of the difference of two shares, the first less the second [Newcombe1998]."""
    if not one.runs or not other.runs:
        return -1.0, 1.0
    (low, high), (least, most) = one.interval, other.interval
    apart = one.share - other.share
    down = math.hypot(one.share - low, most - other.share)
    return apart - down, apart + math.hypot(high - one.share, other.share - least)


@dataclass(frozen=True)
class _Drawn:
    """Coordinates in each part of the space, and how large each part is; the last part is outside all boxes."""

    unit: tuple[FloatArray, ...]
    volumes: tuple[float, ...]


def drawn(boxes: Sequence[Box], values: Values, inputs: int, runs: int, rng: np.random.Generator) -> _Drawn:
    """Return uniform coordinates: so many in each box beyond those before it, and so many outside all of them.

    A part of next to no size may come out with fewer.
    """
    found: list[list[FloatArray]] = [[] for _part in range(len(boxes) + 1)]
    counts, draws = np.zeros(len(boxes) + 1, np.int64), 0
    while draws < VOLUME or (counts.min() < runs and draws < MOST_DRAWS):
        unit = rng.random((DRAWN, inputs))
        part = np.full(DRAWN, len(boxes))
        at = values(unit)
        for place in range(len(boxes) - 1, -1, -1):
            part[boxes[place].holds(at)] = place
        for place, kept in enumerate(found):
            if counts[place] < runs:
                kept.append(unit[part == place][:runs])
        counts += np.bincount(part, minlength=len(found))
        draws += 1
    unit_of = tuple(np.concatenate(kept)[:runs] for kept in found)
    return _Drawn(unit_of, tuple(float(count) / (draws * DRAWN) for count in counts[:-1]))


def confirm(
    boxes: Sequence[Box],
    sampler: Sampler,
    values: Values,
    failing: Failing,
    *,
    runs: int = FRESH,
    seed: int = 1,
) -> Fresh:
    """Return what fresh runs say of boxes.

    Parameters
    ----------
    boxes : in the order in which they were found.
    sampler : what runs; its luck is to be none that the box was found with.
    values, failing : what turns coordinates into values, and outcomes into failures.
    runs : in each box, and outside all.
    """
    drawn_points = drawn(boxes, values, len(sampler.inputs), runs, generator(seed, "fresh"))
    sizes = [len(unit) for unit in drawn_points.unit]
    luck: NDArray[np.int64] = np.arange(sum(sizes), dtype=np.int64)
    fails = failing(sampler(np.concatenate(drawn_points.unit), luck))
    parts = [_share(part) for part in np.split(fails, np.cumsum(sizes)[:-1])]
    return Fresh(tuple(parts[:-1]), parts[-1], drawn_points.volumes, seed)


def _share(fails: FloatArray) -> Share:
    known = np.isfinite(fails)
    return Share(int(known.sum()), int((fails[known] > 0.0).sum()), int((~known).sum()))


def not_confirmed(fresh: Fresh, box: int, min_density: float | None = None, *, may_lack: bool = False) -> list[Reason]:
    """Return the reasons that fresh runs give against a box.

    Parameters
    ----------
    may_lack : whether a run may rightly lack the outcome, as where it counts only in some runs.
    """
    inside, outside, found = fresh.inside[box], fresh.outside, []
    if not inside.runs or not outside.runs:
        found.append(Reason("no-fresh", _("no fresh runs could be made both inside the box and outside")))
    elif not fresh.confirms(box):
        text = _("in fresh runs {inside:.0%} fail inside the box and {outside:.0%} outside, which chance may do")
        found.append(Reason("not-confirmed", text.format(inside=inside.share, outside=outside.share)))
    elif min_density is not None and inside.interval[1] < min_density:
        text = _("in fresh runs {inside:.0%} fail inside the box, and {least:.0%} are asked for")
        found.append(Reason("not-dense", text.format(inside=inside.share, least=min_density)))
    lost = inside.lost + outside.lost
    if lost and not may_lack:
        text = _("in {lost:,} of the fresh runs it cannot be told whether they fail")
        found.append(Reason("missing", text.format(lost=lost)))
    return found
