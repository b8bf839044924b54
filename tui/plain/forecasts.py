"""What may come of an order, in simulated futures and in the words of the four authors, before it is handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.errors import InputError, UnknownName
from sim.language import _
from sim.orders import Order
from sim.orders import order as read
from sim.pledges import pledge as pledge_of
from tui.telling import decide

if TYPE_CHECKING:
    from sim.game.futures import Futures
    from tui.plain.loop import Play

BETWEEN = "|"
"""Parts the two orders of a comparison."""


def forecast(play: Play, rest: str) -> None:
    """Tell what comes of an order (the draft where none is given) in simulated futures, beside the last order.

    Raises
    ------
    FournosError
        If it cannot be read, or is not legal.
    """
    from sim.game.futures import compare as compared
    from tui.forecasting import Forecast
    from tui.telling.futures import assumptions, forecast_lines

    order, base = _legal(play, rest), play.session.forecasts.base
    draft, other = _futures(play, [order, base])
    play.simulated = draft
    play.stream.title(_("Forecast of: {order}").format(order=decide.order_line(order)))
    found = Forecast(draft, other, compared(draft, other))
    play.stream.each(forecast_lines(found, play.scenario, same=order == base), 0)
    play.stream.say(_("What is known, and what is assumed:"))
    play.stream.each(assumptions(draft))


def compare(play: Play, rest: str) -> None:
    """Tell by how much one order differs from another on the same luck: `compare ORDER | ORDER`.

    Raises
    ------
    FournosError
        If one cannot be read, or is not legal.
    """
    from sim.game.futures import compare as compared
    from tui.telling.futures import endings, heading, meter_rows

    first, bar, second = rest.partition(BETWEEN)
    texts = (first, second) if bar else ("", rest)
    orders = [_legal(play, text.strip()) if text.strip() or not bar else Order() for text in texts]
    if orders[0] == orders[1]:
        message = _("These are the same order twice. Write: compare ORDER | ORDER, or compare ORDER for the draft.")
        raise InputError(message, field="order", got=rest)
    found = _futures(play, orders)
    for name, order, each in zip("AB", orders, found, strict=True):
        play.stream.title(_("Plan {name}: {order}").format(name=name, order=decide.order_line(order)))
        play.stream.say(heading(each, play.scenario))
        play.stream.each(row.line for row in endings(each, play.scenario))
        play.stream.each(row.line for row in meter_rows(each))
    gap = compared(*found)
    play.stream.title(_("Plan A less plan B, future by future on the same luck:"))
    play.stream.each(f"{row.title}: {row.gap}" for row in endings(found[0], play.scenario, gap))
    play.stream.each(f"{row.title}: {row.gap}" for row in meter_rows(found[0], gap))


def break_pledge(play: Play, rest: str) -> None:
    """Tell what breaking a pledge opens, what it costs, and what it does to simulated futures; nothing is ordered.

    Raises
    ------
    UnknownName, InputError
        If there is no such pledge, or this seat has none in force of that name.
    """
    from tui.telling.commitments import price_lines
    from tui.telling.futures import pledge_lines

    session = play.session
    in_force = [each for each in session.view.choices.pledges if each.in_force]
    held = ", ".join(each.pledge.name for each in in_force) or _("none")
    if not rest:
        message = _("Write: break PLEDGE, as in break no-bases. In force: {names}.").format(names=held)
        raise InputError(message, field="pledge")
    row = pledge_of("-".join(rest.lower().split()))
    state = next((each for each in in_force if each.pledge.name == row.name), None)
    if state is None:
        message = _("This seat has no such pledge in force: {name}. In force: {names}.")
        raise InputError(message.format(name=row.name, names=held), field="pledge", got=row.name)
    play.stream.title(_("Break a No: {name}. {text}").format(name=row.name, text=row.text))
    play.stream.say(_("It binds: {binds}").format(binds=row.binds))
    play.stream.say(_("Breaking it changes at once:"))
    play.stream.each(price_lines(state))
    with play.stream.stoppable():
        trials = session.forecasts.pledges(session.forecasts.begin([session.draft.order]))
    trial = next(each for each in trials if each.state.pledge.name == row.name)
    play.stream.each(pledge_lines(trial, play.scenario), 0)
    play.stream.say(_("Nothing is ordered yet. To break it, write: order break {name}").format(name=row.name))


def advise(play: Play, rest: str) -> None:
    """Tell what the champions of the four essays say of an order (the draft where none is given).

    Raises
    ------
    FournosError
        If the order cannot be read.
    """
    from sim.game.advisers import advise as advice
    from sim.game.advisers import line

    view = play.session.view
    order = read(rest.lower(), view.role, view.seat) if rest else play.session.draft.order
    play.stream.title(_("Four authors at the table, on: {order}").format(order=decide.order_line(order)))
    play.stream.numbered(line(each) for each in advice(view, view.role, view.seat, order, play.scenario))


def values(play: Play, rest: str) -> None:
    """Tell the values behind a chart: the course so far, and the futures of the draft if they have been simulated.

    Raises
    ------
    UnknownName
        If there is no such chart.
    """
    from tui.telling.charts import CHARTED, fan

    rest = rest.lower()
    if not rest:
        message = _("Write: values NAME, as in values legitimacy. Charts: {names}.")
        raise InputError(message.format(names=", ".join(CHARTED)), field="chart")
    if rest not in CHARTED:
        raise UnknownName(_("chart"), rest, CHARTED)
    session = play.session
    found = play.simulated
    here = found is not None and (found.seat, found.quarter) == (session.seat, session.view.sees.quarter)
    drawn = found if here and not session.table.over else None
    chart = fan(session.view, play.scenario, session.table.played.model.p, rest, drawn)
    play.stream.title(chart.heading)
    if not chart.points:
        play.stream.say(_("This seat does not see it; a forecast estimates it."))
        return
    play.stream.say(_("Each value is that of the beginning of its quarter."), 1)
    points = _("median {median}; half from {low50} to {high50}; nine in ten from {low} to {high}")
    for label, low, low50, median, high50, high, *_more in chart.values():
        if low:
            text = points.format(median=median, low50=low50, high50=high50, low=low, high=high)
            play.stream.pair(label, text, 1)
        else:
            play.stream.pair(label, median, 1)


def _legal(play: Play, text: str) -> Order:
    """Return an order as read (the draft for none), if it may be given now."""
    session = play.session
    order = read(text.lower(), session.view.role, session.seat) if text else session.draft.order
    if session.seat in session.table.turn().acting:
        session.table.sitting.check(session.seat, order)
    return order


def _futures(play: Play, orders: Sequence[Order]) -> list[Futures]:
    """Return the futures of orders, to the scenario's horizon."""
    play.stream.say(_("Simulating; this can take some seconds."))
    forecasts = play.session.forecasts
    with play.stream.stoppable():
        return forecasts.run(forecasts.begin(orders, (None,)), None)
