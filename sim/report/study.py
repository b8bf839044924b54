"""The report of a study: one page with what was asked, run and found, what is not established, and how to do it again.

No section is written without numbers behind it; what was not asked is listed with the command that asks it. The same
study gives the same bytes.
"""

from __future__ import annotations

import os
import shlex
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sim.errors import InputError, StoreError, shown
from sim.language import _, plural
from sim.report import answers as told
from sim.report import asked, found, kept
from sim.report.blocks import Block, Items, Picture, Section, Text
from sim.report.page import Page, rendered
from sim.report.pictures import of_answer, of_endings
from sim.study import place
from sim.study.answers import Answer
from sim.study.answers import kept as kept_answers
from sim.study.asking import first
from sim.study.results import Results

ENDING = ".html"


def html(results: Results, drawing: Callable[[str], None] = lambda _name: None) -> str:
    """Return the report of a study as one self-contained page, which fetches nothing and runs nothing.

    Parameters
    ----------
    drawing : told of every picture before it is drawn.

    Raises
    ------
    StoreError
        If an answer, or a part of the study, cannot be read.
    """
    answers = told.ordered(kept_answers(results.path))
    pictures: dict[str, str] = {}
    sections = tuple(_sections(results, answers, pictures, drawing))
    return rendered([Page(results.spec.title, lead(results), sections, pictures)])


def lead(results: Results) -> str:
    """Return the line under the title: which study, and how large it is."""
    counts = results.manifest["runs"]
    done = int(counts["done"]) - int(counts["failed"])
    runs = plural("{n} simulated run", "{n} simulated runs", done).format(n=f"{done:,}")
    return _("Report of the study {name}: {runs}. A simulation to think with, not a forecast.").format(
        name=results.spec.name, runs=runs
    )


def _sections(
    results: Results, answers: Sequence[Answer], pictures: dict[str, str], drawing: Callable[[str], None]
) -> Iterator[Section]:
    """Yield the sections that have anything to show, in the order in which they are read."""
    drawn: list[Picture] = []
    for scenario in results.scenarios if results.present.any() else ():
        drawing(scenario)
        for kind, picture, text in of_endings(results, scenario):
            pictures[f"{kind}-{scenario}"] = picture
            drawn.append(Picture(f"{kind}-{scenario}", text, _command(results, kind, scenario)))
    unsettled = told.unsettled(answers)
    for row, reasons in found.unsettled(results):
        for reason in reasons:
            unsettled.setdefault(reason, []).append(row)
    rows: list[tuple[str, str, Iterator[Block]]] = [
        ("question", _("The question"), asked.question(results)),
        ("short", _("In short"), told.short(answers)),
        ("run", _("What was run"), asked.run(results)),
        ("missing", _("Runs that are missing"), kept.missing(results)),
        ("endings", _("How the runs end"), found.ends(results, drawn)),
        ("outcomes", _("Outcomes"), found.outcomes(results)),
    ]
    yield from _some(rows)
    for answer in answers:
        drawing(answer.name)
        mine: dict[str, Picture | Text] = {}
        for kind, picture, text in of_answer(answer):
            name = f"{answer.name}-{kind}"
            pictures[name] = picture
            mine[kind] = Picture(name, text) if picture else Text(text, small=True)
        yield told.section(answer, mine)
    rows = [
        ("unsettled", _("What is not established"), told.not_established(unsettled)),
        ("open", _("What was not asked"), told.not_asked(answers, askable(results))),
        ("limits", _("What this does not show"), kept.limits(results)),
        ("again", _("How to do it again"), _again(results, answers)),
        ("manifest", _("Manifest"), kept.manifest(results)),
    ]
    yield from _some(rows)


def _command(results: Results, kind: str, scenario: str) -> str:
    """Return the command that draws a picture of a scenario's runs by itself, with its numbers beside it."""
    more = ("--scenario", scenario) if len(results.scenarios) > 1 else ()
    return shlex.join(("fournos", "plot", results.path.name, "--kind", kind, *more))


def _some(rows: Sequence[tuple[str, str, Iterator[Block]]]) -> Iterator[Section]:
    made = (Section(name, title, tuple(blocks)) for name, title, blocks in rows)
    return (section for section in made if section.blocks)


def askable(results: Results) -> dict[str, str]:
    """Return the commands that ask what can be asked of a study, by question."""
    folder, outcome = results.path.name, first(results)
    planned, several = bool(results.spec.text), len(results.policies) > 1
    wishes = {
        "compare": several,
        "robustness": several and bool(results.outcomes[outcome].better),
        "sensitivity": planned and bool(results.spec.uncertainties),
        "discover": len(results.points) > 1 and any(row.threshold is not None for row in results.outcomes.values()),
        "survival": bool(results.runs(("war",))["war"].to_numpy().any()),
        "converge": True,
    }
    tails = {"robustness": f" --outcome {outcome}", "sensitivity": f" --outcome {outcome}"}
    return {name: f"fournos study {name} {folder}{tails.get(name, '')}" for name, wish in wishes.items() if wish}


def _again(results: Results, answers: Sequence[Answer]) -> Iterator[Block]:
    yield from asked.again(results)
    commands = tuple(dict.fromkeys(told.typed(answer) for answer in answers if answer.command))
    report = f"fournos study report {results.path.name} -o report.html"
    yield Text(_("The questions, and this report:"))
    yield Items((*commands, report), code=True)
    if results.spec.text:
        yield Text(_("The study's file:"))
        yield Items((textwrap.dedent(results.spec.text).strip("\n"),), code=True)


def write(results: Results, path: str | os.PathLike[str], drawing: Callable[[str], None] = lambda _name: None) -> Path:
    """Write the report of a study to a file, whole or not at all; return it.

    Raises
    ------
    InputError, StoreError
        As for `check` and `html`, or if it cannot be written.
    """
    goal = check(path)
    text = html(results, drawing)
    with place.told(goal):
        place.put_texts(goal.parent, {goal.name: text})
    return goal


def check(path: str | os.PathLike[str]) -> Path:
    """Return where a report is to be written, before any work is done for it.

    Raises
    ------
    InputError
        If the name does not end in .html.
    StoreError
        If its folder is missing or must not be written, or it is a folder itself.
    """
    goal = Path(path)
    if goal.suffix.lower() != ENDING:
        message = _("{path} names no report; its name must end in {allowed}.")
        words = message.format(path=shown(goal, 200), allowed=ENDING)
        raise InputError(words, field="-o", got=str(goal), allowed=ENDING)
    if goal.is_dir():
        raise StoreError(_("{name} is a folder; give the name of a file.").format(name=shown(goal, 200)), field="-o")
    if not goal.parent.is_dir():
        raise StoreError(_("There is no folder {name}.").format(name=shown(goal.parent, 200)), field="-o")
    place.check_writable(goal.parent)
    return goal
