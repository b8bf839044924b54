"""One line of input: an empty one, a number of the list, a command, or an order of the open phase."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.language import _
from tui.plain import ending, expectations, facilitator, forecasts, help_text, orders, results, saving, situation

if TYPE_CHECKING:
    from tui.plain.loop import Play

Do = Callable[["Play", str], None]


@dataclass(frozen=True)
class Command:
    """A command: what is written behind it, what it does in one line, and its function.

    `facilitating` if it shows or changes what no seat may.
    """

    usage: str
    text: str
    do: Do
    facilitating: bool = False


def _order(play: Play, rest: str) -> None:
    orders.seal(play, rest)


def _menu(play: Play, rest: str) -> None:
    orders.menu(play)


COMMANDS: Mapping[str, Command] = {
    "help": Command("help [WORD]", _("all commands; with a word, one command, move or pledge"), help_text.help_of),
    "menu": Command("menu", _("the numbered list of what you can do now"), _menu),
    "order": Command("order ORDER", _("hand in an order, also one that begins like a command"), _order),
    "clear": Command("clear", _("empty the draft; a move that is chosen again is taken out alone"), orders.clear),
    "briefing": Command("briefing", _("what is played, and how"), situation.briefing),
    "situation": Command("situation", _("meters, ladder, relations, events, losses"), situation.tell),
    "seats": Command("seats", _("who plays each seat, and its posture"), situation.seats),
    "sit": Command("sit SEAT", _("look as another seat does, when nothing is secret any more"), situation.sit),
    "others": Command("others", _("what is known of the other seats, and what you believe"), situation.others),
    "forecast": Command("forecast [ORDER]", _("500 simulated futures of an order or the draft"), forecasts.forecast),
    "compare": Command("compare [ORDER] | ORDER", _("two orders on the same luck"), forecasts.compare),
    "break": Command("break PLEDGE", _("price and futures of breaking it; orders nothing"), forecasts.break_pledge),
    "advise": Command("advise [ORDER]", _("what the four authors say of an order or the draft"), forecasts.advise),
    "expect": Command(
        "expect EVENT PERCENT [WORDS]", _("write down what you expect; the debrief scores it"), expectations.expect
    ),
    "moved": Command("moved [QUARTER]", _("every quantity that moved"), results.moved),
    "why": Command("why NAME [QUARTER] [LINE]", _("why a quantity changed; the rules behind a line"), results.why),
    "luck": Command("luck [QUARTER]", _("the part of chance in it, among 200 replays"), results.luck),
    "log": Command("log [SEAT]", _("every quarter so far"), results.log),
    "values": Command("values NAME", _("a chart as numbers: so far, and as forecast last"), forecasts.values),
    "save": Command("save [FILE]", _("where the game is kept, or a copy of it in a file"), saving.save),
    "undo": Command("undo [TURN]", _("back to the start of a turn; this stays on record"), saving.undo),
    "fork": Command("fork TURN [FILE]", _("a new game from the start of a turn; this one stays"), saving.fork),
    "postcard": Command("postcard", _("the game as one line of text, to replay elsewhere"), saving.card),
    "debrief": Command("debrief [FILE]", _("the debrief, here or in a file (.html, .txt)"), ending.debrief),
    "quit": Command("quit", _("leave; what was handed in is kept"), saving.leave),
    "truth": Command("truth", _("all seats on one page"), facilitator.truth, True),
    "inject": Command("inject [ID]", _("list the events that can be put in, or put one in"), facilitator.inject, True),
    "schedule": Command(
        "schedule [TURN ID]", _("prepare one for a later turn, or list what is prepared"), facilitator.schedule, True
    ),
    "withdraw": Command("withdraw NUMBER", _("take back what was prepared"), facilitator.withdraw, True),
    "event": Command(
        "event ROW CHANGE, ...: WORDS", _("put in an event of your own, with its effect"), facilitator.event, True
    ),
    "override": Command(
        "override ROW VALUE, ...: REASON", _("other values in place of the model's own"), facilitator.override, True
    ),
    "rows": Command("rows", _("what an event or an override can change"), facilitator.rows, True),
    "pause": Command("pause [REASON]", _("stop the clock"), facilitator.pause, True),
    "resume": Command("resume", _("let the clock run again"), facilitator.resume, True),
    "extend": Command("extend SECONDS", _("more time for the open turn"), facilitator.extend, True),
    "note": Command("note WORDS", _("put words on record"), facilitator.note, True),
}
"""Commands by name. None of them is the name of a move, so that every order can be told from them."""
SHORT = {"?": "help", "h": "help", "q": "quit", "exit": "quit", "s": "situation", "m": "menu", "f": "forecast"}
"""Other names of commands."""


def do(play: Play, line: str) -> None:
    """Do what one line asks for.

    Raises
    ------
    FournosError
        If it cannot be done; nothing that was handed in is lost.
    """
    ordering = not play.session.table.over and play.session.seat in play.session.table.waiting()
    word, _space, rest = line.partition(" ")
    name = SHORT.get(word.lower(), word.lower())
    if name in COMMANDS and not _is_order(name, rest):
        _command(play, name, rest.strip())
    elif not line:
        orders.seal(play) if ordering else play.go_on()
    elif not ordering:
        raise InputError(_("No order is asked for now. Type ? for the commands."), field="order", got=line)
    elif line.isdecimal() and len(line) < 5:
        orders.choose(play, int(line))
    else:
        orders.seal(play, line)


def known(line: str) -> bool:
    """Whether a line begins with a command."""
    word = line.partition(" ")[0].lower()
    return SHORT.get(word, word) in COMMANDS


def _is_order(name: str, rest: str) -> bool:
    """Whether a line that begins with `break` is an order, because more clauses follow."""
    return name == "break" and (";" in rest or "," in rest)


def _command(play: Play, name: str, rest: str) -> None:
    command = COMMANDS[name]
    if command.facilitating and not play.facilitated:
        raise InputError(_("Only a facilitator can do that: start the game with --white-cell."), field=name)
    command.do(play, rest)
