from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib import rc_context

from sim import plots
from sim.errors import InputError, StoreError
from sim.study.folder import StudyFolder


@pytest.mark.parametrize(
    ("kind", "form"), [("fan", "png"), ("endings", "svg"), ("contour", "svg"), ("relations", "pdf")]
)
def test_the_same_study_gives_the_same_bytes(kind: str, form: str, bled: StudyFolder, tmp_path: Path) -> None:
    first, second = tmp_path / f"first.{form}", tmp_path / f"second.{form.upper()}"
    plots.save(plots.draw(kind, bled), first)
    with rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "none", "savefig.dpi": 20}):
        plots.save(plots.draw(kind, bled), second)
    assert first.read_bytes() == second.read_bytes()
    assert b"Matplotlib v" not in first.read_bytes()
    assert b"CreationDate" not in first.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([first.name, second.name])


def test_another_process_gives_the_same_bytes(bled: StudyFolder, root: Path, tmp_path: Path) -> None:
    code = "import sys; from sim import open_study; from sim.plots import draw, save;"
    code += "save(draw('bleed', open_study(sys.argv[1])), sys.argv[2])"
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"  # another order of sets than here
    command = [sys.executable, "-c", code, str(bled.path), str(tmp_path / "theirs.svg")]
    subprocess.run(command, cwd=root, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
    plots.save(plots.draw("bleed", bled), tmp_path / "ours.svg")
    assert (tmp_path / "theirs.svg").read_bytes() == (tmp_path / "ours.svg").read_bytes()


def test_a_readers_own_settings_are_left_as_they_were(lone: StudyFolder, tmp_path: Path) -> None:
    from matplotlib import rcParams

    with rc_context({"font.size": 23.0}):
        plots.save(plots.draw("endings", lone), tmp_path / "a.png")
        assert rcParams["font.size"] == 23.0


@pytest.mark.parametrize("name", ["picture", "picture.jpg", "picture.png.txt", ".png"])
def test_an_unknown_ending_is_refused_with_the_known_ones(name: str, lone: StudyFolder, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.png, \.svg, \.pdf"):
        plots.save(plots.draw("endings", lone), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_told(lone: StudyFolder, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    for goal in (tmp_path / "nowhere" / "a.png", tmp_path / "folder.png"):
        with pytest.raises(StoreError, match="cannot be written"):
            plots.save(plots.draw("endings", lone), goal)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]


def test_a_write_that_fails_leaves_the_old_picture(
    lone: StudyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goal = tmp_path / "a.png"
    goal.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        plots.save(plots.draw("endings", lone), goal)
    assert goal.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
