"""The debrief of a real short game: its numbers are the ledger's, and what is hidden is revealed at the end alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import scenarios
from sim.claims import claims
from sim.errors import Cancelled, UnknownName
from sim.game.debrief import Debrief, debrief
from sim.game.debrief.beside import choices
from sim.game.predictions import Prediction
from sim.game.record import Inject
from sim.game.setup import Setup
from sim.game.table import Table
from sim.ledger import LINES
from sim.observation import PRIVATE
from sim.seats import Role
from sim.study.meters import METERS
from sim.world import GRAIN

TUTORIAL = "tutorial"
FIRST = "denial; answer war=dig-in"


def opened(**players: str) -> Table:
    return Table.create(Setup.of(scenarios.load(TUTORIAL), players or {"vietnam": "person"}, 7))


def played(table: Table, until: int = 99) -> Table:
    """Play a game: the first order of the tutorial, then what the posture does; two predictions on the way."""
    while not table.over and table.turn().number < until:
        now = table.turn()
        if now.number == 0 and now.phase == "answer":
            table.seal("vietnam", FIRST)
            table.predict("vietnam", Prediction("war", 0.9, "they will stay"))
            table.predict("vietnam", Prediction("land", 0.2))
            table.predict("vietnam", Prediction("land", 0.4, "on second thoughts"))
        table.close_phase()
    return table


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    with played(opened()) as made:
        yield made


@pytest.fixture(scope="module")
def found(table: Table) -> Debrief:
    return debrief(table, "vietnam")


@pytest.fixture(scope="module")
def half() -> Iterator[Table]:
    with played(opened(), until=2) as made:
        yield made


# ------------------------------------------------------------------------------------------------------------- numbers


def test_the_meters_are_told_from_the_opening_to_the_last_quarter(table: Table, found: Debrief) -> None:
    assert [row.name for row in found.courses] == [meter.name for meter in METERS]
    assert all(len(row.values) == 9 for row in found.courses)
    lives = next(row for row in found.courses if row.name == "lives")
    assert lives.values[-1] == pytest.approx(1000 * table.record.quarters[-1].after.dead[0, 0])


def test_the_lines_of_a_turning_point_are_the_ledgers_and_add_up_to_the_change(table: Table, found: Debrief) -> None:
    ledger = table.played.model.ledger
    assert ledger is not None
    assert found.turning
    for point in found.turning:
        account = ledger.account(point.quarter + 1, point.name, Role.TARGET)
        assert [part.line for part in point.parts] == [line.value for line in LINES]
        assert [part.value for part in point.parts] == [account.grains[line] / GRAIN for line in LINES]
        assert sum(part.value for part in point.parts) == pytest.approx(point.after - point.before, abs=1e-8)
        assert point.why.endswith(".")
        assert set(point.claims) <= set(claims())


def test_the_sums_over_the_game_add_up_to_what_changed(found: Debrief) -> None:
    assert len(found.sums) == 5
    for row in found.sums:
        assert sum(part.value for part in row.parts) == pytest.approx(row.change, abs=1e-7)


def test_the_largest_turning_point_of_the_tutorial_is_its_first_quarter(found: Debrief) -> None:
    assert found.turning[0].quarter == 0
    assert {point.name for point in found.turning} >= {"lives", "prosperity"}


def test_what_a_facilitator_changes_stands_in_the_sums_and_beside_the_models_own_result() -> None:
    with opened() as table:
        played(table, until=1)
        own = float(table.played.model.world.legitimacy[0])
        table.override({"legitimacy": 0.9}, "a rally in the capital")
        table.inject(Inject("", "a flood in the delta", {"trust": 0.05}))
        played(table)
        found = debrief(table, "vietnam")
    override, inject = found.changed
    assert (override.kind, override.text) == ("overridden", "a rally in the capital")
    assert override.rows == (("legitimacy", pytest.approx(own), 0.9),)
    assert inject.kind == "injected"
    row = next(row for row in found.sums if row.name == "legitimacy")
    assert row.parts[-1].line == "facilitator"
    assert row.parts[-1].value == pytest.approx(0.9 - own)
    assert sum(part.value for part in row.parts) == pytest.approx(row.change, abs=1e-7)


# -------------------------------------------------------------------------------------------------------- revelations


def test_the_types_of_the_other_seats_are_revealed_beside_what_was_believed(table: Table, found: Debrief) -> None:
    world = table.played.model.world
    by_seat = {row.seat: row for row in found.wanted}
    assert set(by_seat) == {"china", "us", "russia"}
    assert by_seat["china"].truth == world.greed[0]
    assert by_seat["us"].truth == world.resolve[0, 0]
    belief = table.beliefs.of("vietnam")
    assert by_seat["china"].believed == pytest.approx(float(belief.mean("greed")[0]))
    assert all(len(row.path) == 9 and row.meaning and row.words for row in found.wanted)


def test_the_other_sides_screen_holds_what_it_alone_knew(table: Table, found: Debrief) -> None:
    screen = found.across
    assert screen is not None
    assert screen.seat == "china"
    before = table.record.quarters[screen.quarter].before
    truth = {row.title: row.truth for row in screen.knew}
    assert truth["war weariness (China)"] == before.weariness[1, 0]
    assert truth["how greedy it is"] == before.greed[0]
    assert all(row.low <= row.believed <= row.high for row in screen.knew)
    assert len(screen.knew) <= len(PRIVATE[Role.CHALLENGER])
    assert screen.did == str(table.record.quarters[screen.quarter].did["china"])


def test_luck_is_told_against_replays_of_the_same_orders(found: Debrief) -> None:
    assert [row.name for row in found.luck[:5]] == [meter.name for meter in METERS]
    assert all(0.0 <= row.percentile <= 100.0 for row in found.luck)
    assert all(row.low <= row.middle <= row.high for row in found.luck)
    lives = next(row for row in found.luck if row.name == "lives")
    assert lives.kinder == pytest.approx(100.0 - lives.percentile)


def test_the_roads_are_every_posture_and_the_four_authors_on_the_same_luck(found: Debrief) -> None:
    names = [row.name for row in found.roads]
    assert names[0] == "as it was played"
    assert {"four-nos", "bamboo", "ally-us", "as-history"} <= set(names)
    assert [row.author[:1] for row in found.roads[-4:]] == ["A", "B", "C", "D"]
    assert all(set(row.meters) == {meter.name for meter in METERS} for row in found.roads)
    own = next(row for row in found.courses if row.name == "lives")
    assert found.roads[0].paths["lives"] == own.values


def test_a_game_that_is_left_to_its_posture_is_the_road_of_that_posture() -> None:
    with Table.create(Setup.of(scenarios.load(TUTORIAL), {"china": "person"}, 7)) as table:
        while not table.over:
            table.close_phase()
        found = debrief(table, "us")
    by_name = {road.name: road for road in found.roads}
    assert by_name["burden-shifting"].meters == pytest.approx(by_name["as it was played"].meters)


def test_claims_are_told_with_their_opposites_and_own_orders_come_first(found: Debrief) -> None:
    assert [row.own for row in found.claims] == sorted((row.own for row in found.claims), reverse=True)
    by_id = {row.id: row for row in found.claims}
    assert "Vietnam: Missiles, mines and stocks" in by_id["B16"].by
    assert [name for name, _text in by_id["B16"].opposite] == ["A31"]


def test_hanois_choices_stand_beside_the_players(found: Debrief) -> None:
    first = found.beside[0]
    assert first.dates == "1979Q1"
    assert "Lang Son" in first.text
    assert any("Dig in: 1979Q1" in text for text in first.player)
    assert any("Appeal for help: not ordered" in text for text in first.player)
    assert all(row.source for row in found.beside)
    assert {name for row in choices() for name in row.scenarios} <= set(scenarios.names())


# ------------------------------------------------------------------------------------------------------ predictions


def test_a_later_prediction_of_the_same_replaces_an_earlier(found: Debrief) -> None:
    assert [(row.probability, row.text) for row in found.scores.rows] == [
        (0.9, "they will stay"),
        (0.4, "on second thoughts"),
    ]
    war = found.scores.rows[0]
    assert war.happened
    assert war.score == pytest.approx(0.01)


# ------------------------------------------------------------------------------------------------------------- secrets


def test_a_game_that_is_not_over_keeps_its_secrets(half: Table) -> None:
    found = debrief(half, "vietnam")
    assert not found.over
    assert (found.wanted, found.roads, found.luck, found.across) == ((), (), (), None)
    assert (found.seed, found.postcard, found.leader, found.beside) == (None, "", "", ())
    assert found.turning
    assert found.courses


@pytest.mark.parametrize("seat", ["vietnam", "china"])
def test_in_a_class_only_what_was_handed_in_is_told_before_the_end(half: Table, seat: str) -> None:
    found = debrief(half, seat, in_class=True)
    assert found.secret
    assert (found.courses, found.turning, found.claims, found.ending, found.losses) == ((), (), (), "", ())
    assert len(found.turns) == 2
    assert not found.scores.rows


def test_a_seat_that_does_not_see_the_meters_is_not_told_them_before_the_end(half: Table) -> None:
    assert debrief(half, "china").secret


def test_where_several_persons_play_secrets_are_kept_until_the_end() -> None:
    with opened(vietnam="person", china="person") as table:
        played(table, until=1)
        assert debrief(table, "vietnam").secret


def test_a_game_that_has_not_begun_has_a_debrief_too() -> None:
    with opened() as table:
        found = debrief(table, "vietnam")
    assert found.quarters == 0
    assert found.turning == ()


def test_a_debrief_can_be_stopped_and_an_unknown_seat_is_named(table: Table) -> None:
    with pytest.raises(Cancelled):
        debrief(table, "vietnam", cancelled=lambda: True)
    with pytest.raises(UnknownName):
        debrief(table, "laos")


def test_every_seat_has_a_debrief(table: Table) -> None:
    for seat in ("china", "russia"):
        found = debrief(table, seat)
        assert found.across is not None
        assert found.across.seat == ("vietnam" if seat == "china" else "china")
        assert len(found.wanted) == 3
        assert found.beside == ()
        assert found.leader
