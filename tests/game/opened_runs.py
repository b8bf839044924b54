"""Small studies whose runs are opened as games, and what their worlds come to quarter by quarter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np

from sim.batch import Job
from sim.game.table import Table
from sim.study.results import Results

STUDY = """
name = "small"
title = "A small study"
question = "Is a run a game?"
seed = 11
scenarios = ["rig-crisis"]
types = "{types}"
moves = "{moves}"
mends = "{mends}"
[policies.hold]
doctrines = {{ vietnam = "four-nos", china = "bleed-white" }}
[policies.bend]
doctrines = {{ vietnam = "four-nos,bamboo@5" }}
parameters = {{ threat_grievance = 0.5 }}
[uncertainties.psi]
[uncertainties.aid]
doctrine = "us"
levels = ["full", "offshore"]
[uncertainties.calm]
opening = "quarrel.trust"
low = 0.0
high = 0.6
[design]
kind = "lhs"
points = 6
replications = 2
"""
KINDS = {
    "with moves": {"types": "prior", "moves": "on", "mends": "default"},
    "without moves": {"types": "doctrine", "moves": "off", "mends": "all"},
}


def stepped(results: Results, run: int) -> Iterator[str]:
    """Yield the hash of the world at the opening and after each quarter, as the study's own job steps it."""
    at = results.find(run)
    job = Job(results.case(at), run, 1, luck=np.array([at.luck]))
    with closing(job.model()) as model:
        yield model.world.digest()
        for _quarter in range(job.case.quarters):
            model.step()
            yield model.world.digest()


def worlds(table: Table) -> list[str]:
    rows = table.record.quarters
    return [rows[0].before.digest(), *(row.after.digest() for row in rows)]


def given_in(table: Table) -> None:
    """Play a game to its end; persons hand in nothing."""
    while not table.over:
        table.close_phase()
