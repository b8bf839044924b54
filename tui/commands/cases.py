"""From the words typed to runs and their folder: what `run` and `compare` share."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sim.errors import InputError, RunError, StoreError, shown
from sim.language import _
from tui.commands import PROGRAM
from tui.commands.console import note, warn
from tui.commands.exits import cancelling, saved
from tui.commands.progress import progress

if TYPE_CHECKING:
    from sim.ensemble import Case, Ensemble
    from sim.scenario import Scenario

Value = TypeVar("Value")


@dataclass(frozen=True)
class Request:
    """What was asked for, as typed; the fields are the options of `tui.commands.options.case_options`."""

    scenario: str
    start: str | None
    doctrines: tuple[str, ...]
    runs: int
    seed: int
    quarters: int | None
    settings: tuple[str, ...]
    types: str
    moves: str
    plans: tuple[str, ...]
    mends: str
    theories: tuple[str, ...]
    workers: int
    output: str | None
    trajectories: int
    overwrite: bool
    json: bool

    def loaded(self) -> Scenario:
        """Return the scenario at the start that was asked for; errors as for `scenarios.load`."""
        from scenarios import load

        return load(self.scenario, self.start)

    def chosen(self) -> dict[str, str]:
        """Return the doctrine of each seat that was given one.

        Raises
        ------
        InputError
            If an assignment cannot be read, or a seat is given twice.
        """
        return assigned(self.doctrines)

    def planned(self) -> dict[str, str]:
        """Return the plan of each seat that was given one: names of plans and lines, one below the other.

        Raises
        ------
        InputError
            If an assignment cannot be read.
        """
        found: dict[str, str] = {}
        for text in self.plans:
            seat, plan = _split(text, "--plan", _PLANNED)
            found[seat] = "\n".join(filter(None, [found.get(seat), plan]))
        return found

    def values(self) -> dict[str, float]:
        """Return the parameters that were set, and warn of those outside their plausible range.

        Raises
        ------
        InputError
            If an assignment cannot be read or is not allowed, or a parameter is set twice.
        """
        from sim.parameters import parse_assignment

        read = [(*parse_assignment(text), text) for text in self.settings]
        values = _once([(name, value, text) for name, value, _warning, text in read], "--set")
        for _name, _value, warning, _text in read:
            if warning:
                warn(warning)
        return values

    def codings(self) -> dict[str, str]:
        """Return the coding of each question that was given one; errors as for `codings`."""
        return codings(self.theories)

    def case(self, scenario: Scenario, doctrines: Mapping[str, str], values: Mapping[str, float]) -> Case:
        """Return the checked case."""
        from sim.ensemble import prepare

        return prepare(
            scenario,
            dict(doctrines),
            dict(values),
            seed=self.seed,
            quarters=self.quarters,
            types=self.types,
            moves=self.moves,
            mends=self.mends,
            theories=self.codings(),
            plans=self.planned(),
        )

    def run(self, cases: Sequence[Case], names: Sequence[str]) -> list[Ensemble]:
        """Return the runs of every case, showing how far they are under the cases' short names."""
        from sim.ensemble import run_cases

        recorded = min(self.trajectories, self.runs) if self.output else 0
        labels = {case.policy: name for case, name in zip(cases, names, strict=True)}
        with progress(_("starting"), labels) as report, cancelling() as cancel:
            return run_cases(
                cases, self.runs, trajectories=recorded, workers=self.workers, progress=report, cancel=cancel
            )

    def check_output(self) -> None:
        """Refuse a folder that must not be written, before any work is done."""
        if self.output is None:
            if self.overwrite:
                raise InputError(_("--overwrite needs a folder to write: -o DIR."), field="--overwrite")
            return
        from sim.study import folder

        try:
            folder.check_destination(self.output, overwrite=self.overwrite)
        except StoreError as error:
            if self.overwrite or not _would_be_replaced(self.output):
                raise
            raise StoreError(_("{error} (--overwrite)").format(error=error), field="-o", got=self.output) from None

    def save(self, ensembles: Sequence[Ensemble], words: Sequence[str]) -> None:
        """Write the runs to their folder, if one was asked for."""
        if self.output is None:
            return
        from sim.study import folder

        with progress(_("writing")) as report:
            folder.write(self.output, ensembles, [PROGRAM, *words], overwrite=self.overwrite, progress=report)
        saved()
        note(_("The runs are in {folder}").format(folder=os.path.normpath(self.output)))


def assigned(doctrines: Sequence[str]) -> dict[str, str]:
    """Return the doctrine of each seat, from texts such as vietnam=bamboo.

    Raises
    ------
    InputError
        If one cannot be read, or a seat is given twice.
    """
    return _once([(*_split(text, "--doctrine", _ASSIGNED), text) for text in doctrines], "--doctrine")


def codings(theories: Sequence[str]) -> dict[str, str]:
    """Return the coding of each question, from texts such as client-fear=fears.

    Raises
    ------
    InputError
        If one cannot be read, or a question is given twice.
    """
    from sim.theories import parse

    return _once([(*parse(text), text) for text in theories], "--theory")


def tell_failures(ensembles: Sequence[Ensemble]) -> None:
    """End with a fault if some runs failed; what the others found has been shown by then.

    Raises
    ------
    RunError
        If any run failed.
    """
    failed = [failure for ensemble in ensembles for failure in ensemble.failures]
    if failed:
        count = sum(failure.count for failure in failed)
        words = _("{count:,} runs failed and are missing from these results. The first error: {error}")
        raise RunError(words.format(count=count, error=failed[0].error))


def _would_be_replaced(output: str) -> bool:
    """Whether `--overwrite` would allow to write there."""
    from sim.study import folder

    try:
        folder.check_destination(output, overwrite=True)
    except StoreError:
        return False
    return True


_ASSIGNED = ("SEAT=DOCTRINE", "vietnam=bamboo")
_PLANNED = ("SEAT=PLAN", "vietnam=outlast")
"""How an assignment is written, and an example."""


def _split(text: str, option: str, form: tuple[str, str]) -> tuple[str, str]:
    seat, sign, held = text.partition("=")
    if not sign or not seat.strip() or not held.strip():
        words = _("{text!r} is no assignment; write {form}, as in {example}.")
        message = words.format(text=shown(text), form=form[0], example=form[1])
        raise InputError(message, field=option, got=text, allowed=form[0])
    return seat.strip(), held.strip()


def _once(pairs: Sequence[tuple[str, Value, str]], option: str) -> dict[str, Value]:
    """Return the pairs as a dictionary; a name may stand in it once."""
    found: dict[str, Value] = {}
    for name, value, text in pairs:
        if name in found:
            words = _("{option} {text} gives {name} a second time; give it once.")
            raise InputError(words.format(option=option, text=shown(text), name=name), field=option, got=text)
        found[name] = value
    return found
