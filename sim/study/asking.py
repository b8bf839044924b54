"""What analysts ask of results in a notebook: tables, labelled arrays, and the questions; each only passes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from sim.errors import UnknownName
from sim.language import _

if TYPE_CHECKING:
    from pandas import DataFrame
    from xarray import Dataset

    from sim.study.answers import Answer
    from sim.study.results import Results
    from sim.study.view import View

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


class Asking:
    """The part of `Results` that asks questions. What an answer rests on, and whether it stands, is in the answer."""

    def to_pandas(self, *, scenario: str | None = None, policy: str | None = None) -> DataFrame:
        """Return one row a run: where it stands, the values of the uncertainties, its measures, and the outcomes.

        Raises
        ------
        StoreError
            If a part cannot be read.
        """
        from sim.study.tidy import joined

        results = _results(self)
        return joined(results, results.runs(scenario=scenario, policy=policy))

    def to_xarray(self) -> Dataset:
        """Return every outcome with the dimensions policy, scenario, point and replication.

        Raises
        ------
        InputError
            If xarray is not installed (`fournos[study]`).
        """
        from sim.study.arrays import dataset

        return dataset(_results(self))

    def compare(self, *policies: str, **options: Any) -> Answer:
        """Return by how much policies differ on the same luck; see `sim.study.questions.comparison.ask`."""
        from sim.study.questions.comparison import ask

        return ask(_results(self), policies, **options)

    def robustness(self, outcome: str | None = None, **options: Any) -> Answer:
        """Return which policy is robust, by which metric; see `sim.study.questions.robustness.ask`."""
        from sim.study.questions.robustness import ask

        results = _results(self)
        return ask(results, outcome or first(results), **options)

    def regret(self, outcome: str | None = None, **options: Any) -> DataFrame:
        """Return how much is regretted under each policy, one row a policy and scenario; errors as `robustness`."""
        return self.robustness(outcome, **options).tables["regret"].frame()

    def sensitivity(self, outcome: str | None = None, policy: str | None = None, **options: Any) -> Answer:
        """Return what an outcome hangs on; see `sim.study.questions.sensitivity.ask`.

        Parameters
        ----------
        options : `scenario`; `method`, `size`, `seed` as in its `Asked`; `workers`, `executor`, `progress`, `cancel`.
        """
        from sim.study.questions.sensitivity import Asked, ask

        asked = Asked(**{key: options.pop(key) for key in ("method", "size", "seed") if key in options})
        return ask(_results(self), outcome, policy, asked=asked, **options)

    def discover(self, policy: str | None = None, *, fresh: int = 0, workers: int = 1, **options: Any) -> Answer:
        """Return under which conditions a policy fails; see `sim.study.questions.discover.ask`.

        Parameters
        ----------
        fresh : runs made inside and outside of what is found, to try it; without them nothing is confirmed.
        options : `outcome`, `scenario`, `fail`, `seed`; `min_density`, `max_dims` and `boxes` as in its `Wish`.
        """
        from sim.study.questions.checking import Asked
        from sim.study.questions.discover import ask, fresh_runs
        from sim.study.questions.discovery import Wish

        results = _results(self)
        wish = Wish(**{key: options.pop(key) for key in ("min_density", "max_dims", "boxes") if key in options})
        asked = Asked(policy=policy, wish=wish, fresh=fresh, **options)
        return ask(results, asked, fresh_runs(results, workers=workers) if fresh else None)

    def survival(self, scenario: str | None = None, **options: Any) -> Answer:
        """Return how long wars last until they are settled; see `sim.study.questions.survival.ask`."""
        from sim.study.questions.survival import ask

        return ask(_results(self), scenario=scenario, **options)

    def converge(self, **options: Any) -> Answer:
        """Return how many replications the outcomes need; see `sim.study.questions.convergence.ask`."""
        from sim.study.questions.convergence import ask

        return ask(_results(self), **options)

    def view(self, scenario: str | None = None) -> View:
        """Return one scenario as `sim.plots.draw` and `describe` read it.

        >>> plots.draw("fan", results.view())  # doctest: +SKIP
        """
        from sim.study.view import View

        return View(_results(self), scenario)

    def fan(self, quantity: str, *, scenario: str | None = None) -> DataFrame:
        """Return how a recorded quantity moves over time, parted by policy and by how the runs end.

        Returns
        -------
        one row a policy, ending and quarter: `runs` that know it, and its quantiles at 5, 25, 50, 75 and 95 per cent.

        Raises
        ------
        UnknownName
            If nothing of that name is recorded, or the study has no such scenario.
        """
        from sim.recorder import COLUMNS

        if quantity not in COLUMNS:
            raise UnknownName(_("recorded quantity"), quantity, COLUMNS)
        results = _results(self)
        chosen = results.scenario(scenario)
        frame = results.trajectories(("run", "policy", "quarter", quantity), scenario=chosen)
        ends = results.runs(("run", "ending"), scenario=chosen)
        groups = frame.merge(ends, on="run").groupby(["policy", "ending", "quarter"], observed=True)[quantity]
        found = groups.quantile(np.array(LEVELS)).unstack()
        found.columns = [f"q{round(100 * level):02d}" for level in LEVELS]
        found.insert(0, "runs", groups.count())
        return found.reset_index()


def first(results: Results) -> str:
    """Return the first outcome of which the study says which way is better; the first of all if it says so of none."""
    better = (name for name, row in results.outcomes.items() if row.better)
    return next(better, next(iter(results.outcomes)))


def _results(asking: Asking) -> Results:
    return cast("Results", asking)
