"""Where studies are written: two at once, what holds something else, and disks that are full or read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sim.errors import StoreError
from sim.study import place
from sim.study.growing import begin
from sim.study.results import open_results
from sim.study.running import resume, run
from sim.study.spec import StudySpec
from sim.study.store import Store
from tests.processes import python
from tests.small_studies import (
    bytes_in,
    refused,
    spec,
)
from tests.studies import made_up

ROWS = 24


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run(tmp_path_factory.mktemp("made") / "study", spec(), rows=ROWS).path


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "study"))


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
