"""Kill -9 while a study is written: afterwards it is there whole, or not at all, or as it was before."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.errors import StoreError
from sim.study import place as places
from sim.study.folder import open_study, write
from tests.processes import Start, programs
from tests.studies import made_up

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")

WRITE = """
import sys
from tests.studies import made_up
from sim.study.folder import write

ensemble = made_up(200_000, sys.argv[3], recorded=3_000)
print("writing", flush=True)
write(sys.argv[1], [ensemble], ["killed"], overwrite=sys.argv[2] == "over")
print("written", flush=True)
"""


@pytest.fixture
def start() -> Iterator[Start]:
    """Start programs, and leave none behind."""
    with programs() as starting:
        yield starting


def killed_while_writing(start: Start, folder: Path, delay: float, *how: str) -> bool:
    """Kill a writer some time after it has begun; return whether it had finished."""
    process = start(WRITE, str(folder), *how)
    assert process.stdout is not None
    assert process.stdout.readline() == "writing\n"
    time.sleep(delay)
    process.kill()
    process.wait()
    return "written" in process.stdout.read()


DELAYS = [0.0, 0.25, 0.5]


def test_a_new_study_is_whole_or_absent_after_a_kill(start: Start, tmp_path: Path) -> None:
    check_new(start, tmp_path, DELAYS)


def test_a_study_that_is_replaced_is_the_old_or_the_new_after_a_kill(start: Start, tmp_path: Path) -> None:
    check_replaced(start, tmp_path, DELAYS)


@pytest.mark.soak
def test_many_kills_while_writing(start: Start, tmp_path: Path) -> None:
    delays = [0.012 * step for step in range(100)]
    check_new(start, tmp_path / "new", delays)
    check_replaced(start, tmp_path / "old", delays)


def check_new(start: Start, place: Path, delays: list[float]) -> None:
    for number, delay in enumerate(delays):
        folder = place / str(number) / "study"
        finished = killed_while_writing(start, folder, delay, "new", "four-nos")
        if folder.exists():
            assert len(open_study(folder).runs(["replication"])) == 200_000
        else:
            assert not finished
            with pytest.raises(StoreError, match="There is no folder"):
                open_study(folder)
        write(folder, [made_up(10)], ["again"], overwrite=True)
        assert [path.name for path in folder.parent.iterdir()] == ["study"], "what was left has gone"
        check_clean(folder)


def check_replaced(start: Start, place: Path, delays: list[float]) -> None:
    folder = place / "study"
    write(folder, [made_up(10)], ["first"])
    (folder / "figures" / "mine.png").write_bytes(b"picture")
    expected = ["first"]
    for delay in delays:
        finished = killed_while_writing(start, folder, delay, "over", "bamboo")
        study = open_study(folder)
        assert study.manifest["command"] in (["killed"], expected)
        assert study.manifest["command"] == ["killed"] or not finished
        assert len(study.runs()) == study.manifest["cells"][0]["runs_done"]
        write(folder, [made_up(10)], ["again"], overwrite=True)
        expected = ["again"]
        check_clean(folder)
        assert (folder / "figures" / "mine.png").read_bytes() == b"picture"


def check_clean(folder: Path) -> None:
    """Assert that a folder holds what its manifest lists, and nothing that a writer left."""
    study = open_study(folder)
    assert study.manifest["command"] == ["again"]
    names = ["design.csv", "failures.jsonl", "figures", "manifest.json", "runs", "timings.jsonl", "trajectories"]
    assert sorted(path.name for path in folder.iterdir()) == names
    held = [
        path.relative_to(folder).as_posix() for table in ("runs", "trajectories") for path in (folder / table).iterdir()
    ]
    assert held == [row["file"] for row in study.manifest["parts"]]


def test_an_empty_folder_in_which_a_writer_was_killed_can_be_written(tmp_path: Path) -> None:
    with programs() as start:
        dead = start("pass")
        dead.wait()
    mark = places.mark().split("-")
    (tmp_path / f"{places.LOCK}{mark[0]}-{dead.pid}-{mark[2]}").touch()
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "part-00000.parquet").write_bytes(b"half")
    (tmp_path / f".design.csv.part-{mark[0]}-{dead.pid}-{mark[2]}").write_text("half")
    write(tmp_path, [made_up(10)], ["again"])
    check_clean(tmp_path)


def test_a_folder_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path / "study", [made_up(10)], ["first"])
    with places.inside(tmp_path / "study"), pytest.raises(StoreError, match="being written by another process"):
        write(tmp_path / "study", [made_up(10)], ["second"], overwrite=True)
    assert open_study(tmp_path / "study").manifest["command"] == ["first"]
