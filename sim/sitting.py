"""A sitting: one game played turn by turn, as its scenario says, with orders that nobody sees before they are resolved.

A turn in peace may cover a year: its order is kept for up to four quarters, and the turn ends early when the conflict
moves to another rung. A quarter of crisis or of open war may be played in phases: public statements first, then the
orders of the target and the patrons, then the challenger's, which is given without knowing the target's answer. The
quarter is resolved once, after the last phase, by the same rules as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sim.acts import SEATS, Acts
from sim.agenda import INCOME
from sim.choices import Choices, asked, choices
from sim.errors import InputError, UnknownName, WrongType
from sim.language import _
from sim.model import CrisisModel
from sim.moves import move
from sim.observation import Observation, observe
from sim.orders import STATEMENTS, Order, order, parse
from sim.refusals import check
from sim.seats import RUNGS, Role
from sim.turns import Turns


@dataclass(frozen=True)
class SittingTurn:
    """Where a sitting stands; all of it is known to every seat.

    Attributes
    ----------
    number : the turn, from 0.
    quarter, date : the quarter in which it begins, from 0, and that quarter in the calendar.
    quarters : how many quarters it covers, if the rung does not change meanwhile.
    rung : where the conflict stands.
    phases, phase : the phases of the turn, and the one that is open; "" when the game is over.
    acting : seats that may give an order in the open phase, and `ordered` those of them that have.
    situations : by seat, what asks it for an answer now.
    statements : by seat, what has been said in public in this quarter.
    """

    number: int
    quarter: int
    date: str
    quarters: int
    rung: str
    phases: tuple[str, ...]
    phase: str
    acting: tuple[str, ...]
    ordered: frozenset[str]
    situations: Mapping[str, tuple[str, ...]]
    statements: Mapping[str, str]


@dataclass(frozen=True)
class Advance:
    """What closing a phase did.

    Attributes
    ----------
    closed : the phase that was closed.
    quarters : the quarters that were resolved, none inside a crisis quarter.
    interrupted : whether the turn ended before its time, because the rung changed.
    statements : by seat, the public statements that the phase published.
    """

    closed: str
    quarters: range
    interrupted: bool
    statements: Mapping[str, str]


class Sitting:
    """One game, played turn by turn.

    Parameters
    ----------
    model : a model of a single run whose seats make moves; it is stepped from where it stands.

    Raises
    ------
    InputError
        If the model holds several runs, or its seats make no moves.
    """

    still = False  # whether its seats may make no moves: where a run is only looked at (`sim.game.watched`)

    def __init__(self, model: CrisisModel) -> None:
        if model.runs != 1 or (model.moves != "on" and not self.still):
            message = _("A sitting plays one run, with moves: CrisisModel(scenario, runs=1, moves='on').")
            raise InputError(message, field="model", got=(model.runs, model.moves))
        self.model = model
        self.turns = Turns(model.crisis)
        self._number = self._phase = 0
        self._orders: dict[str, Order] = {}
        self._said: dict[str, str] = {}
        self._published: dict[str, str] = {}

    @property
    def over(self) -> bool:
        """Whether the last quarter of the scenario has been resolved."""
        return self.model.world.quarter >= self.model.setting.quarters

    def turn(self) -> SittingTurn:
        """Return where the sitting stands."""
        model, quarter = self.model, self.model.world.quarter
        phases = self.turns.phases(self._rung())
        phase = "" if self.over else phases[self._phase]
        acting = self._acting(phase)
        return SittingTurn(
            self._number,
            quarter,
            model.crisis.date(quarter),
            self._quarters(),
            self._rung(),
            phases,
            phase,
            acting,
            frozenset(seat for seat in acting if seat in (self._said if phase == "signal" else self._orders)),
            {} if self.over else {seat: asked(self._sees(seat), self._role(seat)) for seat in model.crisis.seats},
            dict(self._published),
        )

    def choices(self, seat: str) -> Choices:
        """Return what a seat can do now, from what it observes.

        Raises
        ------
        UnknownName
            If there is no such seat.
        """
        return choices(self._sees(seat), self._role(seat), seat, p=self.model.p)

    def submit(self, seat: str, given: Order | str) -> Order:
        """Give a seat's order for the open phase, in place of one given before, and return it as read.

        A seat that gives none follows the plan of its doctrine. In a turn of several quarters moves may cost what comes
        in meanwhile, and answers may be given before anything asks them.

        Parameters
        ----------
        given : an order, or its text with or without the seat.

        Raises
        ------
        UnknownName, WrongType, InputError, IllegalOrder
            As for `check`.
        """
        read = self.check(seat, given)
        if self.turn().phase == "signal":
            self._said[seat] = read.says
        else:
            self._orders[seat] = read
        return read

    def check(self, seat: str, given: Order | str) -> Order:
        """Return an order for the open phase as read, if it may be given; nothing is changed.

        Raises
        ------
        UnknownName, WrongType, InputError
            If it cannot be read, or the seat does not order in this phase.
        IllegalOrder
            If any of it is not legal.
        """
        role, now = self._role(seat), self.turn()
        read = self._read(seat, role, given)
        if seat not in now.acting:
            words = _("{seat} gives no order now: in the phase {phase!r} it is up to {acting}.")
            listed = ", ".join(now.acting) or _("nobody, the game is over")
            message = words.format(seat=seat, phase=now.phase, acting=listed)
            raise InputError(message, field="order", got=str(read), allowed=listed)
        _check_phase(read, now.phase)
        self._check(seat, role, read, now.quarters)
        return read

    def advance(self) -> Advance:
        """Close the open phase: open the next one, or resolve the quarters of the turn and open the next turn.

        Raises
        ------
        InputError
            If the game is over.
        """
        if self.over:
            raise InputError(_("The game is over: its last quarter has been resolved."), field="turn")
        now = self.turn()
        if now.phase == "signal":
            self._published = {seat: says for seat, says in self._statements().items() if says}
        if now.phase != now.phases[-1]:
            self._phase += 1
            said = self._published if now.phase == "signal" else {}
            return Advance(now.phase, range(now.quarter, now.quarter), False, dict(said))
        self._play(now)
        done = range(now.quarter, self.model.world.quarter)
        self._number, self._phase = self._number + 1, 0
        self._orders, self._said, self._published = {}, {}, {}
        return Advance(now.phase, done, len(done) < now.quarters, {})

    # ------------------------------------------------------------------------------------------------------- inside

    def _play(self, now: SittingTurn) -> None:
        """Resolve the quarters of a turn, until the rung changes."""
        model, orders = self.model, self._together()
        for _quarter in range(now.quarters):
            quarter = model.world.quarter
            model.step(orders)
            if self._rung() != now.rung:
                return
            made = model.world.agenda.ordered_in[:, 0] == quarter
            orders = {
                seat: _kept(each, {name for name in each.moves if made[move(name).number]})
                for seat, each in orders.items()
            }

    def _together(self) -> dict[str, Order]:
        """Return the whole order of each seat that gave one: what it ordered, and what it had said before in public."""
        if "signal" not in self.turns.phases(self._rung()):
            return dict(self._orders)
        return {
            seat: replace(self._orders.get(seat, Order()), says=self._published.get(seat, ""))
            for seat in sorted({*self._said, *self._orders})
        }

    def _statements(self) -> dict[str, str]:
        """Return what each seat says in public: what was given, or what the plan of its doctrine says."""
        return {seat: self._said.get(seat, self._planned(seat)) for seat in self.model.crisis.seats}

    def _planned(self, seat: str) -> str:
        """Return the statement of a seat that follows its plan, which it decides from what it observes now."""
        role = self._role(seat)
        agent, acts = self.model.seats[role], Acts.none(1)
        agent.plan_of(agent.policy.at(self.model.world.quarter), None).decide(role, seat, agent.observe(), acts)
        code = int(acts.says[SEATS[role], 0])
        return STATEMENTS[(code + 1) // 2] if code else ""

    def _check(self, seat: str, role: Role, given: Order, quarters: int) -> None:
        """Refuse what is not legal; in a longer turn count the capital that comes in, and let answers wait."""
        model, world = self.model, self.model.world
        if quarters > 1:
            heard = asked(self._sees(seat), role)
            given = replace(given, answers=tuple(reply for reply in given.answers if reply.situation in heard))
            world = world.fork()
            world.agenda.capital = world.agenda.capital + INCOME * (quarters - 1)
        held = str(model.seats[role].doctrine)
        check(given, observe(world, role, model.setting, model.p), role, seat, held=held, scenario=model.crisis)

    def _read(self, seat: str, role: Role, given: Order | str) -> Order:
        if not isinstance(given, (Order, str)):
            raise WrongType("order", given, _("an order, or its text"))
        if isinstance(given, Order):
            return given
        if given.partition(":")[0].strip() in self.model.crisis.seats:
            return parse(given, {seat: role})[1]
        return order(given, role, seat)

    def _role(self, seat: str) -> Role:
        if seat not in self.model.crisis.seats:
            raise UnknownName("seat", seat, self.model.crisis.seats)
        return self.model.crisis.role_of(seat)

    def _sees(self, seat: str) -> Observation:
        return observe(self.model.world, self._role(seat), self.model.setting, self.model.p)

    def _rung(self) -> str:
        return RUNGS[int(self.model.world.rung[0])]

    def _quarters(self) -> int:
        """Return how many quarters a turn that opens now covers."""
        left = self.model.setting.quarters - self.model.world.quarter
        return min(self.turns.length(self._rung()), max(left, 0))

    def _acting(self, phase: str) -> tuple[str, ...]:
        """Return the seats that may give an order in a phase."""
        challenger = self.model.crisis.seat_of(Role.CHALLENGER)
        others: Iterable[str] = (seat for seat in self.model.crisis.seats if seat != challenger)
        return {"": (), "answer": tuple(others), "act": (challenger,)}.get(phase, tuple(self.model.crisis.seats))


def _check_phase(given: Order, phase: str) -> None:
    """Refuse what belongs to another phase.

    Raises
    ------
    InputError
        If a statement comes after the signals, or anything but one with them.
    """
    if phase == "signal" and given != Order(says=given.says):
        message = _("With the signals only statements are given, such as 'say calm'; orders come in the next phase.")
        raise InputError(message, field="order", got=str(given), allowed="say calm, say firm")
    if phase in ("answer", "act") and given.says:
        message = _("Statements have been made already in this quarter; leave out 'say {says}'.")
        raise InputError(message.format(says=given.says), field="order", got=str(given))


def _kept(given: Order, made: set[str]) -> Order:
    """Return what of an order stands later in its turn: no move that was made, no statement, no option of a card."""
    return replace(given, moves=tuple(name for name in given.moves if name not in made), card="", says="")
