"""Run the bench and write its report: `make bench`, or `python -m tests.bench [--quick] [--no-report] [--strict]`."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import forecasts, measure, screens
from tests.bench.measure import Figure

REPORT = Path(__file__).resolve().parents[2] / "docs" / "bench.md"
HEAD = """# Speed

Written by `make bench`. Figures are ratios within one run wherever two things can be compared, since absolute times
differ from machine to machine. Each time is the least of several, the compared commands run in turn.
"""


def figures(quick: bool) -> list[Figure]:
    """Return all figures, told as they come."""
    repeats = 2 if quick else 5
    parts = (
        lambda: measure.start_up(repeats),
        lambda: measure.throughput(4_096 if quick else 20_000, repeats),
        lambda: measure.one_game(repeats),
        lambda: measure.with_moves(repeats),
        lambda: screens.screens(repeats, 20 if quick else 200),
        lambda: forecasts.forecasts(repeats),
        lambda: forecasts.turns(repeats),
        lambda: measure.cost(1 if quick else 3),
        lambda: measure.two_workers(60_000 if quick else 300_000, 1 if quick else 2),
        lambda: measure.verdicts(*((10, 20) if quick else (100, 100))),
        lambda: measure.memory(100_000 if quick else 1_000_000),
    )
    found: list[Figure] = []
    for part in parts:
        for figure in part():
            found.append(figure)
            print(
                f"{'met   ' if figure.met else 'MISSED'}  {figure.what}: {figure.measured} ({figure.target})",
                flush=True,
            )
    return found


def report(found: list[Figure]) -> str:
    """Return the report as Markdown."""
    versions = ", ".join(f"{name} {version}" for name, version in _versions().items())
    lines = [HEAD, f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, {versions}.", ""]
    lines += ["| what | target | measured | met |", "|---|---|---|---|"]
    lines += [f"| {f.what} | {f.target} | {f.measured} | {'yes' if f.met else '**no**'} |" for f in found]
    return "\n".join(lines) + "\n"


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    return {"Python": platform.python_version(), **{name: version(name) for name in ("numpy", "mesa")}}


def main() -> int:
    """Run the bench; with --strict, return 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed as ratios.")
    parser.add_argument("--quick", action="store_true", help="fewer runs and repeats; writes no report")
    parser.add_argument("--no-report", action="store_true", help="do not write docs/bench.md")
    parser.add_argument("--strict", action="store_true", help="end with exit code 1 if a target is missed")
    options = parser.parse_args()
    found = figures(options.quick)
    if not (options.quick or options.no_report):
        REPORT.write_text(report(found), "utf-8")
        print(f"Report: {REPORT}")
    return 1 if options.strict and not all(figure.met for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main())
