"""How a plain text game begins: what was left open is asked of a person at a terminal, and told to everybody."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from sim.errors import FournosError
from sim.game import content_notes, skins
from sim.game.runs import told
from sim.game.setup import LEVELS
from sim.game.table import MEMORY
from sim.language import _
from sim.plots.words import with_article
from sim.scenario import Scenario
from sim.seats import Role
from tui.commands import exits
from tui.commands.console import note
from tui.plain import situation
from tui.plain.loop import Play
from tui.plain.stream import Stream
from tui.play_options import FIRST_SCENARIO, PlayOptions, opened, persons_of, placed, scenario_of
from tui.telling.amounts import with_names
from tui.telling.commitments import held_doctrine

LEAVE = ("quit", "q", "exit")
"""Words that leave before a game has begun."""
MOST_SAVED = 9
"""Saved games that the first question offers, the latest first."""


def played(options: PlayOptions, stream: Stream) -> int:
    """Play a game in text from the first question to the last, and return the exit code.

    Raises
    ------
    FournosError
        If the options are not allowed, or a line from a file cannot be taken.
    """
    skins.use(options.skin)
    asked: PlayOptions | None = options
    named = options.scenario or options.resume or options.postcard or options.run
    if stream.tty and not named:
        asked = _asked(stream, options)
    if asked is None:
        return exits.DONE
    play = Play(opened(placed(asked)), stream, asked)
    try:
        return _through(play, new=asked.resume is None and asked.run is None)
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
        if play.stream.tty:
            note("")  # the terminal has just shown ^C
        note(_("The game is kept in {path}, with all that was handed in.").format(path=path))
        if path != MEMORY and not play.session.table.over:
            note(_("Go on with it: {command}").format(command=play.onward))
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
    elif play.options.run is not None:
        play.stream.title(table.setup.title)
        play.stream.each(content_notes.before_play(table.setup.scenario), 0)
        for seat in table.persons:
            play.stream.each(content_notes.before_seat(table.setup.scenario, seat), 0)
        play.known = {} if table.over else dict.fromkeys(table.setup.scenario.seats, len(table.record.quarters))
    else:
        play.stream.say(_("Going on with: {title}").format(title=table.setup.title or table.setup.scenario.title))
        play.known = dict.fromkeys(table.setup.scenario.seats, len(table.record.quarters))
    play.stream.each(told(table.setup), 0)
    for each in table.deviations:
        words = _("{field} in quarter {quarter}: kept {stored}, though the rules now give {found}")
        text = words.format(field=each.field, quarter=each.quarter, stored=each.stored, found=each.found)
        print(text, file=sys.stderr)


# ------------------------------------------------------------------------------------------------------ the questions


def _asked(stream: Stream, options: PlayOptions) -> PlayOptions | None:
    """Ask for what was left open, one question after the other; None if the player leaves."""
    from scenarios import load, names
    from sim.game import saves

    rows = [load(name) for name in sorted(names(), key=lambda name: name != FIRST_SCENARIO)]
    kept = [save for save in saves.listed() if not save.fault and not save.over][:MOST_SAVED]
    words = _("{name}: {title}; about {minutes} minutes")
    texts = [words.format(name=row.name, title=row.title, minutes=row.minutes) for row in rows]
    texts += [
        _("go on with {title}: turn {turn}, {date}").format(title=save.title, turn=save.turn + 1, date=save.date)
        for save in kept
    ]
    usual = [row.name for row in rows].index(FIRST_SCENARIO)
    number = _number(stream, _("What do you play?"), texts, usual, [row.name for row in rows])
    if number is None:
        return None
    if number >= len(rows):
        return replace(options, resume=str(kept[number - len(rows)].path))
    options = replace(options, scenario=rows[number].name)
    scenario = scenario_of(options)
    found = options if options.seats or options.hotseat or options.observe else _seat(stream, options, scenario)
    found = found and _opponents(stream, found, scenario)
    return found and _seed(stream, found)


def _seat(stream: Stream, options: PlayOptions, scenario: Scenario) -> PlayOptions | None:
    """Ask which seat the player takes; the attacker's may be declined."""
    seats = [seat for seat in scenario.seats if seat not in options.declined]
    usual = seats.index(scenario.seat_of(Role.TARGET))
    labels = [scenario.seats[seat].label for seat in seats]
    number = _number(stream, _("Which seat do you take?"), labels, usual, seats)
    if number is None:
        return None
    seat = seats[number]
    warned = content_notes.before_seat(scenario, seat)
    if not warned:
        return replace(options, seats=(seat,))
    stream.each(warned, 0)
    choice = _number(stream, _("Do you take it?"), [_("take this seat"), _("decline it: the computer takes it")], 0)
    if choice is None:
        return None
    if choice == 0:
        return replace(options, seats=(seat,))
    return _seat(stream, replace(options, declined=(seat,)), scenario)


def _opponents(stream: Stream, options: PlayOptions, scenario: Scenario) -> PlayOptions | None:
    """Ask who plays the seats that were not named: all alike, or each by itself."""
    persons = persons_of(options, scenario)
    left = [seat for seat in scenario.seats if seat not in persons and seat not in options.players]
    if not left:
        return options
    ways = [
        _("the computer, each seat with the posture that the scenario gives it"),
        _("the computer, searching its orders (planner, level 2 of 3); slower"),
        _("choose for each seat"),
    ]
    way = _number(stream, _("Who plays the other seats?"), ways, 0)
    if way is None:
        return None
    if way < 2:
        return replace(options, players={**options.players, **dict.fromkeys(left, "planner:2" if way else "computer")})
    players = dict(options.players)
    for seat in left:
        chosen = _opponent(stream, scenario, seat)
        if chosen is None:
            return None
        players[seat] = chosen
    return replace(options, players=players)


def _opponent(stream: Stream, scenario: Scenario, seat: str) -> str | None:
    """Ask how the computer plays one seat."""
    row, role = scenario.seats[seat], scenario.role_of(seat)
    listed = [*row.doctrines, *(f"planner:{level}" for level in LEVELS)]
    texts = [f"{name}. {with_names(held_doctrine(role, name).text, scenario)}" for name in row.doctrines]
    texts += [_("a planner that searches its orders, level {level} of 3").format(level=level) for level in LEVELS]
    question = _("How does the computer play {seat}?").format(seat=with_article(row.label))
    number = _number(stream, question, texts, listed.index(row.doctrine))
    return None if number is None else listed[number]


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


def _number(stream: Stream, question: str, texts: Sequence[str], usual: int, names: Sequence[str] = ()) -> int | None:
    """Ask for one of a numbered list, and return its place; None where the player leaves, or the input ends.

    Parameters
    ----------
    usual : the place that an empty line takes.
    names : words that choose the first of the list beside their numbers.
    """
    stream.title(question)
    stream.numbered(texts)
    while (line := stream.ask(_("Number; an empty line takes {number}").format(number=usual + 1))) is not None:
        if not line:
            return usual
        if line.isdecimal() and len(line) < 4 and 1 <= int(line) <= len(texts):
            return int(line) - 1
        if line.lower() in names:
            return list(names).index(line.lower())
        if line.lower() in LEAVE:
            return None
        stream.say(
            _("There is no such number in the list: choose 1 to {last}, or write quit to leave.").format(
                last=len(texts)
            )
        )
    return None
