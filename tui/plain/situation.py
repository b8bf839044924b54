"""What a player is told before a decision: the briefing, who plays, the situation, and what the open phase is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import InputError, UnknownName
from sim.game import content_notes
from sim.game.setup import COMPUTER, PERSON, Player
from sim.language import _
from tui.plain.orders import bill, menu
from tui.telling import decide
from tui.telling.others import known
from tui.telling.situation import Picture, quarters_left
from tui.telling.situation import situation as picture

if TYPE_CHECKING:
    from tui.plain.loop import Play


def briefing(play: Play, rest: str = "") -> None:
    """Tell what is played, what a player should know before, who plays which seat, and how it is played."""
    stream, scenario = play.stream, play.scenario
    stream.title(scenario.title)
    stream.pair(_("Period"), scenario.period)
    stream.each(content_notes.before_play(scenario), 0)
    for seat in play.session.table.persons:
        stream.each(content_notes.before_seat(scenario, seat), 0)
    if content_notes.on_translation():
        stream.say(content_notes.on_translation())
    stream.title(_("Briefing"))
    stream.say(scenario.briefing)
    stream.title(_("What this game is to teach"))
    stream.numbered(scenario.teaching_goals)
    seats(play)
    stream.title(_("How to play"))
    stream.say(
        _(
            "At each prompt write an order, a number from the list, or a command. An empty line hands in the draft; "
            "without one the posture is kept, no move is made, and the answers are left to the posture. What you "
            "choose by number goes into the draft first; an order that you write is handed in at once. Type ? for "
            "help, and quit to leave: what you have handed in is kept."
        )
    )


def seats(play: Play, rest: str = "") -> None:
    """Tell who plays each seat, and the posture that it holds; postures are public."""
    setup, held = play.session.table.setup, play.session.view.doctrines
    play.stream.title(_("Seats"))
    words = _("{label} ({seat}): {player}; posture {posture}")
    for seat, row in play.scenario.seats.items():
        player = player_words(setup.players[seat])
        play.stream.say(words.format(label=row.label, seat=seat, player=player, posture=held[seat]), 1)


def player_words(player: Player) -> str:
    """Return who plays a seat."""
    if player.kind == PERSON:
        return _("a person")
    if player.kind == COMPUTER:
        return _("the computer, by the plan of its posture")
    return _("the computer, which searches its orders (planner, level {level} of 3)").format(level=player.level)


def sit(play: Play, rest: str) -> None:
    """Look at the game as another seat does: when it is over, where nobody plays, or as a facilitator.

    Raises
    ------
    UnknownName, InputError
        If there is no such seat, or its secrets are still its own.
    """
    session = play.session
    if rest not in play.scenario.seats:
        raise UnknownName("seat", rest, play.scenario.seats)
    if not (session.table.over or session.observing or play.facilitated):
        raise InputError(_("What another seat sees is told when the game is over."), field="seat", got=rest)
    session.sit_down(rest)
    play.stream.say(_("You look on as {seat} now.").format(seat=play.scenario.seats[rest].label))


def tell(play: Play, rest: str = "") -> None:
    """Tell the whole situation as the seat that is asked knows it."""
    play.stream.say()
    play.stream.each(_picture(play).lines, 0)
    play.stream.say(quarters_left(play.session.view, play.scenario))


def briefly(play: Play) -> None:
    """Tell what a turn begins with, for a player who has just been told what came of the last one."""
    found, stream = _picture(play), play.stream
    stream.title(found.heading)
    stream.say(found.standing)
    stream.say(_("Five meters:"))
    stream.each(row.line for row in found.meters)
    stream.each(found.asks, 0)
    stream.say(_("For relations, patrons, events and losses write: situation"))


def _picture(play: Play) -> Picture:
    session = play.session
    return picture(session.view, play.scenario, session.table.played.model.p)


def others(play: Play, rest: str = "") -> None:
    """Tell what is known of the other seats, and what this seat believes of their aims."""
    session = play.session
    play.stream.title(_("The others"))
    play.stream.each(known(session.view, play.scenario, session.table.beliefs.of(session.seat)))


def phase(play: Play, rest: str = "") -> None:
    """Tell what the open phase is for, and list what can be done in it."""
    stream, view = play.stream, play.session.view
    stream.title(decide.phase_line(view, play.scenario))
    if view.turn.phase == decide.SIGNAL:
        _statements(play)
    else:
        stream.each(decide.card_lines(view, play.scenario)[:2], 0)
        bill(play)
    menu(play)


def _statements(play: Play) -> None:
    """Tell once what a public statement does."""
    (section,) = decide.sections(play.session.view, play.scenario, play.session.draft.order)
    for text in dict.fromkeys(row.text for row in section.rows):
        play.stream.say(text)
