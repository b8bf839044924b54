"""Rival codings: questions on which writers differ, and what each answer changes in the model, on the same seeds.

A coding may turn on switches of the rules, and set parameters and opening values. The usual coding of every question
changes nothing.
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


@dataclass(frozen=True)
class Coding:
    """One answer to a question of theory.

    Attributes
    ----------
    name, text : its name and what it holds.
    switches : switches of the rules that it turns on.
    parameters, opening : values that it sets.
    source, claims : what it rests on, and the claims of the essays on its side.
    """

    name: str
    text: str = ""
    switches: tuple[str, ...] = ()
    parameters: Mapping[str, float] = field(default_factory=dict)
    opening: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    claims: tuple[str, ...] = ()


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
    return {name: _question(name, row) for name, row in tomllib.loads(text).items()}


def _question(name: str, row: Mapping[str, Any]) -> Question:
    codings = {key: _coding(key, each) for key, each in row["codings"].items()}
    if row["usual"] not in codings:
        raise UnknownName(f"coding of {name}", row["usual"], codings)
    return Question(name, _(row["question"]), row["usual"], codings)


def _coding(name: str, row: Mapping[str, Any]) -> Coding:
    return Coding(
        name=name,
        text=_(row["text"]),
        switches=tuple(row["switches"]),
        parameters=dict(row.get("parameters", {})),
        opening=dict(row.get("opening", {})),
        source=row["source"],
        claims=tuple(row["claims"]),
    )


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
        if name not in questions():
            raise UnknownName("question", name, questions())
        if coding not in questions()[name].codings:
            raise UnknownName(f"coding of {name}", coding, questions()[name].codings)
    return {name: theories[name] for name, row in questions().items() if theories.get(name, row.usual) != row.usual}


def coded(theories: Mapping[str, str] | None) -> Coding:
    """Return what a choice of codings comes to, as one coding.

    Raises
    ------
    UnknownName, WrongType, InputError
        If a name is unknown, or two codings set the same value.
    """
    held = [questions()[name].codings[coding] for name, coding in checked(theories).items()]
    merged: dict[str, dict[str, float]] = {"parameters": {}, "opening": {}}
    for coding in held:
        for kind, values in (("parameters", coding.parameters), ("opening", coding.opening)):
            twice = merged[kind].keys() & values.keys()
            if twice:
                message = _("Two of the chosen codings set {names}; choose one of them.")
                raise InputError(
                    message.format(names=", ".join(sorted(twice))), field="theories", got=dict(theories or {})
                )
            merged[kind] |= values
    switches = tuple(name for coding in held for name in coding.switches)
    return Coding("+".join(coding.name for coding in held), "", switches, merged["parameters"], merged["opening"])


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
