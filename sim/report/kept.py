"""What a report says of the study's making: runs that are missing, the manifest, and what it cannot show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sim.language import _, clean, in_words, plural
from sim.parameters import STANDINGS
from sim.parameters import table as parameters
from sim.report.blocks import Block, Grid, Items, Text
from sim.study.results import Results
from sim.study.uncertainties import PARAMETER, SET

FAILURES, PARTS = 20, 40
"""Failures, and parts, that are listed; the rest is counted."""


def missing(results: Results) -> Iterator[Block]:
    """Yield which runs are not there, and why; nothing if all are."""
    counts = results.manifest["runs"]
    left = int(counts["planned"]) - int(counts["done"])
    if left > 0:
        words = plural("{n} run is still to be made", "{n} runs are still to be made", left).format(n=f"{left:,}")
        yield Text(_("{runs}; all figures are of those that are there. Go on with:").format(runs=words), strong=True)
        yield Items((f"fournos study resume {results.path.name}",), code=True)
    rows = results.failures()
    if not rows:
        return
    lost = int(counts["failed"])
    words = plural("{n} run failed and is missing.", "{n} runs failed and are missing.", lost)
    yield Text(words.format(n=f"{lost:,}"), strong=True)
    listed = tuple(
        (str(row.get("run", row.get("first", ""))), clean(row["policy"]), clean(row["error"]))
        for row in rows[:FAILURES]
    )
    yield Grid((_("run"), _("policy"), _("error")), listed, (0,))
    commands = tuple(str(row["replay"]) for row in rows[:FAILURES] if "replay" in row)
    if commands:
        yield Items(commands, code=True)
    if len(rows) > FAILURES:
        yield Text(_("{count} more: see failures.jsonl.").format(count=len(rows) - FAILURES), small=True)


def limits(results: Results) -> Iterator[Block]:
    """Yield what the study does not show: its own limits, its scenarios', and those of the model as it stands."""
    if results.spec.limits:
        yield Items(tuple(results.spec.limits))
    for scenario in results.spec.scenarios.values():
        yield Text(scenario.limits)
    yield Text(
        _(
            "A share of simulated runs is a statement about the model. It is no probability that something will "
            "happen, and no forecast. The shares follow from rules that a few people wrote down."
        )
    )
    yield Text(_standings(results))
    yield Text(_("What is known to be wrong, and what is left out, is listed with the model: docs/limits.md."))


def _standings(results: Results) -> str:
    """Return how many of the model's parameters rest on what, and how many of them this study varies."""
    rows = parameters()
    count = Counter(row.standing for row in rows.values())
    words = ", ".join(f"{count[name]} {in_words(name)}" for name in STANDINGS)
    varied = {row.of for row in results.spec.uncertainties if row.target == PARAMETER}
    if SET in results.spec.by_name:
        varied |= {row.name for row in results.conditions if row.name in rows}
    told = _(
        "The model has {all} parameters: {words}. This study varies {n} of them and holds the others at one value."
    )
    return told.format(all=len(rows), words=words, n=len(varied))


def manifest(results: Results) -> Iterator[Block]:
    """Yield what the runs can be known again by: versions, hashes and parts."""
    held = results.manifest
    rows = [(_("format"), f"{held['format']} {held['format_version']}"), (_("status"), str(held["status"]))]
    rows += [(key, str(held[key])) for key in ("created", "engine") if key in held]
    rows += [(name, str(version)) for name, version in held.get("software", {}).items()]
    rows += [(_("study"), str(held["study"]["digest"]))] if "study" in held else []
    if "points" in held:
        rows.append((_("design"), f"{held['points']['count']} · {held['points']['blake2b']}"))
    rows += [(name, row.digest) for name, row in results.spec.scenarios.items()]
    yield Grid((_("what"), _("version or BLAKE2b hash")), tuple(rows))
    parts = list(_files(held))
    shown = tuple((row["file"], f"{row['rows']:,}", f"{row['bytes']:,}", row["blake2b"]) for row in parts[:PARTS])
    if shown:
        yield Grid((_("part"), _("rows"), _("bytes"), _("BLAKE2b hash")), shown, (1, 2))
    if len(parts) > PARTS:
        yield Text(_("{count} more: see manifest.json.").format(count=len(parts) - PARTS), small=True)


def _files(held: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for part in held.get("parts", ()):
        yield from part.get("files", [part])
