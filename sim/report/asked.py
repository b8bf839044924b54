"""What a study asked and what was run: its question, policies, uncertainties, scenarios, design and outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.language import _, in_words, plural
from sim.parameters import table as parameters
from sim.report.blocks import Block, Grid, Heading, Items, Text
from sim.report.numbers import NONE, figure
from sim.scenario import Scenario
from sim.study.results import Results
from sim.study.spec import Policy
from sim.study.uncertainties import DOCTRINE, OPENING, PARAMETER, SET, THEORY, Uncertainty

LEVELS = 8
"""Levels of an uncertainty that are listed."""


def question(results: Results) -> Iterator[Block]:
    """Yield the question and the method; nothing if the study says neither."""
    if results.spec.question:
        yield Text(unwrapped(results.spec.question))
    if results.spec.method:
        yield Heading(_("Method"))
        yield Text(unwrapped(results.spec.method))


def unwrapped(text: str) -> str:
    """Return a text whose lines were broken by hand with its paragraphs on one line each."""
    return "\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def run(results: Results) -> Iterator[Block]:
    """Yield what was run."""
    spec, counts = results.spec, results.manifest["runs"]
    design = spec.design
    words = _(
        "{done} of {planned} were made: {policies} × {scenarios} × {points} × {replications}. Seed {seed}; the design "
        "is {kind}; {luck}. Types: {types}; moves: {moves}; mends: {mends}."
    )
    yield Text(
        words.format(
            done=f"{int(counts['done']) - int(counts['failed']):,}",
            planned=_runs(int(counts["planned"])),
            policies=plural("1 policy", "{n} policies", len(results.policies)).format(n=len(results.policies)),
            scenarios=plural("1 scenario", "{n} scenarios", len(results.scenarios)).format(n=len(results.scenarios)),
            points=plural("1 point of the design", "{n} points of the design", len(results.points)).format(
                n=len(results.points)
            ),
            replications=plural("1 replication", "{n} replications", results.replications).format(
                n=results.replications
            ),
            seed=spec.seed,
            kind=design.kind,
            luck=_luck(design.luck, len(results.points)),
            types=spec.types,
            moves=spec.moves,
            mends=spec.mends or _("none"),
        )
    )
    yield _policies(spec.policies)
    if spec.uncertainties:
        yield _uncertainties(results)
    yield _scenarios(results)
    yield _outcomes(results)


def _runs(number: int) -> str:
    return plural("{n} run", "{n} runs", number).format(n=f"{number:,}")


def _luck(luck: str, points: int) -> str:
    if points < 2:
        return _("all policies meet the same luck")
    if luck == "common":
        return _("policies and points meet the same luck")
    return _("policies meet the same luck, and each point has luck of its own")


def _policies(policies: Mapping[str, Policy]) -> Block:
    rows = tuple((name, row.title, decided(row)) for name, row in policies.items())
    return Grid((_("policy"), _("title"), _("what is decided")), rows, caption=_("Policies: what somebody decides"))


def decided(policy: Policy) -> str:
    """Return what a policy sets, in one line; what it leaves out is the scenario's."""
    groups = (policy.doctrines, policy.plans, policy.parameters, policy.opening, policy.theories)
    told = [f"{key} = {_value(value)}" for group in groups for key, value in group.items()]
    return "; ".join(told) or _("as the scenario has it")


def _value(value: object) -> str:
    return figure(value) if isinstance(value, float) else " / ".join(str(value).splitlines())


def _uncertainties(results: Results) -> Block:
    first = results.world()
    rows = tuple(
        (row.name, row.title, _target(row), _range(row), *_origin(row, first)) for row in results.spec.uncertainties
    )
    head = (_("uncertainty"), _("title"), _("sets"), _("range or levels"), _("standing"), _("source"))
    return Grid(head, rows, caption=_("Uncertainties: what nobody decides"))


def _target(row: Uncertainty) -> str:
    known = {PARAMETER: _("parameter {name}"), OPENING: _("opening value {name}"), DOCTRINE: _("doctrine of {name}")}
    known |= {THEORY: _("coding of {name}"), SET: _("all calibrated parameters at once")}
    return known[row.target].format(name=row.of)


def _range(row: Uncertainty) -> str:
    if row.target == SET:
        return _("{n} sets").format(n=f"{len(row.levels):,}")
    if row.levels:
        shown = ", ".join(map(str, row.levels[:LEVELS]))
        return shown + (", …" if len(row.levels) > LEVELS else "")
    return _("{low} to {high}, {dist}").format(low=figure(row.low), high=figure(row.high), dist=row.dist)


def _origin(row: Uncertainty, scenario: Scenario) -> tuple[str, str]:
    """Return how sure we are of what an uncertainty sets, and where that comes from."""
    if row.target == PARAMETER:
        found = parameters()[row.of]
        return in_words(found.standing), found.source
    if row.target == SET:
        return in_words("calibrated"), "fournos calibrate"
    if row.target != OPENING:
        return NONE, NONE
    held: Any = scenario.opening
    for part in row.of.split("."):
        held = getattr(held, part, None)
    return in_words("assumed"), str(getattr(held, "source", NONE))


def _scenarios(results: Results) -> Block:
    rows = tuple(
        (name, row.title, f"{row.date(0)} – {row.date(results.length(name))}", str(results.length(name)))
        for name, row in results.spec.scenarios.items()
    )
    head = (_("scenario"), _("title"), _("time"), _("quarters"))
    return Grid(head, rows, (3,), _("Scenarios"))


def _outcomes(results: Results) -> Block:
    better = {"more": _("more"), "less": _("less"), "": NONE}
    rows = tuple(
        (name, row.title, row.text, row.unit, better[row.better], NONE if row.threshold is None else _success(row))
        for name, row in results.outcomes.items()
    )
    head = (_("outcome"), _("title"), _("what is measured"), _("unit"), _("better"), _("success"))
    return Grid(head, rows, caption=_("Outcomes"))


def _success(row: Any) -> str:
    sign = "≥" if row.better == "more" else "≤"
    return f"{sign} {figure(row.threshold)}"


def again(results: Results) -> Iterator[Block]:
    """Yield how the study can be made again: the commands, and the study's file letter by letter."""
    spec, folder = results.spec, results.path.name
    if spec.text:
        replications = f" --replications {results.replications}"
        yield Text(_("Keep the text below as study.toml, with the release that the manifest names. Then:"))
        yield Items((f"fournos study run study.toml -o {folder}{replications}",), code=True)
    else:
        yield Text(_("It was made with this command, under the release that the manifest names:"))
        yield Items((" ".join(map(str, results.manifest.get("command", ()))),), code=True)
