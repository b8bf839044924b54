"""Writing a study folder: new, or in place of the study that a folder holds."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sim.errors import InputError, StoreError, WrongType, shown
from sim.language import _
from sim.outcome import ENDINGS
from sim.progress import Meter, Report
from sim.results import Ensemble
from sim.study import manifest as manifests
from sim.study import parts, place, tables
from sim.study.parts import Part

FIGURES = "figures"
FOLDERS = (tables.RUNS, tables.TRAJECTORIES, FIGURES)
DESIGN, FAILURES, TIMINGS = "design.csv", "failures.jsonl", "timings.jsonl"
TEXTS = (DESIGN, FAILURES, TIMINGS)
TEXT_DRAFT = re.compile(rf"\.({'|'.join(map(re.escape, (*TEXTS, manifests.FILE)))}){place.DRAFT}")
UNREAD = _("{name} cannot be read: {reason}.")


def check_destination(directory: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
    """Return the full path of a folder that a study may be written to; look before the runs, not after.

    Raises
    ------
    StoreError
        If it is a file, must not be written, or holds something else; or a study, unless `overwrite`.
    """
    path = place.resolved(directory)
    name = shown(directory, 200)
    if path.exists() and not path.is_dir():
        raise StoreError(_("{name} is a file; give a folder.").format(name=name), field="directory", got=str(directory))
    place.check_writable(path)
    with place.told(path):
        entries = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
    if all(map(_is_ours, entries)) and (not entries or any(map(place.is_left, place.locks(path)))):
        return path
    if manifests.FILE not in entries:
        message = _("{name} holds something else and no study; give a new or empty folder.")
        raise StoreError(message.format(name=name), field="directory", got=str(directory))
    with place.told(path, UNREAD):
        manifests.read(path)
    if not overwrite:
        message = _("{name} holds a study already; give another folder, or ask to overwrite it.")
        raise StoreError(message.format(name=name), field="directory", got=str(directory))
    return path


def write(
    directory: str | os.PathLike[str],
    ensembles: Sequence[Ensemble],
    command: Sequence[str] = (),
    *,
    overwrite: bool = False,
    progress: Report | None = None,
) -> Path:
    """Write ensembles of one scenario as a study folder, and return its full path.

    Parameters
    ----------
    directory : new or empty; with `overwrite` it may hold a study, whose tables are replaced. Nothing else is touched.
    ensembles : of one scenario, each with a policy of its own.
    command : the words that were typed, for the manifest.
    progress : called while rows are written.

    Raises
    ------
    StoreError
        If the folder must not or cannot be written; then it is left as it was.
    InputError
        If the ensembles do not belong in one study.
    Cancelled
        If Ctrl+C was pressed.
    """
    _check_together(ensembles)
    path = check_destination(directory, overwrite=overwrite)
    job = _Writing(ensembles, command, progress)
    with place.told(path):
        if path.exists() and (any(path.iterdir()) or _is_fixed(path)):
            with place.inside(path):
                job.replace(path)
        else:
            with place.beside(path) as folder:
                job.fill(folder)
    return path


def _is_ours(name: str) -> bool:
    """Whether a file or folder is one that a writer makes before the manifest."""
    ours = name in (*FOLDERS, *TEXTS) or name.startswith(place.LOCK)
    return ours or TEXT_DRAFT.fullmatch(name) is not None


def _is_fixed(path: Path) -> bool:
    """Whether a folder cannot well be replaced by another: the user stands in it, or a disk hangs there."""
    return path == Path.cwd() or path.is_mount()


def _check_together(ensembles: Sequence[Ensemble]) -> None:
    if not ensembles or not all(isinstance(ensemble, Ensemble) for ensemble in ensembles):
        raise WrongType("ensembles", ensembles, _("a list of at least one ensemble"))
    if any(ensemble.case.scenario != ensembles[0].case.scenario for ensemble in ensembles):
        raise InputError(_("A study holds one scenario; these ensembles are of several."), field="ensembles")
    policies = [ensemble.policy for ensemble in ensembles]
    twice = next((policy for policy in policies if policies.count(policy) > 1), None)
    if twice is not None:
        message = _("A study holds each policy once; two of these ensembles have {policy}.")
        raise InputError(message.format(policy=twice), field="ensembles", got=twice)


class _Writing:
    """Ensembles on their way into a folder."""

    def __init__(self, ensembles: Sequence[Ensemble], command: Sequence[str], report: Report | None) -> None:
        self._ensembles = ensembles
        self._command = command
        recorded = (e.trajectories for e in ensembles if e.trajectories is not None)
        rows = sum(len(e.replications) for e in ensembles) + sum(t.values["rung"].size for t in recorded)
        self._meter = Meter(rows, _("writing"), report)

    def fill(self, folder: Path, number: int = 0) -> None:
        """Write everything, parts from a number on; the manifest comes last and makes it valid."""
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True)
        listed = [*self._parts(folder, tables.RUNS, number), *self._parts(folder, tables.TRAJECTORIES, number)]
        found = manifests.compose(self._ensembles, self._command, listed)
        texts = {
            DESIGN: tables.design(self._ensembles),
            FAILURES: _lines(tables.failures(self._ensembles)),
            TIMINGS: _lines(tables.timings(self._ensembles)),
            manifests.FILE: manifests.text_of(found),
        }
        place.put_texts(folder, texts)

    def replace(self, folder: Path) -> None:
        """Write everything beside what an existing folder holds, and remove what is not valid in the end."""
        _sweep(folder)
        numbers = [int(found["number"]) for file in _part_files(folder) if (found := parts.NAME.fullmatch(file))]
        try:
            self.fill(folder, max(numbers, default=-1) + 1)
        finally:
            _sweep(folder)

    def _parts(self, folder: Path, table: str, number: int) -> Iterator[Part]:
        """Write the parts of a table."""
        ensembles = self._ensembles
        words = {"scenario": [ensembles[0].case.scenario.name], "policy": [e.policy for e in ensembles]}
        blocks = tables.runs(ensembles)
        if table == tables.RUNS:
            words["ending"] = list(ENDINGS)
        else:
            blocks = tables.trajectories(ensembles)
        for columns in parts.cut(blocks):
            part = parts.write(folder, parts.name_of(table, number), columns, words)
            self._meter.advance(part.rows)
            number += 1
            yield part


def _lines(rows: Iterable[object]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _part_files(folder: Path) -> list[str]:
    """Return the names of all parts and drafts of parts in a folder, listed or not."""
    found = (path for table in (tables.RUNS, tables.TRAJECTORIES) for path in (folder / table).glob("*"))
    return [path.relative_to(folder).as_posix() for path in found]


def _sweep(folder: Path) -> None:
    """Remove files of ours that no manifest makes valid: of a writer that was killed, of a study that was replaced."""
    try:
        valid = {row["file"] for row in manifests.read(folder)["parts"]} if (folder / manifests.FILE).exists() else None
    except (OSError, StoreError):
        return  # nothing is known: leave everything
    gone = [file for file in _part_files(folder) if file not in (valid or ())]
    gone = [file for file in gone if parts.NAME.fullmatch(file) or parts.DRAFT.search(file)]
    gone += [path.name for path in folder.iterdir() if TEXT_DRAFT.fullmatch(path.name)]
    for file in (*gone, *(TEXTS if valid is None else ())):
        with contextlib.suppress(OSError):
            (folder / file).unlink()
    for name in FOLDERS if valid is None else ():
        with contextlib.suppress(OSError):
            (folder / name).rmdir()
