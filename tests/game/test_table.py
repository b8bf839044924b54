from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import scenarios
from sim.errors import FournosError, IllegalOrder, InputError, OutOfRange, UnknownName
from sim.game.journal import Journal
from sim.game.predictions import Prediction
from sim.game.receipts import NotSealed
from sim.game.record import Inject
from sim.game.setup import Player, Setup
from sim.game.table import CLOCK, Table


def setup(name: str = "tutorial", seed: int = 7, **players: str) -> Setup:
    return Setup.of(scenarios.load(name), players or {"vietnam": "person"}, seed)


@pytest.fixture
def table() -> Iterator[Table]:
    with Table.create(setup()) as made:
        yield made


def to_turn(table: Table, number: int) -> None:
    while table.turn().number < number:
        table.close_phase()


def digests(table: Table) -> list[str]:
    return [row.after.digest() for row in table.record.quarters]


def test_a_game_is_played_phase_by_phase_to_its_last_quarter(table: Table) -> None:
    phases = []
    while not table.over:
        phases.append(table.turn().phase)
        table.close_phase()
    assert phases[:3] == ["signal", "answer", "act"]
    assert len(table.record.quarters) == table.setup.scenario.quarters == 8
    with pytest.raises(InputError, match="over"):
        table.close_phase()


def test_what_is_sealed_is_what_is_done(table: Table) -> None:
    table.seal("vietnam", "say calm")
    table.close_phase()
    table.seal("vietnam", "denial; answer war=dig-in")
    table.seal("vietnam", "man-the-border, appeal; answer war=counter-attack")  # the later one counts
    table.close_phase()
    closed = table.close_phase()
    assert str(closed.quarters[0].did["vietnam"]) == ("man-the-border, appeal; answer war=counter-attack; say calm")
    assert table.record.turns[0].sealed["vietnam"] == {
        "signal": "say calm",
        "answer": "man-the-border, appeal; answer war=counter-attack",
    }


def test_a_person_that_hands_in_nothing_keeps_the_posture_and_makes_no_move(table: Table) -> None:
    to_turn(table, 2)
    table.seal("vietnam", "")
    closed = table.close_phase()
    silent = Table.create(setup())
    to_turn(silent, 3)
    assert silent.record.turns[2].absent == ("vietnam",)
    assert table.record.turns[2].absent == ()
    assert closed.quarters[0].after.digest() == silent.record.quarters[2].after.digest()
    assert not silent.record.quarters[2].did["vietnam"].moves
    silent.close()


def test_an_order_that_is_not_legal_changes_nothing(table: Table) -> None:
    table.close_phase()
    before = table.played.model.world.digest(), len(table.journal.events())
    with pytest.raises(IllegalOrder):
        table.seal("vietnam", "widen-the-web")
    with pytest.raises(UnknownName, match="denial"):
        table.seal("vietnam", "denail")
    with pytest.raises(UnknownName):
        table.seal("china", "warn")
    assert (table.played.model.world.digest(), len(table.journal.events())) == before


def test_the_same_wish_sent_twice_is_committed_once(table: Table) -> None:
    first = table.seal("vietnam", "say calm", req="a1")
    assert table.seal("vietnam", "say calm", req="a1") == first
    assert [event.kind for event in table.journal.events()] == ["opened", "sealed"]


def test_a_saved_game_goes_on_from_what_was_sealed_last(tmp_path: Path) -> None:
    path = tmp_path / "one.fournos"
    with Table.create(setup(), path) as table:
        to_turn(table, 3)
        table.seal("vietnam", "")
        table.predict("vietnam", Prediction("crisis", 0.7, "as ever"))
        held, turn = digests(table), table.turn()
        told = table.view("vietnam").tobytes()
    with Table.open(path) as table:
        assert (digests(table), table.turn()) == (held, turn)
        assert table.waiting() == ()
        same = table.view("vietnam").tobytes() == told  # outside the assertion, which would compare letter by letter
        assert same
        assert table.record.expected[0].prediction.probability == 0.7
        assert not table.deviations


def test_stepping_back_is_recorded_and_the_same_orders_lead_to_the_same_place(table: Table) -> None:
    to_turn(table, 4)
    held = digests(table)
    table.undo(2, "a second try")
    assert table.turn().number == 2
    assert digests(table) == held[:2]
    to_turn(table, 4)
    assert digests(table) == held
    assert table.record.undone == [(2, 4, "a second try")]


def test_a_fork_goes_its_own_way_and_the_old_game_stays(table: Table, tmp_path: Path) -> None:
    to_turn(table, 4)
    events, held = len(table.journal.events()), digests(table)
    with table.fork(2, tmp_path / "fork.fournos") as fork:
        assert digests(fork) == held[:2]
        fork.seal("vietnam", "denial")
        fork.close_phase()
        assert digests(fork)[2] != held[2]
    assert (len(table.journal.events()), digests(table)) == (events, held)
    with Table.open(tmp_path / "fork.fournos") as fork:
        assert fork.turn().number == 3
        assert not fork.deviations


def test_an_inject_adds_to_the_state_and_an_override_keeps_the_model_s_own_result(tmp_path: Path) -> None:
    path = tmp_path / "white.fournos"
    with Table.create(setup(), path) as table:
        to_turn(table, 1)
        was = float(table.played.model.world.trust[0])
        table.inject(Inject("", "An envoy is received.", {"trust": 0.05}))
        table.override({"support.1": 0.4}, "Moscow has said so in class")
        assert float(table.played.model.world.trust[0]) == pytest.approx(was + 0.05)
        told, ruled = table.record.interventions
        assert told.rows == (("trust", was, pytest.approx(was + 0.05)),)
        assert (ruled.kind, ruled.rows[0][0], ruled.rows[0][2]) == ("overridden", "support.1", 0.4)
        assert [notice.kind for notice in table.view("vietnam").notices] == ["injected", "overridden"]
        to_turn(table, 3)
        held = digests(table)
    with Table.open(path) as table:
        assert digests(table) == held
        assert not table.deviations


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"greed": 0.9}, UnknownName),
        ({"trust": 2.0}, OutOfRange),
        ({"trsut": 0.5}, UnknownName),
        ({"trust": float("nan")}, InputError),
    ],
)
def test_an_override_that_is_not_allowed_changes_nothing(table: Table, changes: dict[str, float], error: type) -> None:
    to_turn(table, 1)
    before = table.played.model.world.digest(), len(table.journal.events())
    with pytest.raises(error):
        table.override({"support.0": 0.3, **changes}, "because")
    assert (table.played.model.world.digest(), len(table.journal.events())) == before


def test_an_override_needs_a_reason(table: Table) -> None:
    with pytest.raises(InputError, match="reason"):
        table.override({"trust": 0.5}, "  ")


def test_the_clock_cannot_close_a_game_that_is_paused(table: Table) -> None:
    table.pause("questions")
    with pytest.raises(InputError, match="paused"):
        table.close_phase(CLOCK)
    table.resume()
    assert table.close_phase(CLOCK).advance.closed == "signal"


def test_what_cannot_be_committed_has_not_been_done(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    to_turn(table, 2)
    held, sealed = digests(table), dict(table.played.sealed)

    def full(*_arguments: object) -> None:
        raise NotSealed("NOT sealed: the disk is full.")

    monkeypatch.setattr(Journal, "append", full)
    with pytest.raises(NotSealed):
        table.close_phase()
    with pytest.raises(NotSealed):
        table.seal("vietnam", "denial")
    assert digests(table) == held
    assert table.played.sealed == sealed
    assert table.turn().number == 2


def test_a_stored_state_stands_where_the_rules_have_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.fournos"
    with Table.create(setup(), path) as table:
        to_turn(table, 2)
        held = digests(table)
    from sim.rules import economy

    resolve = economy.resolve
    import sim.model

    def other(world, turn):  # type: ignore[no-untyped-def]
        resolve(world, turn)
        world.trust = np.clip(world.trust + 0.01, 0, 1)

    phases = tuple((name, other if name == "economy" else phase) for name, phase in sim.model.QUARTER)
    monkeypatch.setattr(sim.model, "QUARTER", phases)
    with Table.open(path) as table:
        assert digests(table)[-1] == held[-1]
        assert "trust" in {each.field.split(".")[-1].split("[")[0] for each in table.deviations}
        assert {each.quarter for each in table.deviations} == {1, 2}


@pytest.mark.parametrize("text", ["person", "bamboo", "planner:2", "planner:3/bamboo", "person/four-nos", "computer"])
def test_players_are_written_as_they_are_read(text: str) -> None:
    assert str(Player.parse(text, "vietnam", scenarios.load("four-nos"))) == text


@pytest.mark.parametrize(
    ("text", "word"),
    [("bambo", "bamboo"), ("planner:4", "1"), ("planner:x", "1"), ("person/bambu", "bamboo"), ("persn", "person")],
)
def test_a_player_that_cannot_be_read_is_refused_with_the_nearest_name(text: str, word: str) -> None:
    with pytest.raises(FournosError, match=word):
        Player.parse(text, "vietnam", scenarios.load("four-nos"))


def test_a_setup_written_down_is_the_same_when_read() -> None:
    made = Setup.of(scenarios.load("four-nos", "crisis"), {"vietnam": "person", "china": "planner:1"}, 3, title="A\nB")
    again = Setup.from_data(made.to_data())
    assert again.to_data() == made.to_data()
    assert again.scenario.opening.quarrel.rung == "crisis"
    assert again.title == "A B"
