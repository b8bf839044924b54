"""The text of a study file to begin with: it runs as it stands, and says in comments what may be changed."""

from __future__ import annotations

import json
import re

from sim.doctrines import names as doctrines
from sim.ensemble import compared_seat
from sim.scenario import Scenario
from sim.seats import Role

KEY = re.compile(r"[A-Za-z0-9_-]+")
TEXT = """\
# A study: policies (what somebody decides) x uncertainties (what nobody does) x scenarios x luck.
# fournos study check {name}.toml      every fault with its line
# fournos study run {name}.toml -o {name}      run it; stop and resume it at any time
name = "{name}"
title = "{title}"
question = \"\"\"
Which of these policies does well, in which outcome, and under which conditions does that change?
\"\"\"
# What the study does not show; the report says so.
limits = []
scenarios = ["{scenario}"]
seed = 1
# quarters = 40                     the scenario's horizon, if left out
# types = "prior"                   how greedy and resolute: drawn, instead of the doctrine's own
# moves = "on"                      seats make moves, too, instead of holding postures alone

# ---- policies: any of doctrines, parameters, opening, theories and plans; the rest is the scenario's
{policies}
# ---- uncertainties: a parameter by its name (its own range, or low and high), or one of opening, doctrine, theory
[uncertainties.psi]

[uncertainties.trust]
opening = "quarrel.trust"
low = 0.0
high = 0.6

[uncertainties.{other}]
title = "What {label} does"
doctrine = "{other}"
levels = [{levels}]

# ---- which points of them are run: lhs, sobol, grid (steps), rows (a CSV file), posterior, or point (luck alone)
[design]
kind = "sobol"
points = 64
replications = 50
# luck = "common"                   replication k has the same luck at every point
# trajectories = 400                runs of each policy that are recorded quarter by quarter

# ---- what is looked at: a measure, an expression `of` measures, or a condition `when`; which way is better, and
# where success begins
[outcomes.challenger_terms]
better = "less"
threshold = 0.3

[outcomes.autonomy]
better = "more"
threshold = 0.7

[outcomes.long_war]
title = "At war for five years or more"
when = "war_quarters >= 20"
better = "less"
"""


def text_for(scenario: Scenario, name: str = "study") -> str:
    """Return a study file for a scenario: the doctrines of the seat that is compared, and three uncertainties."""
    seat = compared_seat(scenario)
    offered = [row for row in doctrines(scenario.role_of(seat)) if row in scenario.seats[seat].doctrines]
    other = scenario.seat_of(Role.PATRON_A)
    return TEXT.format(
        name=name,
        title=f"Policies of {scenario.seats[seat].label}: {scenario.title}".replace('"', "'")[:200],
        scenario=scenario.name,
        policies="\n".join(f'[policies.{row}]\ndoctrines = {{ {seat} = "{row}" }}\n' for row in offered),
        other=other,
        label=scenario.seats[other].label.replace('"', "'"),
        levels=", ".join(f'"{row}"' for row in scenario.seats[other].doctrines),
    )


def policy_text(name: str, groups: dict[str, dict[str, str | float]], title: str = "") -> str:
    """Return the tables of a policy as TOML, to stand at the end of a study file; the texts are written as strings."""
    lines = [f"[policies.{_key(name)}]"]
    if title:
        lines.append(f"title = {json.dumps(title, ensure_ascii=False)}")
    for key, values in groups.items():
        if values:
            pairs = ", ".join(f"{_key(k)} = {json.dumps(v, ensure_ascii=False)}" for k, v in values.items())
            lines.append(f"{key} = {{ {pairs} }}")
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    """Return a key of TOML, in quotation marks where it needs them."""
    return name if KEY.fullmatch(name) else json.dumps(name)
