"""The scenarios that come with Four No's, one TOML file each, and their loader.

>>> from scenarios import load
>>> load("four-nos").quarters
60
"""

from __future__ import annotations

import os
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.study.spec import StudySpec

__all__ = ["load", "names", "studies", "study"]

PUBLISHED = (
    *("bleeding-white", "four-nos", "border-war-1979", "ukraine-analogue", "two-theatres", "amur", "rig-crisis"),
    *("mature-ally", "tutorial"),
)
"""Names in the order in which they are shown; each is a file beside this one."""
STUDIES = ("bleeding-white", "fatigue", "alliance-window", "rival-theories")
"""Names of the studies, in the order in which they are shown; each is a file in `studies/`."""


def names() -> list[str]:
    """Return the names of the scenarios that come with the project, in their published order."""
    return list(PUBLISHED)


def load(name_or_path: str | os.PathLike[str], start: str | None = None) -> Scenario:
    """Return a scenario by name, or from a file.

    Parameters
    ----------
    name_or_path : one of `names()`; or the path of a TOML file, known by its ending `.toml` or by a separator in it.
    start : one of the scenario's other starts, such as "crisis"; its own opening if None.

    Raises
    ------
    UnknownName
        If it is neither a known name nor a path, or the scenario has no such start.
    WrongType
        If it is neither text nor a path object.
    StoreError
        If the file is missing or cannot be read.
    ScenarioError
        If the file is no sound scenario; the error lists every fault.
    """
    if start is not None:
        from sim.starts import started

        return started(load(name_or_path), start)
    from sim import scenario_file
    from sim.errors import UnknownName, WrongType

    if not isinstance(name_or_path, str):
        if not isinstance(name_or_path, os.PathLike):
            raise WrongType("scenario", name_or_path, "a name or a path")
        return scenario_file.read(name_or_path)
    if name_or_path in PUBLISHED:
        text = resources.files(__name__).joinpath(f"{name_or_path}.toml").read_text("utf-8")
        return scenario_file.parse(text, f"scenario {name_or_path}")
    if _is_path(name_or_path):
        return _from_file(name_or_path)
    raise UnknownName("scenario", name_or_path, PUBLISHED)


def studies() -> list[str]:
    """Return the names of the studies that come with the project, in their published order."""
    return list(STUDIES)


def study(name_or_path: str | os.PathLike[str]) -> StudySpec:
    """Return a study by name, or from a file; its scenarios are found by `load`.

    Raises
    ------
    UnknownName
        If it is neither a known name nor a path.
    StoreError
        If the file is missing or cannot be read.
    ScenarioError
        If the file is no sound study; the error lists every fault.
    """
    from sim.errors import UnknownName
    from sim.study import spec_file

    if isinstance(name_or_path, str) and name_or_path in STUDIES:
        text = resources.files(__name__).joinpath("studies", f"{name_or_path}.toml").read_text("utf-8")
        return spec_file.parse(text, f"study {name_or_path}", load)
    if not isinstance(name_or_path, str) or _is_path(name_or_path):
        return spec_file.read(name_or_path, load)
    raise UnknownName("study", name_or_path, STUDIES)


def _is_path(text: str) -> bool:
    separators = [sign for sign in (os.sep, os.altsep, "/") if sign]
    return text.casefold().endswith(".toml") or any(sign in text for sign in separators)


def _from_file(path: str) -> Scenario:
    """Read a file; where there is none, name the scenario that may have been meant."""
    from sim import scenario_file
    from sim.errors import StoreError, nearest

    try:
        return scenario_file.read(path)
    except StoreError as error:
        meant = nearest(os.path.splitext(os.path.basename(path))[0], PUBLISHED)
        if meant is None or os.path.exists(path):
            raise
        hint = f"{error} Did you mean the scenario {meant!r}?"
        raise StoreError(hint, field="path", got=path) from None
