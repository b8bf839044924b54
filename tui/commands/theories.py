"""`fournos theories`: questions on which writers differ, and the codings that answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, say, table
from tui.commands.options import QUESTION, as_json

if TYPE_CHECKING:
    from sim.theories import Coding, Question

HELP = described(
    SUMMARIES["theories"],
    _(
        "Writers differ on what bleeding does to a small state, what a treaty does, and more. Without a NAME, every "
        "such question with its codings; with a NAME, also what each coding changes and what it rests on. A run uses "
        "the usual coding unless told otherwise: --theory QUESTION=CODING."
    ),
    ["theories", "theories bleeding", "compare bleeding-white --theory bleeding=hardens"],
)


@click.command("theories", help=HELP)
@click.argument("name", required=False, type=QUESTION)
@as_json
def command(name: str | None, json: bool) -> None:
    """List the questions, or show one."""
    from sim.theories import question, questions

    if name is not None:
        chosen = question(name)
        return emit(row(chosen)) if json else show(chosen)
    listed = list(questions().values())
    return emit([row(each) for each in listed]) if json else overview(listed)


def row(question: Question) -> dict[str, Any]:
    """Return a question as plain data."""
    return {
        "name": question.name,
        "question": question.question,
        "usual": question.usual,
        "codings": {name: details(coding) for name, coding in question.codings.items()},
    }


def details(coding: Coding) -> dict[str, Any]:
    """Return a coding as plain data."""
    names = ("text", "switches", "parameters", "opening", "opening_times", "source", "claims")
    return {name: getattr(coding, name) for name in names}


def overview(listed: list[Question]) -> None:
    """Print one line a coding, under its question."""
    columns = [Column(_("question")), Column(_("coding")), Column(_("what it holds"), wrap=True)]
    lines = []
    for question in listed:
        lines.append([question.name, "", question.question])
        for name, coding in question.codings.items():
            lines.append(["", _("{name} (usual)").format(name=name) if name == question.usual else name, coding.text])
    table(columns, lines)
    say()
    say(_("{count} questions. One in full: fournos theories NAME.").format(count=len(listed)))


def show(question: Question) -> None:
    """Print a question with its codings in full."""
    say(question.question)
    for name, coding in question.codings.items():
        say()
        rows = [
            (_("holds"), coding.text),
            (_("changes"), changes(coding)),
            (_("source"), coding.source),
            (_("claims"), ", ".join(coding.claims) or _("none")),
        ]
        table([Column(name), Column(_("the usual coding") if name == question.usual else "", wrap=True)], rows)


def changes(coding: Coding) -> str:
    """Return in words what a coding changes in the model."""
    held = [
        *(_("the rules' switch {name}").format(name=name) for name in coding.switches),
        *(f"{name} = {value:g}" for name, value in {**coding.parameters, **coding.opening}.items()),
        *(_("{name} times {value:g}").format(name=name, value=value) for name, value in coding.opening_times.items()),
    ]
    return "; ".join(held) or _("nothing")
