"""Study folders that are broken, and places that cannot be written: one clear message, and nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sim import open_study
from sim.errors import InputError, StoreError
from sim.study.folder import check_destination, write
from tests.processes import python
from tests.studies import made_up


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("sound") / "study", [made_up(30, recorded=3)], ["first"])


@pytest.fixture
def study(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "study"))


def told(action: Callable[[], Any]) -> str:
    """Return the message of the StoreError that an action ends in: one line, without jargon."""
    with pytest.raises(StoreError) as caught:
        action()
    message = str(caught.value)
    assert "\n" not in message and "Errno" not in message and "Error" not in message
    return message


# ---------------------------------------------------------------- opening


def change(**entries: Any) -> Callable[[Path], None]:
    """Return a fault that changes entries of the manifest."""

    def apply(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | entries))

    return apply


def raw(held: bytes) -> Callable[[Path], None]:
    """Return a fault that replaces the manifest."""

    def apply(folder: Path) -> None:
        (folder / "manifest.json").write_bytes(held)

    return apply


def put_folder(path: Path) -> None:
    """Put a folder where a file was."""
    path.unlink()
    path.mkdir()


def damage(file: Path) -> None:
    """Change one byte of a file."""
    held = bytearray(file.read_bytes())
    held[len(held) // 2] ^= 1
    file.write_bytes(held)


PART = {"file": "runs/part-00000.parquet", "rows": 1, "bytes": 1, "blake2b": "0" * 32}
FAULTS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no manifest": (lambda folder: (folder / "manifest.json").unlink(), "holds no study"),
    "empty manifest": (raw(b""), "no JSON"),
    "half a manifest": (raw(b'{"format": "fournos-study", "cells": ['), "no JSON"),
    "deep manifest": (raw(b"[" * 100_000), "no JSON"),
    "binary manifest": (raw(b"\xff\xfe\0"), "no JSON"),
    "another manifest": (raw(b'{"name": "an app"}'), "not the manifest of a study"),
    "list": (raw(b"[]"), "not the manifest of a study"),
    "newer": (change(format_version=2), "newer release"),
    "no version": (change(format_version="new"), "newer release"),
    "no cells": (change(cells=None), "cells is missing"),
    "an empty list of cells": (change(cells=[]), "no cells"),
    "empty cell": (change(cells=[{}]), "incomplete"),
    "a part of nobody's": (change(parts=[PART | {"file": "../../etc/passwd"}]), "none of ours"),
    "a part without a hash": (change(parts=[{"file": "runs/part-00000.parquet"}]), "incomplete"),
    "strange status": (change(status="fine"), "none of ours"),
    "missing part": (lambda folder: (folder / "runs/part-00000.parquet").unlink(), "missing"),
    "damaged part": (lambda folder: damage(folder / "runs/part-00000.parquet"), "not as it was written"),
    "cut part": (lambda folder: os.truncate(folder / "trajectories/part-00000.parquet", 99), "not as it was written"),
    "folder for a part": (lambda folder: put_folder(folder / "runs/part-00000.parquet"), "missing"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_study_is_told_in_one_message(study: Path, fault: str) -> None:
    apply, words = FAULTS[fault]
    apply(study)
    message = told(lambda: open_study(study))
    assert words in message and "study" in message


def test_what_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "is no folder" in told(lambda: open_study(tmp_path / "file"))
    assert "There is no folder" in told(lambda: open_study(tmp_path / "nothing"))
    for name in ("", "  ", "a\0b", "a\udcff"):
        assert "no name of a folder" in told(lambda: open_study(name))  # noqa: B023
    (tmp_path / "loop").symlink_to("loop")
    assert told(lambda: open_study(tmp_path / "loop"))


def test_a_changed_scenario_is_told(study: Path) -> None:
    manifest = json.loads((study / "manifest.json").read_text())
    row = manifest["scenario"]
    change(scenario=row | {"text": row["text"].replace("quarters = ", "quarters = 1")})(study)
    assert "was changed" in told(lambda: open_study(study).scenario())
    change(scenario=row | {"data": {"name": "x"}})(study)
    assert "scenario cannot be read" in told(lambda: open_study(study).cases())


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"doctrines": {"vietnam": "bambo"}}, "bambo"),
        ({"parameters": {"psi": 99}}, "psi is 99"),
        ({"parameters": {"psi": {"each_run": "0.1 x"}}}, "expected a number"),
        ({"parameters": {"psi": {"every": 1}}}, "expected a number"),
        ({"opening": {"target.foot": 1}}, "target.foot"),
        ({"seed": -1}, "seed"),
        ({"moves": "perhaps"}, "choice of moves"),
        ({"plans": {"vietnam": "outlast"}}, "--moves on"),
        ({"plans": {"vietnam": "outlst"}, "moves": "on"}, "Did you mean 'outlast'"),
        ({"plans": {"vietnam": 3}, "moves": "on"}, "plan of vietnam is '3'"),
        ({"plans": 3, "moves": "on"}, "values by name"),
    ],
)
def test_a_cell_that_this_release_does_not_know_is_told(study: Path, entries: dict[str, Any], words: str) -> None:
    cells = json.loads((study / "manifest.json").read_text())["cells"]
    change(cells=[cells[0] | entries])(study)
    with pytest.raises(InputError, match=words):
        open_study(study).cases()


# ---------------------------------------------------------------- writing


def test_a_destination_that_is_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "runs").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "manifest.json").write_text('{"name": "an app"}')
    expected = {
        "file": "is a file",
        "file/below": "a file is in the way",
        "full": "holds something else",
        "other": "not the manifest of a study",
        "": "no name of a folder",
    }
    for name, words in expected.items():
        for overwrite in (False, True):
            where = tmp_path / name if name else ""
            assert words in told(lambda: check_destination(where, overwrite=overwrite))  # noqa: B023
            assert words in told(lambda: write(where, [made_up(3)], overwrite=overwrite))  # noqa: B023
    assert (tmp_path / "file").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "full", "manifest.json", "other", "runs"]


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    assert "too long" in told(lambda: write(tmp_path / ("x" * 300), [made_up(3)]))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount small disks, where the user may."""
    mounted: list[Path] = []

    def mount(options: str) -> Path:
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("only a privileged user may mount a disk")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_told_and_nothing_stays(disk: Callable[[str], Path]) -> None:
    place = disk("size=2m")
    message = told(lambda: write(place / "study", [made_up(60_000)]))
    assert "the disk is full" in message
    assert not list(place.iterdir())


def test_a_disk_that_fills_leaves_the_old_study(disk: Callable[[str], Path]) -> None:
    place = disk("size=3m")
    write(place / "study", [made_up(100)], ["first"])
    before = sorted(place.rglob("*"))
    assert "the disk is full" in told(lambda: write(place / "study", [made_up(60_000)], overwrite=True))
    assert open_study(place / "study").manifest["command"] == ["first"]
    assert sorted(place.rglob("*")) == before


def test_a_disk_itself_can_be_the_folder(disk: Callable[[str], Path]) -> None:
    place = disk("size=8m")
    assert len(open_study(write(place, [made_up(100)])).runs()) == 100
    assert "the disk is full" in told(lambda: write(place, [made_up(200_000)], overwrite=True))
    assert len(open_study(place).runs()) == 100


def test_a_read_only_disk_is_told_before_the_runs(disk: Callable[[str], Path]) -> None:
    place = disk("size=1m")
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    for where in (place, place / "study", place / "deep" / "study"):
        assert "read-only" in told(lambda: check_destination(where))  # noqa: B023
        assert "read-only" in told(lambda: write(where, [made_up(3)]))  # noqa: B023


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours_to_write_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        assert "may not write" in told(lambda: check_destination(tmp_path / "study"))
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_may_not_grow_is_told_like_a_full_disk(tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk where no disk can be mounted."""
    program = (
        "import resource, sys; from tests.studies import made_up; from sim.study.folder import write\n"
        "from sim.errors import StoreError\n"
        "made = made_up(60_000); resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))\n"
        "try: write(sys.argv[1], [made])\n"
        "except StoreError as error: print(error)"
    )
    out, fault = python(program, str(tmp_path / "study")).communicate(timeout=60)
    assert (out.strip().endswith("the disk is full, or files may not grow this large."), fault) == (True, ""), (
        out + fault
    )
    assert not list(tmp_path.iterdir())
