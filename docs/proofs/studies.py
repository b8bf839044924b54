"""What the studies that come with the program find: each is run, asked, and its answers are kept."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.progress import Progress
from sim.study.answers import Answer, kept
from sim.study.results import Results, open_results
from tui.cli import main

WORKERS = 2
ASKED: dict[str, tuple[str, ...]] = {
    "bleeding-white": (
        "compare",
        "robustness --outcome challenger_terms",
        "survival",
        "converge",
        "sensitivity --outcome challenger_terms --policy bleed-white --method pawn",
        "discover --outcome challenger_terms --policy bleed-white",
    ),
    "fatigue": (
        "compare",
        "robustness --outcome patron_a_abandoned",
        "converge",
        "sensitivity --outcome patron_a_abandoned --policy limited --scenario bleeding-white --method all",
        "discover --outcome patron_a_abandoned --policy limited --scenario bleeding-white",
    ),
    "alliance-window": (
        "compare --reference four-nos",
        "robustness --outcome war",
        "robustness --outcome autonomy",
        "converge",
        "sensitivity --outcome war --policy ally-early --scenario four-nos --method sobol",
        "discover --outcome war --policy ally-early --scenario four-nos",
    ),
    "rival-theories": ("compare --reference exhausts", "converge"),
}
"""What each study is asked, in the words of the command line."""


def gather(progress: Callable[[str | Progress], None]) -> dict[str, Any]:
    """Return what was run of each shipped study, and its answers."""
    found = {}
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, asked in ASKED.items():
            progress(f"{name}: running")
            typed(f"run {name} -o {name} --workers {WORKERS}")
            for words in asked:
                progress(f"{name}: {words}")
                question, _sign, rest = words.partition(" ")
                typed(f"{question} {name} {rest}")
            results = open_results(name)
            found[name] = {**about(results), "answers": [told(answer) for answer in kept(Path(name))]}
    return {"studies": found}


def typed(words: str) -> None:
    """Type a command of `fournos study`.

    Raises
    ------
    RuntimeError
        If it ends with a fault.
    """
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            main(["study", *words.split()])
        except SystemExit as end:
            if end.code:
                raise RuntimeError(f"fournos study {words}: {said.getvalue()[-2000:]}") from None


def about(results: Results) -> dict[str, Any]:
    """Return what was run of a study, and the mean of every outcome under every policy."""
    return {
        "title": results.spec.title,
        "question": results.spec.question,
        "runs": results.manifest["runs"],
        "points": len(results.points),
        "replications": results.replications,
        "scenarios": list(results.scenarios),
        "policies": {name: row.title for name, row in results.spec.policies.items()},
        "outcomes": {name: row.title for name, row in results.outcomes.items()},
    }


def told(answer: Answer) -> dict[str, Any]:
    """Return what is told of an answer."""
    return {
        "question": answer.question,
        "name": answer.name,
        "title": answer.title,
        "sentences": list(answer.sentences),
        "standing": answer.standing.to_data(),
        "command": " ".join(answer.command),
    }
