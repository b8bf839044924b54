"""docs/theories.md: questions on which writers differ, and the rival codings of each."""

from __future__ import annotations

from docs.pages.markdown import claims, code, link, mark, page, table
from docs.pages.source import askers
from sim.theories import Coding, Question, questions

SOURCE = "sim/theories.toml"
INTRODUCTION = """Writers differ about some of the mechanisms that the rules contain. Where they do, each view is a
*coding*: a set of switches, parameters and opening values that can be chosen for a run, on the same luck as any other.
`--theory QUESTION=CODING` chooses one, and several may be chosen together; the usual coding is what every run has that
chooses nothing. `fournos theories` lists them.

A finding that holds under one coding alone supports that coding as much as itself. Where two codings give the same
result, the question does not matter for it, however much it matters to writers."""


def render() -> str:
    """Return the page."""
    return page("Rival codings", SOURCE, [INTRODUCTION, _overview(), *map(_question, questions().values())])


def _overview() -> str:
    rows = questions().values()
    body = ([link(f"`{row.name}`", "", row.name), row.question, code(row.codings), f"`{row.usual}`"] for row in rows)
    return table(["question", "in dispute", "codings", "usual"], body)


def _question(row: Question) -> str:
    head = ["coding", "what it holds", "what it sets", "rests on", "claims"]
    body = (_coding(row, coding) for coding in row.codings.values())
    return f"## {row.name}\n\n{row.question}\n\n" + table(head, body)


def _coding(question: Question, coding: Coding) -> list[str]:
    usual = " (usual)" if coding.name == question.usual else ""
    return [
        f"{mark(f'{question.name}-{coding.name}')}`{coding.name}`{usual}",
        coding.text,
        _set(coding) or "nothing",
        coding.source,
        claims(coding.claims),
    ]


def _set(coding: Coding) -> str:
    """Return what a coding sets: switches with the rules that ask for them, parameters, opening values."""
    homes = [(name, ", ".join(link(module, "model.md", module) for module in askers(name))) for name in coding.switches]
    switches = [f"switch `{name}` in {where}" if where else f"switch `{name}`" for name, where in homes]
    parameters = [f"{link(f'`{name}`', 'parameters.md', name)} {value:g}" for name, value in coding.parameters.items()]
    opening = [f"`{name}` {value:g}" for name, value in coding.opening.items()]
    times = [f"`{name}` times {value:g}" for name, value in coding.opening_times.items()]
    return ", ".join([*switches, *parameters, *opening, *times])
