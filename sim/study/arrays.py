"""Results as labelled arrays (xarray): by policy, scenario, point of the design and replication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import InputError
from sim.language import _
from sim.outcome import ENDINGS
from sim.recorder import COLUMNS
from sim.study.tidy import numbers

if TYPE_CHECKING:
    from xarray import Dataset

    from sim.study.results import Results

EXTRA = "fournos[study]"
DIMENSIONS = ("policy", "scenario", "point", "replication")
ENDING = "ending"


def check_installed(field: str = "xarray") -> None:
    """Say what to install, if it is missing.

    Raises
    ------
    InputError
        If it is.
    """
    try:
        import xarray  # noqa: F401  # it takes half a second, and is needed here alone
    except ImportError as error:
        message = _("This needs {extra}, which is not installed: pip install '{extra}'.").format(extra=EXTRA)
        raise InputError(message, field=field, got="xarray") from error


def dataset(results: Results) -> Dataset:
    """Return every outcome, and how each run ended, with the dimensions policy, scenario, point and replication.

    The values of the uncertainties are coordinates of the points. An outcome is NaN where a run is missing or it does
    not exist; the ending is a position in the attribute `flag_meanings`, -1 where a run is missing.

    Raises
    ------
    InputError
        If xarray is not installed.
    """
    check_installed()
    import xarray as xr

    shape = (len(results.policies), len(results.scenarios), len(results.points), results.replications)
    sizes = dict(zip(DIMENSIONS, shape, strict=True))
    names: dict[str, Any] = {"policy": list(results.policies), "scenario": list(results.scenarios)}
    names |= {row: np.arange(sizes[row]) for row in DIMENSIONS[2:]}
    conditions = {
        _other(name, DIMENSIONS): ("point", values, _about(row.title, ""))
        for row in results.conditions
        for name, values in [(row.name, results.condition_points.values[row.name])]
    }
    taken = (*DIMENSIONS, *conditions)
    found: dict[str, Any] = {
        _other(name, taken): (DIMENSIONS, results.array(name), _about(row.title, row.unit, row.text))
        for name, row in results.outcomes.items()
    }
    found[_other(ENDING, (*taken, *found))] = (DIMENSIONS, endings(results), _endings())
    about = {"study": results.spec.name, "title": results.spec.title, "question": results.spec.question}
    about |= {"seed": str(results.spec.seed), "design": results.spec.design.kind, "luck": results.spec.design.luck}
    return xr.Dataset(found, {**names, **conditions}, about)


def endings(results: Results) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Return how each run ended as positions in ENDINGS, -1 where a run is missing; shape as `Results.array`."""
    frame = results.runs(("policy", "scenario", "design_id", "replication", ENDING))
    laid = results.laid_out(frame, numbers(frame[ENDING]))
    return np.where(np.isnan(laid), -1, laid).astype(np.int8)


def recorded(results: Results) -> Dataset:
    """Return the recorded runs quarter by quarter, with the dimensions run and quarter; quarter 0 is the opening.

    Raises
    ------
    InputError
        If xarray is not installed, or nothing was recorded.
    """
    check_installed()
    import xarray as xr

    frame = results.trajectories()
    if not len(frame):
        message = _("This study holds no trajectories; set trajectories in [design] and run it again.")
        raise InputError(message, field="--table", got="trajectories")
    runs, first, row = np.unique(frame["run"].to_numpy(np.int64), return_index=True, return_inverse=True)
    quarter = frame["quarter"].to_numpy(np.int64)
    laid = {name: np.full((len(runs), int(quarter.max()) + 1), np.nan, np.float32) for name in COLUMNS}
    for name in COLUMNS:
        laid[name][row, quarter] = frame[name].to_numpy(np.float32)
    told = ("policy", "scenario", "design_id", "replication")
    beside = {name: ("run", frame[name].to_numpy()[first]) for name in told}
    of_runs = {name: ("run", np.asarray(values, str) if values.dtype.kind == "O" else values)
               for name, (_run, values) in beside.items()}  # fmt: skip
    places: dict[str, Any] = {"run": runs, "quarter": np.arange(int(quarter.max()) + 1), **of_runs}
    about = {"study": results.spec.name, "title": results.spec.title}
    return xr.Dataset({name: (("run", "quarter"), laid[name]) for name in COLUMNS}, places, about)


def _other(name: str, taken: Any) -> str:
    return f"{name}_" if name in taken else name


def _about(title: str, unit: str, text: str = "") -> dict[str, str]:
    known = {"long_name": title, "units": unit, "expression": text}
    return {key: value for key, value in known.items() if value}


def _endings() -> dict[str, Any]:
    """Return what the numbers of endings mean, as the CF conventions have it."""
    codes = np.arange(len(ENDINGS), dtype=np.int8)
    return {"long_name": _("how the run ended"), "flag_values": codes, "flag_meanings": " ".join(ENDINGS)}
