"""Another start of a scenario laid over its opening, and what can be wrong with one.

A start names the opening values that differ, by group and name. Laid over the scenario's own opening they must make a
sound opening: they are checked there by the same schema and the same questions, and told at the start's own lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from sim import scenario_checks, scenario_words
from sim.language import _
from sim.scenario import Opening, Scenario
from sim.toml_lines import Path

Data = Mapping[str, Any]
MOST = 9
"""Starts of one scenario, at most."""


def begun(scenario: Scenario) -> Scenario:
    """Return a scenario with the start that it names laid over its opening; itself where it names none.

    Its title and its briefing say where it begins.
    """
    if scenario.begins is None:
        return scenario
    start = scenario.starts[scenario.begins]
    opening = laid_over(scenario.opening.model_dump(exclude_unset=True), start.opening)
    changes = {
        "opening": Opening.model_validate(opening),
        "title": f"{scenario.title}. {start.title}",
        "briefing": f"{scenario.briefing}\n\n{start.briefing}",
    }
    return scenario.model_copy(update=changes)


def laid_over(opening: Data, changes: Data) -> dict[str, Any]:
    """Return an opening as plain data with some of its values replaced, group by group."""
    groups = {group: dict(held) if isinstance(held, Mapping) else held for group, held in opening.items()}
    for group, held in changes.items():
        usual = groups.get(group)
        groups[group] = {**usual, **held} if isinstance(usual, Mapping) and isinstance(held, Mapping) else held
    return groups


def faults(data: Data) -> list[tuple[Path, str]]:
    """Return path and message of every fault of the starts in a scenario's plain data.

    What is wrong with the scenario itself, and not with a start, is told elsewhere.
    """
    starts, opening = data.get("starts"), data.get("opening")
    if not isinstance(starts, Mapping) or not isinstance(opening, Mapping):
        return []
    usual = set(_opening_faults(data))
    few = list(starts.items())[:MOST]  # the schema refuses a file with more, whatever they say
    return [fault for name, start in few for fault in _faults(str(name), start, data, usual)]


def _faults(name: str, start: object, data: Data, usual: set[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """Find fault with one start; `usual` are the faults of the opening over which it is laid."""
    changes = start.get("opening") if isinstance(start, Mapping) else None
    if not isinstance(changes, Mapping):
        return
    opening = laid_over(data["opening"], changes)
    for path, message in _opening_faults({**data, "opening": opening}):
        if (path, message) not in usual:
            yield ("starts", name, *path), message
    if _rung(opening) == _rung(data["opening"]):
        words = _("opens on the rung of the scenario itself; a start opens on another.")
        yield ("starts", name, "opening"), words


def _opening_faults(data: Data) -> list[tuple[Path, str]]:
    """Return the faults of a scenario's opening alone."""
    found = scenario_checks.faults(data)
    try:
        Scenario.model_validate({key: value for key, value in data.items() if key != "starts"})
    except ValidationError as error:
        found += scenario_words.faults(error.errors(include_url=False))
    return [(path, message) for path, message in found if path[:1] == ("opening",)]


def _rung(opening: Data) -> object:
    quarrel = opening.get("quarrel")
    return quarrel.get("rung") if isinstance(quarrel, Mapping) else None
