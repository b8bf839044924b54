"""Seeded faults: how one is put into the program, and how it is shown that a check catches it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Patch = Callable[[pytest.MonkeyPatch], None]
Check = Callable[[], None]


def wrapped(place: Any, name: str, fault: Callable[..., Any]) -> Patch:
    """Return a patch that puts `fault` in place of a function; it is given the function, then its arguments."""
    plain = getattr(place, name)

    def faulty(*args: Any, **options: Any) -> Any:
        return fault(plain, *args, **options)

    return lambda monkeypatch: monkeypatch.setattr(place, name, faulty)


def setting(place: Any, name: str, value: Any) -> Patch:
    """Return a patch that puts a value in place of another."""
    return lambda monkeypatch: monkeypatch.setattr(place, name, value)


def several(*patches: Patch) -> Patch:
    """Return a patch of several places."""

    def all_of(monkeypatch: pytest.MonkeyPatch) -> None:
        for patch in patches:
            patch(monkeypatch)

    return all_of


def caught(monkeypatch: pytest.MonkeyPatch, patch: Patch, check: Check, *others: type[BaseException]) -> None:
    """Assert that a check fails with a fault, and passes without it, so that it is the fault that is caught.

    Parameters
    ----------
    others : how the check may fail besides, where the fault may stop it before it has compared anything.
    """
    check()
    patch(monkeypatch)
    with pytest.raises((AssertionError, *others)):
        check()
