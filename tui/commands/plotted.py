"""What `fournos plot` draws of a folder: pictures of its runs, and of the answers that a study keeps."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import InputError, StoreError, UnknownName
from sim.language import _
from tui.commands import PROGRAM

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.plots.reading import Folder
    from sim.study.answers import Answer
    from sim.study.results import Results
    from sim.study.view import View

TWIN = ".txt"
"""Ends the name of the file beside a picture that holds its numbers and the command that made it."""
NOW = "survival"
"""The question that is asked when its picture is wanted, since it takes no more than the runs."""


@dataclass(frozen=True)
class Wish:
    """What is to be drawn: the kind, and what was chosen of it; None where nothing was."""

    kind: str
    measure: str | None = None
    policy: str | None = None
    scenario: str | None = None
    answer: str | None = None

    @property
    def name(self) -> str:
        """The name of its file, without the ending."""
        return "-".join(part for part in (self.kind, self.scenario, self.answer) if part)

    def of_answer(self) -> bool:
        """Whether it shows an answer, and no runs."""
        from sim.plots.answered import KINDS

        return self.kind in KINDS


def check_wish(wish: Wish) -> None:
    """Refuse an unknown kind, and choices that it does not take, before anything is read.

    Raises
    ------
    UnknownName, InputError
        If so.
    """
    from sim.plots import KINDS, answered

    if wish.kind not in KINDS and wish.kind not in answered.KINDS:
        raise UnknownName(_("kind of plot"), wish.kind, [*KINDS, *answered.KINDS])
    shows = wish.of_answer()
    given = {"--measure": wish.measure, "--policy": wish.policy} if shows else {"--answer": wish.answer}
    for option, value in given.items():
        if value is not None:
            words = (
                _("The plot {kind} shows an answer; choose it with --answer.")
                if shows
                else _("The plot {kind} shows runs and no answer.")
            )
            raise InputError(words.format(kind=wish.kind), field=option, got=value)
    if wish.scenario is not None and shows and wish.kind != NOW:
        message = _("The plot {kind} shows an answer; choose it with --answer.").format(kind=wish.kind)
        raise InputError(message, field="--scenario", got=wish.scenario)


def drawn(directory: str, wish: Wish) -> tuple[Figure, str]:
    """Return the picture, and the numbers behind it as text.

    Raises
    ------
    StoreError
        If the folder cannot be read.
    UnknownName, InputError
        If what was chosen is not there, or nothing that the kind could show.
    """
    from sim.plots import answered, describe, draw

    if wish.of_answer():
        answer = _answer(directory, wish)
        return answered.draw(wish.kind, answer), answered.describe(wish.kind, answer)
    folder, policy = _folder(directory, wish.scenario), wish.policy
    return (
        draw(wish.kind, folder, measure=wish.measure, policy=policy),
        describe(wish.kind, folder, measure=wish.measure, policy=policy),
    )


def _folder(directory: str, scenario: str | None) -> Folder | View:
    """Return a folder as the plots read it; of a planned study one scenario."""
    from sim.study import place
    from sim.study.folder import open_study
    from sim.study.planned import is_planned

    if is_planned(place.resolved(directory)):
        from sim.study.results import open_results
        from sim.study.view import View

        view = View(open_results(directory), scenario)
        view.results.scenario(scenario)
        return view
    folder = open_study(directory)
    if scenario is not None and scenario != folder.scenario().name:
        raise UnknownName(_("scenario of this study"), scenario, (folder.scenario().name,))
    return folder


def _answer(directory: str, wish: Wish) -> Answer:
    """Return the answer that is to be shown; one that takes no more than the runs is made if it is not kept."""
    from sim.plots import answered
    from sim.study.answers import kept
    from sim.study.results import open_results

    results = open_results(directory)
    answers = kept(results.path)
    if wish.kind == NOW and wish.answer is None:
        return _survival(results, wish.scenario)
    return answered.chosen(wish.kind, answers, wish.answer)


def _survival(results: Results, scenario: str | None) -> Answer:
    """Ask how long wars last, and keep the answer where the folder can be written."""
    from contextlib import suppress
    from dataclasses import replace

    more = () if scenario is None else ("--scenario", scenario)
    answer = replace(results.survival(scenario), command=(PROGRAM, "study", NOW, results.path.name, *more))
    with suppress(StoreError):
        answer.save(results.path)
    return answer


def keep(figure: Figure, text: str, target: Path, words: Sequence[str]) -> None:
    """Write a picture, and beside it the numbers behind it with the command that made it.

    Raises
    ------
    StoreError
        If they cannot be written.
    """
    from sim.plots import save
    from sim.study import place

    command = shlex.join([PROGRAM, *words])
    save(figure, target, command)
    with place.told(target):
        place.put_texts(target.parent, {f"{target.name}{TWIN}": f"# {command}\n{text.rstrip()}\n"})
