"""Measure what moves, answers and cards do, row by row: for whoever sets their sizes.

python -m docs.measure                        every row of the tables
python -m docs.measure denial crisis=hold     some rows
python -m docs.measure --runs 4000 denial     on more pairs of runs
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import lru_cache

from scenarios import load
from sim.errors import FournosError
from sim.study.choices import Effect, Trial, chosen, measure_all


def row(trial: Trial, found: Effect) -> str:
    about = trial.expected
    sign = "up" if about.sign > 0 else "down"
    verdict = "holds" if found.holds(about.sign) else "FAILS"
    words = (
        f"{trial.kind:6} {trial.role:10} {trial.id:28} {trial.field:7} {about.scenario:16} {about.measure:24} {sign:4}"
    )
    return f"{words} {found.mean:+10.5f} {found.se:9.5f} {found.errors:+7.1f}  {found.pairs:5d} {verdict}"


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m docs.measure", description="Measure moves, answers and cards.")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    given = parser.parse_args(words)
    try:
        asked = chosen(given.names)
        found = measure_all(asked, load=lru_cache(load), runs=given.runs, seed=given.seed, workers=given.workers)
    except FournosError as error:
        print(error, file=sys.stderr)
        return 2
    for trial, each in zip(asked, found, strict=True):
        print(row(trial, each))
    failed = sum(not each.holds(trial.expected.sign) for trial, each in zip(asked, found, strict=True))
    print(f"{len(asked)} expectations, {failed} fail")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
