"""docs/moves.md: every pledge, posture, move and answer, with its price, what it changes, and to what end."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from docs.pages.markdown import claims, code, link, mark, page, table
from sim.agenda import FIRST_CAPITAL, INCOME, MOST_CAPITAL, POSTURE_PRICE
from sim.choice_words import ROLES, conditions, effects, expectation, identity, timing
from sim.choices import breaking_price
from sim.doctrines import REGISTRY, Doctrine
from sim.moves import Answer, Choice, Move, answers
from sim.moves import table as moves
from sim.parameters import Values
from sim.plans import using
from sim.pledges import PLEDGES, Pledge
from sim.seats import Role

SOURCE = "sim/moves.toml, sim/answers.toml, sim/pledges.py and sim/doctrines"
INTRODUCTION = f"""What a seat can do in a quarter, where seats make moves (`--moves on`): hold a posture or change it,
keep or break pledges, order moves, answer what the situation asks, and take an option of the [card](cards.md) on the
table. How orders are written and resolved stands under [orders](orders.md).

Moves are paid from political capital: {FIRST_CAPITAL:g} at the opening, {INCOME:g} more each quarter, at most
{MOST_CAPITAL:g} kept. A new posture costs {POSTURE_PRICE:g}; most answers are free. Nothing here is a rule of its own:
a move changes rows of the state once, or levers, parameters and opening values for as long as it is in force, and the
[rules](model.md) read them as ever.

Sizes are assumed unless the source of a row says otherwise, and the parameter
[`move_size`](parameters.md#move_size) multiplies them all. *Is to* says what ordering it again and again is expected to
do for its purpose, and *makes worse* where it costs the seat that orders it: a test holds every row to both."""
PLEDGE_TEXT = """Vietnam's four no's are switches of the target's posture. An order keeps or breaks them one by one,
whatever the posture says: `keep no-bases`, `break no-siding`. Breaking one costs no political capital. It costs trust
and standing at home, is feared as alignment at once, which fades, and cannot be undone for
{quarters:g} quarters; it is dearer since the pledges became guiding rules in October 2023. What a pledge forbids is
legal in the order that breaks it. `fournos pledges SCENARIO` shows what breaking each does to paired futures."""
POSTURE_TEXT = f"""A posture is held until it is changed; a change costs {POSTURE_PRICE:g} and shows to all. The levers
of each stand under [doctrines](doctrines.md). A computer seat with moves follows the plan of its doctrine's name
([plans](orders.md#plans))."""


def render() -> str:
    """Return the page."""
    parts = [INTRODUCTION, _pledges(), _postures(), *map(_moves, Role), *map(_answers, Role)]
    return page("Pledges, postures, moves and answers", SOURCE, parts)


def _pledges() -> str:
    head = ["pledge", "in words", "forbids", "trust:", "standing:", "feared:", "the same as guiding rules:"]
    text = PLEDGE_TEXT.format(quarters=Values()["breach_quarters"])
    return f"## Pledges\n\n{text}\n\n{table(head, map(_pledge, PLEDGES))}"


def _pledge(row: Pledge) -> list[str]:
    forbidden = [choice for choice in _everything() if choice.breaks == row.name]
    once, guiding = (breaking_price(row, held, Values()) for held in (False, True))
    names = ("trust", "legitimacy", "breach")
    dearer = ", ".join(_signed(guiding[name]) for name in names)
    prices = [_signed(once[name]) for name in names]
    return [f"`{row.name}`", row.text, code(map(identity, forbidden)) or row.binds, *prices, dearer]


def _everything() -> Iterable[Move | Answer]:
    yield from moves().values()
    for rows in answers().values():
        yield from rows


def _signed(size: float) -> str:
    return f"{size:+.2g}".replace("-", "−")


def _postures() -> str:
    body = (_posture(role, row) for role, rows in REGISTRY.items() for row in rows)
    return f"## Postures\n\n{POSTURE_TEXT}\n\n" + table(["role", "posture", "what it does"], body)


def _posture(role: Role, row: Doctrine) -> list[str]:
    return [ROLES[role], link(f"`{row.name}`", "doctrines.md", row.name), row.text]


def _moves(role: Role) -> str:
    rows = [row for row in moves().values() if row.role is role]
    head = ["move", "cost:", "what it does"]
    overview = table(head, ([link(f"`{row.id}`", "", row.id), str(row.cost), row.title] for row in rows))
    return "\n\n".join([f"## Moves of the {ROLES[role]}", overview, *map(_move, rows)])


def _move(row: Move) -> str:
    facts = [("Cost", str(row.cost)), ("When", conditions(row)), ("Timing", timing(row))]
    if row.seats:
        facts.append(("Seats", ", ".join(row.seats)))
    if row.excludes:
        facts.append(("Not together with", code(row.excludes)))
    return "\n\n".join([f"### {row.id}", f"**{row.title}.** {row.text}", _facts(row, facts)])


def _facts(row: Choice, facts: Iterable[tuple[str, str]]) -> str:
    assert isinstance(row, (Move, Answer))
    plans = ", ".join(link(f"`{name}`", "orders.md", f"plan-{name}") for name in using(row))
    told = [
        *facts,
        ("Changes", "; ".join(effects(row)) or "nothing"),
        ("Is to", expectation(row.expects)),
        ("Makes worse", expectation(row.against)),
        ("Source", row.source),
        ("Claims", claims(row.claims)),
        ("Plans that use it", plans),
    ]
    return "\n".join(f"- {name}: {text}" for name, text in told if text)


def answer_anchor(name: str) -> str:
    """Return the anchor of an answer: `answer-war-dig-in`; of several roles' answers the first has it."""
    return f"answer-{name.replace('=', '-')}"


@cache
def _first() -> dict[str, Role]:
    """Return the role whose answer of a name comes first."""
    return {identity(row): row.role for rows in reversed(answers().values()) for row in rows}


def _named(row: Answer) -> str:
    name = identity(row)
    anchor = mark(answer_anchor(name)) if _first()[name] is row.role else ""
    return f"{anchor}`{name}`" + (" at 0 to 1" if row.terms else "")


def _answers(role: Role) -> str:
    asked = {situation: rows for (each, situation), rows in answers().items() if each is role}
    parts = [f"### {ROLES[role].capitalize()}: {asks}\n\n{_asked(rows)}" for asks, rows in asked.items()]
    return "\n\n".join([f"## Answers of the {ROLES[role]}", *parts])


def _asked(rows: Iterable[Answer]) -> str:
    head = ["answer", "cost:", "what it does", "when", "changes", "is to", "makes worse", "claims"]
    body = (
        [
            _named(row),
            str(row.cost),
            f"**{row.title}.** {row.text}",
            conditions(row),
            "; ".join(effects(row)[1:]) or "nothing else",
            expectation(row.expects),
            expectation(row.against),
            claims(row.claims),
        ]
        for row in rows
    )
    return table(head, body)
