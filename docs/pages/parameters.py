"""docs/parameters.md: the parameter table, with who reads each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from docs.pages.markdown import claims, code, link, mark, number, page, span, table
from docs.pages.source import readers
from sim.mends import DEFAULT
from sim.parameters import STANDINGS, Expectation, Parameter
from sim.parameters import table as parameters

SOURCE = "sim/parameters.toml"
MEANINGS = {
    "measured": "its centre or its range comes from a published figure",
    "calibrated": "its centre was moved by the two histories, 1979-91 and Ukraine from 2022",
    "assumed": "expert coding, or a reading of a literature that gives no number",
}
INTRODUCTION = """Every number that the rules take from a table. `fournos parameters NAME` shows one row with its
source, and `--set NAME=VALUE` gives it another value in a run. *Range* is what is plausible; a value outside it is
warned about. *Allowed* is what the rules can bear; a value outside it is refused. *Read in* names the functions of
`sim/rules` (see [model](model.md)), or of the opening, that use it. *Expected* is what raising it from low to high
has to do; a test holds each row to it.

Units: *utility* is the scale on which the challenger's and the target's options are compared, of which only
differences matter; *need* is the target's munitions need of a quarter at full fire; *logit* is the scale of the
patrons' readiness to fight."""


def render() -> str:
    """Return the page."""
    rows = list(parameters().values())
    free, fixed = ([row for row in rows if row.fixed is wanted] for wanted in (False, True))
    parts = [
        INTRODUCTION,
        _meanings(),
        standing(),
        "## Free parameters\n\nThose that calibration and sensitivity studies vary.",
        _table(free),
        "## Fixed constants\n\nConstants of the rules that matter; calibration holds them at their centres.",
        _table(fixed),
    ]
    return page("Parameters", SOURCE, parts)


def _meanings() -> str:
    body = ([name, MEANINGS[name]] for name in STANDINGS)
    return "## How sure we are\n\n" + table(["standing", "meaning"], body)


def standing() -> str:
    """Return in a sentence how many parameters there are, and where they stand."""
    rows = parameters().values()
    free, fixed = (Counter(row.standing for row in rows if row.fixed is wanted) for wanted in (False, True))
    words = ", ".join(f"{free[name]} are {name}" for name in STANDINGS)
    return (
        f"Of {free.total()} free parameters {words}. The {fixed.total()} fixed constants are {_all_of(fixed)}. "
        f"So the two histories speak for {free['calibrated']} of {free.total() + fixed.total()} numbers, and other "
        f"figures for {free['measured'] + fixed['measured']}; the rest is judgement."
    )


def _all_of(count: Counter[str]) -> str:
    return "all assumed" if set(count) == {"assumed"} else ", ".join(f"{count[name]} {name}" for name in STANDINGS)


def _table(rows: Iterable[Parameter]) -> str:
    head = [
        "name",
        "centre:",
        "range",
        "allowed",
        "unit",
        "meaning",
        "standing",
        "source",
        "claims",
        "read in",
        "expected",
    ]
    return table(head, (_row(row) for row in rows))


def _row(row: Parameter) -> list[str]:
    return [
        f"{mark(row.name)}`{row.name}`",
        number(row.central),
        span(row.low, row.high),
        span(row.minimum, row.maximum),
        row.unit,
        row.meaning,
        row.standing,
        row.source,
        claims(row.claims),
        code(readers()[row.name]),
        expected(row.moves),
    ]


def expected(moves: Expectation | None) -> str:
    """Return in words what raising a parameter is expected to do."""
    if moves is None:
        return ""
    options = [
        *(f"-d {seat}={held}" for seat, held in moves.doctrines),
        *(f"--set {name}={value:g}" for name, value in moves.parameters),
        *([f"--quarters {moves.quarters}"] if moves.quarters else []),
        *([f"--mends {moves.mends}"] if moves.mends != DEFAULT else []),
        *(f"--theory {question}={coding}" for question, coding in moves.theories),
    ]
    opened = [f"`{name}` {value}" for name, value in moves.opening]
    where = " ".join([link(moves.scenario, "scenarios.md", moves.scenario), *(f"`{option}`" for option in options)])
    where += f", opened with {', '.join(opened)}" if opened else ""
    return f"{'raises' if moves.sign > 0 else 'lowers'} `{moves.measure}` in {where}"
