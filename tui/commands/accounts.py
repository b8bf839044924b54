"""Accounts as text: the lines of a change with a bar each, what carried them, and the rules on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.language import _
from tui.commands.console import Column, heading, number, say, table
from tui.telling.figures import bar, capital, digits, signed, value_text

LEAST, MOST = 0.02, 10
"""Inputs are listed that do this share of what the largest does alone, and so many of them."""


def show(found: Mapping[str, Any]) -> None:
    """Print an account."""
    words = _("{title}: quarter {quarter} of {quarters} ({date}) in run {run} of {scenario}, seed {seed}")
    say(words.format(**{**found, "title": capital(found["title"])}), bold=True)
    say(_("{policy}. Own policy is that of {label}.").format(**found))
    say()
    places = digits(abs(row["value"]) for row in [*found["lines"], *found["course"]])
    words = _("before {before}   after {after}   change {change}   ({unit})")
    told = {name: number(found[name], places) for name in ("before", "after")}
    say(words.format(**told, change=signed(found["change"], places), unit=found["unit"]))
    say()
    _lines(found, places)
    inputs = _inputs(found, places)
    if inputs:
        heading(_("The inputs behind the lines, with what each does alone"))
        table([Column(_("line"), wrap=True), Column(_("input"), wrap=True), Column(_("alone"), right=True)], inputs)
    _steps(found)


def _lines(found: Mapping[str, Any], places: int) -> None:
    """Print the lines, and under the course its parts."""
    rows = [(row["title"], row["value"]) for row in found["lines"]]
    parts = [(f"  {row['title']}", row["value"]) for row in found["course"]]
    largest = max((abs(value) for _title, value in [*rows, *parts]), default=0.0)
    listed = [(title, round(value, places)) for title, value in [rows[0], *parts, *rows[1:]]]
    cells = [[title, signed(value, places), bar(value, largest)] for title, value in listed]
    columns = [Column(_("line")), Column(_("change"), right=True), Column(_("less {axis} more").format(axis="│"))]
    table(columns, [*cells, [_("in all"), signed(found["change"], places), ""]])
    say()
    say(
        _(
            "The lines add up to the change, and the indented ones to the course: how it came about since the opening. "
            "The others are what is new this quarter."
        )
    )


def _inputs(found: Mapping[str, Any], places: int) -> list[list[str]]:
    """Return the inputs that do most, one row each."""
    rows = [
        (row, each, carried)
        for carried in (False, True)
        for row in found["course" if carried else "lines"]
        for each in row["inputs"]
    ]
    largest = max((abs(each["alone"]) for _row, each, _carried in rows), default=0.0)
    told = sorted(rows, key=lambda row: -abs(row[1]["alone"]))[:MOST]
    titles = {step["id"]: step["title"] for step in found["steps"]}
    return [
        [
            _("course: {line}").format(line=row["title"]) if carried else row["title"],
            _input(each, titles),
            signed(each["alone"], places),
        ]
        for row, each, carried in told
        if abs(each["alone"]) >= LEAST * largest
    ]


def _input(each: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Return an input with its values and the way that it takes."""
    way = ", ".join(titles[step] for step in each["steps"] if titles[step] not in each["text"])
    values = "" if each["now"] is None else f" {value_text(each['held'])} → {value_text(each['now'])}"
    if each["input"].startswith("draw."):
        held, now = value_text(each["held"]), value_text(each["now"])
        values = _(" ({now}, middling luck is {held})").format(now=now, held=held)
    by = _(" (by {way})").format(way=way) if way else ""
    return f"{each['text']}{values}{by}"


def _steps(found: Mapping[str, Any]) -> None:
    """Print the rules on the way of the inputs that are listed, with parameters and claims."""
    used = _used(found)
    for step in found["steps"]:
        if step["id"] in used:
            heading(_("{title} ({rules})").format(title=capital(step["title"]), rules=", ".join(step["rules"])))
            say(step["text"])
            _parameters(step["parameters"])
            _claims(step["claims"])


def _used(found: Mapping[str, Any]) -> set[str]:
    """Return the steps of the inputs that are listed."""
    every = [each for part in ("lines", "course") for row in found[part] for each in row["inputs"]]
    largest = max((abs(each["alone"]) for each in every), default=0.0)
    told = sorted(every, key=lambda each: -abs(each["alone"]))[:MOST]
    return {step for each in told if abs(each["alone"]) >= LEAST * largest for step in each["steps"]}


def _parameters(rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        columns = [Column(_("parameter")), Column(_("here"), right=True), Column(_("range"), right=True)]
        columns += [Column(_("standing")), Column(_("source"), wrap=True)]
        cells = [
            [row["name"], f"{row['value']:g}", f"{row['low']:g}–{row['high']:g}", row["standing"], row["source"]]
            for row in rows
        ]
        table(columns, cells)


def _claims(rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        cells = []
        for row in rows:
            cells.append([row["id"], row["paraphrase"]])
            cells += [["", _("the opposite, {id}: {paraphrase}").format(**other)] for other in row["opposite"]]
        table([Column(_("claim")), Column("", wrap=True)], cells)
