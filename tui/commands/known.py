"""Words that an option or an argument may be: looked up by later code, and listed here to complete them in a shell."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem


class Known(click.ParamType[str]):
    """A word that later code looks up in a list; the list is fetched only to complete it."""

    def __init__(self, name: str, listed: Callable[[click.Context], Iterable[str]], *, path: bool = False) -> None:
        self.name, self.listed, self.path = name, listed, path

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        """Return the words of the list that begin as typed; a shell shows no fault."""
        try:
            words = [word for word in self.listed(ctx) if word.startswith(incomplete)]
        except Exception:  # whatever is amiss, the command itself will say it
            words = []
        if not words and self.path:
            return [CompletionItem(incomplete, type="file")]
        return [CompletionItem(word) for word in words]


def scenarios(ctx: click.Context) -> Iterable[str]:
    """Return the scenarios that come with the program."""
    from scenarios import names

    return names()


def assignments(ctx: click.Context) -> Iterable[str]:
    """Yield SEAT=DOCTRINE for the scenario named so far."""
    from scenarios import load

    for name, seat in load(named(ctx)).seats.items():
        yield from (f"{name}={doctrine}" for doctrine in seat.doctrines)


def seats(ctx: click.Context) -> Iterable[str]:
    """Return the seats of the scenario named so far."""
    from scenarios import load

    return load(named(ctx)).seats


def named(ctx: click.Context) -> str:
    """Return the scenario among words that may still want one more, which click then keeps unread."""
    name: str = ctx.params.get("scenario") or ctx.args[0]
    return name


def parameters(ctx: click.Context) -> Iterable[str]:
    """Return the parameters."""
    from sim.parameters import table

    return table()


def settings(ctx: click.Context) -> Iterable[str]:
    """Yield PARAM=VALUE with the central value, for people to change."""
    from sim.parameters import table

    return [f"{row.name}={row.central:g}" for row in table().values()]


def mend_names(ctx: click.Context) -> Iterable[str]:
    """Return the mends."""
    from sim.mends import table

    return table()


def mends(ctx: click.Context) -> Iterable[str]:
    """Return the mends, and the words for all of them together."""
    from sim.mends import WHOLE, table

    return [*WHOLE, *table()]


def codings(ctx: click.Context) -> Iterable[str]:
    """Return QUESTION=CODING for every coding."""
    from sim.theories import questions

    return [f"{name}={coding}" for name, row in questions().items() for coding in row.codings]


def questions(ctx: click.Context) -> Iterable[str]:
    """Return the disputed questions."""
    from sim.theories import questions

    return questions()


def claims(ctx: click.Context) -> Iterable[str]:
    """Return the claims."""
    from sim.claims import claims

    return claims()


def quantities(ctx: click.Context) -> Iterable[str]:
    """Return the quantities that a ledger explains."""
    from sim.ledger import QUANTITIES

    return QUANTITIES


def choices(ctx: click.Context) -> Iterable[str]:
    """Return the moves and answers."""
    from sim.choice_words import everything, identity

    return dict.fromkeys(map(identity, everything()))


def cards(ctx: click.Context) -> Iterable[str]:
    """Return the cards."""
    from sim.cards import table

    return table()


def plan_names(ctx: click.Context) -> Iterable[str]:
    """Return the plans."""
    from sim.plans import table

    return table()


def plan_assignments(ctx: click.Context) -> Iterable[str]:
    """Yield SEAT=PLAN for the scenario named so far."""
    from scenarios import load
    from sim.plans import table

    for name, seat in load(named(ctx)).seats.items():
        yield from (f"{name}={plan.id}" for plan in table().values() if plan.role == seat.role)


def roles(ctx: click.Context) -> Iterable[str]:
    """Return the roles."""
    from sim.seats import Role

    return [role.value for role in Role]


def all_seats(ctx: click.Context) -> Iterable[str]:
    """Return the seats of all scenarios."""
    from scenarios import load, names

    return dict.fromkeys(seat for name in names() for seat in load(name).seats)


def kinds(ctx: click.Context) -> Iterable[str]:
    """Return the kinds of plot: of a game if one is named, else of runs."""
    from sim.game.debrief.pictures import KINDS as OF_GAMES
    from sim.plots import KINDS, answered
    from tui.commands.saved_game import path_of

    source = ctx.params.get("directory") or (ctx.args or [""])[0]
    return OF_GAMES if source and path_of(source) else [*KINDS, *answered.KINDS]


def measures(ctx: click.Context) -> Iterable[str]:
    """Return all that some plot can show: measures, endings and recorded quantities."""
    from sim.outcome import ENDINGS, MEASURES
    from sim.recorder import COLUMNS

    return dict.fromkeys([*(measure.name for measure in MEASURES), *ENDINGS, *COLUMNS])
