"""What came of the orders: news for the seat that is asked, reasons, luck, and the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import InputError, UnknownName
from sim.game.views import SeenQuarter
from sim.language import _, plural
from sim.ledger.quantities import QUANTITIES
from sim.study.meters import METERS
from tui.telling import result
from tui.telling.figures import digits, signed
from tui.telling.why import Change, Eyes, Why, changes

if TYPE_CHECKING:
    from tui.plain.loop import Play


def news(play: Play) -> None:
    """Tell the seat that is asked what has been played since it was told last, turn by turn."""
    session = play.session
    told, past = play.known.get(session.seat, 0), result.past(session.table, session.seat, eyes(play))
    play.known[session.seat] = len(past)
    if told >= len(past):
        return
    for turn in session.table.record.turns:
        if turn.quarters.stop > told:
            _turn(play, past[turn.quarters.start : turn.quarters.stop], turn.number)
    play.stream.say(_("For the reasons write: why NAME, as in why legitimacy. For the part of chance: luck."))


def _turn(play: Play, rows: tuple[SeenQuarter, ...], number: int) -> None:
    """Tell what came of one turn."""
    stream, session = play.stream, play.session
    table, looks = session.table, eyes(play)
    turn = table.record.turns[number]
    stream.title(_("Result of {page}").format(page=result.pages(table, number)[0].title))
    stream.say(_("What each seat did:"))
    stream.each(result.did_text(rows, play.scenario, turn))
    stream.each(result.reasons(table, looks, turn))
    stream.say(_("What happened:"))
    stream.each(result.happened_text(rows, session))
    stream.each(result.overridden(table, looks, turn.quarters))
    _changed(play, changes(table, looks, turn.quarters))


def _changed(play: Play, found: tuple[Change, ...]) -> None:
    """Tell what changed: the meters, and how many other quantities moved."""
    names = {meter.name for meter in METERS}
    play.stream.say(_("What changed:"))
    play.stream.each(each.text for each in found if each.name in names)
    rest = [each for each in found if each.name not in names]
    if rest:
        words = plural("One other quantity moved: write moved.", "{n} other quantities moved: write moved.", len(rest))
        play.stream.say(words.format(n=len(rest)), 1)


def moved(play: Play, rest: str) -> None:
    """Tell every quantity that moved in the last turn, or in a quarter counted from 1.

    Raises
    ------
    InputError
        If no such quarter has been played.
    """
    for each in _changes(play, _asked(play, rest)):
        play.stream.say(f"{each.name}. {each.text}", 1)


def why(play: Play, rest: str) -> None:
    """Tell why a quantity changed in the last turn, or in a quarter counted from 1; with a line, the rules behind it.

    Raises
    ------
    FournosError
        If there is no such quantity, line or quarter, or this seat does not see it.
    """
    from tui.telling.account_text import line_text
    from tui.telling.why import why as account

    name, *more = rest.lower().split() or [""]
    quarters = _asked(play, next((word for word in more if word.isdecimal()), ""))
    lines = [word for word in more if not word.isdecimal()]
    listed = [each.name for each in _changes(play, quarters)]
    if not name:
        message = _("Write: why NAME, as in why legitimacy. What changed: {names}.")
        raise InputError(message.format(names=", ".join(listed)), field="quantity")
    if name in QUANTITIES and name not in listed:
        message = _("{name} did not change then, or this seat does not see it. It can ask for: {names}.")
        raise InputError(message.format(name=name, names=", ".join(listed)), field="quantity", got=name)
    if name not in listed:
        raise UnknownName(_("quantity that changed"), name, listed)
    told = account(play.session.table, eyes(play), name, quarters)
    keys = [each.key for each in told.lines if each.grains]
    if lines and lines[0] not in keys:
        raise UnknownName(_("line of the account"), lines[0], keys)
    if lines:
        play.stream.each(line_text(told, lines[0]), 0)
    else:
        _account(play, told)


def _account(play: Play, told: Why) -> None:
    """Tell the lines of an account, each with the inputs behind it."""
    stream = play.stream
    stream.title(told.change.text)
    stream.say(_("It is made up of:"))
    places = digits(abs(each.value) for each in told.lines)
    for each in told.lines:
        if each.grains:
            words = _("{title}: {value} ({key})").format(
                title=each.title, value=signed(each.value, places), key=each.key
            )
            stream.say(words, 2 if each.part else 1)
            stream.each((f"{signed(row.alone, places)} {row.text}" for row in each.inputs), 3 if each.part else 2)
    stream.say(
        _("For the rules, the parameters and the claims behind a line: why {name} LINE, as in why {name} {key}").format(
            name=told.change.name, key=next((each.key for each in told.lines if each.grains), "own")
        )
    )


def log(play: Play, rest: str) -> None:
    """Tell every quarter so far, or only what one seat did.

    Raises
    ------
    UnknownName
        If there is no such seat.
    """
    session, rest = play.session, rest.lower()
    if rest and rest not in play.scenario.seats:
        raise UnknownName("seat", rest, play.scenario.seats)
    past = result.past(session.table, session.seat, eyes(play))
    if not past:
        play.stream.say(_("No quarter has been played yet."))
    for row in past:
        head = _("Quarter {number}, {date}, turn {turn}")
        play.stream.title(head.format(number=row.quarter + 1, date=row.date, turn=row.turn + 1))
        play.stream.each(each.text for each in result.did(row, play.scenario) if rest in ("", each.seat))
        if not rest:
            play.stream.each(result.happened_text((row,), session))


def luck(play: Play, rest: str) -> None:
    """Tell where the last turn fell among replays of the same orders.

    Raises
    ------
    InputError
        If no quarter has been played.
    """
    quarters = _asked(play, rest)
    with play.stream.stoppable():
        bars = result.luck(play.session.table, eyes(play), quarters)
    first, last = (play.scenario.date(quarter) for quarter in (quarters[0], quarters[-1]))
    span = first if first == last else _("{first} to {last}").format(first=first, last=last)
    play.stream.title(_("The part of chance, {span}").format(span=span))
    play.stream.each(result.luck_text(bars, play.scenario))


def eyes(play: Play) -> Eyes:
    """Return what the seat that is asked may be shown; a facilitator sees everything."""
    found = result.eyes_of(play.session)
    return Eyes(found.role, found.whole or play.facilitated)


def _changes(play: Play, quarters: range) -> tuple[Change, ...]:
    return changes(play.session.table, eyes(play), quarters)


def _asked(play: Play, when: str) -> range:
    """Return the quarters that are asked for: one, counted from 1, or those of the last turn."""
    rows = play.session.table.record.quarters
    if not rows:
        raise InputError(_("No quarter has been played yet."), field="quarter")
    if not when:
        first = next(row.quarter for row in rows if row.turn == rows[-1].turn)
        return range(first, rows[-1].quarter + 1)
    if not when.isdecimal() or len(when) > 4 or not 1 <= int(when) <= len(rows):
        message = _("The quarter is a whole number from 1 to {last}.").format(last=len(rows))
        raise InputError(message, field="quarter", got=when)
    return range(int(when) - 1, int(when))
