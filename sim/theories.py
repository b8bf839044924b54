"""Rival codings: questions on which writers differ, and what each answer changes in the model, on the same seeds.

A coding may turn on switches of the rules, set parameters, and set opening values or multiply those of the scenario.
The usual coding of every question changes nothing. The table is checked when it is read: a slip in it is told before
the first run.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from sim.errors import InputError, UnknownName, WrongType
from sim.language import _
from sim.parameters import parameter
from sim.scenario import Scenario
from sim.setting import known_openings, opening_value, usual_opening

SWITCHES = ("fire-rallies", "bleeding-alarms", "moscow-mediates")
"""Switches that the rules read for codings, as they read the names of mends."""

VALUES = ("parameters", "opening", "opening_times")
"""Fields of a coding that hold values by name."""

FIELDS = frozenset({"text", "switches", *VALUES, "source", "claims"})


@dataclass(frozen=True)
class Coding:
    """One answer to a question of theory.

    Attributes
    ----------
    name, text : its name and what it holds.
    switches : switches of the rules that it turns on.
    parameters, opening : values that it sets.
    opening_times : what it multiplies opening values of the scenario by, so that it makes sense in every scenario.
    source, claims : what it rests on, and the claims of the essays on its side.
    """

    name: str
    text: str = ""
    switches: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    opening: Mapping[str, float] = field(default_factory=dict)
    opening_times: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    claims: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether it changes anything."""
        return bool(self.switches or any(getattr(self, kind) for kind in VALUES))

    def opened(self, scenario: Scenario) -> dict[str, float]:
        """Return the opening values that it sets in a scenario, by name.

        Raises
        ------
        InputError
            If a value lies outside the limits of the scenario's schema.
        """
        values = {name: times * usual_opening(scenario, name) for name, times in self.opening_times.items()}
        values |= self.opening
        for name, value in values.items():
            opening_value(scenario, name, value)
        return values


@dataclass(frozen=True)
class Question:
    """A question on which writers differ; `usual` is the coding that runs use unless told otherwise."""

    name: str
    question: str
    usual: str
    codings: Mapping[str, Coding]


@lru_cache(maxsize=1)
def questions() -> dict[str, Question]:
    """Return all questions by name, in their published order."""
    text = resources.files("sim").joinpath("theories.toml").read_text("utf-8")
    return read(tomllib.loads(text))


def question(name: str) -> Question:
    """Return one question.

    Raises
    ------
    UnknownName
        If there is no such question.
    """
    if name not in questions():
        raise UnknownName("question", name, questions())
    return questions()[name]


def rivals() -> list[tuple[str, str]]:
    """Return question and coding of every coding that is not the usual one, in published order."""
    return [(row.name, name) for row in questions().values() for name in row.codings if name != row.usual]


def read(rows: Mapping[str, Any]) -> dict[str, Question]:
    """Return questions from plain data, checked.

    Raises
    ------
    UnknownName, WrongType, OutOfRange, InputError
        If a field, parameter, opening value or switch is unknown, a value is not allowed, a usual coding is missing or
        changes something, or a switch serves two codings.
    """
    found = {name: _question(name, row) for name, row in rows.items()}
    used = [switch for row in found.values() for coding in row.codings.values() for switch in coding.switches]
    for switch in used:
        if used.count(switch) > 1:
            message = _("The switch {switch} serves two codings.").format(switch=switch)
            raise InputError(message, field="switches", got=switch)
    return found


def _question(name: str, row: Mapping[str, Any]) -> Question:
    codings = {key: _coding(f"{name}={key}", key, each) for key, each in row["codings"].items()}
    if row["usual"] not in codings:
        raise UnknownName(f"coding of {name}", row["usual"], codings)
    if codings[row["usual"]].changes:
        message = _("The usual coding of {name} changes something.").format(name=name)
        raise InputError(message, field=f"{name}={row['usual']}")
    return Question(name, _(row["question"]), row["usual"], codings)


def _coding(place: str, name: str, row: Mapping[str, Any]) -> Coding:
    for key in row:
        if key not in FIELDS:
            raise UnknownName(f"field of {place}", key, FIELDS)
    for switch in row["switches"]:
        if switch not in SWITCHES:
            raise UnknownName(f"switch of {place}", switch, SWITCHES)
    values = {kind: {key: _number(place, key, value) for key, value in row.get(kind, {}).items()} for kind in VALUES}
    _check_names(place, *values.values())
    return Coding(
        name=name,
        text=_(row["text"]),
        switches=tuple(row["switches"]),
        parameters=values["parameters"],
        opening=values["opening"],
        opening_times=values["opening_times"],
        source=row["source"],
        claims=tuple(row["claims"]),
    )


def _check_names(
    place: str, parameters: Mapping[str, float], opening: Mapping[str, float], times: Mapping[str, float]
) -> None:
    for key, value in parameters.items():
        parameter(key).check(value)
    for key in [*opening, *times]:
        if key not in known_openings():
            raise UnknownName(f"opening value of {place}", key, known_openings())
    twice = opening.keys() & times.keys()
    if twice:
        message = _("{place} both sets and multiplies {names}.").format(place=place, names=", ".join(sorted(twice)))
        raise InputError(message, field=place)


def _number(place: str, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise WrongType(f"{name} of {place}", value, _("a number"))
    return float(value)


def checked(theories: Mapping[str, str] | None) -> dict[str, str]:
    """Return a choice of codings by question, in published order; usual codings are left out.

    Raises
    ------
    UnknownName, WrongType
        If a question or a coding is unknown, or the choice is no mapping.
    """
    if theories is None:
        return {}
    if not isinstance(theories, Mapping):
        raise WrongType("theories", theories, _("codings by question, such as {'client-fear': 'fears'}"))
    for name, coding in theories.items():
        if coding not in question(name).codings:
            raise UnknownName(f"coding of {name}", coding, question(name).codings)
    return {name: theories[name] for name, row in questions().items() if theories.get(name, row.usual) != row.usual}


def coded(theories: Mapping[str, str] | None) -> Coding:
    """Return what a choice of codings comes to, as one coding.

    Raises
    ------
    UnknownName, WrongType, InputError
        If a name is unknown, or two codings set the same value.
    """
    held = [questions()[name].codings[coding] for name, coding in checked(theories).items()]
    merged: dict[str, dict[str, float]] = {kind: {} for kind in VALUES}
    opened: set[str] = set()
    for coding in held:
        names = {*coding.opening, *coding.opening_times}
        twice = {*(merged["parameters"].keys() & coding.parameters.keys()), *(opened & names)}
        if twice:
            message = _("Two of the chosen codings set {names}; choose one of them.").format(
                names=", ".join(sorted(twice))
            )
            raise InputError(message, field="theories", got=dict(theories or {}))
        opened |= names
        for kind in VALUES:
            merged[kind] |= getattr(coding, kind)
    switches = tuple(name for coding in held for name in coding.switches)
    name = "+".join(coding.name for coding in held)
    return Coding(name, "", switches, merged["parameters"], merged["opening"], merged["opening_times"])


def parse(text: str) -> tuple[str, str]:
    """Read "QUESTION=CODING".

    Raises
    ------
    InputError, UnknownName
        If the text is no such pair, or a name is unknown.
    """
    name, sign, coding = (part.strip() for part in text.partition("="))
    if not sign:
        message = _("{text} is no coding; write QUESTION=CODING, as in client-fear=fears.")
        raise InputError(message.format(text=repr(text)), field="--theory", got=text, allowed="QUESTION=CODING")
    checked({name: coding})
    return name, coding
