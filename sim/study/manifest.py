"""The manifest: what a study folder holds and everything that its runs can be made again from."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from sim.case import Case, Start, prepare
from sim.errors import ScenarioError, StoreError, WrongType, shown
from sim.language import _
from sim.outcome import MEASURES
from sim.recorder import COLUMNS
from sim.results import Ensemble
from sim.scenario import Scenario
from sim.study.parts import NAME, Part

FILE = "manifest.json"
FORMAT, VERSION = "fournos-study", 1
STATUSES = ("running", "complete", "failed")
EACH_RUN = "each_run"
"""Key of a value that differs from run to run: the values stand behind it in the order of the runs, as one text."""
SOFTWARE = ("numpy", "scipy", "mesa", "duckdb")


def compose(ensembles: Sequence[Ensemble], command: Sequence[str], parts: Sequence[Part]) -> dict[str, Any]:
    """Return the manifest of a study; its status is `failed` if some runs are missing, else `complete`."""
    whole = not any(ensemble.failures for ensemble in ensembles)
    return {
        "format": FORMAT,
        "format_version": VERSION,
        "status": "complete" if whole else "failed",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": list(command),
        "software": {"python": platform.python_version(), "fournos": version("fournos")}
        | {name: version(name) for name in SOFTWARE},
        "scenario": scenario_row(ensembles[0].case.scenario),
        **start_row(ensembles[0].case),
        "cells": [cell(ensemble) for ensemble in ensembles],
        "measures": [
            {"name": row.name, "unit": row.unit, "meaning": row.text, "conditional": row.conditional}
            for row in MEASURES
        ],
        "trajectory_columns": list(COLUMNS),
        "parts": [part.row() for part in parts],
    }


def version(package: str) -> str:
    """Return the version of an installed package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def scenario_row(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as text; also as data if it was changed in Python and is not what its text says."""
    row: dict[str, Any] = {"name": scenario.name, "digest": scenario.digest, "text": scenario.text}
    return row if _parsed(scenario.text) == scenario else row | {"data": scenario.model_dump(mode="json")}


def _parsed(text: str) -> Scenario | None:
    from sim.scenario_file import parse

    try:
        return parse(text, "")
    except ScenarioError:
        return None


def scenario_of(manifest: Mapping[str, Any], origin: Path) -> Scenario:
    """Return the scenario that a manifest embeds.

    Raises
    ------
    ScenarioError, StoreError
        If this release cannot read it, or its text was changed.
    """
    from sim.scenario_file import digest, parse

    row = manifest["scenario"]
    if "data" in row:
        try:
            return Scenario.model_validate_json(json.dumps(row["data"]))
        except ValueError:
            raise _broken(origin, _("its scenario cannot be read")) from None
    if digest(row["text"]) != row["digest"]:
        raise _broken(origin, _("the text of its scenario was changed"))
    return parse(row["text"], str(origin))


def cell(ensemble: Ensemble) -> dict[str, Any]:
    """Return one ensemble as plain data: what was run, and how many of its runs are in."""
    return {
        "policy": ensemble.case.policy,
        "first": ensemble.first,
        "runs": ensemble.runs,
        "runs_done": len(ensemble.replications),
        "recorded": 0 if ensemble.trajectories is None else len(ensemble.trajectories.replications),
        **row_of(ensemble.case),
    }


def row_of(case: Case) -> dict[str, Any]:
    """Return a case as plain data, its scenario aside; `case_of` reads it back to the same bits."""
    return {
        "doctrines": dict(case.doctrines),
        "parameters": {name: _plain(value) for name, value in case.parameters.items()},
        "opening": {name: _plain(value) for name, value in case.opening.items()},
        "seed": case.seed,
        "quarters": case.quarters,
        "types": case.types,
        "moves": case.moves,
        "mends": list(case.mends),
        "theories": dict(case.theories),
        "plans": dict(case.plans),
    }


def start_row(case: Case) -> dict[str, Any]:
    """Return the state that runs went on from as an entry of the manifest; none where they began at the opening."""
    from sim.states import state_of

    start = case.start
    if start is None:
        return {}
    held = {"namespace": start.namespace, "digest": start.world.digest(), "source": dict(start.source)}
    return {"start": {**held, "state": state_of(start.world, case.doctrines), "game": dict(start.game)}}


def start_of(manifest: Mapping[str, Any], case: Case, origin: Path) -> Start | None:
    """Return the state that the runs of a manifest went on from; None if they began at the opening.

    Raises
    ------
    StoreError
        If it does not fit this release, or was changed.
    """
    from sim.batch import Job
    from sim.states import restore

    row = manifest.get("start")
    if row is None:
        return None
    try:
        with closing(Job(case, 0, 1).model()) as model:
            world = model.world.fork()
        restore(world, row["state"])
        source = {str(key): str(text) for key, text in row["source"].items()}
        start = Start(world, str(row["namespace"]), source, dict(row.get("game", {})))
        whole = world.digest() == row["digest"]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _broken(origin, _("the state that its runs go on from cannot be read")) from None
    if not whole:
        raise _broken(origin, _("the state that its runs go on from was changed"))
    return start


def case_of(row: Mapping[str, Any], scenario: Scenario) -> Case:
    """Return the case of a cell, from its scenario's opening.

    Raises
    ------
    InputError
        If this release does not know what it names.
    """
    return prepare(
        scenario,
        row["doctrines"],
        {name: _value(value) for name, value in row["parameters"].items()},
        row["seed"],
        row["quarters"],
        row["types"],
        row["moves"],
        {name: _value(value) for name, value in row["opening"].items()},
        mends=row.get("mends", []),  # studies written before there were mends had none
        theories=row.get("theories", {}),
        plans=row.get("plans", {}),
    )


def _plain(value: object) -> object:
    """Return a value as JSON has it; each float is written so that it reads back as the same bits."""
    return {EACH_RUN: " ".join(map(repr, value.tolist()))} if isinstance(value, np.ndarray) else value


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    try:
        return np.array(value[EACH_RUN].split(), float)
    except (KeyError, AttributeError, ValueError):
        raise WrongType("a value of the manifest", value, "a number, or numbers in one text") from None


def text_of(manifest: Mapping[str, Any]) -> str:
    """Return a manifest as the text of its file."""
    return json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder.

    Raises
    ------
    StoreError
        If there is none, or it is broken, or of a newer release.
    OSError
        If it cannot be read.
    """
    path = folder / FILE
    try:
        found = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        message = _("{name} holds no study: there is no {file} in it.")
        raise StoreError(message.format(name=shown(folder, 200), file=FILE), field="directory") from None
    except (ValueError, RecursionError):
        raise _broken(path, _("it is no JSON")) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _broken(path, _("it is not the manifest of a study"))
    number = found.get("format_version")
    if not isinstance(number, int) or number > VERSION:
        message = _("{name} was written by a newer release (format {number}); this one reads up to format {known}.")
        words = message.format(name=shown(folder, 200), number=shown(number), known=VERSION)
        raise StoreError(words, field="directory", got=number)
    return _checked(found, path)


def _checked(found: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a manifest whose outline is as this release writes it."""
    outline = {"status": str, "command": list, "software": dict, "scenario": dict, "cells": list, "parts": list}
    for key, kind in outline.items():
        if not isinstance(found.get(key), kind):
            raise _broken(path, _("{key} is missing").format(key=key))
    if not found["cells"]:
        raise _broken(path, _("it lists no cells"))
    cells: dict[str, type] = {
        "policy": str,
        "doctrines": dict,
        "parameters": dict,
        "opening": dict,
        "seed": int,
        "first": int,
    }
    cells |= {"runs": int, "quarters": int, "types": str, "moves": str}
    rows: dict[str, type] = {"file": str, "rows": int, "bytes": int, "blake2b": str}
    listed: list[tuple[Any, dict[str, type]]] = [(found["scenario"], {"text": str, "digest": str})]
    listed += [(row, cells) for row in found["cells"]]
    listed += [(row, rows) for row in found["parts"]]
    for row, keys in listed:
        if not isinstance(row, dict) or any(not isinstance(row.get(key), kind) for key, kind in keys.items()):
            raise _broken(path, _("an entry is incomplete"))
    if not all(NAME.fullmatch(row["file"]) for row in found["parts"]) or found["status"] not in STATUSES:
        raise _broken(path, _("an entry is none of ours"))
    return found


def _broken(path: Path, reason: str) -> StoreError:
    message = _("{name} cannot be used: {reason}.").format(name=shown(path, 200), reason=reason)
    return StoreError(message, field="directory", got=str(path))
