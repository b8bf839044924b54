"""docs/cards.md: every dilemma card with the options of each role, their price and what they change."""

from __future__ import annotations

from docs.pages.markdown import claims, link, page, table
from sim.cards import Card, Option
from sim.cards import table as cards
from sim.choice_words import ROLES, comes, conditions, effects, expectation
from sim.rules.deck import DEALT
from sim.seats import Role

SOURCE = "sim/cards.toml"
INTRODUCTION = f"""A card is a dilemma between the great decisions: something comes up, and every seat has to do one
thing or another about it. It is dealt to all seats at once; in {100 * DEALT:g} % of the quarters in which any could
come, one does, drawn by weight among those that fit how things stand. Each role has two options or three, and none of
them is best in every respect. A seat that says nothing takes the usual one (*), which is free; an
[order](orders.md) names another: `card OPTION`.

Sizes are assumed unless the source of a card says otherwise, and the parameter
[`move_size`](parameters.md#move_size) multiplies them all. *Is to* and *makes worse* are held by a test: an option
taken whenever the card comes, against another."""


def render() -> str:
    """Return the page."""
    return page("Dilemma cards", SOURCE, [INTRODUCTION, _overview(), *map(_card, cards().values())])


def _overview() -> str:
    body = ([link(f"`{card.id}`", "", card.id), card.title, comes(card)] for card in cards().values())
    return table(["card", "what comes up", "when"], body)


def _card(card: Card) -> str:
    facts = [
        ("When", comes(card)),
        ("Weight", str(card.weight)),
        ("Is to", expectation(card.expects)),
        ("Makes worse", expectation(card.against)),
        ("Source", card.source),
        ("Claims", claims(card.claims)),
    ]
    listed = "\n".join(f"- {name}: {text}" for name, text in facts if text)
    body = (_option(role, option) for role, options in card.options.items() for option in options)
    options = table(["role", "option", "cost:", "what it does", "changes"], body)
    return "\n\n".join([f"## {card.id}", f"**{card.title}.** {card.text}", listed, options])


def _option(role: Role, option: Option) -> list[str]:
    words = [f"**{option.title}.** {option.text}"]
    words += [f"({held})" for held in [conditions(option)] if held]
    words += [f"Claims {claims(option.claims)}."] if option.claims else []
    name = f"`{option.id}`" + (" *" if option.usual else "")
    return [ROLES[role], name, str(option.cost), " ".join(words), "; ".join(effects(option))]
