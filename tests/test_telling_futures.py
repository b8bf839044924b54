"""Forecasts: kept until the game moves on, from what the seat may know, and told as shares of simulated futures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import scenarios
from sim.errors import Cancelled
from sim.game.setup import Setup
from sim.orders import Order
from tui import forecasting
from tui.session import Session
from tui.telling.charts import CHARTED, fan, gap_fan, on_one_axis
from tui.telling.decide import take
from tui.telling.futures import assumptions, forecast_lines, pledge_lines, side_by_side

COUNT = 40


@pytest.fixture(autouse=True)
def few_futures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecasting, "COUNT", COUNT)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """A war of one quarter, with a draft."""
    made = Session.new(Setup.of(scenarios.load("bleeding-white"), {"vietnam": "person"}, 7))
    made.close_phase()
    take(made.draft, "move:denial")
    yield made
    made.close()


def made(session: Session, quarters: int | None = 12) -> forecasting.Forecast:
    forecasts = session.forecasts
    forecasts.run(forecasts.begin(quarters=[quarters]), quarters)
    found = forecasts.forecast()
    assert found is not None
    return found


def test_a_forecast_tells_shares_of_futures_meters_and_differences(session: Session) -> None:
    lines = forecast_lines(made(session), session.table.setup.scenario)
    text = "\n".join(lines)
    assert lines[0] == "In 40 simulated futures over 12 quarters, to 2027Q2:"
    assert "of 40" in lines[1]
    assert "legitimacy: median" in text
    assert "nine in ten from" in text
    assert "Differences are to: no order; on the same worlds and the same luck." in text
    assert lines[-1] == "This says what the model does under these assumptions, and not what will happen."
    assert any("keep the posture" in line for line in assumptions(made(session).draft))


def test_the_same_order_twice_differs_in_nothing(session: Session) -> None:
    forecasts = session.forecasts
    job = forecasts.begin([Order(), Order()], [8])
    one, other = forecasts.run(job, 8)
    assert one is other
    assert forecasts.run(forecasts.begin([Order()], [8]), 8)[0] is one


def test_a_later_job_makes_the_earlier_one_stale(session: Session) -> None:
    forecasts = session.forecasts
    first = forecasts.begin()
    assert not forecasts.stale(first)
    second = forecasts.begin()
    assert forecasts.stale(first)
    forecasts.stop()
    assert forecasts.stale(second)
    with pytest.raises(Cancelled):
        forecasts.run(forecasts.begin(["man-the-border"]), 12, cancelled=lambda: True)


def test_charts_begin_with_the_history_and_the_present(session: Session) -> None:
    scenario, p, found = session.table.setup.scenario, session.table.played.model.p, made(session)
    for name in CHARTED:
        chart = fan(session.view, scenario, p, name, found.draft, second=found.base, second_name="last order")
        assert len(chart.past) == 2
        assert chart.points == 2 + 12
        assert (chart.labels[0], chart.labels[1]) == ("2024Q1", "2024Q2")
        assert chart.past[-1] == pytest.approx(found.draft.quantiles(name)[2, 0], rel=1e-5, abs=1e-6)
        assert chart.second is not None
        assert len(chart.second) == 12
    lives = [fan(session.view, scenario, p, "lives", each) for each in (found.draft, None)]
    one, other = on_one_axis(*lives)
    assert one.limits == other.limits
    gap = gap_fan(found.difference, scenario, "lives", "difference")
    assert gap.second is not None
    assert gap.second[0] == 0.0


def test_two_plans_are_told_side_by_side(session: Session) -> None:
    found = side_by_side(made(session).difference, session.table.setup.scenario)
    assert [title.partition(":")[0] for title, _rows in found] == ["Endings", "Medians of the meters, B less A"]
    assert all(values.startswith("A ") and ", B " in values for _title, rows in found for _what, values in rows)


def test_breaking_a_no_is_told_with_what_it_opens(session: Session) -> None:
    forecasts = session.forecasts
    trials = forecasts.pledges(forecasts.begin())
    assert len(trials) == 4
    text = "\n".join(pledge_lines(trials[0], session.table.setup.scenario))
    assert "Opens: Seek a treaty with the United States" in text
    assert "broken now and not given again, beside kept" in text
    assert forecasts.tried(forecasts.drafted) is trials


def test_a_forecast_is_the_same_whatever_is_hidden_from_the_seat(session: Session) -> None:
    forecasts, world = session.forecasts, session.table.played.model.world
    before = forecasts.run(forecasts.begin(["peoples-defence"]), 12)[0]
    held = world.fatigue.copy(), world.greed.copy(), world.resolve.copy()
    world.fatigue, world.greed, world.resolve = 0.9, 0.99, -3.0
    try:
        forecasts._kept.clear()
        session._view = None
        after = forecasts.run(forecasts.begin(["peoples-defence"]), 12)[0]
    finally:
        world.fatigue, world.greed, world.resolve = held
        forecasts._kept.clear()
        session._view = None
    for name, values in before.ends.items():
        assert np.array_equal(values, after.ends[name], equal_nan=True), name


def test_the_forecasts_of_one_state_are_gone_with_it(session: Session) -> None:
    made(session)
    assert session.forecasts.forecast() is not None
    session.close_phase()
    assert session.forecasts.forecast() is None


def test_the_last_order_is_known_again_when_a_game_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "game.fournos"
    first = Session.new(Setup.of(scenarios.load("tutorial"), {"vietnam": "person"}, 7), path)
    first.write("say calm")
    first.seal()
    first.close_phase()
    first.write("denial; answer war=dig-in")
    first.seal()
    first.close_phase()
    assert str(first.earlier) == "denial; answer war=dig-in"
    first.close()
    again = Session.resumed(path)
    try:
        assert str(again.earlier) == "denial; answer war=dig-in"
        assert str(again.forecasts.base) == "denial; answer war=dig-in"
    finally:
        again.close()
