"""Onward: a study of what may come of a game from the true state at the start of a quarter.

All seats follow their postures, and one seat tries others beside the one that it held, on the same luck. The runs start
from what no seat may know (the types, and both sides' true strength), so that they are for after the game and for the
facilitator. Their luck is their own: none of them is how the game goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sim.case import Case, Start, prepare
from sim.doctrines import doctrine
from sim.ensemble import RunOptions, compared_seat, run_cases
from sim.errors import OutOfRange, UnknownName
from sim.game.events import Event
from sim.game.history import history
from sim.game.played import Played
from sim.game.receipts import Snapshot
from sim.game.setup import Setup
from sim.language import _
from sim.policy import parse
from sim.results import Ensemble
from sim.states import POLICIES

NAMESPACE = "fork"
HELD = "held"
"""The policy under which all seats keep what they hold."""
RECORDED = 200
"""Runs of each policy that are recorded quarter by quarter, at most."""


@dataclass(frozen=True, eq=False)
class Onward:
    """Runs from a state of a game.

    Attributes
    ----------
    quarter, date : the first quarter that was run, from 0, and its name in the calendar.
    seat : whose postures were tried.
    ensembles : what the runs came to, one entry a policy, the held one first; measures count the game before that
        quarter, too.
    """

    quarter: int
    date: str
    seat: str
    ensembles: tuple[Ensemble, ...]


def cases_of(
    played: Played,
    states: Sequence[Snapshot],
    quarter: int,
    seed: int,
    *,
    seat: str | None = None,
    policies: Sequence[str] | None = None,
    events: Sequence[Event] = (),
    source: Mapping[str, str] | None = None,
) -> list[Case]:
    """Return what is run from the start of a quarter to the horizon, one case a policy.

    Parameters
    ----------
    played : the game as far as it has been played.
    states : the states stored with it, for what every seat held then.
    quarter : from 0; at most that of the open turn, and before the horizon.
    seat : whose postures are tried: a person's if None, else the one that is compared by default.
    policies : its postures, HELD for the one that it has; HELD and all others that the scenario offers if None.
    events : of the game, so that its runs can be played again as games.
    source : what the game is (`sim.game.export.tags`).

    Raises
    ------
    OutOfRange
        If the quarter has not been reached, or there is nothing left to run after it.
    UnknownName
        If there is no such seat or posture.
    """
    setup, rows = played.setup, played.record.quarters
    last = min(len(rows), setup.scenario.quarters - 1)
    if not 0 <= quarter <= last:
        raise OutOfRange(_("quarter"), quarter + 1, 1, last + 1)
    world = rows[quarter].before if quarter < len(rows) else played.model.world.fork()
    stored = [each.state[POLICIES] for each in states if each.quarter == quarter and each.state.get(POLICIES)]
    held = stored[-1] if stored else setup.doctrines
    who = trying(setup, seat)
    usual: dict[str, Any] = {"seed": seed, "types": "prior", "moves": "on" if world.has_agenda else "off"}
    start = Start(world, NAMESPACE, dict(source or {}), history(setup, events, quarter))
    found = []
    for name in _checked(setup, who, held[who], quarter, policies):
        now = held[who] if name == HELD else _changed(setup, who, held[who], quarter, name)
        case = prepare(setup.scenario, {**held, who: now}, **usual, **setup.options)
        found.append(replace(case, start=start))
    return found


def onward(cases: Sequence[Case], runs: int, seat: str, **how: Any) -> Onward:
    """Return runs of what `cases_of` gives, all policies on the same luck.

    Parameters
    ----------
    runs : of each policy.
    seat : whose postures are tried.
    how : as for `sim.ensemble.run_cases`.
    """
    start = cases[0].start
    assert start is not None
    options: RunOptions = {"trajectories": min(runs, RECORDED), **how}  # type: ignore[typeddict-item]
    found = run_cases(cases, runs, **options)
    return Onward(start.world.quarter, cases[0].scenario.date(start.world.quarter), seat, tuple(found))


def trying(setup: Setup, seat: str | None) -> str:
    """Return the seat whose postures are tried.

    Raises
    ------
    UnknownName
        If the scenario has no such seat.
    """
    if seat is not None and seat not in setup.scenario.seats:
        raise UnknownName(_("seat of {name}").format(name=setup.scenario.name), seat, setup.scenario.seats)
    return seat or next(iter(setup.persons), compared_seat(setup.scenario))


def _changed(setup: Setup, seat: str, held: str, quarter: int, name: str) -> str:
    """Return the policy that takes up another posture where the runs begin."""
    role = setup.scenario.role_of(seat)
    return str(parse(role, held).changed(quarter, doctrine(role, name)))


def _checked(setup: Setup, seat: str, held: str, quarter: int, policies: Sequence[str] | None) -> list[str]:
    """Return the postures to try, each once, the held one first."""
    here = str(parse(setup.scenario.role_of(seat), held).at(quarter).name)
    offered = [name for name in setup.scenario.seats[seat].doctrines if name != here]
    wanted = [HELD, *offered] if policies is None else list(policies)
    for name in wanted:
        if name not in (HELD, here, *offered):
            raise UnknownName(_("posture of {seat}").format(seat=seat), name, (HELD, here, *offered))
    return list(dict.fromkeys([HELD, *(HELD if name == here else name for name in wanted)]))
