"""The forecasts of a session: what may come of a draft beside the last order, kept until the game moves on.

A job begins in the thread of the screen, where the seat's view is taken, and runs in another. It bears a number, so
that a result that comes when another job has begun is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sim.errors import InputError
from sim.game.futures import COUNT, SOON, Comparison, Futures, compare, futures_of
from sim.game.outlook import Outlook
from sim.game.views import View
from sim.language import _
from sim.orders import Order
from sim.orders import order as read_order
from tui.telling.meters import Spread, estimated

if TYPE_CHECKING:
    from sim.game.breaking import PledgeFutures
    from sim.world import World
    from tui.session import Session

SAMPLES = 200
"""Worlds drawn to estimate what a seat does not see."""
MOST = 16
"""Forecasts that are kept: some two megabytes each."""
MOVING = frozenset({"closed", "injected", "overridden", "undone"})
"""Kinds of events that change the state of the game."""

Told = Callable[[float], None]
Stopped = Callable[[], bool]
Mark = tuple[str, int, int]


def _never() -> bool:
    return False


def _nobody(_share: float) -> None:
    return None


@dataclass(frozen=True)
class Job:
    """A forecast to be made.

    Attributes
    ----------
    number : of the job; `Forecasts.stale` says whether another has begun since.
    mark : the state of the game in which it was asked for.
    view : what the seat saw then.
    orders : the orders to be tried, in text notation.
    quarters : how far, one after the other; None for the scenario's horizon.
    """

    number: int
    mark: Mark
    view: View
    orders: tuple[str, ...]
    quarters: tuple[int | None, ...]


@dataclass(frozen=True)
class Forecast:
    """What may come of a draft, beside another order on the same luck.

    Attributes
    ----------
    draft, base : the futures of both; the same where the draft is that other order.
    difference : the draft less the other, future by future.
    """

    draft: Futures
    base: Futures
    difference: Comparison


@dataclass
class _Kept:
    """What is kept for one state of the game."""

    mark: Mark
    found: dict[tuple[str, int | None], Futures] = field(default_factory=dict)
    pledges: dict[str, list[PledgeFutures]] = field(default_factory=dict)
    worlds: World | None = None
    estimates: dict[str, Spread] | None = None


class Forecasts:
    """The forecasts of a session, for the seat at the screen.

    Parameters
    ----------
    session : the game in play.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._number = 0
        self._kept: dict[str, _Kept] = {}
        self._pins: dict[tuple[str, str], str] = {}

    @property
    def mark(self) -> Mark:
        """What tells the present state of the game, as this seat sees it, from every other."""
        session = self.session
        moved = sum(event.kind in MOVING for event in session.table.journal.events())
        return session.seat, session.view.turn.quarter, moved

    @property
    def latest(self) -> int:
        """The number of the last job; every other is stale."""
        return self._number

    @property
    def base(self) -> Order:
        """The order to compare with: the seat's last one, as far as it can be given again; none before the first."""
        return self.session.earlier

    @property
    def drafted(self) -> Order:
        """The order to look ahead with: the draft; a statement alone beside the last order; else the last order."""
        session = self.session
        turn, draft = session.view.turn, session.draft.order
        if session.seat not in turn.acting:
            return self.base
        return replace(self.base, says=draft.says) if turn.phase == "signal" else draft

    def begin(self, orders: Sequence[Order | str] | None = None, quarters: Sequence[int | None] = (SOON, None)) -> Job:
        """Return a job for the seat at the screen; jobs begun before are stale from now on.

        Parameters
        ----------
        orders : to be tried; the draft and the last order if None.
        """
        self._number += 1
        view = self.session.view
        given = (self.drafted, self.base) if orders is None else orders
        texts = tuple(str(each) for each in given)
        left = self.session.table.setup.scenario.quarters - view.sees.quarter
        spans = [None if each is None or each >= left else each for each in quarters]
        return Job(self._number, self.mark, view, texts, tuple(dict.fromkeys(spans)))

    def stale(self, job: Job) -> bool:
        """Return whether another job has begun since, or all were stopped; any thread may ask."""
        return job.number != self._number

    def stop(self) -> None:
        """Make all jobs stale."""
        self._number += 1

    def pin(self, place: str, order: Order) -> None:
        """Keep a plan of the seat at the screen to compare it: "a" or "b"."""
        self._pins[self.session.seat, place] = str(order)

    def pinned(self, place: str) -> str | None:
        """Return the plan that was pinned at a place, in text notation; None for none."""
        return self._pins.get((self.session.seat, place))

    # ---------------------------------------------------------------------------------- in whichever thread it suits

    def outlook(self, view: View) -> Outlook:
        """Return what a forecast starts from: what this seat may know, and nothing else."""
        table, setup = self.session.table, self.session.table.setup
        held = dict(view.doctrines)
        return Outlook(setup.scenario, view.seat, view.sees, table.beliefs.of(view.seat), held, setup.options)

    def run(
        self, job: Job, quarters: int | None, cancelled: Stopped = _never, progress: Told = _nobody
    ) -> list[Futures]:
        """Return the futures of a job's orders; those made before are not made again.

        Raises
        ------
        FournosError
            If an order cannot be read, the game is over, or it was cancelled.
        """
        kept = self._of(job.mark)
        missing = [text for text in dict.fromkeys(job.orders) if (text, quarters) not in kept.found]
        if missing:
            outlook = self.outlook(job.view)
            orders = [_whole(text, job.view, outlook) for text in missing]
            made = futures_of(outlook, orders, count=COUNT, quarters=quarters, cancelled=cancelled, progress=progress)
            kept.found |= {(text, quarters): each for text, each in zip(missing, made, strict=True)}
            for key in [each for each in kept.found if each[0] not in job.orders][: max(len(kept.found) - MOST, 0)]:
                del kept.found[key]
        return [kept.found[text, quarters] for text in job.orders]

    def pledges(self, job: Job, cancelled: Stopped = _never, progress: Told = _nobody) -> list[PledgeFutures]:
        """Return what comes of breaking each pledge in force, beside keeping it, under the first order of a job.

        Raises
        ------
        FournosError
            As `run`.
        """
        from sim.game.breaking import pledge_futures

        kept, text = self._of(job.mark), job.orders[0]
        if text not in kept.pledges:
            outlook = self.outlook(job.view)
            order = _whole(text, job.view, outlook)
            kept.pledges[text] = pledge_futures(
                outlook, job.view.choices, order, count=COUNT, cancelled=cancelled, progress=progress
            )
        return kept.pledges[text]

    def likely(self) -> tuple[World, dict[str, Spread]]:
        """Return worlds drawn from the belief of the seat at the screen, and what they say of the five meters."""
        kept, session = self._of(self.mark), self.session
        if kept.worlds is None or kept.estimates is None:
            view, table = session.view, session.table
            kept.worlds = table.beliefs.of(view.seat).sample(view.sees, SAMPLES)
            kept.estimates = estimated(kept.worlds, table.setup.scenario, table.played.model.p)
        return kept.worlds, kept.estimates

    # -------------------------------------------------------------------------------------------------- what is kept

    def found(self, order: Order | str, quarters: int | None = None) -> Futures | None:
        """Return the futures of an order in the present state of the game, as far as they have been made."""
        return self._of(self.mark).found.get((str(order), quarters))

    def forecast(self) -> Forecast | None:
        """Return the forecast of the draft beside the last order, the longest there is; None before there is one."""
        draft, base = str(self.drafted), str(self.base)
        for quarters in (None, SOON):
            mine, other = self.found(draft, quarters), self.found(base, quarters)
            if mine is not None and other is not None:
                return Forecast(mine, other, compare(mine, other))
        return None

    def tried(self, order: Order) -> list[PledgeFutures]:
        """Return what comes of breaking each pledge under an order, as far as it has been worked out."""
        return self._of(self.mark).pledges.get(str(order), [])

    def base_futures(self) -> Futures | None:
        """Return the longest futures of the last order in the present state of the game; None before there are any."""
        return self.found(self.base) or self.found(self.base, SOON)

    def _of(self, mark: Mark) -> _Kept:
        kept = self._kept.get(mark[0])
        if kept is None or kept.mark != mark:
            kept = self._kept[mark[0]] = _Kept(mark)
        return kept


def _whole(text: str, view: View, outlook: Outlook) -> Order:
    """Return an order as it will count: with what the seat has said before in this quarter.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if outlook.left < 1:
        raise InputError(_("There is nothing left to simulate: the game is over."), field="quarters", got=0)
    read = read_order(text, outlook.role, outlook.seat)
    said = view.turn.statements.get(view.seat, "")
    return replace(read, says=said) if said and not read.says else read
