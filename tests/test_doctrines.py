"""One contract over every doctrine, and what is particular to One Depend and to history."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from scenarios import names as scenario_names
from sim.claims import claims
from sim.doctrines import AS_HISTORY, REGISTRY, Doctrine, doctrine, names
from sim.errors import InputError, UnknownName
from sim.observation import Observation, observe
from sim.pledges import FOUR_NOS
from sim.postures import ChallengerPosture, PatronPosture, Posture, TargetPosture
from sim.scenario import Scenario
from sim.seats import Role
from sim.setting import setting
from sim.world import World
from tests.engine import CENTRE, play, scenario

PUBLISHED = {
    Role.TARGET: "four-nos one-depend bamboo china-closer augmented porcupine ally-us ally-russia "
    "accommodate as-history",
    Role.CHALLENGER: "adaptive bleed-white punitive seize coerce charm",
    Role.PATRON_A: "full limited offshore burden-shifting",
    Role.PATRON_B: "supplier lean-china balance-china patron",
}
KIND = {Role.TARGET: TargetPosture, Role.CHALLENGER: ChallengerPosture, **dict.fromkeys(list(Role)[2:], PatronPosture)}
SHARE, BIAS, TIMES = (0.0, 1.0), (-0.5, 0.5), (0.0, 3.0)
BOUNDS = {
    TargetPosture: dict.fromkeys(
        ("level_a", "level_b", "tie", "reassurance", "concession", "self_help", "conditional", "seasoning"), SHARE
    ),
    ChallengerPosture: {
        **dict.fromkeys(("coerce", "grey", "crisis", "punish", "seize"), BIAS),
        "bleed": TIMES,
        "hold": SHARE,
        "offense": SHARE,
    },
    PatronPosture: {
        **dict.fromkeys(("offer", "aid", "lean", "challenger_supply"), SHARE),
        "fear": TIMES,
        "arms": BIAS,
    },
}
ALL = [row for rows in REGISTRY.values() for row in rows]
HISTORY = scenario("border-war-1979")


def ids(row: Doctrine) -> str:
    return f"{row.role}-{row.name}"


every_doctrine = pytest.mark.parametrize("row", ALL, ids=ids)


def postures(row: Doctrine) -> Posture:
    return row.posture_in(HISTORY)


@cache
def settled(runs: int) -> tuple[World, Scenario]:
    return play(
        "four-nos", 9, runs=runs, doctrines={"vietnam": "ally-us", "china": "seize"}, types="prior"
    ).world, HISTORY


def observations(role: Role, runs: int) -> Iterator[Observation]:
    """Yield what a role may see: a played world, one in peace, one at war with sure patrons, and one abandoned."""
    world, base = settled(runs)
    for rung, reliable in ((None, None), (0, 0.5), (4, 1.0), (5, 0.0)):
        other = world.fork()
        if rung is not None:
            other.rung, other.reliability = rung, reliable
        yield observe(other, role, setting(base), CENTRE)


def levers(posture: Posture) -> dict[str, object]:
    """Return a posture's levers as plain values that compare."""
    return {
        name: value if isinstance(value, frozenset) else np.asarray(value).tolist()
        for name, value in vars(posture).items()
    }


def changed(row: Doctrine, neighbour: Doctrine) -> set[str]:
    mine, theirs = levers(row.posture), levers(neighbour.posture)
    return {name for name in mine if mine[name] != theirs[name]}


def check_neighbours_differ_in_named_levers() -> None:
    for row in ALL:
        if row.neighbour:
            assert changed(row, doctrine(row.role, row.neighbour)) == set(row.levers), row.name


def test_the_registry_is_the_published_list() -> None:
    assert {role: " ".join(names(role)) for role in Role} == PUBLISHED
    assert all(len(set(names(role))) == len(names(role)) for role in Role)


@every_doctrine
def test_it_is_registered_under_its_role_and_says_what_it_does(row: Doctrine) -> None:
    assert doctrine(row.role, row.name) is row and row in REGISTRY[row.role]
    assert re.fullmatch(r"[a-z][a-z-]+", row.name)
    assert len(row.text) > 20 and row.text.endswith(".")
    assert isinstance(row.posture, KIND[row.role])


@every_doctrine
def test_its_claims_are_claims_of_the_essays(row: Doctrine) -> None:
    assert row.claims and len(set(row.claims)) == len(row.claims)
    assert not [claim for claim in row.claims if claim not in claims()]


@every_doctrine
@pytest.mark.parametrize("runs", [1, 50])
def test_deciding_is_pure_repeatable_and_of_the_right_kind(row: Doctrine, runs: int) -> None:
    for seen in observations(row.role, runs):
        posture = postures(row)
        before, known = levers(posture), seen.tobytes()
        first, again = row.decide(posture, seen), row.decide(posture, seen)
        assert type(first) is KIND[row.role]
        assert levers(first) == levers(again)
        assert levers(posture) == before == levers(postures(row)) and seen.tobytes() == known
        for name, value in vars(first).items():
            assert isinstance(value, frozenset) or np.shape(value) in ((), (runs,)), name


@every_doctrine
def test_its_levers_stay_within_bounds_whatever_it_sees(row: Doctrine) -> None:
    for seen in observations(row.role, 20):
        decided = row.decide(postures(row), seen)
        for name, (low, high) in BOUNDS[type(decided)].items():
            values = np.asarray(getattr(decided, name), float)
            assert ((values >= low) & (values <= high)).all(), name


def test_every_lever_is_bounded_or_a_switch() -> None:
    for kind, bounds in BOUNDS.items():
        assert {field for field in vars(kind()) if field not in bounds} <= {"paced", "pledges", "takes_land"}


@every_doctrine
def test_a_batch_decides_as_each_of_its_runs_would_alone(row: Doctrine) -> None:
    world, base = settled(50)
    many = row.decide(postures(row), observe(world, row.role, setting(base), CENTRE))
    for run in (0, 7, 49):
        alone = row.decide(postures(row), observe(world.part(np.array([run])), row.role, setting(base), CENTRE))
        for name, value in vars(alone).items():
            theirs = getattr(many, name)
            assert isinstance(value, frozenset) or np.resize(theirs, 50)[run] == np.resize(value, 1)[0], name


@every_doctrine
def test_a_preset_differs_from_its_neighbour_in_the_named_levers_alone(row: Doctrine) -> None:
    assert bool(row.neighbour) == bool(row.levers) and row.neighbour != row.name
    if row.neighbour:
        assert changed(row, doctrine(row.role, row.neighbour)) == set(row.levers)


def test_no_two_doctrines_of_a_role_are_the_same() -> None:
    for role, rows in REGISTRY.items():
        marks = {
            repr((sorted(map(str, levers(row.posture).items())), row.type_value))
            for row in rows
            if row.name != AS_HISTORY
        }
        assert len(marks) == len([row for row in rows if row.name != AS_HISTORY]), role


def test_types_lie_within_the_priors_of_the_scenarios() -> None:
    for name in scenario_names():
        priors = scenario(name).priors
        for role, prior in (
            (Role.CHALLENGER, priors.greed),
            (Role.PATRON_A, priors.resolve_a),
            (Role.PATRON_B, priors.resolve_b),
        ):
            held = doctrine(role, scenario(name).seats[scenario(name).seat_of(role)].doctrine)
            assert prior.low <= held.type_value <= prior.high, (name, role)
    assert all(0 <= row.type_value <= 1 for row in REGISTRY[Role.CHALLENGER])


@every_doctrine
def test_it_plays_eight_quarters_in_a_scenario_of_its_own(row: Doctrine) -> None:
    offered = [
        name
        for name in scenario_names()
        if row.name in scenario(name).seats[scenario(name).seat_of(row.role)].doctrines
    ]
    assert offered, "no scenario offers it"
    base = scenario(offered[0])
    played = play(base, 8, runs=20, doctrines={base.seat_of(row.role): row.name})
    assert played.world.faults() == [] and played.world.quarter == 8


# ---------------------------------------------------------------- particular doctrines


@pytest.mark.parametrize("name", scenario_names())
def test_only_a_history_can_be_followed(name: str) -> None:
    base = scenario(name)
    if base.history is None:
        with pytest.raises(InputError, match="no history"):
            doctrine("target", AS_HISTORY).posture_in(base)
    else:
        held = doctrine("target", AS_HISTORY).posture_in(base)
        assert isinstance(held, TargetPosture)
        assert (held.level_a, held.level_b) == (base.history.level_a.value, base.history.level_b.value)
        assert (held.tie, held.reassurance, held.concession) == (base.history.tie.value, 0.1, 0.1)


@pytest.mark.parametrize(
    ("rung", "grievance", "reliability", "level"),
    [(0, 0.3, 0.5, 0.4), (0, 0.6, 0.5, 0.75), (2, 0.3, 0.5, 0.75), (4, 0.3, 0.1, 0.47), (4, 0.3, 0.0, 0.4)],
    ids=["calm", "hot-quarrel", "crisis", "unreliable", "not-reliable-at-all"],
)
def test_one_depend_leans_on_the_first_patron_as_far_as_it_is_reliable(
    rung: int, grievance: float, reliability: float, level: float
) -> None:
    world = World(2)
    world.rung, world.grievance, world.reliability = rung, grievance, [[reliability] * 2, [0.9] * 2]
    row = doctrine("target", "one-depend")
    decided = row.decide(row.posture, observe(world, Role.TARGET, setting(HISTORY), CENTRE))
    assert isinstance(decided, TargetPosture)
    assert decided.level_a == pytest.approx([level] * 2) and decided.level_b == 0.4


def test_who_keeps_which_pledges() -> None:
    loose = {
        row.name: FOUR_NOS - row.posture.pledges
        for row in REGISTRY[Role.TARGET]
        if isinstance(row.posture, TargetPosture)
    }
    assert {name: missing for name, missing in loose.items() if missing} == {
        "ally-us": {"no-alliance"},
        "ally-russia": {"no-alliance"},
        AS_HISTORY: FOUR_NOS,
    }


@pytest.mark.parametrize(
    ("role", "got", "meant"),
    [("target", "bambo", "bamboo"), ("challenger", "bleedwhite", "bleed-white"), ("patron_a", "Limited", "limited")],
)
def test_an_unknown_doctrine_is_refused_with_the_nearest_name(role: str, got: str, meant: str) -> None:
    with pytest.raises(UnknownName, match=meant):
        doctrine(role, got)
    with pytest.raises(UnknownName):
        doctrine("patron_b", "bamboo")
