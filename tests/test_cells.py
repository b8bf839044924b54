"""Cells: what they change in a scenario, that their luck is paired, and that no cut or worker changes a number."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

from scenarios import load
from sim.ensemble import worker_pool
from sim.errors import Cancelled, InputError, OutOfRange, UnknownName, WrongType
from sim.posterior import free_parameters, posterior
from sim.progress import Progress
from sim.study.cells import Cell, Request, evaluate, evaluate_all
from sim.study.probes import probed
from sim.theories import coded

BLEED = {"scenario": "bleeding-white", "quarters": 10}
PROBES = ("target_dead@10", "rung@10", "support[0]@6")


def found(*cells: Cell, probes: tuple[str, ...] = PROBES, sets: int = 3, repeats: int = 8, **how: Any) -> Any:
    values = posterior("none").sample(sets)
    return evaluate(dict.fromkeys(cells, probes), values, repeats, load=load, **how)


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return list(one) == list(other) and all(np.array_equal(one[k], other[k], equal_nan=True) for k in one)


def test_a_cell_is_plain_data_that_compares_and_hashes() -> None:
    one = Cell.of({**BLEED, "doctrines": {"us": "full", "china": "seize"}, "parameters": {"psi": 1}})
    other = Cell.of({**BLEED, "parameters": {"psi": 1.0}, "doctrines": {"china": "seize", "us": "full"}})
    assert one == other and hash(one) == hash(other) and len({one, other}) == 1
    assert one != Cell.of(BLEED)
    assert one.label == "bleeding-white; china=seize; us=full; psi=1.0"
    assert Cell.of({**BLEED, "mends": "+scar"}).mends == "scar"


def test_a_withdrawal_is_an_event_of_a_copy_of_the_calendar() -> None:
    case = Cell.of({**BLEED, "withdraw": {"us": 4, "russia": 6}}).case(load)
    added = [event for event in case.scenario.calendar if event.kind == "withdrawal"]
    assert [(event.seat, event.quarter) for event in added] == [("russia", 6), ("us", 4)]
    assert not [event for event in load("bleeding-white").calendar if event.kind == "withdrawal"]
    gone = probed(case, ["gone[0]@4", "gone[0]@5", "gone[1]@6", "gone[1]@7"], 0, 20)
    assert gone["gone[0]@5"].all() and gone["gone[1]@7"].all()
    assert not gone["gone[0]@4"].all() and not gone["gone[1]@6"].all()


def test_effort_changes_how_much_a_history_fights_for_land() -> None:
    cell = {"scenario": "ukraine-analogue", "quarters": 8, "mends": "none"}
    usual, early, none = (
        probed(Cell.of({**cell, **more}).case(load), ["land_held@8"], 0, 200)["land_held@8"].mean()
        for more in ({}, {"effort": [2, 0]}, {"effort": [0, 0]})
    )
    assert early < usual < none
    assert Cell.of({**cell, "effort": [2, 0]}).case(load).scenario.history.effort_early == 2.0  # type: ignore[union-attr]
    assert load("ukraine-analogue").history.effort_early == 1.0  # type: ignore[union-attr]


def test_what_a_cell_sets_holds_against_codings_and_these_against_the_sets() -> None:
    free = [row.name for row in free_parameters()]
    values = np.tile([row.central for row in free_parameters()], (2, 1))
    sets = {name: np.repeat(values[:, k], 3) for k, name in enumerate(free)}
    fears = coded({"client-fear": "fears"}).parameters["fear_client"]
    plain, coding, both = (
        Cell.of({**BLEED, "theories": theories, "parameters": parameters}).case(load, sets)
        for theories, parameters in (
            ({}, {}),
            ({"client-fear": "fears"}, {}),
            ({"client-fear": "fears"}, {"fear_client": 0.25}),
        )
    )
    assert plain.parameters["fear_client"] is not None and np.shape(plain.parameters["fear_client"]) == (6,)
    assert (coding.parameters["fear_client"], both.parameters["fear_client"]) == (fears, 0.25)


def test_other_mends_and_codings_go_around_a_cell_whose_own_coding_stays() -> None:
    cell = Cell.of({**BLEED, "theories": {"client-fear": "fears"}}).under("none", {"client-fear": "ignores"})
    assert (cell.mends, dict(cell.theories)) == ("none", {"client-fear": "fears"})
    assert Cell.of(BLEED).under("default") == Cell.of(BLEED)


def test_runs_with_one_number_meet_the_same_luck_in_every_cell() -> None:
    cells = [Cell.of({**BLEED, "doctrines": {"us": name}}) for name in ("full", "limited")]
    luck = ("distraction[0]@6", "distraction[1]@9", "mood[1]@10")
    one, other = found(*cells, probes=(*luck, "aid@6")).values()
    assert all(np.array_equal(one[name], other[name]) and len(np.unique(one[name])) > 3 for name in luck)
    assert not np.array_equal(one["aid@6"], other["aid@6"])


def test_set_i_has_the_runs_from_i_times_the_repeats_on() -> None:
    cell = Cell.of(BLEED)
    values, repeats = posterior("none").sample(3), 8
    names = [row.name for row in free_parameters()]
    whole = found(cell)[cell]
    for place in range(3):
        sets = {name: np.repeat(values[place, k], repeats) for k, name in enumerate(names)}
        alone = probed(cell.case(load, sets, 21), PROBES, place * repeats, repeats)
        assert all(np.array_equal(whole[name][place], alone[name], equal_nan=True) for name in PROBES)


def test_the_numbers_are_the_same_on_any_worker_and_in_any_company() -> None:
    cells = [Cell.of({**BLEED, "doctrines": {"china": name}}) for name in ("bleed-white", "seize", "adaptive")]
    alone = found(*cells)
    with worker_pool(2) as pool:
        shared = found(*cells, executor=pool)
        split = found(cells[1], executor=pool)  # one cell: its runs are cut in two
    assert all(same(alone[cell], shared[cell]) for cell in cells)
    assert same(split[cells[1]], alone[cells[1]])
    assert not same(alone[cells[0]], alone[cells[1]])


def test_requests_may_differ_in_repeats_and_central_values_need_no_sets() -> None:
    one, other = Cell.of(BLEED), Cell.of({**BLEED, "doctrines": {"us": "full"}})
    values = posterior("none").sample(2)
    requests = [Request(one, PROBES, 4), Request(other, PROBES, 9), Request(one, PROBES, 9)]
    few, many, again = evaluate_all(requests, values, load=load)
    assert few["rung@10"].shape == (2, 4) and many["rung@10"].shape == again["rung@10"].shape == (2, 9)
    assert same(again, evaluate({one: PROBES}, values, 9, load=load)[one])
    central = evaluate({one: PROBES}, None, 5, load=load)[one]
    assert central["rung@10"].shape == (1, 5)
    assert same({name: values[0] for name, values in central.items()}, probed(one.case(load, None, 21), PROBES, 0, 5))


def test_progress_counts_all_runs_under_the_names_of_the_cells() -> None:
    told: list[Progress] = []
    cells = [Cell.of({**BLEED, "doctrines": {"us": name}}) for name in ("full", "limited")]
    found(*cells, progress=told.append)
    assert (told[0].done, told[-1].done, told[-1].total) == (0, 48, 48)
    assert {state.label for state in told} == {cell.label for cell in cells}
    assert told[-1].left_seconds == 0.0


@pytest.mark.parametrize("workers", [1, 2])
def test_the_wish_to_stop_ends_the_work(workers: int) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(Cancelled):
        found(Cell.of(BLEED), workers=workers, cancel=cancel)


@pytest.mark.parametrize(
    ("data", "words", "kind"),
    [
        ({"scenario": "bleding-white"}, "Did you mean 'bleeding-white'", UnknownName),
        ({"doctrine": {}}, "Did you mean 'doctrines'", UnknownName),
        ({"doctrines": {"us": "ful"}}, "Did you mean 'full'", UnknownName),
        ({"doctrines": {"vietnma": "bamboo"}}, "Did you mean 'vietnam'", UnknownName),
        ({"doctrines": {"us": 3}}, "doctrines of a cell, us", WrongType),
        ({"doctrines": ["full"]}, "values by name", WrongType),
        ({"doctrines": {"vietnam": "bamboo:reasurance=1"}}, "Did you mean 'reassurance'", UnknownName),
        ({"parameters": {"psy": 0.3}}, "Did you mean 'psi'", UnknownName),
        ({"parameters": {"psi": 3}}, "from 0 to 1", OutOfRange),
        ({"parameters": {"psi": True}}, "parameters of a cell, psi", WrongType),
        ({"opening": {"target.forces": 3}}, "Did you mean 'target.force'", UnknownName),
        ({"withdraw": {"uss": 3}}, "Did you mean 'us'", UnknownName),
        ({"withdraw": {"china": 3}}, "china is no patron", InputError),
        ({"withdraw": {"us": -1}}, "withdrawal of us", OutOfRange),
        ({"withdraw": {"us": "soon"}}, "withdrawal of us", WrongType),
        ({"effort": [1]}, "early, late", WrongType),
        ({"effort": [1, "x"]}, "early, late", WrongType),
        ({"effort": [2, 0]}, "is no history", InputError),
        ({"mends": "scars"}, "Did you mean 'scar'", UnknownName),
        ({"theories": {"client-fear": "feras"}}, "Did you mean 'fears'", UnknownName),
        ({"quarters": 0}, "quarters", OutOfRange),
    ],
)
def test_a_faulty_cell_is_refused_with_what_would_be_right(data: dict[str, Any], words: str, kind: type) -> None:
    with pytest.raises(kind) as caught:
        Cell.of({**BLEED, **data}).case(load)
    assert words in str(caught.value)


def test_faults_are_told_before_anything_runs() -> None:
    told: list[Progress] = []
    good, bad = Cell.of(BLEED), Cell.of({**BLEED, "doctrines": {"us": "ful"}})
    with pytest.raises(UnknownName):
        evaluate({good: PROBES, bad: PROBES}, None, 5, load=load, progress=told.append)
    with pytest.raises(InputError, match="beyond the last, 10"):
        evaluate({good: ["rung@11"]}, None, 5, load=load, progress=told.append)
    with pytest.raises(WrongType, match="67 columns"):
        evaluate({good: PROBES}, np.zeros((3, 5)), 5, load=load, progress=told.append)
    with pytest.raises(OutOfRange, match="repeats"):
        evaluate({good: PROBES}, None, 0, load=load, progress=told.append)
    assert not told
