"""Running a study: its runs are the engine's own, to the last bit, on any workers; what fails is set apart."""

from __future__ import annotations

import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.ensemble import run_case
from sim.errors import Cancelled, InputError, StoreError
from sim.outcome import ENDINGS, MEASURES
from sim.progress import Progress
from sim.study.results import Results, open_results, results_of
from sim.study.running import How, resume, run
from sim.study.sampling import sampler_of
from sim.study.spec import StudySpec
from sim.study.stages import Extent, growth, luck
from sim.study.store import Store
from sim.study.work import case_at
from tests.small_studies import POLICIES, bytes_in, design, spec, text
from tests.studies import scenario


@pytest.fixture(scope="module")
def small() -> StudySpec:
    return spec()


@pytest.fixture(scope="module")
def folder(small: StudySpec, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("made") / "study", small, rows=24).path


@pytest.fixture(scope="module")
def results(folder: Path) -> Results:
    return open_results(folder)


def measures(frame: Any) -> dict[str, np.ndarray[Any, Any]]:
    """Return the measures of a table, by name; endings as their positions."""
    found = {row.name: frame[row.name].to_numpy() for row in MEASURES if row.name != "ending"}
    return {**found, "ending": np.array([ENDINGS.index(name) for name in frame["ending"]])}


# ---------------------------------------------------------------- the engine's own runs


def test_every_run_is_the_run_of_the_same_case_and_number(results: Results) -> None:
    frame = results.runs()
    assert len(frame) == results.manifest["runs"]["planned"] == 2 * 8 * 4
    for row in frame.iloc[::3].itertuples():
        case = case_at(results.spec, results.points, str(row.scenario), str(row.policy), np.array([row.design_id]))
        alone = run_case(case, 1, first=int(str(row.luck))).outcomes
        for measure in MEASURES:
            got = getattr(row, measure.name)
            mine = ENDINGS.index(got) if measure.name == "ending" else got
            assert np.array_equal([mine], alone[measure.name], equal_nan=True), measure.name


def test_a_study_of_one_point_is_what_run_writes(tmp_path: Path) -> None:
    one = spec(uncertainties={}, design={"kind": "point", "replications": 300}, seed=7)
    found = results_of(run(tmp_path / "study", one))
    case = one.case("bleeding-white", "punish")
    plain = run_case(case, 300)
    mine = measures(found.runs(policy="punish"))
    for measure in MEASURES:
        assert np.array_equal(mine[measure.name], plain.outcomes[measure.name], equal_nan=True)
    assert case.seed == 7


class Beside(ThreadPoolExecutor):
    """Threads that count what they are given."""

    calls = 0

    def submit(self, *call: Any, **more: Any) -> Future[Any]:
        self.calls += 1
        return super().submit(*call, **more)


def test_two_workers_and_threads_write_the_same_bytes(small: StudySpec, folder: Path, tmp_path: Path) -> None:
    run(tmp_path / "workers" / "study", small, How(workers=2), rows=24)
    with Beside(2) as threads:
        run(tmp_path / "threads" / "study", small, How(executor=threads), rows=24)
        assert threads.calls == 5
    assert bytes_in(tmp_path / "workers" / "study") == bytes_in(folder) == bytes_in(tmp_path / "threads" / "study")


def test_the_size_of_parts_changes_no_run(small: StudySpec, results: Results, tmp_path: Path) -> None:
    whole = results_of(run(tmp_path / "study", small))
    assert [len(whole.files[table]) for table in ("runs", "trajectories")] == [1, 1]
    assert len(results.files["runs"]) == 3
    assert whole.runs().equals(results.runs()) and whole.trajectories().equals(results.trajectories())


def test_what_is_recorded_is_the_path_of_the_same_run(results: Results) -> None:
    paths = results.trajectories()
    per_group = -(-6 // 2)  # six of each policy, shared out among the two levels that cannot step together
    assert len(paths) == 2 * 2 * per_group * 5
    ends = paths[paths["quarter"] == 4].set_index("run")["rung"]
    at = results.find(int(ends.index[-1]))
    alone = run_case(results.case(at), 1, first=at.luck, trajectories=1).trajectories
    assert alone is not None and alone.values["rung"][-1, 0] == ends.iloc[-1]


# ---------------------------------------------------------------- luck


@given(
    points=st.integers(1, 40),
    replications=st.integers(1, 60),
    start=st.integers(0, 2_000_000),
    kind=st.sampled_from(["own", "common"]),
)
def test_own_luck_is_never_shared_between_points_and_the_other_kind_always(
    points: int, replications: int, start: int, kind: str
) -> None:
    place, rounds = np.meshgrid(np.arange(start, start + points), np.arange(replications), indexing="ij")
    numbers = luck(kind, place.ravel(), rounds.ravel()).reshape(points, replications)
    assert (np.array([len(set(row)) for row in numbers.tolist()]) == replications).all()
    if kind == "own":
        assert len(np.unique(numbers)) == points * replications
    else:
        assert (numbers == numbers[0]).all()
    assert numbers.min() >= 0


def test_luck_reaches_as_far_as_a_study_may() -> None:
    most = np.array([9_999_999])
    assert 0 < int(luck("own", most, most)[0]) <= 2**62


def test_policies_and_scenarios_share_their_luck(results: Results) -> None:
    frame = results.runs(["policy", "design_id", "replication", "luck"])
    wide = frame.pivot_table(index=["design_id", "replication"], columns="policy", values="luck")
    assert (wide["bleed"] == wide["punish"]).all() and wide["bleed"].is_unique


def test_where_luck_is_the_same_at_all_points_replication_k_is_run_k(tmp_path: Path) -> None:
    common = spec(design=design(luck="common"), policies={"bleed": POLICIES["bleed"]})
    frame = results_of(run(tmp_path / "study", common)).runs(["replication", "luck"])
    assert (frame["luck"] == frame["replication"]).all()


def test_a_sampler_at_the_points_of_the_study_gives_its_rows(results: Results) -> None:
    for policy in results.policies:
        rows = results.runs(["design_id", "luck", "challenger_terms"], policy=policy)
        points = results.points.take(rows["design_id"].to_numpy())
        found = sampler_of(results, policy).at(points, rows["luck"].to_numpy())
        assert np.array_equal(found["lost"], rows["challenger_terms"].to_numpy())
        assert set(found) == set(results.outcomes) == {"lost", "held"}


# ---------------------------------------------------------------- stopping and refusing


def test_a_wish_to_stop_keeps_what_is_done_and_the_rest_follows(small: StudySpec, folder: Path, tmp_path: Path) -> None:
    cancel = threading.Event()

    def told(state: Progress) -> None:
        if state.done >= 24:
            cancel.set()

    with pytest.raises(Cancelled, match=r"24 of 64 runs are kept in .*study\."):
        run(tmp_path / "study", small, How(progress=told, cancel=cancel), rows=24)
    assert Store.open(tmp_path / "study").manifest.status == "running"
    assert np.isnan(open_results(tmp_path / "study").array("lost")).any()
    resume(tmp_path / "study")
    assert bytes_in(tmp_path / "study") == bytes_in(folder)


@pytest.mark.parametrize(("workers", "replications"), [(0, None), (10_000, None), (1, 0), (1, -3), (1, 10**9)])
def test_a_number_that_makes_no_sense_is_refused_before_the_folder_is_made(
    small: StudySpec, tmp_path: Path, workers: int, replications: int | None
) -> None:
    with pytest.raises(InputError):
        run(tmp_path / "study", small, How(workers=workers), replications=replications)
    assert not list(tmp_path.iterdir())


def test_a_study_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="160,000,000,000 runs; at most"):
        run(tmp_path / "study", spec(design=design(points=8_000)), replications=10_000_000)


def test_a_study_changed_in_python_is_refused_since_its_folder_could_not_tell(small: StudySpec, tmp_path: Path) -> None:
    from dataclasses import replace

    longer = {"bleeding-white": scenario().model_copy(update={"theatre": "sea"})}
    for changed in (replace(small, seed=2), replace(small, policies={}), replace(small, scenarios=longer)):
        with pytest.raises(InputError, match="changed in Python"):
            run(tmp_path / "study", changed)
    assert not list(tmp_path.iterdir())


# ---------------------------------------------------------------- how stages grow


@given(st.lists(st.tuples(*[st.integers(0, 2)] * 4), min_size=1, max_size=5))
def test_stages_hold_every_run_once_however_a_study_grew(steps: list[tuple[int, int, int, int]]) -> None:
    stages: list[Any] = []
    sizes = [1, 1, 1, 1]
    for step in steps:
        sizes = [size + more for size, more in zip(sizes, step, strict=True)]
        names = [tuple(f"{kind}{k}" for k in range(count)) for kind, count in zip("sp", sizes[:2], strict=True)]
        stages += growth(stages, Extent(names[0], names[1], sizes[2], sizes[3]))
    runs = [
        (s, p, point, replication)
        for stage in stages
        for s in stage.scenarios
        for p in stage.policies
        for point in range(*stage.points)
        for replication in range(*stage.replications)
    ]
    assert len(runs) == len(set(runs)) == np.prod(sizes)
    assert [stage.first for stage in stages] == np.cumsum([0, *(stage.runs for stage in stages)])[:-1].tolist()


def test_a_manifest_of_a_running_study_is_json_anybody_can_read(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["runs"] == {"planned": 64, "done": 64, "failed": 0}
    assert manifest["study"]["text"] == text() == (folder / "study.toml").read_text()


def test_a_folder_without_a_study_cannot_be_resumed(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no study"):
        resume(tmp_path)
