"""The four no's as pledges: what they cap, and what it costs to break one."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import UnknownName
from sim.pledges import FOUR_NOS, NAMES, NO_ALLIANCE, PLEDGES, THREE_NOS, pledge
from sim.postures import TargetPosture
from sim.rules import partnerships, pledge_price
from sim.scenario import Event
from tests.engine import CENTRE, Played, play, resolved, scenario, stage, with_events

PRESENT = scenario("four-nos")
BREAKS = {"vietnam": "four-nos,ally-us@8", "us": "full"}
KEEPS = {"vietnam": "four-nos", "us": "full"}
ANEW = {"vietnam": "four-nos,ally-us@4,four-nos@5", "us": "full"}
ALL_FOUR = 1.0 + 0.4 + 0.8 + 0.6


def run(vietnam: dict[str, str], quarters: int = 30, **options: object) -> Played:
    return play(PRESENT, quarters, doctrines=vietnam, runs=24, keep=True, **options)


def price(guiding: bool, **rows: object) -> tuple[float, float, float]:
    """Return breach, trust and legitimacy after the no-alliance pledge has been broken in quarter 8."""
    quarrel = PRESENT.opening.quarrel.model_copy(update={"guiding_rules": guiding})
    base = PRESENT.model_copy(update={"opening": PRESENT.opening.model_copy(update={"quarrel": quarrel})})
    held = {"trust": 0.35, "legitimacy": 0.6, "breach": 0.0, "pledged": 1.0, "pledge_wait": 0.0} | rows
    world, turn = stage(held, base=base, quarter=8, doctrines=BREAKS, before="pledges")
    pledge_price.resolve(world, turn)
    return float(world.breach[0]), float(world.trust[0]), float(world.legitimacy[0])


def check_breaking_has_its_price() -> None:
    assert price(False) == pytest.approx((0.15, 0.25, 0.55))


def test_breaking_the_no_alliance_pledge_has_its_price() -> None:
    check_breaking_has_its_price()


def test_it_is_dearer_once_the_pledges_are_guiding_rules() -> None:
    assert price(True) == pytest.approx((0.225, 0.20, 0.525))


def test_breaking_all_four_weighs_as_much_as_they_do_together() -> None:
    found = pledge_price.weight(np.ones((4, 1), bool), False, CENTRE)
    assert found == pytest.approx(ALL_FOUR)
    assert pledge_price.ordered(TargetPosture().pledges).tolist() == [[0.0]] * 4
    assert pledge_price.weight(np.array([[False], [True], [False], [False]]), True, CENTRE) == pytest.approx(0.6)


def test_the_price_has_a_floor() -> None:
    assert price(True, trust=0.02, legitimacy=0.01)[1:] == (0.0, 0.0)


@pytest.mark.parametrize(
    ("dated", "dearer"), [(8, True), (7, True), (9, False)], ids=["this-quarter", "before", "after"]
)
def test_guiding_rules_may_come_by_date(dated: int, dearer: bool) -> None:
    quarrel = PRESENT.opening.quarrel.model_copy(update={"guiding_rules": False})
    base = PRESENT.model_copy(update={"opening": PRESENT.opening.model_copy(update={"quarrel": quarrel})})
    base = with_events(base, Event(kind="guiding-rules", quarter=dated))
    world, _turn = resolved("pledges", {"pledged": 1.0}, base=base, quarter=8, doctrines=BREAKS)
    assert world.breach == pytest.approx(0.225 if dearer else 0.15)


def test_a_breach_is_feared_at_once_and_fades() -> None:
    broken, kept = run(BREAKS), run(KEEPS)
    breach = broken.path("breach")
    assert not breach[:9].any()
    assert breach[9] == pytest.approx(0.225) and breach[10] == pytest.approx(0.225 * 0.85)
    felt = [turn.encirclement for turn in broken.turns], [turn.encirclement for turn in kept.turns]
    assert np.array_equal(felt[0][7], felt[1][7]) and (felt[0][8] > felt[1][8] + 0.2).all()
    assert (broken.path("trust")[9] < kept.path("trust")[9] - 0.14).all()
    assert (broken.path("legitimacy")[9] < kept.path("legitimacy")[9] - 0.05).all()


def test_quarters_before_the_breach_are_untouched() -> None:
    broken, kept = run(BREAKS, 8), run(KEEPS, 8)
    assert all(np.array_equal(one, other) for one, other in zip(broken.blocks, kept.blocks, strict=True))


def test_breaking_opens_a_treaty_and_keeping_does_not() -> None:
    broken, kept = run(BREAKS).path("level"), run(KEEPS).path("level")
    assert broken[-1, 0].max() > CENTRE.pledge_level and kept[:, 0].max() <= CENTRE.pledge_level


def test_a_posture_held_from_the_opening_costs_nothing() -> None:
    for doctrine in ("ally-us", "ally-russia", "four-nos", "bamboo"):
        played = run({"vietnam": doctrine})
        assert not played.path("breach").any() and not played.path("pledge_wait").any()
        assert len(np.unique(played.path("pledged")[1:], axis=0)) == 1


def test_a_broken_pledge_can_be_given_again_after_the_waiting_time_alone() -> None:
    """Broken in quarter 4; wanted again from quarter 5 on; and given two years after the breach."""
    played = run(ANEW)
    pledged, wait = played.path("pledged")[:, NO_ALLIANCE], played.path("pledge_wait")[:, NO_ALLIANCE]
    years = int(CENTRE.breach_quarters)
    assert pledged[4].all() and not pledged[5 : 5 + years].any()
    assert pledged[6 + years :].all() and wait[5].tolist() == [years] * 24
    assert (np.diff(wait[5:], axis=0) <= 0).all() and not wait[-1].any()
    assert not played.path("pledge_wait")[:, [i for i in range(4) if i != NO_ALLIANCE]].any()


def test_giving_a_pledge_again_costs_nothing_more() -> None:
    breach = run(ANEW).path("breach")
    assert (np.diff(breach[5:], axis=0) < 0).all()


def test_a_waiting_time_of_nought_lets_it_be_given_at_once() -> None:
    pledged = run(ANEW, 8, parameters={"breach_quarters": 0.0}).path("pledged")[:, NO_ALLIANCE]
    assert not pledged[5].any() and pledged[6:].all()


def test_while_it_is_broken_the_cap_is_off_and_then_it_binds_again() -> None:
    """A treaty sought for one quarter, then four no's again: the level may not rise past the pledge's afterwards."""
    played = run(ANEW)
    assert played.path("level")[:, 0].max() <= 0.4 + CENTRE.up + 1e-9


@pytest.mark.parametrize(
    ("vietnam", "rows", "most"),
    [
        ("four-nos", {}, 0.4),
        ("bamboo", {}, 0.5),
        ("one-depend", {}, 0.4),
        ("one-depend", {"grievance": 0.9}, 0.95),
        ("one-depend", {"rung": 2}, 0.95),
    ],
)
def test_caps_on_the_level_sought(vietnam: str, rows: dict[str, float], most: float) -> None:
    sure = {"reliability": 1.0, "support": 1.0, "pledged": 1.0, "grievance": 0.3}
    options = {"base": PRESENT, "doctrines": {"vietnam": vietnam, "us": "full", "russia": "patron"}}
    _world, turn = stage(sure | rows, before="perception", **options)
    assert turn.target_level.max() == pytest.approx(most)


def check_no_alliance_caps_in_calm() -> None:
    """A posture that seeks a treaty while its pledge is in force gets the pledged level in calm."""
    world, turn = stage({"support": 1.0, "pledged": 1.0, "grievance": 0.3}, base=PRESENT, doctrines=BREAKS, quarter=8)
    assert partnerships.sought(world, turn, np.array([False]))[0] == pytest.approx(0.6)


def test_no_alliance_caps_at_the_pledged_level_in_calm() -> None:
    check_no_alliance_caps_in_calm()


def test_the_pledges_and_their_sets() -> None:
    assert frozenset(NAMES) == FOUR_NOS and len(NAMES) == 4
    assert {"no-alliance", "no-siding", "no-bases"} == THREE_NOS
    assert PLEDGES[NO_ALLIANCE].name == "no-alliance"
    assert all(row.text and row.binds and row.opens and 0 < row.weight <= 1 for row in PLEDGES)
    assert pledge("no-bases").weight == 0.8
    with pytest.raises(UnknownName, match="no-alliance"):
        pledge("no-alliances")
