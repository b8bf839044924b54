"""Calibrated parameter sets: those that reproduce two histories, kept with the project under a name for each variant.

Two histories move about a fifth of the parameters; in the others the sets are as wide as the plausible range. A finding
is a statement about the sets - in what share of them it holds - and never about one of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from sim.errors import OutOfRange, StoreError, UnknownName, WrongType, shown
from sim.language import _
from sim.parameters import Parameter, table
from sim.randomness import FloatArray

FOLDER = "calibrated"
SETS, MANIFEST = "sets.npz", "manifest.json"
"""Names of the two files in the folder that a calibration writes."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """Accepted parameter sets.

    Attributes
    ----------
    names : the free parameters, in the order of the columns.
    values : shape (sets, parameters), each column in the unit of its parameter; read-only.
    manifest : where they come from (draws, seed, mends, windows, versions), and under `findings` all that is told of
        them (`sim.study.calibration_findings`).
    """

    names: tuple[str, ...]
    values: FloatArray
    manifest: dict[str, Any]

    def __len__(self) -> int:
        return len(self.values)

    def sample(self, count: int, seed: int = 5) -> FloatArray:
        """Return `count` sets in a shuffled order, shape (count, parameters).

        No set comes twice while there are enough; beyond that each comes as often as any other, give or take one.

        Raises
        ------
        OutOfRange, WrongType
            If `count` is no whole number of at least 1.
        """
        values: FloatArray = self.values[self._order(_count(count), seed)]
        return values

    def halves(self, count: int, seed: int = 5) -> tuple[FloatArray, FloatArray]:
        """Return two samples of `count` sets that share none, each of shape (count, parameters).

        Raises
        ------
        OutOfRange, WrongType
            If there are fewer than 2 `count` sets.
        """
        if _count(count) > len(self) // 2:
            raise OutOfRange(_("sets of each half"), count, 1, len(self) // 2)
        order = self._order(2 * count, seed)
        return self.values[order[:count]], self.values[order[count:]]

    def parameters(self, values: FloatArray, repeats: int) -> dict[str, FloatArray]:
        """Return sets as parameter values by name, one value a run.

        Each set is repeated: set i is runs i * repeats to (i + 1) * repeats - 1. Shape (sets * repeats,) each.
        """
        return {name: np.repeat(values[:, column], repeats) for column, name in enumerate(self.names)}

    def column(self, name: str) -> FloatArray:
        """Return one parameter's values, shape (sets,).

        Raises
        ------
        UnknownName
            If the sets hold no such parameter.
        """
        if name not in self.names:
            raise UnknownName("parameter of the calibrated sets", name, self.names)
        column: FloatArray = self.values[:, self.names.index(name)]
        return column

    def _order(self, count: int, seed: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        chance = np.random.default_rng(seed)
        rounds = -(-count // len(self))
        return np.concatenate([chance.permutation(len(self)) for _round in range(rounds)])[:count]


def free_parameters() -> tuple[Parameter, ...]:
    """Return the parameters that calibration samples, in their published order: the columns of every set."""
    return tuple(row for row in table().values() if not row.fixed)


def variants() -> tuple[str, ...]:
    """Return the names of the sets that come with the project."""
    folder = resources.files("sim").joinpath(FOLDER)
    return tuple(sorted(entry.name.removesuffix(".npz") for entry in folder.iterdir() if entry.name.endswith(".npz")))


def variant(mends: Iterable[str]) -> str:
    """Return the name of the sets that go with some mends: calibrated without any, or with the default ones."""
    return "default" if tuple(mends) else "none"


@lru_cache(maxsize=4)
def posterior(name: str = "default") -> Posterior:
    """Return the sets that come with the project.

    Parameters
    ----------
    name : "default" (calibrated with the default mends) or "none" (with none).

    Raises
    ------
    UnknownName
        If there are no sets of that name.
    """
    known = variants()
    if name not in known:
        raise UnknownName("calibrated sets", name, known)
    folder = resources.files("sim").joinpath(FOLDER)
    with resources.as_file(folder.joinpath(f"{name}.npz")) as sets, resources.as_file(folder / f"{name}.json") as about:
        return _read(sets, about)


def read(folder: str | os.PathLike[str]) -> Posterior:
    """Return the sets in a folder that a calibration wrote.

    Raises
    ------
    StoreError
        If there are none, they cannot be read, or they are of another list of parameters.
    """
    path = Path(folder)
    return _read(path / SETS, path / MANIFEST)


def write(path: Path, values: FloatArray) -> None:
    """Write sets to a compressed file that reads back to the same bits."""
    names = np.array([row.name for row in free_parameters()])
    with path.open("wb") as file:
        np.savez_compressed(file, names=names, values=np.asarray(values, float))


def _read(sets: Path, about: Path) -> Posterior:
    try:
        with sets.open("rb") as file, np.load(file, allow_pickle=False) as held:
            names, values = tuple(held["names"].tolist()), np.array(held["values"], float)
        manifest = json.loads(about.read_text("utf-8"))
    except FileNotFoundError:
        message = _("{name} holds no calibrated sets.")
        raise StoreError(message.format(name=shown(sets.parent, 200)), field="sets", got=str(sets)) from None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        raise _unusable(sets, _("it cannot be read")) from None
    free = free_parameters()
    if names != tuple(row.name for row in free) or values.ndim != 2 or values.shape[1] != len(free):
        raise _unusable(sets, _("it is of another list of parameters"))
    if not isinstance(manifest, dict):
        raise _unusable(about, _("it is no manifest"))
    for row, column in zip(free, values.T, strict=True):
        row.check(column)
    values.setflags(write=False)
    return Posterior(names, values, manifest)


def _unusable(path: Path, reason: str) -> StoreError:
    message = _("{name} cannot be used: {reason}.")
    return StoreError(message.format(name=shown(path, 200), reason=reason), field="sets", got=str(path))


def _count(count: int) -> int:
    if isinstance(count, bool) or not isinstance(count, (int, np.integer)):
        raise WrongType(_("number of sets"), count, _("a whole number"))
    if count < 1:
        raise OutOfRange(_("number of sets"), int(count), 1, 10_000_000)
    return int(count)
