"""A saved run made again with its ledger, so that any change in it can be accounted for."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.batch import Job
from sim.case import Case
from sim.ensemble import compared_seat
from sim.errors import OutOfRange, RunError, UnknownName
from sim.language import _
from sim.ledger import Ledger
from sim.outcome import ENDINGS, MEASURES
from sim.seats import Role
from sim.study.folder import StudyFolder
from sim.world import FloatArray

SAME = 1e-6
"""How far a measure may be from the saved one: processors differ in the last bits of a power."""


@dataclass(frozen=True)
class MadeAgain:
    """A run made again: what was run, its number, and the ledger of all its quarters."""

    case: Case
    run: int
    ledger: Ledger

    def role(self, seat: str | None) -> Role:
        """Return the role of a seat; of the one that is compared by default if None.

        Raises
        ------
        UnknownName
            If the scenario has no such seat.
        """
        scenario = self.case.scenario
        if seat is not None and seat not in scenario.seats:
            raise UnknownName(f"seat of {scenario.name}", seat, scenario.seats)
        return Role(scenario.role_of(seat or compared_seat(scenario)))


def made_again(folder: StudyFolder, run: int, quarter: int, policy: str | None = None) -> MadeAgain:
    """Return a run of a study made again from its manifest, to its horizon.

    Parameters
    ----------
    run : its number, as in the column `replication`.
    quarter : the quarter that is asked for, 1 for the first.
    policy : of a study with several, one in text notation or by the doctrines that differ; the first if None.

    Raises
    ------
    UnknownName, OutOfRange
        If the study has no such policy, run or quarter.
    RunError
        If the run failed, or comes out otherwise than it was saved: this release has other rules.
    """
    cases = folder.cases()
    place = _place(cases, policy)
    case, row = cases[place], folder.manifest["cells"][place]
    first, runs = int(row["first"]), int(row["runs"])
    if not first <= run < first + runs:
        raise OutOfRange(_("run of this study"), run, first, first + runs - 1)
    if not 1 <= quarter <= case.quarters:
        raise OutOfRange(_("quarter of this study"), quarter, 1, case.quarters)
    model = Job(case.part(run - first, run - first + 1), run, 1).model(why=True)
    try:
        _check(folder, case, run, model.run())
        assert model.ledger is not None
        return MadeAgain(case, run, model.ledger)
    finally:
        model.close()


def short_names(cases: Sequence[Case]) -> list[str]:
    """Return a short name for each policy: the doctrines of the seats that differ within the study."""
    seats = [seat for seat in cases[0].doctrines if len({case.doctrines[seat] for case in cases}) > 1]
    return [" + ".join(case.doctrines[seat] for seat in seats or case.doctrines) for case in cases]


def _place(cases: Sequence[Case], policy: str | None) -> int:
    if policy is None:
        return 0
    known = {
        name: place for names in (short_names(cases), [c.policy for c in cases]) for place, name in enumerate(names)
    }
    if policy not in known:
        raise UnknownName(_("policy of this study"), policy, short_names(cases))
    return known[policy]


def _check(folder: StudyFolder, case: Case, run: int, found: dict[str, FloatArray]) -> None:
    """Refuse a run that does not come out as it was saved."""
    saved = folder.runs()
    row = saved[(saved["replication"] == run) & (saved["policy"] == case.policy)]
    if row.empty:
        raise RunError(_("Run {run} failed when this study was made; there is nothing to account for.").format(run=run))
    if wrong := differs(row.iloc[0].to_dict(), found):
        message = _("Run {run} comes out otherwise than it was saved ({measure}): this release has other rules.")
        raise RunError(message.format(run=run, measure=wrong))


def differs(saved: Mapping[Hashable, Any], found: Mapping[str, FloatArray]) -> str:
    """Return the first measure in which a run that was made again is not as it was saved; "" if there is none."""
    for measure in MEASURES:
        was, now = saved[measure.name], found[measure.name].item()
        same = ENDINGS[int(now)] == str(was) if measure.name == "ending" else _close(float(was), now)
        if not same:
            return measure.name
    return ""


def _close(was: float, now: float) -> bool:
    return bool(np.isclose(was, now, SAME, SAME, equal_nan=True))
