"""docs/doctrines.md: the doctrines of every role with their levers, and the pledges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

import numpy as np

from docs.pages.markdown import claims, code, link, mark, page, table
from docs.pages.source import attributes
from sim.doctrines import AS_HISTORY, REGISTRY, Doctrine
from sim.doctrines.entry import keep
from sim.pledges import NAMES, PLEDGES
from sim.postures import ChallengerPosture, PatronPosture, Posture, TargetPosture
from sim.seats import Role

SOURCE = "sim/doctrines and sim/pledges.py"
TITLES = {
    Role.TARGET: "Postures of the target",
    Role.CHALLENGER: "Doctrines of the challenger",
    Role.PATRON_A: "Doctrines of the first patron",
    Role.PATRON_B: "Doctrines of the second patron",
}
SEATS = {
    Role.TARGET: "Vietnam, in the analogue Ukraine. Its doctrines are called postures.",
    Role.CHALLENGER: "China, in the analogue Russia.",
    Role.PATRON_A: "The United States.",
    Role.PATRON_B: "Russia, in 1979 the Soviet Union, in the analogue Europe.",
}
KINDS: dict[str, type[Posture]] = {
    "Levers of the target": TargetPosture,
    "Levers of the challenger": ChallengerPosture,
    "Levers of a patron": PatronPosture,
}
TYPES = {
    Role.CHALLENGER: "greed",
    Role.PATRON_A: "resolve",
    Role.PATRON_B: "resolve",
}
INTRODUCTION = """A doctrine is a set of levers held until it is changed, and a rule that may move them by what the
seat observes. It sees what its seat may know and nothing else. A preset names its neighbour and differs from it in
the named levers alone; a test says so. `-d SEAT=DOCTRINE` chooses one; `-d vietnam=four-nos,ally-us@8` holds the
first from the opening and the second from quarter 8 on; `-d vietnam=ally-us:reassurance=0.6:tie=0.4` sets levers of a
preset by hand. Which doctrines a seat may be given stands with each [scenario](scenarios.md).

*Greed* (0 a security seeker, 1 an expansionist) and *resolve* (a shift of the readiness to fight, logit) are types:
fields of the game and not levers. With `--types doctrine` they take the value beside the doctrine, with `--types
prior` one drawn for each run."""
PLEDGE_TEXT = """The four no's are four switches. A pledge is in force as long as the posture keeps it. It binds
partnership levels, through `pledge_level` and `pledge_level_threat`, and forbids some of the [moves, answers and
options of cards](moves.md#pledges) until it is broken. A posture held from the opening is taken as declared long
before, so that it costs nothing. A posture that leaves a pledge out later breaks it: the breach is feared as alignment
at once and fades, costs trust and standing at home in proportion to the weight, more so once the pledges are guiding
rules, and the pledge cannot be given again for some quarters ([model](model.md#pledge_price))."""


def render() -> str:
    """Return the page."""
    roles = (_role(role, held) for role, held in REGISTRY.items())
    levers = (_levers(title, kind) for title, kind in KINDS.items())
    return page("Doctrines, postures and pledges", SOURCE, [INTRODUCTION, *roles, *levers, _pledges()])


def _role(role: Role, held: Iterable[Doctrine]) -> str:
    return "\n\n".join([f"## {TITLES[role]}\n\n{SEATS[role]}", *(_doctrine(row) for row in held)])


def _doctrine(row: Doctrine) -> str:
    facts = [("Claims", claims(row.claims)), *_difference(row)]
    if row.decide is not keep:
        facts.append(("Moves its levers", f"by `{row.decide.__name__}`: {_sentence(row.decide.__doc__)}"))
    if row.role in TYPES:
        facts.append(("Type", f"{TYPES[row.role]} {row.type_value:g}"))
    return "\n".join([f"### {row.name}\n\n{row.text}\n", *(f"- {name}: {text}" for name, text in facts)])


def _difference(row: Doctrine) -> list[tuple[str, str]]:
    """Return the levers of a doctrine: those that differ from its neighbour's, or all of them."""
    if row.name == AS_HISTORY:
        return [("Levers", f"from the record of the {link('scenario', 'scenarios.md')}")]
    if not row.neighbour:
        return [("Levers", _values(row.posture, [field.name for field in fields(row.posture)]))]
    words = f"As {link(f'`{row.neighbour}`', '', row.neighbour)}, but"
    return [(words, _values(row.posture, row.levers))]


def _values(posture: Posture, levers: Iterable[str]) -> str:
    return ", ".join(f"`{name}` {_value(getattr(posture, name))}" for name in levers)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return " ".join(name for name in NAMES if name in value) or "none"
    return f"{float(np.asarray(value)):g}"


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())


def _levers(title: str, kind: type[Posture]) -> str:
    meanings = attributes(kind)
    usual = kind()
    body = ([f"`{field.name}`", _value(getattr(usual, field.name)), meanings[field.name]] for field in fields(kind))
    return f"## {title}\n\n" + table(["lever", "if not named", "meaning"], body)


def _pledges() -> str:
    body = ([f"{mark(row.name)}`{row.name}`", row.text, row.binds, row.opens, f"{row.weight:g}"] for row in PLEDGES)
    kept = ([code([row.name]), _kept(row)] for row in REGISTRY[Role.TARGET] if row.name != AS_HISTORY)
    return "\n\n".join(
        [
            f"## Pledges\n\n{PLEDGE_TEXT}",
            table(["pledge", "in words", "binds", "breaking it opens", "weight:"], body),
            table(["posture", "pledges kept"], kept),
        ]
    )


def _kept(row: Doctrine) -> str:
    assert isinstance(row.posture, TargetPosture)
    kept = [name for name in NAMES if name in row.posture.pledges]
    return "all four" if len(kept) == len(NAMES) else ", ".join(kept) or "none"
