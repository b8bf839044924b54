"""Results whose outcomes are made up: a real study file and design, with arrays in the place of runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from scenarios import load
from sim.study.results import Results
from sim.study.spec_file import parse
from sim.study.uncertainties import Points
from sim.world import FloatArray

FILE = """
name = "made-up"
title = "Made up"
question = "Which?"
scenarios = {scenarios}
[policies.first]
[policies.second]
parameters = {{ psi = 0.2 }}
[policies.third]
parameters = {{ psi = 0.3 }}
[uncertainties.trust]
opening = "quarrel.trust"
low = 0.0
high = 0.6
[design]
kind = "lhs"
luck = "{luck}"
[outcomes.lost]
of = "challenger_terms"
better = "less"
unit = "share"
title = "Lost"
{threshold}
[outcomes.gain]
of = "autonomy"
better = "more"
title = "Gain"
[outcomes.neither]
of = "war_quarters"
"""


def made_up(
    values: FloatArray,
    outcome: str = "lost",
    *,
    luck: str = "own",
    threshold: str = "threshold = 0.3",
    **others: FloatArray,
) -> Results:
    """Return results that hold `values`, shape (3 policies, scenarios, points, replications), as an outcome."""
    values = np.asarray(values, float)
    _policies, scenes, points, replications = values.shape
    names = ["bleeding-white", "mature-ally"][:scenes]
    spec = parse(FILE.format(scenarios=names, luck=luck, threshold=threshold).replace("'", '"'), "study", load)
    manifest: dict[str, Any] = {"columns": [], "runs": {"done": values.size}}
    arrays = dict.fromkeys(spec.outcomes, values) | {outcome: values} | others
    return Results(Path("made-up"), spec, Points({}, points), manifest, replications, {}, _arrays=arrays)
