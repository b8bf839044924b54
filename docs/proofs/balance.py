"""Whether choices matter and none is best: every move, answer and card; pledges; postures; plans; and every turn."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable
from concurrent.futures import Executor
from functools import lru_cache
from importlib import resources
from typing import Any

import scenarios
from sim.ensemble import worker_pool
from sim.progress import Progress
from sim.study.balance import DRAWS, TYPES, Balance, Profile, play_all
from sim.study.choices import ERRORS, Effect, Trial, chosen, measure_all, settled, trials
from sim.study.decisions import LARGE, RISK, SMALLEST, TRACE, Decision, decisions
from sim.study.meters import METERS
from sim.study.plan_trials import SCENARIO, SeatTrial, plan_trials
from sim.study.pledge_trials import Broken, Outcome, PledgeTrial, pledge_trials

RUNS = (1000, 3000)
"""Pairs of runs of each choice, and how many more where it has not shown by then."""
PLAN_RUNS, PLEDGE_RUNS, POSTURE_RUNS = 2000, 2000, 200
"""Runs of each plan, pairs of runs of each pledge, and runs of each pair of postures."""
TURNS, ROUNDS = 6, (200, 600)
"""Sampled turns of each scenario, and futures of each choice in them."""
PLEDGED = ("bleeding-white", "four-nos")
"""Scenarios in which pledges are broken."""
SEED, WORKERS = 1, 2
SMALL, SMALL_RUNS = ("denial", "tariff", "war=dig-in", "arms-tender"), 60
"""Rows of a small part, which a test works out again, and pairs of runs of each."""
TABLES = ("moves.toml", "answers.toml", "cards.toml", "plans.toml")
"""Tables whose rows are held against what they expect of themselves."""
WORDS = ("title", "text", "source", "claims")
"""Their fields that change nothing of what is found."""
Tell = Callable[[str | Progress], None]
load = lru_cache(maxsize=None)(scenarios.load)


def gather(progress: Tell) -> dict[str, Any]:
    """Return all of it: on two idle cores some six minutes."""
    with worker_pool(WORKERS) as pool:
        progress("moves, answers and cards")
        asked = trials()
        effects = settled(asked, load=load, rounds=RUNS, seed=SEED, executor=pool, progress=progress)
        progress("plans")
        plans = plan_trials(load(SCENARIO), runs=PLAN_RUNS, seed=SEED, executor=pool, progress=progress)
        progress("pledges")
        pledged = {name: _pledges(name, pool, progress) for name in PLEDGED}
        progress("postures")
        every = [load(name) for name in scenarios.names()]
        played = play_all(every, runs=POSTURE_RUNS, seed=SEED, executor=pool, progress=progress)
        progress("turns")
        turns = decisions(every, turns=TURNS, rounds=ROUNDS, seed=SEED, executor=pool, progress=progress)
    return {
        "about": about(),
        "choices": [choice(trial, found) for trial, found in zip(asked, effects, strict=True)],
        "plans": [seat(trial) for trial in plans],
        "pledges": {name: [pledge(trial) for trial in held if trial.in_force] for name, held in pledged.items()},
        "postures": [postures(balance) for balance in played],
        "turns": [turn(each) for each in turns],
        "small": small(),
    }


def about() -> dict[str, Any]:
    """Return what it was made with."""
    return {
        "runs": list(RUNS),
        "plan_runs": PLAN_RUNS,
        "pledge_runs": PLEDGE_RUNS,
        "posture_runs": POSTURE_RUNS,
        "turns": TURNS,
        "futures": list(ROUNDS),
        "seed": SEED,
        "errors": ERRORS,
        "risk": RISK,
        "points": [TRACE, SMALLEST, LARGE],
        "draws": DRAWS,
        "scenario": SCENARIO,
        "tables": fingerprints(),
    }


def fingerprints() -> dict[str, str]:
    """Return a hash of what each table says beside its words, so that evidence that has fallen behind can be told."""
    read = resources.files("sim").joinpath
    found = {name: _plain(tomllib.loads(read(name).read_text("utf-8"))) for name in TABLES}
    texts = {name: json.dumps(held, sort_keys=True) for name, held in found.items()}
    return {name: hashlib.blake2b(text.encode(), digest_size=8).hexdigest() for name, text in texts.items()}


def _plain(held: Any) -> Any:
    """Return plain data without the words that change nothing."""
    if isinstance(held, dict):
        return {name: _plain(inner) for name, inner in held.items() if name not in WORDS}
    return [_plain(inner) for inner in held] if isinstance(held, list) else held


def small() -> list[dict[str, Any]]:
    """Return a few rows on few runs, which a test works out again to the last digit."""
    asked = chosen(SMALL)
    found = measure_all(asked, load=load, runs=SMALL_RUNS, seed=SEED)
    return [choice(trial, each) for trial, each in zip(asked, found, strict=True)]


# ---------------------------------------------------------------- as data


def choice(trial: Trial, found: Effect) -> dict[str, Any]:
    """Return one thing that a row expects of itself, and what was found."""
    expected = trial.expected
    return {
        "kind": trial.kind,
        "id": trial.id,
        "role": str(trial.role),
        "field": trial.field,
        "scenario": expected.scenario,
        "measure": expected.measure,
        "sign": expected.sign,
        "doctrines": dict(expected.doctrines),
        "quarters": expected.quarters,
        **gap(found),
        "holds": found.holds(expected.sign),
    }


def gap(found: Effect) -> dict[str, Any]:
    """Return a difference as data."""
    return {"mean": found.mean, "se": found.se, "n": found.pairs}


def seat(trial: SeatTrial) -> dict[str, Any]:
    """Return the plans of one seat, and how far apart they are."""
    most, fewest = trial.extremes
    return {
        "seat": trial.seat,
        "role": str(trial.role),
        "plans": [
            {"id": row.plan.id, "policy": row.policy, "text": row.plan.text, "endings": row.endings}
            for row in trial.rows
        ],
        "most": most.plan.id,
        "fewest": fewest.plan.id,
        "gap": gap(trial.gap),
        "checked": gap(trial.checked),
        "least": trial.least,
        "decides": trial.decides,
    }


def _pledges(name: str, pool: Executor, progress: Tell) -> list[PledgeTrial]:
    return pledge_trials(load(name), runs=PLEDGE_RUNS, seed=SEED, executor=pool, progress=progress)


def pledge(trial: PledgeTrial) -> dict[str, Any]:
    """Return a pledge with its prices, and what keeping, breaking and using it comes to."""
    assert trial.kept is not None and trial.broken is not None
    return {
        "id": trial.pledge.name,
        "guiding": trial.guiding,
        "prices": {name: vars(price) for name, price in (("before", trial.before), ("after", trial.after))},
        "kept": outcome(trial.kept),
        "broken": broken(trial.broken),
        "used": {name: broken(each) for name, each in trial.used.items()},
    }


def outcome(found: Outcome) -> dict[str, Any]:
    """Return endings and measures as data."""
    return {"endings": dict(found.endings), "measures": dict(found.measures)}


def broken(found: Broken) -> dict[str, Any]:
    """Return outcomes and differences as data."""
    differences = {**found.endings, **found.measures}
    return {**outcome(found.outcome), "differences": {name: gap(each) for name, each in differences.items()}}


def postures(balance: Balance) -> dict[str, Any]:
    """Return what the postures of a scenario's target come to on the five meters."""
    whole = balance.profile()
    types = {name: balance.profile(balance.usual, balance.of_type(name)) for name in TYPES}
    return {
        "scenario": balance.scenario.name,
        "seat": balance.seat,
        "opponent": balance.opponent,
        "usual": balance.replies[balance.usual],
        "greed": list(balance.bounds()),
        **profile(whole),
        "types": {name: profile(held) for name, held in types.items()},
        "replies": {reply: replies(balance.profile(number)) for number, reply in enumerate(balance.replies)},
    }


def profile(held: Profile) -> dict[str, Any]:
    """Return the meters of postures, those that none dominates, and how often each is best under random weights."""
    means = held.means()
    return {
        "postures": {
            name: {meter.name: float(means[meter.name][number]) for meter in METERS}
            for number, name in enumerate(held.postures)
        },
        "undominated": held.undominated(),
        "weights": held.weights(),
    }


def replies(held: Profile) -> dict[str, Any]:
    """Return the best postures on each meter, and those that none dominates."""
    return {"best": {meter.name: held.best(meter) for meter in METERS}, "undominated": held.undominated()}


def turn(each: Decision) -> dict[str, Any]:
    """Return one turn of one seat."""
    most = sorted(each.changes, key=lambda change: -change.points)[:3]
    return {
        "scenario": each.scenario,
        "seat": each.seat,
        "quarter": each.quarter,
        "rung": each.rung,
        "tried": each.tried,
        "bar": each.bar,
        "placebo": each.placebo,
        "reaches": {f"{points:g}": each.reaches(points) for points in (TRACE, SMALLEST, LARGE)},
        "most": [vars(change) for change in most],
    }
