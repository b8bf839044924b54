"""What has changed between two versions of a study, so that runs of the one would not be those of the other."""

from __future__ import annotations

from collections.abc import Iterator

from sim.language import _
from sim.study.spec import StudySpec
from sim.study.stages import Extent

DESIGNED = ("kind", "points", "steps", "luck", "trajectories", "seed")
"""What the manifest keeps of a design, since a caller may have changed it after the file was read."""
DRAWN = ("kind", "points", "steps", "seed", "rows")
"""What the points of a design depend on."""
SETTINGS = ("seed", "types", "moves", "mends")


def same_design(old: StudySpec, new: StudySpec) -> bool:
    """Whether both have the same points: then they are not drawn again."""
    drawn = all(getattr(old.design, key) == getattr(new.design, key) for key in DRAWN)
    return drawn and old.uncertainties == new.uncertainties and old.mends == new.mends


def reason(old: StudySpec, new: StudySpec, held: Extent) -> str:
    """Return in words why runs of the old study are none of the new one, its points aside; "" if they are.

    Parameters
    ----------
    held : what the old one reaches.
    """
    return next(_reasons(old, new, held), "")


def _reasons(old: StudySpec, new: StudySpec, held: Extent) -> Iterator[str]:
    for key in SETTINGS:
        was, now = getattr(old, key), getattr(new, key)
        if was != now:
            yield _("its {setting} was {was} and is {now}").format(setting=key, was=was, now=now)
    for key in ("luck", "trajectories"):
        was, now = getattr(old.design, key), getattr(new.design, key)
        if was != now:
            yield _("its {setting} was {was} and is {now}").format(setting=key, was=was, now=now)
    for name in held.scenarios:
        if name not in new.scenarios:
            yield _("the scenario {name} is gone").format(name=name)
        elif old.scenarios[name].digest != new.scenarios[name].digest:
            yield _("the scenario {name} has changed").format(name=name)
        elif old.length(name) != new.length(name):
            yield _("its quarters were {was} and are {now}").format(was=old.length(name), now=new.length(name))
    for name in held.policies:
        if name not in new.policies:
            yield _("the policy {name} is gone").format(name=name)
        elif old.policies[name].values() != new.policies[name].values():
            yield _("the policy {name} has changed").format(name=name)
    yield from _of_uncertainties(old, new)


def _of_uncertainties(old: StudySpec, new: StudySpec) -> Iterator[str]:
    for name, was in old.by_name.items():
        now = new.by_name.get(name)
        if now is None:
            yield _("the uncertainty {name} is gone").format(name=name)
        elif (was.target, was.of) != (now.target, now.of):
            yield _("the uncertainty {name} sets something else").format(name=name)
    for name in new.by_name:
        if name not in old.by_name:
            yield _("the uncertainty {name} is new").format(name=name)


def of_points(old: StudySpec, new: StudySpec) -> str:
    """Return in words why the points of the old study are not the first of the new one's."""
    for name, was in old.by_name.items():
        now = new.by_name[name]
        if (was.low, was.high, was.dist, was.levels) != (now.low, now.high, now.dist, now.levels):
            return _("the uncertainty {name} has another range or other levels").format(name=name)
    for key in ("kind", "seed"):
        if getattr(old.design, key) != getattr(new.design, key):
            was, now = getattr(old.design, key), getattr(new.design, key)
            return _("the {setting} of its design was {was} and is {now}").format(setting=key, was=was, now=now)
    if new.design.kind == "lhs":
        return _("a Latin hypercube of another size has other points (Sobol points can grow)")
    return _("its design has other points")
