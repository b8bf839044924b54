"""What the four essays claim, and what of their world the product carries: `claims.toml` and `essays.toml`, checked.

A claim is a paraphrase with its place, a mechanism and a proposition about model output. Contradictions between essays
stay side by side, so every entry in `contradicts` is mutual. Verdicts are not stored here. [EssayA] to [EssayD].
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from sim.errors import Fault, UnknownName
from sim.language import _
from sim.rows import Reader, hint, rows_of, stop_at

ESSAYS = ("A", "B", "C", "D")
FLAGS = ("speculative", "counterfactual", "normative")
STANDINGS = ("tested", "by construction", "input", "not represented", "flavour")
HOLLOW = ("not represented", "flavour")
"""Standings of claims that nothing in the model carries."""
SUBJECTS = ("system", "institution", "episode", "weapon", "doctrine", "place", "economy")
CARRIERS = (
    *("claim", "rule", "posture", "pledge", "parameter", "event", "scenario", "doctrine", "mend"),
    *("move", "answer", "card"),
)


@dataclass(frozen=True)
class Claim:
    """One claim of one essay.

    Attributes
    ----------
    id, essay, paragraph : where it stands, as in A12; paragraphs of the body count from 1: "3", "8-9", "1, 7".
    paraphrase, mechanism : the claim in our own words, and how the model could bring it about.
    parameters, proposition : names of the parameters that carry it, and what has to be true of model output.
    contradicts : ids of the claims that say the opposite; mutual.
    kind : "contradiction" if it contradicts any, then its flags: speculative, counterfactual, normative.
    standing : one of `STANDINGS`.
    note : what the second coder changed, added or doubts; may be empty.
    """

    id: str
    essay: str
    paragraph: str
    paraphrase: str
    mechanism: str
    parameters: tuple[str, ...]
    proposition: str
    contradicts: tuple[str, ...]
    kind: tuple[str, ...]
    standing: str
    note: str


@dataclass(frozen=True)
class Essay:
    """One of the four essays: its letter, its title, its author and date as far as known, its bibliography key."""

    letter: str
    title: str
    author: str
    date: str
    key: str


@dataclass(frozen=True)
class Carrier:
    """What carries a subject of the essays: a kind of `CARRIERS`, and the name or id within it."""

    kind: str
    id: str


@dataclass(frozen=True)
class Coverage:
    """Something that essays name, of one of the kinds in `SUBJECTS`, and what carries it today.

    `not_yet` says which later part is to carry it, or to carry it fully; it is empty if nothing is missing.
    """

    id: str
    name: str
    essays: tuple[str, ...]
    kind: str
    carried_by: tuple[Carrier, ...]
    not_yet: str


@lru_cache(maxsize=1)
def claims() -> dict[str, Claim]:
    """Return all claims by id, in the order of the essays; InputError lists all faults of a broken file."""
    return parse_claims(_resource("claims.toml"), "claims.toml")


def claim(claim_id: str) -> Claim:
    """Return one claim; its letter may be written small.

    Raises
    ------
    UnknownName
        If there is no such claim; the nearest id is offered.
    """
    found = claims().get(claim_id.strip().upper())
    if found is None:
        raise UnknownName("claim", claim_id, claims())
    return found


@lru_cache(maxsize=1)
def essays() -> dict[str, Essay]:
    """Return the four essays by letter."""
    return parse_essays(_resource("essays.toml"), "essays.toml")


@lru_cache(maxsize=1)
def coverage() -> dict[str, Coverage]:
    """Return what the essays name and what carries it, by id."""
    return parse_coverage(_resource("essays.toml"), claims(), "essays.toml")


def check_parameters(known: Collection[str], rows: Mapping[str, Claim] | None = None) -> None:
    """Check that every parameter that a claim names is among the `known`; of all claims, unless `rows` are given.

    Raises
    ------
    InputError
        If some are unknown; all are listed with the nearest known name.
    """
    faults = [
        Fault(row.id, f"unknown parameter {name!r}{hint(name, known)}")
        for row in (claims() if rows is None else rows).values()
        for name in row.parameters
        if name not in known
    ]
    stop_at(faults, "claims.toml")


def parse_claims(text: str, origin: str = "claims") -> dict[str, Claim]:
    """Read claims from TOML text; InputError lists all faults: broken rows, unknown or one-sided contradictions."""
    faults: list[Fault] = []
    found = rows_of(text, "claim", "id", _claim, origin, faults)
    for row in found.values():
        for other in row.contradicts:
            if other not in found:
                faults.append(Fault(row.id, f"contradicts unknown claim {other!r}{hint(other, found)}"))
            elif other == row.id or row.id not in found[other].contradicts:
                faults.append(Fault(row.id, f"contradicts {other}, which does not name it back"))
    stop_at(faults, origin)
    return found


def parse_essays(text: str, origin: str = "essays") -> dict[str, Essay]:
    """Read the essays' titles and authors from TOML text; InputError lists all faults."""
    faults: list[Fault] = []
    found = rows_of(text, "essay", "letter", _essay, origin, faults)
    faults += [Fault(letter, "this essay has no row") for letter in ESSAYS if letter not in found]
    stop_at(faults, origin)
    return found


def parse_coverage(text: str, known: Mapping[str, Claim], origin: str = "essays") -> dict[str, Coverage]:
    """Read coverage rows from TOML text, against the `known` claims; InputError lists all faults.

    A row says what carries it or what is missing; if claims that nothing in the model carries are all it has, both.
    """
    faults: list[Fault] = []
    found = rows_of(text, "row", "id", _coverage, origin, faults)
    hollow = {entry.id for entry in known.values() if entry.standing in HOLLOW}
    for row in found.values():
        named = [carrier.id for carrier in row.carried_by if carrier.kind == "claim"]
        faults += [Fault(row.id, f"unknown claim {n!r}{hint(n, known)}") for n in named if n not in known]
        if not row.not_yet and all(c.kind == "claim" and c.id in hollow for c in row.carried_by):
            faults.append(Fault(row.id, "nothing in the model carries it, and not_yet does not say what will"))
    stop_at(faults, origin)
    return found


def _claim(read: Reader) -> Claim:
    claim_id, essay = read.text("id"), read.text("essay", among=ESSAYS)
    if essay and (claim_id[:1] != essay or not claim_id[1:].isdecimal()):
        read.fault("id", f"has to be {essay} and a number")
    contradicts, flags = read.names("contradicts"), read.names("flags", among=FLAGS)
    return Claim(
        id=claim_id,
        essay=essay,
        paragraph=read.text("paragraph"),
        paraphrase=_(read.text("paraphrase")),
        mechanism=_(read.text("mechanism")),
        parameters=read.names("parameters"),
        proposition=_(read.text("proposition")),
        contradicts=contradicts,
        kind=("contradiction", *flags) if contradicts else flags,
        standing=read.text("standing", among=STANDINGS),
        note=_(read.text("note", optional=True)),
    )


def _essay(read: Reader) -> Essay:
    letter = read.text("letter", among=ESSAYS)
    return Essay(letter, *(read.text(field) for field in ("title", "author", "date", "key")))


def _coverage(read: Reader) -> Coverage:
    carriers = [r.close(Carrier(r.text("kind", among=CARRIERS), r.text("id"))) for r in read.rows("carried_by")]
    return Coverage(
        id=read.text("id"),
        name=_(read.text("name")),
        essays=read.names("essays", among=ESSAYS),
        kind=read.text("kind", among=SUBJECTS),
        carried_by=tuple(carriers),
        not_yet=_(read.text("not_yet", optional=True)),
    )


def _resource(name: str) -> str:
    return resources.files("sim").joinpath(name).read_text("utf-8")
