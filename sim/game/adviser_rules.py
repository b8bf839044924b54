"""What the four authors at the table can say, and the courses that are their own: `advisers.toml`, checked.

Every line and every course stands beside the claims of its essay from which it follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from sim.claims import ESSAYS, claims
from sim.errors import Fault, InputError, UnknownName
from sim.language import _
from sim.moves import ROLES
from sim.plans import read_line
from sim.rows import Reader, document_of, stop_at
from sim.seats import Role
from sim.situations import NAMES as SITUATIONS

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
