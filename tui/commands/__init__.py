"""The commands of `fournos`, one module each; a module is imported when its command is called.

Here stand only their names with one line each, so that `fournos --help` needs nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.language import _

PROGRAM = "fournos"

SUMMARIES = {
    "play": _("Open the game; without a command, fournos does that."),
    "games": _("List saved games; rename, delete or export one."),
    "replay": _("Play a saved game's journal again and compare every quarter."),
    "fork": _("Go on from an earlier quarter, as a new game or as many runs."),
    "debrief": _("Write the debrief of saved games to one file."),
    "postcard": _("Print a saved game as one line of text that anybody can replay."),
    "class": _("Lay the games of a class, as postcards, over each other."),
    "serve": _("Open the game in a browser on this machine."),
    "scenarios": _("List the scenarios, or show one."),
    "check": _("Check scenario files and list every fault with its line."),
    "run": _("Run a scenario many times and show how it ends."),
    "compare": _("Run every doctrine of one seat on the same luck."),
    "balance": _("Play every posture against every doctrine of the opponent."),
    "pledges": _("Show what each pledge binds, and what breaking it does."),
    "study": _("Ask many policies, conditions and runs a question; report it."),
    "plot": _("Draw a plot of saved runs."),
    "why": _("Say why a quantity changed in one quarter of a saved run."),
    "calibrate": _("Find parameter sets that reproduce two histories, or show them."),
    "parameters": _("List the model's parameters, or show one with its source."),
    "claims": _("List what the essays claim, or hold it against the model."),
    "moves": _("List what seats can order beside their posture, or show one."),
    "cards": _("List the dilemma cards, or show one with its options."),
    "plans": _("List what computer seats order, or show one plan line by line."),
    "mends": _("List the mends of the reference model, or show one."),
    "theories": _("List disputed questions with their rival codings, or show one."),
    "backtest": _("Hold the model against the record of facts."),
    "completion": _("Print the script that completes words in your shell."),
}
"""One line on each command, in the order in which help lists them."""


def everything() -> dict[str, str]:
    """Return one line on each command and subcommand by the words that call it: `run`, `study`, `study run` ..."""
    from tui.commands.study import SUMMARIES as OF_STUDIES

    found: dict[str, str] = {}
    for name, summary in SUMMARIES.items():
        found[name] = summary
        if name == "study":
            found |= {f"{name} {inner}": text for inner, text in OF_STUDIES.items()}
    return found


def described(summary: str, details: str, examples: Sequence[str]) -> str:
    """Return a help text: what it is in one line, the details, and examples each on a line of its own."""
    title = _("Examples:") if len(examples) > 1 else _("Example:")
    listed = "\n".join([title, *(f"  {PROGRAM} {example}" for example in examples)])
    return f"{summary}\n\n{details}\n\n\b\n{listed}"  # after \b, click keeps the lines
