"""The folder of a study: it grows without touching what is there, and refuses what is not its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import load
from sim.batch import Job, run_batch
from sim.errors import FournosError, InputError, StoreError
from sim.executors import Here
from sim.study import place
from sim.study.growing import begin
from sim.study.results import open_results, results_of
from sim.study.running import resume, run
from sim.study.spec import StudySpec
from sim.study.spec_file import parse, read
from sim.study.store import Store
from tests.processes import programs, python
from tests.small_studies import OUTCOMES, POLICIES, UNCERTAINTIES, bytes_in, design, in_order, spec, text
from tests.studies import made_up

ROWS = 24
COERCE = {"doctrines": {"china": "coerce"}}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("made") / "study", spec(), rows=ROWS).path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


def refused(folder: Path, call: Callable[[], Any], kind: type[FournosError] = StoreError) -> str:
    """Return the message of a call that has to be refused and to leave the folder as it was."""
    before = bytes_in(folder, apart=())
    with pytest.raises(kind) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message and "Errno" not in message
    assert bytes_in(folder, apart=()) == before
    return message


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


PUNISH_MORE = {**POLICIES, "punish": {"doctrines": {"china": "punitive", "us": "full"}}}
OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "seed": ({"seed": 2}, "its seed was 1 and is 2"),
    "quarters": ({"quarters": 5}, "its quarters were 4 and are 5"),
    "types": ({"types": "prior"}, "its types was doctrine and is prior"),
    "moves": ({"moves": "on"}, "its moves was off and is on"),
    "mends": ({"mends": "none"}, "its mends was default and is none"),
    "luck": ({"design": design(luck="common")}, "its luck was own and is common"),
    "recorded": ({"design": design(trajectories=7)}, "its trajectories was 6 and is 7"),
    "policy": ({"policies": {**POLICIES, "bleed": COERCE}}, "the policy bleed has changed"),
    "parameter": (
        {"policies": {**POLICIES, "bleed": {**POLICIES["bleed"], "parameters": {"lam": 9.0}}}},
        "the policy bleed has changed",
    ),
    "policy gone": ({"policies": {"bleed": POLICIES["bleed"]}}, "the policy punish is gone"),
    "scenario gone": ({"scenarios": ["border-war-1979"]}, "the scenario bleeding-white is gone"),
    "range": ({"uncertainties": {**UNCERTAINTIES, "psi": {"high": 0.5}}}, "the uncertainty psi has another range"),
    "levels": (
        {"uncertainties": {**UNCERTAINTIES, "aid": {"doctrine": "us", "levels": ["full", "limited"]}}},
        "the uncertainty aid has another range or other levels",
    ),
    "uncertainty gone": ({"uncertainties": {"psi": {}}}, "the uncertainty aid is gone"),
    "uncertainty new": ({"uncertainties": {**UNCERTAINTIES, "lam": {}}}, "the uncertainty lam is new"),
    "target": (
        {"uncertainties": {**UNCERTAINTIES, "trust": {"opening": "quarrel.front", "low": 1.0, "high": 2.0}}},
        "the uncertainty trust sets something else",
    ),
    "kind": ({"design": design(kind="lhs")}, "the kind of its design was sobol and is lhs"),
    "design seed": ({"design": design(seed=5)}, "the seed of its design was 1 and is 5"),
    "fewer points": ({"design": design(points=7)}, "other points"),
    "outcome": ({"outcomes": {"x": {"of": "peak aid@1-3"}}}, "its outcomes read other things"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_would_change_runs_is_refused_by_name(folder: Path, what: str) -> None:
    changes, words = OTHERS[what]
    message = refused(folder, lambda: run(folder, spec(**changes)))
    assert words in message and "holds runs of another study" in message


def test_a_scenario_whose_text_has_changed_is_refused_by_name(folder: Path, tmp_path: Path, root: Path) -> None:
    other = (root / "scenarios" / "bleeding-white.toml").read_text() + "\n# a note\n"
    (tmp_path / "own.toml").write_text(other)
    changed = spec(scenarios=[str(tmp_path / "own.toml")])
    assert "the scenario bleeding-white has changed" in refused(folder, lambda: run(folder, changed))


def test_a_hypercube_of_another_size_is_another_one_and_the_message_says_so(tmp_path: Path) -> None:
    small = design(kind="lhs", points=2, replications=1)
    run(tmp_path / "study", spec(design=small))
    larger = spec(design={**small, "points": 3})
    assert "Sobol points can grow" in refused(tmp_path / "study", lambda: run(tmp_path / "study", larger))


def test_other_rules_are_refused(folder: Path) -> None:
    change(engine="0" * 32)(folder)
    assert "by other rules" in refused(folder, lambda: resume(folder))
    assert len(open_results(folder).runs()) == 64, "what is there can still be read"


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


# ---------------------------------------------------------------- folders that are broken


def change(**entries: Any) -> Callable[[Path], None]:
    """Return a fault that changes entries of the manifest."""

    def apply(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | entries), "utf-8")

    return apply


def change_in(*keys: Any, to: Any) -> Callable[[Path], None]:
    """Return a fault that changes one value deep in the manifest."""

    def apply(folder: Path) -> None:
        path = folder / "manifest.json"
        found = held = json.loads(path.read_text())
        for key in keys[:-1]:
            held = held[key]
        held[keys[-1]] = to
        path.write_text(json.dumps(found), "utf-8")

    return apply


def raw(name: str, held: bytes) -> Callable[[Path], Any]:
    """Return a fault that replaces a file."""
    return lambda folder: (folder / name).write_bytes(held)


def damage(name: str) -> Callable[[Path], None]:
    """Return a fault that changes one byte of a file."""

    def apply(folder: Path) -> None:
        held = bytearray((folder / name).read_bytes())
        held[len(held) // 2] ^= 1
        (folder / name).write_bytes(held)

    return apply


def longer(name: str, held: str) -> Callable[[Path], Any]:
    """Return a fault that adds text at the end of a file."""
    return lambda folder: (folder / name).write_text((folder / name).read_text() + held)


PART = "runs/part-00001.parquet"
FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no manifest": (lambda f: (f / "manifest.json").unlink(), "holds no study"),
    "empty manifest": (raw("manifest.json", b""), "no JSON"),
    "half a manifest": (raw("manifest.json", b'{"format": "fournos-study", "kind": "pla'), "no JSON"),
    "deep manifest": (raw("manifest.json", b"[" * 100_000), "no JSON"),
    "binary manifest": (raw("manifest.json", b"\xff\xfe\0"), "no JSON"),
    "newer": (change(format_version=3), "newer release"),
    "no stages": (change(stages=[]), "stages do not fit"),
    "stage without end": (change_in("stages", 0, "replications", to=[0, 10**30]), "manifest.json cannot be used"),
    "stage of many": (change_in("stages", 0, "replications", to=[0, 10**12]), "stages do not fit"),
    "stage beyond the points": (change_in("stages", 0, "points", to=[0, 99]), "stages do not fit"),
    "stage backwards": (change_in("stages", 0, "points", to=[5, 2]), "stages do not fit"),
    "stage of another policy": (change_in("stages", 0, "policies", to=["bleed", "x"]), "stages do not fit"),
    "stage of the same policy": (change_in("stages", 0, "policies", to=["bleed"] * 2), "stages do not fit"),
    "stage that begins later": (change_in("stages", 0, "first", to=7), "stages do not fit"),
    "stage of text": (change_in("stages", 0, "points", to="ab"), "not the manifest"),
    "way out": (change_in("parts", 0, "files", 0, "file", to="../../etc/passwd"), "not the manifest"),
    "way out of runs": (change_in("parts", 0, "files", 0, "file", to="runs/../../x.parquet"), "not the manifest"),
    "absolute path": (change_in("parts", 0, "files", 0, "file", to="/etc/passwd"), "not the manifest"),
    "part of another": (change_in("parts", 0, "files", 0, "file", to=PART), "parts do not fit"),
    "part of other runs": (change_in("parts", 0, "stop", to=9), "parts do not fit"),
    "part with a number of its own": (change_in("parts", 0, "number", to=10**9), "parts do not fit"),
    "part that lost more than it has": (change_in("parts", 0, "lost", to=99), "parts do not fit"),
    "parts without rows": (change(rows_of_a_part=0), "manifest.json cannot be used"),
    "columns of nobody's": (change(columns=["run"]), "columns"),
    "design of a wrong kind": (change_in("design", "luck", to=3), "not the manifest"),
    "scenario with another text": (change_in("scenarios", 0, "text", to="name = 'x'"), "as it was run"),
    "no scenario": (change(scenarios=[]), "as it was run"),
    "study of another text": (change_in("study", "text", to="x = 1"), "study.toml is not as it was written"),
    "missing part": (lambda f: (f / PART).unlink(), "missing"),
    "damaged part": (damage(PART), "not as it was written"),
    "cut part": (lambda f: os.truncate(f / "trajectories/part-00000.parquet", 99), "not as it was written"),
    "damaged design": (damage("design.csv"), "design.csv cannot be used: it is not as it was written"),
    "longer design": (longer("design.csv", "8,0.3,full,0.1\n"), "not as it was written"),
    "binary design": (raw("design.csv", b"\xff\xff"), "not as it was written"),
    "no design": (lambda f: (f / "design.csv").unlink(), "cannot be read"),
    "damaged study": (damage("study.toml"), "study.toml is not as it was written"),
    "other study": (raw("study.toml", text(seed=2).encode()), "study.toml is not as it was written"),
    "no study": (lambda f: (f / "study.toml").unlink(), "cannot be read"),
    "binary study": (raw("study.toml", b"\xff\0"), "study.toml"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_study_is_told_in_one_message_and_left_alone(folder: Path, fault: str) -> None:
    apply, words = FAULTS[fault]
    apply(folder)
    for call in (open_results, Store.open):
        with pytest.raises(InputError) as caught:
            call(folder)
        message = str(caught.value)
        assert words in message and "Errno" not in message and "Traceback" not in message, message
    if "damaged part" not in fault and fault not in ("cut part", "missing part", "no manifest"):
        before = bytes_in(folder, apart=())
        with pytest.raises(FournosError):
            run(folder, spec(), replications=5)
        assert bytes_in(folder, apart=()) == before


@pytest.mark.parametrize("held", [b"{", b"[]\n", b'{"run": "x"}\n', b"\xff\n", b"[" * 100_000])
def test_failures_that_cannot_be_read_are_told(made: Path, tmp_path: Path, held: bytes) -> None:
    from tests.small_studies import with_bad_points

    store = with_bad_points(tmp_path / "study", [0], points=2, replications=1, trajectories=0)
    from sim.study.running import How, carry_out

    with store.held():
        carry_out(store, How())
    (tmp_path / "study" / "failures.jsonl").write_bytes(held)
    with pytest.raises(StoreError, match=r"failures\.jsonl cannot be"):
        Store.open(tmp_path / "study").failures()


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


# ---------------------------------------------------------------- two at once, and places that cannot be written


def test_a_folder_that_is_being_written_is_left_alone(folder: Path) -> None:
    with place.inside(folder):
        assert "being written by another process" in refused(folder, lambda: run(folder, spec(), replications=5))


def test_a_folder_that_another_process_has_written_meanwhile_is_looked_at_anew(folder: Path) -> None:
    early = begin(folder, spec(), 6)
    run(folder, spec(), replications=5)
    before = bytes_in(folder)
    with pytest.raises(StoreError, match="meanwhile; give the command again"), early.held():
        pass
    assert bytes_in(folder) == before


def test_what_holds_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for name, held in {"app/manifest.json": "{}", "runs-alone/runs/x": "", "mine/letter.txt": "dear"}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(held)
    small = spec()
    expected = {
        "file": "a file is in the way",
        "file/below": "a file is in the way",
        "app": "not the manifest of a study",
        "runs-alone": "holds something else",
        "mine": "holds something else",
        "": "no name of a folder",
        "a\0b": "no name of a folder",
        "x" * 300: "too long",
    }
    for name, words in expected.items():
        where = tmp_path / name if name and "\0" not in name else name
        assert words in refused(tmp_path, lambda: run(where, small))  # noqa: B023


def test_what_run_has_written_is_no_study_that_grows(tmp_path: Path) -> None:
    from sim.study.folder import write

    write(tmp_path / "study", [made_up(20)])
    message = refused(tmp_path / "study", lambda: run(tmp_path / "study", spec()))
    assert "holds runs at one point" in message
    assert len(open_results(tmp_path / "study").runs()) == 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount small disks, where the user may."""
    mounted: list[Path] = []

    def mount(options: str) -> Path:
        where = tmp_path / f"disk{len(mounted)}"
        where.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(where)]
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("only a privileged user may mount a disk")
        mounted.append(where)
        return where

    yield mount
    for where in mounted:
        subprocess.run(["umount", "-l", str(where)], check=True)


def check_full(where: Path, small: StudySpec, whole: Path) -> None:
    """Assert that a disk which fills stops a study, which goes on elsewhere and ends with the same bytes."""
    with pytest.raises(StoreError, match="the disk is full"):
        run(where, small, rows=ROWS)
    assert not list(where.rglob(".*.part-*")) and not list(where.glob(f"{place.LOCK}*"))
    moved = shutil.copytree(where, whole.parent / "elsewhere" / "study")
    resume(moved)
    assert bytes_in(moved) == bytes_in(whole)


def test_a_disk_that_fills_keeps_the_parts_that_are_whole(made: Path, disk: Callable[[str], Path]) -> None:
    where = disk("size=96k")
    check_full(where / "study", spec(), made)


def test_a_file_that_may_not_grow_is_told_like_a_full_disk(made: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk where no disk can be mounted."""
    program = (
        "import resource, sys; from tests.small_studies import spec; from sim.study.running import run\n"
        "from sim.errors import StoreError\n"
        "small = spec(design={'kind': 'sobol', 'points': 64, 'replications': 10})\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (25_000, 25_000))\n"
        "try: run(sys.argv[1], small, rows=640)\n"
        "except StoreError as error: print(error)"
    )
    out, fault = python(program, str(tmp_path / "study")).communicate(timeout=60)
    assert (out.strip().endswith("the disk is full, or files may not grow this large."), fault) == (True, ""), out
    resume(tmp_path / "study")
    run_again = Store.open(tmp_path / "study")
    assert run_again.manifest.status == "complete"


def test_a_read_only_disk_is_told_before_the_runs_and_can_be_read(folder: Path, disk: Callable[[str], Path]) -> None:
    where = disk("size=2m")
    shutil.copytree(folder, where / "study")
    subprocess.run(["mount", "-o", "remount,ro", str(where)], check=True)
    assert "read-only" in refused(where, lambda: run(where / "study", spec(), replications=5))
    assert "read-only" in refused(where, lambda: run(where / "new", spec()))
    assert len(open_results(where / "study").runs()) == 64


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours_to_write_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert "may not write" in refused(tmp_path, lambda: run(tmp_path / "study", spec()))
    finally:
        tmp_path.chmod(0o700)


def test_a_text_with_one_policy_more_is_a_study_that_grows(folder: Path) -> None:
    """What `add-policy` writes: the kept text with a table behind it."""
    more = 'title = "x"\n'
    longer = parse(text(policies={**POLICIES, "coerce": COERCE}) + "# " + more, "study.toml", load)
    assert run(folder, longer).manifest.done == 96
