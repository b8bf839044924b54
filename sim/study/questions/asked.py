"""What was asked of a study: names checked against what it holds, and the name under which an answer is kept."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, UnknownName
from sim.language import _
from sim.study.standing import Reason, Standing

if TYPE_CHECKING:
    from sim.study.results import Results

MOST = 80
"""Letters of an answer's name, beyond which it is cut and told apart by a hash."""


def chosen(kind: str, given: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return the names that were given, each once, or all known ones where none was.

    Raises
    ------
    UnknownName
        If one is not known; the nearest is offered.
    """
    names = list(dict.fromkeys(given))
    for name in names:
        if name not in known:
            raise UnknownName(kind, name, known)
    return names or list(known)


def direction(results: Results, outcome: str) -> int:
    """Return 1 if more of an outcome is better, -1 if less of it is.

    Raises
    ------
    InputError
        If the study does not say.
    """
    better = results.outcomes[outcome].better
    if better not in ("more", "less"):
        message = _("The study does not say whether more or less of {name} is better: set better in [outcomes.{name}].")
        raise InputError(message.format(name=outcome), field="better", got=better, allowed=_("more or less"))
    return 1 if better == "more" else -1


def answer_name(question: str, settings: Mapping[str, Any], usual: Mapping[str, Any]) -> str:
    """Return the name of an answer: its question and those of its settings that are not the usual ones."""
    parts = [f"{key}-{_short(value)}" for key, value in settings.items() if value != usual.get(key)]
    name = re.sub(r"[^a-z0-9._-]+", "-", "-".join([question, *parts]).lower()).strip("-.")
    if len(name) <= MOST:
        return name
    return f"{name[: MOST - 9]}-{hashlib.blake2b(name.encode(), digest_size=4).hexdigest()}"


def _short(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "-".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def standing_text(reasons: Iterable[Reason]) -> str:
    """Return in words whether a row of a table stands."""
    return Standing.of(reasons).text() or _("established")


def listed(names: Sequence[str]) -> str:
    """Return names as an enumeration."""
    if len(names) < 2:
        return "".join(names)
    return _("{some} and {last}").format(some=", ".join(names[:-1]), last=names[-1])


def figures(value: float | None) -> str:
    """Return a number at three figures, or a dash for none."""
    return "–" if value is None or not math.isfinite(value) else f"{value:.3g}"
