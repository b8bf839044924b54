"""`Study`: the face for notebooks. Load, run, ask."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from sim.errors import InputError, UnknownName
from sim.language import _
from sim.progress import Report
from sim.scenario import Scenario
from sim.scenario_words import faults
from sim.study.results import Results, results_of
from sim.study.running import How, run
from sim.study.schema import DesignRow
from sim.study.spec import Load, StudySpec
from sim.study.spec_file import parse, read

RANGED = ("lhs", "sobol", "grid")
"""Kinds of a design that need nothing but ranges and levels."""
SELF = {"grid", "rows", "point"}
"""Kinds that say themselves how many points they have."""


def _paths_only(name: str) -> Scenario:
    """Return the scenario in a file; the names of scenarios are known to `scenarios.load` alone."""
    from sim import scenario_file

    if name.endswith(".toml"):
        return scenario_file.read(name)
    message = _("scenario (pass load=scenarios.load to Study.load, so that names are known)")
    raise UnknownName(message, name, ())


class _Passing:
    """A folder that goes when nobody holds this any more, or when the program ends."""

    def __init__(self) -> None:
        self.path = tempfile.mkdtemp(prefix="fournos-study-")
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


@dataclass(frozen=True)
class Study:
    """A study: what is asked. `run` gives its results.

    >>> from scenarios import load
    >>> from sim import Study
    >>> results = Study.load("study.toml", load).run()  # doctest: +SKIP
    """

    spec: StudySpec

    @classmethod
    def load(cls, path: str | os.PathLike[str], load: Load = _paths_only) -> Study:
        """Return the study in a file.

        Parameters
        ----------
        load : returns a scenario by name: `scenarios.load`. Without it a study may name scenarios by file alone.

        Raises
        ------
        StoreError
            If there is no such file, or it cannot be read.
        ScenarioError
            If it is no sound study; the error lists every fault.
        """
        return cls(read(path, load))

    @classmethod
    def parse(cls, text: str, load: Load = _paths_only) -> Study:
        """Return the study in a TOML text; otherwise as `load`."""
        return cls(parse(text, "study", load))

    def run(
        self,
        directory: str | os.PathLike[str] | None = None,
        *,
        replications: int | None = None,
        workers: int = 1,
        executor: Executor | None = None,
        progress: Report | None = None,
    ) -> Results:
        """Run what is missing of the study, and return its results.

        Parameters
        ----------
        directory : where it is kept; None keeps it in a passing folder, as long as the results live.
        replications : how many, instead of what the study's file says.
        workers, executor, progress : as for `sim.study.running.How`.

        Raises
        ------
        StoreError, RunError, Cancelled
            As for `sim.study.running.run`.
        """
        passing: _Passing | None = None
        if directory is None:
            passing = _Passing()
            directory = passing.path
        how = How(workers, executor, progress)
        return results_of(run(directory, self.spec, how, replications=replications), passing)

    def with_design(self, **changes: Any) -> Study:
        """Return the study with other numbers of points or replications, or another kind of drawn design or luck.

        Raises
        ------
        InputError
            If a key is none of `DesignRow`'s, or a value is not allowed there.
        """
        held = self.spec.design
        kinds = {held.kind, changes.get("kind", held.kind)}
        if "rows" in changes or (len(kinds) > 1 and not kinds <= set(RANGED)) or ("points" in changes and kinds & SELF):
            message = _("A design of this kind says itself which points it has; write it in the study's text.")
            raise InputError(message, field="design", got=sorted(changes), allowed=", ".join(RANGED))
        try:
            DesignRow.model_validate(changes)
        except ValidationError as error:
            found = "; ".join(f"{path[-1]} {words}" for path, words in faults(error.errors(), DesignRow))
            raise InputError(found, field="design", got=changes) from None
        return Study(replace(self.spec, design=replace(held, **changes)))
