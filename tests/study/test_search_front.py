"""How a search varies and keeps: a known front is found, and whatever is drawn is a plan that the engine reads."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import load
from sim.plans import given
from sim.seats import Role
from sim.study.questions.search import shipped
from sim.study.questions.search_front import changed, directions, evolved, hypervolume, undominated
from sim.study.questions.search_genes import Genes
from sim.study.questions.search_sides import Side


def genes(seat: str = "vietnam") -> Genes:
    return Genes.of([load("bleeding-white")], seat, 40)


# ---------------------------------------------------------------- the optimiser


class Toy:
    """Zitzler, Deb and Thiele's first test on a grid: the front is f2 = 1 - sqrt(f1), where all but x1 are 0."""

    sizes = np.full(6, 65)
    blocks = np.arange(6)
    ordered = np.ones(6, bool)

    def repaired(self, rows: np.ndarray) -> np.ndarray:
        return rows

    def drawn(self, count: int, chance: np.random.Generator) -> np.ndarray:
        return chance.integers(0, self.sizes, (count, 6))

    @staticmethod
    def values(rows: np.ndarray) -> np.ndarray:
        x = rows / 64
        g = 1 + 9 * x[:, 1:].mean(1)
        return np.column_stack([x[:, 0], g * (1 - np.sqrt(x[:, 0] / g))])


def test_a_known_front_is_found_whoever_else_draws_lots() -> None:
    about = {"population": 24, "generations": 60, "objectives": 2, "seed": 1}
    np.random.seed(3)
    lots = np.random.random(3)
    np.random.seed(3)
    every = list(evolved(Toy(), Toy.values, **about))
    front = every[-1].values[every[-1].front]
    true = np.linspace(0, 1, 200)
    far = [np.hypot(front[:, 0] - x, front[:, 1] - 1 + np.sqrt(x)).min() for x in true]
    assert np.mean(far) < 0.05
    assert max(abs(front[:, 1] - 1 + np.sqrt(front[:, 0]))) < 0.1
    ends = np.zeros(2), np.ones(2) * 2
    assert hypervolume(every[0].values, *ends) < hypervolume(front, *ends) < (4 - 1 / 3) / 4
    assert np.array_equal(np.random.random(3), lots), "the library has drawn from the caller's own chance"
    again = list(evolved(Toy(), Toy.values, **about))
    assert all(np.array_equal(one.rows, other.rows) for one, other in zip(every, again, strict=True))
    other = next(evolved(Toy(), Toy.values, **{**about, "seed": 2}))
    assert not np.array_equal(other.rows, every[0].rows)


def test_what_is_not_dominated_is_known_on_a_table() -> None:
    rows = np.array([[1.0, 4.0], [2.0, 2.0], [4.0, 1.0], [3.0, 3.0], [2.0, 2.0], [1.0, 5.0]])
    assert undominated(rows).tolist() == [0, 1, 2, 4]
    assert hypervolume(np.array([[0.5, 0.5]]), np.zeros(2), np.ones(2)) == pytest.approx(0.25)


def test_directions_are_spread_over_the_simplex_corners_first() -> None:
    for count, objectives in ((3, 5), (5, 5), (40, 5), (24, 2)):
        found = directions(count, objectives)
        assert found.shape == (count, objectives) and np.allclose(found.sum(1), 1.0) and (found >= 0).all()
        assert np.array_equal(found[:objectives], np.eye(objectives)[:count])
        assert len({tuple(row) for row in found.tolist()}) == count
    far = [np.sort(np.abs(directions(40, 5) - row).sum(1))[1] for row in directions(40, 5)]
    assert min(far) > 0.3


# ---------------------------------------------------------------- genes


@pytest.mark.parametrize("seat", ["vietnam", "china", "us", "russia"])
def test_whatever_is_drawn_or_changed_is_read_by_the_engine(seat: str) -> None:
    mine, chance = genes(seat), np.random.default_rng(5)
    rows = mine.drawn(60, chance)
    rows = np.concatenate([rows, mine.repaired(changed(mine, rows, chance))])
    assert (rows >= 0).all() and (rows < mine.sizes).all()
    assert np.array_equal(mine.repaired(rows), rows)
    sides = [mine.side(row) for row in rows]
    for side, row in zip(sides, rows, strict=True):
        assert str(given(side.plan, mine.role, seat)) == side.plan
        assert np.array_equal(mine.row(side), row), "the genes of a side are those it was made of"
    assert len(set(sides)) > 90
    assert any("answer" in side.plan for side in sides)
    assert any("break" in side.plan for side in sides) == (mine.role is Role.TARGET)


def test_what_comes_with_the_program_has_genes_of_its_own() -> None:
    mine = genes()
    every = shipped(mine, ["bleeding-white"])
    assert len(every) == 9 + 10
    for side in every.values():
        row = mine.row(side)
        assert row is not None and mine.side(row) == side
    assert mine.row(Side("bamboo", "\n".join(["any: denial"] * 9))) is None
