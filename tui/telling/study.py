"""A study as its screen tells it: which pages there are, and what stands on those of text.

Numbers come from the results and from the answers that are kept with them; nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.language import _
from tui.commands.console import number

if TYPE_CHECKING:
    from sim.study.answers import Answer, Table
    from sim.study.results import Results

OVERVIEW, HEAT, COURSES, BOXES, RUNS, ANSWER = "overview", "heat", "courses", "boxes", "runs", "answer"
"""Kinds of pages."""
MOST_ROWS = 40
"""Rows of a table that are told; its file has all."""
DISCOVER = "discover"


@dataclass(frozen=True)
class Page:
    """A page: its kind, what it is of (an outcome or an answer's name, "" for the study), and its title."""

    kind: str
    of: str
    title: str

    @property
    def id(self) -> str:
        """What names it in the list."""
        return f"{self.kind}:{self.of}"


@dataclass(frozen=True)
class Browsed:
    """A study that has been read: its results, and the answers that are kept with them."""

    results: Results
    answers: tuple[Answer, ...]

    def answer(self, name: str) -> Answer:
        """Return a kept answer by its name."""
        return next(each for each in self.answers if each.name == name)


def browsed(directory: str | Path) -> Browsed:
    """Read a study, or the folder that `fournos run -o DIR` wrote.

    Raises
    ------
    StoreError
        If it is no study folder, or something in it is missing or has changed.
    """
    from sim.study.answers import kept
    from sim.study.results import open_results

    results = open_results(directory)
    return Browsed(results, tuple(kept(results.path)))


def pages(found: Browsed) -> list[Page]:
    """Return the pages of a study: those of which there is something to show, and the overview."""
    results = found.results
    told = [Page(OVERVIEW, "", _("Overview"))]
    if int(results.manifest["runs"]["done"]):
        named = [(name, row.title or name) for name, row in results.outcomes.items() if row.better]
        if len(results.policies) > 1:
            told += [Page(HEAT, name, _("Regret: {outcome}").format(outcome=title)) for name, title in named]
        if results.files.get("trajectories") or int(results.spec.design.trajectories):
            told.append(Page(COURSES, "", _("Courses of runs")))
        told.append(Page(RUNS, "", _("Table of runs")))
    boxes = [each for each in found.answers if each.question == DISCOVER and each.data.get("boxes")]
    told += [Page(BOXES, each.name, _("Ranges: {title}").format(title=each.title)) for each in boxes]
    return told + [Page(ANSWER, each.name, each.title) for each in found.answers]


def overview(found: Browsed) -> list[tuple[str, list[str]]]:
    """Return what the study is and how far it has come: headings with their lines."""
    results, spec = found.results, found.results.spec
    counts = results.manifest["runs"]
    done, failed = int(counts["done"]), int(counts["failed"])
    words = _("{done:,} of {planned:,} runs are there; {failed:,} failed.")
    design = _("{points:,} points, {replications:,} replications of each; luck is {luck}; moves {moves}; types {types}")
    kinds = {"own": _("each point's own"), "common": _("the same at every point")}
    told = [
        (spec.title or spec.name, [" ".join(spec.question.split())] if spec.question else []),
        (_("Runs"), [words.format(done=done - failed, planned=int(counts["planned"]), failed=failed)]),
        (_("Policies"), [f"{name}: {row.title}" if row.title != name else name for name, row in spec.policies.items()]),
        (_("Scenarios"), [f"{name}: {_(row.title)}" for name, row in spec.scenarios.items()]),
        (_("Uncertainties"), [_uncertain(row) for row in spec.uncertainties] or [_("none: all runs are at one point")]),
        (
            _("Design"),
            [
                design.format(
                    points=len(results.points),
                    replications=results.replications,
                    luck=kinds.get(spec.design.luck, spec.design.luck),
                    moves=spec.moves,
                    types=spec.types,
                )
            ],
        ),
        (_("Outcomes"), [_outcome(name, row.title, row.better, row.threshold) for name, row in spec.outcomes.items()]),
        (_("Answers"), [_standing(each) for each in found.answers] or [_("none is kept yet: fournos study --help")]),
        (_("What it does not show"), [" ".join(limit.split()) for limit in spec.limits]),
    ]
    return [(head, lines) for head, lines in told if lines or head == spec.title]


def _uncertain(row: object) -> str:
    """Return an uncertainty with its range or its levels."""
    name, levels = str(getattr(row, "name", "")), tuple(getattr(row, "levels", ()))
    if levels:
        return _("{name}: {levels}").format(name=name, levels=", ".join(map(str, levels)))
    low, high = (number(float(getattr(row, end)), 3) for end in ("low", "high"))
    return _("{name}: {low} to {high}").format(name=name, low=low, high=high)


def _outcome(name: str, title: str, better: str, threshold: float | None) -> str:
    told = f"{name}: {title}" if title and title != name else name
    if better:
        told += "; " + (_("more is better") if better == "more" else _("less is better"))
    if threshold is not None:
        told += "; " + _("threshold {value}").format(value=number(threshold, 3))
    return told


def _standing(answer: Answer) -> str:
    return answer.title if answer.standing.established else f"{answer.title} ({_('not established')})"


def answer_lines(answer: Answer, width: int) -> list[tuple[str, list[str]]]:
    """Return a kept answer: what was found, whether it stands, and its tables, each a heading with its lines.

    Parameters
    ----------
    width : columns there are; a table too wide for them is told row by row.
    """
    first = list(answer.sentences) + ([] if answer.standing.established else [answer.standing.text()])
    told = [(answer.title, first)]
    for name, table in answer.tables.items():
        if table.rows:
            told.append((table.title or name, table_lines(table, width)))
    if answer.command:
        told.append((_("Asked with"), [" ".join(answer.command)]))
    return told


def table_lines(table: Table, width: int) -> list[str]:
    """Return a table as lines: in columns where there is room, else each row with the head before every value."""
    heads = [name.replace("_", " ") for name in table.columns]
    rows = [[entry(value) for value in row] for row in table.rows[:MOST_ROWS]]
    widths = [max(len(head), *(len(row[at]) for row in rows)) for at, head in enumerate(heads)]
    if sum(widths) + 2 * (len(widths) - 1) <= width:
        told = [_line(heads, widths, table.rows), *(_line(row, widths, table.rows) for row in rows)]
    else:
        told = ["; ".join(f"{head} {cell}" for head, cell in zip(heads, row, strict=True) if cell) for row in rows]
    more = len(table.rows) - MOST_ROWS
    return told + ([_("{n} more rows are in its file.").format(n=more)] if more > 0 else [])


def _line(cells: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[object]]) -> str:
    """Return one line of a table; columns of numbers are set to the right."""
    right = [all(isinstance(row[at], (int, float, type(None))) for row in rows) for at in range(len(cells))]
    told = (text.rjust(room) if way else text.ljust(room) for text, room, way in zip(cells, widths, right, strict=True))
    return "  ".join(told).rstrip()


def entry(value: object) -> str:
    """Return one cell of a table as text."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float) or value is None:
        return number(value, 3)
    return f"{value:,}" if isinstance(value, int) else str(value)


def box_lines(answer: Answer, width: int, *, ascii_only: bool = False) -> Iterator[tuple[str, list[str]]]:
    """Yield each box of a discovery: its conditions, and each as a range drawn over the whole range of its input."""
    inputs = answer.data["inputs"]
    yield answer.title, list(answer.sentences) + ([] if answer.standing.established else [answer.standing.text()])
    for place, box in enumerate(answer.data["boxes"], start=1):
        lines = [str(box["text"])]
        if box["standing"]:
            lines.append(str(box["standing"]))
        for bound in box["bounds"]:
            lines += ["", *_range(bound, inputs[int(bound["input"])], width, ascii_only)]
        yield _("Box {number}").format(number=place), lines


def _range(bound: Mapping[str, Any], of: Mapping[str, Any], width: int, ascii_only: bool) -> list[str]:
    """Return one condition of a box: words, and its range or levels among all."""
    share = _("restricted in {share} of resamples").format(share=_percent(bound["share"]))
    head = _("{name}: {sure}").format(name=of["name"], sure=share)
    if bound["levels"] is not None:
        kept = {int(level) for level in bound["levels"]}
        cells = [f"[{name}]" if at in kept else f" {name} " for at, name in enumerate(of["levels"])]
        return [head, " ".join(cells)]
    low, high = float(of["low"]), float(of["high"])
    start, stop = (
        float(end) if end is not None else edge for end, edge in ((bound["low"], low), (bound["high"], high))
    )
    inside, outside = ("#", "-") if ascii_only else ("█", "░")
    room = max(min(width - 4, 60), 10)
    at = [round((min(max(end, low), high) - low) / ((high - low) or 1.0) * (room - 1)) for end in (start, stop)]
    bar = "".join(inside if at[0] <= cell <= at[1] else outside for cell in range(room))
    words = _("{start} to {stop}, of {low} to {high}")
    told = words.format(start=number(start, 3), stop=number(stop, 3), low=number(low, 3), high=number(high, 3))
    return [head, bar, told]


def _percent(value: object) -> str:
    return number(100.0 * float(value), 0) + " %" if isinstance(value, (int, float)) else number(None)
