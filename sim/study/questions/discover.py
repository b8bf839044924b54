"""The question `discover`: under which conditions a policy fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.language import _
from sim.progress import Meter, Report
from sim.study.answers import Answer
from sim.study.questions import failing, pooling
from sim.study.questions.boxes import Input
from sim.study.questions.checking import Asked, confirmed, discover
from sim.study.questions.confirming import confirm
from sim.study.questions.discover_words import answer
from sim.study.questions.samples import Sampler
from sim.world import FloatArray

if TYPE_CHECKING:
    from sim.study.results import Results
    from sim.study.uncertainties import Points, Uncertainty

Sample = Callable[[str, str, Collection[str]], Sampler]
"""Returns what runs a policy in a scenario, with the outcomes that are wanted: `sim.study.sampling.sampler_of`."""


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
    asked = asked or Asked()
    failure, scenario = failure_of(results, asked), results.scenario(asked.scenario)
    policies = results.policies if asked.pooled else (asked.policy or results.policies[0],)
    asked = replace(asked, scenario=scenario, fresh=asked.fresh if sample else 0)
    asked = asked if asked.pooled else replace(asked, policy=policies[0])
    place = [results.policy(name) for name in policies], results.scenarios.index(scenario)
    rows = len(policies) * len(results.points)
    fails = failure.of({name: results.array(name)[place].reshape(rows, -1) for name in failure.outcomes})
    may_lack = any(results.outcomes[name].given.text for name in failure.outcomes)
    lacking = int((np.isnan(fails) & results.present[place].reshape(rows, -1)).sum()) if may_lack else 0
    inputs, values = _points(results, policies if asked.pooled else ())
    groups = np.arange(rows) % len(results.points)
    meter = Meter(asked.wish.boxes * asked.wish.resamples, _("resamples"), progress, cancel)
    found = discover(inputs, values, fails, asked, lacking=lacking, groups=groups, beat=meter.advance)
    if sample is not None and asked.fresh and found.boxes:
        samplers = [sample(name, scenario, failure.outcomes) for name in policies]
        at = partial(_values, results)
        fresh = confirm(
            [box.found.box for box in found.boxes],
            pooling.Pooled(policies, samplers) if asked.pooled else samplers[0],
            partial(pooling.values, at, len(policies)) if asked.pooled else at,
            failure.of,
            runs=asked.fresh,
            seed=asked.seed,
        )
        found = confirmed(found, fresh, asked, may_lack=may_lack)
    return answer(found, asked, failure, lacking=lacking, first=results.scenarios[0], command=command)


def _points(results: Results, policies: Sequence[str]) -> tuple[tuple[Input, ...], FloatArray]:
    """Return what varies and its values at each point; of each policy in turn, if policies are pooled."""
    inputs, values = inputs_of(results.conditions), values_of(results.conditions, results.condition_points)
    if not policies:
        return inputs, values
    which = np.repeat(np.arange(len(policies), dtype=float), len(values))
    pooled = np.column_stack([which, np.tile(values, (len(policies), 1))])
    return (*inputs_of([pooling.which(policies)]), *inputs), pooled


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
