"""A run of a study as the origin of a game: found by its number, made again, and held against what was saved."""

from __future__ import annotations

from contextlib import closing

from sim.errors import OutOfRange, RunError
from sim.game.origin import Origin
from sim.language import _
from sim.outcome import MEASURES
from sim.study.results import Results
from sim.study.why import differs


def origin_of(results: Results, run: int, quarter: int | None = None) -> Origin:
    """Return a run of a study as a game can be opened from it, once it has come out as it was saved.

    Parameters
    ----------
    run : its number in the study, from 0.
    quarter : the quarter in which a person takes over, 1 for the first; None to look at the whole run.

    Raises
    ------
    InputError
        If the study has no such run or quarter.
    RunError
        If the run failed, or comes out otherwise than it was saved: this release has other rules.
    """
    at = results.find(run)
    case = results.case(at)
    if quarter is not None and not 1 <= quarter <= case.quarters:
        raise OutOfRange(_("quarter of this study"), quarter, 1, case.quarters)
    until = case.quarters if quarter is None else quarter - 1
    origin = Origin(case, at.luck, study=results.spec.name, row=run, policy=at.policy, until=until)
    _check(results, origin, at.scenario)
    return origin


def _check(results: Results, origin: Origin, scenario: str) -> None:
    """Make a run again, and refuse one that is not there, or does not come out as it was saved."""
    columns = ("run", *(measure.name for measure in MEASURES))
    saved = results.runs(columns, scenario=scenario, policy=origin.policy)
    saved = saved[saved["run"] == origin.row]
    if saved.empty:
        message = _("Run {run} failed when this study was made; no game can be opened from it.")
        raise RunError(message.format(run=origin.row))
    with closing(origin.model(why=False)) as model:
        wrong = differs(saved.iloc[0].to_dict(), model.run())
    if wrong:
        message = _("Run {run} comes out otherwise than it was saved ({measure}): this release has other rules.")
        raise RunError(message.format(run=origin.row, measure=wrong))
