"""Numbers of a debrief as they are written: people in tens, shares to two places, and changes with their sign."""

from __future__ import annotations

from sim.game.futures_words import number

PEOPLE = "lives"
MINUS = "−"
NOTHING = "–"


def level(name: str, value: float) -> str:
    """Return a value of a quantity."""
    return number(name, value).replace("-", MINUS)


def change(name: str, value: float) -> str:
    """Return a change of a quantity with its sign: people as they are, shares to four places, "0" where it is less."""
    text = f"{value:+,.0f}" if name == PEOPLE else f"{value:+.4f}"
    return "0" if float(text.replace(",", "")) == 0 else text.replace("-", MINUS)


def plain(value: float) -> str:
    """Return a number at three figures."""
    return f"{value:.3g}".replace("-", MINUS)


def percent(share: float) -> str:
    """Return a share as per cent."""
    return f"{100.0 * share:.0f} %"
