"""Help: the commands, how an order is written, and one word of them explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import UnknownName
from sim.language import _
from sim.orders import NOTATION
from sim.pledges import NAMES as PLEDGES
from sim.pledges import pledge
from tui.telling import decide
from tui.telling.offers import OfferRow

if TYPE_CHECKING:
    from tui.plain.loop import Play


def help_of(play: Play, word: str) -> None:
    """Explain a word; without one, list the commands and how an order is written.

    Raises
    ------
    UnknownName
        If there is no such command, move, answer, posture or pledge here.
    """
    from tui.plain.commands import COMMANDS, SHORT

    name = SHORT.get(word.lower(), word.lower())
    if not name:
        _everything(play)
    elif name in COMMANDS:
        play.stream.pair(COMMANDS[name].usage, COMMANDS[name].text)
    elif name in PLEDGES:
        row = pledge(name)
        play.stream.say(
            _("{text} It binds: {binds}. Breaking it opens {opens}.").format(
                text=row.text, binds=row.binds, opens=row.opens
            )
        )
    else:
        _offer(play, name)


def _everything(play: Play) -> None:
    from tui.plain.commands import COMMANDS

    stream = play.stream
    stream.title(_("Commands"))
    for command in COMMANDS.values():
        if not command.facilitating or play.facilitated:
            stream.pair(command.usage, command.text, 1)
    stream.title(_("An order is one line"))
    stream.say(NOTATION, 1)
    stream.say(_("Clauses stand between semicolons; each may be left out, the seat as well. For example:"), 1)
    first = decide.first_orders(play.scenario, play.session.view)
    examples = [order for order, _text in first[:1]] or [_("say calm"), _("posture bamboo; keep no-bases")]
    stream.each(examples, 2)
    stream.say(
        _(
            "An order that you write is handed in at once, in place of the draft; small and capital letters are alike. "
            "An empty line hands in the draft. A number chooses from the list. Lines that begin with # are comments. "
            "The end of the input saves and leaves."
        ),
        1,
    )


def _offer(play: Play, name: str) -> None:
    """Explain something that the seat can order now or at another time."""
    view = play.session.view
    rows = [row for section in decide.sections(view, play.scenario, play.session.draft.order) for row in section.rows]
    found = {_name(row): row for row in rows if _name(row)}
    if name not in found:
        from tui.plain.commands import COMMANDS

        raise UnknownName(_("word to explain"), name, [*COMMANDS, *found])
    play.stream.each(found[name].lines, 0)


def _name(row: OfferRow) -> str:
    """Return the last word of a row's key, as orders have it."""
    return row.key.partition(":")[2].rpartition("=")[2] if row.kind == "answer" else row.key.partition(":")[2]
