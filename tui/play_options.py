"""What the words of `fournos play` ask for, and the setup of a game that follows from them.

The screens and the plain text game start from the same options, so that a game is the same whichever shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.errors import InputError, UnknownName
from sim.language import _

if TYPE_CHECKING:
    from sim.game.origin import Origin
    from sim.game.setup import Setup
    from sim.game.table import Table
    from sim.scenario import Scenario
    from tui.session import Session

FIRST_SCENARIO = "tutorial"
"""Played where none is named and nobody can be asked."""
SEEDS = 1_000_000
"""Seeds drawn where none is given are below it: short enough to be told to somebody."""


@dataclass(frozen=True)
class PlayOptions:
    """What a player asked for on the command line or on the start screen.

    Attributes
    ----------
    scenario : name or path; "" where it was left open.
    start : one of the scenario's other starts, None for its own opening.
    seats : seats that persons play; empty where it was left open (the target's, or all with `hotseat`).
    players : player of a seat in its notation (`sim.game.setup.Player`), by seat; of a person's seat, the doctrine that
        it holds at the opening.
    declined : seats offered to a person that would rather leave them to the computer.
    seed : fixes all chance; None to draw one.
    save : file of the new game; None for a place of the program's choice.
    resume : saved game to go on with; None for a new one.
    postcard : a game as one line of text, to play on from where it ends; None for none.
    run : a run of a study, to be looked at or taken over; None for none.
    study : folder of a study to browse; "" for none.
    skin : name of the invented names to show it under; "" for the real ones.
    title : what the players call the game.
    hotseat, observe, white_cell : several persons at one machine; nobody plays; all seats on one page.
    plain, ascii : text in a stream instead of screens; signs of ASCII alone.
    """

    scenario: str = ""
    start: str | None = None
    seats: tuple[str, ...] = ()
    players: Mapping[str, str] = field(default_factory=dict)
    declined: tuple[str, ...] = ()
    seed: int | None = None
    save: str | None = None
    resume: str | None = None
    postcard: str | None = None
    run: Origin | None = None
    study: str = ""
    skin: str = ""
    title: str = ""
    hotseat: bool = False
    observe: bool = False
    white_cell: bool = False
    plain: bool = False
    ascii: bool = False


def scenario_of(options: PlayOptions) -> Scenario:
    """Return the scenario that options name, at the start that they name.

    Raises
    ------
    FournosError
        If there is no such scenario or start, or its file cannot be read.
    """
    from scenarios import load

    return load(options.scenario or FIRST_SCENARIO, options.start)


def persons_of(options: PlayOptions, scenario: Scenario) -> tuple[str, ...]:
    """Return the seats that persons play: those named, else the target's, or all at a shared machine; none to observe.

    Raises
    ------
    UnknownName
        If a seat is not of this scenario.
    """
    from sim.seats import Role

    for seat in (*options.seats, *options.declined):
        if seat not in scenario.seats:
            raise UnknownName(_("seat of {name}").format(name=scenario.name), seat, scenario.seats)
    if options.observe:
        return ()
    usual = tuple(scenario.seats) if options.hotseat else (scenario.seat_of(Role.TARGET),)
    return tuple(seat for seat in options.seats or usual if seat not in options.declined)


def setup_of(options: PlayOptions) -> Setup:
    """Return the setup of a new game; where no seed is given, one is drawn.

    Raises
    ------
    FournosError
        If the scenario, a seat, a player or the seed is not allowed.
    """
    from dataclasses import replace

    from sim.game.setup import PERSON, PLANNER, Setup

    scenario = scenario_of(options)
    persons = persons_of(options, scenario)
    for seat in persons:
        if options.players.get(seat, "").partition(":")[0] == PLANNER:
            both = f"{'--hotseat' if options.hotseat else f'--seat {seat}'}, -d {seat}={options.players[seat]}"
            raise InputError(_("Only one of {options} at a time.").format(options=both), field="-d", got=both)
    players = {seat: text for seat, text in options.players.items() if seat not in persons}
    players |= {seat: _person(options.players.get(seat, ""), PERSON) for seat in persons}
    setup = Setup.of(scenario, players, _seed(options), skin=options.skin, title=options.title)
    return replace(setup, declined=options.declined)


def placed(options: PlayOptions) -> PlayOptions:
    """Return options with a place for a new game: that which was asked for, else one beside the other games.

    A run that is only looked at has none unless one was asked for: it can be made again at any time.
    """
    looked_at = options.run is not None and not options.run.taken_over
    if options.save is not None or options.resume is not None or looked_at:
        return options
    from dataclasses import replace

    from sim.game import saves, skins

    name = options.title or (_("postcard") if options.postcard else _begun(options))
    return replace(options, save=str(saves.new_path(skins.shown(name))))


def _begun(options: PlayOptions) -> str:
    """Return what a new game is called that has no title: as its scenario, or as the run that it takes over."""
    if options.run is None:
        return scenario_of(options).name
    from sim.game.runs import title

    return title(options.run)


def opened(options: PlayOptions, setup: Setup | None = None) -> Session:
    """Return the game that options ask for: saved before, a postcard's, a study's run, or new (of `setup` if given).

    Raises
    ------
    FournosError
        If it cannot be read or written, or the options are not allowed.
    """
    from sim.game.table import MEMORY
    from tui.session import Session

    seat = options.seats[0] if options.seats else None
    if options.resume is not None:
        return Session.resumed(options.resume, seat)
    path = options.save or MEMORY
    if options.run is not None:
        from sim.game.runs import table_of

        return Session(table_of(options.run, seat or "", path), seat)
    if options.postcard is not None:
        return Session(_from_postcard(options, path), seat)
    return Session.new(setup or setup_of(options), path)


def _from_postcard(options: PlayOptions, path: str) -> Table:
    """Return a postcard's game played again; a scenario that is named stands for the one that the card names."""
    from scenarios import load
    from sim.game.postcards import read, replayed

    def found(name: str, start: str | None) -> Scenario:
        return load(options.scenario or name, start)

    assert options.postcard is not None
    return replayed(read(options.postcard, found), path)


def _person(doctrine: str, person: str) -> str:
    """Return a person in the notation of players, with the doctrine that its seat holds at the opening."""
    return doctrine if doctrine.partition("/")[0] == person else f"{person}/{doctrine}".rstrip("/")


def _seed(options: PlayOptions) -> int:
    from random import SystemRandom

    return options.seed if options.seed is not None else SystemRandom().randrange(1, SEEDS)
