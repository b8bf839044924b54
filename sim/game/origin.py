"""Where a game comes from that is a run of a study: everything that fixes the run, to the last bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.case import Case, whole
from sim.errors import OutOfRange, StoreError
from sim.language import _, clean
from sim.randomness import LAST_RUN
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.model import CrisisModel

LONGEST_NAME = 200
"""Characters of a study's name and of a policy's."""


@dataclass(frozen=True, eq=False)
class Origin:
    """The run of a study that a game is.

    Attributes
    ----------
    case : what was run, cut to this run alone.
    run : its number, which is its luck.
    study, row, policy : the study's name, the run's number in it, and the name of its policy there.
    until : the quarter from 0 from which persons play; the horizon if the run is only looked at.
    """

    case: Case
    run: int
    study: str = ""
    row: int = 0
    policy: str = ""
    until: int = 0

    def __post_init__(self) -> None:
        """Check what is told of it, and from when persons play."""
        for name in ("study", "policy"):
            text = clean(getattr(self, name), field=name, limit=LONGEST_NAME).replace("\n", " ")
            object.__setattr__(self, name, text)
        if not self.first <= self.until <= self.case.quarters:
            raise OutOfRange(_("quarter to take over in"), self.until + 1, self.first + 1, self.case.quarters)

    @property
    def scenario(self) -> Scenario:
        """The scenario as long as the run is."""
        return self.case.scenario.model_copy(update={"quarters": self.case.quarters})

    @property
    def namespace(self) -> str:
        """The key of its luck, as in `sim.randomness`."""
        return self.case.start.namespace if self.case.start else "study"

    @property
    def first(self) -> int:
        """The quarter from 0 in which the study's run begins; a game led there if it is not the opening."""
        return self.case.start.world.quarter if self.case.start else 0

    @property
    def taken_over(self) -> bool:
        """Whether persons play the end of it."""
        return self.until < self.case.quarters

    @property
    def options(self) -> dict[str, Any]:
        """What models beside the run are given as it was: those of beliefs, forecasts, luck and other roads."""
        case = self.case
        return {
            "parameters": {name: _single(value) for name, value in case.parameters.items()},
            "opening": {name: _single(value) for name, value in case.opening.items()},
            "mends": case.mends,
            "theories": case.theories,
        }

    def model(self, *, why: bool = True) -> CrisisModel:
        """Return the model of the run at its opening, as the study made it, for this run alone; with a ledger."""
        from sim.model import CrisisModel  # it brings Mesa, which takes a second

        case, start = self.case, self.case.start
        return CrisisModel(
            self.scenario,
            doctrines=case.doctrines,
            parameters=case.parameters,
            opening=case.opening,
            seed=case.seed,
            runs=[self.run],
            namespace=self.namespace,
            types=case.types,
            mends=case.mends,
            theories=case.theories,
            moves=case.moves,
            plans=case.plans,
            why=why,
            world=start.world if start else None,
        )

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data, without the text of its scenario; numbers read back as the same bits."""
        from sim.study.manifest import row_of, scenario_row, start_row

        changed = {name: part for name, part in scenario_row(self.case.scenario).items() if name == "data"}
        found = {"case": row_of(self.case), "run": self.run, "until": self.until}
        told = {"study": self.study, "row": self.row, "policy": self.policy}
        return {**found, **told, **changed, **start_row(self.case)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any], scenario: Scenario) -> Origin:
        """Return the origin that `to_data` was made of.

        Raises
        ------
        FournosError
            If this release does not know what it names, or it is broken.
        """
        from sim.study.manifest import case_of, start_of

        try:
            if "data" in data:
                scenario = Scenario.model_validate(data["data"])
            case = case_of(data["case"], scenario)
            case = replace(case, start=start_of(data, case, Path(_("the game"))))
            number = whole("run", data["run"], 0, LAST_RUN)
            until = whole("quarter", data["until"], 0, case.quarters)
            told = str(data["study"]), whole("run", data["row"], 0, LAST_RUN), str(data["policy"])
            return cls(case, number, *told, until)
        except (KeyError, TypeError, ValueError, AttributeError):
            message = _("The game says in no way that can be read which run of which study it is.")
            raise StoreError(message, field="game") from None


def _single(value: Any) -> Any:
    """Return a value that was given run by run as the one number that it is here."""
    return float(value[0]) if isinstance(value, np.ndarray) else value
