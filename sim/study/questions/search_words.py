"""What a search came to as an answer: its tables, its sentences, and what a picture of it needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.language import _, plural
from sim.study.answers import Table
from sim.study.choices import ERRORS
from sim.study.meters import METERS, Meter
from sim.study.questions.asked import figures, listed
from sim.study.questions.search_checked import DOMINATED, ESTABLISHED, MARGIN, OPEN, Z95, Checked
from sim.study.questions.search_sides import Side
from sim.study.standing import Reason, few_runs
from sim.world import FloatArray

LEAST_FRESH = 200
"""Fresh worlds, fewer than which establish nothing."""
SIGNS = np.array([meter.sign for meter in METERS], float)
BETWEEN = " / "
"""Between two lines of a plan in a table."""


def amount(value: float) -> str:
    """Return a value of a meter: whole people, three figures of anything else."""
    return f"{value:,.0f}" if abs(value) >= 100 else figures(value)


@dataclass(frozen=True, eq=False)
class Found:
    """What a search came to.

    Attributes
    ----------
    label, is_target, scenarios : whose sides, by the seat's title, whether it is the target, and where.
    members, shipped : sides of the front, and those that come with the program, by name.
    values : of all of them, members first, shape (sides, meters, worlds); of the search's own worlds if `stopped`.
    tried, runs : how many sides were tried, on how many runs in all.
    worlds : how many worlds the search had.
    history : front and hypervolume of each generation.
    stopped : whether it was stopped before the check on fresh worlds.
    """

    label: str
    is_target: bool
    scenarios: tuple[str, ...]
    members: dict[str, Side]
    shipped: dict[str, Side]
    values: FloatArray
    tried: int
    runs: int
    worlds: int
    history: tuple[tuple[int, int, float], ...]
    stopped: bool
    checked: Checked = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "checked", Checked(self.values * SIGNS[:, None]))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all sides, members first."""
        return (*self.members, *self.shipped)

    @property
    def fresh(self) -> int:
        """How many fresh worlds there were."""
        return 0 if self.stopped else self.values.shape[2]

    def standing(self, place: int) -> str:
        """Return what became of a side on fresh worlds."""
        return OPEN if self.stopped else self.checked.standing(place)

    def beaten(self, place: int) -> list[str]:
        """Return the shipped sides that a side dominates on fresh worlds."""
        if self.stopped:
            return []
        first = len(self.members)
        return [name for number, name in enumerate(self.shipped) if self.checked.dominates[place, first + number]]

    def intervals(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return means and the ends of their 95% intervals, shape (sides, meters) each."""
        means = self.values.mean(2)
        return means, means - Z95 * self.checked.errors, means + Z95 * self.checked.errors

    # ---------------------------------------------------------------- tables

    def tables(self) -> dict[str, Table]:
        """Return the tables by name."""
        return {
            "front": self._front(),
            "reference": self._reference(),
            "dominance": self._dominance(),
            "intervals": self._intervals(),
            "generations": self._generations(),
        }

    def _means(self, place: int) -> dict[str, float]:
        return {meter.name: float(self.values[place, row].mean()) for row, meter in enumerate(METERS)}

    def _front(self) -> Table:
        heads = ("name", "standing", *(m.name for m in METERS), "dominates", "unresolved", "posture", "plan")
        rows = []
        for place, (name, side) in enumerate(self.members.items()):
            others = [] if self.stopped else [self.names[k] for k in np.flatnonzero(self.checked.unresolved[place])]
            about = {"posture": side.posture, "plan": BETWEEN.join(side.lines), "standing": _(self.standing(place))}
            more = {"dominates": ", ".join(self.beaten(place)), "unresolved": ", ".join(others)}
            rows.append({"name": name, **about, **more, **self._means(place)})
        return Table.of(rows, _("The front: means over the worlds"), heads)

    def _reference(self) -> Table:
        heads = ("name", "standing", *(m.name for m in METERS), "dominated_by", "clearest", "posture", "plan")
        rows = []
        for number, (name, side) in enumerate(self.shipped.items()):
            place, by = len(self.members) + number, []
            if not self.stopped:
                by = [other for other, beaten in self._by().items() if name in beaten]
            about = {"posture": side.posture, "plan": BETWEEN.join(side.lines), "dominated_by": ", ".join(by)}
            about["standing"] = _(self.standing(place))
            rows.append({"name": name, **about, "clearest": self.clearest(place) or "", **self._means(place)})
        return Table.of(rows, _("What comes with the program, on the same worlds"), heads)

    def _by(self) -> dict[str, list[str]]:
        return {name: self.beaten(place) for place, name in enumerate(self.members)}

    def clearest(self, place: int) -> str | None:
        """Return the name of the member that dominates a shipped side most clearly, if any does."""
        if self.stopped:
            return None
        found = self.checked.clearest(place, range(len(self.members)))
        return None if found is None else self.names[found]

    def _dominance(self) -> Table:
        """Return by how much each dominated shipped side is worse than the member that dominates it most clearly."""
        heads, rows = ("name", "by", "meter", "unit", "worse_by", "low", "high"), []
        for number, name in enumerate(self.shipped):
            by = self.clearest(len(self.members) + number)
            if by is None:
                continue
            mean, error = self.checked.gap(self.names.index(by), len(self.members) + number)
            for row, meter in enumerate(METERS):
                about = {"name": name, "by": by, "meter": meter.name, "unit": meter.unit, "worse_by": float(mean[row])}
                half = Z95 * float(error[row])
                rows.append({**about, "low": float(mean[row]) - half, "high": float(mean[row]) + half})
        title = _("By how much those that are dominated are worse, with 95% intervals")
        return Table.of(rows, title if rows else "", heads)

    def _intervals(self) -> Table:
        means, low, high = self.intervals()
        rows = [
            {
                "name": name,
                "kind": "front" if place < len(self.members) else "shipped",
                "meter": meter.name,
                "unit": meter.unit,
                "mean": float(means[place, row]),
                "low": float(low[place, row]),
                "high": float(high[place, row]),
            }
            for place, name in enumerate(self.names)
            for row, meter in enumerate(METERS)
        ]
        return Table.of(rows, _("Means with 95% intervals"))

    def _generations(self) -> Table:
        rows = [{"generation": g, "front": n, "hypervolume": v} for g, n, v in self.history]
        return Table.of(rows, _("How the search went"), ("generation", "front", "hypervolume"))

    # ---------------------------------------------------------------- words

    def sentences(self) -> list[str]:
        """Return what was found, each a sentence with its numbers."""
        return [self._searched(), *(self._stopped() if self.stopped else self._held()), *self._bounds()]

    def _searched(self) -> str:
        words = _(
            "{tried:,} sides of {seat} (a posture, and the orders beside it) in {scenarios} were tried on the same "
            "{worlds:,} simulated worlds; {members} of the last generation are dominated by none of it there."
        )
        about = {"seat": self.label, "scenarios": listed(self.scenarios), "worlds": self.worlds}
        return words.format(tried=self.tried, members=len(self.members), **about)

    def _stopped(self) -> list[str]:
        words = _(
            "The search was stopped: these are the best so far, on the worlds they were chosen on, not fresh ones."
        )
        return [words]

    def _held(self) -> list[str]:
        count = dict.fromkeys((ESTABLISHED, OPEN, DOMINATED), 0)
        for place in range(len(self.members)):
            count[self.standing(place)] += 1
        words = _(
            "On {fresh:,} fresh worlds: established on the front {established}, dominated {dominated}, neither "
            "established {open}."
        )
        about = {"established": count[ESTABLISHED], "open": count[OPEN], "dominated": count[DOMINATED]}
        told = [words.format(fresh=self.fresh, **about), self._shipped()]
        return [*told, *map(self._best, METERS)] if self.members else told

    def _shipped(self) -> str:
        beaten = [name for number, name in enumerate(self.shipped) if self.clearest(len(self.members) + number)]
        if not beaten:
            words = _(
                "None of the {count} doctrines and plans that come with the program is dominated by a side found."
            )
            return words.format(count=len(self.shipped))
        words = plural(
            "A side found dominates {count} of the {all} doctrines and plans that come with the program: {names}.",
            "Sides found dominate {count} of the {all} doctrines and plans that come with the program: {names}.",
            len(beaten),
        )
        return words.format(count=len(beaten), all=len(self.shipped), names=listed(beaten))

    def _best(self, meter: Meter) -> str:
        row = METERS.index(meter)
        means, low, high = self.intervals()
        turned = meter.sign * means[:, row]
        first = len(self.members)
        found, usual = int(turned[:first].argmax()), first + int(turned[first:].argmax())
        told = [
            f"{self.names[k]} {amount(means[k, row])} ({amount(low[k, row])}–{amount(high[k, row])})"
            for k in (found, usual)
        ]
        words = _("Best on {meter} ({unit}): {found}; of those that come with the program {usual}.")
        return words.format(meter=_(meter.title), unit=_(meter.unit), found=told[0], usual=told[1])

    def _bounds(self) -> list[str]:
        pairs = len(self.names) * (len(self.names) - 1) // 2 * len(METERS)
        noise = _(
            "Better means by more than {errors:g} paired standard errors, no worse within {margin:.0%} of a meter's "
            "spread; of {pairs:,} comparisons about {chance:.0f} would count as better by chance alone."
        )
        others = _(
            "The other seats follow the plans of their doctrines and do not answer a plan that is new to them; a real "
            "opponent would."
        )
        mine = _(
            "The meters are the target's: these are sides of {seat} under which the target does best, not those that "
            "serve {seat}."
        )
        others = others if self.is_target else mine.format(seat=self.label) + " " + others
        told = [] if self.stopped else [noise.format(errors=ERRORS, margin=MARGIN, pairs=pairs, chance=0.0027 * pairs)]
        return [*told, others]

    def reasons(self) -> list[Reason]:
        """Return what speaks against the front as a whole."""
        if self.stopped:
            return [Reason("stopped", _("the search was stopped before its check on fresh worlds"))]
        found = few_runs(self.fresh, LEAST_FRESH)
        if not any(self.standing(place) == ESTABLISHED for place in range(len(self.members))):
            found.append(Reason("no-front", _("no side is established on the front by fresh worlds")))
        return found

    def data(self) -> dict[str, Any]:
        """Return what a picture needs, and each member as it can be run."""
        means, low, high = self.intervals()
        sides = [
            {
                "name": name,
                "kind": "front" if place < len(self.members) else "shipped",
                "standing": self.standing(place),
                "mean": means[place],
                "low": low[place],
                "high": high[place],
            }
            for place, name in enumerate(self.names)
        ]
        meters = [{"name": m.name, "title": m.title, "unit": m.unit, "sign": m.sign} for m in METERS]
        plans = {name: {"posture": side.posture, "plan": list(side.lines)} for name, side in self.members.items()}
        return {"seat": self.label, "fresh": self.fresh, "meters": meters, "sides": sides, "plans": plans}
