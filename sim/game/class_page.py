"""The page of a class: one cloud of all games, their meters laid over each other, and the list, as a file of each."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from sim.errors import StoreError
from sim.game.classroom import Class, Game
from sim.game.debrief.blocks import Block, Grid, Heading, Items, Picture, Text
from sim.game.debrief.numbers import level
from sim.game.debrief.sections import Section
from sim.language import _, plural
from sim.report.page import Page, embedded, rendered
from sim.study import place
from sim.study.meters import METERS

PAGE, TABLE = "class.html", "class.csv"
"""Names of the page and the table."""
CLOUD, COURSES = PICTURES = ("cloud", "courses")
KINDS = ("png", "svg")
"""The pictures, each in both kinds."""
FILES = (PAGE, TABLE, *(f"{name}.{kind}" for name in PICTURES for kind in KINDS))
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""A label that begins so would be worked out by a spreadsheet."""


def check(folder: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
    """Return where a class is to be written, before any work is done for it.

    Raises
    ------
    StoreError
        If nothing can be written there, or a class is there already and must not be replaced.
    """
    goal = place.resolved(folder)
    place.check_writable(goal)
    there = [name for name in FILES if (goal / name).exists()]
    if there and not overwrite:
        message = _("{folder} holds {names} already; name another folder, or give --overwrite.")
        raise StoreError(message.format(folder=goal, names=", ".join(there)), field="folder", got=str(goal))
    return goal


def write(found: Class, folder: str | os.PathLike[str], *, overwrite: bool = False) -> tuple[Path, ...]:
    """Write the page, the table and the pictures of a class into a folder, and return the files.

    Raises
    ------
    StoreError
        As `check`, or if they cannot be written.
    """
    from sim.plots.saving import put

    goal = check(folder, overwrite=overwrite)
    drawn = pictures(found)
    files = {PAGE: page(found, drawn).encode(), TABLE: table(found).encode(), **drawn}
    with place.told(goal):
        goal.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            put(files[name], goal / name)
    return tuple(goal / name for name in FILES)


def pictures(found: Class) -> dict[str, bytes]:
    """Return the pictures of a class as the bytes of files, by the file's name."""
    from sim.plots import classroom as plots
    from sim.plots.saving import rendered as image

    scales = [plots.Scale(meter.name, meter.title, meter.unit, meter.sign) for meter in METERS]
    games = [plots.Played(game.number, game.best, game.meters, game.courses) for game in found.games]
    title = found.scenario.title
    drawn = {
        CLOUD: plots.cloud(title, when(found), scales, games),
        COURSES: plots.courses(title, found.scenario, scales, games),
    }
    return {f"{name}.{kind}": image(figure, kind) for name, figure in drawn.items() for kind in KINDS}


def table(found: Class) -> str:
    """Return the games of a class as comma-separated values, one a line."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    meters = [meter.name for meter in METERS]
    rows.writerow(
        [
            "number",
            "label",
            "seats",
            "seed",
            "players",
            "orders",
            "quarters",
            "ending",
            *meters,
            "undominated",
            "postcard",
        ]
    )
    for game in found.games:
        label = f"'{game.label}" if game.label.startswith(FORMULAS) else game.label
        about = [game.number, label, " ".join(game.seats), game.seed, " ".join(game.players), game.orders]
        about += [game.quarters, game.ending]
        rows.writerow([*about, *(f"{game.meters[name]:.6g}" for name in meters), int(game.best), game.code])
    return out.getvalue()


def page(found: Class, drawn: Mapping[str, bytes]) -> str:
    """Return the page of a class, with the pictures that `pictures` has drawn: it fetches nothing and runs nothing."""
    words = plural("One game of {scenario}", "{n} games of {scenario}", len(found.games))
    head = words.format(n=len(found.games), scenario=found.scenario.title)
    lead = _("{period}. A simulation to think with: it shows what follows from its rules, and is no evidence.")
    lead = f"{when(found)} {lead}"
    sections = tuple(Section(name, title, tuple(blocks)) for name, title, blocks in _sections(found))
    images = {name: embedded(drawn.get(f"{name}.svg", b"")) for name in PICTURES}
    return rendered([Page(head, lead.format(period=found.scenario.period), sections, images)])


def when(found: Class) -> str:
    """Return after how many quarters the games of a class are compared, as a sentence."""
    if found.after == found.scenario.quarters:
        return _("Compared at the end of the scenario.")
    words = plural("Compared after one quarter, {date}.", "Compared after {n} quarters, {date}.", found.after)
    return words.format(n=found.after, date=found.scenario.date(found.after - 1))


def _sections(found: Class) -> Iterator[tuple[str, str, Iterator[Block]]]:
    yield "cloud", _("Where the games stand"), _cloud(found)
    yield "courses", _("How they went"), _courses()
    yield "games", _("The games"), _games(found)
    if found.differ or found.faults:
        yield "apart", _("What to mind"), _apart(found)
    yield "questions", _("Questions to think about"), iter([Items(tuple(found.scenario.debrief_questions))])
    yield "again", _("To play them again"), _again(found)


def _cloud(found: Class) -> Iterator[Block]:
    best = [game for game in found.games if game.best]
    yield Picture(CLOUD, _("Every pair of the five meters in each game; the numbers are those of the list."))
    words = plural(
        "One game is undominated: no other is at least as good on all five meters and better on one.",
        "{n} games are undominated: no other is at least as good on all five meters and better on one.",
        len(best),
    )
    yield Text(words.format(n=len(best)), strong=True)
    yield Text(", ".join(f"{game.number} {game.label}" for game in best) + ".")
    yield Text(
        _("That is no ranking: which to prefer depends on what a life is worth in growth, which nobody here says.")
    )


def _courses() -> Iterator[Block]:
    yield Picture(COURSES, _("The five meters of every game, quarter by quarter; undominated games are drawn in full."))


def _games(found: Class) -> Iterator[Block]:
    titles = tuple(meter.title for meter in METERS)
    head = (_("game"), _("label"), _("orders"), *titles, _("ending"))
    rows = tuple(_row(game) for game in found.games)
    strong = tuple(place for place, game in enumerate(found.games) if game.best)
    caption = _("Undominated games stand out. Orders: phases in which an order of one's own was handed in.")
    yield Grid(head, rows, (2, 3, 4, 5, 6, 7), caption, strong)
    yield Text(
        _("Prosperity is GDP over the path of usual growth without crisis. Lives lost counts soldiers of the target."),
        small=True,
    )


def _row(game: Game) -> tuple[str, ...]:
    meters = (level(meter.name, game.meters[meter.name]) for meter in METERS)
    ending = game.ending or _("not over: {count} quarters played").format(count=game.quarters)
    return (str(game.number), game.label, str(game.orders), *meters, ending)


def _apart(found: Class) -> Iterator[Block]:
    for words in found.differ:
        yield Text(words)
    if found.faults:
        yield Heading(_("Lines that were left out"))
        yield Items(tuple(str(fault) for fault in found.faults))


def _again(found: Class) -> Iterator[Block]:
    yield Text(_("Each line replays one game: fournos play --plain --postcard CODE"))
    yield Items(tuple(game.code for game in found.games), code=True)
