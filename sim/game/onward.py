"""Onward: many runs from the true state of a game at the start of a quarter, all seats following their postures.

It starts from what no seat may know (the types, and both sides' true strength), so that it is for after the game and
for the facilitator. Its runs have luck of their own: none of them is how the game goes on.
"""

from __future__ import annotations

import csv
import io
import json
import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.case import MOST_RUNS, prepare, whole
from sim.ensemble import WIDTH
from sim.errors import OutOfRange, StoreError, shown
from sim.game.played import Played
from sim.game.receipts import Snapshot
from sim.game.setup import Setup
from sim.game.states import POLICIES
from sim.language import _
from sim.model import CrisisModel
from sim.outcome import ENDINGS, MEASURES, FloatArray
from sim.results import Ensemble
from sim.study import place
from sim.world import World

RUNS, ABOUT = "runs.csv", "fork.json"
"""Files of a folder: one row a run, and what was run with its summary."""


@dataclass(frozen=True, eq=False)
class Onward:
    """Runs from a state of a game.

    Attributes
    ----------
    quarter, date : the first quarter that was run, from 0, and its name in the calendar.
    ensemble : what the runs came to; measures count the game before that quarter, too.
    """

    quarter: int
    date: str
    ensemble: Ensemble


def onward(played: Played, states: list[Snapshot], quarter: int, runs: int, seed: int) -> Onward:
    """Return runs from the state at the start of a quarter to the scenario's horizon.

    Parameters
    ----------
    played : the game as far as it has been played.
    states : the states stored with it, for what every seat held then.
    quarter : from 0; at most that of the open turn, and before the horizon.

    Raises
    ------
    OutOfRange, WrongType
        If the quarter has not been reached, or there is nothing left to run after it.
    """
    setup, rows = played.setup, played.record.quarters
    last = min(len(rows), setup.scenario.quarters - 1)
    if not 0 <= quarter <= last:
        raise OutOfRange(_("quarter"), quarter + 1, 1, last + 1)
    world = rows[quarter].before if quarter < len(rows) else played.model.world
    held = [each.state[POLICIES] for each in states if each.quarter == quarter and each.state.get(POLICIES)]
    doctrines = held[-1] if held else setup.doctrines
    case = prepare(setup.scenario, doctrines, seed=seed, types="prior", moves="on")
    number = whole("runs", runs, 1, MOST_RUNS)
    parts = [
        _batch(world, case.doctrines, setup, seed, range(start, min(start + WIDTH, number)))
        for start in range(0, number, WIDTH)
    ]
    outcomes = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    outcomes["ending"] = outcomes["ending"].astype(np.int8)
    ensemble = Ensemble(case, number, 0, outcomes, np.arange(number))
    return Onward(quarter, setup.scenario.date(quarter), ensemble)


def _batch(world: World, doctrines: dict[str, str], setup: Setup, seed: int, numbers: range) -> dict[str, FloatArray]:
    """Return the outcomes of neighbouring runs that step together."""
    start = world.part(np.zeros(len(numbers), np.int64))
    options: dict[str, Any] = {"doctrines": doctrines, "seed": seed, "types": "prior", "moves": "on"}
    model = CrisisModel(
        setup.scenario, runs=len(numbers), first=numbers.start, namespace="fork", world=start, **options
    )
    with closing(model):
        return model.run()


def check(directory: str | os.PathLike[str]) -> Path:
    """Return the full path of a folder that runs may be written to; look before the runs, not after.

    Raises
    ------
    StoreError
        If it holds something, or cannot be written.
    """
    target = place.resolved(directory)
    place.check_writable(target)
    with place.told(target):
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            message = _("{name} holds something else; give a new or empty folder.")
            raise StoreError(message.format(name=shown(directory, 200)), field="directory", got=str(directory))
    return target


def write(found: Onward, directory: str | os.PathLike[str], about: dict[str, Any]) -> Path:
    """Write the runs into a new or empty folder, and return its full path.

    It is no study folder: its runs cannot be made again from a scenario alone, so that it does not pretend to be one.

    Parameters
    ----------
    about : what the game is (`sim.game.export.tags`).

    Raises
    ------
    StoreError
        If the folder holds something, or cannot be written; then nothing is left behind.
    """
    target, case = check(directory), found.ensemble.case
    with place.told(target):
        data = {
            "game": about,
            "quarter": found.quarter + 1,
            "date": found.date,
            "seed": case.seed,
            "runs": found.ensemble.runs,
            "doctrines": case.doctrines,
            "summary": found.ensemble.summary(),
        }
        with place.beside(target) as folder:
            text = json.dumps(data, ensure_ascii=False, indent=2)
            place.put_texts(folder, {RUNS: _table(found.ensemble), ABOUT: f"{text}\n"})
    return target


def _table(ensemble: Ensemble) -> str:
    """Return one row a run as CSV; a measure that does not exist in a run is left empty."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    names = [measure.name for measure in MEASURES]
    rows.writerow(["run", *names])
    for place_, number in enumerate(ensemble.replications):
        values = [ensemble.outcomes[name][place_] for name in names]
        rows.writerow([number, *map(_cell, names, values)])
    return out.getvalue()


def _cell(name: str, value: float) -> str:
    if name == "ending":
        return ENDINGS[int(value)]
    return "" if np.isnan(value) else repr(float(value))
