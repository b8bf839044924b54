"""The folder of a study: it grows without touching what is there, and refuses what is not its own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import load
from sim.batch import Job, run_batch
from sim.executors import Here
from sim.study import place
from sim.study.growing import begin
from sim.study.results import open_results, results_of
from sim.study.running import resume, run
from sim.study.spec_file import read
from sim.study.store import Store
from tests.processes import programs
from tests.small_studies import (
    OUTCOMES,
    POLICIES,
    UNCERTAINTIES,
    bytes_in,
    change,
    design,
    in_order,
    refused,
    spec,
    text,
)

ROWS = 24
COERCE = {"doctrines": {"china": "coerce"}}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("made") / "study", spec(), rows=ROWS).path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


# ---------------------------------------------------------------- what it holds


def test_the_layout_is_the_published_one(made: Path) -> None:
    names = ["design.csv", "failures.jsonl", "manifest.json", "runs", "study.toml", "timings.jsonl", "trajectories"]
    assert sorted(path.name for path in made.iterdir()) == names
    assert [path.name for path in sorted((made / "runs").iterdir())] == [f"part-0000{k}.parquet" for k in range(3)]


def test_the_folder_alone_opens_the_study_as_it_was_asked(made: Path) -> None:
    asked, found = spec(), Store.open(made)
    assert found.spec.sense == asked.sense == asked.asked
    assert found.spec.scenarios == asked.scenarios and found.spec.design == asked.design
    assert (found.manifest.status, found.replications, found.missing()) == ("complete", 4, [])


def test_values_come_back_to_the_last_bit(made: Path) -> None:
    points, kept = begin(made.parent / "new", spec()).points, Store.open(made).points
    assert points.names == kept.names == ("psi", "aid", "trust")
    assert all(np.array_equal(points.values[name], kept.values[name]) for name in points.names)


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_file_with_other_line_ends_or_a_mark_at_its_start_is_kept_as_it_is(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xef\xbb\xbf" + text(design=design(points=1, replications=1)).replace("\n", ending).encode())
    run(tmp_path / "study", read(file, load))
    assert Store.open(tmp_path / "study").manifest.status == "complete"


@pytest.mark.parametrize("name", ["with space", "Việt Nam 越南", "it's", "[x] * ?", "-o", "a" * 255])
def test_a_folder_may_have_any_name_and_be_moved(made: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(made, tmp_path / name)
    assert len(open_results(tmp_path / name).runs()) == 64
    assert run(tmp_path / name, spec(), replications=5).manifest.done == 80


def test_a_link_leads_to_the_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("study")
    run(tmp_path / "link", spec(), replications=5)
    assert Store.open(folder).manifest.done == 80 and (tmp_path / "link").is_symlink()


# ---------------------------------------------------------------- growing


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Return the list of all batches that are run in this process from now on."""
    jobs: list[Job] = []

    def noted(job: Job, *more: Any) -> Any:
        jobs.append(job)
        return run_batch(job, *more)

    monkeypatch.setattr("sim.executors.run_batch", noted)
    assert Here is not None
    return jobs


def parts_of(folder: Path) -> dict[str, str]:
    """Return the hash of every part of a folder."""
    return {name: value for name, value in bytes_in(folder).items() if name.endswith(".parquet")}


def test_four_replications_and_then_ten_are_ten(folder: Path, tmp_path: Path, counted: list[Job]) -> None:
    before = parts_of(folder)
    more = results_of(run(folder, spec(), replications=10))
    assert sum(job.count for job in counted) == 2 * 8 * 6
    assert before.items() <= parts_of(folder).items()
    at_once = results_of(run(tmp_path / "once", spec(design=design(replications=10))))
    assert in_order(more.runs()).equals(in_order(at_once.runs()))
    assert np.array_equal(more.array("held"), at_once.array("held"), equal_nan=True)


GROWN: dict[str, tuple[dict[str, Any], int]] = {
    "a policy": ({"policies": {**POLICIES, "coerce": COERCE}}, 32),
    "a policy in front": ({"policies": {"coerce": COERCE, **POLICIES}}, 32),
    "points": ({"design": design(points=12)}, 2 * 4 * 4),
    "a scenario": ({"scenarios": ["bleeding-white", "border-war-1979"]}, 64),
    "all at once": (
        {
            "policies": {**POLICIES, "coerce": COERCE},
            "design": design(points=9, replications=5),
            "scenarios": ["border-war-1979", "bleeding-white"],
        },
        2 * 3 * 9 * 5 - 64,
    ),
}


@pytest.mark.parametrize("what", GROWN)
def test_what_is_added_costs_only_itself(folder: Path, tmp_path: Path, counted: list[Job], what: str) -> None:
    changes, runs = GROWN[what]
    before, larger = parts_of(folder), spec(**changes)
    grown = results_of(run(folder, larger))
    assert sum(job.count for job in counted) == runs
    assert before.items() <= parts_of(folder).items()
    at_once = results_of(run(tmp_path / "once", larger))
    assert in_order(grown.runs()).equals(in_order(at_once.runs()))
    for name in OUTCOMES:
        assert np.array_equal(grown.array(name), at_once.array(name), equal_nan=True)
    assert (grown.policies, grown.scenarios) == (tuple(larger.policies), tuple(larger.scenarios))
    counted.clear()
    assert resume(folder).manifest.status == "complete" and not counted


@pytest.mark.parametrize(
    ("kind", "more"), [("posterior", {"uncertainties": {"aid": UNCERTAINTIES["aid"]}}), ("sobol", {})]
)
def test_designs_that_can_grow_keep_their_points(tmp_path: Path, kind: str, more: dict[str, Any]) -> None:
    few, many = (spec(design=design(kind=kind, points=points, replications=1), **more) for points in (3, 7))
    run(tmp_path / "study", few)
    before = parts_of(tmp_path / "study")
    assert run(tmp_path / "study", many).manifest.done == 14
    assert before.items() <= parts_of(tmp_path / "study").items()


def test_rows_can_be_added_at_the_end_of_their_file(tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("psi,trust,aid\n0.3,0.1,full\n0.4,0.2,offshore\n")
    (tmp_path / "mine.toml").write_text(text(design={"kind": "rows", "rows": "rows.csv", "replications": 2}))
    run(tmp_path / "study", read(tmp_path / "mine.toml", load))
    assert resume(tmp_path / "study").manifest.done == 8
    rows.write_text(rows.read_text() + "0.5,0.3,full\n")
    assert run(tmp_path / "study", read(tmp_path / "mine.toml", load)).manifest.done == 12
    rows.write_text("psi,trust,aid\n0.35,0.1,full\n")
    changed = read(tmp_path / "mine.toml", load)
    assert "other points" in refused(tmp_path / "study", lambda: run(tmp_path / "study", changed))


def test_titles_questions_and_thresholds_may_change_without_a_run(folder: Path, counted: list[Job]) -> None:
    before = parts_of(folder)
    said = {"lost": {**OUTCOMES["lost"], "threshold": 0.2, "title": "Lost"}, "held": OUTCOMES["held"]}
    run(folder, spec(title="Another title", question="Why?", limits=["little"], outcomes=said))
    found = open_results(folder)
    assert (found.spec.title, found.outcomes["lost"].threshold) == ("Another title", 0.2)
    assert parts_of(folder) == before and not counted


def test_an_outcome_of_what_was_noted_may_be_added_without_a_run(folder: Path, counted: list[Job]) -> None:
    run(folder, spec(outcomes={**OUTCOMES, "both": {"when": "war = 1 and land_held@2 > 0.2"}}))
    assert np.isfinite(open_results(folder).array("both")).all() and not counted


def test_a_study_of_which_nothing_has_been_run_may_change_altogether(folder: Path) -> None:
    shutil.rmtree(folder / "runs")
    change(parts=[])(folder)
    assert run(folder, spec(seed=3, design=design(kind="lhs", points=2))).manifest.done == 16
    assert not list((folder / "runs").glob("part-00002*"))


def test_fewer_replications_than_there_are_leave_all_of_them(folder: Path) -> None:
    assert run(folder, spec(), replications=2).manifest.runs == 64


# ---------------------------------------------------------------- a kill while it grows


def test_a_kill_between_the_files_of_a_study_that_grows_leaves_the_old_one(folder: Path) -> None:
    """The new study file and design stand there already, the manifest does not: its draft lies beside them."""
    before = bytes_in(folder)
    larger = spec(design=design(points=12), title="Larger", scenarios=["bleeding-white", "border-war-1979"])
    with programs() as start:
        dead = start("pass")
        dead.wait()
    mark = place.mark().split("-")
    store = begin(folder, larger)
    (folder / "study.toml").write_text(larger.text)
    from sim.study.spec import points_text

    (folder / "design.csv").write_text(points_text(store.points))
    (folder / f".manifest.json.part-{mark[0]}-{dead.pid}-{mark[2]}").write_text(store.manifest.text())
    assert open_results(folder).spec.title == "A small study"
    resume(folder)
    assert bytes_in(folder) == before, "the old study, and nothing of the new one"
    assert run(folder, larger).manifest.status == "complete"


def test_parts_that_no_manifest_lists_go(folder: Path) -> None:
    (folder / "runs" / "part-00007.parquet").write_bytes(b"half")
    (folder / "runs" / "mine.parquet").write_bytes(b"mine")
    resume(folder)
    names = sorted(path.name for path in (folder / "runs").iterdir())
    assert names == ["mine.parquet", *(f"part-0000{k}.parquet" for k in range(3))]
