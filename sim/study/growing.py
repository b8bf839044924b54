"""How a study begins in a folder, and how the study of a folder grows.

What has been run is kept where it is what is asked for: the address of every part, a hash of all that its runs depend
on, is worked out anew from what is asked now. Titles, questions and thresholds may change; a run may not.
"""

from __future__ import annotations

import operator
import os
from collections.abc import Callable
from dataclasses import replace

from sim.case import whole
from sim.errors import InputError, StoreError, shown
from sim.language import _
from sim.study import changes, place, planned
from sim.study.changes import DESIGNED
from sim.study.consistency import MOST_RUNS
from sim.study.designs import points_of
from sim.study.engine import engine_digest
from sim.study.manifest import FILE, scenario_row
from sim.study.parts import ROWS
from sim.study.planned import Planned, Slice, address, segments
from sim.study.probes import OUTCOMES
from sim.study.spec import StudySpec
from sim.study.stages import Extent, Stage, extent, growth
from sim.study.store import RUNS, STUDY, TRAJECTORIES, Store, planned_points
from sim.study.uncertainties import Points
from sim.study.work import FIRST_COLUMNS
from sim.study.writing import DESIGN, FAILURES, UNREAD

MOST_REPLICATIONS = 10_000_000
UNFOUND = _("{name} holds something else and no study; give a new or empty folder.")


def begin(
    directory: str | os.PathLike[str], spec: StudySpec, replications: int | None = None, rows: int = ROWS
) -> Store:
    """Return a study that is to be run in a folder: new there, or the one that the folder holds, made to grow.

    Nothing is written yet; `held` writes.

    Parameters
    ----------
    replications : how many, instead of what the study's file says.
    rows : runs of a part, in a new folder.

    Raises
    ------
    StoreError
        If the folder holds something else, or a study that this one does not contain.
    InputError
        If the study was changed in Python and its text does not say so, or it has too many runs.
    """
    path = place.resolved(directory)
    place.check_writable(path)
    _check_text(spec)
    count = spec.design.replications if replications is None else replications
    whole("replications", count, 1, MOST_REPLICATIONS)
    with place.told(path, UNREAD):
        entries = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
    is_lock = operator.methodcaller("startswith", place.LOCK)
    ours = {name for name in entries if is_lock(name) or place.DRAFT_NAME.search(name)}
    if FILE in entries:
        return grown(Store.open(path, checked=False), spec, count)
    left = entries - ours  # without a manifest they are ours only if a writer was at work here
    begun = left <= {STUDY, DESIGN, RUNS, TRAJECTORIES, FAILURES} and any(map(is_lock, entries))
    if left and not begun:
        raise StoreError(UNFOUND.format(name=shown(directory, 200)), field="directory", got=str(directory))
    points = points_of(spec)
    return Store(path, spec, points, fresh(spec, points, count, rows))


def fresh(spec: StudySpec, points: Points, replications: int, rows: int = ROWS) -> Planned:
    """Return the manifest of a study of which nothing has been run; InputError if it has too many runs."""
    wanted = Extent(tuple(spec.scenarios), tuple(spec.policies), len(points), replications)
    _check_size(wanted)
    stages = growth((), wanted)
    return replace(_planned(spec, points, tuple(stages)), rows=rows)


def _planned(spec: StudySpec, points: Points, stages: tuple[Stage, ...]) -> Planned:
    about = {"name": spec.name, "title": spec.title, "digest": spec.digest, "text": spec.text}
    columns = (*FIRST_COLUMNS, *OUTCOMES, *spec.probes)
    rows = tuple(spec.scenario_rows())
    rules = engine_digest()
    design = {name: getattr(spec.design, name) for name in DESIGNED}
    return Planned(about, design, rows, stages, planned_points(points), columns, rules, planned.software())


def grown(old: Store, spec: StudySpec, replications: int) -> Store:
    """Return the study of a folder made to reach what is asked now.

    Raises
    ------
    StoreError
        If runs that are there are not among those that are asked for.
    """
    same = changes.same_design(old.spec, spec)
    points = old.points if same else points_of(spec)
    held = extent(old.manifest.stages)
    if held is None or not old.manifest.parts:
        return Store(old.path, spec, points, fresh(spec, points, replications, old.manifest.rows), old.seen)
    reason = changes.reason(old.spec, spec, held)
    if not reason and points is not old.points and not points.begins_with(old.points):
        reason = changes.of_points(old.spec, spec)
    if reason:
        _refuse(old, reason)
    reach = Extent(
        (*held.scenarios, *(name for name in spec.scenarios if name not in held.scenarios)),
        (*held.policies, *(name for name in spec.policies if name not in held.policies)),
        len(points),
        max(replications, held.replications),
    )
    _check_size(reach)
    stages = (*old.manifest.stages, *growth(old.manifest.stages, reach))
    kept = old.manifest
    more = replace(_planned(spec, points, stages), parts=kept.parts, software=kept.software, rows=kept.rows)
    found = Store(old.path, spec, points, more, old.seen)
    _check_same(old, found)
    return found


def _check_same(old: Store, new: Store) -> None:
    """Refuse to go on where the runs that are there would come out otherwise now."""
    if old.manifest.engine != new.manifest.engine:
        _refuse(old, _("its runs were made by other rules than this release has"))
    if old.manifest.columns != new.manifest.columns and old.manifest.parts:
        _refuse(old, _("its outcomes read other things of a run"))
    now = addresses(new)
    for number, part in old.manifest.parts.items():
        if now(part.slice) != part.address:
            _refuse(old, _("its part {number} would come out otherwise now").format(number=number))


def addresses(store: Store) -> Callable[[Slice], str]:
    """Return what gives the address of a part of a study as it is asked now."""
    listed = list(segments(store.manifest.stages, store.spec, store.points))

    def of(part: Slice) -> str:
        found = []
        for segment in listed:
            start, stop = max(part.first - segment.first, 0), min(part.stop - segment.first, segment.count)
            if start < stop:
                found.append((segment, start, stop))
        return address(store.spec, store.points, found)

    return of


def _check_text(spec: StudySpec) -> None:
    """Refuse a study that was changed in Python: its folder could not say what was run."""
    changed = any("data" in scenario_row(row) for row in spec.scenarios.values())
    if spec.asked != spec.sense or changed:
        message = _(
            "The study {name} was changed in Python, and its text does not say so; change the text, and read it with "
            "Study.parse."
        )
        raise InputError(message.format(name=spec.name), field="study", got=spec.name)


def _check_size(reach: Extent) -> None:
    if reach.runs > MOST_RUNS:
        message = _("The study has {runs:,} runs; at most {most:,} are allowed.")
        raise InputError(message.format(runs=reach.runs, most=MOST_RUNS), field="design", got=reach.runs)


def _refuse(old: Store, reason: str) -> None:
    message = _("{name} holds runs of another study: {reason}. Give a new folder; what is there stays as it is.")
    raise StoreError(message.format(name=shown(old.path, 200), reason=reason), field="directory", got=str(old.path))
