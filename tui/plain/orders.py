"""The powers of a seat as numbered lists: what can be put into an order, and handing it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sim.errors import FournosError, InputError, OutOfRange
from sim.language import _
from tui.telling import decide
from tui.telling.decide import Section
from tui.telling.offers import PLEDGE, OfferRow

if TYPE_CHECKING:
    from tui.plain.loop import Play


@dataclass(frozen=True)
class Entry:
    """A line of a numbered list: its text, and what choosing it does."""

    text: str
    do: Callable[[], None]


def seal(play: Play, text: str | None = None) -> None:
    """Hand in an order (the draft if None); where it is not legal, the draft stays as it was.

    Raises
    ------
    FournosError
        If it cannot be read, is not legal, or could not be committed.
    """
    session = play.session
    kept = session.draft.order
    try:
        if text is not None:
            session.write(text.lower())
        order = session.draft.order
        session.seal()
    except FournosError:
        session.draft.order = kept
        raise
    play.stream.say(_("Handed in: {order}").format(order=decide.order_line(order)))


def clear(play: Play, rest: str) -> None:
    """Take everything out of the draft."""
    play.session.write("")
    bill(play, listing=True)


def menu(play: Play) -> None:
    """List what can be done now, by number."""
    play.stream.title(_("What you can do"))
    play.stream.numbered(entry.text for entry in entries(play))


def choose(play: Play, number: int) -> None:
    """Do what stands under a number of the list.

    Raises
    ------
    InputError
        If there is no such number.
    """
    listed = entries(play)
    _at(number, len(listed))
    listed[number - 1].do()


def entries(play: Play) -> list[Entry]:
    """Return what can be done in the open phase."""
    from tui.plain import forecasts, help_text

    session, signals = play.session, play.session.view.turn.phase == decide.SIGNAL
    draft = str(session.draft.order)
    usual = _("Hand in nothing: keep the posture, make no move, leave the answers to it")
    own = _("Hand in the draft: {draft}").format(draft=draft)
    found = [Entry(own if draft else _("Say nothing in public") if signals else usual, partial(seal, play))]
    found += [] if signals else _suggestions(play)
    for section in decide.sections(session.view, play.scenario, session.draft.order):
        if signals:
            rows = [row for row in section.rows if not row.taken]
            found += [Entry(row.title, partial(_said, play, row)) for row in rows]
        else:
            found.append(Entry(_section_text(section), partial(_open, play, section.id)))
    if not signals:
        found.append(Entry(_("Forecast: simulated futures of the draft"), partial(forecasts.forecast, play, "")))
        found.append(Entry(_("Advice: the four authors on the draft"), partial(forecasts.advise, play, "")))
    return [*found, Entry(_("Help: all commands, and how an order is written"), partial(help_text.help_of, play, ""))]


def _suggestions(play: Play) -> list[Entry]:
    words = _("Take into the draft, as the scenario suggests: {order}. {text}")
    return [
        Entry(words.format(order=order, text=text), partial(_write, play, order))
        for order, text in decide.first_orders(play.scenario, play.session.view)
    ]


def _write(play: Play, order: str) -> None:
    play.session.write(order)
    bill(play, listing=True)


def _said(play: Play, row: OfferRow) -> None:
    decide.take(play.session.draft, row.key)
    seal(play)


def bill(play: Play, *, listing: bool = False) -> None:
    """Tell what the draft says and costs, and perhaps how it goes on."""
    order = play.session.draft.order
    play.stream.say(_("Draft: {order}").format(order=decide.order_line(order)))
    play.stream.say(_("It {bill}.").format(bill=decide.bill(play.session.view, order).line))
    if listing:
        play.stream.say(_("An empty line hands it in; menu lists again what you can do."))


def _section_text(section: Section) -> str:
    legal = sum(not row.hindrance for row in section.rows)
    taken = ", ".join(row.title for row in section.rows if row.taken and not row.key.endswith((":", "=")))
    words = _("{title} ({legal} to choose from)").format(title=section.title, legal=legal)
    return _("{section}; now: {taken}").format(section=words, taken=taken) if taken else words


def _row_text(row: OfferRow) -> str:
    """Return a row on as few lines as say what it is, what it costs, and whether it can be had."""
    name = "" if row.kind == PLEDGE or row.key.endswith("=") else row.key.partition(":")[2]
    head = f"{row.title} ({name})" if name and name != row.title else row.title
    free = "" if row.kind == PLEDGE else _("free")  # what a broken pledge costs is no capital
    price = _("costs {cost}").format(cost=row.cost) if row.cost else free
    state = _("not now: {why}").format(why=row.hindrance) if row.hindrance else ""
    marks = "; ".join(part for part in (price, _("in the draft") if row.taken else "", state) if part)
    text = "" if row.text == row.title else row.text
    return (f"{head}: {marks}. {text}" if marks else f"{head}. {text}").rstrip()


def _open(play: Play, name: str) -> None:
    """List a section, and ask for one of its rows until there is one; an empty line goes back, a command is done."""
    from tui.plain import commands

    stream, session = play.stream, play.session
    section = next(
        each for each in decide.sections(session.view, play.scenario, session.draft.order) if each.id == name
    )
    stream.title(section.title)
    if section.note:
        stream.say(section.note)
    stream.numbered(_row_text(row) for row in section.rows)
    if any(row.kind == PLEDGE for row in section.rows):
        stream.say(_("What breaking one costs and opens: write break NAME, as in break no-bases; it orders nothing."))
    words = _("{where}; {title}: a number, or an empty line to go back")
    prompt = "\n" + words.format(where=play.where(), title=section.title.rstrip("?"))
    while (line := stream.ask(prompt)) is not None:
        if not line:
            return bill(play, listing=True)
        row = _row(section, line)
        if row is not None:
            return _take(play, row)
        if commands.known(line):
            return commands.do(play, line)
        message = _("There is no such number in the list: choose 1 to {last}.").format(last=len(section.rows))
        stream.fault(InputError(message, field="number", got=line))
    play.left = True


def _row(section: Section, line: str) -> OfferRow | None:
    """Return the row of a section that a line names, by its number or its short name; None for none."""
    if line.isdecimal() and len(line) < 5:
        return section.rows[int(line) - 1] if 1 <= int(line) <= len(section.rows) else None
    named = [row for row in section.rows if line.lower() == row.key.partition(":")[2]]
    return named[0] if len(named) == 1 else None


def _take(play: Play, row: OfferRow) -> None:
    """Put a row into the draft, or say why it cannot be had."""
    if row.hindrance and not row.taken:
        raise InputError(_("Not now: {why}.").format(why=row.hindrance), field="order", got=row.key)
    terms: float | None = None
    if decide.names_terms(play.session.view, row.key):
        line = play.stream.ask(_("Terms from 0 (yours) to 1 (theirs); an empty line takes 0.5"))
        if line is None:
            play.left = True
            return
        terms = _share(line or "0.5")
    decide.take(play.session.draft, row.key, terms=terms)
    play.stream.each(row.effects)
    bill(play, listing=True)


def _share(text: str) -> float:
    """Return a number from 0 to 1."""
    from sim.orders import NUMBER

    if not NUMBER.fullmatch(text) or float(text) > 1.0:
        raise OutOfRange(_("terms"), text[:20], 0, 1)
    return float(text)


def _at(number: int, last: int) -> None:
    """Refuse a number that is not in a list."""
    if not 1 <= number <= last:
        message = _("There is no such number in the list: choose 1 to {last}.").format(last=last)
        raise InputError(message, field="number", got=number)
