"""Making a debrief of one seat's game, from the table's record; it reads the truth, and is for after the game."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.errors import UnknownName
from sim.game import skins
from sim.game.debrief.beside import beside
from sim.game.debrief.chances import Asked, as_played, fell, not_taken, worlds
from sim.game.debrief.data import Changed, Course, Debrief, OwnTurn
from sim.game.debrief.leader import leader_of, line
from sim.game.debrief.revelations import RoadTaken
from sim.game.debrief.scoring import scores, unscored
from sim.game.debrief.screen import across
from sim.game.debrief.sections import worn
from sim.game.debrief.spoken import spoken
from sim.game.debrief.turning import accounts, sums, turning_points
from sim.game.debrief.types import followed, player_words, wanted
from sim.game.losses import people
from sim.game.postcards import postcard
from sim.game.record import TurnRecord
from sim.game.runs import told
from sim.game.table import Table
from sim.language import _
from sim.ledger import Ledger
from sim.orders import Order, order
from sim.seats import Role
from sim.study.meters import METERS


def debrief(
    table: Table,
    seat: str,
    *,
    in_class: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _share: None,
) -> Debrief:
    """Return the debrief of one seat's game.

    Of a game that is not over, what others hide stays hidden: their types and screens, luck, roads, seed.
    In a class, where several persons play, and of seats that do not see the meters, so does whatever came of it.

    Parameters
    ----------
    table : the game.
    seat : whose debrief it is.
    in_class : whether the game is one of a class.
    cancelled, progress : asked and told now and then.

    Raises
    ------
    UnknownName
        If the scenario has no such seat.
    Cancelled
        If `cancelled` says so.
    """
    scenario = table.setup.scenario
    if seat not in scenario.seats:
        raise UnknownName(_("seat of {name}").format(name=scenario.name), seat, scenario.seats)
    unseen = scenario.role_of(seat) is not Role.TARGET
    secret = not table.over and (in_class or unseen or len(table.persons) > 1)
    found = _head(table, seat, secret)
    if not table.record.quarters or secret:
        return found
    held = accounts(
        _ledger(table), scenario.role_of(seat), cancelled=cancelled, progress=lambda share: progress(0.6 * share)
    )
    turning = turning_points(held, scenario)
    found = replace(
        found,
        ending=as_played(table).ending,
        losses=people(table.record.quarters[-1].after, scenario).lines,
        rungs=tuple(int(world.rung[0]) for world in worlds(table)),
        courses=_courses(as_played(table)),
        sums=sums(held, table.record.quarters, scenario),
        turning=turning,
        claims=spoken(table, seat, turning),
    )
    return _revealed(found, table, Asked(cancelled, lambda share: progress(0.6 + 0.4 * share))) if table.over else found


def _ledger(table: Table) -> Ledger:
    """Return the ledger of a game, which every game has."""
    ledger = table.played.model.ledger
    assert ledger is not None
    return ledger


def _head(table: Table, seat: str, secret: bool) -> Debrief:
    """Return what a debrief holds whether the game is over or not: what the seat knew at the time."""
    setup, record = table.setup, table.record
    scenario, now = setup.scenario, table.turn()
    quarters = len(record.quarters)
    return Debrief(
        scenario=scenario,
        seat=seat,
        role=scenario.role_of(seat),
        label=scenario.seats[seat].label,
        title=setup.title or scenario.title,
        players=tuple((scenario.seats[each].label, player_words(setup, each)) for each in setup.players),
        over=table.over,
        secret=secret,
        worn=skins.NONE if table.over else setup.skin,
        quarters=quarters,
        first=scenario.date(0),
        last=record.quarters[-1].date if record.quarters else now.date,
        changed=tuple(
            Changed(row.kind, row.date, row.text, row.rows if table.over else ()) for row in record.interventions
        ),
        undone=tuple(_undone(goal, came, text) for goal, came, text in record.undone),
        scores=unscored(record, seat) if secret else scores(record, seat),
        beside=beside(table, seat) if table.over else (),
        turns=tuple(_turn(row, table, seat) for row in record.turns),
        run=told(setup),
        notes=tuple(text for who, _number, text in record.notes if who in (seat, "facilitator")),
    )


def _revealed(found: Debrief, table: Table, asked: Asked) -> Debrief:
    """Return a debrief with all that only the end reveals."""
    seat, setup = found.seat, table.setup
    if setup.still(table.record.quarters[-1].quarter):  # no signals, and no roads: those are the study's other runs
        return replace(found, seed=setup.seed, luck=fell(table, asked))
    later = [point.quarter for point in found.turning if point.quarter and not setup.still(point.quarter)]
    row = table.record.quarters[later[0] if later else -1]
    held = followed(table, seat, row.quarter)
    roads = not_taken(table, seat, asked)
    target = setup.scenario.seat_of(Role.TARGET)
    whose = "" if seat == target else setup.scenario.seats[target].label
    return replace(
        found,
        seed=setup.seed,
        postcard="" if setup.origin else postcard(table),
        skin=_revealed_names(setup.skin, setup.scenario.start),
        across=across(table, seat, row, held),
        luck=fell(table, asked),
        wanted=wanted(table, seat, held),
        roads=roads,
        leader=line(leader_of(setup.seed, seat, found.role), roads, whose),
    )


def _revealed_names(skin: str, start: str) -> tuple[tuple[str, str], ...]:
    """Return the invented names of a game's skin beside the real ones; none where it had none."""
    with worn(skin, start):
        return skins.revealed() if skin else ()


def _courses(played: RoadTaken) -> tuple[Course, ...]:
    return tuple(
        Course(meter.name, meter.title, meter.unit, meter.text, meter.sign, played.paths[meter.name])
        for meter in METERS
    )


def _turn(row: TurnRecord, table: Table, seat: str) -> OwnTurn:
    """Return what a seat handed in in a turn, its phases as one order, and what of it came about."""
    role, whole = table.setup.scenario.role_of(seat), Order()
    for text in row.sealed.get(seat, {}).values():
        part = order(text, role, seat)
        whole = replace(part, says=part.says or whole.says)
    did = [table.record.quarters[quarter].did[seat] for quarter in row.quarters]
    came = list(dict.fromkeys(str(each) for each in did if str(each)))
    return OwnTurn(row.number, row.date, row.rung, str(whole), " / ".join(came), seat in row.absent)


def _undone(goal: int, came: int, text: str) -> str:
    words = _("Back from turn {came} to turn {goal}: {text}") if text else _("Back from turn {came} to turn {goal}.")
    return words.format(came=came + 1, goal=goal + 1, text=text)
