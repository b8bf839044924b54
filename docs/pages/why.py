"""The generated parts of docs/why.md: groups and their inputs, quantities, an example, and where change is found."""

from __future__ import annotations

import json
import os
import tempfile
from functools import cache
from pathlib import Path
from unittest import mock

import numpy as np
from click.testing import CliRunner

from docs.pages.markdown import claims, code, link, table
from scenarios import load
from sim.ledger import LINES, QUANTITIES, Group
from sim.ledger.inputs import EVENT_GROUPS, MEANINGS, ROW_GROUPS, TITLES
from sim.ledger.lines import PARTS, TITLE_OF
from sim.ledger.quantities import METERS
from sim.ledger.steps import steps
from sim.seats import Role
from tui.cli import main
from tui.commands import PROGRAM

CALL = "run bleeding-white --runs 8 --seed 3 -d vietnam=four-nos,bamboo@8"
ASK = "--run 7 --quarter 12 --of legitimacy"
SHOWN = 46
"""Lines of the example that the page shows; the rules of the others follow likewise."""
TRIED = ("bleeding-white", "four-nos")
RUNS, QUARTERS, SEED = 6, 12, 1


def groups() -> str:
    """Return the groups with their inputs."""
    return table(["group", "what it is", "rows of the state", "dated events"], (_group(group) for group in Group))


def _group(group: Group) -> list[str]:
    events = [kind for kind, held in EVENT_GROUPS.items() if held is group]
    return [TITLES[group], MEANINGS[group], code(ROW_GROUPS.get(group, ())), code(events)]


def quantities() -> str:
    """Return the quantities that can be asked for."""
    names = {role.value: role.value.replace("_", " ") for role in Role}
    plain = {name: f"the {words}" for name, words in names.items()}
    body = (
        [
            f"`{row.name}`",
            row.title.format(**plain),
            row.unit,
            "meter" if row.meter else "agenda" if row.on_agenda else "state",
        ]
        for row in QUANTITIES.values()
    )
    return table(["quantity", "what it is", "unit", ""], body)


def ways() -> str:
    """Return the steps, with their rules, parameters and claims."""
    body = ([step.title, step.text, code(step.rules), code(step.parameters), claims(step.claims)] for step in steps())
    return table(["step", "what happens", "rules", "parameters", "claims"], body)


def example() -> str:
    """Return the beginning of an account as the command prints it."""
    told = "\n".join(account().splitlines()[:SHOWN])
    return f"```sh\n{PROGRAM} {CALL} -o build/why\n{PROGRAM} why build/why {ASK}\n```\n\n```text\n{told}\n...\n```"


@cache
def account(*options: str) -> str:
    """Return an account as the command prints it on 80 columns."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"COLUMNS": "80"}):
        place = str(Path(folder) / "why")
        for words in ([*CALL.split(), "-o", place], ["why", place, *ASK.split(), *options]):
            done = CliRunner().invoke(main, words)
            assert done.exit_code == 0, done.output
        return done.stdout


def keys() -> str:
    """Return in a sentence what the command prints as JSON."""
    found = json.loads(account("--json"))
    line = next(row for row in found["course"] if row["inputs"])
    return (
        f"`why --json` prints one object with {code(found)}. Each of `lines`, and of `course` (the parts of the first "
        f"line), has {code(line)}; each of its `inputs` {code(line['inputs'][0])}; each of `steps` "
        f"{code(found['steps'][0])}. `grains` are billionths of the unit: as whole numbers they add up exactly."
    )


def sizes() -> str:
    """Return how much of what moves the meters stands in which line, over some scenarios."""
    head = ["scenario", "meter", *(f"{TITLE_OF[line]}:" for line in LINES[:-1])]
    parts = ["scenario", "meter", *(f"{TITLE_OF[line]}:" for line in PARTS)]
    rows, of_course = [], []
    for name in TRIED:
        new, carried = found(name)
        for meter in METERS:
            place = [row.name for row in METERS].index(meter.name)
            if not new[:, place].any():
                continue
            rows.append([link(name, "scenarios.md", name), meter.name, *_shares(new[:-1, place])])
            of_course.append([link(name, "scenarios.md", name), meter.name, *_shares(carried[:, place])])
    words = (
        f"Per cent of the sum of all lines, each without its sign, over {RUNS} runs of {QUARTERS} quarters with the "
        "scenario's own doctrines and moves, for meters that move; below, the same of the parts of the course."
    )
    return "\n\n".join([words, table(head, rows), table(parts, of_course)])


@cache
def found(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the size of each line and of each part of the course, summed over runs: (lines, quantities)."""
    from sim.model import CrisisModel

    model = CrisisModel(load(name), runs=RUNS, seed=SEED, moves="on", why=True)
    for _quarter in range(QUARTERS):
        model.step()
    assert model.ledger is not None
    names = [row.name for row in METERS]
    every = [model.ledger.lines(quarter, Role.TARGET, names) for quarter in model.ledger.quarters]
    model.close()
    return tuple(sum(np.abs(getattr(each, part)).sum(-1) for each in every) for part in ("lines", "parts"))  # type: ignore[return-value]


def _shares(values: np.ndarray) -> list[str]:
    total = values.sum()
    return [f"{100 * value / total:.0f}" if total else "–" for value in values.tolist()]
