"""Runs as games: a run of a study opened at a table, whole to be looked at, or up to where a person takes over."""

from __future__ import annotations

import os
from pathlib import Path

from sim.case import Start
from sim.errors import InputError, RunError, UnknownName
from sim.game.history import steps
from sim.game.origin import Origin
from sim.game.setup import COMPUTER, PERSON, Player, Setup
from sim.game.table import MEMORY, TABLE, Table
from sim.language import _

MOST_VALUES = 8
"""Values of a run that are listed."""


def table_of(origin: Origin, seat: str = "", path: str | os.PathLike[str] = MEMORY) -> Table:
    """Return a run as a game: played to its end, or to the quarter in which a person takes a seat over.

    Parameters
    ----------
    seat : who is played from then on; "" where nobody takes over.
    path : the file of the game.

    Raises
    ------
    UnknownName
        If the scenario has no such seat.
    FournosError
        If the game cannot be written; then no file is left behind.
    """
    setup = setup_of(origin, seat)
    table = Table.create(setup, path)
    try:
        if origin.case.start is not None:
            _led_there(table, origin.case.start)
        while not table.over and table.turn().quarter < origin.until:
            table.relay("closed", TABLE, {"given": {}, "reasons": {}, "absent": []})
    except BaseException:
        table.close()
        if str(path) != MEMORY:
            Path(path).unlink(missing_ok=True)
        raise
    return table


def _led_there(table: Table, start: Start) -> None:
    """Play what led from a game's opening to the state that a run goes on from.

    Raises
    ------
    RunError
        If it leads elsewhere: this release has other rules.
    """
    for kind, actor, body in steps(start.game):
        table.relay(kind, actor, body)
    if table.played.model.world.digest() != start.world.digest():
        raise RunError(_("The game that this run goes on from comes out otherwise: this release has other rules."))


def setup_of(origin: Origin, seat: str = "") -> Setup:
    """Return what the game of a run is: its seats hold what they held, and one of them may be a person's.

    Raises
    ------
    UnknownName
        If the scenario has no such seat.
    """
    scenario = origin.scenario
    if seat and seat not in scenario.seats:
        raise UnknownName(_("seat of {name}").format(name=scenario.name), seat, scenario.seats)
    held, seed = origin.case.doctrines, origin.case.seed
    if origin.case.start is not None:
        if not origin.case.start.game:
            message = _("This study goes on from a run of another study; its runs cannot be opened as games.")
            raise InputError(message, field="--run", got=origin.row)
        game = Setup.from_data(origin.case.start.game["setup"])
        held, seed = game.doctrines, game.seed
    players = {
        name: Player(PERSON if name == seat and origin.taken_over else COMPUTER, doctrine)
        for name, doctrine in held.items()
    }
    return Setup(scenario, players, seed, title=title(origin), origin=origin)


def title(origin: Origin) -> str:
    """Return what the game of a run is called."""
    words = _("{study}, run {row}, from quarter {quarter}") if origin.taken_over else _("{study}, run {row}")
    return words.format(study=origin.study, row=origin.row, quarter=origin.until + 1)[:80]


def told(setup: Setup) -> tuple[str, ...]:
    """Return in words which run of which study a game is, and where it leaves it; nothing for a game of its own."""
    run = setup.origin
    if run is None:
        return ()
    words = _("This is run {row} of the study {study}, under the policy {policy}, made again to the last bit.")
    found = [words.format(row=run.row, study=run.study, policy=run.policy)]
    if run.case.start is not None:
        words = _("It goes on from the game {title} at the start of {date}, with luck of its own from there on.")
        called = run.case.start.source.get("title", "")
        found.append(words.format(title=called, date=run.case.scenario.date(run.first)))
    values = {**run.options["opening"], **run.options["parameters"]}
    if values:
        listed = [
            f"{name} = {value:.4g}" if isinstance(value, float) else f"{name} = {value}"
            for name, value in values.items()
        ]
        more = [_("and {n} more").format(n=len(listed) - MOST_VALUES)] if len(listed) > MOST_VALUES else []
        found.append(_("Set in it: {values}.").format(values=", ".join([*listed[:MOST_VALUES], *more])))
    return (*found, *_leaving(run))


def _leaving(run: Origin) -> list[str]:
    """Return where a game leaves the run of the study."""
    still, date = run.case.moves != "on", run.case.scenario.date(run.until)
    if not run.taken_over:
        return [_("Seats make no moves in it: each holds its posture, and nothing is ordered.")] if still else []
    found = [
        _("Up to {date} it goes as in the study; what comes of your orders from there on is in no study.").format(
            date=date
        )
    ]
    if still:
        words = _(
            "In the study seats made no moves. From {date} on all seats can: political capital, cards, signals and "
            "beliefs begin there as at an opening. So the rest differs from the study's run even if you order nothing."
        )
        found.append(words.format(date=date))
    return found
