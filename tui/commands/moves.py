"""`fournos moves`: what every seat can order beside its posture, or one move or answer in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from sim.errors import InputError, UnknownName
from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, heading, say, table
from tui.commands.options import CHOICE, as_json, role_option, seat_option

if TYPE_CHECKING:
    from sim.effects import Effect
    from sim.moves import Answer, Expected, Move
    from sim.seats import Role

    Row = Move | Answer

HELP = described(
    SUMMARIES["moves"],
    _(
        "Without an ID, every move and every answer by role: what it costs in political capital, when it is legal, "
        "what it does in one sentence, and what it changes by how much and for how long. With an ID, also its source, "
        "what it is expected to do for the seat and what it makes worse, and the plans that use it. An answer is named "
        "by what asks for it: war=dig-in. A seat has two of political capital at the opening and gets two a quarter, "
        "six at most."
    ),
    ["moves", "moves upgrade-us", "moves --seat china", "moves war=dig-in --role target"],
)


@click.command("moves", help=HELP)
@click.argument("choice", metavar="[ID]", required=False, type=CHOICE)
@seat_option
@role_option
@as_json
def command(choice: str | None, seat: str | None, role: str | None, json: bool) -> None:
    """List the moves and answers, or show one."""
    from sim.choice_words import everything

    parts = set(roles(role)) & set(roles_of(seat))
    listed = [row for row in everything() if row.role in parts and (seat is None or not row.seats or seat in row.seats)]
    if choice is not None:
        chosen = one(choice, listed)
        return emit({**row(chosen), **details(chosen)}) if json else show(chosen)
    return emit([row(each) for each in listed]) if json else overview(listed)


def roles(name: str | None) -> list[Role]:
    """Return the role of a name; all of them for none.

    Raises
    ------
    UnknownName
        If there is none of that name.
    """
    from sim.seats import Role

    if name is None:
        return list(Role)
    if name not in list(Role):
        raise UnknownName("role", name, [role.value for role in Role])
    return [Role(name)]


def roles_of(seat: str | None) -> list[Role]:
    """Return the roles that a seat plays in the scenarios that come with the program; all of them for none.

    Raises
    ------
    UnknownName
        If none of them has such a seat.
    """
    from scenarios import load, names
    from sim.seats import Role

    if seat is None:
        return list(Role)
    held: dict[str, set[Role]] = {}
    for scenario in map(load, names()):
        for name in scenario.seats:
            held.setdefault(name, set()).add(Role(scenario.seats[name].role))
    if seat not in held:
        raise UnknownName("seat", seat, held)
    return sorted(held[seat], key=list(Role).index)


def one(name: str, listed: Sequence[Row]) -> Row:
    """Return the move or answer of a name.

    Raises
    ------
    UnknownName
        If there is none among those listed; the nearest is offered.
    InputError
        If several roles have an answer of that name.
    """
    from sim.choice_words import identity

    found = [row for row in listed if identity(row) == name]
    if not found:
        raise UnknownName(_("move or answer"), name, {identity(row) for row in listed})
    if len(found) > 1:
        whose = ", ".join(row.role for row in found)
        words = _("{name} is an answer of several roles: {whose}. Name one, as in --role {first}.")
        message = words.format(name=name, whose=whose, first=found[0].role)
        raise InputError(message, field="role", got=name, allowed=whose)
    return found[0]


def row(choice: Row) -> dict[str, Any]:
    """Return what the list tells of a move or an answer."""
    from sim.choice_words import effects, identity
    from sim.moves import Move

    return {
        "id": identity(choice),
        "role": choice.role,
        "cost": choice.cost,
        "when": choice.when,
        "effect": effects(choice),
        "claims": choice.claims,
        "text": choice.text,
        "kind": "move" if isinstance(choice, Move) else "answer",
        "title": choice.title,
        "seats": choice.seats,
        "breaks": choice.breaks,
    }


def details(choice: Row) -> dict[str, Any]:
    """Return what only a move or an answer by itself tells."""
    from sim.moves import Move
    from sim.plans import using

    own = ("chance", "after", "lasts", "again", "seen", "act", "excludes")
    fields = own if isinstance(choice, Move) else ("situation", "terms")
    return {
        **{name: getattr(choice, name) for name in fields},
        "effects": [effect_row(effect) for effect in choice.effects],
        "source": choice.source,
        "expects": expected_row(choice.expects),
        "against": expected_row(choice.against),
        "plans": using(choice),
    }


def effect_row(effect: Effect) -> dict[str, Any]:
    """Return an effect as plain data: where it acts, what it adds or by what it multiplies, and how."""
    from sim.effect_words import address

    size = {"times" if effect.times else "add": effect.size}
    return {"on": address(effect.path), **size, "stays": effect.stays, "by": effect.by}


def expected_row(row: Expected) -> dict[str, Any]:
    """Return what a row expects of itself as plain data."""
    return {
        "scenario": row.scenario,
        "measure": row.measure,
        "direction": "up" if row.sign > 0 else "down",
        "doctrines": dict(row.doctrines),
        "line": row.line,
        "quarters": row.quarters,
    }


def overview(listed: Sequence[Row]) -> None:
    """Print the moves and answers of each role, with what they change."""
    from sim.choice_words import ROLES, conditions, effects, identity

    columns = [
        Column(_("id")),
        Column(_("cost"), right=True),
        Column(_("what it does, when it is legal, and what it changes"), wrap=True),
        Column(_("claims"), wrap=True),
    ]
    for role, title in ROLES.items():
        rows = [each for each in listed if each.role is role]
        if rows:
            heading(_("What the {role} can order").format(role=title))
            told = (_told([r.text, f"({conditions(r)})"], effects(r)) for r in rows)
            cells = [[identity(r), r.cost, words, " ".join(r.claims)] for r, words in zip(rows, told, strict=True)]
            table(columns, cells)
    say()
    say(_("{count} moves and answers. One in full: fournos moves ID.").format(count=len(listed)))


def _told(sentences: Iterable[str], effects: Iterable[str]) -> str:
    return "\n".join([*sentences, *(f"- {words}" for words in effects)])


def show(choice: Row) -> None:
    """Print a move or an answer in full."""
    from sim.choice_words import ROLES, conditions, effects, expectation, identity, timing
    from sim.moves import Move
    from sim.plans import using

    whose = ROLES[choice.role] + (f" ({', '.join(choice.seats)})" if choice.seats else "")
    rows = [
        (_("about"), choice.title),
        (_("what it does"), choice.text),
        (_("who"), whose),
        (_("cost"), _("{cost} of political capital").format(cost=choice.cost) if choice.cost else _("free")),
        (_("when"), conditions(choice)),
        (_("changes"), "\n".join(effects(choice))),
        (_("source"), choice.source),
        (_("claims"), ", ".join(choice.claims) or _("none")),
        (_("is to"), expectation(choice.expects)),
        (_("makes worse"), expectation(choice.against)),
        (_("plans"), ", ".join(using(choice)) or _("none")),
    ]
    if isinstance(choice, Move):
        rows.insert(6, (_("timing"), timing(choice)))
        if choice.excludes:
            rows.insert(5, (_("excludes"), ", ".join(choice.excludes)))
    table([Column(identity(choice)), Column("", wrap=True)], rows)
