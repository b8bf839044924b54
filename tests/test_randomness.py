"""Named chance: addressed by seed, namespace, name, run and quarter, and by nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import kstest

from sim.errors import InputError, OutOfRange, UnknownName, WrongType
from sim.model import QUARTER
from sim.randomness import NAMESPACES, Draws, key
from tests.engine import listening, play, scenario, stage

MASK = 2**64 - 1
MULTIPLY = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)

# seed, namespace, name, quarter, run: the uniform. Frozen: a change of any of them is a change of all results.
PINNED = {
    (1, "study", "ladder/review", 0, 0): 0.5395600580495271,
    (1, "study", "ladder/review", 0, 3): 0.5422159260677123,
    (1, "study", "ladder/review", 1, 0): 0.9925832709174481,
    (2, "study", "ladder/review", 0, 0): 0.6835022439057554,
    (1, "game", "ladder/review", 0, 0): 0.1176108445148647,
    (1, "study", "ladder/concede", 0, 0): 0.9318919574570437,
    (2**63 - 1, "fork", "events/flare-up/patron-a", 59, 999_999): 0.6397916971095707,
    (0, "luck", "bargaining/deal", 399, 2**40): 0.6352083412217037,
}


def philox(counter: tuple[int, int, int, int], keys: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return one block of Philox-4x64 with ten rounds, from its published definition, in plain integers."""
    a, b, c, d = counter
    first, second = keys
    for _round in range(10):
        high_a, low_a = divmod(MULTIPLY[0] * a, 2**64)
        high_c, low_c = divmod(MULTIPLY[1] * c, 2**64)
        a, b, c, d = high_c ^ b ^ first, low_c, high_a ^ d ^ second, low_a
        first, second = (first + WEYL[0]) & MASK, (second + WEYL[1]) & MASK
    return a, b, c, d


def by_hand(seed: int, namespace: str, name: str, quarter: int, run: int) -> float:
    """Return a uniform worked out from the addressing scheme; NumPy counts a block up before it takes it."""
    digest = hashlib.blake2b(f"{namespace}/{name}".encode(), digest_size=8).digest()
    block = philox((run // 4 + 1, quarter, 0, 0), (seed, int.from_bytes(digest, "little")))
    return (block[run % 4] >> 11) / 2**53


def check_addresses() -> None:
    """Every pinned draw is what the scheme says, from our generator too, alone and in a batch."""
    for (seed, namespace, name, quarter, run), value in PINNED.items():
        address = f"{seed} {namespace}/{name} quarter {quarter} run {run}"
        assert by_hand(seed, namespace, name, quarter, run) == value, address
        alone = Draws(seed, 1, first=run, namespace=namespace)
        assert alone.uniform(name, quarter).tolist() == [value], address
        among = Draws(seed, 11, first=max(run - 5, 0), namespace=namespace)
        assert among.uniform(name, quarter)[min(run, 5)] == value, address


def check_patrons_have_their_own_luck() -> None:
    draws = stage(runs=256)[1]
    draws.draws = Draws(7, 256)
    pair = draws.pair("weariness/abandon")
    assert pair.shape == (2, 256)
    assert abs(np.corrcoef(pair)[0, 1]) < 0.2
    assert np.array_equal(pair[0], Draws(7, 256).uniform("weariness/abandon/patron-a", draws.quarter))
    assert np.array_equal(pair[1], Draws(7, 256).uniform("weariness/abandon/patron-b", draws.quarter))


def check_every_part_of_the_address_counts() -> None:
    """Another seed, namespace, name or quarter is another draw, unrelated to the first."""
    base = Draws(1, 4000).uniform("x", 3)
    others = {
        "seed": Draws(2, 4000).uniform("x", 3),
        "name": Draws(1, 4000).uniform("y", 3),
        "quarter": Draws(1, 4000).uniform("x", 4),
        "run": Draws(1, 4000, first=1).uniform("x", 3),
        **{space: Draws(1, 4000, namespace=space).uniform("x", 3) for space in NAMESPACES if space != "study"},
    }
    for what, other in others.items():
        assert not np.isin(base, other).any() if what != "run" else np.array_equal(base[1:], other[:-1]), what
        assert abs(np.corrcoef(base, other)[0, 1]) < 0.07, what


def test_draws_are_where_the_scheme_says() -> None:
    check_addresses()


def test_each_part_of_the_address_counts() -> None:
    check_every_part_of_the_address_counts()


def test_each_patron_has_its_own_luck() -> None:
    check_patrons_have_their_own_luck()


@pytest.mark.parametrize(
    "runs",
    [[0], [5, 5, 5], [9, 3, 4, 4, 0], [0, 10**9, 7, 2**40, 3], list(range(100, 0, -3)), [2**61, 0, 2**61]],
    ids=["one", "repeats", "out-of-order", "scattered", "backwards", "very-far"],
)
def test_a_list_of_runs_draws_what_each_of_them_draws_alone(runs: list[int]) -> None:
    together = Draws(3, runs).uniform("x", 2)
    assert together.tolist() == [Draws(3, 1, first=run).uniform("x", 2)[0] for run in runs]


def test_uniforms_are_uniform_and_normals_normal() -> None:
    draws = Draws(11, 20_000)
    uniform, normal = draws.uniform("a", 0), draws.normal("b", 0)
    assert uniform.min() >= 0 and uniform.max() < 1
    assert kstest(uniform, "uniform").pvalue > 0.001
    assert kstest(normal, "norm").pvalue > 0.001
    assert np.array_equal(normal, ndtri(draws.uniform("b", 0)))


def test_normals_are_finite_where_the_uniform_is_nought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Draws, "uniform", lambda self, name, quarter: np.array([0.0, 1 - 2.0**-53]))
    assert np.isfinite(Draws(1, 2).normal("x", 0)).all()


def test_normals_of_some_runs_are_theirs_and_nought_elsewhere() -> None:
    draws, where = Draws(1, 50), np.arange(50) % 7 == 0
    some = draws.normal("x", 4, where)
    assert np.array_equal(some[where], draws.normal("x", 4)[where])
    assert not some[~where].any()


def test_asking_twice_or_in_another_order_changes_nothing() -> None:
    draws = Draws(5, 33)
    first = [draws.uniform(name, 1).copy() for name in "abcab"]
    assert np.array_equal(first[0], first[3]) and np.array_equal(first[1], first[4])
    assert np.array_equal(Draws(5, 33).uniform("c", 1), first[2])


def test_a_new_draw_name_changes_no_other_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as before:
        plain = play("bleeding-white", 8, runs=9)
    extra = ("novelty", lambda world, turn: turn.pair("novelty/luck") + turn.luck("novelty/more"))
    monkeypatch.setattr("sim.model.QUARTER", (QUARTER[0], extra, *QUARTER[1:]))
    with listening() as after:
        novel = play("bleeding-white", 8, runs=9)
    assert plain.world.digest() == novel.world.digest()
    assert {name for name, _quarter in after.keys() - before.keys()} == {
        "novelty/luck/patron-a",
        "novelty/luck/patron-b",
        "novelty/more",
    }
    assert all(np.array_equal(values, after[key]) for key, values in before.items())


def test_no_two_draws_share_a_name_or_a_key() -> None:
    with listening() as heard:
        for name in ("bleeding-white", "four-nos", "rig-crisis"):
            play(name, runs=64, types="prior")
    names = {name for name, _quarter in heard}
    assert len(names) > 15
    assert len({key(space, name) for space in NAMESPACES for name in names}) == len(names) * len(NAMESPACES)
    assert all("/" in name and name == name.lower() for name in names)


def test_nothing_draws_twice_under_one_name_in_a_quarter() -> None:
    """Two rules that shared a draw would be tied together by chance."""
    _world, turn = stage({"rung": [0, 1, 2, 3, 4, 5, 6]}, runs=7, base=scenario("four-nos"), luck={})
    for _name, phase in QUARTER:
        phase(_world, turn)
    asked = [name for name, _quarter in turn.draws.asked]  # type: ignore[attr-defined]
    assert {name for name in asked if asked.count(name) > 1} <= {"ladder/concede"}


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: Draws(-1, 1), OutOfRange),
        (lambda: Draws(2**63, 1), OutOfRange),
        (lambda: Draws(1.5, 1), WrongType),  # type: ignore[arg-type]
        (lambda: Draws(True, 1), WrongType),
        (lambda: Draws("1", 1), WrongType),  # type: ignore[arg-type]
        (lambda: Draws(1, [3, -2]), OutOfRange),
        (lambda: Draws(1, 3, first=-1), OutOfRange),
        (lambda: Draws(1, 1, namespace="gmae"), UnknownName),
    ],
    ids=["negative", "too-large", "fraction", "flag", "text", "negative-run", "negative-first", "namespace"],
)
def test_bad_addresses_are_refused(make: Callable[[], Draws], error: type[InputError]) -> None:
    with pytest.raises(error):
        make()
