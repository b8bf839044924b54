"""Screens that run forecasts: in a thread, with progress, cancelled by a key, deaf to results that come too late."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from sim.errors import Cancelled, FournosError
from sim.game.futures import SOON
from sim.language import _
from sim.orders import Order
from tui.forecasting import Forecasts, Job, Stopped, Told
from tui.screens.game_screen import GameScreen

GROUP = "forecast"
PAUSE = 0.1
"""Seconds between two reports of progress at least."""
Work = Callable[[Stopped, Told, Callable[[], None]], None]
"""What runs in the thread: it asks whether to stop, tells its progress, and says when a part is done."""


class ForecastScreen(GameScreen):
    """A screen that runs forecasts.

    A subclass gives `forecast_done`, called whenever futures have been made that count: first quick ones, then those
    to the scenario's horizon.

    Attributes
    ----------
    job : number of the forecast that runs for this screen, 0 for none.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run_forecast", _("Run the forecast"), show=False),
        Binding("c", "cancel_forecast", _("Cancel the forecast"), show=False),
    ]

    class Ticked(Message):
        """A forecast is so far, 0-1."""

        def __init__(self, number: int, share: float) -> None:
            super().__init__()
            self.number, self.share = number, share

    class Made(Message):
        """Futures have been made; `last` if no longer ones follow."""

        def __init__(self, number: int, *, last: bool) -> None:
            super().__init__()
            self.number, self.last = number, last

    class Failed(Message):
        """A forecast could not be made, or was stopped."""

        def __init__(self, number: int, why: str) -> None:
            super().__init__()
            self.number, self.why = number, why

    def __init__(self) -> None:
        super().__init__()
        self.job = 0

    @property
    def forecasts(self) -> Forecasts:
        """The forecasts of the session in play."""
        return self.session.forecasts

    def orders_to_run(self) -> Sequence[Order | str] | None:
        """Return the orders to try; the draft and the last order if None, and nothing is run if it is empty."""
        return None

    def forecast_done(self, *, last: bool) -> None:
        """Show what has been made."""

    def forecast_failed(self, why: str) -> None:
        """Say why there is no forecast."""
        self.game.tell(why, "warning")

    def came_back(self) -> None:
        """Begin the forecast that is still missing: another screen's may have stopped this one's."""

    def on_screen_resume(self) -> None:
        """Show the session if it has changed, and go on with the forecast."""
        shown = self._seen
        super().on_screen_resume()
        if self.game.session is None or self._seen < 0:
            return
        if self.job and self.forecasts.latest != self.job:
            self.job = 0
            self.doing("")
        if shown == self._seen:
            self.came_back()

    # ------------------------------------------------------------------------------------------------------- running

    def start_forecast(self, quarters: Sequence[int | None] = (SOON, None)) -> None:
        """Begin a forecast in a thread; one that runs is stopped."""
        orders = self.orders_to_run()
        if self.session.view.over or (orders is not None and not orders):
            return
        job = self.forecasts.begin(orders, quarters)
        self.run_job(job, partial(_simulate, self.forecasts, job))

    def run_job(self, job: Job, work: Work) -> None:
        """Run work in a thread; it is told whether to stop, and tells its progress and each part that is done."""
        self.job = job.number
        self.doing(_("forecast begins   c cancels"))
        run = partial(self._work, self.forecasts, job, work)
        self.run_worker(run, group=GROUP, exclusive=True, thread=True)

    def _work(self, forecasts: Forecasts, job: Job, work: Work) -> None:
        worker, told = get_current_worker(), [0.0]

        def stopped() -> bool:
            return worker.is_cancelled or forecasts.stale(job)

        def tell(share: float) -> None:
            now = time.monotonic()
            if now - told[0] >= PAUSE:
                told[0] = now
                self.post_message(self.Ticked(job.number, share))

        def part() -> None:
            self.post_message(self.Made(job.number, last=False))

        try:
            work(stopped, tell, part)
        except Cancelled:
            return
        except FournosError as error:
            self.post_message(self.Failed(job.number, str(error)))
            return
        except Exception:
            if stopped():  # the game went on, or another was opened, while it ran: its result is of no use
                return
            raise
        self.post_message(self.Made(job.number, last=True))

    def cancel_forecast(self) -> None:
        """Stop the forecast that runs, and forget it."""
        self.forecasts.stop()
        self.workers.cancel_group(self, GROUP)
        self.job = 0

    def action_run_forecast(self) -> None:
        """Run the forecast again, to the horizon."""
        self.start_forecast()

    def action_cancel_forecast(self) -> None:
        """Stop the forecast."""
        if self.job:
            self.cancel_forecast()
            self.doing(_("forecast cancelled   r runs it"))

    def on_forecast_screen_ticked(self, message: Ticked) -> None:
        """Show how far it is."""
        if message.number == self.job:
            self.doing(_("forecast {share:.0f} %   c cancels").format(share=100 * message.share))

    def on_forecast_screen_made(self, message: Made) -> None:
        """Show what has been made, unless it came too late."""
        if message.number != self.job:
            return
        if message.last:
            self.job = 0
            self.doing("")
        self.forecast_done(last=message.last)

    def on_forecast_screen_failed(self, message: Failed) -> None:
        """Say why, unless it came too late."""
        if message.number == self.job:
            self.job = 0
            self.doing("")
            self.forecast_failed(message.why)

    def on_unmount(self) -> None:
        """Stop what runs."""
        if self.game.session is not None:
            self.cancel_forecast()


def _simulate(
    forecasts: Forecasts,
    job: Job,
    stopped: Stopped,
    tell: Told,
    part: Callable[[], None],
) -> None:
    """Make the futures of a job, the short ones first."""
    for place, quarters in enumerate(job.quarters):
        forecasts.run(job, quarters, stopped, tell)
        if place + 1 < len(job.quarters):
            part()
