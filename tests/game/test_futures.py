from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from sim.choices import choices
from sim.errors import Cancelled, InputError, UnknownName
from sim.game.breaking import pledge_futures
from sim.game.futures import LEVELS, Futures, compare, futures, futures_of
from sim.game.futures_words import assumed, describe, differences, endings, table
from sim.game.notes import PATHS
from sim.game.outlook import Outlook
from sim.model import CrisisModel
from sim.orders import Order
from sim.outcome import ENDINGS
from sim.pledges import FOUR_NOS
from sim.seats import Role
from sim.study.meters import METERS
from tests.hidden import corrupt, game, go

COUNT, QUARTERS = 24, 6
ORDERS = ["", "denial", "posture bamboo", None, "posture ally-us; break no-alliance", "denial; say calm"]


@pytest.fixture(scope="module")
def stood() -> Iterator[tuple[CrisisModel, Outlook]]:
    """Return a game that has gone three quarters, and the target's outlook."""
    with game("four-nos", Role.TARGET, games=1) as (model, belief):
        sees = go(model, belief, 3)
        yield model, Outlook(model.crisis, "vietnam", sees, belief)


def same(first: Futures, second: Futures) -> bool:
    paths = all(np.array_equal(first.paths[name], second.paths[name], equal_nan=True) for name in PATHS)
    return paths and all(np.array_equal(first.ends[name], second.ends[name], equal_nan=True) for name in first.ends)


def test_orders_computed_together_come_to_what_each_comes_to_alone(stood: tuple[CrisisModel, Outlook]) -> None:
    _model, outlook = stood
    together = futures_of(outlook, ORDERS, count=COUNT, quarters=QUARTERS)
    for text, each in zip(ORDERS, together, strict=True):
        assert same(each, futures(outlook, text, count=COUNT, quarters=QUARTERS)), text


def test_every_order_of_a_quarter_meets_the_same_worlds_and_the_same_luck(stood: tuple[CrisisModel, Outlook]) -> None:
    _model, outlook = stood
    drafts = futures_of(outlook, ORDERS, count=COUNT, quarters=QUARTERS)
    assert len({each.worlds for each in drafts}) == 1
    for name in PATHS:
        assert all(np.array_equal(each.paths[name][0], drafts[0].paths[name][0]) for each in drafts), name
    other = [
        futures(outlook, Order(), count=COUNT, quarters=QUARTERS),
        futures(outlook, "", count=COUNT, quarters=QUARTERS),
    ]
    assert same(*other)
    nothing = compare(*other)
    assert all(each.mean == 0 for each in nothing.ends.values() if each.pairs)
    assert all(each.mean == 0 for each in nothing.endings.values())


def test_a_longer_forecast_goes_on_from_the_shorter_one(stood: tuple[CrisisModel, Outlook]) -> None:
    _model, outlook = stood
    short = futures(outlook, "denial", count=COUNT, quarters=3)
    long = futures(outlook, "denial", count=COUNT, quarters=6)
    assert all(np.array_equal(short.paths[name], long.paths[name][:4]) for name in PATHS)


def test_no_hidden_truth_reaches_a_forecast(stood: tuple[CrisisModel, Outlook]) -> None:
    model, outlook = stood
    before = futures(outlook, "denial", count=COUNT, quarters=QUARTERS)
    held = model.world
    try:
        model.world = held.fork()
        corrupt(model.world, Role.TARGET)
        sees = model.seats[Role.TARGET].observe()
        assert sees.tobytes() == outlook.sees.tobytes()
        again = Outlook(model.crisis, "vietnam", sees, outlook.belief)
        assert same(before, futures(again, "denial", count=COUNT, quarters=QUARTERS))
    finally:
        model.world = held


def test_no_draw_of_a_forecast_is_one_of_the_game(
    stood: tuple[CrisisModel, Outlook], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sim import randomness

    used: set[str] = set()
    usual = randomness.key

    def key(namespace: str, name: str) -> int:
        used.add(namespace)
        return usual(namespace, name)

    monkeypatch.setattr(randomness, "key", key)
    futures(stood[1], "denial", count=COUNT, quarters=2)
    assert used == {"forecast"}


def test_a_forecast_can_be_stopped_before_any_quarter(stood: tuple[CrisisModel, Outlook]) -> None:
    _model, outlook = stood
    asked: list[int] = []

    def after_three() -> bool:
        asked.append(1)
        return len(asked) > 3

    with pytest.raises(Cancelled):
        futures(outlook, "denial", count=COUNT, quarters=QUARTERS, cancelled=after_three)
    assert len(asked) == 4
    told: list[float] = []
    futures(outlook, "denial", count=COUNT, quarters=QUARTERS, progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)


def test_what_cannot_be_forecast_is_refused(stood: tuple[CrisisModel, Outlook]) -> None:
    _model, outlook = stood
    with pytest.raises(UnknownName, match="denail"):
        futures(outlook, "denail", count=COUNT)
    with pytest.raises(InputError, match="nothing left"):
        futures(outlook, "", count=COUNT, quarters=0)
    with pytest.raises(UnknownName):
        futures(outlook, "", count=COUNT, rest="again")
    one, other = (futures(outlook, "", count=COUNT, quarters=length) for length in (1, 2))
    with pytest.raises(InputError, match="no pair"):
        compare(one, other)


def test_quantiles_shares_and_words_say_what_the_futures_hold(stood: tuple[CrisisModel, Outlook]) -> None:
    _model, outlook = stood
    found = futures(outlook, "denial", count=COUNT, quarters=QUARTERS)
    assert np.allclose(found.quantiles("grievance")[:, -1], np.percentile(found.path("grievance")[-1], LEVELS))
    assert sum(found.endings.values()) == pytest.approx(1.0)
    assert set(found.endings) == set(ENDINGS)
    assert {meter.name for meter in METERS} <= set(found.ends)
    assert not found.complete
    assert found.key == ("vietnam", 3, "denial", COUNT, QUARTERS)
    assert "nine in ten from" in describe(found, "grievance")
    assert any("not to the end" in line for line in assumed(found))
    assert [each.own for each in found.assumed] == [seat == "vietnam" for seat in outlook.scenario.seats]
    assert len(table(found, "lives")) == QUARTERS + 1
    assert endings(found)
    assert len(differences(compare(found, futures(outlook, "", count=COUNT, quarters=QUARTERS)))) >= len(METERS)


def test_to_the_horizon_the_end_is_what_the_meters_of_the_studies_say() -> None:
    with game("rig-crisis", Role.TARGET, games=1) as (model, belief):
        sees = go(model, belief, 0)
        outlook = Outlook(model.crisis, model.crisis.seat_of(Role.TARGET), sees, belief)
        found = futures(outlook, None, count=8)
        assert found.complete
        for meter in METERS:
            assert np.array_equal(found.end(meter.name), meter.of(found.ends[meter.probe], model.crisis)), meter.name
            assert np.allclose(found.path(meter.name)[-1], found.end(meter.name), rtol=1e-4), meter.name


def test_breaking_a_pledge_is_priced_and_compared_with_keeping_it(stood: tuple[CrisisModel, Outlook]) -> None:
    _model, outlook = stood
    can = choices(outlook.sees, Role.TARGET, "vietnam")
    rows = pledge_futures(outlook, can, count=COUNT, quarters=4)
    assert {row.state.pledge.name for row in rows} == FOUR_NOS
    kept = futures(outlook, None, count=COUNT, quarters=4)
    for row in rows:
        assert same(row.kept, kept)
        assert row.opens
        assert row.state.price["legitimacy"] < 0
        mean, _se = row.difference.path("legitimacy")
        assert mean[1] == pytest.approx(row.state.price["legitimacy"], abs=0.01)
        assert mean[0] == 0.0


def test_what_a_broken_pledge_opens_can_be_tried_too(stood: tuple[CrisisModel, Outlook]) -> None:
    _model, outlook = stood
    can = choices(outlook.sees, Role.TARGET, "vietnam")
    rows = pledge_futures(outlook, can, Order(moves=("denial",)), used=True, count=4, quarters=2)
    assert all(set(row.used) for row in rows)


def test_seats_without_pledges_have_none_to_break() -> None:
    with game("four-nos", Role.CHALLENGER, games=1) as (model, belief):
        sees = go(model, belief, 0)
        outlook = Outlook(model.crisis, "china", sees, belief)
        assert pledge_futures(outlook, choices(sees, Role.CHALLENGER, "china"), count=4, quarters=1) == []
