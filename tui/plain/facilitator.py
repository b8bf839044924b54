"""The facilitator's tools: all seats on one page, events, overrides, and the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.game import changes, injects
from sim.game.record import Inject
from sim.language import _
from tui.telling import decide
from tui.telling.amounts import with_names
from tui.telling.situation import situation

if TYPE_CHECKING:
    from tui.plain.loop import Play


def truth(play: Play, rest: str) -> None:
    """Tell what every seat sees and has handed in, and what none of them sees."""
    table, stream = play.session.table, play.stream
    for seat, row in play.scenario.seats.items():
        view = table.view(seat)
        stream.title(_("{label}: posture {posture}").format(label=row.label, posture=view.doctrines[seat]))
        stream.pair(_("handed in"), view.sealed or _("nothing so far"), 1)
        stream.pair(_("political capital"), view.choices.capital, 1)
    first = table.persons[0] if table.persons else play.session.seat
    stream.title(_("The situation, as {seat} sees it").format(seat=play.scenario.seats[first].label))
    stream.each(situation(table.view(first), play.scenario, table.played.model.p).lines, 0)
    stream.title(_("What no seat sees of another"))
    stream.each(_hidden(play))


def rows(play: Play, rest: str) -> None:
    """List the rows of the state that can be changed, with their values."""
    world = play.session.table.played.model.world
    for name in changes.names():
        play.stream.say(f"{name} = {changes.value(world, name):g}: {changes.meaning(name)}", 1)


def inject(play: Play, rest: str) -> None:
    """List the events of the catalogue that fit now, or put one of them into the game.

    Raises
    ------
    FournosError
        If there is no such event, or it could not be committed.
    """
    table = play.session.table
    if rest:
        table.inject(injects.prepared(rest).inject)
        _told(play)
        return
    model = table.played.model
    play.stream.title(_("Events that fit now"))
    for each in injects.offered(play.scenario, model.world, model.setting.facts_in(model.world.quarter)):
        play.stream.say(f"{each.id}: {each.title}. {each.told(play.scenario)}", 1)
        play.stream.each((with_names(line, play.scenario) for line in injects.effects(each.changes)), 2)


def schedule(play: Play, rest: str) -> None:
    """Prepare an event of the catalogue for the beginning of a later turn; without words, list what is prepared.

    Raises
    ------
    FournosError
        If there is no such event, that turn has begun or can never come, or it could not be committed.
    """
    table = play.session.table
    number, _space, name = rest.partition(" ")
    if number:
        if not number.isdecimal() or len(number) > 4:
            raise InputError(_("Write: schedule TURN ID"), field="turn", got=number)
        table.schedule(injects.prepared(name.strip()).inject, int(number) - 1)
    words = _("{key}. Before turn {turn}: {text}")
    for key, row in table.record.scheduled.items():
        text = injects.text_of(row.inject.id, row.inject.text, play.scenario)
        play.stream.say(words.format(key=key, turn=row.turn + 1, text=text), 1)
    if not table.record.scheduled:
        play.stream.say(_("Nothing is prepared."))


def withdraw(play: Play, rest: str) -> None:
    """Take back an event that was prepared and has not come, by its number.

    Raises
    ------
    UnknownName
        If there is none of that number.
    """
    play.session.table.withdraw(rest)
    play.stream.say(_("It will not come."))


def event(play: Play, rest: str) -> None:
    """Put in an event of one's own: `trust -0.1, grievance +0.05: A fishing boat is rammed.`.

    Raises
    ------
    FournosError
        If it cannot be read, or is not allowed.
    """
    found, words = _changes(rest)
    play.session.table.inject(Inject("", words, found))
    _told(play)


def override(play: Play, rest: str) -> None:
    """Put other values in place of the model's own, which are kept beside them: `trust 0.3: REASON`.

    Raises
    ------
    FournosError
        If it cannot be read, no reason is given, or a value is not allowed.
    """
    found, words = _changes(rest)
    play.session.table.override(found, words)
    _told(play)


def pause(play: Play, rest: str) -> None:
    """Stop the clock."""
    play.session.table.pause(rest)
    play.stream.say(_("Paused."))


def resume(play: Play, rest: str) -> None:
    """Let the clock run again."""
    play.session.table.resume()
    play.stream.say(_("The game goes on."))


def extend(play: Play, rest: str) -> None:
    """Give the open turn more time.

    Raises
    ------
    InputError
        If it is no number of seconds from 1 to a day.
    """
    if not rest.isdecimal() or len(rest) > 6:
        raise InputError(_("Write a whole number of seconds."), field="seconds", got=rest)
    play.session.table.extend(float(rest))
    play.stream.say(_("The open turn has {seconds} seconds more.").format(seconds=rest))


def note(play: Play, rest: str) -> None:
    """Put words on record."""
    play.session.table.note(rest)
    play.stream.say(_("Noted."))


def _changes(text: str) -> tuple[dict[str, float], str]:
    """Return the changes that stand before the colon, and the words behind it."""
    listed, _colon, words = text.partition(":")
    return injects.by_hand(listed), words.strip()


def _told(play: Play) -> None:
    done = play.session.table.record.interventions[-1]
    play.stream.say(done.text)
    words = _("{row}: the model's own {own}, now {now}")
    play.stream.each(words.format(row=name, own=f"{own:g}", now=f"{now:g}") for name, own, now in done.rows)


def _hidden(play: Play) -> list[str]:
    """Return the types, which the debrief reveals, and the expectations that were written down."""
    world, scenario = play.session.table.played.model.world, play.scenario
    greed = _("{challenger}'s type: {greed} of 1 (0 seeks security alone, 1 wants to expand)")
    resolve = _("Resolve of {patron}: {resolve} on the scale of log odds, 0 as usual")
    by_role = {role.value: scenario.seats[seat].label for role, seat in scenario.by_role().items()}
    found = [greed.format(challenger=by_role["challenger"], greed=f"{world.greed[0]:.2f}")]
    for place, role in enumerate(("patron_a", "patron_b")):
        found.append(resolve.format(patron=by_role[role], resolve=f"{world.resolve[place, 0]:.1f}"))
    for each in play.session.table.record.expected:
        label = scenario.seats[each.seat].label
        found.append(f"{label}: {decide.prediction_line(each.prediction, scenario)}")
    return found
