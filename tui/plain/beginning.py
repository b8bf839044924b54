"""How a plain text game begins: what was left open is asked of a person at a terminal, and told to everybody."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from sim.errors import FournosError
from sim.game import content_notes, skins
from sim.language import _
from sim.scenario import Scenario
from sim.seats import Role
from tui.commands import exits
from tui.commands.console import note
from tui.plain import situation
from tui.plain.loop import Play
from tui.plain.stream import Stream
from tui.play_options import PlayOptions, opened, persons_of, scenario_of


def played(options: PlayOptions) -> int:
    """Play a game in text from the first question to the last, and return the exit code.

    Raises
    ------
    FournosError
        If the options are not allowed, or a line from a file cannot be taken.
    """
    stream = Stream.standard(ascii_only=options.ascii)
    skins.use(options.skin)
    asked: PlayOptions | None = options
    if stream.tty and not options.scenario and options.resume is None and options.postcard is None:
        asked = _asked(stream, options)
    if asked is None:
        return exits.DONE
    play = Play(opened(_kept(asked)), stream, asked)
    try:
        return _through(play, new=asked.resume is None)
    finally:
        play.session.close()
        skins.use("")


def _through(play: Play, *, new: bool) -> int:
    """Play a game that is open to its end, or until the player leaves."""
    setup, path = play.session.table.setup, str(play.session.table.journal.path)
    skins.use(setup.skin, setup.scenario.start)
    exits.saved()
    try:
        _begin(play, new)
        play.run()
    except KeyboardInterrupt:
        note(_("The game is kept in {path}, with all that was handed in.").format(path=path))
        raise
    except FournosError:
        note(_("The game is kept in {path}, with all that was handed in before.").format(path=path))
        raise
    play.told_where()
    return exits.DONE


def _begin(play: Play, new: bool) -> None:
    table = play.session.table
    if new:
        situation.briefing(play)
    else:
        play.stream.say(_("Going on with: {title}").format(title=table.setup.title or table.setup.scenario.title))
        play.known = dict.fromkeys(table.setup.scenario.seats, len(table.record.quarters))
    for each in table.deviations:
        words = _("{field} in quarter {quarter}: kept {stored}, though the rules now give {found}")
        text = words.format(field=each.field, quarter=each.quarter, stored=each.stored, found=each.found)
        print(text, file=sys.stderr)


def _kept(options: PlayOptions) -> PlayOptions:
    """Return options with a place for a new game: that which was asked for, else beside the other games."""
    if options.save is not None or options.resume is not None:
        return options
    from sim.game import saves

    title = options.title or (_("postcard") if options.postcard else scenario_of(options).title)
    return replace(options, save=str(saves.new_path(skins.shown(title))))


# ------------------------------------------------------------------------------------------------------ the questions


def _asked(stream: Stream, options: PlayOptions) -> PlayOptions | None:
    """Ask for what was left open, one question after the other; None if the player leaves."""
    from scenarios import load, names

    stream.say(_("Four No's: a simulation of a middle power, its great neighbour and two patrons."))
    stream.say(_("In plain text. An empty line takes what is usual; Ctrl+D leaves."))
    rows = [load(name) for name in names()]
    texts = [_("{name}: {title}; about {minutes} minutes").format(**_about(row)) for row in rows]
    usual = [row.name for row in rows].index("tutorial")
    number = _number(stream, _("Which scenario"), texts, usual)
    if number is None:
        return None
    options = replace(options, scenario=rows[number].name)
    scenario = scenario_of(options)
    found = options if options.seats or options.hotseat or options.observe else _seat(stream, options, scenario)
    found = found and _opponents(stream, found, scenario)
    return found and _seed(stream, found)


def _about(row: Scenario) -> dict[str, object]:
    return {"name": row.name, "title": row.title, "minutes": row.minutes}


def _seat(stream: Stream, options: PlayOptions, scenario: Scenario) -> PlayOptions | None:
    """Ask which seat the player takes; the attacker's may be declined."""
    seats = list(scenario.seats)
    usual = seats.index(scenario.seat_of(Role.TARGET))
    labels = [scenario.seats[seat].label for seat in seats]
    number = _number(stream, _("Which seat do you take"), labels, usual)
    if number is None:
        return None
    seat = seats[number]
    warned = content_notes.before_seat(scenario, seat)
    if not warned:
        return replace(options, seats=(seat,))
    stream.each(warned, 0)
    choice = _number(stream, _("Do you take it"), [_("Take this seat"), _("Decline it: the computer takes it")], 0)
    if choice is None:
        return None
    if choice == 0:
        return replace(options, seats=(seat,))
    return _seat(stream, replace(options, declined=(seat,)), scenario) if not options.declined else None


def _opponents(stream: Stream, options: PlayOptions, scenario: Scenario) -> PlayOptions | None:
    """Ask who plays each of the other seats that was not named."""
    persons, players = persons_of(options, scenario), dict(options.players)
    for seat, row in scenario.seats.items():
        if seat in persons or seat in players:
            continue
        listed = [*row.doctrines, "planner:1", "planner:2", "planner:3"]
        texts = [_("the posture {name}").format(name=name) for name in row.doctrines]
        texts += [_("a planner that searches its orders, level {level} of 3").format(level=n) for n in (1, 2, 3)]
        question = _("How does the computer play {seat}").format(seat=row.label)
        number = _number(stream, question, texts, listed.index(row.doctrine))
        if number is None:
            return None
        players[seat] = listed[number]
    return replace(options, players=players)


def _seed(stream: Stream, options: PlayOptions) -> PlayOptions | None:
    """Ask for a seed; an empty line draws one."""
    from tui.commands.options import LARGEST_SEED

    while options.seed is None:
        line = stream.ask(_("Seed, a whole number that fixes all chance; an empty line draws one"))
        if line is None:
            return None
        if not line:
            break
        if line.isdecimal() and len(line) < 20 and int(line) <= LARGEST_SEED:
            return replace(options, seed=int(line))
        stream.say(_("A seed is a whole number from 0 on."))
    return options


def _number(stream: Stream, question: str, texts: Sequence[str], usual: int) -> int | None:
    """Ask for one of a numbered list, and return its place; None at the end of the input."""
    stream.title(question)
    stream.numbered(texts)
    while (line := stream.ask(_("Number; an empty line takes {number}").format(number=usual + 1))) is not None:
        if not line:
            return usual
        if line.isdecimal() and len(line) < 4 and 1 <= int(line) <= len(texts):
            return int(line) - 1
        stream.say(_("There is no such number in the list: choose 1 to {last}.").format(last=len(texts)))
    return None
