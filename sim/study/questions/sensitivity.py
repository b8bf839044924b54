"""Sensitivity: what an outcome depends on, and how much of it is luck.

Four methods look at fresh runs of one policy in one scenario, PAWN at the study's own if it is not asked for others,
and the split of luck and conditions always at the study's own. All fresh runs of a question are made in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError, OutOfRange, UnknownName
from sim.language import _
from sim.study.answers import Answer, Table
from sim.study.questions import luck, morris, pawn, sobol, tornado
from sim.study.questions.asked import answer_name, standing_text
from sim.study.questions.samples import Finding, Runs, Sampler
from sim.study.questions.sensitivity_words import method_titles, sentences
from sim.study.standing import Reason, Standing
from sim.study.uncertainties import Uncertainty
from sim.world import FloatArray

if TYPE_CHECKING:
    from sim.study.results import Results

METHODS = ("sobol", "morris", "pawn", "tornado")
ALL = "all"
SPLIT = "split"
MOST = 2**17
"""The largest size of a sample."""
DRAWN = {"sobol": sobol.USUAL, "morris": morris.USUAL, "tornado": tornado.USUAL}
"""The usual size of each method's sample; PAWN usually looks at runs that exist."""


@dataclass(frozen=True)
class Asked:
    """What is asked.

    Attributes
    ----------
    method : one of METHODS, or ALL.
    size : base sample of Sobol, trajectories of Morris, points of PAWN, runs of each setting of the tornado; each
        method's usual if None. With ALL, PAWN looks at the study's own runs whatever the size.
    seed : what samples, luck aside, and intervals are drawn with.
    """

    method: str = ALL
    size: int | None = None
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse what no method can do.

        Raises
        ------
        UnknownName, OutOfRange, InputError
            If the method is unknown, or the size is not one of its.
        """
        if self.method not in (*METHODS, ALL):
            raise UnknownName(_("method"), self.method, (*METHODS, ALL))
        if self.size is not None and not 2 <= self.size <= MOST:
            raise OutOfRange("-n", self.size, 2, MOST)
        if self.size is not None and "sobol" in self.methods:
            sobol.checked(self.size, "-n")

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that are run: a tornado never without the shares of variance."""
        if self.method == ALL:
            return METHODS
        return ("sobol", "tornado") if self.method == "tornado" else (self.method,)

    @property
    def fresh(self) -> tuple[str, ...]:
        """Those of them that need fresh runs."""
        own = self.method == ALL or self.size is None
        return tuple(name for name in self.methods if not (name == "pawn" and own))


def samples(inputs: Sequence[Uncertainty], asked: Asked) -> dict[str, Runs]:
    """Return the fresh runs that each method wants."""
    make: dict[str, Callable[[int], Runs]] = {
        "sobol": lambda size: sobol.sample(inputs, size, asked.seed),
        "morris": lambda size: morris.sample(inputs, size, asked.seed),
        "pawn": lambda size: pawn.sample(inputs, size, asked.seed),
        "tornado": lambda size: tornado.sample(inputs, size),
    }
    return {name: make[name](asked.size or DRAWN[name]) for name in asked.fresh}


def cost(inputs: Sequence[Uncertainty], asked: Asked) -> dict[str, int]:
    """Return how many fresh runs each method takes, without drawing them."""
    count: dict[str, Callable[[int], int]] = {
        "sobol": lambda size: sobol.runs_of(size, len(inputs)),
        "morris": lambda size: morris.runs_of(size, len(inputs)),
        "pawn": lambda size: size,
        "tornado": lambda size: tornado.runs_of(size, inputs),
    }
    return {name: count[name](asked.size or DRAWN[name]) for name in asked.fresh}


def analysed(sampler: Sampler, outcome: str, asked: Asked) -> dict[str, Finding]:
    """Return what the methods find on fresh runs, by method.

    Parameters
    ----------
    sampler : makes the runs; any function of that shape will do.
    outcome : the one of its outcomes that is looked at.
    """
    inputs, wanted = sampler.inputs, samples(sampler.inputs, asked)
    if not wanted:
        return {}
    whole = sampler(
        np.concatenate([runs.unit for runs in wanted.values()]), np.concatenate([runs.luck for runs in wanted.values()])
    )
    values = np.asarray(whole[outcome], dtype=float)
    found, start = {}, 0
    for name, runs in wanted.items():
        found[name] = _finding(name, values[start : start + len(runs)], runs, inputs, outcome, asked.seed)
        start += len(runs)
    return found


def _finding(
    method: str, values: FloatArray, runs: Runs, inputs: Sequence[Uncertainty], outcome: str, seed: int
) -> Finding:
    if method == "tornado":
        return tornado.finding(values, runs, inputs, outcome)
    if method == "pawn":
        columns = [pawn.column(each, each.at(unit)) for each, unit in zip(inputs, runs.unit.T, strict=True)]
        return pawn.finding(columns, values[:, None], inputs, outcome, seed)
    read = sobol.finding if method == "sobol" else morris.finding
    return read(values, runs, inputs, outcome, seed)


def looked_at(results: Results, outcome: str, policy: str, scenario: str, asked: Asked) -> dict[str, Finding]:
    """Return what the study's own runs say: the split of luck and conditions, and PAWN if it is asked of them."""
    place, which = results.scenarios.index(scenario), results.policies.index(policy)
    values = results.array(outcome)[:, place]
    common = results.spec.design.luck == "common"
    found = {SPLIT: luck.finding(values, outcome, asked.seed, common=common)}
    if "pawn" in asked.methods and "pawn" not in asked.fresh:
        points = results.condition_points
        columns = [pawn.column(each, points.values[each.name]) for each in results.conditions]
        found["pawn"] = pawn.finding(columns, values[which], results.conditions, outcome, asked.seed)
    return found


def chosen(
    results: Results, outcome: str | None = None, policy: str | None = None, scenario: str | None = None
) -> tuple[str, str, str]:
    """Return the names of an outcome, a policy and a scenario of a study: its first where None.

    Raises
    ------
    UnknownName, InputError
        If the study has no such name, or has no uncertainties.
    """
    if not results.spec.uncertainties:
        raise InputError(_("The study has no uncertainties, so that no outcome can depend on any."), field="study")
    which = 0 if policy is None else results.policy(policy)
    name = next(iter(results.outcomes)) if outcome is None else results.outcome(outcome).name
    return name, results.policies[which], results.scenario(scenario)


def ask(
    results: Results,
    outcome: str | None = None,
    policy: str | None = None,
    scenario: str | None = None,
    asked: Asked | None = None,
    command: Sequence[str] = (),
    **how: Any,
) -> Answer:
    """Return what an outcome of a study depends on, and how much of it is luck.

    Parameters
    ----------
    outcome, policy, scenario : names; the study's first if None.
    asked : which methods, how large and with what seed; all methods at their usual sizes if None.
    command : the words that asked.
    how : `workers`, `executor`, `progress` and `cancel` for the fresh runs.

    Raises
    ------
    UnknownName
        If the study has no such outcome, policy or scenario.
    InputError
        If the study has no uncertainties.
    RunError, Cancelled
        If fresh runs failed, or were stopped.
    """
    from sim.study.sampling import sampler_of

    asked = asked or Asked()
    name, policy, scenario = chosen(results, outcome, policy, scenario)
    sampler = sampler_of(results, policy, scenario, [name], **how)
    found = {**analysed(sampler, name, asked), **looked_at(results, name, policy, scenario, asked)}
    ordered = {method: found[method] for method in (*METHODS, SPLIT) if method in found}
    settings: dict[str, Any] = {"outcome": name, "policy": policy, "scenario": scenario}
    settings |= {"method": asked.method, "n": asked.size, "seed": asked.seed}
    return answer(ordered, settings, _usual(results), title=results.outcomes[name].title or name, command=command)


def _usual(results: Results) -> dict[str, Any]:
    usual = Asked()
    return {
        "policy": results.policies[0],
        "scenario": results.scenarios[0],
        "method": usual.method,
        "n": usual.size,
        "seed": usual.seed,
    }


def answer(
    found: Mapping[str, Finding],
    settings: Mapping[str, Any],
    usual: Mapping[str, Any],
    *,
    title: str,
    command: Sequence[str] = (),
) -> Answer:
    """Return the answer of some findings, by method; `settings` names outcome, policy and scenario."""
    texts = method_titles()
    return Answer(
        "sensitivity",
        answer_name("sensitivity", settings, usual),
        _("Sensitivity: {outcome}").format(outcome=title),
        tuple(sentences(found, settings)),
        standing(found, str(settings["method"])),
        settings,
        {method: table(each, texts[method]) for method, each in found.items()},
        {
            **settings,
            "title": title,
            "warning": tornado.WARNING if "tornado" in found else "",
            "methods": {method: data(each) for method, each in found.items()},
        },
        tuple(command),
    )


def standing(found: Mapping[str, Finding], method: str) -> Standing:
    """Return whether the main method's finding stands: of all and of the tornado, that is Sobol's."""
    main = found[method if method in found and method != "tornado" else "sobol"]
    if not main.standing.established or main.findings:
        return main.standing
    return Standing((Reason("no-row", _("no input's effect stands by itself")),))


def table(found: Finding, title: str) -> Table:
    """Return a finding as a table, one row an input."""
    rows = [
        {"input": row.name, "title": row.title, **row.numbers, "standing": standing_text(row.standing.reasons)}
        for row in found.rows
    ]
    return Table.of(rows, title)


def data(found: Finding) -> dict[str, Any]:
    """Return a finding as plain data, for a picture of it."""
    rows = [
        {"input": row.name, "title": row.title, **row.numbers, "standing": row.standing.to_data()} for row in found.rows
    ]
    return {"about": dict(found.about), "standing": found.standing.to_data(), "rows": rows}
