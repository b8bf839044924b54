"""Four authors at the table: what each essay, held to its own claims, says of one order in one situation.

An essay has no voice of its own here: every line stands in `advisers.toml` beside the claims of that essay from which
it follows. Where an essay gives a seat no counsel, as none does to the challenger, its line says what it expects. Who
disagrees follows from the claims alone: two lines disagree where one rests on a claim that contradicts the other's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib import resources
from typing import Any

from sim.claims import ESSAYS, claims
from sim.errors import Fault, InputError, UnknownName
from sim.game.order_parts import Part, parts
from sim.language import _
from sim.moves import ROLES
from sim.observation import Observation
from sim.orders import Order
from sim.plans import read_line
from sim.plots.words import named
from sim.policy import parse as policy_of
from sim.rows import Reader, document_of, stop_at
from sim.scenario import Scenario
from sim.seats import Role
from sim.situations import NAMES as SITUATIONS
from sim.situations import holds

FILE = "advisers.toml"
AGREES, WARNS, RATHER, EXPECTS = "agree", "warn", "rather", "expects"
STANCES = (AGREES, WARNS, RATHER, EXPECTS)
ADVISES, DESCRIBES = "advises", "describes"


@dataclass(frozen=True)
class Rule:
    """When an adviser says what.

    Attributes
    ----------
    roles, seats, facing : roles that it speaks to, and names of the seat and of its challenger where they matter.
    when : situations that must all hold.
    order : patterns (`move:leap-us`, `answer:war=*`, `break:*`) of which a part of the order must fit one; none: any
        order will do.
    also : patterns of which another part must fit one.
    of, does : claims of which the part that fits must name one, and outcomes ("crises up") to one of which its row is
        held.
    stance, text, claims : what it says, and the claims from which that follows.
    """

    roles: tuple[Role, ...]
    seats: tuple[str, ...]
    facing: tuple[str, ...]
    when: tuple[str, ...]
    order: tuple[str, ...]
    also: tuple[str, ...]
    of: tuple[str, ...]
    does: tuple[str, ...]
    stance: str
    text: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """What an essay would have a seat do, or describes it as doing, from the opening to the end.

    Attributes
    ----------
    role, doctrine : whose course it is, and the doctrine held.
    plan : lines of a plan (`sim.plans`).
    kind : "advises", or "describes" where the essay counsels others.
    claims, note : where it comes from, and what of it is our reading.
    """

    role: Role
    doctrine: str
    plan: tuple[str, ...]
    kind: str
    claims: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Adviser:
    """An essay's champion at the table: its essay's letter, how it is called, what it holds, its rules and courses."""

    id: str
    title: str
    note: str
    holds: tuple[str, ...]
    rules: tuple[Rule, ...]
    courses: Mapping[Role, Course]


@dataclass(frozen=True)
class Advice:
    """What one adviser says of an order.

    Attributes
    ----------
    adviser : its id, the essay's letter.
    text : one sentence.
    claims : ids of the claims from which it follows.
    stance : one of STANCES.
    disagrees_with : ids of the advisers whose line rests on a claim that says the opposite.
    """

    adviser: str
    text: str
    claims: tuple[str, ...]
    stance: str
    disagrees_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Disagreement:
    """Two advisers and the claims of theirs that contradict each other, in the same order."""

    advisers: tuple[str, str]
    claims: tuple[str, str]


def stance_words(stance: str) -> str:
    """Return a stance as it stands in a sentence: "warns".

    Raises
    ------
    UnknownName
        If there is no such stance.
    """
    found = {AGREES: _("agrees"), WARNS: _("warns"), RATHER: _("would rather"), EXPECTS: _("expects")}
    if stance not in found:
        raise UnknownName(_("stance"), stance, STANCES)
    return found[stance]


# --------------------------------------------------------------------------------------------------------- advice


def advise(view: Any, role: Role, seat: str, order: Order, scenario: Scenario) -> tuple[Advice, ...]:
    """Return what each adviser says of an order, in the order of the essays.

    Parameters
    ----------
    view : what the seat sees of one run: an observation, or a view that holds one as `sees`.
    role, seat : whose order it is.
    order : the order, legal or not.
    scenario : what is played.
    """
    sees: Observation = getattr(view, "sees", view)
    given, facing = parts(order, role), scenario.seat_of(Role.CHALLENGER)
    found = []
    for adviser in table().values():
        rule, part = _first(adviser, role, seat, facing, sees, given)
        text = named(_(rule.text).replace("{what}", part.title if part else ""), scenario)
        found.append(Advice(adviser.id, text, rule.claims, rule.stance))
    pairs = disagreements(found)
    return tuple(replace(each, disagrees_with=_others(each.adviser, pairs)) for each in found)


def disagreements(advice: Sequence[Advice]) -> tuple[Disagreement, ...]:
    """Return which advisers disagree, each pair of claims once: where a claim of one contradicts one of the other's."""
    known = claims()
    return tuple(
        Disagreement((one.adviser, other.adviser), (mine, theirs))
        for place, one in enumerate(advice)
        for other in advice[place + 1 :]
        for mine in one.claims
        for theirs in other.claims
        if theirs in known[mine].contradicts
    )


def line(advice: Advice) -> str:
    """Return advice as one line: who says it, how, what, from which claims, and who disagrees."""
    said = _("{title} {stance}: {text} [{claims}]").format(
        title=_(adviser(advice.adviser).title),
        stance=stance_words(advice.stance),
        text=advice.text,
        claims=", ".join(advice.claims),
    )
    if not advice.disagrees_with:
        return said
    return said + " " + _("Against it: {others}.").format(others=", ".join(advice.disagrees_with))


def _others(mine: str, pairs: Sequence[Disagreement]) -> tuple[str, ...]:
    found = {name for pair in pairs if mine in pair.advisers for name in pair.advisers if name != mine}
    return tuple(sorted(found))


def _first(
    adviser: Adviser, role: Role, seat: str, facing: str, sees: Observation, given: Sequence[Part]
) -> tuple[Rule, Part | None]:
    """Return the first rule that fits, and the part of the order that it speaks of; None where it speaks of none."""
    for rule in adviser.rules:
        if role not in rule.roles or (rule.seats and seat not in rule.seats):
            continue
        if rule.facing and facing not in rule.facing:
            continue
        part = next((each for each in given if _fits(each, rule)), None)
        if rule.order and part is None:
            continue
        if rule.also and not any(_matches(each, rule.also) for each in given if each is not part):
            continue
        if holds(rule.when, sees, sees.facts)[0]:
            return rule, part if rule.order else None
    raise LookupError(adviser.id)  # a test: the last rule of every adviser and role asks for nothing


def _fits(part: Part, rule: Rule) -> bool:
    if (rule.of and not set(rule.of) & set(part.claims)) or (rule.does and not set(rule.does) & set(part.does)):
        return False
    return _matches(part, rule.order)


def _matches(part: Part, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(part.key, pattern) for pattern in patterns)


# --------------------------------------------------------------------------------------------------------- courses


def adviser(letter: str) -> Adviser:
    """Return an adviser by its id.

    Raises
    ------
    UnknownName
        If there is none.
    """
    if letter not in table():
        raise UnknownName(_("adviser"), letter, table())
    return table()[letter]


def policy(letter: str, seat: str, scenario: Scenario) -> tuple[str, tuple[str, ...]]:
    """Return the doctrine and the plan's lines that are an essay's own for a seat, as `CrisisModel` takes them.

    Lines that order what this seat does not have (Kyiv cannot host Moscow) are left out; a doctrine that the seat may
    not hold here gives way to the scenario's.

    Raises
    ------
    UnknownName
        If there is no such adviser or seat.
    """
    if seat not in scenario.seats:
        raise UnknownName(_("seat of {name}").format(name=scenario.name), seat, scenario.seats)
    role = scenario.role_of(seat)
    course, allowed = adviser(letter).courses[role], scenario.seats[seat].doctrines
    held = course.doctrine if course.doctrine in allowed else scenario.seats[seat].doctrine
    policy_of(role, held)
    return held, tuple(text for text in course.plan if _can(text, role, seat))


def _can(text: str, role: Role, seat: str) -> bool:
    """Return whether a seat has all that a line of a plan orders."""
    try:
        read_line(text, role, seat)
    except UnknownName:
        return False
    return True


# --------------------------------------------------------------------------------------------------------- the table


@lru_cache(maxsize=1)
def table() -> dict[str, Adviser]:
    """Return all advisers by id, in the order of the essays.

    Raises
    ------
    InputError
        If the table has faults: all of them at once.
    """
    return parse(resources.files("sim.game").joinpath(FILE).read_text("utf-8"), FILE)


def parse(text: str, origin: str = FILE) -> dict[str, Adviser]:
    """Read advisers from TOML text; InputError lists all faults."""
    faults: list[Fault] = []
    whole = Reader(document_of(text, origin), origin, faults)
    found = {made.id: made for made in (_adviser(each) for each in whole.rows("adviser"))}
    faults += [Fault(letter, "this essay has no adviser") for letter in ESSAYS if letter not in found]
    stop_at(faults, origin)
    return {letter: found[letter] for letter in ESSAYS}


def _adviser(read: Reader) -> Adviser:
    letter = read.text("id", among=ESSAYS)
    read.where, own = letter, tuple(name for name in claims() if claims()[name].essay == letter)
    rules = [each.close(_rule(each, own)) for each in read.rows("says")]
    courses = [each.close(_course(each, own)) for each in read.rows("course")]
    held = {course.role: course for course in courses}
    for role in Role:
        if role not in held:
            read.fault("course", f"has none for the {role}")
        if not any(role in rule.roles and _asks_nothing(rule) for rule in rules):
            read.fault("says", f"has nothing to say to the {role} where nothing else fits")
    made = Adviser(letter, read.text("title"), read.text("note"), read.names("holds", among=own), tuple(rules), held)
    return read.close(made)


def _asks_nothing(rule: Rule) -> bool:
    return not (rule.seats or rule.facing or rule.order) and rule.when == ("any",)


def _rule(read: Reader, own: Sequence[str]) -> Rule:
    roles = tuple(Role(name) for name in _maybe(read, "roles", ROLES) or (Role.TARGET,))
    return Rule(
        roles=roles,
        seats=_maybe(read, "seats"),
        facing=_maybe(read, "facing"),
        when=_maybe(read, "when", SITUATIONS) or ("any",),
        order=_maybe(read, "order"),
        also=_maybe(read, "also"),
        of=_maybe(read, "of", own),
        does=_maybe(read, "does"),
        stance=read.text("stance", among=STANCES),
        text=read.text("text"),
        claims=read.names("claims", among=own),
    )


def _course(read: Reader, own: Sequence[str]) -> Course:
    named_role = read.text("role", among=ROLES)
    role = Role(named_role) if named_role in ROLES else Role.TARGET
    plan, doctrine = read.names("plan"), read.text("doctrine")
    for text in plan:
        try:
            read_line(text, role)
        except InputError as error:
            read.fault("plan", str(error))
    kind, held, note = read.text("kind", among=(ADVISES, DESCRIBES)), read.names("claims", among=own), read.text("note")
    return Course(role, doctrine, plan, kind, held, note)


def _maybe(read: Reader, field: str, among: Sequence[str] = ()) -> tuple[str, ...]:
    return read.names(field, among=among) if field in read.row else ()


def lines_of(adviser: Adviser) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every line that an adviser can say, with its claims."""
    for rule in adviser.rules:
        yield rule.text, rule.claims
