"""What a seat may know: an allow-list, proved by non-interference."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from sim import observation
from sim.doctrines import REGISTRY
from sim.observation import PRIVATE, PUBLIC, RECORDS, Observation, observe
from sim.postures import Posture
from sim.seats import Role
from sim.setting import setting
from sim.world import NAMES, ROWS, World
from tests.engine import CENTRE, opened, play, scenario

SIZES = {row.name: row.size for row in ROWS}

LAND = setting(scenario())


def seen(world: World, role: Role) -> Observation:
    return observe(world, role, LAND, CENTRE)


def some_world(runs: int = 6) -> World:
    """Return a world in the middle of things."""
    return play("bleeding-white", 7, runs=runs, doctrines={"vietnam": "four-nos,ally-us@3"}, types="prior").world


def visible(role: Role) -> set[tuple[str, int | None]]:
    """Return rows that a role sees, each half of a pair by itself."""
    halves = {(name, half) for name in PUBLIC for half in _halves(name)}
    for name, index in PRIVATE[role]:
        halves |= {(name, half) for half in (_halves(name) if index is None else [index])}
    return halves


def _halves(name: str) -> list[int | None]:
    return [None] if SIZES[name] == 1 else list(range(SIZES[name]))


def _changes(world: World) -> Iterator[tuple[tuple[str, int | None], World]]:
    """Yield the world with one row (or half of a pair) changed, for each of them."""
    for name in NAMES:
        for half in _halves(name):
            other = world.fork()
            row = getattr(other, name)
            row[... if half is None else half] += 0.125
            yield (name, half), other


def check_non_interference() -> None:
    """Changing a row that a seat does not see changes no byte of what it knows; changing one that it sees does."""
    world = some_world()
    for role in Role:
        known = seen(world, role).tobytes()
        for row, other in _changes(world):
            same = seen(other, role).tobytes() == known
            assert same == (row not in visible(role)), f"{role} and {row}"


def check_no_doctrine_minds_what_it_cannot_see() -> None:
    """No hidden row changes what any doctrine decides."""
    world = some_world()
    hidden = {role: [(row, other) for row, other in _changes(world) if row not in visible(role)] for role in Role}
    for role, doctrines in REGISTRY.items():
        for held in doctrines:
            plain = shown(held.decide(held.posture, seen(world, role)))
            for row, other in hidden[role]:
                assert shown(held.decide(held.posture, seen(other, role))) == plain, f"{held.name} minds {row}"


def shown(posture: Posture) -> dict[str, str]:
    """Return a posture's levers so that two of them can be compared, arrays too."""
    return {name: repr(np.asarray(value).tolist()) for name, value in vars(posture).items()}


def test_no_doctrine_minds_what_it_cannot_see() -> None:
    check_no_doctrine_minds_what_it_cannot_see()


def check_every_row_is_classified() -> None:
    """Each half of each row is public, private to one seat, or a record; none is two of them, none is forgotten."""
    private = [half for role in Role for half in visible(role) - {(name, h) for name in PUBLIC for h in _halves(name)}]
    public = [(name, half) for name in PUBLIC for half in _halves(name)]
    records = [(name, half) for name in RECORDS for half in _halves(name)]
    listed = public + private + records
    assert len(set(listed)) == len(listed)
    assert set(listed) == {(name, half) for name in NAMES for half in _halves(name)}


def test_hidden_state_changes_no_byte_and_visible_state_does() -> None:
    check_non_interference()


def test_every_row_is_public_private_or_a_record() -> None:
    check_every_row_is_classified()


def test_types_and_the_will_to_go_on_are_known_to_their_own_seat_alone() -> None:
    """Said once more in so many words, so that a slip in the lists themselves is caught."""
    hidden = {"greed", "resolve", "weariness", "optimism", "stocks", "fatigue", "mood", "aim", "force", "burden"}
    assert not hidden & set(PUBLIC)
    owners = {
        "greed": [Role.CHALLENGER],
        "aim": [Role.CHALLENGER],
        "stocks": [Role.TARGET],
        "reliability": [Role.TARGET],
        "weariness": [Role.TARGET, Role.CHALLENGER],
        "resolve": [Role.PATRON_A, Role.PATRON_B],
    }
    for name, roles in owners.items():
        assert [role for role in Role if name in dict(PRIVATE[role])] == roles
    assert dict(PRIVATE[Role.TARGET])["weariness"] == 0 and dict(PRIVATE[Role.CHALLENGER])["weariness"] == 1
    assert dict(PRIVATE[Role.PATRON_A])["resolve"] == 0 and dict(PRIVATE[Role.PATRON_B])["resolve"] == 1


def test_records_are_read_by_no_seat() -> None:
    for role in Role:
        assert not set(RECORDS) & set(seen(some_world(), role))


@pytest.mark.parametrize("role", Role)
def test_an_observation_is_a_mapping_of_its_rows(role: Role) -> None:
    world = some_world()
    known = seen(world, role)
    assert set(known) == {*PUBLIC, *dict(PRIVATE[role])} and len(known) == len(set(known))
    for name, values in known.items():
        assert np.array_equal(getattr(known, name), values)
        assert values.shape[-1] == world.runs
    assert known.quarter == world.quarter and known.sea is False


@pytest.mark.parametrize("role", Role)
def test_what_is_observed_cannot_be_changed(role: Role) -> None:
    world = some_world()
    before = world.digest()
    for values in seen(world, role).values():
        with pytest.raises(ValueError, match="read-only"):
            values[...] = 9.0
    with pytest.raises(TypeError):
        seen(world, role)["trust"] = np.zeros(6)  # type: ignore[index]
    assert world.digest() == before


@pytest.mark.parametrize("name", ["weariness_of_china", "block", "terms", "thrust", "fork"])
def test_what_is_not_on_the_list_cannot_be_asked_for(name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(seen(some_world(), Role.PATRON_A), name)
    with pytest.raises(KeyError):
        seen(some_world(), Role.PATRON_A)[name]


@pytest.mark.parametrize(
    ("name", "role"), [("greed", Role.TARGET), ("stocks", Role.CHALLENGER), ("aim", Role.PATRON_B)]
)
def test_what_another_seat_knows_cannot_be_asked_for(name: str, role: Role) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(seen(some_world(), role), name)


@pytest.mark.parametrize(
    ("rung", "grievance", "threatened"),
    [(0, 0.5, False), (1, 0.55, False), (1, 0.5501, True), (2, 0.0, True), (4, 0.0, True)],
    ids=["calm", "just-calm", "hot-quarrel", "crisis", "war"],
)
def test_when_the_target_is_threatened(rung: int, grievance: float, threatened: bool) -> None:
    world = World(1)
    world.rung, world.grievance = rung, grievance
    assert seen(world, Role.TARGET).threatened.tolist() == [threatened]


def test_a_seat_at_sea_knows_that_it_is_at_sea() -> None:
    with opened(scenario("rig-crisis")) as model:
        assert all(agent.observe().sea for agent in model.seats.values())


def test_the_lists_name_rows_of_the_world_and_none_of_them_twice() -> None:
    assert {*PUBLIC, *RECORDS} <= set(NAMES) and len({*PUBLIC}) == len(PUBLIC) and len({*RECORDS}) == len(RECORDS)
    assert set(observation.PRIVATE) == set(Role)
