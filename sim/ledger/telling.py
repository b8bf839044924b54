"""Telling: an account as plain data, with every line led to its inputs, rules, parameters and claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.language import _
from sim.ledger.account import Account, Ledger
from sim.ledger.carriers import Carrier, carriers
from sim.ledger.inputs import Input
from sim.ledger.lines import LINES, MEANING_OF, PARTS, TITLE_OF, Line
from sim.ledger.ordered import in_force, ordered
from sim.ledger.quantities import QUANTITIES
from sim.ledger.steps import Step, steps
from sim.seats import PATRONS, SIDES, Role
from sim.world import GRAIN, ROWS

Labels = Mapping[str, str]
"""Name of each role's seat for people, by role."""


@dataclass(frozen=True)
class Told:
    """What is told of one run: the account, the inputs behind it, and the steps that they take."""

    account: Account
    carriers: tuple[Carrier, ...]
    steps: tuple[Step, ...]


def tell(ledger: Ledger, quarter: int, name: str, role: Role, run: int = 0) -> Told:
    """Return what is to be told of a quantity's change.

    Raises
    ------
    UnknownName, OutOfRange
        If there is no such quantity, or the quarter or the run was not noted.
    """
    account = ledger.account(quarter, name, role, run)
    found = tuple(carriers(ledger, quarter, account.quantity, role, run))
    used = {step.id for carrier in found for step in carrier.steps}
    return Told(account, found, tuple(step for step in steps() if step.id in used))


def plain(told: Told, ledger: Ledger, labels: Labels, run: int = 0) -> dict[str, Any]:
    """Return it as data for JSON."""
    account = told.account
    return {
        "quarter": account.quarter,
        "quantity": account.quantity.name,
        "title": account.quantity.title.format(**labels),
        "unit": account.quantity.unit,
        "before": account.before,
        "after": account.after,
        "change": account.change,
        "lines": [_line(line, account.grains[line], False, told, ledger, labels, run) for line in LINES],
        "course": [_line(line, account.parts[line], True, told, ledger, labels, run) for line in PARTS],
        "steps": [_step(step, ledger, run) for step in told.steps],
    }


def _line(
    line: Line, grains: int, carried: bool, told: Told, ledger: Ledger, labels: Labels, run: int
) -> dict[str, Any]:
    mine = [carrier for carrier in told.carriers if carrier.line is line and carrier.carried == carried]
    return {
        "line": line.value,
        "title": TITLE_OF[line],
        "meaning": MEANING_OF[line],
        "grains": grains,
        "value": grains / GRAIN,
        "inputs": [_carrier(carrier, ledger, told.account.quarter, labels, run) for carrier in mine],
    }


def _carrier(carrier: Carrier, ledger: Ledger, quarter: int, labels: Labels, run: int) -> dict[str, Any]:
    return {
        "input": carrier.input.node,
        "text": words(carrier.input, ledger, quarter, labels, run),
        "held": _value(carrier.held),
        "now": _value(carrier.now),
        "alone": carrier.alone,
        "steps": [step.id for step in carrier.steps],
    }


def _step(step: Step, ledger: Ledger, run: int) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": step.title,
        "text": step.text,
        "rules": list(step.rules),
        "parameters": [
            {"name": row.name, "value": value_of(ledger, row.name, run), "central": row.central, "low": row.low}
            | {"high": row.high, "unit": row.unit, "standing": row.standing, "source": row.source}
            for row in step.rows
        ],
        "claims": [
            {"id": claim.id, "paraphrase": claim.paraphrase, "standing": claim.standing}
            | {"opposite": [{"id": other.id, "paraphrase": other.paraphrase} for other in against]}
            for claim, against in step.for_and_against()
        ],
    }


def value_of(ledger: Ledger, parameter: str, run: int) -> float:
    """Return the value of a parameter in one run."""
    value = ledger.engine.p[parameter]
    return float(value[run]) if isinstance(value, np.ndarray) else value


def words(each: Input, ledger: Ledger, quarter: int, labels: Labels, run: int) -> str:
    """Return an input in plain words."""
    seat = labels[each.role.value] if each.role else ""
    if each.kind == "event":
        return ledger.engine.setting.calendar[each.place or 0][0].note
    if each.kind == "draw":
        reader = next((step.title for step in steps() if each.node in step.reads), each.name)
        return _("the draw on: {what}").format(what=reader)
    if each.role is None:
        return _row(each, labels)
    if each.kind == "lever":
        return _("posture of {seat}: {lever}").format(seat=seat, lever=each.name.replace("_", " "))
    now = ledger.pair(quarter)[0]
    if each.kind == "orders":
        said = ", ".join(row.title for row in ordered(now, each.role, run))
        return _("orders of {seat}: {orders}").format(seat=seat, orders=said or _("pledges and statements"))
    held = ", ".join(row.title for row in in_force(now, each, run)) or each.name.replace("_", " ")
    return _("ordered earlier by {seat}: {orders}").format(seat=seat, orders=held)


def _row(each: Input, labels: Labels) -> str:
    """Return a row of the state or of the agenda in plain words: as the quantity that it is, if it is one."""
    for quantity in QUANTITIES.values():
        if not quantity.meter and quantity.bounds[0][:2] == (each.name, each.place or 0):
            return quantity.title.format(**labels)
    row = next((row for row in ROWS if row.name == each.name), None)
    if row is None:
        return _("in force from earlier: {what}").format(what=each.name.replace("_", " "))
    roles = SIDES if ":" in row.meaning else PATRONS
    whose = f" ({labels[roles[each.place].value]})" if each.place is not None and row.size == len(roles) else ""
    return row.meaning.partition(":")[0] + whose


def _value(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
