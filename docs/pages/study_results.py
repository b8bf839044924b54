"""docs/study-results.md: what the shipped studies find."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from docs.gather import read
from docs.pages.markdown import not_gathered, page

NAME, SOURCE = "studies", "scenarios/studies/*.toml and docs/evidence/studies.json"
INTRODUCTION = """Each of the [studies that come with the program](studies.md) was run as it stands and asked in the
words that are shown; anybody who types them gets the same numbers. Every sentence is about these simulated runs, on
these ranges, under the rules of this model: none is a forecast, and the model's [limits](limits.md) are theirs. What is
*not established* stands here with its reason."""


def render() -> str:
    """Return the page."""
    found = read(NAME)
    if found is None:
        return page("What the shipped studies find", SOURCE, [INTRODUCTION, not_gathered(NAME)])
    parts = [part for name, row in found["studies"].items() for part in _study(name, row)]
    return page("What the shipped studies find", SOURCE, [INTRODUCTION, *parts])


def _study(name: str, row: Mapping[str, Any]) -> list[str]:
    runs = row["runs"]
    counts = [_count(row["policies"], "policy", "policies"), _count(row["scenarios"], "scenario", "scenarios")]
    counts += [f"{row['points']:,} points", f"{row['replications']} replications"]
    size = f"{runs['done']:,} runs ({', '.join(counts)}); {runs['failed']:,} failed."
    listed = ", ".join(f"`{key}` ({title})" if key != title else f"`{key}`" for key, title in row["policies"].items())
    parts = [f"## {row['title']}", row["question"].strip(), f"`fournos study run {name} -o {name}`: {size}"]
    parts.append(f"Policies: {listed}.")
    for answer in row["answers"]:
        parts += [f"### {answer['title']}", f"`{answer['command']}`", _sentences(answer)]
    return parts


def _sentences(answer: Mapping[str, Any]) -> str:
    lines = [f"- {sentence}" for sentence in answer["sentences"]]
    lines += [f"- *Not established*: {reason['text']}." for reason in answer["standing"]["reasons"]]
    return "\n".join(lines)


def _count(names: Collection[str], one: str, many: str) -> str:
    return f"{len(names)} {one if len(names) == 1 else many}"
