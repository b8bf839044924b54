from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError, StoreError
from sim.game import store
from sim.game.events import KINDS, Event
from sim.game.journal import Journal
from sim.game.receipts import GameError, Snapshot
from tests.journals import META, event, state

# ---------------------------------------------------------------- laws

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
printable = st.text(st.characters(exclude_categories=["Cs"]))
bodies = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), plain, max_size=3)
events = st.builds(
    Event,
    kind=st.sampled_from(KINDS),
    actor=st.sampled_from(["vietnam", "china", "table", "clock"]),
    turn=st.integers(0, 400),
    quarter=st.integers(0, 400),
    body=bodies,
    req=st.sampled_from(["", "", "a", "b", "c"]),
)


def encodable(given: Event) -> bool:
    try:
        repr(given.body).encode()
    except UnicodeEncodeError:
        return False
    return True


@settings(max_examples=40)
@given(st.lists(st.lists(events.filter(encodable), max_size=4), max_size=4))
def test_what_was_sealed_is_read_back_in_order_each_request_once_and_every_receipt_holds(
    batches: list[list[Event]],
) -> None:
    with Journal.create(store.MEMORY, META) as journal:
        expected: list[Event] = []
        first: dict[tuple[str, str], int] = {}
        receipts = []
        for batch in batches:
            given = journal.append(batch)
            receipts += given
            for each, receipt in zip(batch, given, strict=True):
                key = (each.actor, each.req)
                if each.req and key in first:
                    assert receipt.seq == first[key]
                    continue
                expected.append(each)
                assert receipt.seq == len(expected)
                first.setdefault(key, receipt.seq)
        found = journal.events()
        assert [each.event for each in found] == expected
        assert {each.receipt for each in found} == set(receipts)
        assert [each.prev for each in found[1:]] == [each.hash for each in found[:-1]]
        assert journal.verify() == []


def test_a_request_sent_again_gets_the_earlier_receipt_and_adds_neither_event_nor_state(journal: Journal) -> None:
    (first,) = journal.append([event(1, req="once")], [state(1)])
    (again,) = journal.append([event(2, req="once")], [state(2)])
    assert again == first
    assert [each.turn for each in journal.events()] == [1]
    assert journal.snapshot(2) is None
    (other,) = journal.append([Event("noted", "china", 1, 1, {}, "once")])
    assert other.seq == 2, "another actor's request is another one"
    assert [each.seq for each in journal.append([event(3), event(3)])] == [3, 4], "without a mark nothing is matched"


def test_events_of_one_call_are_sealed_together_or_not_at_all(journal: Journal) -> None:
    with pytest.raises(InputError, match="cannot be written down"):
        journal.append([event(1), event(2, value=float("nan"))])
    assert journal.events() == []
    assert len(journal.append([event(1), event(2)])) == 2


@pytest.mark.parametrize("body", [{"x": object()}, {"x": float("inf")}, {"x": "\ud800"}, {1: {}, "a": {}}])
def test_what_cannot_be_written_down_is_refused_and_the_journal_goes_on(journal: Journal, body: Any) -> None:
    with pytest.raises(InputError):
        journal.append([Event("noted", "vietnam", 0, 0, body)])
    assert journal.append([event(0)])[0].seq == 1


def test_a_body_too_deep_or_too_large_is_refused(journal: Journal) -> None:
    deep: list[Any] = []
    for _level in range(100_000):
        deep = [deep]
    for value in (deep, "x" * 5_000_000):
        with pytest.raises(InputError):
            journal.append([event(0, value=value)])
    while deep:  # freed level by level: Python itself would free it by recursion
        deep = deep[0]
    with pytest.raises(InputError, match="turn and a quarter"):
        journal.append([Event("noted", "vietnam", 2**70, 0, {})])


def test_a_state_belongs_to_the_last_event_and_after_an_undo_the_newest_counts(journal: Journal) -> None:
    journal.append([event(0), event(1)], [state(1), state(2)])
    second = Snapshot(0, 2, {"quarter": 2, "world": {"trust": [0.7]}}, "another")
    journal.append([event(1)], [second])
    assert [(each.seq, each.quarter) for each in journal.snapshots()] == [(2, 1), (2, 2), (3, 2)]
    assert journal.snapshot(2) == second.state
    assert journal.snapshot(1) == state(1).state
    assert journal.snapshots(seq=3)[0].digest == "another"
    assert [len(each.states) for each in journal.events()] == [0, 2, 1]
    with pytest.raises(InputError):
        journal.append([], [second])


def test_numbers_come_back_to_the_last_bit(journal: Journal) -> None:
    numbers = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, 2**53 + 1, -0.0]
    journal.append([event(0, numbers=numbers)])
    assert [repr(x) for x in journal.events()[0].body["numbers"]] == [repr(x) for x in numbers]


# ---------------------------------------------------------------- copies


def test_a_copy_made_during_the_game_is_whole_and_goes_its_own_way(
    journal: Journal, path: Path, tmp_path: Path
) -> None:
    journal.append([event(0)], [state(1)])
    copied = journal.copy(tmp_path / "folder" / "copy.fournos")
    journal.append([event(1)])
    with Journal.open(copied) as other:
        assert [each.turn for each in other.events()] == [0]
        assert other.snapshots() == journal.snapshots()
        other.append([event(7)])
    assert [each.turn for each in journal.events()] == [0, 1]
    with pytest.raises(StoreError, match="exists already"):
        journal.copy(copied)
    assert sorted(p.name for p in copied.parent.iterdir()) == ["copy.fournos"]


def test_a_game_in_memory_is_a_game_like_any_other() -> None:
    with Journal.create(":memory:", META) as journal:
        journal.append([event(0)], [state(0)])
        assert journal.snapshot(0) == state(0).state
    with pytest.raises(GameError, match="closed"):
        journal.events()
    journal.close()


def test_a_game_begins_with_its_first_events_or_is_not_there(path: Path) -> None:
    with pytest.raises(InputError):
        Journal.create(path, META, [(event(0), []), (event(1, value=float("nan")), [])])
    assert not path.exists()
    with Journal.create(path, META, [(event(0), [state(0)]), (event(1, req="a"), [state(1)])]) as journal:
        assert [each.event.turn for each in journal.events()] == [0, 1]
        assert [each.seq for each in journal.snapshots()] == [1, 2]
        assert journal.receipt("vietnam", "a") == journal.head
        assert journal.receipt("china", "a") is None
        assert journal.receipt("vietnam", "") is None
        assert journal.verify() == []
