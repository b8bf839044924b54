"""`fournos cards`: the dilemmas that come up between the great decisions, or one with its options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.language import _
from tui.commands import SUMMARIES, described
from tui.commands.console import Column, emit, heading, say, table
from tui.commands.options import CARD, as_json

if TYPE_CHECKING:
    from sim.cards import Card, Expectation, Option

HELP = described(
    SUMMARIES["cards"],
    _(
        "Without an ID, every card with when it can come. With an ID, the options that each role has, with their "
        "price and what they change, and what is expected of them. A card is dealt to all seats at once; a seat that "
        "says nothing takes the usual option, which is free. In an order: card OPTION."
    ),
    ["cards", "cards cable-cut"],
)


@click.command("cards", help=HELP)
@click.argument("name", metavar="[ID]", required=False, type=CARD)
@as_json
def command(name: str | None, json: bool) -> None:
    """List the cards, or show one."""
    from sim.cards import card
    from sim.cards import table as rows

    if name is not None:
        chosen = card(name)
        return emit({**row(chosen), **details(chosen)}) if json else show(chosen)
    listed = list(rows().values())
    return emit([row(each) for each in listed]) if json else overview(listed)


def row(card: Card) -> dict[str, Any]:
    """Return what the list tells of a card."""
    names = ("id", "title", "text", "when", "only", "weight", "again", "after")
    options = [option_row(option) for options in card.options.values() for option in options]
    return {**{name: getattr(card, name) for name in names}, "from": card.first, "claims": card.claims} | {
        "options": options
    }


def option_row(option: Option) -> dict[str, Any]:
    """Return an option as plain data."""
    from sim.choice_words import effects

    names = ("role", "id", "title", "text", "cost", "breaks", "usual", "lasts", "claims")
    return {**{name: getattr(option, name) for name in names}, "effect": effects(option)}


def details(card: Card) -> dict[str, Any]:
    """Return what only a card by itself tells."""
    return {
        "source": card.source,
        "expects": expected_row(card.expects),
        "against": expected_row(card.against),
    }


def expected_row(row: Expectation) -> dict[str, Any]:
    """Return what a card expects of one of its options as plain data."""
    names = ("role", "option", "than", "scenario", "measure", "quarters")
    return {name: getattr(row, name) for name in names} | {"direction": "up" if row.sign > 0 else "down"}


def overview(listed: list[Card]) -> None:
    """Print one line a card."""
    from sim.choice_words import comes

    columns = [Column(_("id")), Column(_("what comes up"), wrap=True), Column(_("when"), wrap=True)]
    table(columns, [[card.id, card.title, comes(card)] for card in listed])
    say()
    say(_("{count} cards. One with its options: fournos cards ID.").format(count=len(listed)))


def show(card: Card) -> None:
    """Print a card with the options of every role."""
    from sim.choice_words import ROLES, comes, conditions, effects, expectation

    rows = [
        (_("about"), card.title),
        (_("what comes up"), card.text),
        (_("when"), comes(card)),
        (_("weight"), card.weight),
        (_("source"), card.source),
        (_("claims"), ", ".join(card.claims) or _("none")),
        (_("is to"), expectation(card.expects)),
        (_("makes worse"), expectation(card.against)),
    ]
    table([Column(card.id), Column("", wrap=True)], rows)
    for role, options in card.options.items():
        heading(_("Options of the {role} (* = taken without a word)").format(role=ROLES[role]))
        cells = [
            [
                ("* " if option.usual else "  ") + option.id,
                option.cost,
                "\n".join([option.text, *filter(None, [conditions(option)]), *(f"- {e}" for e in effects(option))]),
            ]
            for option in options
        ]
        table([Column(_("option")), Column(_("cost"), right=True), Column(_("what it does"), wrap=True)], cells)
