"""The why-ledger: the change of a quantity over one quarter, split into lines that add up to it exactly.

The quarter is replayed under every choice of which groups of inputs are this quarter's and which are held; each
group's line is its average contribution over all orders in which the groups could have come in. What it means and does
not mean: docs/why.md.
"""

from __future__ import annotations

from sim.ledger.account import Account, Ledger
from sim.ledger.inputs import GROUPS, Group
from sim.ledger.lines import LINES, Line
from sim.ledger.quantities import QUANTITIES, Quantity, quantity

__all__ = [
    "GROUPS",
    "LINES",
    "QUANTITIES",
    "Account",
    "Group",
    "Ledger",
    "Line",
    "Quantity",
    "quantity",
]
