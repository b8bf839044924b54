"""Pictures of what was asked of a study: which kind shows the answer of which question.

Each is drawn from a kept answer alone, by a module of this package with `draw(answer)` and `describe(answer)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from sim.errors import InputError, UnknownName
from sim.language import _
from sim.study.answers import Answer

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Shown:
    """A kind of picture of an answer: its name, what it shows, the module that draws it, and whose answer it shows."""

    name: str
    text: str
    module: str
    question: str


KINDS: dict[str, Shown] = {
    row.name: row
    for row in (
        Shown("tornado", _("What an outcome hangs on, and how much of it is luck."), "tornado", "sensitivity"),
        Shown("tradeoff", _("How boxes of conditions trade coverage for density."), "tradeoff", "discover"),
        Shown("boxes", _("The conditions under which a policy fails, as ranges."), "boxes", "discover"),
        Shown("parallel", _("Every point as a line through its conditions, failures on top."), "parallel", "discover"),
        Shown("regret", _("How much is regretted under each policy, state by state."), "regret", "robustness"),
        Shown("survival", _("How many wars are not settled yet, quarter by quarter."), "survival", "survival"),
        Shown("pareto", _("The plans that no other beats on all five meters."), "pareto", "search"),
    )
}
"""The kinds by name, in their published order."""


def kinds_of(answer: Answer) -> list[str]:
    """Return the kinds that show an answer."""
    return [row.name for row in KINDS.values() if row.question == answer.question]


def draw(kind: str, answer: Answer) -> Figure:
    """Draw an answer.

    Raises
    ------
    UnknownName
        If there is no such kind.
    InputError
        If the answer is of another question, or holds nothing that could be drawn.
    """
    from sim.plots.sheet import settled
    from sim.plots.style import look

    with look():
        figure: Figure = settled(import_module(_module(kind, answer)).draw(answer))
    return figure


def describe(kind: str, answer: Answer) -> str:
    """Return the numbers behind the picture of an answer as text; errors as for `draw`."""
    text: str = import_module(_module(kind, answer)).describe(answer)
    return text


def _module(kind: str, answer: Answer) -> str:
    if kind not in KINDS:
        raise UnknownName(_("kind of plot"), kind, KINDS)
    if KINDS[kind].question != answer.question:
        message = _("The plot {kind} shows an answer of `{question}`, and {name} is none.")
        words = message.format(kind=kind, question=KINDS[kind].question, name=answer.name)
        raise InputError(words, field="--answer", got=answer.name)
    return f"sim.plots.{KINDS[kind].module}"


def chosen(kind: str, answers: Sequence[Answer], name: str | None = None) -> Answer:
    """Return the answer that a kind is to show: that of a name, else the only one, else the first.

    Raises
    ------
    UnknownName
        If there is none of that name.
    InputError
        If the study keeps no answer of the question; the message says what asks it.
    """
    question = KINDS[kind].question
    fit = {answer.name: answer for answer in answers if answer.question == question}
    if name is not None:
        if name not in fit:
            raise UnknownName(_("answer of this study"), name, fit)
        return fit[name]
    if not fit:
        message = _(
            "The plot {kind} shows an answer that this study does not keep yet; ask: fournos study {question} DIR"
        )
        raise InputError(message.format(kind=kind, question=question), field="--kind", got=kind)
    return fit.get(question) or next(iter(fit.values()))
