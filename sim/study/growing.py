"""How a study begins in a folder, and how the study of a folder grows.

What has been run is kept where it is what is asked for: the address of every part, a hash of all that its runs depend
on, is worked out anew from what is asked now. Titles, questions and thresholds may change; a run may not.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from sim.errors import StoreError, shown
from sim.language import _
from sim.study import place, planned
from sim.study.designs import points_of
from sim.study.engine import engine_digest
from sim.study.manifest import FILE
from sim.study.planned import Planned, Slice, address, segments
from sim.study.probes import OUTCOMES
from sim.study.spec import StudySpec
from sim.study.stages import Extent, Stage, extent, growth
from sim.study.store import RUNS, STUDY, TRAJECTORIES, Store, planned_points
from sim.study.uncertainties import Points
from sim.study.work import FIRST_COLUMNS
from sim.study.writing import DESIGN, FAILURES, TIMINGS, UNREAD

DESIGNED = ("kind", "points", "steps", "luck", "trajectories", "seed")
"""What the manifest keeps of a design, since a caller may have changed it after the file was read."""
UNFOUND = _("{name} holds something else and no study; give a new or empty folder.")


def begin(directory: str | os.PathLike[str], spec: StudySpec, replications: int | None = None) -> Store:
    """Return a study that is to be run in a folder: new there, or the one that the folder holds, made to grow.

    Nothing is written yet; `held` writes.

    Parameters
    ----------
    replications : how many, instead of what the study's file says.

    Raises
    ------
    StoreError
        If the folder holds something else, or a study that this one does not contain.
    """
    path = place.resolved(directory)
    place.check_writable(path)
    count = replications or spec.design.replications
    with place.told(path, UNREAD):
        entries = {entry.name for entry in path.iterdir()} if path.is_dir() else set()
    ours = {name for name in entries if name.startswith(place.LOCK) or place.DRAFT_NAME.search(name)}
    if FILE in entries:
        return grown(Store.open(path, checked=False), spec, count)
    if entries - ours - {STUDY, DESIGN, RUNS, TRAJECTORIES, FAILURES, TIMINGS}:
        raise StoreError(UNFOUND.format(name=shown(directory, 200)), field="directory", got=str(directory))
    points = points_of(spec)
    return Store(path, spec, points, fresh(spec, points, count))


def fresh(spec: StudySpec, points: Points, replications: int) -> Planned:
    """Return the manifest of a study of which nothing has been run."""
    wanted = Extent(tuple(spec.scenarios), tuple(spec.policies), len(points), replications)
    stages = growth((), wanted)
    return _planned(spec, points, tuple(stages))


def _planned(spec: StudySpec, points: Points, stages: tuple[Stage, ...]) -> Planned:
    about = {"name": spec.name, "title": spec.title, "digest": spec.digest}
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
    points = points_of(spec)
    held = extent(old.manifest.stages)
    if held is None:
        return Store(old.path, spec, points, fresh(spec, points, replications))
    gone = [name for name in (*held.policies, *held.scenarios) if name not in (*spec.policies, *spec.scenarios)]
    if gone:
        _refuse(old, _("it has no {names} any more").format(names=", ".join(gone)))
    if not points.begins_with(old.points):
        _refuse(old, _("its design has other points, or other uncertainties"))
    reach = Extent(
        (*held.scenarios, *(name for name in spec.scenarios if name not in held.scenarios)),
        (*held.policies, *(name for name in spec.policies if name not in held.policies)),
        len(points),
        max(replications, held.replications),
    )
    stages = (*old.manifest.stages, *growth(old.manifest.stages, reach))
    more = replace(_planned(spec, points, stages), parts=old.manifest.parts, software=old.manifest.software)
    found = Store(old.path, spec, points, more)
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
            _refuse(
                old,
                _("a policy, a scenario, the seed, or another setting of it has changed (part {number})").format(
                    number=number
                ),
            )


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


def _refuse(old: Store, reason: str) -> None:
    message = _("{name} holds runs of another study: {reason}. Give a new folder; what is there stays as it is.")
    raise StoreError(message.format(name=shown(old.path, 200), reason=reason), field="directory", got=str(old.path))
