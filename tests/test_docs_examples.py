"""The examples of the documentation run: Python, commands, and what the how-tos tell one to write."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from scenarios import load, names
from sim import doctrines, parameters, scenario_file, simulate
from sim.claims import claims
from sim.doctrines import Doctrine, target
from sim.language import without_flag
from sim.outcome import MEASURES
from sim.parameters import table
from sim.seats import Role
from sim.starts import started
from tests.command_line import environment, typed
from tests.pages import PAGES, commands, fences, name_of, text_of
from tui.cli import main
from tui.commands import PROGRAM
from tui.commands.cases import Request

FEW = ("--runs", "12", "--quarters", "6")
LESS = {
    "run": ("--runs", "8", "--quarters", "12"),
    "pledges": ("--runs", "20"),
    "compare": FEW,
    "claims": ("--sets", "1", "--runs", "5"),
    "backtest": ("--sets", "2", "--runs", "2"),
    "study run": ("--replications", "1"),
    "study discover": ("--fresh", "200"),
}
"""What makes a command of the pages quick."""


# ------------------------------------------------------------------------------------------------------ examples run


def runnable(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (page, code): examples that start processes by themselves, all others of a page together."""
    blocks = [block for block in fences(path, "python") if "how-to" not in path.parts]
    alone = [block for block in blocks if "__main__" in block]
    together = "\n".join(block for block in blocks if block not in alone)
    yield from ((name_of(path), block) for block in [*([together] if together.strip() else []), *alone])


EXAMPLES = [example for path in PAGES for example in runnable(path)]


@pytest.mark.parametrize(("page", "code"), EXAMPLES, ids=[page for page, _code in EXAMPLES])
def test_python_examples_run(page: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    if "__main__" in code:
        script = tmp_path / "example.py"
        script.write_text(code, "utf-8")
        options: dict[str, Any] = {"env": environment(), "capture_output": True, "text": True, "timeout": 120}
        done = subprocess.run([sys.executable, script], check=False, **options)
        assert done.returncode == 0, done.stderr
    else:
        exec(compile(ast.parse(code), page, "exec"), {"__name__": "example"})


def words_of(line: str) -> list[str]:
    """Return the words of a command that reach the program."""
    words = shlex.split(line, comments=True)[1:]
    return words[: next((place for place, word in enumerate(words) if word in ("<", ">", ">>")), len(words))]


TYPED = [(name_of(path), line) for path in PAGES for line in commands(path) if line.startswith(f"{PROGRAM} ")]


@pytest.mark.parametrize(("page", "line"), TYPED, ids=[f"{page}: {line}" for page, line in TYPED])
def test_commands_on_the_pages_are_understood(page: str, line: str) -> None:
    parent = click.Context(main, info_name=PROGRAM)
    words, _language = without_flag(words_of(line))
    name, command, rest = main.resolve_command(parent, words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        parent = click.Context(command, info_name=name, parent=parent)
        name, command, rest = command.resolve_command(parent, rest)
    assert command is not None
    given = dict(command.make_context(name, rest, parent=parent).params)
    given.pop("seat", None)
    if words[0] in ("run", "compare") and not given["scenario"].endswith(".toml"):
        request = Request(**given)
        assert request.case(load(request.scenario), request.chosen(), request.values()).doctrines


def test_commands_of_the_readme_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line for page, line in TYPED if page == "README.md"]
    assert len(lines) == 6
    for line in lines:
        words = words_of(line)
        done = typed(*words, *LESS.get(" ".join(words[:2]) if words[0] == "study" else words[0], ()))
        assert done.exit_code == 0, done.stderr


def test_the_orders_of_the_handbook_play_a_whole_game(tmp_path: Path) -> None:
    words = ("play", "tutorial", "--plain", "--seed", "7", "--save", str(tmp_path / "example.fournos"))
    orders = text_of("docs/examples/orders.txt")
    done = CliRunner().invoke(main, [*words], input=orders)
    assert done.exit_code == 0, done.stderr
    assert "The game is over." in done.stdout
    assert "Roads not taken" in done.stdout


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_make_targets_on_the_pages_exist(path: Path) -> None:
    known = set(re.findall(r"^([a-z]+):.*## ", text_of("Makefile"), re.MULTILINE))
    given = [*commands(path), *re.findall(r"`(make [a-z]+)`", text_of(path))]
    assert not {line.split()[1] for line in given if re.match(r"make [a-z]+\b", line)} - known


# ------------------------------------------------------------------------------------------------------ how-tos work


def test_the_scenario_of_the_how_to_is_sound_and_runs() -> None:
    changed, added, other_start = fences("docs/how-to/add-a-scenario.md", "toml")
    text = text_of("scenarios/bleeding-white.toml")
    key = changed.splitlines()[1]
    mine = re.sub(r"^trust = .*$", lambda _found: key, text, count=1, flags=re.MULTILINE)
    mine = "\n".join([mine, added, other_start])
    scenario = scenario_file.parse(mine, "my-crisis.toml")
    assert scenario.opening.quarrel.trust.value == tomllib.loads(changed)["opening"]["quarrel"]["trust"]["value"]
    assert [*scenario.parameters] == [*tomllib.loads(added)["parameters"]]
    assert simulate(scenario, runs=8, quarters=4).outcomes["war"].all()
    begun = started(scenario, "crisis")
    assert (begun.opening.quarrel.rung, begun.opening.quarrel.grievance.value) == ("crisis", 0.5)
    assert not simulate(begun, runs=8, quarters=1).outcomes["war"].all()


def test_the_doctrine_of_the_how_to_is_a_doctrine_and_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    row, rule = fences("docs/how-to/add-a-doctrine.md", "python")
    names_there = dict(vars(target))
    exec(rule, names_there)
    made = eval(row, names_there)
    near = next(other for other in target.TARGET if other.name == made.neighbour)
    differs = {k for k, v in vars(made.posture).items() if v != getattr(near.posture, k)}
    assert isinstance(made, Doctrine) and differs == set(made.levers)
    wary = replace(made, name="wary", decide=names_there["wary"])
    monkeypatch.setitem(doctrines.REGISTRY, Role.TARGET, (*target.TARGET, made, wary))
    trust = [
        simulate(load("rig-crisis"), {"vietnam": name}, runs=8).summary()["crises"] for name in ("quiet-hedge", "wary")
    ]
    assert all(found["n"] == 8 for found in trust)


def test_the_parameter_of_the_how_to_is_a_row_of_the_table() -> None:
    (text,) = fences("docs/how-to/add-a-parameter.md", "toml")
    ((name, row),) = tomllib.loads(text).items()
    made = parameters._row(name, row)
    assert made.is_plausible(made.central) and made.moves is not None
    assert made.moves.scenario in names() and made.moves.measure in {measure.name for measure in MEASURES}
    assert set(made.claims) <= set(claims()) and name not in table()
    (line,) = fences("docs/how-to/add-a-parameter.md", "python")
    ast.parse(line)
