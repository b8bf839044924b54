"""One scenario of a planned study as the plots of saved runs read it: all points together, policies by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.case import Case
from sim.language import _
from sim.scenario import Scenario
from sim.study.results import Results

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class View:
    """A scenario of a study: a run of any point counts alike.

    Attributes
    ----------
    results : the study.
    name : of the scenario; the first if None.
    """

    results: Results
    name: str | None = None

    @property
    def chosen(self) -> str:
        """The name of the scenario.

        Raises
        ------
        UnknownName
            If the study has none of that name.
        """
        return self.results.scenario(self.name)

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """How many runs there should be and are, one row a policy under `cells`."""
        held = self.results
        place = held.scenarios.index(self.chosen)
        there = held.present[:, place].sum(axis=(1, 2))
        lost = self._lost()
        return {
            "cells": [
                {"policy": name, "runs": int(count) + lost.get(name, 0), "runs_done": int(count)}
                for name, count in zip(held.policies, there, strict=True)
            ]
        }

    def _lost(self) -> dict[str, int]:
        """Return how many runs of each policy failed; those that are still to be run are none of them."""
        found: dict[str, int] = {}
        for row in self.results.failures():
            if row.get("scenario", self.chosen) == self.chosen:
                found[str(row["policy"])] = found.get(str(row["policy"]), 0) + int(row.get("count", 1))
        return found

    def runs(self, columns: Sequence[str] | None = None) -> DataFrame:
        """Return one row a run; `replication` tells the runs of a policy apart, whatever their point."""
        return self._told(self.results.runs(self._with_point(columns), scenario=self.chosen), columns)

    def trajectories(self, columns: Sequence[str] | None = None) -> DataFrame:
        """Return one row a recorded run and quarter, `replication` as in `runs`."""
        return self._told(self.results.trajectories(self._with_point(columns), scenario=self.chosen), columns)

    @staticmethod
    def _with_point(columns: Sequence[str] | None) -> Sequence[str] | None:
        return columns and tuple(dict.fromkeys((*columns, "design_id")))

    def _told(self, frame: DataFrame, columns: Sequence[str] | None) -> DataFrame:
        if "replication" in frame and len(frame):
            number = frame["design_id"] * self.results.replications + frame["replication"]
            frame = frame.assign(replication=number.astype(np.int64))
        return frame[list(columns)] if columns else frame

    def policies(self) -> list[str]:
        """Return the names of the policies."""
        return list(self.results.policies)

    def scenario(self) -> Scenario:
        """Return the scenario."""
        return self.results.world(self.chosen)

    def cases(self) -> list[Case]:
        """Return what was decided, one case a policy; what differs from point to point is usual there (`about`)."""
        return [self.results.spec.case(self.chosen, name) for name in self.results.policies]

    def about(self) -> str:
        """Return over what the runs are spread, in words; nothing if the study has one point."""
        count = len(self.results.points)
        if count < 2:
            return ""
        titles = ", ".join(row.name for row in self.results.spec.uncertainties)
        return _("{points} points of {names}").format(points=count, names=titles)
