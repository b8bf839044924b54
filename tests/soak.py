"""Run the long proofs and write their report: `make soak`, or `python -m tests.soak`."""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

REPORT = Path(__file__).resolve().parents[1] / "docs" / "soak.md"
HEAD = """# Long proofs

Written by `make soak`: the tests that take too long for every change. They are in `tests/`, marked `soak`.
"""


def report(results: ElementTree.Element) -> str:
    """Return the report of a JUnit result as Markdown: one line a proof."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "mesa"))
    lines = [HEAD, f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {versions}.", ""]
    lines += ["| proof | outcome | seconds |", "| --- | --- | ---: |"]
    measured = []
    for case in results.iter("testcase"):
        failed = case.find("failure") is not None or case.find("error") is not None
        outcome = "**failed**" if failed else "skipped" if case.find("skipped") is not None else "passed"
        name = str(case.get("name")).removeprefix("test_").replace("_", " ")
        lines.append(f"| {name} | {outcome} | {float(case.get('time', 0)):.0f} |")
        measured += [f"- {name}: {each.get('value')}." for each in case.iter("property")]
    lines += ["", "Measured on the way:", "", *measured] if measured else []
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the proofs, write the report, and return the tests' exit code."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "soak.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-m", "soak", "-o", "junit_family=xunit1", f"--junitxml={found}"],
            check=False,
        )
        if found.exists():
            REPORT.write_text(report(ElementTree.parse(found).getroot()), "utf-8")
            print(f"Report: {REPORT}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
