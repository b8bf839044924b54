"""The commands of `fournos study`, one module each; a module is imported when its command is called."""

from __future__ import annotations

from sim.language import _
from tui.commands import SUMMARIES as ALL
from tui.commands import described
from tui.commands.lazy import Lazy

SUMMARIES = {
    "init": _("Write a study file to begin with."),
    "check": _("Check study files and list every fault with its line."),
    "run": _("Run a study in a folder, or what is missing there."),
    "status": _("Say how far a study has come."),
    "resume": _("Go on with a study that was stopped."),
    "add-policy": _("Add a policy to a study; only its runs are made."),
    "compare": _("Compare policies run by run on the same luck."),
    "robustness": _("Hold policies against every state of the world: regret, and metrics that disagree."),
    "sensitivity": _("Say which conditions an outcome hangs on, and how much is luck."),
    "discover": _("Find the conditions under which a policy fails, and try them with fresh runs."),
    "survival": _("Say how long wars last until they are settled, under each policy."),
    "converge": _("Say how many replications an outcome needs."),
    "search": _("Search order plans for a seat that do well under uncertainty."),
    "replay": _("Open one run of a study as a game."),
    "show": _("Browse a study in the terminal."),
    "report": _("Write the report of a study as one file."),
    "export": _("Write a study's runs for other programs."),
}
"""One line on each command, in the order in which help lists them."""

HELP = described(
    ALL["study"],
    _(
        "A study is a file, study.toml: policies (what somebody decides), uncertainties (what nobody does), scenarios, "
        "and how often chance is tried. It is run in a folder, where it can be stopped and resumed at any time, and "
        'then asked: what is kept there serves the report. What rests on too little is named "not established". '
        "DIR may also be what `fournos run -o DIR` wrote."
    ),
    [
        "study init -o study.toml",
        "study run study.toml -o build/study --workers 2",
        "study robustness build/study --outcome lost",
        "study report build/study -o report.html",
    ],
)


class Studies(Lazy):
    """The group of `fournos study`."""

    summaries = SUMMARIES
    package = "tui.commands.study"


command = Studies("study", help=HELP)
