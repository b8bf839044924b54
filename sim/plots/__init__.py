"""Pictures of a study: one kind a module, one look, texts that say what is shown and how it was run.

The list of kinds costs nothing to read; Matplotlib is imported when a picture is drawn. Nowhere else is it imported.

>>> from sim.plots import KINDS
>>> list(KINDS)
['fan', 'endings', 'panel', 'bleed', 'contour', 'ladder', 'relations', 'compare']
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, OutOfRange, UnknownName, WrongType
from sim.language import _

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.plots.reading import Folder

__all__ = ["FORMATS", "KINDS", "Plot", "describe", "draw", "save"]

FORMATS = ("png", "svg", "pdf")
"""Endings of the files that a picture can be saved to."""


@dataclass(frozen=True)
class Plot:
    """A kind of picture.

    Attributes
    ----------
    name : as `--kind` has it.
    text : what it shows, one sentence.
    module : module of this package that draws it.
    trajectories : whether it needs recorded trajectories.
    measure : what `measure` chooses; empty if it chooses nothing.
    policy : whether it shows one policy, which `policy` chooses; else it shows all.
    """

    name: str
    text: str
    module: str
    trajectories: bool = True
    measure: str = ""
    policy: bool = False

    def load(self) -> Any:
        """Return the module that draws this kind: its `draw` and `describe`."""
        return import_module(f"sim.plots.{self.module}")


KINDS: dict[str, Plot] = {
    plot.name: plot
    for plot in (
        Plot(
            "fan",
            _("How a quantity moves over time, with one panel an ending, since outcomes are bimodal."),
            "fan",
            measure=_("recorded quantity"),
            policy=True,
        ),
        Plot("endings", _("How the runs end under each policy, as shares."), "endings", trajectories=False),
        Plot(
            "panel",
            _("Every outcome measure under each policy, with its spread."),
            "panel",
            trajectories=False,
            measure=_("measure"),
        ),
        Plot(
            "bleed",
            _("Both sides' weariness, the bargaining zone as it opens, and the deals that follow."),
            "bleed",
            policy=True,
        ),
        Plot(
            "contour",
            _("How the endings shift with the intensity of the bleed and with aid; runs new simulations."),
            "contour",
            trajectories=False,
            measure=_("ending"),
            policy=True,
        ),
        Plot("ladder", _("Where on the ladder of the conflict the runs stand over time, under each policy."), "ladder"),
        Plot(
            "relations",
            _("Partnerships, belief in promises, tie, trust, rivalry and grievance over time."),
            "relations",
            policy=True,
        ),
        Plot(
            "compare",
            _("The same quantity under each policy on identical axes, against a reference policy."),
            "comparison",
            measure=_("recorded quantity"),
            policy=True,
        ),
    )
}
"""The kinds of picture by name, in their published order."""


def draw(kind: str, folder: Folder, *, measure: str | None = None, policy: str | None = None, runs: int = 8) -> Figure:
    """Draw a picture of a study.

    Parameters
    ----------
    kind : name of one of KINDS.
    folder : a study folder, as `sim.study.open_study` returns it, or a `sim.study.view.View` of a planned study.
    measure : what to show, where the kind lets one choose: a recorded quantity, a measure or an ending.
    policy : which policy to show (or, for `compare`, to hold the others against), in full or by its short name; the
        scenario's own if None.
    runs : how many real runs are drawn thin beside the bands, per panel.

    Raises
    ------
    UnknownName
        If the kind, the measure or the policy is unknown.
    InputError
        If the kind takes no measure or policy, or the study holds nothing that it could show.
    """
    plot = _checked(kind, measure, policy, runs)
    from sim.plots.sheet import settled
    from sim.plots.studied import reading_of
    from sim.plots.style import look

    with look():
        figure: Figure = plot.load().draw(reading_of(folder, kind), measure=measure, policy=policy, runs=runs)
        return settled(figure)


def describe(kind: str, folder: Folder, *, measure: str | None = None, policy: str | None = None) -> str:
    """Return the numbers behind a picture as a text, for readers who cannot see it; parameters and errors as `draw`."""
    plot = _checked(kind, measure, policy, 0)
    from sim.plots.studied import reading_of

    text: str = plot.load().describe(reading_of(folder, kind), measure=measure, policy=policy)
    return text


def save(figure: Figure, path: str | os.PathLike[str], command: str = "") -> None:
    """Write a picture to a PNG, SVG or PDF file, by the ending of its name; the same picture gives the same bytes.

    The file appears whole or not at all. The command that made it stands in the file, if it is given.

    Raises
    ------
    InputError
        If the ending is none of FORMATS.
    StoreError
        If the file cannot be written.
    """
    from sim.plots.saving import write

    write(figure, path, command)


def _checked(kind: str, measure: str | None, policy: str | None, runs: int) -> Plot:
    """Return the plot of a kind, if it takes what it was given."""
    if kind not in KINDS:
        raise UnknownName(_("kind of plot"), kind, KINDS)
    plot = KINDS[kind]
    for name, given, takes in (("measure", measure, bool(plot.measure)), ("policy", policy, plot.policy)):
        if given is not None and not takes:
            message = _("The plot {kind} takes no {name}; it shows all there is.").format(kind=kind, name=name)
            raise InputError(message, field=name, got=given, allowed=_("none"))
    if isinstance(runs, bool) or not isinstance(runs, int):
        raise WrongType("runs", runs, _("a whole number"))
    if not 0 <= runs <= 100:
        raise OutOfRange("runs", runs, 0, 100)
    return plot
