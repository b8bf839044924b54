"""The facts of a game that the status bar shows."""

from __future__ import annotations

from sim.language import _
from sim.plots.words import RUNG_TEXTS, named
from sim.seats import RUNGS
from tui.session import Session


def facts(session: Session) -> list[str]:
    """Return the facts of a game from the seat at the screen, the most important first."""
    view = session.view
    scenario, turn = session.table.setup.scenario, view.turn
    last = scenario.date(scenario.quarters - 1)
    when = (
        _("ended {date}").format(date=last)
        if view.over
        else _("{date}, turn {n}").format(date=turn.date, n=turn.number + 1)
    )
    said = [when, _("you: {seat}").format(seat=scenario.seats[session.seat].label)]
    if session.observing:
        said[1] = _("observing: {seat}").format(seat=scenario.seats[session.seat].label)
    said.append(named(RUNG_TEXTS[RUNGS.index(turn.rung)], scenario))
    if len(turn.phases) > 1 and turn.phase:
        said.append(phase_name(turn.phase))
    if view.paused:
        said.append(_("paused"))
    if session.table.played.model.world.has_agenda:
        said.append(_("capital {points}").format(points=view.choices.capital))
    said.append(_("to {date}").format(date=last))
    return [*said, session.table.setup.title or scenario.title]


def phase_name(phase: str) -> str:
    """Return what a phase of a turn is called."""
    words = {
        "order": _("your order"),
        "signal": _("phase 1 of 3: speak"),
        "answer": _("phase 2 of 3: answer"),
        "act": _("phase 3 of 3: act"),
    }
    return words.get(phase, phase)
