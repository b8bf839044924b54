"""The front: non-dominated rows of genes, found by NSGA-III [Deb2014] of pymoo [Blank2020], with a fixed seed.

All objectives are made as small as possible. The library keeps the population and picks who survives and who pairs;
how rows are drawn, crossed and changed is ours, since most genes are names and not amounts.
"""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.language import _
from sim.world import FloatArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
EXTRA = "fournos[study]"
CHANGES = 2.0
"""Genes of a row that a mutation changes, on average."""
NEAR = 0.5
"""How often an ordered gene goes one step up or down when it changes, and not anywhere."""
FINE = 10
"""Points of the grid that directions are taken from, for each of them."""
SWAPS = 0.1
"""How often two blocks change places, where places mean something."""


class Space(Protocol):
    """Rows of genes that can be searched: see `sim.study.questions.search_genes.Genes`."""

    @property
    def sizes(self) -> IntArray:
        """How many values each gene can take."""

    @property
    def blocks(self) -> IntArray:
        """Which block each gene belongs to; blocks pass on whole."""

    @property
    def ordered(self) -> BoolArray:
        """Whether neighbouring values of a gene mean nearly the same."""

    def repaired(self, rows: IntArray) -> IntArray:
        """Return rows as they are kept: equal meanings are equal rows."""

    def drawn(self, count: int, chance: np.random.Generator) -> IntArray:
        """Return rows drawn at random."""


@dataclass(frozen=True)
class Generation:
    """A population: its number from 1 on, its rows, what they come to, and which are not dominated in it."""

    number: int
    rows: IntArray
    values: FloatArray
    front: IntArray


def evolved(
    space: Space,
    evaluate: Callable[[IntArray], FloatArray],
    *,
    population: int,
    generations: int,
    objectives: int,
    seed: int,
    seeds: IntArray | None = None,
) -> Iterator[Generation]:
    """Yield every generation of a search.

    Parameters
    ----------
    evaluate : objectives of rows, shape (rows, objectives), less is better.
    population : rows of a generation; the first has `seeds` and rows drawn at random.

    Raises
    ------
    InputError
        If pymoo is not installed.
    """
    chance = np.random.default_rng(seed)
    first = space.drawn(4 * population, chance)
    if seeds is not None:
        first = np.concatenate([seeds, first])
    first = _once(first)[:population]
    algorithm, problem, static = _algorithm(space, first, population, chance, objectives)
    own = _Own(seed)
    with own:
        algorithm.setup(problem, termination=("n_gen", generations), verbose=False)
    while algorithm.has_next():
        with own:
            rows = algorithm.ask()
        found = evaluate(rows.get("X").astype(np.int64))
        with own:
            algorithm.evaluator.eval(static(problem, F=found), rows)
            algorithm.tell(infills=rows)
        held = algorithm.pop
        values = held.get("F")
        yield Generation(algorithm.n_iter - 1, held.get("X").astype(np.int64), values, undominated(values))


class _Own:
    """NumPy's global generator as the library's own: whatever else draws from it neither feels nor disturbs that."""

    def __init__(self, seed: int) -> None:
        self._state = np.random.RandomState(np.random.SeedSequence(seed).generate_state(4)).get_state()

    def __enter__(self) -> None:
        self._before = np.random.get_state()
        np.random.set_state(self._state)

    def __exit__(self, *_error: object) -> None:
        self._state = np.random.get_state()
        np.random.set_state(self._before)


def undominated(values: FloatArray) -> IntArray:
    """Return the places of rows that no other row dominates: as small everywhere, and smaller somewhere."""
    less = (values[:, None] <= values[None]).all(2) & (values[:, None] < values[None]).any(2)
    return np.flatnonzero(~less.any(0))


def hypervolume(values: FloatArray, ideal: FloatArray, nadir: FloatArray) -> float:
    """Return the share of the box between the best and the worst corner that some rows dominate."""
    from pymoo.indicators.hv import HV  # type: ignore[import-untyped]

    scaled = (values - ideal) / np.where(nadir > ideal, nadir - ideal, 1.0)
    inside = np.clip(scaled, 0.0, 1.0)
    return float(HV(ref_point=np.ones(values.shape[1]))(inside))


def _once(rows: IntArray) -> IntArray:
    """Return each row once, in the order of their first coming."""
    return np.array(list(dict.fromkeys(map(tuple, rows.tolist()))), np.int64)


def check_installed() -> None:
    """Say what to install, if the library is missing.

    Raises
    ------
    InputError
        If it is.
    """
    try:
        import pymoo  # type: ignore[import-untyped]  # noqa: F401
    except ImportError as error:
        message = _("A search needs {extra}, which is not installed: pip install '{extra}'.").format(extra=EXTRA)
        raise InputError(message, field="search") from error


def _algorithm(
    space: Space, first: IntArray, population: int, chance: np.random.Generator, objectives: int
) -> tuple[Any, Any, Any]:
    """Return pymoo's algorithm with our operators, its problem, and what puts values into a population."""
    check_installed()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own imports
        from pymoo.algorithms.moo.nsga3 import NSGA3  # type: ignore[import-untyped]
        from pymoo.core.problem import Problem  # type: ignore[import-untyped]
        from pymoo.problems.static import StaticProblem  # type: ignore[import-untyped]
    operators = _operators(space, chance)
    problem = Problem(n_var=len(space.sizes), n_obj=objectives, xl=0, xu=space.sizes - 1, vtype=int)
    return (
        NSGA3(directions(population, objectives), pop_size=population, sampling=first, **operators),
        problem,
        StaticProblem,
    )


def directions(count: int, objectives: int) -> FloatArray:
    """Return directions of NSGA-III: the corners of the simplex, then of a fine grid on it those farthest from all.

    pymoo's own (`energy`) take seconds, fail for few points, and come out of an optimisation whose last bits differ
    from machine to machine.
    """
    steps = next(n for n in itertools.count(2) if math.comb(n + objectives - 1, objectives - 1) >= FINE * count)
    bars = itertools.combinations(range(steps + objectives - 1), objectives - 1)
    ends = [(-1, *each, steps + objectives - 1) for each in bars]
    grid = np.diff(np.array(ends)) - 1
    found = np.flatnonzero(grid.max(1) == steps)[::-1].tolist()[:count]
    far = ((grid[:, None] - grid[None, found]) ** 2).sum(2).min(1)
    while len(found) < count:
        found.append(int(far.argmax()))
        far = np.minimum(far, ((grid - grid[found[-1]]) ** 2).sum(1))
    directions: FloatArray = grid[found] / steps
    return directions


def _operators(space: Space, chance: np.random.Generator) -> dict[str, Any]:
    """Return crossover, mutation and repair of rows of genes as pymoo wants them."""
    from pymoo.core.crossover import Crossover  # type: ignore[import-untyped]
    from pymoo.core.mutation import Mutation  # type: ignore[import-untyped]
    from pymoo.core.repair import Repair  # type: ignore[import-untyped]

    class Blocks(Crossover):  # type: ignore[misc]
        """Each block comes whole from one parent or the other."""

        def __init__(self) -> None:
            super().__init__(2, 2, prob=0.9)

        def _do(self, _problem: Any, rows: Any, *_more: Any, **_named: Any) -> Any:
            swapped = chance.random((rows.shape[1], int(space.blocks.max()) + 1)) < 0.5
            mask = swapped[:, space.blocks]
            return np.stack([np.where(mask, rows[1], rows[0]), np.where(mask, rows[0], rows[1])])

    class Changes(Mutation):  # type: ignore[misc]
        """Some genes change."""

        def _do(self, _problem: Any, rows: Any, *_more: Any, **_named: Any) -> Any:
            return changed(space, rows.astype(np.int64), chance)

    class Plain(Repair):  # type: ignore[misc]
        """Equal meanings are equal rows."""

        def _do(self, _problem: Any, rows: Any, **_named: Any) -> Any:
            return space.repaired(rows.astype(np.int64))

    return {"crossover": Blocks(), "mutation": Changes(), "repair": Plain(), "eliminate_duplicates": True}


def changed(space: Space, rows: IntArray, chance: np.random.Generator) -> IntArray:
    """Return rows in which some genes took another value; at times two blocks of the same kind change places."""
    sizes, shape = space.sizes, rows.shape
    hit = chance.random(shape) < CHANGES / shape[1]
    anywhere = chance.integers(0, sizes, shape)
    step = np.clip(rows + chance.choice([-1, 1], shape), 0, sizes - 1)
    near = space.ordered & (chance.random(shape) < NEAR)
    found: IntArray = np.where(hit, np.where(near, step, anywhere), rows)
    blocks = int(space.blocks.max())
    if blocks > 1:
        for row in np.flatnonzero(chance.random(shape[0]) < SWAPS):
            one, other = (np.flatnonzero(space.blocks == block) for block in chance.integers(1, blocks + 1, 2))
            found[row, np.concatenate([one, other])] = found[row, np.concatenate([other, one])]
    return found
