"""Calibration: the search, its folder, and what is told of the sets."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from docs.gather import read as evidence
from scenarios import load
from sim.batch import run_batch
from sim.errors import Cancelled, StoreError, UnknownName
from sim.mends import chosen
from sim.posterior import posterior, read
from sim.progress import Progress
from sim.study import calibration_folder, moved
from sim.study.calibration import Calibration, calibrate, planned
from sim.study.calibration_findings import Fresh, candidates, findings
from sim.study.calibration_words import markdown, report, sections
from sim.study.probes import probed
from sim.study.search import CHUNK, NONE, Chunk, Search
from sim.study.windows import windows

DRAWS = CHUNK + 2_000
"""Draws of the tests' own calibration: a whole chunk, and a part of another."""


PRIOR = {
    "79-war": 0.77, "79-no-occupation": 0.95, "79-no-general-war": 0.94, "79-target-dead": 0.62,
    "79-challenger-dead": 0.52, "79-opening-dead": 0.51, "79-settled": 0.21, "79-terms": 0.22, "ua-occupation": 1.0,
    "ua-unsettled": 0.66, "ua-land": 0.47, "ua-front": 0.70, "ua-target-dead": 0.42, "ua-challenger-dead": 0.45,
    "ua-aid-fell": 0.73,
}  # fmt: skip
"""How often each window holds in the prior of the reference model, by its own program."""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    return calibrate(tmp_path_factory.mktemp("tiny"), load=load, draws=DRAWS, mends="none")


# ---------------------------------------------------------------- a real search


def test_windows_hold_in_the_prior_as_often_as_in_the_reference_model(tiny: Calibration) -> None:
    found = {row["name"]: row["prior"] for row in tiny.findings["histories"]}
    for name, share in PRIOR.items():
        error = np.sqrt(max(share * (1.0 - share), 0.005) / CHUNK)
        assert abs(found[name] - share) < 4.0 * error + 0.006, name  # theirs are rounded


def test_a_search_keeps_few_of_its_draws(tiny: Calibration) -> None:
    stages = tiny.findings["stages"]
    assert stages[0]["tried"] == DRAWS
    assert all(before["left"] == after["tried"] for before, after in pairwise(stages))
    assert stages[-1]["left"] == len(tiny.posterior) > 0
    assert 0.0005 < stages[1]["left"] / DRAWS < 0.006


def test_the_folder_reads_back_as_what_was_found(tiny: Calibration) -> None:
    again = read(tiny.directory)
    assert np.array_equal(again.values, tiny.posterior.values)
    assert again.manifest["findings"]["stages"] == tiny.findings["stages"]


def test_every_set_that_is_kept_is_one_of_the_prior_draws(tiny: Calibration) -> None:
    plan = planned(load, 3, "none")
    drawn = np.concatenate([plan.prior(0), plan.prior(1, DRAWS - CHUNK)])
    assert {row.tobytes() for row in tiny.posterior.values} <= {row.tobytes() for row in drawn}


def test_a_set_that_is_kept_passes_all_windows_when_it_is_run_again(tiny: Calibration) -> None:
    """The runs of the first set are repeated alone, under their own numbers."""
    plan = planned(load, 3, "none")
    chunk = _chunks(tiny)[0]
    row = int(chunk.rows[(chunk.missed == NONE) & np.isfinite(chunk.rates).all(axis=1)][0])
    for cell in windows().told:
        found = {cell: probed(plan.case(cell, plan.prior(0)[[row]]), windows().probes(cell), row, 1)}
        assert all(window.holds(found)[0] for window in windows().of(cell))


def _chunks(found: Calibration) -> list[Chunk]:
    counts = {0: CHUNK, 1: DRAWS - CHUNK}
    return list(calibration_folder.saved(found.directory, counts).values())


def test_workers_and_the_order_of_chunks_change_nothing(tiny: Calibration, tmp_path: Path) -> None:
    beside = calibrate(tmp_path, load=load, draws=DRAWS, mends="none", workers=2)
    assert np.array_equal(beside.posterior.values, tiny.posterior.values)
    assert beside.findings == tiny.findings


def test_a_search_that_was_stopped_goes_on_where_it_was(tiny: Calibration, tmp_path: Path) -> None:
    stop = threading.Event()

    def after_a_chunk(now: Progress) -> None:
        if (tmp_path / "chunks" / "00000.npz").exists():
            stop.set()

    with pytest.raises(Cancelled):
        calibrate(tmp_path, load=load, draws=DRAWS, mends="none", progress=after_a_chunk, cancel=stop)
    assert [path.name for path in sorted((tmp_path / "chunks").iterdir())] == ["00000.npz"]
    before = (tmp_path / "chunks" / "00000.npz").stat().st_mtime_ns
    whole = calibrate(tmp_path, load=load, draws=DRAWS, mends="none", resume=True)
    assert (tmp_path / "chunks" / "00000.npz").stat().st_mtime_ns == before
    assert whole.findings == tiny.findings
    assert np.array_equal(whole.posterior.values, tiny.posterior.values)


def test_a_chunk_that_cannot_be_read_is_run_again(tiny: Calibration, tmp_path: Path) -> None:
    plan = planned(load, 3, "none")
    chunk = _chunks(tiny)[1]
    (tmp_path / "chunks").mkdir()
    calibration_folder.save(tmp_path, chunk)
    assert list(calibration_folder.saved(tmp_path, {1: chunk.count})) == [1]
    assert not calibration_folder.saved(tmp_path, {1: chunk.count + 1})
    file = tmp_path / "chunks" / "00001.npz"
    file.write_bytes(file.read_bytes()[:500])
    assert not calibration_folder.saved(tmp_path, {1: chunk.count})
    assert plan.prior(1, 5).tolist() == plan.prior(1)[:5].tolist()


def test_a_folder_is_not_used_twice_unless_the_work_is_resumed(tiny: Calibration, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds a calibration already"):
        calibrate(tiny.directory, load=load, draws=DRAWS, mends="none")
    with pytest.raises(StoreError, match="begun with another seed"):
        calibrate(tiny.directory, load=load, draws=DRAWS, mends="none", seed=4, resume=True)
    (tmp_path / "letters.txt").write_text("private")
    with pytest.raises(StoreError, match="something else"):
        calibrate(tmp_path, load=load, draws=DRAWS, resume=True)


def test_an_unknown_window_cannot_be_left_out(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="anchor"):
        calibrate(tmp_path / "none", load=load, without=["anker"])
    assert not (tmp_path / "none").exists()


def test_leaving_a_window_out_lets_more_sets_pass(tiny: Calibration) -> None:
    found = candidates(planned(load, 3, "none"), _chunks(tiny))
    ours, both = found.accepted(()), found.accepted(("aid-window", "anchor"))
    assert len(both) > len(ours)
    assert {row.tobytes() for row in ours} < {row.tobytes() for row in both}
    told = {tuple(row["without"]): row["sets"] for row in tiny.findings["variants"]}
    assert told[()] == len(ours)
    assert told["aid-window", "anchor"] == len(both)


def test_cost_of_a_window_is_what_passes_without_it(tiny: Calibration) -> None:
    chunks = _chunks(tiny)
    missed = np.concatenate([chunk.missed for chunk in chunks])
    for place, row in enumerate(tiny.findings["histories"]):
        assert row["cost"] == 1.0 + (missed == place).sum() / (missed == NONE).sum()


# ---------------------------------------------------------------- passages


def test_a_chunk_asks_for_later_stages_only_of_those_that_may_pass() -> None:
    plan = planned(load, 5, "none")
    counts: list[int] = []
    done: list[Chunk] = []
    search = Search(plan, {3: 600}, done.append)
    for job in search:
        counts.append(job.count)
        search.take(run_batch(job))
    assert counts[0] == 600 > counts[1]
    assert done[0].count == 600
    assert done[0].tried.tolist() == [600] * 9 + [done[0].left[0][8]] * 8


# ---------------------------------------------------------------- what is told


def test_of_few_sets_nothing_is_said_about_parameters(tiny: Calibration) -> None:
    plan = planned(load, 3, "none")
    found = candidates(plan, _chunks(tiny))
    told = findings(plan, found, (), Fresh(np.ones(17), 1.0))
    assert len(found.accepted(())) < 30
    assert told["parameters"] == []
    assert [section.title for section in sections(told)][-1].startswith("With and without")


@pytest.mark.parametrize("name", ["default", "none"])
def test_the_report_tells_of_every_stage_window_and_identified_parameter(name: str) -> None:
    found = posterior(name).manifest["findings"]
    text = report(found, markdown)
    for window in (*windows().histories, *windows().base):
        assert window.words in text
    for row in found["parameters"]:
        if row["standing"] == moved.IDENTIFIED:
            assert f"| {row['name']} |" in text
    assert text.count("*") >= 4


# ---------------------------------------------------------------- the evidence


@pytest.mark.parametrize("name", ["default", "none"])
def test_the_first_chunk_gives_again_what_the_shipped_sets_begin_with(name: str) -> None:
    """Recomputes a hundredth of the calibration: it ends the day that rules or scenarios change and the sets do not."""
    kept = posterior(name).manifest
    plan = planned(load, kept["seed"], kept["mends"])
    chunks: list[Chunk] = []
    search = Search(plan, {0: CHUNK}, chunks.append)
    for job in search:
        search.take(run_batch(job))
    found = candidates(plan, chunks).accepted(())
    assert np.array_equal(found, posterior(name).values[: len(found)])
    told = {row["name"]: row["prior"] for row in kept["findings"]["histories"]}
    for place, window in enumerate(windows().histories):
        assert float(np.mean(chunks[0].whole[place])) == told[window.name]


def test_the_evidence_is_that_of_the_shipped_sets() -> None:
    found: dict[str, Any] | None = evidence("calibration")
    assert found is not None, "run: python -m docs.gather calibration"
    for name in ("default", "none"):
        kept = posterior(name).manifest["findings"]
        assert found["sets"][name]["stages"] == kept["stages"]
        assert found["sets"][name]["windows"] == windows().digest
        assert posterior(name).manifest["mends"] == list(chosen(name))
