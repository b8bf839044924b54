"""The answers that a study keeps, as sections: what was found, whether it stands, pictures, numbers, commands."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from sim.language import _, available, catalogue
from sim.report.blocks import Block, Grid, Items, Picture, Section, Text
from sim.report.numbers import LONGEST, NONE, cell, constant, grid
from sim.study.answers import FOLDER, Answer, Table

UNSETTLED = "not established: {reasons}"
"""What a cell says of a row that does not stand, in the language of the texts."""
MOST_SHOWN = 60
"""Rows of a table, beyond which it is data for a program: it is named, and not shown."""
LABELS = 4
"""Words of a row by which it is named."""
MOST_TOLD = 12
"""Rows that are listed under one reason."""


def titles() -> dict[str, str]:
    """Return what the questions are called, by their commands, in the order in which they are read."""
    return {
        "compare": _("Comparison"),
        "robustness": _("Robustness"),
        "sensitivity": _("Sensitivity"),
        "discover": _("Conditions of failure"),
        "survival": _("Time to settlement"),
        "converge": _("Precision"),
        "search": _("Search"),
    }


def ordered(answers: Sequence[Answer]) -> list[Answer]:
    """Return answers in the order in which they are read."""
    places = {name: place for place, name in enumerate(titles())}
    return sorted(answers, key=lambda answer: (places.get(answer.question, len(places)), answer.name))


def short(answers: Sequence[Answer]) -> Iterator[Block]:
    """Yield what was found in a few lines: the first sentences of every answer, and whether it stands."""
    rows = tuple((answer.title, "\n".join(answer.sentences[:2]) or NONE, stands(answer)) for answer in answers)
    if rows:
        yield Grid((_("question"), _("answer"), _("standing")), rows)


def stands(answer: Answer) -> str:
    """Return in a word or two whether an answer stands."""
    return _("established") if answer.standing.established else _("not established")


def section(answer: Answer, pictures: Mapping[str, Picture | Text]) -> Section:
    """Return the section of an answer; `pictures` are those drawn of it, by kind."""
    return Section(f"answer-{answer.name}", answer.title, tuple(_blocks(answer, pictures)))


def _blocks(answer: Answer, pictures: Mapping[str, Picture | Text]) -> Iterator[Block]:
    if not answer.standing.established:
        yield Text(_capital(answer.standing.text()) + ".", strong=True)
    if answer.sentences:
        yield Items(tuple(answer.sentences))
    yield from pictures.values()
    for name, held in answer.tables.items():
        if 0 < len(held.rows) <= MOST_SHOWN:
            yield grid(held)
            yield from _more(answer, name, held)
    files = [f"{FOLDER}/{answer.name}.json", *(f"{FOLDER}/{answer.name}-{name}.csv" for name in answer.tables)]
    yield Text(_("The numbers: {files}.").format(files=", ".join(files)), small=True)
    if answer.command:
        yield Text(_("The command that made it:"), small=True)
        yield Items((typed(answer),), code=True)


def _more(answer: Answer, name: str, held: Table) -> Iterator[Block]:
    """Say where the rest of a table is, if it is not shown whole."""
    if len(held.rows) <= LONGEST:
        return
    text = _("Shown are {rows} of {all} rows; the whole table is in {file}.")
    file = f"{FOLDER}/{answer.name}-{name}.csv"
    yield Text(text.format(rows=LONGEST, all=f"{len(held.rows):,}", file=file), small=True)


def typed(answer: Answer) -> str:
    """Return the command that made an answer, as it is typed."""
    return shlex.join(answer.command)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def unsettled(answers: Sequence[Answer]) -> dict[str, list[str]]:
    """Return what is not established, by its reason: answers, and rows of tables that have a standing of their own."""
    found: dict[str, list[str]] = {}
    starts = tuple(catalogue(language).gettext(UNSETTLED).partition("{")[0] for language in available())
    for answer in answers:
        for reason in answer.standing.reasons:
            found.setdefault(reason.text, []).append(answer.title)
        for held in answer.tables.values():
            for text, label in _rows(held, starts):
                found.setdefault(text, []).append(f"{answer.title}: {label}")
    return found


def _rows(held: Table, starts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield for each row of a table that does not stand why, and which it is.

    Parameters
    ----------
    starts : how a cell begins that says so, in every language: an answer may be older than the reader's choice.
    """
    columns = list(zip(*held.rows, strict=True))
    told = {k for k, column in enumerate(columns) if any(str(entry).startswith(starts) for entry in column)}
    same = constant(held)
    names = [
        k
        for k, column in enumerate(columns)
        if k not in told and held.columns[k] not in same and all(isinstance(entry, str) for entry in column)
    ]
    for row in held.rows:
        for text in {cell(row[k]) for k in told}:
            if text.startswith(starts):
                start = next(each for each in starts if text.startswith(each))
                yield text.removeprefix(start), ", ".join(cell(row[k]) for k in names[:LABELS])


def not_established(found: Mapping[str, Sequence[str]]) -> Iterator[Block]:
    """Yield the list of what is not established, one entry a reason."""
    if not found:
        return
    yield Text(_("What rests on too little is no finding. By the reason:"))
    rows = []
    for reason, labels in found.items():
        every = list(dict.fromkeys(labels))
        more = len(every) - MOST_TOLD
        told = "\n".join(every[:MOST_TOLD])
        if more > 0:
            told += "\n" + _("and {count} more").format(count=more)
        rows.append((_capital(reason), told, str(len(every))))
    yield Grid((_("reason"), _("what"), _("how many")), tuple(rows), (2,))


def not_asked(answers: Sequence[Answer], askable: Mapping[str, str]) -> Iterator[Block]:
    """Yield the questions that nobody has asked, with the commands that ask them; `askable` gives these by question."""
    asked = {answer.question for answer in answers}
    left = [(titles().get(name, name), command) for name, command in askable.items() if name not in asked]
    if left:
        yield Text(_("These questions were not asked, so that nothing is said of them. The commands that ask them:"))
        yield Grid((_("question"), _("command")), tuple(left))
