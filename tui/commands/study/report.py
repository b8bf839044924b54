"""`fournos study report`: the report of a study, as one page that needs no network."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from sim.language import _
from tui.commands import PROGRAM, described
from tui.commands.console import emit, note
from tui.commands.exits import saved
from tui.commands.options import as_json
from tui.commands.progress import working
from tui.commands.study import SUMMARIES
from tui.commands.study.shared import directory_argument, opened

if TYPE_CHECKING:
    from sim.study.answers import Answer
    from sim.study.results import Results

HELP = described(
    SUMMARIES["report"],
    _(
        "One page with its pictures, which needs no network and prints well: the question, what was run, the results "
        "with their intervals, every answer that the study keeps, what is not established and why, what it does not "
        "show, and how to do it again. No section is written without numbers behind it: what was not asked is listed "
        "with the command that asks it. --ask asks the cheap questions first, and keeps their answers. The same study "
        "gives the same bytes."
    ),
    [
        "study report build/study -o report.html",
        "study report build/study -o report.html --ask",
        "study report build/bleed -o bleed.html --lang vi",
    ],
)


@click.command("report", help=HELP)
@directory_argument
@click.option("-o", "--output", type=click.Path(), metavar="FILE.html", help=_("Where to put it.  [default: in DIR]"))
@click.option("--ask", is_flag=True, help=_("Ask compare, robustness, survival and converge first, if nobody has."))
@as_json
def command(directory: str, *, output: str | None, ask: bool, json: bool) -> None:
    """Write the report of a study."""
    from sim.report import study

    if output is not None:
        study.check(output)
    results = opened(directory)
    goal = study.check(output or results.path / "report.html")
    asked = [answer.question for answer in answered(results, directory)] if ask else []
    with working(_("drawing the pictures")):
        made = study.write(results, goal)
    saved()
    if json:
        from sim.study.answers import kept

        names = [answer.name for answer in kept(results.path)]
        return emit({"file": str(made), "bytes": made.stat().st_size, "answers": names, "asked": asked})
    return note(_("The report is in {file}").format(file=made))


def answered(results: Results, directory: str) -> list[Answer]:
    """Ask the cheap questions that nobody has asked of a study, and keep their answers with the commands that ask them.

    Raises
    ------
    StoreError
        If an answer cannot be written.
    """
    from sim.report.study import askable
    from sim.study.answers import kept
    from sim.study.asking import first

    there = {answer.question for answer in kept(results.path)}
    outcome = first(results)
    wishes = {
        "compare": results.compare,
        "robustness": lambda: results.robustness(outcome),
        "survival": results.survival,
        "converge": results.converge,
    }
    tails = {"robustness": ("--outcome", outcome)}
    found = []
    for name in askable(results):
        if name in wishes and name not in there:
            command = (PROGRAM, "study", name, directory, *tails.get(name, ()))
            found.append(replace(wishes[name](), command=command))
            found[-1].save(results.path)
    return found
