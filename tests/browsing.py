"""A small study that has been run, with answers kept of three kinds, for those who browse it."""

from __future__ import annotations

from pathlib import Path

from scenarios import load
from sim import Study
from sim.study.answers import Answer
from sim.study.questions import robustness
from sim.study.questions.checking import Asked, discover
from sim.study.questions.discover_words import answer as discovery
from sim.study.questions.discovery import Wish
from sim.study.questions.failing import parse
from sim.study.standing import Reason, Standing
from tests.study.planted import INPUTS, by_aid, design, runs

STUDY = """
name = "small"
title = "A [small] study"
question = "Does it hold?"
limits = ["It shows what follows from the rules."]
seed = 5
scenarios = ["rig-crisis"]
quarters = 6
types = "prior"
moves = "on"
[policies.hold]
doctrines = { vietnam = "four-nos" }
[policies.bend]
doctrines = { vietnam = "bamboo" }
[uncertainties.psi]
[design]
kind = "lhs"
points = 16
replications = 3
trajectories = 48
[outcomes.autonomy]
better = "more"
threshold = 0.7
title = "autonomy at the end"
[outcomes.tense]
when = "crises > 0"
better = "less"
"""


def made(path: Path) -> Path:
    """Run it in a folder, and keep answers there: one that stands, one that does not, and the ranges of a box."""
    results = Study.parse(STUDY, load).run(path)
    robustness.ask(results, "autonomy", samples=20).save(path)
    values, asked = design(200, 1), Asked("bend", "rig-crisis", wish=Wish(resamples=4), seed=1)
    discovery(discover(INPUTS, values, runs(by_aid, values, 4, 1), asked), asked, parse("tense > 0", ["tense"])).save(
        path
    )
    thin = Standing((Reason("few-points", "8 points are too few"),))
    Answer("converge", "converge", "How many runs", ("Nothing is established.",), thin).save(path)
    return path
