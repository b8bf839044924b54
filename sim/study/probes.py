"""Probes: one number a run, named in text, worked out while the runs step.

A probe is one of these:

    settlement_terms            an outcome measure
    first_war, support[1]       a quantity at the end of the run
    land_held@16                a quantity after 16 quarters
    dead[0]@war+2               after two quarters of the first war
    aid@deal-1                  a quarter before that of the first settlement (`deal`: the one in which it is made)
    peak aid@1-16               the most that it was after any of quarters 1 to 16; `least` and `mean` likewise

A quantity is a column of the recorder, any row of the world (a patrons' or sides' pair takes [0] or [1]), or whether
there was an `incident` in the Far East; `rung=1` is whether it has that value, so that `mean rung=1@1-60` is the share
of quarters in the grey zone. A number that does not exist in a run is NaN there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.batch import Job, run_batch
from sim.case import Case
from sim.errors import InputError, RunError, UnknownName, shown
from sim.language import _
from sim.outcome import MEASURES
from sim.recorder import COLUMNS, quantity
from sim.rules.turn import Turn
from sim.world import NEVER, ROWS, FloatArray, World

if TYPE_CHECKING:
    from sim.model import CrisisModel

OUTCOMES = tuple(measure.name for measure in MEASURES)
FLAGS = ("incident",)
"""Quantities that a quarter works out and no row keeps."""
AID = "aid"
"""A quantity that takes [0] or [1] although no row of the world holds it: the aid of one patron in a quarter of war."""
REDUCTIONS = ("peak", "least", "mean")
ANCHORS = {"war": "first_war", "deal": "settled_in"}
"""Moments that differ from run to run, by the row that holds their quarter."""
NOTATION = re.compile(
    r"(?:(?P<reduce>[a-z]+) +)?(?P<name>[a-z][a-z_]*)(?:\[(?P<index>\d)\])?(?:=(?P<equal>\d))?"
    r"(?:@(?:(?P<first>\d{1,3})(?:-(?P<last>\d{1,3}))?|(?P<anchor>[a-z]+)(?P<shift>[+-]\d{1,3})?))?"
)
Column = tuple[str, int | None, int | None]
EXAMPLES = _("write a measure, or a quantity such as land_held@16, dead[0]@war+2, aid@deal-1 or peak aid@1-16")


@dataclass(frozen=True)
class Probe:
    """One probe, read from its notation.

    Attributes
    ----------
    text : the notation.
    name, index : outcome measure or quantity; which of a pair.
    equal : the value that it is asked whether it has, or None.
    reduce : "peak", "least" or "mean" over the rows from `first` to `last`; else "".
    first, last : quarters resolved; None is the end of the run.
    anchor, shift : "war" or "deal", and how many quarters after it; else "".
    """

    text: str
    name: str
    index: int | None = None
    reduce: str = ""
    first: int | None = None
    last: int | None = None
    anchor: str = ""
    shift: int = 0
    equal: int | None = None

    @property
    def is_outcome(self) -> bool:
        """Whether it is an outcome measure, which only the end of the run has."""
        spanned = self.first is not None or self.anchor or self.reduce or self.equal is not None
        return self.name in OUTCOMES and not spanned

    @property
    def column(self) -> Column:
        """The quantity that it reads."""
        return self.name, self.index, self.equal

    def value(self, world: World, turn: Turn | None) -> FloatArray:
        """Return its quantity as it stands, shape (runs,); it may be a view into the world's state."""
        stands = self._stands(world, turn)
        return stands if self.equal is None else (stands == self.equal).astype(float)

    def _stands(self, world: World, turn: Turn | None) -> FloatArray:
        if self.name in FLAGS:
            return np.zeros(world.runs) if turn is None else np.asarray(getattr(turn, self.name), float)
        if self.name in COLUMNS and self.index is None:
            return quantity(self.name, world, turn)
        if self.name == AID:
            return np.full(world.runs, np.nan) if turn is None else turn.aid[self.index or 0] * turn.at_war
        row: FloatArray = getattr(world, self.name)
        return row if self.index is None else row[self.index]


def quantities() -> list[str]:
    """Return the names of all quantities as they are written in a probe."""
    rows = [row.name if row.size == 1 else f"{row.name}[{k}]" for row in ROWS for k in range(row.size)]
    return list(dict.fromkeys([*COLUMNS, *rows, f"{AID}[0]", f"{AID}[1]", *FLAGS]))


@lru_cache(maxsize=4096)
def parse(text: str) -> Probe:
    """Read a probe.

    Raises
    ------
    UnknownName
        If it names no measure and no quantity; the nearest name is offered.
    InputError
        If the notation is wrong.
    """
    found = NOTATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise _unreadable(text, EXAMPLES)
    part = found.groupdict()
    if part["reduce"] and part["reduce"] not in REDUCTIONS:
        raise UnknownName("reduction of a probe", part["reduce"], REDUCTIONS)
    if part["anchor"] and part["anchor"] not in ANCHORS:
        raise UnknownName("moment of a probe", part["anchor"], ANCHORS)
    whole = Probe(
        text=text.strip(),
        name=part["name"],
        index=None if part["index"] is None else int(part["index"]),
        reduce=part["reduce"] or "",
        first=None if part["first"] is None else int(part["first"]),
        last=None if part["last"] is None else int(part["last"]),
        anchor=part["anchor"] or "",
        shift=int(part["shift"] or 0),
        equal=None if part["equal"] is None else int(part["equal"]),
    )
    _check(whole)
    return whole


def _check(probe: Probe) -> None:
    """Refuse a probe of something unknown, or one whose quarters make no sense."""
    written = probe.name if probe.index is None else f"{probe.name}[{probe.index}]"
    if written not in quantities() and not probe.is_outcome:
        raise UnknownName("quantity of a probe", written, [*quantities(), *OUTCOMES])
    if (probe.last is not None) != bool(probe.reduce):
        raise _unreadable(probe.text, _("peak, least and mean take a span of quarters, and nothing else does"))
    if probe.last is not None and probe.first is not None and probe.last < probe.first:
        raise _unreadable(probe.text, _("the span ends before it begins"))


def _unreadable(text: object, reason: str) -> InputError:
    message = _("The probe {text} cannot be read: {reason}.").format(text=repr(shown(text)), reason=reason)
    return InputError(message, field="probe", got=text, allowed=EXAMPLES)


@dataclass(frozen=True)
class Watch:
    """Probes to note of a batch (`sim.batch.Watch`)."""

    probes: tuple[Probe, ...]

    @classmethod
    def of(cls, texts: Collection[str]) -> Watch:
        """Return what watches some probes; errors as for `parse`."""
        return cls(tuple(parse(text) for text in dict.fromkeys(texts)))

    def open(self) -> _Notes:
        """Return empty notes."""
        return _Notes(self.probes)


class _Notes:
    """What some probes have seen so far: copies of the rows that they need, and no others."""

    def __init__(self, probes: Sequence[Probe]) -> None:
        self._probes = probes
        self._seen: dict[Probe, FloatArray] = {}
        self._counts: dict[Probe, FloatArray] = {}
        self._paths: dict[Column, list[FloatArray]] = {p.column: [] for p in probes if p.anchor}

    def note(self, model: CrisisModel) -> None:
        """Take what is wanted of the state after a quarter."""
        world, turn = model.world, model.turn
        noted: set[Column] = set()
        for probe in self._probes:
            if probe.anchor:
                if probe.column not in noted:
                    self._paths[probe.column].append(np.array(probe.value(world, turn)))
                    noted.add(probe.column)
            elif probe.first == world.quarter and not probe.reduce:
                self._seen[probe] = np.array(probe.value(world, turn))
            elif probe.reduce and (probe.first or 0) <= world.quarter <= (probe.last or 0):
                self._take(probe, probe.value(world, turn))

    def found(self, model: CrisisModel) -> dict[str, FloatArray]:
        """Return the number of each run for every probe, by its text."""
        outcomes = model.outcomes() if any(probe.is_outcome for probe in self._probes) else {}
        return {probe.text: self._value(probe, model, outcomes) for probe in self._probes}

    def _take(self, probe: Probe, values: FloatArray) -> None:
        """Reckon the values of a quarter in; where they do not exist they do not count."""
        if probe not in self._seen:
            self._seen[probe] = np.array(values)
            self._counts[probe] = np.isfinite(values).astype(float)
            return
        seen = self._seen[probe]
        if probe.reduce == "mean":
            known = np.isfinite(values)
            self._counts[probe] += known
            seen[...] = np.where(np.isnan(seen), values, seen + np.where(known, values, 0.0))
        else:
            (np.fmax if probe.reduce == "peak" else np.fmin)(seen, values, out=seen)

    def _value(self, probe: Probe, model: CrisisModel, outcomes: dict[str, FloatArray]) -> FloatArray:
        if probe.is_outcome:
            return outcomes[probe.name]
        if probe.anchor:
            return self._anchored(probe, model.world)
        if probe.first is None:
            return np.array(probe.value(model.world, model.turn))
        if probe not in self._seen:
            return np.full(model.world.runs, np.nan)
        seen = self._seen[probe]
        return seen / np.maximum(self._counts[probe], 1.0) if probe.reduce == "mean" else seen

    def _anchored(self, probe: Probe, world: World) -> FloatArray:
        """Return what stood so many quarters after a moment, NaN where it never came or lies outside the run."""
        path, moment = np.array(self._paths[probe.column]), getattr(world, ANCHORS[probe.anchor])
        row = moment + probe.shift + (probe.anchor == "deal")  # war: as it begins; deal: once it is made
        exists = (moment != NEVER) & (row >= 0) & (row < len(path))
        return np.where(exists, path[np.where(exists, row, 0).astype(int), np.arange(world.runs)], np.nan)


def probed(case: Case, probes: Collection[str], first: int, count: int) -> dict[str, FloatArray]:
    """Return some probes of the runs from `first` on, stepped in this process: by text, each of shape (count,).

    Parameters
    ----------
    case : its values that differ from run to run are those of these `count` runs.

    Raises
    ------
    InputError
        If a probe cannot be read, or asks for quarters that the case does not have.
    RunError, Cancelled
        If the runs failed; if the work in this process is to stop.
    """
    case.check_length(count)
    watch = Watch.of(probes)
    check_span(watch.probes, case.quarters)
    batch = run_batch(Job(case, first, count, watch=watch))
    if batch.outcomes is None:
        raise RunError(batch.failure.error if batch.failure else _("The runs failed."))
    return batch.outcomes


def check_span(probes: Iterable[Probe], quarters: int) -> None:
    """Check that probes ask for no quarter beyond the last.

    Raises
    ------
    InputError
        If one does.
    """
    for probe in probes:
        if max(probe.first or 0, probe.last or 0) > quarters:
            message = _("The probe {text} asks for a quarter beyond the last, {last}.")
            raise InputError(message.format(text=repr(probe.text), last=quarters), field="probe", got=probe.text)
