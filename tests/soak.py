"""Run the long proofs and write their report: `make soak`, or `python -m tests.soak [FILE...]` for some of them.

Proofs that are not run keep their row, with the day on which they last were.
"""

from __future__ import annotations

import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

REPORT = Path(__file__).resolve().parents[1] / "docs" / "soak.md"
HEAD = """# Long proofs

Written by `make soak`: the tests that take too long for every change. They are in `tests/`, marked `soak`. `python -m
tests.soak FILE` runs some of them; the others keep their row, and the day on which they last ran.
"""
ROW = re.compile(r"^\| (?P<proof>[^|]+?) \| (?P<rest>\**(?:passed|failed|skipped)\**.*)$", re.MULTILINE)
MEASURED = re.compile(r"^- (?P<proof>[^:]+): (?P<found>.+)$", re.MULTILINE)


def report(results: ElementTree.Element, earlier: str = "") -> str:
    """Return the report of a JUnit result as Markdown, a line a proof; those not run keep theirs of an earlier one."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "mesa"))
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    rows = {found["proof"]: found[0] for found in ROW.finditer(earlier)}
    measured = {found["proof"]: found[0] for found in MEASURED.finditer(earlier)}
    for case in results.iter("testcase"):
        failed = case.find("failure") is not None or case.find("error") is not None
        outcome = "**failed**" if failed else "skipped" if case.find("skipped") is not None else "passed"
        name = str(case.get("name")).removeprefix("test_").replace("_", " ")
        rows[name] = f"| {name} | {outcome} | {float(case.get('time', 0)):.0f} | {today} |"
        noted = "; ".join(str(each.get("value")) for each in case.iter("property"))
        measured |= {name: f"- {name}: {noted}."} if noted else {}
    lines = [HEAD, f"{today}, Python {platform.python_version()}, {versions}.", ""]
    lines += ["| proof | outcome | seconds | last run |", "| --- | --- | ---: | --- |", *rows.values()]
    lines += ["", "Measured on the way:", "", *measured.values()] if measured else []
    return "\n".join(lines) + "\n"


def main(files: Sequence[str] = ()) -> int:
    """Run the proofs, all or those in some files, write the report, and return the tests' exit code."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "soak.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-m", "soak", "-o", "junit_family=xunit1", f"--junitxml={found}", *files],
            check=False,
        )
        if found.exists():
            earlier = REPORT.read_text("utf-8") if files else ""
            REPORT.write_text(report(ElementTree.parse(found).getroot(), earlier), "utf-8")
            print(f"Report: {REPORT}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
