"""Write the generated pages of docs/, and the generated parts of README.md and the pages that are written by hand.

    python -m docs.generate              everything (`make docs`)
    python -m docs.generate --numbers    only what comes from runs: the tables and pictures of README.md
    python -m docs.generate --check      change nothing; name what is out of date, and leave with 1 if anything is

A part stands between `<!-- generated: NAME ... -->` and `<!-- end -->`.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPENING = "<!-- generated: {name} by `make docs` -->"
PART = re.compile(r"<!-- generated: (?P<name>[a-z-]+) by `make docs` -->\n.*?<!-- end -->", re.DOTALL)

Render = Callable[[], str]


def pages() -> dict[str, Render]:
    """Return the pages that are generated as a whole, by their path."""
    from docs.pages import (
        backtest,
        balance,
        belief,
        bleeding,
        calibration,
        cards,
        claims,
        command_line,
        doctrines,
        essays,
        mends,
        moves,
        parameters,
        planner,
        rivals,
        scenarios,
        study_results,
        theories,
        verdicts,
    )

    return {
        "docs/essays.md": essays.render,
        "docs/claims.md": claims.render,
        "docs/parameters.md": parameters.render,
        "docs/doctrines.md": doctrines.render,
        "docs/scenarios.md": scenarios.render,
        "docs/moves.md": moves.render,
        "docs/cards.md": cards.render,
        "docs/command-line.md": command_line.render,
        "docs/mends.md": mends.render,
        "docs/theories.md": theories.render,
        "docs/rivals.md": rivals.render,
        "docs/bleeding.md": bleeding.render,
        "docs/calibration.md": calibration.render,
        "docs/verdicts.md": verdicts.render,
        "docs/backtest.md": backtest.render,
        "docs/belief.md": belief.render,
        "docs/balance.md": balance.render,
        "docs/planner.md": planner.render,
        "docs/study-results.md": study_results.render,
    }


def parts() -> dict[str, dict[str, Render]]:
    """Return the generated parts of pages that are written by hand, by path and name."""
    from docs.pages import game, model_blocks, orders, parameters, proofs, scale, shortfalls, studies, why

    return {
        "docs/odd.md": {
            "rungs": model_blocks.rungs,
            "state": model_blocks.state,
            "quarter": model_blocks.quarter,
            "standing": parameters.standing,
            "decisions": model_blocks.decisions,
            "sensing": model_blocks.sensing,
            "chance": model_blocks.chance,
            "measures": model_blocks.measures,
            "switches": model_blocks.switches_in_force,
            "submodels": model_blocks.submodels,
        },
        "docs/game.md": {"screens": game.screens, "keys": game.every_key},
        "docs/limits.md": {
            "standing": parameters.standing,
            "missed": shortfalls.missed,
            "unmended": shortfalls.unmended,
        },
        "docs/orders.md": {
            "capital": orders.capital,
            "situations": orders.situations,
            "plans": orders.every_plan,
        },
        "docs/studies.md": {"keys": studies.keys, "shipped": studies.shipped},
        "docs/scale.md": {
            "measured": scale.measured,
            "costs": scale.costs,
            "cluster": scale.cluster,
            "limit": scale.limit,
        },
        "docs/evidence.md": {"proofs": proofs.proofs},
        "docs/why.md": {
            "example": why.example,
            "groups": why.groups,
            "sizes": why.sizes,
            "quantities": why.quantities,
            "ways": why.ways,
        },
    }


def numbers() -> dict[str, dict[str, Render]]:
    """Return the generated parts that come from runs."""
    from docs.pages import numbers as runs
    from docs.pages import trial

    made = {"picture": runs.picture, "postures": runs.postures, "meanings": runs.meanings, "trial": trial.render}
    return {"README.md": made}


def filled(text: str, renders: Mapping[str, Render], origin: str) -> str:
    """Return a text with its generated parts made anew.

    Raises
    ------
    SystemExit
        If it lacks a part, or has one that nobody makes.
    """
    from docs.pages.markdown import wrapped

    found = [part["name"] for part in PART.finditer(text)]
    if sorted(found) != sorted(renders):
        raise SystemExit(f"{origin} has the generated parts {found}; expected are {list(renders)}.")

    def part(match: re.Match[str]) -> str:
        name = match["name"]
        return "\n\n".join([OPENING.format(name=name), wrapped(renders[name]()), "<!-- end -->"])

    return PART.sub(part, text)


def texts(*, only_numbers: bool = False) -> dict[str, str]:
    """Return what every generated page, and every page with generated parts, has to hold, by its path."""
    whole = {} if only_numbers else {path: render() for path, render in pages().items()}
    in_part = numbers() if only_numbers else {**parts(), **numbers()}
    made = {path: filled((ROOT / path).read_text("utf-8"), renders, path) for path, renders in in_part.items()}
    return whole | made


def stale(wanted: Mapping[str, str]) -> list[str]:
    """Return the paths whose files differ from what is wanted."""
    return [path for path, text in wanted.items() if not _is(ROOT / path, text)]


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text


def main(words: Sequence[str] | None = None) -> int:
    """Write what is out of date, or name it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description="Write the generated pages of docs/.")
    parser.add_argument("--check", action="store_true", help="change nothing; leave with 1 if a page is out of date")
    parser.add_argument("--numbers", action="store_true", help="only what comes from runs")
    given = parser.parse_args(words)
    if not given.check:
        from docs.pages import balance, bleeding, numbers

        numbers.draw()
        bleeding.draw()
        balance.draw()
    wanted = texts(only_numbers=given.numbers)
    late = stale(wanted)
    for path in late:
        if not given.check:
            (ROOT / path).write_text(wanted[path], "utf-8")
        print(f"{path}: {'out of date; run make docs' if given.check else 'written'}")
    return int(given.check and bool(late))


if __name__ == "__main__":
    os.environ["LANGUAGE"] = "C"  # pages are in English, whoever makes them
    sys.exit(main())
