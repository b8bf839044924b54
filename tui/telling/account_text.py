"""Accounts as text: the lines of a change with a bar each, what stands behind a line, and the rules on the way."""

from __future__ import annotations

from sim.language import _, in_words
from sim.ledger import Ledger
from sim.ledger.steps import Step
from sim.ledger.telling import value_of
from sim.world import GRAIN
from tui.telling.figures import bar, capital, digits, signed
from tui.telling.why import Told, Why


def account_text(told: Why, *, parts: bool = True, plain: bool = False, half: int = 10) -> list[str]:
    """Return an account as lines of text with a bar each: what was, every line, and what they add up to."""
    shown = [each for each in told.lines if parts or not each.part]
    largest = max((abs(each.value) for each in shown), default=0.0)
    places = digits(abs(each.value) for each in told.lines)
    room = max(len(row_title(each)) for each in shown)
    found = [told.change.text]
    for each in shown:
        value = signed(each.value, places)
        drawn = bar(round(each.value, places), largest, half, plain=plain)
        found.append(f"{row_title(each):<{room}}  {value:>{places + 4}}  {drawn}")
    total = signed(sum(each.grains for each in told.lines if not each.part) / GRAIN, places)
    return [*found, f"{_('in all'):<{room}}  {total:>{places + 4}}"]


def row_title(each: Told) -> str:
    """Return the title of a line; a part of the course is set in."""
    return f"  {each.title}" if each.part else each.title


def line_text(told: Why, key: str) -> list[str]:
    """Return what stands behind a line, as paragraphs: its meaning, the inputs, and the rules with their sources."""
    each = told.line(key)
    places = digits(abs(row.value) for row in told.lines)
    head = _("{title}: {value} {unit}").format(
        title=capital(each.title), value=signed(each.value, places), unit=in_words(told.change.unit)
    )
    found = [head, capital(each.meaning) + "."]
    if not each.inputs:
        return [*found, _("No input is listed behind this line.")] if each.grains else found
    found.append(_("Inputs, with what each does alone (they act together, so that these need not add up):"))
    found += [f"  {signed(row.alone, places)}  {row.text}" for row in each.inputs]
    steps = {step.id: step for row in each.inputs for step in row.steps}
    for step in steps.values():
        found += ["", *step_text(step, told.ledger)]
    return found


def step_text(step: Step, ledger: Ledger) -> list[str]:
    """Return a step of the rules as paragraphs: in plain words, its parameters, claims, and what says the opposite."""
    found = [_("RULE  {title}: {text}").format(title=step.title, text=step.text)]
    for row in step.rows:
        text = _("  {meaning}: {value} ({low} to {high} {unit}; {name}, {standing}; {source})")
        found.append(
            text.format(
                name=row.name,
                meaning=capital(_(row.meaning)),
                value=f"{value_of(ledger, row.name, 0):g}",
                low=f"{row.low:g}",
                high=f"{row.high:g}",
                unit=in_words(row.unit),
                standing=in_words(row.standing),
                source=row.source,
            )
        )
    for claim, against in step.for_and_against():
        found.append(_("  Claim {id}: {paraphrase}").format(id=claim.id, paraphrase=claim.paraphrase))
        for other in against:
            found.append(_("    The opposite, {id}: {paraphrase}").format(id=other.id, paraphrase=other.paraphrase))
    return found
