"""Entries of a scenario's file: short and long texts, bounded numbers, and numbers with the place they come from."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from sim.language import _, clean

SHORT, LONG = 200, 6000
DATED_EVENT = _("dated event")
"""What an event of the calendar says of itself if its file says nothing."""


def _plain(text: str, limit: int) -> str:
    """Return text from a file as `clean` leaves it; refuse what is then empty or longer than `limit`."""
    plain = clean(text, limit=12 * limit).strip()  # a tab becomes 4 characters, a composed letter up to 3
    if not plain:
        raise ValueError(_("it has no readable text"))
    if len(plain) > limit:
        raise ValueError(_("it is longer than {limit} characters").format(limit=limit))
    return plain


def _line(text: str) -> str:
    return _plain(text, SHORT).replace("\n", " ")


def _page(text: str) -> str:
    return _plain(text, LONG)


def _said(text: str) -> str:
    """Return a text that people read in their language; the file as read keeps its own."""
    return _(text)


Line = Annotated[str, Field(min_length=1, max_length=SHORT), AfterValidator(_line)]
Page = Annotated[str, Field(min_length=1, max_length=LONG), AfterValidator(_page), AfterValidator(_said)]
Title = Annotated[Line, AfterValidator(_said)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=1e6)]
Amount = Annotated[float, Field(ge=0, le=1e6)]
Rate = Annotated[float, Field(ge=-1, le=1)]


class Table(BaseModel):
    """A table of the file: strict, closed, finite."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Sourced(Table):
    """A number with the place where it comes from."""

    value: float
    source: Line


class SourcedShare(Sourced):
    """A share, 0 to 1."""

    value: Share


class SourcedAmount(Sourced):
    """An amount, 0 or more."""

    value: Amount


class SourcedPositive(Sourced):
    """An amount above 0."""

    value: Positive


class SourcedRate(Sourced):
    """A yearly rate, -1 to 1."""

    value: Rate
