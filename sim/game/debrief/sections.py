"""A debrief as sections of plain blocks: the page and the plain text show the same, each in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sim.game import skins
from sim.game.debrief.blocks import Block, Items, Picture, Space, Text
from sim.game.debrief.data import Debrief
from sim.game.debrief.revealed import across, claims, luck, roads, wanted
from sim.game.debrief.telling import beside, changed, course, expected, meters, orders, result, turning
from sim.language import _
from sim.report.blocks import Section

__all__ = ["Section", "lead", "sections", "title", "worn"]


def lead(found: Debrief) -> str:
    """Return the line under the title: what was played, and whose debrief it is."""
    words = _("Debrief of the seat of {label} in {scenario} ({period})")
    told = words.format(label=found.label, scenario=found.scenario.title, period=found.scenario.period)
    return _said(found, told)


def sections(found: Debrief) -> tuple[Section, ...]:
    """Return the sections of a debrief that have anything to show, in the order in which they are read."""
    rows: tuple[tuple[str, str, Callable[[Debrief], Iterator[Block]]], ...] = (
        ("result", _("How it went"), result),
        ("meters", _("The five meters over time"), meters),
        ("sums", _("What moved them"), course),
        ("turning", _("Turning points"), turning),
        ("across", _("The other side's screen"), across),
        ("luck", _("Luck"), luck),
        ("wanted", _("What the others wanted"), wanted),
        ("roads", _("Roads not taken"), roads),
        ("claims", _("The essays' claims that this game spoke to"), claims),
        ("expected", _("What you expected"), expected),
        ("beside", _("Hanoi's own choices, beside yours"), beside),
        ("changed", _("What was changed or taken back"), changed),
        ("orders", _("What you ordered"), orders),
        ("leader", _("The leader you served"), _leader),
        ("questions", _("Questions to think about"), _questions),
        ("limits", _("What this does not show"), _limits),
        ("again", _("To play it again"), _again),
    )
    made = (Section(name, title, tuple(tell(found))) for name, title, tell in rows)
    told = tuple(section for section in made if section.blocks)
    return told if found.worn == skins.NONE else tuple(_hidden(section, found) for section in told)


def title(found: Debrief) -> str:
    """Return the title of a debrief."""
    return _said(found, found.title)


def _leader(found: Debrief) -> Iterator[Block]:
    if found.leader:
        yield Text(found.leader)


def _questions(found: Debrief) -> Iterator[Block]:
    for question in found.scenario.debrief_questions:
        yield Text(question)
        yield Space(3)


def _limits(found: Debrief) -> Iterator[Block]:
    yield Text(found.scenario.limits)
    yield Text(
        _(
            "One game is one draw of chance under rules that a few people wrote down. It is a simulation to think "
            "with: it shows what follows from those rules, and is no evidence about the world."
        )
    )


def _again(found: Debrief) -> Iterator[Block]:
    if found.run:
        yield Items(found.run)
    if found.seed is None:
        return
    yield Text(_("Scenario {name}, seed {seed}.").format(name=found.scenario.name, seed=found.seed))
    if found.postcard:
        yield Text(_("The whole game as a postcard, which the same release replays with fournos replay:"))
        yield Items((found.postcard,), code=True)
    if found.skin:
        yield Text(_("It was played under invented names. These are the real ones:"))
        yield Items(tuple(_("{invented}: {real}").format(invented=name, real=real) for name, real in found.skin))


def _hidden(section: Section, found: Debrief) -> Section:
    """Return a section of a game under invented names that is not over: in those names, and without its pictures."""
    with worn(found.worn, found.scenario.start):
        blocks = tuple(_dressed(block) for block in section.blocks if not isinstance(block, Picture))
        return Section(section.id, skins.shown(section.title), blocks)


def _dressed(value: Any) -> Any:
    """Return a block, or a part of one, with invented names for the real ones."""
    if isinstance(value, str):
        return skins.shown(value)
    if isinstance(value, tuple):
        return tuple(_dressed(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{row.name: _dressed(getattr(value, row.name)) for row in fields(value)})
    return value


def _said(found: Debrief, text: str) -> str:
    with worn(found.worn, found.scenario.start):
        return skins.shown(text) if found.worn != skins.NONE else text


@contextmanager
def worn(skin: str, start: str) -> Iterator[None]:
    """Lay a skin over what is shown meanwhile; nothing is done where it is laid over it already, or there is none."""
    before = skins.current()
    if skin in (skins.NONE, before):
        yield
        return
    skins.use(skin, start)
    try:
        yield
    finally:
        skins.use(before)
