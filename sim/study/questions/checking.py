"""Boxes checked: found on most points of a design, held against the rest and against resamples, decided by fresh runs.

Where fresh runs are made they decide whether a box stands; else the points that were not peeled do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.language import _
from sim.study.questions.boxes import Input
from sim.study.questions.confirming import FRESH, Fresh, not_confirmed
from sim.study.questions.discovery import Found, Wish, beyond, cover
from sim.study.questions.peeling import PlaceArray, Tally
from sim.study.questions.resampling import Again, Held, again, held_out, split
from sim.study.questions.samples import generator
from sim.study.standing import Reason, Standing, constant, few_cases, few_points, missing
from sim.world import FloatArray

MOST_BOXES = 3
"""Boxes that are looked for, at most: more conditions than that explain nothing to anybody."""


@dataclass(frozen=True)
class Asked:
    """What is asked.

    Attributes
    ----------
    policy, scenario : which; the study's first if None.
    pooled : whether all policies are looked at together, which of them it is being a condition too.
    fail : what failing means, as in "lost > 0.4"; None means that `outcome` misses its threshold.
    outcome : by name; the first that has a threshold if None.
    wish : what kind of box is wanted.
    fresh : fresh runs in each box and outside; 0 for none.
    seed : fixes which points are held out, the resamples, and where fresh runs are made.
    """

    policy: str | None = None
    scenario: str | None = None
    fail: str | None = None
    outcome: str | None = None
    wish: Wish = field(default_factory=Wish)
    fresh: int = FRESH
    seed: int = 1
    pooled: bool = False


@dataclass(frozen=True)
class Checked:
    """A box with what is known of it.

    Attributes
    ----------
    found : as it was found.
    held : what it holds of points that were not peeled.
    again : what resamples say of its restrictions, by input.
    reasons : what speaks against it.
    """

    found: Found
    held: Held
    again: dict[int, Again]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Discovery:
    """What was found in a tally.

    Attributes
    ----------
    tally : all points.
    peeled : how many of them were peeled; the others were held out.
    boxes : in the order in which they were found; none where none was looked for or nothing was restricted.
    reasons : what speaks against any finding.
    fresh : what fresh runs say; None without any.
    """

    tally: Tally
    peeled: int
    boxes: tuple[Checked, ...]
    reasons: tuple[Reason, ...]
    fresh: Fresh | None = None

    @property
    def standing(self) -> Standing:
        """Whether there is a box that stands; else why not."""
        if self.reasons or not self.boxes:
            return Standing.of(self.reasons)
        return (
            Standing() if any(not box.reasons for box in self.boxes) else Standing.of(*(b.reasons for b in self.boxes))
        )


def doubts(fails: FloatArray, lacking: int = 0, groups: PlaceArray | None = None) -> list[Reason]:
    """Return what speaks against any finding on when runs fail.

    Parameters
    ----------
    fails : 1 where a run fails, 0 where not, NaN where it cannot be told, shape (rows, replications).
    lacking : how many runs rightly cannot be told.
    groups : the point of the design of each row; every row is one if None.
    """
    known = np.isfinite(fails)
    counts = known.sum(axis=1)
    shares = np.where(known, fails, 0.0).sum(axis=1)[counts > 0] / counts[counts > 0]
    total, failures = int(known.sum()), float(np.where(known, fails, 0.0).sum())
    points = np.arange(len(fails)) if groups is None else groups
    gone = missing(fails, _("whether a run fails")) if fails.size - total > lacking else []
    few = [*few_points(np.unique(points[counts > 0]).size), *few_cases(failures, total)]
    return [*gone, *few, *([] if few else constant(shares, _("the share of runs that fail")))]


def discover(
    inputs: Sequence[Input],
    values: FloatArray,
    fails: FloatArray,
    asked: Asked,
    *,
    lacking: int = 0,
    groups: PlaceArray | None = None,
    beat: Callable[[int], None] | None = None,
) -> Discovery:
    """Return the boxes in which runs fail, checked on points that were not peeled; fresh runs are still to be made.

    Parameters
    ----------
    inputs, values : what varies, and its values in each row, shape (rows, inputs). A row is a point of the design, or
        one of several that differ in something which was decided there.
    fails, lacking, groups : as for `doubts`; rows of one point are held out together.
    beat : called with 1 after each resample, of which there are `asked.wish.resamples` for each box.
    """
    known = np.isfinite(fails)
    runs = known.sum(axis=1)
    shares = np.where(known, fails, 0.0).sum(axis=1) / np.maximum(runs, 1)
    tally, against = Tally.of(inputs, values, shares, runs), doubts(fails, lacking, groups)
    if against:
        return Discovery(tally, 0, (), tuple(against))
    of = np.arange(len(fails)) if groups is None else groups
    apart = split(int(of.max()) + 1, generator(asked.seed, "held out"))[of][runs > 0]
    peeled, kept = tally.part(~apart), tally.part(apart)
    boxes: list[Checked] = []
    for found in cover(peeled, asked.wish):
        if found.box.bounds:
            earlier = [each.found.box for each in boxes]
            boxes.append(_checked(found, beyond(peeled, earlier), beyond(kept, earlier), asked, beat))
    none = [] if boxes else [Reason("no-box", _("no condition makes failures denser than chance may"))]
    return Discovery(tally, len(peeled), tuple(boxes), tuple(none))


def _checked(found: Found, peeled: Tally, kept: Tally, asked: Asked, beat: Callable[[int], None] | None) -> Checked:
    held = held_out(found.box, kept, generator(asked.seed, "shuffles"))
    resampled = again(found, peeled, asked.wish, generator(asked.seed, "resamples"), beat)
    reasons = []
    if not held.holds:
        text = _("on points that were not peeled the box is no denser than chance may make it (p = {chance:.2g})")
        reasons.append(Reason("held-out", text.format(chance=held.chance)))
    least = asked.wish.min_density
    if least is not None and found.step.density < least:
        text = _("no box is as dense as {least:.0%}")
        reasons.append(Reason("not-dense", text.format(least=least)))
    return Checked(found, held, resampled, tuple(reasons))


def confirmed(found: Discovery, fresh: Fresh, asked: Asked, *, may_lack: bool = False) -> Discovery:
    """Return a discovery that fresh runs have decided: they stand in the place of the points held out."""
    boxes = []
    for place, box in enumerate(found.boxes):
        left = [reason for reason in box.reasons if reason.code not in ("held-out", "not-dense")]
        against = not_confirmed(fresh, place, asked.wish.min_density, may_lack=may_lack)
        boxes.append(replace(box, reasons=(*left, *against)))
    return replace(found, boxes=tuple(boxes), fresh=fresh)
