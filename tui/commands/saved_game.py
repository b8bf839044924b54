"""A saved game where a command takes a folder of runs or a game: found by its title or file, and opened to be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import FournosError, InputError, UnknownName
from sim.language import _

if TYPE_CHECKING:
    from sim.game.table import Table

SUFFIX = ".fournos"


def path_of(name: str) -> Path | None:
    """Return the file of a saved game; None where the name is a folder, another file, or nothing that is known.

    Raises
    ------
    FournosError
        If it is named as a game, and there is none.
    """
    path = Path(name)
    if path.is_dir() or (path.exists() and path.suffix != SUFFIX):
        return None
    from sim.game import saves

    try:
        return saves.found(name)
    except FournosError:
        if path.suffix == SUFFIX:
            raise
        return None


@contextmanager
def read(path: Path) -> Iterator[Table]:
    """Open a saved game to be read, also while it is being played elsewhere; nothing of it is changed.

    Raises
    ------
    FournosError
        If it is no game, damaged, or of a newer release.
    """
    from sim.game.journal import Journal
    from sim.game.setup import Setup
    from sim.game.table import Table

    with Journal.open(path, readonly=True) as journal:
        table = Table(journal, Setup.from_data(journal.events()[0].body))
        try:
            yield table
        finally:
            table.close()


def seat_of(table: Table, seat: str | None) -> str:
    """Return the seat that is asked for; where none is, that of the first person, or the scenario's first.

    Raises
    ------
    UnknownName
        If the scenario has no such seat.
    """
    scenario = table.setup.scenario
    if seat is None:
        return (table.persons or tuple(scenario.seats))[0]
    if seat not in scenario.seats:
        raise UnknownName(_("seat of {name}").format(name=scenario.name), seat, scenario.seats)
    return seat


def check_open(table: Table) -> None:
    """Refuse a game of several persons that is not over: what moved it would tell what each keeps to itself.

    Raises
    ------
    InputError
        If it is one.
    """
    if not table.over and len(table.persons) > 1:
        message = _("This game is not over, and several persons play it; it is shown when it is over.")
        raise InputError(message, field="game")
