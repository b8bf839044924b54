"""A planned study as the plots of saved runs read it: its policies have names, and its runs are spread over points."""

from __future__ import annotations

from functools import cached_property

from sim.errors import InputError
from sim.language import _
from sim.plots.reading import Folder, Reading
from sim.study.view import View

ANEW = "contour"
"""The kind that runs anew around one point, which a study of many points has not."""


class StudyReading(Reading):
    """One scenario of a planned study, read once."""

    def __init__(self, view: View) -> None:
        super().__init__(view)
        self.view = view

    @cached_property
    def policies(self) -> list[str]:
        """The policies by name, in the order of the study."""
        return self.view.policies()

    @cached_property
    def reference(self) -> str:
        """The study's first policy."""
        return self.policies[0]

    def label(self, policy: str) -> str:
        """Return the name of a policy."""
        return policy

    def others(self) -> str:
        """Return over what the runs are spread, in words."""
        return self.view.about()

    def varied_seats(self) -> str:
        """Return what the policies are called together."""
        return _("policy")

    def over_policies(self, what: str) -> str:
        """Return a headline for a picture of all policies."""
        return _("{what}, by policy").format(what=what)


def reading_of(folder: Folder | View, kind: str) -> Reading:
    """Return a folder as a kind of picture reads it.

    Raises
    ------
    InputError
        If the kind does not go with a planned study.
    """
    if not isinstance(folder, View):
        return Reading(folder)
    if kind == ANEW:
        message = _(
            "The plot {kind} runs anew around one point, and this study has points of its own: ask fournos study "
            "discover or sensitivity, and draw what they answer."
        )
        raise InputError(message.format(kind=kind), field="kind", got=kind)
    return StudyReading(folder)
