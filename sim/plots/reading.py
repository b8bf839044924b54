"""A study as the plots read it: its policies under short names, its endings, and its recorded quantities as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sim.doctrines import names as doctrine_names
from sim.errors import InputError, UnknownName
from sim.language import _
from sim.outcome import ENDINGS
from sim.plots.paths import FloatArray, IntArray, Paths, blanked
from sim.plots.words import counted, runs_text, seat_label, with_article
from sim.scenario import Scenario

if TYPE_CHECKING:
    from pandas import DataFrame

    from sim.case import Case

RUN_COLUMNS = ("replication", "seed", "policy", "ending", "war")


class Folder(Protocol):
    """What the plots need of a study folder."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was run, and how many of its runs are in, one row a policy under `cells`."""

    def runs(self, columns: Sequence[str] | None = None) -> DataFrame:
        """Return one row a run; all columns or some."""

    def trajectories(self, columns: Sequence[str] | None = None) -> DataFrame:
        """Return one row a run and quarter, no row if nothing was recorded; all columns or some."""

    def policies(self) -> list[str]:
        """Return the policies in text notation."""

    def scenario(self) -> Scenario:
        """Return the scenario."""

    def cases(self) -> list[Case]:
        """Return what was run, one case a policy."""


@dataclass
class Reading:
    """A study folder, read once."""

    folder: Folder
    _recorded: dict[tuple[str, ...], dict[str, DataFrame]] = field(default_factory=dict)
    _paths: dict[tuple[str, tuple[str, ...]], Paths] = field(default_factory=dict)

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario of the study."""
        return self.folder.scenario()

    @cached_property
    def policies(self) -> list[str]:
        """The policies in text notation, in the published order of their doctrines."""
        return sorted(self.folder.policies(), key=self._published)

    @cached_property
    def frame(self) -> DataFrame:
        """One row a run: its number, seed, policy, ending and whether it was ever at war."""
        frame = self.folder.runs(RUN_COLUMNS)
        if not len(frame):
            raise InputError(_("This study holds no finished run: there is nothing to draw."), field="study")
        return frame

    @cached_property
    def measures(self) -> dict[str, DataFrame]:
        """One row a run with every measure, by policy."""
        return _by_policy(self.folder.runs())

    @cached_property
    def _groups(self) -> dict[str, DataFrame]:
        return _by_policy(self.frame)

    @cached_property
    def reference(self) -> str:
        """The policy of the scenario's own doctrines if the study has it, else the first."""
        own = {name: seat.doctrine for name, seat in self.scenario.seats.items()}
        return next((policy for policy in self.policies if parts(policy) == own), self.policies[0])

    @cached_property
    def varied(self) -> list[str]:
        """The seats whose policy differs within the study; the target's if none does."""
        held = [parts(policy) for policy in self.policies]
        differ = [seat for seat in held[0] if len({row.get(seat) for row in held}) > 1]
        return differ or [self.scenario.seat_of("target")]

    def label(self, policy: str) -> str:
        """Return a policy's short name: the doctrines of the seats that differ within the study."""
        held = parts(policy)
        return " + ".join(held.get(seat, "?") for seat in self.varied)

    def others(self) -> str:
        """Return the doctrines that all policies share, in words."""
        held = parts(self.policies[0])
        fixed = [seat for seat in held if seat not in self.varied]
        return ", ".join(f"{self._seat(seat)} {held[seat]}" for seat in fixed)

    def varied_seats(self) -> str:
        """Return the labels of the seats that differ within the study."""
        return " + ".join(self._seat(seat) for seat in self.varied)

    def over_policies(self, what: str) -> str:
        """Return a headline for a picture of all policies; of the only one if there is no other."""
        if len(self.policies) == 1:
            return self.of_policy(what, self.policies[0])
        return _("{what}, by the policy of {seat}").format(what=what, seat=with_article(self.varied_seats()))

    def of_policy(self, what: str, policy: str) -> str:
        """Return a headline for a picture of one policy."""
        return _("{what}; {seat} {policy}").format(what=what, seat=self.varied_seats(), policy=self.label(policy))

    def chosen(self, policy: str | None) -> str:
        """Return a policy named in full or by its short name; the reference if None.

        Raises
        ------
        UnknownName
            If the study has no such policy.
        """
        if policy is None:
            return self.reference
        by_name = {self.label(row): row for row in self.policies}
        if policy in self.policies:
            return policy
        if policy not in by_name:
            raise UnknownName(_("policy of this study"), policy, by_name)
        return by_name[policy]

    def case(self, policy: str) -> Case:
        """Return what was run under a policy."""
        cases = dict(zip(self.folder.policies(), self.folder.cases(), strict=False))
        return cases[policy]

    def rows(self, policy: str) -> DataFrame:
        """Return the runs of a policy, with the columns of `frame`."""
        return self._groups.get(policy, self.frame.iloc[:0])

    def shares(self, policy: str) -> FloatArray:
        """Return the share of each ending under a policy, shape (6,)."""
        counts = self.counts(policy)
        return counts / max(int(counts.sum()), 1)

    def counts(self, policy: str) -> IntArray:
        """Return how many runs end in each way under a policy, shape (6,)."""
        found = self.rows(policy)["ending"].astype(str).value_counts()
        return np.array([int(found.get(name, 0)) for name in ENDINGS])

    def run_text(self, policies: Sequence[str] | None = None) -> str:
        """Return how the study was run, in words: runs, seed, time, the doctrines that do not differ, what was set."""
        shown = list(policies or self.policies)
        case = self.case(shown[0])
        last = self.scenario.date(case.quarters)
        head = [self.size(shown), self.seeds(), _("{first} to {last}").format(first=self.scenario.date(0), last=last)]
        drawn = _("types drawn from the scenario's prior") if case.types == "prior" else ""
        told = (", ".join(head), self.others(), drawn, _set(case), self.missing(shown))
        return "; ".join(part for part in told if part)

    def missing(self, policies: Sequence[str]) -> str:
        """Return how many runs of some policies failed and are missing, in words; nothing if none did."""
        cells = [cell for cell in self.folder.manifest.get("cells", ()) if cell["policy"] in policies]
        failed = sum(cell["runs"] - cell["runs_done"] for cell in cells)
        return counted(failed, _("1 run failed and is missing"), _("{n} runs failed and are missing")) if failed else ""

    def size(self, policies: Sequence[str]) -> str:
        """Return how many runs each of some policies has, in words."""
        numbers = sorted({len(self.rows(policy)) for policy in policies})
        if len(numbers) > 1:
            return _("{low:,} to {high:,} runs of each policy").format(low=numbers[0], high=numbers[-1])
        return runs_text(numbers[0]) + (_(" of each policy") if len(policies) > 1 else "")

    def seeds(self) -> str:
        """Return the seed of all chance, in words."""
        seeds = sorted({int(seed) for seed in self.frame["seed"].unique()})
        listed = ", ".join(map(str, seeds[:3])) + (", …" if len(seeds) > 3 else "")
        return (_("seed {seed}") if len(seeds) == 1 else _("seeds {seed}")).format(seed=listed)

    def paths(self, policy: str, *names: str) -> Paths:
        """Return some recorded quantities of a policy's runs; the rung comes with them.

        Raises
        ------
        InputError
            If nothing was recorded.
        """
        wanted = tuple(dict.fromkeys(("rung", *names)))
        if (policy, wanted) not in self._paths:
            if wanted not in self._recorded:
                self._recorded[wanted] = self._read(wanted)
            self._paths[policy, wanted] = self._laid_out(policy, wanted)
        return self._paths[policy, wanted]

    def at_war(self, policy: str | None = None) -> bool:
        """Whether war is what this study, or one policy, is about: a tenth of its runs or more are ever at war."""
        rows = self.frame if policy is None else self.rows(policy)
        return float(rows["war"].mean()) >= 0.1

    def _seat(self, seat: str) -> str:
        role = self.scenario.seats[seat].role if seat in self.scenario.seats else None
        return seat_label(self.scenario, role) if role else seat

    def _published(self, policy: str) -> tuple[int, ...]:
        order = []
        for seat, text in parts(policy).items():
            known = doctrine_names(self.scenario.role_of(seat)) if seat in self.scenario.seats else ()
            first = text.split(",")[0]
            order.append(known.index(first) if first in known else len(known))
        return tuple(order)

    def _read(self, names: tuple[str, ...]) -> dict[str, DataFrame]:
        """Return the recorded quantities of every policy as tables."""
        found = self.folder.trajectories(("policy", "replication", "quarter", *names))
        if not len(found):
            message = _(
                "This study holds no trajectories, which this picture needs. Run it again and record them:"
                " fournos run {name} --trajectories 1000 -o DIR"
            ).format(name=self.scenario.name)
            allowed = _("a study with recorded trajectories")
            raise InputError(message, field="trajectories", got=0, allowed=allowed)
        return _by_policy(found)

    def _laid_out(self, policy: str, names: tuple[str, ...]) -> Paths:
        """Lay the rows of a policy out as arrays of shape (quarters + 1, runs)."""
        frame = self._recorded[names].get(policy)
        if frame is None:
            raise InputError(_("This study holds no trajectories of {policy}.").format(policy=self.label(policy)))
        runs, column = np.unique(frame["replication"].to_numpy(np.int64), return_inverse=True)
        row = frame["quarter"].to_numpy(np.int64)
        values = {name: np.full((int(row.max()) + 1, len(runs)), np.nan) for name in names}
        for name in names:
            values[name][row, column] = frame[name].to_numpy(np.float64)
        endings = self.rows(policy).drop_duplicates("replication").set_index("replication")["ending"].astype(str)
        known = {name: code for code, name in enumerate(ENDINGS)}
        codes = [known.get(name, -1) for name in endings.reindex(runs).tolist()]
        return Paths(blanked(values), runs, np.array(codes, np.int64))


def _by_policy(frame: DataFrame) -> dict[str, DataFrame]:
    """Part a table by policy."""
    return {str(policy): rows for policy, rows in frame.groupby("policy", sort=False, observed=True)}


def _set(case: Case) -> str:
    """Return the parameters and opening values that the study sets, in words; the first four of them."""
    listed = []
    for name, value in (*case.parameters.items(), *case.opening.items()):
        if isinstance(value, np.ndarray):
            listed.append(_("{name} varied").format(name=name))
        else:
            listed.append(f"{name} = {value:g}" if isinstance(value, float) else f"{name} = {value}")
    return ", ".join(listed[:4]) + (", …" if len(listed) > 4 else "")


def parts(policy: str) -> dict[str, str]:
    """Return a policy's doctrines by seat, from its text notation."""
    pairs = (part.partition("=") for part in policy.split(";"))
    return {seat.strip(): held.strip() for seat, _sign, held in pairs}
