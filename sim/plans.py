"""Plans: what a computer seat orders beside its posture, as lines "when: order" in the order of their importance.

    war every 8: denial
    crisis and offer-a: answer crisis=stand-firm

A plan reads what its seat observes, run by run, and never the true state. A plan that bears a doctrine's name is that
doctrine's own; others are named behind a plus sign: `porcupine+outlast`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from sim.acts import SEATS, UNSAID, Acts
from sim.agenda import POSTURE_PRICE
from sim.cards import table as cards
from sim.errors import Fault, FournosError, InputError, UnknownName, WrongType, shown
from sim.language import _, clean
from sim.legality import BoolArray, FloatArray, allowed, rested, unbound, unopposed
from sim.moves import Answer, Move, answer, move
from sim.observation import Observation
from sim.orders import STATEMENTS, Order, order
from sim.pledges import NAMES as PLEDGES
from sim.rows import Reader, rows_of, stop_at
from sim.scenario import Scenario
from sim.seats import Role
from sim.situations import NAMES as SITUATIONS
from sim.situations import holds

if TYPE_CHECKING:
    from sim.policy import Policy

NOTATION = _("SITUATION [and SITUATION] [every N] [from N] [until N]: ORDER")
NUMBERS = re.compile(r"\s+(every|from|until)\s+(\S+)$")
MOST_LINES = 60


@dataclass(frozen=True)
class Line:
    """A line of a plan: in which situations, at most how often, from and until which quarter, to order what."""

    when: tuple[str, ...]
    order: Order
    every: int = 1
    first: int = 0
    until: int | None = None

    def __str__(self) -> str:
        words = [" and ".join(self.when)]
        words += [
            f"{word} {number}"
            for word, number in (("every", self.every), ("from", self.first))
            if number > (word == "every")
        ]
        words += [] if self.until is None else [f"until {self.until}"]
        return f"{' '.join(words)}: {self.order}"

    def due(self, quarter: int) -> bool:
        """Whether the line stands in a quarter."""
        return self.first <= quarter and (self.until is None or quarter < self.until)


@dataclass(frozen=True)
class Plan:
    """A plan: its lines; for a registered one also its id, role, posture, text, and the scenario of its trial."""

    lines: tuple[Line, ...]
    id: str = ""
    role: Role = Role.TARGET
    doctrine: str = ""
    text: str = ""
    trial: str = ""

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines))

    def orders(self, choice: Move | Answer) -> Iterator[bool]:
        """Yield for each line whether it orders a move, or gives an answer."""
        for line in self.lines:
            if isinstance(choice, Move):
                yield choice.id in line.order.moves
            else:
                yield (choice.situation, choice.id) in [(each.situation, each.answer) for each in line.order.answers]

    def decide(self, role: Role, seat: str, sees: Observation, acts: Acts, only: BoolArray | None = None) -> None:
        """Write what a seat orders this quarter into the acts of all; in some runs alone if `only` says which."""
        left = sees.agenda.capital - POSTURE_PRICE * acts.shifts[SEATS[role]]
        for line in self.lines:
            if line.due(sees.quarter):
                where = holds(line.when, sees, sees.facts)
                if only is not None:
                    where &= only
                if where.any():
                    carry_out(line, where, role, seat, sees, acts, left)


def carry_out(
    line: Line, where: BoolArray, role: Role, seat: str, sees: Observation, acts: Acts, left: FloatArray
) -> None:
    """Order what a line says, where it is due, allowed and affordable; what it costs is taken from `left`."""
    given, mine = line.order, SEATS[role]
    for names, code in ((given.keeps, 1), (given.breaks, -1)) if role is Role.TARGET else ():
        for name in names:
            acts.pledges[PLEDGES.index(name)][where] = code
    for name in given.moves:
        row = move(name)
        if row.role is not role or (row.seats and seat not in row.seats):
            continue
        last = sees.agenda.mine[row.number - sees.agenda.mine_from]
        can = where & rested(row, last, sees.quarter, line.every) & (left >= row.cost)
        can &= allowed(row, sees, sees.facts, acts.pledges) & ~acts.moves[row.number] & unopposed(row, acts)
        acts.moves[row.number] |= can
        left -= row.cost * can
    for reply in given.answers:
        said = answer(role, reply.situation, reply.answer)
        can = where & allowed(said, sees, sees.facts, acts.pledges) & (left >= said.cost) & unopposed(said, acts)
        can = acts.answer(role, reply.situation, said.code, can)
        left -= said.cost * can
        if reply.terms is not None:
            acts.terms[can] = reply.terms
    if given.card:
        _take(given.card, where, role, sees, acts, left)
    if given.says:
        acts.says[mine][where] = 2 * STATEMENTS.index(given.says) - 1


def _take(name: str, where: BoolArray, role: Role, sees: Observation, acts: Acts, left: FloatArray) -> None:
    """Take the option of that name of whatever card is on the table that has one."""
    mine = SEATS[role]
    for card in cards().values():
        for code, option in enumerate(card.options[role]):
            if option.id == name:
                can = where & (sees.agenda.card == card.number) & (left >= option.cost)
                can &= unbound(option.breaks, sees, acts.pledges) & (acts.options[mine] == UNSAID)
                acts.options[mine][can] = code
                left -= option.cost * can


def read_line(text: str, role: Role, seat: str | None = None) -> Line:
    """Read a line of a plan.

    Raises
    ------
    UnknownName, InputError
        If it names something unknown, or cannot be read.
    """
    head, colon, rest = clean(text, field="plan").partition(":")
    if not colon or not rest.strip():
        raise _unreadable(text)
    numbers: dict[str, int] = {}
    head = head.strip()
    while found := NUMBERS.search(head):
        word, number = found.groups()
        if word in numbers or not re.fullmatch(r"[0-9]{1,3}", number) or (word == "every" and not int(number)):
            raise _unreadable(text)
        numbers[word] = int(number)
        head = head[: found.start()]
    when = tuple(word.strip() for word in head.split(" and "))
    for name in when:
        if name not in SITUATIONS:
            raise UnknownName("situation", name, SITUATIONS)
    given = order(rest, role, seat)
    _check(given, role)
    return Line(when, given, numbers.get("every", 1), numbers.get("from", 0), numbers.get("until"))


def _unreadable(text: str) -> InputError:
    words = _("The line {text} cannot be read: write {notation}, each N once, a whole number up to 999.")
    message = words.format(text=repr(shown(text)), notation=NOTATION)
    return InputError(message, field="plan", got=text, allowed=NOTATION)


def _check(given: Order, role: Role) -> None:
    """Refuse what a plan of a role could never carry out."""
    who, known = role.replace("_", " "), [row.id for card in cards().values() for row in card.options[role]]
    if given.posture:
        message = _("A plan changes no posture: give the seat a schedule instead, such as four-nos,{name}@8.")
        raise InputError(message.format(name=shown(given.posture)), field="plan", got=given.posture)
    if role is not Role.TARGET and given.keeps + given.breaks:
        message = _("Only the target has pledges to keep or to break; the {role} has none.")
        raise InputError(message.format(role=who), field="plan", got=str(given))
    if given.card and given.card not in known:
        raise UnknownName(_("option of the {role}").format(role=who), given.card, known)


def plan_of(lines: Sequence[str] | str, role: Role, seat: str | None = None) -> Plan:
    """Return a plan from its lines, or from one text with a line each.

    Raises
    ------
    UnknownName, InputError
        If a line names something unknown or cannot be read, or there are too many.
    """
    texts = lines.splitlines() if isinstance(lines, str) else list(lines)
    texts = [text for text in texts if text.strip() and not text.lstrip().startswith("#")]
    if len(texts) > MOST_LINES:
        raise InputError(_("A plan has at most {most} lines.").format(most=MOST_LINES), field="plan", got=len(texts))
    return Plan(tuple(read_line(text, role, seat) for text in texts), role=role)


@lru_cache(maxsize=1)
def table() -> dict[str, Plan]:
    """Return all registered plans by id, in their published order.

    Raises
    ------
    InputError
        If the table has faults.
    """
    text = resources.files("sim").joinpath("plans.toml").read_text("utf-8")
    faults: list[Fault] = []
    found = rows_of(text, "plan", "id", _read, "plans.toml", faults)
    stop_at(faults, "plans.toml")
    return found


def _read(reader: Reader) -> Plan:
    name, role = reader.text("id"), Role(reader.text("role", among=tuple(role.value for role in Role)))
    doctrine, text = reader.text("doctrine"), _(reader.text("text"))
    trial = reader.maybe("trial")
    lines: list[Line] = []
    for number, line in enumerate(reader.names("lines"), start=1):
        try:
            lines.append(read_line(line, role))
        except FournosError as error:
            reader.fault(f"lines[{number}]", str(error))
    return Plan(tuple(lines), name, role, doctrine, text, trial)


def plan(role: Role, name: str) -> Plan:
    """Return a registered plan of a role.

    Raises
    ------
    UnknownName
        If the role has no such plan.
    """
    own = {key: row for key, row in table().items() if row.role is role}
    if name not in own:
        raise UnknownName(_("plan of the {role}").format(role=role.replace("_", " ")), name, own)
    return own[name]


def using(choice: Move | Answer) -> tuple[str, ...]:
    """Return the ids of the registered plans that order a move or give an answer."""
    return tuple(row.id for row in table().values() if row.role is choice.role and any(row.orders(choice)))


def plans_of(
    scenario: Scenario, lines: Mapping[str, str] | None, policies: Mapping[str, Policy], moves: str
) -> dict[str, Plan]:
    """Return the plan of each seat that was given lines of its own.

    Raises
    ------
    UnknownName, InputError
        If a seat is unknown, a line cannot be read, or plans are given where seats make no moves.
    """
    named = [seat for seat, policy in policies.items() if policy.has_plan]
    if moves != "on" and (lines or named):
        seats = ", ".join([*(lines or {}), *named])
        message = _("{seats}: a plan orders moves, and moves are off here; turn them on (--moves on).")
        raise InputError(message.format(seats=shown(seats)), field="moves", got=moves, allowed="on")
    for seat in lines or {}:
        if seat not in scenario.seats:
            raise UnknownName(f"seat of {scenario.name}", seat, scenario.seats)
    return {seat: given(text, scenario.role_of(seat), seat) for seat, text in (lines or {}).items()}


def given(text: str, role: Role, seat: str) -> Plan:
    """Return the plan that a text gives a seat: lines, and names of registered plans, whose lines stand instead.

    Raises
    ------
    UnknownName, InputError
        If a line names something unknown or cannot be read, or there is no such plan.
    """
    if not isinstance(text, str):
        raise WrongType(f"plan of {shown(seat)}", text, _("the name of a plan, or lines of a plan"))
    lines: list[str] = []
    for line in clean(text, field="plan").splitlines():
        named = bool(line.strip()) and ":" not in line and len(line.split()) == 1 and not line.startswith("#")
        lines += str(plan(role, line.strip())).splitlines() if named else [line]
    return plan_of(lines, role, seat)


def usual(role: Role, doctrine: str) -> Plan:
    """Return the plan that goes with a doctrine of a role: its own, or an empty one."""
    row = table().get(doctrine)
    return row if row is not None and row.role is role else Plan((), role=role)
