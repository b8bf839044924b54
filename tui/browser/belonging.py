"""Whether an app is shown in a browser, and whether the server that started it is still there."""

from __future__ import annotations

import os

PARENT = "FOURNOS_PARENT"
"""Variable with the process that an app belongs to; the app ends when that has gone."""
BEAT = 2.0
"""Seconds between two looks."""


def in_browser() -> bool:
    """Return whether this app is shown on a page of `fournos serve`."""
    return PARENT in os.environ


def left_alone() -> bool:
    """Return whether the server that started this app has gone."""
    return in_browser() and str(os.getppid()) != os.environ[PARENT]
