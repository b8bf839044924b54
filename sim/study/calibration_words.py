"""A calibration in words and tables, for the command line, its report and the page of the documentation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.language import _
from sim.parameters import parameter
from sim.study.moved import IDENTIFIED, NARROWED, NUDGED, PRIOR, SHIFT
from sim.study.windows import Window, windows

SHOWN_PAIRS = 8
NONE = "–"


@dataclass(frozen=True)
class Section:
    """A title, a paragraph, and a table; a column whose title ends in a colon is set to the right."""

    title: str
    text: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def sections(found: Mapping[str, Any]) -> list[Section]:
    """Return what is to be told of a calibration (`sim.study.calibration_findings`), in its order."""
    parts = [_stages(found), _histories(found), _base(found), _variants(found)]
    return parts if not found["parameters"] else [*parts, _identified(found), _pairs(found)]


def summary(found: Mapping[str, Any]) -> str:
    """Return where the sets come from, in a sentence."""
    text = _("{sets:,} sets are left of {draws:,} drawn from the whole prior (mends: {mends}; seed {seed}).")
    words = text.format(sets=found["sets"], draws=found["draws"], mends=found["choice"], seed=found["seed"])
    left_out = _(" Left out: {names}.").format(names=", ".join(found["without"])) if found["without"] else ""
    return words + left_out


def cell_title(cell: str) -> str:
    """Return a history or stage as it is called."""
    known = {"china-1979": _("1979 to 1991"), "ukraine": _("Ukraine"), "base rates": _("base rates")}
    return known.get(cell, cell)


def percent(share: float | None) -> str:
    """Return a share in per cent, at two figures."""
    if share is None:
        return NONE
    return f"{100.0 * share:.0f}" if share >= 0.1 or share == 0.0 else f"{100.0 * share:.2g}"


def _stages(found: Mapping[str, Any]) -> Section:
    rows = [
        (cell_title(row["stage"]), f"{row['tried']:,}", f"{row['left']:,}", percent(row["left"] / max(row["tried"], 1)))
        for row in found["stages"]
    ]
    return Section(
        _("What is left after each stage"),
        _("A set is tried on a later stage only if it has passed the earlier ones."),
        (_("stage"), _("sets tried:"), _("left:"), _("per cent:")),
        tuple(rows),
    )


def _histories(found: Mapping[str, Any]) -> Section:
    listed = {window.name: window for window in windows().histories}
    rows = []
    for row in found["histories"]:
        window = listed[row["name"]]
        numbers = (percent(row["prior"]), f"{row['left']:,}", f"{row['cost']:.2f}", percent(row["fresh"]))
        rows.append((cell_title(row["cell"]), window.words + marks(window, row["left_out"]), *numbers))
    text = _(
        "In the prior and in new runs of the sets: in what per cent of single runs each window holds; all of them hold"
        " together in {prior} and {fresh} per cent. Cost: by what factor more draws would pass the histories without"
        " it. * changed after results had been seen."
    )
    words = text.format(prior=percent(found["joint"]["prior"]), fresh=percent(found["joint"]["fresh"]))
    head = (_("history"), _("window"), _("prior %:"), _("left:"), _("cost:"), _("sets %:"))
    return Section(_("The windows of the two histories"), words, head, tuple(rows))


def marks(window: Window, left_out: bool) -> str:
    """Return what is to be known of a window at a glance."""
    return (" *" if window.changed else "") + (_(" (left out)") if left_out else "")


def _base(found: Mapping[str, Any]) -> Section:
    listed = {window.name: window for window in windows().base}
    rows = []
    for row in found["base"]:
        window = listed[row["name"]]
        numbers = (percent(row["prior"]), percent(row["held"]), _spread(row["spread"]), f"{row['cost']:.2f}")
        rows.append((window.words + marks(window, row["left_out"]), *numbers))
    text = _(
        "Means over {repeats} runs of each set. In what per cent of prior sets, and of sets that pass both histories,"
        " the rate lies in its band; and the middle nine tenths of the rate over the latter."
    )
    head = (_("base rate"), _("prior %:"), _("after histories %:"), _("5, 50, 95 %:"), _("cost:"))
    return Section(_("Base rates"), text.format(repeats=found["repeats"]), head, tuple(rows))


def _spread(values: Sequence[float] | None) -> str:
    return NONE if values is None else ", ".join(f"{value:.2g}" for value in values)


def _variants(found: Mapping[str, Any]) -> Section:
    rows = []
    for row in found["variants"]:
        moved = ", ".join(f"{each['name']} {each['shift']:+.2f}" for each in row["moved"])
        left_out = ", ".join(row["without"]) or _("nothing")
        rows.append((left_out, f"{row['sets']:,}", percent(row["acceptance"]), moved or NONE))
    text = _(
        "Which medians differ from those of the sets above by more than those of two samples of the prior would in 19"
        " of 20 cases, in shares of the range."
    )
    head = (_("left out"), _("sets:"), _("of draws %:"), _("medians that differ"))
    return Section(_("With and without the disputed windows"), text, head, tuple(rows))


def _identified(found: Mapping[str, Any]) -> Section:
    rows = sorted(found["parameters"], key=lambda row: -row["distance"])
    text = _(
        "Identified: the sets lie further from the prior (largest gap between the distributions) than {noise:.3f},"
        " which noise keeps within over all parameters in 19 of 20 samples, and the median has moved by {shift:.0f} per"
        " cent of the range or the middle interval narrowed by {narrowed:.0f}. Moved, but little: {nudged}. As in the"
        " prior: {prior}."
    )
    words = text.format(
        noise=found["noise"],
        shift=100.0 * SHIFT,
        narrowed=100.0 * (1.0 - NARROWED),
        nudged=_listed(row["name"] for row in rows if row["standing"] == NUDGED),
        prior=_listed(row["name"] for row in found["parameters"] if row["standing"] == PRIOR),
    )
    body = tuple(_parameter(row) for row in rows if row["standing"] == IDENTIFIED)
    head = (_("parameter"), _("range"), "16 %:", "50 %:", "84 %:", _("median moved:"), _("width:"), _("distance:"))
    title = _("{count} of {all} parameters are identified").format(count=len(body), all=len(rows))
    return Section(title, words, head, body)


def _parameter(row: Mapping[str, Any]) -> tuple[str, ...]:
    about = parameter(row["name"])
    numbers = (f"{row[name]:.3g}" for name in ("low", "middle", "high"))
    measures = (f"{row['shift']:+.2f}", f"{row['width']:.2f}", f"{row['distance']:.2f}")
    return (about.name, f"{about.low:g} to {about.high:g}", *numbers, *measures)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or NONE


def _pairs(found: Mapping[str, Any]) -> Section:
    rows = tuple(
        (f"{row['first']}, {row['second']}", f"{row['correlation']:+.2f}", _("yes") if row["beyond"] else _("no"))
        for row in found["pairs"][:SHOWN_PAIRS]
    )
    text = _("Rank correlations over the sets; {count} of all pairs are beyond noise.")
    head = (_("parameters"), _("correlation:"), _("beyond noise"))
    return Section(_("Parameters that are tied to each other"), text.format(count=found["pairs_beyond"]), head, rows)


def report(found: Mapping[str, Any], table: Callable[[Sequence[str], Iterable[Sequence[str]]], str]) -> str:
    """Return all sections as one text of Markdown; `table` makes a table of it."""
    parts = [summary(found)]
    for section in sections(found):
        parts += [f"## {section.title}", section.text, table(section.head, section.rows)]
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    rule = ["---:" if title.endswith(":") else "---" for title in head]
    lines = [[title.rstrip(":") for title in head], rule, *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
