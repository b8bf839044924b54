"""Survival of wars: how many are not yet settled, quarter by quarter after the war began.

**The clock** starts in the first quarter of war and stops in the quarter of the first settlement. A run without a
settlement is censored at its last quarter: it is known only to have lasted so long. Runs are all watched to the end of
the horizon, also when the fighting has stopped without a deal or a patron has come in; those runs stay unsettled, and
nobody is dropped before the end for what happened to him. Where a run opens at war the clock starts at the opening.
Elsewhere the first quarter of war of an unsettled run is known only if an outcome of the study reads the probe
`first_war`; without it the run counts as watched for its quarters at war, which is the least it can be, and the answer
says that it does not stand. Runs without a war have no clock and are left out.

The curve is that of Kaplan and Meier [KaplanMeier1958]. Its band is a bootstrap that draws points with all their runs,
or runs where there is one point; it holds quarter by quarter, not for the whole curve at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.language import _, plural
from sim.seats import BORDER_WAR, RUNGS, SETTLEMENT
from sim.setting import RUNG
from sim.study.answers import Answer, Table
from sim.study.questions.asked import answer_name, standing_text
from sim.study.questions.clusters import SEED, WholeArray, drawn_twice, interval
from sim.study.questions.survival_words import sentences
from sim.study.standing import LEAST_POINTS, Reason, Standing, few_points, few_runs
from sim.study.uncertainties import OPENING
from sim.world import FloatArray

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.study.results import Results

QUESTION = "survival"
SAMPLES = 400
LEAST_RUNS = 30
"""Wars, fewer than which tell nothing of how long they last."""
COLUMNS = ("war", "war_quarters", "quarters_to_settlement", "ending")
DRAWN = ("unsettled", "low", "high", "at_risk")
"""What is drawn of a curve, quarter by quarter: its share, its band, and how many runs are still watched."""
FIRST_WAR = "first_war"
"""The probe that says when a war began."""


@dataclass(frozen=True)
class Watched:
    """Wars as they were watched, one entry a run.

    Attributes
    ----------
    quarters : from the first quarter of war to the settlement, or to where the watch ended.
    settled : 1 where it ended with a settlement, else 0.
    cluster : number of what is drawn in a bootstrap: the point, or the run where there is one point.
    luck : number of the luck that the points share and that is drawn as well; None where no two runs share it.
    """

    quarters: FloatArray
    settled: FloatArray
    cluster: WholeArray
    luck: WholeArray | None = None


@dataclass(frozen=True)
class Curve:
    """Share not yet settled after each quarter, from 0 on: `low` and `high` its 95 % band, `at_risk` runs watched.

    `medians` are the medians of the samples, infinite where fewer than half of a sample settle.
    """

    share: FloatArray
    low: FloatArray
    high: FloatArray
    at_risk: FloatArray
    medians: FloatArray

    @property
    def median(self) -> float:
        """The first quarter after which no more than half are unsettled; infinite if there is none."""
        return float(_medians(self.share[None])[0])


def curve(watched: Watched, quarters: int, *, samples: int = SAMPLES, seed: int = SEED) -> Curve:
    """Return the share not yet settled after 0 to `quarters` quarters.

    Parameters
    ----------
    quarters : to where the curve goes.
    samples, seed : of the bootstrap.
    """
    numbers, rows = np.unique(watched.cluster, return_inverse=True)
    times = np.minimum(watched.quarters, quarters).astype(np.int64)
    ended = np.zeros((len(numbers), quarters + 1))
    done = np.zeros_like(ended)
    np.add.at(ended, (rows, times), watched.settled)
    np.add.at(done, (rows, times), 1.0)
    risk = done[:, ::-1].cumsum(axis=1)[:, ::-1]
    chance = np.random.default_rng(seed)
    weights = chance.multinomial(len(numbers), np.full(len(numbers), 1.0 / len(numbers)), size=samples)
    if watched.luck is None:
        drawn = _product(weights @ ended, weights @ risk)
    else:
        both = drawn_twice(weights, rows, watched.luck, chance)
        drawn = np.array([_of_runs(each, watched.settled, times, quarters) for each in both])
    low, high = interval(drawn)
    return Curve(_product(ended.sum(axis=0), risk.sum(axis=0)), low, high, risk.sum(axis=0), _medians(drawn))


def _of_runs(weights: FloatArray, settled: FloatArray, times: WholeArray, quarters: int) -> FloatArray:
    """Return the curve of a sample in which every run has a weight of its own."""
    done, ended = (np.bincount(times, each, quarters + 1).astype(float) for each in (weights, weights * settled))
    return _product(ended, done[::-1].cumsum()[::-1])


def _product(ended: FloatArray, risk: FloatArray) -> FloatArray:
    """Return the product of the shares that go on, quarter by quarter; where nobody is watched it stays as it is."""
    some = risk > 0
    going: FloatArray = 1.0 - np.where(some, ended / np.where(some, risk, 1.0), 0.0)
    left: FloatArray = going.cumprod(axis=-1)
    return left


def _medians(shares: FloatArray) -> FloatArray:
    """Return the first quarter in which each curve is at one half or below; infinite if it never is."""
    below = shares <= 0.5 + 1e-12
    found: FloatArray = np.where(below.any(axis=-1), below.argmax(axis=-1).astype(float), np.inf)
    return found


def watch(results: Results, scenario: str, policy: str, frame: DataFrame) -> tuple[Watched, bool]:
    """Return the wars of a policy, and whether the clock of each is known.

    Parameters
    ----------
    frame : its runs, with the columns COLUMNS, the places, and `first_war` if the study keeps it.
    """
    fought = frame[frame["war"] > 0]
    settled = np.isfinite(fought["quarters_to_settlement"].to_numpy(float))
    points, length = fought["design_id"].to_numpy(np.int64), results.length(scenario)
    opens = _opens_at_war(results, scenario, policy)[points] if len(fought) else np.zeros(0, bool)
    if FIRST_WAR in frame:
        ends, known = length - fought[FIRST_WAR].to_numpy(float), True
    else:
        ends = np.where(opens, length, fought["war_quarters"].to_numpy(float))
        known = bool((opens | settled).all())
    quarters = np.where(settled, fought["quarters_to_settlement"].to_numpy(float), ends)
    cluster = points if len(results.points) > 1 else np.arange(len(fought))
    luck = fought["replication"].to_numpy(np.int64) if _shares_luck(results) else None
    return Watched(quarters, settled.astype(float), cluster, luck), known


def _shares_luck(results: Results) -> bool:
    return results.spec.design.luck == "common" and len(results.points) > 1


def _opens_at_war(results: Results, scenario: str, policy: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return for each point whether a run of a policy there opens at war."""
    usual = results.spec.scenarios[scenario].opening.quarrel.rung
    rungs = np.full(len(results.points), usual, object)
    for row in results.spec.uncertainties:
        if row.target == OPENING and row.of == RUNG:
            rungs = np.asarray(results.points.values[row.name], object)
    held: Mapping[str, Any] = results.spec.policies[policy].opening
    rungs = np.full(len(rungs), held[RUNG], object) if RUNG in held else rungs
    return np.array([BORDER_WAR <= RUNGS.index(str(rung)) < SETTLEMENT for rung in rungs])


def ask(
    results: Results, *, scenario: str | None = None, samples: int = SAMPLES, command: Sequence[str] = ()
) -> Answer:
    """Ask how long wars last until they are settled, under each policy in one scenario.

    Parameters
    ----------
    scenario : the study's first if None.
    samples : of the bootstrap.

    Raises
    ------
    UnknownName
        If the study has no such scenario.
    """
    name = results.scenario(scenario)
    more = (FIRST_WAR,) if FIRST_WAR in results.manifest["columns"] else ()
    shared = _shared(results)
    rows, curves, against = [], {}, {}
    for policy in results.policies:
        frame = results.runs(("design_id", "replication", *COLUMNS, *more), scenario=name, policy=policy)
        watched, known = watch(results, name, policy, frame)
        against[policy] = [*shared, *_reasons(watched, known)]
        if watched.quarters.size:
            curves[policy] = curve(watched, results.length(name), samples=samples)
        row = _row(policy, frame, watched, curves.get(policy), results.length(name))
        rows.append({**row, "standing": standing_text(against[policy])})
    stands = [policy for policy, reasons in against.items() if not reasons]
    standing = Standing() if stands else Standing.of(*against.values())
    return Answer(
        QUESTION,
        answer_name(QUESTION, {"scenario": name}, {"scenario": results.scenarios[0]}),
        _("Time to settlement in {scenario}").format(scenario=results.world(name).title),
        tuple(sentences(rows, results.length(name), stands)),
        standing,
        {"scenario": name, "samples": samples},
        {
            "medians": Table.of(rows, _("How long wars last until they are settled")),
            "curve": Table.of(_points(curves), _("Share not yet settled"), ("policy", "quarter", *DRAWN)),
        },
        {
            "quarters": results.length(name),
            "curves": {policy: _drawn(each) for policy, each in curves.items()},
            "stands": stands,
        },
        tuple(command),
    )


def _shared(results: Results) -> list[Reason]:
    """Return what speaks against the curve of every policy: few points, and runs that are missing."""
    found = few_points(len(results.points)) if len(results.points) > 1 else []
    if _shares_luck(results) and results.replications < LEAST_POINTS:
        text = _("all points share the luck of {count} replications, and {least} are the least")
        found.append(Reason("few-replications", text.format(count=results.replications, least=LEAST_POINTS)))
    lost = int(results.present.size - results.present.sum())
    if lost:
        text = plural("{count} run is missing", "{count} runs are missing", lost)
        found.append(Reason("missing", text.format(count=lost)))
    return found


def _reasons(watched: Watched, known: bool) -> list[Reason]:
    found = few_runs(watched.quarters.size, LEAST_RUNS)
    if not known:
        text = _(
            "when war began in the runs without a settlement is not kept: add an outcome of first_war to the study"
        )
        found.append(Reason("clock", text))
    return found


def _row(policy: str, frame: DataFrame, watched: Watched, drawn: Curve | None, length: int) -> dict[str, Any]:
    wars, runs = watched.quarters.size, len(frame)
    codes = frame.loc[frame["war"] > 0, "ending"].astype(str).to_numpy()
    shares = {name: float((codes == name).mean()) if wars else np.nan for name in ("challenger_left", "general_war")}
    low, high = np.percentile(drawn.medians, (2.5, 97.5), method="nearest") if drawn else (np.nan, np.nan)
    return {
        "policy": policy,
        "runs": runs,
        "wars": wars,
        "settled": float(watched.settled.mean()) if wars else np.nan,
        "left_without_a_deal": shares["challenger_left"],
        "general_war": shares["general_war"],
        "median": drawn.median if drawn else np.nan,
        "median_low": low,
        "median_high": high,
        "unsettled": float(drawn.share[-1]) if drawn else np.nan,
        "watched": length,
    }


def _points(curves: Mapping[str, Curve]) -> list[dict[str, Any]]:
    return [
        {"policy": policy, "quarter": quarter, **dict(zip(DRAWN, numbers, strict=True))}
        for policy, each in curves.items()
        for quarter, numbers in enumerate(zip(*_drawn(each).values(), strict=True))
    ]


def _drawn(each: Curve) -> dict[str, FloatArray]:
    return dict(zip(DRAWN, (each.share, each.low, each.high, each.at_risk), strict=True))
