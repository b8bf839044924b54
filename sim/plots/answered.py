"""Pictures of what was asked of a study: which kind shows the answer of which question.

Each is drawn from a kept answer alone, by a module of this package with `draw(answer)` and `describe(answer)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from sim.errors import InputError, StoreError, UnknownName
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
    StoreError
        If it lacks what the picture needs, since another release has kept it.
    """
    from sim.plots.sheet import settled
    from sim.plots.style import look

    module = import_module(_module(kind, answer))
    with look(), _whole(answer):
        figure: Figure = settled(module.draw(answer))
    return figure


def describe(kind: str, answer: Answer) -> str:
    """Return the numbers behind the picture of an answer as text; errors as for `draw`."""
    module = import_module(_module(kind, answer))
    with _whole(answer):
        text: str = module.describe(answer)
    return text


@contextmanager
def _whole(answer: Answer) -> Iterator[None]:
    """Say of an answer that lacks what its picture needs that it has to be asked again: it is read from a file."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        message = _(
            "The answer {name} was kept by another release, and cannot be drawn; ask again: fournos study {ask} DIR"
        )
        raise StoreError(message.format(name=answer.name, ask=answer.question), field="answer") from error


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
