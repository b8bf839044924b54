"""docs/command-line.md: every command with its options and examples, and what its JSON holds."""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import click

from docs.pages import why
from docs.pages.markdown import code, page, table
from sim.plots import KINDS
from tui.cli import main
from tui.commands import PROGRAM, everything

SOURCE = "tui/commands"
INTRODUCTION = """`fournos COMMAND --help` says what stands here. Results go to standard output; progress, warnings
and faults go to standard error. `--json` prints one JSON document instead of tables; a number that does not exist is
`null`. Bad input gives one message that names the field, what was given, what is allowed and, for a name, the
nearest known one.

| exit code | meaning |
| ---: | --- |
| 0 | done |
| 1 | the run failed, or was stopped with Ctrl+C |
| 2 | bad input |

A scenario is one of the [scenarios](scenarios.md) by name, or the path of a file. Names of seats and doctrines stand
there and in [doctrines](doctrines.md), those of moves and cards in [moves](moves.md) and [cards](cards.md), and plans
and the notation of orders in [orders](orders.md); measures and recorded quantities, for `plot --measure`, in the
[overview](odd.md#measures)."""
SHOWN: dict[str, Sequence[str]] = {
    "scenarios": ("scenarios",),
    "scenarios NAME": ("scenarios", "bleeding-white"),
    "check FILE...": ("check", "bleeding-white"),
    "run SCENARIO": ("run", "bleeding-white", "--runs", "2", "--quarters", "1"),
    "compare SCENARIO": ("compare", "bleeding-white", "--seat", "us", "--runs", "2", "--quarters", "1"),
    "parameters": ("parameters",),
    "parameters NAME": ("parameters", "psi"),
    "claims": ("claims",),
    "claims ID": ("claims", "A12"),
    "backtest": ("backtest", "--sets", "2", "--runs", "1"),
    "moves": ("moves",),
    "moves ID": ("moves", "upgrade-us"),
    "cards": ("cards",),
    "cards ID": ("cards", "cable-cut"),
    "plans": ("plans",),
    "plans ID": ("plans", "outlast"),
    "mends": ("mends",),
    "mends NAME": ("mends", "scar"),
    "theories": ("theories",),
    "theories NAME": ("theories", "bleeding"),
}
"""Calls whose JSON is looked at for its keys."""


def render() -> str:
    """Return the page."""
    commands = (_command(name) for name in everything())
    return page("The command line", SOURCE, [INTRODUCTION, _program(), *commands, _kinds(), _json()])


def _program() -> str:
    body = ([f"[`{name}`](#{PROGRAM}-{name.replace(' ', '-')})", text] for name, text in everything().items())
    options = _options(main.params, click.Context(main, info_name=PROGRAM))
    return "\n\n".join(["## Commands", table(["command", "what it does"], body), options])


def found(words: str) -> tuple[click.Command, click.Context]:
    """Return the command that some words call, and its context."""
    command: click.Command = main
    context = click.Context(main, info_name=PROGRAM)
    for word in words.split():
        assert isinstance(command, click.Group)
        inner = command.get_command(context, word)
        assert inner is not None
        command, context = inner, click.Context(inner, info_name=word, parent=context)
    return command, context


def _command(name: str) -> str:
    command, context = found(name)
    text, _, examples = (command.help or "").partition("\b\n")
    usage = " ".join([PROGRAM, name, *command.collect_usage_pieces(context)])
    return "\n\n".join(
        [
            f"## {PROGRAM} {name}",
            f"`{usage}`",
            text.strip(),
            _options(command.params, context),
            "```sh\n" + "\n".join(line.strip() for line in examples.splitlines()[1:]) + "\n```",
        ]
    )


def _options(params: Iterable[click.Parameter], context: click.Context) -> str:
    """Return the options of a command; its arguments are told by usage and text."""
    records = (param.get_help_record(context) for param in params if isinstance(param, click.Option))
    rows = [[f"`{names}`", *_default(text)] for names, text in (record for record in records if record)]
    return table(["option", "meaning", "default"], [*rows, ["`-h, --help`", "Show what stands here.", ""]])


def _default(text: str) -> tuple[str, str]:
    """Part the words of an option from its default."""
    found = re.search(r"\s*\[default: (.+)\]$", text)
    return (text[: found.start()], found[1]) if found else (text, "")


def _kinds() -> str:
    body = ([f"`{kind}`", plot.text, plot.measure, "one" if plot.policy else "all"] for kind, plot in KINDS.items())
    return "## Kinds of plot\n\n" + table(["kind", "what it shows", "--measure chooses a", "policies shown"], body)


def _json() -> str:
    body = ([f"`{PROGRAM} {call} --json`", *_keys(words)] for call, words in SHOWN.items())
    note = (
        "`plot --json` prints one object: `file`, `kind`, `measure`, `policy`, and `text`, the numbers behind the plot."
    )
    return "\n\n".join(["## What --json prints", table(["call", "", "keys"], body), note, why.keys(), _outcomes()])


def _keys(words: Sequence[str]) -> tuple[str, str]:
    """Return whether a call prints a list or one object, and the keys of it."""
    found = answer(*words)
    return ("a list of objects" if isinstance(found, list) else "one object"), code(_first(found))


def _outcomes() -> str:
    outcomes = answer(*SHOWN["run SCENARIO"])["outcomes"]
    usual = next(value for name, value in outcomes.items() if name != "ending")
    return (
        f"`outcomes` maps each [measure](odd.md#measures) to an object with {code(usual)}: mean, its standard error, "
        "three percentiles, and the number of runs in which the measure is defined. `ending` maps "
        f"{code(outcomes['ending'])} to their shares. Outcomes fall into a few distinct endings: read the endings, "
        "never a mean alone. In `compare`, `difference` holds for each measure the mean difference to the reference "
        "doctrine on the same luck, its standard error, the 95 % interval and the number of pairs."
    )


def _first(found: Any) -> dict[str, Any]:
    row: dict[str, Any] = found[0] if isinstance(found, list) else found
    return row


@cache
def answer(*words: str) -> Any:
    """Return the JSON of a call of the program."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        main([*words, "--json"])
    return json.loads(printed.getvalue())
