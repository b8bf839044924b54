"""The schema of a study file: which tables and keys it may have; `sim.study.spec` says what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, StrictInt

from sim.language import _
from sim.sourced import Line, Name, Page, Table, Title


def _level(got: object) -> str | float:
    """Return a text as it is, and a number as a float."""
    if isinstance(got, str):
        return got
    if isinstance(got, (int, float)) and not isinstance(got, bool) and abs(got) < LARGEST:
        return float(got)
    raise ValueError(_("it has to be a text in quotes or a finite number"))


LARGEST = 1e300
Number = float
Level = Annotated[str | float, PlainValidator(_level)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=60)]

KINDS = ("lhs", "sobol", "grid", "rows", "posterior", "point")
"""Kinds of a design."""
DISTRIBUTIONS = ("uniform", "triangular", "loguniform")


class PolicyRow(Table):
    """A policy: what is decided in it, for any seats. What it leaves out is the scenario's."""

    title: Title | None = None
    doctrines: dict[Key, str] = Field(default_factory=dict)
    parameters: dict[Key, Number] = Field(default_factory=dict)
    opening: dict[Key, Level] = Field(default_factory=dict)
    theories: dict[Key, str] = Field(default_factory=dict)
    plans: dict[Key, str] = Field(default_factory=dict)


class UncertaintyRow(Table):
    """What nobody decides: a parameter (the key itself, or `parameter`), an opening value, a doctrine or a coding.

    A range from `low` to `high` (of a parameter its own plausible range if they are left out), or `levels`.
    """

    title: Title | None = None
    parameter: Key | None = None
    opening: Key | None = None
    doctrine: Key | None = None
    theory: Key | None = None
    low: Number | None = None
    high: Number | None = None
    dist: Literal[DISTRIBUTIONS] = "uniform"  # type: ignore[valid-type]
    levels: Annotated[list[Level], Field(min_length=2, max_length=100)] | None = None


class DesignRow(Table):
    """Which points of the uncertainties are run, how often each, and how luck is shared out."""

    kind: Literal[KINDS] = "lhs"  # type: ignore[valid-type]
    points: Annotated[StrictInt, Field(ge=1, le=10_000_000)] | None = None
    steps: Annotated[StrictInt, Field(ge=2, le=1000)] | None = None
    replications: Annotated[StrictInt, Field(ge=1, le=10_000_000)] = 100
    luck: Literal["own", "common"] = "own"
    trajectories: Annotated[StrictInt, Field(ge=0, le=10_000_000)] = 400
    rows: Line | None = None
    seed: Annotated[StrictInt, Field(ge=0, lt=2**63)] | None = None


class OutcomeRow(Table):
    """What is looked at: the value of an expression, or whether a condition holds, in each run."""

    title: Title | None = None
    unit: Title | None = None
    of: Line | None = None
    when: Line | None = None
    given: Line | None = None
    better: Literal["more", "less", ""] = ""
    threshold: Number | None = None


class StudyFile(Table):
    """A study file."""

    name: Name
    title: Title
    question: Page
    method: Page | None = None
    limits: Annotated[list[Line], Field(max_length=30)] = Field(default_factory=list)
    scenarios: Annotated[list[Line], Field(min_length=1, max_length=50)]
    seed: Annotated[StrictInt, Field(ge=0, lt=2**63)] = 1
    quarters: Annotated[StrictInt, Field(ge=1, le=400)] | None = None
    types: Literal["doctrine", "prior"] = "doctrine"
    moves: Literal["off", "on"] = "off"
    mends: Line = "default"
    policies: Annotated[Mapping[Key, PolicyRow], Field(min_length=1, max_length=1000)]
    uncertainties: Annotated[Mapping[Key, UncertaintyRow], Field(max_length=200)] = Field(default_factory=dict)
    design: DesignRow = Field(default_factory=DesignRow)
    outcomes: Annotated[Mapping[Key, OutcomeRow], Field(max_length=200)] = Field(default_factory=dict)
