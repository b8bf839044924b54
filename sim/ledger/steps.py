"""Steps: how the rules lead from an input to a quantity within a quarter, as data (`ledger.toml`), and the way through.

Each step names the functions that it stands for, the parameters that they read, and the essays' claims that speak of
them. A line of the ledger leads to the steps on the shortest way from what carried it to the quantity.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from sim.claims import Claim, claims
from sim.errors import Fault
from sim.language import _
from sim.ledger.inputs import GROUP_OF_ROW, SIDED, Group
from sim.ledger.quantities import Quantity
from sim.parameters import Parameter
from sim.parameters import table as parameters
from sim.rows import Reader, rows_of, stop_at
from sim.seats import SIDES

FILE = "ledger.toml"


@dataclass(frozen=True)
class Step:
    """A step of the rules.

    Attributes
    ----------
    id, title, text : its name, a short title, and what happens in plain words.
    rules : functions that it stands for, `module.function` within `sim.rules` (or `sim.outcome`).
    parameters, claims : names of parameters that it reads; ids of claims that speak of it.
    reads : what it reads.
    writes, moves : what it makes anew, and what it changes from what it was.
    """

    id: str
    title: str
    text: str
    rules: tuple[str, ...]
    parameters: tuple[str, ...]
    claims: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    moves: tuple[str, ...]

    @property
    def rows(self) -> tuple[Parameter, ...]:
        """The rows of its parameters: range, source and standing."""
        return tuple(parameters()[name] for name in self.parameters)

    def for_and_against(self) -> tuple[tuple[Claim, tuple[Claim, ...]], ...]:
        """Return its claims, each with those that say the opposite."""
        known = claims()
        return tuple((known[name], tuple(known[other] for other in known[name].contradicts)) for name in self.claims)


@lru_cache(maxsize=1)
def steps() -> tuple[Step, ...]:
    """Return all steps, in the order in which they are resolved.

    Raises
    ------
    InputError
        If the file has faults; all are listed.
    """
    return parse(resources.files("sim").joinpath(FILE).read_text("utf-8"))


def parse(text: str) -> tuple[Step, ...]:
    """Read steps from TOML text.

    Raises
    ------
    InputError
        If it has faults; all are listed.
    """
    faults: list[Fault] = []
    found = rows_of(text, "step", "id", _step, FILE, faults)
    stop_at(faults, FILE)
    return tuple(found.values())


def _step(read: Reader) -> Step:
    return Step(
        id=read.text("id"),
        title=_(read.text("title")),
        text=_(read.text("text")),
        rules=read.names("rules"),
        parameters=read.names("parameters", among=tuple(parameters())),
        claims=read.names("claims", among=tuple(claims())),
        reads=read.names("reads"),
        writes=read.names("writes") if "writes" in read.row else (),
        moves=read.names("moves") if "moves" in read.row else (),
    )


def way(nodes: Iterable[str], goal: str) -> tuple[Step, ...] | None:
    """Return the fewest steps, in their order, that lead from one of some nodes to another; None if none do.

    No step at all where the goal is among the nodes and still holds its old value when the quarter ends.
    """
    found: dict[str, tuple[Step, ...]] = dict.fromkeys(nodes, ())
    for step in steps():
        read = [*step.reads, *(f"parameter.{name}" for name in step.parameters)]
        ways = [found[node] for node in read if node in found]
        shortest = (*min(ways, key=len), step) if ways else None
        for node in step.writes:
            found.pop(node, None)
        for node in (*step.writes, *step.moves):
            if shortest is not None and node not in found:
                found[node] = shortest
    return found.get(goal)


def goal_of(quantity: Quantity) -> str:
    """Return the node of a quantity: its meter, or the row of the state or of the agenda that it reads."""
    if quantity.meter and quantity.name != "legitimacy":
        return quantity.name
    row, place, _times = quantity.bounds[0]
    if quantity.on_agenda:
        return f"agenda.{row}"
    return f"{row}.{SIDES[place].value}" if row in SIDED else row


def nodes_of(group: Group) -> tuple[str, ...]:
    """Return the nodes of a group's rows of the state; none for groups of orders and draws."""
    rows = [name for name, held in GROUP_OF_ROW.items() if held is group]
    return tuple(
        node for name in rows for node in ([f"{name}.{side.value}" for side in SIDES] if name in SIDED else [name])
    )
