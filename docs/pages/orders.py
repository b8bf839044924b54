"""The generated parts of docs/orders.md: capital, situations, and plans."""

from __future__ import annotations

from docs.pages.markdown import link, mark, table
from sim.agenda import FIRST_CAPITAL, INCOME, MOST_CAPITAL, POSTURE_PRICE
from sim.choice_words import ROLES
from sim.moves import answers
from sim.moves import table as moves
from sim.plans import Plan
from sim.plans import table as plans
from sim.seats import Role
from sim.situations import TABLE


def capital() -> str:
    """Return what political capital there is and what it buys."""
    costs = [row.cost for row in moves().values()]
    counts = [f"{costs.count(cost)} {f'cost {cost}' if cost else 'are free'}" for cost in sorted(set(costs))]
    dearest = max(row.cost for rows in answers().values() for row in rows)
    return (
        f"Every seat opens with {FIRST_CAPITAL:g} of political capital, gets {INCOME:g} at the end of each quarter, "
        f"and keeps at most {MOST_CAPITAL:g}. A new posture costs {POSTURE_PRICE:g}. Of the {len(costs)} moves, "
        f"{', '.join(counts)}. Answers are free but for the gravest, which cost up to {dearest}."
    )


def situations() -> str:
    """Return every situation with its meaning."""
    body = ([f"`{row.name}`", row.text, "how things stand" if row.holds else "the calendar"] for row in TABLE)
    return table(["situation", "it holds", "read from"], body)


def every_plan() -> str:
    """Return every plan, role by role: those of doctrines, and those of the trial."""
    return "\n\n".join(f"### Plans of the {ROLES[role]}\n\n{_of_role(role)}" for role in Role)


def _of_role(role: Role) -> str:
    rows = [row for row in plans().values() if row.role is role]
    return table(["plan", "posture", "what it does", "lines"], map(_plan, rows))


def _plan(row: Plan) -> list[str]:
    lines = "<br>".join(f"`{line}`" for line in row.lines)
    posture = link(f"`{row.doctrine}`", "doctrines.md", row.doctrine)
    return [f"{mark(f'plan-{row.id}')}`{row.id}`", posture, row.text, lines or "none: it orders nothing"]
