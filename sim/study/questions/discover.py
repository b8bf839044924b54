"""The question `discover`: under which conditions a policy fails.

The points of the design are parted: boxes are found on most of them, held against the rest and against resamples, and
then against fresh runs inside and outside. Where fresh runs are made they decide; else the points held out do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.language import _
from sim.progress import Meter, Report
from sim.study.answers import Answer
from sim.study.questions import failing
from sim.study.questions.boxes import Input
from sim.study.questions.confirming import FRESH, Fresh, confirm, not_confirmed
from sim.study.questions.discovery import Again, Found, Held, Wish, again, beyond, cover, held_out, split
from sim.study.questions.peeling import Tally
from sim.study.questions.samples import Sampler, generator
from sim.study.standing import LEAST_POINTS, Reason, Standing, constant, few_cases, few_points, missing
from sim.world import FloatArray

if TYPE_CHECKING:
    from sim.study.results import Results
    from sim.study.uncertainties import Points, Uncertainty

QUESTION = "discover"
MOST_BOXES = 3

Sample = Callable[[str, str, Collection[str]], Sampler]
"""Returns what runs a policy in a scenario, with the outcomes that are wanted: `sim.study.sampling.sampler_of`."""


@dataclass(frozen=True)
class Asked:
    """What is asked.

    Attributes
    ----------
    policy, scenario : which; the only policy, and the first scenario, if None.
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


def doubts(fails: FloatArray, lacking: int = 0) -> list[Reason]:
    """Return what speaks against any finding on when runs fail.

    Parameters
    ----------
    fails : 1 where a run fails, 0 where not, NaN where it cannot be told, shape (points, replications).
    lacking : how many runs rightly cannot be told.
    """
    known = np.isfinite(fails)
    counts = known.sum(axis=1)
    shares = np.where(known, fails, 0.0).sum(axis=1)[counts > 0] / counts[counts > 0]
    total, failures = int(known.sum()), float(np.where(known, fails, 0.0).sum())
    gone = missing(fails, _("whether a run fails")) if fails.size - total > lacking else []
    few = [*few_points(int((counts > 0).sum())), *few_cases(failures, total)]
    return [*gone, *few, *([] if few else constant(shares, _("the share of runs that fail")))]


def discover(
    inputs: Sequence[Input],
    values: FloatArray,
    fails: FloatArray,
    asked: Asked,
    *,
    lacking: int = 0,
    beat: Callable[[int], None] | None = None,
) -> Discovery:
    """Return the boxes in which runs fail, checked on points that were not peeled; fresh runs are still to be made.

    Parameters
    ----------
    inputs, values : what varies, and its values at each point, shape (points, inputs).
    fails, lacking : as for `doubts`.
    beat : called with 1 after each resample, of which there are `asked.wish.resamples` for each box.
    """
    known = np.isfinite(fails)
    runs = known.sum(axis=1)
    shares = np.where(known, fails, 0.0).sum(axis=1) / np.maximum(runs, 1)
    tally, against = Tally.of(inputs, values, shares, runs), doubts(fails, lacking)
    if against:
        return Discovery(tally, 0, (), tuple(against))
    apart = split(len(tally), generator(asked.seed, "held out"))
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


# ---------------------------------------------------------------- of a study


def ask(
    results: Results,
    asked: Asked | None = None,
    sample: Sample | None = None,
    *,
    command: Sequence[str] = (),
    progress: Report | None = None,
    cancel: threading.Event | None = None,
) -> Answer:
    """Return under which conditions a policy of a study fails.

    Parameters
    ----------
    sample : what makes fresh runs; None makes none.
    command : the words that asked.
    progress, cancel : told of the resamples, and asked whether to stop.

    Raises
    ------
    UnknownName, InputError
        If the study has no such policy, scenario or outcome, or what failing means is not said.
    Cancelled
        If it was stopped.
    """
    from sim.study.questions.discover_words import answer

    asked = asked or Asked()
    failure = failure_of(results, asked)
    policy, scenario = policy_of(results, asked.policy), results.scenario(asked.scenario)
    asked = replace(asked, policy=policy, scenario=scenario, fresh=asked.fresh if sample else 0)
    place = results.policy(policy), results.scenarios.index(scenario)
    fails = failure.of({name: results.array(name)[place] for name in failure.outcomes})
    may_lack = any(results.outcomes[name].given.text for name in failure.outcomes)
    lacking = int((np.isnan(fails) & results.present[place]).sum()) if may_lack else 0
    meter = Meter(asked.wish.boxes * asked.wish.resamples, _("resamples"), progress, cancel)
    inputs = inputs_of(results.conditions)
    values = values_of(results.conditions, results.condition_points)
    found = discover(inputs, values, fails, asked, lacking=lacking, beat=meter.advance)
    if sample is not None and asked.fresh and found.boxes:
        fresh = confirm(
            [box.found.box for box in found.boxes],
            sample(policy, scenario, failure.outcomes),
            lambda unit: _values(results, unit),
            failure.of,
            runs=asked.fresh,
            seed=asked.seed,
        )
        found = confirmed(found, fresh, asked, may_lack=may_lack)
    return answer(found, asked, failure, lacking=lacking, command=command)


def fresh_runs(results: Results, **how: Any) -> Sample:
    """Return what makes fresh runs of a study, on luck that it has not met.

    Parameters
    ----------
    how : `workers`, `executor`, `progress` and `cancel`, as for `sim.study.sampling.sampler_of`.
    """
    from sim.study.sampling import sampler_of

    met = len(results.points) * results.replications
    return lambda policy, scenario, outcomes: sampler_of(results, policy, scenario, outcomes, base=met, **how)


def failure_of(results: Results, asked: Asked) -> failing.Failure:
    """Return what failing means.

    Raises
    ------
    UnknownName, InputError
        If it cannot be read, or is said twice.
    """
    if asked.fail is None:
        return failing.usual(results.outcomes, asked.outcome)
    if asked.outcome is not None:
        raise InputError(_("Say what failing is once: --fail or --outcome."), field="--fail", got=asked.fail)
    return failing.parse(asked.fail, tuple(results.outcomes))


def policy_of(results: Results, name: str | None) -> str:
    """Return the policy that is asked of, the only one if None.

    Raises
    ------
    UnknownName, InputError
        If the study has no such policy, or several and none was said.
    """
    if name is not None:
        results.policy(name)
        return name
    if len(results.policies) > 1:
        names = ", ".join(results.policies)
        raise InputError(
            _("Say which policy: --policy, one of {names}.").format(names=names), field="--policy", allowed=names
        )
    return results.policies[0]


def inputs_of(uncertainties: Sequence[Uncertainty]) -> tuple[Input, ...]:
    """Return uncertainties as inputs of a box."""
    kinds = {"real": "real", "level": "whole", "category": "category"}
    return tuple(
        Input(row.name, kinds[row.kind], row.low, row.high, tuple(map(str, row.levels)), row.title)  # type: ignore[arg-type]
        for row in uncertainties
    )


def values_of(uncertainties: Sequence[Uncertainty], points: Points) -> FloatArray:
    """Return points as numbers, shape (points, inputs): a category as the place of its level."""
    columns = []
    for row in uncertainties:
        values = points.values[row.name]
        if row.kind == "category":
            order = {level: place for place, level in enumerate(row.levels)}
            values = np.array([order[level] for level in values.tolist()], float)
        columns.append(np.asarray(values, float))
    return np.column_stack(columns) if columns else np.zeros((len(points), 0))


def _values(results: Results, unit: FloatArray) -> FloatArray:
    """Return coordinates in [0, 1) as values of the conditions."""
    from sim.study.designs import placed

    points = placed(results.spec.uncertainties, unit)
    return values_of(results.conditions, replace(results, points=points).condition_points)
