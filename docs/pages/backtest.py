"""docs/backtest.md: every target of the record, what the model makes of it, and what such a comparison is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from docs.gather import read
from docs.pages.markdown import NONE, code, link, not_gathered, page, table
from sim.record import targets

SOURCE = "sim/record.toml and docs/evidence/backtest.json"
INTRODUCTION = """The model over its [calibrated sets](calibration.md), held against the targets of the
[record](record.md#what-a-model-should-reproduce). The bands were set before the model was, and are not moved; misses
stay in. `fournos backtest` runs it, `fournos backtest -o DIR` draws it.

A target is one of three things:

- **fitted**: a window of the calibration bounds the same quantity, or a parameter in use was set from the same figure.
  Agreement was then put in, and is counted apart; a miss is all the worse.
- **check**: neither is the case. Only checks are counted. Where a mend was written for the target, its author knew the
  figure, so that a hit is worth less: the table says so.
- **not represented**: the model has no such quantity, or has none without a mend.

R1 to R9 are single histories, or six weapon systems: checks of plausibility and no likelihoods. The model's number is
the median over all runs of all sets, with the middle nine tenths of the runs, unless it is a share."""
CLASS = """R10 is about wars, and the model has few kinds of them. Its class are first wars in three scenarios, each of
which counts alike: the history of 1979, the analogue, and the present under four doctrines of the challenger (adaptive,
punitive, seize, bleed-white). That is far from all wars between states since 1816. All of them are wars of one great
neighbour against one smaller state with patrons, over land; two of the three begin as the record began; and a bleeding
border counts as one long war here, where the lists of disputes count the raids apart. The record's own figures count
disputes, which begin before the fighting and end after it. So a miss of R10a and R10b says as much about the class as
about the rules, and the ends of long wars (R10c to R10e) hang on what is called imposed. The second table reads both
another way."""
HONOUR = """R11 asks patrons that are bound by treaty, at the onset of an attack. Defence pacts (R11a) are fully
believed, without a nuclear power, with a patron of middling rivalry; all commitments (R11b) are the American treaty of
today and the Soviet one of 1978, old and new, against the challenger's arms of then and now. Consultation, neutrality
and non-aggression, half of what the record counts, do not exist in the model."""
HEADS = {"reference": "reference", "rules": "with mends", "model": "calibrated anew"}
COLUMNS = """*Reference* is the model without mends over the sets calibrated without them; *with mends* the same sets
with the usual mends on; *calibrated anew* the model as it is used: usual mends, and sets calibrated with them. A check
turns into a fit where a mend comes in whose numbers were set from the same figure."""
PICTURES = {
    "backtest-targets.png": "Every target with its band, and the model's median and range upon it",
    "backtest-1979.png": "1979 to 1993: the model's bands and the record",
    "backtest-ukraine.png": "Ukraine from 2022: the model's bands and the record",
}


def render() -> str:
    """Return the page."""
    found = read("backtest")
    if found is None:
        return page("Back-test", SOURCE, [INTRODUCTION, _formulas(), not_gathered("backtest")])
    parts = [
        INTRODUCTION,
        _count(found),
        "## Targets",
        f"{COLUMNS} {_size(found)}",
        _targets(found["targets"]),
        _absent(found["targets"]),
        _picture("backtest-targets.png"),
        "## The two histories",
        _picture("backtest-1979.png"),
        _picture("backtest-ukraine.png"),
        _gap(found["gaps"]),
        "## Wars and treaties",
        CLASS,
        _shares(found["wars"]),
        HONOUR,
        _formulas(),
    ]
    return page("Back-test", SOURCE, parts)


def _size(found: Mapping[str, Any]) -> str:
    about = found["about"]
    return f"{about['sets']} sets and {about['repeats']} runs of each, seed {about['seed']}."


def _count(found: Mapping[str, Any]) -> str:
    """Return the summary in words."""
    lines = []
    for name, title in HEADS.items():
        each = found["summaries"][name]
        lines.append(
            f"- {title}: **{each['hits']} of {each['checks']} checks hit** (of these, {each['hits_aimed']} of "
            f"{each['checks_aimed']} with a mend written for them); fitted, not counted: {each['fits_hit']} of "
            f"{each['fits']}; not represented: {each['not_represented']}"
        )
    return "\n".join(lines) + "\n\n" + like_for_like(found["targets"])


def like_for_like(targets: Iterable[Mapping[str, Any]]) -> str:
    """Return in words how many checks are hit before and after the mends, among those that both have."""
    both = [[row["results"][which] for which in ("reference", "model")] for row in targets]
    kept = [pair for pair in both if all(each["status"] == "check" for each in pair)]
    old, new = (sum(bool(pair[which]["hit"]) for pair in kept) for which in range(2))
    return (
        f"Like for like: {len(kept)} targets are checks both for the reference model without mends and for the model "
        f"as it is used; the first hits {old} of them, the second {new}. What else the mends bring is quantities "
        "that the reference lacks, most of them fitted."
    )


def _targets(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return every target that some run has a number for."""
    head = ["target", "what", "record:", "band", *(f"{title}:" for title in HEADS.values()), "status", "note"]
    body = []
    for row in rows:
        last = row["results"]["model"]
        if all(result["model"] is None for result in row["results"].values()):
            continue
        what = f"{row['text']} ({row['unit']})" if row["unit"] else row["text"]
        band = NONE if row["low"] is None else f"{row['low']:g} to {row['high']:g}"
        cells = [_result(row["results"][name]) for name in HEADS]
        body.append(
            [link(row["id"], "", row["id"]), what, f"{row['value']:g}", band, *cells, last["status"], last["note"]]
        )
    return table(head, body)


def _result(result: Mapping[str, Any]) -> str:
    """Return the model's number with its range, and whether it lies in the band."""
    if result["model"] is None:
        return NONE
    said = {True: "hit", False: "**miss**", None: ""}[result["hit"]]
    return f"{figure(result['model'])} ({figure(result['p05'])} to {figure(result['p95'])}) {said}".strip()


def figure(value: float | str | None) -> str:
    """Return a number as the table has it; dates beyond the runs are words."""
    if value is None or isinstance(value, str):
        return value or NONE
    return f"{value:.0f}" if abs(value) >= 20 else f"{value:.1f}" if abs(value) >= 3 else f"{value:.2f}"


def _absent(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return what the model does not represent, and why, without mends and with them."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        result = row["results"]["model"]
        if result["status"] == "not represented":
            reasons.setdefault(result["note"], []).append(row["id"])
    listed = "\n".join(f"- {', '.join(ids)}: {why}" for why, ids in reasons.items())
    return f"Not represented with the usual mends:\n\n{listed}" if listed else ""


def _picture(name: str) -> str:
    return f"![{PICTURES[name]}](figures/{name})"


def _gap(gaps: Mapping[str, Mapping[str, Any]]) -> str:
    """Return how the gap in American aid fares run by run, which a median over all runs hides."""
    body = [
        [title, f"{100 * gaps[name]['share']:.0f}", figure(gaps[name]["depth"]), figure(gaps[name]["length"])]
        for name, title in HEADS.items()
    ]
    words = (
        "The targets R7a and R7b ask for the median of all runs, and so also whether a gap is the rule. This is how "
        "often aid falls by half or more for half a year in 2022-24, and what the gap is like where there is one:"
    )
    head = ["", "runs with a gap, %:", "depth there, %:", "length there, months:"]
    return f"{words}\n\n{table(head, body)}"


def _shares(wars: Mapping[str, Any]) -> str:
    """Return the shares behind R10 and R11 by scenario, and R10d by what is called imposed."""
    shares = wars["model"]["shares"]
    scenarios = list(dict.fromkeys(name for row in shares.values() for name in row))
    body = [[identity, *(_share(shares[identity].get(name)) for name in scenarios)] for identity in shares]
    first = table(["target", *(f"{name}:" for name in scenarios)], body)
    readings = {
        "R10a, a static border front no longer counted as war": wars["model"]["open_only"]["R10a"],
        "R10b, likewise": wars["model"]["open_only"]["R10b"],
        **{f"R10d, imposed from {least} of the demands": row for least, row in wars["model"]["imposed_from"].items()},
    }
    second = table(["other readings", "share:"], [[name, _share(row)] for name, row in readings.items()])
    return f"Shares by scenario, as the model is used, with the number of cases:\n\n{first}\n\n{second}"


def _share(row: Mapping[str, Any] | None) -> str:
    if row is None or row["share"] is None:
        return NONE
    return f"{row['share']:.2f} ({row['n']:,})"


def _formulas() -> str:
    """Return how each target's number is formed."""
    body = [
        [
            f'<a id="{row.id.lower()}"></a>{row.id}',
            row.title,
            row.formula,
            code(row.needs) or NONE,
            row.cases,
            row.source,
        ]
        for row in targets().values()
    ]
    head = ["target", "what", "the model's number", "needs the mend", "cases:", "source"]
    return "## How the numbers are formed\n\n" + table(head, body)
