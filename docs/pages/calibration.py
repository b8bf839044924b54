"""docs/calibration.md: the frozen windows, what passed them, and what they say on each parameter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from docs.gather import read
from docs.pages.markdown import link, not_gathered, page, table
from sim.parameters import table as parameters
from sim.study.calibration_words import Section, cell_title, percent, sections, summary
from sim.study.moved import IDENTIFIED, noise_of_medians
from sim.study.windows import Window, windows

SOURCE = "sim/calibration.toml and docs/evidence/calibration.json"
FIGURES = Path(__file__).resolve().parents[1] / "figures"
REFERENCE = {"draws": 680_000, "histories": 1_440, "sets": 473}
"""What the reference model's own search found."""
INTRODUCTION = """Nothing in this model can be estimated as in a regression: two histories bear on 67 free parameters.
So it is calibrated in the plainest way there is, approximate Bayesian computation by rejection [McCulloch2022].
Parameter sets are drawn from the whole of their [plausible ranges](parameters.md), each equally likely; each set runs
both histories once; and it is kept only if every one of seventeen windows holds in those two runs, and then the base
rates of the present in sixty more runs. What is kept is a sample: every finding of this project is a statement about
the share of these sets in which it holds, never about one of them.

The windows were frozen before any [mend](mends.md) was judged, and the file that holds them has a digest, `{digest}`,
which every calibration carries. Four of them had been changed before that, in the reference model, after its results
had been seen: they are marked. `fournos calibrate -o DIR` repeats all of this, `fournos calibrate --show` tells of the
sets that come with the program."""
CAUTIONS = """- The ranges were set by hand, by people who knew both histories. The prior is no ignorance.
- Two histories, both chosen because they came to war, say little on peace. Onset and deterrence rest on the base rates,
  whose bands are expert coding.
- A set is kept for one run of each history. On new luck the same sets pass far less often: the table says how often.
- Windows that overlap a target of the [record](record.md) make agreement with that target a fit and no test. The
  back-test marks them.
- The anchor is a reference class put together by hand, and the window on aid contradicts the record on the order of
  events in 1989-91. Both can be left out, and the table of variants says what then changes.
- Base rates are means of sixty runs: sets near the edge of a band are kept or lost by noise."""
PICTURES = {
    "windows": (1, "How often each window holds in the prior and in the calibrated sets"),
    "intervals": (4, "The middle interval of every parameter against its prior, the identified ones on top"),
    "marginals": (4, "The distribution of every parameter beside its flat prior"),
    "pairs": (5, "The pairs of parameters that are tied most strongly"),
}
"""Pictures by name: after which section of the calibration they stand, and words for those who cannot see them."""


def render() -> str:
    """Return the page."""
    frozen, found = windows(), read("calibration")
    parts = [
        INTRODUCTION.format(digest=frozen.digest),
        "## What a set must reproduce",
        _windows(frozen.histories),
        "Then, over many runs of the present and of a pact that is put to the test:",
        _windows(frozen.base),
        "These parts of the record make no window:",
        table(["target", "why"], ([row.target, row.why] for row in frozen.left_out)),
        "## What to keep in mind",
        CAUTIONS,
    ]
    if found is None:
        return page("Calibration", SOURCE, [*parts, "## Results", not_gathered("calibration")])
    results = found["sets"]
    return page("Calibration", SOURCE, [*parts, "## Two sets of sets", _compared(results), *_told(results["default"])])


def _windows(rows: Iterable[Window]) -> str:
    """Return a table of windows with what the record says; a mark at those that were changed."""
    head = ["window", "where", "the record", "source", "overlaps", "changed after results were seen"]
    return table(head, ([row.words, _cells(row), _fact(row), row.source, _targets(row), row.changed] for row in rows))


def _cells(row: Window) -> str:
    names = dict.fromkeys(str(windows().cells[cell]["scenario"]) for cell in row.cells)
    return ", ".join(link(name, "scenarios.md", name) for name in names)


def _fact(row: Window) -> str:
    return f"{row.fact} (`--without {row.switch}`)" if row.switch else row.fact


def _targets(row: Window) -> str:
    return ", ".join([*row.overlaps, *(f"{name} (against it)" for name in row.against)])


def _compared(results: Mapping[str, Any]) -> str:
    """Return the calibrations beside each other."""
    names = list(results)
    rows: list[list[str]] = [["drawn", *(f"{results[name]['draws']:,}" for name in names)]]
    for place, stage in enumerate(results[names[0]]["stages"]):
        left = [f"{results[name]['stages'][place]['left']:,}" for name in names]
        rows.append([f"left after {cell_title(stage['stage'])}", *left])
    joint = (
        ("prior", "per cent of prior draws that pass both histories"),
        ("fresh", "the same of the sets, on new luck"),
    )
    rows += [[text, *(percent(results[name]["joint"][key]) for name in names)] for key, text in joint]
    rows.append(["parameters identified", *(str(len(_identified(results[name]))) for name in names)])
    words = [
        "The sets `none` are calibrated without any mend, the sets `default` with those that are on by default; a study"
        " takes those that fit its mends. For comparison: the reference model's own search kept"
        f" {REFERENCE['histories']:,} of {REFERENCE['draws']:,} draws after the histories"
        f" ({percent(REFERENCE['histories'] / REFERENCE['draws'])} per cent), and {REFERENCE['sets']} of these after"
        " the base rates of the present, among which it had none on pacts.",
        table(["", *(f"{name}:" for name in names)], rows),
        "Medians that differ by more than those of two samples of the prior would in 19 of 20 cases (`default` less"
        f" `none`, in shares of the range): {_differing(results)}.",
    ]
    return "\n\n".join(words)


def _identified(found: Mapping[str, Any]) -> list[str]:
    return [row["name"] for row in found["parameters"] if row["standing"] == IDENTIFIED]


def _differing(results: Mapping[str, Any]) -> str:
    """Return the parameters whose medians the mends move, with the shift as a share of the range."""
    free, shifts = parameters(), {}
    both = (results[name]["parameters"] for name in ("none", "default"))
    for before, after in zip(*both, strict=True):
        row = free[before["name"]]
        shifts[row.name] = (after["middle"] - before["middle"]) / (row.high - row.low)
    noise = noise_of_medians(results["none"]["sets"], results["default"]["sets"], len(shifts))
    told = sorted((name for name, shift in shifts.items() if abs(shift) > noise), key=lambda name: -abs(shifts[name]))
    return ", ".join(f"`{name}` {shifts[name]:+.2f}" for name in told) or "none"


def _told(found: Mapping[str, Any]) -> list[str]:
    """Return what is told of the sets that runs use, with the pictures in their places."""
    parts = ["## The sets that runs use", summary(found)]
    for place, section in enumerate(sections(found)):
        parts.append(_section(section))
        parts += [_picture(name, words) for name, (after, words) in PICTURES.items() if after == place]
    return parts


def _section(section: Section) -> str:
    return "\n\n".join([f"### {section.title}", section.text, table(section.head, section.rows)])


def _picture(name: str, words: str) -> str:
    path = FIGURES / f"calibration-{name}.png"
    return f"![{words}](figures/{path.name})" if path.is_file() else ""
