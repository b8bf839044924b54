"""A study's folder held against itself: what its manifest lists has to fit its study and its design."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.errors import StoreError
from sim.language import _
from sim.study import parts, place
from sim.study.designs import kept_points
from sim.study.manifest import FILE
from sim.study.planned import Planned, broken, hashed
from sim.study.spec import StudySpec
from sim.study.stages import Stage, extent
from sim.study.uncertainties import Points
from sim.study.work import FIRST_COLUMNS
from sim.study.writing import DESIGN

MOST_RUNS = 10_000_000_000
"""Runs of a study, at most."""
RUNS, TRAJECTORIES = "runs", "trajectories"
STUDY = "study.toml"


def points_in(path: Path, spec: StudySpec, manifest: Planned, *, torn: bool) -> Points:
    """Return the points of a design as a folder keeps them.

    Parameters
    ----------
    torn : whether a kill may have caught the folder while its study grew: then points may follow that are not
        planned yet.

    Raises
    ------
    StoreError
        If they are not those of the manifest.
    """
    text = text_in(path / DESIGN)
    lines = text.split("\n", manifest.points["count"] + 1)
    kept, rest = "".join(f"{line}\n" for line in lines[: manifest.points["count"] + 1]), lines[-1]
    if hashed(kept) != manifest.points["blake2b"] or (rest and not torn):
        raise broken(path / DESIGN, _("it is not as it was written"))
    try:
        return kept_points(spec, kept)
    except ValueError:
        raise broken(path / DESIGN, _("it is not as it was written")) from None


def text_in(path: Path) -> str:
    """Return the text of a file as it was written; StoreError if it is none."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise broken(path, _("it is not as it was written")) from None


def is_torn(path: Path) -> bool:
    """Whether a writer of texts was killed here, or is at it: a draft lies about."""
    return any(place.DRAFT_NAME.fullmatch(entry.name) for entry in path.iterdir())


def check_text(path: Path, manifest: Planned, *, torn: bool) -> None:
    """Refuse a study file that is not the one that was run.

    Raises
    ------
    StoreError
        If so.
    """
    if text_in(path / STUDY) != manifest.study["text"] and not torn:
        message = _(
            "{name} is not as it was written. To run a changed study, give its file: "
            "fournos study run FILE.toml -o {folder}; to read this one, put the file back as it was."
        )
        words = message.format(name=path / STUDY, folder=path)
        raise StoreError(words, field="directory", got=str(path))


def check(path: Path, spec: StudySpec, manifest: Planned) -> None:
    """Refuse a manifest whose stages and parts do not fit together.

    Raises
    ------
    StoreError
        If so.
    """
    reason = next(_faults(spec, manifest), "")
    if reason:
        raise broken(path / FILE, reason)


def _faults(spec: StudySpec, manifest: Planned) -> Iterator[str]:
    first = 0
    for stage in manifest.stages:
        if stage.first != first or not _is_sound(stage, spec, manifest.points["count"]):
            yield _("its stages do not fit the study")
        first += stage.runs
    reach = extent(manifest.stages)
    if reach is None or not 0 < reach.runs == manifest.runs <= MOST_RUNS or not 0 < manifest.rows <= MOST_RUNS:
        yield _("its stages do not fit together")
    if manifest.columns[: len(FIRST_COLUMNS)] != FIRST_COLUMNS:
        yield _("its columns are none of ours")
    planned = {row.number: row for row in manifest.slices()}
    for number, part in manifest.parts.items():
        names = [parts.name_of(RUNS, number), parts.name_of(TRAJECTORIES, number)]
        files = [file.file for file in part.files]
        runs = part.slice.stop - part.slice.first
        if planned.get(number) != part.slice or files not in (names, names[:1]) or not 0 <= part.lost <= runs:
            yield _("its parts do not fit the study")


def _is_sound(stage: Stage, spec: StudySpec, points: int) -> bool:
    """Whether a stage names what the study has, each once, and reaches over no end."""
    known = all(
        names and len(set(names)) == len(names) and set(names) <= set(held)
        for names, held in ((stage.scenarios, spec.scenarios), (stage.policies, spec.policies))
    )
    (low, high), (start, stop) = stage.points, stage.replications
    return known and 0 <= low < high <= points and 0 <= start < stop
