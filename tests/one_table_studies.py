"""The text of a study with one table of each kind, to be made faulty in one place."""

from __future__ import annotations

HEAD = """\
name = "mine"
title = "A study"
question = "Who?"
scenarios = ["bleeding-white"]
"""
POLICY = """\
[policies.bleed]
doctrines = { china = "bleed-white" }
"""
PSI = "[uncertainties.psi]\n"
SOUND = HEAD + POLICY + PSI


def sized(lines: str) -> str:
    """Return a sound study with a design of its own."""
    return f"{SOUND}[design]\n{lines}\n"


def looked(lines: str) -> str:
    """Return a sound study with an outcome of its own."""
    return f"{SOUND}[outcomes.lost]\n{lines}\n"


def decided(line: str) -> str:
    """Return a study with one more line in its policy, of which the head stands on line 5."""
    return f"{HEAD}{POLICY}{line}\n[uncertainties.lam]\n"


def open_to(lines: str) -> str:
    """Return a study with one uncertainty, the last of its tables, of which the head stands on line 7."""
    return f"{HEAD}{POLICY}{lines}\n"
