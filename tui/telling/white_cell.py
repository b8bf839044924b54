"""The white cell as text: all seats on one page, with the truth in it, for the facilitator alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.game.changes import names, value
from sim.game.injects import Prepared, offered, text_of
from sim.language import _
from sim.plots.words import RUNG_TEXTS, named
from sim.seats import RUNGS
from tui.telling.result import override_text, reasons, row_name, titles
from tui.telling.why import Eyes, changes

if TYPE_CHECKING:
    from sim.game.clock import Clock
    from tui.session import Session

MANY = 6
"""So many turns ahead an inject can be prepared for from the list."""


@dataclass(frozen=True)
class SeatRow:
    """A seat: a mark for whether it has handed in, who plays it, its posture, and what it has handed in, in words."""

    mark: str
    label: str
    player: str
    state: str
    posture: str
    orders: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """The seat as lines."""
        head = _("{seat} ({player}; {posture}): {state}")
        told = head.format(seat=self.label, state=self.state, player=self.player, posture=self.posture)
        return [f"{self.mark} {told}", *(f"      {order}" for order in self.orders)]


def seats(session: Session) -> tuple[SeatRow, ...]:
    """Return all seats, with what has been handed in for the open phase; drafts are nobody's but their seat's."""
    table = session.table
    scenario, now = table.setup.scenario, table.turn()
    found = []
    for seat, row in scenario.seats.items():
        player = table.setup.players[seat]
        sealed = table.played.sealed.get(seat)
        mark, state = " - ", _("not in this phase")
        if seat in now.acting and seat not in table.persons:
            state = _("decides at the close")
        elif seat in now.acting:
            mark, state = ("[ ]", _("still to hand in")) if sealed is None else ("[x]", _("handed in"))
        role = scenario.role_of(seat)
        orders: tuple[str, ...] = ()
        if sealed is not None:
            from sim.orders import order

            orders = titles(order(sealed, role, seat), seat, scenario) or (_("nothing beside its posture"),)
        found.append(SeatRow(mark, row.label, str(player), state, table.played.model.seats[role].doctrine, orders))
    return tuple(found)


def heading(session: Session) -> str:
    """Return where the game stands."""
    turn = session.table.turn()
    if session.table.over:
        return _("The game is over.")
    rung = named(RUNG_TEXTS[RUNGS.index(turn.rung)].partition(":")[0], session.table.setup.scenario)
    words = _("{date}, turn {n}, {rung}; phase {phase} of {phases}")
    at = turn.phases.index(turn.phase) + 1
    return words.format(date=turn.date, n=turn.number + 1, rung=rung, phase=at, phases=len(turn.phases))


def meters(session: Session) -> list[str]:
    """Return the five meters and the rung as they truly stand, how the last turn changed them, planners' reasons."""
    table = session.table
    if not table.record.turns:
        return [_("No turn has been played yet.")]
    last = table.record.turns[-1].quarters
    role = table.setup.scenario.role_of(session.seat)
    wanted = ("territory", "autonomy", "prosperity", "lives", "legitimacy", "rung", "grievance", "trust")
    eyes = Eyes(role, True)
    found = [each.text for each in changes(table, eyes, last, wanted)]
    return [*found, *reasons(table, eyes, table.record.turns[-1])]


def done(session: Session) -> list[str]:
    """Return what the facilitator has done so far: injects, overrides with both values, steps back."""
    table = session.table
    eyes = Eyes(table.setup.scenario.role_of(session.seat), True)
    found = []
    for row in table.record.interventions:
        if row.kind == "overridden":
            found += override_text(row, eyes, table.setup.scenario)
        else:
            found.append(_("Put in before {date}: {text}").format(date=row.date, text=row.text))
    words = _("Stepped back from turn {start} to turn {goal}. {reason}")
    for goal, came, reason in table.record.undone:
        found.append(words.format(start=came + 1, goal=goal + 1, reason=reason).strip())
    return found


def prepared(session: Session) -> list[tuple[str, str]]:
    """Return the injects that wait for a later turn: key, and in words."""
    scenario = session.table.setup.scenario
    words = _("turn {n}: {text}")
    return [
        (key, words.format(n=row.turn + 1, text=text_of(row.inject.id, row.inject.text, scenario)))
        for key, row in session.table.record.scheduled.items()
    ]


def catalogue(session: Session) -> tuple[Prepared, ...]:
    """Return the injects that fit the game as it stands."""
    model = session.table.played.model
    return offered(session.table.setup.scenario, model.world, model.setting.facts_in(model.world.quarter))


def about(row: Prepared, session: Session) -> str:
    """Return all that is to be known of an inject before it is put in."""
    scenario = session.table.setup.scenario
    told = [
        row.told(scenario),
        _("It adds:"),
        *(f"{row_name(name, scenario)}: {change:+g}" for name, change in row.changes.items()),
    ]
    return "\n".join([*told, _("Sizes: {source}").format(source=row.source)])


def rows_to_change(session: Session) -> list[tuple[str, str]]:
    """Return the rows of the state that an override may set: name, and in words with the value now."""
    world, scenario = session.table.played.model.world, session.table.setup.scenario
    return [(name, f"{row_name(name, scenario)}: {value(world, name):.4g}  ({name})") for name in names()]


def turns_back(session: Session) -> list[tuple[int, str]]:
    """Return the turns to whose start one can go back: number, and in words, the last first."""
    rows = session.table.record.turns
    words = _("turn {n}: {date}")
    return [(row.number, words.format(n=row.number + 1, date=row.date)) for row in reversed(rows)]


def time_left(clock: Clock, paused: bool) -> str:
    """Return what the clock says."""
    state = _("stopped") if paused or not clock.running else _("running")
    if clock.slept:
        state = _("stopped: the machine was asleep")
    left = clock.remaining
    if left is None:
        return _("No time limit; {spent} spent, {state}.").format(spent=minutes(clock.spent), state=state)
    if clock.out:
        return _("Time is up ({spent} spent). Close the phase, or give more time.").format(spent=minutes(clock.spent))
    return _("{left} left of {budget}, {state}.").format(
        left=minutes(left), budget=minutes(clock.budget or 0.0), state=state
    )


def minutes(seconds: float) -> str:
    """Return a time in minutes and seconds."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02}"


def page(session: Session, clock: Clock) -> list[str]:
    """Return the whole page as lines."""
    parts = [
        [heading(session), time_left(clock, session.table.played.paused)],
        [line for row in seats(session) for line in row.lines],
        meters(session),
        done(session),
    ]
    return [line for part in parts if part for line in [*part, ""]][:-1]
